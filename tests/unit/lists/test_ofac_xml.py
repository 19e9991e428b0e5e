from __future__ import annotations

import re
from pathlib import Path

import pytest

from countermark.model.errors import FormatError
from countermark.sources.lists.base import ListEntry, Stream
from countermark.sources.lists.ofac_facts import listed
from countermark.sources.lists.ofac_remarks import read_remarks
from countermark.sources.lists.ofac_xml import PARSERS
from tests.unit.lists.ofac_samples import check, classic, list_file, names, person, read, unpacked, values

PARSER = PARSERS[0]
ADDRESS = (
    "<addressList><address><uid>1</uid><address1>1 Main St</address1><address2>Floor 2</address2><city>Surgut</city>"
    "<stateOrProvince>Tyumen</stateOrProvince><postalCode>628400</postalCode><country>Russia</country></address>"
    "</addressList>"
)
FILES = ["2018-04-06", "2020-03-17", "2022-03-24", "2025-03-28"]


def one(tmp_path: Path, more: str = "", kind: str = "Entity") -> ListEntry:
    entry = f"<uid>7</uid><lastName>ACME</lastName><sdnType>{kind}</sdnType>{more}"
    entries, report = read(PARSER, list_file(tmp_path, classic(entry, person()), "consolidated.xml"))
    check(entries, report)
    assert not report.unknown
    return entries[0]


def ids(kind: str, number: str, more: str = "") -> str:
    return f"<idList><id><uid>1</uid><idType>{kind}</idType><idNumber>{number}</idNumber>{more}</id></idList>"


@pytest.mark.parametrize(
    ("more", "prop", "expected"),
    [
        (ids("Tax ID No.", "7707083893", "<idCountry>Russia</idCountry>"), "innCode", "7707083893"),
        (ids("Tax ID No.", "7707083894", "<idCountry>Russia</idCountry>"), "taxNumber", "7707083894"),
        (ids("Registration ID", "1026303117642 (Russia)"), "ogrnCode", "1026303117642"),
        (ids("Government Gazette Number", "00032520"), "okpoCode", "00032520"),
        (ids("Government Gazette Number", "00032521"), "registrationNumber", "00032521"),
        (ids("Legal Entity Number", "253400V1H6ART1UQ0N98"), "leiCode", "253400V1H6ART1UQ0N98"),
        (ids("SWIFT/BIC", "VTBRRUMM"), "swiftBic", "VTBRRUMM"),
        (ids("BIK (RU)", "044525219"), "notes", "BIK (RU): 044525219"),
        (ids("Unified Social Credit Code (USCC)", "9111X7", "<idCountry>China</idCountry>"), "uscCode", "9111X7"),
        (ids("Organization Established Date", "31 Jul 1990"), "incorporationDate", "1990-07-31"),
        (ids("Organization Type:", "Central banking"), "sector", "Central banking"),
        (ids("Nationality of Registration", "Russia"), "country", "ru"),
        (ids("A Number Nobody Knows", "4"), "notes", "A Number Nobody Knows 4"),
        (ids("License", "1", "<issueDate>10 Jul 1991</issueDate>"), "notes", "License: 1 issued 10 Jul 1991"),
        (ids("Company Number", "5", "<idCountry>Atlantis</idCountry>"), "notes", "Company Number country: Atlantis"),
        (ADDRESS, "address", "1 Main St, Floor 2, Surgut, Tyumen 628400, Russia"),
        (ADDRESS, "country", "ru"),
        ("<remarks>all offices worldwide</remarks>", "notes", "all offices worldwide"),
        ("<remarks>Telephone (357)(22660766); (Linked To: NITC)</remarks>", "phone", "(357)(22660766)"),
    ],
)  # fmt: skip
def test_a_fact_becomes_a_value_of_its_property(tmp_path: Path, more: str, prop: str, expected: str) -> None:
    assert expected in values(one(tmp_path, more)).get(prop, [])


@pytest.mark.parametrize(
    ("kind", "number", "prop", "expected"),
    [
        ("Listing Date (CMIC)", "03 Jun 2021", "listingDate", "2021-06-03"),
        ("Listing Date (EO 14024 Directive 2):", "24 Feb 2022", "listingDate", "2022-02-24"),
        ("Effective Date (EO 14024 Directive 2):", "26 Mar 2022", "startDate", "2022-03-26"),
        ("Effective Date (EO 14024 Directive 2):", "26 Mar 2022", "provisions", "EO 14024 Directive 2"),
        ("Secondary sanctions risk:", "See X.", "provisions", "Secondary sanctions risk: See X."),
        (
            "Executive Order 13662 Directive Determination -",
            "Subject to Directive 1",
            "provisions",
            "Executive Order 13662 Directive Determination - Subject to Directive 1",
        ),
    ],
)
def test_what_a_document_says_of_the_listing(tmp_path: Path, kind: str, number: str, prop: str, expected: str) -> None:
    entry = one(tmp_path, ids(kind, number))
    assert expected in values(entry, f"{entry.main}-sanction")[prop]


