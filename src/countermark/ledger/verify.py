"""Check a ledger against its seals: every stored byte, every link, every copy.

1. Nothing is written, created or changed; SQLite is opened read only.
2. A problem is evidence that differs from its seal, or is gone. An orphan is what an interrupted add left, or what
   nobody named yet; it is no evidence and does no harm.
3. It cannot tell a ledger that was rewritten whole, seals and all, from a true one: compare a published seal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from countermark.ledger.catalog import original_rows, segment_rows
from countermark.ledger.charter import NAME as CHARTER
from countermark.ledger.charter import read_charter
from countermark.ledger.disk import PARTIAL
from countermark.ledger.mark import MARK_NAME, Mark, read_mark
from countermark.ledger.seal import BATCH, DERIVED, QUARANTINE, Entry, chain_name, read_manifest
from countermark.ledger.segment import SUFFIX
from countermark.ledger.snapshot import Snapshot, take_snapshot
from countermark.model.canonical import sha256_file
from countermark.model.errors import CountermarkError, InputError, IntegrityError

_STORED = ("originals", "segments", "issues", "chain")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: a stable word, the file, and what about it."""

    kind: str
    path: str
    detail: str


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What was checked, what is wrong, and what is left over."""

    checked_bytes: int
    entries: int
    originals: int
    segments: int
    problems: list[Problem]
    orphans: list[str]


@dataclass(slots=True)
class _Findings:
    problems: list[Problem] = field(default_factory=list)
    orphans: list[str] = field(default_factory=list)
    checked_bytes: int = 0

    def problem(self, kind: str, path: str, detail: str) -> None:
        self.problems.append(Problem(kind, path, detail))


def verify(path: Path, *, workers: int = 2) -> VerifyReport:
    """Check a ledger folder; problems are reported, never raised.

    Raises:
        InputError: no ledger there.
    """
    if not path.is_dir() or not ((path / CHARTER).exists() or (path / "catalog.sqlite").exists()):
        raise InputError("no ledger here", hint="give the folder of a ledger", where=str(path))
    found = _Findings()
    # The folders first: what is in them and named by an entry is in the catalog that is read afterwards.
    present = {name: _listed(path / name) for name in _STORED}
    snapshot = take_snapshot(path)
    for detail in snapshot.problems:
        found.problem("catalog", "catalog.sqlite", detail)
    mark = _mark(path, found)
    entries = _entries(snapshot, found)
    charter = _charter(path, found)
    _links(charter, entries, found)
    if snapshot.readable:
        _tables(snapshot, entries, found)
        found.checked_bytes += snapshot.size_bytes
        _chain(path, snapshot, present["chain"], mark, found)
        _rest(snapshot, mark, charter, found)
    named = _named(entries)
    _hashes(path, named, workers, found)
    _orphans(path, named, present, found)
    kinds = [place.split("/")[0] for place in named]
    return VerifyReport(
        checked_bytes=found.checked_bytes,
        entries=len(snapshot.entries),
        originals=kinds.count("originals"),
        segments=kinds.count("segments"),
        problems=found.problems,
        orphans=sorted(found.orphans),
    )


def _listed(folder: Path) -> list[str]:
    return sorted(place.name for place in folder.iterdir()) if folder.is_dir() else []


def _mark(path: Path, found: _Findings) -> Mark | None:
    try:
        return read_mark(path)
    except IntegrityError as error:
        found.problem("mark", MARK_NAME, error.detail)
        return None


def _entries(snapshot: Snapshot, found: _Findings) -> list[Entry]:
    entries = []
    for number, (seq, kind, seal, previous, recorded_at, manifest) in enumerate(snapshot.entries, start=1):
        where = f"entry {seq} in catalog.sqlite"
        if seq != number:
            found.problem("chain", where, f"stands where entry {number} should")
        try:
            entry = read_manifest(seq, manifest)
        except IntegrityError as error:
            found.problem("manifest", where, error.detail)
            continue
        for name, stated, sealed in (
            ("seal", seal, entry.seal),
            ("kind", kind, entry.kind),
            ("previous", previous, entry.previous),
            ("recorded_at", recorded_at, entry.recorded_at),
        ):
            if stated != sealed:
                found.problem("manifest", where, f"{name} is {stated!r}, by its manifest {sealed!r}")
        entries.append(entry)
    return entries


def _charter(path: Path, found: _Findings) -> str | None:
    try:
        charter = read_charter(path)
        found.checked_bytes += (path / CHARTER).stat().st_size
        return charter.sha256
    except CountermarkError as error:
        found.problem("charter", CHARTER, error.detail)
        return None


def _links(charter: str | None, entries: list[Entry], found: _Findings) -> None:
    before, recorded = charter, ""
    for entry in entries:
        where = f"entry {entry.seq}"
        if before is not None and entry.previous != before:
            if entry.seq == 1:
                found.problem("charter", CHARTER, "is not the one that entry 1 was sealed under")
            else:
                found.problem("chain", where, "does not follow the entry before it")
        if entry.recorded_at < recorded:
            found.problem("chain", where, "recorded before the entry before it")
        before, recorded = entry.seal, entry.recorded_at


def _tables(snapshot: Snapshot, entries: list[Entry], found: _Findings) -> None:
    for name, rows, make in (
        ("originals", snapshot.originals, original_rows),
        ("segments", snapshot.segments, segment_rows),
    ):
        sealed = _expected(entries, make)
        if set(rows) != sealed or len(rows) != len(sealed):
            differing = sorted({row[0] for row in set(rows) ^ sealed}, key=str)
            found.problem("catalog", "catalog.sqlite", f"table {name} differs from the sealed entries {differing}")


def _expected(entries: list[Entry], make: Callable[[Entry], Iterable[tuple[object, ...]]]) -> set[tuple[object, ...]]:
    return {row for entry in entries for row in make(entry)}


def _chain(path: Path, snapshot: Snapshot, present: list[str], mark: Mark | None, found: _Findings) -> None:
    known = {chain_name(row[0], row[2]): row for row in snapshot.entries}
    for name in present:
        if name.startswith(PARTIAL):
            found.orphans.append(f"chain/{name}")
        elif name not in known:
            found.problem(
                "tail", f"chain/{name}", "the catalog has no such entry: it lost it, or an older copy was put back"
            )
    complete = mark.entries if mark else len(known)
    for name, row in known.items():
        place = path / "chain" / name
        try:
            data = place.read_bytes()
        except FileNotFoundError:
            if row[0] <= complete:
                found.problem("missing", f"chain/{name}", "gone")
            else:
                found.orphans.append(f"entry {row[0]}: not completed; opening the ledger writes chain/{name}")
            continue
        found.checked_bytes += len(data)
        if data != row[5]:
            found.problem("chain", f"chain/{name}", "differs from the manifest in the catalog")
    if mark and mark.entries > len(known):
        found.problem("tail", "catalog.sqlite", f"{mark.entries} entries were complete, {len(known)} are left")


def _rest(snapshot: Snapshot, mark: Mark | None, charter: str | None, found: _Findings) -> None:
    """Compare the mark with the entries, and the bytes of a catalog at rest with the mark."""
    if mark is None or mark.entries > len(snapshot.entries):
        return
    sealed = charter if mark.entries == 0 else snapshot.entries[mark.entries - 1][2]
    if sealed is not None and mark.seal != sealed:
        found.problem("mark", MARK_NAME, f"names another seal for entry {mark.entries}")
    elif mark.entries == len(snapshot.entries) and snapshot.sha256 and snapshot.sha256 != mark.sha256:
        found.problem("catalog", "catalog.sqlite", "bytes were changed since it was last closed")


def _named(entries: list[Entry]) -> dict[str, tuple[str, int | None]]:
    """Map each stored file an entry names to its hash, and its size where the entry says it."""
    named: dict[str, tuple[str, int | None]] = {}
    for entry in entries:
        if entry.kind == QUARANTINE:
            original = entry.body["original"]
            named[f"originals/{original['sha256']}"] = (original["sha256"], original["size_bytes"])
        if entry.kind not in {BATCH, DERIVED}:
            continue
        for original in entry.body.get("originals", []):
            named[f"originals/{original['sha256']}"] = (original["sha256"], original["size_bytes"])
        for segment in entry.body["segments"]:
            named[f"segments/{segment['sha256']}{SUFFIX}"] = (segment["sha256"], None)
        if issues := entry.body.get("issues"):
            named[f"issues/{issues['sha256']}.jsonl"] = (issues["sha256"], None)
    return named


def _hashes(path: Path, named: dict[str, tuple[str, int | None]], workers: int, found: _Findings) -> None:
    def check(item: tuple[str, tuple[str, int | None]]) -> tuple[int, Problem | None]:
        place, (digest, size) = item
        try:
            length = (path / place).stat().st_size
            actual = sha256_file(path / place)
        except FileNotFoundError:
            return 0, Problem("missing", place, "gone")
        except OSError as error:
            return 0, Problem("unreadable", place, error.strerror or str(error))
        if size is not None and length != size:
            return length, Problem("changed", place, f"{length} bytes; {size} were sealed")
        return length, None if actual == digest else Problem("changed", place, f"its SHA-256 is {actual}")

    with ThreadPoolExecutor(max_workers=max(1, workers)) as pool:
        for length, problem in pool.map(check, named.items()):
            found.checked_bytes += length
            if problem is not None:
                found.problems.append(problem)


def _orphans(
    path: Path, named: dict[str, tuple[str, int | None]], present: dict[str, list[str]], found: _Findings
) -> None:
    for folder in ("originals", "segments", "issues"):
        found.orphans += [f"{folder}/{name}" for name in present[folder] if f"{folder}/{name}" not in named]
    found.orphans += [place.name for place in path.iterdir() if place.name.startswith(PARTIAL)]
