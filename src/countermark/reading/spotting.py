"""Spotting names: of countries, institutions and news wires, of the names given, and capitalised runs of the text.

Precision first. A single common word is never a name; a single word that is a list's alias is a candidate only, unless
the text supports it: its full name stands in the text, or a noun of its kind stands beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from countermark.reading.terms import PARAGRAPH, Pack, Words, pack, reference_terms
from countermark.reading.types import Known, Names, Span
from countermark.reference.tables import read_table

_CRAFT: Final = frozenset({"Vessel", "Airplane", "Vehicle"})
_DISTINCT: Final = 8
_RECEIVED: Final = frozenset({"it", "them", "this", "that"})


@dataclass(slots=True)
class Spot:
    """Words `first` up to `last` that name something; `entity` is empty where only the text itself names it."""

    first: int
    last: int
    kind: str
    entity: str = ""
    caption: str = ""
    schema: str = ""
    country: str = ""
    how: str = ""
    candidates: tuple[str, ...] = ()
    span: Span | None = None

    def place(self, words: Words) -> Span:
        """Give the span of its words, or the exact one where a name is only a part of what was taken as a word."""
        return self.span or Span(words.starts[self.first], words.ends[self.last - 1])


def word_range(words: Words, span: Span) -> tuple[int, int]:
    """Give the words that a span covers, the last exclusive."""
    first = words.at(span.start)
    last = first
    while last < len(words) and words.starts[last] < span.end:
        last += 1
    return first, last


def title_case(words: Words) -> set[int]:
    """Give the sentences written as titles, Where Most Words Are Capital."""
    counts: dict[int, list[int]] = {}
    for word, number in zip(words.words, words.sentence, strict=True):
        if len(word) > 3 and word.isalpha():
            entry = counts.get(number)
            if entry is None:
                entry = counts[number] = [0, 0]
            entry[0] += 1
            entry[1] += word[0].isupper()
    bounds = [*words.sentence_starts[1:], len(words.text)]
    return {
        number
        for number, (whole, capital) in counts.items()
        if whole >= 4
        and capital >= 0.75 * whole
        and not words.text[: bounds[number]].rstrip()[-3:].rstrip('”"’»)').endswith((".", "!", "?"))
    }


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


def spot_ministries(words: Words, taken: list[Spot]) -> list[Spot]:
    """Spot ministries by their portfolio, with the country that stands before or behind."""
    small = pack()
    longest = max(map(len, small.ministries))
    by_last = {spot.last: spot for spot in taken if spot.schema == "Country" and spot.kind != "metonym"}
    by_first = {spot.first: spot for spot in taken if spot.schema == "Country"}
    found: list[Spot] = []
    for at, low in enumerate(words.lows):
        if low not in {"ministry", "office"}:
            continue
        for first, last in _ministry_bounds(words, at, small, longest):
            portfolio = small.ministries[tuple(words.lows[first:last])]
            country = by_last.get(first) or by_last.get(first - 1 if words.lows[first - 1] == "'s" else -1)
            if country is None and last + 1 < len(words) and words.lows[last] == "of":
                country = by_first.get(last + 1) or by_first.get(last + 2 if words.lows[last + 1] == "the" else -1)
            if country is not None and country.schema == "Country":
                slug = portfolio.lower().replace(" ", "-")
                found.append(
                    Spot(
                        first,
                        last,
                        "name",
                        f"institution:{country.country}-{slug}",
                        f"{portfolio} of {country.caption}",
                        "PublicBody",
                        country.country,
                        "a ministry with its country",
                    )
                )
            else:
                found.append(Spot(first, last, "name", "", portfolio, "PublicBody", "", "ministry"))
            break
    return found


def _ministry_bounds(words: Words, at: int, small: Pack, longest: int) -> list[tuple[int, int]]:
    bounds = []
    for size in range(longest, 1, -1):
        if tuple(words.lows[at : at + size]) in small.ministries and not any(words.gaps[at + 1 : at + size]):
            bounds.append((at, at + size))
        first = at - size + 1
        if (
            first >= 0
            and tuple(words.lows[first : at + 1]) in small.ministries
            and not any(words.gaps[first + 1 : at + 1])
        ):
            bounds.append((first, at + 1))
    return bounds


def choose(spots: list[Spot], count: int) -> list[Spot]:
    """Keep the longest where spots overlap, the earlier kind where they are equally long; in order of place."""
    taken = bytearray(count)
    kept: list[Spot] = []
    for spot in sorted(spots, key=lambda one: one.first - one.last):
        if not any(taken[spot.first : spot.last]):
            taken[spot.first : spot.last] = b"\1" * (spot.last - spot.first)
            kept.append(spot)
    return sorted(kept, key=lambda one: one.first)
