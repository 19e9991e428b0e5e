"""Whether a person is spoken of as he or as she: what the text says, else the given name.

A word of the text decides (`Mrs`, `spokesman`, `sister`); a given name decides only where it is borne by one gender
alone. What neither tells stays unknown.
"""

from __future__ import annotations

import csv
from functools import lru_cache
from importlib.resources import files

from countermark.reading.spelling import folded_parts
from countermark.reading.terms import Words, pack


@lru_cache(maxsize=1)
def _given() -> dict[str, str]:
    """Read the given names, folded; one that both genders bear is left out."""
    text = files(__package__).joinpath("en", "given_names.csv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    borne: dict[str, set[str]] = {}
    for row in csv.DictReader(lines, strict=True):
        for name in row["names"].split():
            borne.setdefault(name, set()).add(row["gender"])
    return {name: next(iter(genders)) for name, genders in borne.items() if len(genders) == 1}


def gender_of_name(name: str) -> str:
    """Give m or f for a name by its first part, or nothing.

    >>> gender_of_name("Oksana Lysenko"), gender_of_name("Pieter de Vries"), gender_of_name("Li Wen")
    ('f', 'm', '')
    """
    parts = folded_parts(name)
    return _given().get(parts[0], "") if parts else ""


def is_given_name(word: str) -> bool:
    """Tell whether a single word is a given name and no common word."""
    low = word.lower()
    return bool(gender_of_name(word)) and low not in pack().words["common"] and low not in pack().words["not_name"]


def gender_told(words: Words, first: int, last: int) -> str:
    """Give the gender that the words from `first` up to `last`, or a title just before them, tell."""
    small = pack()
    for at in range(max(first - 1, 0), last):
        if at < first and words.gaps[first] not in {"", "."}:
            continue
        low = words.lows[at]
        told = small.genders.get(low, "")
        if told:
            return told
    return ""
