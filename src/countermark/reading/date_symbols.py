"""Times told from the day of publication: what `DateMention.symbol` keeps, computed once that day is known."""

from __future__ import annotations

import re
from datetime import date, timedelta


def compute(symbol: str, published: date) -> str | None:
    """Compute a symbolic date from the day of publication; None for a rule that gives none.

    >>> compute("weekday:7", date(2023, 4, 18)), compute("published-1M", date(2023, 4, 18))
    ('2023-04-16', '2023-03')
    """
    try:
        if symbol.startswith("../weekday"):
            return None
        if symbol.startswith("../"):
            return f"../{value}" if (value := _computed(symbol[3:], published)) else None
        if symbol.endswith("/.."):
            return f"{value}/.." if (value := _computed(symbol[:-3], published)) else None
        return _computed(symbol, published)
    except (ValueError, OverflowError):
        return None


def _computed(symbol: str, published: date) -> str | None:
    kind, _, rest = symbol.partition(":")
    if kind == "weekday":
        number, _, which = rest.partition(":")
        back = (published.isoweekday() - int(number)) % 7
        if which == "next":
            return (published + timedelta(days=(int(number) - published.isoweekday()) % 7 or 7)).isoformat()
        if which == "last" and back == 0:
            back = 7
        return (published - timedelta(days=back)).isoformat()
    if kind == "in-year":
        written, _, tail = rest.partition("-")
        month = int(written)
        if tail:
            past = date(published.year, month, int(tail)) <= published
            return date(published.year - (not past), month, int(tail)).isoformat()
        if month > 20:
            return f"{published.year}-{month}"
        return f"{published.year - (month > published.month)}-{month:02}"
    if kind == "season-last":
        return f"{published.year - 1}-{rest}"
    if symbol == "published":
        return published.isoformat()
    if kind == "window":
        match = re.fullmatch(r"published-(\d+)([DWMQY])", rest)
        return None if match is None else f"{_moved(published, -int(match[1]), match[2])}/{published.isoformat()}"
    match = re.fullmatch(r"published([+-])(\d+)([DWMQY])", symbol)
    return None if match is None else _moved(published, int(match[1] + match[2]), match[3])


def _moved(day: date, count: int, unit: str) -> str:
    if unit == "D":
        return (day + timedelta(days=count)).isoformat()
    if unit == "W":
        iso = (day + timedelta(weeks=count)).isocalendar()
        return f"{iso.year}-W{iso.week:02}"
    if unit == "Y":
        return f"{day.year + count}"
    months = day.year * 12 + day.month - 1 + count * (3 if unit == "Q" else 1)
    if unit == "Q":
        return f"{months // 12}-{33 + months % 12 // 3}"
    return f"{months // 12}-{months % 12 + 1:02}"
