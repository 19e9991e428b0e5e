"""Owners at a time, groups, and the two ways of counting a brand."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from countermark.model.dates import Interval, week
from countermark.reference.countries import country_codes
from countermark.reference.makers import find_maker, makers
from countermark.reference.ownership import _table, group_on, owner_at, owners

COUNTED_ON = date(2024, 9, 10)


def days(first: str, end: str) -> Interval:
    """Make an interval of two ISO days."""
    return Interval(date.fromisoformat(first), date.fromisoformat(end))


FUNDS = "consortium of Chinese funds (Uphill)"
FTDI_OWNER = "FTDI Holding Limited (Chinese funds led by JAC Capital, 80.2%)"

CASES = [  # maker, interval, state, owners, country, group
    ("xilinx", days("2021-01-01", "2022-01-01"), "known", ["independent"], "US", "xilinx"),
    ("xilinx", week(2022, 10, "iso"), "known", ["AMD"], "US", "amd"),
    ("xilinx", week(2022, 7, "iso"), "straddles", ["independent", "AMD"], "US", None),
    ("xilinx", days("2022-02-13", "2022-02-15"), "straddles", ["independent", "AMD"], "US", None),
    ("xilinx", days("2022-02-15", "2022-02-16"), "known", ["AMD"], "US", "amd"),
    ("xilinx", days("2022-01-01", "2022-02-14"), "known", ["independent"], "US", "xilinx"),
    ("smsc", days("2012-08-05", "2012-08-12"), "straddles", ["independent", "Microchip Technology"], "US", None),
    ("smsc", days("2012-07-01", "2012-08-01"), "known", ["independent"], "US", "smsc"),
    ("smsc", days("2012-09-01", "2012-09-05"), "known", ["Microchip Technology"], "US", "microchip_technology"),
    ("issi", week(2022, 28, "iso"), "known", ["Ingenic Semiconductor"], "CN", "ingenic"),
    ("issi", week(2020, 28, "iso"), "straddles", [FUNDS, "Ingenic Semiconductor"], "CN", None),
    ("cypress_semiconductor", week(2020, 16, "iso"), "straddles", ["independent", "Infineon Technologies"], None, None),
    ("pulse_electronics", days("2017-01-01", "2017-02-01"), "unknown", [], None, None),
    ("pulse_electronics", days("2018-01-01", "2019-01-01"), "straddles", ["Yageo"], None, None),
    ("ftdi", week(2022, 10, "iso"), "known", [FTDI_OWNER], "CN", "ftdi"),
    ("murata", days("2020-01-01", "2020-02-01"), "unknown", [], None, None),
]  # fmt: skip


@pytest.mark.parametrize(("maker", "interval", "state", "names", "country", "group"), CASES)
def test_owner_of_a_part_made_in_an_interval(maker, interval, state, names, country, group):
    found = owner_at(maker, interval)
    assert (found.state, [one.owner for one in found.owners]) == (state, names)
    assert (found.country, found.group_id) == (country, group)


def test_groups_on_a_day():
    assert group_on("xilinx", date(2022, 2, 13)) == "xilinx"
    assert group_on("xilinx", date(2022, 2, 14)) == "amd"
    assert group_on("enpirion", date(2014, 1, 1)) == "altera"
    assert group_on("spansion", date(2019, 1, 1)) == "cypress_semiconductor"
    assert group_on("smsc", date(2012, 8, 15)) == "smsc"
    assert group_on("smsc", date(2012, 8, 31)) == "microchip_technology"
    assert group_on("murata", date(2020, 1, 1)) == "murata"


def test_intervals_of_a_brand_follow_each_other():
    codes = country_codes()
    for maker in _table():
        assert maker in makers()
        rows = owners(maker)
        assert all(one.country is None or one.country in codes for one in rows)
        assert all(one.verified in {"yes", "no"} and one.source for one in rows)
        assert all(one.first <= one.sure_first and one.sure_end <= one.end for one in rows)
        assert all(left.valid_to == right.valid_from for left, right in pairwise(rows)), maker


def test_four_firms_by_brand_and_by_group_of_5806_rows(data_dir: Path):
    brand, group = Counter(), Counter()
    with (data_dir / "components/gur_components_snapshot_2026-06-13.csv").open(encoding="utf-8", newline="") as file:
        labels = [row["maker_as_published"] for row in csv.DictReader(file)]
    for label in labels:
        if maker := find_maker(label).maker_id:
            brand[maker] += 1
            group[group_on(maker, COUNTED_ON)] += 1
    four = ("analog_devices", "texas_instruments", "amd", "intel")
    assert len(labels) == 5806
    by_brand = [100 * brand[firm] / len(labels) for firm in four]
    by_group = [100 * group[firm] / len(labels) for firm in four]
    assert by_brand == pytest.approx([12.2, 13.5, 0.6, 0.8], abs=0.1)
    assert by_group == pytest.approx([19.0, 15.2, 3.5, 3.5], abs=0.1)
    assert (sum(by_brand), sum(by_group)) == pytest.approx((27.1, 41.2), abs=0.1)
