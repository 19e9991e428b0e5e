"""`catalog.json`: the hash of the catalog at rest, written by whoever closes it last.

The seals cover what the catalog says; this covers its bytes, down to the unused ones, and says how many entries were
complete then. It is behind the catalog while a process holds it open, or after one was killed, and then says nothing
about the bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec

from countermark.ledger.disk import Disk
from countermark.model.canonical import canonical_json, sha256_file
from countermark.model.errors import IntegrityError

MARK_NAME = "catalog.json"


@dataclass(frozen=True, slots=True)
class Mark:
    """Entries and last seal at the time (of no entry: the hash of the charter), and the catalog's hash."""

    entries: int
    seal: str
    sha256: str


def _bytes(mark: Mark) -> bytes:
    return canonical_json({"entries": mark.entries, "seal": mark.seal, "sha256": mark.sha256})


def write_mark(folder: Path, catalog: Path, *, entries: int, seal: str, disk: Disk) -> None:
    """Write the mark of a catalog that nobody has open."""
    mark = Mark(entries=entries, seal=seal, sha256=sha256_file(catalog))
    disk.place([_bytes(mark)], folder, name=MARK_NAME)


def advance_mark(folder: Path, catalog: Path, *, entries: int, seal: str, disk: Disk) -> None:
    """Write the mark again if the catalog has more entries than it says.

    With as many nothing was written since, so a catalog that differs from its mark was changed by someone else, and
    with fewer it lost some: then the mark stays to tell.
    """
    try:
        mark = read_mark(folder)
    except IntegrityError:
        return  # damaged or gone: for `verify` to tell
    if entries > mark.entries:
        write_mark(folder, catalog, entries=entries, seal=seal, disk=disk)


def read_mark(folder: Path) -> Mark:
    """Read the mark.

    Raises:
        IntegrityError: missing, or not as it was written.
    """
    path = folder / MARK_NAME
    try:
        data = path.read_bytes()
        mark = msgspec.json.decode(data, type=Mark)
    except FileNotFoundError as error:
        raise IntegrityError("missing", where=MARK_NAME) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise IntegrityError(f"no mark of a catalog: {error}", where=MARK_NAME) from error
    if data != _bytes(mark) or mark.entries < 0:
        raise IntegrityError("changed since it was written", where=MARK_NAME)
    return mark
