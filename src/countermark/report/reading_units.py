"""What the page of a report speaks of, one unit each: a claim, or a statement of the outlet; with its check rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from countermark.model.answer import Row
from countermark.reading.types import Claim, Event, Link, Reading, Span, Speaker
from countermark.report.reading_words import VERDICT_ORDER, verdict_style

MOST_UNITS = 1_200


@dataclass(frozen=True, slots=True)
class Unit:
    """A claim, or what the outlet says in its own voice; `said` are the places of its words, in order."""

    number: int
    said: tuple[Span, ...]
    rows: tuple[Row, ...]
    claim: Claim | None = None
    event: Event | None = None

    @property
    def reported(self) -> bool:
        """Tell whether the outlet speaks in its own voice."""
        return self.claim is None and all(row.get("voice") != "claimed" for row in self.rows)

    @property
    def verdict(self) -> str | None:
        """Give the verdict that says most, in the order of the list of verdicts."""
        given = {row["verdict"] for row in self.rows}
        return next((verdict for verdict in VERDICT_ORDER if verdict in given), None)

    @property
    def style(self) -> str:
        """Give the style of the verdict."""
        return verdict_style(self.verdict)[0]

    @property
    def start(self) -> int:
        """Give the place of the first word."""
        return min(span.start for span in self.said)


def units(reading: Reading, rows: Iterable[Row]) -> tuple[list[Unit], int]:
    """Number the claims of a reading and the outlet's statements that were checked, in the order of the text.

    Returns the units that the page shows and how many there are in all; the page shows the first 1,200.
    """
    by_claim: dict[str, list[Row]] = defaultdict(list)
    outlet: dict[tuple[int, int], list[Row]] = defaultdict(list)
    known = {claim.id for claim in reading.claims}
    for row in rows:
        if row.get("claim") in known:
            by_claim[row["claim"]].append(row)
        elif not _is_idle(row):
            outlet[row["start"], row["end"]].append(row)
    found: list[tuple[tuple[Span, ...], tuple[Row, ...], Claim | None, Event | None]]
    found = [(said, tuple(by_claim[claim.id]), claim, None) for claim in reading.claims if (said := _places(claim))]
    found += [
        ((Span(start, end),), tuple(mine), None, _event(reading, mine))
        for (start, end), mine in outlet.items()
        if 0 <= start < end <= len(reading.text)
    ]
    found.sort(key=lambda one: (one[0][0], -one[0][-1].end))
    return [
        Unit(number, said, mine, claim, event)
        for number, (said, mine, claim, event) in enumerate(found[:MOST_UNITS], start=1)
    ], len(found)


def _is_idle(row: Row) -> bool:
    """Tell whether a row is of something the outlet mentions and no question is for: a visit, a post, a role."""
    return row.get("voice") == "reported" and row.get("kind") == "other" and row["verdict"] == "not testable"


def idle(rows: Iterable[Row]) -> int:
    """Count the outlet's statements that get no card, since no question is for them."""
    return sum(_is_idle(row) for row in rows)


def _places(claim: Claim) -> tuple[Span, ...]:
    """Give the places of a claim's words; where it has none (a silence), those of its cue or its speaker."""
    said = tuple(sorted(span for span in claim.content if span.start < span.end))
    if said:
        return said
    spare = [claim.cue.span if claim.cue else None, claim.speaker.span]
    return tuple(span for span in spare if span and span.start < span.end)[:1]


def _event(reading: Reading, rows: list[Row]) -> Event | None:
    index = next((row["event"] for row in rows if row.get("event") is not None), None)
    return reading.events[index] if index is not None and 0 <= index < len(reading.events) else None


def speaker_name(speaker: Speaker, text: str) -> str:
    """Name a speaker: what the words were resolved to, else the words."""
    if speaker.caption:
        return speaker.caption
    return speaker.span.of(text) if speaker.span else "a speaker who is not named"


def outlet_name(reading: Reading) -> str:
    """Name the outlet."""
    return reading.outlet or "the outlet"


def voice(unit: Unit, reading: Reading) -> str:
    """Name who speaks in a unit."""
    if unit.claim:
        return speaker_name(unit.claim.speaker, reading.text)
    return outlet_name(reading) if unit.reported else str(unit.rows[0].get("speaker") or "a speaker who is not named")


def linked(units: Iterable[Unit], links: Iterable[Link]) -> dict[int, list[tuple[str, bool, int, str]]]:
    """Give the links of each unit: type, whether it goes out from it, the other's number, and the basis."""
    numbers = {unit.claim.id: unit.number for unit in units if unit.claim}
    found: dict[int, list[tuple[str, bool, int, str]]] = defaultdict(list)
    for link in links:
        source, target = numbers.get(link.source), numbers.get(link.target)
        if source and target:
            found[source].append((link.type, True, target, link.basis))
            found[target].append((link.type, False, source, link.basis))
    return found
