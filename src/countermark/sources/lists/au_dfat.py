"""The Consolidated List of Australia's Department of Foreign Affairs and Trade.

One sheet, XLS in 2022 and XLSX now:
https://www.dfat.gov.au/international-relations/security/sanctions/consolidated-list ("Regulation 8 consolidated
list").

Units: rows. An entry is a number with letters for its other names: 34, 34a, 34b, 34b1 (the original script of 34b).
The rows of a number become one entry, all their values together, since each row repeats them and some say more than
others.

Ids: `au-<number>` (`au-34`), as the list counts its entries.

Traps: a number is a number or a text (`2`, `"4"`); name types in every spelling; several values in a cell (`a) ...
b)`); `NA` for nothing. Control Date is when the entry last changed: for 1,521 of 1,574 entries whose Listing
Information names the day of listing it is later. So `listingDate` is the day in the text where there is one and else
the Control Date, and the Control Date is `modifiedAt` always.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from countermark.model.errors import FormatError
from countermark.reference.countries import country_code
from countermark.sources.lists.au_labels import DEMONYMS, say_additional
from countermark.sources.lists.base import ListEntry, ListFile, ListReport, Party, Stream
from countermark.sources.lists.identifiers import is_imo
from countermark.sources.lists.languages import language_of
from countermark.sources.lists.listtext import english_dates, lettered
from countermark.sources.lists.workbook import Sheet, columns_of, peek_headings, take_workbook

AUTHORITY: Final = "Australian Government, Department of Foreign Affairs and Trade"
SOURCE: Final = "https://www.dfat.gov.au/international-relations/security/sanctions/consolidated-list"
NEEDED: Final = frozenset({"reference", "nameofindividualorentity", "nametype", "committees", "controldate"})
SCHEMATA: Final = {"individual": "Person", "entity": "Organization", "vessel": "Vessel"}
NAME_TYPES: Final = {
    "primary name": "name",
    "aka": "alias",
    "original script": "alias",
    "formerly known as": "previousName",
    "previously listed as": "previousName",
}
_KNOWN: Final = NEEDED | {
    "type", "dateofbirth", "placeofbirth", "citizenship", "address", "additionalinformation", "listinginformation",
    "aliasstrength", "imonumber", "instrumentofdesignation", "targetedfinancialsanction", "targetedfinancialsanctions",
    "travelban", "armsembargo", "maritimerestriction",
}  # fmt: skip
_MEASURES: Final = (
    "targetedfinancialsanction", "targetedfinancialsanctions", "travelban", "armsembargo", "maritimerestriction",
)  # fmt: skip
_FACTS: Final = ("dateofbirth", "placeofbirth", "citizenship", "address", "additionalinformation", "imonumber")
_REFERENCE = re.compile(r"(\d{1,6})\s*([a-z]{0,3}\d{0,3})", re.IGNORECASE)
_NOTHING: Final = frozenset({"", "na", "n/a", "n.a.", "unknown", "not available", "-"})
_LISTED = re.compile(
    r"\b(?:listed|designated|declared)\b[^();]*?\bon:?\s*(\d{1,2}\s*[A-Za-z]{3,9}\.?,?\s*\d{4})", re.IGNORECASE
)

Cell = Callable[[str], str]


class AuDfatParser:
    """Reads the consolidated list's workbook."""

    kind: str = "au_dfat"
    version: str = "1"
    stream: Stream = Stream("au_dfat", "list")
    streams: tuple[Stream, ...] = (stream,)

    def recognises(self, file: ListFile) -> bool:
        """Tell by the headings of the first sheet."""
        return any(cells >= NEEDED for _, rows in peek_headings(file)[:1] for cells in rows[:3])

    def parse(self, file: ListFile, report: ListReport, *, recover: bool = False) -> Iterator[ListEntry]:
        """Give the entries, one for each number.

        Raises:
            FormatError: a torn workbook, other headings, no rows, or a row without a reference.
        """
        sheets = take_workbook(file)
        sheet = sheets[0]
        head = next((i for i, row in enumerate(sheet.rows[:5]) if columns_of(row).keys() >= NEEDED), None)
        if head is None:
            raise FormatError(
                "the headings of DFAT's consolidated list are missing", where=f"{file.name}, sheet {sheet.title}",
                hint="check what was fetched",
            )  # fmt: skip
        places = columns_of(sheet.rows[head])
        report.decisions |= {"sheet": sheet.title, "headings": f"row {head + 1}, {len(places)} columns"}
        for other in sheets[1:]:
            if filled := sum(map(any, other.rows)):
                report.unknown[f"sheet {other.title}"] += filled
        groups = _groups(file, sheet, head + 1, places, report, recover=recover)
        if not groups:
            raise FormatError(
                "headings and no entries", where=f"{file.name}, sheet {sheet.title}", hint="fetch it again"
            )
        newest = ""
        for count, (number, rows) in enumerate(groups.items(), start=1):
            party = _entry(number, rows, places, report)
            newest = max(newest, *(_cell(row, places)("controldate") for _, row in rows))
            report.stored += len(rows)
            yield ListEntry(self.stream, number, count, f"row {rows[0][0]}", party.said, party.id)
        report.decisions["newest control date"] = newest


def _cell(row: Sequence[str], places: dict[str, int]) -> Cell:
    def cell(name: str) -> str:
        place = places.get(name)
        text = row[place] if place is not None and place < len(row) else ""
        return "" if text.strip().lower() in _NOTHING else text

    return cell


