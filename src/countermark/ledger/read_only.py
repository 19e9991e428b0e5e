"""A view of a ledger that may not be written: evidence on write-protected media can be asked all the same."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from countermark.ledger.charter import read_charter
from countermark.ledger.seal import read_manifest
from countermark.ledger.snapshot import take_snapshot
from countermark.ledger.view import View
from countermark.model.clock import stamp
from countermark.model.errors import IntegrityError


def read_view(path: Path, *, scratch: Path, recorded_by: datetime | None = None) -> View:
    """Give the entries of a ledger without opening it for writing; derived tables go to `scratch`.

    Raises:
        InputError: no ledger, or one of another format.
        IntegrityError: the catalog is damaged.
    """
    read_charter(path)
    snapshot = take_snapshot(path)
    if not snapshot.readable or snapshot.problems:
        raise IntegrityError(
            "; ".join(snapshot.problems) or "cannot be read", hint="run countermark verify", where=str(path)
        )
    entries = []
    for seq, _, seal, _, _, manifest in snapshot.entries:
        entry = read_manifest(seq, manifest)
        if entry.seal != seal:
            raise IntegrityError(
                f"entry {seq} does not hash to its seal", hint="run countermark verify", where=str(path)
            )
        if recorded_by is None or entry.recorded_at <= stamp(recorded_by):
            entries.append(entry)
    return View(path, tuple(entries), scratch=scratch)
