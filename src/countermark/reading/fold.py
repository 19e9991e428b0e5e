"""A folded view of a text for finding names in it: no case, no accents, one space between words.

1. One code point is folded at a time, so every folded letter knows where it came from; a text is never rewritten.
2. What is no letter and no digit parts words. In scripts written without spaces every letter is a word of its own.
3. Names and texts are folded by the same table, so that they meet.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

_SPACE: Final = 32
_DROPPED: Final = 0
_LONGER: Final = 1
_BMP: Final = 0x10000
_LINE: Final = 10
# Letters that keep themselves: Han extension A to Hangul syllables, whose decomposition is of no use here.
_KEPT: Final = (0x3400, 0xD7FF)
# Scripts written without spaces between words: Thai to Lao, Khmer, kana, Han.
_UNSPACED: Final = ((0x0E00, 0x0EFF), (0x1780, 0x17FF), (0x3040, 0x30FF), (0x3400, 0x9FFF), (0xF900, 0xFAFF))


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text in UTF-8, a space at both ends; `origin` gives for each of its bytes the code point it is from."""

    data: bytes
    origin: NDArray[np.int64]


def _fold_one(letter: str) -> str:
    if unicodedata.combining(letter) or letter in "\u200c\u200d\u00ad":
        return ""
    if not letter.isalnum():
        return " "
    plain = "".join(
        part for part in unicodedata.normalize("NFKD", letter.casefold()) if not unicodedata.combining(part)
    )
    return plain if plain and plain.isalnum() else letter


@lru_cache(maxsize=1)
def _tables() -> tuple[NDArray[np.uint16], dict[int, str]]:
    table = np.arange(_BMP, dtype=np.uint16)
    longer: dict[int, str] = {}
    for code in (*range(_KEPT[0]), *range(_KEPT[1] + 1, _BMP)):
        folded = _fold_one(chr(code))
        if len(folded) == 1 and ord(folded) < _BMP:
            table[code] = ord(folded)
        elif not folded:
            table[code] = _DROPPED
        else:
            table[code] = _LONGER
            longer[code] = folded
    for first, last in _UNSPACED:
        for code in range(first, last + 1):
            if chr(code).isalnum():
                table[code] = _LONGER
                longer[code] = f" {chr(code)} "
    return table, longer


def fold(text: str) -> Folded:
    """Fold a text."""
    codes = _codes(text)
    return _finish(*_folded(codes, text))


def fold_names(names: list[str]) -> list[bytes]:
    """Fold many names at once, each with a space at both ends; a name without letters gives a lone space."""
    text = "\n".join(name.replace("\n", " ") for name in names)
    codes, origin = _folded(_codes(text), text, lines=True)
    lines = _finish(codes, origin).data.split(b"\n")
    return [b" " + stripped + b" " if (stripped := line.strip()) else b" " for line in lines[: len(names)]]


def _codes(text: str) -> NDArray[Any]:
    pairs = text.encode("utf-16-le", "surrogatepass")
    if len(pairs) == 2 * len(text):
        return np.frombuffer(pairs, dtype="<u2")
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def _folded(codes: NDArray[Any], text: str, *, lines: bool = False) -> tuple[NDArray[Any], NDArray[np.int64] | None]:
    table, longer = _tables()
    if codes.dtype.itemsize == 2:
        folded: NDArray[Any] = table[codes]
    else:
        folded = np.where(codes < _BMP, table[np.minimum(codes, _BMP - 1)], codes).astype(np.uint32)
        for at in np.flatnonzero(codes >= _BMP).tolist():
            one = _fold_one(text[at])
            folded[at] = ord(one) if len(one) == 1 else _SPACE if not one.strip() else codes[at]
    if lines:
        folded[codes == _LINE] = _LINE
    origin: NDArray[np.int64] | None = None
    if (folded == _LONGER).any():
        folded, origin = _expanded(folded, codes, longer)
    if (folded == _DROPPED).any():
        kept = np.flatnonzero(folded != _DROPPED)
        folded = folded[kept]
        origin = kept if origin is None else origin[kept]
    return folded, origin


def _expanded(
    folded: NDArray[Any], codes: NDArray[Any], longer: dict[int, str]
) -> tuple[NDArray[Any], NDArray[np.int64]]:
    places = np.flatnonzero(folded == _LONGER)
    counts = np.ones(len(folded), dtype=np.int64)
    parts = [longer[code] for code in codes[places].tolist()]
    counts[places] = [len(part) for part in parts]
    origin = np.repeat(np.arange(len(folded), dtype=np.int64), counts)
    wide = folded[origin]
    wide[np.repeat(folded == _LONGER, counts)] = [ord(letter) for part in parts for letter in part]
    return wide, origin


def _finish(folded: NDArray[Any], origin: NDArray[np.int64] | None) -> Folded:
    space = folded == _SPACE
    keep = np.ones(len(folded) + 2, dtype=bool)
    keep[2:-1] = ~(space[1:] & space[:-1])
    if len(folded):
        keep[0] = not space[0]
        keep[-1] = not space[-1]
    padded = np.empty(len(folded) + 2, dtype=folded.dtype)
    padded[0] = padded[-1] = _SPACE
    padded[1:-1] = folded
    kept = np.flatnonzero(keep)
    letters = padded[kept]
    places = kept - 1
    if len(places):
        places[0] = max(places[0], 0)
        places[-1] = min(places[-1], max(len(folded) - 1, 0))
    if origin is not None:
        places = origin[places] if len(origin) else places
    if not len(letters) or letters.max() < 128:
        return Folded(letters.astype(np.uint8).tobytes(), places)
    data = letters.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass").encode("utf-8", "replace")
    raw = np.frombuffer(data, dtype=np.uint8)
    which = np.cumsum((raw & 0xC0) != 0x80) - 1
    return Folded(data, places[which])
