"""Words that give a time, with the precision they have.

1. Values are in the manner of EDTF: `2023-04-16`, `2023-04`, `2023`, `2023-21` (spring), `2023-33` (first quarter),
   `2018/..` (since), `../2018` (until), `2014/2018`, `2023-01~` (about), `P3D` (a length).
2. Words that need the day of publication keep their rule in `symbol` and have no value until that day is given; they
   never have a calendar value without it. Vague words have a rule of reference only, and never a value.
3. A time told from an event (`less than a month after the visit`) keeps the words it hangs on; it has no value.
"""

from __future__ import annotations

import calendar
import re
import tomllib
from bisect import bisect_left
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

from countermark.reading.terms import words_of
from countermark.reading.text import Page
from countermark.reading.types import DateMention, Span

_WAITS: Final = ("published", "weekday", "in-year", "season-last", "window")
_CENTURIES: Final = frozenset({"19", "20"})
_AROUND: Final = 40
_LONGEST_STRETCH: Final = 600
_PRECISION: Final = {"D": "day", "W": "week", "M": "month", "Q": "quarter", "Y": "year", "H": "hour", "10Y": "decade"}


@lru_cache(maxsize=1)
def _pack() -> dict[str, Any]:
    data = tomllib.loads(files(__package__).joinpath("en/dates.toml").read_text(encoding="utf-8"))
    data["seasons"]["fall"] = data["seasons"]["autumn"]
    return data


def _any(words: object) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))  # type: ignore[call-overload]


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[re.Pattern[str], Callable[[re.Match[str]], tuple[str, str, str] | None]]]:
    pack = _pack()
    month = rf"(?P<month>{_any(pack['months'])})\.?"
    year = r"(?P<year>(?:19|20)\d\d)"
    day = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
    weekday = rf"(?P<weekday>{_any(pack['weekdays'])})"
    number = rf"(?P<number>\d{{1,3}}|{_any(pack['numbers'])})"
    unit = rf"(?P<unit>{_any(pack['units'])})"
    season = rf"(?P<season>{_any(pack['seasons'])})"
    bound = r"(?:(?:less|more) than |nearly |almost |about |over |some )?"
    part = r"(?:(?P<part>early|mid|late|the beginning of|the start of|the end of|about|around)[ -])?"
    written = [
        (rf"(?:{weekday},? )?{month} {day}(?: ?[-–] ?(?P<day2>[0-3]?\d))?,? {year}", _day),
        (rf"(?:{weekday},? )?{day}(?: ?[-–] ?(?P<day2>[0-3]?\d))? (?:of )?{month},? {year}", _day),
        (r"(?P<iso>(?:19|20)\d\d-[01]\d(?:-[0-3]\d)?)", _iso),
        (rf"(?:in |by |of )?{part}{month},? {year}", _month),
        (rf"(?:in )?{part}(?:the )?{season} (?:of )?{year}", _season),
        (rf"(?:in )?(?:the )?(?P<quarter>{_any(pack['quarters'])})(?: quarter)? (?:of )?{year}", _quarter),
        (rf"(?:in )?(?:the )?(?P<half>first|second) half of {year}", _half),
        (r"(?:in )?(?:the )?(?P<quarter>first|second|third|fourth) quarter", _bare_quarter),
        (rf"between {year} and (?P<year2>(?:19|20)\d\d)", _years),
        (rf"from {year} (?:to|until|through) (?P<year2>(?:19|20)\d\d)", _years),
        (rf"{year}[–-](?P<year2>(?:19|20)\d\d)", _years),
        (rf"(?:in |of |during )?{part}{year}", _year),
        (r"(?:in )?(?:the )?(?P<decade>(?:19|20)\d0)s", _decade),
        (rf"{_any(pack['deictics'])}", _deictic),
        (rf"{bound}{number} {unit}s? (?P<side>after|before|following)", _hangs),
        (rf"the {unit} (?P<side>after|before|following)", _hangs),
        (rf"{bound}{number} {unit}s? (?:ago|earlier)", _ago),
        (rf"(?:in |for |over |during )?the (?:last|past|previous) {number} {unit}s", _window),
        (rf"(?:in |within )(?:the next )?{number} {unit}s", _ahead),
        (rf"(?:in |earlier |later )?(?P<which>this|last|next) (?:{weekday}|{month}|{season}|{unit}\b)", _relative),
        (rf"(?:on |by |until |since )?(?:(?:early|late) )?{weekday}(?: (?:morning|afternoon|evening))?", _weekday),
        (rf"(?:on ){day} {month}(?! \d)", _bare_day),
        (rf"(?:on )?{month} {day}(?!\d)(?:st|nd|rd|th)?", _bare_day),
        (rf"(?:in|by|of|last|until|since|before|during) {part}{month}", _bare_month),
        (rf"(?:for |over )?{bound}{number}[ -]{unit}s?\b", _length),
        (_any([" ".join(one.split()) for one in pack["vague"]["words"].split("|")]), _vague),
    ]  # fmt: skip
    return [(re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE), rule) for pattern, rule in written]


