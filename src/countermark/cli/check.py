"""`countermark check | timeline`: a report against the ledger, and one axis for an actor or a pair."""

from __future__ import annotations

import sys

import click

from countermark.cli.check_summaries import show_check, show_timeline
from countermark.cli.lists import allow_stale_option, recorded_option
from countermark.cli.output import json_wanted, write_csv
from countermark.cli.session import json_option, ledger_option, ledger_path, open_lists, today
from countermark.model.answer import Answer, encode
from countermark.model.dates import date_argument
from countermark.model.errors import Finding

FAIL_ON = {"contradicted": "contradicted", "conflict": "attribution conflict"}


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
@click.option("--html", metavar="FILE", help="Write the page as one self-contained HTML file; - is standard output.")
@click.option("--format", "form", type=click.Choice(["csv"]), help="Rows as CSV.")
@recorded_option
@allow_stale_option
@ledger_option
@json_option
def check(  # noqa: PLR0913 - the options of a command
    report: str,
    *,
    published: str | None,
    outlet: str | None,
    against: str | None,
    fail_on: tuple[str, ...],
    html: str | None,
    form: str | None,
    recorded_by: str | None,
    allow_stale: bool,
    ledger: str | None,
    as_json: bool,
) -> None:
    """Check every claim of REPORT (a file, - for standard input, or a report of the ledger) against the ledger.

    The file is read beside the ledger and not stored. Other reports in the ledger are compared with it.
    """
    from countermark.cli.checked import check_report, report_page, write_page

    day = date_argument(published, "--published").isoformat() if published else None
    page = ""
    with open_lists(ledger, recorded_by) as lists:
        checked = check_report(lists, report, published=day, outlet=outlet, against=against, allow_stale=allow_stale)
        if html:
            page = report_page(lists.view, checked, generated_from=ledger_path(ledger).name)
    answer = checked.answer
    if html:
        write_page(html, page)
    if not html or ((as_json or form) and html != "-"):
        _write(answer, form=form, as_json=as_json)
    for word in fail_on:
        count = sum(row["verdict"] == FAIL_ON[word] for row in answer.rows)
        if count:
            raise Finding(f"{count} rows: {FAIL_ON[word]}")


@click.command()
@click.argument("actors", nargs=-1, required=True, metavar="ACTOR [ACTOR]")
@click.option("--html", metavar="FILE", help="Write the page as one self-contained HTML file; - is standard output.")
@click.option("--format", "form", type=click.Choice(["csv"]), help="Rows as CSV.")
@recorded_option
@ledger_option
@json_option
def timeline(
    actors: tuple[str, ...],
    *,
    html: str | None,
    form: str | None,
    recorded_by: str | None,
    ledger: str | None,
    as_json: bool,
) -> None:
    """Put what reports say of ACTOR (or of two together) and when lists had them on one axis."""
    from countermark.answers.timeline import Source
    from countermark.answers.timeline import timeline as answer_timeline
    from countermark.cli.checked import timeline_page, write_page
    from countermark.cli.report_names import report_names
    from countermark.ledger import Engine
    from countermark.tables.reports import open_reports

    with open_lists(ledger, recorded_by) as lists, Engine() as engine:
        reports = open_reports(lists.view, engine)
        names = report_names(lists.view)[0]
        sources = [Source(reports.reading(one.id, names), one.id, one.name) for one in reports.reports()]
        answer = answer_timeline(lists.view, lists.listings, sources, actors, today=today().isoformat())
        if html:
            write_page(html, timeline_page(lists.view, answer, generated_from=ledger_path(ledger).name))
    if not html or ((as_json or form) and html != "-"):
        _write(answer, form=form, as_json=as_json, timeline=True)
