"""A small advanced OFAC file of our own making: every section, one party of each kind, three scripts."""

from __future__ import annotations

NAMESPACE = "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/ADVANCED_XML"

WORDS = {
    "AliasType": {"1400": "A.K.A.", "1401": "F.K.A.", "1403": "Name"},
    "Country": {"1": "Russia", "2": "Panama", "3": "undetermined"},
    "DetailReference": {"50": "Male"},
    "EntryEventType": {"1": "Created", "2": "Updated"},
    "FeatureType": {
        "8": "Birthdate", "9": "Place of Birth", "10": "Nationality Country", "25": "Location", "26": "Title",
        "2": "VESSEL TYPE", "3": "Vessel Flag", "4": "Vessel Owner", "224": "Gender",
        "344": "Digital Currency Address - XBT",
        "504": "Secondary sanctions risk:", "646": "Organization Established Date", "48": "Aircraft Operator",
    },
    "IDRegDocDateType": {"1480": "Issue Date", "1481": "Expiration Date"},
    "IDRegDocType": {"1571": "Passport", "1596": "Tax ID No.", "1626": "Vessel Registration Identification"},
    "LegalBasis": {"1": "Unknown", "7": "Executive Order 14024 (Russia)"},
    "List": {"1550": "SDN List", "91512": "Consolidated List", "91507": "Sectoral Sanctions Identifications List"},
    "LocPartType": {"1": "Unknown", "1451": "ADDRESS1", "1454": "CITY", "1456": "POSTAL CODE"},
    "NamePartType": {
        "1520": "Last Name", "1521": "First Name", "1522": "Middle Name", "1525": "Entity Name", "1526": "Vessel Name",
        "1528": "Nickname", "91708": "Patronymic",
    },
    "RelationQuality": {"1": "Unknown", "1540": "High"},
    "RelationType": {
        "15003": "Owned or Controlled By", "15002": "Acting for or on behalf of", "15004": "Family member of",
        "1555": "Associate Of", "91725": "Leader or official of",
    },
    "SanctionsType": {"1705": "Block", "1": "Program"},
    "Script": {"215": "Latin", "220": "Cyrillic", "160": "Arabic", "501": "Chinese Simplified"},
    "Validity": {"1": "Valid", "2": "Fraudulent"},
}  # fmt: skip


def reference_sets() -> str:
    """Write the words."""
    sets = []
    for kind, words in WORDS.items():
        written = "".join(f'<{kind} ID="{number}">{word}</{kind}>' for number, word in words.items())
        sets.append(f"<{kind}Values>{written}</{kind}Values>")
    sets.append(
        '<PartySubTypeValues><PartySubType ID="1" PartyTypeID="4">Vessel</PartySubType>'
        '<PartySubType ID="2" PartyTypeID="4">Aircraft</PartySubType>'
        '<PartySubType ID="3" PartyTypeID="2">Unknown</PartySubType>'
        '<PartySubType ID="4" PartyTypeID="1">Unknown</PartySubType></PartySubTypeValues>'
        '<PartyTypeValues><PartyType ID="1">Individual</PartyType><PartyType ID="2">Entity</PartyType>'
        '<PartyType ID="4">Transport</PartyType></PartyTypeValues>'
    )
    return f"<ReferenceValueSets>{''.join(sets)}</ReferenceValueSets>"


def period(first: str, last: str, *, about: bool = False) -> str:
    """Write a period of two days `1962-1-1`."""

    def day(text: str) -> str:
        year, month, number = text.split("-")
        return f"<Year>{year}</Year><Month>{month}</Month><Day>{number}</Day>"

    mark = f'Approximate="{str(about).lower()}"'
    return (
        f'<DatePeriod CalendarTypeID="1"><Start {mark}><From>{day(first)}</From><To>{day(first)}</To></Start>'
        f"<End {mark}><From>{day(last)}</From><To>{day(last)}</To></End></DatePeriod>"
    )


def name(parts: list[tuple[str, str]], *, script: str = "215", acronym: str = "false") -> str:
    """Write a documented name of parts, (number of the kind, text)."""
    values = "".join(
        f'<DocumentedNamePart><NamePartValue NamePartGroupID="g{kind}" ScriptID="{script}" Acronym="{acronym}">{text}'
        "</NamePartValue></DocumentedNamePart>"
        for kind, text in parts
    )
    return f'<DocumentedName ID="1" DocNameStatusID="1">{values}</DocumentedName>'


def alias(*names: str, kind: str = "1403", primary: bool = True, weak: bool = False) -> str:
    """Write a name in several scripts."""
    flags = f'Primary="{str(primary).lower()}" LowQuality="{str(weak).lower()}"'
    return f'<Alias AliasTypeID="{kind}" {flags}>{"".join(names)}</Alias>'


