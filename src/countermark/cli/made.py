"""`countermark made`: when parts were made, and the earliest assembly of each specimen."""

from __future__ import annotations

import sys

import click

from countermark.answers.made import made as ask
from countermark.cli.output import json_wanted
from countermark.cli.session import evidence_options, json_option, ledger_option, open_evidence
from countermark.cli.summaries import show_made
from countermark.model.answer import encode


@click.command()
@click.argument("files", nargs=-1, metavar="[TABLE...]")
@evidence_options
@click.option("--add", "store", is_flag=True, help="Add the TABLE files to the ledger and ask the ledger.")
@click.option("--mapping", metavar="FILE", help="Mapping of the table's headings (TOML).")
@ledger_option
@json_option
def made(
    files: tuple[str, ...],
    *,
    specimen: str | None,
    recovered: tuple[str, ...],
    recorded_by: str | None,
    control: str,
    store: bool,
    mapping: str | None,
    ledger: str | None,
    as_json: bool,
) -> None:
    """Tell for each part whether it was made after a control, and for each specimen its earliest assembly."""
    with open_evidence(
        ledger,
        files,
        store=store,
        mapping=mapping,
        specimen=specimen,
        recovered=recovered,
        recorded_by=recorded_by,
    ) as evidence:
        answer = ask(evidence, specimen=specimen, control_id=control)
    if json_wanted(as_json):
        sys.stdout.write(encode(answer).decode() + "\n")
    else:
        show_made(answer)
