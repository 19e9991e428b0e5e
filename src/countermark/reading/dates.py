"""Words that give a time, with the precision they have.

1. Values are in the manner of EDTF: `2023-04-16`, `2023-04`, `2023`, `2023-21` (spring), `2023-33` (first quarter),
   `2018/..` (since), `../2018` (until), `2014/2018`, `2023-01~` (about), `P3D` (a length).
2. Words that need the day of publication keep their rule in `symbol` and have no value until that day is given; they
   never have a calendar value without it. Vague words have a rule of reference only, and never a value.
3. A time told from an event (`less than a month after the visit`) keeps the words it hangs on; it has no value.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from datetime import date
from typing import Final

from countermark.reading.date_patterns import date_hints, date_patterns
from countermark.reading.date_symbols import compute
from countermark.reading.terms import words_of
from countermark.reading.text import Page
from countermark.reading.types import DateMention, Span

_WAITS: Final = ("published", "weekday", "in-year", "season-last", "window")
_CENTURIES: Final = frozenset({"19", "20"})
_AROUND: Final = 40
_LONGEST_STRETCH: Final = 600
_OPEN: Final = re.compile(r"\b(?P<word>since|until|till|through|by|before|after|from) (?:the )?$", re.IGNORECASE)


def find_dates(page: Page, published: str | None) -> tuple[DateMention, ...]:
    """Find the words of a page that give a time, in order, none overlapping another."""
    day = _published(published)
    found: list[DateMention] = []
    for start, end in _stretches(page):
        found.extend(_in_stretch(page.text, start, end, day))
    return tuple(found)


def _published(published: str | None) -> date | None:
    try:
        return date.fromisoformat(published[:10]) if published else None
    except ValueError:
        return None


def _stretches(page: Page) -> Iterator[tuple[int, int]]:
    """Give short stretches of text around every word that a time may have, in order."""
    words = words_of(page)
    hints = date_hints()
    last, begin = -1, 0
    for at, low in enumerate(words.lows):
        if not (low in hints or low[:2] in _CENTURIES or ("-" in low and _joined_hint(low, hints))):
            continue
        start, end = max(words.starts[at] - _AROUND, 0), min(words.ends[at] + _AROUND, len(page.text))
        if last < 0:
            begin = start
        elif start > last or words.starts[at] - begin > _LONGEST_STRETCH:
            yield begin, min(last, words.starts[at]) if start <= last else last
            begin = words.starts[at] if start <= last else start
        last = end
    if last >= 0:
        yield begin, last


def _joined_hint(low: str, hints: frozenset[str]) -> bool:
    return any(part in hints or part[:2] in _CENTURIES for part in low.replace("–", "-").split("-"))


def _in_stretch(text: str, start: int, end: int, day: date | None) -> Iterator[DateMention]:
    taken: list[tuple[int, int]] = []
    found: list[tuple[int, int, tuple[str, str, str]]] = []
    for pattern, rule in date_patterns():
        for match in pattern.finditer(text, start, end):
            first, last = match.span()
            at = bisect_left(taken, (first, last))
            if (at and taken[at - 1][1] > first) or (at < len(taken) and taken[at][0] < last) or not _is_time(match):
                continue
            read = rule(match)
            if read is None:
                continue
            taken.insert(at, (first, last))
            found.append((first, last, read))
    for first, last, (value, precision, symbol) in sorted(found):
        yield _opened(text, first, last, value, precision, symbol, day)


def _is_time(match: re.Match[str]) -> bool:
    """Refuse `may` and `march` as verbs, and numbers that merely look like years."""
    groups = match.groupdict()
    word = groups.get("month") or ""
    if word and not word[0].isupper():
        return False
    weekday = groups.get("weekday") or ""
    if weekday and not weekday[0].isupper():
        return False
    after = match.string[match.end() : match.end() + 1]
    before = match.string[max(match.start() - 1, 0) : match.start()]
    joined = bool(before) and before in "-./$€£"
    return not (groups.get("year") and (joined or after.isalpha()))


def _opened(text: str, first: int, last: int, value: str, precision: str, symbol: str, day: date | None) -> DateMention:
    """Close a date: compute it from the publication where it waits for that, open it after `since` and `until`."""
    opening = _OPEN.search(text, max(first - 14, 0), first)
    inner = re.match(r"(since|until|by|before)\b", text[first:last], re.IGNORECASE)
    word = (opening["word"] if opening else inner[1] if inner else "").lower()
    needs = symbol.startswith(_WAITS)
    bound = precision not in {"reference", "length"} and not symbol.startswith("event")
    if bound and word in {"since", "from", "after"}:
        value, symbol = (f"{value}/.." if value and "/" not in value else value), (f"{symbol}/.." if symbol else "")
        first = opening.start() if opening and word == "since" else first
    elif bound and word in {"until", "till", "through", "by", "before"}:
        value, symbol = (f"../{value}" if value and "/" not in value else value), (f"../{symbol}" if symbol else "")
        first = opening.start() if opening and word != "by" else first
    if needs and day is not None:
        value = compute(symbol, day) or ""
    return DateMention(Span(first, last), value, precision, symbol, needs)
