"""Whether a list file can be whole by its size: fewer entries than the list can have, or than a little before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Protocol

from countermark.intake.history import State, StreamHistory
from countermark.intake.list_time import days_apart
from countermark.model.errors import FormatError
from countermark.reference.list_sources import list_source
from countermark.sources.lists.base import ListFile, Stream

LEAST_SHARE: Final = 0.8  # of the entries of the snapshot before; fewer look like a truncated file
SOON_DAYS: Final = 31  # within which a list loses few entries
LOST_SOON: Final = 100
SHARE_LOST_SOON: Final = 0.02
LONG_DAYS: Final = 90  # after which a list may have shrunk by itself


class Histories(Protocol):
    """Gives the history of a stream."""

    def history(self, stream: Stream) -> StreamHistory:
        """Give it."""


def check_sizes(streams: Mapping[Stream, State], seen_at: str, store: Histories, file: ListFile) -> None:
    """Refuse a file whose lists are smaller or larger than they can be, or lost too much since the snapshot before.

    Raises:
        FormatError: it looks truncated, or like another list.
    """
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
        previous = history.previous(seen_at)
        apart = days_apart(previous, seen_at) if previous else LONG_DAYS + 1
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
