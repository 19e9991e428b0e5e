"""Where words stand in a text, as W3C selectors: by position, and by the words with what is around them.

Positions are code points of the stored text, end exclusive. The words find the place again in another version of the
page; a place that is not unique there is no place.
"""

from __future__ import annotations

from typing import Any, Final

from countermark.reading.types import Span

AROUND: Final = 32  # characters before and after


def selectors(span: Span, text: str) -> list[dict[str, Any]]:
    """Give the two selectors of a span."""
    return [
        {"type": "TextPositionSelector", "start": span.start, "end": span.end},
        {
            "type": "TextQuoteSelector",
            "exact": span.of(text),
            "prefix": text[max(0, span.start - AROUND) : span.start],
            "suffix": text[span.end : span.end + AROUND],
        },
    ]


def find_quote(selector: dict[str, Any], text: str) -> Span | None:
    """Find the one place of a TextQuoteSelector in a text; None where it is not there, or not unique.

    >>> find_quote({"exact": "boards", "prefix": "four ", "suffix": ""}, "two boards, four boards")
    Span(start=17, end=23)
    """
    exact, prefix, suffix = selector["exact"], selector.get("prefix", ""), selector.get("suffix", "")
    if not exact:
        return None
    whole = f"{prefix}{exact}{suffix}"
    for words, shift in ((whole, len(prefix)), (exact, 0)):
        at = text.find(words)
        if at >= 0 and text.find(words, at + 1) < 0:
            return Span(at + shift, at + shift + len(exact))
    return None
