from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countermark.ledger import Engine

TEXT = st.text(alphabet=st.one_of(st.sampled_from("\",\n\r\t '\\N\x00"), st.characters(exclude_categories=("Cs",))))
ROW = st.tuples(
    st.none() | TEXT,
    st.none() | st.integers(-(2**63), 2**63 - 1),
    st.none() | st.booleans(),
    st.none() | st.floats(allow_nan=False),
    st.none() | TEXT,
)
COLUMNS = [("a", "VARCHAR"), ("b", "BIGINT"), ("c", "BOOLEAN"), ("d", "DOUBLE"), ("e", "VARCHAR")]


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with Engine(threads=1) as opened:
        yield opened


@settings(max_examples=150, deadline=None)
@given(rows=st.lists(ROW, max_size=20))
def test_any_rows_come_back_as_they_were(engine: Engine, rows: list[tuple[object, ...]]) -> None:
    assert engine.load_rows("t", COLUMNS, rows) == len(rows)
    assert engine.query("SELECT * FROM t ORDER BY rowid") == rows


@settings(max_examples=100, deadline=None)
@given(cells=st.lists(st.none() | TEXT, min_size=1, max_size=30))
def test_a_single_column_comes_back_as_it_was(engine: Engine, cells: list[str | None]) -> None:
    engine.load_rows("t", [("x", "VARCHAR")], [(cell,) for cell in cells])
    assert [row[0] for row in engine.query("SELECT x FROM t ORDER BY rowid")] == cells
