"""Small OFAC files of our own making, and what the tests of every OFAC format need."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import zstandard

from countermark.model.ontology import is_known
from countermark.sources.lists.base import ListEntry, ListFile, ListReport

CLASSIC_NS = "http://tempuri.org/sdnList.xsd"
NAMES = {"name", "alias", "weakAlias", "previousName"}


def list_file(path: Path, content: bytes, name: str) -> ListFile:
    """Write a list file under a name."""
    target = path / name
    target.write_bytes(content)
    return ListFile(target, name, content[:65536])


def unpacked(data_dir: Path, packed: str, folder: Path, cut: slice | None = None) -> ListFile | None:
    """Unpack a real file (or a part of it); None where it is not there."""
    source = data_dir / "sanctions" / "ofac" / packed
    if not source.is_file():
        return None
    with source.open("rb") as handle:
        content = zstandard.ZstdDecompressor().stream_reader(handle).read()
    return list_file(folder, content[cut] if cut else content, source.name.removesuffix(".zst"))


def read(parser: Any, file: ListFile, *, recover: bool = False) -> tuple[list[ListEntry], ListReport]:
    """Parse a whole file."""
    report = ListReport()
    return list(parser.parse(file, report, recover=recover)), report


def values(entry: ListEntry, entity: str | None = None) -> dict[str, list[str]]:
    """Give the values of one entity of an entry by property; the party's where none is named."""
    found: dict[str, list[str]] = {}
    for said in entry.said:
        if said.entity == (entity or entry.main):
            found.setdefault(said.prop, []).append(said.value)
    return found


def names(entries: list[ListEntry]) -> int:
    """Count the names of the listed parties."""
    return sum(said.prop in NAMES and said.entity == entry.main for entry in entries for said in entry.said)


def check(entries: list[ListEntry], report: ListReport) -> None:
    """Every count reconciles, every property is known, and every entity belongs to one entry."""
    assert report.reconciles
    assert report.stored == len(entries)
    said = Counter((value.schema, value.prop) for entry in entries for value in entry.said)
    assert not [pair for pair in said if not is_known(*pair)]
    owner: dict[str, str] = {}
    for entry in entries:
        for value in entry.said:
            assert value.value
            assert owner.setdefault(value.entity, entry.source_id) == entry.source_id


def classic(*entries: str, count: int | None = None, namespace: str = CLASSIC_NS, day: str = "03/28/2025") -> bytes:
    """Write a classic file around entries."""
    body = "".join(f"<sdnEntry>{entry}</sdnEntry>" for entry in entries)
    stated = len(entries) if count is None else count
    return (
        f'<?xml version="1.0" standalone="yes"?>\n<sdnList xmlns="{namespace}">\n<publshInformation>'
        f"<Publish_Date>{day}</Publish_Date><Record_Count>{stated}</Record_Count></publshInformation>\n{body}</sdnList>"
    ).encode()


def person(*, uid: str = "9001", programme: str = "NS-PLC", more: str = "") -> str:
    """Write an entry of a person."""
    return (
        f"<uid>{uid}</uid><firstName>Otto</firstName><lastName>EXAMPLE</lastName><sdnType>Individual</sdnType>"
        f"<programList><program>{programme}</program></programList>{more}"
    )
