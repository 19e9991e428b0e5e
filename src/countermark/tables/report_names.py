"""The names that reports are read with: of every list entry the ledger holds, past ones too, and of known makers.

1. A name found is a name found: an entry of a list that bears it, not an identification.
2. The names are kept in the ledger's cache under a key that covers the lists in view, the tables and the format; an old
   key is replaced. A cache that may not be written is left alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from countermark.ledger import Engine, View, open_projection
from countermark.reading.gazetteer import FORMAT, Gazetteer, NameRow
from countermark.reference.makers import makers

_LISTS: Final = "list_change"
_COUNTRY: Final = ("country", "nationality", "jurisdiction", "citizenship", "flag", "mainCountry")
_NAMES: Final = ("name", "alias", "previousName", "weakAlias")
_IN_VIEW: Final = "EXISTS (SELECT 1 FROM change c WHERE c.stmt = m.id AND c.seq <= ?)"
_STATEMENTS: Final = (
    "SELECT e.main, k.schema, k.prop, m.value FROM stmt m JOIN entry e ON e.id = m.entry "
    f"JOIN kind k ON k.id = m.kind WHERE m.entity = '~' AND k.prop IN ({{}}) AND {_IN_VIEW} ORDER BY e.main, m.id"
)


def report_names(view: View | None, engine: Callable[[], Engine]) -> tuple[Gazetteer, str]:
    """Give the names, and the key that says which they are; without a ledger those of the makers alone."""
    tables = hashlib.sha256(repr([(one.id, one.brand, one.aliases) for one in makers().values()]).encode()).hexdigest()[
        :12
    ]
    seal = _lists_seal(view) if view is not None else ""
    key = f"{FORMAT}-{tables}-{seal[:16] or 'tables'}"
    if view is None or not seal:
        return Gazetteer.build(_maker_rows()), key
    path = view.cache / f"names-{key}.npz"
    stored = Gazetteer.load(path) if path.exists() else None
    if stored is not None:
        return stored, key
    names = Gazetteer.build(_rows(view, engine))
    _keep(names, path)
    return names, key


def _lists_seal(view: View) -> str:
    """Give the seal of the newest batch in view that holds list entries; it covers all before it."""
    for entry in reversed(view.batches):
        if any(segment["table"] == _LISTS for segment in entry.body["segments"]):
            return entry.seal
    return ""


def _rows(view: View, engine: Callable[[], Engine]) -> Iterator[NameRow]:
    projection = open_projection(view, engine)
    try:
        recorded = view.entries[-1].seq
        countries: dict[str, str] = {}
        for main, _, _, value in projection.rows(_query(_COUNTRY), (*_COUNTRY, recorded)):
            countries.setdefault(main, value if len(value) <= 3 else "")
        captions: dict[str, str] = {}
        rows = projection.rows(_query(_NAMES), (*_NAMES, recorded))
        for main, _, prop, value in rows:
            if prop == "name":
                captions.setdefault(main, value)
        for main, schema, prop, value in rows:
            if prop != "weakAlias" or len(value.split()) > 1:
                yield NameRow(value, main, captions.get(main, value), schema, countries.get(main, ""))
    finally:
        projection.close()
    yield from _maker_rows()


def _query(props: tuple[str, ...]) -> str:
    return _STATEMENTS.format(", ".join("?" for _ in props))


def _maker_rows() -> Iterator[NameRow]:
    for maker in makers().values():
        for name in (maker.brand, *maker.aliases):
            yield NameRow(name, f"maker:{maker.id}", maker.brand, "Company", (maker.country or "").lower())


def _keep(names: Gazetteer, path: Path) -> None:
    """Store the names beside the ledger's other derived files, whole or not at all, and remove those before."""
    part = path.with_suffix(".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        names.save(part)
        part.replace(path)
        for other in path.parent.glob("names-*.npz"):
            if other != path:
                other.unlink(missing_ok=True)
    except OSError:
        part.unlink(missing_ok=True)
