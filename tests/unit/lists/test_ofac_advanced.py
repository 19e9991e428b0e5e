from __future__ import annotations

import re
from pathlib import Path

import pytest

from countermark.model.errors import FormatError
from countermark.sources.lists import ofac_xml
from countermark.sources.lists.base import ListEntry, Said, Stream
from countermark.sources.lists.ofac_advanced import PARSERS
from countermark.sources.lists.ofac_spans import Span
from tests.unit.lists.ofac_advanced_sample import (
    advanced,
    alias,
    document,
    feature,
    listing,
    name,
    party,
    period,
    place,
    relation,
)
from tests.unit.lists.ofac_samples import check, list_file, names, read, unpacked, values

PARSER = PARSERS[0]
REAL = "snapshots/cons_advanced_2020-03-17.xml.zst"
FIRM = alias(name([("1525", "ACME LLC")]))
OTTO = alias(name([("1520", "EXAMPLE"), ("1521", "Otto"), ("91708", "Ivanovich")]))


def parsed(tmp_path: Path, *parties: str, **sections: str) -> list[ListEntry]:
    sections.setdefault("listings", listing("9"))
    file = list_file(tmp_path, advanced(*parties, **sections), "SDN_ADVANCED.XML")
    assert PARSER.recognises(file)
    entries, report = read(PARSER, file)
    check(entries, report)
    assert not report.unknown
    assert report.published == "2025-03-28"
    return entries


def test_a_person_whole(tmp_path: Path) -> None:
    features = (
        feature("8", period("1962-1-1", "1962-12-31"))
        + feature("9", '<VersionLocation LocationID="1" />')
        + feature("10", '<VersionDetail DetailTypeID="1433" /><VersionLocation LocationID="2" />')
        + feature("25", '<VersionLocation LocationID="1" />')
        + feature("26", "<VersionDetail>Director</VersionDetail>")
        + feature("224", '<VersionDetail DetailReferenceID="50" />')
        + feature("344", "<VersionDetail>1abc</VersionDetail>")
    )
    entry = parsed(
        tmp_path,
        party("9", "4", OTTO, features, comment="(Linked To: ACME LLC)"),
        documents=document("i9", "1571", "X1", validity="2")
        + document("i9", "1596", "500100732259", inner="<DocumentedNameReference DocumentedNameID='1' />"),
        places=place("1", [("1451", "1 Main St"), ("1454", "Moscow"), ("1456", "101000")]) + place("2", []),
    )[0]
    assert values(entry) == {
        "id": ["ofac-9"],
        "name": ["EXAMPLE, Otto Ivanovich"],
        "lastName": ["EXAMPLE"],
        "firstName": ["Otto"],
        "fatherName": ["Ivanovich"],
        "birthDate": ["1962"],
        "birthPlace": ["1 Main St, Moscow 101000, Russia"],
        "nationality": ["ru"],
        "address": ["1 Main St, Moscow 101000, Russia"],
        "country": ["ru"],
        "title": ["Director"],
        "gender": ["male"],
        "passportNumber": ["X1"],
        "innCode": ["500100732259"],
        "notes": ["Passport X1, validity: Fraudulent"],
    }
    assert values(entry, "ofac-9-wallet-1abc")["currency"] == ["XBT"]
    assert values(entry, "ofac-9-sanction") | {"authority": []} == {
        "id": ["ofac-9-sanction"],
        "entity": ["ofac-9"],
        "authority": [],
        "authorityId": ["9"],
        "summary": ["SDN List: Created 2022-02-24, Executive Order 14024 (Russia)"],
        "provisions": ["Executive Order 14024 (Russia)", "Block"],
        "listingDate": ["2022-02-24"],
        "program": ["X-EO1"],
    }
    assert "ACME LLC" in [said.value for said in entry.said]


def test_names_in_every_script_latin_first(tmp_path: Path) -> None:
    aliases = alias(
        name([("1520", "ПРИКЛАД"), ("1521", "Їжак")], script="220"),
        name([("1520", "示"), ("1521", "例")], script="501"),
        name([("1520", "عينة")], script="160"),
        name([("1520", "EXAMPLE"), ("1521", "Otto")]),
    )
    aliases += alias(name([("1525", "OTX")], acronym="true"), kind="1400", primary=False, weak=True)
    aliases += alias(name([("1520", "OLD"), ("1521", "Otto")]), kind="1401", primary=False)
    entry = parsed(tmp_path, party("9", "4", aliases))[0]
    said = [value for value in entry.said if value.prop in {"name", "alias", "weakAlias", "previousName"}]
    assert [(value.prop, value.value, value.lang) for value in said] == [
        ("name", "EXAMPLE, Otto", None),
        ("weakAlias", "OTX", None),
        ("previousName", "OLD, Otto", None),
        ("name", "ПРИКЛАД Їжак", "ukr"),
        ("name", "示例", "zho"),
        ("name", "عينة", None),
    ]
    assert said[-1].original == "Name عينة (Arabic)"
    assert values(entry)["abbreviation"] == ["OTX"]


