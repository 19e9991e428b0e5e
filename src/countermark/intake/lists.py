"""List files into their histories: snapshots in order of time, each checked whole before it counts.

1. A file that is torn, malformed, too small or too large for its list is set aside whole: its bytes are kept, the
   ledger records why (`quarantine`), and nothing of it becomes current.
2. `list_time` says when a snapshot was seen, `list_sizes` whether its file can be whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

from countermark.intake.history import Changes, Held, Known, State, StreamHistory, Taken, gather
from countermark.intake.list_kinds import choose_list_parser
from countermark.intake.list_sizes import check_sizes
from countermark.intake.list_time import ListRequest, days_apart, first_time, named_time, snapshot_time
from countermark.ledger import Engine, Ledger, View
from countermark.model.canonical import sha256_file
from countermark.model.errors import EncodingError, FormatError, InputError, IntegrityError
from countermark.sources.archives import Member, members
from countermark.sources.base import Issue
from countermark.sources.lists.base import ListFile, ListParser, ListReport, Said, Stream

MANY_GONE_SHARE: Final = 0.2  # of the entries of the snapshot before: worth a look

OLD_DAYS: Final = 180


@dataclass(slots=True)
class ListRead:
    """A list file read to its end: counts over its members, and what its snapshots changed."""

    path: Path
    sha256: str
    kind: str = ""
    dataset: str = ""
    version: str = ""
    decisions: dict[str, str] = field(default_factory=dict)
    read: int = 0
    stored: int = 0
    quarantined: int = 0
    dropped_reasons: Counter[str] = field(default_factory=Counter)
    issues: list[Issue] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    snapshots: int = 0
    held: int = 0
    entries: int = 0
    added: int = 0
    removed: int = 0
    altered: int = 0


class Quarantined(Exception):  # noqa: N818 - caught by the adder, which records it and raises the cause
    """A list file that must not become current."""

    def __init__(
        self, path: Path, cause: InputError, *, streams: Sequence[Stream], seen_at: str | None, inside: str
    ) -> None:
        super().__init__(str(cause))
        self.path, self.cause, self.streams, self.seen_at, self.inside = path, cause, streams, seen_at, inside

    def body(self, original: dict[str, Any]) -> dict[str, Any]:
        """Write what the ledger records."""
        return {
            "original": original,
            "lists": sorted({stream.list for stream in self.streams}),
            "via": sorted({stream.via for stream in self.streams}),
            "seen_at": self.seen_at,
            "member": self.inside,
            "where": self.cause.where,
            "reason": self.cause.detail,
            "remedy": self.cause.hint,
        }


class _Store:
    """What the ledger holds of lists, read once, and the histories being written."""

    def __init__(self, view: View, engine: Engine, out: Changes) -> None:
        self._engine = engine
        self._changes = [str(path) for path in view.segment_paths("list_change")]
        self._known: dict[tuple[str, str, str], list[Known]] = {}
        self._bytes: dict[tuple[str, str, str, str], str] = {}
        self._out = out
        self._open: dict[Stream, StreamHistory] = {}
        snapshots = [str(path) for path in view.segment_paths("list_snapshot")]
        if snapshots:
            for row in engine.query(
                "SELECT list, via, part, seen_at, original, place, sha256 "
                "FROM read_parquet(?, hive_partitioning=false) ORDER BY seen_at",
                [snapshots],
            ):
                self._known.setdefault(row[:3], []).append(Known(row[3], row[4], row[5]))
                self._bytes[row[:4]] = row[6]

    def held(self, stream: Stream, seen_at: str) -> str | None:
        """Give the hash of the snapshot held for a time, if any."""
        return self._bytes.get((stream.list, stream.via, stream.part, seen_at))

    def history(self, stream: Stream) -> StreamHistory:
        if stream not in self._open:
            known = self._known.get((stream.list, stream.via, stream.part), [])
            self._open[stream] = StreamHistory(stream, known, lambda at: self._state(stream, at), self._out)
        return self._open[stream]

    def finish(self) -> None:
        for history in self._open.values():
            history.finish()

    def _state(self, stream: Stream, seen_at: str) -> State:
        rows = self._engine.query(
            "SELECT source_id, main, entity, schema, prop, value, lang, any_value(original_value) "
            "FROM read_parquet(?, hive_partitioning=false) "
            "WHERE list = ? AND via = ? AND part = ? AND seen_at <= ? GROUP BY ALL HAVING sum(sign) > 0",
            [self._changes, stream.list, stream.via, stream.part, seen_at],
        )
        state: dict[str, Held] = {}
        for source_id, main, *said in rows:
            held = state.get(source_id)
            if held is None:
                held = state[source_id] = Held(main, [], 0, "")
            held.said.append(Said(*said))
        return state


def read_lists(
    ledger: Ledger, paths: Sequence[Path], request: ListRequest, engine: Engine, scratch: Path
) -> tuple[list[ListRead], list[str], Changes]:
    """Read list files to their ends; give what was read, the names of those held already, and the rows to store.

    Raises:
        Quarantined: a file that must not become current, with the error to show.
        InputError: a file whose day of publication nobody says, or that contradicts one held.
    """
    out = Changes()
    store = _Store(ledger.view(), engine, out)
    reads: list[ListRead] = []
    for path in sorted(paths, key=lambda path: (first_time(path, request), path.name)):
        read = ListRead(path, sha256_file(path))
        for member in members(path, scratch):
            _take(read, member, request, store, out)
        reads.append(read)
    store.finish()
    fresh = [read for read in reads if read.snapshots]
    return fresh, [read.path.name for read in reads if not read.snapshots], out


def _take(read: ListRead, member: Member, request: ListRequest, store: _Store, out: Changes) -> None:
    file = member.file
    parser = choose_list_parser(file, request.kind, request.dataset)
    if parser is None:
        raise InputError(
            "not a list in any format known",
            where=_where(read, member),
            hint="name its kind with --as; docs/reference/lists.md has them",
        )
    report = ListReport()
    served = request.served.get(read.path)
    seen_at = named_time(file, request) or served
    try:
        entries = parser.parse(file, report, recover=request.recover)
        first = list(islice(entries, 1))
        seen_at = snapshot_time(file, request, report, _where(read, member), served)
        streams = gather(chain(first, entries))
        if not streams:
            raise FormatError("no entries", where=file.name, hint="check that the file was fetched whole")
        if not report.reconciles:
            raise IntegrityError(f"{report.read} units read do not reconcile", where=file.name)
        if not request.any_size and not report.partial:
            check_sizes(streams, seen_at, store, file)
    except (FormatError, EncodingError, UnicodeError) as error:
        cause = _worded(error, file) if isinstance(error, UnicodeError) else error
        raise Quarantined(read.path, cause, streams=parser.streams, seen_at=seen_at, inside=member.inside) from error
    names = {stream.list for stream in streams}
    list_name = names.pop() if len(names) == 1 else parser.kind
    _note(read, parser, report, list_name)
    if report.newest and days_apart(report.newest, seen_at) > OLD_DAYS:
        read.warnings.append(
            f"the newest decision in it is of {report.newest}, long before {seen_at[:10]}: it may be an old copy"
        )
    digest = sha256_file(file.path)
    for shown, state in streams.items():
        stream = shown._replace(part=f"{shown.part} (partial)", whole=False) if report.partial else shown
        held = store.held(stream, seen_at)
        if held == digest:
            read.held += 1
            continue
        if held is not None:
            raise InputError(
                f"another snapshot of {stream.list} ({stream.part}) of {seen_at} is held",
                where=_where(read, member),
                hint="say the time too: --published 2022-04-27T18:00:00Z",
            )
        history = store.history(stream)
        _in_order(history, seen_at, read, member)
        before = len(history.before(seen_at))
        history.take(
            Taken(
                stream=stream,
                seen_at=seen_at,
                original=read.sha256,
                row=member.number,
                place=member.inside,
                sha256=digest,
                stated=report.published,
                partial=report.partial,
                state=state,
            )
        )
        row = out.snapshot_rows[-1]
        if stream.whole and row[15] > MANY_GONE_SHARE * before:
            read.warnings.append(
                f"{stream.list} ({seen_at[:10]}): {row[15]} of the {before} entries of the snapshot before are gone; "
                "see that this is the same list and the newer one"
            )
        read.snapshots += 1
        read.entries += len(state)
        read.added, read.removed, read.altered = read.added + row[14], read.removed + row[15], read.altered + row[16]


def _in_order(history: StreamHistory, seen_at: str, read: ListRead, member: Member) -> None:
    last = history.last_seen
    if last is not None and last >= seen_at:
        raise InputError(
            f"the snapshot of {seen_at} comes behind that of {last}",
            where=_where(read, member),
            hint="add the files one by one, or in an archive in order of time",
        )


def _where(read: ListRead, member: Member) -> str:
    return f"{read.path.name}, {member.inside}" if member.inside else read.path.name


def _worded(error: UnicodeError, file: ListFile) -> EncodingError:
    return EncodingError(f"bytes that are no text: {error}", where=file.name, hint="fetch the file again")


def _note(read: ListRead, parser: ListParser, report: ListReport, list_name: str) -> None:
    kinds = dict.fromkeys((*filter(None, read.kind.split(", ")), parser.kind))
    read.kind, read.dataset, read.version = ", ".join(kinds), list_name, parser.version
    read.read += report.read
    read.stored += report.stored
    read.quarantined += report.quarantined
    read.dropped_reasons += report.dropped_reasons
    read.decisions = {
        key: text if read.decisions.get(key, text) == text else "differs by member"
        for key, text in report.decisions.items()
    }
    read.issues += report.issues
    read.warnings += [warning for warning in report.warnings if warning not in read.warnings]
    if report.partial:
        read.warnings.append(f"partial: {report.partial}")
