"""Days, weeks and uncertain intervals.

1. Intervals are half-open, `[start, end)`, in UTC days.
2. A verdict about an interval and a day is three-valued: `after` only if the whole interval lies on or after the day,
   `before` only if all of it lies before, otherwise `undetermined`.
3. A week number is read by a named convention: `iso`, or `jan1` (the week, Monday to Sunday, holding 1 January is 01).
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from countermark.model.errors import InputError

WeekRule = Literal["iso", "jan1"]
Order = Literal["after", "before", "undetermined"]

FIRST_YEAR, LAST_YEAR = 1900, 2199


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """A half-open interval of days; `end` is the first day that no longer belongs to it."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise ValueError(f"empty interval {self.start}/{self.end}")

    @property
    def last(self) -> date:
        """The last day inside."""
        return self.end - timedelta(days=1)

    def against(self, day: date, *, tolerance_days: int = 0) -> Order:
        """Place the interval against a day; a tolerance widens the interval on both sides first.

        >>> Interval(date(2022, 2, 21), date(2022, 2, 28)).against(date(2022, 2, 24))
        'undetermined'
        """
        slack = timedelta(days=tolerance_days)
        if self.start - slack >= day:
            return "after"
        if self.end + slack <= day:
            return "before"
        return "undetermined"

    def overlaps(self, other: Interval) -> bool:
        """Tell whether the two share a day."""
        return self.start < other.end and other.start < self.end


@lru_cache(maxsize=8192)
def week(year: int, number: int, rule: WeekRule) -> Interval | None:
    """Give the days of a numbered week, or None where the year has no such week.

    Makers that count from 1 January print a 53 in years whose ISO count ends at 52: its days are then those that end
    the year in that count.

    >>> week(2022, 8, "iso")
    Interval(start=datetime.date(2022, 2, 21), end=datetime.date(2022, 2, 28))
    """
    if not 1 <= number <= 53:
        return None
    if number == 53 and (rule == "jan1" or date(year, 12, 28).isocalendar().week == 52):
        last = date(year, 12, 31)
        start = last - timedelta(days=last.weekday())
        return Interval(start, start + timedelta(days=7))
    if rule == "iso":
        first = date.fromisocalendar(year, 1, 1)
    else:
        new_year = date(year, 1, 1)
        first = new_year - timedelta(days=new_year.weekday())
    start = first + timedelta(weeks=number - 1)
    return Interval(start, start + timedelta(days=7))


@lru_cache(maxsize=4096)
def month(year: int, number: int) -> Interval | None:
    """Give the days of a month, or None for a number that names none."""
    if not 1 <= number <= 12:
        return None
    start = date(year, number, 1)
    return Interval(start, start + timedelta(days=calendar.monthrange(year, number)[1]))


_ISO_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_ISO_WEEK = re.compile(r"(\d{4})-?W(\d{2})", re.IGNORECASE)
_DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_MONTH_NAMES = {
    name.lower(): number
    for number in range(1, 13)
    for name in (calendar.month_name[number], calendar.month_abbr[number])
}
_WEEK_WORDS = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)?\s+week\b.*?\b((?:19|20)\d{2})\b", re.IGNORECASE)
_MONTH_WORDS = re.compile(r"\b([A-Za-z]{3,9})\.?,?\s+(?:of\s+)?((?:19|20)\d{2})\b")
_DAY_WORDS = re.compile(r"\b(\d{1,2})\s+([A-Za-z]{3,9})\.?,?\s+((?:19|20)\d{2})\b")


def _iso(text: str) -> Interval | None:
    if found := _ISO_WEEK.fullmatch(text):
        return week(int(found[1]), int(found[2]), "iso")
    found = _ISO_DAY.fullmatch(text)
    if not found:
        return None
    year = int(found[1])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    if not found[2]:
        return Interval(date(year, 1, 1), date(year + 1, 1, 1))
    if not found[3]:
        return month(year, int(found[2]))
    return _day(year, int(found[2]), int(found[3]))


def _day(year: int, month_number: int, day: int) -> Interval | None:
    try:
        start = date(year, month_number, day)
    except ValueError:
        return None
    return Interval(start, start + timedelta(days=1))


