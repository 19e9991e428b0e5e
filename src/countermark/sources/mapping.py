"""Headings to columns: built-in layouts, synonyms, and the user's mapping file.

A mapping file is TOML:

* `[columns]`: our column = the heading in the file; `""` leaves a column unmapped although a heading would fit.
* `[constants]`: our column = one text for every row.
* `[values]`: cell text = the text to take for it; `""` makes the cell empty. `[values.COLUMN]` does so in one column.

What a mapping file does not name is mapped by synonyms.
"""

from __future__ import annotations

import difflib
import json
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from countermark.model.canonical import sha256_file
from countermark.model.errors import MappingError
from countermark.model.facts import FactTable

Change = Callable[[str], str | None]

_LOCATOR = ("original", "row", "place", "extra")
_BREAKS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Layout:
    """How one published table names its columns, and what it does to some cells."""

    name: str
    columns: Mapping[str, str]
    changes: Mapping[str, Change] = field(default_factory=dict)

    def fits(self, headings: Sequence[str]) -> bool:
        """Tell whether all headings of the layout are there."""
        return set(self.columns.values()) <= set(headings)


@dataclass(frozen=True, slots=True)
class UserMapping:
    """A mapping file as read; `values` by column, `""` for every column."""

    name: str
    columns: Mapping[str, str]
    constants: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of each column: index in the file, constants, and how cells change on the way."""

    how: str
    index: Mapping[str, int]
    constants: Mapping[str, str] = field(default_factory=dict)
    changes: Mapping[str, Change] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def folded(heading: str) -> str:
    """Fold a heading for comparison: case, spaces, punctuation.

    >>> folded(" Part_No. ")
    'part no'
    """
    return _BREAKS.sub(" ", heading.casefold()).strip()


def by_synonyms(
    headings: Sequence[str], synonyms: Mapping[str, Sequence[str]], taken: Sequence[str] = ()
) -> dict[str, int]:
    """Map columns to headings: the column's own name first, then its synonyms in order; a heading serves once."""
    places: dict[str, int] = {}
    for number, heading in enumerate(headings):
        if heading not in taken:
            places.setdefault(folded(heading), number)
    found: dict[str, int] = {}
    for column in synonyms:
        if (own := folded(column)) in places:
            found[column] = places.pop(own)
    for column, words in synonyms.items():
        key = next((word for word in words if word in places), None)
        if column not in found and key is not None:
            found[column] = places.pop(key)
    return found


