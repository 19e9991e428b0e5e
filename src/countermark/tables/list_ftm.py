"""Lists as FollowTheMoney: the statements that stood at a time, and the entities they make.

1. A statement stands if the newest snapshot up to the time has it; `last_seen` is that one, `first_seen` the first that
   ever had it, the locator its place.
2. Files beside a list (aliases, comments) do not know what kind of thing an entry is: its own file decides the schema.
3. The dataset is the list; `origin` says who republished it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from countermark.model.errors import InputError
from countermark.model.ontology import ancestry, is_known
from countermark.model.statement import Entity, Statement, entity_of, statement
from countermark.tables.evidence import Evidence, literal

Row = tuple[Any, ...]


def standing_statements(evidence: Evidence, lists: Sequence[str], seen_by: str | None) -> Iterator[Statement]:
    """Give the statements of lists as of the end of a day (None: the newest snapshots), those of an entity together.

    Raises:
        InputError: a list that is not held.
    """
    for _, group in groupby(_rows(evidence, lists, seen_by), key=lambda row: row[2]):
        rows = list(group)
        schema = max((row[3] for row in rows), key=lambda name: len(ancestry(name)))
        for row in rows:
            yield _statement(row, schema)


def standing_entities(evidence: Evidence, lists: Sequence[str], seen_by: str | None) -> Iterator[Entity]:
    """Give the entities of lists as of the end of a day, each with the values of every list asked for."""
    for _, group in groupby(standing_statements(evidence, lists, seen_by), key=lambda one: one.canonical_id):
        yield entity_of(group)


def _rows(evidence: Evidence, lists: Sequence[str], seen_by: str | None) -> Iterator[Row]:
    if not evidence.paths("list_change"):
        raise InputError("the ledger holds no list", hint="countermark fetch us_ofac_sdn, or add list files")
    source = evidence.raw("list_change")
    held = {row[0] for row in evidence.engine.query(f"SELECT DISTINCT list FROM ({source})")}
    if missing := sorted(set(lists) - held):
        raise InputError(f"the ledger holds no {missing[0]!r}", hint=f"lists held: {', '.join(sorted(held))}")
    wanted = ", ".join(literal(name) for name in lists)
    until = f"AND seen_at <= {literal(seen_by + 'T23:59:59Z')}" if seen_by else ""
    newest = evidence.raw("list_snapshot")
    return evidence.engine.stream(
        "SELECT list, via, entity, schema, prop, value, lang, any_value(original_value), "
        "min(seen_at) FILTER (sign > 0), arg_min(original, seen_at) FILTER (sign > 0), "
        "arg_min(place, seen_at) FILTER (sign > 0), any_value(last_seen) "
        f"FROM ({source}) JOIN (SELECT list, via, part, max(seen_at) AS last_seen FROM ({newest}) WHERE true {until} "
        f"GROUP BY ALL) USING (list, via, part) WHERE list IN ({wanted}) {until} "
        "GROUP BY list, via, part, main, entity, schema, prop, value, lang HAVING sum(sign) > 0 "
        "ORDER BY entity, prop <> 'id', list, via, prop, value, lang"
    )


def _statement(row: Row, schema: str) -> Statement:
    list_name, via, entity, own, prop, value, lang, written, first_seen, original, place, last_seen = row
    return statement(
        entity,
        prop,
        schema=schema if is_known(schema, prop) else own,
        value=value,
        dataset=list_name,
        lang=lang,
        original_value=written,
        origin=via or None,
        first_seen=first_seen,
        last_seen=last_seen,
        locator=f"{original}: {place}",
    )
