"""A reading as statements: the report, its claims, mentions, links and events, every value with its place.

1. That somebody said something is a fact about the report, and is said by the dataset `report_claims`. Who the
   reader takes the words to mean, and what a claim or the outlet says of the world, is external: `report_events`.
2. An id of FollowTheMoney goes into an entity property only where it can be one; the reader's own key stands beside it.
3. Ids hang on the original and the spans, so that a newer reader that finds the same claim finds it under its id.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from countermark.intake.selectors import selectors
from countermark.model.canonical import canonical_json, sha256
from countermark.reading.contract import READER
from countermark.reading.types import Claim, Event, Link, Mention, Reading, Span, Speaker
from countermark.reading.version import reader_version

CLAIMS: Final = "report_claims"
EVENTS: Final = "report_events"
_ENTITY = re.compile(r"[0-9a-zA-Z]([0-9a-zA-Z.-]*[0-9a-zA-Z])?")

Value = tuple[str, str, str, bool]  # prop, value, origin, external
Row = tuple[str | int | None, ...]


def article_id(original: str) -> str:
    """Name the entity of a report."""
    return f"report-{original[:16]}"


def is_entity(key: str | None) -> bool:
    """Tell whether the reader's key can stand in an entity property: an id, and not an actor of one report alone."""
    return key is not None and not key.startswith("doc:") and _ENTITY.fullmatch(key) is not None


