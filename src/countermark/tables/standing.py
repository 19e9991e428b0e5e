"""When an entry stood on a list: on the seen clock from the snapshots, on the valid clock from dates given for it.

1. Seen: an entry is listed at a time if the snapshots on both sides of it have it, not listed if neither has, unknown
   between two that differ, before the first and, once the newest is too old to speak, after the last. The snapshot of
   the very day decides for that day.
2. Valid: the list's own listing date, else a dated official notice, narrows the beginning; without either it lies
   between the last snapshot without and the first with the entry. A notice of delisting narrows the end the same way.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from countermark.model.ontology import BASE
from countermark.reference.list_sources import list_source
from countermark.reference.listing_notices import Notice, notices_for
from countermark.tables.listings import Fact, Snapshot, Span

Status = Literal["listed", "not_listed", "unknown"]
DEFAULT_AGE_DAYS = 31
LAG_DAYS = 10  # a publisher's file may follow the day of listing by so many days


@dataclass(frozen=True, slots=True)
class Listing:
    """One time an entry stood on a list.

    seen_from: first snapshot with it; after: last snapshot before that, without it (None: the history begins with it).
    seen_last: last snapshot with it; seen_to: first without it again (None: the newest snapshot has it).
    valid_from, valid_to: ISO days the list or a notice gives for beginning and end; basis: which of them, in words.
    new_format: it begins where a republisher's files change their format, and may be an older entry under another id.
    """

    seen_from: str
    after: str | None
    seen_last: str
    seen_to: str | None
    valid_from: str | None = None
    valid_to: str | None = None
    basis: str = ""
    notices: tuple[Notice, ...] = ()
    new_format: bool = False

    def valid(self, day: str) -> Status | None:
        """Tell how it stood on a day; None where this listing says nothing of that day."""
        begun = self._begun(day)
        if begun == "listed":
            return self._lasting(day)
        return begun

    def begins_by(self, day: str) -> bool:
        """Tell whether it had begun by a day, as far as is known."""
        return (self.valid_from or self.seen_from[:10]) <= day

    def _begun(self, day: str) -> Status | None:
        if self.valid_from is not None:
            if len(self.valid_from) == 10 or day[: len(self.valid_from)] != self.valid_from:
                return "listed" if day >= self.valid_from else "not_listed"
            return "unknown"
        if day >= self.seen_from[:10]:
            return "listed"
        if self.after is None:
            return "unknown"
        if self.new_format:
            return "unknown"
        return "not_listed" if day <= self.after[:10] else "unknown"

    def _lasting(self, day: str) -> Status | None:
        if self.valid_to is not None:
            return "listed" if day < self.valid_to else None
        if self.seen_to is None or day <= self.seen_last[:10]:
            return "listed"
        return None if day >= self.seen_to[:10] else "unknown"


def max_age(snapshot: Snapshot) -> int:
    """Give the days after which a snapshot no longer says what its list shows."""
    source = list_source(snapshot.list, snapshot.part, snapshot.via)
    return source.max_age_days if source else DEFAULT_AGE_DAYS


def is_stale(timeline: Sequence[Snapshot], day: str) -> bool:
    """Tell whether a day lies so far behind the newest snapshot that it says nothing of that day any more."""
    if not timeline:
        return False
    newest = timeline[-1]
    return date.fromisoformat(day) > date.fromisoformat(newest.seen_at[:10]) + timedelta(days=max_age(newest))


def covers(timeline: Sequence[Snapshot], day: str) -> bool:
    """Tell whether the snapshots say anything of a day."""
    return bool(timeline) and timeline[0].seen_at[:10] <= day and not is_stale(timeline, day)


@dataclass(frozen=True, slots=True)
class Standing:
    """An entry against one list: the times it stood there, and the snapshots that say so."""

    listings: tuple[Listing, ...]
    timeline: tuple[Snapshot, ...]
    present: tuple[bool, ...]

    def seen(self, day: str) -> Status:
        """Tell what the snapshots show for the end of a day."""
        at = bisect_right([snapshot.seen_at for snapshot in self.timeline], f"{day}T23:59:59Z")
        if at == 0:
            return "unknown"
        before = self.present[at - 1]
        word: Status = "listed" if before else "not_listed"
        if self.timeline[at - 1].seen_at[:10] == day and not self._renamed(at - 1, before):
            return word
        if at == len(self.timeline):
            return "unknown" if is_stale(self.timeline, day) else word
        if self._renamed(at - 1, before):
            return "unknown"
        return word if self.present[at] == before else "unknown"

    def _renamed(self, at: int, before: bool) -> bool:
        """Tell whether the entry may stand in a snapshot under another id."""
        seen_at = self.timeline[at].seen_at
        return not before and any(one.new_format and (one.after or "") >= seen_at for one in self.listings)

    def gap(self, day: str) -> tuple[str, str] | None:
        """Give the snapshots around a day that are further apart than the list may be old."""
        at = bisect_right([snapshot.seen_at for snapshot in self.timeline], f"{day}T23:59:59Z")
        if not 0 < at < len(self.timeline) or self.timeline[at - 1].seen_at[:10] == day:
            return None
        before, after = self.timeline[at - 1], self.timeline[at]
        days = (date.fromisoformat(after.seen_at[:10]) - date.fromisoformat(before.seen_at[:10])).days
        return (before.seen_at[:10], after.seen_at[:10]) if days > max_age(before) else None

    def valid(self, day: str) -> tuple[Status, Listing | None]:
        """Tell how the entry stood on a day in the world, and the listing that decides it."""
        told: list[tuple[Status, Listing]] = [
            (word, listing) for listing in self.listings if (word := listing.valid(day)) is not None
        ]
        for wanted in ("listed", "unknown"):
            for word, listing in told:
                if word == wanted:
                    if word == "listed" and listing.seen_to is None and is_stale(self.timeline, day):
                        return "unknown", listing
                    return word, listing
        if told:
            return "not_listed", told[0][1]
        # Every listing of it had ended by then.
        return ("unknown" if is_stale(self.timeline, day) else "not_listed"), None


def standing(facts: Sequence[Fact], timeline: Sequence[Snapshot]) -> Standing:
    """Put together when an entry stood on one list, from its statements there and the list's whole snapshots."""
    spans: dict[str, tuple[Span, ...]] = {}
    for fact in facts:
        if fact.prop == BASE and fact.entity == fact.main and fact.whole:
            spans[fact.part] = spans.get(fact.part, ()) + fact.spans
    present = tuple(_inside(spans.get(snapshot.part, ()), snapshot.seen_at) for snapshot in timeline)
    found: list[Listing] = []
    for at, there in enumerate(present):
        seen_at = timeline[at].seen_at
        if there and (at == 0 or not present[at - 1]):
            before = timeline[at - 1] if at else None
            new_format = before is not None and bool(before.via) and before.part != timeline[at].part
            found.append(Listing(seen_at, before.seen_at if before else None, seen_at, None, new_format=new_format))
        elif there:
            found[-1] = _with(found[-1], seen_last=seen_at)
        elif found and found[-1].seen_to is None:
            found[-1] = _with(found[-1], seen_to=seen_at)
    dated = [_dated(listing, facts, found[at - 1] if at else None) for at, listing in enumerate(found)]
    return Standing(tuple(dated), tuple(timeline), present)


