"""Add files to a ledger as one batch.

1. Nothing is stored half: every file is read to its end in a scratch folder before the ledger changes; if one fails,
   there is no batch.
2. Known bytes (same hash, kind and dataset) make no batch.
3. The counts of every file reconcile: read = stored + quarantined + dropped.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from countermark.intake.kinds import AUTO, check_kind, choose_parser
from countermark.intake.list_kinds import choose_list_parser, list_kinds
from countermark.intake.list_time import ListRequest
from countermark.intake.lists import ListRead, Quarantined, read_lists
from countermark.intake.reports import KIND as REPORT_KIND
from countermark.intake.reports import ReportRequest, add_reports
from countermark.intake.results import SHOWN_ISSUES, AddResult, FileResult, report_results
from countermark.ledger import Engine, Entry, Ledger, Original, OriginalRecord, Segment, write_segment
from countermark.ledger.seal import QUARANTINE
from countermark.model.canonical import sha256_file
from countermark.model.dates import date_argument
from countermark.model.errors import FormatError, InputError, IntegrityError, LedgerMoved
from countermark.model.facts import LIST_CHANGE, LIST_SNAPSHOT
from countermark.sources.archives import first_file, unknown_members
from countermark.sources.base import Issue, Parsed, Parser, Table
from countermark.sources.tables import open_table, regular_file

_ATTEMPTS: Final = 5
_MEMORY: Final = "512MB"  # of DuckDB; with it, a million rows stay under 1 GB in all
_DAY_IN_NAME = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")


@dataclass(frozen=True, slots=True)
class _Request:
    kind: str
    dataset: str | None
    mapping: Path | None
    published: str | None


@dataclass(frozen=True, slots=True)
class _Read:
    """A file read to its end, its rows in the scratch folder."""

    path: Path
    sha256: str
    dataset: str
    parser: Parser
    decisions: dict[str, str]
    parsed: Parsed
    segment: Segment


def add(  # noqa: PLR0913 - one call for every kind of file
    ledger: Ledger,
    paths: Sequence[Path],
    *,
    kind: str = AUTO,
    dataset: str | None = None,
    mapping: Path | None = None,
    published: str | None = None,
    recover: bool = False,
    any_size: bool = False,
    served: Mapping[Path, str] | None = None,
    report: ReportRequest | None = None,
    engine: Engine | None = None,
) -> AddResult:
    """Add files as one sealed batch.

    Args:
        ledger: where to.
        paths: the files; `-` is standard input.
        kind: `teardown`, `parts`, `report`, the name of a list, or `auto` to go by what the files hold.
        dataset: name of the source; the kind where None.
        mapping: TOML file that maps headings to columns.
        published: day of publication for rows that state none, or `auto` for the day in the file's name; for a list,
            when the publisher showed it so.
        recover: read what can be read of a broken list; it is marked partial and does not become current.
        any_size: take a list of a size that looks truncated.
        served: UTC times at which a server showed list files so, for those that say no time themselves.
        report: for reports: their outlet and address, and the names to read them with.
        engine: an open engine to use; one is opened where None.

    Raises:
        InputError: a file that cannot be used (FormatError, EncodingError, MappingError), or an unknown kind; the
            ledger is then as it was, except that it records a list set aside.
        LedgerMoved: another process kept adding to the same ledger.
    """
    check_kind(kind)
    if not paths:
        raise InputError("no file to add", hint="name one or more files")
    request = _Request(kind, dataset, mapping, published)
    wanted = ListRequest(kind if kind in list_kinds() else None, published, recover, any_size, dataset, served or {})
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="adding-", dir=_cache(ledger))))
        engine = engine or stack.enter_context(Engine(memory_limit=_MEMORY, temp_folder=scratch))
        given = [regular_file(path, scratch) for path in paths]
        if kind == REPORT_KIND:
            wanted_reports = replace(
                report or ReportRequest(),
                published=_given_day(published),
                auto=published == AUTO,
                dataset=dataset,
            )
            return report_results(add_reports(ledger, given, wanted_reports, engine))
        lists = [path for path in given if _is_list(path, kind, scratch)]
        if lists:
            if len(lists) < len(given):
                other = next(path for path in given if path not in lists)
                raise InputError("lists and tables in one batch", where=other.name, hint="add them apart")
            return _add_lists(ledger, lists, wanted, engine, scratch)
        reads: list[_Read] = []
        already: list[str] = []
        for path in given:
            read = _read(ledger, path, request, engine, scratch=scratch, before=reads)
            if read is None:
                already.append(path.name)
            else:
                reads.append(read)
        entry = _seal(ledger, reads, scratch) if reads else None
    names = [original["name"] for original in entry.body["originals"]] if entry else []
    return AddResult(entry, [_result(read, name) for read, name in zip(reads, names, strict=True)], already)


def _is_list(path: Path, kind: str, scratch: Path) -> bool:
    if kind in list_kinds():
        return True
    if kind != AUTO or not path.is_file():
        return False
    first = first_file(path, scratch)
    if choose_list_parser(first, None) is not None:
        return True
    if first.path == path:
        return False
    unknown, count = unknown_members(path, scratch, lambda file: choose_list_parser(file, None) is not None)
    if len(unknown) < count:
        # Some are lists, so the archive is no table either.
        more = f" and {len(unknown) - 3} more" if len(unknown) > 3 else ""
        raise FormatError(
            f"{', '.join(unknown[:3])}{more} in the archive {'are' if len(unknown) > 1 else 'is'} no list known",
            where=path.name,
            hint="unpack it and name the files themselves",
        )
    return False


def _add_lists(ledger: Ledger, paths: Sequence[Path], request: ListRequest, engine: Engine, scratch: Path) -> AddResult:
    for attempt in range(_ATTEMPTS):
        head = ledger.head
        try:
            reads, already, changes = read_lists(ledger, paths, request, engine, scratch)
        except Quarantined as broken:
            kept = ledger.originals.keep(broken.path)
            body = broken.body({"sha256": kept.sha256, "size_bytes": kept.size_bytes, "name": kept.name})
            if not any(body.items() <= known.items() for known in ledger.view().quarantines):
                ledger.record(QUARANTINE, body)
            raise broken.cause from None
        if not reads:
            return AddResult(None, [], already)
        segments = [
            segment
            for table, rows in ((LIST_CHANGE, changes.change_rows), (LIST_SNAPSHOT, changes.snapshot_rows))
            if (segment := write_segment(engine, table, rows, ledger.segments, disk=ledger.originals.disk))
        ]
        originals = [_list_record(read, ledger.originals.keep(read.path)) for read in reads]
        try:
            entry = ledger.append_batch(
                originals=originals,
                segments=segments,
                issues=[_issue(read.sha256, issue) for read in reads for issue in read.issues],
                after=head,
            )
        except LedgerMoved:
            if attempt == _ATTEMPTS - 1:
                raise
            continue
        return AddResult(
            entry, [_list_result(read, record.name) for read, record in zip(reads, originals, strict=True)], already
        )
    raise AssertionError("unreachable")


def _list_record(read: ListRead, kept: Original) -> OriginalRecord:
    if kept.sha256 != read.sha256:
        raise InputError("the file changed while it was read", where=read.path.name, hint="add it again")
    return OriginalRecord(
        name=kept.name,
        sha256=kept.sha256,
        size_bytes=kept.size_bytes,
        kind=read.kind,
        dataset=read.dataset,
        parser=read.kind,
        parser_version=read.version,
        decisions=read.decisions,
        read=read.read,
        stored=read.stored,
        quarantined=read.quarantined,
        dropped=read.dropped_reasons.total(),
        dropped_reasons=dict(read.dropped_reasons),
        units="entries",
    )


def _list_result(read: ListRead, name: str) -> FileResult:
    return FileResult(
        name=name,
        sha256=read.sha256,
        kind=read.kind,
        dataset=read.dataset,
        decisions=read.decisions,
        read=read.read,
        stored=read.stored,
        quarantined=read.quarantined,
        dropped=read.dropped_reasons.total(),
        dropped_reasons=dict(read.dropped_reasons),
        issues=read.issues[:SHOWN_ISSUES],
        issues_total=len(read.issues),
        warnings=read.warnings,
        units="entries",
        snapshots=read.snapshots,
        changed={"added": read.added, "removed": read.removed, "altered": read.altered},
    )


def _cache(ledger: Ledger) -> Path:
    folder = ledger.path / "cache"
    folder.mkdir(exist_ok=True)
    return folder


def _read(
    ledger: Ledger, path: Path, request: _Request, engine: Engine, *, scratch: Path, before: Sequence[_Read]
) -> _Read | None:
    """Read a file to its end into the scratch folder; None where the ledger or this batch has it already."""
    with open_table(path, parquet=engine.parquet_table) as table:
        parser = choose_parser(request.kind, table, request.mapping)
        dataset = request.dataset or parser.kind
        digest = sha256_file(path)
        known = any((read.sha256, read.parser.kind, read.dataset) == (digest, parser.kind, dataset) for read in before)
        if known or ledger.holds(digest, kind=parser.kind, dataset=dataset):
            return None
        parsed = Parsed()
        rows = parser.parse(
            table,
            original=digest,
            parsed=parsed,
            mapping=request.mapping,
            published=_published(request.published, table),
        )
        segment = write_segment(engine, parser.table, rows, scratch)
    if segment is None:
        reasons = ", ".join(f"{count} {reason}" for reason, count in parsed.dropped_reasons.items())
        raise FormatError(
            f"none of {parsed.read} rows can be stored: {parsed.quarantined} set aside, dropped: {reasons or 'none'}",
            where=path.name,
            hint="check that the right columns are mapped",
        )
    if not parsed.reconciles or segment.rows != parsed.stored:
        raise IntegrityError(f"{parsed.read} rows read, {segment.rows} in the segment", where=path.name)
    return _Read(path, digest, dataset, parser, table.decisions, parsed, segment)


def _given_day(published: str | None) -> str | None:
    return None if published is None or published == AUTO else date_argument(published, "--published").isoformat()


def _published(wanted: str | None, table: Table) -> str | None:
    if wanted is None:
        return None
    if wanted != "auto":
        return date_argument(wanted, "--published").isoformat()
    found = _DAY_IN_NAME.search(table.name)
    if found is None:
        raise InputError("no date in the file's name", where=table.name, hint="write --published YYYY-MM-DD")
    return date_argument(found[0], table.name).isoformat()


def _seal(ledger: Ledger, reads: Sequence[_Read], scratch: Path) -> Entry:
    """Bring originals and segments into the ledger and append the batch."""
    records: list[OriginalRecord] = []
    for read in reads:
        kept = ledger.originals.keep(read.path)
        if kept.sha256 != read.sha256:
            raise InputError("the file changed while it was read", where=read.path.name, hint="add it again")
        place = f"{read.segment.sha256}.parquet"
        if (scratch / place).exists():
            ledger.originals.disk.settle(scratch / place, ledger.segments / place)
        records.append(_record(read, kept.name, kept.size_bytes))
    return ledger.append_batch(
        originals=records,
        segments=[read.segment for read in reads],
        issues=[_issue(read.sha256, issue) for read in reads for issue in read.parsed.issues],
    )


def _record(read: _Read, name: str, size_bytes: int) -> OriginalRecord:
    return OriginalRecord(
        name=name,
        sha256=read.sha256,
        size_bytes=size_bytes,
        kind=read.parser.kind,
        dataset=read.dataset,
        parser=read.parser.kind,
        parser_version=read.parser.version,
        decisions=read.decisions,
        read=read.parsed.read,
        stored=read.parsed.stored,
        quarantined=read.parsed.quarantined,
        dropped=read.parsed.dropped,
        dropped_reasons=dict(read.parsed.dropped_reasons),
    )


def _issue(original: str, issue: Issue) -> dict[str, Any]:
    return {
        "original": original,
        "row": issue.row,
        "place": issue.place,
        "code": issue.code,
        "reason": issue.reason,
        "raw": issue.raw,
    }


def _result(read: _Read, name: str) -> FileResult:
    parsed = read.parsed
    return FileResult(
        name=name,
        sha256=read.sha256,
        kind=read.parser.kind,
        dataset=read.dataset,
        decisions=read.decisions,
        read=parsed.read,
        stored=parsed.stored,
        quarantined=parsed.quarantined,
        dropped=parsed.dropped,
        dropped_reasons=dict(parsed.dropped_reasons),
        issues=parsed.issues[:SHOWN_ISSUES],
        issues_total=len(parsed.issues),
        warnings=parsed.warnings,
    )
