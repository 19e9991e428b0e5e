"""Japan's asset-freeze workbook: a programme a sheet, names in two scripts in a cell, dates of eras."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from countermark.model.errors import FormatError
from countermark.sources.lists.base import ListFile
from countermark.sources.lists.jp_dates import japanese_dates, notices
from countermark.sources.lists.jp_labels import main_names, other_names, programme_id, variants
from countermark.sources.lists.jp_mof import JpMofParser
from tests.unit.lists.making import of, read, unpacked, values, workbook, write

PARSER = JpMofParser()
HEADINGS = [
    "告示日付", "告示\n番号", "日 本 語 表 記", "英 語 表 記", "別　　名", "確定に十分でない別名", "役職", "生年月日",
    "国　籍", "旅券番号", "住所", "リスト掲載日", "その他の情報",
]  # fmt: skip


def sheet(*rows: list[str | float | None]) -> list[list[str | float | None]]:
    return [["マリ共和国における平和等を脅かす者"], [*HEADINGS], *rows]


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("1941年8月20日", ["1941-08-20"]),
        ("令和４年３月１日", ["2022-03-01"]),
        ("昭和64年1月7日", ["1989-01-07"]),
        ("平成元年5月", ["1989-05"]),
        ("1965年又は1966年", ["1965", "1966"]),
        ("1984年から1986年までの間", ["1984", "1985", "1986"]),
        ("1955年-1958年頃", ["1955", "1956", "1957", "1958"]),
        ("1978-01-01", ["1978-01-01"]),
        ("1999年13月1日", []),
        ("おおむね30歳", []),
    ],
)
def test_dates_in_japanese(text: str, dates: list[str]) -> None:
    assert japanese_dates(text) == dates


def test_notices_tell_listing_from_amendment_and_removal() -> None:
    read_ = notices("2001.9.22\n2008.6.25改訂\n200812.19改訂\n令和4年3月1日削除\n2022-03-08")
    assert [(notice.day, notice.did) for notice in read_] == [
        ("2001-09-22", ""), ("2008-06-25", "改訂"), ("", "改訂"), ("2022-03-01", "削除"), ("2022-03-08", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        (
            "(a)アブー・アリー(Abu Ali)（b）アブダッラー(Abdallah)",
            ["アブー・アリー", "Abu Ali", "アブダッラー", "Abdallah"],
        ),
        ("(a)ヤヒヤ(b)アラ\n (a.k.a.: (a)Yahia (b)Abou Ala)", ["ヤヒヤ", "アラ", "Yahia", "Abou Ala"]),
        ("A・カビール\n (a.k.a.: A. Kabir)", ["A・カビール", "A. Kabir"]),
        ("アフメド、サイード\n（Ahmed Garb, Sa-id）", ["アフメド", "サイード", "Ahmed Garb", "Sa-id"]),
        ("(a)エッサイード、カーデル (b)アブデル", ["エッサイード、カーデル", "アブデル"]),
        (
            "アル社、ベル社\nAL COMPANY, LTD, BEL COMPANY, LTD",
            ["アル社", "ベル社", "AL COMPANY, LTD", "BEL COMPANY, LTD"],
        ),
        ("Adel Test, born 14 Jul. 1970 in Tunis (formerly listed as)", ["Adel Test"]),
        ("不明", []),
    ],
)
def test_cells_of_other_names(cell: str, found: list[str]) -> None:
    assert [name.text for name in other_names(cell)] == found


def test_former_names_and_original_scripts_and_variants() -> None:
    assert [(name.text, name.former) for name in other_names("ジャナット\n(f.k.a.:JANNAT)")][-1] == ("JANNAT", True)
    assert main_names("ABC (original script: عمر محمد）") == (["ABC"], ["عمر محمد"])
    assert variants("Yurii(Yuriy) A") == ["Yurii A", "Yuriy A"]
    assert programme_id("5.イラク前政権関係者等（Ⅰ）") == programme_id("6. イラク前政権関係者等 (Ⅰ)") == "iraq-1"
    assert re.fullmatch(r"[0-9a-f]{8}", programme_id("99.新しい表"))


def test_an_entry_and_what_is_dropped(tmp_path: Path) -> None:
    rows: list[list[str | float | None]] = [
        [
            "2020.3.27\n2021.1.2改訂", 1.0, "モハメド・マタリー", "MOHAMED (MOHAMMED) MATALY", "マタ（Mata）",
            "ヨロ（Yoro）", "国会議員\nMember of Parliament", "(a)1958年(b)令和元年5月1日",
            "コンゴ民主共和国", "D9011156、2010年発行",
            "マリ共和国", "2019年7月10日", "性別・男性",
        ],
        ["2020.3.27削除", "2(*290)"],
        ["", "", "", "", "", "", "", ""],
        ["2020.4.1", "3(*14)", "マリ団体", *["不明"] * 10],
    ]  # fmt: skip
    content = workbook(
        {"一覧": [["このファイル"]], "38.マリ共和国": sheet(*rows), "8.【解除】リベリア": [["告示廃止"]]}
    )
    file = write(tmp_path, "jp.xlsx", content)
    assert PARSER.recognises(file)
    entries, report = read(PARSER, file)
    assert [entry.main for entry in entries] == ["jp-mali-1", "jp-mali-3"]
    assert dict(report.dropped_reasons) == {
        "title page or note": 1, "programme lifted": 1, "removed from the list, its number kept": 1, "blank row": 1,
    }  # fmt: skip
    first = entries[0]
    assert of(first, "name") == [("モハメド・マタリー", "jpn"), ("MOHAMED (MOHAMMED) MATALY", None)]
    assert of(first, "alias") == [("MOHAMED MATALY", None), ("MOHAMMED MATALY", None), ("マタ", "jpn"), ("Mata", None)]
    assert of(first, "weakAlias") == [("ヨロ", "jpn"), ("Yoro", None)]
    assert of(first, "position") == [("国会議員", "jpn"), ("Member of Parliament", None)]
    assert values([first], "birthDate") == ["1958", "2019-05-01"]
    assert values([first], "nationality") == ["cd"]
    assert values([first], "passportNumber") == ["D9011156"]
    assert values([first], "gender") == ["male"]
    assert values([first], "listingDate") == ["2020-03-27"]
    assert values([first], "modifiedAt") == ["2021-01-02"]
    assert values([first], "program") == ["マリ共和国における平和等を脅かす者"]


def test_a_name_without_a_number_fails_closed_and_a_new_column_is_kept_and_counted(tmp_path: Path) -> None:
    good: list[str | float | None] = ["2020.3.27", "1", "甲", "A"]
    file = write(tmp_path, "jp.xlsx", workbook({"1.表": sheet(good, ["2020.3.27", "?", "乙", "B"])}))
    with pytest.raises(FormatError, match="row 4"):
        read(PARSER, file)
    entries, report = read(PARSER, file, recover=True)
    assert (len(entries), report.quarantined) == (1, 1)
    table: list[list[str | float | None]] = [[*HEADINGS[:4], "色"], ["2020.3.27", "1", "甲", "A", "青"]]
    entries, report = read(PARSER, write(tmp_path, "b.xlsx", workbook({"1.表": table})))
    assert report.unknown == Counter({"column 色": 1})
    assert "色: 青" in values(entries, "notes")


def test_headings_alone_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="no entries"):
        read(PARSER, write(tmp_path, "jp.xlsx", workbook({"1.表": sheet()})))


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory, data_dir: Path) -> list[ListFile]:
    folder = tmp_path_factory.mktemp("jp")
    return [
        unpacked(data_dir / f"sanctions/japan/mof_freeze_{day}.xls.zst", folder) for day in ("2022-05-05", "2022-11-02")
    ]


def _bare(text: object) -> str:
    return "".join(unicodedata.normalize("NFKC", str(text)).split())


def _dumb(file: ListFile) -> dict[tuple[str, str], tuple[str, str]]:
    """Rows with a number and a name behind a heading row, found without the parser."""
    book = CalamineWorkbook.from_path(file.path)
    found = {}
    for title in book.sheet_names:
        begun = False
        for row in book.get_sheet_by_name(title).iter_rows():
            if begun and len(row) > 3 and (_bare(row[2]) or _bare(row[3])):
                found[title, re.sub(r"\.0$", "", _bare(row[1]))] = (_bare(row[2]), _bare(row[3]))
            begun = begun or _bare(row[0]) == "告示日付"
    return found


@pytest.mark.parametrize(("index", "count"), [(0, 1954), (1, 2160)])
def test_the_real_workbooks_reconcile_with_a_dumb_count(real: list[ListFile], index: int, count: int) -> None:
    dumb = _dumb(real[index])
    entries, report = read(PARSER, real[index])
    assert len(entries) == len({entry.source_id for entry in entries}) == len(dumb) == count
    assert not report.unknown
    said = Counter(_bare(value) for entry in entries for value, lang in of(entry, "name") if lang == "jpn")
    assert said == Counter(japanese for japanese, _ in dumb.values() if japanese)
    latin = sum(any(lang is None for _, lang in of(entry, "name")) for entry in entries)
    assert latin == sum(bool(re.search("[A-Za-z]", english)) for _, english in dumb.values())
    assert all(of(entry, "name") and of(entry, "listingDate") for entry in entries)


def test_ids_keep_their_party_between_the_two_workbooks(real: list[ListFile]) -> None:
    may, november = ({entry.main: of(entry, "name")[0][0] for entry in read(PARSER, file)[0]} for file in real)
    common = may.keys() & november.keys()
    assert len(common) == 1948
    assert sum(may[main] != november[main] for main in common) == 3


def test_the_real_workbook_reads_the_same_twice(real: list[ListFile]) -> None:
    assert read(PARSER, real[0])[0] == read(PARSER, real[0])[0]
