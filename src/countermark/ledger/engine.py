"""DuckDB as a stateless engine: in memory only, files in, rows out. The one module that imports duckdb.

1. A database file would lock out every other process, so there is none.
2. DuckDB ends an open stream silently when the connection runs something else; here an open stream is read to its end
   first, so statements and streams can be mixed freely.
3. Only calls that duckdb 1.5 and 2 share are used: `execute` and its fetches.

An engine belongs to one thread.
"""

from __future__ import annotations

import re
import secrets
import tempfile
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb

from countermark.ledger.disk import Disk
from countermark.ledger.spool import Cell, spool
from countermark.model.errors import CountermarkError, FormatError, InputError, IntegrityError

Params = Mapping[str, Any] | Sequence[Any] | None

_CSV_LINE_BYTES = 2_000_000  # DuckDB's own limit of one line; longer ones need larger buffers

_PLAIN_CSV = (
    "auto_detect=false, header=false, delim=',', quote='\"', escape='\"', new_line='\\n', strict_mode=true, "
    "null_padding=false, compression='none', parallel=false"
)

_CANNOT_WRITE = re.compile(
    r"(could not|failed to|cannot) (write|create|sync)|No space left|File too large", re.IGNORECASE
)

_DAMAGED = re.compile(r"Failed to read file|string encoding|[Cc]orrupt|No magic bytes")


@contextmanager
def _worded() -> Iterator[None]:
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise CountermarkError(
            "out of memory", hint="give the engine a larger memory_limit, or more temporary space"
        ) from error
    except duckdb.IOException as error:
        detail = str(error).strip().splitlines()[0]
        if _CANNOT_WRITE.search(detail):
            raise CountermarkError(
                f"cannot write: {detail}", hint="free some space or choose another folder"
            ) from error
        raise IntegrityError(f"cannot read: {detail}", hint="run countermark verify") from error
    except duckdb.Error as error:
        detail = str(error).strip().splitlines()[0]
        # What DuckDB's Parquet reader stumbles over comes as the bare class, or names the file.
        if type(error) is duckdb.Error or _DAMAGED.search(detail):
            raise IntegrityError(f"cannot read: {detail}", hint="run countermark verify") from error
        raise CountermarkError(f"query failed: {detail}") from error


