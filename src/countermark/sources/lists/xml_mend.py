"""Mends what breaks XML lists on their way to us: stray ampersands, control bytes, text that is no longer UTF-8.

1. An ampersand that begins no reference and a less-than sign that begins no tag are text; a reference to a character
   that XML forbids is left out.
2. Bytes 0x13, 0x14, 0x18, 0x19, 0x1C and 0x1D are the low halves of the dash and the quotation marks U+2013 to U+201D,
   which a re-encoding that keeps one byte a character leaves behind: they become these again. Such a copy has lost the
   letters of every script but the Latin one (`LOW_HALVES` in the decisions). Other control bytes are left out.
3. Bytes that are no UTF-8: where hardly anything else in the file is UTF-8 beyond ASCII, all are read as Latin-1 (or as
   Windows-1252); else each becomes U+FFFD.
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

LOW_HALVES: Final = "low halves"

_DECLARED: Final = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)["']""")
_WIDE_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_BROKEN: Final = re.compile(
    rb"<!\[CDATA\[.*?\]\]>|<!--.*?-->"
    rb"|<(?!/?[A-Za-z_][^<>]*(?:>|\Z)|[!?])"
    rb"|&#(?:\d{1,7}|x[0-9A-Fa-f]{1,6});|&(?!(?:amp|lt|gt|quot|apos);)"
    rb"|[\x00-\x08\x0b\x0c\x0e-\x1f]|[\x80-\xff]+",
    re.DOTALL,
)
_PUNCTUATION: Final = {byte: chr(0x2000 + byte).encode() for byte in (0x13, 0x14, 0x18, 0x19, 0x1C, 0x1D)}


@dataclass(slots=True)
class Mended:
    """A list that XML parsers take, with what was done to it; `wide` says it is UTF-16 and was left alone."""

    data: bytes
    words: str = ""
    wide: bool = False
    decisions: dict[str, str] = field(default_factory=dict)
    ends: list[int] = field(default_factory=list)
    shifts: list[int] = field(default_factory=list)

    def original(self, byte: int) -> int:
        """Give the byte of the file that a byte of the mended text was."""
        index = bisect_right(self.ends, byte)
        return byte - self.shifts[index - 1] if index else byte


@dataclass(slots=True)
class _Bench:
    """Replaces one broken piece after another and remembers how far the text has moved."""

    codec: str
    strict: bool
    counts: Counter[str] = field(default_factory=Counter)
    ends: list[int] = field(default_factory=list)
    shifts: list[int] = field(default_factory=list)
    shift: int = 0

    def __call__(self, found: re.Match[bytes]) -> bytes:
        piece = found[0]
        mended = self._mend(piece)
        if mended != piece:
            self.shift += len(mended) - len(piece)
            self.ends.append(found.end() + self.shift)
            self.shifts.append(self.shift)
        return mended

    def _mend(self, piece: bytes) -> bytes:
        first = piece[0]
        if first >= 0x80:
            return self._high(piece)
        if piece == b"&":
            self.counts["stray ampersands"] += 1
            return b"&amp;"
        if piece == b"<":
            self.counts["stray less-than signs"] += 1
            return b"&lt;"
        if piece.startswith(b"&#"):
            return self._reference(piece)
        if first < 0x20:
            self.counts["control bytes"] += 1
            return _PUNCTUATION.get(first, b"")
        return piece

    def _high(self, piece: bytes) -> bytes:
        if not self.strict:
            try:
                piece.decode()
            except UnicodeDecodeError:
                pass
            else:
                return piece
        if self.codec == "utf-8":
            text = piece.decode("utf-8", "replace")
            self.counts["bytes that are no UTF-8"] += text.count("\ufffd")
        else:
            text = piece.decode(self.codec, "replace")
            self.counts[f"bytes read as {self.codec}"] += len(piece)
        return text.encode()

    def _reference(self, piece: bytes) -> bytes:
        digits = piece[2:-1]
        code = int(digits[1:], 16) if digits[:1] == b"x" else int(digits)
        allowed = (
            code in {9, 10, 13} or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF
        )
        if allowed:
            return piece
        self.counts["references to forbidden characters"] += 1
        return b""


def mend(data: bytes) -> Mended:
    """Mend a list; nothing is changed where nothing is broken."""
    if data.startswith(_WIDE_MARKS):
        return Mended(data, wide=True)
    low_halves = any(byte in data for byte in (b"\x18", b"\x19", b"\x1c", b"\x1d"))
    declared = _declared(data)
    codec = declared or _fallback(data, low_halves=low_halves)
    bench = _Bench(codec, strict=codec != "utf-8")
    text = _BROKEN.sub(bench, data)
    counts = {
        what: count for what, count in bench.counts.items() if not (declared and what == f"bytes read as {codec}")
    }
    words = ", ".join(f"{count} {what}" for what, count in counts.items())
    mended = Mended(text, f"{words} mended" if words else "", ends=bench.ends, shifts=bench.shifts)
    if words:
        mended.decisions["mended"] = words
    if low_halves:
        mended.decisions[LOW_HALVES] = (
            "a re-encoding kept one byte of every character: dashes and quotation marks are restored, "
            "letters beyond Latin-1 are lost"
        )
    return mended


def _declared(data: bytes) -> str:
    """Name the codec of the declaration where it is a known one other than UTF-8."""
    found = _DECLARED.match(data[:500].removeprefix(codecs.BOM_UTF8))
    if found is None:
        return ""
    try:
        name = codecs.lookup(found[1].decode()).name
    except LookupError:
        return ""
    return "" if name in {"utf-8", "ascii"} or name.startswith("utf") else name


def _fallback(data: bytes, *, low_halves: bool) -> str:
    """Choose what bytes that are no UTF-8 are read as; `utf-8` where they are too few to say."""
    text = data.decode("utf-8", "surrogateescape")
    if text.isascii():
        return "utf-8"
    broken = len(re.findall(r"[\udc80-\udcff]", text))
    wide = len(re.findall(r"[^\x00-\x7f]", text)) - broken
    if wide * 4 >= broken:
        return "utf-8"
    return "latin-1" if low_halves else "cp1252"
