"""Archives of list files: tar (plain or packed) and zip, a member at a time; any other file is its own only member."""

from __future__ import annotations

import re
import shutil
import tarfile
import zipfile
from collections.abc import Generator, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from countermark.model.errors import FormatError
from countermark.sources.lists.base import ListFile
from countermark.sources.packed import compression, open_bytes

HEAD_BYTES = 1 << 16
_STAMP = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?:T\d{2}:?\d{2}(?::?\d{2})?)?(?!\d)")
_TAR_MAGIC = slice(257, 262)


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive, or the file itself: its number from 1, its name inside (empty: no archive), its file."""

    number: int
    inside: str
    file: ListFile


def members(path: Path, scratch: Path) -> Generator[Member, None, None]:
    """Unpack a file into the folder, a member at a time; each is removed when the next is asked for.

    Raises:
        FormatError: a torn or corrupt archive, or one without files.
    """
    with open_bytes(path) as file:
        start = file.read(512)
    if start[_TAR_MAGIC] == b"ustar":
        yield from _tar(path, scratch)
    elif start.startswith(b"PK\x03\x04") and not _is_workbook(path):
        yield from _zip(path, scratch)
    else:
        with _place(scratch) as place:
            if compression(path) == "none":
                yield _member(1, "", path, _plain_name(path.name))
            else:
                with open_bytes(path) as packed, place.open("wb") as out:
                    shutil.copyfileobj(packed, out, 1 << 20)
                yield _member(1, "", place, _plain_name(path.name))


def first_file(path: Path, scratch: Path) -> ListFile:
    """Give the first file for a look at its beginning; only workbooks and archives are unpacked for it.

    Raises:
        FormatError: as `members`.
    """
    with open_bytes(path) as packed:
        head = packed.read(HEAD_BYTES)
    if head[_TAR_MAGIC] == b"ustar" or head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        taken = members(path, scratch)
        file = next(taken).file
        if file.path != path:
            # The member is removed with the generator; a second name keeps it until the folder goes.
            file = replace(file, path=file.path.rename(scratch / f"first-{path.name}"))
        taken.close()
        return file
    return ListFile(path, _plain_name(path.name), head)


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
        return Member(number, inside, ListFile(place, name, file.read(HEAD_BYTES)))


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
    found = _STAMP.search(PurePosixPath(name).name)
    return (found[0] if found else "", name)


def _in_order(path: Path) -> bool:
    with open_bytes(path) as file, tarfile.open(fileobj=file, mode="r|") as archive:
        names = [_order(info.name) for info in archive if info.isfile()]
    return names == sorted(names)


def _tar(path: Path, scratch: Path) -> Iterator[Member]:
    number = 0
    try:
        with ExitStack() as stack:
            place = stack.enter_context(_place(scratch))
            if _in_order(path):
                file = stack.enter_context(open_bytes(path))
                archive = stack.enter_context(tarfile.open(fileobj=file, mode="r|"))
                infos: Iterable[tarfile.TarInfo] = archive
            else:
                # Members out of order have to be reached one by one, so the archive is unpacked once.
                whole = stack.enter_context(_place(scratch, "archive"))
                with open_bytes(path) as packed, whole.open("wb") as out:
                    shutil.copyfileobj(packed, out, 1 << 20)
                archive = stack.enter_context(tarfile.open(whole, mode="r:"))
                infos = sorted(archive.getmembers(), key=lambda info: _order(info.name))
            for info in infos:
                if not info.isfile() or PurePosixPath(info.name).name.startswith("."):
                    continue
                number += 1
                source = archive.extractfile(info)
                if source is None:
                    continue
                with place.open("wb") as out:
                    shutil.copyfileobj(source, out, 1 << 20)
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
                with archive.open(info) as source, place.open("wb") as out:
                    shutil.copyfileobj(source, out, 1 << 20)
                yield _member(number, info.filename, place, PurePosixPath(info.filename).name)
    except zipfile.BadZipFile as error:
        raise FormatError(f"a zip archive that is torn: {error}", where=path.name, hint="fetch it again") from None
    if not number:
        raise FormatError("an archive without files", where=path.name, hint="name the files themselves")
