"""List histories for point reads: signed changes of every statement, projected into one SQLite file in the cache.

1. The projection holds what the segments hold, batch by batch, and nothing else; deleting it loses nothing.
2. Every read takes the last batch to count (`recorded by`), so one projection answers for any time of recording.
3. The state of a stream at a snapshot is the sum of signs up to it; a statement's spans follow from that.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final, NamedTuple

from countermark.ledger import Engine, View
from countermark.ledger.segment import SUFFIX
from countermark.model.ontology import BASE, is_known, prop_type
from countermark.names.keys import exact_key, identifier_key

VERSION: Final = 1
_TABLES: Final = {"list_change", "list_snapshot"}
NAME_PROPS: Final = ("name", "alias", "weakAlias", "previousName")

_SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE stream (id INTEGER PRIMARY KEY, list TEXT NOT NULL, via TEXT NOT NULL, part TEXT NOT NULL,
  UNIQUE (list, via, part)) STRICT;
CREATE TABLE snapshot (
  stream INTEGER NOT NULL, seen_at TEXT NOT NULL, seq INTEGER NOT NULL, original TEXT NOT NULL, member INTEGER NOT NULL,
  place TEXT NOT NULL, sha256 TEXT NOT NULL, whole INTEGER NOT NULL, stated TEXT, entries INTEGER NOT NULL,
  entities INTEGER NOT NULL, names INTEGER NOT NULL, said INTEGER NOT NULL, partial TEXT NOT NULL,
  PRIMARY KEY (stream, seen_at, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE entry (id INTEGER PRIMARY KEY, main TEXT NOT NULL, source_id TEXT NOT NULL, UNIQUE (main, source_id)) STRICT;
CREATE TABLE kind (id INTEGER PRIMARY KEY, schema TEXT NOT NULL, prop TEXT NOT NULL, UNIQUE (schema, prop)) STRICT;
CREATE TABLE stmt (
  id INTEGER PRIMARY KEY, stream INTEGER NOT NULL, entry INTEGER NOT NULL, entity TEXT NOT NULL, kind INTEGER NOT NULL,
  value TEXT NOT NULL, lang TEXT, original_value TEXT) STRICT;
CREATE TABLE source (id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL, member TEXT NOT NULL, UNIQUE (sha256, member)) STRICT;
CREATE TABLE moment (id INTEGER PRIMARY KEY, stream INTEGER NOT NULL, seen_at TEXT NOT NULL,
  UNIQUE (stream, seen_at)) STRICT;
CREATE TABLE change (
  moment INTEGER NOT NULL, stmt INTEGER NOT NULL, seq INTEGER NOT NULL, sign INTEGER NOT NULL,
  source INTEGER NOT NULL, row_number INTEGER NOT NULL, place TEXT NOT NULL) STRICT;
CREATE TABLE name (key TEXT NOT NULL, stmt INTEGER NOT NULL, PRIMARY KEY (key, stmt)) STRICT, WITHOUT ROWID;
CREATE TABLE identifier (key TEXT NOT NULL, stmt INTEGER NOT NULL, PRIMARY KEY (key, stmt)) STRICT, WITHOUT ROWID;
CREATE INDEX stmt_by_entry ON stmt (entry);
CREATE INDEX change_by_stmt ON change (stmt);
CREATE INDEX change_by_moment ON change (moment);
"""

_ROWS = """
SELECT (md5_number_lower(concat_ws(chr(31), list, via, part, source_id, entity, prop, value, coalesce(lang, ''))) >> 1)::BIGINT,
  list, via, part, seen_at, sign, original, row, place, source_id, main, entity, schema, prop, value, lang, original_value
FROM read_parquet(?, hive_partitioning=false)
"""


# An entity of an entry is written without what it shares with the entity listed: most are `main` or `main-sanction`.
_STMT = (
    "SELECT m.id, s.list, s.via, s.part, e.source_id, e.main, m.entity, k.schema, k.prop, m.value, m.lang, "
    "m.original_value, s.id FROM stmt m JOIN stream s ON s.id = m.stream JOIN entry e ON e.id = m.entry "
    "JOIN kind k ON k.id = m.kind"
)
_IN_VIEW = "EXISTS (SELECT 1 FROM change c WHERE c.stmt = m.id AND c.seq <= ?)"


