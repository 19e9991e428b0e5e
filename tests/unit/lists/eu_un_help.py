"""What the tests of the UN and EU lists share: files made of text, real files unpacked, entries checked."""

from __future__ import annotations

import re
from pathlib import Path

import zstandard

from countermark.model.ontology import is_known
from countermark.sources.lists.base import ListEntry, ListFile, ListParser, ListReport

NAMES = {"name", "alias", "weakAlias", "previousName"}


def list_file(path: Path) -> ListFile:
    return ListFile(path, path.name, path.read_bytes()[: 1 << 16])


def made(folder: Path, content: str | bytes, name: str = "list.xml") -> ListFile:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list_file(path)


def real(folder: Path, packed: Path) -> ListFile:
    """Unpack a real file."""
    path = folder / packed.name.removesuffix(".zst")
    with packed.open("rb") as source, path.open("wb") as target:
        zstandard.ZstdDecompressor().copy_stream(source, target)
    return list_file(path)


def read(parser: ListParser, file: ListFile, *, recover: bool = False) -> tuple[list[ListEntry], ListReport]:
    report = ListReport()
    entries = list(parser.parse(file, report, recover=recover))
    check(entries, report)
    return entries, report


def check(entries: list[ListEntry], report: ListReport) -> None:
    """Hold what holds of every list: counts reconcile, properties exist, ids belong to one entry and are stable."""
    assert report.reconciles
    assert report.stored == len(entries)
    owner: dict[str, str] = {}
    for entry in entries:
        assert entry.said[0].entity == entry.main
        assert entry.said[0].prop == "id"
        for said in entry.said:
            assert is_known(said.schema, said.prop), said
            assert said.value == said.value.strip() != ""
            assert said.entity.startswith(entry.main)
            assert (
                owner.setdefault(said.entity, f"{entry.stream.list} {entry.source_id}")
                == f"{entry.stream.list} {entry.source_id}"
            )


def values(entry: ListEntry, prop: str) -> list[str]:
    return [said.value for said in entry.said if said.prop == prop]


def langs(entry: ListEntry, prop: str) -> dict[str, str | None]:
    return {said.value: said.lang for said in entry.said if said.prop == prop}


def names_of(entry: ListEntry) -> set[str]:
    return {said.value for said in entry.said if said.prop in NAMES and said.entity == entry.main}


def squeeze(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
