"""`countermark read`: who says what in a report, with the words and their place."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import click
import msgspec

from countermark.cli.output import json_wanted, note, write_json, write_json_parts
from countermark.cli.session import json_option, ledger_option, ledger_path, open_evidence
from countermark.model.dates import date_argument
from countermark.model.errors import InputError
from countermark.tables.report_view import ReadReport, from_file, from_ledger


@click.command()
@click.argument("report", metavar="REPORT|-")
@click.option("--published", metavar="DATE", help="Day of publication; else what the file states. auto: or its name.")
@click.option("--outlet", metavar="NAME", help="Who publishes it; else what the file states.")
@click.option("--source", metavar="URL", help="Its address.")
@click.option("--add", "store", is_flag=True, help="Add it to the ledger as well.")
@click.option(
    "--again", is_flag=True, help="Read a report of the ledger with this version, and seal that beside the old."
)
@click.option(
    "--format",
    "out_format",
    type=click.Choice(["json", "annotation", "ftm"]),
    help="JSON; W3C Web Annotation (JSON-LD); FollowTheMoney entities (JSON lines).",
)
@ledger_option
@json_option
def read(
    report: str,
    *,
    published: str | None,
    outlet: str | None,
    source: str | None,
    store: bool,
    again: bool,
    out_format: str | None,
    ledger: str | None,
    as_json: bool,
) -> None:
    """Read a report: who said what of whom, in which words, and where they stand.

    REPORT is a text, a web page, a PDF or an e-mail, read beside the ledger; or a report of the ledger, by its file's
    name or the start of its id; `-` is standard input. What somebody claims stays a claim.
    """
    given = _Given(published, outlet, source)
    with _read(report, given, ledger, store=store, again=again) as found:
        _show(found, out_format or ("json" if json_wanted(as_json) else "terminal"))


class _Given(msgspec.Struct, frozen=True):
    """What was said with the question."""

    published: str | None
    outlet: str | None
    source: str | None

    @property
    def day(self) -> str | None:
        if self.published in {None, "auto"}:
            return None
        return date_argument(str(self.published), "--published").isoformat()


@contextmanager
def _read(report: str, given: _Given, ledger: str | None, *, store: bool, again: bool) -> Iterator[ReadReport]:
    from countermark.cli.report_names import report_names

    place = ledger_path(ledger)
    has_ledger = (place / "countermark.toml").is_file()
    is_file = report == "-" or Path(report).exists()
    if not is_file and not has_ledger:
        raise InputError("no such file", where=report, hint="check the path")
    if (store or again) and not has_ledger:
        raise InputError("no ledger here", where=str(place), hint="countermark init makes one")
    if again:
        yield _again(report, given, place)
    elif is_file and not store:
        yield _beside(report, given, ledger if has_ledger else None, has_ledger=has_ledger)
    else:
        name = _added(report, given, place) if is_file else report
        if not is_file and (given.published or given.outlet):
            raise InputError("a report of the ledger has its day and outlet", hint="use --again to read it with others")
        with open_evidence(ledger) as evidence:
            yield from_ledger(evidence.view, evidence.engine, name, report_names(evidence.view)[0])


def _beside(report: str, given: _Given, ledger: str | None, *, has_ledger: bool) -> ReadReport:
    """Read a file; the ledger only lends its names."""
    from countermark.cli.report_names import report_names
    from countermark.intake.list_time import time_in
    from countermark.sources.reports import open_report
    from countermark.sources.tables import regular_file

    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="countermark-")))
        view = stack.enter_context(open_evidence(ledger)).view if has_ledger else None
        names, _ = report_names(view)
        path = regular_file(Path(report), folder)
        opened = open_report(path)
        day = given.day
        if given.published == "auto" and not opened.about.published:
            day = (time_in(path.name) or "")[:10] or None
            if day is None:
                raise InputError(
                    "no date of publication in the file or its name", where=path.name, hint="write --published DATE"
                )
        return from_file(path, opened, names=names, published=day, outlet=given.outlet, source_url=given.source)


def _added(report: str, given: _Given, place: Path) -> str:
    """Add the file, and give the id of its original."""
    from countermark.cli.report_names import report_request
    from countermark.intake.add import add
    from countermark.ledger import Ledger
    from countermark.model.canonical import sha256_file
    from countermark.model.clock import system_clock
    from countermark.sources.tables import regular_file

    with tempfile.TemporaryDirectory(prefix="countermark-") as folder, Ledger.open(place, clock=system_clock) as opened:
        path = regular_file(Path(report), Path(folder))
        request = report_request(opened.view(), outlet=given.outlet, source_url=given.source)
        result = add(opened, [path], kind="report", published=given.published, report=request)
        if result.entry is not None:
            note(f"{path.name}: added as batch {result.entry.seq}")
        elif given.published or given.outlet:
            note(f"{path.name}: in the ledger already, as it was; --again reads it with another day or outlet")
        return sha256_file(path)


def _again(report: str, given: _Given, place: Path) -> ReadReport:
    from countermark.cli.report_names import report_names, report_request
    from countermark.intake.reports import derive
    from countermark.intake.reports_held import stored_report
    from countermark.ledger import Engine, Ledger
    from countermark.model.canonical import sha256_file
    from countermark.model.clock import system_clock
    from countermark.tables.reports import open_reports

    with Ledger.open(place, clock=system_clock) as opened, Engine() as engine:
        name = sha256_file(Path(report)) if Path(report).is_file() else report
        stored = stored_report(opened.view(), engine, open_reports(opened.view(), engine).report(name).id)
        said = dict(stored.said)
        if given.day:
            said |= {"published": given.day, "published_basis": "given"}
        if given.outlet:
            said["outlet"] = given.outlet
        entry, _ = derive(opened, [msgspec.structs.replace(stored, said=said)], report_request(opened.view()), engine)
        note(f"read again, entry {entry.seq}")
        return from_ledger(opened.view(), engine, stored.original, report_names(opened.view())[0])


def _show(found: ReadReport, out_format: str) -> None:
    if out_format == "json":
        write_json_parts(_json(found))
    elif out_format == "annotation":
        from countermark.tables.annotations import annotation_page

        write_json(annotation_page(found))
    elif out_format == "ftm":
        from countermark.model.statement import write_entities
        from countermark.tables.report_ftm import report_entities

        sys.stdout.flush()
        write_entities(sys.stdout.buffer, report_entities(found))
        sys.stdout.buffer.flush()
    else:
        from countermark.cli.read_view import show_reading

        show_reading(found)


def _json(found: ReadReport) -> dict[str, Any]:
    from countermark.reading.contract import read_parts

    value = read_parts(found.reading)
    value["claims"] = (_with_id(claim, found) for claim in value["claims"])
    value["report"] = msgspec.to_builtins(found.about)
    value["text"] = found.reading.text
    return value


def _with_id(claim: dict[str, Any], found: ReadReport) -> dict[str, Any]:
    name = found.ids[claim["id"]]
    judged = found.judgements.get(name)
    return {**claim, "ledger_id": name, "judgement": msgspec.to_builtins(judged) if judged else None}
