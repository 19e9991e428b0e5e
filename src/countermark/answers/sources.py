"""Which lists are held: their snapshots, how old the newest is, their counts, and the files that were set aside."""

from __future__ import annotations

from countermark.answers.base import Citations, sign_view
from countermark.ledger import View
from countermark.model.answer import Answer, Row
from countermark.reference.list_sources import list_source, list_title
from countermark.tables.listings import Listings, Snapshot
from countermark.tables.standing import is_stale, max_age

DEFINITION = (
    "One row for every file or format of a list held. Stale: the newest snapshot is older than the list may grow "
    "before it says nothing of today."
)


def sources(view: View, listings: Listings, *, today: str) -> Answer:
    """Answer for a day; a ledger without lists gives no rows."""
    streams: dict[int, list[Snapshot]] = {}
    for snapshot in listings.snapshots:
        streams.setdefault(snapshot.stream, []).append(snapshot)
    citations = Citations()
    rows = [_row(line, today, citations) for line in streams.values()]
    rows.sort(key=lambda row: (row["list"], row["via"], row["part"]))
    taken = {snapshot.original for snapshot in listings.snapshots}
    return sign_view(
        "sources",
        view,
        parameters={"today": today},
        definition=DEFINITION,
        rows=rows,
        citations=citations.places,
        as_of={"on": today},
        detail={
            "set_aside": [
                {
                    "lists": entry["lists"],
                    "name": entry["original"]["name"],
                    "member": entry["member"],
                    "where": entry["where"],
                    "reason": entry["reason"],
                    "remedy": entry["remedy"],
                    "recorded_at": entry["recorded_at"],
                    "original": entry["original"]["sha256"],
                }
                for entry in view.quarantines
                if entry["original"]["sha256"] not in taken
            ]
        },
    )


def _row(line: list[Snapshot], today: str, citations: Citations) -> Row:
    newest = line[-1]
    source = list_source(newest.list, newest.part, newest.via)
    return {
        "list": newest.list,
        "via": newest.via,
        "part": newest.part,
        "title": source.title if source else list_title(newest.list),
        "whole": newest.whole,
        "snapshots": len(line),
        "held_from": line[0].seen_at,
        "held_to": newest.seen_at,
        "entries": newest.entries,
        "names": newest.names,
        "max_age_days": max_age(newest),
        "stale": is_stale([newest], today),
        "verified": source.verified if source else None,
        "partial": newest.partial or None,
        "cite": citations.cite(newest.original, newest.place),
    }
