"""`countermark trace`: every part of a table or a specimen, and the dossier."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from countermark.answers.made import select
from countermark.answers.parts import stream_parts
from countermark.answers.trace import trace as ask
from countermark.cli.output import json_wanted, note, write_csv
from countermark.cli.session import evidence_options, json_option, ledger_option, open_evidence
from countermark.cli.summaries import show_trace
from countermark.model.answer import Answer, encode
from countermark.model.errors import Finding
from countermark.reference.controls import control as find_control
from countermark.tables.components import prepare
from countermark.tables.evidence import Evidence


def write_dossier(place: str, answer: Answer, title: str) -> None:
    """Write the self-contained HTML dossier."""
    from countermark.report.dossier import render

    Path(place).write_text(render(title, [answer]), encoding="utf-8")
    note(f"dossier: {place}")


def _stream(evidence: Evidence, out_format: str, *, specimen: str | None, control: str) -> None:
    prepare(evidence)
    where = f"WHERE {select(specimen)}" if specimen else ""
    if out_format == "ftm":
        from countermark.cli.export import write_entities

        write_entities(evidence, sys.stdout.buffer, where=where)
        sys.stdout.buffer.flush()
        return

    def rows() -> Any:
        for row, citation in stream_parts(evidence, (find_control(control),), where=where):
            yield {**row, "original": citation.original, "place": citation.locator}

    write_csv(rows(), sys.stdout)


@click.command()
@click.argument("files", nargs=-1, metavar="[TABLE...]")
@evidence_options
@click.option("--add", "store", is_flag=True, help="Add the TABLE files to the ledger and ask the ledger.")
@click.option("--mapping", metavar="FILE", help="Mapping of the table's headings (TOML).")
@click.option("--html", metavar="FILE", help="Write the dossier, one self-contained HTML file.")
@click.option("--title", default="", metavar="TEXT", help="Title of the dossier.")
@click.option("--format", "out_format", type=click.Choice(["json", "csv", "ftm"]), help="Write rows in this form.")
@click.option(
    "--fail-on", type=click.Choice(["made-after", "conflict", "duplicates"]), help="Exit 3 when there is such a row."
)
@ledger_option
@json_option
def trace(  # noqa: PLR0913 - options of a command
    files: tuple[str, ...],
    *,
    specimen: str | None,
    recovered: tuple[str, ...],
    recorded_by: str | None,
    control: str,
    store: bool,
    mapping: str | None,
    html: str | None,
    title: str,
    out_format: str | None,
    fail_on: str | None,
    ledger: str | None,
    as_json: bool,
) -> None:
    """Trace the parts of TABLE files (read beside the ledger, not stored) or of the ledger itself.

    For every part: readings, origin in four dimensions, controls, catalogue match, duplicates; for every specimen the
    earliest possible assembly.
    """
    with open_evidence(
        ledger,
        files,
        store=store,
        mapping=mapping,
        specimen=specimen,
        recovered=recovered,
        recorded_by=recorded_by,
    ) as evidence:
        if out_format in {"csv", "ftm"}:
            _stream(evidence, out_format, specimen=specimen, control=control)
            if fail_on is None:
                return
        answer = ask(evidence, specimen=specimen, control_id=control)
    if html:
        write_dossier(html, answer, title or specimen or ", ".join(Path(file).name for file in files) or "Ledger")
    if out_format in {"csv", "ftm"}:
        _fail_on(fail_on, answer)
        return
    if json_wanted(as_json) or out_format == "json":
        sys.stdout.write(encode(answer).decode() + "\n")
    else:
        show_trace(answer)
    _fail_on(fail_on, answer)


def _fail_on(wanted: str | None, answer: Answer) -> None:
    if wanted is None:
        return
    figures = {figure.name: figure for figure in answer.figures}
    name = {"made-after": "made_after", "conflict": "conflict"}.get(wanted)
    if name is None:
        found: int | float | None = len(answer.detail["duplicates"]["repetitions"])
    else:
        found = figures[name].value
        if found is None:
            raise Finding(f"{wanted} cannot be told: {figures[name].refused}", hint="settle the repeated rows first")
    if found:
        raise Finding(f"{found} {wanted}", hint="asked for with --fail-on")
