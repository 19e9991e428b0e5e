"""`countermark fetch`: lists from their publishers, into the ledger."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec
import platformdirs

from countermark.cli.output import json_wanted, note, text_table, write_json
from countermark.cli.session import json_option, ledger_option, ledger_path
from countermark.ledger import Ledger
from countermark.model.clock import system_clock
from countermark.model.errors import SourceError

if TYPE_CHECKING:
    from countermark.intake.fetch import FetchedList, FileProgress
    from countermark.sources.http import World


def _world() -> World:
    from countermark.sources.http import World

    return World(now=system_clock)


def _cache() -> Path:
    return Path(platformdirs.user_cache_dir("countermark", appauthor=False)) / "lists"


@click.command()
@click.argument("lists", nargs=-1, required=True, metavar="LIST[:PART]...")
@click.option("--to", "folder", metavar="DIR", help="Folder for what comes; else the user cache folder.")
@click.option("--no-add", is_flag=True, help="Only fetch; no ledger is needed.")
@click.option("--dry-run", is_flag=True, help="Say what would be fetched, and ask nobody.")
@click.option(
    "--from",
    "mirror",
    metavar="URL_PREFIX",
    help="Fetch URL_PREFIX/LIST/FILE instead of the publishers' addresses; else COUNTERMARK_MIRROR.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(0, 3600, min_open=True),
    default=30.0,
    show_default=True,
    metavar="S",
    help="Seconds to wait for an answer, and between two pieces of it.",
)
@ledger_option
@json_option
def fetch(
    lists: tuple[str, ...],
    *,
    folder: str | None,
    no_add: bool,
    dry_run: bool,
    mirror: str | None,
    timeout: float,
    ledger: str | None,
    as_json: bool,
) -> None:
    """Fetch lists from their publishers' addresses and add each as one batch.

    What has not changed since is not sent again; what was cut goes on where it stopped. Only whole, checked files are
    kept. A list that fails does not stop the others; the exit code is then 4.
    """
    from countermark.intake.fetch import FetchRequest, mirror_prefix, plan, wanted_files
    from countermark.intake.fetch import fetch as fetch_lists

    prefix = mirror or os.environ.get("COUNTERMARK_MIRROR", "")
    request = FetchRequest(
        folder=Path(folder) if folder else _cache(),
        mirror=mirror_prefix(prefix) if prefix else "",
        timeout_s=timeout,
        tokens=os.environ,
    )
    as_json = json_wanted(as_json)
    if dry_run:
        _show_plan(plan(lists, request), as_json=as_json)
        return
    wanted_files(lists)
    results: list[FetchedList] = []
    with ExitStack() as stack:
        opened = None if no_add else stack.enter_context(Ledger.open(ledger_path(ledger), clock=system_clock))
        progress = stack.enter_context(_bars())
        for result in fetch_lists(lists, request, _world(), ledger=opened, progress=progress):
            results.append(result)
            _tell(result, as_json=as_json)
    if as_json:
        write_json({"lists": msgspec.to_builtins(results)})
        sys.stdout.flush()
    failed = [result.name for result in results if result.failures]
    if failed:
        raise SourceError(
            f"{len(failed)} of {len(results)} lists failed: {', '.join(failed)}",
            hint="what came is kept; the same command goes on from there",
        )


def _show_plan(planned: list[FetchedList], *, as_json: bool) -> None:
    for result in planned:
        _warn(result)
    if as_json:
        write_json({"lists": msgspec.to_builtins(planned)})
        return
    rows = [
        (result.name, file.part, file.address, f"{file.max_bytes:,}", file.path)
        for result in planned
        for file in result.files
    ]
    click.echo(text_table(("list", "part", "address", "#at most bytes", "to"), rows), nl=False)


def _warn(result: FetchedList) -> None:
    for file in result.files:
        for warning in file.warnings:
            note(f"  warning: {result.name} {file.part}: {warning}")


def _tell(result: FetchedList, *, as_json: bool) -> None:
    for failure in result.failures:
        note(failure)
    _warn(result)
    if as_json:
        return
    for file in result.files:
        if file.status == "unchanged":
            click.echo(f"{file.path}: nothing new since {file.served_at}")
            continue
        went_on = f", went on at byte {file.resumed_at:,}" if file.resumed_at else ""
        click.echo(
            f"{file.path}: {file.size_bytes:,} bytes{went_on}, of {file.served_at} ({file.served_by}), "
            f"sha256 {file.sha256}"
        )
    if result.added is None or result.added.entry is None:
        click.echo(f"{result.name}: {result.status}")
        return
    for added in result.added.files:
        changed = ", ".join(f"{count} {word}" for word, count in added.changed.items())
        click.echo(
            f"{added.name}: {added.read} {added.units} read = {added.stored} stored + {added.quarantined} quarantined "
            f"+ {added.dropped} dropped; seen at {added.decisions.get('seen at', '?')}; {changed}"
        )
        for warning in added.warnings:
            note(f"  warning: {warning}")
    click.echo(f"{result.name}: batch {result.added.entry.seq} sealed {result.added.entry.seal[:16]}")


@contextmanager
def _bars() -> Iterator[FileProgress]:
    """Show progress on stderr where that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda _, __, ___: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TransferSpeedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    tasks: dict[str, TaskID] = {}
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:

        def show(name: str, done: int, total: int | None) -> None:
            if name not in tasks:
                tasks[name] = bars.add_task(name, total=total)
            bars.update(tasks[name], completed=done, total=total)

        yield show
