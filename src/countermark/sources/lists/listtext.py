"""Texts of cells: several values in one, years and days in words."""

from __future__ import annotations

import re
from typing import Final

from countermark.model.dates import day_text

_LETTER = re.compile(r"[（(]\s*([A-Za-zａ-ｚ])\s*[)）]|(?:^|(?<=[\s;,.:]))([a-z])[)）]")
_TRIM: Final = " \t\r\n;,、，；。　"
_YEARS = re.compile(r"\b(1[89]\d\d|20\d\d)\s*(?:-|–|—|to|and|until)\s*(1[89]\d\d|20\d\d)\b")
_TOKEN = re.compile(
    r"\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}[/.]\d{1,2}[/.]\d{4}\b|\b\d{1,2}(?:st|nd|rd|th)?\s*[A-Z][a-z]{2,8}\.?,?\s*\d{4}\b"
    r"|\b[A-Z][a-z]{2,8}\.?\s+\d{1,2},\s*\d{4}\b|\b[A-Z][a-z]{2,8}\.?,?\s+(?:1[89]|20)\d\d\b|\b(?:1[89]|20)\d\d\b"
)
_JOINED = re.compile(r"(?<=\d)(?:st|nd|rd|th)?\s*(?=[A-Z][a-z])")
_AFTER_MONTH = re.compile(r"(?<=[a-z])(\.?),?\s*(?=\d{4}$)")
_MOST_YEARS: Final = 12
CYRILLIC: Final = re.compile(r"[\u0400-\u04ff]")
LATIN: Final = re.compile(r"[A-Za-z]")


def lettered(text: str) -> list[str]:
    """Split `a) one b) two` into its values; text without such letters is one value. Letters must run from a.

    >>> lettered("a) Approximately 1966 b) 1960 c) 1953"), lettered("Al Amin (a Trust)")
    (['Approximately 1966', '1960', '1953'], ['Al Amin (a Trust)'])
    """
    if ")" not in text and "）" not in text:
        whole = text.strip(_TRIM)
        return [whole] if whole else []
    marks: list[tuple[int, int]] = []
    wanted = "a"
    for found in _LETTER.finditer(text):
        letter = (found[1] or found[2]).lower()
        letter = chr(ord(letter) - 0xFEE0) if ord(letter) > 0xFF00 else letter
        if letter == wanted or (letter == "a" and marks):
            marks.append(found.span())
            wanted = chr(ord(letter) + 1)
    if not marks:
        whole = text.strip(_TRIM)
        return [whole] if whole else []
    ends = [start for start, _ in marks[1:]] + [len(text)]
    pieces = [text[: marks[0][0]], *(text[stop:end] for (_, stop), end in zip(marks, ends, strict=True))]
    return [piece for piece in (piece.strip(_TRIM) for piece in pieces) if piece]


def english_dates(text: str) -> list[str]:
    """Find the days, months and years of a text as ISO dates; a range of years is each year in it, up to twelve.

    >>> english_dates("24 Jan.1973"), english_dates("Circa 1955- 1958"), english_dates("17/10/1969; alt DOB: 1970")
    (['1973-01-24'], ['1955', '1956', '1957', '1958'], ['1969-10-17', '1970'])
    """
    whole = day_text(text)
    if whole:
        return [whole]
    found: list[str] = []

    def years(match: re.Match[str]) -> str:
        first, last = int(match[1]), int(match[2])
        found.extend(map(str, range(first, last + 1) if 0 <= last - first <= _MOST_YEARS else (first, last)))
        return " "

    for token in _TOKEN.findall(_YEARS.sub(years, text)):
        plain = _AFTER_MONTH.sub(" ", _JOINED.sub(" ", token).replace("Sept ", "Sep ").replace("Sept.", "Sep"))
        day = day_text(plain) or (token[-4:] if token[:1].isalpha() else None)
        if day and day not in found:
            found.append(day)
    return found
