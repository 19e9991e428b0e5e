"""Archives of list files: tar (plain or packed) and zip, a member at a time; any other file is its own only member.

What unpacks to more than any list has (2 GiB, or 250 times its packed size) is refused while it is unpacked, and so is
a web page: an error or login page saved under a list's name.
"""

from __future__ import annotations

import re
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import IO, Final

from countermark.model.errors import FormatError
from countermark.sources.lists.base import ListFile
from countermark.sources.packed import compression, open_bytes

HEAD_BYTES = 1 << 16
STAMP = re.compile(r"(?<!\d)(\d{4}-\d{2}-\d{2})(?:T(\d{2}):?(\d{2})(?::?(\d{2}))?)?(?!\d)")  # day, hour, minute, second
_TAR_MAGIC = slice(257, 262)
MAX_MEMBER: Final = 2 << 30  # bytes of one list; the largest have some hundred million
MAX_ARCHIVE: Final = 32 << 30  # bytes of all members: a history of many years
MAX_UNSORTED: Final = 8 << 30  # bytes of an archive that has to be unpacked at once
MAX_RATIO: Final = 250  # unpacked to packed, for one list; XML lists reach 40
_RATIO_FROM: Final = 64 << 20  # bytes; less harms nobody
_MAX_HEADER: Final = 1 << 20  # bytes of a long name or of attributes in a tar
_CHUNK: Final = 1 << 20
_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)[\s>]",
    re.IGNORECASE | re.DOTALL,
)
_BOMB: Final = "check where it comes from; if it is right, unpack it and add the files themselves"
_BROKEN_ZIP = (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error)


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive, or the file itself: its number from 1, its name inside (empty: no archive), its file."""

    number: int
    inside: str
    file: ListFile


def members(path: Path, scratch: Path) -> Generator[Member, None, None]:
    """Unpack a file into the folder, a member at a time; each is removed when the next is asked for.

    Raises:
        FormatError: a torn or corrupt archive, one without files or that unpacks to more than a list has; a web page.
    """
    with open_bytes(path) as file:
        start = file.read(HEAD_BYTES)
    _refuse_page(start, _plain_name(path.name))
    if start[_TAR_MAGIC] == b"ustar":
        yield from _tar(path, scratch)
    elif start.startswith(b"PK\x03\x04") and not _is_workbook(path):
        yield from _zip(path, scratch)
    else:
        with _place(scratch) as place:
            if compression(path) == "none":
                yield _member(1, "", path, _plain_name(path.name))
            else:
                with open_bytes(path) as packed:
                    _unpack(packed, place, path.name, packed_size=path.stat().st_size)
                yield _member(1, "", place, _plain_name(path.name))


def first_file(path: Path, scratch: Path) -> ListFile:
    """Give the first file for a look at its beginning; only workbooks and archives are unpacked for it.

    Raises:
        FormatError: as `members`.
    """
    with open_bytes(path) as packed:
        head = packed.read(HEAD_BYTES)
    _refuse_page(head, _plain_name(path.name))
    if head[_TAR_MAGIC] == b"ustar" or head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        taken = members(path, scratch)
        file = next(taken).file
        if file.path != path:
            # The member is removed with the generator; a second name keeps it until the folder goes.
            file = replace(file, path=file.path.rename(scratch / f"first-{path.name}"))
        taken.close()
        return file
    return ListFile(path, _plain_name(path.name), head)


def unknown_members(path: Path, scratch: Path, is_known: Callable[[ListFile], bool]) -> tuple[list[str], int]:
    """Name the members of an archive that are no list known, and count all; a file that is no archive has none.

    Raises:
        FormatError: as `members`.
    """
    unknown, count = [], 0
    for member in members(path, scratch):
        count += bool(member.inside)
        if member.inside and not is_known(member.file):
            unknown.append(member.inside)
    return unknown, count


def _refuse_page(head: bytes, where: str) -> None:
    if _PAGE.match(head):
        raise FormatError(
            "a web page, not a list: an error or login page saved by mistake?",
            where=where,
            hint="open it to see what it says, and fetch the list again",
        )


def _unpack(source: IO[bytes], place: Path, where: str, *, packed_size: int = 0, most: int = MAX_MEMBER) -> None:
    """Write what a source unpacks to; too much of it, or too much for its packed size (0: any), is refused on the way.

    Raises:
        FormatError: one of these.
    """
    size = 0
    with place.open("wb") as out:
        while chunk := source.read(_CHUNK):
            size += len(chunk)
            if size > most:
                raise FormatError(f"it unpacks to more than {most >> 30} GiB", where=where, hint=_BOMB)
            if packed_size and size > _RATIO_FROM and size > MAX_RATIO * packed_size:
                raise FormatError(
                    f"it unpacks to more than {MAX_RATIO} times its size: no list does", where=where, hint=_BOMB
                )
            out.write(chunk)


def _plain_name(name: str) -> str:
    for suffix in (".zst", ".gz"):
        name = name.removesuffix(suffix)
    return name


@contextmanager
def _place(scratch: Path, name: str = "member") -> Iterator[Path]:
    place = scratch / name
    try:
        yield place
    finally:
        place.unlink(missing_ok=True)


def _member(number: int, inside: str, place: Path, name: str) -> Member:
    with place.open("rb") as file:
        head = file.read(HEAD_BYTES)
    _refuse_page(head, inside or name)
    return Member(number, inside, ListFile(place, name, head))


def _is_workbook(path: Path) -> bool:
    if compression(path) != "none":
        return True
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except zipfile.BadZipFile as error:
        raise FormatError(f"a zip archive that is torn: {error}", where=path.name, hint="fetch it again") from None
    return "[Content_Types].xml" in names or "mimetype" in names


def _order(name: str) -> tuple[str, str]:
    """Sort members by the day and time in their names, else by name."""
    found = STAMP.search(PurePosixPath(name).name)
    return (found[0] if found else "", name)


class _Info(tarfile.TarInfo):
    """A header of a tar; one that would be read into memory whole is bounded."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> _Info:
        info = super().frombuf(buf, encoding, errors)
        if info.type in _LONG_HEADERS and info.size > _MAX_HEADER:
            raise FormatError(
                f"a header of {info.size:,} bytes in the tar archive", where="the archive", hint="fetch it again"
            )
        return info


