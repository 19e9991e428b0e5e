"""Any grid of text cells, written in any form, reads back the same, place by place."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from countermark.model.errors import InputError
from countermark.model.facts import COMPONENT
from countermark.sources.base import Parsed, whole_rows
from countermark.sources.tables import open_table
from countermark.sources.teardown import TeardownParser

SETTINGS = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
# XML holds fewer characters; a workbook trims nothing else.
SHEET_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"], include_characters="\n\t"), max_size=12)


def grids(cell: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[list[str], list[list[str]]]]:
    """Headings that differ, and rows as wide that are not all empty."""

    def rows(width: int) -> st.SearchStrategy[tuple[list[str], list[list[str]]]]:
        row = st.lists(cell, min_size=width, max_size=width)
        return st.tuples(st.just([f"h{n}" for n in range(width)]), st.lists(row, min_size=1, max_size=6))

    return st.integers(1, 5).flatmap(rows)


def no_parquet(path: Path) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    raise AssertionError(f"{path.name} is no Parquet file")


def read(name: str, data: bytes) -> tuple[list[str], list[list[str | None]]]:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / name
        place.write_bytes(data)
        with open_table(place, parquet=no_parquet) as table:
            return table.columns, [list(cells) for _, _, cells in table.rows()]


def empty_to_none(rows: list[list[str]]) -> list[list[str | None]]:
    return [[cell or None for cell in row] for row in rows]


@SETTINGS
@given(
    grids(TEXT),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["utf-8", "utf-16"]),
)
def test_separated_text(grid: tuple[list[str], list[list[str]]], delimiter: str, end: str, codec: str) -> None:
    headings, rows = grid
    out = io.StringIO(newline="")
    # Every text quoted: a bare \r or \n in a cell, and a row of one empty cell, are else another table.
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerow(headings)
    writer.writerows(rows)
    assert read("a.csv", out.getvalue().encode(codec)) == (headings, empty_to_none(rows))


@SETTINGS
@given(grids(TEXT), st.booleans())
def test_json(grid: tuple[list[str], list[list[str]]], array: bool) -> None:
    headings, rows = grid
    objects = [dict(zip(headings, row, strict=True)) for row in rows]
    data = json.dumps(objects, ensure_ascii=False) if array else "".join(json.dumps(row) + "\n" for row in objects)
    assert read("a.json", data.encode()) == (headings, empty_to_none(rows))


@settings(SETTINGS, max_examples=30)
@given(grids(SHEET_TEXT))
def test_workbooks(grid: tuple[list[str], list[list[str]]]) -> None:
    headings, rows = grid
    # The reader of workbooks takes a cell of nothing but blanks for an empty one.
    rows = [[cell if cell.strip(" \t\n") else "" for cell in row] for row in rows]
    assume(any(rows[-1]))  # a sheet ends at its last cell
    book = openpyxl.Workbook()
    for at, row in enumerate([headings, *rows], start=1):
        for column, text in enumerate(row, start=1):
            if text:
                cell = book.active.cell(at, column)
                cell.value = text
                cell.data_type = "s"
    out = io.BytesIO()
    book.save(out)
    assert read("a.xlsx", out.getvalue()) == (headings, empty_to_none(rows))


@SETTINGS
@given(st.lists(st.lists(TEXT, min_size=1, max_size=5), min_size=1, max_size=40))
def test_every_row_is_accounted_for(rows: list[list[str]]) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(["marking", "maker", "specimen"])
    whole = [["x", "y", "z"]] * (4 * len(rows))  # enough that the file does not count as torn
    writer.writerows([*whole, *rows])
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "a.csv"
        place.write_bytes(out.getvalue().encode())
        with open_table(place, parquet=no_parquet) as table:
            parsed = Parsed()
            torn = sum(1 for row in rows if any(row) and (len(row) < 3 or any(row[3:])))
            blank = sum(1 for row in rows if not any(row))
            stored = list(TeardownParser().parse(table, original="0" * 64, parsed=parsed))
    assert (parsed.read, parsed.stored, parsed.quarantined, parsed.dropped) == (5 * len(rows), len(stored), torn, blank)
    assert parsed.reconciles
    assert len(stored[0]) == len(COMPONENT.columns)


@SETTINGS
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_in_words(data: bytes) -> None:
    for name in ("a.csv", "a.jsonl", "a.json.gz"):
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder) / name
            place.write_bytes(data)
            # Anything but an InputError, such as a bare UnicodeDecodeError, fails the test.
            refused: InputError | None = None
            try:
                with open_table(place, parquet=no_parquet) as table:
                    list(whole_rows(table, Parsed()))
            except InputError as error:
                refused = error
            assert refused is None or (refused.hint and refused.where)
