"""One axis for an actor or a pair: reported, claimed and listed apart, both dates, each with its source."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from countermark.answers.timeline import Source, timeline
from countermark.intake.add import add
from countermark.ledger import Engine, Ledger
from countermark.model.answer import Answer
from countermark.model.errors import InputError
from countermark.tables.listings import Listings, open_listings
from tests.conftest import TickingClock
from tests.unit.lists.ofac_files import LI, SHIP, sdn, write
from tests.unit.reports.hand import Hand


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    folder = tmp_path_factory.mktemp("timeline")
    with Ledger.create(folder / "ledger", clock=TickingClock()) as made:
        for day, rows in (("2018-01-26", (SHIP,)), ("2019-01-04", (SHIP, LI)), ("2023-05-01", (LI,))):
            add(made, [write(folder, f"sdn_{day}.csv", sdn(*rows))], any_size=True)
        yield made


@pytest.fixture(scope="module")
def listings(ledger: Ledger) -> Iterator[Listings]:
    made = open_listings(ledger.view(), Engine)
    yield made
    made.close()


def source(hand: Hand, name: str = "a.txt") -> Source:
    return Source(hand.reading(), "ab" * 32, name)


def met(published: str | None = "2023-04-18") -> Hand:
    hand = Hand(
        "General Li Shangfu met Ivo Brandt on 16 April 2023. Brandt said that Li Shangfu had visited Porto last year.",
        published=published,
    )
    general, envoy = hand.mention("Li Shangfu", schema="Person"), hand.mention("Ivo Brandt", schema="Person")
    again = hand.mention("Li Shangfu", schema="Person", nth=1)
    day = hand.date("16 April 2023", "2023-04-16")
    year = hand.date("last year", "", symbol="published-1Y", needs_published=True)
    hand.event(
        "meeting",
        "General Li Shangfu met Ivo Brandt on 16 April 2023",
        ("subject", "Li Shangfu", general),
        ("object", "Ivo Brandt", envoy),
        dates=(day,),
    )
    made = hand.claim("Brandt", "Li Shangfu had visited Porto last year", form="indirect")
    hand.event(
        "visit",
        "Li Shangfu had visited Porto last year",
        ("subject", "Li Shangfu", again),
        dates=(year,),
        claim=made.id,
    )
    return hand


def ask(ledger: Ledger, listings: Listings, *actors: str, reports: Any = ()) -> Answer:
    return timeline(ledger.view(), listings, reports, actors, today="2023-05-05")


def test_reported_claimed_and_listed_stand_on_one_axis(ledger: Ledger, listings: Listings) -> None:
    answer = ask(ledger, listings, "Li Shangfu", reports=[source(met())])
    assert [(row["date"], row["published"], row["status"], row["kind"]) for row in answer.rows] == [
        ("2018-09-20", None, "listed", "listing"),
        ("2023-04-16", "2023-04-18", "reported", "meeting"),
        (None, "2023-04-18", "claimed", "visit"),
    ]
    listed, reported, claimed = answer.rows
    assert (listed["entity"], listed["source_id"]) == ("ofac-24838", "24838")
    assert (reported["speaker"], claimed["speaker"]) == ("The Harbour Dispatch", "Brandt")
    assert claimed["time_words"] == "last year"
    for row in answer.rows:
        assert answer.citations[row["cite"]].original
    text = met().text
    assert text[reported["start"] : reported["end"]] == reported["statement"]
    assert {figure.name: figure.value for figure in answer.figures} == {"reported": 1, "claimed": 1, "listed": 1}


def test_a_pair_needs_both(ledger: Ledger, listings: Listings) -> None:
    answer = ask(ledger, listings, "Li Shangfu", "Ivo Brandt", reports=[source(met())])
    assert [row["kind"] for row in answer.rows] == ["listing", "meeting", "claim"]
    assert answer.rows[2]["speaker"] == "Brandt"
    assert any("'Ivo Brandt'" in caveat for caveat in answer.caveats)
    assert ask(ledger, listings, "Ada Holm", "Ivo Brandt", reports=[source(met())]).rows == []


def test_a_delisting_and_an_unknown_actor(ledger: Ledger, listings: Listings) -> None:
    answer = ask(ledger, listings, "Artavil")
    assert [row["kind"] for row in answer.rows] == ["listing", "delisting"]
    assert answer.rows[1]["date"] == "2023-05-01"
    nobody = ask(ledger, listings, "Ada Holm", reports=[source(met())])
    assert nobody.rows == []
    assert any("No list held has an entry under 'Ada Holm'" in caveat for caveat in nobody.caveats)


def test_claims_of_a_speaker_without_an_event(ledger: Ledger, listings: Listings) -> None:
    hand = Hand("“The boards came by sea in 2021,” said Ada Holm.", published="2023-04-18")
    hand.mention("Ada Holm", schema="Person")
    hand.date("2021", "2021")
    hand.claim("Ada Holm", "The boards came by sea in 2021")
    (row,) = ask(ledger, listings, "Ada Holm", reports=[source(hand)]).rows
    assert (row["status"], row["kind"], row["date"], row["date_to"]) == ("claimed", "claim", "2021-01-01", "2022-01-01")


def test_no_actor_or_three_are_refused(ledger: Ledger, listings: Listings) -> None:
    for actors in ((), ("a", "b", "c"), (" ",)):
        with pytest.raises(InputError):
            ask(ledger, listings, *actors)
