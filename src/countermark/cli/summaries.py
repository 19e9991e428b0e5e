"""How answers look on a terminal: the figures, one line a specimen, one line a part, and what is withheld and why."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import click

from countermark.cli.output import text_table
from countermark.model.answer import Answer, Row

PARTS_SHOWN = 80
SPECIMENS_SHOWN = 40


def _days(first: str | None, end: str | None) -> str:
    if not first or not end:
        return ""
    return f"{first} to {date.fromisoformat(end) - timedelta(days=1)}"


def _made(row: Row) -> str:
    if row["verdict"] == "single":
        return _days(row["made_from"], row["made_to"])
    if row["verdict"] in {"ambiguous", "conflict"}:
        return f"{row['verdict']}: " + " or ".join(_days(*pair) for pair in row["candidates"])
    return ""


def _against(row: Row, control: str) -> str:
    entry = row["controls"][control]
    verdict: str = entry["verdict"]
    return verdict if entry["survives_tolerance"] or verdict == "undetermined" else f"{verdict} (not by a week)"


def show_parts(rows: list[Row], control: str) -> None:
    """Draw one line a part; the marked ones first."""
    marked = [row for row in rows if row["marking"]]
    shown = marked[:PARTS_SHOWN]
    table = [
        (
            row["id"] or row["component"],
            row["marking"][-60:],
            (row["brand"] or row["maker"] or "")[:24],
            _made(row) + (" (overruled)" if row["overruled"] else ""),
            _against(row, control),
            row["origin"]["brand_hq"],
            row["origin"]["owner"],
            row["origin"]["assembly"],
        )
        for row in shown
    ]
    columns = ("id", "marking", "brand marked", "made", "vs control", "brand_hq", "owner", "assembly")
    click.echo(text_table(columns, table), nl=False)
    unmarked, hidden = len(rows) - len(marked), len(marked) - len(shown)
    words = [f"{hidden} more with a marking"] if hidden else []
    words += [f"{unmarked} without a marking"] if unmarked else []
    if words:
        click.echo(f"not shown: {', '.join(words)}; --json or --format csv gives all, --html the dossier")


def _bound(entry: dict[str, Any]) -> str:
    bound = entry["assembly"]
    if bound["not_before"] is None:
        return "no bound: no undisputed date"
    deciding = len(bound["deciding"])
    without = bound["without_each"][0]["not_before"] or "none"
    facts = "1 dating fact decides" if deciding == 1 else f"{deciding} dating facts decide"
    return f"not before {bound['not_before']} ({facts}; without it {without})"


def show_specimens(answer: Answer) -> None:
    """Draw one line a specimen."""
    specimens = answer.detail["specimens"]
    table = [
        (
            entry["specimen"],
            entry["rows"],
            entry["dated"],
            entry["open"],
            entry["made_after"],
            _bound(entry),
            f"{entry['lag_days_low']}-{entry['lag_days_high']} days" if entry["lag_days_low"] is not None else "",
        )
        for entry in specimens[:SPECIMENS_SHOWN]
    ]
    click.echo(text_table(("specimen", "#rows", "#dated", "#open", "#after", "assembled", "lag"), table), nl=False)
    if nameless := answer.detail["rows_without_specimen"]:
        click.echo(f"{nameless} rows name no specimen and stand in no line above")
    if len(specimens) > SPECIMENS_SHOWN:
        click.echo(f"... {len(specimens) - SPECIMENS_SHOWN} more specimens")


def show_figures(answer: Answer) -> None:
    """Draw the figures, the withheld ones with the reason."""
    control = answer.detail["control"]
    click.echo(f"Control: {control['title']} (effective {control['effective']})")
    for figure in answer.figures:
        value = f"withheld: {figure.refused}" if figure.refused else f"{figure.value:,} {figure.unit}"
        click.echo(f"  {figure.name.replace('_', ' ')}: {value}" + (f"  [{figure.method}]" if figure.method else ""))


def _show_repetition(repetition: dict[str, Any]) -> None:
    times = ", ".join(f"{ids} ids {n} times" for n, ids in repetition["times"].items())
    words = [f"{repetition['rows']:,} rows, {repetition['distinct']:,} distinct ids"]
    if times:
        words.append(f"{times} ({', '.join(repetition['ids'][:8])})")
    if repetition["shared_rows"]:
        words.append(f"{repetition['shared_rows']:,} rows stand in a file added earlier too")
    if repetition["conflicting_ids"]:
        words.append(f"{repetition['conflicting_ids']} ids stand for different parts, which all count")
    state = "accepted: repeated rows count once" if repetition["accepted"] else "NOT accepted"
    click.echo(f"Repeated rows in {repetition['original'][:12]}: {'; '.join(words)}. {state}")


def _show_duplicates(detail: dict[str, Any]) -> None:
    for repetition in detail["repetitions"]:
        _show_repetition(repetition)
    if detail["shares_before_and_after"]:
        rows = [
            (
                s["country_as_published"],
                s["rows_before"],
                f"{s['share_before']:.1%}",
                s["rows_after"],
                f"{s['share_after']:.1%}",
            )
            for s in detail["shares_before_and_after"][:6]
        ]
        click.echo(text_table(("country as published", "#rows", "#share", "#distinct", "#share once"), rows), nl=False)
    for twice in detail["catalogued_twice"][:5]:
        if twice["board_suspected"]:
            click.echo(
                f"{twice['specimen']}: {twice['groups']} parts stand twice or more in order "
                f"({twice['surplus']} surplus of {twice['rows']} rows): a board catalogued twice? Not merged."
            )
    if detail["parties_in_maker_labels"]:
        rows_n = sum(entry["rows"] for entry in detail["parties_in_maker_labels"])
        click.echo(
            f"{len(detail['parties_in_maker_labels'])} maker labels ({rows_n} rows) also name a supplier or importer."
        )


def _footer(answer: Answer) -> None:
    for caveat in answer.caveats:
        click.echo(f"- {caveat}")
    click.echo(f"seal {answer.seal or 'none: rows read beside the ledger'}; code {answer.code_version}")


def _show_rows(answer: Answer) -> None:
    click.echo()
    show_specimens(answer)
    if len(answer.detail["specimens"]) <= 3:
        click.echo()
        show_parts(answer.rows, answer.detail["control"]["id"])
    click.echo()
    _footer(answer)


def show_trace(answer: Answer) -> None:
    """Draw a trace."""
    show_figures(answer)
    _show_duplicates(answer.detail["duplicates"])
    _show_rows(answer)


def show_made(answer: Answer) -> None:
    """Draw when parts were made."""
    show_figures(answer)
    _show_rows(answer)
