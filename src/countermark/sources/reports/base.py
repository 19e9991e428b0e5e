"""What a report is opened into: its text, where each piece stood in the original, and what the file says about itself.

1. The text is immutable; its line ends are line feeds. `text_sha256` hashes its UTF-8, and every span counts its code
   points.
2. The blocks tile the text: put together in order they are the text.
3. What was found carries where it was found. Nothing is guessed: without a statement of the file a value is empty.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from countermark.model.errors import FormatError

MAX_BYTES: Final = 100_000_000  # of a plain text, unpacked
MAX_CHARACTERS: Final = 100_000_000
BLOCK_CHARACTERS: Final = 64_000  # a longer line is kept in several blocks
GIVEN: Final = "given"
UNKNOWN: Final = "unknown"
_BLANKS = re.compile(r"[ \t\u00a0]+")


class Block(msgspec.Struct, frozen=True):
    """A piece of the text: its code points, its place for a person, its bytes in the original where they map."""

    start: int
    end: int
    place: str
    byte_start: int | None = None
    byte_end: int | None = None


class Found(msgspec.Struct, frozen=True):
    """A value the file gives, and where: `meta author`, `JSON-LD datePublished`, `line 2: Published`."""

    value: str = ""
    basis: str = ""

    def __bool__(self) -> bool:
        return bool(self.value)


class About(msgspec.Struct, frozen=True):
    """What a file says about itself."""

    title: Found = Found()
    byline: Found = Found()
    outlet: Found = Found()
    published: Found = Found()
    language: Found = Found()
    translated_from: Found = Found()
    source_url: Found = Found()


class ReportText(msgspec.Struct, frozen=True):
    """A report as text.

    `format` is text, html, pdf or mail; `decisions` says how the file was understood; `warnings` are for a person.
    """

    name: str
    format: str
    text: str
    text_sha256: str
    blocks: tuple[Block, ...]
    about: About
    decisions: Mapping[str, str] = {}
    warnings: tuple[str, ...] = ()

    def place(self, offset: int) -> str:
        """Name the place of a code point in the original: `line 12`, `page 3`."""
        at = bisect_right(self.blocks, offset, key=lambda block: block.start) - 1
        return self.blocks[max(0, at)].place if self.blocks else ""


def text_hash(text: str) -> str:
    """Hash a text as reports are hashed."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def paragraphs(pieces: Iterable[tuple[str, str]], *, name: str) -> tuple[str, tuple[Block, ...]]:
    """Put pieces (place, text) together, one a paragraph: runs of blanks become one, pieces without words go.

    Raises:
        FormatError: more text than is read.
    """
    parts: list[str] = []
    blocks: list[Block] = []
    start = 0
    for place, piece in pieces:
        words = one_line(piece)
        if not words:
            continue
        for at in range(0, len(words), BLOCK_CHARACTERS):
            part = words[at : at + BLOCK_CHARACTERS]
            if at + BLOCK_CHARACTERS >= len(words):
                part += "\n"
            parts.append(part)
            blocks.append(Block(start, start + len(part), place))
            start += len(part)
        if start > MAX_CHARACTERS:
            raise FormatError(f"more than {MAX_CHARACTERS:,} characters of text", where=name, hint="split the file")
    return "".join(parts), tuple(blocks)


def one_line(text: str) -> str:
    r"""Bring a text onto one line, white space squashed.

    >>> one_line("  two\n   lines\u00a0here ")
    'two lines here'
    """
    return _BLANKS.sub(" ", " ".join(text.split()))
