"""The US Consolidated Screening List: both files, their traps, and the same ids in both."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
from collections import Counter
from pathlib import Path

import pytest
import zstandard

from countermark.model.errors import FormatError, InputError
from countermark.model.ontology import is_known
from countermark.sources.lists.base import ListEntry, ListFile, ListReport, Said
from countermark.sources.lists.us_csl import UsCslParser
from countermark.sources.lists.us_csl_entry import SOURCES, citations, entity_id, source_of
from countermark.sources.lists.us_csl_ids import Identity, IdReader
from countermark.sources.lists.us_csl_json import NOT_VERIFIED, UsCslJsonParser

HEADINGS = [
    "_id",
    "source",
    "entity_number",
    "type",
    "programs",
    "name",
    "title",
    "addresses",
    "federal_register_notice",
    "start_date",
    "end_date",
    "standard_order",
    "license_requirement",
    "license_policy",
    "call_sign",
    "vessel_type",
    "gross_tonnage",
    "gross_registered_tonnage",
    "vessel_flag",
    "vessel_owner",
    "remarks",
    "source_list_url",
    "alt_names",
    "citizenships",
    "dates_of_birth",
    "nationalities",
    "places_of_birth",
    "source_information_url",
    "ids",
]
SDN = "Specially Designated Nationals (SDN) - Treasury Department"
EL = "Entity List (EL) - Bureau of Industry and Security"
DPL = "Denied Persons List (DPL) - Bureau of Industry and Security"


def made(tmp_path: Path, *rows: dict[str, str], extra: str = "", name: str = "consolidated.csv") -> ListFile:
    out = io.StringIO()
    columns = [*HEADINGS, extra] if extra else HEADINGS
    writer = csv.DictWriter(out, columns, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return written(tmp_path / name, out.getvalue().encode())


def written(path: Path, content: bytes) -> ListFile:
    path.write_bytes(content)
    return ListFile(path, path.name, content[: 1 << 16])


def read(file: ListFile, *, recover: bool = False) -> tuple[list[ListEntry], ListReport]:
    report = ListReport()
    parser = UsCslJsonParser() if file.name.endswith("json") else UsCslParser()
    entries = list(parser.parse(file, report, recover=recover))
    assert report.reconciles
    return entries, report


def values(entry: ListEntry, prop: str, *, of_main: bool = True) -> list[str]:
    return [said.value for said in entry.said if said.prop == prop and (not of_main or said.entity == entry.main)]


def sanction(entry: ListEntry, prop: str) -> list[str]:
    return [said.value for said in entry.said if said.schema == "Sanction" and said.prop == prop]


def one(tmp_path: Path, **cells: str) -> ListEntry:
    entries, report = read(made(tmp_path, cells))
    assert report.stored == 1
    assert not report.unknown
    return entries[0]


@pytest.mark.parametrize(
    ("cells", "prop", "expected"),
    [
        ({"alt_names": "Alpha Works; and Beta Works"}, "alias", ["Alpha Works", "Beta Works"]),
        ({"alt_names": "NPO Alpha;Beta Works;"}, "alias", ["NPO Alpha", "Beta Works"]),
        ({"name": "Alpha Ltd. (a.k.a. Beta Ltd.; Gamma Ltd.)"}, "name", ["Alpha Ltd."]),
        ({"name": "Alpha Ltd. (a.k.a. Beta Ltd.; Gamma Ltd.)"}, "alias", ["Beta Ltd.", "Gamma Ltd."]),
        ({"name": "Alpha, OOO (f.k.a., Old Alpha OAO)"}, "previousName", ["Old Alpha OAO"]),
        ({"alt_names": "f.k.a. Old Alpha OAO"}, "previousName", ["Old Alpha OAO"]),
        ({"name": "Maka Trading"}, "name", ["Maka Trading"]),
        ({"alt_names": "(all of them in Mianyang)"}, "notes", ["alt_names: (all of them in Mianyang)"]),
        ({"addresses": "1 Some St., Minsk, 220000, BY; CN"}, "address", ["1 Some St., Minsk, 220000, BY"]),
        ({"addresses": "1 Some St., Minsk, 220000, BY; CN"}, "country", ["by", "cn"]),
        ({"addresses": "5 Prison Rd, Bastrop, TX, 78602"}, "country", []),
        ({"addresses": "and 5 Second St., Karachi, PK"}, "address", ["5 Second St., Karachi, PK"]),
        ({"standard_order": " "}, "notes", []),
        (
            {"standard_order": "Y", "remarks": "FR NOTICE ADDED"},
            "notes",
            ["standard order: Y", "remarks: FR NOTICE ADDED"],
        ),
    ],
)
def test_commerce_row(tmp_path: Path, cells: dict[str, str], prop: str, expected: list[str]) -> None:
    assert values(one(tmp_path, **{"source": EL, "name": "Alpha Works JSC", **cells}), prop) == expected


@pytest.mark.parametrize(
    ("cells", "prop", "expected"),
    [
        ({"programs": "IFSR; SDGT"}, "program", ["IFSR", "SDGT"]),
        ({"start_date": "2016-12-27", "end_date": "2026-01-02"}, "listingDate", ["2016-12-27"]),
        ({"start_date": "2016-12-27", "end_date": "2026-01-02"}, "endDate", ["2026-01-02"]),
        (
            {"license_requirement": "All items.", "license_policy": "Denial"},
            "provisions",
            ["License requirement: All items.", "License policy: Denial"],
        ),
        ({"federal_register_notice": "84 FR 43495, 85 FR 29852"}, "authorityId", ["84 FR 43495", "85 FR 29852"]),
        ({"federal_register_notice": "Vol. 86, No. 71, 04/15/2021"}, "authorityId", ["Vol. 86, No. 71, 04/15/2021"]),
        (
            {"source_list_url": "https://a.test", "source_information_url": "https://b.test"},
            "sourceUrl",
            ["https://a.test", "https://b.test"],
        ),
    ],
)
def test_listing(tmp_path: Path, cells: dict[str, str], prop: str, expected: list[str]) -> None:
    assert sanction(one(tmp_path, **{"source": EL, "name": "Alpha Works JSC", **cells}), prop) == expected


@pytest.mark.parametrize(
    ("cells", "prop", "expected"),
    [
        ({"name": "IVANOV, Ivan Ivanovich"}, "lastName", ["IVANOV"]),
        ({"name": "IVANOV, Ivan Ivanovich"}, "firstName", ["Ivan Ivanovich"]),
        ({"name": "Ivan Ivanovich AL IVANOV"}, "lastName", ["IVANOV"]),
        ({"name": "IVAN IVANOV"}, "lastName", []),
        ({"dates_of_birth": "circa 1966; 1967-03-02"}, "birthDate", ["1966", "1967-03-02"]),
        ({"nationalities": "CA; SD", "citizenships": "ET"}, "nationality", ["ca", "sd"]),
        ({"places_of_birth": "Omdurman, Sudan; Khartoum"}, "birthPlace", ["Omdurman, Sudan", "Khartoum"]),
        ({"ids": "CA, BC166787, Passport; Male, Gender"}, "passportNumber", ["BC166787"]),
        ({"ids": "Passport, BC166787, CA; Gender, Male"}, "passportNumber", ["BC166787"]),
        ({"ids": "Gender, Male"}, "gender", ["male"]),
        ({"ids": "Nationality Country, PS"}, "nationality", ["ps"]),
        (
            {"ids": "Passport, A1, CA, 1999-01-02, 2009-01-01"},
            "notes",
            ["Passport: A1 (CA) issued 1999-01-02 expires 2009-01-01"],
        ),
        (
            {"ids": "CA, 2009-01-01, 1999-01-02, A1, Passport"},
            "notes",
            ["Passport: A1 (CA) issued 1999-01-02 expires 2009-01-01"],
        ),
    ],
)
def test_person(tmp_path: Path, cells: dict[str, str], prop: str, expected: list[str]) -> None:
    row = {"source": SDN, "entity_number": "17", "type": "Individual", "name": "X", **cells}
    assert values(one(tmp_path, **row), prop) == expected


@pytest.mark.parametrize(
    ("ids", "schema", "prop", "expected"),
    [
        ("RU, 1027714019772, Registration ID", "Organization", "ogrnCode", "1027714019772"),
        ("Tax ID No., 7702070139, RU", "Organization", "innCode", "7702070139"),
        ("RU, 00032520, Government Gazette Number", "Organization", "okpoCode", "00032520"),
        (
            "RU, 00032521, Government Gazette Number",
            "Organization",
            "notes",
            "Government Gazette Number: 00032521 (RU)",
        ),
        ("16 Jan 2017, Organization Established Date", "Organization", "incorporationDate", "2017-01-16"),
        ("Listing Date (CMIC), 2021-06-03", "Sanction", "listingDate", "2021-06-03"),
        ("26 Mar 2022, Effective Date (EO 14024 Directive 2):", "Sanction", "startDate", "2022-03-26"),
        (
            "Subject to Directive 3, Executive Order 13662 Directive Determination -",
            "Sanction",
            "provisions",
            "Executive Order 13662 Directive Determination - Subject to Directive 3",
        ),
        (
            "section 1(b) of Executive Order 13224, as amended by Executive Order 13886, Secondary sanctions risk:",
            "Sanction",
            "provisions",
            "Secondary sanctions risk: section 1(b) of Executive Order 13224, as amended by Executive Order 13886",
        ),
        (
            "1Fz29BQp82pE3vXXcsZoMNQ3KSHfMzfMe3, Digital Currency Address - XBT",
            "CryptoWallet",
            "publicKey",
            "1Fz29BQp82pE3vXXcsZoMNQ3KSHfMzfMe3",
        ),
        (
            "PA, 467323, Doc. 694710, Public Registration Number",
            "Organization",
            "registrationNumber",
            "467323, Doc. 694710",
        ),
        ("SOME AIR, Aircraft Operator", "UnknownLink", "role", "Aircraft Operator"),
    ],
)
def test_identifiers(tmp_path: Path, ids: str, schema: str, prop: str, expected: str) -> None:
    entry = one(tmp_path, source=SDN, entity_number="17", type="Entity", name="X", ids=ids)
    assert expected in [said.value for said in entry.said if said.schema == schema and said.prop == prop]


def test_a_document_nobody_knows_is_counted_and_kept(tmp_path: Path) -> None:
    file = made(
        tmp_path, {"source": SDN, "entity_number": "1", "type": "Entity", "name": "X", "ids": "Moon Permit, 5, RU"}
    )
    entries, report = read(file)
    assert values(entries[0], "notes") == ["Moon Permit: 5 (RU)"]
    assert list(report.unknown) == ["identifier 'Moon Permit' (kept as a note)"]


def test_order_of_the_piece_before_holds_where_no_end_is_known() -> None:
    reader = IdReader(ListReport())
    assert reader.split("Male, Gender; RU, 5, Moon Permit")[1] == Identity("Moon Permit", "5", "RU")
    assert reader.split("Gender, Male; Moon Permit, 5, RU")[1] == Identity("Moon Permit", "5", "RU")


def test_linked_parties_in_brackets_become_edges(tmp_path: Path) -> None:
    remarks = "(Linked To: ALPHA (A)-B; Linked To: GAMMA LTD.); Deputy Minister"
    entry = one(tmp_path, source=SDN, entity_number="17", type="Entity", name="X", remarks=remarks)
    named = [said.value for said in entry.said if said.prop == "name" and said.entity != entry.main]
    assert named == ["ALPHA (A)-B", "GAMMA LTD."]
    assert values(entry, "notes") == ["Deputy Minister"]


def test_vessel(tmp_path: Path) -> None:
    entry = one(
        tmp_path,
        source=SDN,
        entity_number="17",
        type="Vessel",
        name="ALPHA",
        call_sign="UDQB",
        vessel_type="Tug",
        gross_tonnage="317,356",
        gross_registered_tonnage="163660",
        vessel_flag="Russia",
        vessel_owner="NITC",
        ids="IMO 7406784, Vessel Registration Identification",
    )
    assert {said.schema for said in entry.said} == {"Vessel", "Sanction"}
    for prop, expected in {
        "callSign": "UDQB",
        "type": "Tug",
        "tonnage": "317356",
        "flag": "ru",
        "imoNumber": "7406784",
    }.items():
        assert values(entry, prop) == [expected]


def test_ids_hold_where_notices_are_amended_and_names_are_written_otherwise() -> None:
    el, dpl = SOURCES["EL"], SOURCES["DPL"]
    assert entity_id(SOURCES["SDN"], "123", "X", "") == "ofac-123"
    assert entity_id(el, "", "Xi?an Works Co., Ltd. ", "1 FR 2") == entity_id(
        el, "", "XI'AN WORKS CO LTD", "1 FR 2; 3 FR 4"
    )
    amended = entity_id(dpl, "", "I. ASH", "68 F.R. 38290 6/27/03 71 F.R. 38843 7/10/06")
    assert amended == entity_id(dpl, "", " I. ASH", "68 FR 38290")
    assert amended != entity_id(dpl, "", "I. ASH", "67 F.R. 56530 9/4/02")
    assert entity_id(el, "", "X", "") != entity_id(SOURCES["UVL"], "", "X", "")


@pytest.mark.parametrize(
    ("name", "again"),
    [
        ("Huawei Technologies Co., Ltd. (Huawei)", "Huawei Technologies Co., Ltd."),
        ("Akhtar and Munir", "Akhtar & Munir"),
        ("Alpha Works Co., Ltd., Shenzhen, Guangdong", "Alpha Works Co., Ltd."),
        ("Alpha Tech (Suzhou) Co., Ltd., Suzhou, Jiangsu", "Alpha Tech (Suzhou) Co., Ltd."),
        ("Gazprom Promgaz, AO (f.k.a. Otkrytoe Aktsionernoe Obshchestvo Gazprom Promgaz)", "Gazprom Promgaz, AO"),
        ("Alpha Ltd., a.k.a. Beta Ltd. (Beta-Shenzhen)", "Alpha Ltd"),
        ("Alpha Research Institute [aka Alpha Center, Beta]", "Alpha  Research Institute"),
        ("Huawei Technologies Co., Ltd. (Huawei). Affiliated Entity: Alpha & Net Co., Ltd.", "Alpha and Net Co. Ltd"),
        ("Xi?an Works", "Xi'an Works"),
        ("Xian Works", "Xi\u2019an Works"),
        ("Alpha LLC and any successor, sub-unit, or subsidiary thereof", "Alpha LLC"),
        ("Arnold See, Jr.", "Arnold Jr. See"),
    ],
)
def test_one_party_written_otherwise_keeps_its_id(name: str, again: str) -> None:
    assert entity_id(SOURCES["EL"], "", name, "") == entity_id(SOURCES["EL"], "", again, "")


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("ACE Electronic (HK)", "ACE Electronic (Macau)"),
        ("ACE Electronic (HK)", "ACE Electronic"),
        ("Alpha (Shanghai) Co., Ltd.", "Alpha (Beijing) Co., Ltd."),
        ("Alpha Co., Ltd., Beijing Research Institute", "Alpha Co., Ltd."),
        ("Alpha Limited, FLC & ALPHA MENA DMCC,", "Alpha Limited"),
        ("Akhtar", "Akhtar and Munir"),
        ("Works No. 2", "Works No. 3"),
    ],
)
def test_parties_of_like_names_stay_apart(name: str, other: str) -> None:
    assert entity_id(SOURCES["EL"], "", name, "") != entity_id(SOURCES["EL"], "", other, "")


def test_a_name_without_what_stands_behind_it_is_an_alias(tmp_path: Path) -> None:
    entry = one(tmp_path, source=EL, name="Alpha Co., Ltd. (Alpha)")
    assert (values(entry, "name"), values(entry, "alias")) == (["Alpha Co., Ltd. (Alpha)"], ["Alpha Co., Ltd."])
    assert values(one(tmp_path, source=SDN, entity_number="1", name="BANK (BK)"), "alias") == []


def test_rows_of_one_name_share_their_entry(tmp_path: Path) -> None:
    entries, _ = read(
        made(
            tmp_path,
            {"source": EL, "name": "A B", "addresses": "MY"},
            {"source": EL, "name": "A. B.", "addresses": "IR"},
        )
    )
    assert len({entry.source_id for entry in entries}) == 1


@pytest.mark.parametrize("code", SOURCES)
def test_every_source_is_a_stream(code: str) -> None:
    text = (
        "Capta List (CAP) - Treasury Department"
        if code == "CAP"
        else f"Some List ({code}{' List' if code == 'NS-MBS' else ''}) - X"
    )
    source = source_of(text)
    assert source == SOURCES[code]
    assert source.stream("csv") in UsCslParser.streams
    assert source.stream("json") in UsCslJsonParser.streams


def test_citations_of_a_cell() -> None:
    assert citations("50 F.R. 45138 10/30/85 and 50 F.R. 52982 12/27/85") == [
        "50 F.R. 45138 10/30/85",
        "50 F.R. 52982 12/27/85",
    ]
    assert citations("see 50 FR 1") == ["see 50 FR 1"]


def test_headings_again_are_dropped_and_unknown_columns_and_sources_are_loud(tmp_path: Path) -> None:
    again = dict(zip(HEADINGS, HEADINGS, strict=True)) | {"new_column": "new_column"}
    rows = [
        again,
        {"source": EL, "name": "A", "new_column": "x"},
        {"source": "Moon List (ML)", "name": "B"},
        {"source": SDN, "name": "C"},
    ]
    entries, report = read(made(tmp_path, *rows, extra="new_column"))
    assert [entry.row for entry in entries] == [2]
    assert report.dropped_reasons == {"the headings again": 1}
    assert report.unknown == {"column new_column": 1, "source 'Moon List (ML)'": 1}
    assert (report.quarantined, report.partial) == (2, "")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"a,b\n1,2\n",
        ",".join(HEADINGS).encode() + b"\n",
        ",".join([*HEADINGS, "name"]).encode() + b"\n",
        b"\x00\x00\x00",
    ],
)
def test_no_list_is_a_clear_error(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(InputError):
        read(written(tmp_path / "x.csv", content))


def test_torn_rows_fail_closed_and_recover(tmp_path: Path) -> None:
    whole = made(tmp_path, {"source": EL, "name": "A"}, {"source": EL, "name": "B"}).path.read_bytes()
    short = written(tmp_path / "short.csv", whole[:-20])
    with pytest.raises(FormatError, match="cells where the headings have"):
        read(short)
    entries, report = read(short, recover=True)
    assert len(entries) == 1
    assert report.partial.startswith("line 3")
    quoted = written(tmp_path / "quoted.csv", whole + b'x,"Entity List (EL), ')
    with pytest.raises(FormatError, match="torn"):
        read(quoted)
    assert len(read(quoted, recover=True)[0]) == 2


CONDENSED = {
    "citation": "U.S. Consolidated Screening List",
    "sourceGeneratedAt": "2026-07-31T15:15:00.015113+02:00",
    "entryCount": 2,
    "countsBySource": {EL: 1, SDN: 1},
    "listAuthority": {},
    "fieldKey": {},
    "tables": {
        "sources": [EL, SDN],
        "licenceRequirements": ["All."],
        "licencePolicies": ["Denial"],
        "programmes": ["A; B"],
        "urls": ["https://x.test"],
    },
    "entries": [
        {"n": "Alpha", "a": ["Beta;\u00a0Gamma"], "s": 0, "c": ["CN", "HK"], "lr": 0, "lp": 0, "fr": "85 FR 1", "u": 0},
        {"n": "IVANOV, Ivan", "s": 1, "t": "Individual", "e": "17", "pg": 0, "u": 0},
    ],
}


def test_condensed_json(tmp_path: Path) -> None:
    file = written(tmp_path / "c.json", json.dumps(CONDENSED).encode())
    assert UsCslJsonParser().recognises(file)
    entries, report = read(file)
    assert report.published == "2026-07-31T13:15:00Z"
    assert values(entries[0], "alias") == ["Beta", "Gamma"]
    assert values(entries[0], "country") == ["cn", "hk"]
    assert sanction(entries[1], "program") == ["A", "B"]
    assert entries[1].source_id == "17"
    assert not report.unknown


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"entryCount": 3}, "states 3 entries"),
        ({"countsBySource": {EL: 1, SDN: 1, DPL: 1}}, "states 1 entries"),
        ({"entries": [*CONDENSED["entries"], 5]}, "another form"),
        ({"entries": [*CONDENSED["entries"], {"n": "X", "s": 9}]}, "another form"),
        ({"entries": [*CONDENSED["entries"], {"n": "X", "s": -1}]}, "another form"),
        ({"entries": []}, "no list of entries"),
    ],
)
def test_condensed_json_that_contradicts_itself(tmp_path: Path, change: dict[str, object], wrong: str) -> None:
    file = written(tmp_path / "c.json", json.dumps(CONDENSED | change).encode())
    with pytest.raises(FormatError, match=wrong):
        read(file)
    if change.get("entries") != []:
        entries, report = read(file, recover=True)
        assert len(entries) == 2
        assert report.partial


def test_torn_json_recovers_the_elements_before_the_break(tmp_path: Path) -> None:
    torn = written(tmp_path / "c.json", json.dumps(CONDENSED).encode()[:-40])
    with pytest.raises(FormatError, match="torn"):
        read(torn)
    entries, report = read(torn, recover=True)
    assert [entry.place for entry in entries] == ["element 1"]
    assert report.partial.startswith("the JSON is torn")


def test_official_json_gives_what_the_csv_gives(tmp_path: Path) -> None:
    csv_row = {
        "_id": "17",
        "source": SDN,
        "entity_number": "17",
        "type": "Individual",
        "programs": "A; B",
        "name": "IVANOV, Ivan",
        "addresses": "1 Some St., Minsk, 220000, BY",
        "alt_names": "Alpha; Beta",
        "dates_of_birth": "1966-01-01",
        "nationalities": "BY",
        "ids": "Passport, A1, CA, 1999-01-02, 2009-01-01",
        "source_list_url": "https://x.test",
    }
    result = {
        "id": "17",
        "source": SDN,
        "entity_number": "17",
        "type": "Individual",
        "programs": ["A", "B"],
        "name": "IVANOV, Ivan",
        "addresses": [
            {"address": "1 Some St.", "city": "Minsk", "state": None, "postal_code": "220000", "country": "BY"}
        ],
        "alt_names": ["Alpha", "Beta"],
        "dates_of_birth": ["1966-01-01"],
        "nationalities": ["BY"],
        "title": None,
        "ids": [
            {
                "type": "Passport",
                "number": "A1",
                "country": "CA",
                "issue_date": "1999-01-02",
                "expiration_date": "2009-01-01",
            }
        ],
        "source_list_url": "https://x.test",
        "federal_register_notice": None,
    }
    file = written(tmp_path / "o.json", json.dumps({"total": 1, "results": [result]}).encode())
    assert UsCslJsonParser().recognises(file)
    entries, report = read(file)
    assert report.decisions["verified"] == NOT_VERIFIED
    assert set(entries[0].said) == set(one(tmp_path, **csv_row).said)
    assert not report.unknown


def real(data_dir: Path, name: str, tmp_path: Path) -> ListFile:
    packed = data_dir / "sanctions" / "us_csl" / name
    if not packed.is_file():
        pytest.skip(f"no {packed}")
    raw = packed.read_bytes()
    content = gzip.decompress(raw) if name.endswith("gz") else zstandard.ZstdDecompressor().stream_reader(raw).read()
    return written(tmp_path / name.rsplit(".", 1)[0], content)


@pytest.fixture
def csl_2022(data_dir: Path, tmp_path: Path) -> ListFile:
    return real(data_dir, "consolidated_2022-04.csv.gz", tmp_path)


@pytest.fixture
def csl_2026(data_dir: Path, tmp_path: Path) -> ListFile:
    return real(data_dir, "csl_condensed_2026-07-31.json.zst", tmp_path)


def names_of(entry: ListEntry) -> set[str]:
    return {
        said.value
        for said in entry.said
        if said.entity == entry.main and said.prop in {"name", "alias", "previousName"}
    }


def test_real_csv_reconciles_with_a_plain_reader(csl_2022: ListFile) -> None:
    entries, report = read(csl_2022)
    with csl_2022.path.open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    assert len(rows) == len(entries) == report.stored == 14_160
    assert (
        Counter(row["source"] for row in rows)[SDN]
        == sum(entry.stream.list == "us_ofac_sdn" for entry in entries)
        == 10_026
    )
    for row, entry in zip(rows, entries, strict=True):
        said = " ".join(names_of(entry)) + " ".join(values(entry, "notes"))
        for name in (row["name"], *row["alt_names"].split(";")):
            if row["entity_number"]:
                assert not name.strip() or name.strip() in names_of(entry)
            else:
                assert all(word in said for word in re.findall(r"\w{4,}", name))
        assert len(values(entry, "address")) + len(values(entry, "country")) >= len(
            set(filter(None, row["addresses"].split("; ")))
        )
        assert len(values(entry, "birthDate")) >= len(
            {text.strip() for text in row["dates_of_birth"].split(";")} - {""}
        )
        assert sanction(entry, "listingDate") or not row["start_date"]
    assert not report.unknown
    assert not report.issues


def test_real_json_reconciles_with_its_own_counts(csl_2026: ListFile) -> None:
    entries, report = read(csl_2026)
    raw = json.loads(csl_2026.path.read_bytes())
    assert report.stored == len(entries) == raw["entryCount"] == 25_921
    assert report.published == "2026-07-31T13:15:00Z"
    assert not report.unknown
    for element, entry in zip(raw["entries"], entries, strict=True):
        if "e" in element:
            expected = {name.strip() for name in (element["n"], *";".join(element.get("a", [])).split(";"))} - {""}
            assert names_of(entry) == expected


def test_real_ids_are_the_same_in_2022_and_2026(csl_2022: ListFile, csl_2026: ListFile) -> None:
    before, after = ({(entry.stream.list, entry.main) for entry in read(file)[0]} for file in (csl_2022, csl_2026))
    shared = Counter(name for name, _ in before & after)
    at_least = {
        "us_bis_dpl": 435,
        "us_bis_el": 1913,
        "us_bis_meu": 70,
        "us_bis_uvl": 133,
        "us_state_dtc": 725,
        "us_state_isn": 123,
        "us_ofac_sdn": 8687,
        "us_ofac_ssi": 282,
        "us_ofac_plc": 77,
        "us_ofac_cmic": 68,
    }
    assert {name: shared[name] for name in at_least} == at_least


def test_real_subset_is_torn_at_its_end(data_dir: Path, tmp_path: Path) -> None:
    file = real(data_dir, "consolidated_2023-11_subset.csv.zst", tmp_path)
    with pytest.raises(FormatError, match="line 4233"):
        read(file)
    entries, report = read(file, recover=True)
    assert (len(entries), report.quarantined) == (4_226, 1)
    assert report.dropped_reasons == {"the headings again": 1}
    assert "end of data" in report.partial


def test_real_values_are_of_known_properties_and_the_same_each_time(csl_2022: ListFile) -> None:
    first, second = (read(csl_2022)[0] for _ in range(2))
    assert first == second
    said: set[tuple[str, str]] = {(value.schema, value.prop) for entry in first for value in entry.said}
    assert all(is_known(schema, prop) for schema, prop in said)
    owners: dict[tuple[str, str], str] = {}
    for entry in first:
        for value in entry.said:
            assert owners.setdefault((entry.stream.list, value.entity), entry.source_id) == entry.source_id


def test_other_files_are_not_recognised(tmp_path: Path) -> None:
    sdn = written(tmp_path / "sdn.csv", b'36,"AEROCARIBBEAN AIRLINES",-0- ,"CUBA",-0- \n')
    simple = written(tmp_path / "targets.simple.csv", b'"id","schema","name","aliases"\n')
    line = written(tmp_path / "e.json", b'{"id":"a","schema":"Person","properties":{},"datasets":["us_trade_csl"]}\n')
    for file in (sdn, simple, line):
        assert not UsCslParser().recognises(file)
        assert not UsCslJsonParser().recognises(file)


def test_base_statement_comes_first(tmp_path: Path) -> None:
    entry = one(tmp_path, source=EL, name="Alpha")
    assert entry.said[0] == Said(entry.main, "LegalEntity", "id", entry.main)
