"""What did a list change between two days, on the seen clock?

1. An event belongs to the first snapshot that shows it: after the end of `from`, up to and including the end of `to`.
2. Added and removed: against the snapshot before, whatever its format. Altered: between two snapshots of one format;
   one row for an entry and a snapshot.
3. Aliases, addresses and comments that come in files of their own are left out unless asked for: their snapshots
   are far apart, and a change lies anywhere between two of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from countermark.answers.base import Citations, sign_view
from countermark.answers.held import HeldList, held_lists, refuse_unfit
from countermark.answers.status import caption_of
from countermark.ledger import View
from countermark.model.answer import Answer, Figure, Row
from countermark.model.errors import InputError
from countermark.model.ontology import BASE
from countermark.tables.listings import Change, Listings, Snapshot
from countermark.tables.standing import is_stale

_NO_EVENT = {BASE, "entity", "subject", "object"}

DEFINITION = (
    "Events of the seen clock: the first snapshot that shows a change, after the end of `from` and up to the end of "
    "`to` (UTC days). Added and removed against the snapshot before; altered between two snapshots of one format."
)


@dataclass(frozen=True, slots=True)
class Window:
    """The days asked about, and how: `net` compares the two ends, `parts` counts supplementary files too."""

    list: str
    start: str
    end: str
    net: bool = False
    parts: bool = False
    allow_stale: bool = False


def changes(view: View, listings: Listings, window: Window) -> Answer:
    """Answer for one list and a window of days.

    Raises:
        InputError: an empty window, or a list that is not held.
        StaleList, IncompleteList: the history held does not reach the end of the window, and that is not allowed.
    """
    if window.end <= window.start:
        raise InputError("--to must lie after --from", hint="the window begins at the end of --from")
    held = held_lists(listings, [window.list])
    one = next((held_one for held_one in held if not held_one.via), held[0])
    unfit = refuse_unfit(view, [one], window.end, allow=window.allow_stale, wanted=[window.list])
    pairs = _pairs(one, window)
    citations = Citations()
    reader = _Reader(listings, citations, window.end)
    rows: list[Row] = []
    for before, after in _net(pairs) if window.net else pairs:
        rows += reader.between(before, after, net=window.net)
    if window.parts:
        rows += _supplements(listings, reader, one, window)
    rows.sort(key=lambda row: (row["seen"], row["change"], row["source_id"], row["part"]))
    counts = {word: sum(1 for row in rows if row["change"] == word) for word in ("added", "removed", "altered")}
    return sign_view(
        "changes",
        view,
        parameters={
            "list": window.list,
            "via": one.via,
            "from": window.start,
            "to": window.end,
            "net": window.net,
            "parts": window.parts,
        },
        definition=DEFINITION,
        figures=[
            Figure(name=word, value=count, unit="entries")
            if pairs
            else Figure(name=word, value=None, unit="entries", refused="no snapshot is held inside the window")
            for word, count in counts.items()
        ],
        rows=rows,
        citations=citations.places,
        caveats=[*unfit, *_caveats(view, one, [other for other in held if other is not one], window, pairs)],
        as_of={"seen_from": window.start, "seen_to": window.end},
        detail={"snapshots": [_named(after) for _, after in pairs], "before": _named(pairs[0][0]) if pairs else None},
    )


def _named(snapshot: Snapshot) -> dict[str, Any]:
    return {"seen_at": snapshot.seen_at, "part": snapshot.part, "entries": snapshot.entries, "place": snapshot.place}


def _pairs(held: HeldList, window: Window) -> list[tuple[Snapshot, Snapshot]]:
    line = held.timeline
    return [
        (line[at - 1], line[at]) for at in range(1, len(line)) if window.start < line[at].seen_at[:10] <= window.end
    ]


def _net(pairs: Sequence[tuple[Snapshot, Snapshot]]) -> list[tuple[Snapshot, Snapshot]]:
    return [(pairs[0][0], pairs[-1][1])] if pairs else []


class _Reader:
    """Turns snapshots into rows; what a stream changed is read once."""

    def __init__(self, listings: Listings, citations: Citations, end: str) -> None:
        self._listings = listings
        self._end = f"{end}T23:59:59Z"
        self._citations = citations
        self._steps: dict[int, dict[str, dict[str, list[Change]]]] = {}

    def between(self, before: Snapshot, after: Snapshot, *, net: bool) -> list[Row]:
        """Compare two snapshots of a list: their entries, and their words where the format is one."""
        if before.stream != after.stream:
            return self._by_entries(before, after)
        if net:
            changed = self._listings.net_changes(after.stream, before.seen_at, after.seen_at)
        else:
            if after.stream not in self._steps:
                self._steps[after.stream] = self._listings.step_changes(after.stream, before.seen_at, self._end)
            changed = self._steps[after.stream].get(after.seen_at, {})
        return [self.row(main, found, after) for main, found in changed.items()]

    def _by_entries(self, before: Snapshot, after: Snapshot) -> list[Row]:
        old = self._listings.listed(before.stream, before.seen_at)
        new = self._listings.listed(after.stream, after.seen_at)
        return [
            {
                "change": word,
                "source_id": facts[0].source_id,
                "entity": main,
                "caption": caption_of(facts),
                "seen": after.seen_at,
                "part": after.part,
                "properties": {},
                "cite": self._citations.cite(after.original, after.place),
            }
            for word, mains in (("added", new - old), ("removed", old - new))
            for main in sorted(mains)
            for facts in [self._listings.entry(main)]
        ]

    def row(self, main: str, found: Sequence[Change], after: Snapshot) -> Row:
        """Tell what one entry's changes come to."""
        base = next((change.sign for change in found if change.prop == BASE and change.entity == main), 0)
        names = [change.value for change in found if change.prop == "name" and change.entity == main]
        properties: dict[str, dict[str, list[str]]] = {}
        for change in found:
            if change.prop in _NO_EVENT:
                continue
            label = change.prop if change.entity == main else f"{change.schema}.{change.prop}"
            said = properties.setdefault(label, {"added": [], "removed": []})
            said["added" if change.sign > 0 else "removed"].append(change.value)
        place = min(found, key=lambda change: (-change.sign, change.prop != BASE))
        return {
            "change": {1: "added", -1: "removed", 0: "altered"}[base],
            "source_id": found[0].source_id,
            "entity": main,
            "caption": names[0] if names and base else self._listings.caption(after.stream, main, after.seen_at),
            "seen": after.seen_at,
            "part": after.part,
            "properties": {name: {key: sorted(said[key]) for key in said} for name, said in sorted(properties.items())},
            "cite": self._citations.cite(place.original, place.place),
        }


