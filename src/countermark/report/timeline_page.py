"""Draw a timeline: what reports say of an actor or a pair and when lists had them, one axis, both days, each sourced.

1. The axis is the time that a report gives, or the list has. What has no time stands below it, never on a guessed day.
2. Reported, claimed and listed differ in sign and word, not in colour alone.
3. The page is made the way a dossier is: self-contained, escaped, no script, no clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final

from countermark.model.answer import NO_MALPRACTICE, Answer, Row
from countermark.model.dates import parse_interval
from countermark.report.page import asset, environment
from countermark.report.reading_words import clipped, readable, rule_text
from countermark.report.words import day_text, plural, span_text

STATUS: Final = {
    "listed": ("record", "■", "listed", "by the authority, as the list or a notice dates it"),
    "reported": ("open", "●", "reported", "by the outlet in its own voice"),
    "claimed": ("standing", "○", "claimed", "by a speaker: a fact about speech"),
}
MOST_ROWS: Final = 2_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the axis, in words."""

    row: Row
    style: str
    sign: str
    status: str
    when: str
    published: str
    lag: str
    kind: str
    words: str
    cites: tuple[int, ...]


def render_timeline(answer: Answer, *, generated_from: str = "", files: Mapping[str, str] | None = None) -> str:
    """Draw the page as one HTML file that needs nothing else.

    Args:
        answer: the answer to `timeline`.
        generated_from: the ledger that was asked, for a person.
        files: the names of originals that are cited, by their hash.
    """
    entries = [_entry(row, len(answer.citations)) for row in answer.rows[:MOST_ROWS]]
    dated = [entry for entry in entries if entry.row["date"]]
    text, digest = asset("report.css")
    return (
        environment()
        .get_template("timeline.html.j2")
        .render(
            title=" and ".join(str(actor) for actor in answer.parameters["actors"]),
            answer=answer,
            years=[(year, list(group)) for year, group in groupby(dated, key=lambda entry: entry.row["date"][:4])],
            undated=[entry for entry in entries if not entry.row["date"]],
            more=len(answer.rows) - len(entries),
            summary=_summary(answer),
            status=STATUS,
            citations=list(enumerate(answer.citations, start=1)),
            originals=files or {},
            caveats=[caveat for caveat in answer.caveats if caveat != NO_MALPRACTICE],
            notice=NO_MALPRACTICE,
            generated_from=generated_from,
            readable=readable,
            style=text,
            style_hash=digest,
        )
    )


def _summary(answer: Answer) -> str:
    counts = {figure.name: figure.value for figure in answer.figures}
    told = [
        plural(int(counts.get(name) or 0), one) for name, one in (("listed", "listing"), ("reported", "reported event"))
    ]
    return f"{told[0]}, {told[1]} and {plural(int(counts.get('claimed') or 0), 'claim')} on one axis."


def _entry(row: Row, known: int) -> Entry:
    style, sign, word, _ = STATUS.get(row["status"], ("quiet", "–", str(row["status"]), ""))
    cite = row.get("cite")
    indexes = cite if isinstance(cite, list) else [] if cite is None else [cite]
    return Entry(
        row=row,
        style=style,
        sign=sign,
        status=word,
        when=_when(row),
        published=day_text(row["published"]) if row["published"] else "",
        lag=_lag(row),
        kind=_kind(row),
        words=clipped(str(row["statement"]), 500),
        cites=tuple(index + 1 for index in indexes if 0 <= index < known),
    )


def _kind(row: Row) -> str:
    told = "" if row["status"] == "listed" and row["kind"] == "listing" else rule_text(str(row["kind"]))
    return f"{told}, negated" if row.get("polarity") == "-" else told


def _when(row: Row) -> str:
    if not row["date"]:
        return f"“{row['time_words']}”: no day known" if row.get("time_words") else "no time given"
    if row["status"] == "listed":
        return day_text(row["date"])
    if not row["date_to"]:
        return f"from {_begin(row)}"
    return span_text(row["date"], row["date_to"])


def _begin(row: Row) -> str:
    """Write the beginning of an open time as precisely as the report gives it ("since 2018")."""
    begin = parse_interval(str(row["value"]).removesuffix("/..")) if row["value"] else None
    return span_text(begin.start.isoformat(), begin.end.isoformat()) if begin else day_text(row["date"])


def _lag(row: Row) -> str:
    """Say how long after its time something was published, counted from the end of that time; nothing where it is open.

    What still goes on has no time after which it was published.
    """
    open_ended = row["status"] != "listed" and not row["date_to"]
    if not row["published"] or not row["date"] or open_ended:
        return ""
    end = date.fromisoformat(row["date_to"]) if row["date_to"] else None
    days = (date.fromisoformat(row["published"]) - date.fromisoformat(row["date"])).days
    if end and (end - date.fromisoformat(row["date"])).days > 1:
        days = (date.fromisoformat(row["published"]) - end).days + 1
    return f"{plural(days, 'day')} after" if days > 0 else "the same day" if days == 0 else ""
