"""Which entries of lists are one party: strong identifiers, and what people judged. Never a name.

1. Identifiers with check digits that are given to one firm or ship (LEI, INN, OGRN, IMO, USCC) join entries.
2. A person's judgement joins or keeps apart whatever it names; the newest on a pair counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from countermark.ledger import View
from countermark.tables.listings import Fact, Listings

STRONG = ("leiCode", "innCode", "ogrnCode", "imoNumber", "uscCode")
_MOST = 60  # entries of one party; beyond it an identifier is plainly not one firm's


@dataclass(frozen=True, slots=True)
class Joined:
    """An entry of the party and why it is taken for the same: the words, and the judgement's seal where there is one."""

    main: str
    why: str
    seal: str | None = None


def judged_pairs(view: View) -> dict[frozenset[str], dict[str, Any]]:
    """Give the standing judgements on pairs of parties: `same` or `different`."""
    pairs: dict[frozenset[str], dict[str, Any]] = {}
    for judgement in view.judgements:
        if judgement.get("about") == "party":
            pairs[frozenset(judgement["entities"])] = judgement
    return {pair: judgement for pair, judgement in pairs.items() if judgement["decision"] in {"same", "different"}}


def same_party(start: str, listings: Listings, view: View) -> list[Joined]:
    """Give the other entries that are the same party as one, nearest first."""
    pairs = judged_pairs(view)
    found: dict[str, Joined] = {}
    apart = {entity for pair, said in pairs.items() if start in pair and said["decision"] == "different" for entity in pair}
    waiting = [start]
    while waiting and len(found) < _MOST:
        main = waiting.pop(0)
        for other in [*_by_judgement(main, pairs), *_by_identifier(listings.entry(main), listings)]:
            pair = frozenset((main, other.main))
            kept_apart = pair in pairs and pairs[pair]["decision"] == "different"
            if other.main not in found and other.main != start and other.main not in apart and not kept_apart:
                found[other.main] = other
                waiting.append(other.main)
    return list(found.values())


def _by_judgement(main: str, pairs: dict[frozenset[str], dict[str, Any]]) -> list[Joined]:
    return [
        Joined(other, f"judged the same as {main} by {said['by']}: {said['why']}", said["seal"])
        for pair, said in pairs.items()
        if said["decision"] == "same" and main in pair
        for other in sorted(pair - {main})
    ]


def _by_identifier(facts: list[Fact], listings: Listings) -> list[Joined]:
    found = []
    for fact in facts:
        if fact.entity == fact.main and fact.prop in STRONG:
            found += [
                Joined(other, f"the same {fact.prop} {fact.value} as {fact.main}")
                for other in sorted(listings.sharing(fact.prop, fact.value) - {fact.main})
            ]
    return found
