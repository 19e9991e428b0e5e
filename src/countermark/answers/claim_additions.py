"""Did a list add what a report says it added? Asked of `changes`, over the window the words for time allow.

1. Window: the time the report gives, else the seven days that end with the day of publication; it begins at the last
   snapshot before, so that every change first shown inside is seen.
2. Additions count that fit the country the report names; a party it only describes gets ranked candidates.
3. An addition whose snapshot before is older than that by more than a week may lie before the window, and says so; it
   alone puts nothing on record.
4. Without any time to compute from, nothing is asked: every list adds companies in some week.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from countermark.answers.candidates import Description, Shown, describe, rank
from countermark.answers.changes import DEFINITION, Window, changes
from countermark.answers.claim_case import (
    EVIDENCE_SHOWN,
    Case,
    Finding,
    days_before,
    periods,
    said_lists,
    undated,
)
from countermark.answers.claim_listing import AS_CLAIMED, NOT_HELD, NOT_LISTED, OTHERWISE
from countermark.answers.claim_units import Unit
from countermark.answers.held import HeldList
from countermark.model.answer import Answer
from countermark.model.errors import IncompleteList, StaleList
from countermark.reference.claim_words import excerpts

WINDOW_DAYS = 7
BEFORE_DAYS = 183
CAVEAT = "Candidates fit a description; none is an identification."


@dataclass(frozen=True, slots=True)
class _Time:
    start: str
    end: str
    rule: str


def ask_changes(case: Case, unit: Unit) -> Finding:
    """Test an addition."""
    said = said_lists(case, unit)
    if not said.held:
        return Finding(
            NOT_HELD,
            f"The ledger holds none of the {said.name}.",
            asked={"lists": list(said.lists)},
            definition=DEFINITION,
            would_change=f"adding {' or '.join(said.lists)}",
        )
    time = _time(case, unit)
    if time is None:
        waiting = undated(case, unit)
        words = f"the words {waiting[0]!r} give" if waiting else "the report gives"
        return Finding(
            "",
            f"No window can be computed: {words} no calendar time without a publication date.",
            asked={"lists": list(said.wanted)},
            definition=DEFINITION,
            would_change="a publication date (--published YYYY-MM-DD)",
        )
    described = describe(case, unit)
    unheld = bool(said.missing(min(time.end, case.published or time.end)))
    asked = [held for held in said.held if not held.via] or list(said.held)
    try:
        found = [_one_list(case, held, time, described, unheld=unheld) for held in asked]
    except (StaleList, IncompleteList) as refused:
        if time.end == case.published:
            raise
        return Finding("", f"{refused}", definition=DEFINITION, would_change=f"a newer list, for {time.end}")
    order = (AS_CLAIMED, OTHERWISE, NOT_LISTED, NOT_HELD)
    return min(found, key=lambda finding: order.index(finding.verdict))


def _time(case: Case, unit: Unit) -> _Time | None:
    stated = periods(case, unit)
    if stated:
        one = stated[0]
        if one.open and case.published:
            return _Time(one.days.start.isoformat(), case.published, f"from {one.words!r} to the day of publication")
        return _Time(one.days.start.isoformat(), one.days.last.isoformat(), f"the time the report gives, {one.words!r}")
    if case.published:
        return _Time(
            days_before(case.published, WINDOW_DAYS),
            case.published,
            f"the {WINDOW_DAYS} days up to publication ({case.published})",
        )
    return None


def _one_list(case: Case, held: HeldList, time: _Time, described: Description, *, unheld: bool) -> Finding:
    end = min(time.end, case.published or time.end)
    before = held.newest(days_before(time.start, 1))
    inside = [one for one in held.timeline if time.start <= one.seen_at[:10] <= end]
    start = before.seen_at[:10] if before else ""
    asked = {"list": held.list, "from": start or None, "to": end, "window": time.rule}
    if before is None or (not inside and held.timeline[-1].seen_at[:10] < time.start):
        return Finding(
            NOT_HELD,
            f"The history held of {held.list} does not cover {time.start} to {end}.",
            asked=asked,
            definition=DEFINITION,
            would_change=f"snapshots of {held.list} around {time.start} to {end}",
        )
    window = Window(held.list, start, end, allow_stale=case.allow_stale)
    answer = _changes(case, window)
    added = _ranked(case, answer, time, described)
    earlier = Window(held.list, days_before(start, BEFORE_DAYS), start, allow_stale=True)
    needed = described.unnamed or not any(one.fits for one in added)
    older = _ranked(case, _changes(case, earlier), time, described) if needed else []
    loose = inside[0].seen_at[:10] if inside and start < days_before(time.start, WINDOW_DAYS) else ""
    for one in added:
        if one.seen == loose and not any("it may be as old" in reason for reason in one.reasons):
            one.reasons.append(f"the snapshot before is of {start}: it may be as old as that")
    if not any(one.fits for one in added):
        finding = _after(case, held, time, end, described)
        if finding is not None:
            finding.asked, finding.definition = asked, DEFINITION
            return finding
    finding = _decide(held, _Seen(start, end, time, loose, bool(inside)), added, older, described, unheld=unheld)
    finding.asked, finding.definition = asked, DEFINITION
    fitting = [one for one in added if one.fits]
    finding.candidates = [one.row() for one in (*added, *older) if one.candidate][:EVIDENCE_SHOWN]
    if described.unnamed and not finding.candidates:
        finding.candidates = [one.row() for one in fitting[:EVIDENCE_SHOWN]]
    shown = sorted(fitting, key=lambda one: (one.seen, one.entity))[:EVIDENCE_SHOWN]
    finding.evidence = [one.evidence() for one in shown]
    cited = [*fitting[:EVIDENCE_SHOWN], *shown, *(one for one in older if one.candidate)]
    finding.cite = list(dict.fromkeys(place for one in cited for place in one.cite))
    return finding


def _after(case: Case, held: HeldList, time: _Time, end: str, described: Description) -> Finding | None:
    """Tell of additions that the first snapshot after the window shows: some may be of the window."""
    later = next((one.seen_at[:10] for one in held.timeline if one.seen_at[:10] > end), None)
    before = held.newest(end)
    if later is None or before is None or later > days_before(end, -WINDOW_DAYS) or before.seen_at[:10] == end:
        return None
    window = Window(held.list, before.seen_at[:10], later, allow_stale=True)
    fitting = [one for one in _ranked(case, _changes(case, window), time, described) if one.fits]
    if not fitting:
        return None
    return Finding(
        NOT_HELD,
        f"{held.list} shows {_entries(len(fitting))} that fit {described.words or 'parties'!r} only on {later}, "
        f"after the window; its snapshot before is of {before.seen_at[:10]}.",
        would_change=f"snapshots of {held.list} between {before.seen_at[:10]} and {later}",
        evidence=[one.evidence() for one in fitting[:EVIDENCE_SHOWN]],
        cite=[place for one in fitting[:EVIDENCE_SHOWN] for place in one.cite],
    )


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is held of a list for a window: the days compared, the day whose additions may be older, any snapshot."""

    start: str
    end: str
    time: _Time
    loose: str
    inside: bool


