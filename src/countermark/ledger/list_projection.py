"""List histories for point reads: the signed changes of every statement, projected into one SQLite file in the cache.

1. It holds what the segments hold, batch by batch, and nothing else; deleting it loses nothing.
2. Every change carries the number of its batch, so one projection answers for any time of recording.
3. What rows repeat (entries, places, moments, kinds of statement) is written once, and an entity of an entry without
   what it shares with the entity listed (`~-sanction`).
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from countermark.ledger.engine import Engine
from countermark.ledger.segment import SUFFIX
from countermark.ledger.view import View
from countermark.model.ontology import BASE, is_known, prop_type
from countermark.names.keys import exact_key, identifier_key

VERSION: Final = 2
_TABLES: Final = {"list_change", "list_snapshot"}
LINK_PROPS: Final = frozenset({"asset", "owner", "organization", "director", "relative", "person", "object", "subject"})
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
CREATE TABLE entry (id INTEGER PRIMARY KEY, main TEXT NOT NULL, source_id TEXT NOT NULL,
  UNIQUE (main, source_id)) STRICT;
CREATE TABLE kind (id INTEGER PRIMARY KEY, schema TEXT NOT NULL, prop TEXT NOT NULL, UNIQUE (schema, prop)) STRICT;
CREATE TABLE stmt (
  id INTEGER PRIMARY KEY, stream INTEGER NOT NULL, entry INTEGER NOT NULL, entity TEXT NOT NULL, kind INTEGER NOT NULL,
  value TEXT NOT NULL, lang TEXT, original_value TEXT) STRICT;
CREATE TABLE source (id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL, member TEXT NOT NULL,
  UNIQUE (sha256, member)) STRICT;
CREATE TABLE moment (id INTEGER PRIMARY KEY, stream INTEGER NOT NULL, seen_at TEXT NOT NULL,
  UNIQUE (stream, seen_at)) STRICT;
CREATE TABLE change (
  moment INTEGER NOT NULL, stmt INTEGER NOT NULL, seq INTEGER NOT NULL, sign INTEGER NOT NULL,
  source INTEGER NOT NULL, row_number INTEGER NOT NULL, place TEXT NOT NULL) STRICT;
CREATE TABLE name (key TEXT NOT NULL, stmt INTEGER NOT NULL, PRIMARY KEY (key, stmt)) STRICT, WITHOUT ROWID;
CREATE TABLE identifier (key TEXT NOT NULL, stmt INTEGER NOT NULL, PRIMARY KEY (key, stmt)) STRICT, WITHOUT ROWID;
CREATE TABLE link (target TEXT NOT NULL, stmt INTEGER NOT NULL, PRIMARY KEY (target, stmt)) STRICT, WITHOUT ROWID;
CREATE INDEX stmt_by_entry ON stmt (entry);
CREATE INDEX change_by_stmt ON change (stmt);
CREATE INDEX change_by_moment ON change (moment);
"""

_ROWS = """
SELECT
  (md5_number_lower(concat_ws(chr(31), list, via, part, source_id, entity, prop, value, coalesce(lang, '')))
    >> 1)::BIGINT,
  list, via, part, seen_at, sign, original, row, place, source_id, main, entity, schema, prop, value, lang,
  original_value
FROM read_parquet(?, hive_partitioning=false)
"""


def _short(main: str, entity: str) -> str:
    """Write an entity of an entry without what it shares with the entity listed."""
    return "~" + entity[len(main) :] if entity.startswith(main) else entity


class Projection:
    """The projection, open for reading."""

    def __init__(self, path: Path) -> None:
        """Open it."""
        self._connection = _connect(path)

    def rows(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run a query and give its rows."""
        return self._connection.execute(sql, params).fetchall()

    def close(self) -> None:
        """Close it."""
        self._connection.close()


def projection_path(view: View) -> Path:
    """Name the file of the projection."""
    return view.cache / f"lists-{VERSION}.sqlite"


def open_projection(view: View, engine: Callable[[], Engine]) -> Projection:
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
    return Projection(path)


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
    links: list[tuple[str, int]] = []

    def flush() -> None:
        connection.executemany("INSERT OR IGNORE INTO stmt VALUES (?, ?, ?, ?, ?, ?, ?, ?)", statements)
        connection.executemany("INSERT INTO change VALUES (?, ?, ?, ?, ?, ?, ?)", changes)
        connection.executemany("INSERT OR IGNORE INTO name VALUES (?, ?)", names)
        connection.executemany("INSERT OR IGNORE INTO identifier VALUES (?, ?)", identifiers)
        connection.executemany("INSERT OR IGNORE INTO link VALUES (?, ?)", links)
        for gathered in (statements, changes, names, identifiers, links):
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
            elif prop != BASE and is_known(schema, prop):
                kind_of = prop_type(schema, prop)
                if kind_of == "identifier":
                    identifiers.append((identifier_key(value), number))
                elif kind_of == "entity" and prop in LINK_PROPS and value != main:
                    links.append((value, number))
        if len(changes) >= 50_000:
            flush()
    flush()
