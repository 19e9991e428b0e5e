"""The evidence sheet in a real Chromium: it asks for nothing, and the demo's prints on one page."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.browser.conftest import run
from tests.unit.lists.ofac_files import FIRM, LI, SHIP, sdn, write
from tests.unit.test_cli import run as countermark

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sheet")
    return folder / json.loads(countermark("demo", cwd=folder).stdout)["sheet"]


def test_the_sheet_says_what_the_lists_showed_and_asks_for_nothing(chromium: str, sheet: Path, tmp_path: Path) -> None:
    log = tmp_path / "net.json"
    done = run(chromium, sheet, tmp_path / "profile", f"--log-net-log={log}", "--enable-logging=stderr", "--dump-dom")
    dom = done.stdout.replace("\u00a0", " ").replace("&nbsp;", " ")
    assert "328 days after" in dom
    assert "demo_sdn_excerpt_2023-07-20T1843.csv" in dom
    assert "ofac.treasury.gov" not in log.read_text(encoding="utf-8", errors="replace")
    assert "Content Security Policy" not in done.stderr


def test_the_demo_sheet_is_one_page_of_paper(chromium: str, sheet: Path, tmp_path: Path) -> None:
    pdf = tmp_path / "sheet.pdf"
    run(chromium, sheet, tmp_path / "profile", "--no-pdf-header-footer", f"--print-to-pdf={pdf}")
    if not shutil.which("pdfinfo"):
        pytest.skip("no pdfinfo on this machine: install poppler-utils")
    told = subprocess.run(["pdfinfo", str(pdf)], capture_output=True, text=True, timeout=60, check=True).stdout
    assert "Pages:           1" in told


def test_long_names_without_spaces_stay_on_the_page(chromium: str, tmp_path: Path) -> None:
    name = "X" * 90 + "Щ" * 60
    countermark("init", "case", cwd=tmp_path)
    for day in ("2018-01-26", "2019-01-20"):
        file = write(tmp_path, f"sdn_{day}.csv", sdn(LI, SHIP, FIRM).replace("LI, Shangfu", name))
        countermark("add", file.name, "--any-size", "--ledger", "case", cwd=tmp_path)
    asked = ("--party", name, "--on", "2019-01-10", "--html", "sheet.html", "--ledger", "case")
    countermark("sheet", "IHLP3232 2215NA", *asked, cwd=tmp_path)
    pdf = tmp_path / "sheet.pdf"
    run(chromium, tmp_path / "sheet.html", tmp_path / "profile", "--no-pdf-header-footer", f"--print-to-pdf={pdf}")
    if not shutil.which("pdftotext"):
        pytest.skip("no pdftotext on this machine: install poppler-utils")
    command = ["pdftotext", "-bbox", str(pdf), "-"]
    told = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    width = float(re.findall(r'<page width="([\d.]+)"', told)[0])
    words = [(float(right), word) for right, word in re.findall(r'xMax="([\d.]+)"[^>]*>([^<]*)</word>', told)]
    assert "Source" in {word for _, word in words}
    assert max(words)[0] < width - 25, max(words)
