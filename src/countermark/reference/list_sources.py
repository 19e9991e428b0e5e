"""The lists that can be read: who publishes them, where, how large they are, and how often they change.

The table is reviewed by hand; a list that is not in it can be read, and says that its size is not guarded.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from countermark.model.errors import FormatError
from countermark.reference.tables import read_table

_COLUMNS = (
    "list",
    "part",
    "via",
    "title",
    "authority",
    "jurisdiction",
    "min_entries",
    "max_entries",
    "max_age_days",
    "ended",
    "verified",
    "address",
    "licence",
    "fields",
)


@dataclass(frozen=True, slots=True)
class ListSource:
    """One file or format of one list.

    min_entries, max_entries: outside of these a file is taken for truncated, or for something else.
    max_age_days: days after which the newest snapshot no longer says what the list shows.
    ended: day from which the list is published no more, or empty.
    verified: `yes` where the parser was proven complete on real files, `no` where only the published format was.
    """

    list: str
    part: str
    via: str
    title: str
    authority: str
    jurisdiction: str
    min_entries: int
    max_entries: int
    max_age_days: int
    ended: str
    verified: str
    address: str
    licence: str
    fields: str


@lru_cache(maxsize=1)
def list_sources() -> dict[tuple[str, str, str], ListSource]:
    """Give every source by list, part and republisher.

    Raises:
        FormatError: the table is torn.
    """
    found: dict[tuple[str, str, str], ListSource] = {}
    for row in read_table("list_sources.csv", _COLUMNS):
        key = (row["list"], row["part"], row["via"])
        if key in found:
            raise FormatError("the same source twice", where=f"reference/list_sources.csv, {key}")
        numbers = {name: int(row[name]) for name in ("min_entries", "max_entries", "max_age_days")}
        found[key] = ListSource(**{**row, **numbers})  # type: ignore[arg-type]
    return found


def list_source(list_name: str, part: str, via: str) -> ListSource | None:
    """Look a source up."""
    return list_sources().get((list_name, part, via))


def has_ended(list_name: str, day: str) -> bool:
    """Tell whether a list was published no more on a day."""
    return any(source.list == list_name and source.ended and source.ended <= day for source in list_sources().values())


def list_title(list_name: str) -> str:
    """Name a list for a person; its own word where the table does not know it."""
    for (name, _, via), source in list_sources().items():
        if name == list_name and not via:
            return source.title
    return next((source.title for (name, _, _), source in list_sources().items() if name == list_name), list_name)
