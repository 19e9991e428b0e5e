"""Draw an evidence sheet: one printable page about a marking, a party and a day.

The page says nothing the answer does not; it is made the way a dossier is: self-contained, no script, no clock.
"""

from __future__ import annotations

from typing import Any

from countermark.model.answer import NO_MALPRACTICE, Answer, Row
from countermark.reference.list_sources import list_title
from countermark.report.page import asset, environment
from countermark.report.view import pieces
from countermark.report.words import day_text, plural

FEW = 3
STATUS_WORDS = {"listed": "listed", "not_listed": "not listed", "unknown": "unknown"}
MADE_WORDS = {"after": "made after", "before": "made before", "undetermined": "undetermined", None: "no date read"}
CLOCKS = (
    (
        "valid",
        "By the days given",
        "days of listing that the list itself or a dated official notice gives; where neither does, the snapshots",
    ),
    ("seen", "By what was published", "the publishers’ snapshots on both sides of the day"),
)


def _from(row: Row) -> tuple[str | None, str | None]:
    return row["listed_after"], row["listed_from"]


def _citations(answer: Answer, row: Row) -> list[tuple[int, Any]]:
    cited = row["cite"] if isinstance(row["cite"], list) else [row["cite"]]
    return [(number + 1, answer.citations[number]) for number in cited]


def _empty(rows: list[Row], status: str) -> list[str]:
    """Name the lists on which nothing was found, by how they stand to the day."""
    return [
        f"{list_title(row['list'])}{' (via ' + row['via'] + ')' if row['via'] else ''}"
        for row in rows
        if not row["entity"] and row["status"] == status
    ]


def _about(answer: Answer) -> list[dict[str, Any]]:
    """Group what lists say: a line an entry and list, in it the values of each property, those of the day first."""
    lines: dict[tuple[str, str, str], dict[str, Any]] = {}
    for fact in answer.detail["entries"]:
        key = (fact["entity"], fact["list"], fact["via"])
        line = lines.setdefault(key, {**fact, "properties": {}, "cites": []})
        line["properties"].setdefault(fact["prop"], []).append(fact)
        if fact["cite"] + 1 not in line["cites"]:
            line["cites"].append(fact["cite"] + 1)
    for line in lines.values():
        for facts in line["properties"].values():
            facts.sort(key=lambda fact: (not fact["on_the_day"], fact["seen_from"]))
    return [line for _, line in sorted(lines.items())]


def _named(row: Row) -> str:
    """Name a list as its publisher or republisher shows it."""
    return f"{list_title(row['list'])}{', as republished by ' + row['via'] if row['via'] else ''}"


def sentence(answer: Answer) -> str:
    """Say the finding in a sentence or two, in the words a lawyer may quote: what is not known comes first."""
    party, day = answer.parameters["party"], day_text(answer.parameters["on"])
    valid = [row for row in answer.rows if row["asked"] == "valid"]
    listed = sorted({_named(row) for row in valid if row["status"] == "listed"})
    doubtful = sorted({_named(row) for row in valid if row["status"] == "unknown" and row["entity"]} - set(listed))
    if listed:
        told = f"On {day}, an entry that answers to “{party}” was listed: {'; '.join(listed)}."
        if doubtful:
            told += f" Not known for: {'; '.join(doubtful)}."
    elif doubtful:
        told = (
            f"Whether an entry that answers to “{party}” was listed on {day} is not known for: {'; '.join(doubtful)}."
        )
    elif any(row["entity"] for row in valid):
        told = f"On {day}, no entry that answers to “{party}” is shown as listed."
    else:
        told = f"No listing of “{party}” was found for {day} in what was searched."
    return told + _later(valid) + _missing(valid)


def _later(rows: list[Row]) -> str:
    later = sorted({(row["listed_days_later"], _named(row)) for row in rows if row["listed_days_later"] is not None})
    told = "; ".join(f"{title}, {plural(days, 'day')} after" for days, title in later)
    return f" Listed later: {told}." if told else ""


def _missing(rows: list[Row]) -> str:
    missing = sorted({_named(row) for row in rows if row["status"] == "unknown" and not row["entity"]})
    if len(missing) > FEW:
        return f" Unknown for {len(missing)} lists that were not held for that day."
    return f" Not held for that day: {'; '.join(missing)}." if missing else ""


def render_sheet(answer: Answer, *, generated_from: str = "") -> str:
    """Draw the page as one HTML file that needs nothing else."""
    text, digest = asset()
    marking = answer.detail["marking"]
    by_clock = [[row for row in answer.rows if row["asked"] == clock] for clock, _, _ in CLOCKS]
    return (
        environment()
        .get_template("sheet.html.j2")
        .render(
            answer=answer,
            marking=marking,
            pieces=pieces(marking["text"], [(part["start"], part["end"], part["role"]) for part in _roles(marking)]),
            clocks=[
                (title, about, rows, [row for row in rows if row["entity"]])
                for (_, title, about), rows in zip(CLOCKS, by_clock, strict=True)
            ],
            empty=_empty,
            same_empty=len({str([_empty(rows, word) for word in ("not_listed", "unknown")]) for rows in by_clock}) == 1,
            entries=_about(answer),
            sentence=sentence(answer),
            status=STATUS_WORDS,
            made=MADE_WORDS,
            begun=_from,
            cited=lambda row: _citations(answer, row),
            generated_from=generated_from,
            notice=NO_MALPRACTICE,
            caveats=[caveat for caveat in answer.caveats if caveat != NO_MALPRACTICE],
            style=text,
            style_hash=digest,
        )
    )


def _roles(marking: dict[str, Any]) -> list[dict[str, Any]]:
    dated = [{**reading, "role": "date_code"} for reading in marking["readings"]]
    return [*marking["parts"], *dated]
