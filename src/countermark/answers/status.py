"""Was a party listed on a day, on which lists, by which clock?

1. A party is found by an entry's id, by a name written with the same letters, or by an identifier; entries that share a
   strong identifier, or that a person judged the same, are shown with it, and why.
2. `valid`: the day lies in a listing as the list or an official notice dates it. `seen`: what the publisher's own
   snapshots showed around that day. Each row names its clock; they are never mixed.
3. An unknown name is an answer: no listing found in what was searched, with what was searched.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from countermark.answers.base import Citations, sign_view
from countermark.answers.held import HeldList, held_lists, refuse_unfit
from countermark.answers.ownership import owned_by_listed
from countermark.ledger import View
from countermark.model.answer import Answer, Row
from countermark.model.errors import InputError
from countermark.model.ontology import BASE, is_known, prop_type
from countermark.tables.listings import Fact, Listings, Match
from countermark.tables.parties import same_party
from countermark.tables.standing import Listing, Standing, Status, covers, standing

_DESCRIBING = {"name", "alias", "weakAlias", "previousName", "address", "position", "title", "birthPlace", "flag"}

DEFINITION = (
    "Listed: an entry of the list, at the end of the UTC day asked. Clock valid: by the day the list or an official "
    "notice gives; clock seen: by the publisher's snapshots on both sides of the day. Found by id, by a name with the "
    "same letters in any order, or by an identifier."
)

INFERENCE = "computed from stated shares of owners that were listed that day; an inference, not a listing"

CAVEATS = [
    "A name with the same letters is a match to be checked, not an identification.",
    "A listed name is not a proven supplier.",
]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about a day: in the world (`on`), or in the publishers' snapshots (`seen_by`)."""

    party: str
    day: str
    clock: str
    lists: tuple[str, ...] = ()
    allow_stale: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """An entry that was found, on one list, and how."""

    main: str
    why: tuple[str, ...]
    facts: tuple[Fact, ...]
    held: HeldList
    standing: Standing


def status(view: View, listings: Listings, asked: Asked) -> Answer:
    """Answer for one party and one day.

    Shape: one row for every listing interval of every entry found, and one for every list searched without any.

    Raises:
        InputError: no name, or a list that is not held.
        StaleList, IncompleteList: a list too old for the day, or set aside, and that is not allowed.
    """
    if not asked.party.strip():
        raise InputError("no party named", hint="give a name, an entry's id or an identifier")
    held = held_lists(listings, asked.lists)
    if not held:
        raise InputError("the ledger holds no list", hint="countermark fetch us_ofac_sdn, or add list files")
    caveats = refuse_unfit(view, held, asked.day, allow=asked.allow_stale, wanted=asked.lists)
    reasons = reasons_of(view, listings, asked.party)
    found = find_party(listings, reasons, held)
    citations = Citations()
    rows: list[Row] = []
    for one in found:
        rows += entry_rows(one, asked, citations)
    rows += empty_rows(held, rows, asked)
    rows.sort(key=lambda row: (row["list"], row["via"], row["entity"] or "", row["listed_from"] or ""))
    return sign_view(
        "status",
        view,
        parameters={
            "party": asked.party,
            "on" if asked.clock == "valid" else "seen_by": asked.day,
            "lists": list(asked.lists) or "all held",
            "allow_stale": asked.allow_stale,
        },
        definition=DEFINITION,
        verdict=verdict_of(rows),
        rows=rows,
        citations=citations.places,
        caveats=[*_said(found, asked), *caveats, *gaps(held, asked.day), *CAVEATS],
        as_of={"on" if asked.clock == "valid" else "seen": asked.day},
        detail={
            "searched": [searched(one, asked.day) for one in held],
            "entries": described(found, asked.day, citations),
            "inferred": inferred(view, listings, list(reasons), held, day=asked.day, citations=citations),
        },
    )


def gaps(held: Sequence[HeldList], day: str) -> list[str]:
    """Name the lists whose snapshots around a day are far apart: a listing in between is not excluded."""
    wide = [
        f"{one.name} ({around[0]}, {around[1]})"
        for one in held
        if (around := Standing((), one.timeline, ()).gap(day)) is not None
    ]
    if not wide:
        return []
    return [f"Snapshots far apart around {day}, so that a listing between them is not excluded: {'; '.join(wide)}."]


