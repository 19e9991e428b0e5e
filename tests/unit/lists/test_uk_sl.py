from __future__ import annotations

import csv
import io

import pytest

from countermark.model.errors import EncodingError, FormatError
from countermark.sources.lists.uk_conlist import UkConlistParser
from countermark.sources.lists.uk_sl import NOT_VERIFIED, UkSlParser
from tests.unit.lists.reading import check_contract, read, said, values, written

HEADINGS = [
    "Last Updated", "Unique ID", "OFSI Group ID", "UN Reference Number", "Name 6", "Name 1", "Name 2", "Name 3",
    "Name 4", "Name 5", "Name type", "Alias strength", "Title", "Name non-latin script", "Non-latin script type",
    "Non-latin script language", "Regime Name", "Designation Type", "Designation source", "Sanctions Imposed",
    "Other Information", "UK Statement of Reasons", "Address Line 1", "Address Line 2", "Address Line 3",
    "Address Line 4", "Address Line 5", "Address Line 6", "Address Postal Code", "Address Country", "Phone number",
    "Website", "Email address", "Date Designated", "D.O.B", "Nationality(/ies)", "National Identifier number",
    "National Identifier additional information", "Passport number", "Passport additional information", "Position",
    "Gender", "Town of birth", "Country of birth", "Type of entity", "Subsidiaries", "Parent company",
    "Business registration number (s)", "IMO number", "Current owner/operator (s)", "Previous owner/operator (s)",
    "Current believed flag of ship", "Previous flags", "Type of ship", "Tonnage of ship", "Length of ship",
    "Year Built", "Hull identification number (HIN)",
]  # fmt: skip

LISTING = {
    "Last Updated": "14/04/2026", "Unique ID": "RUS9901", "OFSI Group ID": "99001", "UN Reference Number": "QDi.999",
    "Regime Name": "The Russia (Sanctions) (EU Exit) Regulations 2019", "Designation Type": "Individual",
    "Designation source": "UK", "Sanctions Imposed": "Asset freeze|Travel Ban", "Date Designated": "24/02/2022",
    "Other Information": "Some words.", "UK Statement of Reasons": "Some reasons.",
}  # fmt: skip
PERSON = {
    "Title": "General", "Phone number": "+7 495 1", "Website": "http://example.org", "Email address": "a@example.org",
    "Nationality(/ies)": "Russia", "Gender": "Male", "Position": "Minister", "Town of birth": "Moscow",
    "Country of birth": "Russia", "Passport number": "P123456", "Passport additional information": "Issued in 2001",
    "National Identifier number": "771234", "Address Line 1": "1 Street", "Address Line 6": "Moscow",
    "Address Postal Code": "125009", "Address Country": "Russia", "Name non-latin script": "Рыбников Эдуард",
}  # fmt: skip
NAMES = [
    {"Name 6": "LAST", "Name 1": "First", "Name type": "Primary Name"},
    {"Name 6": "LAAST", "Name 1": "First", "Name type": "Primary name variation"},
    {"Name 6": "Nick", "Name type": "ALias", "Alias strength": "Low quality a.k.a"},
    {"Name 6": "Other", "Name 1": "Good", "Name type": "Alias", "Alias strength": "Good quality a.k.a"},
]
BIRTHS = ["dd/mm/1945", "01/03/1958"]

