"""`countermark judge`: what a person decides, recorded with who, when and why, and reversible."""

from __future__ import annotations

import click
import msgspec

from countermark.cli.output import json_wanted, write_json
from countermark.cli.session import json_option, ledger_option, ledger_path, open_lists, today
from countermark.desk.judgements import judge_claim, judge_duplicates, judge_party, overrule_reading, withdraw_reading
from countermark.ledger import Engine, Entry, Ledger
from countermark.model.clock import system_clock
from countermark.model.errors import UnknownEntity
from countermark.tables.evidence import Evidence
from countermark.tables.lookup import find_component, find_original
from countermark.tables.reports import open_reports


@click.group()
def judge() -> None:
    """Record a judgement; the machine's reading stays beside it."""


def _said(entry: Entry, as_json: bool) -> None:
    if json_wanted(as_json):
        write_json(msgspec.to_builtins(entry))
    else:
        click.echo(f"recorded as entry {entry.seq}, seal {entry.seal[:16]}")


@judge.command()
@click.argument("component", metavar="ID")
@click.option("--made", metavar="DATE", help="The date you read: 2022-W28, 2022-07, 2022-07-14, 2021/2023, or none.")
@click.option("--withdraw", is_flag=True, help="Take an earlier overruling back.")
@click.option("--by", required=True, metavar="NAME", help="Who decides.")
@click.option("--why", required=True, metavar="TEXT", help="Why.")
@ledger_option
@json_option
def reading(
    component: str, *, made: str | None, withdraw: bool, by: str, why: str, ledger: str | None, as_json: bool
) -> None:
    """Overrule the reading of a row. ID is the publisher's id, or `original:row` as a trace prints it."""
    if withdraw == (made is not None):
        raise click.UsageError("give either --made DATE or --withdraw")
    with Ledger.open(ledger_path(ledger), clock=system_clock) as opened:
        with Engine() as engine:
            original, row = find_component(Evidence(engine, opened.view()), component)
        if withdraw:
            entry = withdraw_reading(opened, original=original, row=row, by=by, why=why)
        else:
            entry = overrule_reading(opened, original=original, row=row, made=made or "", by=by, why=why, today=today())
    _said(entry, as_json)


@judge.command()
@click.argument("first", metavar="ENTITY")
@click.argument("second", metavar="ENTITY")
@click.option("--same", "decision", flag_value="same", help="The two entries are one party.")
@click.option("--different", "decision", flag_value="different", help="They are not, whatever identifiers say.")
@click.option("--withdraw", "decision", flag_value="withdrawn", help="Take an earlier judgement on the two back.")
@click.option("--by", required=True, metavar="NAME", help="Who decides.")
@click.option("--why", required=True, metavar="TEXT", help="Why.")
@ledger_option
@json_option
def party(
    first: str, second: str, *, decision: str | None, by: str, why: str, ledger: str | None, as_json: bool
) -> None:
    """Judge whether two entries of lists, by the ids that status shows, are one party."""
    if decision is None:
        raise click.UsageError("give one of --same, --different, --withdraw")
    with open_lists(ledger) as lists:
        for entity in (first, second):
            if not lists.listings.entry(entity):
                raise UnknownEntity(f"no entry {entity!r} in the lists held", hint="status NAME shows ids")
    with Ledger.open(ledger_path(ledger), clock=system_clock) as opened:
        entry = judge_party(opened, entities=(first, second), decision=decision, by=by, why=why)
    _said(entry, as_json)


@judge.command()
@click.argument("original", metavar="ORIGINAL")
@click.option("--withdraw", is_flag=True, help="Withhold the figures again.")
@click.option("--by", required=True, metavar="NAME", help="Who decides.")
@click.option("--why", required=True, metavar="TEXT", help="Why.")
@ledger_option
@json_option
def duplicates(original: str, *, withdraw: bool, by: str, why: str, ledger: str | None, as_json: bool) -> None:
    """Accept that rows of ORIGINAL (a file name, or the start of its SHA-256) that repeat a published id count once."""
    with Ledger.open(ledger_path(ledger), clock=system_clock) as opened:
        sha256 = find_original(opened.view(), original)
        if sha256 is None:
            raise UnknownEntity(f"no original {original!r} in this ledger", hint="countermark batches lists them")
        entry = judge_duplicates(opened, original=sha256, accept=not withdraw, by=by, why=why)
    _said(entry, as_json)


@judge.command()
@click.argument("claim_id", metavar="CLAIM_ID")
@click.option("--promote", "decision", flag_value="promote", help="Take on what the claim says of the world.")
@click.option("--reject", "decision", flag_value="reject", help="Do not, and say so wherever the claim is shown.")
@click.option("--withdraw", "decision", flag_value="withdraw", help="Take an earlier judgement on the claim back.")
@click.option("--by", required=True, metavar="NAME", help="Who decides.")
@click.option("--why", required=True, metavar="TEXT", help="Why.")
@ledger_option
@json_option
def claim(claim_id: str, *, decision: str | None, by: str, why: str, ledger: str | None, as_json: bool) -> None:
    """Promote or reject a claim of a report, by the id that read shows; until then it is said by its speaker alone."""
    if decision is None:
        raise click.UsageError("give one of --promote, --reject, --withdraw")
    with Ledger.open(ledger_path(ledger), clock=system_clock) as opened:
        with Engine() as engine:
            reports = open_reports(opened.view(), engine)
            judged = {one.claim: report for report in reports.reports() for one in reports.judgements(report.id)}
            if claim_id in judged:  # its claim may be one that a newer reader does not find
                found, report = claim_id, judged[claim_id]
            else:
                stored = reports.claim(claim_id)
                found, report = stored.id, reports.report(stored.report)
        entry = judge_claim(
            opened, claim=found, report=report.id, text_sha256=report.text_sha256, decision=decision, by=by, why=why
        )
    _said(entry, as_json)