def _short(main: str, entity: str) -> str:
    return "~" + entity[len(main) :] if entity.startswith(main) else entity


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


def projection_path(view: View) -> Path:
    """Name the file of the projection."""
    return view.cache / f"lists-{VERSION}.sqlite"


def open_listings(view: View, engine: Callable[[], Engine]) -> Listings:
    """Open the projection of a view, bringing it up to date first; `engine` is asked for only where that is needed."""
    view.cache.mkdir(parents=True, exist_ok=True)
    path = projection_path(view)
    batches = [entry for entry in view.batches if any(part["table"] in _TABLES for part in entry.body["segments"])]
    last = batches[-1] if batches else None
    done = _done(path)
    chain = {entry.seq: entry.seal for entry in view.entries}
    if done is not None and done[0] in chain and chain[done[0]] != done[1]:
        path.unlink()
        done = None
    if last is not None and (done is None or done[0] < last.seq):
        with engine() as opened:
            _update(path, view, [entry for entry in batches if done is None or entry.seq > done[0]], opened)
    elif not path.exists():
        _create(path)
    return Listings(path, view.entries[-1].seq if view.entries else 0)


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, timeout=120)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute("PRAGMA cache_size=-65536")
    return connection


def _create(path: Path) -> None:
    partial = path.with_name(f".partial-{os.getpid()}-{path.name}")
    partial.unlink(missing_ok=True)
    with closing(sqlite3.connect(partial)) as connection:
        connection.executescript(_SCHEMA)
    partial.replace(path)


def _done(path: Path) -> tuple[int, str] | None:
    if not path.exists():
        return None
    try:
        with closing(_connect(path)) as connection:
            row = connection.execute("SELECT value FROM meta WHERE name = 'done'").fetchone()
    except sqlite3.DatabaseError:
        path.unlink(missing_ok=True)
        return None
    if row is None:
        return None
    seq, seal = row[0].split(" ")
    return int(seq), seal


