"""Damaged Consolidated Screening Lists: entries or an input error, never anything else.

COUNTERMARK_FUZZ_SECONDS sets how long each file is damaged.
"""

from __future__ import annotations

import json
import os
import random
import time
from pathlib import Path

import pytest

from countermark.model.errors import InputError
from countermark.model.ontology import is_known
from countermark.sources.lists.base import ListFile, ListReport
from countermark.sources.lists.us_csl import UsCslParser
from countermark.sources.lists.us_csl_json import UsCslJsonParser
from tests.unit.lists.test_us_csl import CONDENSED, DPL, EL, SDN, made

SECONDS = float(os.environ.get("COUNTERMARK_FUZZ_SECONDS", "1")) / 1.5
OFFICIAL = {
    "total": 1,
    "results": [
        {
            "source": SDN,
            "entity_number": "17",
            "type": "Individual",
            "name": "IVANOV, Ivan",
            "programs": ["A"],
            "addresses": [{"address": "1 Some St.", "country": "BY"}],
            "ids": [{"type": "Passport", "number": "A1", "country": "CA", "issue_date": "1999-01-02"}],
            "dates_of_birth": ["circa 1966"],
            "federal_register_notice": None,
            "source_list_url": "https://x.test",
        }
    ],
}


def damaged(content: bytes, chance: random.Random) -> bytes:
    data = bytearray(content)
    for _ in range(chance.randint(1, 6)):
        what, at = chance.randrange(6), chance.randrange(len(data) or 1)
        if what == 0:
            del data[at:]
        elif what == 1 and data:
            data[at] = chance.randrange(256)
        elif what == 2:
            end = at + chance.randrange(40)
            data[at:at] = data[at:end]
        elif what == 3:
            del data[at : at + chance.randrange(40)]
        elif what == 4:
            data[at:at] = chance.choice(
                [b'"', b";", b"\n", b"\x00", b",", b"[", b"{", b"}", b"null", b"-1", b"\xff\xfe", b"()"]
            )
        else:
            lines = bytes(data).split(b"\n")
            chance.shuffle(lines)
            data = bytearray(b"\n".join(lines))
    return bytes(data)


def rows(tmp_path: Path) -> bytes:
    return made(
        tmp_path,
        {"source": EL, "name": "Alpha (f.k.a. Beta)", "alt_names": "X; and Y", "addresses": "1 St., Minsk, BY; CN"},
        {
            "source": DPL,
            "name": "I. ASH",
            "federal_register_notice": "68 F.R. 1 6/27/03 71 F.R. 2",
            "start_date": "2003-06-19",
        },
        {
            "source": SDN,
            "entity_number": "17",
            "type": "Individual",
            "name": "IVANOV, Ivan",
            "remarks": "(Linked To: A; Linked To: B)",
        },
        {
            "source": SDN,
            "entity_number": "18",
            "type": "Vessel",
            "name": "V",
            "ids": "CA, 2009-01-01, BC1, Passport; Gender, Male",
        },
    ).path.read_bytes()


@pytest.mark.parametrize("form", ["csv", "condensed", "official"])
def test_damage(tmp_path: Path, form: str) -> None:
    parser: UsCslParser | UsCslJsonParser = UsCslParser() if form == "csv" else UsCslJsonParser()
    content = {
        "csv": rows(tmp_path),
        "condensed": json.dumps(CONDENSED).encode(),
        "official": json.dumps(OFFICIAL).encode(),
    }[form]
    chance, path, end = random.Random(5), tmp_path / "damaged", time.monotonic() + SECONDS
    tried = read = 0
    while time.monotonic() < end or tried < 50:
        tried += 1
        data = damaged(content, chance)
        path.write_bytes(data)
        file = ListFile(path, path.name, data[: 1 << 16])
        parser.recognises(file)
        for recover in (False, True):
            report = ListReport()
            try:
                entries = list(parser.parse(file, report, recover=recover))
            except InputError:
                continue
            read += 1
            assert report.reconciles
            assert entries
            assert all(is_known(said.schema, said.prop) for entry in entries for said in entry.said)
    assert read
