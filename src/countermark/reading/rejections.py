"""Whose denial a clause is, where the cue is the noun of what others say: `rejected reports that`, `... are false`."""

from __future__ import annotations

from bisect import bisect_left

from msgspec import structs

from countermark.reading.asserted import frames, says_false
from countermark.reading.draft import Draft
from countermark.reading.subjects import subject_before
from countermark.reading.types import Claim, Span

_FAR = 80


def rejected(text: str, draft: Draft, others: list[Draft]) -> None:
    """Make a claim of what somebody rejects his own denial, unless that was read already."""
    known = frames()
    if draft.cue is None or not draft.content or text[draft.cue.start : draft.cue.end].lower() not in known.nouns:
        return
    cue = draft.cue
    near = [one for one in others if one.unit is draft.unit and one.stance == "denies"]
    if any(piece.covers(cue) for one in near for piece in one.content):
        return
    low = max(draft.unit.start[0], draft.cue.start - _FAR)
    before = text[low : draft.cue.start]
    if known.called.search(before):
        # The narrator calls it false (`false claims that`): the denial is of nobody named.
        draft.stance, draft.speaker = "denies", None
        return
    found = known.rejects.search(before)
    if found is None:
        found = known.calls.search(before)
        if found is None or not known.false_end.search(draft.content[-1].of(text)):
            return
    begin = low + found.start(1)
    at = bisect_left(draft.unit.start, begin)
    subject = subject_before(draft.unit, at)
    if subject is not None:
        draft.speaker = draft.unit.span(subject.first, subject.last)
    elif draft.speaker is not None:
        draft.speaker = None
    draft.cue = Span(begin, draft.cue.end)
    draft.lemma = found[1].lower()
    draft.stance = "denies"


def called_false(text: str, claim: Claim, parent: Claim) -> Claim:
    """Make an allegation of nobody's a denial by whoever calls it false (`said the reports that ... are untrue`)."""
    if claim.speaker.span is not None or claim.stance in {"denies", "omits"} or claim.cue is None:
        return claim
    if claim.cue.span.of(text).lower() not in frames().nouns:
        return claim
    around = next((piece for piece in parent.content if piece.covers(claim.cue.span)), None)
    if around is None:
        return claim
    clause = text[claim.cue.span.start : min(around.end, claim.cue.span.start + 3 * _FAR)]
    negated = frames().false_behind.search(clause) is not None and "not true" in clause
    if not says_false(clause) and not negated:
        return claim
    return structs.replace(claim, stance="denies", speaker=parent.speaker)
