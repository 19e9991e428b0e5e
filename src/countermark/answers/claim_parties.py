"""Which entry does a report mean by a name? By id, by the same letters, by words of a name, by a spelling.

Several entries are candidates and none is chosen; how the one was found is told where it is not by its whole name.
"""

from __future__ import annotations

from difflib import SequenceMatcher

from countermark.answers.claim_case import Case, Said
from countermark.answers.claim_units import LISTED_ROLES, Unit, arguments
from countermark.model.answer import Row
from countermark.reading.stems import words_of
from countermark.reading.types import Mention
from countermark.tables.listings import Match

_NAMED = ("name", "acronym", "title", "nominal", "pronoun")
SHORTEST_NAME = 5
ALIKE = 0.6  # of the letters of two given names, in order
WITHIN, SPELT = "have a name with the words of", "share a last name, spelt alike, with"
SINGULAR = {WITHIN: "has a name with the words of", SPELT: "shares a last name, spelt alike, with"}


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


def entries_of(case: Case, party: Mention, name: str, said: Said) -> tuple[list[str], str]:
    """Find the entries that may be meant, and how: by id, by the same letters, by words of a name, by a spelling.

    Entries of the lists meant go before those of other lists.
    """
    if party.entity and (facts := case.entry(party.entity)):
        return [facts[0].main], "have the id of"
    texts = list(dict.fromkeys(filter(None, (name, party.span.of(case.reading.text)))))
    for text in texts:
        if matches := case.listings.find(text):
            return _mains(case, party, matches, said), "are written with the letters of"
    for text in texts:
        if len(text) >= SHORTEST_NAME and (matches := case.listings.find_within(text)):
            return _mains(case, party, matches, said), WITHIN
    if party.schema in {"Person", ""} and (matches := _spelt_alike(case, name)):
        return _mains(case, party, matches, said), SPELT
    return [], ""


def _mains(case: Case, party: Mention, matches: list[Match], said: Said) -> list[str]:
    mains = sorted({match.main for match in matches if match.list in said.wanted})
    mains = mains or sorted({match.main for match in matches})
    if party.schema == "Person":
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


def candidate_of(case: Case, main: str, how: str) -> Row:
    """Give an entry as a candidate for a name."""
    facts = case.entry(main)
    names = [fact.value for fact in facts if fact.prop == "name" and fact.entity == main]
    first = next((fact for fact in facts if fact.whole), facts[0])
    return {
        "entity": main,
        "caption": names[0] if names else main,
        "list": first.list,
        "listed": first.spans[0].seen_from[:10],
        "score": None,
        "reasons": [f"entries that {how}"],
        "excluded": None,
    }
