"""Which entry does a report mean by a name? By id, or by the same letters of the whole name.

Several entries are candidates and none is chosen. What only shares words or a spelling is never more than a candidate.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

from countermark.answers.claim_authority import name_follows
from countermark.answers.claim_case import Case, Said
from countermark.answers.claim_units import LISTED_ROLES, Unit, arguments
from countermark.model.answer import Row, six_digits
from countermark.names.keys import exact_key
from countermark.reading.stems import words_of
from countermark.reading.types import Mention
from countermark.tables.listings import Match

_NAMED = ("name", "acronym", "title", "nominal", "pronoun")
SHORTEST_NAME = 5
ALIKE = 0.6  # of the letters of two given names, in order
BY_ID, LETTERS = "by its id", "by the same letters of the whole name"
SAME_LETTERS = "The same letters are not an identification."
_WEAK = frozenset({"weakAlias"})
_NAMES = frozenset({"name", "alias", "weakAlias", "previousName"})


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
    """The entries that a name may mean. `entries`: by id or by the letters of the whole name; else `candidates`."""

    entries: list[str]
    how: str = ""
    candidates: tuple[tuple[str, str], ...] = ()


def entries_of(case: Case, party: Mention, name: str, said: Said) -> Meant:
    """Find the entries that may be meant: by id, by the same letters of the whole name, else only candidates.

    Entries of the lists meant go before those of other lists. Words that go on with the name belong to it.
    """
    if party.entity and (facts := case.entry(party.entity)):
        return Meant([facts[0].main], BY_ID)
    follows = name_follows(case.places, party.span)
    span = party.span.of(case.reading.text)
    whole = [f"{span}{follows}"] if follows and not name.endswith(follows) else [name]
    if len(words_of(span)) > len(words_of(name)) and not follows:
        whole.append(span)
    for text in whole:
        matches = [match for match in case.listings.find(text) if match.prop not in _WEAK]
        if matches and (party.schema != "Person" or len(words_of(text)) > 1):
            return Meant(_mains(case, party, matches, said), LETTERS)
    found: dict[str, str] = {}
    for text in dict.fromkeys((*whole, name)):
        for match in case.listings.find(text):
            why = "a weak other name of the list" if match.prop in _WEAK else "the report's name holds more words"
            found.setdefault(match.main, why)
        if len(text) >= SHORTEST_NAME:
            for main in _mains(case, party, case.listings.find_within(text), said):
                found.setdefault(main, "the list's name holds more words")
    if not found and party.schema in {"Person", ""} and (alike := _spelt_alike(case, name)):
        found.update(dict.fromkeys(_mains(case, party, alike, said), "similar spelling"))
    return Meant([], "", tuple(found.items()))


def _mains(case: Case, party: Mention, matches: list[Match], said: Said) -> list[str]:
    mains = sorted({match.main for match in matches if match.list in said.wanted})
    mains = mains or sorted({match.main for match in matches})
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
    names = [fact.value for fact in facts if fact.prop in _NAMES and fact.entity == main]
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