def described(found: Sequence[Found], day: str, citations: Citations) -> list[dict[str, Any]]:
    """Say what lists say of the entries found: names in every script, countries, identifiers, each with its own dates.

    A value from a file beside the list (aliases, addresses) has the days of that file's snapshots, not of the list's.
    """
    return [
        {
            "entity": fact.main,
            "list": fact.list,
            "via": fact.via,
            "part": fact.part,
            "prop": fact.prop,
            "value": fact.value,
            "lang": fact.lang,
            "seen_from": fact.spans[0].seen_from,
            "seen_to": fact.spans[-1].seen_to,
            "on_the_day": fact.there(f"{day}T23:59:59Z"),
            "cite": citations.cite(fact.original, fact.place),
        }
        for one in found
        for fact in one.facts
        if fact.entity == fact.main and _describes(fact)
    ]


def _describes(fact: Fact) -> bool:
    if fact.prop == BASE or not is_known(fact.schema, fact.prop):
        return False
    return fact.prop in _DESCRIBING or prop_type(fact.schema, fact.prop) in {"identifier", "country", "date"}


def inferred(
    view: View, listings: Listings, mains: Sequence[str], held: Sequence[HeldList], *, day: str, citations: Citations
) -> list[dict[str, Any]]:
    """Give what ownership implies for the entries found: computed, labelled, with its chain; never a listing."""
    told = []
    for main in mains:
        owned = owned_by_listed(view, listings, held, main=main, day=day, citations=citations)
        if owned is not None:
            told.append({**owned, "inference": INFERENCE})
    return told


def searched(held: HeldList, day: str) -> dict[str, Any]:
    """Say which snapshot of a list was searched for a day, and what history is held."""
    newest = held.newest(day)
    return {
        "list": held.list,
        "via": held.via,
        "version": newest.seen_at if newest else None,
        "entries": newest.entries if newest else None,
        "held_from": held.timeline[0].seen_at,
        "held_to": held.timeline[-1].seen_at,
        "snapshots": len(held.timeline),
        "original": newest.original if newest else None,
        "place": newest.place if newest else None,
    }


def reasons_of(view: View, listings: Listings, party: str) -> dict[str, list[str]]:
    """Find the entries a name, id or identifier answers to, and those that are the same party, each with why."""
    direct: dict[str, list[str]] = {}
    for match in listings.find(party):
        direct.setdefault(match.main, []).append(_why(match))
    reasons = {main: sorted(set(why)) for main, why in direct.items()}
    for main in list(direct):
        for other in same_party(main, listings, view):
            reasons.setdefault(other.main, []).append(other.why)
    return reasons


def find_party(listings: Listings, reasons: dict[str, list[str]], held: Sequence[HeldList]) -> list[Found]:
    """Give how each entry stood on each list held that ever had it."""
    found = []
    for main, why in sorted(reasons.items()):
        by_list: dict[tuple[str, str], list[Fact]] = {}
        for fact in listings.entry(main):
            by_list.setdefault((fact.list, fact.via), []).append(fact)
        for one in held:
            if facts := by_list.get((one.list, one.via)):
                stands = standing(facts, one.timeline)
                if stands.listings:
                    found.append(Found(main, tuple(dict.fromkeys(why)), tuple(facts), one, stands))
    return found


def _why(match: Match) -> str:
    return f"the id {match.value}" if match.prop == BASE else f"{match.prop} {match.value}"


def stood(found: Found, asked: Asked) -> list[tuple[Listing, Status, str]]:
    """Give each listing of an entry, how it stands to the day asked, and by which clock."""
    out: list[tuple[Listing, Status, str]] = []
    for listing in found.standing.listings:
        alone = Standing((listing,), found.standing.timeline, _only(found.standing, listing))
        if asked.clock == "valid" and (listing.valid_from or listing.valid_to):
            out.append((listing, alone.valid(asked.day)[0], "valid"))
        else:
            out.append((listing, alone.seen(asked.day), "seen"))
    return out


def _only(stands: Standing, listing: Listing) -> tuple[bool, ...]:
    return tuple(
        there and listing.seen_from <= snapshot.seen_at <= listing.seen_last
        for there, snapshot in zip(stands.present, stands.timeline, strict=True)
    )


def caption_of(facts: Sequence[Fact], day: str | None = None) -> str:
    """Name an entry as the list did that day, else as it does newest."""
    names = [fact for fact in facts if fact.prop == "name" and fact.entity == fact.main]
    that_day = [fact for fact in names if day and fact.there(f"{day}T23:59:59Z")]
    if that_day:
        return that_day[0].value
    names = names or [fact for fact in facts if fact.prop in {"alias", "weakAlias", "previousName"}]
    if not names:
        return facts[0].main
    return max(names, key=lambda fact: (fact.spans[-1].seen_to is None, fact.spans[-1].seen_from)).value


