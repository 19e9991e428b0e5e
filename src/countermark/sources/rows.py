"""The tight loop from cells to fact rows: pick, replace placeholders, keep the rest as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import msgspec

from countermark.model.facts import FactTable
from countermark.sources.base import Cells, Record
from countermark.sources.mapping import Change, Plan

FactRow = list[str | int | None]
_JSON = msgspec.json.Encoder()


def fact_rows(
    records: Iterable[Record],
    headings: Sequence[str],
    plan: Plan,
    *,
    table: FactTable,
    original: str,
    placeholders: Mapping[str, str | None],
) -> Iterator[FactRow]:
    """Give a row of the fact table, as a list in its column order, for every record.

    Cells that no column takes, and cells that change on the way, are kept untouched in `extra` under their heading.
    """
    names = table.names
    sources = [(names.index(column), at) for column, at in plan.index.items()]
    blank: FactRow = [plan.constants.get(name) for name in names]
    mapped = set(plan.index.values())
    rest = [(heading, at) for at, heading in enumerate(headings) if at not in mapped]
    changes = [
        (names.index(column), at, headings[at], change)
        for column, at in plan.index.items()
        if (change := _change(column, plan)) is not None
    ]
    extra_at = names.index("extra")
    same = [(target, at, headings[at]) for target, at in sources if target not in {c[0] for c in changes}]
    hidden = frozenset(placeholders)
    for row, place, cells in records:
        out = blank.copy()
        out[0], out[1], out[2] = original, row, place
        for target, at in sources:
            cell = cells[at]
            if cell is not None:
                out[target] = cell
        extra = {heading: cell for heading, at in rest if (cell := cells[at]) is not None}
        if changes:
            _apply(changes, cells, out, extra)
        if not hidden.isdisjoint(cells):
            for target, at, heading in same:
                if (cell := cells[at]) in hidden and cell is not None:
                    out[target] = placeholders[cell]
                    extra[heading] = cell
        if extra:
            out[extra_at] = _JSON.encode(extra).decode()
        yield out


def _apply(changes: list[tuple[int, int, str, Change]], cells: Cells, out: FactRow, extra: dict[str, str]) -> None:
    for target, at, heading, change in changes:
        cell = cells[at]
        if cell is not None and (changed := change(cell)) != cell:
            out[target] = changed
            extra[heading] = cell


def _change(column: str, plan: Plan) -> Change | None:
    """Join a layout's change of a column with the values of the mapping file."""
    own: Callable[[str], str | None] | None = plan.changes.get(column)
    values = {**plan.values.get("", {}), **plan.values.get(column, {})}
    if not values:
        return own

    def replaced(cell: str) -> str | None:
        if cell in values:
            return values[cell] or None
        return own(cell) if own else cell

    return replaced
