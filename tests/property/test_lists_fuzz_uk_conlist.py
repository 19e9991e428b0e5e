from __future__ import annotations

from pathlib import Path

from countermark.sources.lists.uk_conlist import UkConlistParser
from tests.property.mutation import fuzz
from tests.unit.lists.test_uk_conlist import BASE, NEW, OLD, OTHER, table


def _workbook(folder: Path) -> bytes:
    from openpyxl import Workbook  # noqa: PLC0415 - 0.3 s, for this file alone

    book = Workbook()
    sheet = book.active
    sheet.append(["Last Updated", "04/05/2022"])
    sheet.append(NEW)
    for group in range(3):
        row = BASE | {"Name 6": "A", "Other Information": OTHER, "Group ID": str(99001 + group)}
        sheet.append([row.get(heading, "") for heading in NEW])
    book.save(folder / "seed.xlsx")
    return (folder / "seed.xlsx").read_bytes()


def test_damaged_lists(tmp_path):
    rows = [
        BASE
        | {
            "Name 6": "ONE",
            "Name 1": "Ä",
            "DOB": "00/00/1958",
            "Nationality": "(1) Russia (2) Iran",
            "Other Information": OTHER,
        },
        BASE
        | {"Name 6": "TWO, “INC”", "Group ID": "99002", "Alias Type": "AKA", "Group Type": "Entity", "Country": "Iran"},
    ]
    old = [
        {key: value for key, value in row.items() if key in OLD} | {"Passport Details": "(1) A-333602 (2) 54201-247561"}
        for row in rows
    ]
    seeds = [
        ("new.csv", table(NEW, *rows).encode()),
        ("old.csv", table(OLD, *old).encode("cp1252")),
        ("new.xlsx", _workbook(tmp_path)),
    ]
    assert fuzz(UkConlistParser(), seeds, tmp_path) > 50