def _decide(
    held: HeldList, seen: _Seen, added: list[Shown], older: list[Shown], described: Description, *, unheld: bool
) -> Finding:
    """Sum up what a list added. What an entry does not show contradicts nothing; `unheld`: other lists can be meant."""
    name, days = held.list, f"between {seen.start} (the snapshot before) and {seen.end}"
    what = described.words or "parties"
    fitting = [one for one in added if one.fits]
    if fitting and all(one.seen == seen.loose for one in fitting):
        return Finding(
            NOT_HELD,
            f"{name} shows {len(fitting)} additions that fit {what!r} on {seen.loose}, but its snapshot before is of "
            f"{seen.start}: they need not be of the window.",
            would_change=f"snapshots of {name} between {seen.start} and {seen.loose}",
        )
    if fitting and described.by_trade and not any(one.candidate for one in fitting):
        return Finding(
            NOT_HELD,
            f"{name} added {_entries(len(fitting))} of that country {days}; no name shows the trade of {what!r}.",
            would_change="a notice that says what they do",
        )
    if fitting:
        first = f" Ranked first for the party not named: {added[0].caption} (candidate)." if added[0].candidate else ""
        return Finding(
            AS_CLAIMED,
            f"{name} added {_entries(len(fitting))} that fit {what!r} {days}.{first}",
            would_change="another publication date or another reading of the time, which moves the window",
        )
    if any(one.candidate if described.by_trade else one.fits for one in older):
        return Finding(
            OTHERWISE,
            f"No addition to {name} fits {what!r} {days}; some in the half year before do.",
            would_change="another publication date, or another list",
        )
    if not seen.inside and held.timeline[-1].seen_at[:10] < seen.end:
        return Finding(
            NOT_HELD,
            f"No snapshot of {name} is held inside {seen.time.start} to {seen.end}.",
            would_change=f"snapshots of {name} for that time",
        )
    if name in excerpts():
        return Finding(
            NOT_HELD,
            f"{name} is an excerpt: that it shows no such addition tells nothing.",
            would_change="the whole list",
        )
    return Finding(
        NOT_HELD if added or unheld else NOT_LISTED,
        f"{name} added {_entries(len(added))} {days}, and none shows that it fits {what!r}.",
        would_change="files of addresses and other names of the list, which may show a country",
    )


def _entries(count: int) -> str:
    return f"{count} {'entry' if count == 1 else 'entries'}"


def _changes(case: Case, window: Window) -> Answer:
    key = f"changes {window.list} {window.start} {window.end}"
    return case.ask(key, lambda: changes(case.view, case.listings, window))


def _ranked(case: Case, answer: Answer, time: _Time, described: Description) -> list[Shown]:
    """Rank the additions of an answer, once for each description."""
    window = tuple(str(answer.parameters[name]) for name in ("list", "from", "to"))
    key = (*window, time, replace(described, words=""))
    found = case.ranked.get(key)
    if not isinstance(found, list):
        found = case.ranked[key] = rank(case, _additions(answer, time), described)
    return found


def _additions(answer: Answer, time: _Time) -> list[Shown]:
    return [
        Shown(
            row, answer, excluded=None if row["seen"][:10] >= time.start else f"added before the window ({time.rule})"
        )
        for row in answer.rows
        if row["change"] == "added"
    ]
