"""Spelling variants of personal names: one name, several ways into Latin letters.

1. Names are compared part by part and every part must match: a shared surname is never enough.
2. A part is first brought to one spelling of its sounds (`Volodimir`, `Volodymyr`; `Zelenskiy`, `Zelensky`), then a
   small bounded number of edits is allowed; short parts must agree exactly.
3. Parts may stand in another order (`LI, Shangfu`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import permutations
from typing import Final

from countermark.reading.fold import fold_names
from countermark.reference.tables import read_table

# Ways of writing one sound, longest first; the right side is only a label.
_SOUNDS: Final = (
    ("shch", "s"),
    ("sch", "s"),
    ("tsch", "c"),
    ("tch", "c"),
    ("dzh", "z"),
    ("zh", "z"),
    ("kh", "h"),
    ("gh", "g"),
    ("sh", "s"),
    ("ch", "c"),
    ("ts", "c"),
    ("tz", "c"),
    ("cz", "c"),
    ("ph", "f"),
    ("ck", "k"),
    ("ks", "x"),
    ("dj", "z"),
    ("ou", "u"),
    ("oo", "u"),
    ("ee", "i"),
    ("yo", "e"),
    ("jo", "e"),
    ("io", "e"),
    ("ye", "e"),
    ("je", "e"),
    ("ie", "e"),
    ("ya", "a"),
    ("ja", "a"),
    ("ia", "a"),
    ("yu", "u"),
    ("ju", "u"),
    ("iu", "u"),
)
_SOUND: Final = re.compile("|".join(sound for sound, _ in sorted(_SOUNDS, key=lambda one: -len(one[0]))))
_LABEL: Final = dict(_SOUNDS)
_LETTERS: Final = str.maketrans({"y": "i", "j": "i", "w": "v", "q": "k"})
_DOUBLE: Final = re.compile(r"(.)\1+")
_ENDING: Final = re.compile(r"(?:ii|iy|yi|yy|ij|ei|ey|iyi)$")
_VOWELS: Final = str.maketrans("", "", "aeiou")
_SHORT: Final = 3
_LONG: Final = 8
_SURNAME: Final = 6
_MANY: Final = 9
_MOST_PARTS: Final = 4
_PERSON: Final = "Person"
_AS_WRITTEN: Final = {"Vessel", "Airplane", "Vehicle", "CryptoWallet", "Term"}


@lru_cache(maxsize=1 << 14)
def sounded(part: str) -> str:
    """Bring a part of a name, already folded, to one spelling of its sounds.

    >>> sounded("volodymyr") == sounded("volodimir"), sounded("zelenskiy") == sounded("zelensky")
    (True, True)
    """
    if len(part) <= _SHORT:
        return part.translate(_LETTERS)
    plain = _ENDING.sub("i", part)
    plain = _SOUND.sub(lambda match: _LABEL[match.group()], plain).translate(_LETTERS)
    return _DOUBLE.sub(r"\1", plain)


@lru_cache(maxsize=1 << 14)
def _bones(part: str) -> str:
    plain = sounded(part)
    return plain if len(part) <= _SHORT else plain[:1] + plain[1:].translate(_VOWELS)


def skeleton(parts: tuple[str, ...]) -> str:
    """Give the key under which spelling variants of a name meet: the consonants of its parts, sorted.

    >>> skeleton(("volodimir", "zelenskiy")) == skeleton(("zelensky", "volodymyr"))
    True
    """
    return " ".join(sorted(_bones(part) for part in parts))


@lru_cache(maxsize=1)
def _legal_forms() -> frozenset[str]:
    return frozenset(row["form"] for row in read_table("legal_forms.csv", ("form", "countries", "source", "verified")))


_JOINT: Final = re.compile(r"(?<=\w)[-‐‑'’ʼ`](?=\w)")
_NO_LETTER: Final = re.compile(r"[^a-z0-9]+")
_WORD: Final = re.compile(r"[\w.&'’-]+")


def written_forms(name: str, schema: str) -> Iterator[tuple[str, bool]]:
    """Give the ways a listed name is written in reports, and for each whether its spelling is worth an index.

    A person's name stands in either order, with or without the middle names; a firm's name with or without its legal
    form. A name of one word never comes of this unless it was listed so.

    >>> [form for form, _ in written_forms("LI, Shangfu", "Person")]
    ['LI, Shangfu', 'Shangfu LI']
    >>> [form for form, _ in written_forms("Acme Optics Co., Ltd.", "Company")]
    ['Acme Optics Co., Ltd.', 'Acme Optics']
    """
    yield name, False
    if schema == _PERSON:
        yield from _person_forms(_JOINT.sub("", name))
    elif schema not in _AS_WRITTEN:
        words = _WORD.findall(name)
        first, last = 0, len(words)
        forms = _legal_forms()
        while last > 2 and words[last - 1].strip(".,").replace(".", "").lower() in forms:
            last -= 1
        while last - first > 2 and words[first].strip(".,").replace(".", "").lower() in forms:
            first += 1
        if last - first < len(words):
            yield " ".join(words[first:last]), False


def _person_forms(name: str) -> Iterator[tuple[str, bool]]:
    family, comma, given = (part.strip() for part in name.partition(","))
    if not comma:
        words = name.split()
        if not 2 <= len(words) <= _MOST_PARTS:
            return
        yield name, True
        yield " ".join((*words[1:], words[0])), False
        if len(words) > 2:
            yield f"{words[0]} {words[-1]}", True
        return
    first = given.split()
    if not family or not first:
        return
    yield f"{given} {family}", True
    if len(first) > 1:
        yield f"{first[0]} {family}", True
        yield f"{family} {first[0]}", False


def plain_name(name: str, schema: str) -> str:
    """Write a listed person's name as a report would.

    >>> plain_name("ZELENSKY, Volodymyr", "Person")
    'Volodymyr Zelensky'
    """
    family, comma, given = name.partition(", ")
    if schema != _PERSON or not comma or not given:
        return name
    return f"{given} {family.title() if family.isupper() else family}"


@lru_cache(maxsize=1 << 14)
def folded_parts(name: str) -> tuple[str, ...]:
    """Fold a name into its parts; a hyphen joins (`Shang-fu` is one part).

    >>> folded_parts("LI, Shang-fu")
    ('li', 'shangfu')
    """
    joined = _JOINT.sub("", name).replace("ı", "i")
    if joined.isascii():
        return tuple(_NO_LETTER.sub(" ", joined.lower()).split())
    return tuple(fold_names([joined])[0].decode().split())


def same_name(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Tell whether two names, folded into parts, are spellings of one name: every part matches, in any order.

    >>> same_name(("volodimir", "zelenskiy"), ("zelensky", "volodymyr"))
    True
    >>> same_name(("volodymyr", "zelensky"), ("olena", "zelensky"))
    False
    """
    if len(one) != len(other) or not 2 <= len(one) <= _MOST_PARTS:
        return False
    most = 1 + sum(len(part) >= _LONG for part in one)
    return any(_cost(one, order) <= most for order in permutations(other))


