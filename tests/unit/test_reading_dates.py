"""Times told in words, their precision, and what waits for a day of publication. Every sentence is our own."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countermark.reading.date_symbols import compute
from countermark.reading.dates import find_dates
from countermark.reading.text import Page
from countermark.reading.types import DateMention

TUESDAY = "2024-05-14"


def dates(text: str, published: str | None = None) -> tuple[DateMention, ...]:
    return find_dates(Page(text=text), published)


CASES = [  # text, words, value without publication, precision, symbol, value when published on TUESDAY
    ("The depot burned on 3 March 2022.", "3 March 2022", "2022-03-03", "day", "", None),
    ("The depot burned on March 3, 2022.", "March 3, 2022", "2022-03-03", "day", "", None),
    ("It came on Thursday, 3 March 2022.", "Thursday, 3 March 2022", "2022-03-03", "day", "", None),
    ("It ran 3-5 March 2022.", "3-5 March 2022", "2022-03-03/2022-03-05", "day", "", None),
    ("Seen on 2022-03-03 at noon.", "2022-03-03", "2022-03-03", "day", "", None),
    ("Sold in March 2022.", "in March 2022", "2022-03", "month", "", None),
    ("Sold in early March 2022.", "in early March 2022", "2022-03~", "month", "", None),
    ("Sold in 2022.", "in 2022", "2022", "year", "", None),
    ("Sold in early 2022.", "in early 2022", "2022-01/2022-04~", "months", "", None),
    ("Sold in late 2022.", "in late 2022", "2022-09/2022-12~", "months", "", None),
    ("Sold in the spring of 2022.", "in the spring of 2022", "2022-21", "season", "", None),
    ("Sold in the third quarter of 2022.", "in the third quarter of 2022", "2022-35", "quarter", "", None),
    ("Sold in Q2 2022.", "in Q2 2022", "2022-34", "quarter", "", None),
    ("Sold in the second half of 2022.", "in the second half of 2022", "2022-41", "half-year", "", None),
    ("Sold in the 1990s.", "in the 1990s", "199X", "decade", "", None),
    ("It has been listed since 2019.", "since 2019", "2019/..", "year", "", None),
    ("It has been listed since March 2019.", "since March 2019", "2019-03/..", "month", "", None),
    ("It was made until 2019.", "until 2019", "../2019", "year", "", None),
    ("Made between 2017 and 2019.", "between 2017 and 2019", "2017/2019", "year", "", None),
    ("Made from 2017 to 2019.", "from 2017 to 2019", "2017/2019", "year", "", None),
    ("It came on Sunday.", "on Sunday", "", "day", "weekday:7", "2024-05-12"),
    ("It came on Tuesday.", "on Tuesday", "", "day", "weekday:2", "2024-05-14"),
    ("It came last Tuesday.", "last Tuesday", "", "day", "weekday:2:last", "2024-05-07"),
    ("It comes next Friday.", "next Friday", "", "day", "weekday:5:next", "2024-05-17"),
    ("It came yesterday.", "yesterday", "", "day", "published-1D", "2024-05-13"),
    ("It came last month.", "last month", "", "month", "published-1M", "2024-04"),
    ("It came last year.", "last year", "", "year", "published-1Y", "2023"),
    ("It came last week.", "last week", "", "week", "published-1W", "2024-W19"),
    ("It came last quarter.", "last quarter", "", "quarter", "published-1Q", "2024-33"),
    ("It came three days ago.", "three days ago", "", "day", "published-3D", "2024-05-11"),
    ("It came two years ago.", "two years ago", "", "year", "published-2Y", "2022"),
    (
        "It grew over the past two years.",
        "over the past two years",
        "",
        "year",
        "window:published-2Y",
        "2022/2024-05-14",
    ),
    ("It came in March.", "in March", "", "month", "in-year:3", "2024-03"),
    ("It came in September.", "in September", "", "month", "in-year:9", "2023-09"),
    ("It came on March 3.", "on March 3", "", "day", "in-year:3-3", "2024-03-03"),
    ("It has run since March.", "since March", "", "month", "in-year:3/..", "2024-03/.."),
    ("It came recently.", "recently", "", "reference", "reference:recently", ""),
    ("It grew in recent years.", "in recent years", "", "reference", "reference:in recent years", ""),
    ("It came less than a week after the fire.", "less than a week after", "", "week", "event:after:<P1W", ""),
    ("It came two months before the fire.", "two months before", "", "month", "event:before:P2M", ""),
    ("The three-day trip ended.", "three-day", "P3D", "length", "", None),
    ("It took six weeks.", "six weeks", "P6W", "length", "", None),
    ("It ends by Friday.", "by Friday", "", "day", "../weekday:5", ""),
]


@pytest.mark.parametrize(("text", "words", "value", "precision", "symbol", "published"), CASES)
def test_a_time_has_its_value_precision_and_rule(text, words, value, precision, symbol, published):
    (found,) = dates(text)
    assert (found.span.of(text).lower(), found.value, found.precision, found.symbol) == (
        words.lower(), value, precision, symbol,
    )  # fmt: skip
    (later,) = dates(text, TUESDAY)
    assert later.value == (value if published is None else published)


NONE = [
    "They may march on.",
    "It is a second-hand board.",
    "The code 2022A is printed on it.",
    "Marked 202210 by hand.",
    "Part LM2019-ADJ failed.",
    "It cost $2019 in all.",
    "On 31 February 2022x nothing.",
    "We will fall.",
]


@pytest.mark.parametrize("text", NONE)
def test_what_only_looks_like_a_time_is_none(text):
    assert [one for one in dates(text) if one.precision in {"day", "month", "year"}] == []


def test_a_corrected_day_of_publication_moves_the_date():
    text = "It came on Sunday."
    assert dates(text, "2024-05-14")[0].value == "2024-05-12"
    assert dates(text, "2024-05-21")[0].value == "2024-05-19"


def test_a_day_that_is_no_date_is_left_aside():
    assert dates("It came on Sunday.", "soon")[0].value == ""


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([text for text, *_ in CASES]), st.sampled_from([text for text, *_ in CASES]))
def test_nothing_that_needs_a_publication_has_a_value_without_it(one, other):
    for found in dates(f"{one} {other}"):
        assert not (found.needs_published and found.value)


@given(st.dates(date(1950, 1, 1), date(2090, 1, 1)), st.integers(1, 7))
def test_a_weekday_is_the_latest_on_or_before_publication(day, weekday):
    value = compute(f"weekday:{weekday}", day)
    assert value is not None
    found = date.fromisoformat(value)
    assert found.isoweekday() == weekday
    assert 0 <= (day - found).days < 7


@given(st.text(max_size=30), st.dates())
def test_an_unknown_rule_gives_no_date(symbol, day):
    assert compute(symbol, day) is None or symbol
