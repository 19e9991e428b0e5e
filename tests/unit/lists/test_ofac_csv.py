"""OFAC's CSV files: every row an entry, every piece of the remarks a value, and nothing lost."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from countermark.model.errors import EncodingError, FormatError
from countermark.model.ontology import is_known
from countermark.sources.archives import members
from countermark.sources.lists.base import ListEntry, ListFile, ListReport
from countermark.sources.lists.ofac_csv import PARSERS, OfacCsvParser
from tests.unit.lists.ofac_files import CUT, FIRM, LI, SHIP, sdn, write


def parser_of(file: ListFile) -> OfacCsvParser:
    (found,) = [parser for parser in PARSERS if parser.recognises(file)]
    return found


def read(path: Path, **more: bool) -> tuple[list[ListEntry], ListReport]:
    file = ListFile(path, path.name, path.read_bytes()[:65536])
    report = ListReport()
    return list(parser_of(file).parse(file, report, **more)), report


def said(entry: ListEntry, schema: str | None = None) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in entry.said:
        if one.prop != "id" and (one.entity == entry.main if schema is None else one.schema == schema):
            found.setdefault(one.prop, []).append(one.value)
    return found


def test_a_person_a_ship_and_a_firm(tmp_path: Path) -> None:
    (person, ship, firm), report = read(write(tmp_path, "sdn_2022-01-01.csv", sdn(LI, SHIP, FIRM)))
    assert (report.read, report.stored, report.reconciles) == (3, 3, True)
    assert (person.main, person.place) == ("ofac-24838", "line 1")
    assert said(person) == {
        "name": ["LI, Shangfu"],
        "lastName": ["LI"],
        "firstName": ["Shangfu"],
        "birthDate": ["1958-02"],
        "nationality": ["cn"],
        "gender": ["male"],
    }
    assert said(person, "UnknownLink")["role"] == ["Linked To"]
    assert said(person, "LegalEntity") == {"name": ["EQUIPMENT DEVELOPMENT DEPARTMENT"]}
    assert said(ship, "Sanction")["program"] == ["IRAN", "SDGT"]
    assert said(ship) == {
        "name": ["ARTAVIL"],
        "callSign": ["5IM316"],
        "type": ["Crude Oil Tanker"],
        "tonnage": ["99144"],
        "grossRegisteredTonnage": ["56068"],
        "flag": ["mt"],
        "imoNumber": ["9187629"],
        "mmsi": ["572469210"],
        "pastFlags": ["tv"],
    }
    assert said(firm) == {
        "name": ["HEAD AEROSPACE"],
        "weakAlias": ["HEAD"],
        "innCode": ["7707083893"],
        "ogrnCode": ["1027700132195"],
        "notes": ["Trade tools"],
    }


def test_a_cut_remark_is_read_as_nothing(tmp_path: Path) -> None:
    ((bank,), _) = read(write(tmp_path, "sdn_2022-01-01.csv", sdn(CUT)))
    assert said(bank)["swiftBic"] == ["SABRRUMM"]
    assert said(bank)["notes"] == ["cut off: Tax ID No. 77"]
    assert "taxNumber" not in said(bank)


def test_the_comments_file_goes_on_where_the_remark_was_cut(tmp_path: Path) -> None:
    text = '17018,"07083893 (Russia); Registration Number 1027700132195 (Russia)."\r\n\x1a'
    ((bank,), _) = read(write(tmp_path, "sdn_comments_2022-01-01.csv", text))
    assert said(bank) == {"notes": ["cut off: 07083893 (Russia)"], "ogrnCode": ["1027700132195"]}


@pytest.mark.parametrize(
    ("name", "row", "expected"),
    [
        (
            "add.csv",
            '36,25,"Calle 23","Havana","Cuba",-0- ',
            {"address": ["Calle 23, Havana, Cuba"], "country": ["cu"]},
        ),
        ("alt.csv", '36,12,"aka","AERO-CARIBBEAN",-0- ', {"alias": ["AERO-CARIBBEAN"]}),
        ("alt.csv", '36,12,"fka","AVIA IMPORT",-0- ', {"previousName": ["AVIA IMPORT"]}),
    ],
)
def test_files_beside_the_primary_one(tmp_path: Path, name: str, row: str, expected: dict[str, list[str]]) -> None:
    ((entry,), _) = read(write(tmp_path, name, row + "\r\n\x1a\r\n"))
    assert said(entry) == expected
    assert entry.main == "ofac-36"
    assert not entry.stream.whole


def test_a_truncated_file_is_refused_with_its_line_and_can_be_recovered(tmp_path: Path) -> None:
    path = write(tmp_path, "sdn_2022-01-01.csv", sdn(LI, SHIP)[:-120])
    with pytest.raises(FormatError, match=r"line 2: torn or truncated: unexpected end of data .*--recover"):
        read(path)
    entries, report = read(path, recover=True)
    assert [entry.source_id for entry in entries] == ["24838"]
    assert (report.read, report.stored, report.quarantined) == (2, 1, 1)
    assert report.partial.startswith("line 2")


def test_a_heading_row_of_a_copy_and_blank_ends_are_no_entries(tmp_path: Path) -> None:
    text = "ID,Name,Type,Country,Title,F,G,H,I,J,K,Details\r\n" + LI + "\r\n\x1a,,,,,,,,,,,\r\n\r\n"
    entries, report = read(write(tmp_path, "sdn_2023-01-06_with_header.csv", text))
    assert (len(entries), report.read) == (1, 1)
    assert report.decisions["end mark"].startswith("0x1A")


REAL = sorted(
    [
        "sdn_2018-01",
        "sdn_2021-01",
        "sdn_2023-01-06_with_header",
        "sdn_2024-05-03T1843_a5ec3c5ee4",
        "add_2025-12",
        "alt_2025-12",
        "cons_prim_2025-12",
        "cons_alt_2025-12",
        "sdn_comments_2025-12",
    ]
)


@pytest.mark.parametrize("name", REAL)
def test_real_files_are_read_whole(data_dir: Path, tmp_path: Path, name: str) -> None:
    packed = data_dir / "sanctions" / "ofac" / "snapshots" / f"{name}.csv.zst"
    (member,) = [(m.file.name, m.file.path.read_bytes()) for m in members(packed, tmp_path)]
    path = tmp_path / member[0]
    path.write_bytes(member[1])
    entries, report = read(path)
    # A second, dumb count: rows that begin with a number, and their second column.
    rows = [row for row in csv.reader(path.read_text(encoding="utf-8").splitlines()) if row and row[0].isdigit()]
    assert report.reconciles
    assert len(entries) == report.stored == len(rows)
    assert [entry.source_id for entry in entries] == [row[0] for row in rows]
    if "sdn_20" in name or "prim" in name:
        named = [next(one.value for one in entry.said if one.prop == "name") for entry in entries]
        assert named == [row[1].strip() for row in rows]
        linked = sum(len(re.findall(r"(?:^|; )Linked To: ", row[11])) for row in rows if row[11].rstrip().endswith("."))
        assert sum(one.prop == "role" for entry in entries for one in entry.said) >= 0.99 * linked
    assert all(is_known(one.schema, one.prop) for entry in entries for one in entry.said)


def test_the_same_row_is_read_once_and_says_the_same(tmp_path: Path) -> None:
    first, _ = read(write(tmp_path, "sdn_2022-01-01.csv", sdn(LI, SHIP)))
    second, _ = read(write(tmp_path, "sdn_2022-01-02.csv", sdn(LI, SHIP)))
    assert first[0].said is second[0].said


ADD = '306,199,"Emerson No. 148 Piso 7","Mexico, D.F. 11570","Mexico",-0- \r\n306,200,-0- ,-0- ,"Cuba",-0- \r\n'
FIRST = sdn(FIRM).replace("42075", "36")
ALT = '306,220,"aka","NATIONAL BANK OF CUBA",-0- \r\n306,221,"fka","BNC",-0- \r\n'


@pytest.mark.parametrize("name", ["a.csv", "список SDN 2026-11-23.csv", "standard input", "download (1).txt"])
@pytest.mark.parametrize(
    ("content", "kind"),
    [(FIRST + sdn(LI, SHIP, FIRM), "us_ofac_sdn"), (ADD, "us_ofac_sdn_add"), (ALT, "us_ofac_sdn_alt")],
    ids=["sdn", "add", "alt"],
)
def test_a_file_under_any_name_is_known_by_its_rows(name: str, content: str, kind: str) -> None:
    file = ListFile(Path(name), name, content.encode()[:65536])
    assert [parser.kind for parser in PARSERS if parser.recognises(file)] == [kind]


@pytest.mark.parametrize(
    ("name", "content", "kinds"),
    [
        ("cons_prim.csv", sdn(LI), ["us_ofac_cons"]),
        ("sdn_2022-01-01.csv", sdn(LI), ["us_ofac_sdn"]),
        ("cons_add.csv", ADD, ["us_ofac_cons_add"]),
        ("a.csv", "", []),
        ("a.csv", "1,2,3,4,5,6,7,8,9,10,11,12\n", []),
        ("a.csv", '1,"X",a,b,c,d,e,f,g,h,i,j\n', []),
        ("a.csv", '1,"X","a","b","c",-0- \n', []),
        ("a.csv", '1,2,"maker","X",-0- \n', []),
        ("a.csv", '1,2,"street","city","country","remark"\n', []),
        ("a.csv", FIRST + "1,2\n", []),
        ("a.csv", sdn(LI), []),  # begins with 24838: no whole SDN list, perhaps another
        ("a.csv", ADD.replace("306,", "9639,"), []),
        ("a.csv", "component,marking\n1,2\n", []),
        ("a.csv", '36,\n"37",\n', []),
        ("a.csv", '"36,"\n37\n', []),
        ("a.csv", "36,x,y\n37,x,y\n", []),
    ],
)
def test_names_of_the_publisher_are_believed_and_other_tables_left(name: str, content: str, kinds: list[str]) -> None:
    file = ListFile(Path(name), name, content.encode())
    assert [parser.kind for parser in PARSERS if parser.recognises(file)] == kinds


def test_a_torn_file_of_wide_characters_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sdn_2022-01-01.csv"
    path.write_bytes(sdn(LI, SHIP).encode("utf-16-le")[:-1])
    (parser,) = [one for one in PARSERS if one.kind == "us_ofac_sdn"]
    with pytest.raises(EncodingError, match="bytes that are no utf-16-le: truncated data"):
        list(parser.parse(ListFile(path, path.name, b""), ListReport()))


def test_a_head_cut_within_a_row_is_known(tmp_path: Path) -> None:
    content = (FIRST + sdn(*[LI, SHIP, FIRM] * 4)).encode()
    for cut in range(len(content) - 300, len(content)):
        file = ListFile(Path("a.csv"), "a.csv", content[:cut])
        assert any(parser.recognises(file) for parser in PARSERS), cut