PERSON_XML = """<?xml version="1.0" encoding="utf-8"?>
<Designations><DateGenerated>20/08/2026</DateGenerated><Designation>
<LastUpdated>14/04/2026</LastUpdated><DateDesignated>24/02/2022</DateDesignated><UniqueID>RUS9901</UniqueID>
<OFSIGroupID>99001</OFSIGroupID><UNReferenceNumber>QDi.999</UNReferenceNumber>
<Names>
<Name><Name1>First</Name1><Name6>LAST</Name6><NameType>Primary Name</NameType></Name>
<Name><Name1>First</Name1><Name6>LAAST</Name6><NameType>Primary name variation</NameType></Name>
<Name><Name6>Nick</Name6><NameType>ALias</NameType><AliasStrength>Low quality a.k.a</AliasStrength></Name>
<Name><Name1>Good</Name1><Name6>Other</Name6><NameType>Alias</NameType>
<AliasStrength>Good quality a.k.a</AliasStrength></Name>
<Name><NameType>Alias</NameType></Name>
</Names>
<NonLatinNames><NonLatinName><NameNonLatinScript>Рыбников Эдуард</NameNonLatinScript></NonLatinName></NonLatinNames>
<Titles><Title>General</Title></Titles>
<RegimeName>The Russia (Sanctions) (EU Exit) Regulations 2019</RegimeName>
<IndividualEntityShip>Individual</IndividualEntityShip><DesignationSource>UK</DesignationSource>
<SanctionsImposed>Asset freeze|Travel Ban</SanctionsImposed>
<SanctionsImposedIndicators><AssetFreeze>true</AssetFreeze><ArmsEmbargo>false</ArmsEmbargo></SanctionsImposedIndicators>
<OtherInformation>Some words.</OtherInformation><UKStatementofReasons>Some reasons.</UKStatementofReasons>
<Addresses><Address><AddressLine1>1 Street</AddressLine1><AddressLine6>Moscow</AddressLine6>
<AddressPostalCode>125009</AddressPostalCode><AddressCountry>Russia</AddressCountry></Address></Addresses>
<PhoneNumbers><PhoneNumber>+7 495 1</PhoneNumber></PhoneNumbers>
<Websites><Website>http://example.org</Website></Websites>
<EmailAddresses><EmailAddress>a@example.org</EmailAddress></EmailAddresses>
<IndividualDetails><Individual>
<DOBs><DOB>dd/mm/1945</DOB><DOB>01/03/1958</DOB></DOBs>
<PassportDetails><Passport><PassportNumber>P123456</PassportNumber>
<PassportAdditionalInformation>Issued in 2001</PassportAdditionalInformation></Passport></PassportDetails>
<NationalIdentifierDetails><NationalIdentifier><NationalIdentifierNumber>771234</NationalIdentifierNumber>
</NationalIdentifier></NationalIdentifierDetails>
<Nationalities><Nationality>Russia</Nationality></Nationalities><Positions><Position>Minister</Position></Positions>
<Genders><Gender>Male</Gender></Genders>
<BirthDetails><Location><TownOfBirth>Moscow</TownOfBirth>
<CountryOfBirth>Russia</CountryOfBirth></Location></BirthDetails>
</Individual></IndividualDetails>
</Designation></Designations>
"""
SHIP_XML = """<Designations><Designation><UniqueID>DPR9901</UniqueID>
<Names><Name><Name6>Petrel</Name6><NameType>Primary name</NameType></Name></Names>
<IndividualEntityShip>Ship</IndividualEntityShip><SanctionsImposed>Prohibition of port entry</SanctionsImposed>
<SanctionsImposedIndicators><ProhibitionOfPortEntry>true</ProhibitionOfPortEntry>
<DirectorDisqualificationSanction>true</DirectorDisqualificationSanction></SanctionsImposedIndicators>
<ShipDetails><Ship><IMONumbers><IMONumber>IMO9562233</IMONumber></IMONumbers>
<CurrentOwnerOperators><CurrentOwnerOperator>Some Shipping</CurrentOwnerOperator></CurrentOwnerOperators>
<PreviousOwnerOperators><PreviousOwnerOperator>Old Shipping</PreviousOwnerOperator></PreviousOwnerOperators>
<CurrentBelievedFlagOfShips><CurrentBelievedFlagOfShip>Comoros</CurrentBelievedFlagOfShip></CurrentBelievedFlagOfShips>
<PreviousFlags><PreviousFlag>India</PreviousFlag></PreviousFlags>
<TypeOfShipDetails><TypeOfShip>Bulk Carrier</TypeOfShip></TypeOfShipDetails>
<TonnageOfShipDetails><TonnageOfShip>7078</TonnageOfShip></TonnageOfShipDetails>
<LengthOfShipDetails><LengthOfShip>109</LengthOfShip></LengthOfShipDetails>
<YearsBuilt><YearBuilt>2011</YearBuilt></YearsBuilt><NewBox><New>x</New></NewBox></Ship></ShipDetails>
<Extra>unknown</Extra></Designation></Designations>
"""


