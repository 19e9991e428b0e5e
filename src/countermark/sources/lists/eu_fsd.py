"""The EU's consolidated financial sanctions list, XML 1.1 (`export` with `sanctionEntity`).

Format: https://webgate.ec.europa.eu/fsd/fsf (file xmlFullSanctionsList_1_1, schema 20171012-FULL-schema-1_1(xsd)).

1. Units are the elements sanctionEntity. The id is `eu-<logicalId>`; one that is listed under two programmes has two
   elements with one logicalId, and a sanction of its own for each (`eu-<logicalId>-sanction-<programme>`).
2. What eu_acts.py says of dates holds. Every name and value has an act of its own: all acts become provisions.
3. `strong="false"` or a remark `low quality` makes a weakAlias. The first name with parts, in English or in
   no language, is `name`, the others are aliases.
4. A country `00` (UNKNOWN) is none. Of a date in another calendar the converted day is taken, the parts are a note.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final
from xml.etree.ElementTree import Element

from countermark.model.dates import day_text
from countermark.sources.lists.base import ListEntry, ListFile, ListReport, Party, Stream
from countermark.sources.lists.eu_acts import (
    AUTHORITY,
    GENDERS,
    IDENTIFIERS,
    LANGUAGES,
    NO_COUNTRY,
    SCHEMATA,
    Acts,
    alias_prop,
    identifier_prop,
    say_country,
    say_name,
)
from countermark.sources.lists.eu_fsd_fields import ATTRIBUTES, CHILDREN, CODES, FLAGS
from countermark.sources.lists.xml import Found, Root, elements, is_rooted, require_entries, stated_time

ROOT: Final = "export"
ENTITY: Final = "sanctionEntity"
STREAM: Final = Stream("eu_fsf", "fsd")


class _Entry:
    """One sanctionEntity on its way into values."""

    def __init__(self, found: Found, report: ListReport) -> None:
        self.element = found.element
        self.row, self.place = found.number, found.place
        self.report = report
        number = found.element.get("logicalId", "").strip()
        kind = found.element.find("subjectType")
        code = kind.get("classificationCode", "") if kind is not None else ""
        word = kind.get("code", "") if kind is not None else ""
        schema = CODES.get(word.lower()) or SCHEMATA.get(code.upper())
        if schema is None:
            self.issue(f"{code} {word}".strip(), "a subject type that nobody knows", "type")
        self.party = Party(f"eu-{number}", schema or "LegalEntity")
        regulation = found.element.find("regulation")
        programme = regulation.get("programme", "").strip() if regulation is not None else ""
        if programme:
            self.party.sanction_id = f"{self.party.id}-sanction-{programme.lower()}"
        self.acts = Acts(self.party)

    def issue(self, raw: str, reason: str, code: str) -> None:
        self.report.issue(self.row, self.place, raw=raw, reason=reason, code=code)

    def say(self) -> Party:
        """Read every attribute and child of the element."""
        get = self.element.get
        self._check(self.element)
        party = self.party
        party.sanction("authority", AUTHORITY)
        party.sanction("authorityId", get("euReferenceNumber"))
        party.sanction("recordId", get("logicalId"))
        party.sanction("unscId", get("unitedNationId"))
        if day := get("designationDate", "").strip():
            self.acts.stated.append((day_text(day) or day, day))
        details = " ".join(get("designationDetails", "").split())
        party.sanction("summary", details)
        self.acts.find_listing(details)
        self._names(self.element.findall("nameAlias"))
        for child in self.element:
            reader = _READERS.get(child.tag)
            if reader is not None:
                self._check(child)
                reader(self, child)
            elif child.tag == "subjectType":
                self._check(child)
            elif child.tag not in CHILDREN[ENTITY]:
                self._unknown(ENTITY, child)
        self.acts.say()
        return party

    def _unknown(self, parent: str, child: Element) -> None:
        text = " ".join([*child.itertext(), *(f"{key}={value}" for key, value in child.attrib.items() if value)])
        self.report.unknown[f"{parent}/{child.tag}"] += 1
        self.party.note(child.tag, " ".join(text.split()))

    def _check(self, element: Element) -> None:
        """Count attributes and children that nobody knows, and keep them as notes."""
        tag = element.tag
        attributes = element.attrib
        unknown = [] if attributes.keys() <= ATTRIBUTES[tag] else sorted(attributes.keys() - ATTRIBUTES[tag])
        for name in unknown:
            if value := attributes[name].strip():
                self.report.unknown[f"{tag}@{name}"] += 1
                self.party.note(f"{tag} {name}", value)
        if tag == ENTITY:
            return
        for child in element:
            if child.tag == "regulationSummary":
                self.acts.name(
                    child.get("publicationDate", ""), child.get("numberTitle", ""), child.get("publicationUrl", "")
                )
            elif child.tag not in CHILDREN.get(tag, ()):
                self._unknown(tag, child)

    def remark(self, child: Element) -> None:
        text = _text(child)
        self.party.note("", text)
        self.acts.find_listing(text)

    def regulation(self, child: Element) -> None:
        get = child.get
        published, in_force, number = get("publicationDate", ""), get("entryIntoForceDate", ""), get("numberTitle", "")
        self.party.sanction("program", get("programme"))
        self.acts.in_force, self.acts.main = in_force, published
        self.acts.name(published, number, (child.findtext("publicationUrl") or "").strip())
        body = f"{get('regulationType', '')} {number} of the {get('organisationType', '')}".strip()
        self.party.sanction("summary", f"{body}, published {published or 'unknown'}, in force {in_force or 'unknown'}")
        for remark in child.findall("remark"):
            self.party.sanction("summary", _text(remark))

    def _names(self, aliases: list[Element]) -> None:
        with_parts = [alias for alias in aliases if alias.get("lastName") or alias.get("firstName")] or aliases
        plain = (alias for alias in with_parts if alias.get("nameLanguage", "").strip().upper() in {"", "EN"})
        first = next(plain, with_parts[0] if with_parts else None)
        for alias in sorted(aliases, key=lambda alias: alias is not first):
            self._name(alias, main=alias is first)

    def _name(self, alias: Element, *, main: bool) -> None:
        self._check(alias)
        get, party = alias.get, self.party
        code = get("nameLanguage", "").strip().upper()
        language = LANGUAGES.get(code)
        if code and language is None:
            self.issue(code, "a language code that nobody knows", "language")
        remarks = [_text(remark) for remark in alias.findall("remark")]
        parts = [get(name, "").strip() for name in ("firstName", "middleName", "lastName")]
        whole = " ".join(get("wholeName", "").split()) or " ".join(filter(None, parts))
        prop = "name" if main else alias_prop(strong=get("strong") != "false", remark=" ".join(remarks))
        say_name(party, prop, whole, language)
        if party.schema == "Person":
            for part, value in zip(("firstName", "middleName", "lastName"), parts, strict=True):
                party.add(part, value, lang=language)
        elif any(parts):
            party.note(f"name parts of {whole}", "; ".join(filter(None, parts)))
        party.add("title", get("title"))
        party.add("position", get("function"))
        if gender := get("gender", "").strip():
            party.add("gender", GENDERS.get(gender.upper(), gender), original=gender)
        for remark in remarks:
            party.note(f"name {whole}", remark)

    def citizenship(self, child: Element) -> None:
        prop = "citizenship" if self.party.schema == "Person" else "country"
        say_country(self.party, prop, child.get("countryIso2Code", ""), child.get("countryDescription", ""))
        self._details(child, "citizenship", child.get("countryDescription", ""), region=child.get("region", ""))

    def birthdate(self, child: Element) -> None:
        get, party = child.get, self.party
        parts = [get("year", ""), get("monthOfYear", ""), get("dayOfMonth", "")]
        converted = get("calendarType", "GREGORIAN") not in {"", "GREGORIAN"}
        day = get("birthdate", "").strip()
        if not day and not converted and parts[0]:
            day = f"{parts[0]}-{parts[1].zfill(2)}" if parts[1] else parts[0]
        ends = [end for end in (get("yearRangeFrom", ""), get("yearRangeTo", "")) if end and not day]
        circa = "circa " if get("circa") == "true" else ""
        for text in [day] if day else ends:
            found = day_text(text)
            if found is None:
                self.issue(text, "no date of birth", "date")
            party.add("birthDate", found or text, original=circa + (" to ".join(ends) or text))
        place = _place(child, ("city", "place", "region", "zipCode"))
        party.add("birthPlace", place)
        say_country(party, "birthCountry", get("countryIso2Code", ""), get("countryDescription", ""))
        calendar = f"{get('calendarType')} {'-'.join(filter(None, parts))}" if converted else ""
        self._details(child, "date of birth", day or " to ".join(ends) or place, calendar=calendar)

    def address(self, child: Element) -> None:
        get, party = child.get, self.party
        address = _place(child, ("street", "poBox", "zipCode", "city", "place", "region"))
        party.add("address", address)
        say_country(party, "country", get("countryIso2Code", ""), get("countryDescription", ""))
        then = "at the time of listing" if get("asAtListingTime") == "true" else ""
        self._details(child, "address", address, listing=then)
        for contact in child.findall("contactInfo"):
            key, value = contact.get("key", ""), contact.get("value", "")
            prop = {"PHONE": "phone", "EMAIL": "email", "WEB": "website"}.get(key)
            if prop is None:
                party.note(key.lower() or "contact", value)
                continue
            for piece in value.split(";"):
                party.add(prop, piece.strip().removeprefix("and "), original=value)

    def identification(self, child: Element) -> None:
        get, party = child.get, self.party
        kind, number = get("identificationTypeCode", ""), get("number", "").strip()
        words = get("identificationTypeDescription", "")
        if kind not in IDENTIFIERS:
            self.issue(f"{kind} {words}", "a kind of identification that nobody knows", "identification")
        code = get("countryIso2Code", "").lower()
        prop = identifier_prop(party.schema, kind, number, code if code.upper() not in NO_COUNTRY else None)
        for text in filter(None, (number, get("latinNumber", "").strip())):
            party.add(prop, text, original=f"{words or kind} {text}")
        details = {label: get(name, "").strip() for name, label in FLAGS.items() if get(name, "").strip()}
        facts = [label for label, value in details.items() if value == "true"]
        facts += [f"{label} {value}" for label, value in details.items() if value not in {"true", "false"}]
        country = get("countryDescription", "")
        if country.upper() not in NO_COUNTRY:
            facts.append(country)
        self._details(child, words or kind, number, facts="; ".join(facts))

    def _details(self, child: Element, label: str, what: str, **facts: str) -> None:
        """Keep the remarks and what else is said of a value as one note."""
        pieces = [value.strip() for value in facts.values() if value.strip()]
        pieces += [_text(remark) for remark in child.findall("remark")]
        if words := "; ".join(dict.fromkeys(filter(None, pieces))):
            self.party.note(f"{label} {what}".strip(), words)


def _text(element: Element) -> str:
    return " ".join((element.text or "").split())


def _place(element: Element, names: tuple[str, ...]) -> str:
    pieces = []
    for name in names:
        value = " ".join(element.get(name, "").split()).strip(", ")
        if value and name == "poBox" and "box" not in value.lower():
            value = f"PO Box {value}"
        if value and value not in pieces:
            pieces.append(value)
    country = element.get("countryDescription", "").strip()
    if country.upper() not in NO_COUNTRY:
        pieces.append(country)
    return ", ".join(pieces)


_READERS: Final[dict[str, Callable[[_Entry, Element], None]]] = {
    "remark": _Entry.remark,
    "regulation": _Entry.regulation,
    "citizenship": _Entry.citizenship,
    "birthdate": _Entry.birthdate,
    "address": _Entry.address,
    "identification": _Entry.identification,
}


class EuFsdParser:
    """Reads the full list of the Commission's financial sanctions files."""

    version: str = "1"
    kind: str = "eu_fsf"
    streams: tuple[Stream, ...] = (STREAM,)

    def recognises(self, file: ListFile) -> bool:
        """Tell by the root element and the Commission's namespace or its first entry."""
        if not is_rooted(file.head, ROOT):
            return False
        return b"eu.europa.ec/fpi/fsd/export" in file.head or b"<sanctionEntity" in file.head

    def parse(self, file: ListFile, report: ListReport, *, recover: bool = False) -> Iterator[ListEntry]:
        """Give the entries of the file.

        Raises:
            FormatError: malformed or torn XML, another root element, no entry.
        """
        root, what = Root(), "an EU financial sanctions list"
        for found in elements(file, frozenset({ENTITY}), report, root=root, recover=recover):
            if report.read == 0:
                require_entries(file, root, ListReport(read=1), tag=ROOT, what=what)
                report.published = stated_time(root.attributes.get("generationDate", ""))
                report.decisions["file"] = root.attributes.get("globalFileId", "")
            report.read += 1
            number = found.element.get("logicalId", "").strip()
            if not number or len(number.split()) > 1:
                report.quarantined += 1
                report.issue(found.number, found.place, raw=number, reason="no logicalId", code="id")
                continue
            party = _Entry(found, report).say()
            report.stored += 1
            yield ListEntry(STREAM, number, found.number, found.place, party.said, party.id)
        require_entries(file, root, report, tag=ROOT, what=what)


PARSERS: Final = (EuFsdParser(),)
