"""Bytes exactly as received, each file under the SHA-256 of its content.

What is kept here is no evidence yet: a batch that names it makes it so.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from pathlib import Path

from countermark.ledger.disk import Disk
from countermark.model.canonical import CHUNK_BYTES
from countermark.model.errors import InputError


@dataclass(frozen=True, slots=True)
class Original:
    """A kept file: its hash, its size and the name it came under."""

    sha256: str
    size_bytes: int
    name: str


@dataclass(frozen=True, slots=True)
class Originals:
    """The folder of originals."""

    folder: Path
    disk: Disk = field(default_factory=Disk)

    def keep(self, path: Path) -> Original:
        """Copy a file into the folder, durably, under its hash.

        Raises:
            InputError: the file cannot be read.
            CountermarkError: the folder cannot be written.
        """
        try:
            source = path.open("rb", buffering=0)
        except OSError as error:
            raise InputError(
                f"cannot read: {error.strerror}", hint="check the path and its rights", where=str(path)
            ) from error
        digest, size = hashlib.sha256(), 0
        with source, self.disk.partial(self.folder) as partial:
            with partial.open("xb") as target:
                while chunk := source.read(CHUNK_BYTES):
                    digest.update(chunk)
                    size += len(chunk)
                    self.disk.write(target, chunk)
            self.disk.settle(partial, self.folder / digest.hexdigest())
        name = os.fsencode(path.name).decode("utf-8", "backslashreplace")
        return Original(sha256=digest.hexdigest(), size_bytes=size, name=name)

    def path(self, sha256: str) -> Path:
        """Name the place of an original."""
        return self.folder / sha256
