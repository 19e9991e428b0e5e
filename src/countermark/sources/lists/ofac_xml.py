"""OFAC's classic XML: the SDN list (SDN.XML) or the consolidated non-SDN list (CONSOLIDATED.XML), every entry whole.

Format: https://www.treasury.gov/ofac/downloads/sdn.xsd (namespace http://tempuri.org/sdnList.xsd until 2024), the same
elements under https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/XML since.
Units: `sdnEntry` elements. Entity ids: `ofac-<uid>`, as in the CSV files; uids of names, addresses and documents are
OFAC's own housekeeping and are not kept.

Traps:

1. Both lists have the same root, so the programmes in the file tell which it is, and its name only where they do not.
2. `Record_Count` is the number of entries: a file that holds another number is not whole.
3. Dates are MM/DD/YYYY in the heading and `10 Dec 1948` elsewhere.
4. Remarks are not cut and have no closing full stop; `(Linked To: NAME)` is in brackets.
5. An `idType` is often no document: directives, risks, flags, wallets and dates of a measure stand there too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element

from countermark.model.dates import day_text
from countermark.model.errors import FormatError
from countermark.reference.countries import country_code
from countermark.sources.lists.base import ListEntry, ListFile, ListReport, Party, Stream
from countermark.sources.lists.ofac_facts import (
    address_text,
    alias_property,
    document_piece,
    entity_id,
    listed,
    read_piece,
    say_country,
    say_title,
    say_vessel,
    whole_name,
)
from countermark.sources.lists.ofac_labels import SCHEMATA
from countermark.sources.lists.ofac_remarks import read_remarks
from countermark.sources.lists.xml import Found, Root, elements, is_rooted, text_of

SDN_ONLY: Final = frozenset(
    {"SDNTK", "SDNT", "FTO", "NPWMD", "CUBA", "TCO", "GLOMAG", "IFSR", "DPRK", "BALKANS", "CYBER2"}
)
NON_SDN: Final = frozenset({"NS-PLC", "FSE-IR", "FSE-SY", "561-Related", "561List", "CMIC-EO13959"})
VESSEL: Final = {
    "callSign": "callSign",
    "vesselType": "type",
    "tonnage": "tonnage",
    "grossRegisteredTonnage": "grossRegisteredTonnage",
    "vesselFlag": "flag",
    "vesselOwner": "owner",
}

_PROGRAMME = re.compile(rb"<(?:\w+:)?program>\s*([^<]{1,80}?)\s*<")
_WANTED = frozenset({"publshInformation", "sdnEntry"})
_ITEMS = {
    "idList": frozenset({"uid", "idType", "idNumber", "idCountry", "issueDate", "expirationDate"}),
    "akaList": frozenset({"uid", "type", "category", "lastName", "firstName"}),
    "addressList": frozenset(
        {"uid", "address1", "address2", "address3", "city", "stateOrProvince", "postalCode", "country"}
    ),
    "nationalityList": frozenset({"uid", "country", "mainEntry"}),
    "citizenshipList": frozenset({"uid", "country", "mainEntry"}),
    "dateOfBirthList": frozenset({"uid", "dateOfBirth", "mainEntry"}),
    "placeOfBirthList": frozenset({"uid", "placeOfBirth", "mainEntry"}),
}
_PLAIN = frozenset({"uid", "firstName", "lastName", "title", "sdnType", "remarks", "programList"})


class OfacXmlParser:
    """Reads the SDN list or the consolidated non-SDN list in OFAC's classic XML."""

    version: str = "1"
    kind: str = "us_ofac_xml"
    streams: tuple[Stream, ...] = (Stream("us_ofac_sdn", "xml"), Stream("us_ofac_cons", "xml"))

    def recognises(self, file: ListFile) -> bool:
        """Tell by the root element and the heading or first entry behind it."""
        return is_rooted(file.head, "sdnList") and (b"publshInformation" in file.head or b"sdnEntry" in file.head)

    def parse(self, file: ListFile, report: ListReport, *, recover: bool = False) -> Iterator[ListEntry]:
        """Give the entries of the file.

        Raises:
            FormatError: torn or malformed XML, another number of entries than the file states, or a file whose list
                neither its programmes nor its name tell.
        """
        stream = self._stream(file, report)
        root = Root()
        stated: int | None = None
        for found in elements(file, _WANTED, report, root=root, recover=recover):
            if root.tag != "sdnList":
                raise FormatError(f"the root is {root.tag}, not sdnList", where=file.name, hint="is this OFAC's file?")
            if found.element.tag == "publshInformation":
                stated = _heading(found, report)
                continue
            report.read += 1
            number = text_of(found.element, "uid")
            if not number.isdigit():
                report.quarantined += 1
                report.issue(report.read, found.place, raw=number, reason="an entry without its uid", code="id")
                continue
            report.stored += 1
            party = _party(found, number, report)
            yield ListEntry(stream, number, report.read, found.place, party.said, party.id)
        _check(file, report, stated, recover=recover)
        report.decisions["layout"] = f"sdnList, namespace {root.namespace or 'none'}"

    def _stream(self, file: ListFile, report: ListReport) -> Stream:
        programmes = _programmes(file.path)
        sdn = sum(count for programme, count in programmes.items() if programme in SDN_ONLY)
        other = sum(count for programme, count in programmes.items() if programme in NON_SDN)
        if sdn == other:
            name = file.name.lower()
            sdn, other = int(name.startswith("sdn")), int("cons" in name)
            why = "its name; its programmes do not tell"
        else:
            words = "SDN" if sdn > other else "consolidated non-SDN"
            why = f"{max(sdn, other)} entries with programmes of the {words} list only, {min(sdn, other)} of the other"
        if sdn == other:
            raise FormatError(
                "neither programmes nor name tell whether this is the SDN or the consolidated non-SDN list",
                where=file.name,
                hint="give the file its publisher's name, SDN.XML or CONSOLIDATED.XML",
            )
        stream = self.streams[0 if sdn > other else 1]
        report.decisions["list"] = f"{stream.list} ({why})"
        return stream


