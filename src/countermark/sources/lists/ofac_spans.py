"""Days and periods of OFAC's advanced files: years, months and days in elements of their own."""

from __future__ import annotations

import calendar
import re
from typing import NamedTuple
from xml.etree.ElementTree import Element

from countermark.sources.lists.xml import text_of

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class Span(NamedTuple):
    """A period as the list gives it, first day and last day, and whether it is only about then."""

    first: str
    last: str
    about: bool = False

    @property
    def text(self) -> str:
        """Write it as precisely as it is given: a day, a month, a year, or `first to last`."""
        if self.first == self.last or not self.last:
            return self.first
        first = self.first.removesuffix("-01-01") if self.last.endswith("-12-31") else self.first
        last = self.last.removesuffix("-12-31") if len(first) == 4 else self.last
        if first == last:
            return first
        month = self.first[:7]
        if _DAY.fullmatch(self.first) and self.first.endswith("-01") and self.last == f"{month}-{_days(month):02d}":
            return month
        return f"{first} to {last}"


def _days(month: str) -> int:
    """Count the days of a month; 0 for one that no calendar has."""
    year, number = int(month[:4]), int(month[5:])
    return calendar.monthrange(year, number)[1] if year and 1 <= number <= 12 else 0


def point(element: Element | None) -> str:
    """Write a year, month and day as far as they are given; what is no date stays as it is written."""
    if element is None:
        return ""
    parts = [text_of(element, tag) for tag in ("Year", "Month", "Day")]
    given = [part for part in parts if part]
    if len(parts[0]) > 4 or not parts[0] or not all(part.isascii() and part.isdigit() for part in given):
        return "-".join(given)
    text = parts[0].zfill(4)
    for part in parts[1:]:
        if not part or int(part) == 0:
            break
        text += f"-{int(part):02d}"
    return text


def span(element: Element | None) -> Span | None:
    """Read a period: from the beginning of its start to the end of its end."""
    if element is None:
        return None
    ends = [point(element.find(path)) for path in ("Start/From", "Start/To", "End/From", "End/To")]
    first = ends[0] or ends[1]
    last = ends[3] or ends[2] or ends[1]
    about = any(edge.get("Approximate") == "true" for edge in element)
    return Span(first or last, last, about) if first or last else None
