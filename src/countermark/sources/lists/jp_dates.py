"""Dates as Japanese lists write them.

Forms: `1941年8月20日`, `令和4年3月1日`, `1963年頃`, `1984年から1986年までの間`, `2008.6.25改訂`.

A range of years is each year in it, up to twelve. Years of an era begin at its first day: 昭和64年 is 1989, as
平成元年.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final, NamedTuple

from countermark.model.dates import day_text
from countermark.sources.lists.listtext import english_dates

ERAS: Final = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
_ERA = re.compile(r"(明治|大正|昭和|平成|令和)\s*(元|\d{1,2})\s*年")
_RANGE = re.compile(r"(1[89]\d\d|20\d\d)\s*年?\s*(?:頃)?\s*(?:-|–|―|~|〜|~|から|乃至|ないし)\s*(1[89]\d\d|20\d\d)\s*年")
_DAY = re.compile(r"(\d{4})\s*年\s*(?:(\d{1,2})\s*月\s*(?:(\d{1,2})\s*日)?)?")
_NOTICE = re.compile(r"(\d{4})\.(\d{1,2})\.(\d{1,2})")
_MOST_YEARS: Final = 12


class Notice(NamedTuple):
    """A day of a notice and what it did: `""` for the first listing, else 改訂 (amended), 削除 (removed) ..."""

    day: str
    did: str
    text: str


def plain(text: str) -> str:
    """Bring text to one width of letters and digits."""
    return unicodedata.normalize("NFKC", text)


def _western(found: re.Match[str]) -> str:
    return f"{ERAS[found[1]] + (1 if found[2] == '元' else int(found[2]))}年"


def japanese_dates(text: str) -> list[str]:
    """Find the days, months and years of a text as ISO dates, as precise as they are written.

    >>> japanese_dates("令和4年3月1日"), japanese_dates("(a)1963年頃"), japanese_dates("１９８４年から1986年までの間")
    (['2022-03-01'], ['1963'], ['1984', '1985', '1986'])
    >>> japanese_dates("1964年又は1967年"), japanese_dates("昭和64年1月7日、平成元年")
    (['1964', '1967'], ['1989-01-07', '1989'])
    """
    western = _ERA.sub(_western, plain(text))
    if "年" not in western:
        return english_dates(western.strip())
    found: list[str] = []

    def years(match: re.Match[str]) -> str:
        first, last = int(match[1]), int(match[2])
        found.extend(map(str, range(first, last + 1) if 0 <= last - first <= _MOST_YEARS else (first, last)))
        return " "

    for match in _DAY.finditer(_RANGE.sub(years, western)):
        year, month, day = match.groups()
        iso = day_text(f"{year}.{month}.{day}") if day else f"{year}-{int(month):02d}" if month else year
        if iso is None or (month and not 1 <= int(month) <= 12):
            continue
        if iso not in found:
            found.append(iso)
    return found


def notices(text: str) -> list[Notice]:
    r"""Read the days of the notices of an entry, a line each; a line that is none has no day.

    >>> notices("2001.9.22\n2008.6.25改訂")
    [Notice(day='2001-09-22', did='', text='2001.9.22'), Notice(day='2008-06-25', did='改訂', text='2008.6.25改訂')]
    """
    read: list[Notice] = []
    for line in filter(None, (line.strip() for line in plain(text).splitlines())):
        found = _NOTICE.match(line)
        iso = day_text(found[0]) if found else day_text(line[:10]) if line[:4].isdigit() and line[4:5] == "-" else None
        if not iso and (era := japanese_dates(line)) and len(era[0]) == 10:
            iso = era[0]
        did = next((word for word in ("改訂", "改正", "削除", "解除") if word in line), "")
        read.append(Notice(iso or "", did, line))
    return read
