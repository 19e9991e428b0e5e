"""A reading on a terminal: one block for each claim, then events, dates and warnings."""

from __future__ import annotations

import shutil
import textwrap
from bisect import bisect_right
from collections.abc import Iterator

import click

from countermark.cli.output import text_table
from countermark.reading import Claim, Reading, Span
from countermark.reading.types import Speaker
from countermark.tables.report_view import ReadReport

_MOST_EVENTS = 200


class _Places:
    """Line and column of code points of a text, both from 1, and the place in the original."""

    def __init__(self, found: ReadReport) -> None:
        text = found.reading.text
        self._starts = [0, *(at + 1 for at, letter in enumerate(text) if letter == "\n")]
        self._named = found.place
        self._plain = found.about.format == "text"

    def of(self, span: Span) -> str:
        line = bisect_right(self._starts, span.start)
        where = f"{line}:{span.start - self._starts[line - 1] + 1}"
        return where if self._plain else f"{where} ({self._named(span.start)})"


def show_reading(found: ReadReport) -> None:
    """Write a reading for a person."""
    reading, places = found.reading, _Places(found)
    click.echo("\n".join(_head(found)))
    for claim in reading.claims:
        click.echo("")
        click.echo("\n".join(_claim(claim, found, places)))
    if not reading.claims:
        click.echo("\nno claim found; paraphrase may be missed")
    _events(reading, places)
    _dates(reading, places)
    _links(reading)
    for warning in (*found.about.warnings, *reading.warnings):
        click.echo("\n".join(_wrapped(f"warning: {warning}", "")))


def _width() -> int:
    return min(100, shutil.get_terminal_size((100, 40)).columns)


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(
        text, _width(), initial_indent=indent, subsequent_indent=indent + "  ", break_on_hyphens=False
    ) or [indent]


def _basis(value: str, basis: str, unknown: str) -> str:
    return f"{value} ({basis})" if value and basis else value or unknown


def _head(found: ReadReport) -> Iterator[str]:
    about = found.about
    yield about.title or about.name
    outlet = _basis(about.outlet, about.outlet_basis, "outlet unknown")
    day = _basis(
        about.published, about.published_basis, "day of publication unknown: days such as `on Sunday` stay open"
    )
    yield f"{outlet}; published {day}" if about.published else f"{outlet}; {day}"
    if about.byline:
        yield f"by {about.byline}"
    if about.translated_from:
        yield f"translated from {about.translated_from} ({about.translated_basis})"
    kept = "in the ledger" if about.stored else "read beside the ledger, not stored"
    yield f"{about.format}, {len(found.reading.text):,} characters, text {about.text_sha256[:16]}; {kept}"


def _said_by(speaker: Speaker, text: str) -> str:
    words = speaker.span.of(text) if speaker.span else ""
    resolved = speaker.caption if speaker.caption and speaker.caption != words else ""
    if not words and not resolved:
        return "nobody named"
    how = f" ({speaker.how})" if speaker.how else ""
    told = f"{words} = {resolved}{how}" if words and resolved else f"{words or resolved}{how}"
    more = f"; candidates, none chosen: {', '.join(speaker.candidates)}" if speaker.candidates else ""
    return told + more


def _claim(claim: Claim, found: ReadReport, places: _Places) -> Iterator[str]:
    text = found.reading.text
    name = found.ids.get(claim.id, claim.id)
    cue = f"“{claim.cue.span.of(text)}” ({claim.cue.lemma})" if claim.cue else "no word of speech"
    yield f"{claim.id}  {claim.stance}{' NOT' if claim.polarity == '-' else ''}, {claim.form}   [{name}]"
    yield from _wrapped(f"who    {_said_by(claim.speaker, text)}", "  ")
    yield from _wrapped(f"verb   {cue}{'; wording that presents it as a fact' if claim.factive else ''}", "  ")
    for piece in claim.content:
        yield from _wrapped(f"{places.of(piece)}  {' '.join(piece.of(text).split())}", "  ")
    if claim.addressee:
        yield from _wrapped(f"to     {_said_by(claim.addressee, text)}", "  ")
    if claim.via:
        yield from _wrapped(f"via    {' < '.join(_said_by(link, text) for link in claim.via)}", "  ")
    if claim.hedges:
        yield from _wrapped(
            f"hedges {', '.join(f'{hedge.span.of(text)} ({hedge.kind})' for hedge in claim.hedges)}", "  "
        )
    marks = [
        *(["standing: a promise or a not-yet"] if claim.standing else []),
        *(["in translation: not verbatim"] if claim.translated else []),
        *([f"part of {claim.parent}"] if claim.parent else []),
    ]
    if marks:
        yield "  " + "; ".join(marks)
    measured = "precision not measured"
    if claim.precision is not None:
        measured = f"precision {claim.precision:.2f} (n {claim.precision_n})"
    yield f"  rule   {claim.rule}, {measured}"
    if judged := found.judgements.get(name):
        word = "promoted" if judged.decision == "promote" else "rejected"
        yield from _wrapped(f"{word} by {judged.by}: {judged.why}", "  ")


def _events(reading: Reading, places: _Places) -> None:
    text = reading.text
    rows = []
    for event in reading.events[:_MOST_EVENTS]:
        arguments = "; ".join(f"{part.role}: {part.span.of(text)}" for part in event.arguments)
        days = ", ".join(reading.dates[index].value or reading.dates[index].span.of(text) for index in event.dates)
        status = f"{event.status} in {event.claim}" if event.claim else event.status
        rows.append(
            (("not " if event.polarity == "-" else "") + event.type, arguments, days, status, places.of(event.span))
        )
    if rows:
        click.echo("")
        click.echo(
            text_table(("event", "with", "when", "status", "where"), rows, title="Events and relations"), nl=False
        )
    if len(reading.events) > _MOST_EVENTS:
        click.echo(f"and {len(reading.events) - _MOST_EVENTS} more; --json has them all")


def _dates(reading: Reading, places: _Places) -> None:
    rows = [
        (
            found.span.of(reading.text),
            found.value or ("waits for a day of publication" if found.needs_published else "open"),
            found.precision,
            places.of(found.span),
        )
        for found in reading.dates
    ]
    if rows:
        click.echo("")
        click.echo(text_table(("words", "time", "precision", "where"), rows, title="Dates"), nl=False)


def _links(reading: Reading) -> None:
    rows = [(link.source, link.type, link.target, link.basis) for link in reading.links]
    if rows:
        click.echo("")
        click.echo(text_table(("claim", "link", "claim", "because"), rows, title="Between claims"), nl=False)
