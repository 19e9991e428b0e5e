"""What a report says of a party beside its name, against what the list says of an entry: borne out, against, or silent.

1. Traits are countries and offices or trades in the words around the name: before it, in apposition, in the report's
   other mentions of the same party. What a list gave the name is no trait of the report.
2. An entry of another kind (a ship for a person), or of other countries only, is against the match.
3. What a list is silent about is not borne out; that is never evidence for the match.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from countermark.answers.candidates import TOGETHER, countries_of
from countermark.answers.claim_authority import name_follows
from countermark.answers.claim_case import Case
from countermark.answers.claim_units import AUTHORITY_ROLES, Unit, arguments
from countermark.reading.stems import rarity, stem, words_of
from countermark.reading.types import Mention, Span
from countermark.reference.claim_rules import word_pattern
from countermark.reference.claim_words import countries_in_name, trades_said
from countermark.reference.countries import country_name
from countermark.tables.listings import Fact

_SAYING = frozenset({"position", "title", "notes", "sector", "type", "description", "summary", "name", "alias",
                     "birthPlace", "address"})  # fmt: skip
_KINDS = {
    "Person": "person",
    "Vessel": "ship or aircraft",
    "Airplane": "ship or aircraft",
    "Company": "organisation",
    "Organization": "organisation",
    "PublicBody": "organisation",
}
_TELLING = 2.0  # rarity of a stem that can tell an office or a trade
_DESCRIBING = frozenset({"nominal", "title"})


@dataclass(frozen=True, slots=True)
class Traits:
    """How an entry stands to what the report says of a party, in words. `office`: more than a country is borne out."""

    borne: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    office: bool = False


def traits(case: Case, unit: Unit, party: Mention, main: str) -> Traits:
    """Compare what the report says of a party with an entry."""
    facts = case.entry(main)
    borne, against, silent, office = [], [], [], False
    sentence = case.places.sentence(party.span).of(case.reading.text)
    kind = next((_KINDS[fact.schema] for fact in facts if fact.entity == main and fact.schema in _KINDS), "")
    said_kind = _KINDS.get(party.schema, "")
    craft = bool(word_pattern("craft").search(sentence))
    if kind and said_kind and kind != said_kind:
        against.append(f"the entry is a {kind}")
    elif kind == "ship or aircraft" and not said_kind and not craft:
        against.append("the entry is a ship or aircraft, of which the words say nothing")
    countries = list(dict.fromkeys(_countries(case, unit, party)))
    its = _entry_countries(facts)
    if countries:
        names = ", ".join(country_name(code.upper()) or code.upper() for code in countries)
        near = {one for code in countries for one in TOGETHER.get(code, (code,))}
        if near & its:
            borne.append(names)
        elif its:
            against.append(f"the report says {names}, the entry {', '.join(sorted(_named(its)))}")
        else:
            silent.append(names)
    listed = [fact.value for fact in facts if fact.prop in _SAYING]
    for words in dict.fromkeys(_offices(case, party)):
        stems = _content(words)
        trades = [pattern for _, _, pattern in trades_said(words)]
        if not stems or (kind == "organisation" and not trades):
            continue
        theirs = {one for text in listed for one in _content(text)}
        if stems & theirs or any(pattern.search(text) for pattern in trades for text in listed):
            borne.append(words)
            office = True
        else:
            silent.append(words)
    return Traits(tuple(borne), tuple(against), tuple(silent), office)


def _named(codes: set[str]) -> list[str]:
    return [country_name(code.upper()) or code.upper() for code in codes]


def _entry_countries(facts: list[Fact]) -> set[str]:
    found = set(countries_of(facts))
    for fact in facts:
        if fact.prop in {"birthPlace", "address", "flag"}:
            found |= {code for code, _ in countries_in_name(fact.value)} or (
                {fact.value} if fact.prop == "flag" else set()
            )
    return found


def _content(words: str) -> set[str]:
    return {
        stemmed
        for word in words_of(words)
        if rarity(stemmed := stem(word)) >= _TELLING and not word_pattern("former").fullmatch(word)
    }


def _areas(case: Case, party: Mention) -> Iterator[Span]:
    """Give the stretches of the report that describe a party: before and behind each mention of it, and nominals."""
    text = case.reading.text
    for mention in _mentions(case, party):
        if mention.kind in _DESCRIBING:
            yield mention.span
            continue
        sentence = case.places.sentence(mention.span)
        end = mention.span.end + len(name_follows(case.places, mention.span))
        before = word_pattern("described_before").search(text[sentence.start : mention.span.start])
        if before:
            led = Span(sentence.start + before.start(), mention.span.start)
            state = next((one for one in case.places.mentions([led]) if one.country), None)
            if state is not None:
                yield Span(state.span.start, led.end)
        behind = word_pattern("described_behind").match(text[end : sentence.end])
        if behind:
            yield Span(end + behind.start("words"), end + behind.end("words"))


def _mentions(case: Case, party: Mention) -> list[Mention]:
    if not party.entity:
        return [party]
    return [one for one in case.reading.mentions if one.entity == party.entity] or [party]


def _countries(case: Case, unit: Unit, party: Mention) -> Iterator[str]:
    text = case.reading.text
    owners = [argument.span for argument in arguments(unit.event, AUTHORITY_ROLES)]
    for area in _areas(case, party):
        for mention in case.places.mentions([area]):
            if not mention.country or mention.entity == party.entity or any(mention.span.overlaps(o) for o in owners):
                continue
            after = text[mention.span.end :][:60]
            if not after.startswith("-") and not word_pattern("list_follows").search(after):
                yield mention.country.casefold()


def _offices(case: Case, party: Mention) -> Iterator[str]:
    """Give the words for offices and trades, without countries and names."""
    text = case.reading.text
    yield from (mention.role for mention in _mentions(case, party) if mention.role)
    for area in _areas(case, party):
        letters = list(area.of(text))
        for mention in case.places.mentions([area]):
            if mention.country and mention.entity != party.entity:
                for at in range(mention.span.start, mention.span.end):
                    letters[at - area.start] = " "
        words = re.sub(r"\s+", " ", "".join(letters)).strip(" ,")
        words = word_pattern("article").sub("", words).strip()
        if words:
            yield words
