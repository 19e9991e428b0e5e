"""Every stored byte flipped, every file taken away, every copy put back: `verify` finds each."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from countermark.ledger import Engine, Ledger, verify
from countermark.ledger.disk import Disk
from countermark.ledger.mark import read_mark, write_mark
from tests.fault.ledger_cases import Ticking, add_batch

FILES = [
    "originals/*",
    "segments/*",
    "issues/*",
    "chain/*1-*",
    "chain/*3-*",
    "countermark.toml",
    "catalog.json",
    "catalog.sqlite",
]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sound")
    with Ledger.create(folder / "case", clock=Ticking(), name="case") as ledger, Engine(threads=1) as engine:
        add_batch(ledger, engine, folder, "one\n" * 50)
        ledger.record("judgement", {"about": "reading", "by": "A", "why": "w"})
        add_batch(ledger, engine, folder, "two\n" * 50, bad=0)
    return folder / "case"


@pytest.fixture
def case(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sound, tmp_path / "case"))


def state(case: Path) -> dict[str, bytes]:
    return {str(place.relative_to(case)): place.read_bytes() for place in case.rglob("*") if place.is_file()}


def flip(place: Path, offset: int, mask: int) -> None:
    with place.open("r+b") as file:
        file.seek(offset)
        value = file.read(1)[0]
        file.seek(offset)
        file.write(bytes([value ^ mask]))


def test_a_sound_ledger_has_no_problems_and_is_not_touched(case: Path) -> None:
    before = state(case)
    report = verify(case)
    assert (report.entries, report.originals, report.segments) == (3, 2, 2)
    assert (report.problems, report.orphans) == ([], [])
    stored = [
        size
        for name, size in ((n, len(d)) for n, d in before.items())
        if name.split("/")[0] in {"originals", "segments", "issues", "chain"}
    ]
    assert report.checked_bytes == sum(stored) + len(before["catalog.sqlite"]) + len(before["countermark.toml"])
    assert state(case) == before


@pytest.mark.parametrize("pattern", FILES)
def test_any_flipped_byte_is_found(case: Path, pattern: str) -> None:
    place = next(case.glob(pattern))
    size = place.stat().st_size
    chance = random.Random(pattern)
    offsets = {0, 1, size // 2, size - 1} | {chance.randrange(size) for _ in range(60)}
    for offset in sorted(offsets):
        mask = 1 << chance.randrange(8)
        flip(place, offset, mask)
        assert verify(case).problems, (place.name, offset, mask)
        flip(place, offset, mask)
    assert not verify(case).problems


@pytest.mark.slow
@pytest.mark.parametrize("pattern", FILES)
def test_every_flipped_byte_is_found(case: Path, pattern: str) -> None:
    place = next(case.glob(pattern))
    size = place.stat().st_size
    for offset in range(0, size, max(1, size // 4000)):
        flip(place, offset, 0x10)
        assert verify(case).problems, (place.name, offset)
        flip(place, offset, 0x10)


@pytest.mark.parametrize("pattern", FILES)
def test_a_longer_a_shorter_and_a_missing_file_are_found(case: Path, pattern: str) -> None:
    place = next(case.glob(pattern))
    data = place.read_bytes()
    for other in (data + b"\n", data + data[-1:], data[:-1], b""):
        place.write_bytes(other)
        assert verify(case).problems, len(other) - len(data)
    place.unlink()
    assert verify(case).problems
    place.write_bytes(data)
    assert not verify(case).problems


def _rows(case: Path, *statements: str) -> None:
    connection = sqlite3.connect(case / "catalog.sqlite", isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


DROP = ("DROP TRIGGER entries_last", "DROP TRIGGER entries_stay")
BACK = (
    "CREATE TRIGGER entries_stay BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END",
    "CREATE TRIGGER entries_last BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'entries are never removed'); END",
)
TAMPERED = [
    ("DELETE FROM originals WHERE seq = 3", "DELETE FROM segments WHERE seq = 3", "DELETE FROM entries WHERE seq = 3"),
    ("DELETE FROM originals", "DELETE FROM segments", "DELETE FROM entries"),
    ("DELETE FROM entries WHERE seq = 2",),
    ("UPDATE entries SET seq = 9 WHERE seq = 3",),
    ("UPDATE entries SET recorded_at = '2020-01-01T00:00:00.000000Z' WHERE seq = 2",),
    ("UPDATE entries SET kind = 'note' WHERE seq = 2",),
    ("UPDATE entries SET manifest = replace(manifest, 'reading', 'wording') WHERE seq = 2",),
    ("UPDATE entries SET manifest = '{}' WHERE seq = 2",),
    ("UPDATE entries SET manifest = ' ' || manifest WHERE seq = 2",),
    ("UPDATE originals SET dataset = 'other' WHERE seq = 1",),
    ("DELETE FROM segments WHERE seq = 1",),
    ("INSERT INTO segments VALUES (2, 1, 'component', 'x', 1)",),
    ("CREATE TABLE other (x)",),
    ("DROP INDEX originals_by_hash",),
    ("PRAGMA application_id = 7",),
]


@pytest.mark.parametrize("statements", TAMPERED)
def test_a_tampered_catalog_is_found_even_with_a_new_mark(case: Path, statements: tuple[str, ...]) -> None:
    _rows(case, *DROP, *statements, *BACK)
    assert verify(case).problems
    data = (case / "catalog.sqlite").read_bytes()
    mark = read_mark(case)
    write_mark(case, case / "catalog.sqlite", entries=mark.entries, seal=mark.seal, disk=Disk())
    assert (case / "catalog.sqlite").read_bytes() == data
    kinds = {problem.kind for problem in verify(case).problems}
    assert kinds
    assert kinds <= {"catalog", "manifest", "chain", "tail", "missing"}


def test_an_older_catalog_put_back_is_found(tmp_path: Path) -> None:
    case = tmp_path / "case"
    with Ledger.create(case, clock=Ticking()) as ledger:
        ledger.record("judgement", {"n": 1})
    old = state(case)
    with Ledger.open(case, clock=Ticking()) as ledger:
        ledger.record("judgement", {"n": 2})
    (case / "catalog.sqlite").write_bytes(old["catalog.sqlite"])
    assert {problem.kind for problem in verify(case).problems} == {"tail"}
    (case / "catalog.json").write_bytes(old["catalog.json"])
    assert {problem.kind for problem in verify(case).problems} == {"tail"}


def test_entries_of_another_ledger_do_not_fit(tmp_path: Path) -> None:
    for name in ("one", "two"):
        with Ledger.create(tmp_path / name, clock=Ticking(), name=name) as ledger:
            ledger.record("judgement", {"n": 1})
    for name in ("catalog.sqlite", "catalog.json"):
        shutil.copy(tmp_path / "one" / name, tmp_path / "two" / name)
    shutil.rmtree(tmp_path / "two" / "chain")
    shutil.copytree(tmp_path / "one" / "chain", tmp_path / "two" / "chain")
    assert [problem.kind for problem in verify(tmp_path / "two").problems] == ["charter"]


KILLED = """
import os, signal, sys
from pathlib import Path
from countermark.ledger import Ledger
from tests.fault.ledger_cases import Ticking
ledger = Ledger.open(Path(sys.argv[1]), clock=Ticking())
for n in range(3):
    ledger.record("judgement", {"n": n})
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def killed(tmp_path: Path) -> Path:
    """A ledger whose newest entries are still in the WAL."""
    case = tmp_path / "killed"
    Ledger.create(case, clock=Ticking()).close()
    root = Path(__file__).resolve().parents[2]
    path = os.pathsep.join([str(root / "src"), str(root)])
    subprocess.run([sys.executable, "-c", KILLED, str(case)], check=False, env={**os.environ, "PYTHONPATH": path})
    assert (case / "catalog.sqlite-wal").stat().st_size > 0
    return case


