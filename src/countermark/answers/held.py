"""What of the lists a question may rely on: which are held for its day, which are stale, broken or partial."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from countermark.ledger import View
from countermark.model.errors import IncompleteList, InputError, StaleList
from countermark.reference.list_sources import has_ended, list_title
from countermark.tables.listings import Listings, Snapshot
from countermark.tables.standing import is_stale

MANY = 20  # a format of so many lists does not say which of them a broken file was


@dataclass(frozen=True, slots=True)
class HeldList:
    """A list as one publisher shows it, and its whole snapshots in order of time."""

    list: str
    via: str
    timeline: tuple[Snapshot, ...]

    @property
    def name(self) -> str:
        """Name it for a person."""
        return f"{self.list} (via {self.via})" if self.via else self.list

    def newest(self, day: str) -> Snapshot | None:
        """Give the newest snapshot of a day or before it."""
        before = [snapshot for snapshot in self.timeline if snapshot.seen_at[:10] <= day]
        return before[-1] if before else None


def held_lists(listings: Listings, wanted: Iterable[str] = ()) -> list[HeldList]:
    """Give the lists held, or those named.

    Raises:
        InputError: a list that is not held.
    """
    chosen = tuple(wanted)
    held = [HeldList(name, via, tuple(timeline)) for (name, via), timeline in sorted(listings.timelines.items())]
    names = {one.list for one in held}
    for name in chosen:
        if name not in names:
            known = ", ".join(sorted(names)) or "none; add a list first"
            raise InputError(f"the ledger holds no snapshot of {name!r}", hint=f"lists held: {known}")
    return [one for one in held if not chosen or one.list in chosen]


def refuse_unfit(view: View, held: list[HeldList], day: str, *, allow: bool, wanted: Iterable[str] = ()) -> list[str]:
    """Refuse to answer from lists that are stale or set aside; with `allow`, give the caveats to print instead.

    wanted: the lists asked for; where none is named, a list of which every file was set aside counts too.

    Raises:
        IncompleteList: the newest file of a list was set aside.
        StaleList: the newest snapshot of a list is too old to speak of the day.
    """
    broken = [*_set_aside(view, held, day), *_never_whole(view, held, day, tuple(wanted))]
    ended = [one for one in held if not one.via and has_ended(one.list, day)]
    # A republisher's copy that is too old blocks nothing: its rows say unknown.
    stale = [one for one in held if not one.via and one not in ended and is_stale(one.timeline, day)]
    told = [
        f"{list_title(one.list)}: the newest snapshot held is of {one.timeline[-1].seen_at[:10]}; "
        f"what it showed on {day} is unknown."
        for one in stale
    ]
    caveats = [
        f"{list_title(one.list)} ended before {day}; what it showed last is no answer for that day." for one in ended
    ]
    told += [f"{name}: a newer file was set aside ({reason})." for name, reason in broken]
    if allow or not told:
        return caveats + told
    if broken:
        name, reason = broken[0]
        raise IncompleteList(
            f"the newest file of {name} was set aside: {reason}",
            hint="add a whole file, ask with --list for others, or --allow-stale to use what is held",
        )
    names = ", ".join(f"{one.list} ({one.timeline[-1].seen_at[:10]})" for one in stale)
    raise StaleList(
        f"too old to speak of {day}: {names}",
        hint="fetch and add newer files, ask with --list for others, or --allow-stale to have them said unknown",
    )


def _never_whole(view: View, held: list[HeldList], day: str, wanted: tuple[str, ...]) -> list[tuple[str, str]]:
    """Find lists of which the ledger was only ever given files that were set aside."""
    have = {one.list for one in held}
    found: dict[str, str] = {}
    for quarantine in view.quarantines:
        if len(quarantine["lists"]) > MANY or (quarantine["seen_at"] or quarantine["recorded_at"])[:10] > day:
            continue
        for name in quarantine["lists"]:
            if name not in have and (not wanted or name in wanted):
                found.setdefault(name, quarantine["reason"])
    return sorted(found.items())


def _set_aside(view: View, held: list[HeldList], day: str) -> list[tuple[str, str]]:
    found = []
    for one in held:
        newest = one.timeline[-1]
        recorded = max(snapshot.seq for snapshot in one.timeline)
        for quarantine in view.quarantines:
            if one.list not in quarantine["lists"] or one.via not in quarantine["via"]:
                continue
            seen_at = quarantine["seen_at"]
            # Without a day of its own it counts until a whole file is recorded after it.
            newer = seen_at > newest.seen_at if seen_at else quarantine["seq"] > recorded
            if newer and (seen_at or quarantine["recorded_at"])[:10] <= day:
                found.append((one.name, quarantine["reason"]))
                break
    return found
