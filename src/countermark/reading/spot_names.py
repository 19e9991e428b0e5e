"""Spotting the names given.

Precision first. A single common word is never a name; a single word that is a list's alias is a candidate only, unless
the text supports it: its full name stands in the text, or a noun of its kind stands beside it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from countermark.reading.spots import Spot, word_range
from countermark.reading.terms import PARAGRAPH, Pack, Words, pack
from countermark.reading.types import Known, Names
from countermark.reference.tables import read_table

_CRAFT: Final = frozenset({"Vessel", "Airplane", "Vehicle"})
_DISTINCT: Final = 8


def spot_given(words: Words, names: Names, titled: set[int]) -> tuple[list[Spot], dict[int, tuple[str, ...]]]:
    """Spot the names given; also gives, by word, whose single words stand there as mere candidates."""
    sure: list[Spot] = []
    single: list[tuple[int, int, tuple[str, ...]]] = []
    small = pack()
    for found in names.find(words.text):
        first, last = word_range(words, found.span)
        if first >= last:
            continue
        if words.starts[first] != found.span.start or words.ends[last - 1] != found.span.end:
            if found.span.end - found.span.start > 1 and not found.span.of(words.text).isascii():
                part = _given(names, found.entities, first, last, "name", words)
                part.span, part.caption = found.span, found.span.of(words.text)
                sure.append(part)
            continue
        if last - first == 1 and len(words.text[found.span.start : found.span.end].split()) == 1:
            if _may_be_name(words, first, small):
                single.append((first, last, found.entities))
        elif _reads_as_name(words, first, last, small, titled) and not _goes_on(words, first, last, small):
            sure.append(_given(names, found.entities, first, last, "name", words))
    held = {spot.entity for spot in sure} | {entity for spot in sure for entity in spot.candidates}
    candidates: dict[int, tuple[str, ...]] = {}
    for first, last, entities in single:
        how = _support(words, names, first, entities, held, small)
        if how:
            fitting = tuple(entity for entity in entities if entity in held) or entities
            sure.append(_given(names, fitting, first, last, how, words))
        else:
            candidates[first] = entities
    craft = [spot for spot in sure if spot.schema in _CRAFT and not _craft_beside(words, spot.first, spot.last)]
    for spot in craft:
        candidates[spot.first] = (spot.entity, *spot.candidates) if spot.entity else spot.candidates
    return [spot for spot in sure if spot not in craft], candidates


def _given(names: Names, entities: tuple[str, ...], first: int, last: int, how: str, words: Words) -> Spot:
    known: Known = names.known(entities[0])
    if len(entities) > 1:
        caption = words.text[words.starts[first] : words.ends[last - 1]]
        return Spot(first, last, "name", "", caption, known.schema, known.country, "a name that several bear", entities)
    written = words.text[words.starts[first] : words.ends[last - 1]]
    caption = written if known.schema == "Person" and last - first > 1 else known.caption
    return Spot(first, last, "name", known.entity, caption, known.schema, known.country, how)


def _may_be_name(words: Words, at: int, small: Pack) -> bool:
    low, word = words.lows[at], words.words[at]
    if low in small.words["not_name"] or low in small.words["common"] or low in small.words["month_or_day"]:
        return False
    if low in small.nouns or low in small.titles or len(word) < 3 or word.isdigit():
        return False
    return not word[0].isascii() or word[0].isupper() or not word[0].isalpha()


def _reads_as_name(words: Words, first: int, last: int, small: Pack, titled: set[int]) -> bool:
    """Tell whether several words are written as a name and not as plain text."""
    telling = 0
    for at in range(first, last):
        low, word = words.lows[at], words.words[at]
        if PARAGRAPH in words.gaps[at] and at > first:
            return False
        if low in small.words["particle"] or low in small.words["lower_in_name"]:
            continue
        if word[0].isalpha() and word[0].lower() != word[0].upper() and not word[0].isupper():
            return False
        plain = low in small.words["common"] or low in small.nouns or low in small.titles
        telling += not plain and not low.isdigit() and low not in small.words["month_or_day"]
    if words.sentence[first] in titled:
        return telling >= 2
    return telling >= 1 or (last - first >= 3 and all(words.capital(at) for at in (first, last - 1)))


def _goes_on(words: Words, first: int, last: int, small: Pack) -> bool:
    """Tell whether a capitalised word beside makes this a longer, other name."""
    stop = small.words["not_name"] | small.words["month_or_day"] | small.words["organisation_word"]
    behind = last < len(words) and not words.gaps[last] and words.capital(last) and words.lows[last] not in stop
    if behind and words.lows[last] not in small.titles and words.lows[last] not in small.nouns:
        return True
    before = first - 1
    if before < 0 or words.gaps[first] or not words.capital(before) or words.opens(before):
        return False
    low = words.lows[before]
    plain = low in small.titles or low in small.nouns or low in stop or low in small.words["adjective"]
    return not plain and not _country_word(words, before) and len(low) > 2


@lru_cache(maxsize=1)
def _country_words() -> frozenset[str]:
    columns = ("code", "name", "other_names", "demonyms", "capitals", "seats", "source", "verified")
    return frozenset(
        word.lower()
        for row in read_table("places.csv", columns)
        for cell in (row["name"], row["other_names"], row["demonyms"], row["capitals"])
        for word in cell.split("|")
    )


def _country_word(words: Words, at: int) -> bool:
    return words.lows[at] in _country_words()


def _support(words: Words, names: Names, at: int, entities: tuple[str, ...], held: set[str], small: Pack) -> str:
    if any(entity in held for entity in entities):
        return "short name; the full name stands in the text"
    if len(entities) > 1:
        return ""
    known = names.known(entities[0])
    word = words.words[at]
    if known.schema in _CRAFT:
        return "a craft, named as such" if _craft_beside(words, at, at + 1) else ""
    if known.schema == "Person":
        return ""
    if known.entity.startswith("maker:"):
        return "" if len(word) < 4 or words.opens(at) else "a maker's brand"
    near = [words.lows[other] for other in range(at + 1, min(at + 4, len(words))) if words.gaps[other] == ""]
    if words.opens(at + 1) if at + 1 < len(words) else False:
        near = []
    if at > 0 and words.gaps[at] in {"", ","}:
        near.append(words.lows[at - 1])
    for low in near:
        noun = small.nouns.get(low)
        if noun is not None and noun[1] == "organisation":
            return "a name of one word with its kind beside it"
    if word.lower() in known.caption.lower().split() and len(known.caption.split()) <= 2 and len(word) >= _DISTINCT:
        return "the entry's only name"
    return ""


def _craft_beside(words: Words, first: int, last: int) -> bool:
    around = (*range(max(first - 3, 0), first), *range(last, min(last + 2, len(words))))
    return any(
        words.lows[at] in pack().words["craft"] or words.lows[at].rstrip("s") in pack().words["craft"] for at in around
    )
