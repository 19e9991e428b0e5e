"""A catalog as it stands, read for `verify` without touching it.

1. At rest (no WAL file) SQLite is told that the file is immutable: it makes no file and takes no lock; new users
   wait outside the folder lock meanwhile.
2. With a WAL and its index a read-only connection reads beside whoever has it open. After a kill SQLite rebuilds the
   index (`-shm`), its own scratch file.
3. With a WAL and no index (a copy) nobody has it open; a temporary copy is read.
"""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from countermark.ledger.catalog import APPLICATION_ID, ENTRIES, NAME, ORIGINALS, SCHEMA, SEGMENTS, folder_lock

_OBJECTS = "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name"


@dataclass(slots=True)
class Snapshot:
    """The rows of a catalog; `sha256` only of one at rest. What SQLite finds wrong is in `problems`.

    Shape: entries `(seq, kind, seal, previous, recorded_at, manifest as bytes)`.
    """

    readable: bool = True
    sha256: str = ""
    size_bytes: int = 0
    entries: list[tuple[int, str, str, str, str, bytes]] = field(default_factory=list)
    originals: list[tuple[Any, ...]] = field(default_factory=list)
    segments: list[tuple[Any, ...]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def take_snapshot(folder: Path) -> Snapshot:
    """Read the catalog of a ledger folder, changing nothing; a damaged one is told in `problems`."""
    snapshot = Snapshot()
    place = folder / NAME
    if not place.is_file():
        return Snapshot(readable=False, problems=["gone"])
    snapshot.size_bytes = place.stat().st_size
    try:
        with folder_lock(folder), _connected(place, snapshot) as connection:
            _read(connection, snapshot)
    except (sqlite3.Error, UnicodeError, MemoryError) as error:
        snapshot.readable = False
        snapshot.problems.append(f"SQLite cannot read it: {error}")
    return snapshot


@contextmanager
def _connected(place: Path, snapshot: Snapshot) -> Iterator[sqlite3.Connection]:
    wal, index = (place.with_name(NAME + suffix) for suffix in ("-wal", "-shm"))
    if not wal.exists():
        with closing(sqlite3.connect(f"{place.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            yield connection
            # The bytes as SQLite sees them: opening the file here would drop the locks of a connection in this process.
            data = connection.serialize()
            snapshot.sha256 = hashlib.sha256(data).hexdigest() if len(data) == snapshot.size_bytes else "another size"
        return
    if index.exists():
        with closing(sqlite3.connect(f"{place.absolute().as_uri()}?mode=ro", uri=True, timeout=60)) as connection:
            yield connection
        return
    with tempfile.TemporaryDirectory(prefix="countermark-verify-") as temporary:
        copy = Path(temporary) / NAME
        shutil.copyfile(place, copy)
        shutil.copyfile(wal, copy.with_name(wal.name))
        with closing(sqlite3.connect(copy)) as connection:
            yield connection


def _read(connection: sqlite3.Connection, snapshot: Snapshot) -> None:
    connection.isolation_level = None
    connection.execute("BEGIN")
    checks = [row[0] for row in connection.execute("PRAGMA integrity_check(20)")]
    snapshot.problems += [f"integrity_check: {line}" for line in checks if line != "ok"]
    if connection.execute(_OBJECTS).fetchall() != _expected_objects():
        snapshot.problems.append("its tables are not those of a ledger")
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        snapshot.problems.append("its application id is not that of a ledger")
    connection.text_factory = bytes
    rows = connection.execute(ENTRIES).fetchall()
    snapshot.entries = [
        (
            row[0],
            _text(row[1]),
            _text(row[2]),
            _text(row[3]),
            _text(row[4]),
            row[5] if isinstance(row[5], bytes) else b"",
        )
        for row in rows
    ]
    connection.text_factory = str
    snapshot.originals = connection.execute(ORIGINALS).fetchall()
    snapshot.segments = connection.execute(SEGMENTS).fetchall()
    connection.execute("COMMIT")


def _text(cell: object) -> str:
    return cell.decode("utf-8", "replace") if isinstance(cell, bytes) else str(cell)


def _expected_objects() -> list[tuple[str, str, str]]:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(SCHEMA)
        return connection.execute(_OBJECTS).fetchall()
