"""`countermark init | add | batches | verify`: the folder of evidence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import msgspec

from countermark.cli.output import json_wanted, note, text_table, write_json
from countermark.cli.session import json_option, ledger_option, ledger_path
from countermark.ledger import Ledger
from countermark.ledger import verify as verify_ledger
from countermark.model.clock import system_clock
from countermark.model.errors import IntegrityError


@click.command()
@click.argument("folder", metavar="DIR")
@click.option("--name", default="", metavar="TEXT", help="Name of the case.")
@json_option
def init(folder: str, name: str, as_json: bool) -> None:
    """Make a new, empty ledger in DIR."""
    with Ledger.create(Path(folder), clock=system_clock, name=name):
        pass
    if json_wanted(as_json):
        write_json({"ledger": str(Path(folder)), "created": True})
    else:
        click.echo(f"new ledger in {folder}; use it with --ledger {folder} or COUNTERMARK_LEDGER={folder}")


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--as",
    "kind",
    default="auto",
    show_default=True,
    metavar="KIND",
    help="teardown, parts, report, a list's name, or auto.",
)
@click.option("--dataset", metavar="NAME", help="Name of the source; default: the file's kind.")
@click.option(
    "--mapping", metavar="FILE", help="Mapping of the table's headings (TOML), for layouts that are not known."
)
@click.option(
    "--published",
    metavar="DATE",
    help="Day of publication, for rows that state none; for lists a UTC time too; auto: the day in the file's name, "
    "for reports the one the file states first.",
)
@click.option("--outlet", metavar="NAME", help="For reports: who publishes it.")
@click.option("--source", metavar="URL", help="For reports: its address.")
@click.option("--recover", is_flag=True, help="Read what can be read of a broken list; it does not become current.")
@click.option("--any-size", is_flag=True, help="Take a list of a size that looks truncated.")
@ledger_option
@json_option
def add(  # noqa: PLR0913 - one command for every kind of file
    files: tuple[str, ...],
    *,
    kind: str,
    dataset: str | None,
    mapping: str | None,
    published: str | None,
    outlet: str | None,
    source: str | None,
    recover: bool,
    any_size: bool,
    ledger: str | None,
    as_json: bool,
) -> None:
    """Add files as one sealed batch; the same bytes again add nothing. `-` is standard input."""
    from countermark.cli.report_names import report_request
    from countermark.intake.add import add as add_files
    from countermark.ledger import Engine
    from countermark.tables.listings import open_listings

    place = Path(mapping) if mapping else None
    paths = [Path(name) for name in files]
    if (outlet or source) and kind != "report":
        raise click.UsageError("--outlet and --source are for --as report")
    with Ledger.open(ledger_path(ledger), clock=system_clock) as opened:
        result = add_files(
            opened,
            paths,
            kind=kind,
            dataset=dataset,
            mapping=place,
            published=published,
            recover=recover,
            any_size=any_size,
            report=report_request(opened.view(), outlet=outlet, source_url=source) if kind == "report" else None,
        )
        if any(file.units == "entries" for file in result.files):
            # The next question would wait for it.
            open_listings(opened.view(), Engine).close()
    if json_wanted(as_json):
        write_json(msgspec.to_builtins(result))
        return
    for entry in result.files:
        click.echo(
            f"{entry.name}: {entry.read} {entry.units} read = {entry.stored} stored + {entry.quarantined} quarantined "
            f"+ {entry.dropped} dropped ({entry.kind}, {_decisions(entry.decisions)})"
        )
        if entry.found:
            click.echo(f"  read: {', '.join(f'{count} {word}' for word, count in entry.found.items())}")
        if entry.snapshots:
            snapshots = "1 snapshot" if entry.snapshots == 1 else f"{entry.snapshots} snapshots"
            told = ", ".join(f"{count} {word}" for word, count in entry.changed.items())
            click.echo(f"  {snapshots} of {entry.dataset}; entries {told}")
        for warning in entry.warnings:
            note(f"  warning: {warning}")
        for issue in entry.issues:
            note(f"  {issue.place}: {issue.reason}")
    for name in result.already:
        click.echo(f"{name}: these bytes are already in the ledger; nothing was added")
    if result.entry is not None:
        click.echo(f"batch {result.entry.seq} sealed {result.entry.seal[:16]}")
    for derived in result.derived:
        click.echo(f"claims read, entry {derived.seq} sealed {derived.seal[:16]}")


def _decisions(decisions: dict[str, str]) -> str:
    return ", ".join(f"{name} {value}" for name, value in decisions.items() if name != "columns")


def _entry_row(entry: Any) -> tuple[Any, ...]:
    body = entry.body
    originals = body.get("originals", [])
    rows = sum(original["stored"] for original in originals)
    if entry.kind == "quarantine":
        what = f"{body['original']['name']} set aside"
    else:
        names = [original["name"] for original in originals]
        more = f" and {len(names) - 2} more" if len(names) > 3 else ""
        what = (
            ", ".join(names[:2] if more else names) + more
            or (f"read by {body['producer']} {body['version']}" if entry.kind == "derived" else "")
            or f"{body.get('about', '')} {body.get('decision', '')}".strip()
        )
    return entry.seq, entry.kind, entry.recorded_at[:19] + "Z", rows if originals else "", what, entry.seal[:16]


@click.command()
@ledger_option
@json_option
def batches(ledger: str | None, as_json: bool) -> None:
    """List the sealed entries: batches, judgements and list files set aside, in order."""
    with Ledger.open(ledger_path(ledger), clock=system_clock) as opened:
        entries = opened.entries()
    if json_wanted(as_json):
        write_json([msgspec.to_builtins(entry) for entry in entries])
        return
    columns = ("#no", "kind", "recorded (UTC)", "#rows", "what", "seal")
    click.echo(text_table(columns, [_entry_row(entry) for entry in entries]), nl=False)


@click.command()
@ledger_option
@json_option
def verify(ledger: str | None, as_json: bool) -> None:
    """Check every stored byte, the chain of seals, and that no tail is lost; exit 5 when anything is wrong."""
    report = verify_ledger(ledger_path(ledger))
    if json_wanted(as_json):
        write_json(msgspec.to_builtins(report))
    else:
        click.echo(
            f"{report.entries} entries, {report.originals} originals, {report.segments} segments, "
            f"{report.checked_bytes:,} bytes checked"
        )
        for orphan in report.orphans:
            click.echo(f"left by an interrupted add, harmless: {orphan}")
        click.echo("sound" if not report.problems else f"{len(report.problems)} problems")
    if report.problems:
        for problem in report.problems[:50]:
            note(f"{problem.kind}: {problem.path}: {problem.detail}")
        raise IntegrityError(
            f"{len(report.problems)} problems found", hint="restore the ledger from a copy; do not add to it"
        )
