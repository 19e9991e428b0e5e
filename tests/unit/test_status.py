"""Was that party listed on that day? Two clocks, three values, and an unknown name is an answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from countermark.answers.changes import Window, changes
from countermark.answers.sheet import sheet
from countermark.answers.status import Asked, ask, status
from countermark.desk.judgements import judge_party
from countermark.intake.add import add
from countermark.ledger import Engine, Ledger
from countermark.model.answer import Answer, encode
from countermark.model.dates import date_argument
from countermark.model.errors import FormatError, IncompleteList, InputError, StaleList
from countermark.report.sheet import sentence
from countermark.tables.listings import Fact, Listings, Snapshot, Span, open_listings
from countermark.tables.standing import standing
from tests.conftest import TickingClock
from tests.unit.lists.ofac_files import FIRM, LI, SHIP, sdn, write


@pytest.fixture
def ledger(tmp_path: Path, clock: TickingClock) -> Iterator[Ledger]:
    """Li appears in the second snapshot, the ship vanishes in the third."""
    with Ledger.create(tmp_path / "ledger", clock=clock) as made:
        for day, rows in (("2018-01-26", (SHIP, FIRM)), ("2019-01-04", (SHIP, LI, FIRM)), ("2019-01-20", (LI, FIRM))):
            add(made, [write(tmp_path, f"sdn_{day}.csv", sdn(*rows))], any_size=True)
        yield made


@pytest.fixture
def listings(ledger: Ledger) -> Iterator[Listings]:
    made = open_listings(ledger.view(), Engine)
    yield made
    made.close()


def asked(ledger: Ledger, listings: Listings, party: str, **more: str) -> Answer:
    question = ask(party, on=more.get("on"), seen_by=more.get("seen_by"), today="2019-01-25")
    return status(ledger.view(), listings, question)


@pytest.mark.parametrize(
    ("party", "seen_by", "verdict"),
    [
        ("ARTAVIL", "2018-01-25", "unknown"),  # before the first snapshot
        ("ARTAVIL", "2018-01-26", "listed"),
        ("ARTAVIL", "2018-06-01", "listed"),  # both neighbours have it
        ("ARTAVIL", "2019-01-04", "listed"),
        ("ARTAVIL", "2019-01-10", "unknown"),  # it vanished somewhere in between
        ("ARTAVIL", "2019-01-20", "not_listed"),
        ("ARTAVIL", "2019-01-30", "not_listed"),  # ten days after the newest snapshot, still fresh
        ("Shangfu Li", "2018-01-26", "not_listed"),
        ("Shangfu Li", "2018-09-19", "unknown"),
        ("Shangfu Li", "2019-01-04", "listed"),
    ],
)
def test_the_seen_clock_asks_the_snapshots_on_both_sides(
    ledger: Ledger, listings: Listings, party: str, seen_by: str, verdict: str
) -> None:
    assert asked(ledger, listings, party, seen_by=seen_by).verdict == verdict


@pytest.mark.parametrize(
    ("on", "verdict"),
    [("2018-01-20", "not_listed"), ("2018-09-19", "not_listed"), ("2018-09-20", "listed"), ("2018-09-21", "listed")],
)
def test_a_dated_notice_narrows_what_the_snapshots_leave_open(
    ledger: Ledger, listings: Listings, on: str, verdict: str
) -> None:
    answer = asked(ledger, listings, "Li Shangfu", on=on)
    assert answer.verdict == verdict
    (row,) = answer.rows
    assert (row["clock"], row["listed_from"], row["listed_after"]) == ("valid", "2018-09-20", None)
    assert "CAATSA section 231" in row["basis"]
    assert (row["seen_from"][:10], row["programme"], row["source_id"]) == ("2019-01-04", "CAATSA - RUSSIA", "24838")


def test_on_the_seen_clock_a_row_says_between_which_snapshots_it_came(ledger: Ledger, listings: Listings) -> None:
    (row,) = asked(ledger, listings, "ofac-24838", seen_by="2019-01-04").rows
    assert (row["listed_after"], row["listed_from"], row["listed_to"]) == ("2018-01-26", "2019-01-04", None)
    (ship,) = asked(ledger, listings, "IMO 9187629".removeprefix("IMO "), seen_by="2019-01-04").rows
    assert (ship["entity"], ship["listed_to"], ship["why"]) == ("ofac-15036", "2019-01-20", ["imoNumber 9187629"])


def test_an_unknown_name_is_an_answer_with_what_was_searched(ledger: Ledger, listings: Listings) -> None:
    answer = asked(ledger, listings, "Nobody & Sons", on="2019-01-05")
    assert answer.verdict == "not_listed"
    assert answer.caveats[0].startswith("No listing found under 'Nobody & Sons' in what was searched")
    (row,) = answer.rows
    assert (row["list"], row["status"], row["entity"]) == ("us_ofac_sdn", "not_listed", None)
    assert answer.detail["searched"][0]["version"] == "2019-01-04T23:59:59Z"


def test_a_list_too_old_for_the_day_is_no_answer_unless_allowed(ledger: Ledger, listings: Listings) -> None:
    question = Asked("Li Shangfu", "2019-03-01", "valid")
    with pytest.raises(StaleList, match="us_ofac_sdn"):
        status(ledger.view(), listings, question)
    answer = status(ledger.view(), listings, replace(question, allow_stale=True))
    assert (answer.verdict, answer.rows[0]["status"]) == ("unknown", "unknown")
    assert "newest snapshot held is of 2019-01-20" in " ".join(answer.caveats)


def test_a_newer_file_set_aside_blocks_until_it_is_allowed(tmp_path: Path, ledger: Ledger, listings: Listings) -> None:
    with pytest.raises(FormatError):
        add(ledger, [write(tmp_path, "sdn_2019-01-24.csv", sdn(LI, FIRM)[:-150])])
    assert asked(ledger, listings, "Li Shangfu", on="2019-01-22").verdict == "listed"
    with pytest.raises(IncompleteList, match=r"us_ofac_sdn was set aside: torn or truncated"):
        asked(ledger, listings, "Li Shangfu", on="2019-01-24")
    add(
        ledger, [write(tmp_path, "sdn_2019-01-24T2359.csv", sdn(LI, FIRM, SHIP))], any_size=True, published="2019-01-25"
    )
    fresh = open_listings(ledger.view(), Engine)
    assert asked(ledger, fresh, "Li Shangfu", on="2019-01-25").verdict == "listed"
    fresh.close()


def test_what_was_recorded_later_does_not_count_as_known_before(tmp_path: Path, ledger: Ledger) -> None:
    before = ledger.view()
    add(ledger, [write(tmp_path, "sdn_2018-10-01.csv", sdn(SHIP, LI, FIRM))], any_size=True)
    after = ledger.view()
    then, now = open_listings(before, Engine), open_listings(after, Engine)
    question = ask("ofac-24838", on=None, seen_by="2018-11-01", today="2019-01-25")
    assert status(before, then, question).verdict == "unknown"
    assert status(after, now, question).verdict == "listed"
    then.close()
    now.close()


def test_a_judgement_joins_and_parts_entries_and_can_be_withdrawn(ledger: Ledger, listings: Listings) -> None:
    def found() -> set[str]:
        return {row["entity"] for row in asked(ledger, listings, "HEAD AEROSPACE", on="2019-01-04").rows}

    pair = ("ofac-42075", "ofac-24838")
    assert found() == {"ofac-42075"}
    judge_party(ledger, entities=pair, decision="same", by="A. Analyst", why="a test of the judgement")
    assert found() == {"ofac-42075", "ofac-24838"}
    judge_party(ledger, entities=pair, decision="withdrawn", by="A. Analyst", why="it was a test")
    assert found() == {"ofac-42075"}
    with pytest.raises(InputError, match="no judgement of these two stands"):
        judge_party(ledger, entities=pair, decision="withdrawn", by="A. Analyst", why="again")


@pytest.mark.parametrize(("party", "message"), [("  ", "no party named")])
def test_a_question_without_a_party_is_refused(ledger: Ledger, listings: Listings, party: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        asked(ledger, listings, party, on="2019-01-04")
    with pytest.raises(InputError, match="two clocks"):
        ask("x", on="2019-01-01", seen_by="2019-01-01", today="2019-01-01")


def test_changes_are_events_of_the_snapshots_in_the_window(ledger: Ledger, listings: Listings) -> None:
    answer = changes(ledger.view(), listings, Window("us_ofac_sdn", "2018-01-26", "2019-01-20"))
    assert [(row["change"], row["source_id"], row["seen"][:10]) for row in answer.rows] == [
        ("added", "24838", "2019-01-04"),
        ("removed", "15036", "2019-01-20"),
    ]
    assert [figure.value for figure in answer.figures] == [1, 1, 0]
    assert answer.rows[0]["caption"] == "LI, Shangfu"
    assert answer.rows[1]["caption"] == "ARTAVIL"
    assert changes(ledger.view(), listings, Window("us_ofac_sdn", "2019-01-04", "2019-01-19")).rows == []
    with pytest.raises(InputError, match="holds no snapshot of 'un_sc'"):
        changes(ledger.view(), listings, Window("un_sc", "2019-01-04", "2019-01-19"))


def test_an_altered_entry_says_what_was_added_and_removed(tmp_path: Path, ledger: Ledger) -> None:
    changed = LI.replace("Feb 1958", "15 Feb 1958")
    add(ledger, [write(tmp_path, "sdn_2019-01-22.csv", sdn(changed, FIRM))], any_size=True)
    with_it = open_listings(ledger.view(), Engine)
    (row,) = changes(ledger.view(), with_it, Window("us_ofac_sdn", "2019-01-20", "2019-01-22")).rows
    assert row["change"] == "altered"
    assert row["properties"] == {"birthDate": {"added": ["1958-02-15"], "removed": ["1958-02"]}}
    net = changes(ledger.view(), with_it, Window("us_ofac_sdn", "2018-01-26", "2019-01-22", net=True)).rows
    assert [(one["change"], one["source_id"]) for one in net] == [("removed", "15036"), ("added", "24838")] or [
        (one["change"], one["source_id"]) for one in net
    ] == [("added", "24838"), ("removed", "15036")]
    with_it.close()


def test_a_sheet_holds_both_clocks_the_part_and_the_controls_of_the_day(ledger: Ledger, listings: Listings) -> None:
    def page() -> Answer:
        return sheet(
            ledger.view(),
            listings,
            text="IHLP3232 1803NA",
            maker="Vishay",
            party="Li Shangfu",
            day="2019-01-10",
            latest=date_argument("2026-11-30", "latest"),
        )

    answer = page()
    assert (answer.question, answer.verdict) == ("sheet", "listed")
    assert [(row["asked"], row["status"], row["clock"]) for row in answer.rows] == [
        ("valid", "listed", "valid"),
        ("seen", "listed", "seen"),
    ]
    assert answer.detail["marking"]["readings"][0]["made_from"] == "2018-01-15"
    assert [(one["id"], one["made"]) for one in answer.detail["controls"]] == [("eu-2014-07-31", "after")]
    assert "us_ofac_cons" in {one["list"] for one in answer.detail["not_held"]}
    assert any(place.table == "listing_notices" for place in answer.citations)
    assert encode(page()) == encode(answer)


def test_a_stated_day_that_snapshots_contradict_decides_nothing() -> None:
    """A re-listing keeps its first day (the UN's entries of 2026): the years without it are not listed years."""
    line = tuple(
        Snapshot("un_sc", "", "xml", f"{day}T12:00:00Z", whole=True, entries=1, names=1, original="a", place="f",
                 partial="", stream=1, seq=1)
        for day in ("2018-08-24", "2020-12-01", "2026-02-27")
    )  # fmt: skip
    span = (Span("2026-02-27T12:00:00Z", None),)

    def fact(schema: str, prop: str, value: str) -> Fact:
        entity = "un-1" if schema == "Person" else "un-1-sanction"
        return Fact("un_sc", "", "xml", whole=True, source_id="1", main="un-1", entity=entity, schema=schema,
                    prop=prop, value=value, lang=None, original_value=None, spans=span, original="a", row=1,
                    place="f")  # fmt: skip

    stands = standing([fact("Person", "id", "un-1"), fact("Sanction", "listingDate", "2006-12-23")], line)
    assert stands.valid("2019-06-01")[0] == "not_listed"
    assert stands.valid("2022-06-01")[0] == "unknown"
    assert stands.valid("2026-03-01")[0] == "listed"
    assert (
        "the list states 2006-12-23, but its snapshot of 2020-12-01 does not have the entry" in stands.listings[0].basis
    )


def test_the_end_of_a_listing_has_two_bounds_on_both_clocks(ledger: Ledger, listings: Listings) -> None:
    for clock in ({"on": "2019-01-21"}, {"seen_by": "2019-01-21"}):
        (row,) = asked(ledger, listings, "ARTAVIL", **clock).rows
        assert (row["listed_until"], row["listed_to"]) == ("2019-01-04", "2019-01-20")


def test_days_are_counted_only_from_a_day_that_is_given(ledger: Ledger, listings: Listings) -> None:
    (given,) = asked(ledger, listings, "Li Shangfu", on="2018-01-26").rows
    assert given["listed_days_later"] == 237
    (seen,) = asked(ledger, listings, "Li Shangfu", seen_by="2018-01-26").rows
    assert (seen["status"], seen["listed_days_later"]) == ("not_listed", None)


@pytest.mark.parametrize("party", ["IMO 9187629", "IMO9187629", "OFAC-15036", "ИНН 7707083893"])
def test_an_identifier_is_found_with_its_label(ledger: Ledger, listings: Listings, party: str) -> None:
    assert asked(ledger, listings, party, on="2019-01-05").rows[0]["entity"] in {"ofac-15036", "ofac-42075"}


def test_a_broken_file_without_a_day_counts_until_a_whole_one_is_recorded(tmp_path: Path, ledger: Ledger) -> None:
    def verdict() -> str:
        fresh = open_listings(ledger.view(), Engine)
        try:
            question = ask("Li Shangfu", on=None, seen_by=None, today="2026-06-15")
            return str(status(ledger.view(), fresh, replace(question, lists=("us_ofac_sdn",))).verdict)
        finally:
            fresh.close()

    with pytest.raises(InputError):
        add(ledger, [write(tmp_path, "sdn.csv", sdn(LI, FIRM)[:-150])], kind="us_ofac_sdn", published="auto")
    add(ledger, [write(tmp_path, "sdn_2026-06-10.csv", sdn(LI, FIRM))], any_size=True)
    assert verdict() == "listed"


def test_the_sentence_begins_with_what_is_not_known(ledger: Ledger, listings: Listings) -> None:
    page = sheet(
        ledger.view(), listings, text="X", party="ARTAVIL", day="2019-01-10",
        latest=date_argument("2026-11-30", "latest"),
    )  # fmt: skip
    assert sentence(page).startswith("Whether an entry that answers to “ARTAVIL” was listed on")
