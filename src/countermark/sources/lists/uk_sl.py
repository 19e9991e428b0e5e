"""The UK Sanctions List of the Foreign, Commonwealth & Development Office, CSV, XLSX and XML.

Format: https://www.gov.uk/government/publications/the-uk-sanctions-list, the only British list since 28
January 2026; the files stand at
https://sanctionslist.fcdo.gov.uk/docs/UK-Sanctions-List.csv (and .xml). Written from the published
headings and schema: NOT verified on a real file.

1. A unit is a row, or in XML a `Designation`. The CSV writes every combination of a designation's names, addresses,
   dates and the rest; the rows of one Unique ID become one entry. Both forms say the same values.
2. The id is `uk-<Unique ID>` (`uk-RUS0251`); the former OFSI Group ID and the UN's reference are further references.
3. `dd/mm/1962` is a birth date of which the year is known. `Report Date` or `DateGenerated` is the day of publication.
4. Names in other scripts are not tied to a name of the list, so they are aliases; a language is said where the list or
   the letters say it.
"""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter
from typing import Final

from countermark.model.errors import FormatError
from countermark.sources.lists.base import ListEntry, ListFile, ListReport, Stream
from countermark.sources.lists.uk_rows import TORN, looks_like, open_table
from countermark.sources.lists.uk_sl_fields import BLOCKS, LAYOUT, Blocks, new_blocks
from countermark.sources.lists.uk_sl_say import say
from countermark.sources.lists.uk_sl_xml import read_xml
from countermark.sources.lists.uk_text import day_of

NOT_VERIFIED: Final = "not verified on a real file"
STREAM: Final = Stream("uk_sl", "designations")


class UkSlParser:
    """Reads a snapshot of the UK Sanctions List."""

    kind: str = "uk_sl"
    version: str = "1"
    streams: tuple[Stream, ...] = (STREAM,)

    def recognises(self, file: ListFile) -> bool:
        """Tell by the headings, or by the root element and its first child."""
        return _is_xml(file) or looks_like(file, LAYOUT)

    def parse(self, file: ListFile, report: ListReport, *, recover: bool = False) -> Iterator[ListEntry]:
        """Give the designations, each with all its rows.

        Raises:
            FormatError: a torn or foreign file, headings alone, a row or element without Unique ID.
            EncodingError: bytes that are no text.
        """
        report.decisions["verified"] = NOT_VERIFIED
        if _is_xml(file):
            for unique_id, blocks, found in read_xml(file, report, recover=recover):
                said = say(unique_id, blocks, report, found.number, found.place)
                yield ListEntry(STREAM, unique_id, found.number, found.place, said, f"uk-{unique_id}")
            return
        yield from _rows(file, report, recover=recover)


def _is_xml(file: ListFile) -> bool:
    head = file.head[:4096]
    return head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<") and b"<Designations" in head and b"<export" not in head


def _rows(file: ListFile, report: ListReport, *, recover: bool) -> Iterator[ListEntry]:
    table = open_table(file, LAYOUT, report, recover=recover)
    report.published = next(filter(None, (day_of(text.partition(":")[2] or text) for text in table.above)), None)
    readers = [(name, itemgetter(*(table.index[field] for field in fields))) for name, fields in BLOCKS.items()]
    number = table.index["unique_id"]
    groups: dict[str, tuple[int, str, Blocks]] = {}
    for row in table.rows:
        unique_id = row.cells[number].strip()
        if not unique_id or len(unique_id) > 20 or not unique_id.isalnum():
            what = f"the Unique ID {unique_id[:40]!r} is none"
            if not recover:
                raise FormatError(f"{what}: the row is torn or shifted", where=f"{file.name}, {row.place}", hint=TORN)
            report.quarantined += 1
            report.partial = report.partial or f"{row.place}: {what}"
            report.issue(row.number, row.place, raw=",".join(row.cells), reason=what, code="id")
            continue
        if unique_id not in groups:
            groups[unique_id] = (row.number, row.place, new_blocks())
        blocks = groups[unique_id][2]
        for name, reader in readers:
            found = reader(row.cells)
            blocks[name][found if isinstance(found, tuple) else (found,)] = None
        report.stored += 1
    if not groups:
        raise FormatError("headings and no designations", where=file.name, hint=TORN)
    for unique_id, (first, place, blocks) in groups.items():
        yield ListEntry(
            STREAM, unique_id, first, place, say(unique_id, blocks, report, first, place), f"uk-{unique_id}"
        )


PARSERS: Final = (UkSlParser(),)
