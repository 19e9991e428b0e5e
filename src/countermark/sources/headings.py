"""The heading row: where it is and whether its names can be told apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from countermark.model.errors import FormatError

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
_LOOKAHEAD = 20  # rows in which a heading is looked for


def heading_index(rows: Sequence[Sequence[str | None]]) -> int | None:
    """Find the heading: the first row that is not blank, behind at most some title lines of one cell each.

    A line of one cell counts as a title only before a row of three or more filled cells as wide as most rows after it.
    None where all rows are blank.
    """
    first = next((index for index, row in enumerate(rows) if any(row)), None)
    if first is None or _filled(rows[first]) > 1:
        return first
    for index in range(first + 1, min(len(rows), _LOOKAHEAD)):
        filled = _filled(rows[index])
        if filled == 2:
            return first
        if filled > 2:
            after = [row for row in rows[index + 1 :] if any(row)]
            alike = sum(1 for row in after if len(row) == len(rows[index]))
            return index if after and alike >= 0.8 * len(after) and None not in _trim(rows[index]) else first
    return first


def _filled(row: Sequence[str | None]) -> int:
    return sum(1 for cell in row if cell)


def _trim(row: Sequence[str | None]) -> list[str | None]:
    cells = [cell or None for cell in row]
    while cells and cells[-1] is None:
        cells.pop()
    return cells


def column_names(cells: Sequence[str | None], *, where: str) -> list[str]:
    """Name the columns; a column without a heading is named by its number.

    Raises:
        FormatError: duplicate headings, or one heading that holds the separators of several.
    """
    names = [
        cell.strip() if cell and cell.strip() else f"column {number}" for number, cell in enumerate(cells, start=1)
    ]
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise FormatError(
            f"duplicate headings: {', '.join(repr(name) for name in twice)}",
            where=where,
            hint="give each column its own heading",
        )
    if len(names) == 1:
        inside = [word for mark, word in SEPARATORS.items() if mark in names[0]]
        inside += [repr(mark) for mark in "^~:" if names[0].count(mark) > 1]
        if inside:
            raise FormatError(
                f"wrong delimiter: one column, whose heading {names[0][:200]!r} holds the separators of several"
                f" ({', '.join(inside)})",
                where=where,
                hint="separate columns by comma, semicolon, tab or pipe, and quote cells, not whole lines",
            )
    return names
