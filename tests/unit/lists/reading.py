"""Reads list files in tests: from bytes or from the real data, with what was said about them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import zstandard

from countermark.model.ontology import is_known
from countermark.sources.lists.base import ListEntry, ListFile, ListParser, ListReport, Said

HEAD = 1 << 16


def list_file(path: Path, name: str | None = None) -> ListFile:
    return ListFile(path, name or path.name, path.read_bytes()[:HEAD])


def written(folder: Path, data: bytes | str, name: str = "list.csv") -> ListFile:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return list_file(path)


def unpacked(path: Path, folder: Path) -> ListFile:
    """Unpack a zstd file of the real data into a folder."""
    target = folder / path.name.removesuffix(".zst")
    with path.open("rb") as packed, target.open("wb") as out:
        zstandard.ZstdDecompressor().copy_stream(packed, out)
    return list_file(target)


def read(parser: ListParser, file: ListFile, *, recover: bool = False) -> tuple[list[ListEntry], ListReport]:
    report = ListReport()
    entries = list(parser.parse(file, report, recover=recover))
    assert report.reconciles, (report.read, report.stored, report.quarantined, report.dropped_reasons)
    return entries, report


def values(entries: Iterable[ListEntry], prop: str) -> list[str]:
    return [said.value for entry in entries for said in entry.said if said.prop == prop]


def said(entries: Iterable[ListEntry], prop: str) -> list[Said]:
    return [one for entry in entries for one in entry.said if one.prop == prop]


def check_contract(entries: list[ListEntry]) -> None:
    """Every property is one of its schema, every entity of one entry alone, the base statement comes first."""
    owner: dict[str, str] = {}
    for entry in entries:
        assert entry.said[0].entity == entry.main
        assert entry.said[0].prop == "id"
        schemata: dict[str, set[str]] = {}
        for one in entry.said:
            assert is_known(one.schema, one.prop), one
            assert one.value == one.value.strip() != "", one
            assert owner.setdefault(one.entity, entry.source_id) == entry.source_id, one
            schemata.setdefault(one.entity, set()).add(one.schema)
        assert all(len(names) == 1 for names in schemata.values()), schemata
        repeated = Counter((one.entity, one.prop, one.value, one.lang) for one in entry.said)
        assert max(repeated.values()) == 1
