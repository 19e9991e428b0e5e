"""JSON as a table: one object a line, or one array of objects.

The columns are all keys in the order they first appear, so the file is read twice. A text is taken as it is; a number,
a truth value or a nested value is the JSON text of the file; null and the empty text are an empty cell.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import msgspec

from countermark.model.errors import EncodingError, FormatError
from countermark.sources.base import Record, Table
from countermark.sources.encoding import Encoding
from countermark.sources.lines import MAX_LINE, lines
from countermark.sources.packed import open_bytes

_PLAIN = msgspec.json.Decoder(dict[str, object])
_RAW = msgspec.json.Decoder(dict[str, msgspec.Raw])
_CHUNK = 1 << 16
_SCANNER = json.JSONDecoder(parse_float=str, parse_int=str)


def open_json(path: Path, encoding: Encoding, *, array: bool) -> Table:
    """Open JSON lines, or an array of objects.

    Raises:
        FormatError: text that is no JSON, values that are no objects, no rows.
    """

    def rows() -> Iterator[Record]:
        objects = _items(path, encoding) if array else _lines(path, encoding)
        for number, (place, text) in enumerate(objects, start=1):
            row = _object(text, path, place)
            cells = [row.pop(column, None) for column in columns]
            yield number, place, cells

    columns: list[str] = []
    seen: dict[str, None] = {}
    for place, text in _items(path, encoding) if array else _lines(path, encoding):
        seen.update(dict.fromkeys(_object(text, path, place)))
    if not seen:
        raise FormatError("no rows: no object holds a key", where=path.name, hint="check that the file was saved whole")
    columns += list(seen)
    return Table(path.name, columns, {"heading row": "keys of the objects"}, rows)


def _object(text: str, path: Path, place: str) -> dict[str, str | None]:
    try:
        plain = _PLAIN.decode(text)
        if all(value is None or type(value) is str for value in plain.values()):
            return {key: value or None for key, value in plain.items()}  # type: ignore[misc]
        return {key: _cell(bytes(raw)) for key, raw in _RAW.decode(text).items()}
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise FormatError(
            f"no JSON object: {error}",
            where=f"{path.name}, {place}",
            hint="one object for every row; is the file torn?",
        ) from None


def _cell(raw: bytes) -> str | None:
    if raw.startswith(b'"'):
        return msgspec.json.decode(raw, type=str) or None
    return None if raw == b"null" else raw.decode()


def _lines(path: Path, encoding: Encoding) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(lines(path, encoding), start=1):
        if line.strip():
            yield f"line {number}", line


def _items(path: Path, encoding: Encoding) -> Iterator[tuple[str, str]]:
    """Give (place, JSON text) of each element of an array, holding one element at a time."""
    with io.TextIOWrapper(open_bytes(path), encoding=encoding.codec, newline="") as text:
        try:
            yield from _elements(text, path)
        except UnicodeError as error:
            raise EncodingError(
                f"bytes that are no {encoding.codec}: {error}", where=path.name, hint="save it as UTF-8"
            ) from None


def _elements(text: io.TextIOWrapper, path: Path) -> Iterator[tuple[str, str]]:
    buffer = text.read(_CHUNK).lstrip("\ufeff \t\r\n")[1:]
    number = 1
    while True:
        buffer = buffer.lstrip(" \t\r\n")
        try:
            if buffer.startswith("]") and number == 1:
                return
            end = _SCANNER.raw_decode(buffer)[1]
            rest = buffer[end:].lstrip(" \t\r\n")
            if not rest:
                raise json.JSONDecodeError("more to come", buffer, end)
        except (json.JSONDecodeError, RecursionError) as error:
            more = text.read(_CHUNK) if len(buffer) < MAX_LINE and isinstance(error, json.JSONDecodeError) else ""
            if more:
                buffer += more
                continue
            reason = "longer than any row" if len(buffer) >= MAX_LINE else "not JSON, or the file is torn"
            raise FormatError(
                f"an element of the array is {reason}",
                where=f"{path.name}, item {number}",
                hint="fetch or save it again",
            ) from None
        yield f"item {number}", buffer[:end]
        number += 1
        if rest[0] == "]":
            return
        if rest[0] != ",":
            raise FormatError(
                "no comma between the elements", where=f"{path.name}, item {number}", hint="is this JSON?"
            )
        buffer = rest[1:]