def _cost(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    return sum(map(_edits, one, other))


def _edits(one: str, other: str) -> int:
    """Count the edits between two parts; many where they are no spellings of one part."""
    if one == other:
        return 0
    first, second = sounded(one), sounded(other)
    if first == second:
        return 0
    shorter = min(len(one), len(other))
    if shorter <= _SHORT + 1 or first[0] != second[0] or _bones(one) != _bones(other):
        return _MANY
    if edits_within(first, second, 1):
        return 1
    return 2 if shorter >= _LONG and edits_within(first, second, 2) else _MANY


def same_surname(one: str, other: str) -> bool:
    """Tell whether two folded single words of six letters or more are spellings of one surname.

    A last `a` more or less is another name: of a wife, or of a sister.

    >>> same_surname("sarafian", "sarafyan"), same_surname("karimov", "karimova"), same_surname("lisko", "liska")
    (True, False, False)
    """
    shorter = min(len(one), len(other))
    if shorter < _SURNAME or one[0] != other[0] or one.rstrip("a") == other.rstrip("a"):
        return one == other
    first, second = sounded(one), sounded(other)
    return first == second or (edits_within(one, other, 1) and _bones(one)[-1:] == _bones(other)[-1:])


def edits_within(one: str, other: str, most: int) -> bool:
    """Tell whether at most so many letters must be put in, left out or changed.

    >>> edits_within("petrenko", "petrenka", 1), edits_within("abc", "xyz", 2)
    (True, False)
    """
    if abs(len(one) - len(other)) > most:
        return False
    before = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        now = [row]
        for column, against in enumerate(other, 1):
            now.append(min(before[column] + 1, now[-1] + 1, before[column - 1] + (letter != against)))
        if min(now) > most:
            return False
        before = now
    return before[-1] <= most
