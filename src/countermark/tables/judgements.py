"""What people have judged, as of the view: overruled readings, accepted duplicates; the newest on a thing counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from countermark.tables.evidence import Evidence


@dataclass(frozen=True, slots=True)
class Overrule:
    """A person's reading of one row, beside the machine's."""

    original: str
    row: int
    made_from: str | None
    made_to: str | None
    by: str
    why: str
    recorded_at: str
    seal: str


def _latest(evidence: Evidence, about: str) -> dict[tuple[Any, ...], dict[str, Any]]:
    newest: dict[tuple[Any, ...], dict[str, Any]] = {}
    for judgement in evidence.view.judgements:
        if judgement.get("about") == about:
            newest[(judgement["original"], judgement.get("row"))] = judgement
    return newest


def overrules(evidence: Evidence) -> list[Overrule]:
    """List the readings overruled and not withdrawn."""
    return [
        Overrule(
            original=judgement["original"],
            row=int(judgement["row"]),
            made_from=judgement["made_from"],
            made_to=judgement["made_to"],
            by=judgement["by"],
            why=judgement["why"],
            recorded_at=judgement["recorded_at"],
            seal=judgement["seal"],
        )
        for judgement in _latest(evidence, "reading").values()
        if judgement["decision"] == "overrule"
    ]


def accepted_duplicates(evidence: Evidence) -> set[str]:
    """List the originals whose repeated rows a person has accepted to count once."""
    return {
        judgement["original"]
        for judgement in _latest(evidence, "duplicates").values()
        if judgement["decision"] == "accept"
    }
