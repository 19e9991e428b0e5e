"""The version of the reader: changes whenever the same text could be read otherwise."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from countermark.reading.pipeline import VERSION


def _add(folder: Traversable, digest: hashlib._Hash) -> None:
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if entry.is_dir():
            if entry.name != "__pycache__":
                _add(entry, digest)
        elif not entry.name.endswith(".pyc"):
            digest.update(f"{entry.name}\n".encode())
            digest.update(entry.read_bytes())


@lru_cache(maxsize=1)
def reader_version() -> str:
    """Give the version: the one counted by hand, and the start of a hash over the rules and their data.

    The tables of facts that names and places come from have versions of their own; they are no part of it.
    """
    digest = hashlib.sha256()
    _add(files("countermark.reading"), digest)
    return f"{VERSION}.{digest.hexdigest()[:8]}"
