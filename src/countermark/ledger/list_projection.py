"""List histories for point reads: the signed changes of every statement, projected into one SQLite file in the cache.

1. It holds what the segments hold, batch by batch, and nothing else; deleting it loses nothing.
2. Every change carries the number of its batch, so one projection answers for any time of recording.
3. What rows repeat (entries, places, moments, kinds of statement) is written once, and an entity of an entry without
   what it shares with the entity listed (`~-sanction`).
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from countermark.ledger.catalog import folder_lock
from countermark.ledger.engine import Engine
from countermark.ledger.segment import SUFFIX
from countermark.ledger.view import View
from countermark.model.errors import CountermarkError
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
"""

_INDEXES: Final = {
    "stmt_by_entry": "CREATE INDEX stmt_by_entry ON stmt (entry)",
    "change_by_stmt": "CREATE INDEX change_by_stmt ON change (stmt)",
    "change_by_moment": "CREATE INDEX change_by_moment ON change (moment)",
}

# What the rows of a segment repeat is numbered first (`*_ids`); then a row is read as numbers and the text of its own.
_NUMBER = (
    "(md5_number_lower(concat_ws(chr(31), list, via, part, source_id, entity, prop, value, coalesce(lang, ''))) "
    ">> 1)::BIGINT"
)
_SEGMENT = "read_parquet($place, hive_partitioning=false, file_row_number=true)"
_IN_FILE = (
    f"SELECT file_row_number AS nth, original, row, sign, list, via, part, seen_at, {_NUMBER} AS number, "
    "CASE WHEN contains(place, ', ') THEN regexp_extract(place, '(?s)^(.*), (.*)$', 1) ELSE '' END AS member, "
    "CASE WHEN contains(place, ', ') THEN regexp_extract(place, '(?s)^(.*), (.*)$', 2) ELSE place END AS within "
    f"FROM {_SEGMENT}"
)
_CHANGES = f"""
SELECT m.id, r.number, $seq, r.sign, o.id, r.row, CASE WHEN r.within = 'line ' || r.row THEN '' ELSE r.within END
FROM ({_IN_FILE}) r
JOIN moment_ids m ON (m.list, m.via, m.part, m.seen_at) = (r.list, r.via, r.part, r.seen_at)
JOIN source_ids o ON (o.sha256, o.member) = (r.original, r.member)
ORDER BY r.nth
"""
_SAID = f"""
FROM (SELECT * FROM {_SEGMENT} WHERE sign > 0) r
JOIN kind_ids k USING (schema, prop)
"""
_STATEMENTS = f"""
SELECT {_NUMBER} AS number, s.id, e.id,
  CASE WHEN starts_with(r.entity, main) THEN '~' || substr(r.entity, length(main) + 1) ELSE r.entity END, k.id,
  CASE WHEN k.class = 'base' AND starts_with(r.value, main)
    THEN '~' || substr(r.value, length(main) + 1) ELSE r.value END,
  r.lang, r.original_value
{_SAID}
JOIN stream_ids s USING (list, via, part)
JOIN entry_ids e USING (main, source_id)
ORDER BY number, r.file_row_number
"""
_NAMED = f"SELECT r.value, {_NUMBER} {_SAID} WHERE k.class = 'name' AND r.entity = r.main"
_IDENTIFIED = f"SELECT r.value, {_NUMBER} {_SAID} WHERE k.class = 'identifier'"
_LINKED = f"SELECT r.value, {_NUMBER} {_SAID} WHERE k.class = 'link' AND r.value <> r.main"


