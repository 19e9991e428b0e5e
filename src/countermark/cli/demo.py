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
REPORT, OUTLET, PUBLISHED = "report.txt", "The Harbour Dispatch", "2023-04-20"
PART, PARTY, SHIPPED = "STM32F765VIT6", "LLC Onelek", "2022-08-26"


def build(folder: Path) -> Ledger:
    """Open the demo ledger, making it first where there is none."""
    from countermark.cli.report_names import report_request
    from countermark.intake.add import add

    ledger = (
        Ledger.open(folder, clock=system_clock)
        if (folder / "countermark.toml").exists()
        else Ledger.create(folder, clock=system_clock, name="Countermark demo case")
    )
    with as_file(files("countermark.demo")) as case:
        add(ledger, [case / "parts.csv"], kind="teardown", dataset="demo")
        add(ledger, sorted((case / "lists").glob("*.csv")), kind="demo_sdn_excerpt")
        request = report_request(ledger.view(), outlet=OUTLET)
        add(ledger, [case / REPORT], kind="report", published=PUBLISHED, report=request)
    return ledger


@click.command()
@click.argument("folder", default="demo", metavar="[DIR]")
@json_option
def demo(folder: str, as_json: bool) -> None:
    """Build the demo ledger in DIR, trace its parts, and check its report. A second run changes nothing.

    Writes a dossier of the parts, a sheet about a shipment, and the page of the report with every claim's verdict.
    """
    from countermark.answers.sheet import sheet
    from countermark.cli.check_summaries import show_tally
    from countermark.cli.checked import check_report, report_page
    from countermark.cli.session import Lists
    from countermark.report.dossier import render
    from countermark.report.reading import headline
    from countermark.report.sheet import render_sheet
    from countermark.tables.listings import open_listings

    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    with build(place / "ledger") as ledger, Engine() as engine:
        view = ledger.view()
        answer = trace(Evidence(engine, view, latest=latest_printed()))
        listings = open_listings(view, Engine)
        page = sheet(view, listings, text=PART, party=PARTY, day=SHIPPED, latest=latest_printed())
        checked = check_report(Lists(view, listings), REPORT)
        story = report_page(view, checked, generated_from=ledger.charter.name)
        listings.close()
    dossier = place / "dossier.html"
    _write(dossier, render("Demo case: parts out of recovered weapons", [answer]))
    _write(place / "sheet.html", render_sheet(page, generated_from=ledger.charter.name))
    _write(place / "report.html", story)
    if json_wanted(as_json):
        write_json(
            {
                "ledger": str(place / "ledger"),
                "dossier": str(dossier),
                "sheet": str(place / "sheet.html"),
                "report": str(place / "report.html"),
                "seal": answer.seal,
            }
        )
        return
    show_specimens(answer)
    click.echo()
    click.echo(f"{SPECIMEN}:")
    show_parts([row for row in answer.rows if row["specimen"] == SPECIMEN], answer.detail["control"]["id"])
    click.echo()
    click.echo(f"“{headline(checked.reading)}”, a report written for this demo:")
    show_tally(checked.answer)
    click.echo()
    click.echo(f"ledger   {place / 'ledger'}   (seal {(answer.seal or '')[:16]})")
    click.echo(f"dossier  {dossier}   (one file; open it in a browser, or print it)")
    click.echo(f"sheet    {place / 'sheet.html'}   ({PARTY} on {SHIPPED}: was it listed that day?)")
    click.echo(f"report   {place / 'report.html'}   (every claim of the report, with its verdict and evidence)")


def _write(place: Path, page: str) -> None:
    """Write a page where it is not there as it is."""
    data = page.encode()
    if not place.exists() or place.read_bytes() != data:
        place.write_bytes(data)
