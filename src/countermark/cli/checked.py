"""A report read and checked, for the commands that need both, and its page."""

from __future__ import annotations

import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from countermark.cli.session import Lists, latest_printed
from countermark.model.answer import Answer
from countermark.model.errors import InputError, UnknownEntity

if TYPE_CHECKING:
    from countermark.ledger import Engine, View
    from countermark.reading import Names, Reading


@dataclass(frozen=True, slots=True)
class Checked:
    """A report as read, the answer about it, and the titles of the reports held, by the hash of their text."""

    reading: Reading
    answer: Answer
    reports: dict[str, str]


def check_report(
    lists: Lists,
    report: str,
    *,
    published: str | None = None,
    outlet: str | None = None,
    against: str | None = None,
    allow_stale: bool = False,
) -> Checked:
    """Read a report (a file, `-`, or one of the ledger) and check it against the ledger.

    Raises:
        InputError: no such file and no such report, or a file that is no report.
        StaleList, IncompleteList: a list that a claim is about is too old for its day, and that is not allowed.
    """
    from countermark.answers.check import CheckOptions
    from countermark.answers.check import check as answer_check
    from countermark.cli.report_names import report_names
    from countermark.ledger import Engine
    from countermark.tables.marked import rows_with_marking
    from countermark.tables.reports import open_reports

    with ExitStack() as stack:
        engine = stack.enter_context(Engine())
        reports = open_reports(lists.view, engine)
        names = report_names(lists.view)[0]
        reading = _read(report, lists, engine, names, stack, published=published, outlet=outlet)
        older = _read(against, lists, engine, names, stack) if against else None
        options = CheckOptions(
            others=tuple(reports.reading(one.id, names) for one in reports.reports()),
            against=older,
            latest=latest_printed(),
            allow_stale=allow_stale,
            marked=rows_with_marking(lists.view, engine),
        )
        answer = answer_check(lists.view, lists.listings, reading, options)
        held = {one.text_sha256: one.title or one.name for one in reports.reports()}
    return Checked(reading, answer, held)


def _read(
    name: str,
    lists: Lists,
    engine: Engine,
    names: Names | None,
    stack: ExitStack,
    *,
    published: str | None = None,
    outlet: str | None = None,
) -> Reading:
    """Read a report: a file beside the ledger, else one that the ledger holds, by its id or the name of its file.

    Raises:
        InputError: neither.
    """
    from countermark.sources.reports import open_report
    from countermark.sources.tables import regular_file
    from countermark.tables.report_view import from_file, from_ledger

    if name != "-" and not Path(name).exists():
        try:
            reading = from_ledger(lists.view, engine, name, names).reading
        except UnknownEntity:
            raise InputError(f"no file {name!r}, and no such report in the ledger", hint="check the path") from None
        if not (published or outlet):
            return reading
        given = {"published": published or reading.published, "outlet": outlet or reading.outlet}
        from countermark.reading import read

        return read(reading.text, names=names, **given)
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="countermark-")))
    path = regular_file(Path(name), folder)
    opened = open_report(path)
    return from_file(path, opened, names=names, published=published, outlet=outlet, source_url=None).reading


def report_page(view: View, checked: Checked, *, generated_from: str) -> str:
    """Draw the page of a report that was checked against a ledger."""
    from countermark.report.reading import render_report

    return render_report(
        checked.reading,
        checked.answer,
        generated_from=generated_from,
        files=_files(view, checked.answer),
        reports=checked.reports,
    )


def timeline_page(view: View, answer: Answer, *, generated_from: str) -> str:
    """Draw the page of a timeline."""
    from countermark.report.timeline_page import render_timeline

    return render_timeline(answer, generated_from=generated_from, files=_files(view, answer))


def _files(view: View, answer: Answer) -> dict[str, str]:
    """Name the files that are cited, as they came."""
    originals = {place.original for place in answer.citations if place.original}
    return {original: view.original(original).name for original in sorted(originals)}


def write_page(place: str, page: str) -> None:
    """Write a page into a file, or to standard output."""
    if place == "-":
        sys.stdout.write(page)
        return
    Path(place).write_text(page, encoding="utf-8")
    click.echo(f"wrote {place}", err=True)
