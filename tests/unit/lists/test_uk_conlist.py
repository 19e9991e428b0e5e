from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from countermark.model.errors import EncodingError, FormatError
from countermark.sources.lists.base import ListFile
from countermark.sources.lists.uk_conlist import UkConlistParser
from countermark.sources.lists.uk_text import country_of, day_of, items
from tests.unit.lists.reading import check_contract, list_file, read, said, unpacked, values, written

OLD = [
    "Name 6", "Name 1", "Name 2", "Name 3", "Name 4", "Name 5", "Title", "DOB", "Town of Birth", "Country of Birth",
    "Nationality", "Passport Details", "NI Number", "Position", "Address 1", "Address 2", "Address 3", "Address 4",
    "Address 5", "Address 6", "Post/Zip Code", "Country", "Other Information", "Group Type", "Alias Type", "Regime",
    "Listed On", "Last Updated", "Group ID",
]  # fmt: skip
NEW = [
    "Name 6", "Name 1", "Name 2", "Name 3", "Name 4", "Name 5", "Title", "Name Non-Latin Script",
    "Non-Latin Script Type", "Non-Latin Script Language", "DOB", "Town of Birth", "Country of Birth", "Nationality",
    "Passport Number", "Passport Details", "National Identification Number", "National Identification Details",
    "Position", "Address 1", "Address 2", "Address 3", "Address 4", "Address 5", "Address 6", "Post/Zip Code",
    "Country", "Other Information", "Group Type", "Alias Type", "Alias Quality", "Regime", "Listed On",
    "UK Sanctions List Date Designated", "Last Updated", "Group ID",
]  # fmt: skip
BASE = {
    "Group Type": "Individual", "Alias Type": "Primary name", "Regime": "Russia", "Listed On": "24/02/2022",
    "Last Updated": "04/03/2022", "Group ID": "99001",
}  # fmt: skip


def table(headings: list[str], *rows: dict[str, str], above: str = "Last Updated,04/05/2022") -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(headings)
    for row in rows:
        assert not row.keys() - set(headings), row.keys() - set(headings)
        writer.writerow([row.get(heading, "") for heading in headings])
    return f"{above}\r\n{out.getvalue()}"


def one(tmp_path: Path, *rows: dict[str, str], headings: list[str] = NEW):
    file = written(tmp_path, table(headings, *rows))
    assert UkConlistParser().recognises(file)
    entries, report = read(UkConlistParser(), file)
    check_contract(entries)
    return entries, report


NAMES = [
    ({"Alias Type": "Primary name"}, "name"),
    ({"Alias Type": "Primary name variation"}, "alias"),
    ({"Alias Type": "AKA"}, "alias"),
    ({"Alias Type": "AKA", "Alias Quality": "Good quality"}, "alias"),
    ({"Alias Type": "AKA", "Alias Quality": "Low quality"}, "weakAlias"),
    ({"Alias Type": "FKA"}, "previousName"),
]


@pytest.mark.parametrize(("cells", "prop"), NAMES)
def test_kinds_of_names(tmp_path, cells, prop):
    entries, _ = one(tmp_path, BASE | {"Name 6": "MAIN"}, BASE | {"Name 6": "OTHER", "Name 1": "Some"} | cells)
    assert "Some OTHER" in values(entries, prop)


def test_name_six_is_the_last_name(tmp_path):
    row = BASE | {"Name 6": "LAST", "Name 1": "A", "Name 2": "B", "Name 3": "C", "Name 4": "D", "Name 5": "E"}
    entries, _ = one(tmp_path, row)
    assert values(entries, "name") == ["A B C D E LAST"]
    assert [values(entries, prop) for prop in ("firstName", "secondName", "middleName", "lastName")] == [
        ["A"], ["B"], ["C D E"], ["LAST"],
    ]  # fmt: skip


def test_a_name_of_one_word_has_no_parts(tmp_path):
    entries, _ = one(tmp_path, BASE | {"Name 6": "NOM DE GUERRE"})
    assert values(entries, "name") == ["NOM DE GUERRE"]
    assert not values(entries, "lastName")


