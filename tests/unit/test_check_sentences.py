"""Sentences of ours through the whole reading: which question each goes to, and what a small ledger says of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from countermark.answers.check import CheckOptions, check
from countermark.intake.add import add
from countermark.ledger import Engine, Ledger
from countermark.model.answer import Row
from countermark.reading import read
from countermark.tables.listings import Listings, open_listings
from tests.conftest import TickingClock
from tests.unit.lists.ofac_files import LI, SHIP, sdn, write
from tests.unit.test_check import CHIPS, DRUGS, NOISE, OLDER, SKY, firm

PERSON = (
    '50009,"VORONOV, Yevgeniy Petrovich","individual","RUSSIA-EO14024"'
    + ",-0- " * 7
    + ',"nationality Russia; Gender Male."'
)
TWINS = (firm(50010, "LANTERN WEST CO LTD"), firm(50011, "LANTERN EAST CO LTD"))


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    folder = tmp_path_factory.mktemp("sentences")
    with Ledger.create(folder / "ledger", clock=TickingClock()) as made:
        always = (SHIP, LI, PERSON, *TWINS)
        for day, rows in (
            ("2018-01-26", (SHIP,)),
            ("2019-01-04", always),
            ("2023-03-01", (*always, OLDER, DRUGS)),
            ("2023-05-01", (*always, OLDER, DRUGS)),
            ("2023-05-10", (*always, OLDER, DRUGS, NOISE, SKY, CHIPS)),
        ):
            add(made, [write(folder, f"sdn_{day}.csv", sdn(*rows))], any_size=True)
        yield made


@pytest.fixture(scope="module")
def listings(ledger: Ledger) -> Iterator[Listings]:
    made = open_listings(ledger.view(), Engine)
    yield made
    made.close()


def rows(ledger: Ledger, listings: Listings, text: str) -> list[Row]:
    reading = read(text, published="2023-05-12", outlet="Dispatch")
    return check(ledger.view(), listings, reading, CheckOptions(latest=date(2026, 6, 30))).rows


@pytest.mark.parametrize(
    ("sentence", "question", "verdict"),
    [
        ("General Li Shangfu was sanctioned by the United States in September 2018.", "status", "on record"),
        ("Washington blacklisted Li Shangfu on 20 September 2018.", "status", "on record"),
        ("Li Shangfu, who was placed under US sanctions in 2020, arrived on Monday.", "status", "definition differs"),
        ("Li Shangfu has been under EU sanctions since 2018.", "status", "not testable"),
        ("The envoy said that Li Shangfu was under US sanctions.", "status", "on record"),
        ("The envoy denied that Li Shangfu was under US sanctions.", "status", "contradicted"),
        ("Li Shangfu was not on the US sanctions list on 3 May 2018.", "status", "on record"),
        ("Marta Holm has been under US sanctions since 2018.", "status", "contradicted"),
        ("No sanctions have been imposed on Marta Holm, her lawyer said.", "status", "not contradicted"),
        ("Skyline Aerospace was added to the US sanctions list in May 2023.", "status", "on record"),
        ("Skyline Aerospace was added to the Entity List in May 2023.", "status", "not testable"),
        ("The United States added Chinese companies to its sanctions list this week.", "changes", "on record"),
        ("The United States sanctioned Chinese electronics makers last week.", "changes", "not testable"),
        ("Washington put a Chinese electronics maker on its sanctions list on Wednesday.", "changes", "not testable"),
        ("Washington put a Chinese electronics maker on its sanctions list this month.", "changes", "on record"),
        ("The US added Norwegian companies to its sanctions list this week.", "changes", "contradicted"),
    ],
)
def test_what_is_said_of_lists(ledger: Ledger, listings: Listings, sentence: str, question: str, verdict: str) -> None:
    found = [
        (row["question"], row["verdict"]) for row in rows(ledger, listings, sentence) if row["question"] == question
    ]
    assert found == [(question, verdict)]


def test_a_name_in_several_entries_is_nobody(ledger: Ledger, listings: Listings) -> None:
    (row,) = [
        row for row in rows(ledger, listings, "Lantern has been under US sanctions since 2018.") if row["question"]
    ]
    assert (row["verdict"], row["question_verdict"]) == ("not testable", None)
    assert {one["entity"] for one in row["candidates"]} == {"ofac-50010", "ofac-50011", "ofac-50003"}


def test_another_spelling_is_found_and_said(ledger: Ledger, listings: Listings) -> None:
    (row,) = [
        row
        for row in rows(ledger, listings, "Evgeny Voronov has been under US sanctions since 2021.")
        if row["question"]
    ]
    assert row["asked"]["entity"] == "ofac-50009"
    assert row["verdict"] == "definition differs"
    assert row["why"].startswith("Found as the one entry that shares a last name, spelt alike, with 'Evgeny Voronov'.")


def test_nothing_says_that_a_country_supplied_weapons(ledger: Ledger, listings: Listings) -> None:
    text = (
        "The adviser accused China of supplying Russia with weapons. China would never supply weapons, its envoy said."
    )
    for row in rows(ledger, listings, text):
        assert row["voice"] == "claimed"
        assert row["verdict"] in {"not testable", "standing"}