@pytest.mark.parametrize(
    ("kinds", "relations", "schema", "ends"),
    [
        (("3", "3"), relation("9", "8", "15003"), "UnknownLink", ("ofac-9", "ofac-8")),
        (("1", "3"), relation("9", "8", "15003"), "Ownership", ("ofac-8", "ofac-9")),
        (("4", "4"), relation("9", "8", "15004"), "Family", ("ofac-9", "ofac-8")),
        (("4", "4"), relation("9", "8", "1555"), "Associate", ("ofac-9", "ofac-8")),
        (("4", "3"), relation("9", "8", "91725"), "Directorship", ("ofac-9", "ofac-8")),
        (("4", "3"), relation("9", "8", "15002"), "Representation", ("ofac-9", "ofac-8")),
        (("1", "3"), relation("9", "8", "15002"), "UnknownLink", ("ofac-9", "ofac-8")),
        (("4", "4"), relation("9", "8", "4711"), "UnknownLink", ("ofac-9", "ofac-8")),
    ],
)
def test_a_relation_to_a_party_before_or_behind(
    tmp_path: Path, kinds: tuple[str, str], relations: str, schema: str, ends: tuple[str, str]
) -> None:
    first, second = party("9", kinds[0], FIRM), party("8", kinds[1], OTTO)
    for parties in ((first, second), (second, first)):
        entries = parsed(tmp_path, *parties, relations=relations)
        entry = next(entry for entry in entries if entry.source_id == "9")
        edges: list[Said] = [said for said in entry.said if said.schema == schema]
        assert tuple(said.value for said in edges)[1:3] == ends
        assert edges[0].entity.startswith("ofac-9-")


def test_a_former_relation_of_high_quality(tmp_path: Path) -> None:
    entries = parsed(
        tmp_path,
        party("9", "3", FIRM),
        party("8", "3", FIRM),
        relations=relation("9", "8", "15003", former="true", quality="1540"),
    )
    assert [said.value for said in entries[0].said if said.prop == "summary" and said.schema == "UnknownLink"] == [
        "former; quality: High"
    ]


def test_a_vessel_and_an_aircraft(tmp_path: Path) -> None:
    ship = party(
        "9",
        "1",
        alias(name([("1526", "MAR")])),
        feature("3", '<VersionDetail DetailTypeID="1433" /><VersionLocation LocationID="1" />')
        + feature("2", "<VersionDetail>Tug</VersionDetail>")
        + feature("4", "<VersionDetail>NITC</VersionDetail>"),
    )
    plane = party("8", "2", alias(name([("1525", "EP-X")])), feature("48", "<VersionDetail>Mahan</VersionDetail>"))
    vessel, aircraft = parsed(
        tmp_path,
        ship,
        plane,
        documents=document("i9", "1626", "IMO 7406784"),
        places=place("1", [], "2"),
    )
    found = values(vessel)
    assert (found["flag"], found["type"], found["imoNumber"]) == (["pa"], ["Tug"], ["7406784"])
    assert any(said.schema == "Ownership" for said in vessel.said)
    assert values(aircraft, values(aircraft)["operator"][0])["name"] == ["Mahan"]


def test_the_day_of_the_list_not_that_of_the_collection(tmp_path: Path) -> None:
    listings = listing("9", on="91512", day="2014-10-10") + listing("9", on="91507", day="2014-7-16")
    listings += listing("9", on="91507", day="2019-1-2", kind="2")
    entry = parsed(tmp_path, party("9", "3", FIRM), listings=listings)[0]
    assert entry.stream == Stream("us_ofac_cons", "advanced")
    found = values(entry, "ofac-9-sanction")
    assert (found["listingDate"], found["modifiedAt"]) == (["2014-07-16"], ["2019-01-02"])
    assert "Consolidated List: Created 2014-10-10, Executive Order 14024 (Russia)" in found["summary"]


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        ("1962-01-01", "1962-12-31", "1962"),
        ("1962-02-13", "1962-02-13", "1962-02-13"),
        ("1962-02-01", "1962-02-28", "1962-02"),
        ("1964-02-01", "1964-02-29", "1964-02"),
        ("1961-01-01", "1965-12-31", "1961 to 1965"),
        ("1961-01-05", "1965-12-31", "1961-01-05 to 1965-12-31"),
        ("1962-01-01", "1962-06-30", "1962-01-01 to 1962-06-30"),
        ("1962", "", "1962"),
        ("1962-02-01", "1962-02", "1962-02-01 to 1962-02"),
        ("196x-2-1", "19620-02-01", "196x-2-1 to 19620-02-01"),
    ],
)
def test_a_period_is_as_precise_as_given(first: str, last: str, text: str) -> None:
    assert Span(first, last).text == text


