"""`countermark marking`: one marking, or one a line."""

from __future__ import annotations

import sys
from typing import Any

import click
import msgspec

from countermark.cli.output import json_wanted, lines, text_table, write_json
from countermark.cli.session import json_option, latest_printed
from countermark.marking import Marking, read
from countermark.marking.resolve import Context, Resolution, resolve
from countermark.model.dates import Interval, parse_interval
from countermark.model.errors import EncodingError, InputError


def _interval(text: str | None, name: str) -> Interval | None:
    if text is None:
        return None
    interval = parse_interval(text)
    if interval is None:
        raise InputError(f"{name}: {text!r} is no date", hint="write YYYY-MM-DD, YYYY-MM, YYYY or 2022-W28")
    return interval


def _encode(marking: Marking, resolution: Resolution) -> dict[str, Any]:
    value: dict[str, Any] = msgspec.to_builtins(marking)
    value["verdict"] = resolution.verdict
    value["text_verdict"] = marking.verdict
    value["readings"] = msgspec.to_builtins(resolution.readings)
    value["dropped"] = msgspec.to_builtins(resolution.dropped)
    value["reasons"] = resolution.reasons
    return value


def _days(first: str, end: str) -> str:
    from datetime import date, timedelta

    return f"{first} to {date.fromisoformat(end) - timedelta(days=1)}"


def _show(value: dict[str, Any]) -> None:
    click.echo(f"{value['text']}   [{value['maker'] or 'maker not given'}]")
    click.echo(f"verdict: {value['verdict']}")
    if value["readings"]:
        rows = [
            (r["token"], _days(r["made_from"], r["made_to"]), r["precision"], r["rule"], "; ".join(r["reasons"]))
            for r in value["readings"]
        ]
        click.echo(text_table(("date code", "made", "precision", "rule", "why"), rows), nl=False)
    click.echo(text_table(("token", "role"), [(p["token"], p["role"]) for p in value["parts"]]), nl=False)
    for rejected in value["rejected"]:
        click.echo(f"refused {rejected['token']!r}: {rejected['why']}")
    for reason in [*value["reasons"], *value["flags"]]:
        click.echo(reason)


@click.command()
@click.argument("text")
@click.option("--maker", metavar="NAME", help="Maker's label as published.")
@click.option("--recovered", metavar="DATE", help="When the specimen was recovered.")
@click.option("--introduced", metavar="DATE", help="When the part type was first sold.")
@json_option
def marking(text: str, maker: str | None, recovered: str | None, introduced: str | None, as_json: bool) -> None:
    """Read a marking: part number, date codes, lot, country, and what only looks like a date.

    TEXT `-` reads one marking a line from standard input, optionally a tab and the maker behind it, and writes one
    JSON object a line.
    """
    latest = latest_printed()
    found = _interval(introduced, "--introduced")
    context = Context(
        recovered=_interval(recovered, "--recovered"), introduced=found.start if found else None, today=latest
    )

    def one(marked: str, by: str | None) -> dict[str, Any]:
        marking_read = read(marked, by, latest=latest)
        return _encode(marking_read, resolve(marking_read.readings, context, verdict=marking_read.verdict))

    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise EncodingError("the text is no UTF-8", hint="check the terminal's encoding")
    if not text.strip():
        raise InputError("no marking given", hint="write the text off the part, or - to read one a line")
    if text != "-":
        value = one(text, maker)
        write_json(value) if json_wanted(as_json) else _show(value)
        return
    encoder = msgspec.json.Encoder(order="sorted")
    out = sys.stdout
    for line in lines(sys.stdin.buffer):
        marked, tab, by = line.partition("\t")
        out.write(encoder.encode(one(marked, by if tab else maker)).decode())
        out.write("\n")
