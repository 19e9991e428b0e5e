"""Reports as FollowTheMoney: the article, its mentions, claims, links and events; and for plain tools `Documentation`.

1. Statements come from the reading as it is sealed. Who the words were taken to mean, and every event, is external.
2. A promoted claim adds an accepted statement beside each external one that it carries; the claimed one stays. Its
   origin is the judgement.
3. `Documentation` is lossy: speaker, report, stance and words, for tools that do not know `Claim`. Its speaker is an
   actor of this report alone, named as written; who that is in the world is added when the claim is promoted.
4. Entities carry no mark for what is external, so it is left out of them; statements have all of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from countermark.intake.report_statements import CLAIMS, article_id, is_entity, statement_rows
from countermark.model.canonical import sha256
from countermark.model.dates import day_text
from countermark.model.statement import Entity, Statement, entity_of, statement
from countermark.reading import Claim
from countermark.reference.languages import three_letters
from countermark.sources.reports.base import one_line
from countermark.tables.report_view import ReadReport

ACCEPTED: Final = "report_accepted"


def report_statements(found: ReadReport) -> Iterator[Statement]:
    """Give the statements of a report: those of its reading, what it says of itself, and what people accepted."""
    article = article_id(found.about.id)
    for key, told in _article(found):
        yield statement(article, key, schema="Article", value=told, dataset=CLAIMS, origin="published")
    for row in statement_rows(found.reading, original=found.about.id, places=found.place):
        _, number, place, dataset, entity, schema, prop, said, origin, external = row
        made = statement(
            str(entity),
            str(prop),
            schema=str(schema),
            value=str(said),
            dataset=str(dataset),
            origin=str(origin),
            external=bool(external),
            locator=f"{found.about.id}: {place}" if place else f"{found.about.id}:{number}",
        )
        yield made
        if external and (seal := _promoted(made, found)):
            yield _accepted(made, seal)
    for claim in found.reading.claims:
        yield from _judged(found.ids[claim.id], found)
        yield from _documentation(claim, found)


def report_entities(found: ReadReport) -> Iterator[Entity]:
    """Give the entities of a report: what was said, and what people accepted."""
    groups: dict[str, list[Statement]] = {}
    for one in report_statements(found):
        if not one.external:
            groups.setdefault(one.canonical_id, []).append(one)
    for group in groups.values():
        yield entity_of(group)


def _article(found: ReadReport) -> Iterator[tuple[str, str]]:
    about = found.about
    day = day_text(about.published) if about.published else None
    for prop, value in (
        ("title", about.title),
        ("fileName", about.name),
        ("author", about.byline),
        ("publisher", about.outlet),
        ("publishedAt", day or ""),
        ("sourceUrl", about.source_url if about.source_url.startswith(("http://", "https://")) else ""),
        ("language", three_letters(about.language) or ""),
        ("notes", f"SHA-256 of the text: {about.text_sha256}"),
    ):
        if value:
            yield prop, value
    if about.translated_from:
        yield "notes", f"translated from {about.translated_from}: {about.translated_basis}"


def _claim_of(made: Statement, found: ReadReport) -> str | None:
    if made.schema == "Claim":
        return made.entity_id
    if made.schema == "ReportedEvent" and made.origin and made.origin.startswith("claim:"):
        return made.origin.removeprefix("claim:")
    if made.schema == "ReportedEvent" and made.prop == "id":
        return found.ids.get(_event_claims(found).get(made.entity_id, ""))
    return None


def _event_claims(found: ReadReport) -> dict[str, str]:
    short = found.about.id[:12]
    return {
        f"event-{short}-{event.trigger.start}-{event.trigger.end}-{number}": event.claim
        for number, event in enumerate(found.reading.events)
        if event.claim
    }


def _promoted(made: Statement, found: ReadReport) -> str | None:
    judged = found.judgements.get(_claim_of(made, found) or "")
    return judged.seal if judged and judged.decision == "promote" else None


def _accepted(made: Statement, seal: str) -> Statement:
    return statement(
        made.entity_id,
        made.prop,
        schema=made.schema,
        value=made.value,
        dataset=ACCEPTED,
        origin=f"judgement:{seal[:16]}",
        external=False,
        locator=made.locator,
    )


def _judged(name: str, found: ReadReport) -> Iterator[Statement]:
    if judged := found.judgements.get(name):
        word = "promoted" if judged.decision == "promote" else "rejected"
        yield statement(
            name,
            "reviewStatus",
            schema="Claim",
            value=f"{word} by {judged.by}: {judged.why}",
            dataset=ACCEPTED,
            origin=f"judgement:{judged.seal[:16]}",
        )


def _documentation(claim: Claim, found: ReadReport) -> Iterator[Statement]:
    """Tell a claim for plain tools: an actor of this report alone, named as written, and what the report has of it."""
    article, text = article_id(found.about.id), found.reading.text
    words = one_line(claim.speaker.span.of(text)) if claim.speaker.span else claim.speaker.caption
    if not words:
        return
    actor = f"{article}-speaker-{sha256(words.casefold().encode())[:12]}"
    name = found.ids[claim.id]
    judged = found.judgements.get(name)
    origin = f"rule:{claim.rule}"
    yield statement(actor, "id", schema="LegalEntity", value=actor, dataset=CLAIMS, origin=origin)
    yield statement(actor, "name", schema="LegalEntity", value=words, dataset=CLAIMS, origin=origin)
    documentation = f"documentation-{sha256(name.encode())[:20]}"
    accepted = judged is not None and judged.decision == "promote" and is_entity(claim.speaker.entity)
    for prop, value in (
        ("id", documentation),
        ("entity", actor),
        ("document", article),
        ("role", claim.stance if claim.polarity == "+" else f"{claim.stance} (not)"),
        ("status", "claimed"),
        *(("summary", piece.of(text)) for piece in claim.content),
        *([("sourceUrl", found.about.source_url)] if found.about.source_url.startswith("http") else []),
    ):
        yield statement(documentation, prop, schema="Documentation", value=value, dataset=CLAIMS, origin=origin)
    if accepted and judged:
        yield statement(
            documentation,
            "entity",
            schema="Documentation",
            value=str(claim.speaker.entity),
            dataset=ACCEPTED,
            origin=f"judgement:{judged.seal[:16]}",
        )
