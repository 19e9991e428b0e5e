"""Owned half or more by listed parties: an inference with its chain, never a listing.

1. The shares of all owners that were listed on the day are summed, directly and through firms that are themselves owned
   half or more by them (the rule US and EU authorities publish; they do not publish whom it reaches).
2. One owner counts once, with the largest share stated; a share nobody states counts nothing and is said.
3. A relation counts on the days it states; one without days counts always, and is marked undated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from countermark.answers.base import Citations
from countermark.answers.held import HeldList
from countermark.ledger import View
from countermark.model.ontology import BASE
from countermark.tables.listings import Fact, Listings
from countermark.tables.parties import same_party
from countermark.tables.standing import standing

HALF_PERCENT = 50.0
DEPTH = 8


@dataclass(slots=True)
class _Walk:
    view: View
    listings: Listings
    held: Sequence[HeldList]
    day: str
    citations: Citations
    listed: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


def owned_by_listed(
    view: View, listings: Listings, held: Sequence[HeldList], *, main: str, day: str, citations: Citations
) -> dict[str, Any] | None:
    """Give the inference for one entity and a day, or None where no listed owner is known.

    Shape: `share_percent` (sum of stated shares of listed owners), `half_or_more`, `unstated` owners without a share,
    `chain`: one step a relation, with owner, asset, percent, days, why the owner counts, and its citation.
    """
    walk = _Walk(view, listings, held, day, citations)
    total, chain, unstated = _share(walk, main, (main,))
    if not chain and not unstated:
        return None
    return {
        "entity": main,
        "day": day,
        "share_percent": round(total, 6),
        "half_or_more": total >= HALF_PERCENT,
        "unstated": unstated,
        "chain": chain,
    }


def _share(walk: _Walk, asset: str, path: tuple[str, ...]) -> tuple[float, list[dict[str, Any]], list[str]]:
    owners: dict[str, tuple[float | None, dict[str, Any]]] = {}
    for edge, facts in walk.listings.edges_to(asset, schema="Ownership", prop="asset"):
        step = _step(walk, edge, facts, asset)
        if step is None:
            continue
        known = owners.get(step["owner"])
        percent = step["percent"]
        if known is None or (percent is not None and (known[0] is None or percent > known[0])):
            owners[step["owner"]] = (percent, step)
    total, chain, unstated = 0.0, [], []
    for owner, (percent, step) in sorted(owners.items()):
        if owner in path or len(path) > DEPTH:
            continue
        listings = _listings_of(walk, owner)
        through: list[dict[str, Any]] = []
        if listings:
            step["because"] = "the owner was listed that day"
            step["listings"] = listings
        else:
            share, through, _ = _share(walk, owner, (*path, owner))
            if share < HALF_PERCENT:
                continue
            step["because"] = f"the owner is itself owned {share:g} % by listed parties"
            step["listings"] = []
        if percent is None:
            unstated.append(owner)
        else:
            total += percent
        chain += [step, *through]
    return total, chain, unstated


def _step(walk: _Walk, edge: str, facts: Sequence[Fact], asset: str) -> dict[str, Any] | None:
    said: dict[str, str] = {}
    for fact in facts:
        if fact.spans[-1].seen_to is None or fact.there(f"{walk.day}T23:59:59Z"):
            said.setdefault(fact.prop, fact.value)
    owner = said.get("owner")
    if not owner or said.get("startDate", "") > walk.day or (said.get("endDate") or "9") <= walk.day:
        return None
    base = next((fact for fact in facts if fact.prop == BASE), facts[0])
    return {
        "relation": edge,
        "owner": owner,
        "owner_name": _name(walk, owner),
        "asset": asset,
        "percent": _percent(said.get("percentage")),
        "from": said.get("startDate"),
        "to": said.get("endDate"),
        "undated": "startDate" not in said,
        "cite": walk.citations.cite(base.original, base.place),
    }


def _percent(text: str | None) -> float | None:
    if text is None:
        return None
    try:
        return float(text.strip().rstrip("%").strip().replace(",", "."))
    except ValueError:
        return None


def _name(walk: _Walk, main: str) -> str:
    return next((fact.value for fact in walk.listings.entry(main) if fact.prop == "name" and fact.entity == main), main)


def _listings_of(walk: _Walk, main: str) -> list[dict[str, Any]]:
    """Give the lists an owner stood on that day, itself or as an entry that is the same party."""
    if main not in walk.listed:
        found = []
        for entity, why in [
            (main, "the entry itself"),
            *((one.main, one.why) for one in same_party(main, walk.listings, walk.view)),
        ]:
            facts = walk.listings.entry(entity)
            for one in walk.held:
                own = [fact for fact in facts if (fact.list, fact.via) == (one.list, one.via)]
                if own and standing(own, one.timeline).valid(walk.day)[0] == "listed":
                    found.append({"list": one.list, "via": one.via, "entity": entity, "why": why})
        walk.listed[main] = found
    return walk.listed[main]
