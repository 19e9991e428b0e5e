from __future__ import annotations

import dataclasses
import hashlib
import json
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from countermark.ledger import Engine, Ledger, Originals, verify, write_segment
from countermark.ledger.seal import Segment
from countermark.model.errors import CountermarkError, InputError, IntegrityError, UnknownEntity
from countermark.model.facts import COMPONENT
from tests.fault.ledger_cases import Ticking, add_batch, fact_rows, keep_text, record_of, stored_rows


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return tmp_path / "case"


@pytest.fixture
def engine():
    with Engine(threads=1) as opened:
        yield opened


def test_a_new_ledger_is_empty_and_sound(case: Path) -> None:
    with Ledger.create(case, clock=Ticking(), name='Ann\'s "case"') as ledger:
        assert ledger.entries() == []
        assert ledger.view().seal is None
        assert ledger.charter.name == 'Ann\'s "case"'
    assert not verify(case).problems
    with Ledger.open(case, clock=Ticking()) as ledger:
        assert ledger.charter.created_at == "2026-06-14T08:00:01.000000Z"


def test_a_batch_is_there_after_reopening(case: Path, tmp_path: Path, engine: Engine) -> None:
    with Ledger.create(case, clock=Ticking()) as ledger:
        added = add_batch(ledger, engine, tmp_path, "one")
    with Ledger.open(case, clock=Ticking()) as ledger:
        view = ledger.view()
        assert view.entries == (added,)
        assert view.batches == [added]
        assert view.seal == added.seal
        original = hashlib.sha256(b"one").hexdigest()
        assert stored_rows(engine, ledger) == [(original, 1), (original, 2), (original, 3)]
        assert ledger.originals.path(original).read_bytes() == b"one"
        assert view.original(original).decisions == {"encoding": "utf-8"}
        issues = (case / "issues" / f"{added.body['issues']['sha256']}.jsonl").read_text().splitlines()
        assert [json.loads(line)["row"] for line in issues] == [4]
        with pytest.raises(UnknownEntity):
            view.original("0" * 64)
        assert view.segment_paths("part") == []
    assert not verify(case).problems


def test_a_seal_is_the_hash_of_its_file_and_follows_the_one_before(case: Path, tmp_path: Path, engine: Engine) -> None:
    with Ledger.create(case, clock=Ticking()) as ledger:
        entries = [add_batch(ledger, engine, tmp_path, "one"), ledger.record("judgement", {"about": "x"})]
    for entry in entries:
        data = (case / "chain" / f"{entry.seq:06d}-{entry.seal}.json").read_bytes()
        assert hashlib.sha256(data).hexdigest() == entry.seal
    assert entries[0].previous == hashlib.sha256((case / "countermark.toml").read_bytes()).hexdigest()
    assert entries[1].previous == entries[0].seal


def test_judgements_come_with_their_seal(case: Path) -> None:
    with Ledger.create(case, clock=Ticking()) as ledger:
        entry = ledger.record("judgement", {"about": "reading", "seal": "mine"})
        ledger.record("note", {"about": "reading"})
        assert ledger.view().judgements == [
            {"about": "reading", "seal": entry.seal, "seq": 1, "recorded_at": entry.recorded_at}
        ]
        assert len(ledger.view().entries) == 2
        with pytest.raises(InputError):
            ledger.record("batch", {})


def test_what_was_recorded_by_a_time_is_what_is_shown(case: Path, tmp_path: Path, engine: Engine) -> None:
    with Ledger.create(case, clock=Ticking()) as ledger:
        first = add_batch(ledger, engine, tmp_path, "one")
        second = add_batch(ledger, engine, tmp_path, "two")
        moment = datetime.fromisoformat(first.recorded_at)
        assert ledger.view(moment - timedelta(microseconds=1)).entries == ()
        assert ledger.view(moment).entries == (first,)
        assert ledger.view(moment).seal == first.seal
        assert ledger.entries(datetime(2030, 1, 1, tzinfo=UTC)) == [first, second]
        with pytest.raises(InputError):
            ledger.view(datetime(2030, 1, 1))  # noqa: DTZ001


