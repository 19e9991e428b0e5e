"""A process that adds to a ledger until it is killed: `python -m tests.fault.ledger_child`.

Each line on standard input is a JSON order. A fork of this warm process carries it out; its number goes to standard
output, then how it ended. The fork appends one line to the order's `acknowledged` file after each call that returned.

Orders: `ledger`, `acknowledged`, `start` (number of the first text), `batches`, `kill_at` (die at that step of the
file calls), `full_at` (the disk is full at that step), `limit_bytes` (RLIMIT_FSIZE), `report` (add
this text as a report instead).
"""

from __future__ import annotations

import errno
import json
import os
import resource
import signal
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any

from countermark.intake.add import add
from countermark.ledger import Engine, Ledger
from countermark.ledger.disk import Disk
from countermark.model.errors import CountermarkError
from tests.fault.ledger_cases import Ticking, add_batch


class Steps:
    """Counts the steps of the file calls and strikes at one of them."""

    def __init__(self, kill_at: int, full_at: int) -> None:
        self.count = 0
        self._kill_at, self._full_at = kill_at, full_at

    def __call__(self, what: str) -> None:
        self.count += 1
        if self.count == self._kill_at:
            os.kill(os.getpid(), signal.SIGKILL)
        if self._full_at and self.count >= self._full_at and not what.startswith(("begin", "insert", "commit")):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def work(order: dict[str, Any]) -> int:
    """Carry an order out; 0 when all was added, 3 when the ledger refused with an error of ours."""
    disk = Disk(Steps(order.get("kill_at", 0), order.get("full_at", 0)))
    limit = order.get("limit_bytes", resource.RLIM_INFINITY)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    try:
        with (
            tempfile.TemporaryDirectory() as folder,
            Engine(threads=1, disk=disk) as engine,
            Ledger.open(Path(order["ledger"]), clock=Ticking(), disk=disk) as ledger,
        ):
            for number in range(order["start"], order["start"] + order["batches"]):
                if order.get("report"):
                    place = Path(folder) / "report.txt"
                    place.write_text(order["report"], encoding="utf-8")
                    added = add(ledger, [place], kind="report", engine=engine)
                    entry = added.derived[-1]
                elif number % 3 == 2:
                    entry = ledger.record("judgement", {"number": number})
                else:
                    text = f"text {number}\n" * order.get("lines", 1)
                    entry = add_batch(ledger, engine, Path(folder), text, rows=order.get("rows", 4), disk=disk)
                tell(order, f"{entry.seq} {entry.seal}")
    except CountermarkError as error:
        tell(order, f"refused {error.code} {error.detail}")
        return 3
    return 0


def tell(order: dict[str, Any], line: str) -> None:
    """Say what happened, in one write, past the limit of file size."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    heard = os.open(order["acknowledged"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.write(heard, f"{line}\n".encode())
    os.close(heard)
    resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def main() -> None:
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            code = 9
            try:
                code = work(json.loads(line))
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(code)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
        status = os.waitpid(child, 0)[1]
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