def table(*rows: dict[str, str], headings: list[str] = HEADINGS) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(headings)
    for row in rows:
        assert not row.keys() - set(headings)
        writer.writerow([row.get(heading, "") for heading in headings])
    return f"Report Date: 20-Aug-2026\r\n{out.getvalue()}"


PRODUCT = [LISTING | PERSON | name | {"D.O.B": birth} for name in NAMES for birth in BIRTHS]


def test_a_person_in_xml(tmp_path):
    file = written(tmp_path, PERSON_XML, "uk.xml")
    assert UkSlParser().recognises(file)
    entries, report = read(UkSlParser(), file)
    check_contract(entries)
    assert (report.published, report.read, len(entries)) == ("2026-08-20", 1, 1)
    assert report.decisions["verified"] == NOT_VERIFIED
    assert not report.unknown
    assert not report.issues
    assert (entries[0].source_id, entries[0].main) == ("RUS9901", "uk-RUS9901")
    expected = {
        "name": ["First LAST"], "alias": ["First LAAST", "Good Other", "Рыбников Эдуард"], "weakAlias": ["Nick"],
        "birthDate": ["1945", "1958-03-01"], "birthCountry": ["ru"], "nationality": ["ru"],
        "passportNumber": ["P123456"],
        "idNumber": ["771234"], "address": ["1 Street, Moscow, 125009, Russia"], "authorityId": ["RUS9901", "99001"],
        "unscId": ["QDi.999"], "provisions": ["Asset freeze", "Travel Ban"], "listingDate": ["2022-02-24"],
        "startDate": ["2022-02-24"], "modifiedAt": ["2026-04-14"], "reason": ["Some reasons."], "title": ["General"],
        "phone": ["+7 495 1"], "website": ["http://example.org"], "email": ["a@example.org"], "gender": ["male"],
        "position": ["Minister"], "lastName": ["LAST", "LAAST", "Other"],
    }  # fmt: skip
    assert {prop: values(entries, prop) for prop in expected} == expected
    assert [one.lang for one in said(entries, "alias")] == [None, None, "rus"]


def test_the_product_of_the_csv_says_what_the_xml_says(tmp_path):
    file = written(tmp_path, table(*PRODUCT))
    assert UkSlParser().recognises(file)
    assert not UkConlistParser().recognises(file)
    rows, report = read(UkSlParser(), file)
    assert (report.published, report.read, len(rows)) == ("2026-08-20", 8, 1)
    assert not report.unknown
    elements, _ = read(UkSlParser(), written(tmp_path, PERSON_XML, "uk.xml"))
    assert set(rows[0].said) == set(elements[0].said)


def test_the_former_heading_of_the_type(tmp_path):
    old = ["Individual, Entity, Ship" if heading == "Designation Type" else heading for heading in HEADINGS]
    row = {
        ("Individual, Entity, Ship" if key == "Designation Type" else key): value for key, value in PRODUCT[0].items()
    }
    file = written(tmp_path, table(row, headings=old))
    entries, report = read(UkSlParser(), file)
    assert entries[0].said[0].schema == "Person"
    assert not report.unknown


