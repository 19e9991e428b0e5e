"""Bytes of a file, unpacked while they are read: plain, gzip or zstandard, told apart by their first bytes.

A torn or corrupt archive raises FormatError at the byte where that shows; memory stays constant for any size.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

import zstandard

from countermark.model.errors import FormatError

GZIP, ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_GZIP_CHUNK = 1 << 16
_ZSTD_CHUNK = 1 << 8  # a zstandard block of 4 bytes may unpack to 128 KiB: small bites bound the memory


def compression(path: Path) -> str:
    """Name the compression of a file: `none`, `gzip` or `zstandard`.

    Raises:
        FormatError: a folder, a missing or an unreadable file.
    """
    if path.is_dir():
        raise FormatError("a folder, not a file", where=path.name, hint="name the files in it one by one")
    try:
        with path.open("rb") as file:
            start = file.read(4)
    except FileNotFoundError:
        raise FormatError("no such file", where=str(path), hint="check the path") from None
    except OSError as error:
        raise FormatError(
            f"cannot be read: {error.strerror}", where=str(path), hint="check the file's permissions"
        ) from None
    if start.startswith(GZIP):
        return "gzip"
    return "zstandard" if start == ZSTD else "none"


class _Unpacked(io.RawIOBase):
    """A raw stream over an iterator of byte chunks."""

    def __init__(self, chunks: Iterator[bytes], source: BinaryIO) -> None:
        self._chunks = chunks
        self._source = source
        self._left = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._left:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._left = memoryview(chunk)
        size = min(len(buffer), len(self._left))
        buffer[:size] = self._left[:size]
        self._left = self._left[size:]
        return size

    def close(self) -> None:
        self._source.close()
        super().close()


def _gunzip(source: BinaryIO, name: str) -> Iterator[bytes]:
    with gzip.GzipFile(fileobj=source) as archive:
        try:
            while chunk := archive.read(_GZIP_CHUNK):
                yield chunk
        except (EOFError, OSError, zlib.error) as error:
            raise FormatError(
                f"the gzip archive is torn or corrupt: {error}", where=name, hint="fetch the file again"
            ) from None


def _unzstd(source: BinaryIO, name: str) -> Iterator[bytes]:
    frame = zstandard.ZstdDecompressor().decompressobj()
    started = False
    try:
        while chunk := source.read(_ZSTD_CHUNK):
            while chunk:
                if frame.eof:
                    frame, started = zstandard.ZstdDecompressor().decompressobj(), False
                out = frame.decompress(chunk)
                started = True
                chunk = frame.unused_data if frame.eof else b""
                if out:
                    yield out
    except zstandard.ZstdError as error:
        raise FormatError(
            f"the zstandard archive is corrupt: {error}", where=name, hint="fetch the file again"
        ) from None
    if started and not frame.eof:
        raise FormatError(
            "the zstandard archive is torn: it ends inside a frame", where=name, hint="fetch the file again"
        )


def open_bytes(path: Path) -> io.BufferedReader:
    """Open a file for reading, unpacked.

    Raises:
        FormatError: the file cannot be opened, or (while reading) its archive is torn.
    """
    packing = compression(path)
    source = path.open("rb")
    if packing == "none":
        return source
    chunks = _gunzip(source, path.name) if packing == "gzip" else _unzstd(source, path.name)
    return io.BufferedReader(_Unpacked(chunks, cast("BinaryIO", source)), 1 << 18)
