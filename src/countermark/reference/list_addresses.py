"""Where each list's files are fetched from: one reviewed table of official addresses.

Lists whose publisher gives every issue another address (Japan) or no file at all (Ukraine's register is a site) are not
in it: fetch those by hand and `add` them.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import urlsplit

from countermark.model.errors import FormatError, InputError
from countermark.reference.tables import read_table

FORMATS: Final = frozenset({"csv", "xml", "xlsx"})
_COLUMNS = ("list", "part", "file", "address", "media_types", "max_bytes", "token", "verified", "page")
_PLACE = "reference/list_addresses.csv"


@dataclass(frozen=True, slots=True)
class ListAddress:
    """One file of one list.

    address: holds `{token}` where the publisher asks for one.
    max_bytes: of the file unpacked; whatever is larger is not this list.
    token: the environment variable a token is read from, or empty.
    verified: `yes` where the address answered with the file when the row was reviewed.
    page: where a person finds the file, and a token.
    """

    list: str
    part: str
    file: str
    address: str
    media_types: tuple[str, ...]
    max_bytes: int
    token: str
    verified: bool
    page: str

    @property
    def format(self) -> str:
        """Name the format: `csv`, `xml` or `xlsx`."""
        return PurePosixPath(self.file).suffix.lower().removeprefix(".")


@lru_cache(maxsize=1)
def list_addresses() -> dict[str, tuple[ListAddress, ...]]:
    """Give the files of every list, in the order of the table.

    Raises:
        FormatError: the table is torn.
    """
    found: dict[str, tuple[ListAddress, ...]] = {}
    for row in read_table("list_addresses.csv", _COLUMNS):
        address = ListAddress(
            list=row["list"],
            part=row["part"],
            file=row["file"],
            address=row["address"],
            media_types=tuple(row["media_types"].split()),
            max_bytes=int(row["max_bytes"]),
            token=row["token"],
            verified={"yes": True, "no": False}[row["verified"]],
            page=row["page"],
        )
        _check(address, found.get(address.list, ()))
        found[address.list] = (*found.get(address.list, ()), address)
    return found


def _check(row: ListAddress, before: tuple[ListAddress, ...]) -> None:
    parts = urlsplit(row.address)
    faults = {
        "not an https address": parts.scheme != "https" or not parts.hostname or "@" in parts.netloc,
        "a token without its variable, or the reverse": ("{token}" in row.address) != bool(row.token),
        "a format nobody reads": row.format not in FORMATS,
        "a file name with a folder": PurePosixPath(row.file).name != row.file,
        "the same part or file twice": any(row.part == other.part or row.file == other.file for other in before),
    }
    for fault, there in faults.items():
        if there:
            raise FormatError(fault, where=f"{_PLACE}, {row.list} {row.part}")


def addresses_of(wanted: str) -> tuple[ListAddress, ...]:
    """Give the files of a list, or the one file of `LIST:PART`.

    Raises:
        InputError: no such list or part has an address.
    """
    name, colon, part = wanted.partition(":")
    known = list_addresses()
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        hint = f"did you mean {near[0]}?" if near else f"one of: {', '.join(known)}; fetch others by hand and add them"
        raise InputError(f"no address is known for the list {name!r}", hint=hint)
    found = tuple(address for address in known[name] if not colon or address.part == part)
    if not found:
        raise InputError(
            f"no part {part!r} of {name}", hint=f"one of: {', '.join(address.part for address in known[name])}"
        )
    return found