def _name(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


class _Stream:
    """Rows still to come from the connection; `drain` takes them off it."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, size: int) -> None:
        self._connection = connection
        self._size = size
        self._rest: list[tuple[Any, ...]] | None = None

    def drain(self) -> None:
        if self._rest is None:
            with _worded():
                self._rest = self._connection.fetchall()

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        while self._rest is None:
            with _worded():
                chunk = self._connection.fetchmany(self._size)
            if not chunk:
                self._rest = []
            yield from chunk
        yield from self._rest


class Engine:
    """An in-memory DuckDB connection, closed with its context."""

    def __init__(
        self,
        *,
        threads: int | None = None,
        memory_limit: str = "1GB",
        temp_folder: Path | None = None,
        disk: Disk | None = None,
    ) -> None:
        """Open it.

        Args:
            threads: threads to use; None means one a core.
            memory_limit: what DuckDB may hold before it spills to `temp_folder`.
            temp_folder: where spools and spills go; the system's temporary folder when None.
            disk: file calls, for tests that make them fail.
        """
        self._disk = disk or Disk()
        self._temp = tempfile.TemporaryDirectory(prefix="countermark-engine-", dir=temp_folder)
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": memory_limit,
            "temp_directory": str(Path(self._temp.name) / "spill"),
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
        if threads is not None:
            config["threads"] = str(threads)
        with _worded():
            self._connection = duckdb.connect(":memory:", config=config)
        self._stream: weakref.ref[_Stream] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection and remove its temporary files."""
        self._connection.close()
        self._temp.cleanup()

    def _run(self, sql: str, params: Params = None) -> duckdb.DuckDBPyConnection:
        stream = self._stream() if self._stream is not None else None
        if stream is not None:
            stream.drain()
        self._stream = None
        with _worded():
            return self._connection.execute(sql, params or None)

    def execute(self, sql: str, params: Params = None) -> None:
        """Run a statement and forget its result."""
        self._run(sql, params)

    def query(self, sql: str, params: Params = None) -> list[tuple[Any, ...]]:
        """Run a query and give all its rows."""
        result = self._run(sql, params)
        with _worded():
            return result.fetchall()

    def rows(self, sql: str, params: Params = None) -> list[dict[str, Any]]:
        """Run a query and give all its rows as dictionaries."""
        result = self._run(sql, params)
        names = [column[0] for column in result.description or ()]
        with _worded():
            return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    def stream(self, sql: str, params: Params = None, *, size: int = 10_000) -> Iterator[tuple[Any, ...]]:
        """Run a query and give its rows, `size` in memory at a time unless another statement comes between."""
        stream = _Stream(self._run(sql, params), size)
        self._stream = weakref.ref(stream)
        return iter(stream)

    def columns(self, sql: str) -> list[str]:
        """Name the columns a query gives."""
        return [row[0] for row in self.query(f"DESCRIBE {sql}")]

    def write_parquet(self, sql: str, path: Path, params: Params = None) -> None:
        """Write what a query gives as a Parquet file (zstd), whole or not at all.

        Raises:
            CountermarkError: the file system refuses, or the query fails.
        """
        with self._disk.partial(path.parent) as partial:
            self.copy(sql, partial, params)
            self._disk.settle(partial, path)

    def copy(self, sql: str, path: Path, params: Params = None) -> None:
        """Write what a query gives as a Parquet file (zstd), without making it durable."""
        self._disk.step("copy")
        # 122,880 rows: DuckDB's own row-group size, stated so that the bytes do not hang on a default
        self._run(
            f"COPY ({sql}) TO {_text(str(path))} "
            "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880, USE_TMP_FILE false, OVERWRITE_OR_IGNORE true)",
            params,
        )

    def load_rows(self, name: str, columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[Cell]]) -> int:
        """Load rows into a temporary table, replacing one of that name; give their number.

        Args:
            name: the table.
            columns: name and SQL type of each column.
            rows: cells in that order; None is NULL, and the empty string stays the empty string.

        Raises:
            InputError: a row of another length, or a cell that is not of its column's type.
        """
        listed = ", ".join(f"{_name(column)} {kind}" for column, kind in columns)
        place = Path(self._temp.name) / f"{secrets.token_hex(8)}.csv"
        try:
            # Spooled before the next statement, since the rows may come from a stream of this engine.
            null = f"NULL-{secrets.token_hex(16)}"
            count, longest = spool(rows, place, width=len(columns), null=null)
            self._run(f"CREATE OR REPLACE TEMP TABLE {_name(name)} ({listed})")
            if count:
                self._read_spool(name, columns, place, longest=longest, null=null)
        except OSError as error:
            raise CountermarkError(
                f"cannot write: {error.strerror or error}", hint="free some temporary space", where=self._temp.name
            ) from error
        finally:
            place.unlink(missing_ok=True)
        return count

    def _read_spool(
        self, name: str, columns: Sequence[tuple[str, str]], place: Path, *, longest: int, null: str
    ) -> None:
        types = ", ".join(f"{_text(column)}: {_text(kind)}" for column, kind in columns)
        limit = max(_CSV_LINE_BYTES, longest + 1)
        buffers = f", max_line_size={limit}, buffer_size={4 * limit}" if longest >= _CSV_LINE_BYTES else ""
        sql = (
            f"INSERT INTO {_name(name)} SELECT * FROM read_csv({_text(str(place))}, columns={{{types}}}, "
            f"nullstr={_text(null)}, allow_quoted_nulls=true, {_PLAIN_CSV}{buffers})"
        )
        try:
            self._connection.execute(sql)
        except (duckdb.ConversionException, duckdb.InvalidInputException) as error:
            detail = str(error).strip().splitlines()[0]
            raise InputError(
                f"rows that do not fit table {name}: {detail}", hint="check their number of cells and types"
            ) from error
        except duckdb.Error:
            with _worded():
                raise

    def parquet_table(self, path: Path) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
        """Read any Parquet file as text: its column names, and its rows as text or None.

        Raises:
            FormatError: not a Parquet file, or one that is damaged or encrypted.
        """
        if not path.is_file():
            raise InputError("no such file", hint="check the path", where=str(path))
        source = f"read_parquet({_text(str(path))}, hive_partitioning=false)"
        cursor = self._connection.cursor()
        try:
            names = [row[0] for row in cursor.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()]
            cells = ", ".join(f"CAST({_name(column)} AS VARCHAR)" for column in names)
            cursor.execute(f"SELECT {cells} FROM {source}")
        except duckdb.Error as error:
            raise _no_parquet(path, error) from error
        return names, _parquet_rows(cursor, path)


def _parquet_rows(cursor: duckdb.DuckDBPyConnection, path: Path) -> Iterator[tuple[Any, ...]]:
    try:
        while chunk := cursor.fetchmany(10_000):
            yield from chunk
    except duckdb.Error as error:
        raise _no_parquet(path, error) from error
    finally:
        cursor.close()


def _no_parquet(path: Path, error: duckdb.Error) -> FormatError:
    detail = str(error).strip().splitlines()[0]
    return FormatError(f"cannot be read as Parquet: {detail}", hint="write it again, unencrypted", where=str(path))
