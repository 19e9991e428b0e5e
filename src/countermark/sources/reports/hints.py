"""What the lines of a report say about the report: labelled dates and names, and that it is a translation.

Only the first and last lines are looked at, and only labels and credit lines; running text says nothing about the
report it stands in.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

import msgspec

from countermark.model.dates import day_text
from countermark.sources.reports.base import UNKNOWN, About, Found, one_line

_HEAD_LINES: Final = 12
_LABELLED = re.compile(r"\s*([A-Za-z][A-Za-z ]{1,24}?)\s*:\s*(\S.*?)\s*")
_MOST_NAMES: Final = 10  # words of a byline
_LONGEST_VALUE: Final = 200


@lru_cache(maxsize=1)
def _hints() -> dict[str, Any]:
    text = files(__package__).joinpath("hints.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@lru_cache(maxsize=1)
def _translations() -> tuple[re.Pattern[str], ...]:
    hints = _hints()
    names = "|".join(sorted(map(re.escape, hints["languages"]), key=len, reverse=True))
    return tuple(
        re.compile(
            pattern.replace("{language}", f"(?P<language{at}>{names})", 1).replace("{language}", f"(?:{names})"),
            re.IGNORECASE,
        )
        for at, pattern in enumerate(hints["translation"]["patterns"])
    )


@lru_cache(maxsize=1)
def _unnamed() -> re.Pattern[str]:
    return re.compile("|".join(_hints()["translation"]["unnamed"]), re.IGNORECASE)


def language_code(name: str) -> str:
    """Give the code of a language by its name, or the name as it is."""
    code: str = _hints()["languages"].get(name.lower(), name)
    return code


def translation_hint(text: str) -> Found:
    """Find the credit line that says the report is a translation, and from which language.

    >>> translation_hint("Translated from Spanish by the desk.").value
    'es'
    """
    hints = _hints()["translation"]
    for place, line in _ends(text, hints["lines"]):
        if len(line) > hints["longest"]:
            continue
        for pattern in _translations():
            if match := pattern.search(line):
                named = next((word for word in match.groupdict().values() if word), None)
                return Found(language_code(named) if named else UNKNOWN, f"{place}: {one_line(line)}")
        if _unnamed().search(line):
            return Found(UNKNOWN, f"{place}: {one_line(line)}")
    return Found()


def _ends(text: str, count: int) -> list[tuple[str, str]]:
    """Give the first and last lines with words, numbered; the middle of a long text is not split."""
    size = 400 * count
    head = text[:size].split("\n")[:count]
    found = [(f"line {number}", line.strip()) for number, line in enumerate(head, start=1)]
    rest = text[max(size, len(text) - size) :] if len(text) > size else ""
    if rest:
        before = text.count("\n", 0, len(text) - len(rest))
        tail = list(enumerate(rest.rstrip("\n").split("\n"), start=before + 1))[-count:]
        found += [(f"line {number}", line.strip()) for number, line in tail]
    elif text.count("\n") >= count:
        lines = text.rstrip("\n").split("\n")
        found += [(f"line {at + 1}", lines[at].strip()) for at in range(max(count, len(lines) - count), len(lines))]
    return [(place, line) for place, line in found if line]


def about_lines(text: str) -> About:
    """Read labelled lines at the head of a plain text: `Published: 17 April 2023`, `Source: ...`."""
    about: dict[str, Found] = {}
    for number, line in enumerate(text[: 400 * _HEAD_LINES].split("\n")[:_HEAD_LINES], start=1):
        if (names := _byline(line)) and "byline" not in about:
            about["byline"] = Found(names, f"line {number}: By")
        match = _LABELLED.fullmatch(line)
        if match is None or len(match[2]) > _LONGEST_VALUE:
            continue
        label, value = match[1].lower(), match[2]
        for field in ("published", "outlet", "byline", "title"):
            if label in _hints()[field]["labels"] and field not in about:
                said = day_of(value) if field == "published" else value
                if said:
                    about[field] = Found(said, f"line {number}: {match[1]}")
    if hint := translation_hint(text):
        about["translated_from"] = hint
    return About(**about)


def _byline(line: str) -> str:
    """Read `By NAME` alone on a line: every word a name, so that a sentence that begins with By is none."""
    words = line.split()
    if not 2 <= len(words) <= _MOST_NAMES or words[0] not in {"By", "BY"} or words[-1].endswith((".", ":", ";")):
        return ""
    small = _hints()["byline"]["particles"]
    return " ".join(words[1:]) if all(word[0].isupper() or word in small for word in words[1:]) else ""


def day_of(text: str) -> str:
    """Bring a stated date with or without a time into an ISO day, or nothing.

    The day is that of the time zone it is stated in.

    >>> day_of("2023-04-17T23:30:00+02:00"), day_of("17 April 2023"), day_of("soon")
    ('2023-04-17', '2023-04-17', '')
    """
    text = text.strip()
    weekday = re.match(r"[A-Za-z]{3,9}day,?\s+", text)
    day = day_text(text[weekday.end() :] if weekday else text)
    return day if day is not None and len(day) == len("2023-04-17") else ""


def merge(first: About, second: About) -> About:
    """Take what the first says, and where it says nothing, the second."""
    return msgspec.structs.replace(
        first,
        **{
            field: getattr(second, field)
            for field in About.__struct_fields__
            if not getattr(first, field) and getattr(second, field)
        },
    )