def _programmes(path: Path) -> Counter[str]:
    counts: Counter[str] = Counter()
    rest = b""
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            chunk = rest + chunk
            end = chunk.rfind(b"</") if len(chunk) > 200 else -1
            cut = len(chunk) if end < len(chunk) - 200 else end
            rest = chunk[cut:]
            counts.update(found.decode("utf-8", "replace") for found in _PROGRAMME.findall(chunk[:cut] + b"<"))
    return counts


def _heading(found: Found, report: ListReport) -> int | None:
    for child in found.element:
        if child.tag not in {"Publish_Date", "Record_Count"}:
            report.unknown[f"publshInformation/{child.tag}"] += 1
    day, count = text_of(found.element, "Publish_Date"), text_of(found.element, "Record_Count")
    report.published = day_text(day, "mdy")
    if report.published is None:
        report.issue(0, found.place, raw=day, reason="the day of publication is no date", code="date")
    return int(count) if count.isascii() and count.isdigit() else None


def _check(file: ListFile, report: ListReport, stated: int | None, *, recover: bool) -> None:
    if not report.read and not recover:
        raise FormatError("no entries", where=file.name, hint="fetch the file again from OFAC's address")
    if stated is None or stated == report.read:
        report.decisions["Record_Count"] = "not stated" if stated is None else f"{stated}, as read"
        return
    what = f"the file states {stated} entries and holds {report.read}"
    if not recover:
        raise FormatError(
            what, where=file.name, hint="fetch the file again, or add it with --recover to keep what is there"
        )
    report.partial = report.partial or what


