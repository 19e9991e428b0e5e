"""Read the CSV tables of this folder, checking headings and cells as they come.

Tables are UTF-8 with LF; lines that start with `#` before the headings are notes. A fault in a table is ours, yet it
is told the same way as any other: file, line, remedy.
"""

from __future__ import annotations

import csv
import io
from importlib.resources import files

from countermark.model.errors import FormatError


def read_table(name: str, columns: tuple[str, ...]) -> list[dict[str, str]]:
    """Read a reference table with exactly these columns.

    Raises:
        FormatError: other columns, or a row longer or shorter than the headings.
    """
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    notes = 0
    while text.startswith("#"):
        text = text.partition("\n")[2]
        notes += 1
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    if tuple(reader.fieldnames or ()) != columns:
        raise FormatError(
            f"columns {reader.fieldnames}", hint=f"the table has {', '.join(columns)}", where=f"reference/{name}"
        )
    rows = []
    for row in reader:
        if None in row or None in row.values():
            raise FormatError(
                "a row longer or shorter than the headings",
                hint="quote cells that hold commas",
                where=f"reference/{name}, line {reader.line_num + notes}",
            )
        rows.append(row)
    return rows
