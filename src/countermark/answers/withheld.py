"""Figures that are withheld while a file repeats rows and nobody has accepted that they count once."""

from __future__ import annotations

from typing import Any

from countermark.model.answer import Figure
from countermark.tables.duplicates import Duplicates

REASON = "repeated rows are not resolved"
CAVEAT = (
    "Figures are withheld: the file repeats rows. Accept that repeated rows count once with "
    "`countermark judge duplicates ORIGINAL --by NAME --why TEXT`."
)
_COUNTS = ("rows", "marked", "dated", "open", "conflict", "made_after", "made_before")


def withhold_figures(figures: list[Figure], duplicates: Duplicates) -> list[Figure]:
    """Say what repeats; take the values of all other figures away while that is unresolved."""
    told = []
    for repetition in duplicates.repetitions:
        told.append(Figure(name="rows_in_file", value=repetition.rows, unit="rows"))
        told.append(Figure(name="distinct_ids", value=repetition.distinct, unit="ids", n=repetition.rows))
    if not duplicates.blocking:
        return told + figures
    return told + [Figure(name=figure.name, value=None, unit=figure.unit, refused=REASON) for figure in figures]


def withhold_counts(specimens: list[dict[str, Any]], duplicates: Duplicates) -> list[dict[str, Any]]:
    """Take the counts of rows away from specimens; the bound rests on distinct facts and stays."""
    if not duplicates.blocking:
        return specimens
    return [{**entry, **dict.fromkeys(_COUNTS), "refused": REASON} for entry in specimens]
