"""Damaged OFAC files give an InputError or entries, never anything else; for COUNTERMARK_FUZZ_SECONDS (1)."""

from __future__ import annotations

import os
import random
import time
from pathlib import Path
from typing import Any

import pytest

from countermark.model.errors import InputError
from countermark.sources.lists import ofac_advanced, ofac_names, ofac_xml
from tests.unit.lists.ofac_advanced_sample import (
    advanced,
    alias,
    document,
    feature,
    listing,
    name,
    party,
    period,
    place,
    relation,
)
from tests.unit.lists.ofac_samples import check, classic, list_file, person, read

SECONDS = float(os.environ.get("COUNTERMARK_FUZZ_SECONDS", "1"))

MORE = (
    "<title>x</title><idList><id><uid>1</uid><idType>Passport</idType><idNumber>X (Iran)</idNumber></id></idList>"
    "<akaList><aka><uid>1</uid><type>a.k.a.</type><category>weak</category><lastName>B</lastName></aka></akaList>"
    "<addressList><address><uid>1</uid><city>Surgut</city><country>Russia</country></address></addressList>"
    "<dateOfBirthList><dateOfBirthItem><dateOfBirth>10 Dec 1948</dateOfBirth></dateOfBirthItem></dateOfBirthList>"
    "<vesselInfo><tonnage>5</tonnage></vesselInfo><remarks>DOB 1950; (Linked To: X)</remarks>"
)
OTTO = alias(name([("1520", "EXAMPLE"), ("1521", "Otto")]), name([("1520", "示")], script="501"))
ADVANCED = advanced(
    party(
        "9",
        "4",
        OTTO,
        feature("8", period("1962-1-1", "1962-12-31")) + feature("25", '<VersionLocation LocationID="1"/>'),
    ),
    party("8", "1", OTTO, feature("3", "<VersionDetail>Iran</VersionDetail>")),
    listings=listing("9") + listing("8"),
    relations=relation("9", "8", "15003"),
    documents=document("i9", "1571", "X1"),
    places=place("1", [("1454", "Moscow"), ("1456", "101000")]),
)
NAMES = (
    b'{"entity_id": 36, "names": [{"full_name": "A B", "is_primary": true, "type_id": "1403"}]}\n'
    b'{"entity_id": 37, "names": [{"full_name": "C", "is_primary": false, "type_id": "1400"}]}\n'
)


def damaged(content: bytes, chance: random.Random) -> bytes:
    """Cut, flip, repeat, remove or shuffle."""
    data = bytearray(content)
    for _ in range(chance.randint(1, 4)):
        at, to = sorted((chance.randrange(len(data) + 1), chance.randrange(len(data) + 1)))
        match chance.randrange(7):
            case 0:
                del data[at:]
            case 1 if data:
                data[chance.randrange(len(data))] = chance.randrange(256)
            case 2:
                del data[at : min(to, at + 40)]
            case 3:
                data[at:at] = data[at : min(to, at + 400)]
            case 4:
                tags = bytes(data).split(b"<")
                chance.shuffle(tags)
                data = bytearray(b"<".join(tags)) if chance.random() < 0.2 else data
            case 5:
                digits = [place for place, byte in enumerate(data) if 48 <= byte <= 57]
                for digit in chance.sample(digits, min(5, len(digits))):
                    data[digit] = chance.choice(b"0123456789-x")
            case _:
                data[at:at] = chance.choice([b"&", b"\x00", b"<", b"\xff", "ї".encode(), b"<!DOCTYPE x>", b" "])
    return bytes(data)


@pytest.mark.parametrize(
    ("parser", "content", "file_name"),
    [
        (ofac_xml.PARSERS[0], classic(person(more=MORE), person(uid="9002")), "consolidated.xml"),
        (ofac_advanced.PARSERS[0], ADVANCED, "SDN_ADVANCED.XML"),
        (ofac_names.PARSERS[0], NAMES, "sdn_names.jsonl"),
    ],
    ids=["classic", "advanced", "names"],
)
def test_damage_gives_entries_or_an_input_error(parser: Any, content: bytes, file_name: str, tmp_path: Path) -> None:
    chance = random.Random(20250328)
    end = time.monotonic() + SECONDS
    tried = 0
    while time.monotonic() < end or tried < 20:
        tried += 1
        file = list_file(tmp_path, damaged(content, chance), file_name)
        for recover in (False, True):
            parser.recognises(file)
            try:
                _, report = read(parser, file, recover=recover)
            except InputError:
                continue
            assert report.reconciles
    entries, report = read(parser, list_file(tmp_path, content, file_name))
    check(entries, report)