def claim_ids(reading: Reading, original: str) -> dict[str, str]:
    """Give each claim of a reading its id in the ledger, by the id it has in the reading."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for claim in reading.claims:
        spans = [
            [piece.start, piece.end]
            for piece in (*claim.content, *([claim.cue.span] if claim.cue else []), *_spans([claim.speaker]))
        ]
        name = f"claim-{original[:12]}-{sha256(canonical_json(spans))[:10]}"
        number = 2
        while name in taken:
            name = f"{name.rsplit('.', 1)[0]}.{number}"
            number += 1
        taken.add(name)
        found[claim.id] = name
    return found


def statement_rows(reading: Reading, *, original: str, first_row: int = 1, places: Any = None) -> Iterator[Row]:
    """Give the statements of a reading in the column order of the fact table.

    Args:
        reading: what was read.
        original: SHA-256 of the file it was read from.
        first_row: number of the first statement.
        places: names the place of a code point in the original; None for none.
    """
    ids = claim_ids(reading, original)
    article = article_id(original)
    number = first_row
    for entity, schema, dataset, span, values in _entities(reading, ids, article, original):
        base_external = dataset == EVENTS
        place = places(span.start) if places is not None and span is not None else None
        for prop, value, origin, external in (("id", entity, f"outlet:{article}", base_external), *values):
            said_by = EVENTS if external else dataset
            yield original, number, place, said_by, entity, schema, prop, value, origin, external or base_external
            number += 1


def _entities(
    reading: Reading, ids: dict[str, str], article: str, original: str
) -> Iterator[tuple[str, str, str, Span | None, list[Value]]]:
    origin = f"outlet:{article}"
    about = [("processingAgent", f"{READER} {reader_version()}", origin, False)]
    yield article, "Article", CLAIMS, None, about
    for claim in reading.claims:
        yield ids[claim.id], "Claim", CLAIMS, _first(claim), _claim(claim, reading, ids, article)
    for number, mention in enumerate(reading.mentions):
        name = f"mention-{original[:12]}-{mention.span.start}-{mention.span.end}-{number}"
        yield name, "ReportMention", CLAIMS, mention.span, _mention(mention, reading.text, article)
    for link in reading.links:
        if link.source in ids and link.target in ids:
            yield _link_id(link, ids), "ClaimLink", CLAIMS, None, _link(link, ids, article)
    for number, event in enumerate(reading.events):
        name = f"event-{original[:12]}-{event.trigger.start}-{event.trigger.end}-{number}"
        yield name, "ReportedEvent", EVENTS, event.span, _event(event, reading, ids, article)


def _first(claim: Claim) -> Span | None:
    return next(iter(claim.content), claim.cue.span if claim.cue else None)


def _spans(speakers: Iterable[Speaker]) -> list[Span]:
    return [speaker.span for speaker in speakers if speaker.span is not None]


def _json(value: dict[str, Any]) -> str:
    return canonical_json(value).decode()


def _placed(role: str, span: Span, text: str, **more: Any) -> str:
    return _json({"role": role, "selector": selectors(span, text), **more})


def _told(value: object) -> str:
    return "true" if value is True else "false" if value is False else str(value)


def _number(value: float) -> str:
    return f"{value:.6g}"


def _claim(claim: Claim, reading: Reading, ids: dict[str, str], article: str) -> list[Value]:
    text, speaker = reading.text, claim.speaker
    origin = f"rule:{claim.rule}"
    plain: list[tuple[str, object]] = [
        ("document", article),
        ("recordId", claim.id),
        ("form", claim.form),
        ("stance", claim.stance),
        ("polarity", claim.polarity),
        ("factive", claim.factive),
        ("standing", claim.standing),
        ("translated", claim.translated),
        ("rule", claim.rule),
        ("producer", f"{READER} {reader_version()}"),
        ("speakerText", speaker.span.of(text) if speaker.span else None),
        ("speakerCaption", speaker.caption),
        ("speakerKey", speaker.entity),
        ("speakerHow", speaker.how),
        ("cue", claim.cue.span.of(text) if claim.cue else None),
        ("cueLemma", claim.cue.lemma if claim.cue else None),
        ("parent", ids.get(claim.parent) if claim.parent else None),
        ("measuredPrecision", _number(claim.precision) if claim.precision is not None else None),
        ("measuredOn", claim.precision_n),
        ("addresseeText", _named(claim.addressee, text) if claim.addressee else None),
        *(("speakerCandidate", candidate) for candidate in speaker.candidates),
        *(("via", _named(link, text)) for link in claim.via),
        *(("hedge", hedge.kind) for hedge in claim.hedges),
        *(("content", piece.of(text)) for piece in claim.content),
        *(("contentDate", value) for value in _dates(claim, reading)),
        *(("selector", selector) for selector in _claim_selectors(claim, text)),
    ]
    values = [(prop, _told(value), origin, False) for prop, value in plain if value not in (None, "")]
    if is_entity(speaker.entity):
        values.append(("speaker", str(speaker.entity), f"how:{speaker.how}", True))
    return values


def _named(speaker: Speaker, text: str) -> str:
    return speaker.span.of(text) if speaker.span else speaker.caption


def _dates(claim: Claim, reading: Reading) -> list[str]:
    return [
        found.value
        for found in reading.dates
        if found.value and any(piece.covers(found.span) for piece in claim.content)
    ]


def _claim_selectors(claim: Claim, text: str) -> Iterator[str]:
    """Give one selector for each part, with what the part was resolved to, so that the claim can be put together."""
    yield from (_placed("content", piece, text, at=at) for at, piece in enumerate(claim.content))
    if claim.cue:
        yield _placed("cue", claim.cue.span, text)
    yield from (_placed("hedge", hedge.span, text, kind=hedge.kind) for hedge in claim.hedges)
    yield _person("speaker", claim.speaker, text)
    if claim.addressee:
        yield _person("addressee", claim.addressee, text)
    yield from (_person("via", link, text, at=at) for at, link in enumerate(claim.via))


def _person(role: str, speaker: Speaker, text: str, **more: Any) -> str:
    resolved = {
        "entity": speaker.entity,
        "caption": speaker.caption,
        "how": speaker.how,
        "candidates": list(speaker.candidates),
        **more,
    }
    if speaker.span is None:
        return _json({"role": role, "selector": [], **resolved})
    return _placed(role, speaker.span, text, **resolved)


def _mention(mention: Mention, text: str, article: str) -> list[Value]:
    origin = f"outlet:{article}"
    plain: list[tuple[str, object]] = [
        ("document", article),
        ("name", mention.span.of(text)),
        ("mentionKind", mention.kind),
        ("detectedSchema", mention.schema),
        ("entityKey", mention.entity),
        ("entityCaption", mention.caption),
        ("how", mention.how),
        ("role", mention.role),
        ("contextCountry", mention.country),
        *(("candidate", candidate) for candidate in mention.candidates),
        ("selector", _placed("mention", mention.span, text)),
    ]
    values = [(prop, str(value), origin, False) for prop, value in plain if value not in (None, "")]
    if is_entity(mention.entity):
        values.append(("resolved", str(mention.entity), f"how:{mention.how}", True))
    return values


def _link_id(link: Link, ids: dict[str, str]) -> str:
    return f"link-{sha256(canonical_json([link.type, ids[link.source], ids[link.target], link.basis]))[:20]}"


def _link(link: Link, ids: dict[str, str], article: str) -> list[Value]:
    plain = (
        ("document", article),
        ("linkType", link.type),
        ("source", ids[link.source]),
        ("target", ids[link.target]),
        ("basis", link.basis),
    )
    return [(prop, value, f"outlet:{article}", False) for prop, value in plain if value]


def _event(event: Event, reading: Reading, ids: dict[str, str], article: str) -> list[Value]:
    text = reading.text
    claim = ids.get(event.claim) if event.claim else None
    origin = f"claim:{claim}" if claim else f"outlet:{article}"
    keys = _argument_keys(event, reading.mentions)
    plain: list[tuple[str, object]] = [
        ("proof", article),
        ("eventType", event.type),
        ("status", event.status),
        ("polarity", event.polarity),
        ("claim", claim),
        ("rule", event.rule),
        ("summary", event.span.of(text)),
        *(("hedge", hedge.kind) for hedge in event.hedges),
        *(("statedDate", reading.dates[index].value) for index in event.dates if reading.dates[index].value),
        *(
            ("argument", _placed(argument.role, argument.span, text, entity=key))
            for argument, key in zip(event.arguments, keys, strict=True)
        ),
        *(("involved", key) for key in dict.fromkeys(keys) if is_entity(key)),
        ("selector", _placed("event", event.span, text)),
        ("selector", _placed("trigger", event.trigger, text)),
    ]
    return [(prop, str(value), origin, True) for prop, value in plain if value not in (None, "")]


def _argument_keys(event: Event, mentions: Sequence[Mention]) -> list[str | None]:
    return [mentions[argument.mention].entity if argument.mention is not None else None for argument in event.arguments]
