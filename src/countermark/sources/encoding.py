"""Which encoding a text file is in, decided over the whole file and said with its reason.

In this order:

1. A byte-order mark decides (UTF-8, UTF-16, UTF-32). Bytes that break it are an error.
2. Zero bytes in every second place of the beginning: UTF-16 without a mark.
3. The whole file is valid UTF-8: UTF-8.
4. Otherwise the file is either UTF-8 with damage or in an older one-byte encoding. Count the characters beyond ASCII
   that are valid UTF-8 and the bytes that are not. One valid character for every four broken bytes or more: damaged
   UTF-8, refused, since the broken byte would be read as a letter nobody wrote.
5. No such characters: Cyrillic code pages when most high bytes stand in words of common Cyrillic letters;
   Windows-1252 when every high byte is a Latin letter inside a word or a technical sign; else what charset-normalizer
   makes of it. None of these: refused, naming line and byte.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from countermark.model.errors import EncodingError
from countermark.sources.packed import open_bytes

SAMPLE_BYTES = 1 << 18
_CHUNK = 1 << 20
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HIGH_LINES = re.compile(rb"[^\n]*[\x80-\xff][^\n]*")
_BROKEN = re.compile(r"[\udc80-\udcff]")
_WIDE = re.compile(r"[^\x00-\x7f]")
_CYRILLIC = re.compile(r"[А-Яа-яЁёЄєІіЇїҐґ]")
_COMMON = frozenset("оаеинтсрвлкі")
_CODE_PAGES = ("cp1251", "koi8-r", "cp866")
_LATIN = re.compile(r"(?<=[A-Za-z])[^\x00-\x7f]|[^\x00-\x7f](?=[A-Za-z])")
_SIGNS = frozenset("°µ±®™©²³–—‘’“”•…€£§×Ø½¼¾·«»")
# Lead bytes of two-byte UTF-8 and the filler byte: a broken file shows these, words hardly do.
_SUSPECT = frozenset("ÂÃÐÿþ")
_HINT = "save the file as UTF-8 and add it again"


@dataclass(frozen=True, slots=True)
class Encoding:
    """A codec and the reason it was chosen."""

    codec: str
    why: str


@dataclass(slots=True)
class _Scan:
    """What reading a file as UTF-8 showed."""

    wide: int = 0
    broken: int = 0
    line: int = 0
    offset: int = 0


def detect(path: Path) -> Encoding:
    """Choose the encoding of a file, reading all of it.

    Raises:
        EncodingError: damaged UTF-8, or bytes that are no text in any encoding tried.
    """
    with open_bytes(path) as file:
        start = file.read(SAMPLE_BYTES)
    marked = next((codec for mark, codec in _MARKS if start.startswith(mark)), None)
    if marked and marked != "utf-8-sig":
        _check_wide(path, marked)
        return Encoding(marked, "byte-order mark")
    if not marked and (wide := _utf16(start)):
        _check_wide(path, wide)
        return Encoding(wide, "zero bytes in every second place")
    if _is_utf8(path):
        return Encoding("utf-8-sig", "byte-order mark") if marked else Encoding("utf-8", "valid throughout")
    scan = _scan(path)
    if marked or scan.wide * 4 >= scan.broken:
        raise _error(path, scan, "a byte that is no UTF-8 in a file that otherwise is")
    return _legacy(path, scan)


def _utf16(start: bytes) -> str | None:
    pairs = len(start) // 2
    if pairs < 2:
        return None
    even, odd = start[0 : 2 * pairs : 2].count(0), start[1 : 2 * pairs : 2].count(0)
    if odd > 0.5 * pairs and even < 0.05 * pairs:
        return "utf-16-le"
    return "utf-16-be" if even > 0.5 * pairs and odd < 0.05 * pairs else None


def _check_wide(path: Path, codec: str) -> None:
    """Decode a file in characters of two or four bytes to its end.

    Raises:
        EncodingError: one of them is broken, or the file ends inside it.
    """
    decoder = codecs.getincrementaldecoder(codec)()
    line = 1
    with open_bytes(path) as file:
        try:
            while chunk := file.read(_CHUNK):
                line += decoder.decode(chunk).count("\n")
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            raise EncodingError(
                f"bytes that are no {codec}: {error.reason}", where=f"{path.name}, line {line}", hint=_HINT
            ) from None


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with open_bytes(path) as file:
        try:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _scan(path: Path) -> _Scan:
    """Count what is and is not UTF-8 in a file that is not valid throughout, and find the first broken byte."""
    scan = _Scan()
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    lines = offset = 0
    with open_bytes(path) as file:
        while True:
            chunk = file.read(_CHUNK)
            if chunk and chunk.isascii() and not decoder.getstate()[0]:
                lines += chunk.count(b"\n")
                offset += len(chunk)
                continue
            text = decoder.decode(chunk, final=not chunk)
            broken = _BROKEN.search(text)
            if broken and not scan.broken:
                before = text[: broken.start()].encode("utf-8")
                scan.line, scan.offset = lines + before.count(b"\n") + 1, offset + len(before)
            if broken:
                scan.broken += len(_BROKEN.findall(text))
            scan.wide += len(_WIDE.findall(text))
            done = text.encode("utf-8", "surrogateescape")
            lines += done.count(b"\n")
            offset += len(done)
            if not chunk:
                scan.wide -= scan.broken
                return scan


def _error(path: Path, scan: _Scan, what: str) -> EncodingError:
    with open_bytes(path) as file:
        left = scan.offset
        while left:
            left -= len(file.read(min(left, _CHUNK)))
        byte = file.read(1)[0]
    return EncodingError(
        f"{what}: 0x{byte:02X} at byte {scan.offset}", where=f"{path.name}, line {scan.line}", hint=_HINT
    )


def _high_lines(path: Path) -> bytes:
    """Collect lines that hold bytes beyond ASCII, up to the sample's size."""
    found: list[bytes] = []
    size = 0
    with open_bytes(path) as file:
        while size < SAMPLE_BYTES and (chunk := file.read(_CHUNK)):
            for line in _HIGH_LINES.findall(chunk):
                found.append(line)
                size += len(line)
    return b"\n".join(found)[: 2 * SAMPLE_BYTES]


