"""OpenSanctions' hand-kept tables, and the text of Japan's export prohibitions."""

from __future__ import annotations

import csv
import io
import re
import tarfile
from collections import Counter
from pathlib import Path

import pytest
import zstandard

from countermark.model.errors import FormatError
from countermark.sources.lists import jp_meti_ru, os_curated
from countermark.sources.lists.base import ListFile
from countermark.sources.lists.os_curated import OsCuratedParser
from countermark.sources.lists.os_tables import CN_COUNTER, DOD_1260H, SPECIAL_LEG, Table
from tests.unit.lists.making import as_file, of, read, values, write

METI_RU = jp_meti_ru.PARSERS[0]


def table(folder: Path, kind: Table, *rows: dict[str, str], name: str = "table.csv") -> ListFile:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(kind.headings)
    writer.writerows([row.get(heading, "") for heading in kind.headings] for row in rows)
    return write(folder, name, text.getvalue().encode())


def of_kind(kind: Table) -> OsCuratedParser:
    return next(parser for parser in os_curated.PARSERS if parser.table is kind)


def test_a_military_company_with_its_parent_and_one_that_left(tmp_path: Path) -> None:
    parent = {"Clean Name": "Probe Group", "Name": "Probe Group*", "Start date": "2021-06-03"}
    child = {**parent, "Clean Name": "Probe Child", "Alias": "PC; Child", "Parent Name": "Probe Group"}
    orphan = {**parent, "Clean Name": "Orphan", "Parent Name": "Unlisted Holding"}
    left = {**parent, "Clean Name": "Left", "End date": "2021-01-01"}
    file = table(tmp_path, DOD_1260H, parent, child, orphan, left)
    parser = of_kind(DOD_1260H)
    assert [each.kind for each in os_curated.PARSERS if each.recognises(file)] == ["us_dod_1260h"]
    entries, _ = read(parser, file)
    assert [entry.stream.part for entry in entries] == ["list", "list", "list", "ended"]
    assert [said.value for said in entries[1].said if said.prop == "owner"] == [entries[0].main]
    assert "Unlisted Holding" in values(entries[2:3], "name")
    assert of(entries[1], "alias") == [("PC", None), ("Child", None)]


@pytest.mark.parametrize(
    ("program", "listed"),
    [
        ("Section 1286 of the John S. McCain National Defense Authorization Act", "us_dod_1286"),
        ("Section 889 of the John S. McCain National Defense Authorization Act", "us_ndaa_889"),
        ("Nonproliferation Sanctions (ISN) - State Department", "us_dos_isn"),
    ],
)
def test_the_programme_says_which_list(tmp_path: Path, program: str, listed: str) -> None:
    row = {
        "schema": "Company",
        "name": "Probe",
        "program": program,
        "start-date": "October 1, 2027",
        "end-date": "2028-01-22",
    }
    entries, _ = read(of_kind(SPECIAL_LEG), table(tmp_path, SPECIAL_LEG, row))
    assert (entries[0].stream.list, values(entries, "startDate")) == (listed, ["2027-10-01"])


def test_an_end_to_come_is_listed_and_one_before_the_newest_source_is_ended(tmp_path: Path) -> None:
    row = {"schema": "Company", "program": "Section 889 of the Act", "report-date": "2023"}
    file = table(
        tmp_path, SPECIAL_LEG, {**row, "name": "A", "end-date": "2030-01-01"},
        {**row, "name": "B", "end-date": "2026-07-23"},
        {**row, "name": "C", "source_url": "https://example.org/uploads/2026/07/x.pdf"},
    )  # fmt: skip
    entries, report = read(of_kind(SPECIAL_LEG), file)
    assert [entry.stream.part for entry in entries] == ["list", "ended", "list"]
    assert report.decisions["newest day in the table"] == "2026-07-31"


def test_chinas_years_of_two_digits_and_names_in_chinese(tmp_path: Path) -> None:
    row = {
        "Type": "Person",
        "Name": "A Probe",
        "Chinese name": "探针",
        "Country": "US",
        "Body": "Ministry of Foreign Affairs",
    }
    entries, _ = read(of_kind(CN_COUNTER), table(tmp_path, CN_COUNTER, {**row, "Date": "13.07.20"}))
    assert (values(entries, "listingDate"), values(entries, "nationality")) == (["2020-07-13"], ["us"])
    assert of(entries[0], "name") == [("A Probe", None), ("探针", "zho")]


def test_broken_tables_fail_closed(tmp_path: Path) -> None:
    parser = of_kind(DOD_1260H)
    good = {"Clean Name": "A", "Name": "A", "Start date": "2021-06-03"}
    with pytest.raises(FormatError, match="no entries"):
        read(parser, table(tmp_path, DOD_1260H))
    torn = write(tmp_path, "torn.csv", table(tmp_path, DOD_1260H, good, good).path.read_bytes()[:-8])
    with pytest.raises(FormatError, match="line 3"):
        read(parser, torn)
    entries, report = read(parser, torn, recover=True)
    assert (len(entries), report.quarantined, bool(report.partial)) == (1, 1, True)
    with pytest.raises(FormatError, match="headings"):
        read(parser, write(tmp_path, "a.csv", b"a,b\n1,2\n"))
    with pytest.raises(FormatError, match="a list we do not know"):
        read(of_kind(CN_COUNTER), table(tmp_path, CN_COUNTER, {"Name": "A", "Body": "Ministry of Truth"}))


