"""Starts the warm process of `ledger_child`, gives it orders, kills its forks, and checks what they left."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from countermark.ledger import Engine, Ledger, verify
from tests.fault.ledger_cases import Ticking, stored_rows

ROOT = Path(__file__).resolve().parents[2]


class Worker:
    """The warm process; one order at a time."""

    def __init__(self) -> None:
        path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.fault.ledger_child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": path},
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(timeout=60)

    def start(self, **order: Any) -> int:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> int:
        assert self._process.stdout is not None
        return int(self._process.stdout.readline())

    def ended(self) -> int:
        """Wait for the fork; its exit code, or minus the signal."""
        return self._answer()

    def run(self, **order: Any) -> int:
        self.start(**order)
        return self.ended()

    def kill_after(self, seconds: float, **order: Any) -> int:
        child = self.start(**order)
        time.sleep(seconds)
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        return self.ended()


def acknowledged(place: Path) -> list[str]:
    """The entries that calls returned, as `seq seal` lines; a line torn by the kill was not heard."""
    text = place.read_text() if place.exists() else ""
    return [line for line in text.split("\n")[:-1] if not line.startswith("refused")]


def check(case: Path, heard: list[str], *, at_most: int, rows: int = 4) -> int:
    """Check what a killed process left: sound before and after opening, all heard, nothing half; give the entries."""
    before = verify(case)
    assert before.problems == []
    with Ledger.open(case, clock=Ticking()) as ledger:
        entries = ledger.entries()
        lines = [f"{entry.seq} {entry.seal}" for entry in entries]
        assert set(heard) <= set(lines)
        assert len(lines) <= at_most
        with Engine(threads=1) as engine:
            held = stored_rows(engine, ledger)
        batches = ledger.view().batches
        stored = [
            (item["sha256"], row) for entry in batches for item in entry.body["originals"] for row in range(1, rows + 1)
        ]
        assert held == sorted(stored)
        for entry in batches:
            for item in entry.body["originals"]:
                assert ledger.originals.path(item["sha256"]).stat().st_size == item["size_bytes"]
    after = verify(case)
    assert after.problems == []
    assert not [orphan for orphan in after.orphans if "not completed" in orphan]
    return len(lines)
