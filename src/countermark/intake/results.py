"""What became of the files that were added."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from countermark.intake.reports import ReportsAdded
from countermark.ledger import Entry
from countermark.sources.base import Issue
from countermark.sources.reports.base import Found

SHOWN_ISSUES: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class FileResult:
    """What became of one file; `issues` are the first twenty of `issues_total`."""

    name: str
    sha256: str
    kind: str
    dataset: str
    decisions: dict[str, str]
    read: int
    stored: int
    quarantined: int
    dropped: int
    dropped_reasons: dict[str, int]
    issues: list[Issue]
    issues_total: int
    warnings: list[str]
    units: str = "rows"
    snapshots: int = 0
    changed: dict[str, int] = field(default_factory=dict)
    found: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AddResult:
    """The sealed entry, or None where nothing was new; the files read; the names of those held already.

    derived: what was read out of reports and sealed beside the batch.
    """

    entry: Entry | None
    files: list[FileResult]
    already: list[str]
    derived: list[Entry] = field(default_factory=list)


def report_results(added: ReportsAdded) -> AddResult:
    """Tell what became of reports; `found` counts what was read out of each."""
    files = [
        FileResult(
            name=record.name,
            sha256=record.sha256,
            kind=record.kind,
            dataset=record.dataset,
            decisions={**record.decisions, "published": _basis(read.said.published)},
            read=1,
            stored=1,
            quarantined=0,
            dropped=0,
            dropped_reasons={},
            issues=[],
            issues_total=0,
            warnings=list(read.text.warnings),
            units="report",
            found=found,
        )
        for record, read, found in zip(added.records, added.reads, added.found, strict=True)
    ]
    return AddResult(added.entry, files, added.already, added.derived)


def _basis(published: Found) -> str:
    return f"{published.value} ({published.basis})" if published else "unknown"
