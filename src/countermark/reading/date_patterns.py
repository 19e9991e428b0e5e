"""Patterns of written times, and what each says: its value, its precision, the rule of one that waits for a day."""

from __future__ import annotations

import calendar
import re
import tomllib
from collections.abc import Callable, Iterable
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

_PRECISION: Final = {"D": "day", "W": "week", "M": "month", "Q": "quarter", "Y": "year", "H": "hour", "10Y": "decade"}


_Read = tuple[str, str, str] | None
Rule = Callable[[re.Match[str]], _Read]


@lru_cache(maxsize=1)
def _pack() -> dict[str, Any]:
    data = tomllib.loads(files(__package__).joinpath("en/dates.toml").read_text(encoding="utf-8"))
    data["seasons"]["fall"] = data["seasons"]["autumn"]
    return data


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


@lru_cache(maxsize=1)
def date_patterns() -> list[tuple[re.Pattern[str], Rule]]:
    """Give the patterns of written times, those that take more words first, each with the rule that reads it."""
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
def date_hints() -> frozenset[str]:
    """Give the words of which every date has one, or a year, so that most of a text is passed over."""
    pack = _pack()
    words = {*pack["months"], *pack["weekdays"], *pack["seasons"], *pack["units"], *pack["quarters"], "half"}
    words |= {one.split()[-1] for one in pack["deictics"]}
    words |= {one.split()[-1] for one in pack["vague"]["words"].replace("\n", "").split("|") if one.strip()}
    return frozenset({*words, *(f"{unit}s" for unit in pack["units"])})


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


def _day(match: re.Match[str]) -> _Read:
    year, month, day = int(match["year"]), _month_of(match), int(match["day"])
    if not _valid(year, month, day):
        return None
    first = f"{year}-{month:02}-{day:02}"
    if match["day2"] and _valid(year, month, int(match["day2"])):
        return f"{first}/{year}-{month:02}-{int(match['day2']):02}", "day", ""
    return first, "day", ""


def _iso(match: re.Match[str]) -> _Read:
    parts = [int(part) for part in match["iso"].split("-")]
    if len(parts) == 2:
        return (match["iso"], "month", "") if 1 <= parts[1] <= 12 else None
    return (match["iso"], "day", "") if _valid(*parts) else None


def _month(match: re.Match[str]) -> _Read:
    return f"{match['year']}-{_month_of(match):02}{_about(match)}", "month", ""


def _season(match: re.Match[str]) -> _Read:
    return f"{match['year']}-{_pack()['seasons'][match['season'].lower()]}{_about(match)}", "season", ""


def _quarter(match: re.Match[str]) -> _Read:
    word = match["quarter"].lower()
    if "quarter" not in match.group().lower() and not word.startswith("q"):
        return None
    return f"{match['year']}-{_pack()['quarters'][word]}", "quarter", ""


def _bare_quarter(match: re.Match[str]) -> _Read:
    return "", "quarter", f"in-year:{_pack()['quarters'][match['quarter'].lower()]}"


def _half(match: re.Match[str]) -> _Read:
    return f"{match['year']}-{_pack()['halves'][match['half'].lower()]}", "half-year", ""


def _years(match: re.Match[str]) -> _Read:
    return f"{match['year']}/{match['year2']}", "year", ""


def _year(match: re.Match[str]) -> _Read:
    part = (match["part"] or "").lower()
    if part in {"early", "the beginning of", "the start of"}:
        return f"{match['year']}-01/{match['year']}-04~", "months", ""
    if part == "mid":
        return f"{match['year']}-05/{match['year']}-08~", "months", ""
    if part in {"late", "the end of"}:
        return f"{match['year']}-09/{match['year']}-12~", "months", ""
    return f"{match['year']}{'~' if part else ''}", "year", ""


def _decade(match: re.Match[str]) -> _Read:
    return f"{match['decade'][:3]}X", "decade", ""


def _deictic(match: re.Match[str]) -> _Read:
    return "", "day", str(_pack()["deictics"][match.group().lower()])


def _hangs(match: re.Match[str]) -> _Read:
    side = "before" if match["side"].lower() == "before" else "after"
    count = _number(match) if match.groupdict().get("number") else 1
    bound = re.match(r"(less|more) than", match.group(), re.IGNORECASE)
    sign = {"less": "<", "more": ">"}.get(bound[1].lower(), "") if bound else ""
    return "", _PRECISION[_unit(match)], f"event:{side}:{sign}P{count}{_unit(match)}"


def _ago(match: re.Match[str]) -> _Read:
    unit, count = _unit(match), _number(match)
    if "earlier" in match.group().lower():
        return "", _PRECISION[unit], f"event:before:P{count}{unit}"
    if unit == "H":
        return "", "hour", "published"
    if unit == "10Y":
        unit, count = "Y", count * 10
    return "", _PRECISION[unit], f"published-{count}{unit}"


def _window(match: re.Match[str]) -> _Read:
    return "", _PRECISION[_unit(match)], f"window:published-{_number(match)}{_unit(match)}"


def _ahead(match: re.Match[str]) -> _Read:
    if match.group().lower().startswith("within"):
        return f"P{_number(match)}{_unit(match)}", "length", ""
    return f"P{_number(match)}{_unit(match)}", "length", "event:after"


def _relative(match: re.Match[str]) -> _Read:
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


def _weekday(match: re.Match[str]) -> _Read:
    return "", "day", f"weekday:{_pack()['weekdays'][match['weekday'].lower()]}"


def _bare_day(match: re.Match[str]) -> _Read:
    month, day = _month_of(match), int(match["day"])
    return ("", "day", f"in-year:{month}-{day}") if _valid(2024, month, day) else None


def _bare_month(match: re.Match[str]) -> _Read:
    return "", "month", f"in-year:{_month_of(match)}"


def _length(match: re.Match[str]) -> _Read:
    unit, count = _unit(match), _number(match)
    if match["number"].lower() in {"a", "an"}:
        return None
    return (f"PT{count}H" if unit == "H" else f"P{count * 10}Y" if unit == "10Y" else f"P{count}{unit}"), "length", ""


def _vague(match: re.Match[str]) -> _Read:
    return "", "reference", f"reference:{' '.join(match.group().lower().split())}"
