"""Any table file, opened by what it holds first and by its name second.

CSV, TSV, semicolon- and pipe-separated text, XLSX, Parquet, JSON lines and JSON arrays of objects, each as it is or
packed with gzip or zstandard; `-` is standard input. Rows stream; what was decided about the file stands in
`Table.decisions`. Parquet is read by a function that is handed in: no database below the ledger.
"""

from __future__ import annotations

import io
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import msgspec

from countermark.model.errors import FormatError
from countermark.sources.base import Record, Table
from countermark.sources.cells import cell_text
from countermark.sources.delimited import open_delimited
from countermark.sources.encoding import Encoding, detect
from countermark.sources.headings import column_names
from countermark.sources.json_rows import open_json
from countermark.sources.packed import compression, open_bytes
from countermark.sources.sheets import open_sheet

ReadParquet = Callable[[Path], tuple[list[str], Iterator[tuple[Any, ...]]]]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NOT_TABLES = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"SQLite format 3", "an SQLite database"),
    (b"{\\rtf", "a rich-text document"),
)
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|!doctype|html)", re.IGNORECASE)
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1f]")
_BINARY_SAMPLE = 512  # bytes; fewer say too little
_START = 1 << 16
_JSON_NAMES = (".json", ".jsonl", ".ndjson")


def open_table(path: Path, *, parquet: ReadParquet) -> Table:
    """Open a table file; close it (or use `with`) to remove what had to be unpacked beside it.

    Raises:
        FormatError: no table, or a torn one, naming file, line and remedy.
        EncodingError: bytes that are no text in any encoding tried.
    """
    with ExitStack() as stack:
        if is_stream(path):
            path = regular_file(path, _scratch(stack))
        table = _open(path, parquet, stack)
        if next(table.rows(), None) is None:
            raise FormatError(
                "headings but no rows", where=path.name, hint="check that the file was saved with its rows"
            )
        table.closing = stack.pop_all()
    return table


def is_stream(path: Path) -> bool:
    """Tell whether a path can be read only once: `-`, a pipe, a device."""
    return str(path) == "-" or (path.exists() and not path.is_file() and not path.is_dir())


def regular_file(path: Path, folder: Path) -> Path:
    """Give a file that can be read again: a stream is first written into the folder."""
    if not is_stream(path):
        return path
    standard = str(path) == "-"
    place = folder / ("standard input" if standard else path.name)
    with ExitStack() as stack, place.open("wb") as out:
        shutil.copyfileobj(sys.stdin.buffer if standard else stack.enter_context(path.open("rb")), out)
    return place


def _scratch(stack: ExitStack) -> Path:
    return Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="countermark-")))


def _open(path: Path, parquet: ReadParquet, stack: ExitStack) -> Table:
    packing = compression(path)
    with open_bytes(path) as file:
        start = file.read(_START)
    _refuse(start, path.name)
    if start.startswith((b"PK\x03\x04", b"PAR1")):
        name = path.name
        if packing != "none":
            path = _unpack(path, _scratch(stack))
        is_sheet = start.startswith(b"PK")
        table = open_sheet(path, name) if is_sheet else _open_parquet(path, name, parquet)
        table.decisions = {"format": "XLSX" if is_sheet else "Parquet", "compression": packing, **table.decisions}
        return table
    _refuse_binary(start, path.name)
    encoding = detect(path)
    kind = _text_kind(path, encoding)
    table = open_delimited(path, encoding) if kind == "text" else open_json(path, encoding, array=kind == "JSON array")
    named = {"comma": "CSV", "tab": "TSV"}.get(table.decisions.get("delimiter", ""), "separated text")
    table.decisions = {
        "format": named if kind == "text" else kind,
        "compression": packing,
        "encoding": f"{encoding.codec} ({encoding.why})",
        **table.decisions,
    }
    return table


def _refuse(start: bytes, name: str) -> None:
    if not start.strip(b"\xef\xbb\xbf \t\r\n"):
        raise FormatError("the file is empty", where=name, hint="check that it was saved or fetched whole")
    if start.startswith(_OLE):
        raise FormatError(
            "a password-protected workbook, or one in the old XLS format",
            where=name,
            hint="open it, remove the password and save it as XLSX or CSV",
        )
    for magic, what in _NOT_TABLES:
        if start.startswith(magic):
            raise FormatError(
                f"{what}, not a table", where=name, hint="add the table itself: CSV, XLSX, Parquet or JSON lines"
            )
    if _MARKUP.match(start):
        raise FormatError("a web page or XML document, not a table", where=name, hint="an error page saved by mistake?")


def _refuse_binary(start: bytes, name: str) -> None:
    if len(start) >= _BINARY_SAMPLE and len(_CONTROL.findall(start)) > 0.1 * len(start):
        raise FormatError(
            "binary data, not a table", where=name, hint="add the table itself: CSV, XLSX, Parquet or JSON lines"
        )


def _unpack(path: Path, folder: Path) -> Path:
    place = folder / "unpacked"
    with open_bytes(path) as packed, place.open("wb") as out:
        shutil.copyfileobj(packed, out)
    return place


def _text_kind(path: Path, encoding: Encoding) -> str:
    """Tell separated text from JSON: by how it begins, or by the name where that does not say."""
    with io.TextIOWrapper(open_bytes(path), encoding=encoding.codec, errors="replace", newline="") as text:
        start = text.read(_START).lstrip("\ufeff \t\r\n")
    first = start.splitlines()[0] if start else ""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    named = any(suffix in suffixes for suffix in _JSON_NAMES)
    if re.match(r"\[\s*(?:[{\]]|$)", start):
        return "JSON array"
    if start.startswith("{") and (named or len(first) == _START or _is_object(first)):
        return "JSON lines"
    if named:
        raise FormatError(
            "no JSON objects", where=f"{path.name}, line 1", hint="one object a line, or one array of objects"
        )
    return "text"


def _is_object(text: str) -> bool:
    try:
        return isinstance(msgspec.json.decode(text), dict)
    except msgspec.DecodeError:
        return False


def _open_parquet(path: Path, name: str, parquet: ReadParquet) -> Table:
    with path.open("rb") as file:
        file.seek(-4, 2)
        if file.read() != b"PAR1" or file.tell() < 12:
            raise FormatError("the Parquet file is torn: its end is missing", where=name, hint="fetch the file again")
    columns = column_names(parquet(path)[0], where=name)

    def rows() -> Iterator[Record]:
        for number, values in enumerate(parquet(path)[1], start=1):
            yield number, f"row {number}", [cell_text(value) for value in values]

    return Table(name, columns, {"heading row": "column names"}, rows)
