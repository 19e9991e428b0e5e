"""One type for every answer, serialised the same way by every edge.

1. Rows hold strings, integers, floats (six significant digits), booleans, null, lists and objects of those, and are
   sorted by a key the question declares.
2. `row["cite"]` is an index, or a list of indexes, into `citations`.
3. The same seal, code and configuration give the same bytes: nothing here reads a clock.
"""

from __future__ import annotations

from typing import Any

import msgspec

Row = dict[str, Any]

NO_MALPRACTICE = (
    "A maker or an early holder named here is named because a part bears its marking or a record names it; "
    "no malpractice is inferred for makers or early parties."
)


class Figure(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A named number with its interval, method and n; `refused` says why there is no value.

    `cite` indexes the citation of the selection of rows it counts.
    """

    name: str
    value: float | int | None
    unit: str
    n: int | None = None
    low: float | None = None
    high: float | None = None
    method: str = ""
    refused: str = ""
    cite: int | None = None


class Citation(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A place in the evidence: one row of an original, or a selection of many.

    A selection is a table, a predicate over its derived columns and the number of rows it selects; its `sha256` is that
    of the canonical JSON of predicate and segment hashes, so the same evidence and predicate give the same hash.
    """

    original: str | None = None
    locator: str = ""
    statement: str | None = None
    table: str = ""
    predicate: str = ""
    rows: int | None = None
    sha256: str = ""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a question gives: verdict, figures, rows, and the evidence and limits of each."""

    question: str
    parameters: dict[str, Any]
    definition: str
    verdict: str | None
    figures: list[Figure]
    rows: list[Row]
    citations: list[Citation]
    caveats: list[str]
    as_of: dict[str, str | None]
    seal: str | None
    code_version: str
    config_sha256: str
    detail: dict[str, Any] = {}


def six_digits(value: float) -> float:
    """Round to the six significant digits an answer carries."""
    return float(f"{value:.6g}")


def encode(answer: Any) -> bytes:
    """Write an answer (or any part of one) as JSON: UTF-8, keys in a fixed order."""
    return msgspec.json.encode(answer, order="sorted")
