"""One page to file: what a marking says, what each list showed of a party that day, and what was in force.

Nothing is concluded beyond that: the page sets the interval of manufacture, the controls of the day and the listings
side by side, says what was searched and in which version, and what was not held.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import msgspec

from countermark.answers.base import Citations, sign_view
from countermark.answers.held import held_lists, refuse_unfit
from countermark.answers.status import (
    CAVEATS,
    Asked,
    described,
    empty_rows,
    entry_rows,
    find_party,
    gaps,
    inferred,
    reasons_of,
    searched,
    verdict_of,
)
from countermark.ledger import View
from countermark.marking import read
from countermark.model.answer import Answer, Citation, Row
from countermark.model.errors import InputError
from countermark.reference.controls import Control, controls
from countermark.reference.list_sources import list_sources, list_title
from countermark.reference.listing_notices import notices_for
from countermark.tables.listings import Listings

NOT_SEARCHED = "Fuzzy matches, other spellings and other scripts were not searched."
DEFINITION = (
    "What each list held showed of the party at the end of the UTC day: by the days that lists or official notices "
    "give (clock valid), and by the publishers' snapshots around it (clock seen); when the part can have been made; "
    "the controls in force."
)


def sheet(
    view: View,
    listings: Listings,
    *,
    text: str,
    party: str,
    day: str,
    maker: str | None = None,
    latest: date,
    allow_stale: bool = False,
) -> Answer:
    """Put the page together.

    Raises:
        InputError: no text or no party, or a ledger without lists.
        StaleList, IncompleteList: a list too old for the day, or set aside, and that is not allowed.
    """
    if not text.strip() or not party.strip():
        raise InputError(
            "a sheet needs a marking or order line, and a party", hint='sheet "TEXT" --party NAME --on DATE'
        )
    held = held_lists(listings)
    if not held:
        raise InputError("the ledger holds no list", hint="countermark fetch us_ofac_sdn, or add list files")
    stale = refuse_unfit(view, held, day, allow=allow_stale)
    reasons = reasons_of(view, listings, party)
    found = find_party(listings, reasons, held)
    citations = Citations()
    asked = Asked(party, day, "valid")
    rows: list[Row] = []
    for clock in ("valid", "seen"):
        by_clock = [row for one in found for row in entry_rows(one, replace(asked, clock=clock), citations)]
        by_clock += empty_rows(held, by_clock, asked)
        rows += [{**row, "asked": clock} for row in by_clock]
    rows.sort(
        key=lambda row: (
            row["asked"] != "valid",
            row["list"],
            row["via"],
            row["entity"] or "",
            row["listed_from"] or "",
        )
    )
    ownership = inferred(view, listings, list(reasons), held, day=day, citations=citations)
    about = described(found, day, citations)
    marking = read(text, maker, latest=latest)
    return sign_view(
        "sheet",
        view,
        parameters={"text": text, "maker": maker, "party": party, "on": day, "allow_stale": allow_stale},
        definition=DEFINITION,
        verdict=verdict_of([row for row in rows if row["asked"] == "valid"]),
        rows=rows,
        citations=[*citations.places, *_notices(rows)],
        caveats=[
            *stale,
            *gaps(held, day),
            *CAVEATS,
            "Fuzzy matches, other spellings and other scripts were not searched.",
        ],
        as_of={"on": day, "seen": day},
        detail={
            "marking": msgspec.to_builtins(marking),
            "controls": [
                _control(one, marking.readings, marking.verdict) for one in controls() if one.day.isoformat() <= day
            ],
            "searched": [{**searched(one, day), "title": list_title(one.list)} for one in held],
            "not_held": _not_held({one.list for one in held}),
            "entries": about,
            "inferred": ownership,
            "originals": _names(view, citations),
            "found": [{"entity": one.main, "list": one.held.list, "why": list(one.why)} for one in found],
        },
    )


def _control(one: Control, readings: list[Any], verdict: str) -> dict[str, Any]:
    made = None
    if verdict == "single":
        made = readings[0].interval.against(one.day)
    elif readings:
        words = {reading.interval.against(one.day) for reading in readings}
        made = words.pop() if len(words) == 1 and verdict == "ambiguous" else "undetermined"
    return {
        "id": one.id,
        "effective": one.day.isoformat(),
        "jurisdiction": one.jurisdiction,
        "title": one.title,
        "instrument": one.instrument,
        "scope": one.scope,
        "source": one.source,
        "made": made,
    }


def _not_held(held: set[str]) -> list[dict[str, str]]:
    missing: dict[str, str] = {}
    for source in list_sources().values():
        if source.list not in held and not source.list.startswith("demo_"):
            missing.setdefault(source.list, source.title)
    return [{"list": name, "title": title} for name, title in sorted(missing.items())]


def _names(view: View, citations: Citations) -> dict[str, str]:
    """Name the files that are cited, as they came."""
    return {place.original: view.original(place.original).name for place in citations.places if place.original}


def _notices(rows: list[Row]) -> list[Citation]:
    found = {
        (notice.date, notice.source): Citation(
            table="listing_notices", predicate=f"{notice.title}, {notice.date}", locator=notice.source
        )
        for row in rows
        if row["entity"]
        for notice in notices_for(row["list"], row["entity"])
    }
    return [found[key] for key in sorted(found)]
