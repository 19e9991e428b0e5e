"""A list's history as signed changes: what each snapshot says otherwise than the one before it.

1. A stream (one list, one part, one publisher) is a series of snapshots in order of `seen_at`. Summing the signs of its
   changes up to a time gives every statement of the snapshot then current: 1 where it has it, 0 where not.
2. A snapshot that arrives late adds its difference at its own time and the opposite at the next snapshot held, so that
   every other snapshot stays what it was. Nothing is rewritten, and the order of arrival does not matter.
3. What a publisher said is compared value by value; the text as written and the place in the file are no part of it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from countermark.model.ontology import BASE
from countermark.sources.lists.base import ListEntry, Said, Stream

NOT_THERE = "not in this snapshot"
AS_HELD = "as in the snapshot held"

Key = tuple[str, str, str, str, str | None]
Row = tuple[Any, ...]


class Held(NamedTuple):
    """What a snapshot says of one entry: the entity listed, its values, and where in the file they stand."""

    main: str
    said: list[Said]
    row: int
    place: str


State = Mapping[str, Held]


@dataclass(frozen=True, slots=True)
class Taken:
    """One snapshot of one stream, read to its end."""

    stream: Stream
    seen_at: str
    original: str
    row: int
    place: str
    sha256: str
    stated: str | None
    partial: str
    state: State


class Known(NamedTuple):
    """A snapshot the ledger holds: its time, and where it came from."""

    seen_at: str
    original: str
    place: str


@dataclass(slots=True)
class Changes:
    """Rows of `list_change` and `list_snapshot`, gathered for one batch."""

    change_rows: list[Row] = field(default_factory=list)
    snapshot_rows: list[Row] = field(default_factory=list)


def gather(entries: Iterator[ListEntry]) -> dict[Stream, dict[str, Held]]:
    """Put the entries of one file together by stream and id; several rows of one entry become one."""
    streams: dict[Stream, dict[str, Held]] = {}
    for entry in entries:
        state = streams.get(entry.stream)
        if state is None:
            state = streams[entry.stream] = {}
        held = state.get(entry.source_id)
        if held is None:
            state[entry.source_id] = Held(entry.main, entry.said, entry.row, entry.place)
        else:
            state[entry.source_id] = held._replace(said=held.said + entry.said)
    return streams


def _keys(held: Held) -> dict[Key, Said]:
    return {said[:5]: said for said in held.said}


def difference(old: State, new: State) -> Iterator[tuple[int, str, Held, Said]]:
    """Give what turns one state into another: sign, entry id, the entry, the value."""
    for source_id, held in new.items():
        before = old.get(source_id)
        if before is None:
            for said in _keys(held).values():
                yield 1, source_id, held, said
        elif before.said is not held.said and before.said != held.said:
            was, now = _keys(before), _keys(held)
            for key in was.keys() - now.keys():
                yield -1, source_id, before, was[key]
            for key in now.keys() - was.keys():
                yield 1, source_id, held, now[key]
    for source_id, held in old.items():
        if source_id not in new:
            for said in _keys(held).values():
                yield -1, source_id, held, said


class StreamHistory:
    """Adds snapshots to one stream, in order of time, beside those the ledger holds.

    known: the snapshots held, in order of time; `state_at` gives the state at one of their times.
    """

    def __init__(self, stream: Stream, known: Sequence[Known], state_at: Callable[[str], State], out: Changes) -> None:
        """Start with what the ledger holds."""
        self.stream = stream
        self._known = known
        self._state_at = state_at
        self._out = out
        self._base: State = {}
        self._before: State = {}
        self._next: Known | None = None
        self._last: Taken | None = None
        self._placed = self._taken_since = False

    def before(self, seen_at: str) -> State:
        """Give the state that a snapshot of this time follows: of the one taken last, or of one the ledger holds."""
        if not self._placed or (self._next is not None and seen_at > self._next.seen_at):
            self._restore()
            at = bisect_right(self._known, seen_at, key=lambda known: known.seen_at)
            self._base = self._before = self._state_at(self._known[at - 1].seen_at) if at else {}
            self._next = self._known[at] if at < len(self._known) else None
            self._placed, self._taken_since = True, False
        return self._before

    def take(self, taken: Taken) -> None:
        """Add one snapshot; it must be later than the one taken before, and at a time that none is held for."""
        counts = _count(self.before(taken.seen_at), taken.state)
        self._emit(difference(self._before, taken.state), taken)
        self._before, self._last, self._taken_since = taken.state, taken, True
        self._out.snapshot_rows.append(_snapshot_row(taken, counts))

    def finish(self) -> None:
        """Bring the next snapshot held back to what it was."""
        self._restore()

    @property
    def last_seen(self) -> str | None:
        """The time of the snapshot taken last, if any."""
        return self._last.seen_at if self._last else None

    def _restore(self) -> None:
        if not self._taken_since or self._next is None:
            return
        head = (self.stream.list, self.stream.via, self.stream.part, self._next.seen_at)
        place = f"{self._next.place}, {AS_HELD}"
        for sign, source_id, held, said in difference(self._before, self._base):
            self._out.change_rows.append((self._next.original, 0, place, *head, sign, source_id, held.main, *said))

    def _emit(self, changes: Iterator[tuple[int, str, Held, Said]], taken: Taken) -> None:
        head = (self.stream.list, self.stream.via, self.stream.part, taken.seen_at)
        inside = f"{taken.place}, " if taken.place else ""
        gone = inside + NOT_THERE
        rows = self._out.change_rows
        for sign, source_id, held, said in changes:
            row, place = (held.row, inside + held.place) if sign > 0 else (taken.row, gone)
            rows.append((taken.original, row, place, *head, sign, source_id, held.main, *said))


def _count(old: State, new: State) -> tuple[int, int, int]:
    added = sum(1 for source_id in new if source_id not in old)
    removed = len(old) - (len(new) - added)
    altered = sum(
        1
        for source_id, held in new.items()
        if (before := old.get(source_id)) is not None
        and before.said is not held.said
        and before.said != held.said
        and _keys(before).keys() != _keys(held).keys()
    )
    return added, removed, altered


def _snapshot_row(taken: Taken, counts: tuple[int, int, int]) -> Row:
    stream, entities, names, values = taken.stream, 0, 0, 0
    for held in taken.state.values():
        for said in _keys(held).values():
            values += 1
            entities += said.prop == BASE
            names += said.entity == held.main and said.prop in NAMES
    return (
        taken.original,
        taken.row,
        taken.place or "the file",
        taken.sha256,
        stream.list,
        stream.via,
        stream.part,
        stream.whole and not taken.partial,
        taken.seen_at,
        taken.stated,
        len(taken.state),
        entities,
        names,
        values,
        *counts,
        taken.partial,
    )


NAMES = frozenset({"name", "alias", "weakAlias", "previousName"})
