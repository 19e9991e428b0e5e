"""The US Consolidated Screening List as CSV: every list of Commerce, State and the Treasury in one file.

Format: https://www.trade.gov/consolidated-screening-list (download
https://data.trade.gov/downloadable_consolidated_screening_list/v1/consolidated.csv). A work of the US government,
public domain. One row an entry of one source; 29 columns with headings; several values of a cell are joined with `; `.

Units: rows. Lists and ids: `us_csl_entry`. Traps: the headings may come again in the middle of a file put together
from pieces; other names stand behind `a.k.a.` in lists of Commerce and State; `and` before the last alias; a lone
space for empty; question marks where letters were lost; no day of publication anywhere in the file; quoted cells may
hold line breaks; a party may be on several lists, or twice on one.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from typing import Final

from countermark.model.errors import EncodingError, FormatError
from countermark.sources.encoding import detect
from countermark.sources.lists.base import ListEntry, ListFile, ListReport
from countermark.sources.lists.bounded import bounded_lines
from countermark.sources.lists.us_csl_entry import SEVERAL, SINGLE, SOURCES, Source, entity_id, read_entry, source_of
from countermark.sources.lists.us_csl_ids import IdReader

KIND: Final = "us_csl"
PART: Final = "csv"
_NEEDED: Final = frozenset({"source", "name", "entity_number", "programs", "alt_names", "addresses"})
_KNOWN: Final = frozenset((*SINGLE, *SEVERAL, "ids"))
_SIGN: Final = frozenset({"source", "entity_number", "federal_register_notice", "source_list_url", "alt_names"})
_AGAIN: Final = "fetch the file again, or add it with --recover to keep what can be read"


class UsCslParser:
    """Reads the CSV file."""

    version: str = "2"
    kind: str = KIND
    streams = tuple(source.stream(PART) for source in SOURCES.values())

    def recognises(self, file: ListFile) -> bool:
        """Tell by the headings."""
        line = file.head.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].decode("utf-8", "replace")
        return {cell.strip().strip('"') for cell in line.split(",")} >= _SIGN

    def parse(self, file: ListFile, report: ListReport, *, recover: bool = False) -> Iterator[ListEntry]:
        """Give the entries, a row each.

        Raises:
            FormatError: other headings, a row with another number of cells, a quotation that does not end.
            EncodingError: bytes that are no text.
        """
        encoding = detect(file.path)
        report.decisions["encoding"] = f"{encoding.codec} ({encoding.why})"
        with io.TextIOWrapper(file.path.open("rb"), encoding=encoding.codec, newline="") as text:
            try:
                yield from _Rows(file, report, recover=recover).read(text)
            except UnicodeError as error:
                raise EncodingError(
                    f"not {encoding.codec} throughout: {error}", where=file.name, hint="fetch the file again"
                ) from None


class _Rows:
    """The rows of one file."""

    def __init__(self, file: ListFile, report: ListReport, *, recover: bool) -> None:
        self._file, self._report, self._recover = file, report, recover
        self._ids = IdReader(report)
        self._counts: Counter[str] = Counter()

    def read(self, text: io.TextIOWrapper) -> Iterator[ListEntry]:
        reader = csv.reader(bounded_lines(text), strict=True)
        columns = self._columns(self._next(reader, 0) or [])
        number = 0
        while True:
            cells = self._next(reader, number + 1)
            if cells is None:
                break
            if not cells:
                continue
            number += 1
            if cells is _BROKEN:
                continue
            self._report.read += 1
            entry = self._entry(columns, cells, number, f"line {reader.line_num}")
            if entry is not None:
                self._report.stored += 1
                yield entry
        if not self._report.stored:
            raise FormatError("no entries below the headings", where=self._file.name, hint=_AGAIN)
        self._report.decisions["sources"] = ", ".join(f"{name} {count}" for name, count in sorted(self._counts.items()))

    def _next(self, reader: Iterator[list[str]], number: int) -> list[str] | None:
        try:
            return next(reader, None)
        except csv.Error as error:
            place = f"line {reader.line_num}"  # type: ignore[attr-defined]
            if not self._recover or not number:
                raise FormatError(
                    f"the CSV is torn: {error}", where=f"{self._file.name}, {place}", hint=_AGAIN
                ) from None
            self._report.read += 1
            self._set_aside(number, place, [], f"the CSV is torn: {error}")
            return _BROKEN

    def _columns(self, headings: list[str]) -> list[str]:
        columns = [heading.strip() for heading in headings]
        if missing := _NEEDED - set(columns):
            raise FormatError(
                f"no column {', '.join(sorted(missing))}",
                where=f"{self._file.name}, line 1",
                hint="the Consolidated Screening List names its columns in the first line",
            )
        if len(set(columns)) < len(columns):
            raise FormatError("a column comes twice", where=f"{self._file.name}, line 1", hint=_AGAIN)
        return columns

    def _entry(self, columns: list[str], cells: list[str], number: int, place: str) -> ListEntry | None:
        report = self._report
        if [cell.strip() for cell in cells] == columns:
            report.dropped_reasons["the headings again"] += 1
            return None
        if len(cells) != len(columns):
            what = f"{len(cells)} cells where the headings have {len(columns)}"
            if not self._recover:
                raise FormatError(f"{what}: the file is torn there", where=f"{self._file.name}, {place}", hint=_AGAIN)
            self._set_aside(number, place, cells, what)
            return None
        row = dict(zip(columns, cells, strict=True))
        source = source_of(row["source"])
        if source is None or not row["name"].strip() or (source.is_ofac and not row["entity_number"].strip().isdigit()):
            self._misfit(source, row, number, place)
            return None
        for column in columns:
            if column not in _KNOWN and row[column].strip():
                report.unknown[f"column {column}"] += 1
        self._counts[source.list] += 1
        uid = row["entity_number"].strip()
        entity = entity_id(source, uid, row["name"], row.get("federal_register_notice", ""))
        lists = {name: row[name].split(";") for name in SEVERAL if row.get(name)}
        party = read_entry(source, entity, row, lists, self._ids.split(row.get("ids", "")), self._ids)
        return ListEntry(source.stream(PART), uid if source.is_ofac else entity, number, place, party.said, entity)

    def _misfit(self, source: Source | None, row: dict[str, str], number: int, place: str) -> None:
        """Set aside a row that is of no list we know, or names nobody; the file itself is whole."""
        if source is None:
            self._report.unknown[f"source {row['source'].strip()!r}"] += 1
            reason, code = "a source nobody knows", "unknown source"
        else:
            reason, code = "no name, or no OFAC number", "nameless"
        self._report.quarantined += 1
        self._report.issue(number, place, raw=",".join(row.values()), reason=reason, code=code)

    def _set_aside(self, number: int, place: str, cells: list[str], what: str) -> None:
        self._report.quarantined += 1
        self._report.partial = self._report.partial or f"{place}: {what}"
        self._report.issue(number, place, raw=",".join(cells), reason=what, code="cells")


_BROKEN: Final = ["broken"]

PARSERS: Final = (UsCslParser(),)
