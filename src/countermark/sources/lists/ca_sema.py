"""Canada's consolidated autonomous sanctions list (SEMA and JVCFOR regulations), XML.

Format: consolidated-consolide.aspx, which links sema-lmes.xml, in
https://www.international.gc.ca/world-monde/international_relations-relations_internationales/sanctions/.
`data-set` with a `record` for every item of a schedule. Since 2022 `Entity`, `Title` and `DateOfBirth` have become
`EntityOrShip`, `TitleOrShip` and `DateOfBirthOrShipBuildDate`; `DateOfListing` and `ShipIMONumber` are new.

1. A unit is a record. The file states no day of publication.
2. The list has no ids. Schedules were relabelled for nearly every record between 2022 and 2025 and items of one
   schedule may be numbered anew, so neither is part of the id. It is `ca-` and a hash of the regulation (the English
   part of `Country`, Burma being Myanmar) and, of a ship, its IMO number; of others whether it is a person, and the
   name without case, accents and punctuation. One name under one regulation in two schedules is one entry with two
   items. A record whose name is corrected gets another id, which looks like a removal and a listing on one day.
3. `Country` is the regulation, not the party's country. Labels are `English / français`.
4. `Aliases` is free text: names between semicolons, commas, slashes or `or`, some with their language
   (`Belarusian: ...`). It is split where every part reads as a name; else it stays one alias, as written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from countermark.model.dates import day_text
from countermark.model.errors import FormatError
from countermark.reference.countries import name_key
from countermark.sources.lists.base import ListEntry, ListFile, ListReport, Party, Stream, short_hash
from countermark.sources.lists.ca_names import Name, aliases, entity_names
from countermark.sources.lists.identifiers import is_imo
from countermark.sources.lists.languages import language_of
from countermark.sources.lists.xml import Found, Root, elements

STREAM: Final = Stream("ca_sema", "sema")
AUTHORITY: Final = "Global Affairs Canada"
FIELDS: Final = {
    "Country": "regulation", "LastName": "last", "GivenName": "given", "Entity": "entity", "EntityOrShip": "entity",
    "Title": "title", "TitleOrShip": "title", "DateOfBirth": "date", "DateOfBirthOrShipBuildDate": "date",
    "Aliases": "aliases", "Schedule": "schedule", "Item": "item", "DateOfListing": "listed", "ShipIMONumber": "imo",
}  # fmt: skip
RENAMED: Final = {"burma": "myanmar", "myanmar burma": "myanmar"}
_HINT: Final = "fetch the file again, or add it with --recover to keep what can be read, marked partial"
_MARKS: Final = (b"<data-set", b"<record>", b"<Country>", b"<Item>")


class CaSemaParser:
    """Reads a snapshot of Canada's list."""

    kind: str = "ca_sema"
    version: str = "1"
    streams: tuple[Stream, ...] = (STREAM,)

    def recognises(self, file: ListFile) -> bool:
        """Tell by the root element and the first record's children."""
        head = file.head
        return all(mark in head for mark in _MARKS) and (b"<LastName>" in head or b"<Entity" in head)

    def parse(self, file: ListFile, report: ListReport, *, recover: bool = False) -> Iterator[ListEntry]:
        """Give the records.

        Raises:
            FormatError: malformed or torn XML, another root, no records, a record without a name.
        """
        root, newest = Root(), ""
        for found in elements(file, frozenset({"record"}), report, root=root, recover=recover):
            report.read += 1
            values = _values(found, report)
            if not (values["entity"] or values["last"] or values["given"]) or not values["regulation"]:
                _refuse(file, report, found, recover=recover)
                continue
            report.stored += 1
            newest = max(newest, values["listed"])
            yield _entry(found, values, report)
        if root.tag and root.tag != "data-set":
            raise FormatError(f"the root element is {root.tag}, not data-set", where=file.name, hint=_HINT)
        if not report.read and not report.partial:
            raise FormatError("no records", where=file.name, hint=_HINT)
        report.decisions["newest date of listing"] = newest or "none: the layout of 2022 has no dates"


def _values(found: Found, report: ListReport) -> dict[str, str]:
    values = dict.fromkeys(FIELDS.values(), "")
    for child in found.element:
        name = FIELDS.get(child.tag)
        if name is None or len(child):
            report.unknown[f"element {child.tag}"] += 1
        elif text := " ".join((child.text or "").split()):
            if values[name]:
                report.issue(found.number, found.place, raw=text, reason=f"a second {child.tag}", code="twice")
                text = f"{values[name]}; {text}"
            values[name] = text
    return values


