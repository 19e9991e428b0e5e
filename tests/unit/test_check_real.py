"""The real SDN history: a general's listing with its year, and the additions of a week in April 2023."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from countermark.answers.check import CheckOptions, check
from countermark.intake.add import add
from countermark.ledger import Engine, Ledger
from countermark.model.answer import Row
from countermark.tables.listings import Listings, open_listings
from tests.conftest import TickingClock
from tests.unit.reports.hand import Hand

AROUND = (
    ("sdn_2018-01.csv.zst", "2018-01-26"),
    ("sdn_2019-01.csv.zst", "2019-01-04"),
    ("sdn_2022-09-30T1859_2e211c1490.csv.zst", "2022-09-30"),
    ("sdn_2023-01-24T1843_9b0a945943.csv.zst", "2023-01-24"),
    ("sdn_2023-01-26T1843_88911ca62e.csv.zst", "2023-01-26"),
    ("sdn_2023-04-11T1843_1e7658da65.csv.zst", "2023-04-11"),
    ("sdn_2023-04-12T1843_5200646a39.csv.zst", "2023-04-12"),
)


@pytest.fixture(scope="module")
def ledger(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    folder = data_dir / "sanctions" / "ofac" / "snapshots"
    with Ledger.create(tmp_path_factory.mktemp("check") / "ledger", clock=TickingClock()) as made:
        for name, day in AROUND:
            add(made, [folder / name], published=day)
        yield made


@pytest.fixture(scope="module")
def listings(ledger: Ledger) -> Iterator[Listings]:
    made = open_listings(ledger.view(), Engine)
    yield made
    made.close()


def report(published: str | None) -> Hand:
    hand = Hand(
        "General Li Shangfu is under US sanctions since 2018 because of the purchase of combat aircraft from Russia. "
        "Washington put firms from China on its sanctions list, one of them a seller of satellite "
        "pictures that worked for people around Wagner.",
        published=published,
    )
    general = hand.mention("Li Shangfu", schema="Person", entity="doc:1")
    hand.mention("Russia", schema="Country", country="RU")
    since = hand.date("since 2018", "2018/..")
    hand.event(
        "listing",
        "Li Shangfu is under US sanctions since 2018 because of the purchase of combat aircraft from Russia",
        ("listed", "Li Shangfu", general),
        dates=(since,),
    )
    state = hand.mention("Washington", schema="Country", country="US")
    group = hand.mention("firms from China", kind="group", country="CN")
    one = hand.mention("a seller of satellite pictures", kind="nominal")
    hand.event(
        "list_addition",
        "Washington put firms from China on its sanctions list, one of them a seller of satellite pictures",
        ("actor", "Washington", state),
        ("group", "firms from China", group),
        ("description", "a seller of satellite pictures", one),
    )
    return hand


def rows(ledger: Ledger, listings: Listings, published: str | None) -> list[Row]:
    return check(ledger.view(), listings, report(published).reading(), CheckOptions()).rows


@pytest.mark.parametrize("published", ["2023-04-16", "2023-04-17"])
def test_the_general_and_the_reseller(ledger: Ledger, listings: Listings, published: str) -> None:
    listed, added = rows(ledger, listings, published)
    assert (listed["verdict"], listed["asked"]["entity"]) == ("on record", "ofac-24838")
    (evidence,) = listed["evidence"]
    assert (evidence["listed_from"], evidence["programme"]) == ("2018-09-20", "CAATSA - RUSSIA")
    assert evidence["rests_on"].endswith("from Russia to China")
    assert (added["verdict"], added["question_verdict"]) == ("on record", "listed as claimed")
    first, *others = added["candidates"]
    assert (first["entity"], first["listed"], first["excluded"]) == ("ofac-42075", "2023-04-12", None)
    assert len(first["reasons"]) == 4
    spacety = next(one for one in others if one["entity"] == "ofac-40477")
    assert spacety["listed"] == "2023-01-26"
    assert spacety["excluded"]
    assert [one["entity"] for one in added["candidates"] if not one["excluded"]] == ["ofac-42075"]
    assert "candidate" in added["why"]


def test_without_a_publication_date(ledger: Ledger, listings: Listings) -> None:
    listed, added = rows(ledger, listings, None)
    assert listed["verdict"] == "on record"
    assert (added["verdict"], added["candidates"]) == ("not testable", [])


def test_a_publication_date_before_the_additions(ledger: Ledger, listings: Listings) -> None:
    _, added = rows(ledger, listings, "2023-04-11")
    assert [one["entity"] for one in added["candidates"] if not one["excluded"]] == []
    assert added["verdict"] == "not testable"
    assert "its snapshot before is of 2023-01-26" in added["why"]