@lru_cache(maxsize=1)
def _hint() -> frozenset[str]:
    """Give the words of which every date has one, or a year, so that most of a text is passed over."""
    pack = _pack()
    words = {*pack["months"], *pack["weekdays"], *pack["seasons"], *pack["units"], *pack["quarters"], "half"}
    words |= {one.split()[-1] for one in pack["deictics"]}
    words |= {one.split()[-1] for one in pack["vague"]["words"].replace("\n", "").split("|") if one.strip()}
    return frozenset({*words, *(f"{unit}s" for unit in pack["units"])})


_OPEN: Final = re.compile(r"\b(?P<word>since|until|till|through|by|before|after|from) (?:the )?$", re.IGNORECASE)
_Rule = tuple[str, str, str] | None


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
    hints = _hint()
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
    for pattern, rule in _patterns():
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


def _valid(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]


def _number(match: re.Match[str]) -> int:
    word = match["number"].lower()
    return int(word) if word.isdigit() else int(_pack()["numbers"][word])


def _unit(match: re.Match[str]) -> str:
    return str(_pack()["units"][match["unit"].lower()])


def _month_of(match: re.Match[str]) -> int:
    return int(_pack()["months"][match["month"].lower()])


def _about(match: re.Match[str]) -> str:
    return "~" if match.groupdict().get("part") else ""


def _day(match: re.Match[str]) -> _Rule:
    year, month, day = int(match["year"]), _month_of(match), int(match["day"])
    if not _valid(year, month, day):
        return None
    first = f"{year}-{month:02}-{day:02}"
    if match["day2"] and _valid(year, month, int(match["day2"])):
        return f"{first}/{year}-{month:02}-{int(match['day2']):02}", "day", ""
    return first, "day", ""


def _iso(match: re.Match[str]) -> _Rule:
    parts = [int(part) for part in match["iso"].split("-")]
    if len(parts) == 2:
        return (match["iso"], "month", "") if 1 <= parts[1] <= 12 else None
    return (match["iso"], "day", "") if _valid(*parts) else None


def _month(match: re.Match[str]) -> _Rule:
    return f"{match['year']}-{_month_of(match):02}{_about(match)}", "month", ""


def _season(match: re.Match[str]) -> _Rule:
    return f"{match['year']}-{_pack()['seasons'][match['season'].lower()]}{_about(match)}", "season", ""


def _quarter(match: re.Match[str]) -> _Rule:
    word = match["quarter"].lower()
    if "quarter" not in match.group().lower() and not word.startswith("q"):
        return None
    return f"{match['year']}-{_pack()['quarters'][word]}", "quarter", ""


def _bare_quarter(match: re.Match[str]) -> _Rule:
    return "", "quarter", f"in-year:{_pack()['quarters'][match['quarter'].lower()]}"


