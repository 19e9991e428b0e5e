"""Ukraine's table of decrees: ids by name and birth or code, a sanction a decree, numbers under the wrong heading."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from countermark.model.errors import FormatError
from countermark.sources.lists.base import ListFile
from countermark.sources.lists.ua_nsdc import UaNsdcParser
from tests.unit.lists.making import as_file, of, read, values, workbook, write

PARSER = UaNsdcParser()
COMMON = [
    "row", "№ указу", "Дата указу", "Дія щодо об'єкту санкцій", "Зміни", "п/н", "Тип обмеження", "Термін обмеження",
    "Дата закінчення обмеження", "Назва укр.", "Назва ориг.", "Назва альт.",
]  # fmt: skip
PERSON = [*COMMON, "Дата народження", "Громадянство", "Місце народження", "Зайнятість", "Місце проживання", "Додатково"]
FIRM = [*COMMON, "ОКПО/ЄДРПОУ", "ІПН", "Місце діяльності", "Місце діяльності додатково", "Додатково"]


def row(headings: list[str], **cells: str) -> list[str | float | None]:
    known = {
        "№ указу": "109-2021", "Дата указу": "2021-03-23", "Дія щодо об'єкту санкцій": "застосування", "Зміни": "Ні",
        "п/н": "18", "Тип обмеження": "блокування активів", "Термін обмеження": "Три роки",
        "Дата закінчення обмеження": "2024-03-23", **{key.replace("_", " "): value for key, value in cells.items()},
    }  # fmt: skip
    return [known.get(heading) for heading in headings]


def book(folder: Path, persons: list[list[str | float | None]], firms: list[list[str | float | None]]) -> ListFile:
    return write(folder, "ua.xlsx", workbook({"Фізичні особи": [PERSON, *persons], "Юридичні особи": [FIRM, *firms]}))


def test_a_person_of_two_decrees_is_one_party_with_two_sanctions(tmp_path: Path) -> None:
    one = {"Назва_укр.": "Проба Євген  Михайлович ", "Дата_народження": "1981-07-26"}
    more = {
        "Назва_ориг.": "Пробэ Евгений Михайлович", "Назва_альт.": "Proba Evgenii; Probe Eugene", "Громадянство": "RU",
        "Додатково": "закордонний паспорт № 100135555, виданий МЗС РФ; ІПН 2273511590, паспорт серії ВА № 800509",
    }  # fmt: skip
    again = {"№_указу": "176-2018", "Дата_указу": "2018-06-21", "п/н": "4", "Дата_закінчення_обмеження": ""}
    file = book(tmp_path, [row(PERSON, **one, **more), row(PERSON, **one, **again)], [])
    assert PARSER.recognises(file)
    entries, _ = read(PARSER, file)
    assert len({entry.main for entry in entries}) == 1
    first, second = entries
    assert of(first, "name") == [("Проба Євген Михайлович", "ukr"), ("Пробэ Евгений Михайлович", "rus")]
    assert [of(first, part)[0][0] for part in ("lastName", "firstName", "middleName")] == [
        "Проба",
        "Євген",
        "Михайлович",
    ]
    assert of(first, "alias") == [("Proba Evgenii", None), ("Probe Eugene", None)]
    assert values([first], "passportNumber") == ["100135555", "ВА 800509"]
    assert values([first], "taxNumber") == ["2273511590"]
    assert values([first], "citizenship") == ["ru"]
    assert (values([first], "listingDate"), values([first], "endDate")) == (["2021-03-23"], ["2024-03-23"])
    assert (values([second], "listingDate"), values([second], "endDate")) == (["2018-06-21"], [])
    sanctions = {said.entity for entry in entries for said in entry.said if said.schema == "Sanction"}
    assert sanctions == {f"{first.main}-sanction-109-2021-18", f"{first.main}-sanction-176-2018-4"}


@pytest.mark.parametrize(
    ("code", "tax", "found"),
    [
        ("ОДРН1027700198635", "ІПН7729507377", {"ogrnCode": ["1027700198635"], "innCode": ["7729507377"]}),
        ("ЄДРПОУ1027700198635,", "ІПН-7729507377;", {"ogrnCode": ["1027700198635"], "innCode": ["7729507377"]}),
        ("ЄДРПОУ00039002", "ІПН00412665", {"registrationNumber": ["00039002"], "taxNumber": ["00412665"]}),
        ("ОДРН1027700198636", "ІПН7729507378", {"registrationNumber": ["1027700198636"], "taxNumber": ["7729507378"]}),
        ("НЕ 1", "", {"notes": ["ОКПО/ЄДРПОУ: НЕ 1"]}),
    ],
)
def test_codes_go_where_their_check_digits_say(
    tmp_path: Path, code: str, tax: str, found: dict[str, list[str]]
) -> None:
    entries, _ = read(PARSER, book(tmp_path, [], [row(FIRM, **{"Назва_укр.": "ТОВ", "ОКПО/ЄДРПОУ": code, "ІПН": tax})]))
    for prop, expected in found.items():
        assert values(entries, prop) == expected


def test_the_last_column_of_a_firm(tmp_path: Path) -> None:
    more = "КПП 910843001; ОКПО 29890641; дата реєстрації – 11.11.1992"
    entries, _ = read(PARSER, book(tmp_path, [], [row(FIRM, **{"Назва_укр.": 'ТОВ "Проба"', "Додатково": more})]))
    assert values(entries, "okpoCode") == ["29890641"]
    assert values(entries, "incorporationDate") == ["1992-11-11"]
    assert "КПП: 910843001" in values(entries, "notes")


def test_a_decree_that_lifts_is_dropped_and_a_cancelled_row_says_so(tmp_path: Path) -> None:
    lifted = row(PERSON, **{"Назва_укр.": "А", "Дія_щодо_об'єкту_санкцій": "скасування"})
    gone = row(PERSON, **{"Назва_укр.": "Б", "Додатково": "Скасовано Указом Президента України № 109/2021"})
    entries, report = read(PARSER, book(tmp_path, [lifted, gone], []))
    assert report.dropped_reasons == Counter({"the decree lifts: скасування": 1})
    assert values(entries, "status") == ["Скасовано Указом Президента України № 109/2021"]
    assert [issue.code for issue in report.issues] == ["cancelled"]


def test_a_row_without_name_and_code_fails_closed_and_a_new_column_is_counted(tmp_path: Path) -> None:
    file = book(
        tmp_path, [row(PERSON, **{"Назва_укр.": "А"}), row(PERSON)], [row(FIRM, **{"ОКПО/ЄДРПОУ": "ЄДРПОУ44126040"})]
    )
    with pytest.raises(FormatError, match="row 3"):
        read(PARSER, file)
    entries, report = read(PARSER, file, recover=True)
    assert (len(entries), report.quarantined) == (2, 1)
    sheet = [[*PERSON, "Колір"], [*row(PERSON, **{"Назва_укр.": "А"}), "синій"]]
    _, report = read(PARSER, write(tmp_path, "b.xlsx", workbook({"Фізичні особи": sheet})))
    assert report.unknown == Counter({"column колір": 1})


def test_headings_alone_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="no entries"):
        read(PARSER, book(tmp_path, [], []))


FILES = ("nsdc_decrees_2021-08-11.xlsx", "nsdc_decrees_2022-04-07.xlsx")


@pytest.mark.parametrize(("name", "rows", "parties"), [(FILES[0], 5743, 5615), (FILES[1], 5677, 5571)])
def test_the_real_tables_reconcile_with_a_dumb_count(data_dir: Path, name: str, rows: int, parties: int) -> None:
    file = as_file(data_dir / "sanctions/ukraine" / name)
    book_ = CalamineWorkbook.from_path(file.path)
    dumb = [row_ for title in book_.sheet_names for row_ in list(book_.get_sheet_by_name(title).iter_rows())[1:]]
    assert PARSER.recognises(file)
    entries, report = read(PARSER, file)
    assert (report.read, report.stored, len(entries), len(dumb)) == (rows,) * 4
    assert len({entry.main for entry in entries}) == parties
    assert not report.unknown
    ukrainian = Counter(" ".join(str(row_[9]).split()) for row_ in dumb if str(row_[9]).strip())
    assert Counter(
        value for entry in entries for value, lang in of(entry, "name") if lang == "ukr"
    ) >= ukrainian - Counter(name for name in ukrainian.elements() if name.isascii())
    assert Counter(values(entries, "listingDate")) == Counter(row_[2].isoformat() for row_ in dumb)
    assert Counter(values(entries, "endDate")) == Counter(row_[8].isoformat() for row_ in dumb if row_[8])


def test_ids_stay_between_the_two_tables(data_dir: Path) -> None:
    before, after = (
        {entry.main for entry in read(PARSER, as_file(data_dir / "sanctions/ukraine" / name))[0]} for name in FILES
    )
    assert len(before & after) == 5561