def _party(found: Found, number: str, report: ListReport) -> Party:
    entry = found.element
    kind = text_of(entry, "sdnType")
    schema = SCHEMATA.get(kind.lower())
    if schema is None:
        report.issue(report.read, found.place, raw=kind, reason="an sdnType nobody knows", code="kind")
    party = listed(entity_id(number), schema or "LegalEntity", number)
    last, first = text_of(entry, "lastName"), text_of(entry, "firstName")
    party.add("name", whole_name(last, first))
    if last and first:
        party.add("lastName", last)
        party.add("firstName", first)
    say_title(party, text_of(entry, "title"))
    for programme in entry.iterfind("programList/program"):
        party.sanction("program", programme.text)
    for child in entry:
        if child.tag in _READERS:
            _read_items(party, child, report)
        elif child.tag == "vesselInfo":
            _vessel(party, child, report)
        elif child.tag not in _PLAIN:
            report.unknown[f"sdnEntry/{child.tag}"] += 1
    if remarks := text_of(entry, "remarks"):
        read_remarks(party, remarks, whole=True)
    return party


def _read_items(party: Party, group: Element, report: ListReport) -> None:
    reader, known = _READERS[group.tag], _ITEMS[group.tag]
    rows = [{child.tag: (child.text or "").strip() for child in item} for item in group]
    # The list's main nationality or birth date first; the sort keeps the order of the rest.
    rows.sort(key=lambda row: row.get("mainEntry") == "false")
    for row in rows:
        for tag in row.keys() - known:
            report.unknown[f"{group.tag}/{tag}"] += 1
        reader(party, row)


def _vessel(party: Party, info: Element, report: ListReport) -> None:
    for child in info:
        if child.tag in VESSEL:
            say_vessel(party, VESSEL[child.tag], (child.text or "").strip())
        else:
            report.unknown[f"vesselInfo/{child.tag}"] += 1


def _document(party: Party, row: dict[str, str]) -> None:
    label, country = row.get("idType", ""), row.get("idCountry", "")
    dates = {"issued": row.get("issueDate", ""), "expires": row.get("expirationDate", "")}
    read_piece(party, document_piece(label, row.get("idNumber", ""), country=country, **dates))
    if country and not country_code(country):
        party.note(f"{label} country", country)


def _other_name(party: Party, row: dict[str, str]) -> None:
    kind, category = row.get("type", ""), row.get("category", "")
    name = whole_name(row.get("lastName", ""), row.get("firstName", ""))
    weak = category.lower() == "weak"
    party.add(alias_property(kind, weak=weak), name, original=f"{kind} {name}{' (weak)' if weak else ''}")
    if category.lower() not in {"weak", "strong", ""}:
        party.note("other name", f"{name}: {category}")


def _address(party: Party, row: dict[str, str]) -> None:
    country = row.get("country", "")
    lines = [row.get(key, "") for key in ("address1", "address2", "address3")]
    place = [row.get(key, "") for key in ("city", "stateOrProvince")]
    party.add("address", address_text((*lines, *place), row.get("postalCode", ""), country))
    if country:
        say_country(party, "country", "address country", country)


def _country(party: Party, prop: str, row: dict[str, str]) -> None:
    if country := row.get("country"):
        say_country(party, prop, prop, country)


def _birth(party: Party, row: dict[str, str]) -> None:
    text = row.get("dateOfBirth", "")
    alternative = "alt. " if row.get("mainEntry") == "false" else ""
    party.add("birthDate", day_text(text) or text, original=alternative + text)


_READERS: Final[dict[str, Callable[[Party, dict[str, str]], None]]] = {
    "idList": _document,
    "akaList": _other_name,
    "addressList": _address,
    "nationalityList": lambda party, row: _country(party, "nationality", row),
    "citizenshipList": lambda party, row: _country(party, "citizenship", row),
    "dateOfBirthList": _birth,
    "placeOfBirthList": lambda party, row: party.add("birthPlace", row.get("placeOfBirth")),
}

PARSERS: Final = (OfacXmlParser(),)
