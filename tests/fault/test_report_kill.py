"""A report is killed at every step of being added, and meets a full disk: adding it again completes it, once."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from countermark.intake.add import add
from countermark.ledger import Engine, Ledger, verify
from countermark.tables.reports import open_reports
from tests.fault.ledger_cases import Ticking
from tests.fault.ledger_harness import Worker

TEXT = "“We found four boards,” the inspector said.\n\nThe ministry denied that it had sold any board.\n"
WHOLE = ["batch", "derived"]


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker() as started:
        yield started


def _kinds(case: Path) -> list[str]:
    assert verify(case).problems == []
    with Ledger.open(case, clock=Ticking()) as ledger:
        kinds = [entry.kind for entry in ledger.entries()]
        with Engine(threads=1) as engine:
            reports = open_reports(ledger.view(), engine)
            for report in reports.reports():
                assert reports.text(report.id) == TEXT
                assert (reports.derivations(report.id) == []) == (kinds == ["batch"])
    return kinds


def _completed(case: Path) -> None:
    place = case.parent / "report.txt"
    place.write_text(TEXT, encoding="utf-8")
    with Ledger.open(case, clock=Ticking()) as ledger:
        add(ledger, [place], kind="report")
        assert [entry.kind for entry in ledger.entries()] == WHOLE
        again = add(ledger, [place], kind="report")
    assert (again.entry, again.derived) == (None, [])
    assert verify(case).problems == []


def _order(case: Path, **more: int) -> dict[str, object]:
    heard = str(case.parent / "heard")
    return {"ledger": str(case), "acknowledged": heard, "start": 1, "batches": 1, "report": TEXT, **more}


def test_a_kill_at_every_step_leaves_nothing_half(worker: Worker, tmp_path: Path) -> None:
    outcomes = set()
    for step in range(1, 200):
        case = tmp_path / str(step) / "case"
        case.parent.mkdir()
        Ledger.create(case, clock=Ticking()).close()
        ended = worker.run(**_order(case, kill_at=step))
        if ended == 0:
            break
        assert ended == -signal.SIGKILL
        kinds = _kinds(case)
        assert kinds in ([], ["batch"], WHOLE)
        outcomes.add(len(kinds))
        _completed(case)
    assert 25 < step < 199
    assert outcomes == {0, 1, 2}


@pytest.mark.parametrize("step", [1, 5, 9, 14, 20, 26])
def test_a_full_disk_leaves_nothing_half(worker: Worker, tmp_path: Path, step: int) -> None:
    case = tmp_path / "case"
    Ledger.create(case, clock=Ticking()).close()
    assert worker.run(**_order(case, full_at=step)) in {0, 3}
    assert _kinds(case) in ([], ["batch"], WHOLE)
    _completed(case)
