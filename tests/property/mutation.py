"""Damages list files at random and reads them: entries or an error of input, never another exception."""

from __future__ import annotations

import os
import random
import time
from pathlib import Path

from countermark.model.errors import InputError
from countermark.sources.lists.base import ListParser, ListReport
from tests.unit.lists.reading import check_contract, written

SECONDS = float(os.environ.get("COUNTERMARK_FUZZ_SECONDS", "1"))


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Truncate, flip bytes, repeat, cut out or shuffle pieces of a file."""
    bad = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        if not bad:
            break
        at = chance.randrange(len(bad))
        end = min(len(bad), at + chance.randint(1, 200))
        match chance.randrange(7):
            case 0:
                del bad[at:]
            case 1:
                bad[at] = chance.randrange(256)
            case 2:
                del bad[at:end]
            case 3:
                bad[at:at] = bad[chance.randrange(len(bad)) :][: chance.randint(1, 300)]
            case 4:
                lines = bytes(bad).split(b"\n")
                chance.shuffle(lines)
                bad = bytearray(b"\n".join(lines))
            case 5:
                bad[at:at] = chance.choice(
                    [b'"', b",", b"\x00", b"\xff", b"<", b"&", b"\r", b"\x1a", b"]]>", b"(1) (2)"]
                )
            case _:
                piece = bad[at:end]
                chance.shuffle(piece)
                bad[at:end] = piece
    return bytes(bad)


def fuzz(parser: ListParser, seeds: list[tuple[str, bytes]], folder: Path, *, seconds: float = SECONDS) -> int:
    """Read damaged copies until the time is up; give how many were read."""
    chance = random.Random(20260101)
    stop = time.monotonic() + seconds
    runs = 0
    while time.monotonic() < stop:
        name, data = chance.choice(seeds)
        file = written(folder, damaged(data, chance), name)
        parser.recognises(file)
        for recover in (False, True):
            report = ListReport()
            try:
                entries = list(parser.parse(file, report, recover=recover))
            except InputError:
                continue
            assert report.reconciles
            if runs % 20 == 0:
                check_contract(entries)
        runs += 1
    return runs
