"""What reports say of an actor, or of a pair, and when lists had it: one axis, two dates, each with its source.

1. An event stands at the time the report gives for it, and beside it the day the report was published. A time that is
   not known is told, never filled with the day of publication.
2. Reported (by the outlet), claimed (by a speaker) and listed (by an authority) are kept apart in every row.
3. For a pair, events and claims need both; listings are given for each.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from countermark.answers.base import Citations, sign_view
from countermark.answers.claim_case import period_of
from countermark.answers.claim_units import OUTLET
from countermark.answers.held import held_lists
from countermark.answers.status import Asked, entry_rows, find_party, reasons_of
from countermark.ledger import View
from countermark.model.answer import Answer, Figure, Row
from countermark.model.errors import InputError
from countermark.names.keys import exact_key
from countermark.reading.compare import speaker_name
from countermark.reading.stems import words_of
from countermark.reading.types import Claim, DateMention, Event, Mention, Reading, Span
from countermark.reference.countries import country_code
from countermark.tables.listings import Listings

MOST_ACTORS = 2
DEFINITION = (
    "Rows in order of the time each report gives, or the list has (UTC days, `date_to` exclusive); `published` is when "
    "the report came out. Status: reported by the outlet, claimed by the speaker, listed by the authority."
)
CAVEATS = ["A claimed event is a fact about speech. Listings are dated by the list, by a notice, or by snapshots."]


@dataclass(frozen=True, slots=True)
class Source:
    """A report and where it is kept: the hash of its original, and the name of its file."""

    reading: Reading
    original: str
    name: str


@dataclass(frozen=True, slots=True)
class _Actor:
    """An actor asked for: its name, the ids it has on lists, and its country where the name is one."""

    text: str
    key: str
    words: frozenset[str]
    ids: frozenset[str]
    country: str


def timeline(view: View, listings: Listings, sources: Sequence[Source], actors: Sequence[str], *, today: str) -> Answer:
    """Put one axis together.

    Shape: rows {"date", "date_to", "value", "published", "status", "kind", "speaker", "statement", "report", "start",
    "end", "list", "entity", "programme", "basis", "source_id", "cite"}; those without a time come last.

    Raises:
        InputError: no actor, or more than two.
    """
    if not actors or len(actors) > MOST_ACTORS or not all(actor.strip() for actor in actors):
        raise InputError("a timeline needs one actor or two", hint='countermark timeline "NAME" ["NAME"]')
    citations = Citations()
    asked = [_actor(view, listings, text) for text in actors]
    rows = [row for source in sources for row in _of_report(source, asked, citations)]
    rows += [row for one in asked for row in _of_lists(view, listings, one, citations, today)]
    rows.sort(key=lambda row: (row["date"] is None, row["date"] or "", row["published"] or "", row["status"],
                               row["report"] or "", row["start"] or 0, row["list"] or "", row["kind"]))  # fmt: skip
    told = [f"Reports read: {len(sources)}.", *_unfound(asked, rows)]
    return sign_view(
        "timeline",
        view,
        parameters={"actors": list(actors)},
        definition=DEFINITION,
        figures=[
            Figure(name=word, value=sum(row["status"] == word for row in rows), unit="rows", n=len(rows))
            for word in ("reported", "claimed", "listed")
        ],
        rows=rows,
        citations=citations.places,
        caveats=[*told, *CAVEATS],
        as_of={"on": today},
        detail={"actors": [{"name": one.text, "entities": sorted(one.ids)} for one in asked]},
    )


def _actor(view: View, listings: Listings, text: str) -> _Actor:
    ids = frozenset(reasons_of(view, listings, text)) if listings.timelines else frozenset()
    return _Actor(text, exact_key(text), frozenset(words_of(text)), ids, country_code(text) or "")


def _unfound(asked: Iterable[_Actor], rows: Iterable[Row]) -> list[str]:
    found = {row["entity"] for row in rows if row["entity"]}
    return [
        f"No list held has an entry under {one.text!r}; other spellings were not tried."
        for one in asked
        if not one.ids & found and not one.country
    ]


def _is(mention: Mention, one: _Actor, text: str) -> bool:
    """Tell whether a mention is the actor: by id, by name, or by country where the actor is one."""
    if mention.entity and mention.entity in one.ids:
        return True
    if mention.kind in {"name", "acronym", "pronoun", "title"} or mention.entity:
        if mention.caption and exact_key(mention.caption) == one.key:
            return True
        if exact_key(mention.span.of(text)) == one.key:
            return True
    state = mention.schema in {"Country", "Jurisdiction"} or mention.kind in {"metonym", "demonym"}
    return bool(one.country) and state and mention.country.casefold() == one.country


def _of_report(source: Source, asked: Sequence[_Actor], citations: Citations) -> list[Row]:
    reading = source.reading
    theirs = [[mention.span for mention in reading.mentions if _is(mention, one, reading.text)] for one in asked]
    if not all(theirs):
        return []
    rows = []
    claims = {claim.id: claim for claim in reading.claims}
    told = set()
    for event in reading.events:
        places = [event.span, *(argument.span for argument in event.arguments)]
        claim = claims.get(event.claim) if event.claim else None
        if not _with_all(places, theirs):
            continue
        told.add(event.claim)
        dates = [reading.dates[index] for index in event.dates if 0 <= index < len(reading.dates)]
        rows.append(_row(source, citations, event.span, claim, dates, event))
    for claim in reading.claims:
        if claim.id in told or not claim.content:
            continue
        speaker = [claim.speaker.span] if claim.speaker.span else []
        by_entity = [_speaks(claim, one, reading) for one in asked]
        spans = [*claim.content, *speaker]
        if not all(spoken or _with_all(spans, [found]) for spoken, found in zip(by_entity, theirs, strict=True)):
            continue
        inside = [found for found in reading.dates if any(span.covers(found.span) for span in claim.content)]
        hull = Span(claim.content[0].start, claim.content[-1].end)
        rows.append(_row(source, citations, hull, claim, inside, None))
    return rows


def _speaks(claim: Claim, one: _Actor, reading: Reading) -> bool:
    speaker = claim.speaker
    return (speaker.entity in one.ids if speaker.entity else False) or (
        exact_key(speaker_name(speaker, reading.text)) == one.key
    )


def _with_all(spans: Iterable[Span], theirs: Iterable[Iterable[Span]]) -> bool:
    places = list(spans)
    return all(any(place.overlaps(span) for place in places for span in found) for found in theirs)


def _row(
    source: Source,
    citations: Citations,
    span: Span,
    claim: Claim | None,
    dates: Sequence[DateMention],
    event: Event | None,
) -> Row:
    reading = source.reading
    period = next((found for date in dates if (found := period_of(date, reading.text)) is not None), None)
    waiting = next((date.span.of(reading.text) for date in dates if not date.value), None)
    words = (
        " [...] ".join(piece.of(reading.text) for piece in claim.content)
        if claim and event is None
        else span.of(reading.text)
    )
    return {
        "date": period.days.start.isoformat() if period else None,
        "date_to": None if period is None or period.open else period.days.end.isoformat(),
        "value": period.value if period else None,
        "time_words": period.words if period else waiting,
        "published": reading.published,
        "status": "claimed" if claim else "reported",
        "kind": event.type if event else "claim",
        "polarity": event.polarity if event else claim.polarity if claim else "+",
        "speaker": speaker_name(claim.speaker, reading.text) if claim else reading.outlet or OUTLET,
        "statement": words,
        "report": reading.text_sha256,
        "outlet": reading.outlet,
        "claim": claim.id if claim else None,
        "start": span.start,
        "end": span.end,
        "list": None,
        "entity": None,
        "programme": None,
        "basis": source.name,
        "source_id": source.original[:12],
        "cite": citations.cite(source.original, f"code points {span.start} to {span.end} of the text"),
    }


def _of_lists(view: View, listings: Listings, one: _Actor, citations: Citations, today: str) -> list[Row]:
    rows: list[Row] = []
    held = held_lists(listings)
    if not held or not one.ids:
        return rows
    asked = Asked(one.text, today, "valid")
    for found in find_party(listings, reasons_of(view, listings, one.text), held):
        for listing in entry_rows(found, asked, citations):
            common = {
                "value": None,
                "time_words": None,
                "published": None,
                "status": "listed",
                "polarity": "+",
                "speaker": listing["list"],
                "report": None,
                "outlet": None,
                "claim": None,
                "start": None,
                "end": None,
                **{name: listing[name] for name in ("list", "entity", "programme", "source_id", "cite")},
            }
            after = listing["listed_after"]
            rows.append(
                {
                    "date": listing["listed_from"],
                    "date_to": None,
                    "kind": "listing",
                    "statement": f"{listing['caption']} listed",
                    "basis": listing["basis"] or (f"snapshots: not yet on {after}" if after else "first snapshot held"),
                    **common,
                }
            )
            if listing["listed_to"]:
                rows.append(
                    {
                        "date": listing["listed_to"],
                        "date_to": None,
                        "kind": "delisting",
                        "statement": f"{listing['caption']} listed no more",
                        "basis": listing["basis"] or f"snapshots: still on {listing['listed_until']}",
                        **common,
                    }
                )
    return rows