def test_rows_of_a_group_are_one_entry_wherever_they_stand(tmp_path):
    rows = [
        BASE | {"Name 6": "ONE"},
        BASE | {"Name 6": "TWO", "Group ID": "99002"},
        BASE | {"Name 6": "ONCE", "Alias Type": "AKA"},
    ]
    entries, report = one(tmp_path, *rows)
    assert [(entry.source_id, entry.main, entry.row) for entry in entries] == [
        ("99001", "uk-99001", 3),
        ("99002", "uk-99002", 4),
    ]
    assert report.read == report.stored == 3


def test_other_scripts_follow_the_name_and_say_their_language(tmp_path):
    entries, _ = one(
        tmp_path,
        BASE | {"Name 6": "PERSON", "Name Non-Latin Script": "Рыбников Эдуард"},
        BASE | {"Name 6": "ALIAS", "Alias Type": "AKA", "Name Non-Latin Script": "اسم"},
        BASE
        | {
            "Name 6": "OTHER",
            "Alias Type": "AKA",
            "Alias Quality": "Low quality",
            "Name Non-Latin Script": "Жељка",
            "Non-Latin Script Type": "Cyrillic",
            "Non-Latin Script Language": "Bosnian",
        },
    )
    found = {(one.prop, one.value, one.lang) for prop in ("name", "alias", "weakAlias") for one in said(entries, prop)}
    assert {("name", "Рыбников Эдуард", "rus"), ("alias", "اسم", None), ("weakAlias", "Жељка", "bos")} <= found


DATES = [
    ("00/00/1958", "1958"),
    ("00/07/1958", "1958-07"),
    ("15/06/1958", "1958-06-15"),
    ("1958", "1958"),
    ("07/1958", "1958-07"),
    ("dd/mm/1958", "1958"),
    ("31/02/1958", None),
    ("15/08/19yy", None),
    ("00/00/0", None),
]


@pytest.mark.parametrize(("text", "day"), DATES)
def test_dates_with_unknown_parts(text, day):
    assert day_of(text) == day


def test_a_date_nobody_understands_stays_and_is_an_issue(tmp_path):
    entries, report = one(
        tmp_path, BASE | {"Name 6": "A", "DOB": "31/02/1958"}, BASE | {"Name 6": "A", "DOB": "00/00/0"}
    )
    assert values(entries, "birthDate") == ["31/02/1958"]
    assert "Date of birth: 00/00/0" in values(entries, "notes")
    assert [issue.code for issue in report.issues] == ["date", "date"]


LISTS = [
    ("(1) Tunis (2) Tripoli.", ("Tunis", "Tripoli")),
    ("1) Uzbek 2) Afghan", ("Uzbek", "Afghan")),
    ("a) French, b) Tunisian", ("French", "Tunisian")),
    ("(1) Germany (b) Algeria", ("Germany", "Algeria")),
    ("(1)-(2) Indonesia", ("Indonesia",)),
    ("(1)-(5) Tunisia (6)-(7) Algeria", ("Tunisia", "Algeria")),
    ("(1-3) Libya (4) Morocco", ("Libya", "Morocco")),
    ("(1) 6487 (2) - (3) 388181", ("6487", "388181")),
    ("(1) 203037 (2) 347834(3) 434021161", ("203037", "347834", "434021161")),
    ("Designated in resolution 1747 (2007)", ("Designated in resolution 1747 (2007)",)),
    ("Officer (1) of two", ("Officer (1) of two",)),
    ("-", ()),
]


@pytest.mark.parametrize(("cell", "expected"), LISTS)
def test_lists_within_a_cell(cell, expected):
    assert items(cell) == expected


COUNTRIES = [
    ("Afghan", ("af", False)),
    ("Congo (Democratic Republic)", ("cd", False)),
    ("Afghanistan (since 2009)", ("af", True)),
    ("Syrian Arab Republic as of September 2015", ("sy", True)),
    ("Bahrain (citizenship revoked in January 2015)", (None, True)),
    ("Ukrainian SSR (now Ukraine)", ("ua", True)),
    ("Kazakh SSR", ("kz", True)),
    ("Atlantis", (None, True)),
]


@pytest.mark.parametrize(("text", "expected"), COUNTRIES)
def test_countries_and_nationalities(text, expected):
    assert country_of(text) == expected


