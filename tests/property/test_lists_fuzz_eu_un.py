"""Damaged UN and EU lists give entries or an error a person can read, never another failure."""

from __future__ import annotations

import os
import random
import time
from pathlib import Path

import pytest

from countermark.model.errors import InputError
from countermark.sources.lists import eu_fsd, eu_journal, eu_whole, un_xml
from countermark.sources.lists.base import ListParser, ListReport
from tests.unit.lists import test_eu_fsd, test_eu_journal, test_eu_whole, test_un_xml
from tests.unit.lists.eu_un_help import check, made

SECONDS = float(os.environ.get("COUNTERMARK_FUZZ_SECONDS", "1"))
PIECES = (
    b"&",
    b"<",
    b">",
    b'"',
    b"\x00",
    b"\xff",
    b"\x19",
    b"</",
    b"<!--",
    b"]]>",
    b"&#0;",
    b",",
    b"\r\n",
    b"; ",
    b"(",
    b"\xd0",
)

UN = test_un_xml.whole(
    *(
        test_un_xml.person(
            "<TITLE><VALUE>Dr</VALUE></TITLE><COMMENTS1>See TEi.012. Gender: male https://a.example/1</COMMENTS1>"
            + test_un_xml.ALIAS.format("Low", "Ada; آدا (X)", "<NOTE>In Arabic: آدا</NOTE>")
            + "<INDIVIDUAL_DATE_OF_BIRTH><YEAR>1963</YEAR></INDIVIDUAL_DATE_OF_BIRTH>"
            "<INDIVIDUAL_DOCUMENT><NUMBER>7</NUMBER></INDIVIDUAL_DOCUMENT>",
            number,
        )
        for number in ("11", "12", "13")
    )
)
FSD = test_eu_fsd.whole(
    *(
        test_eu_fsd.entity(
            test_eu_fsd.MAIN + '<birthdate year="1937" monthOfYear="4" city="B"/>'
            '<address street="1"><contactInfo key="FAX" value="2"/></address>'
            '<identification identificationTypeCode="imo" number="7406784"/><remark>Date of listing: 1.2.2003</remark>'
        )
        for _ in range(3)
    )
)
WHOLE = test_eu_whole.whole(*(test_eu_whole.entity(test_eu_whole.NAME) for _ in range(3)))
JOURNAL = test_eu_journal.table(
    *(
        test_eu_journal.row(
            recordId=str(number),
            alias='Eda (Эда); "a; b"',
            birthDate="(a) 1.1.1960, (b) 1963",
            nationality="Russian, Syrian",
        )
        for number in range(3)
    )
)
CASES: list[tuple[ListParser, str]] = [
    (un_xml.PARSERS[0], UN),
    (eu_fsd.PARSERS[0], FSD),
    (eu_whole.PARSERS[0], WHOLE),
    (eu_journal.PARSERS[0], JOURNAL),
]


def damage(data: bytes, chance: random.Random) -> bytes:
    """Cut, flip, insert, repeat, shuffle or drop a piece, one to six times."""
    for _ in range(chance.randint(1, 6)):
        if not data:
            return data
        at, end = sorted((chance.randrange(len(data)), chance.randrange(len(data) + 1)))
        kind = chance.randrange(6)
        if kind == 0:
            data = data[:end]
        elif kind == 1:
            data = data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]
        elif kind == 2:
            data = data[:at] + chance.choice(PIECES) + data[at:]
        elif kind == 3:
            data = data[:end] + data[at:]
        elif kind == 4:
            data = data[:at] + data[at + chance.randint(1, 40) :]
        else:
            lines = data.split(b">" if data[:1] == b"<" else b"\n")
            chance.shuffle(lines)
            data = (b">" if data[:1] == b"<" else b"\n").join(lines)
    return data


@pytest.mark.parametrize(("parser", "text"), CASES, ids=["un_xml", "eu_fsd", "eu_whole", "eu_journal"])
def test_damage_gives_entries_or_a_readable_error(parser: ListParser, text: str, tmp_path: Path) -> None:
    seed = int(os.environ.get("COUNTERMARK_FUZZ_SEED", "20260227"))
    chance = random.Random(seed)
    until = time.monotonic() + SECONDS
    runs = read = 0
    while time.monotonic() < until:
        data = damage(text.encode(), chance)
        for recover in (False, True):
            report = ListReport()
            try:
                file = made(tmp_path, data)
                parser.recognises(file)
                entries = list(parser.parse(file, report, recover=recover))
            except InputError:
                continue
            check(entries, report)
            read += 1
        runs += 1
    assert runs > 20
    assert read > 0
