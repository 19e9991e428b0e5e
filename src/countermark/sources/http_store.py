"""The files of one download: `NAME`, its note `NAME.json`, and while it comes `.NAME.part` with a note of its own.

1. `NAME` is only ever a whole, checked file: it is put there by a rename, after its bytes are on the disk.
2. A note that does not fit its file (after a crash, or an edit) counts for nothing: the file is then fetched anew.
3. One process at a time; the lock goes with the process.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from countermark.model.canonical import sha256_file
from countermark.model.errors import SourceError


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a file that came: stored beside it as JSON.

    address, came_from: asked for, and where redirects led; without queries.
    served_at: when the server says the file was last changed, else when it answered (UTC); `served_by` says which.
    checked: the headers whose lengths and digests fit.
    """

    address: str
    came_from: str
    sha256: str
    size_bytes: int
    etag: str
    last_modified: str
    media_type: str
    served_at: str
    served_by: str
    fetched_at: str
    checked: list[str]


class PartNote(msgspec.Struct, frozen=True, kw_only=True):
    """What has to be the same for a download to go on where it stopped."""

    address: str
    etag: str
    last_modified: str
    encoding: str

    @property
    def validator(self) -> str:
        """Give what `If-Range` takes: a strong ETag, else the time of change; empty where there is neither."""
        return self.etag if self.etag.startswith('"') else self.last_modified


class Store:
    """The files of one name in one folder."""

    def __init__(self, folder: Path, name: str, address: str) -> None:
        """`address` (without query) must be that of the notes, or they count for nothing."""
        self.folder, self.address = folder, address
        self.whole = folder / name
        self.part = folder / f".{name}.part"
        self.unpacked = folder / f".{name}.unpacked"
        self._note = folder / f"{name}.json"
        self._part_note = folder / f".{name}.part.json"
        self._lock = folder / f".{name}.lock"

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other processes away.

        Raises:
            SourceError: another one is at work on the file.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._lock, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise SourceError("another fetch is at work on this file", hint="wait until it has ended") from None
            yield
        finally:
            os.close(handle)

    def held(self) -> Note | None:
        """Give the note of the whole file, if both are there and fit."""
        note = self._read(self._note, Note)
        if note is None or note.address != self.address or not self.whole.is_file():
            return None
        return note if sha256_file(self.whole) == note.sha256 else None

    def begun(self) -> tuple[int, PartNote] | None:
        """Give size and note of a download that can go on."""
        note = self._read(self._part_note, PartNote)
        if note is None or note.address != self.address or not note.validator or not self.part.is_file():
            return None
        size = self.part.stat().st_size
        return (size, note) if size else None

    def begin(self, note: PartNote) -> None:
        """Start a download anew."""
        self.forget()
        self._write(self._part_note, note)
        self.part.touch()

    def forget(self) -> None:
        """Remove what came of a download so far."""
        for path in (self.part, self._part_note, self.unpacked):
            path.unlink(missing_ok=True)

    def settle(self, ready: Path, note: Note) -> None:
        """Give a whole and checked file its name, and write its note."""
        _sync(ready)
        ready.replace(self.whole)
        self._write(self._note, note)
        _sync(self.folder)
        self.forget()

    def _write(self, path: Path, value: msgspec.Struct) -> None:
        place = path.with_name(f".{path.name}.new".replace("..", "."))
        place.write_bytes(msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n")
        _sync(place)
        place.replace(path)

    @staticmethod
    def _read(path: Path, kind: Any) -> Any:
        try:
            return msgspec.json.decode(path.read_bytes(), type=kind)
        except (OSError, msgspec.MsgspecError):
            return None


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
