"""How a check and a timeline look on a terminal."""

from __future__ import annotations

import textwrap

import click

from countermark.cli.output import text_table
from countermark.model.answer import Answer, Row

_WIDTH = 108


def _wrapped(text: str, lead: str) -> str:
    return textwrap.fill(text, _WIDTH, initial_indent=lead, subsequent_indent=" " * len(lead))


def _short(text: str, most: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def show_tally(answer: Answer) -> None:
    """Draw how many rows have each verdict."""
    counts = [(figure.name, figure.value) for figure in answer.figures if figure.value]
    click.echo(text_table(("verdict", "#rows"), counts), nl=False)


def show_check(answer: Answer) -> None:
    """Draw a check: each row with its verdict, why, candidates and evidence, then the counts."""
    for row in answer.rows:
        _row(row)
    show_tally(answer)
    if answer.detail["versions"]:
        click.echo("\nAgainst the older version:")
        cells = [
            (one["change"], one["detail"], _short(one["old_words"], 40), _short(one["new_words"], 40))
            for one in answer.detail["versions"]
        ]
        click.echo(text_table(("change", "what", "before", "now"), cells), nl=False)
    elif answer.detail["versions"] == []:
        click.echo("\nAgainst the older version: no claim differs.")
    _footer(answer)


def _row(row: Row) -> None:
    click.echo(_wrapped(f"{row['verdict'].upper()}  [{row['kind']}, {row['voice']}: {_short(row['speaker'], 60)}]", ""))
    click.echo(_wrapped(f"“{_short(row['statement'], 300)}”", "  "))
    question = row["question"] or "no question"
    asked = f" ({row['question_verdict']})" if row["question_verdict"] else ""
    click.echo(_wrapped(f"{question}{asked}, rule {row['rule']}: {row['why']}", "  "))
    for one in row["candidates"]:
        state = (
            f"excluded: {one['excluded']}"
            if one["excluded"]
            else f"candidate, {one['score']:g}"
            if one["score"]
            else ""
        )
        click.echo(_wrapped(f"{one['caption']} ({one['entity']}), {state or 'candidate'}", "  - "))
        click.echo(_wrapped("; ".join(one["reasons"]), "      "))
    if row["would_change"]:
        click.echo(_wrapped(f"would change it: {row['would_change']}", "  "))
    click.echo("")


def show_timeline(answer: Answer) -> None:
    """Draw a timeline."""
    cells = [
        (
            row["value"] or row["date"] or f"? {row['time_words'] or ''}".strip(),
            row["published"] or "",
            row["status"],
            row["kind"],
            _short(row["speaker"] or "", 24),
            _short(row["statement"], 60),
            _short(row["basis"] or "", 30),
        )
        for row in answer.rows
    ]
    click.echo(text_table(("when", "published", "status", "kind", "who", "what", "source"), cells), nl=False)
    _footer(answer)


def _footer(answer: Answer) -> None:
    for caveat in answer.caveats:
        click.echo(_wrapped(caveat, "- "))
    click.echo(f"seal {answer.seal}; code {answer.code_version}")
