"""What the parties of an OFAC advanced file refer to: words for numbers, places, documents, listings and relations.

These stand before and behind the parties in the file, so they are gathered in a first pass over it and kept small:
plain tuples, no elements. The parties themselves are never held together.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple
from xml.etree.ElementTree import Element

from countermark.reference.countries import country_code
from countermark.sources.lists.base import ListFile, ListReport
from countermark.sources.lists.ofac_facts import address_text
from countermark.sources.lists.ofac_spans import Span, point, span
from countermark.sources.lists.xml import Root, elements, text_of

SECTIONS: Final = frozenset(
    {"DateOfIssue", "ReferenceValueSets", "Location", "IDRegDocument", "ProfileRelationship", "SanctionsEntry"}
)
_PROFILE = re.compile(rb"<(?:\w+:)?Profile\s[^<>]*>")
_ATTRIBUTE = re.compile(r"([\w-]+)\s*=\s*[\"']([^\"']*)")


class Place(NamedTuple):
    """A location: its parts by the number of their kind, and its countries by number."""

    parts: tuple[tuple[str, str], ...]
    countries: tuple[str, ...]
    comment: str


class Document(NamedTuple):
    """A document or registration of an identity."""

    kind: str
    number: str
    authority: str
    country: str
    place: str
    validity: str
    dates: tuple[tuple[str, str], ...]
    comment: str


class Event(NamedTuple):
    """Something that happened to a listing: its kind, day, legal basis and remark."""

    kind: str
    day: str
    basis: str
    comment: str


class Listing(NamedTuple):
    """One entry of a party on one of OFAC's lists."""

    list: str
    events: tuple[Event, ...]
    measures: tuple[tuple[str, str, Span | None], ...]
    notes: tuple[tuple[str, str], ...]


class Relation(NamedTuple):
    """A relation from one party to another."""

    kind: str
    target: str
    quality: str
    former: bool
    span: Span | None
    comment: str


@dataclass(slots=True)
class References:
    """Everything a party refers to, by number."""

    words: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    party_types: dict[str, str] = field(default_factory=dict)
    iso: dict[str, str] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    documents: dict[str, list[Document]] = field(default_factory=lambda: defaultdict(list))
    listings: dict[str, list[Listing]] = field(default_factory=lambda: defaultdict(list))
    relations: dict[str, list[Relation]] = field(default_factory=lambda: defaultdict(list))
    kinds: dict[str, str] = field(default_factory=dict)
    issued: str = ""

    def word(self, kind: str, number: str | None) -> str:
        """Give the word a number stands for; `Unknown` stands for nothing, and a number without a word for itself."""
        if not number:
            return ""
        text = self.words[kind].get(number, f"{kind} {number}")
        return "" if text == "Unknown" else text

    def kind(self, profile: str) -> str:
        """Name what a profile is: individual, entity, vessel, aircraft; empty where the file does not say."""
        subtype = self.kinds.get(profile, "")
        word = self.word("PartySubType", subtype) or self.word("PartyType", self.party_types.get(subtype))
        return word.lower()

    def country(self, number: str) -> str:
        """Name a country; by its ISO code where its name is not known."""
        name = self.word("Country", number)
        return name if country_code(name) or not self.iso.get(number) else self.iso[number]

    def address(self, number: str) -> tuple[str, list[str]]:
        """Give the address of a location in one line, and its countries."""
        place = self.places.get(number)
        if place is None:
            return "", []
        parts: dict[str, list[str]] = defaultdict(list)
        for kind, value in place.parts:
            parts[self.words["LocPartType"].get(kind, "").upper()].append(value)
        postal_code = " ".join(parts.pop("POSTAL CODE", []))
        order = ("ADDRESS1", "ADDRESS2", "ADDRESS3", "CITY", "STATE/PROVINCE", "REGION")
        named = [value for kind in order for value in parts.pop(kind, [])]
        rest = [value for values in parts.values() for value in values]
        countries = [name for code in place.countries if (name := self.country(code)) and name != "undetermined"]
        return address_text((*rest, *named), postal_code, ", ".join(countries)), countries

    def lists(self) -> Counter[str]:
        """Count the entries on each of OFAC's lists."""
        return Counter(self.word("List", entry.list) for entries in self.listings.values() for entry in entries)


def gather(file: ListFile, report: ListReport, root: Root, *, recover: bool) -> References:
    """Read all that is not a party in a first pass.

    Raises:
        FormatError: torn or malformed XML, and `recover` is not set.
    """
    refs = References()
    for found in elements(file, SECTIONS, report, root=root, recover=recover):
        _SECTION_READERS[found.element.tag](refs, found.element, report)
    for profile, subtype in _profiles(file):
        refs.kinds[profile] = subtype
    return refs


