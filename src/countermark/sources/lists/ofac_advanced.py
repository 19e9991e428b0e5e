"""OFAC's advanced XML (SDN_ADVANCED.XML, CONS_ADVANCED.XML): names in every script, day and basis of each listing.

Format: https://www.treasury.gov/ofac/downloads/sanctions/1.0/sdn_advanced.xsd, the Advanced Sanctions Data Model
(namespace http://www.un.org/sanctions/1.0 until 2024, .../PublicationPreview/exports/ADVANCED_XML since), with notes at
https://ofac.treasury.gov/media/29651/download. Verified on one real file, the consolidated list of 17 March 2020, which
agrees with the classic file of that day; the SDN list, other scripts and the new namespace come from the published
schema and are not verified on a real file.
Units: `DistinctParty` elements. Entity ids: `ofac-<FixedRef>`, the uid of the other formats. A relation is an edge of
the party it starts from, to the id of the party it names.

Traps:

1. Parties refer to places and documents before them and to listings and relations behind them: two passes.
2. Each party of the consolidated list has an entry on the `Consolidated List` beside that on its own list (SSI,
   NS-PLC), and its day is that of this collection (10 Oct 2014 for the oldest): `listingDate` is the day of the list
   itself.
3. A birth date `1962` is written as 1 January to 31 December 1962.
4. `Unknown` is the word for nothing; a location without parts stands for no address.
5. Which list a file holds is told by the entries: most are on the SDN list, or most on the consolidated list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from countermark.model.dates import day_text
from countermark.model.errors import FormatError
from countermark.reference.countries import country_code
from countermark.sources.lists.base import ListEntry, ListFile, ListReport, Party, Stream
from countermark.sources.lists.ofac_facts import (
    document_piece,
    entity_id,
    listed,
    read_piece,
    say_country,
    say_title,
    say_vessel,
)
from countermark.sources.lists.ofac_identities import read_identity
from countermark.sources.lists.ofac_labels import COUNTRIES, FEATURES, SCHEMATA, VESSEL_FEATURES
from countermark.sources.lists.ofac_references import Document, Listing, References, Relation, gather
from countermark.sources.lists.ofac_remarks import read_remarks
from countermark.sources.lists.ofac_spans import span
from countermark.sources.lists.xml import Found, Root, elements, is_rooted, text_of

NOT_VERIFIED: Final = "not verified on a real file"
VERIFIED: Final = {"us_ofac_sdn": NOT_VERIFIED, "us_ofac_cons": "on the real file of 2020-03-17"}
COLLECTION: Final = "Consolidated List"
SDN: Final = "SDN List"

_OFAC = re.compile(rb"treasury\.gov/ofac|ofac\.treas(?:ury)?\.gov|Office of Foreign Assets Control|SDN List")
_WHOLE = re.compile(rb"ReferenceValueSets|DistinctPart(?:y|ies)")


class OfacAdvancedParser:
    """Reads the SDN list or the consolidated non-SDN list in OFAC's advanced XML."""

    version: str = "1"
    kind: str = "us_ofac_advanced"
    streams: tuple[Stream, ...] = (Stream("us_ofac_sdn", "advanced"), Stream("us_ofac_cons", "advanced"))

    def recognises(self, file: ListFile) -> bool:
        """Tell by the root element, its sections, and OFAC's name or address in the heading."""
        return bool(is_rooted(file.head, "Sanctions") and _WHOLE.search(file.head) and _OFAC.search(file.head))

    def parse(self, file: ListFile, report: ListReport, *, recover: bool = False) -> Iterator[ListEntry]:
        """Give the entries of the file.

        Raises:
            FormatError: torn or malformed XML, a file without parties, or one whose list nothing tells.
        """
        root = Root()
        refs = gather(file, report, root, recover=recover)
        if root.tag != "Sanctions":
            raise FormatError(f"the root is {root.tag}, not Sanctions", where=file.name, hint="is this OFAC's file?")
        report.published = day_text(refs.issued)
        report.decisions["layout"] = f"Sanctions, namespace {root.namespace or 'none'}"
        stream = self._stream(file, refs, report)
        report.decisions["verified"] = VERIFIED[stream.list]
        seen: set[str] = set()
        for found in elements(file, frozenset({"DistinctParty", "SanctionsEntryLink"}), report, recover=recover):
            if found.element.tag == "SanctionsEntryLink":
                report.unknown["SanctionsEntryLink"] += 1
                continue
            report.read += 1
            number = found.element.get("FixedRef", "")
            if not number.isdigit():
                report.quarantined += 1
                report.issue(report.read, found.place, raw=number, reason="a party without its number", code="id")
                continue
            report.stored += 1
            seen.add(number)
            party = _party(found, number, refs, report)
            yield ListEntry(stream, number, report.read, found.place, party.said, party.id)
        if not report.read and not recover:
            raise FormatError("no parties", where=file.name, hint="fetch the file again from OFAC's address")
        for number in (refs.listings.keys() | refs.relations.keys()) - seen:
            report.issue(0, "second pass", raw=number, reason="a listing or relation of no party", code="orphan")

    def _stream(self, file: ListFile, refs: References, report: ListReport) -> Stream:
        counts = refs.lists()
        sdn, other = counts[SDN], sum(counts.values()) - counts[SDN]
        why = f"{sdn} entries on the {SDN}, {counts[COLLECTION]} on the {COLLECTION}"
        if sdn == other:
            name = file.name.lower()
            sdn, other = int(name.startswith("sdn")), int("cons" in name)
            why = f"its name; {why}"
        if sdn == other:
            raise FormatError(
                "neither the entries nor the name tell whether this is the SDN or the consolidated list",
                where=file.name,
                hint="give the file its publisher's name, SDN_ADVANCED.XML or CONS_ADVANCED.XML",
            )
        stream = self.streams[0 if sdn > other else 1]
        report.decisions["list"] = f"{stream.list} ({why})"
        return stream


