from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from countermark.ledger import Engine, write_segment
from countermark.model.errors import CountermarkError, FormatError, InputError, IntegrityError
from countermark.model.facts import COMPONENT
from tests.fault.ledger_cases import fact_rows

TEXTS = [
    "",
    "N",
    '"',
    '""',
    '"N"',
    ",",
    "a\nb",
    "a\r\nb\r",
    "\r",
    "\n",
    " lead and trail ",
    "\t",
    "кириллица",
    "航天",
    "\u202eright to left",
    "\ufeff",
    "\x00nul",
    "\\",
    "\\N",
    "NULL",
    "#",
    "'",
    "x" * 3_000_000 + '"\n,',
    None,
]


@pytest.fixture(scope="module")
def engine():
    with Engine(threads=2) as opened:
        yield opened


def test_texts_come_back_as_they_were(engine: Engine) -> None:
    assert engine.load_rows("t", [("n", "BIGINT"), ("x", "VARCHAR")], list(enumerate(TEXTS))) == len(TEXTS)
    assert engine.query("SELECT n, x FROM t ORDER BY n") == list(enumerate(TEXTS))


def test_a_table_of_one_column_keeps_null_and_the_empty_string_apart(engine: Engine) -> None:
    engine.load_rows("t", [("x", "VARCHAR")], [("",), (None,), ("a",), (None,), ("",)])
    assert engine.query("SELECT x FROM t ORDER BY rowid") == [("",), (None,), ("a",), (None,), ("",)]


def test_numbers_and_truth_values_come_back(engine: Engine) -> None:
    row = (9_223_372_036_854_775_807, -1, 0.1, 1e300, True, False, None)
    kinds = ["BIGINT", "BIGINT", "DOUBLE", "DOUBLE", "BOOLEAN", "BOOLEAN", "DOUBLE"]
    engine.load_rows("t", [(f"c{n}", kind) for n, kind in enumerate(kinds)], [row])
    assert engine.query("SELECT * FROM t") == [row]


def test_loading_no_rows_makes_an_empty_table_and_replaces_the_old(engine: Engine) -> None:
    engine.load_rows("t", [("a", "VARCHAR")], [("x",)])
    assert engine.load_rows("t", [("b", "VARCHAR")], []) == 0
    assert engine.columns("SELECT * FROM t") == ["b"]
    assert engine.query("SELECT * FROM t") == []


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([("1", "a"), ("2",)], "row 2 has 1 cells"),
        ([("1", "a", "b")], "row 1 has 3 cells"),
        ([("x", "a")], "do not fit"),
        ([("1", "\ud800")], "row 1 holds a text that is no Unicode"),
    ],
)
def test_rows_that_do_not_fit_are_refused(engine: Engine, rows: list[tuple[str, ...]], words: str) -> None:
    with pytest.raises(InputError, match=words):
        engine.load_rows("t", [("n", "BIGINT"), ("x", "VARCHAR")], rows)


def test_a_stream_goes_on_while_other_statements_run(engine: Engine) -> None:
    stream = engine.stream("SELECT range FROM range(5000)", size=10)
    first = [next(stream) for _ in range(15)]
    assert engine.query("SELECT 1") == [(1,)]
    other = engine.stream("SELECT range FROM range(100, 3000)", size=7)
    assert next(other) == (100,)
    assert first + list(stream) == [(n,) for n in range(5000)]
    assert [(100,), *other] == [(n,) for n in range(100, 3000)]


def test_rows_may_come_from_a_stream_of_the_same_engine(engine: Engine) -> None:
    engine.load_rows("t", [("n", "BIGINT")], [(n,) for n in range(50_000)])
    engine.load_rows("t", [("n", "BIGINT")], ((n + 1,) for (n,) in engine.stream("SELECT n FROM t", size=100)))
    assert engine.query("SELECT count(*), min(n), max(n) FROM t") == [(50_000, 1, 50_000)]


def test_rows_are_named_and_parameters_are_bound(engine: Engine) -> None:
    assert engine.rows("SELECT $a AS x, $b AS y", {"a": "it's", "b": 2}) == [{"x": "it's", "y": 2}]
    assert engine.query("SELECT ? + ?", [1, 2]) == [(3,)]


