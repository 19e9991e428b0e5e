"""The layout of a report: paragraphs, sentences, quotations, and marks that mean nothing."""

from __future__ import annotations

import msgspec

from countermark.reading.types import Artifact, Quotation, Sentence, Span


class Page(msgspec.Struct, frozen=True):
    """A text laid out."""

    text: str
    paragraphs: tuple[Span, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    artifacts: tuple[Artifact, ...] = ()
    credits: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def layout(text: str) -> Page:
    """Lay a text out."""
    return Page(text=text)
