"""EU journal tables: traps one by one, every real table against a count of its rows and names."""

from __future__ import annotations

import csv
import io
import tarfile
from pathlib import Path

import pytest
import zstandard

from countermark.model.errors import FormatError, InputError
from countermark.sources.lists.base import ListFile, ListReport
from countermark.sources.lists.eu_journal import PARSERS
from countermark.sources.lists.eu_journal_words import values_of
from tests.unit.lists.eu_un_help import langs, list_file, made, names_of, read, real, values

PARSER = PARSERS[0]
HEADINGS = (
    "celex,recordId,programKey,annex,measure,startDate,reason,schema,name,alias,weakAlias,previousName,country,nationality,"
    "jurisdiction,birthDate,birthPlace,position,passportNumber,gender,appearance,ethnicity,fatherName,motherName,"
    "incorporationDate,legalForm,sector,registrationNumber,taxNumber,idNumber,innCode,ogrnCode,kppCode,okpoCode,leiCode,"
    "swiftBic,ticker,imoNumber,mmsi,flag,address,phone,email,website,notes"
)
COLUMNS = HEADINGS.split(",")


def table(*rows: dict[str, str], columns: list[str] = COLUMNS) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="")
    writer.writeheader()
    for row in rows:
        writer.writerow(row)
    return text.getvalue()


def row(**cells: str) -> dict[str, str]:
    return {
        "celex": "32014R0269",
        "recordId": "1",
        "programKey": "EU-UKR",
        "annex": "I.A",
        "measure": "Asset freeze",
        "startDate": "17.3.2014",
        "schema": "Person",
        "name": "Ada LOVE",
    } | cells


@pytest.mark.parametrize(
    ("cells", "prop", "expected"),
    [
        ({}, "id", ["eu-32014R0269-I.A-1", "eu-32014R0269-I.A-1-sanction"]),
        ({}, "listingDate", ["2014-03-17"]),
        ({}, "program", ["Regulation 269/2014"]),
        ({}, "programId", ["EU-UKR"]),
        ({}, "authorityId", ["I.A 1"]),
        ({}, "provisions", ["Asset freeze", "Regulation 269/2014, annex I.A"]),
        ({"reason": "For x; and y"}, "reason", ["For x; and y"]),
        ({"alias": "Eda; Ida"}, "alias", ["Eda", "Ida"]),
        ({"alias": 'Eda; "a; b"'}, "alias", ["Eda", "a; b"]),
        ({"alias": "Eda (Russian: Эда)"}, "alias", ["Eda (Russian: Эда)", "Эда", "Eda"]),
        ({"weakAlias": "Eda"}, "weakAlias", ["Eda"]),
        ({"nationality": "Iranian"}, "nationality", ["ir"]),
        ({"nationality": "Ukrainian, Russian"}, "nationality", ["ua", "ru"]),
        ({"nationality": "(a) German, (b) Moroccan"}, "nationality", ["de", "ma"]),
        ({"nationality": "allegedly Russian"}, "nationality", ["allegedly Russian"]),
        ({"birthDate": "26.11.1972"}, "birthDate", ["1972-11-26"]),
        ({"birthDate": "Approximately 1963"}, "birthDate", ["1963"]),
        ({"birthDate": "Between 1968 and 1973"}, "birthDate", ["1968", "1973"]),
        ({"birthDate": "(a) 30.12.1960, (b) 1963"}, "birthDate", ["1960-12-30", "1963"]),
        ({"birthDate": "10.2.1983 (or 10.3.1983)"}, "birthDate", ["1983-02-10", "1983-03-10"]),
        ({"birthDate": "28.01 1966"}, "birthDate", ["1966-01-28"]),
        ({"birthDate": "8 Oct.1970"}, "birthDate", ["1970-10-08"]),
        ({"gender": "male."}, "gender", ["male"]),
        ({"schema": "Company", "innCode": "7707083893", "kppCode": "1"}, "innCode", ["7707083893"]),
        ({"schema": "LegalEntity", "taxNumber": "7707083893"}, "innCode", ["7707083893"]),
        ({"schema": "LegalEntity", "taxNumber": "7707083893", "address": "Dubai"}, "innCode", []),
        ({"schema": "LegalEntity", "registrationNumber": "7707083893 (Tax ID/INN)"}, "innCode", ["7707083893"]),
        ({"schema": "LegalEntity", "registrationNumber": "1027700132195"}, "ogrnCode", ["1027700132195"]),
        ({"schema": "LegalEntity", "ogrnCode": "1027700132195 on 1.1.2002"}, "ogrnCode", ["1027700132195"]),
        ({"schema": "Vessel", "imoNumber": "7406784", "flag": "Cameroon"}, "imoNumber", ["7406784"]),
        ({"schema": "Vessel", "imoNumber": "7406784", "flag": "Cameroon"}, "flag", ["cm"]),
        ({"schema": "LegalEntity", "imoNumber": "1745868"}, "registrationNumber", ["1745868"]),
        ({"schema": "Company", "imoNumber": "1745868"}, "imoNumber", ["1745868"]),
        ({"notes": "Owns a villa."}, "notes", ["Owns a villa."]),
    ],
)
def test_a_cell_becomes_its_property(tmp_path: Path, cells: dict[str, str], prop: str, expected: list[str]) -> None:
    entries, report = read(PARSER, made(tmp_path, table(row(**cells)), "t.csv"))
    assert values(entries[0], prop) == expected
    assert not report.issues
    assert not report.unknown


