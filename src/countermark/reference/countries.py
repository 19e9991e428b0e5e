"""Countries, and the words for them that are printed on parts.

A word is `sure` when it means little else on a part; two-letter words and words that are also part suffixes, packages
or interfaces (CAN, MAR, SIN) are not, and need a date code or a lot beside them before anybody believes them.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from countermark.model.errors import FormatError
from countermark.model.ontology import is_country
from countermark.reference.tables import read_table

_COLUMNS = ("code", "name", "words", "weak_words")
_LONGEST_WORD = 24


@dataclass(frozen=True, slots=True)
class CountryWord:
    """A word printed on a part that names a country."""

    code: str
    name: str
    word: str
    sure: bool


@lru_cache(maxsize=1)
def _table() -> tuple[dict[str, str], dict[str, CountryWord]]:
    names: dict[str, str] = {}
    words: dict[str, CountryWord] = {}
    for row in read_table("countries.csv", _COLUMNS):
        code = row["code"]
        names[code] = row["name"]
        for column, sure in (("words", True), ("weak_words", False)):
            for word in filter(None, row[column].split("|")):
                if word in words:
                    raise FormatError(f"{word} stands for two countries", where=f"reference/countries.csv, {code}")
                words[word] = CountryWord(code, row["name"], word, sure and len(word) > 2)
    return names, words


def country_word(token: str) -> CountryWord | None:
    """Read a token as the country word it may be, or None; case and a closing full stop do not matter.

    >>> country_word("PHIL")
    CountryWord(code='PH', name='Philippines', word='PHIL', sure=True)
    """
    if not 2 <= len(token) <= _LONGEST_WORD:
        return None
    return _table()[1].get(token.upper().rstrip("."))


def country_name(code: str | None) -> str | None:
    """Name a country by its ISO 3166-1 alpha-2 code, or None for a code that the table does not know."""
    return _table()[0].get(code) if code else None


def name_key(text: str) -> str:
    """Fold a country name for look-up: no accents, no case, no punctuation.

    >>> name_key("Korea, North")
    'korea north'
    """
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return " ".join("".join(letter if letter.isalnum() else " " for letter in plain.casefold()).split())


@lru_cache(maxsize=1)
def _by_name() -> dict[str, str]:
    return {row["key"]: row["code"] for row in read_table("country_names.csv", ("key", "code"))}


@lru_cache(maxsize=8192)
def country_code(text: str) -> str | None:
    """Give the FollowTheMoney country code (lower case) of a name in ten languages or of an ISO code; else None.

    The names are those of Unicode CLDR and ISO 3166, and the spellings of sanctions lists (`Korea, North`).

    >>> country_code("Korea, North"), country_code("Российская Федерация"), country_code("Atlantis")
    ('kp', 'ru', None)
    """
    key = name_key(text)
    if found := _by_name().get(key):
        return found
    if len(text.strip()) == 2 and text.strip().isalpha() and is_country(text.strip().lower()):
        return text.strip().lower()
    return None


def country_codes() -> frozenset[str]:
    """Give every code of the table."""
    return frozenset(_table()[0])
