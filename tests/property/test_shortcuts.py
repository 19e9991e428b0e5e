"""Shortcuts give what the general rule gives: keys of ASCII names, rows spooled without the csv writer."""

from __future__ import annotations

import csv
import io
import string
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from countermark.ledger.spool import Cell, spool
from countermark.names.keys import exact_key

CELL = st.none() | st.integers() | st.booleans() | st.floats() | st.text('a",\r\né', max_size=6)


def general_key(name: str) -> str:
    folded = unicodedata.normalize("NFKD", name.casefold())
    kept = [
        letter if letter.isalnum() else "" if unicodedata.combining(letter) or letter in "'’`ʼ." else " "
        for letter in folded
    ]
    return " ".join(sorted("".join(kept).split()))


@given(st.text(string.printable + "\x00\x1f\x7f"))
def test_the_key_of_an_ascii_name_is_that_of_the_general_rule(name: str) -> None:
    assert exact_key(name) == general_key(name)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(CELL, CELL, CELL), max_size=5))
def test_a_spool_is_what_the_csv_writer_writes(rows: list[tuple[Cell, ...]], tmp_path: Path) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerows(["null" if cell is None else cell for cell in row] for row in rows)
    assert spool(rows, tmp_path / "rows.csv", width=3, null="null")[0] == len(rows)
    assert (tmp_path / "rows.csv").read_bytes() == text.getvalue().encode()


def test_a_row_of_another_width_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="row 2 has 1 cells where the table has 2"):
        spool([("a", "b"), ("c",)], tmp_path / "rows.csv", width=2, null="null")
