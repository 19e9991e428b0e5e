"""The names of Canada's list: `EntityOrShip` with its French name and `also known as`, and the free text of `Aliases`.

1. `English name/Nom français` is two names where the second has French words; a slash in brackets divides nothing.
2. `(also known as A, B and C)` behind a name are aliases; its bracket may be missing.
3. Aliases are divided at semicolons and before a language with its colon. A comma divides where no part is a legal form
   (`Авиакон Цитотранс АК, АО`) or begins with a small letter, and for persons where the parts have a first and a last
   name (`Баранов, Олег Анатольевич` is one name). A slash or `or` divides where both sides are whole names.
4. A single given name or spelling of one (`Alexei, Aleksei`) is a weak alias.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from countermark.sources.lists.languages import NAMES


class Name(NamedTuple):
    """A name, its property, its language where the list says it, and the text it was taken from."""

    prop: str
    text: str
    lang: str | None
    original: str


_FRENCH: Final = re.compile(
    r"\b(?:de|du|des|la|le|les|et|en)\b|\b[dl]['’]|[éèêàâîôûç]|\b(?:Institut|Universit|Soci|Banque|Force|Arm|Agence|Centre)",
    re.IGNORECASE,
)
_KNOWN_AS: Final = re.compile(
    r"\s*\((?:also known as|a\.?k\.?a\.?|formerly known as|formerly)\s+(.+?)\)?$", re.IGNORECASE
)
_SLASH: Final = re.compile(r"\s*/\s*")
_LANGUAGE: Final = re.compile(
    r"[\s,;]*\b(" + "|".join(sorted(NAMES, key=len, reverse=True)) + r")\s*:\s*", re.IGNORECASE
)
_COMMA: Final = re.compile(r"\s*,\s*")
_BRACKET: Final = re.compile(r"\([^()]*\)")
_HIDE: Final = str.maketrans(",/", "\ue000\ue001")
_SHOW: Final = str.maketrans("\ue000\ue001", ",/")
_OR: Final = re.compile(r"\s+or\s+")
_FORMS: Final = frozenset({
    "ао", "оао", "зао", "ооо", "пао", "нао", "сао", "ано", "жао", "фгуп", "ип", "ooo", "oao", "ao", "pao",
    "pjsc", "jsc", "ojsc", "cjsc", "llc", "ltd", "limited", "inc", "co", "corp", "plc", "gmbh", "zao", "sc",
    "fze", "sa", "srl", "pjs", "акционерное общество", "некоммерческое партнерство", "co ltd", "pvt ltd",
})  # fmt: skip


def _bare(text: str) -> str:
    return " ".join(text.split()).strip(" ,;")


def _hide(text: str) -> str:
    """Hide commas and slashes in brackets, where they divide nothing."""
    if "(" not in text:
        return text
    return _BRACKET.sub(lambda found: found[0].translate(_HIDE), text)


def _show(text: str) -> str:
    return text.translate(_SHOW)


def _unbracketed(text: str) -> str:
    """Take off a bracket that has no other, of which the list has some."""
    if text.startswith("(") and ")" not in text:
        return text[1:].strip()
    return text[:-1].strip() if text.endswith(")") and "(" not in text else text


@lru_cache(maxsize=16384)
def _entity_names(text: str) -> tuple[Name, ...]:
    found = _KNOWN_AS.search(text)
    head = _bare(text[: found.start()]) if found else _bare(text)
    names: list[Name] = []
    parts = [_show(part) for part in _SLASH.split(_hide(head))]
    if len(parts) == 2 and _FRENCH.search(parts[1]) and all(len(part) > 3 for part in parts):
        names += [Name("name", parts[0], "eng", text), Name("name", parts[1], "fra", text)]
    else:
        names.append(Name("name", head, None, text))
    if found:
        prop = "previousName" if "formerly" in found[0][:14].lower() else "alias"
        listed = [part for part in _joined(_COMMA.split(found[1])) if part]
        if len(listed) > 1:
            *first, last = listed
            listed = [*first, *re.split(r"^and\s+|\s+and\s+", last, maxsplit=1)]
        names += [Name(prop, _unbracketed(_bare(part)), None, text) for part in listed if _bare(part)]
    return tuple(names)


def entity_names(text: str) -> list[Name]:
    """Give the names of a firm, body or ship."""
    return list(_entity_names(text))


def aliases(text: str, *, person: bool) -> list[Name]:
    """Give the names in the text of `Aliases`."""
    return list(_aliases(text, person)) if text else []


@lru_cache(maxsize=16384)
def _aliases(text: str, person: bool) -> tuple[Name, ...]:
    names: list[Name] = []
    for piece in _hide(text).split(";"):
        parts = _LANGUAGE.split(piece)
        spoken = [
            (None, parts[0]),
            *((NAMES[label.lower()], part) for label, part in zip(parts[1::2], parts[2::2], strict=True)),
        ]
        for lang, part in spoken:
            bare = _unbracketed(_bare(part))
            if bare:
                names += [
                    Name(prop, _show(name), lang, text) for prop, name in (_person(bare) if person else _entity(bare))
                ]
    return tuple(names)


def _words(text: str) -> int:
    return len(text.split())


def _person(text: str) -> list[tuple[str, str]]:
    parts = [part for part in _COMMA.split(text) if part]
    single = sum(_words(part) == 1 for part in parts)
    if len(parts) > 1 and single == len(parts):
        return [("weakAlias", part) for part in parts]
    if len(parts) > 1 and (not single or (len(parts) > 2 and len(parts) - single >= single)):
        return [name for part in parts for name in _variants(part)]
    return _variants(text) if len(parts) == 1 else [("alias", text)]


def _variants(text: str) -> list[tuple[str, str]]:
    for mark in (_SLASH, _OR):
        parts = mark.split(text)
        if len(parts) > 1 and all(_words(part) > 1 and part[:1].isupper() == text[:1].isupper() for part in parts):
            if any(_OR.search(part) or _SLASH.search(part) for part in parts):
                break
            return [("alias", _unbracketed(_bare(part))) for part in parts]
    return [("alias" if _words(text) > 1 else "weakAlias", text)]


def _joined(parts: list[str]) -> list[str]:
    """Put back commas that divide no names: before a legal form or a small letter, behind a legal form."""
    whole: list[str] = []
    for part in parts:
        plain = part.strip(" .").lower().replace(".", "")
        if whole and (plain in _FORMS or part[:1].islower() or whole[-1].strip(" .").lower() in _FORMS):
            whole[-1] = f"{whole[-1]}, {part}"
        else:
            whole.append(part)
    return whole


def _entity(text: str) -> list[tuple[str, str]]:
    names = [
        name for side in _divided(text, _OR) for part in _joined(_COMMA.split(side)) for name in _divided(part, _SLASH)
    ]
    return [("alias", bare) for name in names if (bare := _unbracketed(_bare(name)))]


def _divided(text: str, mark: re.Pattern[str]) -> list[str]:
    parts = mark.split(text)
    whole = all(len(part) > 2 and part.strip(" .").lower() not in _FORMS for part in parts)
    return parts if len(parts) > 1 and whole else [text]
