"""`countermark sheet`: one printable page about a marking, a party and a day."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from countermark.answers.sheet import sheet as put_together
from countermark.cli.list_summaries import show_sheet
from countermark.cli.lists import allow_stale_option, recorded_option
from countermark.cli.output import json_wanted
from countermark.cli.session import json_option, latest_printed, ledger_option, ledger_path, open_lists
from countermark.model.answer import encode
from countermark.model.dates import date_argument


@click.command()
@click.argument("text")
@click.option("--party", required=True, metavar="NAME", help="A name, an entry's id or an identifier.")
@click.option("--on", required=True, metavar="DATE", help="The day asked about: of the shipment, the order.")
@click.option("--maker", metavar="NAME", help="Maker's label as published.")
@click.option("--html", metavar="FILE", help="Write the page as one self-contained HTML file; - is standard output.")
@recorded_option
@allow_stale_option
@ledger_option
@json_option
def sheet(
    text: str,
    *,
    party: str,
    on: str,
    maker: str | None,
    html: str | None,
    recorded_by: str | None,
    allow_stale: bool,
    ledger: str | None,
    as_json: bool,
) -> None:
    """Print one page: what TEXT (a marking or an order line) says, and what every list held showed of a party that day."""
    day = date_argument(on, "--on").isoformat()
    with open_lists(ledger, recorded_by) as lists:
        answer = put_together(
            lists.view,
            lists.listings,
            text=text,
            party=party,
            day=day,
            maker=maker,
            latest=latest_printed(),
            allow_stale=allow_stale,
        )
    if html:
        from countermark.report.sheet import render_sheet

        page = render_sheet(answer, generated_from=ledger_path(ledger).name)
        if html == "-":
            sys.stdout.write(page)
        else:
            Path(html).write_text(page, encoding="utf-8")
            click.echo(f"wrote {html}", err=True)
            if not as_json:
                return
    if html != "-":
        sys.stdout.write(encode(answer).decode() + "\n") if json_wanted(as_json) else show_sheet(answer)
