"""The words of a dossier: days, intervals, counts, roles, verdicts, and text that may hold anything.

1. The last day of an interval is said as the last day inside; intervals come in half-open.
2. Characters that are invisible or turn the direction of text are made visible, never dropped.
3. A part bears the marking of a maker; nothing here says who delivered it.
"""

from __future__ import annotations

import re
from calendar import month_abbr, month_name
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from markupsafe import Markup

NBSP = "\u00a0"

# Roles a reader looks for get a letter (their style and their label under the token); the others stay plain text.
ROLES = {
    "date_code": ("d", "date code"),
    "lot": ("l", "lot"),
    "country": ("c", "country"),
    "part_number": ("p", "part number"),
    "suffix": ("s", "suffix"),
    "finish": ("f", "finish mark"),
    "die_revision": ("r", "die revision"),
    "site": ("i", "site"),
}

VERDICTS = {
    "single": "dated",
    "ambiguous": "open",
    "conflict": "conflict",
    "none": "not dated",
}

CONTROL_VERDICTS = {
    "after": ("▲", "made after"),
    "before": ("▽", "made before"),
    "undetermined": ("◇", "undetermined"),
}

DIMENSIONS = {
    "brand_hq": ("Brand’s home", "home of the brand marked on the part"),
    "country_as_published": ("Country as published", "the publisher’s own column; what it means is the publisher’s"),
    "owner": ("Owner when made", "home of the brand’s ultimate owner in the interval of manufacture"),
    "assembly": ("Country on the part", "country word printed on the part"),
    "dispatch": ("Dispatched from", "country a known shipment of the part left from"),
}

PARAMETERS = {
    "recovered": "Recovery said with the question",
    "latest": "Last day that can have been printed",
    "control": "Control, by its id",
}

PROPERTIES = {
    "name": "name",
    "alias": "other name",
    "weakAlias": "weak other name",
    "previousName": "former name",
    "country": "country",
    "address": "address",
    "nationality": "nationality",
    "citizenship": "citizenship",
    "birthDate": "born",
    "birthPlace": "place of birth",
    "birthCountry": "country of birth",
    "registrationNumber": "registration number",
    "taxNumber": "tax number",
    "innCode": "INN (Russian tax number)",
    "ogrnCode": "OGRN (Russian registration)",
    "uscCode": "USCC (Chinese credit code)",
    "leiCode": "LEI",
    "imoNumber": "IMO number",
    "mmsi": "MMSI",
    "passportNumber": "passport",
    "idNumber": "identity number",
    "swiftBic": "SWIFT/BIC",
    "incorporationDate": "established",
    "flag": "flag",
    "pastFlags": "former flags",
    "callSign": "call sign",
}
UNITS = {
    "catalogue_row": "catalogue row",
    "distinct_part": "distinct part",
    "piece": "piece",
    "specimen_with_any": "specimen with at least one",
}

_FIGURES = {
    "rows": "catalogue rows in view",
    "rows_in_file": "rows in the file as received",
    "distinct_ids": "distinct ids in the file",
    "dated": "dated",
    "open": "date open",
    "conflict": "date in conflict",
    "made_after": "made after the control",
    "made_after_by_more_than_tolerance": "made after it by more than the tolerance",
    "made_before": "made before the control",
    "undetermined": "undetermined against the control",
}

_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\uffff\ud800-\udfff]"
)


def _shown(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else f"[U+{code:04X}]"


def visible(value: Any) -> Any:
    r"""Make control, invisible and direction-turning characters visible.

    >>> visible("AB\u202eCD\n")
    'AB[U+202E]CD␊'
    """
    if isinstance(value, str) and not isinstance(value, Markup) and _UNSAFE.search(value):
        return _UNSAFE.sub(_shown, value)
    return "" if value is None else value


@lru_cache(maxsize=8192)
def day_text(iso: str | None) -> str:
    r"""Write a day in words.

    >>> day_text("2022-04-11")
    '11\xa0April\xa02022'
    """
    if not iso:
        return ""
    day = date.fromisoformat(iso)
    return f"{day.day}{NBSP}{month_name[day.month]}{NBSP}{day.year}"


@lru_cache(maxsize=8192)
def span_text(first: str, end: str) -> str:
    """Write a half-open interval in words, the last day included.

    >>> span_text("2022-04-11", "2022-04-18").replace(NBSP, " ")
    '11 to 17 April 2022'
    """
    start, last = date.fromisoformat(first), date.fromisoformat(end) - timedelta(days=1)
    if start == last:
        return day_text(first)
    if (start.month, start.day, last.month, last.day) == (1, 1, 12, 31):
        return str(start.year) if start.year == last.year else f"{start.year} to {last.year}"
    if start.day == 1 and start.year == last.year and start.month == last.month and (last + timedelta(days=1)).day == 1:
        return f"{month_name[start.month]}{NBSP}{start.year}"
    if start.year != last.year:
        return f"{day_text(first)} to {day_text(last.isoformat())}"
    if start.month != last.month:
        return f"{start.day}{NBSP}{month_name[start.month]} to {day_text(last.isoformat())}"
    return f"{start.day} to {day_text(last.isoformat())}"


@lru_cache(maxsize=8192)
def short_span(first: str, end: str) -> str:
    """Write a half-open interval for a chart, months abbreviated.

    >>> short_span("2021-08-30", "2021-09-06")
    '30 Aug–5 Sep 2021'
    """
    start, last = date.fromisoformat(first), date.fromisoformat(end) - timedelta(days=1)
    tail = f"{last.day} {month_abbr[last.month]} {last.year}"
    if start == last:
        return tail
    if (start.month, start.day, last.month, last.day) == (1, 1, 12, 31):
        return str(start.year)
    if start.year != last.year:
        return f"{start.day} {month_abbr[start.month]} {start.year}–{tail}"
    return f"{start.day}–{tail}" if start.month == last.month else f"{start.day} {month_abbr[start.month]}–{tail}"


@lru_cache(maxsize=8192)
def iso_span(first: str, end: str) -> str:
    """Write a half-open interval as two ISO days, the last day included."""
    last = (date.fromisoformat(end) - timedelta(days=1)).isoformat()
    return first if first == last else f"{first} to {last}"


def count_text(value: float | None) -> str:
    """Write a number: thousands apart, at most six digits."""
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int) else f"{value:,.6g}"


def share_text(value: float | None) -> str:
    """Write a share of one as a percentage."""
    return "" if value is None else f"{value * 100:.1f}%"


def plural(count: int | None, one: str, many: str = "") -> str:
    """Write a count with its noun; a count that is withheld is said to be so.

    >>> plural(1, "part"), plural(5806, "part")
    ('1 part', '5,806 parts')
    """
    if count is None:
        return f"{many or one + 's'} not counted"
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def figure_name(name: str) -> str:
    """Say a figure's name in words."""
    return _FIGURES.get(name, name.replace("_", " "))


def days_from(days: int, day: str) -> str:
    """Say how far a date lies from a control's day."""
    if days == 0:
        return f"the day of the control, {day_text(day)}"
    return f"{plural(abs(days), 'day')} {'after' if days > 0 else 'before'} {day_text(day)}"


def tolerance_text(days: int | None) -> str:
    """Say the tolerance of a week number in words."""
    return "one week" if days == 7 else plural(days or 0, "day")


def lag_text(low: int | None, high: int | None) -> str:
    """Say the least and the most days between manufacture and recovery."""
    if low is None or high is None:
        return ""
    return plural(low, "day") if low == high else f"{low:,} to {plural(high, 'day')}"
