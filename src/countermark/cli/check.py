"""`countermark check | timeline`: a report against the ledger, and one axis for an actor or a pair."""

from __future__ import annotations

import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from countermark.cli.check_summaries import show_check, show_timeline
from countermark.cli.lists import allow_stale_option, recorded_option
from countermark.cli.output import json_wanted, write_csv
from countermark.cli.session import Lists, json_option, latest_printed, ledger_option, open_lists, today
from countermark.model.answer import Answer, encode
from countermark.model.dates import date_argument
from countermark.model.errors import Finding, InputError, UnknownEntity

if TYPE_CHECKING:
    from countermark.reading import Names, Reading
    from countermark.tables.reports import Reports

FAIL_ON = {"contradicted": "contradicted", "conflict": "attribution conflict"}


def _file(name: str, stack: ExitStack) -> Path | None:
    """Give the file of an argument; `-` is standard input; None where there is no such file."""
    if name != "-":
        return Path(name) if Path(name).exists() else None
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="countermark-")))
    place = folder / "standard input.txt"
    place.write_bytes(sys.stdin.buffer.read())
    return place


def _read(
    name: str, reports: Reports, names: Names | None, stack: ExitStack, *, published: str | None, outlet: str | None
) -> Reading:
    """Read a report: a file beside the ledger, else one that the ledger holds, by its id or the name of its file."""
    from countermark.intake.report_reading import read_report, said_of
    from countermark.sources.reports import open_report

    place = _file(name, stack)
    if place is None:
        try:
            held = reports.report(name)
        except UnknownEntity:
            raise InputError(f"no file {name!r}, and no such report in the ledger", hint="check the path") from None
        return read_report(
            reports.text(held.id),
            names=names,
            published=published or held.published or None,
            outlet=outlet or held.outlet or None,
            translated_from=held.translated_from or None,
        )
    text = open_report(place)
    said = said_of(text, published=published, outlet=outlet)
    return read_report(
        text.text,
        names=names,
        published=said.published.value or None,
        outlet=said.outlet.value or None,
        translated_from=text.about.translated_from.value or None,
    )


def _names(lists: Lists) -> Names | None:
    """Give the names of the ledger to read with."""
    del lists
    return None


def _write(answer: Answer, *, form: str | None, as_json: bool, timeline: bool = False) -> None:
    if form:
        write_csv(answer.rows, sys.stdout)
    elif json_wanted(as_json):
        sys.stdout.write(encode(answer).decode() + "\n")
    elif timeline:
        show_timeline(answer)
    else:
        show_check(answer)


@click.command()
@click.argument("report", metavar="REPORT")
@click.option("--published", metavar="DATE", help="Day of publication, if the report does not say it or says it wrong.")
@click.option("--outlet", metavar="NAME", help="Who publishes it.")
@click.option("--against", metavar="OTHER", help="An older version of the page, compared claim by claim.")
@click.option(
    "--fail-on",
    multiple=True,
    type=click.Choice(sorted(FAIL_ON)),
    help="Exit 3 if a claim is contradicted, or if words have another speaker elsewhere; may be repeated.",
)
@click.option("--format", "form", type=click.Choice(["csv"]), help="Rows as CSV.")
@recorded_option
@allow_stale_option
@ledger_option
@json_option
def check(
    report: str,
    *,
    published: str | None,
    outlet: str | None,
    against: str | None,
    fail_on: tuple[str, ...],
    form: str | None,
    recorded_by: str | None,
    allow_stale: bool,
    ledger: str | None,
    as_json: bool,
) -> None:
    """Check every claim of REPORT (a file, - for standard input, or a report of the ledger) against the ledger.

    The file is read beside the ledger and not stored. Other reports in the ledger are compared with it.
    """
    from countermark.answers.check import CheckOptions
    from countermark.answers.check import check as answer_check
    from countermark.ledger import Engine
    from countermark.tables.marked import rows_with_marking
    from countermark.tables.reports import open_reports

    day = date_argument(published, "--published").isoformat() if published else None
    with ExitStack() as stack:
        lists = stack.enter_context(open_lists(ledger, recorded_by))
        engine = stack.enter_context(Engine())
        reports = open_reports(lists.view, engine)
        names = _names(lists)
        reading = _read(report, reports, names, stack, published=day, outlet=outlet)
        older = _read(against, reports, names, stack, published=None, outlet=None) if against else None
        options = CheckOptions(
            others=tuple(reports.reading(one.id, names) for one in reports.reports()),
            against=older,
            latest=latest_printed(),
            allow_stale=allow_stale,
            marked=rows_with_marking(lists.view, engine),
        )
        answer = answer_check(lists.view, lists.listings, reading, options)
    _write(answer, form=form, as_json=as_json)
    for word in fail_on:
        count = sum(row["verdict"] == FAIL_ON[word] for row in answer.rows)
        if count:
            raise Finding(f"{count} rows: {FAIL_ON[word]}")


@click.command()
@click.argument("actors", nargs=-1, required=True, metavar="ACTOR [ACTOR]")
@click.option("--format", "form", type=click.Choice(["csv"]), help="Rows as CSV.")
@recorded_option
@ledger_option
@json_option
def timeline(
    actors: tuple[str, ...], *, form: str | None, recorded_by: str | None, ledger: str | None, as_json: bool
) -> None:
    """Put what reports say of ACTOR (or of two together) and when lists had them on one axis."""
    from countermark.answers.timeline import Source
    from countermark.answers.timeline import timeline as answer_timeline
    from countermark.ledger import Engine
    from countermark.tables.reports import open_reports

    with open_lists(ledger, recorded_by) as lists, Engine() as engine:
        reports = open_reports(lists.view, engine)
        names = _names(lists)
        sources = [Source(reports.reading(one.id, names), one.id, one.name) for one in reports.reports()]
        answer = answer_timeline(lists.view, lists.listings, sources, actors, today=today().isoformat())
    _write(answer, form=form, as_json=as_json, timeline=True)
