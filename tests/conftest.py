"""Fixtures: where the real data is, and ledgers in a temporary folder.

Real data is found through COUNTERMARK_DATA or beside the checkout; tests that need it skip with a reason elsewhere.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """Give the folder of real data, or skip."""
    configured = os.environ.get("COUNTERMARK_DATA")
    folder = Path(configured) if configured else ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"real data not found at {folder}: set COUNTERMARK_DATA")
    return folder


class TickingClock:
    """A clock that starts on a fixed day and moves a second at every reading."""

    def __init__(self, start: datetime = datetime(2026, 6, 14, 8, 0, tzinfo=UTC)) -> None:
        self.now = start

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def clock() -> TickingClock:
    """Give a deterministic clock."""
    return TickingClock()
