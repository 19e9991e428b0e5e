"""A full disk at every step, and a real limit of file size: the old ledger stays, and the error is ours."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from countermark.ledger import Ledger, verify
from tests.fault.ledger_cases import Ticking
from tests.fault.ledger_harness import Worker, acknowledged, check


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker() as started:
        yield started


@pytest.fixture
def case(tmp_path: Path) -> Path:
    Ledger.create(tmp_path / "case", clock=Ticking()).close()
    return tmp_path / "case"


def test_a_disk_that_is_full_from_any_step_on_leaves_the_old_ledger(worker: Worker, case: Path) -> None:
    heard = case.parent / "heard"
    unheard = 0
    for step in range(1, 200):
        before = unheard
        code = worker.run(ledger=str(case), acknowledged=str(heard), start=step * 3, batches=1, full_at=step)
        if code == 0:
            break
        assert code == 3, heard.read_text()
        assert acknowledged(heard) == []
        # Only after the commit, when no bytes are left to write, may an entry be there that no call returned.
        unheard = check(case, [], at_most=before + 1)
        assert not list(case.rglob(".partial-*"))
    assert 15 < step < 199
    assert unheard <= 3  # full at the commit, the rename or the fsync after it
    assert "is recorded, but not complete" in heard.read_text()
    assert "refused internal cannot write: No space left on device" in heard.read_text()


@pytest.mark.parametrize("limit_bytes", [100, 2_000, 9_000, 40_000, 70_000])
def test_a_limit_of_file_size_leaves_the_old_ledger(worker: Worker, case: Path, limit_bytes: int) -> None:
    heard = case.parent / "heard"
    worker.run(ledger=str(case), acknowledged=str(heard), start=0, batches=3)
    code = worker.run(
        ledger=str(case), acknowledged=str(heard), start=3, batches=40, lines=2000, rows=4, limit_bytes=limit_bytes
    )
    assert code == 3, heard.read_text()
    check(case, acknowledged(heard), at_most=40)
    assert not verify(case).problems