def read_mapping(path: Path, table: FactTable) -> UserMapping:
    """Read a mapping file.

    Raises:
        MappingError: no such file, no TOML, or a column that the table does not have.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise MappingError(
            f"the mapping file cannot be read: {error.strerror}", where=path.name, hint="check the path"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MappingError(
            f"the mapping file is no TOML: {error}", where=path.name, hint='write: marking = "Heading"'
        ) from None
    for section in document:
        _known(section, ("columns", "constants", "values"), "section", path)
    own = [name for name in table.names if name not in _LOCATOR]
    columns, constants = _texts(document, "columns", path), _texts(document, "constants", path)
    for column in (*columns, *constants):
        _known(column, own, "column", path)
    both = sorted(column for column in columns if columns[column] and column in constants)
    if both:
        raise MappingError(
            f"{', '.join(both)}: both a heading and a constant", where=path.name, hint="keep one of them"
        )
    values: dict[str, dict[str, str]] = {"": {}}
    for key, value in document.get("values", {}).items():
        if isinstance(value, dict):
            _known(key, own, "column", path)
            values[key] = _texts({key: value}, key, path)
        else:
            values[""].update(_texts({key: {key: value}}, key, path))
    name = f"{path.name} (SHA-256 {sha256_file(path)[:16]})"
    return UserMapping(name, columns, constants, values)


def _texts(document: Mapping[str, Any], section: str, path: Path) -> dict[str, str]:
    content = document.get(section, {})
    if not isinstance(content, dict) or not all(isinstance(value, str) for value in content.values()):
        raise MappingError(
            f"[{section}]: every entry is a text in quotes", where=path.name, hint='write: marking = "Heading"'
        )
    return dict(content)


def _known(name: str, names: Sequence[str], what: str, path: Path) -> None:
    if name not in names:
        near = difflib.get_close_matches(name, names, n=3, cutoff=0.5)
        hint = f"nearest: {', '.join(near)}" if near else f"one of: {', '.join(names)}"
        raise MappingError(f"unknown {what} {name!r}", where=path.name, hint=hint)


def plan_columns(
    headings: Sequence[str],
    synonyms: Mapping[str, Sequence[str]],
    *,
    layouts: Sequence[Layout] = (),
    user: UserMapping | None = None,
) -> Plan:
    """Decide which heading feeds which column: the user's mapping, else a known layout, else synonyms.

    Raises:
        MappingError: the mapping file names a heading that is not in the file.
    """
    if user is None:
        for layout in layouts:
            if layout.fits(headings):
                index = {column: headings.index(heading) for column, heading in layout.columns.items()}
                return Plan(f"known layout {layout.name}", index, changes=layout.changes)
        return Plan("by headings", by_synonyms(headings, synonyms))
    named: dict[str, int] = {}
    for column, heading in user.columns.items():
        if heading:
            named[column] = _heading(heading, headings, user)
    left = {
        column: words
        for column, words in synonyms.items()
        if column not in user.columns and column not in user.constants
    }
    twice = {number for number in named.values() if list(named.values()).count(number) > 1}
    if twice:
        columns = ", ".join(column for column, number in named.items() if number in twice)
        raise MappingError(
            f"one heading serves {columns}", where=user.name, hint="one heading serves one column: leave the others out"
        )
    taken = [headings[number] for number in named.values()]
    index = {**by_synonyms(headings, left, taken), **named}
    return Plan(f"mapping file {user.name}", index, user.constants, values=user.values)


def say_columns(headings: Sequence[str], plan: Plan) -> dict[str, str]:
    """Say how headings were mapped, for the decisions about a table."""
    return {
        "mapping": plan.how,
        "columns": "; ".join(f"{column} = {headings[at]}" for column, at in plan.index.items()),
    }


def _heading(heading: str, headings: Sequence[str], user: UserMapping) -> int:
    if heading in headings:
        return headings.index(heading)
    alike = [number for number, other in enumerate(headings) if folded(other) == folded(heading)]
    if len(alike) == 1:
        return alike[0]
    near = difflib.get_close_matches(heading, headings, n=3, cutoff=0.5)
    hint = f"nearest: {', '.join(map(repr, near))}" if near else f"headings found: {', '.join(map(repr, headings))}"
    raise MappingError(f"no heading {heading!r} in the table", where=user.name, hint=hint)


def unmapped(
    headings: Sequence[str], plan: Plan, synonyms: Mapping[str, Sequence[str]], *, missing: str, where: str
) -> MappingError:
    """Make the error for headings that do not suffice: what was found, the nearest words, a mapping file to fill in."""
    words = {word: column for column, listed in synonyms.items() for word in (folded(column), *listed)}
    near: dict[str, str] = {}
    for number, heading in enumerate(headings):
        if number not in plan.index.values():
            for match in difflib.get_close_matches(folded(heading), list(words), n=1, cutoff=0.6):
                near.setdefault(words[match], heading)
    near = {column: heading for column, heading in near.items() if column not in plan.index}
    lines = ["[columns]"]
    for column in synonyms:
        sure = column in plan.index
        heading = headings[plan.index[column]] if sure else near.get(column, "")
        guess = "   # a guess: check it, then take the first # away" if heading and not sure else ""
        lines.append(f"{'' if sure else '# '}{column} = {json.dumps(heading, ensure_ascii=False)}{guess}")
    lines += ["[constants]", '# specimen = "one unit for the whole table"', "[values]", '# "n/a" = ""']
    found = ", ".join(repr(heading) for heading in headings[:100])
    suggested = "".join(f"; {column}: perhaps {heading!r}" for column, heading in near.items())
    return MappingError(
        f"{missing}; headings found: {found}{suggested}",
        where=where,
        hint="fill in and hand over with --mapping FILE:\n" + "\n".join(lines) + "\n",
    )
