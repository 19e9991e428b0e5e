"""Reports into the ledger: the file and its text as a batch, then what was read out of it as a derived entry.

1. Every file is opened to its end before the ledger changes; if one fails, there is no batch.
2. The batch is facts about the file. The derived entry names the reader, its version and the seal of that batch; a
   report whose derivation is missing (a crash in between) gets it when the report is added or read again.
3. Known bytes make no batch. Other bytes are another report, even from the same address.
4. Deriving again adds an entry; the ones before stay, and the newest counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from countermark.intake.list_time import time_in
from countermark.intake.report_reading import Said, read_report, said_of
from countermark.intake.report_statements import statement_rows
from countermark.intake.reports_held import Stored, derived_of, stored_report
from countermark.ledger import DerivedInput, Engine, Entry, Ledger, OriginalRecord, Segment, write_segment
from countermark.model.canonical import sha256_file
from countermark.model.errors import InputError
from countermark.model.facts import REPORT, REPORT_TEXT, STATEMENT
from countermark.reading import Names, Reading
from countermark.reading.contract import READER
from countermark.reading.version import reader_version
from countermark.sources.reports import ReportText, open_report
from countermark.sources.reports.base import Found

KIND: Final = "report"
PARSER_VERSION: Final = "1"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRequest:
    """What is said of the reports added, and the names to read them with.

    names_key: says which names: the seal of the ledger they were taken from, or the version of the tables.
    """

    published: str | None = None
    auto: bool = False
    outlet: str | None = None
    source_url: str | None = None
    dataset: str | None = None
    names: Names | None = None
    names_key: str = "none"


@dataclass(frozen=True, slots=True)
class ReportRead:
    """A report opened to its end."""

    path: Path
    sha256: str
    dataset: str
    text: ReportText
    said: Said


@dataclass(frozen=True, slots=True)
class ReportsAdded:
    """The sealed batch and the derived entries; the reports read, and the names of files held already."""

    entry: Entry | None
    derived: list[Entry]
    records: list[OriginalRecord]
    reads: list[ReportRead]
    already: list[str]
    found: list[dict[str, int]] = field(default_factory=list)


def add_reports(ledger: Ledger, paths: Sequence[Path], request: ReportRequest, engine: Engine) -> ReportsAdded:
    """Add reports as one batch, and seal what is read out of them.

    Args:
        ledger: where to.
        paths: files that can be read again.
        request: what is said of them.
        engine: writes the segments.

    Raises:
        InputError: a file that cannot be used; the ledger is then as it was.
    """
    reads: list[ReportRead] = []
    already: list[str] = []
    held: list[str] = []
    for path in paths:
        digest = sha256_file(path)
        dataset = request.dataset or KIND
        holder = ledger.holds(digest, kind=KIND, dataset=dataset)
        if holder is not None or any((read.sha256, read.dataset) == (digest, dataset) for read in reads):
            already.append(path.name)
            if holder is not None:
                held.append(digest)
            continue
        text = open_report(path)
        reads.append(ReportRead(path, digest, dataset, text, _said(text, request, path)))
    entry, records = _seal(ledger, reads, request, engine) if reads else (None, [])
    found: list[dict[str, int]] = []
    derived = [
        derive(ledger, [stored_report(ledger.view(), engine, original)], request, engine)[0]
        for original in held
        if not derived_of(ledger.view(), original)
    ]
    if entry is not None:
        made, found = derive(ledger, [_stored(read, entry) for read in reads], request, engine)
        derived.append(made)
    return ReportsAdded(entry, derived, records, reads, already, found)


def _said(text: ReportText, request: ReportRequest, path: Path) -> Said:
    said = said_of(text, published=request.published, outlet=request.outlet)
    if request.auto and not said.published:
        time = time_in(path.name)
        if time is None:
            raise InputError(
                "no date of publication in the file or its name", where=path.name, hint="write --published YYYY-MM-DD"
            )
        said = Said(Found(time[:10], "name of the file"), said.outlet)
    return said


def _stored(read: ReportRead, entry: Entry) -> Stored:
    return Stored(
        read.sha256,
        entry.seal,
        read.text.text,
        read.text.text_sha256,
        said_values(read.text, read.said),
        read.text.place,
    )


def said_values(text: ReportText, said: Said) -> dict[str, str | None]:
    """Give what a derivation hangs on beside the text."""
    return {
        "published": said.published.value or None,
        "published_basis": said.published.basis or None,
        "outlet": said.outlet.value or None,
        "translated_from": text.about.translated_from.value or None,
    }


def _seal(
    ledger: Ledger, reads: Sequence[ReportRead], request: ReportRequest, engine: Engine
) -> tuple[Entry, list[OriginalRecord]]:
    records = [_record(read, ledger) for read in reads]
    disk = ledger.originals.disk
    rows = ((REPORT, (_report_row(read, request) for read in reads)), (REPORT_TEXT, _text_rows(reads)))
    segments = [
        segment for table, given in rows if (segment := write_segment(engine, table, given, ledger.segments, disk=disk))
    ]
    return ledger.append_batch(originals=records, segments=segments), records


def _record(read: ReportRead, ledger: Ledger) -> OriginalRecord:
    kept = ledger.originals.keep(read.path)
    if kept.sha256 != read.sha256:
        raise InputError("the file changed while it was read", where=read.path.name, hint="add it again")
    return OriginalRecord(
        name=kept.name,
        sha256=kept.sha256,
        size_bytes=kept.size_bytes,
        kind=KIND,
        dataset=read.dataset,
        parser=f"{KIND}_{read.text.format}",
        parser_version=PARSER_VERSION,
        decisions=dict(read.text.decisions),
        read=1,
        stored=1,
    )


def _report_row(read: ReportRead, request: ReportRequest) -> tuple[str | int | None, ...]:
    about, said = read.text.about, read.said
    cells = (
        about.title.value,
        about.byline.value,
        said.outlet.value,
        said.outlet.basis,
        said.published.value,
        said.published.basis,
        about.language.value,
        about.language.basis,
        about.translated_from.value,
        about.translated_from.basis,
        request.source_url or about.source_url.value,
        read.text.format,
    )
    return (
        read.sha256,
        1,
        "the whole file",
        *(cell or None for cell in cells),
        len(read.text.text),
        read.text.text_sha256,
    )


def _text_rows(reads: Sequence[ReportRead]) -> Iterator[tuple[str | int | None, ...]]:
    for read in reads:
        text = read.text
        for number, block in enumerate(text.blocks, start=1):
            piece = text.text[block.start : block.end]
            bytes_of = (block.byte_start, block.byte_end)
            yield read.sha256, number, block.place, text.text_sha256, block.start, *bytes_of, piece


def derive(
    ledger: Ledger, reports: Sequence[Stored], request: ReportRequest, engine: Engine
) -> tuple[Entry, list[dict[str, int]]]:
    """Read reports of one batch and seal what was read; give the entry, and what was found in each.

    Raises:
        IntegrityError: a report that the batch does not hold.
    """
    readings: list[Reading] = []

    def rows() -> Iterator[tuple[str | int | None, ...]]:
        for report in reports:
            reading = read_report(
                report.text,
                names=request.names,
                published=report.said.get("published"),
                outlet=report.said.get("outlet"),
                translated_from=report.said.get("translated_from"),
            )
            readings.append(reading)
            yield from statement_rows(reading, original=report.original, places=report.places)

    segment: Segment | None = write_segment(engine, STATEMENT, rows(), ledger.segments, disk=ledger.originals.disk)
    entry = ledger.append_derived(
        segments=[segment] if segment else [],
        producer=READER,
        version=reader_version(),
        input_seal=reports[0].batch,
        inputs=[DerivedInput(report.original, report.text_sha256, report.said) for report in reports],
        parameters={"names": request.names_key},
    )
    return entry, [_found(reading) for reading in readings]


def _found(reading: Reading) -> dict[str, int]:
    return {
        "claims": len(reading.claims),
        "mentions": len(reading.mentions),
        "events": len(reading.events),
        "dates": len(reading.dates),
        "links": len(reading.links),
    }
