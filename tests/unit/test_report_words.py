"""The words and the geometry of a dossier."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countermark.report.timeline import LABEL, PLOT, Fact, clip, lay_out
from countermark.report.view import pieces
from countermark.report.words import NBSP, days_from, iso_span, lag_text, short_span, span_text, visible

SPANS = [
    ("2022-04-11", "2022-04-18", "11 to 17 April 2022", "11–17 Apr 2022"),
    ("2021-08-30", "2021-09-06", "30 August to 5 September 2021", "30 Aug–5 Sep 2021"),
    ("2020-12-28", "2021-01-04", "28 December 2020 to 3 January 2021", "28 Dec 2020–3 Jan 2021"),
    ("2013-01-01", "2013-02-01", "January 2013", "1–31 Jan 2013"),
    ("2013-01-01", "2014-01-01", "2013", "2013"),
    ("2022-02-24", "2022-02-25", "24 February 2022", "24 Feb 2022"),
]


@pytest.mark.parametrize(("first", "end", "long", "short"), SPANS)
def test_an_interval_is_said_with_its_last_day(first: str, end: str, long: str, short: str) -> None:
    assert span_text(first, end).replace(NBSP, " ") == long
    assert short_span(first, end) == short


def test_iso_intervals_name_the_last_day() -> None:
    assert iso_span("2022-04-11", "2022-04-18") == "2022-04-11 to 2022-04-17"


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (46, "46 days after 24 February 2022"),
        (-1, "1 day before 24 February 2022"),
        (0, "the day of the control, 24 February 2022"),
    ],
)
def test_the_distance_to_a_control_has_a_direction(days: int, said: str) -> None:
    assert days_from(days, "2022-02-24").replace(NBSP, " ") == said


def test_a_lag_of_one_value_is_one_number() -> None:
    assert lag_text(398, 404) == "398 to 404 days"
    assert lag_text(1, 1) == "1 day"
    assert lag_text(None, 1) == ""


@given(
    st.text(),
    st.lists(st.tuples(st.integers(-2, 40), st.integers(-2, 40), st.sampled_from(["date_code", "lot", "noise"]))),
)
def test_pieces_lose_no_character(text: str, tokens: list[tuple[int, int, str]]) -> None:
    assert "".join(piece for _, _, piece in pieces(text, tokens)) == text


def test_a_country_inside_a_date_code_is_shown_as_a_country() -> None:
    cut = pieces("CHN7B 208", [[0, 9, "date_code"], [0, 3, "country"]])
    assert cut == (("c", "country", "CHN"), ("d", "date code", "7B 208"))


def test_neighbouring_tokens_of_one_role_stay_apart() -> None:
    assert [text for _, _, text in pieces("AB12", [[0, 2, "lot"], [2, 4, "lot"]])] == ["AB", "12"]


def test_visible_leaves_ordinary_text_alone() -> None:
    assert visible("РП15-50ШВ-В ü 中文 نص") == "РП15-50ШВ-В ü 中文 نص"
    assert visible("\x00\x7f\u200b") == "␀␡[U+200B]"


def test_wide_letters_count_twice_when_a_label_is_clipped() -> None:
    assert len(clip("中" * 60)) <= 21
    assert clip("short") == "short"


DAYS = st.dates(date(1985, 1, 1), date(2026, 12, 1))


@given(st.lists(st.lists(DAYS, min_size=1, max_size=4), min_size=1, max_size=12))
def test_every_candidate_is_drawn_inside_the_plot_and_wide_enough(drawn: list[list[date]]) -> None:
    facts = [
        Fact(
            label=f"part {index}",
            spans=tuple((day.isoformat(), (day + timedelta(days=7)).isoformat()) for day in days),
            state="dated" if len(days) == 1 else "open",
            rows=1,
            decides=False,
            bounds=True,
            overruled=False,
        )
        for index, days in enumerate(drawn)
    ]
    chart = lay_out(
        facts, controls=[(1, "2014-07-31"), (2, "2022-02-24")], chosen="2022-02-24", bound=None, recovered=None
    )
    assert chart is not None
    for fact, line in zip(facts, chart.lines, strict=True):
        assert len(line.bars) == len(fact.spans)
        for bar in line.bars:
            assert float(bar.width) >= 3.0
            assert LABEL - 2 <= float(bar.x) <= LABEL + PLOT


def test_nothing_dated_gives_no_chart() -> None:
    assert lay_out([], controls=[], chosen=None, bound=None, recovered=None) is None
