"""Tables as text with separators: comma, semicolon, tab or pipe, cells quoted with `"` where needed.

Quoting is strict: a cell that goes on after its closing quote is set aside with its row, and a quote that is never
closed refuses the file, naming the line where it opened.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from countermark.model.errors import FormatError
from countermark.sources.base import Record, Table, TornRow
from countermark.sources.encoding import Encoding
from countermark.sources.headings import SEPARATORS, column_names, heading_index
from countermark.sources.lines import MAX_LINE, lines

_SAMPLE_LINES = 200
_SEP_LINE = re.compile(r"sep=([,;\t|])\r?\n?")


@dataclass(frozen=True, slots=True)
class _Layout:
    delimiter: str
    heading: int  # records before the heading
    skipped: int  # lines before the first record (`sep=;`)


def open_delimited(path: Path, encoding: Encoding) -> Table:
    """Open text with separators.

    Raises:
        FormatError: no rows, a wrong delimiter, duplicate headings, a quote that is never closed.
    """
    sample = list(islice(lines(path, encoding), _SAMPLE_LINES))
    layout = _layout(sample)
    heading: list[str | None] = []
    heading_line = 0
    for place, cells in islice(_records(path, encoding, layout), layout.heading + 1):
        heading, heading_line = cells, place
    where = f"{path.name}, line {heading_line}"
    if isinstance(heading, TornRow):
        raise FormatError(f"the heading row cannot be read: {heading.reason}", where=where, hint="check its quotes")
    if not any(heading):
        raise FormatError("the file is empty", where=path.name, hint="check that it was saved or fetched whole")
    columns = column_names(heading, where=where)

    def rows() -> Iterator[Record]:
        records = islice(_records(path, encoding, layout), layout.heading + 1, None)
        for number, (line, cells) in enumerate(records, start=1):
            yield number, f"line {line}", cells

    decisions = {"delimiter": SEPARATORS[layout.delimiter], "heading row": f"line {heading_line}"}
    return Table(path.name, columns, decisions, rows)


def _layout(sample: list[str]) -> _Layout:
    """Choose the delimiter under which the rows of the sample are most alike, then the widest."""
    skipped = 0
    candidates = list(SEPARATORS)
    if sample and (told := _SEP_LINE.fullmatch(sample[0])):
        skipped, candidates = 1, [told[1]]
    best = (False, 1, 0.0)
    layout = _Layout(candidates[0], _title_rows(sample[skipped:], candidates[0]), skipped)
    for delimiter in candidates:
        rows = _sample_rows(sample[skipped:], delimiter)
        index = heading_index(rows)
        if index is None or len(rows[index]) < 2:
            continue
        width = len(rows[index])
        after = [row for row in rows[index + 1 :] if row]
        alike = sum(1 for row in after if len(row) == width) / len(after) if after else 1.0
        if (score := (alike >= 0.8, width, alike)) > best:
            best, layout = score, _Layout(delimiter, index, skipped)
    return layout


def _title_rows(sample: list[str], delimiter: str) -> int:
    return heading_index(_sample_rows(sample, delimiter)) or 0


def _sample_rows(sample: list[str], delimiter: str) -> list[list[str]]:
    reader = csv.reader(sample, delimiter=delimiter, strict=True)
    rows: list[list[str]] = []
    while True:
        try:
            rows.append(next(reader))
        except StopIteration:
            return rows
        except csv.Error:
            rows.append([])


def _records(path: Path, encoding: Encoding, layout: _Layout) -> Iterator[tuple[int, list[str | None]]]:
    """Give (line on which the record starts, cells); a record that breaks the quoting is a TornRow."""
    csv.field_size_limit(MAX_LINE)
    last = [""]

    def feed() -> Iterator[str]:
        for line in islice(lines(path, encoding), layout.skipped, None):
            last[0] = line
            yield line

    reader = csv.reader(feed(), delimiter=layout.delimiter, strict=True)
    start = layout.skipped + 1
    while True:
        try:
            for cells in reader:
                yield start, [cell or None for cell in cells]
                start = reader.line_num + layout.skipped + 1
            return
        except csv.Error as error:
            if "unexpected end" in str(error) or "field larger" in str(error):
                raise _unclosed(path, encoding, layout, start) from None
            reason = "text behind a closing quote" if "expected after" in str(error) else str(error)
            yield start, TornRow(reason, last[0].rstrip("\r\n"))
            start = reader.line_num + layout.skipped + 1


def _unclosed(path: Path, encoding: Encoding, layout: _Layout, start: int) -> FormatError:
    """Find the line on which the quote that is never closed was opened, reading on from the record's first line."""
    opened, quoted, fresh = start, False, True
    for number, line in enumerate(islice(lines(path, encoding), start - 1, None), start=start):
        for mark in line:
            if quoted:
                quoted = mark != '"'
            elif mark == '"':
                # A doubled quote closes and opens again on the spot: the cell's first line stays.
                opened = number if fresh else opened
                quoted = True
            fresh = not quoted and mark in {layout.delimiter, "\n", "\r"}
        if number - start > MAX_LINE:
            break
    return FormatError(
        "a quote opened here is never closed",
        where=f"{path.name}, line {opened}",
        hint='close it, or double it ("") inside a cell',
    )