def feature(kind: str, inner: str) -> str:
    """Write a feature."""
    return (
        f'<Feature ID="1" FeatureTypeID="{kind}"><FeatureVersion ID="1" ReliabilityID="1"><Comment />{inner}'
        '</FeatureVersion><IdentityReference IdentityID="1" IdentityFeatureLinkTypeID="1" /></Feature>'
    )


def party(number: str, subtype: str, aliases: str, features: str = "", comment: str = "") -> str:
    """Write a party; its identity has the number `i<number>`."""
    kinds = WORDS["NamePartType"]
    groups = "".join(
        f'<MasterNamePartGroup><NamePartGroup ID="g{kind}" NamePartTypeID="{kind}" /></MasterNamePartGroup>'
        for kind in kinds
    )
    return (
        f'<DistinctParty FixedRef="{number}"><Comment>{comment}</Comment>'
        f'<Profile ID="{number}" PartySubTypeID="{subtype}">'
        f'<Identity ID="i{number}" FixedRef="{number}" Primary="true" False="false">{aliases}'
        f"<NamePartGroups>{groups}</NamePartGroups></Identity>{features}</Profile></DistinctParty>"
    )


def listing(number: str, *, on: str = "1550", day: str = "2022-2-24", kind: str = "1", program: str = "X-EO1") -> str:
    """Write an entry on a list."""
    year, month, date = day.split("-")
    return (
        f'<SanctionsEntry ID="1" ProfileID="{number}" ListID="{on}"><EntryEvent ID="1" EntryEventTypeID="{kind}" '
        f'LegalBasisID="7"><Comment /><Date CalendarTypeID="1"><Year>{year}</Year><Month>{month}</Month>'
        f'<Day>{date}</Day></Date></EntryEvent><SanctionsMeasure ID="1" SanctionsTypeID="1705"><DatePeriod />'
        f'</SanctionsMeasure><SanctionsMeasure ID="2" SanctionsTypeID="1"><Comment>{program}</Comment>'
        "</SanctionsMeasure></SanctionsEntry>"
    )


def relation(source: str, target: str, kind: str, *, former: str = "false", quality: str = "1") -> str:
    """Write a relation between parties."""
    return (
        f'<ProfileRelationship ID="1" From-ProfileID="{source}" To-ProfileID="{target}" RelationTypeID="{kind}" '
        f'RelationQualityID="{quality}" Former="{former}" SanctionsEntryID="1"><Comment /></ProfileRelationship>'
    )


def document(identity: str, kind: str, number: str, *, validity: str = "1", inner: str = "") -> str:
    """Write a document."""
    return (
        f'<IDRegDocument ID="1" IDRegDocTypeID="{kind}" IdentityID="{identity}" IssuedBy-CountryID="1" '
        f'ValidityID="{validity}"><Comment /><IDRegistrationNo>{number}</IDRegistrationNo><IssuingAuthority />{inner}'
        "</IDRegDocument>"
    )


def place(number: str, parts: list[tuple[str, str]], country: str | None = "1") -> str:
    """Write a location of parts, (number of the kind, text)."""
    written = "".join(
        f'<LocationPart LocPartTypeID="{kind}"><LocationPartValue Primary="true"><Comment /><Value>{text}</Value>'
        "</LocationPartValue></LocationPart>"
        for kind, text in parts
    )
    where = f'<LocationCountry CountryID="{country}" CountryRelevanceID="1413" />' if country else ""
    return f'<Location ID="{number}"><LocationAreaCode AreaCodeID="1" />{where}{written}</Location>'


def advanced(
    *parties: str,
    listings: str = "",
    relations: str = "",
    documents: str = "",
    places: str = "",
    links: str = "",
    namespace: str = NAMESPACE,
) -> bytes:
    """Write the whole file."""
    return (
        f'<?xml version="1.0" encoding="utf-8"?><Sanctions xmlns="{namespace}" Version="3">'
        "<DateOfIssue><Year>2025</Year><Month>3</Month><Day>28</Day></DateOfIssue>"
        f"{reference_sets()}<Locations>{places}</Locations><IDRegDocuments>{documents}</IDRegDocuments>"
        f"<DistinctParties>{''.join(parties)}</DistinctParties><ProfileRelationships>{relations}</ProfileRelationships>"
        f"<SanctionsEntries>{listings}</SanctionsEntries><SanctionsEntryLinks>{links}</SanctionsEntryLinks></Sanctions>"
    ).encode()