def _profiles(file: ListFile) -> Iterator[tuple[str, str]]:
    """Give every profile with the number of its kind: relations need the kinds of both ends."""
    rest = b""
    with file.path.open("rb") as handle:
        while chunk := handle.read(1 << 20):
            chunk = rest + chunk
            cut = max(chunk.rfind(b"<"), 0)
            rest = chunk[cut:][-4096:]
            for tag in _PROFILE.findall(chunk[:cut]):
                held = dict(_ATTRIBUTE.findall(tag.decode("utf-8", "replace")))
                if "ID" in held:
                    yield held["ID"], held.get("PartySubTypeID", "")


def _values(refs: References, element: Element, _: ListReport) -> None:
    for group in element:
        for value in group:
            number = value.get("ID", "")
            refs.words[value.tag][number] = (value.text or "").strip()
            if value.tag == "PartySubType":
                refs.party_types[number] = value.get("PartyTypeID", "")
            elif value.tag == "Country":
                refs.iso[number] = value.get("ISO2", "")


def _unknown(element: Element, known: frozenset[str], report: ListReport) -> None:
    for child in element:
        if child.tag not in known:
            report.unknown[f"{element.tag}/{child.tag}"] += 1


_LOCATION = frozenset(
    {"Comment", "LocationAreaCode", "LocationCountry", "LocationPart"}
    | {"FeatureVersionReference", "IDRegDocumentReference"}
)
_DOCUMENT = frozenset(
    {"Comment", "IDRegistrationNo", "IssuingAuthority", "DocumentDate", "DocumentedNameReference"}
    | {"FeatureVersionReference", "ProfileRelationshipReference"}
)
_ENTRY = frozenset(
    {"Comment", "LimitationsToListing", "EntryEvent", "SanctionsMeasure", "ProfileRelationshipReference"}
)
_RELATION = frozenset({"Comment", "DatePeriod", "IDRegDocumentReference"})


def _place(refs: References, element: Element, report: ListReport) -> None:
    _unknown(element, _LOCATION, report)
    parts = tuple(
        (part.get("LocPartTypeID", ""), text)
        for part in element.iterfind("LocationPart")
        for value in part.iterfind("LocationPartValue")
        if (text := text_of(value, "Value"))
    )
    countries = tuple(country.get("CountryID", "") for country in element.iterfind("LocationCountry"))
    refs.places[element.get("ID", "")] = Place(parts, countries, text_of(element, "Comment"))


def _document(refs: References, element: Element, report: ListReport) -> None:
    _unknown(element, _DOCUMENT, report)
    dates = tuple(
        (date.get("IDRegDocDateTypeID", ""), found.text)
        for date in element.iterfind("DocumentDate")
        if (found := span(date.find("DatePeriod"))) is not None
    )
    refs.documents[element.get("IdentityID", "")].append(
        Document(
            element.get("IDRegDocTypeID", ""),
            text_of(element, "IDRegistrationNo"),
            text_of(element, "IssuingAuthority"),
            element.get("IssuedBy-CountryID", ""),
            element.get("IssuedIn-LocationID", ""),
            element.get("ValidityID", ""),
            dates,
            text_of(element, "Comment"),
        )
    )


def _listing(refs: References, element: Element, report: ListReport) -> None:
    _unknown(element, _ENTRY, report)
    events = tuple(
        Event(
            event.get("EntryEventTypeID", ""),
            point(event.find("Date")),
            event.get("LegalBasisID", ""),
            text_of(event, "Comment"),
        )
        for event in element.iterfind("EntryEvent")
    )
    measures = tuple(
        (measure.get("SanctionsTypeID", ""), text_of(measure, "Comment"), span(measure.find("DatePeriod")))
        for measure in element.iterfind("SanctionsMeasure")
    )
    notes = tuple((tag, text) for tag in ("Comment", "LimitationsToListing") if (text := text_of(element, tag)))
    refs.listings[element.get("ProfileID", "")].append(Listing(element.get("ListID", ""), events, measures, notes))


def _relation(refs: References, element: Element, report: ListReport) -> None:
    _unknown(element, _RELATION, report)
    refs.relations[element.get("From-ProfileID", "")].append(
        Relation(
            element.get("RelationTypeID", ""),
            element.get("To-ProfileID", ""),
            element.get("RelationQualityID", ""),
            element.get("Former") == "true",
            span(element.find("DatePeriod")),
            text_of(element, "Comment"),
        )
    )


def _issued(refs: References, element: Element, _: ListReport) -> None:
    refs.issued = refs.issued or point(element)


_SECTION_READERS: Final = {
    "DateOfIssue": _issued,
    "ReferenceValueSets": _values,
    "Location": _place,
    "IDRegDocument": _document,
    "SanctionsEntry": _listing,
    "ProfileRelationship": _relation,
}
