"""Which ledger a command speaks to, and evidence from files that are read beside it."""

from __future__ import annotations

import os
import tempfile
from calendar import monthrange
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, TypeVar

import click
import platformdirs

from countermark.ledger import Engine, Ledger, View, read_view
from countermark.model.clock import system_clock
from countermark.model.dates import date_argument, parse_interval
from countermark.model.errors import InputError
from countermark.tables.evidence import Evidence
from countermark.tables.listings import Listings, open_listings

Command = TypeVar("Command", bound=Callable[..., Any])


def ledger_path(option: str | None) -> Path:
    """Choose the ledger: option, COUNTERMARK_LEDGER, else the user data folder."""
    if option:
        return Path(option)
    if chosen := os.environ.get("COUNTERMARK_LEDGER"):
        return Path(chosen)
    return Path(platformdirs.user_data_dir("countermark", appauthor=False)) / "ledger"


def ledger_option(command: Command) -> Command:
    """Add --ledger to a command."""
    return click.option(
        "--ledger", metavar="DIR", help="Ledger folder; else COUNTERMARK_LEDGER, else the user data folder."
    )(command)


def json_option(command: Command) -> Command:
    """Add --json to a command."""
    return click.option("--json", "as_json", is_flag=True, help="JSON even on a terminal (a pipe always gets JSON).")(
        command
    )


def evidence_options(command: Command) -> Command:
    """Add the options that say which rows are in view and what is known beside them."""
    for option in (
        click.option("--specimen", metavar="ID", help="Only this specimen."),
        click.option(
            "--recovered",
            multiple=True,
            metavar="[SPECIMEN=]DATE",
            help="When a specimen was recovered, said with the question; needs --specimen or SPECIMEN=.",
        ),
        click.option("--recorded-by", metavar="DATE", help="The ledger as it was recorded by the end of that UTC day."),
        click.option(
            "--control", default="us-2022-02-24", show_default=True, metavar="ID", help="Control to set dates against."
        ),
    ):
        command = option(command)
    return command


def _recovered(said: tuple[str, ...], specimen: str | None) -> dict[str, str]:
    given: dict[str, str] = {}
    for entry in said:
        name, equals, day = entry.rpartition("=")
        if not equals:
            if not specimen:
                raise InputError("--recovered DATE needs --specimen", hint="or write --recovered SPECIMEN=DATE")
            name = specimen
        if parse_interval(day) is None:
            raise InputError(f"--recovered: {day!r} is no date", hint="write YYYY-MM-DD, YYYY-MM, YYYY or 2022-W28")
        given[name] = day
    return given


def end_of_day(text: str | None, name: str) -> datetime | None:
    """Read a date argument as the end of that UTC day."""
    if text is None:
        return None
    return datetime.combine(date_argument(text, name), time.max, tzinfo=UTC)


def today() -> date:
    """Give today's UTC day; edges alone ask."""
    return system_clock().date()


def latest_printed() -> date:
    """Give the last day that can have been printed on a part: the end of this month, so that answers stay cached."""
    day = today()
    return day.replace(day=monthrange(day.year, day.month)[1])


@dataclass(frozen=True, slots=True)
class Lists:
    """What a question about lists is asked of: the ledger in view, and its histories."""

    view: View
    listings: Listings


@contextmanager
def open_lists(ledger: str | None, recorded_by: str | None = None) -> Iterator[Lists]:
    """Open the lists of a ledger as it was recorded by a day; one that may not be written can be asked all the same."""
    place = ledger_path(ledger)
    recorded = end_of_day(recorded_by, "--recorded-by")
    with ExitStack() as stack:
        if _protected(place):
            scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="countermark-")))
            view = read_view(place, scratch=scratch, recorded_by=recorded)
        else:
            view = stack.enter_context(Ledger.open(place, clock=system_clock)).view(recorded)
        listings = open_listings(view, Engine)
        stack.callback(listings.close)
        yield Lists(view, listings)


def _protected(place: Path) -> bool:
    """Tell whether there is a ledger that may be read and not written, or whose cache may not be written."""
    if not (place / "countermark.toml").is_file():
        return False
    needed = [place, place / "chain", place / "catalog.sqlite"]
    cache = place / "cache"
    if cache.exists():
        needed += [cache, *cache.glob("*.sqlite")]
    return not all(os.access(part, os.W_OK) for part in needed)


def _add_files(ledger: Ledger, files: tuple[str, ...], mapping: str | None, engine: Engine) -> None:
    from countermark.intake.add import add

    place = Path(mapping) if mapping else None
    result = add(ledger, [Path(file) for file in files], kind="teardown", mapping=place, engine=engine)
    for entry in result.files:
        decisions = entry.decisions
        told = f"{decisions['format']}, {decisions.get('encoding', 'no text encoding')}; {decisions['columns']}"
        set_aside = f"; {entry.quarantined} rows set aside" if entry.quarantined else ""
        click.echo(f"{entry.name}: {entry.read} rows; {told}{set_aside}", err=True)
        for issue in entry.issues[:5]:
            click.echo(f"  {issue.place}: {issue.reason}", err=True)


@contextmanager
def open_evidence(
    ledger: str | None,
    files: tuple[str, ...] = (),
    *,
    store: bool = False,
    mapping: str | None = None,
    specimen: str | None = None,
    recovered: tuple[str, ...] = (),
    recorded_by: str | None = None,
) -> Iterator[Evidence]:
    """Open the evidence a question is asked of: files read beside the ledger, or the ledger itself.

    Files go into a ledger of their own in a temporary folder that is removed afterwards, and nothing is stored; with
    `store` they are added to the ledger and the ledger is asked.
    """
    given = _recovered(recovered, specimen)
    if recorded_by and files and not store:
        raise InputError(
            "--recorded-by asks a ledger; these files are read beside it", hint="add them first, or leave it out"
        )
    place = ledger_path(ledger)
    with ExitStack() as stack:
        engine = stack.enter_context(Engine())
        if not files and _protected(place):
            scratch_folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="countermark-"))
            recorded = end_of_day(recorded_by, "--recorded-by")
            view = read_view(place, scratch=Path(scratch_folder), recorded_by=recorded)
            yield Evidence(engine, view, recovered=given, latest=latest_printed())
            return
        if not files or store:
            opened = stack.enter_context(Ledger.open(place, clock=system_clock))
            if files:
                _add_files(opened, files, mapping, engine)
            yield Evidence(
                engine, opened.view(end_of_day(recorded_by, "--recorded-by")), recovered=given, latest=latest_printed()
            )
            return
        beside = None
        if (place / "countermark.toml").exists():
            beside = stack.enter_context(Ledger.open(place, clock=system_clock)).view()
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="countermark-"))
        scratch = stack.enter_context(
            Ledger.create(Path(folder) / "scratch", clock=system_clock, name="read beside the ledger")
        )
        _add_files(scratch, files, mapping, engine)
        yield Evidence(engine, scratch.view(), recovered=given, latest=latest_printed(), stored=False, beside=beside)