def test_about_a_year(tmp_path: Path) -> None:
    born = feature("8", period("1962-1-1", "1962-12-31", about=True))
    entry = parsed(tmp_path, party("9", "4", OTTO, born))[0]
    said = next(said for said in entry.said if said.prop == "birthDate")
    assert (said.value, said.original) == ("1962", "circa 1962")


def test_the_unknown_and_the_orphaned_are_loud(tmp_path: Path) -> None:
    odd = party("9", "3", FIRM).replace("</Profile>", "<Hobby>chess</Hobby></Profile>")
    content = advanced(
        odd, party("x", "3", FIRM), listings=listing("9") + listing("77"), links="<SanctionsEntryLink />"
    )
    entries, report = read(PARSER, list_file(tmp_path, content, "SDN_ADVANCED.XML"))
    check(entries, report)
    assert report.unknown == {"Profile/Hobby": 1, "SanctionsEntryLink": 1}
    assert {(issue.code, issue.raw) for issue in report.issues} == {("id", "x"), ("orphan", "77")}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (advanced(listings=listing("9")), "no parties"),
        (advanced(party("9", "3", FIRM), listings=listing("9"))[:-20], "malformed or torn XML"),
        (advanced(party("9", "3", FIRM)), "neither the entries nor the name"),
        (advanced().replace(b"<Sanctions ", b"<!DOCTYPE x><Sanctions ", 1), "document type"),
    ],
)
def test_fails_closed(tmp_path: Path, content: bytes, words: str) -> None:
    file = list_file(tmp_path, content, "list.xml")
    with pytest.raises(FormatError, match=words):
        read(PARSER, file)


def test_recovers_what_stands_before_the_tear(tmp_path: Path) -> None:
    content = advanced(party("9", "3", FIRM), party("8", "3", FIRM))
    torn = content[: content.index(b'FixedRef="8"')]
    entries, report = read(PARSER, list_file(tmp_path, torn, "SDN_ADVANCED.XML"), recover=True)
    check(entries, report)
    assert [entry.source_id for entry in entries] == ["9"]
    assert report.partial


def test_does_not_claim_others(tmp_path: Path) -> None:
    classic = b"<sdnList xmlns='http://tempuri.org/sdnList.xsd'><publshInformation/>"
    foreign = b"<Sanctions xmlns='http://www.un.org/sanctions/1.0'><ReferenceValueSets/>"
    for content in (classic, foreign, b"", b"<Sanctions/>"):
        assert not PARSER.recognises(list_file(tmp_path, content, "cons_advanced.xml"))


def test_the_real_file_reconciles_and_agrees_with_the_classic_file_of_its_day(data_dir: Path, tmp_path: Path) -> None:
    file = unpacked(data_dir, REAL, tmp_path)
    other = unpacked(data_dir, "snapshots/nonsdn_consolidated_2020-03-17.xml.zst", tmp_path)
    if file is None or other is None:
        pytest.skip("the advanced consolidated list of 2020-03-17 (radwo/urban-fortnight) is not among the real data")
    assert PARSER.recognises(file)
    entries, report = read(PARSER, file)
    check(entries, report)
    assert not report.unknown
    assert not report.issues
    assert report.published == "2020-03-17"
    text = file.path.read_text("utf-8")
    assert [entry.source_id for entry in entries] == re.findall(r'<DistinctParty FixedRef="(\d+)"', text)
    bodies = re.findall(r"<DistinctParty .*?</DistinctParty>", text, re.DOTALL)
    counted = 0
    for body in bodies:
        found = re.findall(r"<Alias [^>]*AliasTypeID(.*?)</Alias>", body, re.DOTALL)
        strip = re.compile(r'<DocumentedName .*?>|NamePartGroupID="\d+"|\s+')
        counted += len({strip.sub("", alias_text) for alias_text in found})
    assert names(entries) == counted
    edges = [said for entry in entries for said in entry.said if said.schema == "UnknownLink" and said.prop == "object"]
    assert len(edges) == text.count("<ProfileRelationship ")
    assert {said.value for said in edges} <= {entry.main for entry in entries}
    classic, _ = read(ofac_xml.PARSERS[0], other)
    assert [entry.main for entry in classic] == [entry.main for entry in entries]
    for left, right in zip(classic, entries, strict=True):
        ours, theirs = values(left), values(right)
        for prop in ("innCode", "ogrnCode", "okpoCode", "taxNumber", "swiftBic", "birthDate", "birthPlace", "email"):
            assert sorted(ours.get(prop, [])) == sorted(theirs.get(prop, [])), (left.main, prop)
        for prop in ("name", "alias", "weakAlias", "previousName"):
            folded = sorted({value.upper() for value in theirs.get(prop, [])})
            assert folded == sorted({value.upper() for value in ours.get(prop, [])}), (left.main, prop)
        programmes = [values(entry, f"{entry.main}-sanction")["program"] for entry in (left, right)]
        assert sorted(programmes[0]) == sorted(programmes[1])
    assert read(PARSER, file)[0] == entries
