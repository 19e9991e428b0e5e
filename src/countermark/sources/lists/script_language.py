"""The language of a name where its script leaves one choice; nothing is guessed where it leaves two.

Arabic letters are those of Arabic, Persian, Dari, Pashto and Urdu; Han characters without kana are Chinese or Japanese;
Cyrillic letters decide only where a letter belongs to one alphabet alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_LETTERS: Final = (
    ("kor", re.compile(r"[\uac00-\ud7a3\u1100-\u11ff]")),
    ("jpn", re.compile(r"[\u3041-\u30fa]")),
    ("heb", re.compile(r"[\u05d0-\u05ea]")),
    ("ell", re.compile(r"[\u0391-\u03c9\u03ac-\u03ce]")),
    ("kat", re.compile(r"[\u10a0-\u10ff]")),
    ("hye", re.compile(r"[\u0531-\u0587]")),
    ("tha", re.compile(r"[\u0e01-\u0e3a]")),
    ("mya", re.compile(r"[\u1000-\u109f]")),
    ("khm", re.compile(r"[\u1780-\u17b3]")),
    ("ukr", re.compile(r"[їЇєЄґҐ]")),
    ("bel", re.compile(r"[ўЎ]")),
)
_ANY: Final = re.compile(r"[^\x00-\u024f\u2000-\u206f]")
_LATIN_WORD: Final = re.compile(r"[A-Za-z]{2}")


def script_language(text: str) -> str | None:
    """Give the ISO 639-3 code of the only language whose script a text is in, or None.

    >>> script_language("김정은"), script_language("Сергій Їжак"), script_language("صدام"), script_language("Saddam")
    ('kor', 'ukr', None, None)
    """
    if text.isascii() or not _ANY.search(text) or _LATIN_WORD.search(text):
        return None
    return next((language for language, letters in _LETTERS if letters.search(text)), None)


LANGUAGES: Final = {
    "arabic": "ara", "russian": "rus", "ukrainian": "ukr", "belarusian": "bel", "belarussian": "bel", "persian": "fas",
    "farsi": "fas", "dari": "prs", "pashto": "pus", "chinese": "zho", "korean": "kor", "hebrew": "heb",
    "serbian": "srp",
    "burmese": "mya", "urdu": "urd", "turkish": "tur", "georgian": "kat", "greek": "ell", "macedonian": "mkd",
    "bulgarian": "bul", "kurdish": "kur", "japanese": "jpn", "simplified chinese": "zho", "traditional chinese": "zho",
}  # fmt: skip
_BRACKETS: Final = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]")
_LABEL: Final = re.compile(
    r"^(?:in\s+)?(?:(?P<language>[A-Za-z]+(?: Chinese)?)\s*)?(?:script|spelling|language|name)?\s*[:：]\s*",
    re.IGNORECASE,
)


def written_otherwise(name: str) -> Iterator[tuple[str, str | None]]:
    """Give what a name holds in brackets in another script, and the name without it; nothing where it has none.

    >>> list(written_otherwise("Sergei AKSENOV (Russian: Сергей АКСЁНОВ)"))
    [('Сергей АКСЁНОВ', 'rus'), ('Sergei AKSENOV', None)]
    """
    if name.isascii() or not _ANY.search(name):
        return
    rest = name
    for found in _BRACKETS.finditer(name):
        pieces = [_labelled(piece) for piece in re.split(r"[;,/]", found[1])]
        pieces = [(text, language) for text, language in pieces if _ANY.search(text) and not _LATIN_WORD.search(text)]
        if pieces:
            rest = rest.replace(found[0], "", 1)
            yield from pieces
    rest = " ".join(rest.split())
    if rest != name and rest:
        yield rest, script_language(rest)


def _labelled(piece: str) -> tuple[str, str | None]:
    text = piece.strip()
    label = _LABEL.match(text)
    if label is None:
        return text, script_language(text)
    text = text[label.end() :].strip(" ‘’'\"")
    return text, LANGUAGES.get((label["language"] or "").lower()) or script_language(text)