def _party(found: Found, number: str, refs: References, report: ListReport) -> Party:
    element = found.element
    profiles = element.findall("Profile")
    kind = refs.kind(profiles[0].get("ID", "")) if profiles else ""
    schema = SCHEMATA.get(kind)
    if schema is None or not kind:
        report.issue(report.read, found.place, raw=kind, reason="a kind of party nobody knows", code="kind")
        schema = "LegalEntity"
    party = listed(entity_id(number), schema, number)
    for profile in profiles:
        for child in profile:
            if child.tag == "Identity":
                read_identity(party, child, refs, report)
                for document in refs.documents.get(child.get("ID", ""), ()):
                    _document(party, document, refs)
            elif child.tag == "Feature":
                _feature(party, child, refs, report)
            elif child.tag == "Comment":
                party.note("", child.text)
            elif child.tag != "SanctionsEntryReference":
                report.unknown[f"Profile/{child.tag}"] += 1
    for child in element:
        if child.tag not in {"Comment", "Profile"}:
            report.unknown[f"DistinctParty/{child.tag}"] += 1
    if remarks := text_of(element, "Comment"):
        read_remarks(party, remarks, whole=True)
    _listings(party, refs.listings.get(number, []), refs)
    for relation in refs.relations.get(number, ()):
        _relate(party, kind, relation, refs)
    return party


def _document(party: Party, document: Document, refs: References) -> None:
    label = refs.word("IDRegDocType", document.kind) or "document"
    country = refs.country(document.country)
    dates = {refs.word("IDRegDocDateType", kind).lower(): day for kind, day in document.dates}
    issued, expires = dates.pop("issue date", ""), dates.pop("expiration date", "")
    read_piece(party, document_piece(label, document.number, country=country, issued=issued, expires=expires))
    about = f"{label} {document.number}"
    if country and not country_code(country):
        party.note(f"{label} country", country)
    party.note(f"{about}, issuing authority", document.authority)
    party.note(f"{about}, issued in", refs.address(document.place)[0])
    if (validity := refs.word("Validity", document.validity)) != "Valid":
        party.note(f"{about}, validity", validity)
    for kind, day in dates.items():
        party.note(f"{about}, {kind}", day)
    if document.comment != document.number:
        party.note(about, document.comment)


def _feature(party: Party, feature: Element, refs: References, report: ListReport) -> None:
    label = refs.word("FeatureType", feature.get("FeatureTypeID")) or "feature"
    for child in feature:
        if child.tag == "FeatureVersion":
            _version(party, label, child, refs, report)
        elif child.tag != "IdentityReference":
            report.unknown[f"Feature/{child.tag}"] += 1