def test_a_ship_and_what_the_parser_does_not_know(tmp_path):
    entries, report = read(UkSlParser(), written(tmp_path, SHIP_XML, "uk.xml"))
    check_contract(entries)
    expected = {
        "imoNumber": ["9562233"], "flag": ["km"], "pastFlags": ["in"], "type": ["Bulk Carrier"], "tonnage": ["7078"],
        "buildDate": ["2011"], "role": ["Current owner/operator", "Previous owner/operator"],
        "provisions": ["Prohibition of port entry", "Director disqualification sanction"],
    }  # fmt: skip
    assert {prop: values(entries, prop) for prop in expected} == expected
    assert report.unknown == {"element Extra": 1, "element ShipDetails/NewBox": 1}


REGISTRATIONS = [
    ("INN: 7707083893", {"innCode": ["7707083893"]}),
    (
        "OGRN: 1027700132195\nKPP: 770701001\nINN: 7707083893",
        {"ogrnCode": ["1027700132195"], "innCode": ["7707083893"]},
    ),
    ("INN: 7707083894", {"taxNumber": ["7707083894"]}),
    ("UK Company no. 06527449", {"registrationNumber": ["UK Company no. 06527449"]}),
]


@pytest.mark.parametrize(("cell", "expected"), REGISTRATIONS)
def test_registration_numbers(tmp_path, cell, expected):
    row = LISTING | NAMES[0] | {"Designation Type": "Entity", "Business registration number (s)": cell}
    entries, _ = read(UkSlParser(), written(tmp_path, table(row)))
    check_contract(entries)
    assert {prop: values(entries, prop) for prop in expected} == expected


BROKEN = [
    ("csv without an id", table(PRODUCT[0], PRODUCT[1] | {"Unique ID": ""}), 1),
    ("csv torn in a row", table(PRODUCT[0], PRODUCT[0] | {"Unique ID": "RUS9902"}).rsplit(",", 9)[0] + "\r\n", 1),
    ("csv without a last line break", table(PRODUCT[0], PRODUCT[0] | {"Unique ID": "RUS9902"}).rstrip(), 1),
    ("xml torn", PERSON_XML.replace("</Designations>", SHIP_XML.removeprefix("<Designations>")[:300]), 2),
    ("xml without an id", PERSON_XML.replace("</Designations>", "<Designation><A/></Designation></Designations>"), 1),
]


@pytest.mark.parametrize(("_what", "text", "left"), BROKEN)
def test_torn_files_are_refused_and_recovered(tmp_path, _what, text, left):
    file = written(tmp_path, text)
    with pytest.raises(FormatError):
        read(UkSlParser(), file)
    entries, report = read(UkSlParser(), file, recover=True)
    assert len(entries) == left
    assert report.partial


FOREIGN = [
    "", "a,b\n1,2\n", table(), "<Designations></Designations>", "<Other><Designation/></Other>",
    '<ArrayOfFinancialSanctionsTarget><FinancialSanctionsTarget/></ArrayOfFinancialSanctionsTarget>',
    '<!DOCTYPE x [<!ENTITY a "b">]>' + SHIP_XML,
]  # fmt: skip


@pytest.mark.parametrize("text", FOREIGN)
def test_foreign_empty_and_headings_only(tmp_path, text):
    with pytest.raises(FormatError):
        read(UkSlParser(), written(tmp_path, text))


def test_damaged_utf8_is_refused(tmp_path):
    data = table(PRODUCT[0]).encode().replace("ы".encode(), b"\xd1")
    with pytest.raises(EncodingError):
        read(UkSlParser(), written(tmp_path, data))


def test_two_runs_are_equal(tmp_path):
    file = written(tmp_path, table(*PRODUCT))
    assert read(UkSlParser(), file) == read(UkSlParser(), file)


def test_the_conlist_is_not_this_list(data_dir):
    path = data_dir / "sanctions" / "uk" / "conlist_2022-05-04.xlsx"
    from tests.unit.lists.reading import list_file  # noqa: PLC0415

    assert not UkSlParser().recognises(list_file(path))
