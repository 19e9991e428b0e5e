"""`countermark sources | status | changes`: what the lists held show, and showed."""

from __future__ import annotations

import sys
from collections.abc import Callable

import click

from countermark.cli.list_summaries import show_changes, show_sources, show_status
from countermark.cli.output import json_wanted, write_csv
from countermark.cli.session import json_option, ledger_option, open_lists, today
from countermark.model.answer import Answer, encode
from countermark.model.dates import date_argument
from countermark.model.errors import Finding

allow_stale_option = click.option(
    "--allow-stale",
    is_flag=True,
    help="Answer although a list is too old for the day, or its newest file was set aside.",
)
recorded_option = click.option(
    "--recorded-by", metavar="DATE", help="The ledger as recorded by the end of that UTC day."
)


def _day(text: str | None, name: str) -> str | None:
    return date_argument(text, name).isoformat() if text else None


def _write(answer: Answer, *, form: str | None, as_json: bool, show: Callable[[Answer], None]) -> None:
    """Write rows as CSV where that is asked for, the answer as JSON into a pipe, and draw it on a terminal."""
    if form:
        write_csv(answer.rows, sys.stdout)
    elif json_wanted(as_json):
        sys.stdout.write(encode(answer).decode() + "\n")
    else:
        show(answer)


@click.command()
@recorded_option
@ledger_option
@json_option
def sources(recorded_by: str | None, ledger: str | None, as_json: bool) -> None:
    """Show the lists held: snapshots, freshness, counts, and the files that were set aside."""
    from countermark.answers.sources import sources as ask

    with open_lists(ledger, recorded_by) as lists:
        answer = ask(lists.view, lists.listings, today=today().isoformat())
    _write(answer, form=None, as_json=as_json, show=show_sources)


@click.command()
@click.argument("party")
@click.option("--on", metavar="DATE", help="The day in the world; today if neither day is given.")
@click.option("--seen-by", metavar="DATE", help="What the publishers' snapshots showed by the end of that UTC day.")
@click.option("--list", "lists_wanted", multiple=True, metavar="LIST", help="Only this list; may be repeated.")
@click.option(
    "--fail-on",
    type=click.Choice(["listed", "unknown"]),
    help="Exit 3 if listed; unknown: also where that is not known.",
)
@click.option("--format", "form", type=click.Choice(["csv"]), help="Rows as CSV.")
@recorded_option
@allow_stale_option
@ledger_option
@json_option
def status(
    party: str,
    *,
    on: str | None,
    seen_by: str | None,
    lists_wanted: tuple[str, ...],
    fail_on: str | None,
    form: str | None,
    recorded_by: str | None,
    allow_stale: bool,
    ledger: str | None,
    as_json: bool,
) -> None:
    """Tell whether PARTY (a name, an entry's id, an identifier) was listed on a day, on which lists, by which clock."""
    from countermark.answers.status import ask
    from countermark.answers.status import status as answer_status

    asked = ask(
        party,
        on=_day(on, "--on"),
        seen_by=_day(seen_by, "--seen-by"),
        today=today().isoformat(),
        lists=lists_wanted,
        allow_stale=allow_stale,
    )
    with open_lists(ledger, recorded_by) as lists:
        answer = answer_status(lists.view, lists.listings, asked)
    _write(answer, form=form, as_json=as_json, show=show_status)
    if fail_on and answer.verdict == "listed":
        raise Finding(f"an entry that answers to {party!r} was listed on {asked.day}")
    if fail_on == "unknown" and answer.verdict == "unknown":
        raise Finding(f"it is not known whether {party!r} was listed on {asked.day}")


@click.command()
@click.argument("list_name", metavar="LIST")
@click.option("--from", "start", required=True, metavar="DATE", help="The window begins at the end of this UTC day.")
@click.option("--to", "end", required=True, metavar="DATE", help="And ends with the end of this one.")
@click.option("--net", is_flag=True, help="Compare the two ends only.")
@click.option("--parts", is_flag=True, help="Files of aliases, addresses and comments too.")
@click.option("--format", "form", type=click.Choice(["csv"]), help="Rows as CSV.")
@recorded_option
@allow_stale_option
@ledger_option
@json_option
def changes(
    list_name: str,
    *,
    start: str,
    end: str,
    net: bool,
    parts: bool,
    form: str | None,
    recorded_by: str | None,
    allow_stale: bool,
    ledger: str | None,
    as_json: bool,
) -> None:
    """Tell what LIST added, removed and altered between two days, as its snapshots show it."""
    from countermark.answers.changes import Window
    from countermark.answers.changes import changes as answer_changes

    first, last = _day(start, "--from") or "", _day(end, "--to") or ""
    window = Window(list_name, first, last, net=net, parts=parts, allow_stale=allow_stale)
    with open_lists(ledger, recorded_by) as lists:
        answer = answer_changes(lists.view, lists.listings, window)
    _write(answer, form=form, as_json=as_json, show=show_changes)
