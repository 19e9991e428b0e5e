"""Writing answers: tables on a terminal, JSON when piped, CSV whose cells never start a formula."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any, BinaryIO

import click
import msgspec

from countermark.model.errors import EncodingError

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


def json_wanted(flag: bool) -> bool:
    """Tell whether JSON is to be written: asked for, or the output goes to a pipe or a file."""
    return flag or not sys.stdout.isatty()


def write_json(value: Any) -> None:
    """Write one JSON value and a line end."""
    sys.stdout.write(msgspec.json.encode(value, order="sorted").decode())
    sys.stdout.write("\n")


def write_json_parts(parts: dict[str, Any]) -> None:
    """Write one JSON object and a line end, as `write_json` does, its iterators item by item."""
    encode = msgspec.json.Encoder(order="sorted").encode
    out = sys.stdout
    for number, key in enumerate(sorted(parts)):
        out.write(f"{',' if number else '{'}{encode(key).decode()}:")
        if not isinstance(parts[key], Iterator):
            out.write(encode(parts[key]).decode())
            continue
        out.write("[")
        for at, item in enumerate(parts[key]):
            out.write(("," if at else "") + encode(item).decode())
        out.write("]")
    out.write("}\n")


def safe_cell(value: Any) -> Any:
    """Make a cell that no spreadsheet takes for a formula: an apostrophe goes before a leading sign.

    >>> safe_cell("=1+1"), safe_cell("+849"), safe_cell(-3)
    ("'=1+1", "'+849", -3)
    """
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return "'" + value
    return value


def flatten(row: dict[str, Any], *, prefix: str = "") -> dict[str, Any]:
    """Flatten nested objects to dotted columns; lists become JSON text."""
    flat: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, dict):
            flat.update(flatten(value, prefix=f"{prefix}{name}."))
        elif isinstance(value, list):
            flat[prefix + name] = msgspec.json.encode(value).decode() if value else None
        else:
            flat[prefix + name] = value
    return flat


def write_csv(rows: Iterable[dict[str, Any]], out: IO[str], *, columns: Sequence[str] | None = None) -> int:
    """Write rows as CSV with safe cells; columns are those of the first row unless given."""
    writer = None
    count = 0
    for row in rows:
        flat = flatten(row)
        if writer is None:
            writer = csv.DictWriter(out, columns or list(flat), extrasaction="ignore", lineterminator="\n")
            writer.writeheader()
        writer.writerow({name: safe_cell(value) for name, value in flat.items()})
        count += 1
    return count


def text_table(columns: Sequence[str], rows: Iterable[Sequence[Any]], *, title: str = "") -> str:
    """Draw a table for a terminal, wide and right-to-left characters counted rightly."""
    from rich.console import Console
    from rich.table import Table

    table = Table(
        title=title or None, title_justify="left", box=None, pad_edge=False, header_style="bold", show_edge=False
    )
    for column in columns:
        numeric = column.startswith("#")
        table.add_column(column.lstrip("#"), justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*["" if cell is None else str(cell) for cell in row], style=None)
    buffer = io.StringIO()
    console = Console(
        file=buffer, width=_terminal_width(), markup=False, highlight=False, emoji=False, force_terminal=False
    )
    console.print(table)
    return "\n".join(line.rstrip() for line in buffer.getvalue().splitlines()) + "\n"


def _terminal_width() -> int:
    import shutil

    return shutil.get_terminal_size((110, 40)).columns


def note(text: str) -> None:
    """Say something on stderr."""
    click.echo(text, err=True)


def lines(stream: BinaryIO) -> Iterator[str]:
    """Give the lines of a stream of UTF-8 without their ends, as they come.

    Raises:
        EncodingError: bytes that are no UTF-8, with the line.
    """
    for number, line in enumerate(stream, start=1):
        try:
            yield line.decode("utf-8").rstrip("\r\n")
        except UnicodeDecodeError as error:
            raise EncodingError(
                f"no UTF-8 at byte {error.start + 1} of the line", hint="save it as UTF-8", where=f"line {number}"
            ) from None
