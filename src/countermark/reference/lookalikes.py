"""Fold look-alike letters of other alphabets to Latin, one code point for one, so that offsets hold.

A part number typed with a Cyrillic letter matches nothing. Folding is for matching only; the raw text is kept by
whoever calls. Signs with a meaning of their own (micro, ohm, the numero sign) are left alone.
"""

from __future__ import annotations

import re
from typing import Final

_CYRILLIC: Final = dict(
    zip(
        "АВЕЅІЈКМНОРСТУХҮҺԌԚԜаеѕіјкорсухүһԁԛԝ",
        "ABESIJKMHOPCTYXYHGQWaesijkopcyxyhdqw",
        strict=True,
    )
)
_GREEK: Final = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧονρχϳ", "ABEZHIKMNOPTYXovpxj", strict=True))
_ROMAN: Final = dict(zip("ⅠⅤⅩⅬⅭⅮⅯⅰⅴⅹⅼⅽⅾⅿ", "IVXLCDMivxlcdm", strict=True))
_WIDE: Final = {chr(code + 0xFEE0): chr(code) for code in range(0x21, 0x7F)} | {"\u3000": " "}
_HYPHENS: Final = dict.fromkeys("\u2010\u2011\u2212", "-")

_SCRIPTS: Final = (
    ("cyrillic", frozenset(_CYRILLIC)),
    ("greek", frozenset(_GREEK)),
    ("roman_numeral", frozenset(_ROMAN)),
    ("full_width", frozenset(_WIDE)),
    ("hyphen", frozenset(_HYPHENS)),
)
_TABLE: Final = str.maketrans(_CYRILLIC | _GREEK | _ROMAN | _WIDE | _HYPHENS)
_LOOKALIKES: Final = frozenset(_CYRILLIC) | frozenset(_GREEK)
_LATIN: Final = re.compile(r"[A-Za-z]")
_RUN: Final = re.compile(r"[^\W_]+")
_OTHER_LETTER: Final = re.compile(r"[\u0370-\u03BB\u03BD-\u03FF\u0400-\u052F]")  # without mu, which is a unit prefix


def fold(text: str) -> tuple[str, tuple[str, ...]]:
    """Give the text with look-alikes made Latin, of the same length, and the scripts that were folded.

    >>> fold("LTC217З-14, ЕР4CGX110")
    ('LTC217З-14, EP4CGX110', ('cyrillic',))
    """
    if text.isascii():
        return text, ()
    folded = text.translate(_TABLE)
    if folded == text:
        return text, ()
    found = set(text)
    return folded, tuple(script for script, letters in _SCRIPTS if not letters.isdisjoint(found))


def _run_is_mixed(run: str) -> bool:
    return bool(_LATIN.search(run)) and not _LOOKALIKES.isdisjoint(run)


def mixed(token: str) -> bool:
    """Tell whether a token mixes Latin letters with Cyrillic or Greek letters that look like Latin ones.

    Either within one run of letters and digits, or in a run of its own made of look-alikes alone (`LM317-Т`). A
    Cyrillic word beside a Latin one (`USB-кабель`) is not mixed, nor is a word that is Cyrillic throughout.

    >>> mixed("STМ32F405"), mixed("Радіореле")
    (True, False)
    """
    if token.isascii() or not _LATIN.search(token):
        return False
    others = _OTHER_LETTER.findall(token)
    if others and _LOOKALIKES.issuperset(others):
        return True
    return any(_run_is_mixed(run) for run in _RUN.findall(token))
