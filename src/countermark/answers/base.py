"""What every question does the same: sign its answer with seal, code and configuration."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

import countermark
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
    config = {"parameters": parameters, "code": code_digest(), "version": countermark.__version__}
    return Answer(
        question=question,
        parameters=parameters,
        definition=definition,
        verdict=verdict,
        figures=cited,
        rows=rows or [],
        citations=places,
        caveats=[*(caveats or []), NO_MALPRACTICE],
        as_of={
            "recorded": evidence.view.entries[-1].recorded_at if evidence.stored and evidence.view.entries else None
        },
        seal=evidence.seal,
        code_version=countermark.__version__,
        config_sha256=sha256(canonical_json(config)),
        detail=detail or {},
    )
