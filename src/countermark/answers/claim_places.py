"""Where things stand in a report: the sentence and paragraph of a span, the mentions and dates inside it.

Everything is found by bisection, so that the units of a long report cost no more than those of a short one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from itertools import accumulate

from countermark.reading.types import Argument, DateMention, Mention, Reading, Span


class Places:
    """The places of one reading."""

    def __init__(self, reading: Reading) -> None:
        """Sort what a reading holds by place."""
        self.reading = reading
        self._sentences = sorted(reading.sentences, key=lambda one: one.span)
        self._ends = list(accumulate((one.span.end for one in self._sentences), max))
        self._mentions = sorted(enumerate(reading.mentions), key=lambda one: one[1].span)
        self._starts = [one.span.start for _, one in self._mentions]
        self._dates = sorted(reading.dates, key=lambda one: one.span)
        self._date_starts = [one.span.start for one in self._dates]
        self._paragraphs: dict[int, Span] = {}
        for one in self._sentences:
            before = self._paragraphs.get(one.paragraph, one.span)
            joined = Span(min(before.start, one.span.start), max(before.end, one.span.end))
            self._paragraphs[one.paragraph] = joined

    def sentence(self, span: Span) -> Span:
        """Give the first sentence that a span stands in, or the span itself."""
        at = bisect_left(self._ends, span.start + 1)
        if at < len(self._sentences) and self._sentences[at].span.overlaps(span):
            return self._sentences[at].span
        return span

    def paragraph(self, span: Span) -> Span:
        """Give the paragraph that a span begins in, or the span itself."""
        at = bisect_left(self._ends, span.start + 1)
        if at < len(self._sentences) and self._sentences[at].span.overlaps(span):
            return self._paragraphs[self._sentences[at].paragraph]
        return span

    def indexed(self, spans: Iterable[Span]) -> list[tuple[int, Mention]]:
        """Give the mentions inside one of the spans, each with its index in the reading."""
        found = []
        for span in spans:
            for at in range(bisect_left(self._starts, span.start), len(self._mentions)):
                index, mention = self._mentions[at]
                if mention.span.start >= span.end:
                    break
                if span.covers(mention.span):
                    found.append((index, mention))
        return found

    def mentions(self, spans: Iterable[Span]) -> list[Mention]:
        """Give the mentions inside one of the spans."""
        return [mention for _, mention in self.indexed(spans)]

    def dates(self, spans: Iterable[Span]) -> list[DateMention]:
        """Give the dates inside one of the spans."""
        found = []
        for span in spans:
            for at in range(bisect_left(self._date_starts, span.start), len(self._dates)):
                if self._dates[at].span.start >= span.end:
                    break
                if span.covers(self._dates[at].span):
                    found.append(self._dates[at])
        return found

    def behind(self, arguments: Iterable[Argument]) -> list[Mention]:
        """Give the mentions behind arguments."""
        known = len(self.reading.mentions)
        return [
            self.reading.mentions[argument.mention]
            for argument in arguments
            if argument.mention is not None and 0 <= argument.mention < known
        ]
