"""What every question does the same: sign its answer with seal, code and configuration."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

import countermark
from countermark.ledger import View
from countermark.model.answer import NO_MALPRACTICE, Answer, Citation, Figure, Row
from countermark.model.canonical import canonical_json, sha256
from countermark.tables.evidence import Evidence, code_digest


def _cite(
    evidence: Evidence, figures: list[Figure], citations: list[Citation], predicates: dict[str, str]
) -> tuple[list[Figure], list[Citation]]:
    """Give each figure that has a value the citation of the rows it counts, behind the citations of the rows."""
    cited, places = [], list(citations)
    segments = sorted(path.stem for path in evidence.paths("component"))
    for figure in figures:
        predicate = predicates.get(figure.name)
        if predicate is None or not isinstance(figure.value, int):
            cited.append(figure)
            continue
        digest = sha256(canonical_json({"table": "component", "segments": segments, "predicate": predicate}))
        cited.append(replace(figure, cite=len(places)))
        places.append(Citation(table="component", predicate=predicate, rows=figure.value, sha256=digest))
    return cited, places


def sign(  # noqa: PLR0913 - the fields of an answer
    question: str,
    evidence: Evidence,
    *,
    parameters: dict[str, Any],
    definition: str,
    verdict: str | None = None,
    figures: list[Figure] | None = None,
    rows: list[Row] | None = None,
    citations: list[Citation] | None = None,
    caveats: list[str] | None = None,
    detail: dict[str, Any] | None = None,
    predicates: dict[str, str] | None = None,
) -> Answer:
    """Make an answer that says which evidence, code and configuration it came from.

    `predicates` gives, by the name of a figure, the condition its rows fulfil; the figure then cites that selection.
    """
    cited, places = _cite(evidence, figures or [], citations or [], predicates or {})
    return sign_view(
        question,
        evidence.view if evidence.stored else None,
        parameters=parameters,
        definition=definition,
        verdict=verdict,
        figures=cited,
        rows=rows,
        citations=places,
        caveats=caveats,
        detail=detail,
    )


def sign_view(  # noqa: PLR0913 - the fields of an answer
    question: str,
    view: View | None,
    *,
    parameters: dict[str, Any],
    definition: str,
    verdict: str | None = None,
    figures: list[Figure] | None = None,
    rows: list[Row] | None = None,
    citations: list[Citation] | None = None,
    caveats: list[str] | None = None,
    detail: dict[str, Any] | None = None,
    as_of: dict[str, str | None] | None = None,
) -> Answer:
    """Make an answer from what a ledger showed; without a view, from rows that are not kept: then there is no seal."""
    config = {"parameters": parameters, "code": code_digest(), "version": countermark.__version__}
    recorded = view.entries[-1].recorded_at if view and view.entries else None
    return Answer(
        question=question,
        parameters=parameters,
        definition=definition,
        verdict=verdict,
        figures=figures or [],
        rows=rows or [],
        citations=citations or [],
        caveats=[*(caveats or []), NO_MALPRACTICE],
        as_of={**(as_of or {}), "recorded": recorded},
        seal=view.seal if view else None,
        code_version=countermark.__version__,
        config_sha256=sha256(canonical_json(config)),
        detail=detail or {},
    )


class Citations:
    """Gathers the places an answer cites, each once."""

    def __init__(self) -> None:
        """Start with none."""
        self.places: list[Citation] = []
        self._known: dict[tuple[str, str, str | None], int] = {}

    def cite(self, original: str, locator: str, statement: str | None = None) -> int:
        """Give the index of a place."""
        key = (original, locator, statement)
        if key not in self._known:
            self._known[key] = len(self.places)
            self.places.append(Citation(original=original, locator=locator, statement=statement))
        return self._known[key]
