"""The handbook's scenarios on the real rows, with their exact figures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from countermark.answers.made import made
from countermark.answers.trace import trace
from countermark.desk.judgements import judge_duplicates, overrule_reading, withdraw_reading
from countermark.intake.add import add
from countermark.ledger import Engine, Ledger
from countermark.marking import read
from countermark.model.answer import Answer, encode
from countermark.tables.components import prepare
from countermark.tables.evidence import Evidence
from tests.conftest import TickingClock

TODAY = date(2026, 6, 14)
ORLAN, GERAN = "orlan-10-uav-no-14662", "uav-geran-2-shahed-136-1276"
ISKANDER = "missile-9m727-iskander-k-chernihiv-19-08-2023"


@pytest.fixture(scope="module")
def snapshot(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """A ledger with the 5,806 rows."""
    with Ledger.create(tmp_path_factory.mktemp("snapshot") / "case", clock=TickingClock()) as ledger:
        add(ledger, [data_dir / "components" / "gur_components_snapshot_2026-06-13.csv"])
        yield ledger


@pytest.fixture(scope="module")
def whole(snapshot: Ledger) -> Answer:
    """The trace of all rows."""
    with Engine() as engine:
        return trace(Evidence(engine, snapshot.view()))


def _row(answer: Answer, gur_id: str) -> dict[str, Any]:
    return next(row for row in answer.rows if row["id"] == f"gur-{gur_id}")


def _place(ledger: Ledger, row: dict[str, Any]) -> tuple[str, int]:
    """Give the original and the row number of the only file in a ledger."""
    return ledger.view().batches[0].body["originals"][0]["sha256"], int(row["component"].split(":")[1])


def _specimen(answer: Answer, name: str) -> dict[str, Any]:
    return next(entry for entry in answer.detail["specimens"] if entry["specimen"] == name)


def test_orlan_14662_was_not_assembled_before_11_april_2022(whole: Answer) -> None:
    """Scenario 2."""
    summary = _specimen(whole, ORLAN)
    assert summary["assembly"]["not_before"] == "2022-04-11"
    assert summary["assembly_not_before_days_after_control"] == 46
    assert [fact["ids"] for fact in summary["assembly"]["deciding"]] == [["gur-5226"]]
    assert summary["assembly"]["without_each"][0]["not_before"] == "2021-08-30"
    assert (_row(whole, "5246")["made_from"], _row(whole, "5246")["made_to"]) == ("2021-08-30", "2021-09-06")
    assert (_row(whole, "5272")["made_from"], _row(whole, "5272")["made_to"]) == ("2021-03-22", "2021-03-29")
    open_ = _row(whole, "5266")
    assert open_["verdict"] == "ambiguous"
    assert [pair[0] for pair in open_["candidates"]] == ["2011-12-12", "2021-12-13"]


def test_geran_1276_is_bounded_by_the_mornsun_converter(whole: Answer) -> None:
    """Scenario 3."""
    bound = _specimen(whole, GERAN)["assembly"]
    assert bound["not_before"] == "2023-09-11"
    assert [fact["ids"] for fact in bound["deciding"]] == [["gur-4907"]]
    cts = [row for row in whole.rows if row["specimen"] == GERAN and row["maker"] == "CTS Corporation"]
    assert len(cts) == 6
    assert {row["made_from"] for row in cts} == {"2022-06-27"}
    verdicts = {
        row["id"].removeprefix("gur-"): row["controls"]["us-2022-02-24"]["verdict"]
        for row in whole.rows
        if row["specimen"] == GERAN
    }
    assert (verdicts["4838"], verdicts["4792"]) == ("after", "before")
    for gur_id, years in {"4819": {2012, 2022}, "4926": {2013, 2023}, "4930": {2012, 2022}}.items():
        row = _row(whole, gur_id)
        assert (row["verdict"], row["precision"]) == ("ambiguous", "month")
        assert {int(pair[0][:4]) for pair in row["candidates"]} == years
        assert verdicts[gur_id] == "undetermined"
    assert not any(pair[0].startswith("2024") for pair in _row(whole, "4907")["candidates"])


FREE_STANDING = {"eia_yyww", "adi_hash_yyww", "vishay_yyww_letters"}


def test_fourteen_rows_are_made_after_the_control_and_the_u_blox_rule_adds_one(whole: Answer) -> None:
    """Scenario 4; codes embedded in a longer lot line (Altera, NXP) are counted beside the fourteen, by their rules."""
    after = [row for row in whole.rows if row["controls"]["us-2022-02-24"]["verdict"] == "after"]
    free = [row for row in after if row["rule"] in FREE_STANDING]
    assert len(free) == 14
    weeks: dict[str, int] = {}
    for row in free:
        weeks[row["made_from"]] = weeks.get(row["made_from"], 0) + 1
    assert weeks == {
        "2022-04-11": 1,
        "2022-04-18": 1,
        "2022-04-25": 1,
        "2022-06-20": 2,
        "2022-06-27": 7,
        "2022-07-11": 1,
        "2023-09-11": 1,
    }
    others = {row["id"].removeprefix("gur-"): row["rule"] for row in after if row["rule"] not in FREE_STANDING}
    assert others.pop("4838") == "ublox_chip_yyww"
    assert others == {
        "3814": "altera_lot_yyww",
        "4067": "altera_lot_yyww",
        "4351": "freescale_awlyyww",
        "4381": "nxp_centres_yyww",
    }
    trapped = ("Traco", "AIMTEC", "Coilcraft")
    assert not [row for row in after if (row["maker"] or "").startswith(trapped)]


@pytest.mark.parametrize("gur_id", ["1326", "902", "2527", "3837", "1874", "2154", "2206", "1502", "4717", "2762"])
def test_type_numbers_are_not_dated(whole: Answer, gur_id: str) -> None:
    assert _row(whole, gur_id)["verdict"] == "none"


def test_the_iskander_memory_is_398_to_404_days_older_than_its_recovery(snapshot: Ledger) -> None:
    """Scenario 5."""
    with Engine() as engine:
        answer = made(Evidence(engine, snapshot.view(), recovered={ISKANDER: "2023-08-19"}), specimen=ISKANDER)
    row = _row(answer, "4145")
    assert (row["made_from"], row["made_to"]) == ("2022-07-11", "2022-07-18")
    assert (row["lag_days_low"], row["lag_days_high"]) == (398, 404)
    assert row["controls"]["us-2022-02-24"]["verdict"] == "after"
    assert (row["origin"]["brand_hq"], row["origin"]["owner"]) == ("US", "CN")
    summary = _specimen(answer, ISKANDER)
    assert (summary["lag_days_low"], summary["lag_days_high"]) == (398, 404)


def test_places_of_manufacture_are_not_the_brands_homes(whole: Answer) -> None:
    """Scenario 13."""
    expected = {"4843": ("US", "CN"), "4508": ("CN", "TW"), "1817": ("US", "PH")}
    for gur_id, (home, assembly) in expected.items():
        origin = _row(whole, gur_id)["origin"]
        assert (origin["brand_hq"], origin["assembly"], origin["dispatch"]) == (home, assembly, None)
    assert _row(whole, "4508")["made_from"] == "2020-06-01"


def test_a_source_that_contradicts_its_own_marking_is_a_conflict(tmp_path: Path, clock: TickingClock) -> None:
    """Scenario 14."""
    table = tmp_path / "rows.csv"
    table.write_text(
        "id,specimen,marking,maker,made_stated\n"
        "1,missile,РП15-50ШВ-В / 0501,Not identified,1st week (January) of 2025\n",
        encoding="utf-8",
    )
    with Ledger.create(tmp_path / "case", clock=clock) as ledger, Engine() as engine:
        add(ledger, [table])
        row = trace(Evidence(engine, ledger.view())).rows[0]
    assert row["verdict"] == "conflict"
    assert row["candidates"][0][0] == "2005-01-03"
    assert any("2024-12-30" in reason and "both are kept" in reason for reason in row["reasons"])


def test_the_faulty_copy_withholds_figures_until_a_person_accepts(
    data_dir: Path, tmp_path: Path, clock: TickingClock
) -> None:
    """Scenario 10."""
    copy = data_dir / "components" / "cognis_components.csv.zst"
    with Ledger.create(tmp_path / "case", clock=clock) as ledger, Engine() as engine:
        add(ledger, [copy])
        before = trace(Evidence(engine, ledger.view()))
        repetition = before.detail["duplicates"]["repetitions"][0]
        assert (repetition["rows"], repetition["distinct"], repetition["times"]) == (8326, 5806, {"316": 8})
        assert len(repetition["ids"]) == 8
        shares = {
            row["country_as_published"]: (round(row["share_before"] * 100, 1), round(row["share_after"] * 100, 1))
            for row in before.detail["duplicates"]["shares_before_and_after"]
        }
        assert shares["US"] == (70.1, 68.0)
        assert shares["CN"] == (5.0, 7.2)
        assert shares["KR"] == (4.5, 1.0)
        assert all(figure.value is None and figure.refused for figure in before.figures if figure.name == "made_after")
        assert all(row["share"] is None for rows in before.detail["origin"]["dimensions"].values() for row in rows)

        original = repetition["original"]
        judge_duplicates(
            ledger, original=original, accept=True, by="A. Analyst", why="one page scraped again and again"
        )
        after = trace(Evidence(engine, ledger.view()))
        assert {figure.name: figure.value for figure in after.figures}["rows"] == 5806
        us = after.detail["origin"]["dimensions"]["country_as_published"][0]
        assert (us["country"], round(us["share"] * 100, 1)) == ("US", 68.0)
        judge_duplicates(ledger, original=original, accept=False, by="A. Analyst", why="look again")
        assert trace(Evidence(engine, ledger.view())).detail["duplicates"]["blocking"]


def test_a_misread_is_overruled_and_the_dossier_keeps_both(snapshot: Ledger, tmp_path: Path, data_dir: Path) -> None:
    with Ledger.create(tmp_path / "case", clock=TickingClock()) as ledger, Engine() as engine:
        add(ledger, [data_dir / "components" / "gur_components_snapshot_2026-06-13.csv"])
        row = _row(trace(Evidence(engine, ledger.view()), specimen=ORLAN), "5226")
        original, number = _place(ledger, row)
        overrule_reading(
            ledger, original=original, row=number, made="none", by="A. Analyst", why="a lot, not a date", today=TODAY
        )
        judged = trace(Evidence(engine, ledger.view()), specimen=ORLAN)
        assert _specimen(judged, ORLAN)["assembly"]["not_before"] == "2021-08-30"
        overruled = _row(judged, "5226")["overruled"]
        assert (overruled["by"], overruled["machine_made_from"]) == ("A. Analyst", "2022-04-11")
        withdraw_reading(ledger, original=original, row=number, by="A. Analyst", why="the maker confirmed it")
        again = trace(Evidence(engine, ledger.view()), specimen=ORLAN)
        assert _specimen(again, ORLAN)["assembly"]["not_before"] == "2022-04-11"


def test_the_same_seal_gives_the_same_bytes(snapshot: Ledger) -> None:
    answers = []
    for _ in range(2):
        with Engine() as engine:
            answers.append(encode(trace(Evidence(engine, snapshot.view()), specimen=GERAN)))
    assert answers[0] == answers[1]


def test_every_row_cites_the_place_it_was_read_from(whole: Answer) -> None:
    assert len(whole.rows) == 5806
    row = _row(whole, "5226")
    citation = whole.citations[row["cite"]]
    assert citation.original
    assert citation.locator.startswith("line ")


def test_every_figure_cites_the_selection_it_counts(whole: Answer, snapshot: Ledger) -> None:
    with Engine() as engine:
        evidence = Evidence(engine, snapshot.view())
        prepare(evidence)
        for figure in whole.figures:
            assert figure.cite is not None
            citation = whole.citations[figure.cite]
            counted = engine.query(f"SELECT count(*) FROM counted WHERE {citation.predicate}")[0][0]
            assert counted == figure.value == citation.rows


def test_the_lot_clock_closes_a_decade_and_flags_an_oddity(whole: Answer) -> None:
    row = _row(whole, "4909")  # ADM211 #906, lot 4497059
    assert (row["verdict"], row["made_from"]) == ("single", "2019-02-04")
    assert any("lot-number clock" in reason for reason in row["reasons"])
    clock = whole.detail["lot_clocks"]["analog_devices"]
    assert clock["median_leave_one_out_error_weeks"] < 9
    assert [odd["lot"] for odd in clock["oddities"]] == [4281690]


def test_a_board_catalogued_twice_is_reported_and_not_merged(whole: Answer) -> None:
    found = {entry["specimen"]: entry for entry in whole.detail["duplicates"]["catalogued_twice"]}
    july = found["uav-orlan-10-july-2022"]
    assert july["board_suspected"]
    assert july["surplus"] >= 18
    assert july["surplus"] > july["exact_text_groups"]
    assert sum(1 for row in whole.rows if row["specimen"] == "uav-orlan-10-july-2022") == 63


def test_parties_hidden_in_maker_labels_are_split_off(whole: Answer) -> None:
    labels = whole.detail["duplicates"]["parties_in_maker_labels"]
    chip_and_dip = [entry for entry in labels if entry["label"].endswith("Suppliers JSC CHIP AND DIP")]
    assert (sum(entry["rows"] for entry in chip_and_dip), len(chip_and_dip)) == (18, 16)
    murata = next(row for row in whole.rows if row["maker"] == "Murata Suppliers JSC CHIP AND DIP")
    assert murata["brand"] == "Murata"


def test_the_reader_and_the_trace_agree(whole: Answer) -> None:
    row = _row(whole, "5226")
    assert read(row["marking"], row["maker"]).readings[0].made_from.isoformat() == row["made_from"]
