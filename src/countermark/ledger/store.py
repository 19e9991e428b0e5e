"""The ledger: a folder of sealed entries, and the one way to add to it.

1. Files first, then the catalog row, then the file of the entry in `chain/`; when the call returns, all are durable.
2. An entry whose catalog row was written and whose chain file was not (a crash in between) is completed on opening.
3. `recorded_at` never runs backwards: the clock, or the time of the entry before where the clock is behind it.
4. Nothing stored is changed or removed.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from countermark.ledger.catalog import Catalog
from countermark.ledger.charter import NAME as CHARTER
from countermark.ledger.charter import Charter, charter_bytes, read_charter
from countermark.ledger.disk import Disk
from countermark.ledger.originals import Originals
from countermark.ledger.seal import (
    BATCH,
    DERIVED,
    DerivedInput,
    Entry,
    OriginalRecord,
    Segment,
    batch_body,
    chain_name,
    derived_body,
    read_manifest,
    write_manifest,
)
from countermark.ledger.segment import SUFFIX
from countermark.ledger.view import View
from countermark.model.canonical import canonical_json, sha256
from countermark.model.clock import Clock, stamp
from countermark.model.errors import CountermarkError, InputError, IntegrityError, LedgerMoved
from countermark.model.facts import TABLES

FOLDERS = ("originals", "segments", "issues", "chain", "cache")


class Ledger:
    """An open ledger, closed with its context. It belongs to one thread; other processes may use it beside."""

    def __init__(self, path: Path, catalog: Catalog, charter: Charter, *, clock: Clock, disk: Disk) -> None:
        """Hold what `create` and `open` have opened."""
        self.path = path
        self.charter = charter
        self.originals = Originals(path / "originals", disk)
        self.segments = path / "segments"
        self._catalog = catalog
        self._clock = clock
        self._disk = disk

    @classmethod
    def create(cls, path: Path, *, clock: Clock, name: str = "", disk: Disk | None = None) -> Ledger:
        """Make a new, empty ledger and open it.

        Raises:
            InputError: something is there already, or the folder cannot be made.
        """
        disk = disk or Disk()
        charter = charter_bytes(name=name, created_at=stamp(clock()))
        try:
            path.mkdir(parents=True, exist_ok=True)
            _make_way(path)
            for folder in FOLDERS:
                (path / folder).mkdir(exist_ok=True)
        except OSError as error:
            raise InputError(
                f"cannot make a ledger: {error.strerror}", hint="choose another folder", where=str(path)
            ) from error
        Catalog.create(path, charter=sha256(charter), disk=disk)
        disk.place([charter], path, name=CHARTER)
        return cls.open(path, clock=clock, disk=disk)

    @classmethod
    def open(cls, path: Path, *, clock: Clock, disk: Disk | None = None) -> Ledger:
        """Open a ledger, completing what a crash left open.

        Raises:
            InputError: no ledger, one of another format, or one that may not be written.
            IntegrityError: the catalog is damaged, or has lost entries that `chain/` has.
        """
        disk = disk or Disk()
        charter = read_charter(path)
        for place in (path, path / "chain", path / "catalog.sqlite"):
            if not place.exists():
                raise IntegrityError("missing", hint="restore the ledger from a copy", where=str(place))
            if not os.access(place, os.W_OK):
                raise InputError(
                    "the ledger may not be written", hint="check its rights, or open a copy", where=str(place)
                )
        catalog = Catalog(path, disk=disk)
        try:
            _complete_chain(path / "chain", catalog, disk)
        except BaseException:
            catalog.close()
            raise
        return cls(path, catalog, charter, clock=clock, disk=disk)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close it."""
        self._catalog.close()

    def append_batch(
        self,
        *,
        originals: Sequence[OriginalRecord],
        segments: Sequence[Segment],
        issues: Sequence[Mapping[str, Any]] = (),
        after: str | None = None,
    ) -> Entry:
        """Seal what was read from originals as one batch. It is durable when this returns.

        Args:
            originals: what was read, each already kept in `originals`.
            segments: the rows stored, each already written to `segments`.
            issues: bad rows, as JSON objects; they are kept as a file named in the seal.
            after: the seal of the ledger the batch was computed from; with another one it is refused.

        Raises:
            LedgerMoved: somebody else added an entry since `after`.
            IntegrityError: the numbers do not reconcile, or a file is not there.
            CountermarkError: the disk is full, or the ledger is busy; the detail says whether anything was added.
        """
        self._reconcile(originals, segments)
        body = batch_body(originals, segments, self._keep_issues(issues))
        return self._append(BATCH, body, after=after)

    def append_derived(
        self,
        *,
        segments: Sequence[Segment],
        producer: str,
        version: str,
        input_seal: str,
        inputs: Sequence[DerivedInput],
        parameters: Mapping[str, str],
    ) -> Entry:
        """Seal what a program derived from the originals of a batch. It is durable when this returns.

        Args:
            segments: the rows derived, each already written to `segments`.
            producer: the program that derived them.
            version: changes when the same input would give other rows.
            input_seal: the seal of the batch that was read.
            inputs: the originals of that batch, and what was said beside them.
            parameters: what else the derivation hangs on.

        Raises:
            IntegrityError: no such batch, an original that it does not have, or a segment that is not there.
            CountermarkError: the disk is full, or the ledger is busy; the detail says whether anything was added.
        """
        batch = next((entry for entry in self.view().batches if entry.seal == input_seal), None)
        held = {original["sha256"] for original in batch.body["originals"]} if batch else set()
        if batch is None or not inputs or not {given.original for given in inputs} <= held:
            raise IntegrityError("derived from what the batch does not hold", where=input_seal)
        self._check_segments(segments)
        body = derived_body(
            segments,
            producer=producer,
            version=version,
            input_seal=input_seal,
            inputs=inputs,
            parameters=parameters,
        )
        return self._append(DERIVED, body)

    def record(self, kind: str, body: Mapping[str, Any]) -> Entry:
        """Seal a judgement, or another record that is no batch. It is durable when this returns.

        Raises:
            InputError: `kind` is that of a batch, or of what is derived from one.
            CountermarkError: the disk is full, or the ledger is busy; the detail says whether anything was added.
        """
        if kind in {BATCH, DERIVED}:
            raise InputError(f"a {kind} entry has a call of its own")
        return self._append(kind, body)

    def entries(self, recorded_by: datetime | None = None) -> list[Entry]:
        """List the entries recorded by a time, oldest first; without one, all.

        Time: `recorded_by` is in the ledger's clock and included; it needs a time zone.
        """
        entries = self._catalog.entries()
        if recorded_by is None:
            return entries
        if recorded_by.tzinfo is None:
            raise InputError("a time without a time zone", hint="give recorded_by in UTC")
        last = stamp(recorded_by)
        return [entry for entry in entries if entry.recorded_at <= last]

    @property
    def head(self) -> str:
        """The seal that the next entry will name: the newest one's, or of an empty ledger the hash of its charter."""
        entries = self._catalog.entries()
        return entries[-1].seal if entries else self.charter.sha256

    def view(self, recorded_by: datetime | None = None) -> View:
        """Give what the ledger showed at a time; without one, what it shows now."""
        return View(self.path, tuple(self.entries(recorded_by)))

    def holds(self, sha256: str, *, kind: str, dataset: str) -> Entry | None:
        """Find the newest batch that holds these bytes as this kind and dataset."""
        return self._catalog.holding(sha256, kind=kind, dataset=dataset)

    def _reconcile(self, originals: Sequence[OriginalRecord], segments: Sequence[Segment]) -> None:
        if not originals:
            raise IntegrityError("a batch without an original")
        for record in originals:
            counts = (record.read, record.stored, record.quarantined, record.dropped)
            if min(counts) < 0 or record.read != record.stored + record.quarantined + record.dropped:
                raise IntegrityError(
                    f"{record.read} rows read are not {record.stored} stored + {record.quarantined} quarantined + "
                    f"{record.dropped} dropped",
                    where=record.name,
                )
            if sum(record.dropped_reasons.values()) != record.dropped:
                raise IntegrityError("the reasons of dropped rows do not add up", where=record.name)
            place = self.originals.path(record.sha256)
            if not place.is_file() or place.stat().st_size != record.size_bytes:
                raise IntegrityError("the original is not in the ledger", where=record.name)
        stored = sum(record.stored for record in originals if record.units == "rows")
        held = sum(segment.rows for segment in segments if TABLES[segment.table].row_each)
        if stored != held:
            raise IntegrityError(f"{stored} rows stored, {held} in segments")
        self._check_segments(segments)

    def _check_segments(self, segments: Sequence[Segment]) -> None:
        for segment in segments:
            if not (self.segments / f"{segment.sha256}{SUFFIX}").is_file():
                raise IntegrityError("the segment is not in the ledger", where=segment.sha256)

    def _keep_issues(self, issues: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
        if not issues:
            return None
        lines = (canonical_json(dict(issue)) + b"\n" for issue in issues)
        return {"sha256": self._disk.place(lines, self.path / "issues", suffix=".jsonl"), "count": len(issues)}

    def _append(self, kind: str, body: Mapping[str, Any], *, after: str | None = None) -> Entry:
        chain = self.path / "chain"
        with self._disk.partial(chain) as partial:
            with self._catalog.appending() as (newest, insert):
                previous = newest.seal if newest else self.charter.sha256
                if after is not None and after != previous:
                    raise LedgerMoved("another process added to the ledger meanwhile", hint="try again")
                recorded_at = max(stamp(self._clock()), newest.recorded_at if newest else "")
                manifest = write_manifest(kind, body, previous=previous, recorded_at=recorded_at)
                entry = read_manifest(newest.seq + 1 if newest else 1, manifest)
                insert(entry, manifest)
                # Its bytes go out before the commit, so that a full disk is met while nothing is decided.
                with partial.open("xb") as file:
                    self._disk.write(file, manifest)
                self._disk.sync(partial)
            try:
                self._disk.rename(partial, chain / chain_name(entry.seq, entry.seal))
            except OSError as error:
                raise CountermarkError(
                    f"entry {entry.seq} is recorded, but not complete: {error.strerror}",
                    hint="free some space and open the ledger again, which completes it",
                    where=str(chain),
                ) from error
        return entry


def _make_way(path: Path) -> None:
    """Refuse a folder with anything in it, except what an interrupted `create` left."""
    found = {place.name for place in path.iterdir()}
    leftovers = {name for name in found if name.startswith(("catalog.", ".partial-"))}
    if CHARTER in found:
        raise InputError("there is a ledger already", hint="open it, or choose another folder", where=str(path))
    if found - leftovers - set(FOLDERS) or any(any((path / name).iterdir()) for name in found & set(FOLDERS)):
        raise InputError("the folder is not empty", hint="choose another folder", where=str(path))
    for name in leftovers:
        (path / name).unlink()


def _complete_chain(chain: Path, catalog: Catalog, disk: Disk) -> None:
    # The folder first: a file in it was committed before, so the catalog read afterwards must have its entry.
    found = {place.name for place in chain.iterdir() if place.suffix == ".json"}
    rows = catalog.entry_rows()
    names = {chain_name(row[0], row[2]): row[5].encode() for row in rows}
    if lost := sorted(found - set(names)):
        raise IntegrityError(
            f"the catalog does not have {len(lost)} entries that chain/ has, from {lost[0]} on",
            hint="run countermark verify; restore the catalog from a copy",
            where=str(chain),
        )
    for name in sorted(set(names) - found):
        disk.place([names[name]], chain, name=name)
