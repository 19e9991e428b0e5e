"""When was a part made, by its marking, against what a report says? Asked of the reader of markings, as `made` is.

1. The marking is the one in the claim's paragraph that stands in its words or nearest before them.
2. What is claimed is an interval (`made in April 2022`), or a side of a day (`after 24 February 2022`). Controls spoken
   of without a day are those of the jurisdiction named, else the control `made` takes by default; the row names it.
3. One interval decides; several possible ones are `open`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from countermark.answers.claim_case import Case, Finding, Period, period_of
from countermark.answers.claim_units import Unit
from countermark.answers.made import DEFAULT_CONTROL
from countermark.marking import Marking, read
from countermark.model.answer import Row
from countermark.model.dates import Interval
from countermark.reading.types import Span
from countermark.reference.controls import Control, control, controls
from countermark.reference.makers import find_maker

FITS, FITS_NOT, OPEN = "undisputed interval fits", "does not fit", "open"
DEFINITION = (
    "Date of manufacture from the date code in the marking as the report prints it: nominal interval of the maker's "
    "rule, half-open, UTC days. Fits: every possible interval lies inside what is claimed."
)
_MARKING = re.compile(
    r"\b(?:marked|markings?|stamped|inscribed|labell?ed|reads?|code)\b[:\s]+(?:with\s+|as\s+|the\s+(?:code|marking)\s+)*"
    r"[“\"'‘]?([A-Z0-9](?:[\w./+-]*\w)?(?:\s+[A-Z0-9](?:[\w./+-]*\w)?){0,7})"
)
_SIDE = re.compile(r"\b(after|since|later than|before|prior to|until|by)\b", re.IGNORECASE)
_EARLIER = frozenset({"before", "prior to", "until", "by"})
_CONTROLS = re.compile(r"\b(controls?|sanctions|export rules|restrictions|embargo|ban)\b", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_CAPITALS = re.compile(r"\b[A-Z][\w&.-]*(?:\s+[A-Z][\w&.-]*){0,3}")


@dataclass(frozen=True, slots=True)
class _Claimed:
    """What is claimed: inside a time, or after or before its beginning."""

    side: str
    days: Interval
    words: str


def ask_made(case: Case, unit: Unit) -> Finding:
    """Test when a part was made."""
    marking, span = _marking(case, unit)
    claimed = _claimed(case, unit, span)
    if marking is None:
        return Finding(
            "",
            "The report prints no marking near these words: nothing dates the part.",
            definition=DEFINITION,
            would_change="the marking of the part, or rows of the specimen (countermark made)",
        )
    evidence, cite = _rows(case, marking)
    asked = {"marking": marking.text, "maker": marking.maker, "claimed": [one.words for one in claimed]}
    if not claimed:
        return Finding(
            OPEN if marking.verdict != "none" else "",
            f"The words give no time to test. By its marking the part was {_spans(marking)}.",
            asked=asked, definition=DEFINITION, evidence=evidence, cite=cite,
            would_change="a day or a control that the claim names",
        )  # fmt: skip
    if not marking.readings:
        return Finding(
            OPEN, f"The marking {marking.text!r} holds no date code that can be read.",
            asked=asked, definition=DEFINITION, evidence=evidence, cite=cite,
            would_change="a photograph of the whole marking, or its maker",
        )  # fmt: skip
    fits = [[_fits(Interval(one.made_from, one.made_to), want) for want in claimed] for one in marking.readings]
    told = f"By its marking the part was {_spans(marking)}; claimed: {', '.join(one.words for one in claimed)}."
    if marking.verdict == "conflict":
        verdict = OPEN
    elif all(all(answer is True for answer in row) for row in fits):
        verdict = FITS
    elif all(any(answer is False for answer in row) for row in fits):
        verdict = FITS_NOT
    else:
        verdict = OPEN
    return Finding(
        verdict, told, asked=asked, definition=DEFINITION, evidence=evidence, cite=cite,
        would_change="another reading of the date code, or a misprint of the marking in the report",
    )  # fmt: skip


def _marking(case: Case, unit: Unit) -> tuple[Marking | None, Span | None]:
    """Read the marking in the words, else the nearest one before them in their paragraph."""
    text = case.reading.text
    place = case.places.paragraph(unit.span)
    found = [
        (match, marking)
        for match in _MARKING.finditer(text, place.start, place.end)
        if _DIGIT.search(match[1]) and (marking := _read(case, match[1], place.of(text))) is not None
    ]
    if not found:
        return None, None
    near = [one for one in found if one[0].start() <= unit.span.end] or found[:1]
    match, marking = near[-1]
    return marking, Span(*match.span(1))


def _read(case: Case, marked: str, around: str) -> Marking | None:
    """Read a marking with the maker that stands near it; a text without anything of a marking is none."""
    found = [read(marked, maker, latest=case.latest) for maker in (*_makers(around), None)]
    dated = [marking for marking in found if marking.readings]
    if dated:
        return dated[0]
    return found[-1] if found[-1].parts else None


def _makers(words: str) -> list[str]:
    """Give the names of known makers that stand in the words."""
    runs = _CAPITALS.findall(words)
    parts = [part for run in runs for part in (run, *run.split())]
    return [part for part in dict.fromkeys(parts) if find_maker(part).status == "known"]


def _claimed(case: Case, unit: Unit, marking: Span | None) -> list[_Claimed]:
    text = case.reading.text
    found = []
    area = case.places.sentence(unit.span)
    for date in case.places.dates([area]):
        if marking is not None and marking.overlaps(date.span):
            continue
        period = period_of(date, text)
        if period is not None:
            found.append(_sided(text, area, date.span, period))
    words = area.of(text)
    if not found and _CONTROLS.search(words) and (side := _SIDE.search(words)):
        chosen = _control(words)
        word = "before" if side[1].casefold() in _EARLIER else "after"
        day = Interval(chosen.day, chosen.day + timedelta(days=1))
        found.append(_Claimed(word, day, f"{word} {chosen.title} ({chosen.day})"))
    return found


def _control(words: str) -> Control:
    """Choose the control that words without a day can mean: the first since 2022 of a jurisdiction named."""
    chosen = control(DEFAULT_CONTROL)
    if re.search(rf"\b{re.escape(chosen.jurisdiction)}\b", words):
        return chosen
    named = [
        one
        for one in controls()
        if one.kind == "control" and one.day >= chosen.day and re.search(rf"\b{re.escape(one.jurisdiction)}\b", words)
    ]
    return named[0] if named else chosen


def _sided(text: str, area: Span, date: Span, period: Period) -> _Claimed:
    before = text[area.start : date.start]
    clause = re.split(r"[,;]", before)[-1]
    sides = _SIDE.findall(clause)
    word = sides[-1].casefold() if sides else ""
    side = "before" if word in _EARLIER else "after" if word else "inside"
    return _Claimed(side, period.days, f"{word} {period.words}".strip())


def _fits(made: Interval, want: _Claimed) -> bool | None:
    """Tell whether a time of manufacture fits what is claimed; None where it is open."""
    if want.side == "inside":
        if want.days.start <= made.start and made.end <= want.days.end:
            return True
        return None if made.overlaps(want.days) else False
    if want.side == "after":
        return {"after": True, "before": False, "undetermined": None}[made.against(want.days.start)]
    return {"before": True, "after": False, "undetermined": None}[made.against(want.days.start)]


def _spans(marking: Marking) -> str:
    spans = [f"{one.made_from} to {Interval(one.made_from, one.made_to).last}" for one in marking.readings]
    return f"made {' or '.join(spans)}" if spans else "not dated"


def _rows(case: Case, marking: Marking) -> tuple[list[Row], list[int]]:
    """Give the readings as evidence, and the ledger's rows that bear the same marking."""
    rows: list[Row] = [
        {
            "token": one.token,
            "made_from": one.made_from.isoformat(),
            "made_to": one.made_to.isoformat(),
            "precision": one.precision,
            "rule": one.rule,
            "basis": "; ".join(one.reasons),
            "source_id": None,
        }
        for one in marking.readings
    ]
    if case.marked is None:
        return rows, []
    more, places = case.marked(marking.text)
    cites = [case.citations.cite(one.original, one.locator) for one in places if one.original is not None]
    return [*rows, *more], cites