def test_written_parquet_reads_back(engine: Engine, tmp_path: Path) -> None:
    place = tmp_path / "o'k [1]*.parquet"
    engine.write_parquet("SELECT $x AS a, NULL AS b", place, {"x": "é"})
    names, rows = engine.parquet_table(place)
    assert (names, list(rows)) == (["a", "b"], [("é", None)])
    assert [path.name for path in tmp_path.iterdir()] == [place.name]


def test_parquet_of_any_types_reads_as_text(engine: Engine, tmp_path: Path) -> None:
    place = tmp_path / "year=1" / "t.parquet"
    place.parent.mkdir()
    engine.write_parquet(
        "SELECT 1 AS i, 1.5 AS d, DATE '2022-02-24' AS day, true AS b, 'x' AS \"a\"\"b\", [1, 2] AS l", place
    )
    names, rows = engine.parquet_table(place)
    assert names == ["i", "d", "day", "b", 'a"b', "l"]
    assert list(rows) == [("1", "1.5", "2022-02-24", "true", "x", "[1, 2]")]


def test_what_is_no_parquet_is_refused(engine: Engine, tmp_path: Path) -> None:
    place = tmp_path / "t.parquet"
    with pytest.raises(InputError, match="no such file"):
        engine.parquet_table(place)
    place.write_bytes(b"PAR1 not at all PAR1")
    with pytest.raises(FormatError, match=r"t\.parquet"):
        engine.parquet_table(place)


def test_a_missing_segment_is_an_integrity_error_and_bad_sql_is_not(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(IntegrityError):
        engine.query(f"SELECT * FROM read_parquet('{tmp_path}/gone.parquet')")
    with pytest.raises(CountermarkError, match="query failed"):
        engine.query("SELEKT 1")


def test_a_damaged_segment_is_read_as_it_is_or_refused_as_damaged(tmp_path: Path) -> None:
    with Engine(threads=1) as engine:
        segment = write_segment(engine, COMPONENT, fact_rows("a" * 64, 500), tmp_path)
    assert segment is not None
    place = tmp_path / f"{segment.sha256}.parquet"
    data = place.read_bytes()
    refused = 0
    for offset in range(0, len(data), len(data) // 60):
        place.write_bytes(data[:offset] + bytes([data[offset] ^ 0x41]) + data[offset + 1 :])
        with Engine(threads=1) as engine:
            try:
                engine.query(f"SELECT * FROM read_parquet('{place}')")
            except IntegrityError:
                refused += 1
            with suppress(FormatError):
                list(engine.parquet_table(place)[1])
    assert refused > 5


def test_a_failed_write_leaves_nothing(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(CountermarkError):
        engine.write_parquet("SELECT 1/x FROM nowhere", tmp_path / "a.parquet")
    assert list(tmp_path.iterdir()) == []


def test_a_segment_has_the_same_bytes_whatever_the_order_and_the_threads(tmp_path: Path) -> None:
    rows = fact_rows("a" * 64, 130_000)
    made = []
    for threads, given in ((1, rows), (2, rows[::-1]), (4, rows[1000:] + rows[:1000])):
        with Engine(threads=threads) as engine:
            made.append(write_segment(engine, COMPONENT, given, tmp_path))
    assert made[0] is not None
    assert made == [made[0]] * 3
    with Engine() as engine:
        keys = engine.query(
            f"SELECT specimen, maker, original, row FROM read_parquet('{tmp_path}/{made[0].sha256}.parquet')"
        )
    assert keys == sorted(keys)
    assert len(keys) == 130_000


def test_no_rows_make_no_segment(engine: Engine, tmp_path: Path) -> None:
    assert write_segment(engine, COMPONENT, [], tmp_path) is None
    assert list(tmp_path.iterdir()) == []


def test_more_rows_than_memory_are_spilled(tmp_path: Path) -> None:
    with Engine(threads=1, memory_limit="150MB", temp_folder=tmp_path) as engine:
        count = engine.query(
            "WITH hashes AS (SELECT range, sha256(range::VARCHAR) AS h FROM range(2000000)) "
            "SELECT count(*) FROM (SELECT * FROM hashes ORDER BY h)"
        )
        assert count == [(2_000_000,)]
    assert list(tmp_path.iterdir()) == []