def _half(match: re.Match[str]) -> _Rule:
    return f"{match['year']}-{_pack()['halves'][match['half'].lower()]}", "half-year", ""


def _years(match: re.Match[str]) -> _Rule:
    return f"{match['year']}/{match['year2']}", "year", ""


def _year(match: re.Match[str]) -> _Rule:
    part = (match["part"] or "").lower()
    if part in {"early", "the beginning of", "the start of"}:
        return f"{match['year']}-01/{match['year']}-04~", "months", ""
    if part == "mid":
        return f"{match['year']}-05/{match['year']}-08~", "months", ""
    if part in {"late", "the end of"}:
        return f"{match['year']}-09/{match['year']}-12~", "months", ""
    return f"{match['year']}{'~' if part else ''}", "year", ""


def _decade(match: re.Match[str]) -> _Rule:
    return f"{match['decade'][:3]}X", "decade", ""


def _deictic(match: re.Match[str]) -> _Rule:
    return "", "day", str(_pack()["deictics"][match.group().lower()])


def _hangs(match: re.Match[str]) -> _Rule:
    side = "before" if match["side"].lower() == "before" else "after"
    count = _number(match) if match.groupdict().get("number") else 1
    bound = re.match(r"(less|more) than", match.group(), re.IGNORECASE)
    sign = {"less": "<", "more": ">"}.get(bound[1].lower(), "") if bound else ""
    return "", _PRECISION[_unit(match)], f"event:{side}:{sign}P{count}{_unit(match)}"


def _ago(match: re.Match[str]) -> _Rule:
    unit, count = _unit(match), _number(match)
    if "earlier" in match.group().lower():
        return "", _PRECISION[unit], f"event:before:P{count}{unit}"
    if unit == "H":
        return "", "hour", "published"
    if unit == "10Y":
        unit, count = "Y", count * 10
    return "", _PRECISION[unit], f"published-{count}{unit}"


def _window(match: re.Match[str]) -> _Rule:
    return "", _PRECISION[_unit(match)], f"window:published-{_number(match)}{_unit(match)}"


def _ahead(match: re.Match[str]) -> _Rule:
    if match.group().lower().startswith("within"):
        return f"P{_number(match)}{_unit(match)}", "length", ""
    return f"P{_number(match)}{_unit(match)}", "length", "event:after"


def _relative(match: re.Match[str]) -> _Rule:
    which = match["which"].lower()
    if match["weekday"]:
        number = _pack()["weekdays"][match["weekday"].lower()]
        return "", "day", f"weekday:{number}" + ("" if which == "this" else f":{which}")
    if match["month"]:
        return "", "month", f"in-year:{_month_of(match)}"
    if match["season"]:
        code = _pack()["seasons"][match["season"].lower()]
        return "", "season", f"season-last:{code}" if which == "last" else f"in-year:{code}"
    unit = _unit(match)
    if unit in {"H", "10Y"}:
        return None
    sign = {"this": "-0", "last": "-1", "next": "+1"}[which]
    return "", _PRECISION[unit], f"published{sign}{unit}"


def _weekday(match: re.Match[str]) -> _Rule:
    return "", "day", f"weekday:{_pack()['weekdays'][match['weekday'].lower()]}"


def _bare_day(match: re.Match[str]) -> _Rule:
    month, day = _month_of(match), int(match["day"])
    return ("", "day", f"in-year:{month}-{day}") if _valid(2024, month, day) else None


def _bare_month(match: re.Match[str]) -> _Rule:
    return "", "month", f"in-year:{_month_of(match)}"


def _length(match: re.Match[str]) -> _Rule:
    unit, count = _unit(match), _number(match)
    if match["number"].lower() in {"a", "an"}:
        return None
    return (f"PT{count}H" if unit == "H" else f"P{count * 10}Y" if unit == "10Y" else f"P{count}{unit}"), "length", ""


def _vague(match: re.Match[str]) -> _Rule:
    return "", "reference", f"reference:{' '.join(match.group().lower().split())}"