def _refuse(file: ListFile, report: ListReport, found: Found, *, recover: bool) -> None:
    what = "a record without a name or a regulation"
    raw = " ".join(" ".join(found.element.itertext()).split())
    if not recover:
        raise FormatError(what, where=f"{file.name}, {found.place}, line {found.line}", hint=_HINT)
    report.quarantined += 1
    report.partial = report.partial or f"{found.place}: {what}"
    report.issue(found.number, found.place, raw=raw, reason=what, code="name")


@lru_cache(maxsize=256)
def regulation_key(label: str) -> str:
    """Fold the label of a regulation to what identifies it over the years.

    >>> regulation_key("Burma / Birmanie"), regulation_key("China/Chine")
    ('myanmar', 'china')
    """
    key = name_key(label.split("/", maxsplit=1)[0])
    return RENAMED.get(key, key)


def source_id(values: dict[str, str]) -> str:
    """Give the id of a record: see the module's second point."""
    if values["entity"] and is_imo(values["imo"]):
        what = ("ship", values["imo"])
    elif values["entity"]:
        what = ("entity", name_key(values["entity"]))
    else:
        what = ("person", name_key(f"{values['last']} {values['given']}"))
    return short_hash(regulation_key(values["regulation"]), *what)


def _entry(found: Found, values: dict[str, str], report: ListReport) -> ListEntry:
    identity = source_id(values)
    schema = "Vessel" if values["imo"] else "Organization" if values["entity"] else "Person"
    party = Party(f"ca-{identity}", schema)
    if values["entity"]:
        _say_names(party, entity_names(values["entity"]))
    else:
        party.add("name", f"{values['given']} {values['last']}".strip())
        party.add("firstName", values["given"])
        party.add("lastName", values["last"])
    if values["entity"] and values["last"]:
        party.note("LastName", values["last"])
    _say_names(party, aliases(values["aliases"], person=schema == "Person"))
    _say_title(party, values["title"])
    if values["imo"]:
        party.add("imoNumber" if is_imo(values["imo"]) else "registrationNumber", values["imo"])
    _say_dates(party, values["date"], report, found)
    _say_listing(party, values, report, found)
    return ListEntry(STREAM, identity, found.number, found.place, party.said, party.id)


def _say_names(party: Party, names: list[Name]) -> None:
    for name in names:
        party.add(name.prop, name.text, lang=name.lang or language_of(name.text), original=name.original)


def _say_title(party: Party, text: str) -> None:
    if party.schema == "Vessel":
        party.add("type", text)
        return
    english, _, french = text.partition("/")
    party.add("title", english, lang="eng" if french else None, original=text)
    party.add("title", french, lang="fra", original=text)


def _say_dates(party: Party, text: str, report: ListReport, found: Found) -> None:
    prop = {"Person": "birthDate", "Vessel": "buildDate"}.get(party.schema, "incorporationDate")
    years = re.fullmatch(r"(\d{4})\s*[-–]\s*(\d{4})", text)
    for part in years.groups() if years else re.split(r"\s+or\s+|\s*;\s*", text, flags=re.IGNORECASE):
        if not part:
            continue
        day = day_text(part)
        party.add(prop, day or part, original=text)
        if day is None:
            report.issue(found.number, found.place, raw=text, reason="a date nobody understands", code="date")


def _say_listing(party: Party, values: dict[str, str], report: ListReport, found: Found) -> None:
    english, _, french = values["regulation"].partition("/")
    party.sanction("authority", AUTHORITY)
    party.sanction("program", english, original=values["regulation"], lang="eng" if french else None)
    schedule = values["schedule"] if values["schedule"] not in {"", "N/A"} else ""
    item = ", ".join(
        filter(None, (f"Schedule {schedule}" if schedule else "", f"item {values['item']}" if values["item"] else ""))
    )
    if item:
        party.sanction("authorityId", f"{english.strip()}, {item}")
    party.sanction_date("listingDate", values["listed"])
    if values["listed"] and day_text(values["listed"]) is None:
        report.issue(found.number, found.place, raw=values["listed"], reason="listingDate: no date", code="date")


PARSERS: Final = (CaSemaParser(),)
