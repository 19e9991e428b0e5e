"""Derived tables: the same with one process or several, cached by what they come from, exact about catalogues."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from countermark.answers.made import made
from countermark.answers.trace import trace
from countermark.intake.add import add
from countermark.ledger import Engine, Ledger
from countermark.model.answer import encode
from countermark.model.errors import CountermarkError, InputError
from countermark.tables import readings
from countermark.tables.evidence import Evidence
from countermark.tables.workers import map_in_order
from tests.conftest import TickingClock

ROWS = """id,specimen,marking,maker,recovered
1,A,ADM3202 ARNZ #2135,Analog Devices,
2,A,1755 ADJ #150 24272,Analog Devices,2015-06-01
3,A,ADM3202 ARNZ #2135,Analog Devices,
4,B,XC6SLX16 FTG256DIV2206 D6130415A 3I TAIWAN,Xilinx Inc. (AMD),
5,B,XC6SLX16 FTG256DIV2207 D6130415A 3I TAIWAN,Xilinx Inc. (AMD),
6,B,XC6SLX16 FTG256DIV2210 D6130415A 3I TAIWAN,Xilinx Inc. (AMD),
7,C,,Traco Power,
8,C,ZZX99 unheard of,,
"""


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """A ledger with eight rows."""
    table = tmp_path / "rows.csv"
    table.write_text(ROWS, encoding="utf-8")
    with Ledger.create(tmp_path / "case", clock=TickingClock()) as made_ledger:
        add(made_ledger, [table])
        yield made_ledger


def _double(chunk: list[int]) -> list[int]:
    if chunk == [13]:
        raise SystemExit(3)
    return [2 * number for number in chunk]


def test_workers_keep_the_order_of_the_chunks() -> None:
    chunks = [[number, number + 1] for number in range(0, 60, 2)]
    assert list(map_in_order(_double, chunks, workers=2)) == [_double(chunk) for chunk in chunks]


def test_a_worker_that_ends_early_is_an_error_and_not_a_hang() -> None:
    with pytest.raises(CountermarkError, match="worker process ended early"):
        list(map_in_order(_double, [[1], [13], [2]], workers=2))


def test_several_processes_give_the_same_answer_as_one(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = []
    for parallel_from in (10**9, 1):
        monkeypatch.setattr(readings, "PARALLEL_FROM", parallel_from)
        monkeypatch.setattr(readings, "CHUNK", 2)
        for cached in ledger.view().cache.glob("*.parquet"):
            cached.unlink()
        with Engine() as engine:
            answers.append(encode(trace(Evidence(engine, ledger.view()))))
    assert answers[0] == answers[1]


def test_readings_are_computed_once_and_again_when_the_question_adds_a_recovery(ledger: Ledger) -> None:
    view = ledger.view()
    with Engine() as engine:
        made(Evidence(engine, view))
        first = sorted(path.name for path in view.cache.glob("*.parquet"))
        made(Evidence(engine, view))
        assert sorted(path.name for path in view.cache.glob("*.parquet")) == first
        answer = made(Evidence(engine, view, recovered={"A": "2020-01-01"}))
        assert len(list(view.cache.glob("*.parquet"))) > len(first)
    verdicts = {row["id"]: row["verdict"] for row in answer.rows}
    assert verdicts["1"] == "conflict"  # made in 2021, recovered in 2020


def test_owners_are_those_of_the_interval_and_a_closing_day_straddles(ledger: Ledger) -> None:
    with Engine() as engine:
        rows = {row["id"]: row["origin"] for row in trace(Evidence(engine, ledger.view())).rows}
    assert [rows[number]["owner_state"] for number in "456"] == ["known", "straddles", "known"]
    assert rows["6"]["owner_name"] == "AMD"
    assert {rows[number]["assembly"] for number in "456"} == {"TW"}
    assert rows["7"]["owner_state"] == "undated"


def test_one_marking_on_several_rows_is_one_dating_fact(ledger: Ledger) -> None:
    with Engine() as engine:
        specimens = {entry["specimen"]: entry for entry in made(Evidence(engine, ledger.view())).detail["specimens"]}
    bound = specimens["A"]["assembly"]
    assert bound["not_before"] == "2021-08-30"
    assert [(fact["rows"], fact["ids"]) for fact in bound["deciding"]] == [(2, ["1", "3"])]
    assert bound["without_each"][0]["not_before"] == "2011-12-12"
    assert specimens["C"]["assembly"]["not_before"] is None


def test_catalogue_matches_are_exact_family_or_none(ledger: Ledger, tmp_path: Path) -> None:
    catalogue = tmp_path / "catalogue.csv"
    catalogue.write_text(
        "mpn,manufacturer,package,category\nADM3202ARNZ,Analog Devices,SOIC-16,Interface\n"
        "ZZX991,Nobody,,\nXC6SLX16-2FTG256C,Xilinx,FTBGA-256,Logic\nXC6SLX16-3FTG256I,Xilinx,FTBGA-256,Logic\n",
        encoding="utf-8",
    )
    add(ledger, [catalogue], kind="parts")
    with Engine() as engine:
        answer = trace(Evidence(engine, ledger.view()))
    found = {row["id"]: row["catalogue"] for row in answer.rows}
    assert (found["1"]["match"], found["1"]["mpn"], found["1"]["category"]) == ("exact", "ADM3202ARNZ", "Interface")
    assert (found["4"]["match"], found["4"]["n_parts"]) == ("family", 2)
    assert found["8"] == {"match": "none"}  # ZZX99 is not the beginning of ZZX991: the number goes on


def test_no_component_rows_is_bad_input(tmp_path: Path) -> None:
    with (
        Ledger.create(tmp_path / "empty", clock=TickingClock()) as empty,
        Engine() as engine,
        pytest.raises(InputError, match="no component rows"),
    ):
        made(Evidence(engine, empty.view()))
