"""Whether an XLS workbook is whole: its compound file (MS-CFB) and the records of its Workbook stream (MS-XLS, BIFF8).

The reader of the cells takes what it finds; a torn or broken file must be refused before it, with the byte. Cells
beyond column 256 do not exist in the format and would make the reader ask for gigabytes.

https://learn.microsoft.com/openspecs/windows_protocols/ms-cfb and .../ms-xls
"""

from __future__ import annotations

import struct
from typing import Final

MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FREE: Final = 0xFFFFFFFF
_END: Final = 0xFFFFFFFE
_MAX_COLUMN: Final = 255
_BOF, _EOF, _PASSWORD = 0x0809, 0x000A, 0x002F
_ROW_COLUMN: Final = frozenset({0x0006, 0x0201, 0x0203, 0x0204, 0x0205, 0x00FD, 0x027E})
_SPANS: Final = frozenset({0x00BD, 0x00BE})


class BrokenOleError(ValueError):
    """What is wrong with a compound file, and at which byte."""

    def __init__(self, what: str, at: int) -> None:
        super().__init__(f"{what} at byte {at}")


def _chain(first: int, table: list[int], data: bytes, size: int) -> bytes:
    parts: list[bytes] = []
    sector = first
    for _ in range(len(table) + 1):
        if sector == _END:
            return b"".join(parts)
        at = 512 + sector * size if size == 512 else (sector + 1) * size
        if sector >= len(table) or at >= len(data):
            raise BrokenOleError("a chain of sectors that leaves the file", min(at, len(data)))
        parts.append(data[at : at + size])
        sector = table[sector]
    raise BrokenOleError("a chain of sectors that goes in a circle", 512)


def _sector_table(data: bytes, size: int) -> list[int]:
    (count,) = struct.unpack_from("<I", data, 44)
    more, more_count = struct.unpack_from("<II", data, 68)
    places = list(struct.unpack_from("<109I", data, 76))
    per = size // 4
    for _ in range(min(more_count, 10_000)):
        at = (more + 1) * size
        if more >= _END or at + size > len(data):
            break
        block = struct.unpack_from(f"<{per}I", data, at)
        places.extend(block[:-1])
        more = block[-1]
    table: list[int] = []
    for place in places[:count]:
        at = (place + 1) * size
        if place == _FREE or at + size > len(data):
            raise BrokenOleError("the table of sectors is cut off", len(data))
        table.extend(struct.unpack_from(f"<{per}I", data, at))
    return table


def workbook_stream(data: bytes) -> bytes:
    """Give the Workbook stream of a compound file.

    Raises:
        BrokenOleError: a file that is cut off or whose tables contradict one another.
    """
    if len(data) < 512 or not data.startswith(MAGIC):
        raise BrokenOleError("no whole header", len(data))
    (shift,) = struct.unpack_from("<H", data, 30)
    if shift not in {9, 12}:
        raise BrokenOleError("a sector size that does not exist", 30)
    size = 1 << shift
    table = _sector_table(data, size)
    last = max((i for i, sector in enumerate(table) if sector != _FREE), default=-1)
    if (last + 1) * size >= len(data):
        raise BrokenOleError("the file is cut off", len(data))
    (first,) = struct.unpack_from("<I", data, 48)
    folder = _chain(first, table, data, size)
    for at in range(0, len(folder) - 127, 128):
        (length,) = struct.unpack_from("<H", folder, at + 64)
        name = folder[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
        if name in {"Workbook", "Book"} and folder[at + 66] == 2:
            start, total = struct.unpack_from("<II", folder, at + 116)
            if total < 4096:
                raise BrokenOleError("a workbook too small to hold a list", 512)
            stream = _chain(start, table, data, size)
            if len(stream) < total:
                raise BrokenOleError("the Workbook stream is cut off", len(data))
            return stream[:total]
    raise BrokenOleError("no Workbook stream", 512)


def check_records(stream: bytes) -> None:
    """Walk the records of a Workbook stream.

    Raises:
        BrokenOleError: a record that leaves the stream, a part without its end, a cell beyond column 256, a password.
    """
    at, depth, end = 0, 0, len(stream)
    unpack = struct.unpack_from
    while at + 4 <= end:
        kind, length = unpack("<HH", stream, at)
        if kind == 0 and length == 0:
            break
        if at + 4 + length > end or length > 8228:
            raise BrokenOleError("a record that is longer than the format or the stream allows", at)
        if kind in _ROW_COLUMN or kind in _SPANS:
            wide = length >= 6 and max(
                unpack("<H", stream, at + 6)[0], kind in _SPANS and unpack("<H", stream, at + 2 + length)[0]
            )
            if length < 6 or wide > _MAX_COLUMN:
                raise BrokenOleError("a cell that does not exist in the format", at)
        elif kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
        elif kind == _PASSWORD:
            raise BrokenOleError("a workbook protected by a password", at)
        at += 4 + length
    if depth or not at:
        raise BrokenOleError("a sheet without its end", at)
