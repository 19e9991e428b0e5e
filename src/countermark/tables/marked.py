"""The component rows of a ledger that bear a marking, letter for letter apart from white space and case."""

from __future__ import annotations

from collections.abc import Callable

from countermark.ledger import Engine, View
from countermark.model.answer import Citation, Row
from countermark.tables.evidence import Evidence

LIMIT = 6


def rows_with_marking(view: View, engine: Engine) -> Callable[[str], tuple[list[Row], list[Citation]]]:
    """Give a function from a marking to the rows that bear it, each with the place it was read from."""
    evidence = Evidence(engine, view)

    def find(marking: str) -> tuple[list[Row], list[Citation]]:
        wanted = "".join(marking.split()).upper()
        if not wanted or not evidence.paths("component"):
            return [], []
        sql = (
            f"SELECT original, row, place, id, specimen, maker, marking FROM ({evidence.raw('component')}) "
            f"WHERE upper(regexp_replace(marking, '\\s+', '', 'g')) = $wanted ORDER BY original, row LIMIT {LIMIT}"
        )
        found = engine.query(sql, {"wanted": wanted})
        rows: list[Row] = [
            {
                "component": f"{original[:12]}:{row}",
                "specimen": specimen,
                "maker": maker,
                "marking": text,
                "basis": "the same marking in a row of the ledger",
                "source_id": source_id,
            }
            for original, row, _, source_id, specimen, maker, text in found
        ]
        return rows, [Citation(original=original, locator=place or f"row {row}") for original, row, place, *_ in found]

    return find
