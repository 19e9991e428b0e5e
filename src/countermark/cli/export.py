"""`countermark export`: the rows of the ledger in open formats."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
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
    "--format", "out_format", type=click.Choice(["ftm", "statements", "parquet"]), default="ftm", show_default=True
)
@click.option(
    "--table",
    type=click.Choice(["component", "part", "list_change", "list_snapshot"]),
    default="component",
    show_default=True,
    help="For parquet.",
)
@click.option("--list", "lists", multiple=True, metavar="LIST", help="The entries of this list; may be repeated.")
@click.option("--seen-by", metavar="DATE", help="The lists as their snapshots showed them by the end of that UTC day.")
@click.option("--output", "-o", default="-", metavar="FILE", help="Where to write; `-` is standard output.")
@click.option("--recorded-by", metavar="DATE", help="The ledger as it was recorded by the end of that UTC day.")
@ledger_option
def export(
    *,
    out_format: str,
    table: str,
    lists: tuple[str, ...],
    seen_by: str | None,
    output: str,
    recorded_by: str | None,
    ledger: str | None,
) -> None:
    """Write FollowTheMoney entities (JSON lines) or statements (CSV) of parts or lists, or a fact table as Parquet."""
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
            if lists:
                count = write_lists(evidence, out, out_format, lists=lists, seen_by=day)
            else:
                count = write_entities(evidence, out) if out_format == "ftm" else write_statements(evidence, out)
    note(f"{count} {'entities' if out_format == 'ftm' else 'statements'}")
