"""Derived tables: the same with one process or several, cached by what they come from, exact about catalogues."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from countermark.answers.made import made
from countermark.answers.trace import trace
from countermark.desk.judgements import judge_duplicates, overrule_reading
from countermark.intake.add import add
from countermark.ledger import Engine, Ledger, read_view
from countermark.model.answer import Answer, encode
from countermark.model.errors import CountermarkError, InputError
from countermark.tables import readings
from countermark.tables.evidence import Evidence
from countermark.tables.workers import map_in_order
from tests.conftest import TickingClock

ROWS = """id,specimen,marking,maker,recovered
1,A,ADM3202 ARNZ #2135,Analog Devices,
2,D,1755 ADJ #150 24272,Analog Devices,2015-06-01
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
    assert bound["without_each"][0]["not_before"] is None
    assert specimens["D"]["assembly"]["not_before"] == "2011-12-12"  # recovered in 2015, so the decade is known
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


def _ask(folder: Path, *tables: str, **more: Any) -> tuple[Ledger, Answer]:
    """Add tables to a new ledger, one batch each, and trace it."""
    ledger = Ledger.create(folder / "case", clock=TickingClock())
    for number, text in enumerate(tables):
        place = folder / f"t{number}.csv"
        place.write_text(text, encoding="utf-8")
        add(ledger, [place])
    with Engine() as engine:
        return ledger, trace(Evidence(engine, ledger.view(), **more))


ONE = "id,specimen,marking,maker\n1,A,CTS23CB3 2226 3I3,CTS Corporation\n2,A,ADM3202 #2135,Analog Devices\n"


def test_rows_that_an_earlier_file_has_withhold_the_figures_until_accepted(tmp_path: Path) -> None:
    ledger, before = _ask(tmp_path, ONE, ONE + "3,A,1755 ADJ #150,Analog Devices\n")
    repetition = before.detail["duplicates"]["repetitions"][0]
    assert (repetition["shared_rows"], repetition["surplus"], repetition["times"]) == (2, 2, {})
    assert next(figure for figure in before.figures if figure.name == "rows").refused
    judge_duplicates(
        ledger, original=repetition["original"], accept=True, by="A", why="a later edition of the same table"
    )
    with Engine() as engine:
        after = trace(Evidence(engine, ledger.view()))
    assert {figure.name: figure.value for figure in after.figures}["rows"] == 3
    ledger.close()


def test_an_id_that_stands_for_two_parts_is_no_repetition(tmp_path: Path) -> None:
    more = "1,B,ADM3202 #2235,Analog Devices\n2,B,WINBOND 2112,Winbond Electronics Corporation\n"
    ledger, answer = _ask(tmp_path, ONE + more + "1,B,ADM3202 #2235,Analog Devices\n")
    repetition = answer.detail["duplicates"]["repetitions"][0]
    assert (repetition["surplus"], repetition["conflicting_ids"]) == (1, 2)
    judge_duplicates(ledger, original=repetition["original"], accept=True, by="A", why="one row stands twice")
    with Engine() as engine:
        rows = trace(Evidence(engine, ledger.view())).rows
    assert sorted((row["id"], row["specimen"]) for row in rows) == [("1", "A"), ("1", "B"), ("2", "A"), ("2", "B")]
    ledger.close()


def test_what_follows_from_a_date_follows_from_the_judged_date(tmp_path: Path) -> None:
    ledger, answer = _ask(tmp_path, "id,specimen,marking,maker\n1,A,CY7C1069 2213,Cypress Semiconductor\n")
    row = answer.rows[0]
    assert (row["made_from"], row["origin"]["owner"]) == ("2022-03-28", "DE")
    original = ledger.view().batches[0].body["originals"][0]["sha256"]
    said = {"original": original, "row": 1, "by": "A", "why": "photo", "today": date(2026, 6, 14)}
    overrule_reading(ledger, made="2019-03", **said)
    with Engine() as engine:
        row = trace(Evidence(engine, ledger.view())).rows[0]
    assert (row["made_from"], row["origin"]["owner"], row["rule"], row["candidates"]) == (
        "2019-03-01",
        "US",
        "judgement",
        [["2019-03-01", "2019-04-01"]],
    )
    with pytest.raises(InputError, match="lies ahead"):
        overrule_reading(ledger, made="2031-W50", **said)
    ledger.close()


RECOVERED = (
    "id,specimen,marking,maker,recovered\n1,A,ADM3202 #2135,Analog Devices,{}\n2,A,ADM3202 #2330,Analog Devices,{}\n"
)


@pytest.mark.parametrize(
    ("first", "second", "verdicts", "told"),
    [
        ("2022-05-01", "", {"1": "single", "2": "conflict"}, False),  # one row says it for the specimen
        ("19.08.2023", "2023-08-19", {"1": "single", "2": "single"}, False),  # the same day in other words
        ("2023", "2023-08-19", {"1": "single", "2": "single"}, False),  # the narrower of two
        ("2022-05-01", "2022-06-01", {"1": "single", "2": "single"}, True),  # they exclude each other
        ("03/04/2022", "", {"1": "single", "2": "single"}, True),  # day and month may be swapped
        ("04/19/2022", "", {"1": "single", "2": "conflict"}, False),
    ],
)
def test_a_specimen_has_one_date_of_recovery_or_says_why_not(
    tmp_path: Path, first: str, second: str, verdicts: dict[str, str], *, told: bool
) -> None:
    ledger, answer = _ask(tmp_path, RECOVERED.format(first, second))
    assert {row["id"]: row["verdict"] for row in answer.rows} == verdicts
    assert any("no date of recovery was used" in caveat for caveat in answer.caveats) == told
    assert not [row for row in answer.rows if (row["lag_days_low"] or 0) < 0]
    ledger.close()


def test_a_specimen_that_no_row_names_is_refused_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="1 specimens are in view"):
        _ask(tmp_path, ONE, recovered={"a": "2022-09-01"})


def test_a_ledger_that_may_not_be_written_can_be_asked(tmp_path: Path) -> None:
    ledger, answer = _ask(tmp_path, ONE)
    ledger.close()
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "case").rglob("*")}
    with Engine() as engine:
        view = read_view(tmp_path / "case", scratch=tmp_path / "scratch")
        assert encode(trace(Evidence(engine, view))) == encode(answer)
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "case").rglob("*")} == before
