"""When each specimen was recovered: one date a specimen, said by any of its rows or with the question.

A date that one row states holds for the specimen's other rows. Dates that name the same days in other words are one;
of nested ones the narrowest counts. Dates that exclude each other, or that no calendar knows, are not used for the
specimen, and are told.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from countermark.model.dates import Interval, parse_interval
from countermark.tables.evidence import Evidence

TABLE = "recoveries"

_SAID = """
SELECT DISTINCT specimen, recovered FROM ({source}) WHERE specimen IS NOT NULL AND recovered IS NOT NULL ORDER BY ALL
"""


def _text(interval: Interval) -> str:
    first, last = interval.start.isoformat(), interval.last.isoformat()
    return first if first == last else f"{first}/{last}"


def _one(said: list[str]) -> tuple[str | None, str]:
    """Choose the specimen's date, or say why there is none."""
    found = [parse_interval(text) for text in said]
    if None in found:
        return None, "a date of recovery that no calendar knows, or whose day and month may be swapped"
    intervals = sorted({interval for interval in found if interval}, key=lambda i: (i.end - i.start, i.start))
    narrow = intervals[0]
    if any(not (wide.start <= narrow.start and narrow.end <= wide.end) for wide in intervals):
        return None, "dates of recovery that exclude each other"
    return _text(narrow), ""


def load_recoveries(evidence: Evidence) -> list[dict[str, Any]]:
    """Make the temporary table of dates by specimen; tell the specimens whose dates could not be used."""
    said: dict[str, list[str]] = defaultdict(list)
    for specimen, recovered in evidence.engine.query(_SAID.format(source=evidence.raw("component"))):
        said[specimen].append(recovered)
    said.update({specimen: [day] for specimen, day in evidence.recovered.items()})
    rows, untold = [], []
    for specimen, texts in said.items():
        day, why = _one(texts)
        rows.append((specimen, day))
        if day is None:
            untold.append({"specimen": specimen, "said": sorted(texts), "why": why})
    evidence.engine.load_rows(TABLE, (("specimen", "VARCHAR"), ("recovered", "VARCHAR")), rows)
    return untold
