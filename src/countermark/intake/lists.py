"""List files into their histories: snapshots in order of time, each checked whole before it counts.

1. A file that is torn, malformed, too small or too large for its list is set aside whole: its bytes are kept, the
   ledger records why (`quarantine`), and nothing of it becomes current.
2. A snapshot's time is what `--published` says, else what the file states, else the day (and time) in its name, else
   when its server showed it so; where file and name disagree, neither is believed.
3. A day without a time means its end, in UTC.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

from countermark.intake.history import Changes, Held, Known, State, StreamHistory, Taken, gather
from countermark.intake.list_kinds import choose_list_parser
from countermark.ledger import Engine, Ledger, View
from countermark.model.canonical import sha256_file
from countermark.model.dates import date_argument
from countermark.model.errors import EncodingError, FormatError, InputError, IntegrityError
from countermark.reference.list_sources import list_source
from countermark.sources.archives import STAMP, Member, members
from countermark.sources.base import Issue
from countermark.sources.lists.base import ListFile, ListParser, ListReport, Said, Stream

LEAST_SHARE: Final = 0.8  # of the entries of the snapshot before; fewer look like a truncated file
SOON_DAYS: Final = 31  # within which a list loses few entries
LOST_SOON: Final = 100
SHARE_LOST_SOON: Final = 0.02
LONG_DAYS: Final = 90  # after which a list may have shrunk by itself
_FULL = re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:\.\d+)?Z")
_END_OF_DAY = "T23:59:59Z"


@dataclass(frozen=True, slots=True)
class ListRequest:
    """What was asked for: kind, day of publication, whether to read what can be read of a broken file, any size.

    served: UTC times at which a server showed files so, for those that say no time, or a day alone, themselves.
    """

    kind: str | None
    published: str | None
    recover: bool = False
    any_size: bool = False
    dataset: str | None = None
    served: Mapping[Path, str] = field(default_factory=dict)


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


def time_in(text: str) -> str | None:
    """Read the day, and the time if there is one, out of a file's name.

    >>> time_in("sdn_2021-08-18T0939_f2dad11314.csv"), time_in("conlist_2022-05-04.xlsx"), time_in("sdn_2018-01.csv")
    ('2021-08-18T09:39:00Z', '2022-05-04T23:59:59Z', None)
    """
    found = STAMP.search(text)
    if found is None:
        return None
    day = date_argument(found[1], text).isoformat()
    if found[2] is None:
        return day + _END_OF_DAY
    return f"{day}T{found[2]}:{found[3]}:{found[4] or '00'}Z"


def as_time(text: str, name: str) -> str:
    """Read a day or a UTC time as the time of a snapshot.

    Raises:
        InputError: neither.
    """
    if found := _FULL.fullmatch(text):
        date_argument(found[1], name)
        return f"{found[1]}T{found[2]}Z"
    return date_argument(text, name).isoformat() + _END_OF_DAY


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
    for path in sorted(paths, key=lambda path: (_first_time(path, request), path.name)):
        read = ListRead(path, sha256_file(path))
        for member in members(path, scratch):
            _take(read, member, request, store, out)
        reads.append(read)
    store.finish()
    fresh = [read for read in reads if read.snapshots]
    return fresh, [read.path.name for read in reads if not read.snapshots], out


def _first_time(path: Path, request: ListRequest) -> str:
    if request.published not in {None, "auto"}:
        return ""
    return time_in(path.name) or ""


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
    seen_at = _named_time(file, request) or served
    try:
        entries = parser.parse(file, report, recover=request.recover)
        first = list(islice(entries, 1))
        seen_at = _time(file, request, report, _where(read, member), served)
        streams = gather(chain(first, entries))
        if not streams:
            raise FormatError("no entries", where=file.name, hint="check that the file was fetched whole")
        if not report.reconciles:
            raise IntegrityError(f"{report.read} units read do not reconcile", where=file.name)
        if not request.any_size and not report.partial:
            _check_sizes(streams, seen_at, store, file)
    except (FormatError, EncodingError, UnicodeError) as error:
        cause = _worded(error, file) if isinstance(error, UnicodeError) else error
        raise Quarantined(read.path, cause, streams=parser.streams, seen_at=seen_at, inside=member.inside) from error
    names = {stream.list for stream in streams}
    list_name = names.pop() if len(names) == 1 else parser.kind
    _note(read, parser, report, list_name)
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


def _named_time(file: ListFile, request: ListRequest) -> str | None:
    if request.published and request.published != "auto":
        return as_time(request.published, "--published")
    return time_in(file.name)


def _time(file: ListFile, request: ListRequest, report: ListReport, where: str, served: str | None = None) -> str:
    named = _named_time(file, request)
    if request.published and request.published != "auto" and named:
        report.decisions["seen at"] = f"{named} (said with --published)"
        return named
    stated = as_time(report.published, where) if report.published else None
    if stated and named and _days_apart(stated, named) > 1:  # a day apart: the publisher's own time zone
        raise InputError(
            f"the file says it was published on {report.published}, its name {named[:10]}",
            where=where,
            hint="say which with --published YYYY-MM-DD",
        )
    if served is not None and (stated or named or served) in {served, served[:10] + _END_OF_DAY}:
        # Two issues of one day would otherwise both be of its end.
        what = "the day is the file's, the time the server's" if stated or named else "the server says so"
        report.decisions["seen at"] = f"{served} ({what})"
        return served
    if stated is None and named is None:
        raise InputError(
            "neither the file nor its name says when it was published", where=where, hint="say --published YYYY-MM-DD"
        )
    report.decisions["seen at"] = f"{stated} (the file states it)" if stated else f"{named} (the file's name)"
    return stated or named or ""


def _check_sizes(streams: Mapping[Stream, State], seen_at: str, store: _Store, file: ListFile) -> None:
    """Refuse a file whose lists are smaller or larger than they can be, or lost too much since the snapshot before."""
    hint = "fetch the file again; if it is right, add it with --any-size"
    now = before = 0
    soon = True
    for stream, state in streams.items():
        source = list_source(stream.list, stream.part, stream.via)
        if source and not source.min_entries <= len(state) <= source.max_entries:
            raise FormatError(
                f"{len(state)} entries; {stream.list} ({stream.part}) has {source.min_entries} to "
                f"{source.max_entries}: truncated, or another list",
                where=file.name,
                hint=hint,
            )
        history = store.history(stream)
        apart = _days_apart(history.previous(seen_at), seen_at)
        if stream.whole and apart <= LONG_DAYS:
            now += len(state)
            before += len(history.before(seen_at))
            soon = soon and apart <= SOON_DAYS
    most = before - LEAST_SHARE * before
    if soon:
        most = min(most, max(LOST_SOON, SHARE_LOST_SOON * before))
    if before - now > most:
        raise FormatError(
            f"{now} entries where the snapshot before has {before}: the file looks truncated",
            where=file.name,
            hint=hint,
        )


def _days_apart(first: str | None, second: str) -> int:
    if first is None:
        return LONG_DAYS + 1
    return abs((date.fromisoformat(second[:10]) - date.fromisoformat(first[:10])).days)


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
