"""Which claim encloses a place of the text, and who is named as a speaker there."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from typing import Final

from countermark.reading.types import Claim, Span

ClaimAt = Callable[[Span], "Claim | None"]
_NO_SPEECH: Final = frozenset({"omits", "declines_comment"})
_STEPS: Final = 200


class Cover:
    """Which claim encloses a place: the smallest whose content covers it."""

    def __init__(self, claims: tuple[Claim, ...]) -> None:
        """Index the content of the claims of a text."""
        self._by_id = {claim.id: claim for claim in claims}
        named = [(claim.speaker.span, claim) for claim in claims if claim.speaker.span is not None]
        self._speakers = sorted(named, key=lambda one: one[0])
        self._unsaid = sorted(piece for claim in claims if claim.stance in _NO_SPEECH for piece in claim.content)
        pieces = [
            (piece.start, piece.end, sum(one.end - one.start for one in claim.content), claim)
            for claim in claims
            if claim.stance not in _NO_SPEECH
            for piece in claim.content
        ]
        self._pieces = sorted(pieces, key=lambda one: (one[0], one[1]))
        self._longest = max((end - start for start, end, _, _ in pieces), default=0)

    def speakers_in(self, low: int, high: int) -> Iterator[tuple[Span, Claim]]:
        """Give the claims whose speaker is named between two places, and where."""
        at = bisect_left(self._speakers, low, key=lambda one: one[0].start)
        while at < len(self._speakers) and self._speakers[at][0].start < high:
            yield self._speakers[at]
            at += 1

    def unsaid(self, span: Span) -> bool:
        """Tell whether a place belongs to what was not said."""
        at = bisect_right(self._unsaid, span.start, key=lambda piece: piece.start)
        return any(piece.covers(span) for piece in self._unsaid[max(at - _STEPS, 0) : at])

    def claim_at(self, span: Span) -> Claim | None:
        """Give the smallest claim whose content covers a span."""
        low, high = 0, len(self._pieces)
        while low < high:
            middle = (low + high) // 2
            if self._pieces[middle][0] <= span.start:
                low = middle + 1
            else:
                high = middle
        best: tuple[int, Claim] | None = None
        for at in range(low - 1, max(low - _STEPS, 0) - 1, -1):
            start, end, size, claim = self._pieces[at]
            if span.start - start > self._longest:
                break
            if end >= span.end and (best is None or size < best[0]):
                best = (size, claim)
        return self._denial(best[1]) if best else None

    def _denial(self, claim: Claim) -> Claim:
        """Give who denies an allegation of nobody's, instead of it (`rejected the allegation that`)."""
        around = self._by_id.get(claim.parent or "")
        if claim.speaker.span is None and around is not None and around.stance == "denies":
            return around
        return claim
