"""What every part of the benchmarks measures with: a command as a process of its own, calls in this one, the data."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]


def run(*arguments: str, env: dict[str, str] | None = None) -> dict[str, float]:
    """Run a countermark command; give its wall and processor seconds and its peak memory."""
    with tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "countermark", *arguments],
            stdout=subprocess.DEVNULL,
            stderr=errors,
            env={**os.environ, **(env or {})},
        )
        _, code, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(code)
        if process.returncode:
            errors.seek(0)
            said = errors.read().decode(errors="replace")
            raise SystemExit(f"{arguments}: exit {process.returncode}: {said[-400:]}")
    return {
        "wall_s": round(wall, 2),
        "processor_s": round(used.ru_utime + used.ru_stime, 2),
        "peak_mb": round(used.ru_maxrss / 1024),
    }


def repeat(calls: Sequence[Callable[[], object]], rounds: int) -> dict[str, float]:
    """Make calls again and again in this process, each once before; give medians and quartiles in milliseconds."""
    for call in calls:
        call()
    walls, processors = [], []
    for _ in range(rounds):
        for call in calls:
            start, used = time.perf_counter(), time.process_time()
            call()
            walls.append(1000 * (time.perf_counter() - start))
            processors.append(1000 * (time.process_time() - used))
    walls.sort()
    processors.sort()
    return {
        "calls": len(walls),
        "processor_ms": round(median(processors), 2),
        "processor_ms_quartiles": [round(processors[len(processors) * part // 4], 2) for part in (1, 3)],
        "wall_ms": round(median(walls), 2),
        "wall_ms_quartiles": [round(walls[len(walls) * part // 4], 2) for part in (1, 3)],
    }


def data_dir(options: argparse.Namespace) -> Path | None:
    """Find the folder of real data."""
    folder = Path(options.data or os.environ.get("COUNTERMARK_DATA", ROOT.parent / "shared" / "data"))
    return folder if folder.is_dir() else None