def _update(path: Path, view: View, batches: list[Any], engine: Engine) -> None:
    if not path.exists():
        _create(path)
    with closing(_connect(path)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        row = connection.execute("SELECT value FROM meta WHERE name = 'done'").fetchone()
        done = int(row[0].split(" ")[0]) if row else 0
        for entry in batches:
            if entry.seq <= done:
                continue
            for segment in entry.body["segments"]:
                place = str(view.folder / "segments" / f"{segment['sha256']}{SUFFIX}")
                if segment["table"] == "list_snapshot":
                    _load_snapshots(connection, engine, place, entry.seq)
                elif segment["table"] == "list_change":
                    _load_changes(connection, engine, place, entry.seq)
            connection.execute("INSERT OR REPLACE INTO meta VALUES ('done', ?)", (f"{entry.seq} {entry.seal}",))
        connection.execute("COMMIT")
        connection.execute("PRAGMA optimize")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


class _Ids:
    """Small numbers for what rows repeat: streams, moments, places in files."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._known: dict[tuple[Any, ...], int] = {}

    def _id(self, table: str, columns: str, values: tuple[Any, ...]) -> int:
        found = self._known.get((table, *values))
        if found is None:
            where = " AND ".join(f"{column} = ?" for column in columns.split(", "))
            row = self._connection.execute(f"SELECT id FROM {table} WHERE {where}", values).fetchone()
            if row is None:
                marks = ", ".join("?" * len(values))
                added = self._connection.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", values)
                row = (added.lastrowid,)
            found = self._known[(table, *values)] = int(row[0])
        return found

    def stream(self, key: tuple[str, str, str]) -> int:
        return self._id("stream", "list, via, part", key)

    def moment(self, stream: int, seen_at: str) -> int:
        return self._id("moment", "stream, seen_at", (stream, seen_at))

    def entry(self, main: str, source_id: str) -> int:
        return self._id("entry", "main, source_id", (main, source_id))

    def kind(self, schema: str, prop: str) -> int:
        return self._id("kind", "schema, prop", (schema, prop))

    def source(self, sha256: str, member: str) -> int:
        return self._id("source", "sha256, member", (sha256, member))


def _load_snapshots(connection: sqlite3.Connection, engine: Engine, place: str, seq: int) -> None:
    ids = _Ids(connection)
    for row in engine.query(
        "SELECT list, via, part, seen_at, original, row, place, sha256, whole, stated, entries, entities, names, said, "
        "coalesce(partial, '') FROM read_parquet(?, hive_partitioning=false)",
        [place],
    ):
        stream = ids.stream(row[:3])
        connection.execute(
            "INSERT OR IGNORE INTO snapshot VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (stream, row[3], seq, *row[4:8], int(row[8]), *row[9:]),
        )


def _load_changes(connection: sqlite3.Connection, engine: Engine, place: str, seq: int) -> None:
    ids = _Ids(connection)
    statements: list[tuple[Any, ...]] = []
    changes: list[tuple[Any, ...]] = []
    names: list[tuple[str, int]] = []
    identifiers: list[tuple[str, int]] = []

    def flush() -> None:
        connection.executemany("INSERT OR IGNORE INTO stmt VALUES (?, ?, ?, ?, ?, ?, ?, ?)", statements)
        connection.executemany("INSERT INTO change VALUES (?, ?, ?, ?, ?, ?, ?)", changes)
        connection.executemany("INSERT OR IGNORE INTO name VALUES (?, ?)", names)
        connection.executemany("INSERT OR IGNORE INTO identifier VALUES (?, ?)", identifiers)
        for gathered in (statements, changes, names, identifiers):
            gathered.clear()

    for row in engine.stream(_ROWS, [place], size=20_000):
        number, seen_at, sign, original, line, where = row[0], row[4], row[5], row[6], row[7], row[8]
        source_id, main, entity, schema, prop, value, lang, written = row[9:]
        stream = ids.stream(row[1:4])
        member, _, within = where.rpartition(", ")
        within = "" if within == f"line {line}" else within
        changes.append((ids.moment(stream, seen_at), number, seq, sign, ids.source(original, member), line, within))
        if sign > 0:
            text = _short(main, value) if prop == BASE else value
            owner, kind = ids.entry(main, source_id), ids.kind(schema, prop)
            statements.append((number, stream, owner, _short(main, entity), kind, text, lang, written))
            if entity == main and prop in NAME_PROPS:
                names.append((exact_key(value), number))
            elif prop != BASE and is_known(schema, prop) and prop_type(schema, prop) == "identifier":
                identifiers.append((identifier_key(value), number))
        if len(changes) >= 50_000:
            flush()
    flush()


class Listings:
    """The projection, open for reading, with the last batch that counts."""

    def __init__(self, path: Path, recorded: int) -> None:
        """Open it; `recorded` is the number of the last entry of the ledger in view."""
        self._connection = _connect(path)
        self._recorded = recorded

    def close(self) -> None:
        """Close it."""
        self._connection.close()

    @cached_property
    def snapshots(self) -> list[Snapshot]:
        """Every snapshot in view, in order of time."""
        rows = self._connection.execute(
            "SELECT s.list, s.via, s.part, p.seen_at, p.whole, p.entries, p.names, p.original, p.place, p.partial, s.id "
            "FROM snapshot p JOIN stream s ON s.id = p.stream WHERE p.seq <= ? ORDER BY p.seen_at, s.id",
            (self._recorded,),
        )
        return [Snapshot(*row[:4], bool(row[4]), *row[5:]) for row in rows]

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
        rows = [
            (*row, BASE, text)
            for row in self._connection.execute(
                "SELECT DISTINCT e.main, s.list, s.via FROM entry e JOIN stmt m ON m.entry = e.id "
                f"JOIN stream s ON s.id = m.stream WHERE e.main = ? AND {_IN_VIEW}",
                (text.strip(), self._recorded),
            )
        ]
        for table, key in (("name", exact_key(text)), ("identifier", identifier_key(text))):
            if key:
                rows += self._connection.execute(
                    f"SELECT DISTINCT e.main, s.list, s.via, k.prop, m.value FROM {table} n JOIN stmt m ON m.id = n.stmt "
                    "JOIN stream s ON s.id = m.stream JOIN entry e ON e.id = m.entry JOIN kind k ON k.id = m.kind "
                    f"WHERE n.key = ? AND {_IN_VIEW}",
                    (key, self._recorded),
                )
        return sorted({Match(*row) for row in rows})

    def entry(self, main: str) -> list[Fact]:
        """Give every statement of an entry, on every list that has it, with its spans."""
        rows = self._connection.execute(
            "SELECT x.*, t.seen_at, c.sign, o.sha256, c.row_number, o.member, c.place "
            f"FROM ({_STMT} WHERE e.main = ?) x JOIN change c ON c.stmt = x.id JOIN moment t ON t.id = c.moment "
            "JOIN source o ON o.id = c.source WHERE c.seq <= ? ORDER BY x.id, t.seen_at",
            (main, self._recorded),
        )
        facts = [fact for group in _groups(rows) if (fact := self._fact(group)) is not None]
        return sorted(
            facts, key=lambda fact: (fact.list, fact.via, fact.part, fact.entity != fact.main, fact.entity, fact.prop, fact.value)
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
        rows = self._changes("x.id", stream, after, until)
        return _by_main(rows)

    def step_changes(self, stream: int, after: str, until: str) -> dict[str, dict[str, list[Change]]]:
        """Give the changes of every snapshot in a window by its time, then by the entity listed."""
        steps: dict[str, list[tuple[Any, ...]]] = {}
        for row in self._changes("x.id, t.id", stream, after, until):
            steps.setdefault(row[-1], []).append(row)
        return {seen_at: _by_main(rows) for seen_at, rows in steps.items()}

    def _changes(self, group: str, stream: int, after: str, until: str) -> list[tuple[Any, ...]]:
        return self._connection.execute(
            "SELECT x.*, sum(c.sign), o.sha256, c.row_number, o.member, c.place, t.seen_at FROM moment t "
            f"JOIN change c ON c.moment = t.id JOIN source o ON o.id = c.source JOIN ({_STMT}) x ON x.id = c.stmt "
            "WHERE t.stream = ? AND t.seen_at > ? AND t.seen_at <= ? AND c.seq <= ? "
            f"GROUP BY {group} HAVING sum(c.sign) <> 0 ORDER BY x.main, x.id",
            (stream, after, until, self._recorded),
        ).fetchall()

    def captions(self, stream: int) -> dict[str, str]:
        """Give a name of every entry a stream ever had: the first it was listed under."""
        rows = self._connection.execute(
            "SELECT e.main, m.value FROM stmt m JOIN entry e ON e.id = m.entry JOIN kind k ON k.id = m.kind "
            "WHERE m.stream = ? AND k.prop = 'name' AND m.entity = '~' ORDER BY m.id",
            (stream,),
        )
        return {main: value for main, value in rows}

    def listed(self, stream: int, seen_at: str) -> set[str]:
        """Give every entry that a snapshot lists."""
        rows = self._connection.execute(
            "SELECT e.main FROM moment t JOIN change c ON c.moment = t.id JOIN stmt m ON m.id = c.stmt "
            "JOIN entry e ON e.id = m.entry JOIN kind k ON k.id = m.kind "
            "WHERE t.stream = ? AND t.seen_at <= ? AND c.seq <= ? AND m.entity = '~' AND k.prop = 'id' "
            "GROUP BY m.id HAVING sum(c.sign) > 0",
            (stream, seen_at, self._recorded),
        )
        return {row[0] for row in rows}

    def sharing(self, prop: str, value: str) -> set[str]:
        """Find the entries that have a value of an identifier property."""
        rows = self._connection.execute(
            "SELECT DISTINCT e.main FROM identifier n JOIN stmt m ON m.id = n.stmt JOIN entry e ON e.id = m.entry "
            f"JOIN kind k ON k.id = m.kind WHERE n.key = ? AND k.prop = ? AND m.entity = '~' AND {_IN_VIEW}",
            (identifier_key(value), prop, self._recorded),
        )
        return {row[0] for row in rows}


def _by_main(rows: Iterable[tuple[Any, ...]]) -> dict[str, list[Change]]:
    found: dict[str, list[Change]] = {}
    for row in rows:
        main, entity = row[5], _long(row[5], row[6])
        value = _long(main, row[9]) if row[8] == BASE else row[9]
        change = Change(
            row[13], row[4], main, entity, row[7], row[8], value, row[10], row[14], row[15], _place(*row[15:18])
        )
        found.setdefault(main, []).append(change)
    return found


def _groups(rows: Iterable[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    group: list[tuple[Any, ...]] = []
    for row in rows:
        if group and row[0] != group[0][0]:
            yield group
            group = []
        group.append(row)
    if group:
        yield group
