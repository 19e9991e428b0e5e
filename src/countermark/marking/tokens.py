"""Cut a marking into tokens and give each the class that the rules ask about."""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

_TOKEN = re.compile(r"[^\s,;()\[\]\"“”]+")
_DIGIT = re.compile(r"\d")
_LETTER = re.compile(r"[^\W\d_]")
_UNIT = re.compile(
    r"[±+\-−]?\d+(?:[.,]\d+)?(?:[-–x×÷/][±+\-]?\d+(?:[.,]\d+)?)?"
    r"(?:[VAW]|[mkKMuμµnp]?(?:V|A|W|F|H|Hz|Ohm|Ω|s|m|Ah|R)|[kKMG]Hz|MHZ|GHZ|GB|MB|KB|Gb|Mb|kb|kV|Mbps|bit|mm|cm|nm|dB|dBm|pin|°C|"
    r"mAh|mkF|uF|µF|Watts?|V/[0-9.]+V|[Мм]кФ|В|%)[.,]?"
)
_SPOKEN = re.compile(
    r"\d+[-–]?[a-z]{3,}(?:-[a-z]+)*|RS[-–]?(?:232|422|485)\S*|[A-Z][a-z]{3,}[-–]?[A-Z]?\d{1,2}|i?RS[-–]\d+|"
    r"\d+(?:/\d+)*BASE[-–]?\w*|(?:IEEE|USB|PCI|DDR|LVDS|CAN)[-–]?\d[\d.]*|\d+[-–](?:Pin|PIN|Bit|MSOP|SOIC|TSSOP|TQFP|LFCSP|TLGA)"
)
_FINISH = re.compile(r"(?:[GE][1-4]|e[1-4]|\+|#|RoHS|ROHS|Pb-?[Ff]ree|PbF|LF)")

_SPOKEN_HEADS = frozenset("0123456789CDILPRU")  # what a spoken form in capitals begins with
LONGEST_FINISH = 7  # Pb-Free
MAX_TOKEN = 64  # longer runs are no code anybody prints on a part


class Token(msgspec.Struct, frozen=True, gc=False):
    """A run of characters between blanks and brackets, of the folded text.

    kind: `number` (digits only), `code` (letters and digits), `caps` (capitals only, at most six), `word`, `unit`,
    `finish`, `mark` (no letter or digit), `long`.
    """

    text: str
    start: int
    end: int
    kind: str


def _letters(text: str) -> str:
    """Give the kind of a token of letters alone."""
    if len(text) > MAX_TOKEN:
        return "long"
    if len(text) <= 6 and text.isupper():
        return "finish" if text in {"LF", "ROHS"} else "caps"
    return "finish" if text == "RoHS" else "word"


@lru_cache(maxsize=65536)
def _kind(text: str) -> str:
    if text.isalpha():
        return _letters(text)
    if len(text) > MAX_TOKEN:
        return "long"
    if not text.isascii() or not text.isalnum():
        return _with_signs(text)
    if text.isdigit():
        return "number"
    if len(text) == 2 and _FINISH.fullmatch(text):
        return "finish"
    if text[0].isdigit() and _UNIT.fullmatch(text):
        return "unit"
    spoken = (text[0] in _SPOKEN_HEADS or not text.isupper()) and _SPOKEN.fullmatch(text)
    return "word" if spoken else "code"


def _with_signs(text: str) -> str:
    """Give the kind of a token that holds more than plain letters and digits."""
    if len(text) <= LONGEST_FINISH and _FINISH.fullmatch(text):
        return "finish"
    if _DIGIT.search(text):
        if text[0] in "0123456789±+-−" and _UNIT.fullmatch(text):
            return "unit"
        if _SPOKEN.fullmatch(text):
            return "word"
        return "code" if _LETTER.search(text) or "-" in text or "." in text else "mark"
    if not _LETTER.search(text):
        return "mark"
    return "caps" if len(text) <= 6 and text.isupper() else "word"


def tokenise(text: str) -> list[Token]:
    """Cut the (folded) text into tokens; linear in its length."""
    tokens = []
    for found in _TOKEN.finditer(text):
        start, end = found.span()
        token = text[start:end]
        tokens.append(Token(token, start, end, _kind(token)))
    return tokens
