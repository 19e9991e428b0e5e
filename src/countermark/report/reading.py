"""Draw a checked report: its text with every claim marked, a card in the margin for each, and the evidence.

1. The page is made the way a dossier is: self-contained, escaped, no clock. Its one script (keys, and cards beside
   their lines) is named by its hash; without it the cards follow their paragraphs.
2. The page says nothing that the reading and the answer do not say.
3. A long text is shown around its claims, and a report of very many claims shows the first ones; both are said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from countermark.model.answer import NO_MALPRACTICE, Answer
from countermark.reading.types import Reading
from countermark.report.page import asset, environment
from countermark.report.reading_board import COLUMNS, board, origins
from countermark.report.reading_cards import cards, value_text
from countermark.report.reading_text import blocks, rest_left_out
from countermark.report.reading_units import idle, linked, outlet_name, units
from countermark.report.reading_words import VERDICTS, clipped, readable, rule_text, verdict_style
from countermark.report.words import day_text, plural

MOST_CITED = 400


def headline(reading: Reading) -> str:
    """Give the first heading of a report that is not its outlet's name, else its first words."""
    outlet = (reading.outlet or "").casefold()
    headings = (sentence.span.of(reading.text) for sentence in reading.sentences if sentence.kind == "heading")
    words = next((heading for heading in headings if heading.strip().casefold() != outlet), "")
    words = words or next(iter(reading.text.strip().splitlines()), "")
    return clipped(" ".join(words.split()), 160) or "An empty report"


def render_report(
    reading: Reading,
    answer: Answer,
    *,
    title: str = "",
    generated_from: str = "",
    files: Mapping[str, str] | None = None,
    reports: Mapping[str, str] | None = None,
) -> str:
    """Draw a report and its check as one HTML file that needs nothing else.

    Args:
        reading: the report as read.
        answer: the answer to `check` about this reading: one row for each statement that can be tested.
        title: what the page is called; the report's first heading unless given.
        generated_from: the ledger that was asked, for a person.
        files: the names of originals that are cited, by their hash.
        reports: the titles of the other reports held, by the hash of their text.
    """
    shown, total = units(reading, answer.rows)
    links = linked(shown, reading.links)
    by_number = cards(reading, answer, shown, links)
    propositions, all_propositions = board(shown, by_number, links)
    sheet, sheet_hash = asset("report.css")
    script, script_hash = asset("report.js")
    return (
        environment()
        .get_template("report.html.j2")
        .render(
            title=title or headline(reading),
            reading=reading,
            answer=answer,
            outlet=outlet_name(reading),
            published=day_text(reading.published) if reading.published else "",
            blocks=blocks(reading, shown),
            rest=rest_left_out(reading, shown),
            length=len(reading.text),
            cards=by_number,
            units=shown,
            total=total,
            idle=idle(answer.rows),
            parameters=[(rule_text(name), value_text(value)) for name, value in sorted(answer.parameters.items())],
            summary=_summary(reading, answer, total),
            tally=_tally(shown),
            propositions=propositions,
            all_propositions=all_propositions,
            columns=COLUMNS,
            origin=origins(reading, by_number),
            verdicts=VERDICTS,
            citations=list(enumerate(answer.citations[:MOST_CITED], start=1)),
            originals=files or {},
            across=_across(reading, answer, reports or {}),
            versions=answer.detail.get("versions"),
            caveats=[caveat for caveat in answer.caveats if caveat != NO_MALPRACTICE],
            notice=NO_MALPRACTICE,
            generated_from=generated_from,
            readable=readable,
            style=sheet,
            style_hash=sheet_hash,
            script=script,
            script_hash=script_hash,
        )
    )


def _summary(reading: Reading, answer: Answer, total: int) -> str:
    """Say in a sentence what the page holds."""
    speakers = {claim.speaker.entity or claim.speaker.caption for claim in reading.claims} - {"", None}
    reported = total - sum(1 for claim in reading.claims if claim.content or claim.cue or claim.speaker.span)
    told = f"{plural(len(reading.claims), 'statement')} of {plural(len(speakers), 'named speaker')}"
    if reported > 0:
        told += f", and {plural(reported, 'statement')} in the voice of {outlet_name(reading)}"
    tested = sum(1 for row in answer.rows if verdict_style(row["verdict"])[0] not in {"quiet", "standing"})
    return (
        f"{told}. {tested or 'None'} could be put to a record or to rows held here; "
        "each has its own verdict, and no score is given."
    )


def _across(reading: Reading, answer: Answer, titles: Mapping[str, str]) -> list[dict[str, Any]]:
    """Name the origins that the reports held come down to, with what joins the reports of each."""
    return [
        {
            "root": origin["root"],
            "reports": [
                "this report" if one == reading.text_sha256 else titles.get(one, one[:12]) for one in origin["reports"]
            ],
            "joins": list(dict.fromkeys((join["kind"], clipped(join["basis"], 120)) for join in origin["joins"]))[:6],
            "this": reading.text_sha256 in origin["reports"],
        }
        for origin in answer.detail.get("origins", ())
    ]


def _tally(shown: list[Any]) -> list[tuple[str, str, str, str, int, int]]:
    """Count the verdicts, and name the first statement that has each."""
    counts: Counter[str] = Counter()
    first: dict[str, int] = {}
    for unit in shown:
        for row in unit.rows:
            counts[row["verdict"]] += 1
            first.setdefault(row["verdict"], unit.number)
    return [
        (verdict, *verdict_style(verdict), counts[verdict], first.get(verdict, 0))
        for verdict in [*VERDICTS, *sorted(set(counts) - set(VERDICTS))]
        if counts[verdict]
    ]
