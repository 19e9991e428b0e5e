"""List histories for point reads: every statement with its spans, every snapshot with its changes.

1. They are read from the ledger's projection of signed changes.
2. Every read takes the last batch to count (`recorded by`), so one projection answers for any time of recording.
3. The state of a stream at a snapshot is the sum of signs up to it; a statement's spans follow from that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from countermark.ledger import Engine, Projection, View, open_projection
from countermark.model.ontology import BASE
from countermark.names.keys import bare_identifier, exact_key, identifier_key

# An entity of an entry is written without what it shares with the entity listed: most are `main` or `main-sanction`.
_STMT = (
    "SELECT m.id, s.list, s.via, s.part, e.source_id, e.main, m.entity, k.schema, k.prop, m.value, m.lang, "
    "m.original_value, s.id FROM stmt m JOIN stream s ON s.id = m.stream JOIN entry e ON e.id = m.entry "
    "JOIN kind k ON k.id = m.kind"
)
_IN_VIEW = "EXISTS (SELECT 1 FROM change c WHERE c.stmt = m.id AND c.seq <= ?)"


def _long(main: str, entity: str) -> str:
    return main + entity[1:] if entity.startswith("~") else entity


def _place(row: int, member: str, within: str) -> str:
    """Write a place out again: `line N` is left away where it is the row's own number."""
    within = within or f"line {row}"
    return f"{member}, {within}" if member else within


class Snapshot(NamedTuple):
    """One snapshot of one stream, and the file it was read from."""

    list: str
    via: str
    part: str
    seen_at: str
    whole: bool
    entries: int
    names: int
    original: str
    place: str
    partial: str
    stream: int
    seq: int


class Span(NamedTuple):
    """A time during which the snapshots have a statement: first with it, first without it again (None: to the last)."""

    seen_from: str
    seen_to: str | None


@dataclass(frozen=True, slots=True)
class Fact:
    """A statement of a list with its spans, and the place where it was first read."""

    list: str
    via: str
    part: str
    whole: bool
    source_id: str
    main: str
    entity: str
    schema: str
    prop: str
    value: str
    lang: str | None
    original_value: str | None
    spans: tuple[Span, ...]
    original: str
    row: int
    place: str

    def there(self, seen_at: str | None) -> bool:
        """Tell whether the snapshots up to a time have it; None means the newest."""
        return any(
            (seen_at is None or span.seen_from <= seen_at)
            and (span.seen_to is None or (seen_at is not None and seen_at < span.seen_to))
            for span in self.spans
        )


class Change(NamedTuple):
    """A statement that one snapshot has and the one before had not (+1), or the reverse (-1)."""

    sign: int
    source_id: str
    main: str
    entity: str
    schema: str
    prop: str
    value: str
    lang: str | None
    original: str
    row: int
    place: str


class Match(NamedTuple):
    """An entry found by one of its values."""

    main: str
    list: str
    via: str
    prop: str
    value: str


def open_listings(view: View, engine: Callable[[], Engine]) -> Listings:
    """Open the histories of a view, bringing the projection up to date first; `engine` is asked for only for that."""
    return Listings(open_projection(view, engine), view.entries[-1].seq if view.entries else 0)