@pytest.mark.parametrize(
    ("cells", "prop", "value", "code"),
    [
        ({"birthDate": "N/D"}, "birthDate", "N/D", "date"),
        ({"startDate": "soon"}, "listingDate", "soon", "date"),
        ({"schema": "Vessel", "imoNumber": "7406785"}, "registrationNumber", "7406785", "identifier"),
        ({"schema": "Company", "innCode": "7707083894"}, "taxNumber", "7707083894", "identifier"),
        ({"schema": "Wizard"}, "name", "Ada LOVE", "schema"),
    ],
)
def test_an_odd_cell_is_an_issue_and_kept(
    tmp_path: Path, cells: dict[str, str], prop: str, value: str, code: str
) -> None:
    entries, report = read(PARSER, made(tmp_path, table(row(**cells)), "t.csv"))
    assert value in values(entries[0], prop)
    assert [issue.code for issue in report.issues] == [code]


def test_languages_are_those_the_script_makes_certain(tmp_path: Path) -> None:
    entries, _ = read(PARSER, made(tmp_path, table(row(alias="Олеся ЇЖАК; Олег; 김; آدا")), "t.csv"))
    assert langs(entries[0], "alias") == {"Олеся ЇЖАК": "ukr", "Олег": None, "김": "kor", "آدا": None}


def test_ids_where_the_annex_prints_no_number(tmp_path: Path) -> None:
    rows = [row(recordId=""), row(recordId="", name="Eda"), row(), row(name="Ida")]
    ids = [entry.source_id for entry in read(PARSER, made(tmp_path, table(*rows), "t.csv"))[0]]
    assert len(set(ids)) == 4
    assert ids[2] == "I.A-1"
    again = [entry.source_id for entry in read(PARSER, made(tmp_path, table(*rows[:3]), "t.csv"))[0]]
    assert again == ids[:3]


def test_an_amending_act_is_no_whole_list(tmp_path: Path) -> None:
    columns = ["amendedCelex", "amendmentCelex", *COLUMNS[1:]]
    cells = row(amendedCelex="32014R0833", amendmentCelex="32026R1848")
    del cells["celex"]
    entry = read(PARSER, made(tmp_path, table(cells, columns=columns), "t.csv"))[0][0]
    assert entry.stream == ("eu_32014R0833", "amendment", "opensanctions", False)
    assert entry.stream in PARSER.streams
    assert "Regulation 2026/1848" in values(entry, "provisions")


