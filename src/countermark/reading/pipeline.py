"""The order of reading. Each step is a pure function of those before it."""

from __future__ import annotations

import hashlib

from countermark.reading.attribution import attribute
from countermark.reading.dates import find_dates
from countermark.reading.events import find_events
from countermark.reading.links import link_claims
from countermark.reading.mentions import find_mentions, resolve
from countermark.reading.text import layout
from countermark.reading.types import Names, Reading

VERSION = 1


def read(text: str, *, names: Names | None = None, published: str | None = None, outlet: str | None = None) -> Reading:
    """Read a report.

    Args:
        text: the report's text, immutable; every span counts its code points.
        names: the names to resolve against; without them the document's own cast is used.
        published: day of publication (`YYYY-MM-DD`), from which days such as "on Sunday" are computed.
        outlet: who publishes; the speaker of what the report says in its own voice.

    Never raises on any text; its time is linear in the length of the text.
    """
    page = layout(text)
    mentions = find_mentions(page, names)
    claims = attribute(page, mentions)
    mentions, claims = resolve(page, mentions, claims, names, outlet=outlet)
    dates = find_dates(page, published)
    events = find_events(page, mentions, claims, dates)
    return Reading(
        text=text,
        text_sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        sentences=page.sentences,
        quotations=page.quotations,
        artifacts=page.artifacts,
        mentions=mentions,
        claims=claims,
        events=events,
        dates=dates,
        links=link_claims(page, claims, events, mentions),
        credits=page.credits,
        warnings=page.warnings,
        published=published,
        outlet=outlet,
    )
