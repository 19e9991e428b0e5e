"""The United Nations Security Council Consolidated List, XML.

Format: https://main.un.org/securitycouncil/en/content/un-sc-consolidated-list (file
https://scsanctions.un.org/resources/xml/en/consolidated.xml, schema https://www.un.org/sc/resources/sc-sanctions.xsd).

1. Units are the elements INDIVIDUAL and ENTITY; each is one entry, its id `un-<DATAID>`.
2. FIRST_NAME to FOURTH_NAME are name parts in the list's order and say nothing of which is the family's: they become
   firstName, secondName, middleName and lastName, and joined the `name`.
3. A number of another entry in COMMENTS1 (`QDe.004`) becomes an UnknownLink where the file has that entry.
4. A well-formed copy with entries left out looks whole: only the programmes it has, told in the decisions, and the
   number of entries show it. The file states no number.
5. In a copy that a re-encoding has cut to one byte a character (xml_mend.py), names in other scripts are kept as notes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Final
from xml.etree.ElementTree import Element

from countermark.model.dates import day_text
from countermark.sources.lists.base import ListEntry, ListFile, ListReport, Party, Stream
from countermark.sources.lists.languages import language_of, written_otherwise
from countermark.sources.lists.un_documents import read_document
from countermark.sources.lists.un_fields import ADDRESS, ALIAS_PROPS, BIRTH_PLACE, CHILDREN, NAME_PARTS, SCHEMATA
from countermark.sources.lists.xml import (
    Found,
    Root,
    elements,
    is_rooted,
    require_entries,
    squeezed,
    stated_time,
    text_of,
)
from countermark.sources.lists.xml_mend import LOW_HALVES

ROOT: Final = "CONSOLIDATED_LIST"
AUTHORITY: Final = "United Nations Security Council"
STREAM: Final = Stream("un_sc", "xml")

_FORMER: Final = re.compile(r"(?:previously|formerly) listed as", re.IGNORECASE)
_REFERENCE: Final = re.compile(r"\b[A-Z]{2}[ei]\.\d{3}\b")
_REFERENCE_OF: Final = re.compile(rb"^\s*([^<\s]+)\s*<.*?<REFERENCE_NUMBER>\s*([^<\s]+)\s*<", re.DOTALL)
_LINK: Final = re.compile(r"https?://[^\s,;)]+[^\s,;).]")
_GENDER: Final = re.compile(r"\bGender: ?(male|female)\b", re.IGNORECASE)
_BASIS: Final = re.compile(r"\bListed pursuant to .+?(?=\. (?=[A-Z])|\.?$)")
_IN_ARABIC: Final = re.compile(r"in Arabic(?: script)?:? ?([\u0600-\u06ff][\u0600-\u06ff\u200c ]*)", re.IGNORECASE)
_RANGE: Final = re.compile(r"(\d{4}) ?[-–] ?(\d{4})")
_ZONED_DAY: Final = re.compile(r"(\d{4}-\d{2}-\d{2})(?:Z|[+-]\d{2}:\d{2})")


class _Entry:
    """One INDIVIDUAL or ENTITY on its way into values."""

    def __init__(self, found: Found, report: ListReport, references: dict[str, str], *, damaged: bool) -> None:
        self.element = found.element
        self.row = found.number
        self.place = found.place
        self.report = report
        self.references = references
        self.damaged = damaged
        self.party = Party(f"un-{text_of(found.element, 'DATAID')}", SCHEMATA[found.element.tag])

    def say(self) -> Party:
        """Read every child of the element."""
        parts = [squeezed(self.element, tag) for tag in NAME_PARTS]
        name = " ".join(filter(None, parts))
        self.party.add("name", name, lang=language_of(name))
        if ";" in name:
            for piece in name.split(";"):
                self.party.add("alias", piece, original=name)
        if self.party.schema == "Person":
            for prop, part in zip(NAME_PARTS.values(), parts, strict=True):
                self.party.add(prop, part)
        self.party.sanction("authority", AUTHORITY)
        for child in self.element:
            self._child(child)
        return self.party

    def _child(self, child: Element) -> None:
        tag = child.tag
        kind = tag.removeprefix("INDIVIDUAL_").removeprefix("ENTITY_")
        values = [" ".join((value.text or "").split()) for value in child.findall("VALUE")]
        if tag in NAME_PARTS or tag == "DATAID":
            return
        if (simple := _SIMPLE.get(tag)) is not None:
            simple(self, " ".join((child.text or "").split()))
        elif (several := _SEVERAL.get(tag)) is not None:
            self._known(child, "VALUES")
            for value in filter(None, values):
                several(self, value)
        elif (reader := _READERS.get(kind)) is not None and tag != kind:
            self._known(child, kind)
            reader(self, child)
        else:
            text = " ".join(" ".join(child.itertext()).split())
            if text or child.attrib:
                self.report.unknown[f"{self.element.tag}/{tag}"] += 1
                self.party.note(tag, text)

    def _known(self, child: Element, kind: str) -> None:
        for grandchild in child:
            if grandchild.tag not in CHILDREN[kind] and (text := " ".join(" ".join(grandchild.itertext()).split())):
                self.report.unknown[f"{self.element.tag}/{child.tag}/{grandchild.tag}"] += 1
                self.party.note(f"{child.tag}/{grandchild.tag}", text)

    def issue(self, raw: str, reason: str, code: str = "odd value") -> None:
        self.report.issue(self.row, self.place, raw=raw, reason=reason, code=code)

    def day(self, prop: str, text: str) -> None:
        """Say a date of the listing."""
        if not text:
            return
        day = _day(text)
        if day is None:
            self.issue(text, f"no date for {prop}", "date")
        self.party.sanction(prop, day or text, original=text)

    def reference(self, text: str) -> None:
        self.party.sanction("authorityId", text)
        self.party.sanction("unscId", text)

    def original_name(self, text: str) -> None:
        if self.damaged and text and not re.search(r"[^\x00-\xff]", text):
            self.party.note("NAME_ORIGINAL_SCRIPT, damaged in this copy", text)
            self.issue(text, "a name in another script whose letters the copy has lost", "damaged")
            return
        self.party.add("name", text, lang=language_of(text))

    def gender(self, text: str) -> None:
        if text.lower() in {"male", "female"}:
            self.party.add("gender", text.lower(), original=text)
        else:
            self.party.note("gender", text)

    def comments(self, text: str) -> None:
        self.party.note("", text)
        if self.party.schema == "Person" and (found := _GENDER.search(text)):
            self.party.add("gender", found[1].lower(), original=found[0])
        for basis in _BASIS.findall(text):
            self.party.sanction("provisions", basis)
        for link in _LINK.findall(text):
            self.party.add("sourceUrl", link)
        for reference in dict.fromkeys(_REFERENCE.findall(text)):
            target = self.references.get(reference)
            if target and target != self.party.id:
                self.party.edge("UnknownLink", source=self.party.id, target=target, role="named in the comments")

    def sort_key(self, text: str) -> None:
        names = {said.value.casefold() for said in self.party.said if said.prop in {"name", "alias", "weakAlias"}}
        if text.casefold() not in names:
            self.party.note("SORT_KEY", text)

    def alias(self, child: Element) -> None:
        name, quality, note = (squeezed(child, tag) for tag in ("ALIAS_NAME", "QUALITY", "NOTE"))
        prop = ALIAS_PROPS.get(quality.lower())
        if prop is None:
            if name or quality:
                self.issue(f"{quality} {name}", "a quality of an alias that nobody knows", "alias")
            prop = "alias"
        if _FORMER.match(note):
            prop = "previousName"
        said = f"{quality} {name} {note}".strip()
        for piece in name.split(";") if ";" in name else [name]:
            self.party.add(prop, piece, original=said, lang=language_of(piece))
            for other, language in written_otherwise(piece):
                self.party.add(prop, other, original=said, lang=language)
        if found := _IN_ARABIC.search(note):
            self.party.add(prop, found[1], original=said, lang="ara")
        day, place = squeezed(child, "DATE_OF_BIRTH"), _joined(child, ("CITY_OF_BIRTH", "COUNTRY_OF_BIRTH"))
        if day:
            self.party.add("birthDate", _day(day) or day, original=f"{day} (alias {name})")
        if place:
            self.party.add("birthPlace", place, original=f"{place} (alias {name})")
        details = "; ".join(
            filter(None, (f"born {' '.join(filter(None, (day, place)))}" if day or place else "", note))
        )
        if details:
            self.party.note(f"alias {name}".strip(), details)

    def address(self, child: Element) -> None:
        address, note = _joined(child, ADDRESS), squeezed(child, "NOTE")
        self.party.add("address", address)
        self.party.country("country", squeezed(child, "COUNTRY"))
        self.party.note(f"address {address}".strip(), note)

    def birth_date(self, child: Element) -> None:
        kind, note = squeezed(child, "TYPE_OF_DATE"), squeezed(child, "NOTE")
        days = [text for tag in ("DATE", "YEAR", "FROM_YEAR", "TO_YEAR") if (text := squeezed(child, tag))]
        if not days and note and _day(note):
            days, note = [note], ""
        said = " ".join(filter(None, ("" if kind.upper() == "EXACT" else kind, " and ".join(days))))
        for text in days:
            ends = _RANGE.fullmatch(text)
            for end in ends.groups() if ends else (text,):
                day = _day(end)
                if day is None:
                    self.issue(text, "no date of birth", "date")
                self.party.add("birthDate", day or end, original=said)
        self.party.note(" ".join(["date of birth", *days]), note)

    def birth_place(self, child: Element) -> None:
        place = _joined(child, BIRTH_PLACE)
        self.party.add("birthPlace", place)
        self.party.country("birthCountry", squeezed(child, "COUNTRY"))
        self.party.note("place of birth", squeezed(child, "NOTE"))

    def document(self, child: Element) -> None:
        read_document(self.party, child)


def _day(text: str) -> str | None:
    zoned = _ZONED_DAY.fullmatch(text)
    return day_text(zoned[1] if zoned else text)


def _joined(element: Element, tags: tuple[str, ...]) -> str:
    return ", ".join(text for tag in tags if (text := squeezed(element, tag).strip(", ")))


def _note(label: str) -> Callable[[_Entry, str], None]:
    return lambda entry, text: entry.party.note(label, text)


_SIMPLE: Final[dict[str, Callable[[_Entry, str], None]]] = {
    "VERSIONNUM": _note("version"),
    "UN_LIST_TYPE": lambda entry, text: entry.party.sanction("program", text),
    "REFERENCE_NUMBER": _Entry.reference,
    "LISTED_ON": lambda entry, text: entry.day("listingDate", text),
    "SUBMITTED_ON": lambda entry, text: entry.day("date", text),
    "DELISTED_ON": lambda entry, text: entry.day("endDate", text),
    "SUBMITTED_BY": _note("submitted by"),
    "NAME_ORIGINAL_SCRIPT": _Entry.original_name,
    "COMMENTS1": _Entry.comments,
    "COMMENTS2": _Entry.comments,
    "GENDER": _Entry.gender,
    "NATIONALITY2": lambda entry, text: entry.party.country("nationality", text),
    "SORT_KEY": _Entry.sort_key,
    "SORT_KEY_LAST_MOD": _note("SORT_KEY_LAST_MOD"),
}
_SEVERAL: Final[dict[str, Callable[[_Entry, str], None]]] = {
    "TITLE": lambda entry, text: entry.party.add("title", text),
    "DESIGNATION": lambda entry, text: entry.party.add("position", text),
    "NATIONALITY": lambda entry, text: entry.party.country("nationality", text),
    "LIST_TYPE": lambda entry, text: entry.party.sanction("description", text),
    "LAST_DAY_UPDATED": lambda entry, text: entry.day("modifiedAt", text),
}
_READERS: Final[dict[str, Callable[[_Entry, Element], None]]] = {
    "ALIAS": _Entry.alias,
    "ADDRESS": _Entry.address,
    "DATE_OF_BIRTH": _Entry.birth_date,
    "PLACE_OF_BIRTH": _Entry.birth_place,
    "DOCUMENT": _Entry.document,
}


def _references(file: ListFile) -> dict[str, str]:
    """Map permanent reference numbers to entity ids, so that one entry can point to one that comes later."""
    found = (_REFERENCE_OF.match(piece) for piece in file.path.read_bytes().split(b"<DATAID>")[1:])
    return {
        match[2].decode("utf-8", "replace"): f"un-{match[1].decode('utf-8', 'replace')}"
        for match in found
        if match is not None
    }


class UnXmlParser:
    """Reads the consolidated list, and lists of single committees, which have the same form."""

    version: str = "1"
    kind: str = "un_sc"
    streams: tuple[Stream, ...] = (STREAM,)

    def recognises(self, file: ListFile) -> bool:
        """Tell by the root element, which no other list has."""
        return is_rooted(file.head, ROOT)

    def parse(self, file: ListFile, report: ListReport, *, recover: bool = False) -> Iterator[ListEntry]:
        """Give the entries of the file.

        Raises:
            FormatError: malformed or torn XML, another root element, no entry.
        """
        root, references = Root(), _references(file)
        programmes: Counter[str] = Counter()
        for found in elements(file, frozenset(SCHEMATA), report, root=root, recover=recover):
            if report.read == 0:
                self._begin(file, root, report)
            report.read += 1
            number = text_of(found.element, "DATAID")
            if not number or len(number.split()) > 1:
                report.quarantined += 1
                report.issue(found.number, found.place, raw=number, reason="no DATAID", code="id")
                continue
            party = _Entry(found, report, references, damaged=LOW_HALVES in report.decisions).say()
            programmes[text_of(found.element, "UN_LIST_TYPE") or "none"] += 1
            report.stored += 1
            yield ListEntry(STREAM, number, found.number, found.place, party.said, party.id)
        require_entries(file, root, report, tag=ROOT, what="a UN consolidated list")
        report.decisions["programmes"] = ", ".join(f"{name} {count}" for name, count in sorted(programmes.items()))

    def _begin(self, file: ListFile, root: Root, report: ListReport) -> None:
        require_entries(file, root, ListReport(read=1), tag=ROOT, what="a UN consolidated list")
        report.published = stated_time(root.attributes.get("dateGenerated", ""))
        for name in sorted(root.attributes.keys() - {"dateGenerated", "noNamespaceSchemaLocation", "schemaLocation"}):
            report.unknown[f"{ROOT}@{name}"] += 1


PARSERS: Final = (UnXmlParser(),)
