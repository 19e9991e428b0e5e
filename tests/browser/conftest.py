"""A real Chromium for pages, and how it is started."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture(scope="module")
def chromium() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome", "chrome"):
        if found := shutil.which(name):
            return found
    if "browser" in os.environ.get("COUNTERMARK_REQUIRE", "").split(","):
        pytest.fail("no Chromium, and COUNTERMARK_REQUIRE names browser")
    pytest.skip("no Chromium on this machine: install one, or set COUNTERMARK_REQUIRE=browser to insist")


def run(chromium: str, page: Path, profile: Path, *flags: str) -> subprocess.CompletedProcess[str]:
    command = [chromium, *FLAGS, f"--user-data-dir={profile}", *flags, page.as_uri()]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