_LONG_HEADERS = (
    tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK,
)  # fmt: skip


def _in_order(path: Path) -> bool:
    names, size = [], 0
    with open_bytes(path) as file, tarfile.open(fileobj=file, mode="r|", tarinfo=_Info) as archive:
        for info in archive:
            size += info.size
            if info.size > MAX_MEMBER or size > MAX_ARCHIVE:
                raise FormatError(
                    f"it unpacks to more than {(MAX_MEMBER if info.size > MAX_MEMBER else MAX_ARCHIVE) >> 30} GiB",
                    where=f"{path.name}, {info.name}",
                    hint=_BOMB,
                )
            if info.isfile():
                names.append(_order(info.name))
    return names == sorted(names)


def _tar(path: Path, scratch: Path) -> Iterator[Member]:
    number = 0
    try:
        with ExitStack() as stack:
            place = stack.enter_context(_place(scratch))
            if _in_order(path):
                file = stack.enter_context(open_bytes(path))
                archive = stack.enter_context(tarfile.open(fileobj=file, mode="r|", tarinfo=_Info))
                infos: Iterable[tarfile.TarInfo] = archive
            else:
                # Members out of order have to be reached one by one, so the archive is unpacked once.
                whole = stack.enter_context(_place(scratch, "archive"))
                with open_bytes(path) as packed:
                    _unpack(packed, whole, path.name, most=MAX_UNSORTED)
                archive = stack.enter_context(tarfile.open(whole, mode="r:", tarinfo=_Info))
                infos = sorted(archive.getmembers(), key=lambda info: _order(info.name))
            for info in infos:
                if not info.isfile() or PurePosixPath(info.name).name.startswith("."):
                    continue
                number += 1
                source = archive.extractfile(info)
                if source is None:
                    continue
                _unpack(source, place, f"{path.name}, {info.name}")
                yield _member(number, info.name, place, PurePosixPath(info.name).name)
    except tarfile.TarError as error:
        raise FormatError(f"a tar archive that is torn: {error}", where=path.name, hint="fetch it again") from None
    if not number:
        raise FormatError("an archive without files", where=path.name, hint="name the files themselves")


def _zip(path: Path, scratch: Path) -> Iterator[Member]:
    number = 0
    try:
        with zipfile.ZipFile(path) as archive, _place(scratch) as place:
            for info in sorted(archive.infolist(), key=lambda info: _order(info.filename)):
                if info.is_dir():
                    continue
                number += 1
                where = f"{path.name}, {info.filename}"
                try:
                    with archive.open(info) as source:
                        _unpack(source, place, where, packed_size=max(info.compress_size, 1))
                except _BROKEN_ZIP as error:
                    raise FormatError(f"it cannot be unpacked: {error}", where=where, hint="fetch it again") from None
                yield _member(number, info.filename, place, PurePosixPath(info.filename).name)
    except zipfile.BadZipFile as error:
        raise FormatError(f"a zip archive that is torn: {error}", where=path.name, hint="fetch it again") from None
    if not number:
        raise FormatError("an archive without files", where=path.name, hint="name the files themselves")
