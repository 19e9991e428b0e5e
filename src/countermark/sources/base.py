"""What every source shares: a table of text cells, issues, the reconciling counts, and the shape of a parser.

1. A cell is the text the file holds, untouched; an empty cell is None.
2. Every data row read is stored, quarantined or dropped for a reason: `read = stored + quarantined + dropped`.
3. A row that cannot be read is an issue, never an exception; a file of which more than a fifth of the rows are such is
   refused whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

import msgspec

from countermark.model.errors import FormatError
from countermark.model.facts import FactTable

MAX_TORN = 0.2  # share of rows with the wrong number of cells above which the file itself is at fault
RAW_LIMIT = 2_000  # characters of a quarantined row that an issue repeats; the original holds all of it

Cells = list[str | None]
Record = tuple[int, str, Cells]


class TornRow(Cells):
    """A row whose cells could not be told apart: no cells, the reason, and the raw text."""

    def __init__(self, reason: str, raw: str) -> None:
        super().__init__()
        self.reason = reason
        self.raw = raw


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing wrong with one row: set aside (`cells`, `quote`) or stored as it is (`odd value`)."""

    row: int
    place: str
    raw: str
    reason: str
    code: str


@dataclass(slots=True)
class Parsed:
    """What became of the rows of one file, counted while they stream."""

    read: int = 0
    stored: int = 0
    quarantined: int = 0
    dropped_reasons: Counter[str] = field(default_factory=Counter)
    issues: list[Issue] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def dropped(self) -> int:
        """Rows that were left out for a reason."""
        return self.dropped_reasons.total()

    @property
    def reconciles(self) -> bool:
        """Tell whether every row read is accounted for."""
        return self.read == self.stored + self.quarantined + self.dropped


@dataclass(slots=True)
class Table:
    """An open table: its columns, its rows as often as they are asked for, and how it was understood.

    Shape: `rows()` yields (row, place, cells); `row` counts data rows from 1, `place` is for a person (`line 12`).
    """

    name: str
    columns: list[str]
    decisions: dict[str, str]
    rows: Callable[[], Iterator[Record]]
    closing: ExitStack = field(default_factory=ExitStack)

    def close(self) -> None:
        """Remove what had to be unpacked beside the file."""
        self.closing.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Parser(Protocol):
    """Reads one kind of table into rows of one fact table."""

    @property
    def kind(self) -> str:
        """The word that `--as` takes."""

    @property
    def version(self) -> str:
        """Changes when the same bytes would give other rows."""

    @property
    def table(self) -> FactTable:
        """The fact table its rows belong to."""

    def recognises(self, columns: list[str]) -> bool:
        """Tell whether headings are those of this kind."""

    def parse(
        self, table: Table, *, original: str, parsed: Parsed, mapping: Path | None = None, published: str | None = None
    ) -> Iterator[tuple[str | int | None, ...]]:
        """Give rows in the fact table's column order, recording counts and issues in `parsed`.

        Raises:
            MappingError: headings that do not fit, found before the first row.
            FormatError: a file that turns out torn.
        """


def whole_rows(table: Table, parsed: Parsed) -> Iterator[Record]:
    """Give the rows that have a cell for every column; set aside or drop the others, and count all but the stored.

    Raises:
        FormatError: more than a fifth of the rows are torn, or there are no rows.
    """
    width = len(table.columns)
    read = 0
    try:
        for record in table.rows():
            read += 1
            cells = record[2]
            if len(cells) != width and not _trimmed(cells, width):
                _set_aside(record, width, parsed)
            elif any(cells):
                yield record
            else:
                parsed.dropped_reasons["blank row"] += 1
    finally:
        parsed.read = read
    if parsed.quarantined > MAX_TORN * (read - parsed.dropped_reasons["blank row"]):
        first = next(issue for issue in parsed.issues if issue.code in {"cells", "quote"})
        raise FormatError(
            f"{parsed.quarantined} of {read} rows do not have {width} cells: wrong delimiter or torn file"
            f" (first: {first.place}, {first.reason})",
            where=f"{table.name}, {first.place}",
            hint="save it again as CSV (UTF-8) from the program it came from",
        )


def _trimmed(cells: Cells, width: int) -> bool:
    if len(cells) <= width or any(cells[width:]):
        return False
    del cells[width:]
    return True


def _set_aside(record: Record, width: int, parsed: Parsed) -> None:
    row, place, cells = record
    if isinstance(cells, TornRow):
        issue = Issue(row, place, cells.raw[:RAW_LIMIT], cells.reason, "quote")
    elif not any(cells):
        parsed.dropped_reasons["blank row"] += 1
        return
    else:
        raw = msgspec.json.encode(cells).decode()
        issue = Issue(row, place, raw[:RAW_LIMIT], f"{len(cells)} cells where the heading has {width}", "cells")
    parsed.quarantined += 1
    parsed.issues.append(issue)
