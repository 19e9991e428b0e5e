"""The clock is handed in, never read below the edges: tests and replays own time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Tell the current time in UTC. Only edges call this."""
    return datetime.now(UTC)


def stamp(moment: datetime) -> str:
    """Write a moment as the ledger stores it: UTC, microseconds, `Z`.

    >>> stamp(datetime(2026, 6, 13, 9, 30, tzinfo=UTC))
    '2026-06-13T09:30:00.000000Z'
    """
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