def programmes(facts: Sequence[Fact], seen_at: str) -> list[str]:
    """Give the programmes of a listing at a snapshot."""
    return sorted({fact.value for fact in facts if fact.prop == "program" and fact.there(seen_at)})


def entry_rows(found: Found, asked: Asked, citations: Citations) -> list[Row]:
    """Give a row for every listing of an entry."""
    rows = []
    base = next(fact for fact in found.facts if fact.prop == BASE and fact.entity == fact.main and fact.whole)
    caption = caption_of(found.facts, asked.day)
    for listing, word, clock in stood(found, asked):
        legal = sorted(
            {
                fact.value
                for fact in found.facts
                if fact.prop in {"provisions", "reason"} and fact.there(listing.seen_last)
            }
        )
        seen_clock = clock == "seen"
        # Days are counted only from a day the list or a notice gives, and only to a first listing.
        first = bool(listing.valid_from) and not seen_clock
        first = first and not any(one.begins_by(asked.day) for one in found.standing.listings)
        ended = (None if seen_clock else listing.valid_to) or (listing.seen_to[:10] if listing.seen_to else None)
        begun = listing.seen_from[:10] if seen_clock else listing.valid_from or listing.seen_from[:10]
        rows.append(
            {
                "list": found.held.list,
                "via": found.held.via,
                "entity": found.main,
                "caption": caption,
                "programme": ", ".join(programmes(found.facts, listing.seen_last)) or None,
                "legal_basis": legal,
                "status": word,
                "clock": clock,
                "listed_from": begun,
                "listed_days_later": _days_later(asked.day, begun) if first and word == "not_listed" else None,
                "listed_after": listing.after[:10]
                if listing.after and (seen_clock or not listing.valid_from)
                else None,
                "listed_to": ended,
                "listed_until": listing.seen_last[:10] if ended and (seen_clock or not listing.valid_to) else None,
                "seen_from": listing.seen_from,
                "seen_last": listing.seen_last,
                "seen_to": listing.seen_to,
                "basis": "" if seen_clock else listing.basis,
                "source_id": base.source_id,
                "why": list(found.why),
                "cite": citations.cite(base.original, base.place),
            }
        )
    return rows


def _days_later(day: str, begun: str) -> int | None:
    if len(begun) < 10 or begun <= day:
        return None
    return (date.fromisoformat(begun) - date.fromisoformat(day)).days


def empty_rows(held: Sequence[HeldList], rows: Sequence[Row], asked: Asked) -> list[Row]:
    """Give a row for every list searched that none of the rows is of."""
    found = {(row["list"], row["via"]) for row in rows}
    blank = dict.fromkeys(
        (
            "entity",
            "caption",
            "programme",
            "listed_from",
            "listed_days_later",
            "listed_after",
            "listed_to",
            "listed_until",
            "seen_from",
            "seen_last",
            "seen_to",
        )
    )
    return [
        {
            "list": one.list,
            "via": one.via,
            **blank,
            "legal_basis": [],
            "status": "not_listed" if covers(one.timeline, asked.day) else "unknown",
            "clock": "seen",
            "basis": "no entry found under this name or identifier"
            if covers(one.timeline, asked.day)
            else f"no snapshot held for {asked.day}",
            "source_id": None,
            "why": [],
            "cite": [],
        }
        for one in held
        if (one.list, one.via) not in found
    ]


def verdict_of(rows: Sequence[Row]) -> Status:
    """Sum rows up: listed if one is, else unknown if one is."""
    words = {row["status"] for row in rows}
    if "listed" in words:
        return "listed"
    return "unknown" if "unknown" in words else "not_listed"


def _said(found: Sequence[Found], asked: Asked) -> list[str]:
    if not found:
        return [
            f"No listing found under {asked.party!r} in what was searched; other spellings and scripts were not tried."
        ]
    mains = {one.main for one in found if any(not reason.startswith(("the same", "judged")) for reason in one.why)}
    if len(mains) > 1:
        return [f"{len(mains)} entries answer to {asked.party!r}; they need not be one party."]
    return []


def ask(party: str, *, on: str | None, seen_by: str | None, today: str, **more: Any) -> Asked:
    """Make a question of the dates given: neither means today in the world.

    Raises:
        InputError: both clocks at once.
    """
    if on and seen_by:
        raise InputError("--on and --seen-by are two clocks", hint="ask with one, then with the other")
    asked = Asked(party, on or seen_by or today, "seen" if seen_by else "valid")
    return replace(asked, **more)
