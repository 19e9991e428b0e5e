"""A reading as JSON: the keys of `countermark read --json`, which other programs rely on.

1. `start` and `end` are code points of the text, end exclusive; `exact` is the text between them.
2. `events` holds every event with all its arguments; `relations` repeats those that have a subject and an object, as
   pairs, and names the event by its place in `events`.
3. Nothing is added to what was read: no value is a fact about the world without its status.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from countermark.reading.types import Argument, Claim, Cue, DateMention, Event, Hedge, Mention, Reading, Span, Speaker
from countermark.reading.version import reader_version

READER: Final = "countermark.reading"
# What an event is told of first, and of what then: who was listed, by whom; who supplied, to whom, else what.
_SUBJECT: Final = (
    "listed",
    "supplier",
    "buyer",
    "new",
    "holder",
    "owner",
    "member",
    "actor",
    "party",
    "part",
    "marking",
)
_OBJECT: Final = ("lister", "list", "recipient", "old", "owned", "group", "whole", "item", "seller", "of", "value")


def read_json(reading: Reading) -> dict[str, Any]:
    """Write a reading as the JSON object of the contract.

    >>> from countermark.reading import read
    >>> sorted(read_json(read("")))[:3]
    ['artifacts', 'claims', 'credits']
    """
    return {key: list(part) if isinstance(part, Iterator) else part for key, part in read_parts(reading).items()}


def read_parts(reading: Reading) -> dict[str, Any]:
    """Give the parts of that object, long lists as iterators, so that a reading of any length can be written."""
    text = reading.text
    pairs = (_relation(index, event, reading) for index, event in enumerate(reading.events))
    return {
        "text_sha256": reading.text_sha256,
        "reader": {"name": READER, "version": reader_version()},
        "published": reading.published,
        "outlet": reading.outlet,
        "mentions": (_mention(mention, text) for mention in reading.mentions),
        "claims": (claim_json(claim, text) for claim in reading.claims),
        "events": (_event(event, reading) for event in reading.events),
        "relations": (relation for relation in pairs if relation),
        "dates": (_date(found, text) for found in reading.dates),
        "links": (
            {"type": link.type, "source": link.source, "target": link.target, "basis": link.basis}
            for link in reading.links
        ),
        "quotations": (
            {**_span(quotation.span, text), "depth": quotation.depth, "open_ended": quotation.open_ended}
            for quotation in reading.quotations
        ),
        "artifacts": (
            {**_span(artifact.span, text), "kind": artifact.kind, "note": artifact.note}
            for artifact in reading.artifacts
        ),
        "credits": list(reading.credits),
        "warnings": list(reading.warnings),
    }


def claim_json(claim: Claim, text: str) -> dict[str, Any]:
    """Write one claim as the contract has it."""
    return {
        "id": claim.id,
        "speaker": _speaker(claim.speaker, text),
        "addressee": _speaker(claim.addressee, text) if claim.addressee else None,
        "via": [_speaker(speaker, text) for speaker in claim.via],
        "cue": _cue(claim.cue, text) if claim.cue else None,
        "form": claim.form,
        "stance": claim.stance,
        "polarity": claim.polarity,
        "hedges": _hedges(claim.hedges, text),
        "content": [_span(piece, text) for piece in claim.content],
        "parent": claim.parent,
        "factive": claim.factive,
        "standing": claim.standing,
        "translated": claim.translated,
        "rule": claim.rule,
        "precision": claim.precision,
        "precision_n": claim.precision_n,
    }


def _span(span: Span, text: str) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "exact": span.of(text)}


def _speaker(speaker: Speaker, text: str) -> dict[str, Any]:
    span = speaker.span
    return {
        "text": span.of(text) if span else None,
        "start": span.start if span else None,
        "end": span.end if span else None,
        "entity": speaker.entity,
        "caption": speaker.caption,
        "how": speaker.how,
        "candidates": list(speaker.candidates),
    }


def _cue(cue: Cue, text: str) -> dict[str, Any]:
    return {"text": cue.span.of(text), "start": cue.span.start, "end": cue.span.end, "lemma": cue.lemma}


def _hedges(hedges: Iterable[Hedge], text: str) -> list[dict[str, Any]]:
    return [{**_span(hedge.span, text), "kind": hedge.kind} for hedge in hedges]


def _mention(mention: Mention, text: str) -> dict[str, Any]:
    return {
        **_span(mention.span, text),
        "kind": mention.kind,
        "entity": mention.entity,
        "caption": mention.caption,
        "schema": mention.schema,
        "how": mention.how,
        "role": mention.role,
        "country": mention.country,
        "candidates": list(mention.candidates),
    }


def _date(found: DateMention, text: str) -> dict[str, Any]:
    return {
        **_span(found.span, text),
        "value": found.value,
        "precision": found.precision,
        "symbol": found.symbol,
        "needs_published": found.needs_published,
    }


def _argument(argument: Argument, reading: Reading) -> dict[str, Any]:
    mention = reading.mentions[argument.mention] if argument.mention is not None else None
    return {
        "role": argument.role,
        "text": argument.span.of(reading.text),
        "start": argument.span.start,
        "end": argument.span.end,
        "entity": mention.entity if mention else None,
        "caption": mention.caption if mention else "",
    }


def _event(event: Event, reading: Reading) -> dict[str, Any]:
    text = reading.text
    return {
        "type": event.type,
        **_span(event.span, text),
        "trigger": _span(event.trigger, text),
        "arguments": [_argument(argument, reading) for argument in event.arguments],
        "status": event.status,
        "claim": event.claim,
        "polarity": event.polarity,
        "hedges": _hedges(event.hedges, text),
        "dates": [_date(reading.dates[index], text) for index in event.dates],
        "rule": event.rule,
    }


def _pick(arguments: tuple[Argument, ...], roles: tuple[str, ...]) -> Argument | None:
    return next((argument for role in roles for argument in arguments if argument.role == role), None)


def _relation(index: int, event: Event, reading: Reading) -> dict[str, Any] | None:
    subject = _pick(event.arguments, _SUBJECT) or next(iter(event.arguments), None)
    rest = tuple(argument for argument in event.arguments if argument is not subject)
    target = _pick(rest, _OBJECT) or next(iter(rest), None)
    if subject is None or target is None:
        return None
    return {
        "type": event.type,
        "subject": _argument(subject, reading),
        "object": _argument(target, reading),
        "start": event.span.start,
        "end": event.span.end,
        "status": event.status,
        "claim": event.claim,
        "polarity": event.polarity,
        "event": index,
    }
