"""Every claim of a report, and what the outlet says itself, against the ledger.

1. Listed rules (`reference/claim_rules.toml`) lead each to the question that can test it, or say why none can.
2. The question's verdict becomes the claim's by one table (`reference/claim_verdicts.csv`). There is no truth score.
3. A claim stays a claim whatever its verdict; a candidate is never an identification.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

from countermark.answers.base import sign_view
from countermark.answers.claim_additions import CAVEAT
from countermark.answers.claim_case import Case, Finding
from countermark.answers.claim_questions import QUESTIONS
from countermark.answers.claim_reports import ask_reports, matches
from countermark.answers.claim_units import OUTLET, Unit, statement, units
from countermark.ledger import View
from countermark.model.answer import Answer, Citation, Figure, Row
from countermark.reading.compare import SameWords, speaker_name
from countermark.reading.contract import read_json
from countermark.reading.origins import joins, origins
from countermark.reading.types import Reading
from countermark.reading.versions import as_rows, compare_versions
from countermark.reference.claim_rules import CLAIM_VERDICTS, ClaimRule, claim_rules, claim_verdict
from countermark.reference.list_sources import list_title
from countermark.tables.listings import Listings

DEFINITION = (
    "Each claim, and each event the outlet reports itself, goes by the first listed rule that fits it to the question "
    "that can test it; that question's verdict becomes the claim's by one table. A verdict is about what the ledger "
    "holds, not about truth."
)
MOST_UNITS = 5_000
MOST_ROWS = 200
CAVEATS = [
    "A claim is a fact about speech. No verdict makes it a fact about the world, and none is a score of truth.",
    "What no rule maps is not testable here, which says nothing against it. Paraphrases may be missed by the reading.",
]


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """What is said with the question: the other reports held, an older version of the page, and the last day.

    marked: finds component rows that bear a marking. latest: the last day a date code can have been printed.
    """

    others: tuple[Reading, ...] = ()
    against: Reading | None = None
    latest: date = date.max
    allow_stale: bool = False
    marked: Callable[[str], tuple[list[Row], list[Citation]]] | None = None


def check(view: View, listings: Listings, reading: Reading, options: CheckOptions | None = None) -> Answer:
    """Check a report.

    Shape: one row for each claim, and each event in it that a rule maps; one for each event of the outlet's own; one
    more for words that another report has too. Sorted by place in the text.

    Raises:
        StaleList, IncompleteList: a list that a claim is about is too old for its day, and that is not allowed.
    """
    chosen = options or CheckOptions()
    others = tuple(one for one in chosen.others if one.text_sha256 != reading.text_sha256)
    case = Case(
        view,
        listings,
        reading,
        reading.published,
        others=others,
        latest=chosen.latest,
        allow_stale=chosen.allow_stale,
        marked=chosen.marked,
    )
    same = matches(case)
    joined = [one for one in others if joins(reading, one, _with(one, same))]
    found = units(case.places)
    rows = _once([row for unit in found[:MOST_UNITS] for row in _rows(case, unit, same)])
    return sign_view(
        "check",
        view,
        parameters={
            "report": reading.text_sha256,
            "published": reading.published,
            "outlet": reading.outlet,
            "other_reports": [one.text_sha256 for one in others],
            "against": chosen.against.text_sha256 if chosen.against else None,
            "allow_stale": chosen.allow_stale,
        },
        definition=DEFINITION,
        figures=[
            Figure(name=verdict, value=sum(row["verdict"] == verdict for row in rows), unit="rows", n=len(rows))
            for verdict in CLAIM_VERDICTS
        ],
        rows=rows,
        citations=case.citations.places,
        caveats=[*_left_out(len(found)), *_caveats(case, rows), *CAVEATS],
        as_of={"published": reading.published},
        detail={
            "reading": read_json(reading),
            "originals": {
                place.original: view.original(place.original).name for place in case.citations.places if place.original
            },
            "answers": {key: _underlying(answer) for key, answer in sorted(case.answers.items())},
            "rules": [_rule(rule) for rule in claim_rules() if rule.name in {row["rule"] for row in rows}],
            "same_words": [msgspec.to_builtins(pair) for pairs in same.values() for pair in pairs],
            "origins": [msgspec.to_builtins(one) for one in origins([reading, *joined])] if others else [],
            "versions": as_rows(compare_versions(chosen.against, reading)) if chosen.against else None,
        },
    )


def _rows(case: Case, unit: Unit, same: dict[str, list[SameWords]]) -> list[Row]:
    """Give the row of a unit, and one more where another report has the words of its claim."""
    pairs = same.get(unit.claim.id, []) if unit.claim else []
    rule = unit.asks
    if rule.question == "reports":
        return [_row(case, unit, unit.rule, ask_reports(case, unit, pairs))]
    question = QUESTIONS.get(rule.question)
    if question is None:
        rows = [_row(case, unit, rule, Finding("", rule.untested, would_change=rule.would_change))]
    else:
        rows = [_row(case, unit, rule, question(case, unit))]
    if pairs:
        quoted = next(one for one in claim_rules() if one.question == "reports")
        found = {**_row(case, unit, quoted, ask_reports(case, unit, pairs)), "kind": "quotation", "rule": quoted.name}
        rows.append({**found, "event": None})
    return rows


def _row(case: Case, unit: Unit, rule: ClaimRule, finding: Finding) -> Row:
    text = case.reading.text
    span = unit.event.span if unit.event and unit.claim is None else unit.span
    negated = unit.negated and rule.question not in {"reports", "later"}
    verdict = claim_verdict(rule.question, finding.verdict, negated=negated) if finding.verdict else "not testable"
    speaker = speaker_name(unit.claim.speaker, text) if unit.claim else case.reading.outlet or OUTLET
    why = finding.why
    if unit.rule.denied:
        why = f"What is denied was looked up, not the denial: {why}"
    elif negated and finding.verdict:
        why = f"The report says that it is not so. {why}"
    return {
        "claim": unit.claim.id if unit.claim else None,
        "event": unit.index,
        "kind": unit.rule.kind,
        "speaker": speaker,
        "voice": "claimed" if unit.claim else "reported",
        "statement": statement(unit, text),
        "start": span.start,
        "end": span.end,
        "verdict": verdict,
        "question": rule.question or None,
        "asked": finding.asked,
        "question_verdict": finding.verdict or None,
        "negated": negated,
        "rule": unit.rule.name if not unit.inner else f"{unit.rule.name}: {unit.inner.name}",
        "why": why,
        "match": finding.match or None,
        "definition": finding.definition,
        "would_change": finding.would_change,
        "candidates": finding.candidates,
        "evidence": finding.evidence,
        "cite": list(dict.fromkeys(finding.cite)),
    }


def _with(other: Reading, same: dict[str, list[SameWords]]) -> list[SameWords]:
    return [pair for pairs in same.values() for pair in pairs if pair.report == other.text_sha256]


def _underlying(answer: Answer) -> dict[str, Any]:
    """Give an answer that was asked; of very many rows only how many there were: asking again gives them."""
    told: dict[str, Any] = msgspec.to_builtins(answer)
    if len(answer.rows) > MOST_ROWS:
        told |= {"rows": [], "citations": [], "rows_left_out": len(answer.rows)}
    return told


def _left_out(count: int) -> list[str]:
    if count <= MOST_UNITS:
        return []
    return [f"{count} statements: the first {MOST_UNITS} were checked, {count - MOST_UNITS} were not."]


def _once(rows: list[Row]) -> list[Row]:
    """Keep one row where two say the same of the same words, and sort by place."""
    found: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        key = (row["claim"], row["kind"], row["start"], row["end"], row["question"], str(sorted(row["asked"].items())))
        found.setdefault(key, row)
    return sorted(
        found.values(), key=lambda row: (row["start"], row["end"], row["claim"] or "", row["event"] or 0, row["rule"])
    )


def _caveats(case: Case, rows: Iterable[Row]) -> list[str]:
    asked = {row["question"] for row in rows}
    held = case.held
    told = list(case.reading.warnings)
    if not case.published:
        told.append("The report has no publication date: words such as 'last month' have no value (--published).")
    if any(row["candidates"] for row in rows):
        told.append(CAVEAT)
    if not held:
        told.append("The ledger holds no list: nothing about listings could be looked up.")
    else:
        names = ", ".join(
            f"{list_title(one.list)} ({one.timeline[0].seen_at[:10]} to {one.timeline[-1].seen_at[:10]})"
            for one in held
        )
        told.append(f"Lists held: {names}. Any other list was not looked at.")
    if not case.others:
        told.append("No other report is held: whether the same words stand elsewhere was not looked up.")
    missing = sorted(asked - set(QUESTIONS) - {None})
    if missing:
        told.append(f"Questions that do not exist yet: {', '.join(missing)}.")
    for answer in case.answers.values():
        told += [one for one in answer.caveats if "stale" in one or "unknown" in one or "set aside" in one]
    return list(dict.fromkeys(told))


def _rule(rule: ClaimRule) -> dict[str, Any]:
    return {"name": rule.name, "kind": rule.kind, "question": rule.question or None, "untested": rule.untested or None}
