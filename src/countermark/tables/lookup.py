"""Find the row or the original a person names."""

from __future__ import annotations

import re

from countermark.ledger import View
from countermark.model.errors import InputError, UnknownEntity
from countermark.tables.evidence import Evidence

_LOCATOR = re.compile(r"([0-9a-f]{6,64}):(\d+)")


def find_component(evidence: Evidence, name: str) -> tuple[str, int]:
    """Find one component row by `original:row` or by the id its publisher gave it.

    Raises:
        UnknownEntity: no such row, or several; then the hint lists them.
    """
    if not evidence.paths("component"):
        raise InputError("no component rows in this ledger", hint="add a teardown table first")
    source = evidence.raw("component")
    if found := _LOCATOR.fullmatch(name):
        sql = f"SELECT original, row FROM ({source}) WHERE original LIKE $start AND row = $row"
        rows = evidence.engine.query(sql, {"start": found[1] + "%", "row": int(found[2])})
    else:
        sql = f"SELECT original, row FROM ({source}) WHERE id = $id ORDER BY ALL LIMIT 6"
        rows = evidence.engine.query(sql, {"id": name})
    if not rows:
        raise UnknownEntity(
            f"no component {name!r}", hint="use the publisher's id, or original:row as a trace prints it"
        )
    if len(rows) > 1:
        places = ", ".join(f"{original[:12]}:{row}" for original, row in rows[:5])
        raise UnknownEntity(f"{name!r} names several rows", hint=f"say which: {places}")
    return rows[0][0], int(rows[0][1])


def find_original(view: View, name: str) -> str | None:
    """Find an original by its file name or the start of its SHA-256; the newest wins."""
    found = None
    for entry in view.batches:
        for original in entry.body["originals"]:
            if original["name"] == name or (len(name) >= 6 and original["sha256"].startswith(name.lower())):
                found = original["sha256"]
    return found
