"""Tables of components found in recovered weapons (kind `teardown`), into `component` facts.

1. Every input column is kept: what no column takes goes into `extra`, heading to cell.
2. The placeholders `UNK` and `(unspecified)` are no text: the cell becomes NULL, the raw text stays in `extra`.
3. A date that no calendar knows is stored as it stands and recorded as an issue (`odd value`).
4. Nothing else is changed: long markings and cells that look like formulas are stored untouched.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import msgspec

from countermark.model.dates import parse_interval
from countermark.model.facts import COMPONENT, FactTable
from countermark.sources.base import Issue, Parsed, Table, whole_rows
from countermark.sources.mapping import Layout, Plan, by_synonyms, plan_columns, read_mapping, say_columns, unmapped
from countermark.sources.rows import FactRow, fact_rows
from countermark.sources.synonyms import COMPONENT_WORDS

PLACEHOLDERS: Final = {"UNK": None, "(unspecified)": None}
DATE_COLUMNS: Final = ("made_stated", "recovered", "published")
MAX_ODD = 1_000  # issues a column; a wrong column would repeat one message for every row


def _with_prefix(cell: str) -> str:
    return cell if cell.startswith("gur-") else f"gur-{cell}"


def _only_of_list(cell: str) -> str | None:
    """Take the one text out of a JSON list; a list of several stays as it is."""
    try:
        listed = msgspec.json.decode(cell, type=list[str])
    except msgspec.DecodeError:
        return cell
    if not listed:
        return None
    return listed[0] if len(listed) == 1 else cell


LAYOUTS: Final = (
    Layout(
        "gur_components",
        {
            "id": "gur_id",
            "marking": "name_marking",
            "maker": "maker_as_published",
            "country": "hq_country_iso2_or_UNK",
            "specimen": "weapon_specimen_slug",
            "source_url": "source_url",
        },
        {"id": _with_prefix},
    ),
    Layout(
        "cognis_components",
        {
            "id": "component_id",
            "marking": "name_marking",
            "maker": "manufacturer",
            "country": "manufacturer_country",
            "specimen": "found_in_drones",
            "category": "category",
            "function": "function",
            "made_stated": "production_date",
            "source_url": "source_url",
        },
        {"specimen": _only_of_list},
    ),
)


class TeardownParser:
    """Reads tables of recovered components."""

    kind: str = "teardown"
    version: str = "1"
    table: FactTable = COMPONENT

    def recognises(self, columns: list[str]) -> bool:
        """Tell whether the headings name a specimen and a marking or a maker."""
        return _suffices(plan_columns(columns, COMPONENT_WORDS, layouts=LAYOUTS))

    def parse(
        self, table: Table, *, original: str, parsed: Parsed, mapping: Path | None = None, published: str | None = None
    ) -> Iterator[tuple[str | int | None, ...]]:
        """Give component rows, recording counts and issues; `published` stands where a row states no day.

        Raises:
            MappingError: no column for the specimen, or none for marking and maker; found before the first row.
            FormatError: a file that turns out torn.
        """
        plan = self._plan(table, mapping)
        if published:
            plan = replace(plan, constants={**plan.constants, "published": published})
        table.decisions.update(say_columns(table.columns, plan))
        if published:
            table.decisions["published"] = published
        _warn(table, plan, parsed)
        return self._rows(table, plan, original, parsed)

    def _plan(self, table: Table, mapping: Path | None) -> Plan:
        user = read_mapping(mapping, COMPONENT) if mapping else None
        plan = plan_columns(table.columns, COMPONENT_WORDS, layouts=LAYOUTS, user=user)
        if not _suffices(plan):
            known = {*plan.index, *plan.constants}
            missing = (
                "no column for the specimen"
                if known & {"marking", "maker"}
                else "no column for the marking or the maker"
            )
            raise unmapped(table.columns, plan, COMPONENT_WORDS, missing=missing, where=table.name)
        return plan

    def _rows(self, table: Table, plan: Plan, original: str, parsed: Parsed) -> Iterator[tuple[str | int | None, ...]]:
        dates = [(COMPONENT.names.index(column), column) for column in DATE_COLUMNS if column in plan.index]
        checks = _DateChecks(parsed)
        rows = fact_rows(
            whole_rows(table, parsed),
            table.columns,
            plan,
            table=COMPONENT,
            original=original,
            placeholders=PLACEHOLDERS,
        )
        for row in rows:
            for at, column in dates:
                if row[at] is not None:
                    checks.look(row, at, column)
            parsed.stored += 1
            yield tuple(row)
        checks.finish()


class _DateChecks:
    """Finds dates no calendar knows; each text is looked at once."""

    def __init__(self, parsed: Parsed) -> None:
        self._parsed = parsed
        self._known: dict[str, bool] = {}
        self._odd: dict[str, int] = {}

    def look(self, row: FactRow, at: int, column: str) -> None:
        """Record an issue for a date that says nothing."""
        text = str(row[at])
        fine = self._known.get(text)
        if fine is None:
            if len(self._known) > 100_000:
                self._known.clear()
            fine = self._known[text] = _is_date(text)
        if fine:
            return
        count = self._odd[column] = self._odd.get(column, 0) + 1
        if count <= MAX_ODD:
            self._parsed.issues.append(
                Issue(
                    int(row[1] or 0),
                    str(row[2]),
                    text[:200],
                    f"{column}: a date no calendar knows, stored as it is",
                    "odd value",
                )
            )

    def finish(self) -> None:
        """Say how many odd dates there were beyond those listed."""
        for column, count in self._odd.items():
            if count > MAX_ODD:
                self._parsed.warnings.append(
                    f"{column}: {count} dates no calendar knows; the first {MAX_ODD} are listed"
                )


def _is_date(text: str) -> bool:
    if parse_interval(text) is not None:
        return True
    return text[10:11] in {"T", " "} and parse_interval(text[:10]) is not None


def _suffices(plan: Plan) -> bool:
    known = {*plan.index, *plan.constants}
    return "specimen" in known and bool(known & {"marking", "maker"})


def _warn(table: Table, plan: Plan, parsed: Parsed) -> None:
    """Say where a heading that also fits a column was not taken for it."""
    taken = [table.columns[at] for at in plan.index.values()]
    if plan.how == "by headings":
        for column, at in by_synonyms(table.columns, COMPONENT_WORDS, taken).items():
            if column in {"marking", "maker", "specimen"} and column in plan.index:
                chosen = table.columns[plan.index[column]]
                parsed.warnings.append(f"{column} is read from {chosen!r}; {table.columns[at]!r} is kept in extra")
