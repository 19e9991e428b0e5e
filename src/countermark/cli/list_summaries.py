"""How answers about lists look on a terminal."""

from __future__ import annotations

import click

from countermark.cli.output import text_table
from countermark.model.answer import Answer, Row

EVENTS_SHOWN = 100
WORDS = {"listed": "listed", "not_listed": "not listed", "unknown": "unknown"}


def _list(row: Row) -> str:
    return f"{row['list']} (via {row['via']})" if row["via"] else str(row["list"])


def _from(row: Row) -> str:
    if not row["listed_from"]:
        return ""
    return f"{row['listed_after']} < from <= {row['listed_from']}" if row["listed_after"] else str(row["listed_from"])


def _later(days: int | None) -> str:
    return f" (listed {days} {'day' if days == 1 else 'days'} later)" if days else ""


def _table(rows: list[Row]) -> str:
    found = [row for row in rows if row["entity"]]
    told = [
        f"{words}: {', '.join(names)}"
        for status, words in (("not_listed", "no entry found"), ("unknown", "unknown, no snapshot for that day"))
        if (names := [_list(row) for row in rows if not row["entity"] and row["status"] == status])
    ]
    return (_entries(found) if found else "") + "".join(f"{line}\n" for line in told)


def _entries(rows: list[Row]) -> str:
    cells = [
        (
            _list(row),
            row["entity"],
            (row["caption"] or "")[:44],
            row["programme"],
            WORDS[row["status"]] + _later(row["listed_days_later"]),
            row["clock"],
            _from(row),
            row["listed_to"],
        )
        for row in rows
    ]
    return text_table(("list", "entry", "name", "programme", "status", "clock", "listed from", "to"), cells)


def _footer(answer: Answer) -> None:
    for caveat in answer.caveats:
        click.echo(f"- {caveat}")
    click.echo(f"seal {answer.seal}; code {answer.code_version}")


def _inferred(answer: Answer) -> None:
    for one in answer.detail["inferred"]:
        click.echo(
            f"{one['entity']}: owners listed that day hold {one['share_percent']:g} % by stated shares "
            f"({'half or more' if one['half_or_more'] else 'less than half'}): an inference, not a listing"
        )
        for step in one["chain"]:
            share = "an unstated share" if step["percent"] is None else f"{step['percent']:g} %"
            click.echo(f"  {step['owner_name']} ({step['owner']}) owns {share} of {step['asset']}: {step['because']}")


def _searched(answer: Answer) -> None:
    told = [
        f"{_list(one)} of {one['version'][:10] if one['version'] else 'no snapshot'}"
        for one in answer.detail["searched"]
    ]
    click.echo(f"searched: {'; '.join(told)}")


def show_status(answer: Answer) -> None:
    """Draw where a party stands."""
    day = answer.as_of.get("on") or answer.as_of.get("seen")
    if any(row["entity"] for row in answer.rows):
        click.echo(f"{answer.parameters['party']} on {day}: {WORDS[answer.verdict or 'unknown']}")
    else:
        click.echo(
            f"{answer.parameters['party']} on {day}: no listing found under this name; other spellings not tried"
        )
    click.echo(_table(answer.rows), nl=False)
    told = []
    for row in answer.rows:
        if row["basis"] and row["entity"]:
            told.append(f"  {row['entity']}: {row['basis']}")
        if row["why"]:
            told.append(f"  {row['entity']} found by {'; '.join(row['why'])}")
    for line in dict.fromkeys(told):
        click.echo(line)
    _inferred(answer)
    _searched(answer)
    _footer(answer)


def show_changes(answer: Answer) -> None:
    """Draw what changed."""
    counts = ", ".join(f"{figure.value:,} {figure.name}" for figure in answer.figures if figure.value is not None)
    counts = counts or "no snapshot is held inside the window"
    click.echo(f"{answer.parameters['list']}, after {answer.parameters['from']} to {answer.parameters['to']}: {counts}")
    cells = [
        (row["change"], row["source_id"], row["caption"][:50], row["seen"], ", ".join(_properties(row))[:60])
        for row in answer.rows[:EVENTS_SHOWN]
    ]
    click.echo(text_table(("change", "id", "name", "seen", "what"), cells), nl=False)
    if len(answer.rows) > EVENTS_SHOWN:
        click.echo(f"... {len(answer.rows) - EVENTS_SHOWN} more; --json or --format csv gives all")
    _footer(answer)


def _properties(row: Row) -> list[str]:
    if row["change"] != "altered":
        return sorted(
            {value for name, said in row["properties"].items() if name.endswith("program") for value in said["added"]}
        )
    return [f"{name} +{len(said['added'])} -{len(said['removed'])}" for name, said in row["properties"].items()]


def show_sources(answer: Answer) -> None:
    """Draw the lists held."""
    cells = [
        (
            _list(row),
            row["part"],
            row["snapshots"],
            row["held_from"][:10],
            row["held_to"][:10],
            f"{row['entries']:,}",
            f"{row['names']:,}",
            "stale" if row["stale"] else "fresh",
            row["partial"] or "",
        )
        for row in answer.rows
    ]
    columns = ("list", "part", "#snapshots", "from", "to", "#entries", "#names", "state", "partial")
    click.echo(text_table(columns, cells), nl=False)
    for entry in answer.detail["set_aside"]:
        click.echo(
            f"set aside: {entry['name']} ({', '.join(entry['lists'][:3])}): {entry['where']}: {entry['reason']}. "
            f"{entry['remedy']}"
        )
    if not cells:
        click.echo("no list is held; countermark fetch us_ofac_sdn, or add list files")


def show_sheet(answer: Answer) -> None:
    """Draw an evidence sheet."""
    marking, day = answer.detail["marking"], answer.parameters["on"]
    click.echo(f"{marking['text']}: {marking['verdict']}")
    for reading in marking["readings"]:
        click.echo(
            f"  made {reading['made_from']} up to {reading['made_to']} ({reading['precision']}, {reading['rule']})"
        )
    for refused in marking["rejected"]:
        click.echo(f"  refused {refused['token']!r}: {refused['why']}")
    for clock, words in (("valid", "by the days lists and notices give"), ("seen", "by the publishers' snapshots")):
        click.echo(f"\n{answer.parameters['party']} on {day}, {words}:")
        click.echo(_table([row for row in answer.rows if row["asked"] == clock]), nl=False)
    _inferred(answer)
    click.echo(f"\ncontrols in force on {day}:")
    cells = [
        (one["effective"], one["jurisdiction"], one["title"], one["made"] or "") for one in answer.detail["controls"]
    ]
    click.echo(text_table(("since", "of", "control", "part made"), cells), nl=False)
    _searched(answer)
    if answer.detail["not_held"]:
        click.echo(f"not held: {', '.join(one['list'] for one in answer.detail['not_held'])}")
    _footer(answer)