def _version(party: Party, label: str, version: Element, refs: References, report: ListReport) -> None:
    comment = ""
    for child in version:
        if child.tag == "Comment":
            comment = (child.text or "").strip()
        elif child.tag == "DatePeriod":
            _period(party, label, child)
        elif child.tag == "VersionLocation":
            _location(party, label, child.get("LocationID", ""), refs)
        elif child.tag == "VersionDetail":
            detail = (child.text or "").strip() or refs.word("DetailReference", child.get("DetailReferenceID"))
            if detail:
                _detail(party, label, detail)
        else:
            report.unknown[f"FeatureVersion/{child.tag}"] += 1
    party.note(label, comment)


def _period(party: Party, label: str, element: Element) -> None:
    found = span(element)
    if found is None:
        return
    if label == "Birthdate":
        text = found.text
        party.add("birthDate", day_text(text) or text, original=f"circa {text}" if found.about else None)
    else:
        read_piece(party, f"{label} {found.text}")


def _location(party: Party, label: str, number: str, refs: References) -> None:
    address, countries = refs.address(number)
    comment = refs.places[number].comment if number in refs.places else ""
    if label == "Location":
        party.add("address", address)
        for country in countries:
            say_country(party, "country", "address country", country)
        party.note("address", comment)
    elif address:
        country_wanted = FEATURES.get(label, label) in COUNTRIES or label.lower() == "vessel flag"
        _detail(party, label, countries[0] if country_wanted and countries else address)


def _detail(party: Party, label: str, text: str) -> None:
    key = VESSEL_FEATURES.get(label.lower())
    if key:
        say_vessel(party, key, text)
    elif label == "Title":
        say_title(party, text)
    else:
        read_piece(party, f"{FEATURES.get(label, label)} {text}")


def _listings(party: Party, listings: list[Listing], refs: References) -> None:
    own = [entry for entry in listings if refs.word("List", entry.list) != COLLECTION] or listings
    for entry in listings:
        name = refs.word("List", entry.list)
        for event in entry.events:
            kind, basis = refs.word("EntryEventType", event.kind), refs.word("LegalBasis", event.basis)
            told = ", ".join(filter(None, (f"{kind} {event.day}".strip(), basis, event.comment)))
            party.sanction("summary", f"{name}: {told}")
            party.sanction("provisions", basis)
            if entry in own:
                prop = "listingDate" if kind in {"Created", ""} else "modifiedAt"
                party.sanction(prop, event.day, original=f"{name}: {told}")
        for number, comment, period in entry.measures:
            kind = refs.word("SanctionsType", number)
            if kind == "Program":
                party.sanction("program", comment)
            else:
                party.sanction("provisions", f"{kind}: {comment}" if comment else kind)
            if period is not None:
                party.sanction("startDate", period.first, original=f"{kind} {comment} {period.text}")
                party.sanction("endDate", period.last if period.last != period.first else "")
        for label, text in entry.notes:
            party.sanction("summary", f"{name}, {label}: {text}")


def _relate(party: Party, kind: str, relation: Relation, refs: References) -> None:
    role, target = refs.word("RelationType", relation.kind) or "related", entity_id(relation.target)
    other, quality = refs.kind(relation.target), refs.word("RelationQuality", relation.quality)
    schema, source = "UnknownLink", party.id
    if role == "Owned or Controlled By" and kind in {"vessel", "aircraft"} and other in {"individual", "entity"}:
        schema, source, target = "Ownership", target, party.id
    elif role == "Family member of" and kind == other == "individual":
        schema = "Family"
    elif role == "Associate Of" and kind == other == "individual":
        schema = "Associate"
    elif role == "Leader or official of" and other == "entity" and kind in {"individual", "entity"}:
        schema = "Directorship"
    elif role == "Acting for or on behalf of" and {kind, other} <= {"individual", "entity"}:
        schema = "Representation"
    period = relation.span
    told = filter(None, ("former" if relation.former else "", relation.comment, quality and f"quality: {quality}"))
    party.edge(
        schema,
        source=source,
        target=target,
        role=role,
        startDate=period.first if period else None,
        endDate=period.last if period else None,
        summary="; ".join(told),
    )


PARSERS: Final = (OfacAdvancedParser(),)
