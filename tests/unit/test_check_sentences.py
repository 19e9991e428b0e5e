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
        ("Marta Holm has been under US sanctions since 2018.", "status", "not testable"),
        ("No sanctions have been imposed on Marta Holm, her lawyer said.", "status", "not testable"),
        ("Skyline Aerospace was added to the US sanctions list in May 2023.", "status", "not testable"),
        ("Skyline Aerospace was added to the Entity List in May 2023.", "status", "not testable"),
        ("This week Washington put firms from China on its sanctions list.", "changes", "on record"),
        ("The United States sanctioned Chinese electronics makers last week.", "changes", "not testable"),
        ("Washington put a Chinese electronics maker on its sanctions list on Wednesday.", "changes", "not testable"),
        ("Washington put a Chinese electronics maker on its sanctions list this month.", "changes", "on record"),
        ("The US added Norwegian companies to its sanctions list this week.", "changes", "not testable"),
        ("This week the US added firms from China and Macau to its sanctions list.", "changes", "on record"),
        ("This week Ottawa put firms from China on its sanctions list.", "changes", "not testable"),
        ("Li Shangfu was under US sanctions on 3 May 2030.", "status", "not testable"),
        ("Li Shangfu was under US sanctions in 2023.", "status", "on record"),
        ("Li Shangfu was under US sanctions in 2018.", "status", "on record"),
        ("Li Shangfu has been under US sanctions for nine years.", "status", "not testable"),
        ("Li Shangfu was not under US sanctions until June 2019.", "status", "not testable"),
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


@pytest.mark.parametrize(
    ("party", "entity", "reason"),
    [
        ("Evgeny Voronov", "ofac-50009", "similar spelling"),
        ("Yevgenia Voronov", "ofac-50009", "similar spelling"),
        (
            "Yevgeniy Voronov",
            "ofac-50009",
            "'Yevgeniy Voronov' lacks the patronymic of the list, and nothing else is borne out",
        ),
        ("Skyline Aerospace", "ofac-50002", "the list's name holds more words"),
    ],
)
def test_what_is_near_a_name_is_a_candidate(
    ledger: Ledger, listings: Listings, party: str, entity: str, reason: str
) -> None:
    found = rows(ledger, listings, f"{party} has been under US sanctions since 2021.")
    (row,) = [row for row in found if row["question"]]
    assert (row["verdict"], row["question_verdict"], row["match"]) == ("not testable", None, None)
    (candidate,) = row["candidates"]
    assert (candidate["entity"], candidate["reasons"]) == (entity, [reason])
    assert 0 < candidate["score"] < 1


def test_the_same_letters_are_no_identification(ledger: Ledger, listings: Listings) -> None:
    (row,) = rows(ledger, listings, "Li Shangfu is under US sanctions.")
    assert (row["verdict"], row["match"]) == ("on record", "by the same letters of the whole name")
    assert row["why"].endswith("The same letters are not an identification.")


@pytest.mark.parametrize(
    "sentence",
    [
        "The cousin of Li Shangfu is under US sanctions.",
        "The driver of Li Shangfu is under US sanctions.",
        "Firms tied to Li Shangfu are under US sanctions.",
        "Li Shangfu's bank is under US sanctions.",
        "Its branch is under US sanctions.",
        "They are under US sanctions.",
        "The SDN list is under US sanctions.",
        "The US Department of the Treasury is under US sanctions.",
        "Li Shangfu Instruments is under US sanctions.",
    ],
)
def test_words_that_name_no_party_put_nothing_on_record(ledger: Ledger, listings: Listings, sentence: str) -> None:
    for row in rows(ledger, listings, sentence):
        assert (row["verdict"], row["question_verdict"]) in {
            ("not testable", None),
            ("not testable", "no entry found, list held"),
        }


@pytest.mark.parametrize(
    ("sentence", "verdict", "why"),
    [
        ("Yevgeniy Voronov, a Russian, is under US sanctions.", "on record", "bears out Russia"),
        ("Yevgeniy Voronov, a Russian plumber, is under US sanctions.", "not testable", "does not say"),
        ("Yevgeniy Voronov, a dentist from Malta, is under US sanctions.", "not testable", "the report says Malta"),
        ("Li Shangfu, a Canadian, is under US sanctions.", "not testable", "the report says Canada, the entry China"),
        ("Li Shangfu, a Chinese violinist, is under US sanctions.", "not testable", "does not say 'violinist'"),
        ("Li Shangfu, a Chinese violinist, was sanctioned by the US in 2018.", "on record", "nothing of 'violinist'"),
        ("Li Shangfu, a department director, is under US sanctions.", "on record", "bears out department director"),
        ("The professor Artavil Artavil is under US sanctions.", "not testable", ""),
        ("Artavil is under US sanctions.", "not testable", "a ship or aircraft, of which the words say nothing"),
        ("The tanker Artavil is under US sanctions.", "on record", "ARTAVIL"),
        ("Stalmash is under US sanctions.", "on record", "STALMASH"),
        ("Stalmash LLC is under US sanctions.", "on record", "STALMASH"),
        ("Stalmash JSC is under US sanctions.", "not testable", "1 near it"),
    ],
)
def test_a_trait_that_is_not_borne_out_leaves_a_candidate(
    ledger: Ledger, listings: Listings, sentence: str, verdict: str, why: str
) -> None:
    (row,) = [row for row in rows(ledger, listings, sentence) if row["question"] == "status"]
    assert row["verdict"] == verdict
    assert why in row["why"]
    assert (row["match"] is None) == (verdict == "not testable")
    if verdict == "on record":
        assert row["why"].endswith("The same letters are not an identification.")


def test_a_name_equal_but_for_its_legal_form_says_so(ledger: Ledger, listings: Listings) -> None:
    (row,) = rows(ledger, listings, "Stalmash is under US sanctions.")
    assert row["match"] == "by the same letters of the whole name, but for the legal form"


def test_a_date_to_come_leaves_the_other_rows(ledger: Ledger, listings: Listings) -> None:
    text = "Li Shangfu is under US sanctions. Li Shangfu was on the US sanctions list on 4 July 2031."
    assert [row["verdict"] for row in rows(ledger, listings, text)] == ["on record", "not testable"]


def test_nothing_says_that_a_country_supplied_weapons(ledger: Ledger, listings: Listings) -> None:
    text = (
        "The adviser accused China of supplying Russia with weapons. China would never supply weapons, its envoy said."
    )
    for row in rows(ledger, listings, text):
        assert row["voice"] == "claimed"
        assert row["verdict"] in {"not testable", "standing"}