def _supplements(listings: Listings, reader: _Reader, held: HeldList, window: Window) -> list[Row]:
    parts: dict[int, list[Snapshot]] = {}
    for snapshot in listings.snapshots:
        if (snapshot.list, snapshot.via) == (held.list, held.via) and not snapshot.whole:
            parts.setdefault(snapshot.stream, []).append(snapshot)
    return [
        {**row, "change": "altered"}
        for line in parts.values()
        for before, after in pairwise(line)
        if window.start < after.seen_at[:10] <= window.end
        for row in reader.between(before, after, net=True)
    ]


def _caveats(
    view: View, held: HeldList, others: Sequence[HeldList], window: Window, pairs: Sequence[tuple[Snapshot, Snapshot]]
) -> list[str]:
    told = []
    if held.via:
        told.append(f"The list is shown as republished by {held.via}, which is not its authority.")
    if others:
        told.append(f"Not compared: the same list via {', '.join(one.via for one in others)}.")
    for before, after in pairs:
        if before.stream != after.stream:
            told.append(
                f"Between {before.seen_at[:10]} and {after.seen_at[:10]} the format changes "
                f"({before.part} to {after.part}): entries are compared by id alone, and what they say is not."
            )
    aside = {
        entry["seen_at"][:10]
        for entry in view.quarantines
        if held.list in entry["lists"] and held.via in entry["via"] and entry["seen_at"]
    }
    if inside := sorted(day for day in aside if window.start < day <= window.end):
        told.append(f"Files of {', '.join(inside)} were set aside and are not compared.")
    first, last = held.timeline[0], held.timeline[-1]
    if window.start < first.seen_at[:10]:
        told.append(f"The history held of {held.list} begins with {first.seen_at}: what came before is not known.")
    if is_stale([last], window.end):
        told.append(f"The history held of {held.list} ends with {last.seen_at}: what came after is not known.")
    if not pairs:
        told.append("No snapshot is held inside the window; no change shown does not mean that there was none.")
    elif pairs[0][0].seen_at[:10] < window.start:
        told.append(
            f"The snapshot before the window is of {pairs[0][0].seen_at}: a change first shown by "
            f"{pairs[0][1].seen_at} may be as old as that."
        )
    return told
