"""Reports as the ledger holds them: their facts, their text, and the newest derivation of each."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from countermark.ledger import Engine, Entry, View
from countermark.model.errors import IntegrityError, UnknownEntity
from countermark.sources.reports.base import text_hash


class Stored(msgspec.Struct, frozen=True):
    """A report the ledger holds, as it is derived from: its text, and what counts as said of it."""

    original: str
    batch: str
    text: str
    text_sha256: str
    said: Mapping[str, str | None]
    places: Callable[[int], str] | None = None


def _source(view: View, table: str) -> str | None:
    paths = view.segment_paths(table)
    if not paths:
        return None
    listed = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
    return f"read_parquet([{listed}], hive_partitioning=false)"


def report_rows(view: View, engine: Engine) -> list[dict[str, Any]]:
    """Give the report facts in view, in the order they were added."""
    source = _source(view, "report")
    if source is None:
        return []
    rows = {row["original"]: row for row in engine.rows(f"SELECT * FROM {source}")}  # noqa: S608 - our own paths
    return [rows[original] for original in _batches(view) if original in rows]


def _batches(view: View) -> dict[str, Entry]:
    """Give the batch of each report, the first that has it."""
    found: dict[str, Entry] = {}
    for entry in view.batches:
        for original in entry.body["originals"]:
            if original["kind"] == "report":
                found.setdefault(original["sha256"], entry)
    return found


def report_batch(view: View, original: str) -> Entry:
    """Give the batch that holds a report.

    Raises:
        UnknownEntity: none in view has it.
    """
    entry = _batches(view).get(original)
    if entry is None:
        raise UnknownEntity(f"no report {original[:16]} in view", hint="countermark batches lists what is held")
    return entry


def text_blocks(view: View, engine: Engine, original: str) -> list[dict[str, Any]]:
    """Give the pieces of a report's text, in order."""
    source = _source(view, "report_text")
    if source is None:
        return []
    return engine.rows(
        "SELECT DISTINCT row, place, text_sha256, start, byte_start, byte_end, text "  # noqa: S608 - our own paths
        f"FROM {source} WHERE original = ? ORDER BY start, row",
        [original],
    )


def report_text(view: View, engine: Engine, original: str) -> str:
    """Give the text of a report, checked against its hash.

    Raises:
        UnknownEntity: no such report.
        IntegrityError: the pieces are not the text that was sealed.
    """
    report_batch(view, original)
    blocks = text_blocks(view, engine, original)
    text = "".join(block["text"] for block in blocks)
    if not blocks or text_hash(text) != blocks[0]["text_sha256"]:
        raise IntegrityError(
            "the text of the report is not the one sealed", where=original, hint="run countermark verify"
        )
    return text


def derived_of(view: View, original: str) -> list[Entry]:
    """Give the derivations of a report, oldest first; the newest counts."""
    return [entry for entry in view.derived if any(given["original"] == original for given in entry.body["inputs"])]


def said_of_derived(entry: Entry, original: str) -> dict[str, Any]:
    """Give what was said beside a report when it was derived from."""
    said: dict[str, Any] = next(given["said"] for given in entry.body["inputs"] if given["original"] == original)
    return said


def stored_report(view: View, engine: Engine, original: str) -> Stored:
    """Give a report as it is derived from: with what was said last, else with what its facts say."""
    row = next((row for row in report_rows(view, engine) if row["original"] == original), None)
    batch = report_batch(view, original)
    if row is None:
        raise IntegrityError("a report without its row of facts", where=original, hint="run countermark verify")
    blocks = text_blocks(view, engine, original)
    said = {key: row[key] for key in ("published", "published_basis", "outlet", "translated_from")}
    if entries := derived_of(view, original):
        said = said_of_derived(entries[-1], original)
    return Stored(
        original, batch.seal, report_text(view, engine, original), row["text_sha256"], said, Places(blocks).place
    )


class Places:
    """The places of code points in an original, by the blocks of its text."""

    def __init__(self, blocks: list[dict[str, Any]]) -> None:
        """Hold the blocks, in order."""
        self._starts = [int(block["start"]) for block in blocks]
        self._names = [str(block["place"]) for block in blocks]

    def place(self, offset: int) -> str:
        """Name the place of a code point: `line 12`, `page 3`."""
        return self._names[max(0, bisect_right(self._starts, offset) - 1)] if self._names else ""
