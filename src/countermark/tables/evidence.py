"""What a question is asked of: the sealed evidence in view, the engine to read it with, and what was said beside it.

Derived tables are pure functions of (evidence, reference, code), so their cache key is the hash of those three.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import countermark
from countermark.ledger import Engine, View
from countermark.model.canonical import canonical_json, sha256
from countermark.reference.profiles import profiles

_PURE_ROOMS = ("marking", "reference", "model", "tables")


def _walk(folder: Traversable) -> list[Traversable]:
    found: list[Traversable] = []
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if entry.is_dir():
            found += [] if entry.name == "__pycache__" else _walk(entry)
        else:
            found.append(entry)
    return found


@lru_cache(maxsize=1)
def code_digest() -> str:
    """Hash the rules and the code that derived tables come from."""
    digest = hashlib.sha256(countermark.__version__.encode())
    root = files("countermark")
    for room in _PURE_ROOMS:
        for entry in _walk(root.joinpath(room)):
            if not entry.name.endswith(".pyc"):
                digest.update(entry.name.encode())
                digest.update(entry.read_bytes())
    return digest.hexdigest()


def literal(text: str) -> str:
    """Quote a text for SQL."""
    return "'" + text.replace("'", "''") + "'"


@dataclass(frozen=True, slots=True)
class Evidence:
    """The sealed rows in view and what the question adds to them.

    recovered: specimen to ISO date (or interval), said with the question; it stands beside the rows, never in them.
    latest: last day a date code can have been printed.
    stored: False when the rows come from a file that was read beside the ledger and not kept.
    beside: the ledger such a file is read beside; its part catalogues count, its component rows do not.
    """

    engine: Engine
    view: View
    recovered: Mapping[str, str] = field(default_factory=dict)
    latest: date = field(default_factory=lambda: profiles().reviewed)
    stored: bool = True
    beside: View | None = None

    @property
    def seal(self) -> str | None:
        """The seal the answer carries; none when the rows are not kept."""
        return self.view.seal if self.stored else None

    def paths(self, table: str) -> list[Path]:
        """List the segments of a fact table in view."""
        more = self.beside.segment_paths(table) if self.beside and table == "part" else []
        return self.view.segment_paths(table) + more

    def raw(self, table: str) -> str:
        """Write the SQL that reads a fact table as it is stored."""
        paths = ", ".join(literal(str(path)) for path in self.paths(table))
        return f"SELECT * FROM read_parquet([{paths}], hive_partitioning=false)"

    def source(self, table: str) -> str:
        """Write the SQL that reads a fact table; component rows with their specimen's date of recovery.

        For component rows `recoveries.load_recoveries` has to be called first.
        """
        if table != "component":
            return self.raw(table)
        return (
            "SELECT f.* REPLACE (CASE WHEN r.specimen IS NULL THEN f.recovered ELSE r.recovered END AS recovered) "
            f"FROM ({self.raw(table)}) f LEFT JOIN recoveries r ON f.specimen = r.specimen"
        )

    def key(self, table: str, **more: Any) -> str:
        """Give the cache key of a table derived from `table`."""
        parts = {
            "segments": sorted(path.name for path in self.paths(table)),
            "code": code_digest(),
            "latest": self.latest.isoformat(),
            "recovered": dict(self.recovered),
            **more,
        }
        return sha256(canonical_json(parts))[:24]

    def cached(self, name: str, table: str, **more: Any) -> Path:
        """Give the place of a derived table in the cache; the folder exists afterwards, the file may not."""
        folder = self.view.cache
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"{name}-{self.key(table, **more)}.parquet"
