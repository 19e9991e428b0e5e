"""Any sequence of adding, judging, reopening and clock jumps behaves as a list in memory does."""

from __future__ import annotations

import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from countermark.ledger import Engine, Entry, Ledger, verify
from countermark.model.clock import stamp
from countermark.model.errors import IntegrityError
from tests.fault.ledger_cases import add_batch, record_of, stored_rows

START = datetime(2026, 6, 14, tzinfo=UTC)


class LedgerMachine(RuleBasedStateMachine):
    """The ledger, and beside it a plain list of what it should hold."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="countermark-state-"))
        self.case = self.folder / "case"
        self.now = START
        self.engine = Engine(threads=1)
        self.ledger = Ledger.create(self.case, clock=self.clock)
        self.model: list[Entry] = []
        self.latest = ""

    def teardown(self) -> None:
        self.ledger.close()
        report = verify(self.case)
        assert report.problems == []
        assert report.entries == len(self.model)
        self.engine.close()
        shutil.rmtree(self.folder)

    def clock(self) -> datetime:
        return self.now

    def remember(self, entry: Entry) -> None:
        assert entry.seq == len(self.model) + 1
        assert entry.previous == (self.model[-1].seal if self.model else self.ledger.charter.sha256)
        self.latest = max(self.latest, stamp(self.now))
        assert entry.recorded_at == self.latest
        self.model.append(entry)

    @rule(number=st.integers(0, 5), rows=st.integers(0, 3), bad=st.integers(0, 2))
    def add(self, number: int, rows: int, bad: int) -> None:
        self.remember(add_batch(self.ledger, self.engine, self.folder, f"text {number}", rows=rows, bad=bad))

    @rule(body=st.dictionaries(st.text(max_size=5), st.none() | st.integers() | st.text(max_size=9), max_size=3))
    def judge(self, body: dict[str, object]) -> None:
        self.remember(self.ledger.record("judgement", body))

    @rule()
    def refuse(self) -> None:
        try:
            self.ledger.append_batch(originals=[record_of("x", "0" * 64, 1, stored=1)], segments=[])
        except IntegrityError:
            return
        raise AssertionError("rows without a segment were sealed")

    @rule(seconds=st.integers(-100, 1000))
    def pass_time(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule()
    def reopen(self) -> None:
        self.ledger.close()
        self.ledger = Ledger.open(self.case, clock=self.clock)

    @precondition(lambda self: self.model)
    @rule(data=st.data())
    def look_back(self, data: st.DataObject) -> None:
        entry = data.draw(st.sampled_from(self.model))
        moment = datetime.fromisoformat(entry.recorded_at) + data.draw(
            st.sampled_from([timedelta(0), timedelta(microseconds=-1)])
        )
        view = self.ledger.view(moment)
        expected = [known for known in self.model if known.recorded_at <= stamp(moment)]
        assert list(view.entries) == expected
        assert view.seal == (expected[-1].seal if expected else None)

    @invariant()
    def same_entries(self) -> None:
        assert self.ledger.entries() == self.model
        assert [judgement["seq"] for judgement in self.ledger.view().judgements] == [
            entry.seq for entry in self.model if entry.kind == "judgement"
        ]

    @invariant()
    def same_rows(self) -> None:
        segments = {
            segment["sha256"]: segment["rows"] for entry in self.model for segment in entry.body.get("segments", [])
        }
        assert len(stored_rows(self.engine, self.ledger)) == sum(segments.values())

    @invariant()
    def known_bytes_are_held(self) -> None:
        newest = {entry.body["originals"][0]["sha256"]: entry for entry in self.model if entry.kind == "batch"}
        for sha256, entry in newest.items():
            assert self.ledger.holds(sha256, kind="teardown", dataset="case") == entry


TestLedger = LedgerMachine.TestCase
TestLedger.settings = settings(
    max_examples=30, stateful_step_count=20, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
