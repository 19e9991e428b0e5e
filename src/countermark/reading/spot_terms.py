"""Spotting the terms of the reference tables: countries, capitals, seats of government, institutions, news wires."""

from __future__ import annotations

from typing import Final

from countermark.reading.spots import Spot, word_range
from countermark.reading.terms import Pack, Words, pack, reference_terms

_RECEIVED: Final = frozenset({"it", "them", "this", "that"})


def spot_terms(words: Words) -> list[Spot]:
    """Spot countries, capitals, seats of government, institutions and news wires."""
    gazetteer, terms = reference_terms()
    small = pack()
    spots: list[Spot] = []
    for found in gazetteer.find(words.text):
        written = found.span.of(words.text)
        term = terms[found.entities[0]]
        if not written[0].isupper() or (term.acronym and written.replace(".", "").upper() != written.replace(".", "")):
            continue
        first, last = word_range(words, found.span)
        if first >= last:
            continue
        inside = words.starts[first] < found.span.start or words.ends[last - 1] > found.span.end + 1
        if inside and (term.kind != "demonym" and not term.acronym and term.kind != "name"):
            continue
        how, kind, caption, schema = "reference table", term.kind, term.caption, term.schema
        entity = term.entity
        if kind == "capital":
            if _is_place(words, first, small):
                kind, caption, schema, entity = "name", written, "Place", f"place:{written.lower()}"
            else:
                kind, how = "metonym", "metonym: the capital for its government"
        elif kind == "seat":
            kind, how = "metonym", "metonym: the seat for its government"
        elif kind in {"institution", "wire"}:
            kind = "acronym" if term.acronym else "name"
        elif term.acronym:
            kind = "acronym"
        if kind == "name" and last - first == 1 and _part_of_a_name(words, last, small, term.kind):
            continue
        spot = Spot(first, last, kind, entity, caption, schema, term.country, how)
        spots.append(spot)
    return spots


def _is_place(words: Words, at: int, small: Pack) -> bool:
    """Tell whether a capital is meant as a city: a preposition of place before it, a region or `-based` behind it."""
    if "-" in words.words[at]:
        return True
    before = at - 1
    if before >= 1 and words.lows[before] in {"and", "or"} and words.gaps[at] == "" and words.capital(before - 1):
        before -= 2
    if before >= 0 and words.gaps[before + 1] == "" and words.lows[before] in small.words["place_preposition"]:
        return not _asks_or_is_asked(words, before, small)
    behind = at + 1
    if behind >= len(words):
        return False
    dateline = words.gaps[behind] in {",", "("} and words.opens(at) and words.words[at].isupper()
    return dateline or (words.gaps[behind] == "," and words.capital(behind) and words.gaps[at] == "")


def _asks_or_is_asked(words: Words, at: int, small: Pack) -> bool:
    """Tell whether a preposition leads to a government: `a request from`, `according to`, `passed to` a capital."""
    if at < 1 or words.gaps[at] not in {"", "”", '"', "’"}:
        return False
    if words.lows[at] == "from":
        return words.lows[at - 1] in small.words["from_government"]
    return words.lows[at] == "to" and any(
        words.lows[back] in small.words["to_government"] and not any(words.gaps[back + 1 : at + 1])
        for back in range(at - 1, max(at - 4, -1), -1)
        if back == at - 1 or words.capital(back + 1) or words.lows[back + 1] in _RECEIVED
    )


def _part_of_a_name(words: Words, behind: int, small: Pack, kind: str) -> bool:
    """Tell whether a country or city word begins a person's name (`Jordan Peters`)."""
    if behind >= len(words) or words.gaps[behind] or not words.capital(behind) or kind not in {"name", "capital"}:
        return False
    low = words.lows[behind]
    before = behind - 2
    if before >= 0 and words.gaps[behind - 1] == "" and words.lows[before] in small.words["place_preposition"]:
        return False
    follows = (
        behind + 1 < len(words)
        and words.gaps[behind + 1] == ""
        and words.lows[behind + 1] in (small.words["verb_after"])
    )
    return follows and low not in small.nouns and low not in small.titles and low not in small.words["not_name"]
