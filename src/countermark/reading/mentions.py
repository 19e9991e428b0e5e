"""Mentions, and what they point to."""

from __future__ import annotations

from countermark.reading.text import Page
from countermark.reading.types import Claim, Mention, Names


def find_mentions(page: Page, names: Names | None) -> tuple[Mention, ...]:
    """Find the names, demonyms, titles and nominals of a page."""
    del page, names
    return ()


def resolve(
    page: Page, mentions: tuple[Mention, ...], claims: tuple[Claim, ...], names: Names | None
) -> tuple[tuple[Mention, ...], tuple[Claim, ...]]:
    """Resolve mentions, pronouns and the speakers of claims."""
    del page, names
    return mentions, claims
