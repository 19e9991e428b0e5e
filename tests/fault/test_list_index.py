"""Many first readers at once: one builds the index of lists, and all of them get the same answer."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

from tests.unit.lists.ofac_files import FIRM, LI, SHIP, sdn, write
from tests.unit.test_cli import MAIN, run

READERS = 5


def test_parallel_first_readers_agree(tmp_path: Path) -> None:
    run("init", "case", cwd=tmp_path)
    rows = [FIRM.replace("42075", str(number), 1) for number in range(50_000, 50_400)]
    run(
        "add",
        write(tmp_path, "sdn_2019-01-04.csv", sdn(LI, SHIP, *rows)).name,
        "--any-size",
        "--ledger",
        "case",
        cwd=tmp_path,
    )
    command = [*MAIN, "status", "Li Shangfu", "--on", "2019-01-05", "--json", "--ledger", "case"]
    for _ in range(2):
        shutil.rmtree(tmp_path / "case" / "cache")
        readers = [
            subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            for _ in range(READERS)
        ]
        told = [reader.communicate(timeout=60) for reader in readers]
        assert [reader.returncode for reader in readers] == [0] * READERS, told
        assert {json.loads(out)["verdict"] for out, _ in told} == {"listed"}