def test_a_country_nobody_knows_stays_and_is_an_issue(tmp_path):
    entries, report = one(tmp_path, BASE | {"Name 6": "A", "Nationality": "Atlantis"})
    assert values(entries, "nationality") == ["Atlantis"]
    assert [issue.code for issue in report.issues] == ["country"]


def test_an_address_is_one_value_and_a_country(tmp_path):
    row = BASE | {
        "Name 6": "A",
        "Address 1": "1 Street",
        "Address 6": "Moscow",
        "Post/Zip Code": "125009",
        "Country": "Russia",
    }
    entries, _ = one(tmp_path, row, BASE | {"Name 6": "A", "Country": "Iran"})
    assert values(entries, "address") == ["1 Street, Moscow, 125009, Russia"]
    assert values(entries, "country") == ["ru", "ir"]


OTHER = (
    "(UK Sanctions List Ref):RUS9901 Formerly elsewhere. (UN Ref):QDi.999 Reviewed in 2019. (UK Statement of Reasons):"
    "Supplies an army (2022). (Gender):Female (Phone number):(1) +7 495 1 (2) +7 495 2 (Website):www.example.org "
    "(Email address):a@example.org. b@example.org (Type of entity):Bank (Parent company):Big Holding "
    "(Business Reg No):1027700132195 (Russia). Tax ID No. 7707083893 (Russia) (Subsidiaries):First Co. Second LLC"
)


def test_labelled_other_information(tmp_path):
    entries, _ = one(tmp_path, BASE | {"Name 6": "BANK", "Group Type": "Entity", "Other Information": OTHER})
    assert values(entries, "authorityId") == ["99001", "RUS9901"]
    assert values(entries, "unscId") == ["QDi.999"]
    assert values(entries, "reason") == ["Supplies an army (2022)."]
    assert values(entries, "phone") == ["+7 495 1", "+7 495 2"]
    assert values(entries, "website") == ["www.example.org"]
    assert values(entries, "email") == ["a@example.org", "b@example.org"]
    assert values(entries, "classification") == ["Bank"]
    assert values(entries, "ogrnCode") == ["1027700132195"]
    assert values(entries, "innCode") == ["7707083893"]
    assert {"Formerly elsewhere.", "Reviewed in 2019."} <= set(values(entries, "notes"))
    names = {one.value for one in said(entries, "name") if one.schema != "Organization"}
    assert names == {"Big Holding", "First Co", "Second LLC"}
    assert sorted(values(entries, "role")) == ["Parent company", "Subsidiary", "Subsidiary"]


def test_a_ship(tmp_path):
    other = (
        "(UK Sanctions List Ref):DPR9901 (IMO number):9562233 (Current owners):Some Shipping "
        "(Flag of ship):North Korea "
        "(Previous flags):Panama. South Korea (Type of ship):Oil tanker (Tonnage of ship):1,676 (Length of ship):80 "
        "(Year built):1975"
    )
    entries, _ = one(tmp_path, BASE | {"Name 6": "SHIP", "Group Type": "Ship", "Other Information": other})
    assert entries[0].said[0].schema == "Vessel"
    expected = {
        "imoNumber": ["9562233"], "flag": ["kp"], "pastFlags": ["pa", "kr"],
        "type": ["Oil tanker"], "tonnage": ["1676"],
        "buildDate": ["1975"], "role": ["Current owner"],
    }  # fmt: skip
    assert {prop: values(entries, prop) for prop in expected} == expected
    assert "Length of ship: 80" in values(entries, "notes")


