"""Small real batches for the tests of the ledger."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from countermark.ledger import Engine, Entry, Ledger, OriginalRecord, Segment, write_segment
from countermark.ledger.disk import Disk
from countermark.model.facts import COMPONENT


class Ticking:
    """A clock that moves a second at every reading."""

    def __init__(self) -> None:
        self.now = datetime(2026, 6, 14, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


def fact_rows(original: str, count: int) -> list[tuple[str | int | None, ...]]:
    """Component rows of an original, deliberately not in sort order."""
    return [
        (original, row, f"line {row + 1}", f"id-{row}", "08161636 2221A3", "u-blox", "CH", f"s-{-row % 3}")
        + (None,) * 12
        for row in range(1, count + 1)
    ]


def keep_text(ledger: Ledger, folder: Path, text: str, *, name: str = "rows.csv") -> tuple[Path, str, int]:
    """Keep a text as an original; give the place it came from, its hash and its size."""
    place = folder / name
    place.write_text(text, encoding="utf-8")
    kept = ledger.originals.keep(place)
    return place, kept.sha256, kept.size_bytes


def add_batch(
    ledger: Ledger, engine: Engine, folder: Path, text: str, *, rows: int = 3, bad: int = 1, disk: Disk | None = None
) -> Entry:
    """Add one original with stored and quarantined rows, as an import does it."""
    place, sha256, size = keep_text(ledger, folder, text)
    segment = write_segment(engine, COMPONENT, fact_rows(sha256, rows), ledger.segments, disk=disk)
    issues = [
        {"original": sha256, "row": rows + 1 + n, "place": f"line {rows + 2 + n}", "reason": "torn"} for n in range(bad)
    ]
    return ledger.append_batch(
        originals=[record_of(place.name, sha256, size, stored=rows, quarantined=bad)],
        segments=[segment] if segment else [],
        issues=issues,
    )


def record_of(
    name: str, sha256: str, size: int, *, stored: int = 0, quarantined: int = 0, dropped: int = 0
) -> OriginalRecord:
    """The record of an original whose numbers add up."""
    return OriginalRecord(
        name=name,
        sha256=sha256,
        size_bytes=size,
        kind="teardown",
        dataset="case",
        parser="table",
        parser_version="1",
        decisions={"encoding": "utf-8"},
        read=stored + quarantined + dropped,
        stored=stored,
        quarantined=quarantined,
        dropped=dropped,
        dropped_reasons={"empty": dropped} if dropped else {},
    )


def stored_rows(engine: Engine, ledger: Ledger) -> list[tuple[str, int]]:
    """Every (original, row) in view, read from the segments."""
    paths = ", ".join(f"'{path}'" for path in ledger.view().segment_paths("component"))
    return engine.query(f"SELECT original, row FROM read_parquet([{paths}]) ORDER BY ALL") if paths else []


__all__ = ["Segment", "Ticking", "add_batch", "fact_rows", "keep_text", "record_of", "stored_rows"]
