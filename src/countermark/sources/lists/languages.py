"""Which language a name is in, where its letters alone make that certain.

1. Writing systems of one language (Hangul, kana, Hebrew, Greek, Georgian, Armenian, Thai) decide; Han without kana is
   taken for Chinese.
2. Cyrillic decides by letters that one of its languages alone has; Arabic script never does.
3. Latin letters inside the name, or two writing systems, leave it open.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_LATIN: Final = re.compile(r"[A-Za-z]")
_SCRIPTS: Final = (
    ("kor", re.compile(r"[\uac00-\ud7af\u1100-\u11ff]")),
    ("jpn", re.compile(r"[\u3040-\u30ff]")),
    ("heb", re.compile(r"[\u0590-\u05ff]")),
    ("ell", re.compile(r"[\u0370-\u03ff]")),
    ("kat", re.compile(r"[\u10a0-\u10ff]")),
    ("hye", re.compile(r"[\u0530-\u058f]")),
    ("tha", re.compile(r"[\u0e00-\u0e7f]")),
    ("mya", re.compile(r"[\u1000-\u109f]")),
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
    "russian": "rus", "serbian": "srp", "spanish": "spa", "tajik": "tgk", "thai": "tha", "turkish": "tur",
    "ukrainian": "ukr", "urdu": "urd", "uzbek": "uzb",
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
    if han:
        return None if cyrillic or arabic else "zho"
    return _cyrillic(text) if cyrillic else None


def _cyrillic(text: str) -> str | None:
    if _BELARUSIAN.search(text):
        return None if _UKRAINIAN.search(text) else "bel"
    if _UKRAINIAN.search(text):
        return None if _RUSSIAN.search(text) else "ukr"
    # Belarusian has the three letters too, but no И.
    if _RUSSIAN.search(text) and re.search("[Ии]", text) and not _NOT_RUSSIAN.search(text):
        return "rus"
    return None