def _with(listing: Listing, **changed: str) -> Listing:
    return Listing(**{name: changed.get(name, getattr(listing, name)) for name in Listing.__slots__})


def _inside(spans: Sequence[Span], seen_at: str) -> bool:
    return any(span.seen_from <= seen_at and (span.seen_to is None or seen_at < span.seen_to) for span in spans)


def _earlier(day: str, days: int) -> str:
    return (date.fromisoformat(day) - timedelta(days=days)).isoformat()


def _cited(notice: Notice) -> str:
    return f"{notice.title} ({notice.source}{'' if notice.verified == 'yes' else '; notice not read by us'})"


def _stated_end(facts: Sequence[Fact], listing: Listing) -> str | None:
    """Give the day after the last day of a listing whose every sanction states one."""
    ends: dict[str, str | None] = {}
    for fact in facts:
        if fact.schema == "Sanction" and any(
            span.seen_from <= listing.seen_last and (span.seen_to or "9") > listing.seen_from for span in fact.spans
        ):
            ends.setdefault(fact.entity, None)
            if fact.prop == "endDate":
                ends[fact.entity] = max(fact.value, ends[fact.entity] or "")
    days = [end for end in ends.values() if end and len(end) == 10]
    if not days or len(days) < len(ends):
        return None
    return (date.fromisoformat(max(days)) + timedelta(days=1)).isoformat()


def _dated(listing: Listing, facts: Sequence[Fact], before: Listing | None) -> Listing:
    """Narrow beginning and end by the list's own dates, else by notices."""
    earliest = before.seen_last[:10] if before else ""
    stated = sorted(
        fact.value
        for fact in facts
        if fact.schema == "Sanction"
        and fact.prop == "listingDate"
        and earliest < fact.value <= listing.seen_from[:10]
        and any(span.seen_from <= listing.seen_last for span in fact.spans)
    )
    # A day that the list's own snapshots contradict (a re-listing that keeps its first day) decides nothing.
    given = [day for day in stated if listing.after is None or day > _earlier(listing.after[:10], LAG_DAYS)]
    notices = notices_for(facts[0].list, facts[0].main)
    begun = [
        notice
        for notice in notices
        if notice.event == "listed" and (listing.after or earliest)[:10] <= notice.date <= listing.seen_from[:10]
    ]
    ended = [
        notice
        for notice in notices
        if notice.event == "delisted"
        and listing.seen_last[:10] <= notice.date
        and (listing.seen_to is None or notice.date <= listing.seen_to[:10])
    ]
    basis = []
    if given:
        basis.append("the list states the day")
    elif begun:
        basis.append(_cited(begun[0]))
    elif stated and listing.after:
        basis.append(f"the list states {stated[0]}, but its snapshot of {listing.after[:10]} does not have the entry")
    last = _stated_end(facts, listing)
    if ended:
        basis.append(_cited(ended[0]))
    elif last:
        basis.append("the list states its end")
    return Listing(
        seen_from=listing.seen_from,
        after=listing.after,
        seen_last=listing.seen_last,
        seen_to=listing.seen_to,
        valid_from=given[0] if given else begun[0].date if begun else None,
        valid_to=ended[0].date if ended else last,
        basis="; ".join(basis),
        notices=(*([] if given else begun[:1]), *ended[:1]),
        new_format=listing.new_format and not given and not begun,
    )
