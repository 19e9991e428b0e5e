"""What every question does the same: sign its answer with seal, code and configuration."""

from __future__ import annotations

from typing import Any

import countermark
from countermark.model.answer import NO_MALPRACTICE, Answer, Citation, Figure, Row
from countermark.model.canonical import canonical_json, sha256
from countermark.tables.evidence import Evidence, code_digest


def sign(
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
) -> Answer:
    """Make an answer that says which evidence, code and configuration it came from."""
    config = {"parameters": parameters, "code": code_digest(), "version": countermark.__version__}
    return Answer(
        question=question,
        parameters=parameters,
        definition=definition,
        verdict=verdict,
        figures=figures or [],
        rows=rows or [],
        citations=citations or [],
        caveats=[*(caveats or []), NO_MALPRACTICE],
        as_of={
            "recorded": evidence.view.entries[-1].recorded_at if evidence.stored and evidence.view.entries else None
        },
        seal=evidence.seal,
        code_version=countermark.__version__,
        config_sha256=sha256(canonical_json(config)),
        detail=detail or {},
    )
