"""A claim on its way, and what every rule needs to make one."""

from __future__ import annotations

import msgspec

from countermark.reading.lexicon import LEXICON, Word
from countermark.reading.phrases import Phrase
from countermark.reading.subjects import subject_after
from countermark.reading.tokens import Unit
from countermark.reading.types import Span

W = Word
Pieces = list[tuple[int, int]]


class Draft(msgspec.Struct):
    """A claim on its way. `quoted` tells for every word of the content whether it is a quotation.

    `waits`: the content is the quotation that follows the sentence. `carried`: the speaker is the one of the claim
    before, whom this sentence does not name.
    """

    unit: Unit
    rule: str
    cue: Span | None
    lemma: str
    stance: str
    content: list[Span] = msgspec.field(default_factory=list)
    quoted: list[bool] = msgspec.field(default_factory=list)
    speaker: Span | None = None
    hearer: Span | None = None
    via: list[Span] = msgspec.field(default_factory=list)
    negated: bool = False
    factive: bool = False
    carried: bool = False
    waits: bool = False
    stop: int = 0


def draft(
    unit: Unit, rule: str, cue: tuple[int, int], lemma: str, stance: str, pieces: Pieces, subject: Phrase | None
) -> Draft:
    """Make a draft from words of a unit; pieces are (first, last) words, both included."""
    pieces = [part for piece in pieces for part in _quotations_apart(unit, *piece)]
    return Draft(
        via=[unit.span(phrase.first, phrase.last) for phrase in chain(unit, subject)] if subject else [],
        unit=unit,
        rule=rule,
        cue=unit.span(*cue),
        lemma=lemma,
        stance=stance,
        content=[unit.span(first, last) for first, last in pieces],
        quoted=[bool(unit.flag[i] & W.QUOTE) for first, last in pieces for i in range(first, last + 1)],
        speaker=unit.span(subject.first, subject.last) if subject else None,
        stop=max([cue[1], *(last for _, last in pieces)]),
    )


def _quotations_apart(unit: Unit, first: int, last: int) -> Pieces:
    """Keep quotations that stand beside each other, with nothing between them, as pieces of their own."""
    if first < last and all(unit.flag[at] & W.QUOTE for at in range(first, last + 1)):
        return [(at, at) for at in range(first, last + 1)]
    return [(first, last)]


def chain(unit: Unit, subject: Phrase) -> list[Phrase]:
    """Give who stands between a document and its reader ("information gathered by A and shared with B")."""
    first, last = subject.first, subject.last
    if not any(unit.word[i] in LEXICON.documents for i in range(first, min(first + 4, last + 1))):
        return []
    found: list[Phrase] = []
    for at in range(first + 1, last):
        if unit.flag[at] & W.ED and unit.word[at + 1] in {"by", "with", "from", "to"} and at + 2 <= last:
            phrase = subject_after(unit, at + 2)
            if phrase is not None:
                stop = min(phrase.last, last)
                joined = [i for i in range(phrase.first, stop) if unit.flag[i] & W.AND and unit.flag[i + 1] & W.ED]
                found.append(Phrase(phrase.first, joined[0] - 1 if joined else stop))
    return found


def clause_start(unit: Unit, last: int, taken: list[Draft]) -> int:
    """Give the first word of the clause that ends at `last`: after what earlier drafts took."""
    flags = unit.flag
    first = last
    while first > 0 and not flags[first - 1] & W.SEMI and not (flags[first - 1] & W.TERM and flags[first] & W.CAP):
        first -= 1
    for earlier in taken:
        if first <= earlier.stop < last:
            first = earlier.stop + 1
    while first < last and (flags[first] & (W.COMMA | W.DASH) or unit.word[first] in {"and", "or"}):
        first += 1
    if first + 2 < last and flags[first + 1] & W.COMMA and flags[first] & (W.ADV | W.BUT):
        first += 2
    return first
