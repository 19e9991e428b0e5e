"""Decide between the readings of one marking by what lies outside its text, each decision with its reason.

1. A reading is dropped only by evidence that excludes it; the evidence and the reading are kept side by side.
2. If the evidence would drop every reading, none is dropped and the verdict is `conflict`.
3. The other parts of a board are evidence, not proof (old stock goes into new weapons): they never drop a reading.
4. A decade that nothing in the text excludes (`floor` assumed) may be resolved, but does not bound an assembly date.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import msgspec

from countermark.marking.types import Reading, Verdict
from countermark.model.dates import Interval


@dataclass(frozen=True, slots=True)
class Context:
    """What is known beside the text: all optional.

    recovered: when the specimen was recovered; introduced: first day the part type was sold; clock: days the maker's
    lot-number clock gives for the lot; stated: the production date its publisher states; board: the days the other
    parts of the board were made in; today: the day of the question.
    """

    recovered: Interval | None = None
    introduced: date | None = None
    clock: Interval | None = None
    stated: Interval | None = None
    board: Interval | None = None
    today: date | None = None


class Dropped(msgspec.Struct, frozen=True):
    """A reading that evidence excludes, and the evidence."""

    reading: Reading
    why: str


class Resolution(msgspec.Struct, frozen=True, kw_only=True):
    """The readings that survive; `bounding` tells whether the one left may bound a date of assembly."""

    verdict: Verdict
    readings: list[Reading]
    dropped: list[Dropped]
    reasons: list[str]
    bounding: bool

    @property
    def interval(self) -> Interval | None:
        """The one interval left, or None."""
        return self.readings[0].interval if self.verdict == "single" else None


def _excluded(reading: Reading, context: Context) -> str:
    slack = timedelta(days=reading.tolerance_days)
    if context.today and reading.made_from - slack > context.today:
        return f"would lie after {context.today}"
    if context.recovered and reading.made_from - slack >= context.recovered.end:
        return f"would lie after recovery ({context.recovered.last})"
    if context.introduced and reading.made_to + slack <= context.introduced:
        return f"would lie before the part was introduced ({context.introduced})"
    return ""


def _by_clock(readings: list[Reading], clock: Interval) -> tuple[list[Reading], list[Dropped], str]:
    inside = [reading for reading in readings if reading.interval.overlaps(clock)]
    if not inside:
        return readings, [], f"the lot-number clock gives {clock.start} to {clock.last}: none of the readings fits"
    dropped = [
        Dropped(reading, f"the lot-number clock gives {clock.start} to {clock.last}")
        for reading in readings
        if reading not in inside
    ]
    note = f"lot-number clock: {clock.start} to {clock.last}" if dropped else ""
    return inside, dropped, note


def _intervals(readings: list[Reading]) -> set[tuple[date, date]]:
    return {(reading.made_from, reading.made_to) for reading in readings}


def resolve(readings: list[Reading], context: Context, *, verdict: Verdict | None = None) -> Resolution:
    """Say which readings survive the evidence, and why.

    Args:
        readings: the readings of one marking.
        context: what is known outside its text.
        verdict: the verdict on the text alone; `conflict` there stays unless one reading is left.
    """
    kept: list[Reading] = []
    dropped: list[Dropped] = []
    reasons: list[str] = []
    for reading in readings:
        why = _excluded(reading, context)
        if why:
            dropped.append(Dropped(reading, why))
        else:
            kept.append(reading)
    if readings and not kept:
        reasons.append("evidence outside the text excludes every reading: " + dropped[0].why)
        return Resolution(verdict="conflict", readings=readings, dropped=[], reasons=reasons, bounding=False)
    if context.clock and len(_intervals(kept)) > 1:
        kept, more, note = _by_clock(kept, context.clock)
        dropped += more
        if note:
            reasons.append(note)
    if context.stated:
        conflict, kept, more = _by_statement(kept, context.stated)
        dropped += more
        if conflict:
            reasons.append(conflict)
            return Resolution(verdict="conflict", readings=kept, dropped=dropped, reasons=reasons, bounding=False)
    if context.board and len(_intervals(kept)) > 1:
        near = [reading for reading in kept if reading.made_to > context.board.start - timedelta(days=3650 // 2)]
        if near and len(near) < len(kept):
            reasons.append("the other parts of the board speak for the later decade; evidence, not proof: left open")
    return _conclude(kept, dropped, reasons, verdict, stated=context.stated is not None)


def _by_statement(readings: list[Reading], stated: Interval) -> tuple[str, list[Reading], list[Dropped]]:
    """Set the publisher's stated date against the readings; it selects among them or conflicts with all."""
    if not readings:
        return "", readings, []
    slack = timedelta(days=7)
    wide = Interval(stated.start - slack, stated.end + slack)
    fitting = [reading for reading in readings if reading.interval.overlaps(wide)]
    if not fitting:
        return (
            (
                f"the publisher states {stated.start} to {stated.last}; the marking reads "
                + " or ".join(sorted({f"{r.made_from} to {r.interval.last}" for r in readings}))
                + ": both are kept"
            ),
            readings,
            [],
        )
    dropped = [
        Dropped(reading, f"the publisher states {stated.start} to {stated.last}")
        for reading in readings
        if reading not in fitting
    ]
    return "", fitting, dropped


def _conclude(
    kept: list[Reading],
    dropped: list[Dropped],
    reasons: list[str],
    verdict: Verdict | None,
    *,
    stated: bool,
) -> Resolution:
    intervals = _intervals(kept)
    final: Verdict
    if not kept:
        final = "none"
    elif len(intervals) == 1:
        final = "single"
    else:
        final = "conflict" if verdict == "conflict" else "ambiguous"
    floors = {reading.floor for reading in kept}
    bounding = final == "single" and ("assumed" not in floors or stated)
    if final == "single" and not bounding:
        reasons = [*reasons, "decades before 2004 are not excluded by the text: does not bound an assembly date"]
    if dropped:
        reasons = [*reasons, *(f"{d.reading.made_from}/{d.reading.made_to} dropped: {d.why}" for d in dropped)]
    return Resolution(verdict=final, readings=kept, dropped=dropped, reasons=reasons, bounding=bounding)
