"""Mutated JSON, CSV and text of the republished lists give entries or an error of input, never another exception."""

from __future__ import annotations

import json
import os
import random
import time
from pathlib import Path

import pytest

from countermark.model.errors import InputError
from countermark.sources.lists import cn_mofcom, jp_meti, jp_meti_ru, os_curated
from countermark.sources.lists.base import ListParser, ListReport
from countermark.sources.lists.os_tables import TABLES
from tests.unit.lists.making import check, write
from tests.unit.lists.test_os_curated import TEXT
from tests.unit.lists.test_registry_json import chinese, element

SECONDS = float(os.environ.get("COUNTERMARK_FUZZ_SECONDS", "1"))


def seeds() -> dict[str, tuple[ListParser, bytes]]:
    """Give a small whole file of each format."""
    found: dict[str, tuple[ListParser, bytes]] = {
        "jp_meti": (jp_meti.PARSERS[0], json.dumps([element(), element(entity_name="")], ensure_ascii=False).encode()),
        "cn_mofcom": (cn_mofcom.PARSERS[0], json.dumps([chinese(aliases=["探针"])] * 3, ensure_ascii=False).encode()),
        "jp_meti_ru": (jp_meti_ru.PARSERS[0], TEXT.encode()),
    }
    for parser, table in zip(os_curated.PARSERS, TABLES, strict=True):
        listed = next(iter(table.lists)).split("|")
        row = {table.list_column: listed[0], **dict(zip(table.list_columns, listed, strict=False))}
        row |= {table.key: 'Probe "A"', table.end: "2021-01-01", table.days[0]: "13.07.20"}
        cells = ['"' + row.get(heading, "x;y").replace('"', '""') + '"' for heading in table.headings]
        found[table.kind] = (parser, "\r\n".join([",".join(table.headings), *[",".join(cells)] * 4]).encode())
    return found


def mutated(raw: bytes, chance: random.Random) -> bytes:
    broken = bytearray(raw)
    for _ in range(chance.choice((0, 1, 2, 8, 40))):
        broken[chance.randrange(len(broken))] = chance.choice((*b'",;[]{}\n\r\\:0 \x00\xff\xe5', chance.randrange(256)))
    if chance.random() < 0.3:
        start = chance.randrange(len(broken))
        del broken[start : start + chance.randrange(40)]
    if chance.random() < 0.3:
        start = chance.randrange(len(broken) + 1)
        broken[start:start] = broken[: chance.randrange(80)]
    return bytes(broken[: chance.randrange(len(broken) + 1)] if chance.random() < 0.3 else broken)


@pytest.mark.parametrize("kind", list(seeds()))
def test_mutated_files(tmp_path: Path, kind: str) -> None:
    parser, raw = seeds()[kind]
    chance, end = random.Random(20260824), time.monotonic() + SECONDS / 3
    while time.monotonic() < end:
        file = write(tmp_path, "f", mutated(raw, chance))
        report = ListReport()
        try:
            parser.recognises(file)
            entries = list(parser.parse(file, report, recover=chance.random() < 0.5))
        except InputError:
            continue
        check(parser, entries, report)
