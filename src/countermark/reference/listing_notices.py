"""Dated official notices of listings and delistings, each with its public source.

They narrow what snapshots leave open; a notice says nothing of a listing that no snapshot shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from countermark.model.dates import date_argument
from countermark.model.errors import FormatError
from countermark.reference.tables import read_table

_COLUMNS = ("list", "entity", "name", "event", "date", "title", "source", "verified")


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice; `date` is the day it takes effect on the list, `verified` whether the notice itself was read."""

    list: str
    entity: str
    name: str
    event: str
    date: str
    title: str
    source: str
    verified: str


@lru_cache(maxsize=1)
def _table() -> dict[tuple[str, str], tuple[Notice, ...]]:
    found: dict[tuple[str, str], tuple[Notice, ...]] = {}
    for row in read_table("listing_notices.csv", _COLUMNS):
        where = f"reference/listing_notices.csv, {row['name']}"
        if row["event"] not in {"listed", "delisted"} or not row["source"] or row["verified"] not in {"yes", "no"}:
            raise FormatError("event, source or verified is missing or unknown", where=where)
        date_argument(row["date"], where)
        key = (row["list"], row["entity"])
        found[key] = (*found.get(key, ()), Notice(**row))
    return found


def notices_for(list_name: str, entity: str) -> tuple[Notice, ...]:
    """Give the notices about one entity on one list, in the order of the table."""
    return _table().get((list_name, entity), ())


def all_notices() -> tuple[Notice, ...]:
    """Give every notice."""
    return tuple(notice for notices in _table().values() for notice in notices)