@pytest.mark.parametrize(
    ("kind", "category", "prop"),
    [
        ("a.k.a.", "strong", "alias"),
        ("f.k.a.", "strong", "previousName"),
        ("n.k.a.", "strong", "alias"),
        ("a.k.a.", "weak", "weakAlias"),
        ("f.k.a.", "weak", "weakAlias"),
    ],
)
def test_another_name_by_kind_and_quality(tmp_path: Path, kind: str, category: str, prop: str) -> None:
    more = (
        f"<akaList><aka><uid>1</uid><type>{kind}</type><category>{category}</category>"
        "<lastName>OTHER</lastName><firstName>Ann</firstName></aka></akaList>"
    )
    assert values(one(tmp_path, more))[prop] == ["OTHER, Ann"]


def test_a_person_whole(tmp_path: Path) -> None:
    more = (
        "<title>Director</title>"
        "<dateOfBirthList><dateOfBirthItem><uid>1</uid><dateOfBirth>1951</dateOfBirth><mainEntry>false</mainEntry>"
        "</dateOfBirthItem><dateOfBirthItem><uid>2</uid><dateOfBirth>13 Feb 1950</dateOfBirth><mainEntry>true"
        "</mainEntry></dateOfBirthItem></dateOfBirthList>"
        "<placeOfBirthList><placeOfBirthItem><uid>1</uid><placeOfBirth>Gaza</placeOfBirth><mainEntry>true</mainEntry>"
        "</placeOfBirthItem></placeOfBirthList>"
        "<nationalityList><nationality><uid>1</uid><country>Iran</country></nationality></nationalityList>"
        "<citizenshipList><citizenship><uid>1</uid><country>Turkey</country></citizenship></citizenshipList>"
    )
    entries, report = read(PARSER, list_file(tmp_path, classic(person(more=more)), "consolidated.xml"))
    check(entries, report)
    assert values(entries[0]) == {
        "id": ["ofac-9001"],
        "name": ["EXAMPLE, Otto"],
        "lastName": ["EXAMPLE"],
        "firstName": ["Otto"],
        "title": ["Director"],
        "birthDate": ["1950-02-13", "1951"],
        "birthPlace": ["Gaza"],
        "nationality": ["ir"],
        "citizenship": ["tr"],
    }
    assert values(entries[0], "ofac-9001-sanction")["program"] == ["NS-PLC"]
    assert report.published == "2025-03-28"


def test_a_vessel_and_its_owner(tmp_path: Path) -> None:
    more = (
        "<idList><id><uid>1</uid><idType>Vessel Registration Identification</idType><idNumber>IMO 7406784</idNumber>"
        "</id><id><uid>2</uid><idType>MMSI</idType><idNumber>572469210</idNumber></id></idList>"
        "<vesselInfo><callSign>T2EU4</callSign><vesselType>Tug</vesselType><vesselFlag>None Identified</vesselFlag>"
        "<vesselOwner>NITC</vesselOwner><tonnage>99,144</tonnage></vesselInfo>"
    )
    entry = one(tmp_path, more, kind="Vessel")
    found = values(entry)
    assert found["imoNumber"] == ["7406784"]
    assert found["mmsi"] == ["572469210"]
    assert found["tonnage"] == ["99144"]
    assert found["notes"] == ["vessel flag: None Identified"]
    assert "flag" not in found
    owner = next(said.entity for said in entry.said if said.value == "NITC" and said.schema == "LegalEntity")
    edges = [said.entity for said in entry.said if said.schema == "Ownership" and said.value == owner]
    assert values(entry, edges[0])["asset"] == ["ofac-7"]


def test_a_wallet(tmp_path: Path) -> None:
    entry = one(tmp_path, ids("Digital Currency Address - XBT", "1abc"))
    assert values(entry, "ofac-7-wallet-1abc")["currency"] == ["XBT"]


@pytest.mark.parametrize(
    ("remarks", "linked"),
    [
        ("x; (Linked To: ROSTEC)", ["ROSTEC"]),
        ("(Linked To: BANK (LONDON) LIMITED)", ["BANK (LONDON) LIMITED"]),
        ("(Linked To: A; Linked To: B)", ["A", "B"]),
        ("Linked To: C CO., LTD.", ["C CO., LTD."]),
        ("Linked To: NITC.", ["NITC"]),
    ],
)
def test_the_far_end_of_a_link(remarks: str, linked: list[str]) -> None:
    party = listed("ofac-1", "Organization", "1")
    read_remarks(party, remarks, whole=True)
    assert [said.value for said in party.said if said.schema == "LegalEntity" and said.prop == "name"] == linked