def test_the_old_layout_reads_ships_gender_references_and_aliases_in_words(tmp_path):
    old = BASE | {"Alias Type": "Prime Alias"}
    ship = old | {
        "Name 6": "PETREL",
        "Group Type": "Entity",
        "Other Information": "IMO: 9562233. MMSI: 620233000. Listed.",
    }
    person = old | {
        "Name 6": "PERSON",
        "Group ID": "99002",
        "Other Information": "UN Ref QI.A.292.11. Gender: male. Also referred to as Abu One and Two. Mail a@b.org.",
        "Passport Details": "(1) A-333602 (Indian) issued on 4 June 1985 (2) Pakistani national ID card 54201-247561-5",
        "NI Number": "Ration card no. 1729765",
    }
    entries, _ = one(tmp_path, ship, person, headings=OLD)
    assert entries[0].said[0].schema == "Vessel"
    assert values(entries[:1], "imoNumber") == ["9562233"]
    assert values(entries[:1], "mmsi") == ["620233000"]
    expected = {
        "unscId": ["QI.A.292.11"], "gender": ["male"], "weakAlias": ["Abu One", "Two"], "email": ["a@b.org"],
        "passportNumber": ["A-333602"], "idNumber": ["54201-247561-5", "1729765"],
    }  # fmt: skip
    assert {prop: values(entries[1:], prop) for prop in expected} == expected
    assert person["Other Information"] in values(entries, "notes")


def test_two_regimes_are_two_sanctions_the_earliest_first(tmp_path):
    rows = [
        BASE
        | {
            "Name 6": "A",
            "Regime": "Belarus",
            "Listed On": "05/10/2020",
            "UK Sanctions List Date Designated": "31/12/2020",
        },
        BASE | {"Name 6": "A", "Regime": "Global Human Rights", "Listed On": "29/09/2020"},
    ]
    entries, _ = one(tmp_path, *rows)
    listed = {one.entity: one.value for one in said(entries, "listingDate")}
    assert listed.pop("uk-99001-sanction") == "2020-09-29"
    assert list(listed.values()) == ["2020-10-05"]
    assert values(entries, "startDate") == ["2020-12-31"]
    assert {one.entity for one in said(entries, "entity")} == {"uk-99001-sanction", *listed}


def test_the_day_of_publication_and_an_unknown_column(tmp_path):
    file = written(tmp_path, table([*NEW[:-1], "New Column", "Group ID"], BASE | {"Name 6": "A", "New Column": "x"}))
    _, report = read(UkConlistParser(), file)
    assert report.published == "2022-05-04"
    assert report.unknown == {"column 'New Column'": 1}


def test_without_a_primary_name_the_first_is_taken(tmp_path):
    entries, report = one(tmp_path, BASE | {"Name 6": "ONLY", "Name 1": "An", "Alias Type": "AKA"})
    assert values(entries, "name") == ["An ONLY"]
    assert values(entries, "alias") == ["An ONLY"]
    assert [issue.code for issue in report.issues] == ["name"]


WHOLE = table(NEW, BASE | {"Name 6": "ONE"}, BASE | {"Name 6": "TWO, INC", "Group ID": "99002"})
BROKEN = [
    ("cells", WHOLE.removesuffix("99002\r\n").rsplit(",", 3)[0] + "\r\n", 1),
    ("no line break", WHOLE.removesuffix("\r\n"), 1),
    ("inside quotes", WHOLE[: WHOLE.index("TWO, I") + 6], 1),
    ("a Group ID of letters", WHOLE.replace("99002", "OOOO2"), 1),
]


@pytest.mark.parametrize(("_what", "text", "left"), BROKEN)
def test_torn_files_are_refused_and_recovered(tmp_path, _what, text, left):
    file = written(tmp_path, text)
    with pytest.raises(FormatError) as caught:
        read(UkConlistParser(), file)
    assert "line" in caught.value.where
    assert "--recover" in caught.value.hint
    entries, report = read(UkConlistParser(), file, recover=True)
    assert len(entries) == left
    assert report.partial


FOREIGN = ["", "\n", "a,b\n1,2\n", table(NEW), ",".join(OLD) + ",Unique ID,OFSI Group ID\r\n", "<html></html>"]


@pytest.mark.parametrize("text", FOREIGN)
def test_foreign_empty_and_headings_only(tmp_path, text):
    file = written(tmp_path, text)
    with pytest.raises(FormatError):
        read(UkConlistParser(), file)
    if text != table(NEW):
        assert not UkConlistParser().recognises(file)


def test_windows_1252_is_read_and_damaged_utf8_is_not(tmp_path):
    text = table(NEW, BASE | {"Name 6": "L’ÉTOILE “A”"})
    entries, report = read(UkConlistParser(), written(tmp_path, text.encode("cp1252")))
    assert values(entries, "name") == ["L’ÉTOILE “A”"]
    assert report.decisions["encoding"].startswith("cp1252")
    damaged = text.encode().replace("É".encode(), b"\xc3")
    with pytest.raises(EncodingError):
        read(UkConlistParser(), written(tmp_path, damaged))


