"""What a ledger shows: the entries recorded by a time, whole, and where their rows are.

A view is a snapshot; entries added later do not appear in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from countermark.ledger.seal import BATCH, DERIVED, JUDGEMENT, QUARANTINE, Entry, OriginalRecord
from countermark.ledger.segment import SUFFIX
from countermark.model.errors import UnknownEntity


@dataclass(frozen=True, slots=True)
class View:
    """The entries in view, oldest first, and the folders they point into."""

    folder: Path
    entries: tuple[Entry, ...]
    scratch: Path | None = None

    @property
    def seal(self) -> str | None:
        """The seal of the newest entry in view; it covers all before it."""
        return self.entries[-1].seal if self.entries else None

    @property
    def batches(self) -> list[Entry]:
        """The batches in view, oldest first."""
        return [entry for entry in self.entries if entry.kind == BATCH]

    @property
    def derived(self) -> list[Entry]:
        """What was derived from batches in view, oldest first."""
        return [entry for entry in self.entries if entry.kind == DERIVED]

    @property
    def judgements(self) -> list[dict[str, Any]]:
        """The judgements in view, oldest first.

        Shape: the body as recorded, with `seq`, `seal` and `recorded_at` of its entry.
        """
        return [
            {**entry.body, "seq": entry.seq, "seal": entry.seal, "recorded_at": entry.recorded_at}
            for entry in self.entries
            if entry.kind == JUDGEMENT
        ]

    @property
    def quarantines(self) -> list[dict[str, Any]]:
        """The list files set aside whole, oldest first: the body as recorded, with `seq` and `recorded_at`."""
        return [
            {**entry.body, "seq": entry.seq, "seal": entry.seal, "recorded_at": entry.recorded_at}
            for entry in self.entries
            if entry.kind == QUARANTINE
        ]

    @property
    def cache(self) -> Path:
        """The folder for what can be rebuilt: the ledger's, or another where the ledger may not be written."""
        return self.scratch or self.folder / "cache"

    def segment_paths(self, table: str) -> list[Path]:
        """List the segments of a fact table in view, each once, in the order they were added."""
        names = {
            segment["sha256"]: None
            for entry in self.entries
            if entry.kind in {BATCH, DERIVED}
            for segment in entry.body["segments"]
            if segment["table"] == table
        }
        return [self.folder / "segments" / f"{name}{SUFFIX}" for name in names]

    def original(self, sha256: str) -> OriginalRecord:
        """Give what the newest batch in view says of an original.

        Raises:
            UnknownEntity: no batch in view has it.
        """
        for entry in reversed(self.batches):
            for record in entry.body["originals"]:
                if record["sha256"] == sha256:
                    return OriginalRecord(**record)
        raise UnknownEntity(f"no original {sha256} in view", hint="countermark batches lists them")