@pytest.mark.parametrize(
    ("programme", "name", "expected"),
    [
        ("NS-PLC", "sdn.xml", "us_ofac_cons"),
        ("SDNTK", "consolidated.xml", "us_ofac_sdn"),
        ("SDGT", "SDN.XML", "us_ofac_sdn"),
        ("SDGT", "CONSOLIDATED.XML", "us_ofac_cons"),
    ],
)
def test_which_list_it_is(tmp_path: Path, programme: str, name: str, expected: str) -> None:
    entries, report = read(PARSER, list_file(tmp_path, classic(person(programme=programme)), name))
    assert entries[0].stream == Stream(expected, "xml")
    assert report.decisions["list"].startswith(expected)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (classic(person(), count=2), "states 2 entries and holds 1"),
        (classic(), "neither programmes nor name"),
        (classic(person(programme="SDGT")), "neither programmes nor name"),
        (classic(person())[:-30], "malformed or torn XML"),
        (classic(person()).replace(b"<sdnList", b"<!DOCTYPE x><sdnList", 1), "document type"),
    ],
)
def test_fails_closed(tmp_path: Path, content: bytes, words: str) -> None:
    file = list_file(tmp_path, content, "list.xml")
    with pytest.raises(FormatError, match=words):
        read(PARSER, file)


def test_unknown_elements_and_odd_cells_are_loud(tmp_path: Path) -> None:
    more = "<newList><x>1</x></newList><akaList><aka><uid>1</uid><lastName>B</lastName><rank>2</rank></aka></akaList>"
    no_number = "<uid></uid><lastName>C</lastName><sdnType>Entity</sdnType>"
    odd = "<uid>5</uid><lastName>D</lastName><sdnType>Balloon</sdnType>"
    content = classic(person(more=more), no_number, odd, day="31/31/2025")
    entries, report = read(PARSER, list_file(tmp_path, content, "consolidated.xml"))
    check(entries, report)
    assert report.unknown == {"sdnEntry/newList": 1, "akaList/rank": 1}
    assert (report.quarantined, report.published) == (1, None)
    assert {issue.code for issue in report.issues} == {"date", "id", "kind"}


def test_does_not_claim_others(tmp_path: Path) -> None:
    for content in (b"<sdn/>", b"<Sanctions xmlns='x'/>", b"", b'9639,"HANIYA"', b"<CONSOLIDATED_LIST/>"):
        assert not PARSER.recognises(list_file(tmp_path, content, "consolidated.xml"))


@pytest.mark.parametrize("day", FILES)
def test_real_files_reconcile_with_a_dumb_count(data_dir: Path, tmp_path: Path, day: str) -> None:
    file = unpacked(data_dir, f"snapshots/nonsdn_consolidated_{day}.xml.zst", tmp_path)
    if file is None:
        pytest.skip(f"the consolidated list of {day} is not among the real data")
    assert PARSER.recognises(file)
    entries, report = read(PARSER, file)
    check(entries, report)
    text = file.path.read_text("utf-8")
    bodies = re.findall(r"<sdnEntry>(.*?)</sdnEntry>", text, re.DOTALL)
    assert [entry.source_id for entry in entries] == [re.search(r"<uid>(\d+)", body)[1] for body in bodies]  # type: ignore[index]
    counted = 0
    for body in bodies:
        akas = [re.sub(r"<uid>.*?</uid>", "", aka) for aka in re.findall(r"<aka>(.*?)</aka>", body, re.DOTALL)]
        counted += 1 + len(set(akas))
    assert names(entries) == counted
    assert report.published == day
    assert not report.unknown
    assert not report.issues
    assert {entry.stream.list for entry in entries} == {"us_ofac_cons"}
    programmes = sum(said.prop == "program" for entry in entries for said in entry.said)
    assert programmes == text.count("<program>")
    again, _ = read(PARSER, file)
    assert again == entries


def test_a_torn_real_file_is_refused_and_recovered(data_dir: Path, tmp_path: Path) -> None:
    file = unpacked(data_dir, "snapshots/nonsdn_consolidated_2025-03-28.xml.zst", tmp_path, slice(0, 500_000))
    if file is None:
        pytest.skip("the consolidated list of 2025-03-28 is not among the real data")
    with pytest.raises(FormatError, match="at byte"):
        read(PARSER, file)
    entries, report = read(PARSER, file, recover=True)
    check(entries, report)
    # Every whole entry, and the torn one as far as it goes.
    assert len(entries) == file.path.read_bytes().count(b"</sdnEntry>") + 1
    assert "breaks at byte 499996" in report.partial
    assert [issue.code for issue in report.issues] == ["torn"]