def _cyrillic_share(sample: bytes, codec: str) -> float:
    """Share of the characters beyond ASCII that are the dozen letters which make up most Cyrillic text."""
    text = sample.decode(codec, "replace")
    # Small letters of other code pages are capitals in the two older ones, so there capitals say nothing.
    counts = Counter(_WIDE.findall(text.lower() if codec == "cp1251" else text))
    total = counts.total()
    if not total or sum(n for letter, n in counts.items() if _CYRILLIC.match(letter)) < 0.8 * total:
        return 0.0
    return sum(n for letter, n in counts.items() if letter in _COMMON) / total


def _is_latin(sample: bytes) -> bool:
    try:
        text = sample.decode("cp1252")
    except UnicodeDecodeError:
        return False
    high = _WIDE.findall(text)
    inside = sum(1 for letter in _LATIN.findall(text) if letter.isalpha() and letter not in _SUSPECT)
    return inside + sum(1 for letter in high if letter in _SIGNS) == len(high)


def _sure(codec: str, coherence: float) -> bool:
    """Tell whether a one-byte encoding other than the Latin ones, already ruled out, is likely enough."""
    return coherence > 0.3 and codec not in {"cp1252", "latin_1", "iso8859_15", "mac_roman"}


def _legacy(path: Path, scan: _Scan) -> Encoding:
    sample = _high_lines(path)
    place = f"not UTF-8 from line {scan.line}, byte {scan.offset}"
    share, codec = max((_cyrillic_share(sample, codec), codec) for codec in _CODE_PAGES)
    runs = re.findall(rb"[\x80-\xff]+", sample)
    in_words = sum(len(run) for run in runs if len(run) > 1)
    if share >= 0.45 and in_words >= 0.6 * sum(map(len, runs)) and in_words >= 4:
        return Encoding(codec, f"{place}; common Cyrillic letters in words")
    if _is_latin(sample):
        return Encoding("cp1252", f"{place}; every high byte is a Latin letter in a word or a technical sign")
    if len(runs) >= 8:
        from charset_normalizer import from_bytes  # noqa: PLC0415 - 40 ms, seldom needed

        best = from_bytes(sample).best()
        if (
            best is not None
            and best.chaos < 0.1
            and (best.multi_byte_usage > 0.2 or _sure(best.encoding, best.coherence))
        ):
            return Encoding(best.encoding, f"{place}; likeliest by charset-normalizer ({best.language})")
    raise _error(path, scan, "no text in any encoding tried (UTF-8, UTF-16, code pages)")
