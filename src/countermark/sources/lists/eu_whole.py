"""The EU's consolidated financial sanctions list in the layout that went before XML 1.1 (`WHOLE` with `ENTITY`).

Format: retired by the Commission in 2018; https://webgate.ec.europa.eu/fsd/fsf has the one that followed.

1. Units are the elements ENTITY. The id is `eu-<Id>`, the same number as the logicalId of XML 1.1; the sanction's id
   ends with the programme, as there.
2. `reg_date` of an ENTITY is the entry into force of its act, that of every other element the publication of theirs.
3. Kind, country, validity and remarks of a document stand in one text with its number, and are taken apart by their
   marks: `D 0001203 (passport-National passport) [known to be expired](afghan passport)`.
4. A copy with entries left out looks whole; the file states no number.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Final
from xml.etree.ElementTree import Element

from countermark.model.dates import day_text
from countermark.sources.lists.base import ListEntry, ListFile, ListReport, Party, Stream
from countermark.sources.lists.eu_acts import (
    AUTHORITY,
    GENDERS,
    LANGUAGES,
    SCHEMATA,
    Acts,
    alias_prop,
    identifier_prop,
    say_name,
)
from countermark.sources.lists.xml import Found, Root, elements, is_rooted, require_entries, squeezed

ROOT: Final = "WHOLE"
STREAM: Final = Stream("eu_fsf", "whole")

_FIELDS: Final = {
    "NAME": {"LASTNAME", "FIRSTNAME", "MIDDLENAME", "WHOLENAME", "GENDER", "TITLE", "FUNCTION", "LANGUAGE"},
    "BIRTH": {"DATE", "PLACE", "COUNTRY"},
    "ADDRESS": {"NUMBER", "STREET", "ZIPCODE", "CITY", "COUNTRY", "OTHER"},
    "PASSPORT": {"NUMBER", "COUNTRY"},
    "CITIZEN": {"COUNTRY"},
}
_ENTITY_ATTRIBUTES: Final = {"Id", "Type", "legal_basis", "reg_date", "pdf_link", "programme", "remark"}
_ATTRIBUTES: Final = {"Id", "Entity_id", "legal_basis", "reg_date", "pdf_link", "programme"}
_DOCUMENT: Final = re.compile(r"(?P<number>.*?)\s*\((?P<kind>[a-z]+)-(?P<words>[^()]+)\)\s*(?P<rest>.*)")
_RANGE: Final = re.compile(r"(\d{4}) - (\d{4})")
_CONTACT: Final = re.compile(r"(PHONE|FAX|EMAIL|WEB)\[([^\]]*)\]\s*")
_CONTACTS: Final = {"PHONE": "phone", "EMAIL": "email", "WEB": "website"}


class _Entry:
    """One ENTITY on its way into values."""

    def __init__(self, found: Found, report: ListReport) -> None:
        self.element = found.element
        self.row, self.place = found.number, found.place
        self.report = report
        get = found.element.get
        schema = SCHEMATA.get(get("Type", ""))
        if schema is None:
            self.issue(get("Type", ""), "a type that nobody knows", "type")
        self.party = Party(f"eu-{get('Id', '').strip()}", schema or "LegalEntity")
        if programme := get("programme", "").strip():
            self.party.sanction_id = f"{self.party.id}-sanction-{programme.lower()}"
        self.acts = Acts(self.party)

    def issue(self, raw: str, reason: str, code: str) -> None:
        self.report.issue(self.row, self.place, raw=raw, reason=reason, code=code)

    def say(self) -> Party:
        """Read every attribute and child of the element."""
        get, party = self.element.get, self.party
        party.sanction("authority", AUTHORITY)
        party.sanction("recordId", get("Id"))
        party.sanction("program", get("programme"))
        party.sanction("provisions", get("legal_basis"))
        party.sanction("sourceUrl", get("pdf_link"))
        remark = " ".join(get("remark", "").split())
        bare = remark[1:-1] if remark.startswith("(") and remark.count("(") == 1 and remark.endswith(")") else remark
        party.note("", bare)
        self.acts.find_listing(remark)
        self._attributes(self.element, _ENTITY_ATTRIBUTES)
        names = self.element.findall("NAME")
        with_parts = [name for name in names if squeezed(name, "LASTNAME")] or names
        plain = (name for name in with_parts if squeezed(name, "LANGUAGE") in {"", "EN"})
        first = next(plain, with_parts[0] if with_parts else None)
        for child in sorted(self.element, key=lambda child: child is not first):
            reader = _READERS.get(child.tag)
            if reader is None:
                self.report.unknown[f"ENTITY/{child.tag}"] += 1
                party.note(child.tag, " ".join(" ".join(child.itertext()).split()))
                continue
            self._attributes(child, _ATTRIBUTES)
            self.acts.name(child.get("reg_date", ""), child.get("legal_basis", ""), child.get("pdf_link", ""))
            programme = child.get("programme", "")
            if programme != get("programme", ""):
                party.note(f"{child.tag.lower()} programme", programme)
            for grandchild in child:
                if grandchild.tag not in _FIELDS[child.tag] and (text := " ".join((grandchild.text or "").split())):
                    self.report.unknown[f"{child.tag}/{grandchild.tag}"] += 1
                    party.note(f"{child.tag}/{grandchild.tag}", text)
            if child is first:
                self.name(child, main=True)
            else:
                reader(self, child)
        self._start()
        self.acts.say()
        return party

    def _start(self) -> None:
        """The act of the entry gives the day of entry into force where the acts of its values are no older."""
        days = [day for day, _ in self.acts.named if day]
        basis = self.element.get("legal_basis", "")
        own = [day for day, number in self.acts.named if number == basis and day]
        if days and own and min(days) == own[0]:
            self.acts.in_force, self.acts.main = self.element.get("reg_date", ""), own[0]

    def _attributes(self, element: Element, known: set[str]) -> None:
        for name in sorted(element.attrib.keys() - known):
            if value := element.attrib[name].strip():
                self.report.unknown[f"{element.tag}@{name}"] += 1
                self.party.note(f"{element.tag} {name}", value)

    def name(self, child: Element, *, main: bool = False) -> None:
        party = self.party
        code = squeezed(child, "LANGUAGE").upper()
        language = LANGUAGES.get(code)
        if code and language is None:
            self.issue(code, "a language code that nobody knows", "language")
        parts = [squeezed(child, tag) for tag in ("FIRSTNAME", "MIDDLENAME", "LASTNAME")]
        whole = squeezed(child, "WHOLENAME") or " ".join(filter(None, parts))
        say_name(party, "name" if main else alias_prop(strong=True, remark=""), whole, language)
        if party.schema == "Person":
            for part, value in zip(("firstName", "middleName", "lastName"), parts, strict=True):
                party.add(part, value, lang=language)
        elif any(parts):
            party.note(f"name parts of {whole}", "; ".join(filter(None, parts)))
        party.add("title", squeezed(child, "TITLE"))
        party.add("position", squeezed(child, "FUNCTION"))
        if gender := squeezed(child, "GENDER"):
            party.add("gender", GENDERS.get(gender.upper(), gender), original=gender)

    def birth(self, child: Element) -> None:
        said = squeezed(child, "DATE")
        text = said.removesuffix("(approximative)").strip()
        ends = _RANGE.fullmatch(text)
        for end in ends.groups() if ends else filter(None, (text,)):
            day = day_text(end)
            if day is None:
                self.issue(said, "no date of birth", "date")
            self.party.add("birthDate", day or end, original=said)
        country = squeezed(child, "COUNTRY")
        self.party.add("birthPlace", ", ".join(filter(None, (squeezed(child, "PLACE"), country))))
        self.party.country("birthCountry", country)

    def address(self, child: Element) -> None:
        pieces = (squeezed(child, tag).strip(", ") for tag in ("NUMBER", "STREET", "ZIPCODE", "CITY", "COUNTRY"))
        address = ", ".join(filter(None, pieces))
        self.party.add("address", address)
        self.party.country("country", squeezed(child, "COUNTRY"))
        other = squeezed(child, "OTHER")
        for kind, value in _CONTACT.findall(other):
            if kind in _CONTACTS:
                self.party.add(_CONTACTS[kind], value)
            else:
                self.party.note(kind.lower(), value)
        self.party.note(f"address {address}".strip(), _CONTACT.sub("", other))

    def passport(self, child: Element) -> None:
        said, country = squeezed(child, "NUMBER"), squeezed(child, "COUNTRY")
        found = _DOCUMENT.fullmatch(said)
        if found is None:
            if said:
                self.issue(said, "a document whose kind is not told", "identification")
                self.party.add("idNumber", said)
            self.party.note(f"document {said}".strip(), country)
            return
        prop = identifier_prop(self.party.schema, found["kind"], found["number"], None)
        if found["number"] == "UNKNOWN":
            self.party.note(found["words"], "number unknown")
        else:
            self.party.add(prop, found["number"], original=said)
        details = "; ".join(filter(None, (country, found["rest"])))
        self.party.note(f"{found['words']} {found['number']}", details)

    def citizen(self, child: Element) -> None:
        prop = "citizenship" if self.party.schema == "Person" else "country"
        self.party.country(prop, squeezed(child, "COUNTRY"))


_READERS: Final[dict[str, Callable[[_Entry, Element], None]]] = {
    "NAME": _Entry.name,
    "BIRTH": _Entry.birth,
    "ADDRESS": _Entry.address,
    "PASSPORT": _Entry.passport,
    "CITIZEN": _Entry.citizen,
}


class EuWholeParser:
    """Reads the old layout of the Commission's list."""

    version: str = "1"
    kind: str = "eu_fsf_whole"
    streams: tuple[Stream, ...] = (STREAM,)

    def recognises(self, file: ListFile) -> bool:
        """Tell by the root element and the first entry's attributes."""
        return is_rooted(file.head, ROOT) and b"<ENTITY" in file.head and b"legal_basis=" in file.head

    def parse(self, file: ListFile, report: ListReport, *, recover: bool = False) -> Iterator[ListEntry]:
        """Give the entries of the file.

        Raises:
            FormatError: malformed or torn XML, another root element, no entry.
        """
        root, what = Root(), "an EU financial sanctions list in the old layout"
        programmes: Counter[str] = Counter()
        for found in elements(file, frozenset({"ENTITY"}), report, root=root, recover=recover):
            if report.read == 0:
                require_entries(file, root, ListReport(read=1), tag=ROOT, what=what)
                report.published = day_text(root.attributes.get("Date", ""))
            report.read += 1
            number = found.element.get("Id", "").strip()
            if not number or len(number.split()) > 1:
                report.quarantined += 1
                report.issue(found.number, found.place, raw=number, reason="no Id", code="id")
                continue
            party = _Entry(found, report).say()
            programmes[found.element.get("programme", "") or "none"] += 1
            report.stored += 1
            yield ListEntry(STREAM, number, found.number, found.place, party.said, party.id)
        require_entries(file, root, report, tag=ROOT, what=what)
        report.decisions["programmes"] = ", ".join(f"{name} {count}" for name, count in sorted(programmes.items()))


PARSERS: Final = (EuWholeParser(),)
