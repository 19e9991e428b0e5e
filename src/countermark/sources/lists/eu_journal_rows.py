"""Rows of a journal table with the line each begins at; a torn table is refused, or said to be partial."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final

from countermark.model.errors import FormatError
from countermark.sources.lists.base import ListFile, ListReport

HINT: Final = "fetch the file again, or add it with --recover to keep what can be read, marked partial"
REQUIRED: Final = ("recordId", "programKey", "annex", "measure", "startDate", "schema", "name")


def no_line_end(file: ListFile) -> bool:
    """Tell whether the last line is cut."""
    with file.path.open("rb") as stream:
        size = stream.seek(0, io.SEEK_END)
        stream.seek(max(size - 2, 0))
        return b"\n" not in stream.read()


def tear(file: ListFile, report: ListReport, what: str, *, recover: bool) -> None:
    """Refuse a torn table, or say that it is partial.

    Raises:
        FormatError: without `recover`.
    """
    if not recover:
        raise FormatError(f"{what}: the file is torn or truncated", where=file.name, hint=HINT)
    report.partial = "; ".join(filter(None, (report.partial, what)))[:500]


def headings_of(file: ListFile, reader: Iterator[list[str]]) -> list[str]:
    """Read the headings.

    Raises:
        FormatError: headings of another table.
    """
    try:
        headings = [name.strip() for name in next(reader, [])]
    except csv.Error as error:
        raise FormatError(f"headings: {error}", where=file.name, hint=HINT) from None
    missing = [name for name in REQUIRED if name not in headings]
    if missing or not ({"celex", "amendedCelex"} & set(headings)) or len(set(headings)) != len(headings):
        raise FormatError(
            f"not the headings of a journal table: {', '.join(missing) or 'celex'} missing or twice",
            where=f"{file.name}, line 1",
            hint="this is not a table in OpenSanctions' journal format",
        )
    return headings


def rows(
    file: ListFile, reader: Iterator[list[str]], report: ListReport, *, recover: bool
) -> Iterator[tuple[int, list[str]]]:
    """Give the rows that hold something.

    Raises:
        FormatError: a quotation mark that is not closed, and `recover` is not set.
    """
    line = 2
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            tear(file, report, f"line {line}: {error}", recover=recover)
            return
        begins, line = line, getattr(reader, "line_num", line) + 1
        if any(cell.strip() for cell in cells):
            yield begins, cells