TEXT = """○ 国際平和のための国際的な努力に我が国として寄与するために講ずる輸出等に係る禁止措置
の対象となるロシア連邦の団体（令和四年外務省告示第八十二号）
指定日：2022 年03月01 日
最終更新日：2025 年09 月12 日
１ 株式会社プローブ（別称、プローブ及びPRB）
Probe JSC, a.k.a., the following two aliases:
-Probe Ltd.; and
-PRB.
所在地：203, Fontanka Emb., 190121, Moscow, Russia; and 2 Test St., Minsk, Belarus.２ クロッカスCrocus Nano Probe
所在地：42 Test Avenue, Moscow, Russia, 109316.
３ アルファ・プローブ
Alfa Probe
別称：AMG社; 有限会社 AMG
LLC Company AMG; Kompaniya AMG
所在地：ul. Test 12, Moscow
"""


def test_the_text_of_japans_export_prohibitions(tmp_path: Path) -> None:
    file = write(tmp_path, "a.pdf.txt", TEXT.encode())
    assert METI_RU.recognises(file)
    entries, report = read(METI_RU, file)
    assert ([entry.main for entry in entries], report.published) == (["jp-ru-1", "jp-ru-2", "jp-ru-3"], "2025-09-12")
    assert of(entries[0], "name") == [("株式会社プローブ", "jpn"), ("Probe JSC", None)]
    assert of(entries[0], "alias") == [("プローブ", "jpn"), ("PRB", None), ("Probe Ltd.", None)]
    assert values(entries[:1], "address") == [
        "203, Fontanka Emb., 190121, Moscow, Russia",
        "2 Test St., Minsk, Belarus",
    ]
    assert values(entries[:1], "country")[:2] == ["ru", "by"]
    assert of(entries[1], "name") == [("クロッカス", "jpn"), ("Crocus Nano Probe", None)]
    assert values(entries[1:2], "country")[0] == "ru"
    assert {value for value, _ in of(entries[2], "alias")} == {
        "AMG社",
        "有限会社 AMG",
        "LLC Company AMG",
        "Kompaniya AMG",
    }


def test_a_text_that_breaks_off_fails_closed(tmp_path: Path) -> None:
    torn = write(tmp_path, "a.txt", TEXT[: TEXT.rindex("別称")].encode())
    with pytest.raises(FormatError, match="breaks off"):
        read(METI_RU, torn)
    entries, report = read(METI_RU, torn, recover=True)
    assert (len(entries), bool(report.partial)) == (3, True)


@pytest.fixture(scope="module")
def curated(tmp_path_factory: pytest.TempPathFactory, data_dir: Path) -> Path:
    folder = tmp_path_factory.mktemp("curated")
    packed = data_dir / "sanctions/opensanctions_curated/opensanctions_curated_2026-08-22.tar.zst"
    with packed.open("rb") as stream:
        plain = io.BytesIO(zstandard.ZstdDecompressor().stream_reader(stream).read())
    with tarfile.open(fileobj=plain) as archive:
        archive.extractall(folder, filter="data")
    return folder / "datasets"


REAL = {
    "us/dod_chinese_milcorps/sanctions.csv": (397, {"us_dod_1260h": 397}),
    "us/bis_mieu/mieu.csv": (13, {"us_bis_mieu": 13}),
    "us/special_leg/source_files/inksna.csv": (28, {"us_dos_isn": 28}),
    "us/special_leg/source_files/section_1286.csv": (443, {"us_dod_1286": 443}),
    "us/special_leg/source_files/section_154.csv": (6, {"us_ndaa_154": 6}),
    "us/special_leg/source_files/section_353.csv": (167, {"us_dos_353": 167}),
    "us/special_leg/source_files/section_5949.csv": (3, {"us_ndaa_5949": 3}),
    "us/special_leg/source_files/section_889.csv": (5, {"us_ndaa_889": 5}),
    "cn/sanctions/sanctions.csv": (
        610,
        {"cn_mfa": 300, "cn_mofcom_ecl": 153, "cn_mofcom_uel": 66, "cn_mofcom_watch": 40, "cn_tao": 37,
         "cn_mofcom_counter": 14},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REAL)
def test_the_real_tables_reconcile_with_a_dumb_count(curated: Path, name: str) -> None:
    file = as_file(curated / name)
    with file.path.open(encoding="utf-8-sig", newline="") as stream:
        dumb = list(csv.DictReader(stream))
    (parser,) = [each for each in os_curated.PARSERS if each.recognises(file)]
    entries, report = read(parser, file)
    count, lists = REAL[name]
    assert (len(entries), len(dumb), report.read) == (count,) * 3
    assert Counter(entry.stream.list for entry in entries) == Counter(lists)
    key = parser.table.key
    assert {of(entry, "name")[0][0] for entry in entries} == {row[key].strip() for row in dumb}
    assert not report.unknown
    assert read(parser, file)[0] == entries


def test_what_no_parser_here_may_claim(curated: Path) -> None:
    for name in (
        "us/fcc_covered_list/table.csv",
        "jp/meti_ru/page_content.txt",
        "_global/gleif/ref/elf-codes-1.4.1.csv",
    ):
        file = as_file(curated / name)
        assert not any(parser.recognises(file) for parser in (*os_curated.PARSERS, METI_RU))


@pytest.mark.parametrize(
    ("name", "count"),
    [("250912_list_russia_tokutei", 561), ("250912_list_daisangoku_tokutei", 56), ("list_belarus_tokutei", 27)],
)
def test_the_real_texts_reconcile_with_a_dumb_count(curated: Path, name: str, count: int) -> None:
    file = as_file(curated / f"jp/meti_ru/{name}.pdf.txt")
    assert METI_RU.recognises(file)
    entries, _ = read(METI_RU, file)
    assert len(entries) == len(re.findall("所 ?在 ?地", file.path.read_text("utf-8"))) == count
    assert [entry.source_id for entry in entries] == [str(number) for number in range(1, count + 1)]
    assert all(of(entry, "name")[0][1] == "jpn" and len(of(entry, "name")) == 2 for entry in entries)
