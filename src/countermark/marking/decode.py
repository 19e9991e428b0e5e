"""From the named fields of a matched date code to intervals, or to the reason there are none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from countermark.marking.types import Precision
from countermark.model.dates import Interval, WeekRule, month, week

FIRST_OPEN_YEAR = 2004  # lead-free finishes spread from 2004; one-digit years are not listed before it
FIRST_PRINTED_YEAR = 1980

TOLERANCE_DAYS: dict[Precision, int] = {"week": 7, "six_weeks": 7, "month": 0, "year": 0}

YEAR_AND_WEEK = ("yy", "ww")
_MONTHS = {**{str(number): number for number in range(1, 10)}, "A": 10, "B": 11, "C": 12}
_MONTH_LETTERS = "ABCDEFGHJKLM"  # crystal makers skip I
_SIX_WEEKS = {"1": 6, "2": 12, "3": 18, "4": 24, "5": 30, "6": 36, "7": 42, "8": 48, "9": 52}


class Dates(NamedTuple):
    """Every interval a code can mean, how wide they are, and a note where its decade is open."""

    intervals: tuple[Interval, ...]
    precision: Precision
    note: str


class Refusal(Exception):  # noqa: N818 - a decision, not a fault
    """The fields match a form but name no day that ever was."""


def _years(fields: Mapping[str, str | None], latest: date) -> tuple[list[int], str]:
    whole = fields.get("yyyy")
    if whole is not None:
        return [int(whole)], ""
    two = fields.get("yy")
    if two is not None:
        year = 2000 + int(two)
        if year <= latest.year:
            return [year], ""
        if year - 100 >= FIRST_PRINTED_YEAR:
            return [year - 100], ""
        raise Refusal(f"no year {two}: 20{two} lies ahead and 19{two} before any part of this kind")
    letter = fields.get("yl")
    if letter is not None:
        return [_year_of_letter(letter)], ""
    digit = fields["y"]
    assert digit is not None  # noqa: S101 - every rule names yy or y, checked when profiles load
    years = [year for year in range(FIRST_OPEN_YEAR, latest.year + 1) if year % 10 == int(digit)]
    return years, f"one-digit year {digit}: decade open"


def _year_of_letter(letter: str) -> int:
    """Give the year of makers who count on with letters after 2009: 8 is 2008, A is 2010, B is 2011."""
    return 2000 + int(letter, 36)


def _span(year: int, fields: Mapping[str, str | None], weeks: WeekRule) -> tuple[Interval | None, Precision]:
    if (letter := fields.get("m")) is not None:
        return month(year, _MONTHS.get(letter, 0)), "month"
    if (letter := fields.get("ml")) is not None:
        return month(year, _MONTH_LETTERS.index(letter) + 1), "month"
    if (number := fields.get("mm")) is not None:
        return month(year, int(number)), "month"
    if (code := fields.get("p6")) is not None or (code := fields.get("p1")) is not None:
        first = int(code) if len(code) == 2 else _SIX_WEEKS.get(code, 0)
        start = week(year, first, "iso")
        if start is None:
            return None, "six_weeks"
        after = week(year + 1, 6, "iso") if first == 52 else week(year, min(first + 6, 52), "iso")
        assert after is not None  # noqa: S101 - weeks 6 to 52 exist in every year
        return Interval(start.start, after.start), "six_weeks"
    number = fields.get("ww")
    if number is None:
        return Interval(date(year, 1, 1), date(year + 1, 1, 1)), "year"
    return week(year, int(number), weeks), "week"


@lru_cache(maxsize=65536)
def decode(names: tuple[str, ...], values: tuple[str | None, ...], weeks: WeekRule, latest: date) -> Dates:
    """Turn date fields, their names and what they hold, into every interval they can mean up to `latest`.

    Raises:
        Refusal: the fields name no possible date; the message says why.
    """
    fields = dict(zip(names, values, strict=True))
    years, note = _years(fields, latest)
    number = fields.get("ww")
    if number is not None and not 1 <= int(number) <= 53:
        raise Refusal(f"week {number} does not exist")
    spans = [_span(year, fields, weeks) for year in years]
    precision = spans[0][1]
    intervals = tuple(span for span, _ in spans if span is not None and span.start <= latest)
    if not intervals:
        raise Refusal("the date would lie ahead")
    return Dates(intervals, precision, note)
