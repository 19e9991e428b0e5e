"""Who owned a brand, and when: intervals with the precision their sources give.

1. Dates keep their precision (`2012-08` is some day of that month). An interval that contains a day on which the
   owner changed, or may have changed, straddles; the closing day itself belongs to both owners.
2. A brand without a row has an unknown owner and is its own group.
3. The group slug brings brands together for counting; it is the maker's own id while the brand is independent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from countermark.model.dates import Interval, parse_interval
from countermark.model.errors import FormatError
from countermark.reference.tables import read_table

State = Literal["known", "straddles", "unknown"]

_COLUMNS = (
    "maker_id",
    "valid_from",
    "valid_to",
    "owner",
    "owner_country",
    "group_id",
    "source",
    "verified",
    "note",
)


@dataclass(frozen=True, slots=True)
class OwnerInterval:
    """One owner of a brand, from and to as the source dates it (ISO text, any precision, empty: open).

    It may have owned the brand on `[first, end)` and did for certain on `[sure_first, sure_end)`.
    """

    maker_id: str
    valid_from: str
    valid_to: str
    owner: str
    country: str | None
    group_id: str
    source: str
    verified: str
    note: str
    first: date
    sure_first: date
    sure_end: date
    end: date


@dataclass(frozen=True, slots=True)
class Ownership:
    """Who owned the brand over an interval: every owner that applies, the country and group they share, if one."""

    state: State
    owners: tuple[OwnerInterval, ...]
    country: str | None
    group_id: str | None


def _change(text: str, open_end: date, where: str) -> tuple[date, date]:
    """Give the days a change may have fallen on, half-open."""
    if not text:
        return open_end, open_end
    interval = parse_interval(text)
    if interval is None:
        raise FormatError(f"no date {text!r}", hint="YYYY, YYYY-MM or YYYY-MM-DD", where=where)
    return interval.start, interval.end


def _interval(row: dict[str, str]) -> OwnerInterval:
    where = f"reference/ownership.csv, {row['maker_id']} from {row['valid_from'] or 'the beginning'}"
    first, sure_first = _change(row["valid_from"], date.min, where)
    sure_end, end = _change(row["valid_to"], date.max, where)
    return OwnerInterval(
        row["maker_id"],
        row["valid_from"],
        row["valid_to"],
        row["owner"],
        row["owner_country"] or None,
        row["group_id"],
        row["source"],
        row["verified"],
        row["note"],
        first,
        sure_first,
        sure_end,
        end,
    )


@lru_cache(maxsize=1)
def _table() -> dict[str, tuple[OwnerInterval, ...]]:
    found: dict[str, list[OwnerInterval]] = {}
    for row in read_table("ownership.csv", _COLUMNS):
        found.setdefault(row["maker_id"], []).append(_interval(row))
    return {maker: tuple(sorted(rows, key=lambda one: (one.first, one.end))) for maker, rows in found.items()}


def owners(maker_id: str) -> tuple[OwnerInterval, ...]:
    """List what the table knows of a brand's owners, oldest first."""
    return _table().get(maker_id, ())


def _covered(known: tuple[OwnerInterval, ...], interval: Interval) -> bool:
    """Tell whether owners in the table follow each other without a gap over the interval."""
    day = interval.start
    for one in known:
        if one.first <= day < one.end:
            day = one.end
    return day >= interval.end


def _shared(values: set[str | None]) -> str | None:
    return next(iter(values)) if len(values) == 1 else None


@lru_cache(maxsize=65_536)
def owner_at(maker_id: str, interval: Interval) -> Ownership:
    """Tell who owned a brand while a part was made.

    Time: `interval` is half-open in days. `known`: one owner for certain over all of it. `straddles`: a change of
    owner falls, or may fall, inside; all that apply are given. `unknown`: the table says nothing of that time.
    """
    known = tuple(one for one in owners(maker_id) if one.first < interval.end and interval.start < one.end)
    if not known:
        return Ownership("unknown", (), None, None)
    one = known[0]
    sure = len(known) == 1 and one.sure_first <= interval.start and interval.end <= one.sure_end
    if sure:
        return Ownership("known", known, one.country, one.group_id)
    if not _covered(known, interval):
        return Ownership("straddles", known, None, None)
    return Ownership(
        "straddles", known, _shared({one.country for one in known}), _shared({one.group_id for one in known})
    )


@lru_cache(maxsize=65_536)
@lru_cache(maxsize=1)
def groups() -> frozenset[str]:
    """Give the groups that own brands of the table."""
    return frozenset(entry.group_id for entries in _table().values() for entry in entries if entry.group_id)


def group_on(maker_id: str, day: date) -> str:
    """Give the slug of the group a brand belonged to on a day; the brand's own id where no owner is known.

    Time: `day` is a UTC day; the closing day counts for the new owner, as does the last day of a month or year where
    the source gives no more.
    """
    group = maker_id
    for one in owners(maker_id):
        if (day - one.sure_first).days >= -1 and day < one.end:
            group = one.group_id
    return group
