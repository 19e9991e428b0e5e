"""Several processes on one ledger: readers see whole batches only, writers chain one behind the other."""

from __future__ import annotations

from pathlib import Path

from countermark.ledger import Engine, Ledger, verify
from tests.fault.ledger_cases import Ticking, stored_rows
from tests.fault.ledger_harness import Worker, acknowledged, check


def test_a_reader_beside_a_writer_sees_whole_batches_only(tmp_path: Path) -> None:
    case, heard = tmp_path / "case", tmp_path / "heard"
    Ledger.create(case, clock=Ticking()).close()
    seen = set()
    with Worker() as worker, Engine(threads=1) as engine:
        worker.start(ledger=str(case), acknowledged=str(heard), start=0, batches=60, rows=7)
        with Ledger.open(case, clock=Ticking()) as ledger:
            while max(seen, default=0) < 60:
                known = acknowledged(heard)
                view = ledger.view()
                assert len(view.entries) >= len(known)
                assert [entry.seq for entry in view.entries] == list(range(1, len(view.entries) + 1))
                for path in view.segment_paths("component"):
                    assert engine.query(f"SELECT count(*) FROM read_parquet('{path}')") == [(7,)]
                seen.add(len(view.entries))
                if len(seen) == 5:
                    assert verify(case).problems == []
            assert len(stored_rows(engine, ledger)) == 40 * 7
        assert worker.ended() == 0
    assert len(seen) > 5, "the reader never looked while the writer was at work"
    check(case, acknowledged(heard), at_most=60, rows=7)


def test_two_writers_at_once_chain_their_entries(tmp_path: Path) -> None:
    case = tmp_path / "case"
    Ledger.create(case, clock=Ticking()).close()
    with Worker() as one, Worker() as two:
        for start, worker in ((0, one), (300, two)):
            worker.start(ledger=str(case), acknowledged=str(tmp_path / f"heard{start}"), start=start, batches=30)
        assert (one.ended(), two.ended()) == (0, 0)
    heard = [acknowledged(tmp_path / f"heard{start}") for start in (0, 300)]
    assert [len(lines) for lines in heard] == [30, 30]
    assert check(case, heard[0] + heard[1], at_most=60) == 60
    seqs = [[int(line.split()[0]) for line in lines] for lines in heard]
    assert sorted(seqs[0] + seqs[1]) == list(range(1, 61))
    assert not (case / "catalog.sqlite-wal").exists()
    assert not verify(case).orphans


def test_a_writer_killed_beside_another_does_not_stop_it(tmp_path: Path) -> None:
    case = tmp_path / "case"
    Ledger.create(case, clock=Ticking()).close()
    with Worker() as one, Worker() as two:
        one.start(ledger=str(case), acknowledged=str(tmp_path / "one"), start=0, batches=40)
        for n in range(6):
            two.kill_after(
                0.03 + n / 100, ledger=str(case), acknowledged=str(tmp_path / "two"), start=300 + 20 * n, batches=9
            )
        assert one.ended() == 0
    check(case, acknowledged(tmp_path / "one") + acknowledged(tmp_path / "two"), at_most=94)