def _groups(
    file: ListFile, sheet: Sheet, after: int, places: dict[str, int], report: ListReport, *, recover: bool
) -> dict[str, list[tuple[int, list[str]]]]:
    groups: dict[str, list[tuple[int, list[str]]]] = {}
    strange = [(name, place) for name, place in places.items() if name not in _KNOWN]
    for row_number, row in sheet.numbered(after):
        if not any(row):
            continue
        report.read += 1
        for name, place in strange:
            if row[place]:
                report.unknown[f"column {name}"] += 1
        cell = _cell(row, places)
        found = _REFERENCE.fullmatch(cell("reference"))
        if found and cell("nameofindividualorentity"):
            groups.setdefault(str(int(found[1])), []).append((row_number, row))
            continue
        where = f"row {row_number}"
        what = "no name" if found else f"{cell('reference')!r} is no reference"
        if not recover:
            raise FormatError(
                what,
                where=f"{file.name}, {where}",
                hint="fetch it again, or add it with --recover to leave the row out",
            )
        report.quarantined += 1
        report.partial = f"{where}: {what}"
        report.issue(row_number, where, raw=" | ".join(row), reason=what, code="reference")
    return groups


def _entry(number: str, rows: list[tuple[int, list[str]]], places: dict[str, int], report: ListReport) -> Party:
    kinds = [_cell(row, places)("type").lower().strip() for _, row in rows]
    schema = next((SCHEMATA[kind] for kind in kinds if kind in SCHEMATA), "LegalEntity")
    party = Party(f"au-{number}", schema)
    told: set[tuple[str, ...]] = set()
    for (row_number, row), kind in zip(rows, kinds, strict=True):
        if kind not in SCHEMATA:
            report.issue(row_number, f"row {row_number}", raw=kind, reason="unknown type of party", code="type")
        cell = _cell(row, places)
        _say_name(party, cell, row_number, report)
        facts = tuple(cell(name) for name in _FACTS)
        if facts not in told:
            told.add(facts)
            _say_facts(party, cell, row_number, report)
    _say_listing(party, [_cell(row, places) for _, row in rows], number)
    return party


def _say_name(party: Party, cell: Cell, row_number: int, report: ListReport) -> None:
    name = cell("nameofindividualorentity")
    kind = " ".join(cell("nametype").lower().split())
    prop = NAME_TYPES.get(kind)
    if prop is None:
        report.issue(
            row_number, f"row {row_number}", raw=kind, reason="unknown type of name, kept as an alias", code="name"
        )
        prop = "alias"
    if kind == "original script" and not cell("reference")[-1:].isdigit():
        prop = "name"
    if prop == "alias" and "weak" in cell("aliasstrength").lower():
        prop = "weakAlias"
    party.add(prop, name, lang=language_of(name), original=f"{cell('nametype')}: {name}")


def _say_facts(party: Party, cell: Cell, row_number: int, report: ListReport) -> None:
    for text in lettered(cell("dateofbirth")):
        days = english_dates(text)
        prop = "birthDate" if party.schema == "Person" else "incorporationDate"
        for day in days or [text]:
            party.add(prop, day, original=text)
        if not days:
            report.issue(row_number, f"row {row_number}", raw=text, reason="no date is found in it", code="date")
    for text in lettered(cell("placeofbirth")):
        party.add("birthPlace" if party.schema == "Person" else "address", text)
    for text in lettered(cell("citizenship")):
        _say_countries(party, text)
    for text in lettered(cell("address").removeprefix("Address:")):
        party.add("address", text)
    imo = cell("imonumber")
    party.add(
        "imoNumber" if is_imo(imo) else "registrationNumber", imo.upper().removeprefix("IMO").strip(": "), original=imo
    )
    say_additional(party, cell("additionalinformation"))


def _say_countries(party: Party, text: str) -> None:
    """Say a country or several; a text that is not countries through and through stays whole."""
    prop = "citizenship" if party.schema == "Person" else "country"
    whole = text.replace("\xa0", " ").strip(" .")
    pieces = [whole] if _code(whole) else re.split(r"\s*(?:[,;/&]|\band\b)\s*", whole)
    codes = [_code(piece) for piece in pieces if piece]
    for code in codes if all(codes) else [None]:
        party.add(prop, code or text, original=text)


def _code(text: str) -> str | None:
    return DEMONYMS.get(text.lower().strip(" .")) or country_code(text)


def _say_listing(party: Party, cells: list[Cell], number: str) -> None:
    party.sanction("authority", AUTHORITY)
    party.sanction("authorityId", number)
    party.sanction("country", "au")
    party.sanction("sourceUrl", SOURCE)
    listed = False
    for cell in cells:
        listing = cell("listinginformation")
        party.sanction("program", cell("committees"))
        party.sanction("provisions", listing)
        party.sanction("provisions", cell("instrumentofdesignation"))
        for measure in _MEASURES:
            if (text := cell(measure)) and text.lower() not in {"no", "false"}:
                party.sanction("description", f"{measure}: {text}")
        if found := _LISTED.search(listing):
            for day in english_dates(found[1])[:1]:
                party.sanction("listingDate", day, original=found[0])
                listed = True
    controls = sorted(filter(None, (cell("controldate") for cell in cells)))
    if controls and not listed:
        party.sanction_date("listingDate", controls[0])
    if controls:
        party.sanction_date("modifiedAt", controls[-1])


PARSERS: Final = (AuDfatParser(),)
