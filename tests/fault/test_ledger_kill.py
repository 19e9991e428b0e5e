"""Real SIGKILL, at random moments and at every step: nothing acknowledged is lost, nothing is half."""

from __future__ import annotations

import random
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from countermark.ledger import Ledger, verify
from countermark.ledger.disk import Disk
from countermark.model.errors import InputError
from tests.fault.ledger_cases import Ticking
from tests.fault.ledger_harness import Worker, acknowledged, check

SEED = 20260613


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker() as started:
        yield started


@pytest.fixture
def case(tmp_path: Path) -> Path:
    Ledger.create(tmp_path / "case", clock=Ticking()).close()
    return tmp_path / "case"


def _random_kills(worker: Worker, case: Path, kills: int, *, seed: int = SEED) -> None:
    chance = random.Random(seed)
    heard = case.parent / "heard"
    entries = killed = 0
    for _ in range(kills):
        order = {"ledger": str(case), "acknowledged": str(heard), "start": entries, "batches": 60}
        killed += worker.kill_after(chance.uniform(0.005, 0.16), **order) == -signal.SIGKILL
        found = check(case, acknowledged(heard), at_most=entries + 60)
        assert found >= entries
        entries = found
    assert killed >= kills // 2, "too few kills met a living process"
    assert entries, "every process was killed before its first entry"


def test_random_kills_lose_nothing_acknowledged(worker: Worker, case: Path) -> None:
    _random_kills(worker, case, 25)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_hundreds_of_random_kills_lose_nothing_acknowledged(worker: Worker, case: Path, seed: int) -> None:
    _random_kills(worker, case, 40, seed=seed)


def test_a_kill_at_every_step_leaves_the_old_or_the_new_ledger(worker: Worker, case: Path) -> None:
    heard = case.parent / "heard"
    entries, outcomes = 0, set()
    for step in range(1, 200):
        order = {"ledger": str(case), "acknowledged": str(heard), "start": 3 * step, "batches": 1, "kill_at": step}
        if worker.run(**order) == 0:
            break
        found = check(case, acknowledged(heard), at_most=entries + 1)
        outcomes.add(found - entries)
        entries = found
    assert 15 < step < 199
    assert outcomes == {0, 1}


def test_a_kill_at_every_step_of_a_judgement_leaves_the_old_or_the_new_ledger(worker: Worker, case: Path) -> None:
    heard = case.parent / "heard"
    entries, outcomes = 0, set()
    for step in range(1, 50):
        order = {"ledger": str(case), "acknowledged": str(heard), "start": 2, "batches": 1, "kill_at": step}
        if worker.run(**order) == 0:
            break
        found = check(case, acknowledged(heard), at_most=entries + 1)
        outcomes.add(found - entries)
        entries = found
    assert 6 < step < 49
    assert outcomes == {0, 1}


class _Stop(BaseException):
    pass


def test_making_a_ledger_can_be_stopped_at_every_step_and_begun_again(tmp_path: Path) -> None:
    for stop_at in range(1, 50):
        case = tmp_path / str(stop_at)
        count = 0

        def step(_: str, stop_at: int = stop_at) -> None:
            nonlocal count
            count += 1
            if count == stop_at:
                raise _Stop

        try:
            Ledger.create(case, clock=Ticking(), disk=Disk(step)).close()
        except _Stop:
            try:
                Ledger.open(case, clock=Ticking()).close()
            except InputError:
                Ledger.create(case, clock=Ticking()).close()
            assert not verify(case).problems
        else:
            break
    assert 6 < stop_at < 49