def test_a_clock_that_goes_back_does_not_take_the_ledger_with_it(case: Path) -> None:
    now = datetime(2026, 6, 14, tzinfo=UTC)
    with Ledger.create(case, clock=lambda: now) as ledger:
        ledger.record("judgement", {})
        now -= timedelta(days=9)
        late = ledger.record("judgement", {})
        assert late.recorded_at == "2026-06-14T00:00:00.000000Z"
    assert not verify(case).problems


def test_known_bytes_are_found_by_kind_and_dataset(case: Path, tmp_path: Path, engine: Engine) -> None:
    with Ledger.create(case, clock=Ticking()) as ledger:
        entry = add_batch(ledger, engine, tmp_path, "one")
        sha256 = entry.body["originals"][0]["sha256"]
        assert ledger.holds(sha256, kind="teardown", dataset="case") == entry
        assert ledger.holds(sha256, kind="teardown", dataset="other") is None
        assert ledger.holds(sha256, kind="parts", dataset="case") is None
        assert ledger.holds("0" * 64, kind="teardown", dataset="case") is None


def test_the_same_rows_in_two_batches_are_read_once(case: Path, tmp_path: Path, engine: Engine) -> None:
    with Ledger.create(case, clock=Ticking()) as ledger:
        add_batch(ledger, engine, tmp_path, "one")
        add_batch(ledger, engine, tmp_path, "one")
        assert len(ledger.view().segment_paths("component")) == 1
    assert not verify(case).problems


BROKEN = [
    ({"read": 5}, "are not"),
    ({"quarantined": -1, "stored": 4}, "are not"),
    ({"read": 4, "dropped": 1}, "do not add up"),
    ({"read": 2, "stored": 2}, "2 rows stored, 3 in segments"),
    ({"size_bytes": 7}, "not in the ledger"),
    ({"sha256": "0" * 64}, "not in the ledger"),
]


@pytest.mark.parametrize(("change", "words"), BROKEN)
def test_a_batch_that_does_not_reconcile_is_refused(
    case: Path, tmp_path: Path, engine: Engine, change: dict[str, int], words: str
) -> None:
    with Ledger.create(case, clock=Ticking()) as ledger:
        place, sha256, size = keep_text(ledger, tmp_path, "one")
        segment = write_segment(engine, COMPONENT, fact_rows(sha256, 3), ledger.segments)
        assert segment is not None
        record = dataclasses.replace(record_of(place.name, sha256, size, stored=3), **change)
        with pytest.raises(IntegrityError, match=words):
            ledger.append_batch(originals=[record], segments=[segment])
        assert ledger.entries() == []


def test_a_batch_without_an_original_or_with_an_absent_segment_is_refused(case: Path, tmp_path: Path) -> None:
    with Ledger.create(case, clock=Ticking()) as ledger:
        place, sha256, size = keep_text(ledger, tmp_path, "one")
        with pytest.raises(IntegrityError):
            ledger.append_batch(originals=[], segments=[])
        with pytest.raises(IntegrityError, match="segment"):
            ledger.append_batch(
                originals=[record_of(place.name, sha256, size, stored=1)], segments=[Segment("component", "0" * 64, 1)]
            )


def test_floats_cannot_be_sealed(case: Path) -> None:
    with Ledger.create(case, clock=Ticking()) as ledger:
        with pytest.raises(TypeError):
            ledger.record("judgement", {"share": 0.5})
        assert ledger.record("judgement", {"share": "0.5"}).seq == 1


def test_an_original_is_kept_under_its_hash_and_a_strange_name_is_spelled_out(tmp_path: Path) -> None:
    place = tmp_path / "sub"
    place.mkdir()
    data = bytes(range(256)) * 9000
    source = tmp_path / b"caf\xe9.bin".decode("utf-8", "surrogateescape")
    source.write_bytes(data)
    kept = Originals(place).keep(source)
    assert (kept.sha256, kept.size_bytes, kept.name) == (hashlib.sha256(data).hexdigest(), len(data), "caf\\xe9.bin")
    assert Originals(place).path(kept.sha256).read_bytes() == data
    with pytest.raises(InputError, match="gone"):
        Originals(place).keep(tmp_path / "gone")
    with pytest.raises(InputError):
        Originals(place).keep(tmp_path)
    assert len(list(place.iterdir())) == 1


