"""Australia's consolidated list: references with letters, name types in every spelling, several values in a cell."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from countermark.model.errors import FormatError
from countermark.sources.lists.au_dfat import AuDfatParser
from countermark.sources.lists.au_labels import say_additional
from countermark.sources.lists.base import ListFile, Party
from tests.unit.lists.making import names, of, read, unpacked, values, workbook, write

HEADINGS = [
    "Reference", "Name of Individual or Entity", "Type", "Name Type", "Date of Birth", "Place of Birth", "Citizenship",
    "Address", "Additional Information", "Listing Information", "Committees", "Control Date",
]  # fmt: skip
PARSER = AuDfatParser()


def row(reference: str | float, name: str, kind: str = "Primary Name", **cells: str) -> list[str | float | None]:
    known = {"Reference": reference, "Name of Individual or Entity": name, "Name Type": kind, "Type": "Individual"}
    known |= {"Committees": "Autonomous (Test)", "Control Date": "2022-02-03", **cells}
    return [known.get(heading) for heading in HEADINGS]


def book(folder: Path, *rows: list[str | float | None], headings: list[str] = HEADINGS) -> ListFile:
    return write(folder, "list.xlsx", workbook({"Sheet1": [headings, *rows]}))


def test_rows_of_a_number_are_one_entry_with_all_its_names(tmp_path: Path) -> None:
    file = book(
        tmp_path,
        row(7.0, "Ivan Probe"), row("7a", "Vanya Probe", "Aka"), row("7b", "Иван Пробэ", "original Script"),
        row("7b1", "Иван Пробэ", "Original script "), row("7c", "Ivan Test", "Formerly known as"), row("8", "Other"),
    )  # fmt: skip
    assert PARSER.recognises(file)
    entries, report = read(PARSER, file)
    assert (report.read, [entry.source_id for entry in entries]) == (6, ["7", "8"])
    assert of(entries[0], "name") == [("Ivan Probe", None), ("Иван Пробэ", "rus")]
    assert of(entries[0], "alias") == [("Vanya Probe", None), ("Иван Пробэ", "rus")]
    assert of(entries[0], "previousName") == [("Ivan Test", None)]


@pytest.mark.parametrize(
    ("written", "dates"),
    [
        ("a) Approximately 1955- 1957 b) 1945", ["1955", "1956", "1957", "1945"]),
        ("17/10/1969; alt DOB: 16/10/1969", ["1969-10-17", "1969-10-16"]),
        ("a) 5 Jan. 1974 b) 24 Jan.1973", ["1974-01-05", "1973-01-24"]),
        ("circa 1946", ["1946"]),
        ("1965", ["1965"]),
        ("NA", []),
        ("24-Apr-68", ["24-Apr-68"]),
    ],
)
def test_dates_of_birth(tmp_path: Path, written: str, dates: list[str]) -> None:
    entries, report = read(PARSER, book(tmp_path, row("1", "A", **{"Date of Birth": written})))
    assert values(entries, "birthDate") == dates
    assert len(report.issues) == (written == "24-Apr-68")


@pytest.mark.parametrize(
    ("listing", "day"),
    [
        ("Listed on: 4 Aug. 2017 (amended on 3 Sep. 2019)", "2017-08-04"),
        ("Listed by UN 1267 Committee on 25 January 2001 (amended on 20 December 2005)", "2001-01-25"),
        ("The Minister for Foreign Affairs listed this person on 4 December 2019 under regulation 6", "2019-12-04"),
        ("Autonomous Sanctions Amendment (No. 13) Instrument 2022", "2022-02-03"),
    ],
)
def test_the_day_of_listing_is_the_one_the_text_names_before_the_control_date(
    tmp_path: Path, listing: str, day: str
) -> None:
    entries, _ = read(PARSER, book(tmp_path, row("1", "A", **{"Listing Information": listing})))
    assert (values(entries, "listingDate"), values(entries, "modifiedAt")) == ([day], ["2022-02-03"])


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("a) Afghan b) Iraqi", ["af", "iq"]),
        ("Trinidad and Tobago", ["tt"]),
        ("Russian, Ukrainian", ["ru", "ua"]),
        ("Kuwaiti citizenship withdrawn in 2002", ["Kuwaiti citizenship withdrawn in 2002"]),
    ],
)
def test_citizenship(tmp_path: Path, text: str, codes: list[str]) -> None:
    entries, _ = read(PARSER, book(tmp_path, row("1", "A", Citizenship=text)))
    assert values(entries, "citizenship") == codes


def test_labels_of_the_additional_information() -> None:
    party = Party("au-1", "Person")
    text = (
        "Title: a) Mullah b) Haji. Designation: a) First Deputy b) Governor. Passport no: Russia number 53NO1234567, "
        "issued on 3 May 2001. Email: a.b@example.org Gender: Male. Other information: Website: www.example.org"
    )
    say_additional(party, text)
    found = {(said.prop, said.value) for said in party.said}
    assert {("title", "Mullah"), ("title", "Haji"), ("position", "First Deputy"), ("position", "Governor")} <= found
    assert {("passportNumber", "53NO1234567"), ("email", "a.b@example.org"), ("gender", "male")} <= found
    assert {("website", "www.example.org"), ("notes", text)} <= found


def test_a_new_column_is_counted_and_a_row_without_reference_fails_closed(tmp_path: Path) -> None:
    plain = row("1", "A")
    _, report = read(PARSER, book(tmp_path, [*plain, "news"], headings=[*HEADINGS, "Colour"]))
    assert report.unknown == Counter({"column colour": 1})
    file = book(tmp_path, plain, row("??", "B"))
    with pytest.raises(FormatError, match="row 3"):
        read(PARSER, file)
    entries, report = read(PARSER, file, recover=True)
    assert (len(entries), report.quarantined, bool(report.partial)) == (1, 1, True)


def test_headings_alone_are_an_error_and_another_workbook_is_not_recognised(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="no entries"):
        read(PARSER, book(tmp_path))
    assert not PARSER.recognises(write(tmp_path, "a.xlsx", workbook({"S": [["Reference", "Name"], ["1", "A"]]})))
    assert not PARSER.recognises(write(tmp_path, "a.csv", ",".join(HEADINGS).encode()))


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory, data_dir: Path) -> ListFile:
    packed = data_dir / "sanctions/australia/regulation8_consolidated_2022-05.xls.zst"
    return unpacked(packed, tmp_path_factory.mktemp("au"))


def test_the_real_list_reconciles_with_a_dumb_count(real: ListFile) -> None:
    rows = list(CalamineWorkbook.from_path(real.path).get_sheet_by_index(0).iter_rows())[1:]
    numbers = {re.match(r"\d+", str(cells[0]).strip())[0] for cells in rows}  # type: ignore[index]
    said = {(re.match(r"\d+", str(cells[0]).strip())[0], str(cells[1]).strip()) for cells in rows}  # type: ignore[index]
    assert PARSER.recognises(real)
    entries, report = read(PARSER, real)
    assert (report.read, report.stored, len(entries)) == (7945, 7945, len(numbers)) == (7945, 7945, 2666)
    mine = {
        (entry.source_id, value)
        for entry in entries
        for prop in ("name", "alias", "previousName")
        for value, _ in of(entry, prop)
    }
    assert mine == said
    assert names(entries).total() >= len(said)
    assert all(of(entry, "name") and of(entry, "listingDate") for entry in entries)
    assert not report.unknown


def test_the_real_list_reads_the_same_twice(real: ListFile) -> None:
    assert read(PARSER, real)[0] == read(PARSER, real)[0]
