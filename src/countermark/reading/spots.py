"""A spot: words that name something. Which words a span covers, and which of overlapping spots to keep."""

from __future__ import annotations

from dataclasses import dataclass

from countermark.reading.terms import Words
from countermark.reading.types import Span


@dataclass(slots=True)
class Spot:
    """Words `first` up to `last` that name something; `entity` is empty where only the text itself names it."""

    first: int
    last: int
    kind: str
    entity: str = ""
    caption: str = ""
    schema: str = ""
    country: str = ""
    how: str = ""
    candidates: tuple[str, ...] = ()
    span: Span | None = None

    def place(self, words: Words) -> Span:
        """Give the span of its words, or the exact one where a name is only a part of what was taken as a word."""
        return self.span or Span(words.starts[self.first], words.ends[self.last - 1])


def word_range(words: Words, span: Span) -> tuple[int, int]:
    """Give the words that a span covers, the last exclusive."""
    first = words.at(span.start)
    last = first
    while last < len(words) and words.starts[last] < span.end:
        last += 1
    return first, last


def choose(spots: list[Spot], count: int) -> list[Spot]:
    """Keep the longest where spots overlap, the earlier kind where they are equally long; in order of place."""
    taken = bytearray(count)
    kept: list[Spot] = []
    for spot in sorted(spots, key=lambda one: one.first - one.last):
        if not any(taken[spot.first : spot.last]):
            taken[spot.first : spot.last] = b"\1" * (spot.last - spot.first)
            kept.append(spot)
    return sorted(kept, key=lambda one: one.first)
