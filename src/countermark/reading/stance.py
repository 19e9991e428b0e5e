"""What a draft means: stance after negation, polarity, hedges, whether it stands open."""

from __future__ import annotations

from countermark.reading.lexicon import LEXICON
from countermark.reading.types import Hedge, Span


def hedges_of(text: str, spans: list[Span]) -> tuple[Hedge, ...]:
    """Find the hedges in some stretches of text."""
    found: list[Hedge] = []
    for span in spans:
        for match in LEXICON.hedges.finditer(text, span.start, span.end):
            kind = LEXICON.hedge_kinds[" ".join(match.group().lower().replace("’", "'").split())]
            found.append(Hedge(Span(match.start(), match.end()), kind))
    return tuple(found)