class Projection:
    """The projection, open for reading."""

    def __init__(self, path: Path) -> None:
        """Open it."""
        self._connection = _connect(path)

    def rows(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run a query and give its rows."""
        return self._connection.execute(sql, params).fetchall()

    def stream(self, sql: str, params: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """Run a query and give its rows one by one."""
        return iter(self._connection.execute(sql, params))

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
    chain = {entry.seq: entry.seal for entry in view.entries}
    # One process at a time decides and writes; readers that have the file open are not disturbed.
    with folder_lock(view.cache):
        done = _done(path)
        if done is not None and done[0] in chain and chain[done[0]] != done[1]:
            _remove(path)
            done = None
        missing = [entry for entry in batches if done is None or entry.seq > done[0]]
        if missing:
            with engine() as opened:
                _update(path, missing, opened, view)
        elif not path.exists():
            _create(path)
        return Projection(path)


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, timeout=120)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute("PRAGMA cache_size=-65536")
    return connection


def _create(path: Path) -> None:
    partial = path.with_name(f".partial-{os.getpid()}-{path.name}")
    partial.unlink(missing_ok=True)
    _remove(path)
    with closing(sqlite3.connect(partial)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.executescript(_SCHEMA)
        for sql in _INDEXES.values():
            connection.execute(sql)
    partial.replace(path)


def _done(path: Path) -> tuple[int, str] | None:
    if not path.exists():
        return None
    try:
        with closing(_connect(path)) as connection:
            row = connection.execute("SELECT value FROM meta WHERE name = 'done'").fetchone()
    except sqlite3.OperationalError as error:
        if "no such table" not in str(error):
            raise CountermarkError(
                f"the index of lists cannot be read: {error}", hint="try again", where=path.name
            ) from error
        _remove(path)
        return None
    except sqlite3.DatabaseError:  # damaged: it is built again from the segments
        _remove(path)
        return None
    if row is None:
        return None
    seq, seal = row[0].split(" ")
    return int(seq), seal


def _update(path: Path, batches: list[Any], engine: Engine, view: View) -> None:
    if not path.exists():
        _create(path)
    with closing(_connect(path)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        row = connection.execute("SELECT value FROM meta WHERE name = 'done'").fetchone()
        done = int(row[0].split(" ")[0]) if row else 0
        if not row:  # all at once is faster without the indexes, which then come at the end
            for name in _INDEXES:
                connection.execute(f"DROP INDEX IF EXISTS {name}")
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
        if not row:
            for sql in _INDEXES.values():
                connection.execute(sql)
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
    _number(connection, engine, place)
    given = {"place": place}
    connection.executemany(
        "INSERT INTO change VALUES (?, ?, ?, ?, ?, ?, ?)", engine.stream(_CHANGES, {**given, "seq": seq}, size=20_000)
    )
    connection.executemany(
        "INSERT OR IGNORE INTO stmt VALUES (?, ?, ?, ?, ?, ?, ?, ?)", engine.stream(_STATEMENTS, given, size=20_000)
    )
    for table, sql, key in (("name", _NAMED, exact_key), ("identifier", _IDENTIFIED, identifier_key)):
        found = sorted((key(value), number) for value, number in engine.query(sql, given))
        connection.executemany(f"INSERT OR IGNORE INTO {table} VALUES (?, ?)", found)
    connection.executemany("INSERT OR IGNORE INTO link VALUES (?, ?)", sorted(engine.query(_LINKED, given)))


def _number(connection: sqlite3.Connection, engine: Engine, place: str) -> None:
    """Number what the rows of a segment repeat, in the order it comes, and tell the engine the numbers."""
    ids = _Ids(connection)

    def distinct(columns: str, source: str = _SEGMENT) -> list[tuple[Any, ...]]:
        sql = f"SELECT {columns} FROM {source} GROUP BY ALL ORDER BY min(file_row_number)"
        return engine.query(sql, {"place": place})

    def tell(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        engine.load_rows(table, [("id", "BIGINT"), *((column, "VARCHAR") for column in columns)], rows)

    moments = distinct("list, via, part, seen_at")
    streams = {row[:3]: ids.stream(row[:3]) for row in moments}
    tell("stream_ids", ("list", "via", "part"), [(number, *key) for key, number in streams.items()])
    tell(
        "moment_ids",
        ("list", "via", "part", "seen_at"),
        [(ids.moment(streams[row[:3]], row[3]), *row) for row in moments],
    )
    sources = engine.query(
        f"SELECT original, member FROM ({_IN_FILE}) GROUP BY ALL ORDER BY min(nth)", {"place": place}
    )
    tell("source_ids", ("sha256", "member"), [(ids.source(*row), *row) for row in sources])
    kinds = distinct("schema, prop", f"{_SEGMENT} WHERE sign > 0")
    tell("kind_ids", ("schema", "prop", "class"), [(ids.kind(*row), *row, _class(*row)) for row in kinds])
    entries = distinct("main, source_id", f"{_SEGMENT} WHERE sign > 0")
    tell("entry_ids", ("main", "source_id"), ((ids.entry(*row), *row) for row in entries))


def _class(schema: str, prop: str) -> str:
    """Tell how values of a property are found again."""
    if prop == BASE:
        return "base"
    if prop in NAME_PROPS:
        return "name"
    if is_known(schema, prop):
        kind = prop_type(schema, prop)
        if kind == "identifier" or (kind == "entity" and prop in LINK_PROPS):
            return "identifier" if kind == "identifier" else "link"
    return ""
