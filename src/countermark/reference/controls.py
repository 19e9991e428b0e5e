"""Export controls, guidance and listings by the day they took effect.

The table restates public acts; a listing stands here only where a question needs its official day, and says nothing
about who is listed today: that is what the lists in the ledger are for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal, cast, get_args

from countermark.model.errors import FormatError, InputError
from countermark.reference.tables import read_table

Kind = Literal["control", "guidance", "listing"]
DEFAULT_CONTROL = "us-2022-02-24"

_COLUMNS = ("id", "effective", "jurisdiction", "kind", "title", "instrument", "scope", "source", "verified")


@dataclass(frozen=True, slots=True)
class Control:
    """One act: the day it took effect, whose it is and what it covers. `verified`: day and act seen in a source?"""

    id: str
    day: date
    jurisdiction: str
    kind: Kind
    title: str
    instrument: str
    scope: str
    source: str
    verified: str


def _kind(text: str, where: str) -> Kind:
    if text not in get_args(Kind):
        raise FormatError(f"no kind {text!r}", hint=", ".join(get_args(Kind)), where=where)
    return cast("Kind", text)


@lru_cache(maxsize=1)
def _table() -> dict[str, Control]:
    found = {}
    for row in read_table("controls.csv", _COLUMNS):
        where = f"reference/controls.csv, {row['id']}"
        found[row["id"]] = Control(
            id=row["id"],
            day=date.fromisoformat(row["effective"]),
            jurisdiction=row["jurisdiction"],
            kind=_kind(row["kind"], where),
            title=row["title"],
            instrument=row["instrument"],
            scope=row["scope"],
            source=row["source"],
            verified=row["verified"],
        )
    return found


@lru_cache(maxsize=8)
def controls(kind: Kind | None = "control") -> tuple[Control, ...]:
    """List the acts of a kind (None: all) by the day they took effect."""
    chosen = (one for one in _table().values() if kind is None or one.kind == kind)
    return tuple(sorted(chosen, key=lambda one: (one.day, one.id)))


def control(control_id: str = DEFAULT_CONTROL) -> Control:
    """Give one act by its id.

    Raises:
        InputError: no such act.
    """
    found = _table().get(control_id)
    if found is None:
        known = ", ".join(one.id for one in controls("control"))
        raise InputError(f"no control {control_id!r}", hint=f"one of {known}")
    return found
