"""`countermark export`: the rows of the ledger in open formats."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

import click

from countermark.cli.output import note
from countermark.cli.session import ledger_option, open_evidence
from countermark.model.dates import date_argument
from countermark.model.errors import InputError
from countermark.tables.components import prepare
from countermark.tables.evidence import Evidence

DATASET = "countermark"


def component_rows(evidence: Evidence, where: str = "") -> Iterator[dict[str, Any]]:
    """Give the component rows in view with the maker they were resolved to."""
    prepare(evidence)
    sql = f"SELECT * FROM counted {where} ORDER BY original, row"  # noqa: S608 - conditions are built from quoted literals
    names = evidence.engine.columns(sql)
    for values in evidence.engine.stream(sql):
        yield dict(zip(names, values, strict=True))


def write_entities(evidence: Evidence, out: BinaryIO, *, where: str = "") -> int:
    """Write FollowTheMoney entities as JSON lines."""
    from countermark.model.statement import write_entities as write
    from countermark.tables.ftm import component_entities

    return write(out, component_entities(component_rows(evidence, where), dataset=DATASET))


def write_statements(evidence: Evidence, out: BinaryIO) -> int:
    """Write FollowTheMoney statements as CSV."""
    from countermark.model.statement import write_statements as write
    from countermark.tables.ftm import component_statements

    return write(out, component_statements(component_rows(evidence), dataset=DATASET))


def write_lists(
    evidence: Evidence, out: BinaryIO, out_format: str, *, lists: tuple[str, ...], seen_by: str | None
) -> int:
    """Write the entries of lists, as they stood by the end of a day, as entities or statements."""
    from countermark.model.statement import write_entities as as_entities
    from countermark.model.statement import write_statements as as_statements
    from countermark.tables.list_ftm import standing_entities, standing_statements

    if out_format == "ftm":
        return as_entities(out, standing_entities(evidence, lists, seen_by))
    return as_statements(out, standing_statements(evidence, lists, seen_by), sidecar=True)


def write_reports(evidence: Evidence, out: BinaryIO, out_format: str, *, report: str) -> str:
    """Write a report, or all, as entities, statements or annotations; say how much was written."""
    import msgspec

    from countermark.cli.report_names import report_names
    from countermark.model.statement import write_entities as as_entities
    from countermark.model.statement import write_statements as as_statements
    from countermark.tables.annotations import annotation_page
    from countermark.tables.report_ftm import report_entities, report_statements
    from countermark.tables.report_view import from_ledger
    from countermark.tables.reports import open_reports

    reports = open_reports(evidence.view, evidence.engine)
    wanted = reports.reports() if report == "all" else [reports.report(report)]
    names, _ = report_names(evidence.view)
    read = (from_ledger(evidence.view, evidence.engine, one.id, names) for one in wanted)
    if out_format == "annotation":
        count = 0
        for found in read:
            page = annotation_page(found)
            out.write(msgspec.json.encode(page, order="sorted") + b"\n")
            count += len(page["items"])
        return f"{count} annotations"
    if out_format == "ftm":
        return f"{as_entities(out, chain.from_iterable(map(report_entities, read)))} entities"
    every = chain.from_iterable(map(report_statements, read))
    return f"{as_statements(out, every, sidecar=True)} statements"


@contextmanager
def _out(place: str) -> Iterator[BinaryIO]:
    if place == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    path = Path(place)
    partial = path.with_name(path.name + ".partial")
    with partial.open("wb") as out:
        yield out
    partial.replace(path)


@click.command()
@click.option(
    "--format",
    "out_format",
    type=click.Choice(["ftm", "statements", "parquet", "annotation"]),
    default="ftm",
    show_default=True,
)
@click.option(
    "--table",
    type=click.Choice(["component", "part", "list_change", "list_snapshot", "report", "report_text", "statement"]),
    default="component",
    show_default=True,
    help="For parquet.",
)
@click.option("--list", "lists", multiple=True, metavar="LIST", help="The entries of this list; may be repeated.")
@click.option("--report", metavar="REPORT", help="A report, by its file's name or its id; `all` for every one.")
@click.option("--seen-by", metavar="DATE", help="The lists as their snapshots showed them by the end of that UTC day.")
@click.option("--output", "-o", default="-", metavar="FILE", help="Where to write; `-` is standard output.")
@click.option("--recorded-by", metavar="DATE", help="The ledger as it was recorded by the end of that UTC day.")
@ledger_option
def export(
    *,
    out_format: str,
    table: str,
    lists: tuple[str, ...],
    report: str | None,
    seen_by: str | None,
    output: str,
    recorded_by: str | None,
    ledger: str | None,
) -> None:
    """Write FollowTheMoney entities (JSON lines) or statements (CSV) of parts, lists or reports, or a table as Parquet.

    `annotation` writes the claims and mentions of a report as W3C Web Annotations, one page a line.
    """
    if report and lists:
        raise InputError("--report and --list are two things", hint="export them apart")
    if out_format == "annotation" and not report:
        raise InputError("annotations are of a report", hint="name one with --report, or all")
    if seen_by and not lists:
        raise InputError("--seen-by is a clock of lists", hint="name one with --list")
    day = date_argument(seen_by, "--seen-by").isoformat() if seen_by else None
    with open_evidence(ledger, recorded_by=recorded_by) as evidence:
        if out_format == "parquet":
            if output == "-":
                raise InputError("Parquet cannot be written to a terminal or a pipe", hint="give --output FILE")
            if not evidence.paths(table):
                raise InputError(f"no {table} rows in view")
            evidence.engine.write_parquet(evidence.raw(table), Path(output))
            note(f"{output}: Parquet, table {table}")
            return
        with _out(output) as out:
            if report:
                note(write_reports(evidence, out, out_format, report=report))
                return
            if lists:
                count = write_lists(evidence, out, out_format, lists=lists, seen_by=day)
            else:
                count = write_entities(evidence, out) if out_format == "ftm" else write_statements(evidence, out)
    note(f"{count} {'entities' if out_format == 'ftm' else 'statements'}")