class Listings:
    """The projection, open for reading, with the last batch that counts."""

    def __init__(self, projection: Projection, recorded: int) -> None:
        """Read from a projection; `recorded` is the number of the last entry of the ledger in view."""
        self._projection = projection
        self._recorded = recorded

    def close(self) -> None:
        """Close it."""
        self._projection.close()

    @cached_property
    def snapshots(self) -> list[Snapshot]:
        """Every snapshot in view, in order of time."""
        rows = self._projection.rows(
            "SELECT s.list, s.via, s.part, p.seen_at, p.whole, p.entries, p.names, p.original, p.place, "
            "p.partial, s.id, p.seq FROM snapshot p JOIN stream s ON s.id = p.stream WHERE p.seq <= ? "
            "ORDER BY p.seen_at, s.id",
            (self._recorded,),
        )
        return [Snapshot._make((*row[:4], bool(row[4]), *row[5:])) for row in rows]

    @cached_property
    def timelines(self) -> dict[tuple[str, str], list[Snapshot]]:
        """The whole snapshots of each list and publisher, in order of time: what tells who is listed."""
        found: dict[tuple[str, str], list[Snapshot]] = {}
        for snapshot in self.snapshots:
            if snapshot.whole:
                found.setdefault((snapshot.list, snapshot.via), []).append(snapshot)
        return found

    def find(self, text: str) -> list[Match]:
        """Find entries by id, by a name written with the same letters, or by an identifier."""
        given = text.strip()
        wanted = given.lower() if given == given.upper() else given
        rows = [
            (*row, BASE, text)
            for row in self._projection.rows(
                "SELECT DISTINCT e.main, s.list, s.via FROM entry e JOIN stmt m ON m.entry = e.id "
                f"JOIN stream s ON s.id = m.stream WHERE e.main = ? AND {_IN_VIEW}",
                (wanted, self._recorded),
            )
        ]
        for table, key in (("name", exact_key(text)), ("identifier", identifier_key(bare_identifier(text)))):
            if key:
                rows += self._projection.rows(
                    f"SELECT DISTINCT e.main, s.list, s.via, k.prop, m.value FROM {table} n "
                    "JOIN stmt m ON m.id = n.stmt JOIN stream s ON s.id = m.stream "
                    "JOIN entry e ON e.id = m.entry JOIN kind k ON k.id = m.kind "
                    f"WHERE n.key = ? AND {_IN_VIEW}",
                    (key, self._recorded),
                )
        return sorted({Match(*row) for row in rows})

    def find_within(self, text: str, limit: int = 40) -> list[Match]:
        """Find entries with a name that holds every word of a text, in any order."""
        words = exact_key(text).split()
        if not words:
            return []
        like = " AND ".join("n.key LIKE ?" for _ in words)
        rows = self._projection.rows(
            "SELECT DISTINCT e.main, s.list, s.via, k.prop, m.value, n.key FROM name n "
            "JOIN stmt m ON m.id = n.stmt JOIN stream s ON s.id = m.stream "
            "JOIN entry e ON e.id = m.entry JOIN kind k ON k.id = m.kind "
            f"WHERE {like} AND {_IN_VIEW} ORDER BY e.main, m.value",
            (*(f"%{word}%" for word in words), self._recorded),
        )
        wanted = set(words)
        return sorted({Match(*row[:5]) for row in rows if wanted <= set(row[5].split())})[:limit]

    def entry(self, main: str) -> list[Fact]:
        """Give every statement of an entry, on every list that has it, with its spans."""
        rows = self._projection.rows(
            "SELECT x.*, t.seen_at, c.sign, o.sha256, c.row_number, o.member, c.place "
            f"FROM ({_STMT} WHERE e.main = ?) x JOIN change c ON c.stmt = x.id JOIN moment t ON t.id = c.moment "
            "JOIN source o ON o.id = c.source WHERE c.seq <= ? ORDER BY x.id, t.seen_at",
            (main, self._recorded),
        )
        facts = [fact for group in _groups(rows) if (fact := self._fact(group)) is not None]
        return sorted(
            facts,
            key=lambda fact: (
                fact.list,
                fact.via,
                fact.part,
                fact.entity != fact.main,
                fact.entity,
                fact.prop,
                fact.value,
            ),
        )

    def _fact(self, group: list[tuple[Any, ...]]) -> Fact | None:
        spans: list[Span] = []
        first: tuple[Any, ...] | None = None
        state = 0
        times: dict[str, int] = {}
        for row in group:
            times[row[13]] = times.get(row[13], 0) + row[14]
        for seen_at, sign in times.items():
            if sign > 0 and state == 0:
                spans.append(Span(seen_at, None))
                first = first or next(row for row in group if row[13] == seen_at and row[14] > 0)
            elif sign < 0 and state == 1:
                spans[-1] = spans[-1]._replace(seen_to=seen_at)
            state += sign
        if first is None:
            return None
        list_name, via, part, source_id, main, entity, schema, prop, value, lang, written, stream = first[1:13]
        return Fact(
            list=list_name,
            via=via,
            part=part,
            whole=self._whole_streams.get(stream, False),
            source_id=source_id,
            main=main,
            entity=_long(main, entity),
            schema=schema,
            prop=prop,
            value=_long(main, value) if prop == BASE else value,
            lang=lang,
            original_value=written,
            spans=tuple(spans),
            original=first[15],
            row=first[16],
            place=_place(first[16], first[17], first[18]),
        )

    @cached_property
    def _whole_streams(self) -> dict[int, bool]:
        return {snapshot.stream: snapshot.whole for snapshot in self.snapshots}

    def net_changes(self, stream: int, after: str, until: str) -> dict[str, list[Change]]:
        """Give what a stream's state at `until` says otherwise than at `after`, by the entity listed."""
        found: dict[str, list[Change]] = {}
        for row in self._changes("m.id", stream, after, until):
            found.setdefault(row[2], []).append(_change(row))
        return found

    def step_changes(self, stream: int, after: str, until: str) -> dict[str, dict[str, list[Change]]]:
        """Give the changes of every snapshot in a window by its time, then by the entity listed."""
        steps: dict[str, dict[str, list[Change]]] = {}
        for row in self._changes("m.id, t.id", stream, after, until):
            steps.setdefault(row[12], {}).setdefault(row[2], []).append(_change(row))
        return steps

    def _changes(self, group: str, stream: int, after: str, until: str) -> Iterator[tuple[Any, ...]]:
        return self._projection.stream(
            "SELECT sum(c.sign), e.source_id, e.main, m.entity, k.schema, k.prop, m.value, m.lang, o.sha256, "
            "c.row_number, o.member, c.place, t.seen_at FROM moment t "
            "JOIN change c ON c.moment = t.id JOIN source o ON o.id = c.source JOIN stmt m ON m.id = c.stmt "
            "JOIN entry e ON e.id = m.entry JOIN kind k ON k.id = m.kind "
            "WHERE t.stream = ? AND t.seen_at > ? AND t.seen_at <= ? AND c.seq <= ? "
            f"GROUP BY {group} HAVING sum(c.sign) <> 0 ORDER BY e.main, m.id",
            (stream, after, until, self._recorded),
        )

    def caption(self, stream: int, main: str, seen_at: str) -> str:
        """Give the name an entry had in a snapshot, or its id."""
        rows = self._projection.rows(
            "SELECT m.value FROM entry e JOIN stmt m ON m.entry = e.id JOIN kind k ON k.id = m.kind "
            "JOIN change c ON c.stmt = m.id JOIN moment t ON t.id = c.moment "
            "WHERE e.main = ? AND m.stream = ? AND k.prop = 'name' AND m.entity = '~' AND c.seq <= ? "
            "AND t.seen_at <= ? "
            "GROUP BY m.id HAVING sum(c.sign) > 0 ORDER BY max(t.seen_at) DESC, m.value LIMIT 1",
            (main, stream, self._recorded, seen_at),
        )
        return str(rows[0][0]) if rows else main

    def listed(self, stream: int, seen_at: str) -> set[str]:
        """Give every entry that a snapshot lists."""
        rows = self._projection.rows(
            "SELECT e.main FROM moment t JOIN change c ON c.moment = t.id JOIN stmt m ON m.id = c.stmt "
            "JOIN entry e ON e.id = m.entry JOIN kind k ON k.id = m.kind "
            "WHERE t.stream = ? AND t.seen_at <= ? AND c.seq <= ? AND m.entity = '~' AND k.prop = 'id' "
            "GROUP BY m.id HAVING sum(c.sign) > 0",
            (stream, seen_at, self._recorded),
        )
        return {row[0] for row in rows}

    def edges_to(self, entity: str, *, schema: str, prop: str) -> list[tuple[str, list[Fact]]]:
        """Find relations that name an entity at one end: the relation's id, and its statements."""
        rows = self._projection.rows(
            "SELECT DISTINCT e.main, m.entity FROM link l JOIN stmt m ON m.id = l.stmt JOIN entry e ON e.id = m.entry "
            f"JOIN kind k ON k.id = m.kind WHERE l.target = ? AND k.schema = ? AND k.prop = ? AND {_IN_VIEW}",
            (entity, schema, prop, self._recorded),
        )
        found = []
        for main, short in rows:
            edge = _long(main, short)
            found.append((edge, [fact for fact in self.entry(main) if fact.entity == edge]))
        return sorted(found, key=lambda one: one[0])

    def sharing(self, prop: str, value: str) -> set[str]:
        """Find the entries that have a value of an identifier property."""
        rows = self._projection.rows(
            "SELECT DISTINCT e.main FROM identifier n JOIN stmt m ON m.id = n.stmt JOIN entry e ON e.id = m.entry "
            f"JOIN kind k ON k.id = m.kind WHERE n.key = ? AND k.prop = ? AND m.entity = '~' AND {_IN_VIEW}",
            (identifier_key(value), prop, self._recorded),
        )
        return {row[0] for row in rows}


def _change(row: tuple[Any, ...]) -> Change:
    sign, source_id, main, short, schema, prop, value, lang, original, number, member, within, _ = row
    said = _long(main, value) if prop == BASE else value
    place = _place(number, member, within)
    return Change(sign, source_id, main, _long(main, short), schema, prop, said, lang, original, number, place)


def _groups(rows: Iterable[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    group: list[tuple[Any, ...]] = []
    for row in rows:
        if group and row[0] != group[0][0]:
            yield group
            group = []
        group.append(row)
    if group:
        yield group