def test_unknown_columns_and_acts_are_counted(tmp_path: Path) -> None:
    text = table(row(celex="32030R0001", shoe="41"), columns=[*COLUMNS, "shoe"])
    entries, report = read(PARSER, made(tmp_path, text, "t.csv"))
    assert dict(report.unknown) == {"act 32030R0001": 1, "column shoe": 1}
    assert values(entries[0], "notes") == ["shoe: 41"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (table(), "headings and no row"),
        (table(row()).replace("\r\n", "\n")[:-20], "does not end"),
        (table(row()) + "32014R0269,2\r\n", "2 cells"),
        (table(row()) + '32014R0269,"open\r\n', "unexpected end of data"),
        ("celex,recordId,programKey,annex,measure,\r\n", "startDate"),
        ("", "does not end"),
    ],
)
def test_torn_and_empty_tables_are_refused(tmp_path: Path, content: str, words: str) -> None:
    with pytest.raises(FormatError, match=words):
        list(PARSER.parse(made(tmp_path, content, "t.csv"), ListReport()))


def test_recovering_gives_the_rows_that_are_there(tmp_path: Path) -> None:
    entries, report = read(PARSER, made(tmp_path, table(row()) + "32014R0269,2\r\n", "t.csv"), recover=True)
    assert (len(entries), report.quarantined) == (1, 1)
    assert "2 cells" in report.partial


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (table().encode(), True),
        (b"\xef\xbb\xbf" + table().encode(), True),
        (b"celex,name", False),
        (b"", False),
    ],
)
def test_recognises(head: bytes, expected: bool) -> None:
    assert PARSER.recognises(ListFile(Path("x.csv"), "x.csv", head)) is expected


def reconcile(file: ListFile) -> int:
    """Hold entries against rows and names read in the plainest way."""
    with file.path.open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    if not rows:
        with pytest.raises(FormatError, match="headings and no row"):
            list(PARSER.parse(file, ListReport()))
        return 0
    assert PARSER.recognises(file)
    entries, report = read(PARSER, file)
    assert len(entries) == len(rows)
    assert not report.unknown
    for entry, cells in zip(entries, rows, strict=True):
        assert entry.stream in PARSER.streams
        names = {cells["name"].strip()}
        for column in ("alias", "weakAlias", "previousName"):
            names |= set(values_of(cells[column]))
        assert names <= names_of(entry)
        assert bool(cells["startDate"].strip()) is bool(values(entry, "listingDate"))
    return len(entries)


@pytest.mark.parametrize(
    ("celex", "count"), [("32014R0269", 2802), ("32014R0833", 1746), ("32006R0765", 408), ("32023R1529", 49)]
)
def test_real_tables_reconcile(data_dir: Path, tmp_path: Path, celex: str, count: int) -> None:
    packed = data_dir / "sanctions" / "opensanctions_curated" / f"eu_journal_{celex}.csv.zst"
    if not packed.is_file():
        pytest.skip(f"{packed} not there")
    file = real(tmp_path, packed)
    assert reconcile(file) == count
    assert read(PARSER, file)[0] == read(PARSER, list_file(file.path))[0]
    with pytest.raises(InputError):
        list(PARSER.parse(made(tmp_path, file.path.read_bytes()[:40_000], "torn.csv"), ListReport()))


def test_every_table_of_the_archive_reconciles(data_dir: Path, tmp_path: Path) -> None:
    packed = data_dir / "sanctions" / "opensanctions_curated" / "opensanctions_curated_2026-08-22.tar.zst"
    if not packed.is_file():
        pytest.skip(f"{packed} not there")
    with packed.open("rb") as raw, zstandard.ZstdDecompressor().stream_reader(raw) as stream:
        content = stream.read()
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        members = [m for m in archive.getmembers() if "/journal_sanctions/data/" in m.name and m.name.endswith(".csv")]
        counts = []
        for member in members:
            inner = archive.extractfile(member)
            assert inner is not None
            counts.append(reconcile(made(tmp_path, inner.read(), Path(member.name).name)))
    assert len(counts) == 56
    assert sum(counts) == 8434
    assert counts.count(0) == 8