def test_a_killed_ledger_is_sound_and_not_touched(killed: Path) -> None:
    before = state(killed)
    report = verify(killed)
    assert (report.entries, report.problems) == (3, [])
    after = state(killed)
    del before["catalog.sqlite-shm"], after["catalog.sqlite-shm"]  # SQLite's scratch index of the WAL
    assert after == before
    (killed / "catalog.sqlite-shm").unlink()
    assert (verify(killed).entries, verify(killed).problems) == (3, [])
    assert state(killed) == before


def test_a_killed_ledger_of_which_nothing_may_be_written_is_sound(killed: Path) -> None:
    for place in [killed, *killed.rglob("*")]:
        place.chmod(0o555 if place.is_dir() else 0o444)
    try:
        assert (verify(killed).entries, verify(killed).problems) == (3, [])
    finally:
        for place in [killed, *killed.rglob("*")]:
            place.chmod(0o755 if place.is_dir() else 0o644)


WAL_DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "header": lambda data: bytes([data[0] ^ 1]) + data[1:],
    "middle": lambda data: data[: len(data) // 2] + bytes([data[len(data) // 2] ^ 1]) + data[len(data) // 2 + 1 :],
    "half": lambda data: data[: len(data) // 2],
    "short": lambda data: data[:-1],
    "empty": lambda _: b"",
}


@pytest.mark.parametrize("damage", WAL_DAMAGE)
@pytest.mark.parametrize("index", [True, False])
def test_a_damaged_wal_is_found(killed: Path, damage: str, *, index: bool) -> None:
    wal = killed / "catalog.sqlite-wal"
    wal.write_bytes(WAL_DAMAGE[damage](wal.read_bytes()))
    if not index:
        (killed / "catalog.sqlite-shm").unlink()
    assert {problem.kind for problem in verify(killed).problems} == {"tail"}


def test_a_lost_wal_is_found(killed: Path) -> None:
    for suffix in ("-wal", "-shm"):
        (killed / f"catalog.sqlite{suffix}").unlink()
    assert {problem.kind for problem in verify(killed).problems} == {"tail"}


def test_what_an_interrupted_add_left_is_harmless(case: Path) -> None:
    for place in (
        "originals/" + "0" * 64,
        "segments/" + "0" * 64 + ".parquet",
        "issues/x.jsonl",
        "chain/.partial-1-a",
        ".partial-1-b",
    ):
        (case / place).write_bytes(b"left")
    report = verify(case)
    assert not report.problems
    assert len(report.orphans) == 5


def test_a_forged_chain_file_is_found(case: Path) -> None:
    (case / "chain" / f"000004-{'0' * 64}.json").write_text("{}")
    assert [problem.kind for problem in verify(case).problems] == ["tail"]


def test_verify_while_the_ledger_is_open_in_this_process_keeps_its_locks(case: Path) -> None:
    with Ledger.open(case, clock=Ticking()) as ledger:
        ledger.record("judgement", {"n": 1})
        assert not verify(case).problems
        other = (
            "import sqlite3, sys\n"
            "connection = sqlite3.connect(sys.argv[1])\n"
            "connection.execute('SELECT count(*) FROM entries').fetchone()\n"
            "connection.close()\n"
        )
        subprocess.run([sys.executable, "-c", other, str(case / "catalog.sqlite")], check=True)
        assert (case / "catalog.sqlite-wal").exists()
        ledger.record("judgement", {"n": 2})
    report = verify(case)
    assert (report.entries, report.problems) == (5, [])
