"""Plain text: any encoding, any line end; every line keeps its bytes in the original."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from countermark.model.errors import EncodingError, FormatError
from countermark.sources.encoding import Encoding, detect
from countermark.sources.packed import open_bytes
from countermark.sources.reports.base import BLOCK_CHARACTERS, MAX_BYTES, Block, ReportText, text_hash
from countermark.sources.reports.hints import about_lines

_LINE = re.compile(r"\r\n|\r|\n")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MAX_CONTROL: Final = 0.01  # share of control characters above which a text is none
_MARKS: Final = {"utf-8-sig": 3, "utf-16": 2, "utf-32": 4}
_MARKED: Final = {"utf-8-sig": "utf-8"}
_HINT: Final = "give the report as text, HTML, PDF or e-mail"


def read_bytes(path: Path, limit: int, what: str) -> bytes:
    """Read a file whole, unpacked, up to a limit.

    Raises:
        FormatError: larger than the limit, or an archive that is torn.
    """
    with open_bytes(path) as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise FormatError(
            f"{what} of more than {limit // 1_000_000} MB", where=path.name, hint="split it, or give its text alone"
        )
    return data


def open_plain(path: Path) -> ReportText:
    """Open a plain text.

    Raises:
        EncodingError: bytes that are no text in any encoding tried.
        FormatError: binary data posing as text, an empty file, or one too large.
    """
    data = read_bytes(path, MAX_BYTES, "a text")
    encoding = detect(path)
    text, blocks, warnings = decode_lines(data, encoding, path.name)
    return ReportText(
        name=path.name,
        format="text",
        text=text,
        text_sha256=text_hash(text),
        blocks=blocks,
        about=about_lines(text),
        decisions={"encoding": f"{encoding.codec} ({encoding.why})"},
        warnings=warnings,
    )


def decode_lines(data: bytes, encoding: Encoding, name: str) -> tuple[str, tuple[Block, ...], tuple[str, ...]]:
    """Decode a text and cut it into lines that know their bytes.

    Raises:
        EncodingError: bytes that break the encoding.
        FormatError: no text: nothing but white space, or control characters.
    """
    try:
        decoded = data.decode(encoding.codec)
    except UnicodeDecodeError as error:
        raise EncodingError(
            f"no {encoding.codec} at byte {error.start}: {error.reason}", where=name, hint="save the file as UTF-8"
        ) from None
    if not decoded.strip():
        raise FormatError("the report is empty", where=name, hint="check that it was saved or fetched whole")
    codec = _plain_codec(data, encoding.codec)
    warnings = _check_control(decoded, codec, _MARKS.get(encoding.codec, 0), name)
    parts: list[str] = []
    blocks: list[Block] = []
    for number, line, byte_start, byte_end in _lines(decoded, codec, _MARKS.get(encoding.codec, 0)):
        start = blocks[-1].end if blocks else 0
        parts.append(line)
        blocks.append(Block(start, start + len(line), f"line {number}", byte_start, byte_end))
    if blocks[-1].byte_end != len(data):
        # A codec with shift states: its bytes cannot be counted line by line.
        blocks = [Block(block.start, block.end, block.place) for block in blocks]
    return "".join(parts), tuple(blocks), warnings


def _plain_codec(data: bytes, codec: str) -> str:
    """Name the codec that writes no mark, so that the bytes of a piece can be counted."""
    if codec in {"utf-16", "utf-32"}:
        big = data.startswith((codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE))
        return f"{codec}-{'be' if big else 'le'}"
    return _MARKED.get(codec, codec)


def _check_control(text: str, codec: str, mark: int, name: str) -> tuple[str, ...]:
    found = _CONTROL.search(text)
    if found is None:
        return ()
    at = mark + len(text[: found.start()].encode(codec, "replace"))
    count = len(_CONTROL.findall(text))
    if "\x00" in text or count > _MAX_CONTROL * len(text):
        first = text.find("\x00")
        if first >= 0:
            at = mark + len(text[:first].encode(codec, "replace"))
        raise FormatError(
            f"binary data, not a text: control character 0x{ord(text[first if first >= 0 else found.start()]):02X} "
            f"at byte {at}",
            where=name,
            hint=_HINT,
        )
    return (f"{count} control characters, the first at byte {at}, are kept as they are",)


def _lines(text: str, codec: str, byte: int) -> Iterator[tuple[int, str, int, int]]:
    """Give each line, its end a line feed, with its number and bytes; a long line comes in pieces."""
    at, number = 0, 1
    size = len(text)
    while at < size:
        found = _LINE.search(text, at)
        end, after = (found.start(), found.end()) if found else (size, size)
        while end - at > BLOCK_CHARACTERS:
            piece = text[at : at + BLOCK_CHARACTERS]
            length = len(piece.encode(codec, "replace"))
            yield number, piece, byte, byte + length
            byte, at = byte + length, at + BLOCK_CHARACTERS
        length = len(text[at:after].encode(codec, "replace"))
        yield number, text[at:end] + ("\n" if found else ""), byte, byte + length
        byte, at, number = byte + length, after, number + 1
