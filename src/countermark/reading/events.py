"""Events and relations typed for this field, each reported or claimed."""

from __future__ import annotations

from countermark.reading.text import Page
from countermark.reading.types import Claim, DateMention, Event, Mention


def find_events(
    page: Page, mentions: tuple[Mention, ...], claims: tuple[Claim, ...], dates: tuple[DateMention, ...]
) -> tuple[Event, ...]:
    """Find the events of a page."""
    del page, mentions, claims, dates
    return ()