def test_what_is_no_ledger_is_said_so(tmp_path: Path, case: Path) -> None:
    for place in (tmp_path, tmp_path / "absent"):
        with pytest.raises(InputError, match="no ledger here"):
            Ledger.open(place, clock=Ticking())
        with pytest.raises(InputError, match="no ledger here"):
            verify(place)
    Ledger.create(case, clock=Ticking()).close()
    with pytest.raises(InputError, match="there is a ledger already"):
        Ledger.create(case, clock=Ticking())
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "letter.txt").write_text("mine")
    with pytest.raises(InputError, match="not empty"):
        Ledger.create(tmp_path / "other", clock=Ticking())
    (tmp_path / "file").write_text("mine")
    with pytest.raises(InputError, match="cannot make"):
        Ledger.create(tmp_path / "file", clock=Ticking())
    with pytest.raises(InputError, match="control characters"):
        Ledger.create(tmp_path / "new", clock=Ticking(), name="a\nb")


def test_a_ledger_of_another_format_is_refused(case: Path) -> None:
    Ledger.create(case, clock=Ticking()).close()
    charter = case / "countermark.toml"
    charter.write_text(charter.read_text().replace("format = 1", "format = 2"))
    with pytest.raises(InputError, match="format 2"):
        Ledger.open(case, clock=Ticking())


def test_a_ledger_that_may_not_be_written_is_refused(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Ledger.create(case, clock=Ticking()).close()
    monkeypatch.setattr("os.access", lambda *_: False)  # root may write anything, so rights alone cannot show it
    with pytest.raises(InputError, match="may not be written"):
        Ledger.open(case, clock=Ticking())


def test_a_ledger_without_its_catalog_is_damaged(case: Path) -> None:
    Ledger.create(case, clock=Ticking()).close()
    (case / "catalog.sqlite").unlink()
    with pytest.raises(IntegrityError, match="missing"):
        Ledger.open(case, clock=Ticking())


def test_entries_are_never_changed_or_removed_through_sqlite(case: Path) -> None:
    with Ledger.create(case, clock=Ticking()) as ledger:
        ledger.record("judgement", {})
    connection = sqlite3.connect(case / "catalog.sqlite")
    for statement in ("DELETE FROM entries", "UPDATE entries SET kind = 'note'"):
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute(statement)
    connection.close()


def test_an_entry_without_its_chain_file_is_completed_on_opening(case: Path) -> None:
    with Ledger.create(case, clock=Ticking()) as ledger:
        entry = ledger.record("judgement", {})
    place = case / "chain" / f"000001-{entry.seal}.json"
    data = place.read_bytes()
    place.unlink()
    Ledger.open(case, clock=Ticking()).close()
    assert place.read_bytes() == data


def test_a_catalog_that_lost_entries_is_not_written_to(case: Path, tmp_path: Path) -> None:
    with Ledger.create(case, clock=Ticking()) as ledger:
        ledger.record("judgement", {})
    old = (case / "catalog.sqlite").read_bytes()
    with Ledger.open(case, clock=Ticking()) as ledger:
        ledger.record("judgement", {})
    (case / "catalog.sqlite").write_bytes(old)
    with pytest.raises(IntegrityError, match="does not have 1 entries"):
        Ledger.open(case, clock=Ticking())


def test_two_ledgers_open_in_one_process_chain_their_entries(case: Path) -> None:
    with Ledger.create(case, clock=Ticking()) as one, Ledger.open(case, clock=Ticking()) as two:
        seals = [ledger.record("judgement", {"n": n}).seal for n, ledger in enumerate((one, two, two, one))]
        assert [entry.seal for entry in one.entries()] == seals == [entry.seal for entry in two.entries()]
    assert not verify(case).problems
    assert not (case / "catalog.sqlite-wal").exists()


def test_a_busy_ledger_says_so(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("countermark.ledger.catalog.BUSY_SECONDS", 0.05)
    with Ledger.create(case, clock=Ticking()) as ledger:
        other = sqlite3.connect(case / "catalog.sqlite", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(CountermarkError, match="busy"):
            ledger.record("judgement", {})
        other.execute("ROLLBACK")
        other.close()
        assert ledger.record("judgement", {}).seq == 1
    assert not verify(case).problems
