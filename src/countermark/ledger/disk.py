"""The few file calls a ledger makes, in the order that survives a power cut.

1. Bytes go to a partial name, are fsynced, renamed to their final name, and the folder is fsynced.
2. `step` is called before each of these, so that a test can stop, fail or kill the process between any two.
3. A failed call leaves no partial file; a killed process may leave one, which is harmless.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from countermark.model.errors import CountermarkError

PARTIAL = ".partial-"

Step = Callable[[str], None]


def _nothing(_: str) -> None:
    return None


@contextmanager
def _worded(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise CountermarkError(
            f"cannot write: {error.strerror or error}",
            hint="free some space or choose another folder; nothing was added",
            where=str(folder),
        ) from error


@dataclass(frozen=True, slots=True)
class Disk:
    """File calls with a hook before each; the default hook does nothing."""

    step: Step = _nothing

    @contextmanager
    def partial(self, folder: Path) -> Iterator[Path]:
        """Give a fresh partial name in a folder, gone again when the block ends.

        Raises:
            CountermarkError: the file system refuses: full, read only, a quota.
        """
        path = folder / f"{PARTIAL}{os.getpid()}-{secrets.token_hex(8)}"
        try:
            with _worded(folder):
                yield path
        finally:
            with suppress(OSError):
                path.unlink(missing_ok=True)

    def write(self, file: BinaryIO, data: bytes) -> None:
        """Write one block."""
        self.step("write")
        file.write(data)

    def settle(self, partial: Path, final: Path) -> None:
        """Make a file of the same file system durable under its final name.

        Raises:
            CountermarkError: the file system refuses.
        """
        with _worded(final.parent):
            self.sync(partial)
            self.rename(partial, final)

    def sync(self, path: Path) -> None:
        """Wait until a file or folder is on the disk."""
        self.step(f"sync {path.name if not path.name.startswith(PARTIAL) else 'partial'}")
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def rename(self, partial: Path, final: Path) -> None:
        """Give a durable file its final name, and make the name durable."""
        self.step(f"rename into {final.parent.name}")
        partial.replace(final)
        self.sync(final.parent)

    def place(self, blocks: Iterable[bytes], folder: Path, *, name: str = "", suffix: str = "") -> str:
        """Write blocks under a name, or under their own SHA-256; give that hash."""
        digest = hashlib.sha256()
        with self.partial(folder) as partial:
            with partial.open("xb") as file:
                for block in blocks:
                    digest.update(block)
                    self.write(file, block)
            self.settle(partial, folder / (name or digest.hexdigest() + suffix))
        return digest.hexdigest()
