"""Mutated workbooks of lists give entries or an error of input, never another exception.

Three ways: bytes of real XLS files, bytes of small XLSX files, and cells of whole ones (shuffled, cut, replaced).
COUNTERMARK_FUZZ_SECONDS sets how long each runs (default 1).
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from countermark.model.errors import InputError
from countermark.sources.lists import au_dfat, jp_mof, ua_nsdc
from countermark.sources.lists.base import ListFile, ListParser, ListReport
from countermark.sources.lists.workbook import read_workbook
from tests.unit.lists.making import check, unpacked, workbook, write

SECONDS = float(os.environ.get("COUNTERMARK_FUZZ_SECONDS", "1")) / 2
PARSERS: tuple[ListParser, ...] = (*au_dfat.PARSERS, *jp_mof.PARSERS, *ua_nsdc.PARSERS)
REAL = {
    "au": "sanctions/australia/regulation8_consolidated_2022-05.xls.zst",
    "jp": "sanctions/japan/mof_freeze_2022-11-02.xls.zst",
    "ua": "sanctions/ukraine/nsdc_decrees_2022-04-07.xlsx",
}
ODD = (
    "", "\x00", "a) b) c)", "(a)(b)(", "((((((", "9" * 40, "0年0月0日", "令和99年", "1999.99.99削除", "№" * 9, "\ud7ff",
    "NA", "不明", "a.k.a.", "Passport no: ", "паспорт № 1 2 3 4 5 6 7", "=1+1", "31 Feb. 2022", "2022-13-45", "-" * 300,
)  # fmt: skip


def survive(file: ListFile, parser: ListParser, *, recover: bool) -> None:
    report = ListReport()
    try:
        parser.recognises(file)
        entries = list(parser.parse(file, report, recover=recover))
    except InputError:
        return
    check(parser, entries, report)


def run(step: Callable[[random.Random], None]) -> None:
    chance, end, count = random.Random(20260824), time.monotonic() + SECONDS, 0
    while time.monotonic() < end:
        step(chance)
        count += 1
    assert count


def flip(raw: bytes, chance: random.Random) -> bytes:
    broken = bytearray(raw)
    way = chance.randrange(4)
    if way == 0:
        return raw[: chance.randrange(len(raw))]
    for _ in range(chance.choice((1, 3, 30, 1000))):
        broken[chance.randrange(len(broken))] = chance.randrange(256)
    if way == 1:
        start = chance.randrange(len(broken))
        del broken[start : start + chance.choice((1, 64, 512, 4096))]
    return bytes(broken)


@pytest.mark.parametrize("name", ["au", "jp"])
def test_bytes_of_real_xls_files(data_dir: Path, tmp_path: Path, name: str) -> None:
    raw = unpacked(data_dir / REAL[name], tmp_path).path.read_bytes()
    parser = PARSERS[0] if name == "au" else PARSERS[1]
    run(lambda chance: survive(write(tmp_path, "f.xls", flip(raw, chance)), parser, recover=chance.random() < 0.5))


def test_bytes_of_a_small_xlsx(tmp_path: Path) -> None:
    raw = workbook({"S": [["a", "b"], ["c", 1.0]]})
    run(lambda chance: survive(write(tmp_path, "f.xlsx", flip(raw, chance)), chance.choice(PARSERS), recover=True))


@pytest.mark.parametrize(("index", "name"), list(enumerate(REAL)))
def test_cells_of_whole_workbooks(data_dir: Path, tmp_path: Path, index: int, name: str) -> None:
    sheets = [sheet for sheet in read_workbook(unpacked(data_dir / REAL[name], tmp_path)) if len(sheet.rows) > 3]

    def step(chance: random.Random) -> None:
        sheet = chance.choice(sheets)
        rows = [list(row[:20]) for row in sheet.rows[:5] + chance.sample(sheet.rows, min(12, len(sheet.rows)))]
        for _ in range(chance.randrange(12)):
            row = chance.choice(rows[chance.choice((0, 4)) :])
            if row:
                row[chance.randrange(len(row))] = chance.choice((*ODD, *chance.choice(rows)[:1]))
        if chance.random() < 0.3:
            chance.shuffle(chance.choice(rows))
        clean = [["".join(letter for letter in cell if letter >= " ") for cell in row] for row in rows]
        survive(
            write(tmp_path, "f.xlsx", workbook({sheet.title[:31]: clean})),
            PARSERS[index],
            recover=chance.random() < 0.5,
        )

    run(step)
