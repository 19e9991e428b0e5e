"""Words of a text as stems, with how rare each is. No model: a suffix stripper and one table of counts.

The table counts in how many passages of plain English prose a stem occurs; a stem it does not hold is rare.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from countermark.reference.tables import read_table

_WORD = re.compile(r"\d[\d.,]*\d|\d|[^\W\d_]+(?:['’][^\W\d_]+)?")
_SHORTEST = 3


def words_of(text: str) -> list[str]:
    """Give the words of a text, folded: no case, no accents, no possessive, straight apostrophes."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter)).replace("’", "'")
    return [word.removesuffix("'s") for word in _WORD.findall(plain)]


@lru_cache(maxsize=1)
def _suffixes() -> tuple[str, ...]:
    """Give the endings, the longer before those they end with."""
    return tuple(row["suffix"] for row in read_table("stem_suffixes.csv", ("suffix",)))


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Strip one ending of a word, leaving at least three letters; a number stays as it is.

    >>> stem("weapons"), stem("supplied"), stem("exercises"), stem("2215")
    ('weapon', 'suppl', 'exercis', '2215')
    """
    if word[:1].isdigit():
        return word.replace(",", "").rstrip(".")
    for suffix in _suffixes():
        if word.endswith(suffix) and len(word) - len(suffix) >= _SHORTEST:
            word = word[: -len(suffix)]
            break
    return word[:-1] if len(word) > _SHORTEST and word[-1] == word[-2] else word


@lru_cache(maxsize=1)
def _counts() -> tuple[int, dict[str, int]]:
    rows = read_table("stem_counts.csv", ("stem", "passages"))
    counts = {row["stem"]: int(row["passages"]) for row in rows}
    return counts.pop("", 1), counts


def rarity(stemmed: str) -> float:
    """Give the inverse document frequency of a stem; one that the table does not hold counts as seen once."""
    total, counts = _counts()
    return math.log((1 + total) / (1 + counts.get(stemmed, 1)))


def stems_of(texts: Iterable[str]) -> frozenset[str]:
    """Give the stems of a text in pieces."""
    return frozenset(stem(word) for text in texts for word in words_of(text))


def weight(stems: Iterable[str]) -> float:
    """Add up how rare stems are."""
    return math.fsum(sorted(rarity(one) for one in stems))


def overlap(first: frozenset[str], second: frozenset[str]) -> float:
    """Give the weighted share of the shorter text's stems that the other has, 0 to 1."""
    least = min(weight(first), weight(second))
    return weight(first & second) / least if least > 0 else 0.0