def _rows_of(file: ListFile) -> list[list[str]]:
    if file.name.endswith("xlsx"):
        return [
            [str(cell) for cell in row]
            for row in CalamineWorkbook.from_path(file.path).get_sheet_by_index(0).to_python()
        ]
    return list(csv.reader(io.StringIO(file.path.read_bytes().decode("cp1252"), newline="")))


REAL = [
    ("conlist_2016-02-12.csv.zst", "2016-02-12", 800, 463),
    ("conlist_2020-04-27.csv.zst", "2020-04-27", 9_492, 2_114),
    ("conlist_2022-05-04.xlsx", "2022-05-04", 15_261, 3_430),
]


@pytest.mark.parametrize(("name", "day", "rows", "groups"), REAL)
def test_real_lists_reconcile_with_a_plain_count(data_dir, tmp_path, name, day, rows, groups):
    path = data_dir / "sanctions" / "uk" / name
    file = unpacked(path, tmp_path) if name.endswith("zst") else list_file(path)
    parser = UkConlistParser()
    assert parser.recognises(file)
    entries, report = read(parser, file)
    check_contract(entries)
    assert (report.published, report.read, len(entries)) == (day, rows, groups)
    assert not report.unknown
    plain = _rows_of(file)
    heading, body = plain[1], plain[2:]
    at = heading.index
    assert {entry.source_id for entry in entries} == {row[at("Group ID")] for row in body}
    names = {(row[at("Group ID")], " ".join(" ".join(row[1:6] + row[:1]).split())) for row in body}
    parsed = {
        (entry.source_id, one.value)
        for entry in entries
        for one in entry.said
        if one.prop in {"name", "alias", "weakAlias", "previousName"} and one.entity == entry.main
    }
    assert names <= parsed
    if "Name Non-Latin Script" in heading:
        column = at("Name Non-Latin Script")
        scripts = {(row[at("Group ID")], row[column].strip()) for row in body if row[column].strip() not in {"", "-"}}
        assert scripts <= parsed
    dates = {(row[at("Group ID")], row[at("Listed On")]) for row in body}
    assert len(said(entries, "listingDate")) == len(dates)
    assert read(parser, file)[0] == entries


def test_ships_keep_their_schema_over_the_layouts(data_dir, tmp_path):
    schemata = []
    for name in ("conlist_2020-04-27.csv.zst", "conlist_2022-05-04.xlsx"):
        path = data_dir / "sanctions" / "uk" / name
        entries, _ = read(UkConlistParser(), unpacked(path, tmp_path) if name.endswith("zst") else list_file(path))
        schemata.append({entry.main: entry.said[0].schema for entry in entries})
    old, new = schemata
    both = old.keys() & new.keys()
    assert (len(both), len(old.keys() - both), len(new.keys() - both)) == (1_890, 224, 1_540)
    assert {main for main in both if old[main] != new[main]} == set()


def test_a_torn_real_list(data_dir, tmp_path):
    whole = unpacked(data_dir / "sanctions" / "uk" / "conlist_2020-04-27.csv.zst", tmp_path).path.read_bytes()
    file = written(tmp_path, whole[: len(whole) // 2])
    with pytest.raises(FormatError):
        read(UkConlistParser(), file)
    entries, report = read(UkConlistParser(), file, recover=True)
    assert len(entries) > 500
    assert report.partial


def test_a_torn_workbook_and_another_archive(data_dir, tmp_path):
    whole = (data_dir / "sanctions" / "uk" / "conlist_2022-05-04.xlsx").read_bytes()
    file = written(tmp_path, whole[: len(whole) // 2], "torn.xlsx")
    assert not UkConlistParser().recognises(file)
    with pytest.raises(FormatError):
        read(UkConlistParser(), file)
    other = tmp_path / "other.xlsx"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("a.txt", "Name 6")
    with pytest.raises(FormatError):
        read(UkConlistParser(), list_file(other))