def _slashed(first: int, second: int, year: int) -> Interval | None:
    """Read `19/08/2023` and `08/19/2023`; where day and month may be swapped, nothing."""
    if first == second or first > 12:
        return _day(year, second, first)
    return _day(year, first, second) if second > 12 else None


def parse_interval(text: str) -> Interval | None:
    """Read a stated date as an interval, or None where it says nothing a calendar knows.

    Understands ISO days, months, years and weeks (`2022-W28`), EDTF-like ranges (`2021/2023`, a missing side is
    refused), `19.08.2023`, `08/19/2023` where day and month cannot be swapped, `19 August 2023`, `August 2023` and the
    portal's `20th week (May) of 2022`.

    >>> parse_interval("20th week (May) of 2022")
    Interval(start=datetime.date(2022, 5, 16), end=datetime.date(2022, 5, 23))
    """
    text = text.strip().rstrip("~?")
    if "/" in text and (parts := text.split("/")) and len(parts) == 2 and all(len(part) >= 4 for part in parts):
        low, high = _iso(parts[0].strip()), _iso(parts[1].strip())
        return Interval(low.start, high.end) if low and high and low.start < high.end else None
    if interval := _iso(text):
        return interval
    if found := _DAY_FIRST.fullmatch(text):
        return _day(int(found[3]), int(found[2]), int(found[1]))
    if found := _SLASHED.fullmatch(text):
        return _slashed(int(found[1]), int(found[2]), int(found[3]))
    if found := _WEEK_WORDS.search(text):
        return week(int(found[2]), int(found[1]), "iso")
    if (found := _DAY_WORDS.search(text)) and (number := _MONTH_NAMES.get(found[2].lower())):
        return _day(int(found[3]), number, int(found[1]))
    if (found := _MONTH_WORDS.search(text)) and (number := _MONTH_NAMES.get(found[1].lower())):
        return month(int(found[2]), number)
    return None


_CIRCA = re.compile(r"^(?:circa|c\.?|ca\.?|approximately|about|approx\.?)\s+", re.IGNORECASE)
_NUMERIC = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})[./年](\d{1,2})[./月](\d{1,2})日?")
_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})")


@lru_cache(maxsize=65536)
def day_text(text: str, order: Literal["dmy", "mdy"] = "dmy") -> str | None:
    """Bring a date into ISO form, as precise as it is written (`1948`, `1948-12`, `1948-12-10`), or None.

    A time behind the day is dropped; `circa` is dropped, so keep the text as written beside it. `order` says how the
    publisher writes dates of three numbers. Zeros for an unknown day or month (`00/00/1958`) leave the year.

    >>> day_text("10 Dec 1948"), day_text("circa 1951"), day_text("00/00/1958")
    ('1948-12-10', '1951', '1958')
    """
    text = _CIRCA.sub("", text.strip()).strip().rstrip(".")
    if len(text) > 10 and text[10] in "T " and text[4:5] == "-":
        text = text[:10]
    if found := _YEAR_FIRST.fullmatch(text):
        return _precise(int(found[1]), int(found[2]), int(found[3]))
    if found := _NUMERIC.fullmatch(text):
        first, second = int(found[1]), int(found[2])
        day, month_number = (first, second) if order == "dmy" else (second, first)
        return _precise(int(found[3]), month_number, day)
    if (found := _MONTH_FIRST.fullmatch(text)) and (number := _MONTH_NAMES.get(found[1].lower())):
        return _precise(int(found[3]), number, int(found[2]))
    if not (text[:1].isdigit() or text[:1].isalpha()) or len(text) > 24:
        return None
    span = parse_interval(text)
    if span is None:
        return None
    days = (span.end - span.start).days
    return span.start.isoformat() if days == 1 else span.start.isoformat()[:7] if days < 32 else str(span.start.year)


def _precise(year: int, month_number: int, day: int) -> str | None:
    if not FIRST_YEAR - 300 <= year <= LAST_YEAR or month_number > 12:
        return None
    if month_number == 0:
        return f"{year:04d}"
    if day == 0:
        return f"{year:04d}-{month_number:02d}"
    found = _day(year, month_number, day)
    return found.start.isoformat() if found else None


def date_argument(text: str, name: str) -> date:
    """Read a date argument: one ISO day, whose end (UTC) is meant.

    Raises:
        InputError: anything but YYYY-MM-DD.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(f"{name}: {text!r} is no date", hint="write YYYY-MM-DD") from None
