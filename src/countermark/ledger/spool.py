"""Rows to a CSV file that DuckDB reads back exactly.

Every text is quoted, so quotes, commas, line ends and the empty string come back as they were; NULL is a bare word
that no number or truth value is written as. Written by hand: Python's csv writer tells NULL from the empty string
only from 3.12 on, and takes half as long again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from countermark.model.errors import InputError

Cell = str | int | float | bool | None

NULL_TEXT = "N"


def spool(rows: Iterable[Sequence[Cell]], path: Path, *, width: int) -> tuple[int, int]:
    """Write rows as CSV; give their number and the length of the longest in bytes.

    Raises:
        InputError: a row of another width, or a text that is no Unicode (half a surrogate pair).
    """
    count = longest = 0
    with path.open("wb", buffering=1 << 20) as file:
        for count, row in enumerate(rows, start=1):
            if len(row) != width:
                raise InputError(f"row {count} has {len(row)} cells where the table has {width}")
            try:
                line = _line(row).encode()
            except UnicodeEncodeError as error:
                raise InputError(f"row {count} holds a text that is no Unicode", hint="check its encoding") from error
            longest = max(longest, len(line))
            file.write(line)
    return count, longest


def _line(row: Sequence[Cell]) -> str:
    cells = [
        NULL_TEXT if cell is None else '"' + cell.replace('"', '""') + '"' if isinstance(cell, str) else str(cell)
        for cell in row
    ]
    return ",".join(cells) + "\n"
