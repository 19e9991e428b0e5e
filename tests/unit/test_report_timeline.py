"""The page of a timeline: the day in the world beside the day of publication, no day guessed, nothing of it runs."""

from __future__ import annotations

import re
from typing import Any

import msgspec
import pytest

from countermark.model.answer import Answer, Citation, Figure
from countermark.report.timeline_page import render_timeline
from tests.unit.report_sample import LISTS, demo_answer, demo_reading
from tests.unit.test_report_reading import words


def line(status: str, date: str | None, **more: Any) -> dict[str, Any]:
    return {
        "date": date,
        "date_to": None,
        "value": None,
        "time_words": None,
        "published": None,
        "status": status,
        "kind": "listing" if status == "listed" else "meeting",
        "polarity": "+",
        "speaker": "The Post",
        "statement": "They met.",
        "programme": None,
        "basis": "post.txt",
        "cite": 0,
        **more,
    }


def answer(*rows: dict[str, Any]) -> Answer:
    counts = [
        Figure(name=name, value=sum(row["status"] == name for row in rows), unit="rows")
        for name in ("reported", "claimed", "listed")
    ]
    return msgspec.structs.replace(
        demo_answer(demo_reading()),
        question="timeline",
        parameters={"actors": ["Li Shangfu", "Moscow"]},
        rows=list(rows),
        figures=counts,
        citations=[Citation(original=LISTS, locator="line 4")],
        caveats=["Reports read: 2."],
    )


@pytest.fixture
def page() -> str:
    return render_timeline(
        answer(
            line("listed", "2018-09-20", statement="LI, Shangfu listed", programme="CAATSA - RUSSIA"),
            line("reported", "2023-04-16", date_to="2023-04-17", published="2023-04-17"),
            line(
                "claimed",
                "2023-04-01",
                date_to="2023-05-01",
                published="2023-05-04",
                polarity="-",
                speaker="A. Speaker",
            ),
            line("reported", None, time_words="on Sunday"),
        ),
        files={LISTS: "sdn.csv"},
    )


def test_both_days_stand_in_words(page: str) -> None:
    told = words(page).replace("\u00a0", " ")
    assert "Li Shangfu and Moscow" in told
    assert "1 listing, 2 reported events and 1 claim on one axis." in told
    assert "16 April 2023" in told
    assert "published 17 April 2023, 1 day after" in told
    assert "April 2023\n○claimed meeting, negated" in told
    assert "published 4 May 2023, 4 days after" in told
    assert "sdn.csv, line 4" in told


def test_what_has_no_day_is_told_and_not_guessed(page: str) -> None:
    told = words(page[page.index('id="undated"') :])
    assert "“on Sunday”: no day known" in told
    assert "no day of publication" in told
    assert re.findall(r'id="y(\d+)"', page) == ["2018", "2023"]


def test_rows_that_hold_markup_stay_text() -> None:
    evil = "<script>alert(1)</script>"
    page = render_timeline(answer(line("claimed", "2023-04-01", statement=evil, speaker=evil, basis=evil)))
    assert "<script" not in page
    assert page.count("&lt;script&gt;") == 3


def test_no_rows_and_very_many_rows() -> None:
    assert "Nothing here has a day." in render_timeline(answer())
    page = render_timeline(answer(*(line("reported", "2023-04-16") for _ in range(2_100))))
    assert "100 more rows are in the JSON" in page


@pytest.mark.parametrize(
    ("date", "value", "shown"),
    [("2018-01-01", "2018/..", "from 2018"), ("2022-02-01", "2022-02/..", "from February 2022"),
     ("2022-02-24", "2022-02-24/..", "from 24 February 2022"), ("2022-02-24", None, "from 24 February 2022")],
)  # fmt: skip
def test_an_open_time_begins_as_precisely_as_it_is_told(date: str, value: str | None, shown: str) -> None:
    row = line("reported", date, value=value, time_words="since then", published="2023-04-17")
    told = words(render_timeline(answer(row))).replace("\u00a0", " ")
    assert f"{shown}\n" in told
    assert "published 17 April 2023" in told
    assert "days after" not in told
