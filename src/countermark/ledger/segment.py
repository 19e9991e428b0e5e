"""Segments: the rows of one fact table from one batch, as an immutable Parquet file named by its hash.

1. Rows stand in the table's sort order, then in the order they came: the same rows give the same bytes.
2. A segment is on the disk, whole, before anything names it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from countermark.ledger.disk import Disk
from countermark.ledger.engine import Engine
from countermark.ledger.seal import Segment
from countermark.ledger.spool import Cell
from countermark.model.canonical import sha256_file
from countermark.model.facts import FactTable

SUFFIX = ".parquet"
_LOAD = "segment_rows"


def write_segment(
    engine: Engine, table: FactTable, rows: Iterable[Sequence[Cell]], folder: Path, *, disk: Disk | None = None
) -> Segment | None:
    """Sort rows and place them as a segment; None when there are no rows.

    Shape: each row holds the table's columns in order.

    Raises:
        InputError: a row that does not fit the table.
        CountermarkError: the folder cannot be written.
    """
    disk = disk or Disk()
    count = engine.load_rows(_LOAD, [(column.name, column.type) for column in table.columns], rows)
    try:
        if not count:
            return None
        names = ", ".join(f'"{name}"' for name in table.names)
        order = ", ".join(f'"{name}" NULLS FIRST' for name in table.sort)
        with disk.partial(folder) as partial:
            engine.copy(f"SELECT {names} FROM {_LOAD} ORDER BY {order}, rowid", partial)  # noqa: S608 - our own names
            digest = sha256_file(partial)
            disk.settle(partial, folder / f"{digest}{SUFFIX}")
    finally:
        engine.execute(f"DROP TABLE {_LOAD}")
    return Segment(table=table.name, sha256=digest, rows=count)
