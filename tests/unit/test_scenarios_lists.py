"""Scenarios 7, 8 and 9 of the handbook on the real lists: would a screen on that day have hit?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from countermark.answers.changes import Window, changes
from countermark.answers.status import ask, status
from countermark.intake.add import add
from countermark.ledger import Engine, Ledger, View
from countermark.model.answer import Row
from countermark.tables.listings import Listings, open_listings
from tests.conftest import TickingClock

pytestmark = pytest.mark.slow

Asker = tuple[View, Listings]


@pytest.fixture(scope="module")
def lists(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asker]:
    folder = data_dir / "sanctions"
    with Ledger.create(tmp_path_factory.mktemp("lists") / "ledger", clock=TickingClock()) as ledger:
        add(ledger, [folder / "ofac" / "sdn_csv_history_2021-08-18_2024-05-03.tar.zst"])
        for name, day in (("consolidated_2022-04.csv.gz", "2022-05-16"), ("csl_condensed_2026-07-31.json.zst", None)):
            add(ledger, [folder / "us_csl" / name], published=day)
        for name in ("eu_journal_32014R0269.csv.zst", "eu_journal_32014R0833.csv.zst"):
            add(ledger, [folder / "opensanctions_curated" / name], published="2026-08-22")
        view = ledger.view()
        listings = open_listings(view, Engine)
        yield view, listings
        listings.close()


def rows(lists: Asker, party: str, day: str) -> dict[tuple[str, str], Row]:
    answer = status(*lists, ask(party, on=day, seen_by=None, today="2026-08-25"))
    return {(row["list"], row["via"]): row for row in answer.rows if row["entity"]}


@pytest.mark.parametrize(
    ("party", "shipped", "on_list", "days"),
    [
        ("LLC Onelek", "2022-08-26", ("us_ofac_sdn", ""), 328),
        ("us-el-0126c0dde93d", "2022-08-26", ("us_bis_el", "us_csl"), 406),
        ("Jinmingsheng Technology HK Co Limited", "2022-11-30", ("us_ofac_sdn", ""), 518),
        ("Asia Pacific Links Limited", "2022-08-31", ("us_ofac_sdn", ""), 261),
        ("us-el-8d47565105cd", "2022-08-31", ("us_bis_el", "us_csl"), 390),
    ],
)
def test_a_screen_on_the_day_of_shipment_would_not_have_hit(
    lists: Asker, party: str, shipped: str, on_list: tuple[str, str], days: int
) -> None:
    found = rows(lists, party, shipped)
    assert {row["status"] for row in found.values()} <= {"not_listed", "unknown"}
    row = found[on_list]
    assert (row["status"], row["listed_days_later"]) == ("not_listed", days)


def test_the_indirect_end_user_was_listed_at_shipment_the_consignee_was_not(lists: Asker) -> None:
    assert rows(lists, "Special Technology Center", "2022-08-31")[("us_ofac_sdn", "")]["status"] == "listed"
    entity_list = rows(lists, "Special Technology Center", "2022-08-31")[("us_bis_el", "us_csl")]
    assert (entity_list["status"], entity_list["listed_from"]) == ("listed", "2017-01-04")
    assert rows(lists, "SMT-iLogic", "2022-08-31")[("us_bis_el", "us_csl")]["status"] == "not_listed"


def test_the_reseller_of_images_is_a_candidate_by_date(lists: Asker) -> None:
    april = changes(*lists, Window("us_ofac_sdn", "2023-04-11", "2023-04-12"))
    added = {row["caption"] for row in april.rows if row["change"] == "added"}
    assert "CHINA HEAD AEROSPACE TECHNOLOGY COMPANY" in added
    assert not any("SPACETY" in name for name in added)
    assert rows(lists, "SPACETY LUXEMBOURG S.A.", "2023-04-12")[("us_ofac_sdn", "")]["listed_from"] == "2023-01-26"


def test_the_same_firm_is_found_on_other_lists_by_its_identifiers(lists: Asker) -> None:
    found = rows(lists, "LIMITED LIABILITY COMPANY SMT-ILOGIC", "2023-05-20")
    entities = {row["entity"]: row["why"] for row in found.values()}
    assert any(entity.startswith("eu-") for entity in entities), entities
    assert any("the same" in reason for why in entities.values() for reason in why)
