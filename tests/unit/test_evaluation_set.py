"""The held-back markings are consistent with themselves; the reader under test is not run here."""

from __future__ import annotations

import csv
import importlib
import re
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from countermark.model.dates import Interval, week

FOLDER = Path(__file__).resolve().parents[2] / "evaluation" / "markings"
COLLECTED = date(2026, 6, 13)
VERDICTS = {"single", "ambiguous", "none"}
SPANS = {"week": (7, 7), "six_weeks": (28, 42), "month": (28, 31), "year": (365, 366)}


def rows(name: str) -> list[dict[str, str]]:
    """Read one label file."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


OTHER, PORTAL = rows("other_sources.csv"), rows("gur_labels.csv")


def intervals(row: dict[str, str]) -> list[Interval]:
    """Give the labelled intervals of a row."""
    pairs = [part.split("/") for part in row["intervals"].split("|") if part]
    return [Interval(date.fromisoformat(low), date.fromisoformat(high)) for low, high in pairs]


def test_size_and_shares() -> None:
    assert len(OTHER) >= 150
    assert len(PORTAL) == 300
    assert sum(row["verdict"] == "none" for row in OTHER) / len(OTHER) >= 0.30
    assert sum(row["verdict"] == "?" for row in PORTAL) / len(PORTAL) < 0.10
    assert len({row["source"] for row in OTHER}) >= 30


def test_nothing_is_labelled_twice() -> None:
    assert len({(row["text"], row["maker"]) for row in OTHER}) == len(OTHER)
    assert len({row["id"] for row in OTHER}) == len(OTHER)
    assert len({row["gur_id"] for row in PORTAL}) == len(PORTAL)


@pytest.mark.parametrize("row", OTHER + PORTAL, ids=lambda row: row.get("id") or row["gur_id"])
def test_label_is_well_formed(row: dict[str, str]) -> None:
    found = intervals(row)
    assert row["verdict"] in VERDICTS | ({"?"} if "gur_id" in row else set())
    assert {"single": len(found) == 1, "ambiguous": len(found) > 1}.get(row["verdict"], not found)
    assert found == sorted(set(found))
    assert bool(row["precision"]) == bool(found)
    for one in found:
        low, high = SPANS[row["precision"]]
        assert low <= (one.end - one.start).days <= high
        assert one.start <= COLLECTED
        if row["precision"] == "week":
            assert one.start.weekday() == 0
        if row["precision"] == "month":
            assert one.start.day == 1
            assert one.end.day == 1


@pytest.mark.parametrize("row", [row for row in OTHER + PORTAL if row["verdict"] == "ambiguous"], ids=str)
def test_open_decades_are_complete(row: dict[str, str]) -> None:
    middles = [one.start + timedelta(days=4) for one in intervals(row)]
    years = [day.year for day in middles]
    assert years == list(range(years[0], years[-1] + 1, 10))
    assert years[0] in range(2004, 2014)
    assert years[-1] + 10 > COLLECTED.year or (
        years[-1] + 10 == COLLECTED.year and middles[-1].replace(year=2026) > COLLECTED
    )


@pytest.mark.parametrize("row", [row for row in OTHER if row["label_basis"] == "stated" and row["intervals"]], ids=str)
def test_a_stated_week_is_among_the_labels(row: dict[str, str]) -> None:
    found = re.fullmatch(r"(\d{4})-W(\d\d)", row["stated"])
    if not found:
        assert row["stated"], "a label that rests on a statement says it"
        return
    said = week(int(found[1]), int(found[2]), "iso")
    assert said
    assert min(abs((one.start - said.start).days) for one in intervals(row)) <= 7


def test_sources_and_bases_are_given() -> None:
    assert {row["label_basis"] for row in OTHER} == {"stated", "rule"}
    assert all(row["source"] and row["text"] == row["text"].strip() for row in OTHER)


def test_the_draw_can_be_repeated(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(FOLDER))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    draw = importlib.import_module("draw")

    again = [(row["gur_id"], name) for name, row in draw.draw(data_dir / draw.SNAPSHOT)]
    assert again == [(row["gur_id"], row["stratum"]) for row in PORTAL]
