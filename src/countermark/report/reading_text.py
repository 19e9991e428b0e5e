"""A report's text cut for print: blocks (paragraphs, headings, credits), and in them the places of the units.

1. Nothing of the text is left out silently: a long text is shown around its units only, and every gap says its length.
2. A block holds the cards of the units that begin in it, so that without a script they follow their paragraph.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from markupsafe import Markup

from countermark.reading.types import Reading, Span
from countermark.report.reading_units import Unit
from countermark.report.reading_words import readable

WHOLE = 200_000
CONTEXT = 280
LONG = 1_600


@dataclass(frozen=True, slots=True)
class Mark:
    """A place of a unit in the text: `role` is said, who or cue."""

    start: int
    end: int
    number: int
    role: str
    style: str
    closes: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text under the same units; `opens` and `closes` are the units whose words begin and end here."""

    html: Markup
    said: tuple[int, ...] = ()
    other: tuple[int, ...] = ()
    style: str = ""
    roles: str = ""
    opens: tuple[int, ...] = ()
    closes: tuple[int, ...] = ()


@dataclass(slots=True)
class Block:
    """A paragraph or a part of it; `left_out` is the number of characters before it that are not shown."""

    kind: str
    pieces: list[Piece]
    units: list[Unit] = field(default_factory=list)
    left_out: int = 0
    cut_before: bool = False
    cut_after: bool = False


def paragraphs(reading: Reading) -> Iterator[tuple[Span, str]]:
    """Give every paragraph with its kind; together they hold every word of the text."""
    text = reading.text
    starts: list[tuple[int, set[str]]] = []
    last = None
    for sentence in reading.sentences:
        if sentence.paragraph != last or not starts:
            starts.append((sentence.span.start, set()))
            last = sentence.paragraph
        starts[-1][1].add(sentence.kind)
    if not starts:
        yield from _lines(text)
        return
    if text[: starts[0][0]].strip():
        starts.insert(0, (0, {"prose"}))
    for index, (start, kinds) in enumerate(starts):
        end = starts[index + 1][0] if index + 1 < len(starts) else len(text)
        if span := _stripped(text, start, end):
            yield span, kinds.pop() if len(kinds) == 1 else "prose"


def _lines(text: str) -> Iterator[tuple[Span, str]]:
    start = 0
    for line in text.splitlines(keepends=True):
        if span := _stripped(text, start, start + len(line)):
            yield span, "prose"
        start += len(line)


def _stripped(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None


def marks(units: Sequence[Unit]) -> list[Mark]:
    """Give the places of units, in order."""
    found = [mark for unit in units for mark in _marks(unit)]
    return sorted(found, key=lambda mark: (mark.start, -mark.end, mark.number))


def _marks(unit: Unit) -> Iterator[Mark]:
    last = max(span.end for span in unit.said)
    for span in unit.said:
        yield Mark(span.start, span.end, unit.number, "said", unit.style, span.end == last)
    if unit.claim:
        cue = unit.claim.cue.span if unit.claim.cue else None
        for role, place in (("who", unit.claim.speaker.span), ("cue", cue)):
            if place and place.start < place.end and place not in unit.said:
                yield Mark(place.start, place.end, unit.number, role, unit.style)


def windows(text: str, places: Sequence[Mark]) -> list[Span]:
    """Choose what of a text is shown: all of it, or the surroundings of the marks where it is long."""
    length = len(text)
    if length <= WHOLE:
        return [Span(0, length)]
    wanted: list[tuple[int, int]] = [(0, _word(text, CONTEXT, -1))]
    for mark in places:
        ends = ((mark.start, mark.end),) if mark.end - mark.start <= LONG else (
            (mark.start, mark.start + LONG // 2), (mark.end - LONG // 2, mark.end)
        )  # fmt: skip
        wanted += [(_word(text, start - CONTEXT, 1), _word(text, end + CONTEXT, -1)) for start, end in ends]
    wanted.sort()
    joined = [wanted[0]]
    for start, end in wanted[1:]:
        if start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return [Span(start, end) for start, end in joined]


def _word(text: str, at: int, step: int) -> int:
    """Move a cut to a blank near it, so that no word is cut; where there is none, leave it."""
    if not 0 < at < len(text):
        return min(max(at, 0), len(text))
    return next((near for near in range(at, at + 40 * step, step) if text[near : near + 1].isspace()), at)


def blocks(reading: Reading, units: Sequence[Unit]) -> list[Block]:
    """Cut the text into blocks with their pieces and units."""
    places = marks(units)
    shown = windows(reading.text, places)
    waiting = sorted(units, key=lambda unit: (unit.start, unit.number))
    opened: set[int] = set()
    carried: list[Mark] = []
    found: list[Block] = []
    at = following = taken = first = 0
    for span, kind in paragraphs(reading):
        while first < len(shown) and shown[first].end <= span.start:
            first += 1
        for window in _inside(span, shown, first):
            while following < len(places) and places[following].start < window.end:
                carried.append(places[following])
                following += 1
            carried = [mark for mark in carried if mark.end > window.start]
            block = Block(kind, pieces(reading.text, window, carried, opened))
            block.left_out = len(reading.text[at : window.start].strip())
            block.cut_before, block.cut_after = window.start > span.start, window.end < span.end
            at = window.end
            while taken < len(waiting) and waiting[taken].start < window.end:
                block.units.append(waiting[taken])
                taken += 1
            found.append(block)
    if found:
        found[-1].units += waiting[taken:]
    return found


def rest_left_out(reading: Reading, units: Sequence[Unit]) -> int:
    """Count the characters behind the last block that are not shown."""
    return len(reading.text) - windows(reading.text, marks(units))[-1].end


def _inside(span: Span, shown: Sequence[Span], first: int) -> Iterator[Span]:
    for index in range(first, len(shown)):
        window = shown[index]
        if window.start >= span.end:
            return
        yield Span(max(window.start, span.start), min(window.end, span.end))


def pieces(text: str, window: Span, places: Sequence[Mark], opened: set[int]) -> list[Piece]:
    """Cut a stretch of text wherever a place begins or ends; `opened` remembers the units that have begun."""
    edges = {window.start, window.end}
    for mark in places:
        edges.update(edge for edge in (mark.start, mark.end) if window.start < edge < window.end)
    ordered = sorted(edges)
    found: list[Piece] = []
    active: list[Mark] = []
    following = 0
    for start, end in pairwise(ordered):
        active = [mark for mark in active if mark.end > start]
        while following < len(places) and places[following].start <= start:
            if places[following].end > start:
                active.append(places[following])
            following += 1
        found.append(_piece(text, Span(start, end), active, opened))
    return found


def _piece(text: str, span: Span, active: Sequence[Mark], opened: set[int]) -> Piece:
    said = [mark for mark in active if mark.role == "said"]
    inner = min(said, key=lambda mark: (mark.end - mark.start, mark.number), default=None)
    opens = tuple(dict.fromkeys(mark.number for mark in said if mark.number not in opened))
    opened.update(opens)
    return Piece(
        html=readable(span.of(text)),
        said=tuple(dict.fromkeys(mark.number for mark in said)),
        other=tuple(dict.fromkeys(mark.number for mark in active if mark.role != "said")),
        style=inner.style if inner else "",
        roles=" ".join(sorted({mark.role for mark in active if mark.role != "said"})),
        opens=opens,
        closes=tuple(dict.fromkeys(mark.number for mark in said if mark.closes and mark.end == span.end)),
    )
