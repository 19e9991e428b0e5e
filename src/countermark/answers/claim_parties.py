"""Which entry does a report mean by a name? By the same letters of the whole name.

Several entries are candidates and none is chosen. What only shares words or a spelling is never more than a candidate.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from countermark.answers.claim_authority import name_follows
from countermark.answers.claim_case import Case, Said
from countermark.answers.claim_names import FORM, LEAST_WORDS, LETTERS, PATRONYMIC, name_match
from countermark.answers.claim_units import LISTED_ROLES, Unit, arguments
from countermark.model.answer import Row, six_digits
from countermark.names.keys import exact_key
from countermark.reading.stems import words_of
from countermark.reading.types import Mention
from countermark.reference.legal_forms import without_form
from countermark.tables.listings import Match

_NAMED = ("name", "acronym", "title", "nominal", "pronoun")
SHORTEST_NAME = 5
SHORTEST_FORM = 3
MOST_WITHIN = 400
ALIKE = 0.6  # of the letters of two given names, in order
SAME_LETTERS = "The same letters are not an identification."
WEAK = frozenset({"weakAlias"})
NAMES = frozenset({"name", "alias", "weakAlias", "previousName"})


def party_of(case: Case, unit: Unit) -> Mention | None:
    """Give the mention a listing is about: its argument, else the first named party before the words for the list."""
    chosen = case.places.behind([unit.party] if unit.party else arguments(unit.event, LISTED_ROLES))
    if chosen:
        return chosen[0]
    places = [unit.event.span] if unit.event else [case.places.sentence(unit.span)]
    inside = [
        mention
        for mention in case.places.mentions(places)
        if mention.kind in _NAMED and mention.schema not in {"Country", "Jurisdiction"} and mention.entity
    ]
    return inside[0] if inside else None


@dataclass(frozen=True, slots=True)
class Meant:
    """The entries that a name may mean. `entries`: by the letters of the whole name, `how`; else `candidates`."""

    entries: list[str]
    how: str = ""
    candidates: tuple[tuple[str, str], ...] = ()


def entries_of(case: Case, party: Mention, name: str, said: Said) -> Meant:
    """Find the entries that may be meant: by the same letters of the whole name, else only candidates.

    Entries of the lists meant go before those of other lists. Words that go on with the name belong to it. That the
    reading took a name for an entry's is no more than its letters are.
    """
    person = party.schema == "Person"
    whole = _written(case, party, name)
    found: dict[str, str] = {}
    near: dict[str, str] = {}
    for text in whole:
        if person and len(words_of(text)) < LEAST_WORDS:
            continue
        for match in _alike(case, text, person=person):
            if match.prop in WEAK:
                near.setdefault(match.main, "a weak other name of the list")
            elif match.main not in found and (how := _how(case, match.main, text, person=person)):
                found[match.main] = how
        if found:
            break
    if found:
        mains = _mains(case, party, found, said)
        return Meant(mains, max((found[main] for main in mains), key=(LETTERS, FORM, PATRONYMIC).index))
    if party.entity and case.entry(party.entity):
        near.setdefault(party.entity, "another spelling, or a part of the name")
    bare = [without_form(text)[0] for text in whole if not person]
    for text in dict.fromkeys((*whole, name, *bare)):
        for match in case.listings.find(text):
            near.setdefault(match.main, "the report's name holds more words")
        if len(text) >= SHORTEST_NAME:
            within = [match.main for match in case.listings.find_within(text)]
            near |= dict.fromkeys(_mains(case, party, within, said), "the list's name holds more words") | near
    if not near and party.schema in {"Person", ""} and (alike := _spelt_alike(case, name)):
        near.update(dict.fromkeys(_mains(case, party, [match.main for match in alike], said), "similar spelling"))
    return Meant([], "", tuple(near.items()))


def _written(case: Case, party: Mention, name: str) -> list[str]:
    """Give the names that the report writes for a party, the fullest first: what a list calls it is not one of them."""
    text = case.reading.text
    follows = name_follows(case.places, party.span)
    span = party.span.of(text)
    if follows and not name.endswith(follows):
        return [f"{span}{follows}"]
    own = [one.span.of(text) for one in case.reading.mentions if party.entity and one.entity == party.entity
           and one.kind in {"name", "acronym"}]  # fmt: skip
    if party.kind in {"name", "acronym"}:
        own.append(f"{span}{follows}")
    return sorted(dict.fromkeys(own or [name]), key=lambda one: -len(words_of(one)))


def _alike(case: Case, text: str, *, person: bool) -> list[Match]:
    """Find the entries whose names may have the letters of a text, legal form and patronymic aside."""
    found = [*case.listings.find(text)]
    bare = text if person else without_form(text)[0]
    if len(bare) >= SHORTEST_FORM:
        found += [match for match in case.listings.find_within(bare, MOST_WITHIN) if match not in found]
    return found


def _how(case: Case, main: str, text: str, *, person: bool) -> str:
    facts = case.entry(main)
    if text.strip().casefold() == main or any(fact.value == text for fact in facts if fact.prop not in NAMES):
        return LETTERS
    names = [fact.value for fact in facts if fact.entity == main and fact.prop in NAMES - WEAK]
    return name_match(text, names, person=person and any(fact.schema == "Person" for fact in facts))


def _mains(case: Case, party: Mention, found: Iterable[str], said: Said) -> list[str]:
    every = sorted(set(found))
    mains = [main for main in every if any(fact.list in said.wanted for fact in case.entry(main))] or every
    if party.schema == "Person" and mains:
        mains = [main for main in mains if any(fact.schema == "Person" for fact in case.entry(main))] or mains
    return mains


def _spelt_alike(case: Case, name: str) -> list[Match]:
    """Find people with the same last name whose other names are spelt alike (Evgeny, Yevgeniy)."""
    *given, last = words_of(name)
    if not given or len(last) < SHORTEST_NAME:
        return []
    return [
        match
        for match in case.listings.find_within(last)
        if any(
            SequenceMatcher(None, one, other).ratio() >= ALIKE
            for one in given
            for other in words_of(match.value)
            if other != last
        )
    ]


def candidate_of(case: Case, main: str, name: str, reason: str) -> Row:
    """Give an entry as a candidate for a name; the score is how alike the two are written, from 0 to 1."""
    facts = case.entry(main)
    names = [fact.value for fact in facts if fact.prop in NAMES and fact.entity == main]
    first = next((fact for fact in facts if fact.whole), facts[0])
    own = exact_key(name)
    alike = max((SequenceMatcher(None, own, exact_key(one)).ratio() for one in names), default=0.0)
    return {
        "entity": main,
        "caption": next((fact.value for fact in facts if fact.prop == "name" and fact.entity == main), main),
        "list": first.list,
        "listed": first.spans[0].seen_from[:10],
        "score": six_digits(alike),
        "reasons": [reason],
        "excluded": None,
    }
