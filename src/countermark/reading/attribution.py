"""Attributed claims: speaker, cue and content, by the grammar of English news."""

from __future__ import annotations

from countermark.reading.text import Page
from countermark.reading.types import Claim, Mention


def attribute(page: Page, mentions: tuple[Mention, ...]) -> tuple[Claim, ...]:
    """Find the claims of a page. Mentions are locked: no boundary of a claim falls inside one."""
    del page, mentions
    return ()
