"""The catalog: one SQLite file whose rows are the commit point of every entry.

1. WAL and `synchronous=FULL`: a committed row survives a power cut, and readers work beside the writer.
2. An entry and its look-up rows come in one transaction that begins IMMEDIATE and reads the previous seal inside, so
   two writers chain one behind the other.
3. Rows are never changed or removed; triggers refuse it.
4. `originals` and `segments` repeat what the manifests say, for fast look-ups; `verify` compares them.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from countermark.ledger.disk import Disk
from countermark.ledger.mark import advance_mark, write_mark
from countermark.ledger.seal import BATCH, DERIVED, Entry, read_manifest
from countermark.model.errors import CountermarkError, IntegrityError

NAME = "catalog.sqlite"
APPLICATION_ID = 0x434D4B4C  # "CMKL"
BUSY_SECONDS = 60

SCHEMA = """
CREATE TABLE entries (
  seq INTEGER PRIMARY KEY, kind TEXT NOT NULL, seal TEXT NOT NULL UNIQUE, previous TEXT NOT NULL UNIQUE,
  recorded_at TEXT NOT NULL, manifest TEXT NOT NULL
) STRICT;
CREATE TABLE originals (
  seq INTEGER NOT NULL REFERENCES entries, position INTEGER NOT NULL, sha256 TEXT NOT NULL, size_bytes INTEGER NOT NULL,
  kind TEXT NOT NULL, dataset TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (seq, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX originals_by_hash ON originals (sha256, kind, dataset);
CREATE TABLE segments (
  seq INTEGER NOT NULL REFERENCES entries, position INTEGER NOT NULL, fact_table TEXT NOT NULL, sha256 TEXT NOT NULL,
  row_count INTEGER NOT NULL, PRIMARY KEY (seq, position)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER entries_stay BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END;
CREATE TRIGGER entries_last BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'entries are never removed'); END;
"""

ENTRIES = "SELECT seq, kind, seal, previous, recorded_at, manifest FROM entries ORDER BY seq"
ORIGINALS = "SELECT seq, position, sha256, size_bytes, kind, dataset, name FROM originals ORDER BY seq, position"
SEGMENTS = "SELECT seq, position, fact_table, sha256, row_count FROM segments ORDER BY seq, position"

EntryRow = tuple[int, str, str, str, str, str]


@contextmanager
def worded(path: Path) -> Iterator[None]:
    """Put SQLite's errors into ours."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise CountermarkError(
                "the ledger is busy", hint="another process is adding to it; try again", where=str(path)
            ) from error
        if any(word in str(error) for word in ("malformed", "no such table", "decode")):
            raise IntegrityError(
                f"the catalog is damaged: {error}", hint="run countermark verify", where=str(path)
            ) from error
        raise CountermarkError(
            f"the catalog cannot be written or read: {error}",
            hint="free some space or check the rights; nothing was added",
            where=str(path),
        ) from error
    except sqlite3.DatabaseError as error:
        raise IntegrityError(
            f"the catalog is damaged: {error}", hint="run countermark verify", where=str(path)
        ) from error


@contextmanager
def folder_lock(folder: Path, *, shared: bool = False) -> Iterator[None]:
    """Hold the lock under which catalogs are opened and closed; it changes nothing on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def original_rows(entry: Entry) -> list[tuple[int, int, str, int, str, str, str]]:
    """Give the look-up rows of a batch's originals."""
    if entry.kind != BATCH:
        return []
    return [
        (entry.seq, position, item["sha256"], item["size_bytes"], item["kind"], item["dataset"], item["name"])
        for position, item in enumerate(entry.body["originals"], start=1)
    ]


def segment_rows(entry: Entry) -> list[tuple[int, int, str, str, int]]:
    """Give the look-up rows of the segments of a batch, or of what was derived."""
    if entry.kind not in {BATCH, DERIVED}:
        return []
    return [
        (entry.seq, position, item["table"], item["sha256"], item["rows"])
        for position, item in enumerate(entry.body["segments"], start=1)
    ]


class Catalog:
    """An open catalog. One process may hold it for long; others read and write beside it."""

    def __init__(self, folder: Path, *, disk: Disk | None = None) -> None:
        """Open the catalog of a ledger folder, for reading and writing."""
        self._folder = folder
        self._disk = disk or Disk()
        self._path = folder / NAME
        with folder_lock(folder), worded(self._path):
            address = f"{self._path.absolute().as_uri()}?mode=rw"
            self._connection = sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
            self._connection.execute("PRAGMA synchronous=FULL")
            self._connection.execute("PRAGMA foreign_keys=ON")
            self._connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()

    @staticmethod
    def create(folder: Path, *, charter: str, disk: Disk | None = None) -> None:
        """Make an empty catalog, and its mark; `charter` is the hash the first entry will follow."""
        path = folder / NAME
        with worded(path):
            connection = sqlite3.connect(path, isolation_level=None)
            try:
                connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
                connection.execute("PRAGMA journal_mode=WAL")
                connection.executescript(f"BEGIN;{SCHEMA}COMMIT;")
            finally:
                connection.close()
        write_mark(folder, path, entries=0, seal=charter, disk=disk or Disk())

    def close(self) -> None:
        """Close it; the last one to close folds the WAL in and writes the mark of the file at rest."""
        with folder_lock(self._folder), worded(self._path):
            try:
                row = self._connection.execute("SELECT seq, seal FROM entries ORDER BY seq DESC LIMIT 1").fetchone()
            finally:
                self._connection.close()
            # Only without a WAL is the file at rest, and safe to open: closing it would drop SQLite's own locks.
            if not self._path.with_name(NAME + "-wal").exists():
                entries, seal = row or (0, "")
                with suppress(CountermarkError):  # a full disk: the mark stays behind, which is no error
                    advance_mark(self._folder, self._path, entries=entries, seal=seal, disk=self._disk)

    def entry_rows(self) -> list[EntryRow]:
        """Give the rows of all entries, in order."""
        with worded(self._path):
            return self._connection.execute(ENTRIES).fetchall()

    def entries(self) -> list[Entry]:
        """Give all entries, in order, each read from its manifest.

        Raises:
            IntegrityError: a manifest that is none, or does not hash to its seal.
        """
        return [checked_entry(row) for row in self.entry_rows()]

    def holding(self, sha256: str, *, kind: str, dataset: str) -> Entry | None:
        """Find the newest batch that holds an original as this kind and dataset."""
        with worded(self._path):
            row = self._connection.execute(
                "SELECT e.seq, e.kind, e.seal, e.previous, e.recorded_at, e.manifest "
                "FROM originals o JOIN entries e USING (seq) "
                "WHERE o.sha256 = ? AND o.kind = ? AND o.dataset = ? ORDER BY seq DESC LIMIT 1",
                (sha256, kind, dataset),
            ).fetchone()
        return checked_entry(row) if row else None

    @contextmanager
    def appending(self) -> Iterator[tuple[Entry | None, Callable[[Entry, bytes], None]]]:
        """Hold the writers' lock; gives the newest entry and a function that adds the next, and commits at the end.

        Nothing is added when the block raises.
        """
        connection, step = self._connection, self._disk.step
        with worded(self._path):
            step("begin")
            connection.execute("BEGIN IMMEDIATE")
            try:
                row = connection.execute(ENTRIES.replace("ORDER BY seq", "ORDER BY seq DESC LIMIT 1")).fetchone()
                yield checked_entry(row) if row else None, self._insert
                step("commit")
                connection.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    def _insert(self, entry: Entry, manifest: bytes) -> None:
        self._disk.step("insert")
        self._connection.execute(
            "INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?)",
            (entry.seq, entry.kind, entry.seal, entry.previous, entry.recorded_at, manifest.decode()),
        )
        self._connection.executemany("INSERT INTO originals VALUES (?, ?, ?, ?, ?, ?, ?)", original_rows(entry))
        self._connection.executemany("INSERT INTO segments VALUES (?, ?, ?, ?, ?)", segment_rows(entry))


def checked_entry(row: EntryRow) -> Entry:
    """Read an entry from its row.

    Raises:
        IntegrityError: the manifest is none, or does not say what the row says.
    """
    seq, kind, seal, previous, recorded_at, manifest = row
    entry = read_manifest(seq, str(manifest).encode())
    if (entry.seal, entry.kind, entry.previous, entry.recorded_at) != (seal, kind, previous, recorded_at):
        raise IntegrityError(f"entry {seq} does not match its seal", hint="run countermark verify", where=NAME)
    return entry
