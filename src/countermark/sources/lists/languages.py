"""Which language a name is in, where its letters alone make that certain.

1. Writing systems of one language (Hangul, kana, Hebrew, Greek, Georgian, Armenian, Thai) decide; Han without kana is
   Chinese or Japanese and stays open.
2. Cyrillic decides by letters that one of its languages alone has; Arabic script never does.
3. Latin letters inside the name, or two writing systems, leave it open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

_LATIN: Final = re.compile(r"[A-Za-z]")
_SCRIPTS: Final = (
    ("kor", re.compile(r"[\uac00-\ud7af\u1100-\u11ff]")),
    ("jpn", re.compile(r"[\u3041-\u3096\u30a1-\u30fa\uff66-\uff9d]")),
    ("heb", re.compile(r"[\u0590-\u05ff]")),
    ("ell", re.compile(r"[\u0370-\u03ff]")),
    ("kat", re.compile(r"[\u10a0-\u10ff]")),
    ("hye", re.compile(r"[\u0530-\u058f]")),
    ("tha", re.compile(r"[\u0e00-\u0e7f]")),
    ("mya", re.compile(r"[\u1000-\u109f]")),
    ("khm", re.compile(r"[\u1780-\u17b3]")),
)
_HAN: Final = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_CYRILLIC: Final = re.compile(r"[\u0400-\u04ff]")
_ARABIC: Final = re.compile(r"[\u0600-\u06ff\u0750-\u077f]")
_UKRAINIAN: Final = re.compile(r"[ЇїЄєҐґ]")
_BELARUSIAN: Final = re.compile(r"[Ўў]")
_NOT_RUSSIAN: Final = re.compile(r"[ІіЇїЄєҐґЎўЂђЃѓЈјЉљЊњЋћЌќЏџ\u0460-\u04ff]")
_RUSSIAN: Final = re.compile(r"[ЫыЭэЁё]")

NAMES: Final = {
    "arabic": "ara", "armenian": "hye", "azerbaijani": "aze", "belarusian": "bel", "belarussian": "bel",
    "bosnian": "bos", "bulgarian": "bul", "burmese": "mya", "chinese": "zho", "croatian": "hrv", "dari": "prs",
    "english": "eng", "farsi": "fas", "french": "fra", "georgian": "kat", "greek": "ell", "hebrew": "heb",
    "japanese": "jpn", "korean": "kor", "kurdish": "kur", "macedonian": "mkd", "moldovan": "ron",
    "montenegrin": "cnr", "pashto": "pus", "persian": "fas", "romanian": "ron", "romanian moldavian moldovan": "ron",
    "russian": "rus", "serbian": "srp", "simplified chinese": "zho", "spanish": "spa", "tajik": "tgk", "thai": "tha",
    "traditional chinese": "zho", "turkish": "tur", "ukrainian": "ukr", "urdu": "urd", "uzbek": "uzb",
}  # fmt: skip


def language_code(name: str) -> str | None:
    """Give the ISO 639-3 code of a language named in English, or None."""
    return NAMES.get(" ".join(re.findall(r"[a-z]+", name.lower())))


@lru_cache(maxsize=65536)
def language_of(text: str) -> str | None:
    """Give the ISO 639-3 code of the language of a name where its letters make it certain, or None.

    >>> language_of("Роман Эдуардович"), language_of("Денис Пушилин"), language_of("김정은"), language_of("PUTIN")
    ('rus', None, 'kor', None)
    """
    if text.isascii() or _LATIN.search(text):
        return None
    found = [code for code, letters in _SCRIPTS if letters.search(text)]
    cyrillic, arabic, han = (bool(letters.search(text)) for letters in (_CYRILLIC, _ARABIC, _HAN))
    if len(found) + cyrillic + arabic > 1:
        return None
    if found:
        return found[0] if not han or found[0] in {"jpn", "kor"} else None
    return _cyrillic(text) if cyrillic and not han else None


def _cyrillic(text: str) -> str | None:
    if _BELARUSIAN.search(text):
        return None if _UKRAINIAN.search(text) else "bel"
    if _UKRAINIAN.search(text):
        return None if _RUSSIAN.search(text) else "ukr"
    # Belarusian has the three letters too, but no И.
    if _RUSSIAN.search(text) and re.search("[Ии]", text) and not _NOT_RUSSIAN.search(text):
        return "rus"
    return None


_OTHER: Final = re.compile(r"[^\x00-\u024f\u2000-\u206f]")
_LATIN_WORD: Final = re.compile(r"[A-Za-z]{2}")
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
    if name.isascii() or not _OTHER.search(name):
        return
    rest = name
    for found in _BRACKETS.finditer(name):
        pieces = [_labelled(piece) for piece in re.split(r"[;,/]", found[1])]
        pieces = [(text, language) for text, language in pieces if _OTHER.search(text) and not _LATIN_WORD.search(text)]
        if pieces:
            rest = rest.replace(found[0], "", 1)
            yield from pieces
    rest = " ".join(rest.split())
    if rest != name and rest:
        yield rest, language_of(rest)


def _labelled(piece: str) -> tuple[str, str | None]:
    text = piece.strip()
    label = _LABEL.match(text)
    if label is None:
        return text, language_of(text)
    text = text[label.end() :].strip(" ‘’'\"")
    return text, NAMES.get((label["language"] or "").lower()) or language_of(text)
