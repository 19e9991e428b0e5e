"""`countermark demo`: build the demo ledger and run the main job on it."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path

import click

from countermark.answers.trace import trace
from countermark.cli.output import json_wanted, write_json
from countermark.cli.session import json_option, latest_printed
from countermark.cli.summaries import show_parts, show_specimens
from countermark.ledger import Engine, Ledger
from countermark.model.clock import system_clock
from countermark.tables.evidence import Evidence

SPECIMEN = "Orlan-10 no. 14662"


def build(folder: Path) -> Ledger:
    """Open the demo ledger, making it first where there is none."""
    from countermark.intake.add import add

    ledger = (
        Ledger.open(folder, clock=system_clock)
        if (folder / "countermark.toml").exists()
        else Ledger.create(folder, clock=system_clock, name="Countermark demo case")
    )
    with as_file(files("countermark.demo").joinpath("parts.csv")) as table:
        add(ledger, [table], kind="teardown", dataset="demo")
    return ledger


@click.command()
@click.argument("folder", default="demo", metavar="[DIR]")
@json_option
def demo(folder: str, as_json: bool) -> None:
    """Build the demo ledger in DIR, trace it, and write the dossier. A second run changes nothing."""
    from countermark.report.dossier import render

    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    with build(place / "ledger") as ledger, Engine() as engine:
        answer = trace(Evidence(engine, ledger.view(), latest=latest_printed()))
    dossier = place / "dossier.html"
    page = render("Demo case: parts out of recovered weapons", [answer]).encode()
    if not dossier.exists() or dossier.read_bytes() != page:
        dossier.write_bytes(page)
    if json_wanted(as_json):
        write_json({"ledger": str(place / "ledger"), "dossier": str(dossier), "seal": answer.seal})
        return
    show_specimens(answer)
    click.echo()
    click.echo(f"{SPECIMEN}:")
    show_parts([row for row in answer.rows if row["specimen"] == SPECIMEN], answer.detail["control"]["id"])
    click.echo()
    click.echo(f"ledger   {place / 'ledger'}   (seal {(answer.seal or '')[:16]})")
    click.echo(f"dossier  {dossier}   (one file; open it in a browser, or print it)")
