"""The UN consolidated list: traps one by one, real files against a count of their text, damaged files."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from countermark.model.errors import FormatError
from countermark.sources.lists.base import ListFile, ListReport
from countermark.sources.lists.un_xml import PARSERS
from tests.unit.lists.eu_un_help import langs, list_file, made, names_of, read, real, squeeze, values

PARSER = PARSERS[0]
HEAD = '<?xml version="1.0" encoding="UTF-8"?><CONSOLIDATED_LIST dateGenerated="2024-05-01T02:00:00.1+02:00">'
REAL = {
    "2016-02-11": (130, 109),
    "2018-08-24": (701, 397),
    "2020-12-01": (712, 294),
    "2024-10-16": (684, 193),
    "2025-04-19": (684, 193),
    "2025-08-16": (684, 195),
    "2026-02-27": (730, 273),
}
BROKEN = {"2024-10-16": 1311897, "2025-08-16": 2110}


def person(inner: str, number: str = "11") -> str:
    return (
        f"<INDIVIDUAL><DATAID>{number}</DATAID><FIRST_NAME> ADA </FIRST_NAME><SECOND_NAME>LOVE</SECOND_NAME>"
        f"<UN_LIST_TYPE>Test</UN_LIST_TYPE><REFERENCE_NUMBER>TEi.0{number}</REFERENCE_NUMBER>{inner}</INDIVIDUAL>"
    )


def whole(*entries: str) -> str:
    return f"{HEAD}<INDIVIDUALS>{''.join(entries)}</INDIVIDUALS></CONSOLIDATED_LIST>"


@pytest.mark.parametrize(
    ("inner", "prop", "expected"),
    [
        ("", "name", ["ADA LOVE"]),
        ("", "firstName", ["ADA"]),
        ("", "secondName", ["LOVE"]),
        ("<THIRD_NAME>B</THIRD_NAME><FOURTH_NAME>C</FOURTH_NAME>", "lastName", ["C"]),
        ("", "authorityId", ["TEi.011"]),
        ("", "unscId", ["TEi.011"]),
        ("", "program", ["Test"]),
        ("<LISTED_ON>2001-01-25</LISTED_ON>", "listingDate", ["2001-01-25"]),
        ("<LISTED_ON>2001-01-25-05:00</LISTED_ON>", "listingDate", ["2001-01-25"]),
        ("<DELISTED_ON>2009-02-03</DELISTED_ON>", "endDate", ["2009-02-03"]),
        ("<LAST_DAY_UPDATED><VALUE/><VALUE>2003-09-03</VALUE></LAST_DAY_UPDATED>", "modifiedAt", ["2003-09-03"]),
        ("<TITLE><VALUE>Countess</VALUE></TITLE>", "title", ["Countess"]),
        ("<DESIGNATION><VALUE>Analyst</VALUE><VALUE>Poet</VALUE></DESIGNATION>", "position", ["Analyst", "Poet"]),
        ("<NATIONALITY><VALUE>Iran (Islamic Republic of)</VALUE></NATIONALITY>", "nationality", ["ir"]),
        ("<GENDER>Female</GENDER>", "gender", ["female"]),
        ("<GENDER>Unknown</GENDER>", "gender", []),
        ("<COMMENTS1>Tall. Gender: male</COMMENTS1>", "gender", ["male"]),
        ("<COMMENTS1>See https://a.example/n/1. Photo</COMMENTS1>", "sourceUrl", ["https://a.example/n/1"]),
        (
            "<COMMENTS1>Listed pursuant to paragraphs 15 and 17 of resolution 1970. Status: free.</COMMENTS1>",
            "provisions",
            ["Listed pursuant to paragraphs 15 and 17 of resolution 1970"],
        ),
        ("<SORT_KEY>Ada Love</SORT_KEY>", "notes", []),
        ("<SORT_KEY>Other</SORT_KEY>", "notes", ["SORT_KEY: Other"]),
        ("<SUBMITTED_BY>Atlantis</SUBMITTED_BY>", "notes", ["submitted by: Atlantis"]),
    ],
)
def test_a_child_becomes_its_property(tmp_path: Path, inner: str, prop: str, expected: list[str]) -> None:
    entries, report = read(PARSER, made(tmp_path, whole(person(inner))))
    assert values(entries[0], prop) == expected
    assert entries[0].main == "un-11"
    assert entries[0].source_id == "11"
    assert report.published == "2024-05-01T00:00:00Z"
    assert not report.unknown


ALIAS = "<INDIVIDUAL_ALIAS><QUALITY>{}</QUALITY><ALIAS_NAME>{}</ALIAS_NAME>{}</INDIVIDUAL_ALIAS>"


@pytest.mark.parametrize(
    ("quality", "name", "more", "prop", "expected"),
    [
        ("Good", "Ada", "", "alias", ["Ada"]),
        ("Low", "Ada", "", "weakAlias", ["Ada"]),
        ("a.k.a.", "Ada", "", "alias", ["Ada"]),
        ("f.k.a.", "Ada", "", "previousName", ["Ada"]),
        ("Good", "Ada", "<NOTE>Previously listed as</NOTE>", "previousName", ["Ada"]),
        ("Good", "Ada; Eda", "", "alias", ["Ada", "Eda"]),
        ("Low", "Ada (آدا)", "", "weakAlias", ["Ada (آدا)", "آدا", "Ada"]),
        ("Good", "Ada", "<NOTE>In Arabic: آدا </NOTE>", "alias", ["Ada", "آدا"]),
        ("Good", "Ada", "<DATE_OF_BIRTH>1979-05-27</DATE_OF_BIRTH>", "birthDate", ["1979-05-27"]),
        ("", "", "", "alias", []),
    ],
)
def test_aliases(tmp_path: Path, quality: str, name: str, more: str, prop: str, expected: list[str]) -> None:
    entries, report = read(PARSER, made(tmp_path, whole(person(ALIAS.format(quality, name, more)))))
    assert values(entries[0], prop) == expected
    assert not report.issues


def test_an_alias_of_unknown_quality_is_an_issue(tmp_path: Path) -> None:
    entries, report = read(PARSER, made(tmp_path, whole(person(ALIAS.format("Odd", "Ada", "")))))
    assert values(entries[0], "alias") == ["Ada"]
    assert report.issues[0].code == "alias"


@pytest.mark.parametrize(
    ("inner", "days", "original"),
    [
        ("<TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>1815-12-10</DATE>", ["1815-12-10"], None),
        ("<TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>1960-01-01-05:00</DATE>", ["1960-01-01"], "1960-01-01-05:00"),
        ("<TYPE_OF_DATE>APPROXIMATELY</TYPE_OF_DATE><YEAR>1963</YEAR>", ["1963"], "APPROXIMATELY 1963"),
        (
            "<TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><FROM_YEAR>1968</FROM_YEAR><TO_YEAR>1973</TO_YEAR>",
            ["1968", "1973"],
            "BETWEEN 1968 and 1973",
        ),
        ("<TYPE_OF_DATE>EXACT</TYPE_OF_DATE><NOTE>Nov. 1973 </NOTE>", ["1973-11"], "Nov. 1973"),
        (
            "<TYPE_OF_DATE>Approximately</TYPE_OF_DATE><YEAR>1955-1958</YEAR>",
            ["1955", "1958"],
            "Approximately 1955-1958",
        ),
    ],
)
def test_dates_of_birth(tmp_path: Path, inner: str, days: list[str], original: str | None) -> None:
    inner = f"<INDIVIDUAL_DATE_OF_BIRTH>{inner}</INDIVIDUAL_DATE_OF_BIRTH>"
    entries, _ = read(PARSER, made(tmp_path, whole(person(inner))))
    assert values(entries[0], "birthDate") == days
    assert {said.original for said in entries[0].said if said.prop == "birthDate"} == {original}


@pytest.mark.parametrize(
    ("inner", "prop", "value"),
    [
        ("<TYPE_OF_DOCUMENT>Numéro de passeport </TYPE_OF_DOCUMENT><NUMBER>A1</NUMBER>", "passportNumber", "A1"),
        ("<TYPE_OF_DOCUMENT>National Identification Number</TYPE_OF_DOCUMENT><NUMBER>7</NUMBER>", "idNumber", "7"),
        ("<TYPE_OF_DOCUMENT2>card (tazkira) number 1136</TYPE_OF_DOCUMENT2>", "idNumber", "1136"),
        ("<TYPE_OF_DOCUMENT2>Italian Fiscal Code:</TYPE_OF_DOCUMENT2><NUMBER>BNS1</NUMBER>", "taxNumber", "BNS1"),
    ],
)
def test_documents(tmp_path: Path, inner: str, prop: str, value: str) -> None:
    inner = f"<INDIVIDUAL_DOCUMENT>{inner}<NOTE>expired</NOTE></INDIVIDUAL_DOCUMENT>"
    entries, _ = read(PARSER, made(tmp_path, whole(person(inner))))
    assert values(entries[0], prop) == [value]
    assert any(note.endswith("expired") for note in values(entries[0], "notes"))


def test_places_and_addresses(tmp_path: Path) -> None:
    inner = (
        "<INDIVIDUAL_ADDRESS><STREET>1 St</STREET><CITY>Kabul</CITY><COUNTRY>Afghanistan</COUNTRY>"
        "<NOTE>previous</NOTE></INDIVIDUAL_ADDRESS>"
        "<INDIVIDUAL_PLACE_OF_BIRTH><CITY>London</CITY><COUNTRY>United Kingdom</COUNTRY></INDIVIDUAL_PLACE_OF_BIRTH>"
    )
    entry = read(PARSER, made(tmp_path, whole(person(inner))))[0][0]
    assert values(entry, "address") == ["1 St, Kabul, Afghanistan"]
    assert values(entry, "country") == ["af"]
    assert values(entry, "birthPlace") == ["London, United Kingdom"]
    assert values(entry, "birthCountry") == ["gb"]
    assert "address 1 St, Kabul, Afghanistan: previous" in values(entry, "notes")


def test_a_reference_in_the_comments_is_a_link_to_an_entry_that_is_there(tmp_path: Path) -> None:
    first = person("<COMMENTS1>Knows TEi.012 and TEi.011, not TEi.099.</COMMENTS1>")
    entries, _ = read(PARSER, made(tmp_path, whole(first, person("", "12"))))
    assert values(entries[0], "object") == ["un-12"]


def test_names_in_other_scripts(tmp_path: Path) -> None:
    inner = "<NAME_ORIGINAL_SCRIPT>김철수</NAME_ORIGINAL_SCRIPT>"
    entry = read(PARSER, made(tmp_path, whole(person(inner))))[0][0]
    assert langs(entry, "name") == {"ADA LOVE": None, "김철수": "kor"}


def test_what_nobody_knows_is_counted_and_kept(tmp_path: Path) -> None:
    inner = "<SHOE_SIZE>41</SHOE_SIZE><INDIVIDUAL_ADDRESS><PLANET>Mars</PLANET></INDIVIDUAL_ADDRESS>"
    entries, report = read(PARSER, made(tmp_path, whole(person(inner))))
    assert dict(report.unknown) == {"INDIVIDUAL/SHOE_SIZE": 1, "INDIVIDUAL/INDIVIDUAL_ADDRESS/PLANET": 1}
    assert {"SHOE_SIZE: 41", "INDIVIDUAL_ADDRESS/PLANET: Mars"} <= set(values(entries[0], "notes"))


def test_an_entry_without_number_is_quarantined(tmp_path: Path) -> None:
    entries, report = read(PARSER, made(tmp_path, whole(person("", ""), person(""))))
    assert (len(entries), report.quarantined) == (1, 1)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "no element found"),
        ("<CONSOLIDATED_LIST/>", "no entry"),
        ("<other><INDIVIDUAL><DATAID>1</DATAID></INDIVIDUAL></other>", "root element is other"),
        ("plain text", "malformed"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><CONSOLIDATED_LIST/>', "refused"),
        (whole(person(""))[:-30], "at byte"),
    ],
)
def test_foreign_empty_and_torn_files_are_refused(tmp_path: Path, content: str, words: str) -> None:
    with pytest.raises(FormatError, match=words):
        list(PARSER.parse(made(tmp_path, content), ListReport()))


def test_recovering_keeps_the_torn_entry_and_goes_on_behind_a_break(tmp_path: Path) -> None:
    text = whole(person("<TITLE></OOPS>", "11"), person("", "12"))[:-70]
    entries, report = read(PARSER, made(tmp_path, text), recover=True)
    assert [entry.source_id for entry in entries] == ["11", "12"]
    assert "read on at byte" in report.partial
    assert [issue.code for issue in report.issues] == ["torn", "torn"]


def test_recovering_mends_ampersands_control_bytes_and_low_halves(tmp_path: Path) -> None:
    inner = (
        b"<COMMENTS1>R&D \x19s J\xe9r\xf4me &#1; a <0 b</COMMENTS1><NAME_ORIGINAL_SCRIPT>'D1'</NAME_ORIGINAL_SCRIPT>"
    )
    content = whole(person("@")).encode().replace(b"@", inner)
    entries, report = read(PARSER, made(tmp_path, content), recover=True)
    assert "R&D ’s Jérôme a <0 b" in values(entries[0], "notes")
    assert values(entries[0], "name") == ["ADA LOVE"]
    assert report.partial.endswith("mended")
    assert report.issues[0].code == "damaged"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- x --><CONSOLIDATED_LIST>", True),
        (b"<CONSOLIDATED_LIST_2>", False),
        (b"<export>", False),
        (b"", False),
    ],
)
def test_recognises(head: bytes, expected: bool) -> None:
    assert PARSER.recognises(ListFile(Path("x.xml"), "x.xml", head)) is expected


@pytest.fixture(scope="module", params=sorted(REAL))
def un_file(request: pytest.FixtureRequest, data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> ListFile:
    packed = data_dir / "sanctions" / "un" / f"un_consolidated_{request.param}.xml.zst"
    if not packed.is_file():
        pytest.skip(f"{packed} not there")
    return real(tmp_path_factory.mktemp("un"), packed)


LOW = {byte: None for byte in range(0x1F) if byte not in b"\t\n\r"} | {
    byte: 0x2000 + byte for byte in (0x13, 0x14, 0x18, 0x19, 0x1C, 0x1D)
}


def dumb(file: ListFile, day: str) -> dict[str, set[str]]:
    """Find the names of every entry in the text itself."""
    data = file.path.read_bytes()
    text = data.decode("latin-1").translate(LOW) if day == "2025-08-16" else data.decode()
    found = {}
    for _, entry in re.findall(r"<(INDIVIDUAL|ENTITY)(?: [^>]*)?>(.*?)</\1>", text, re.DOTALL):
        number = re.search(r"<DATAID>\s*(\d+)", entry)
        assert number is not None
        names = re.findall(r"<ALIAS_NAME>(.+?)</ALIAS_NAME>", entry, re.DOTALL)
        parts = [re.search(rf"<{part}_NAME>([^<]*)<", entry) for part in ("FIRST", "SECOND", "THIRD", "FOURTH")]
        names = [piece for name in names for piece in html.unescape(name).split(";")] + [
            " ".join(part[1] for part in parts if part)
        ]
        if day != "2025-08-16":
            names += re.findall(r"<NAME_ORIGINAL_SCRIPT>([^<]+)<", entry)
        found[number[1]] = {squeeze(html.unescape(name)) for name in names if squeeze(name)}
    return found


def test_real_files_reconcile_with_a_count_of_their_text(un_file: ListFile) -> None:
    day = un_file.name[16:26]
    assert PARSER.recognises(un_file)
    if day in BROKEN:
        with pytest.raises(FormatError, match=f"at byte {BROKEN[day]}$|at byte {BROKEN[day]} "):
            list(PARSER.parse(un_file, ListReport()))
    entries, report = read(PARSER, un_file, recover=day in BROKEN)
    assert bool(report.partial) is (day in BROKEN)
    people = sum(entry.said[0].schema == "Person" for entry in entries)
    assert (people, len(entries) - people) == REAL[day]
    expected = dumb(un_file, day)
    assert {entry.source_id for entry in entries} == set(expected)
    for entry in entries:
        assert expected[entry.source_id] <= names_of(entry), entry.source_id
    assert not report.unknown
    assert report.published is not None
    assert report.published[:10] in {day, "2020-12-02"}


def test_two_readings_are_equal(un_file: ListFile) -> None:
    assert read(PARSER, un_file, recover=True)[0] == read(PARSER, list_file(un_file.path), recover=True)[0]


def test_the_damaged_copy_says_what_the_sound_one_of_april_says(data_dir: Path, tmp_path: Path) -> None:
    """Dashes and quotation marks are restored right: Latin names agree with those of four months before."""
    folder = data_dir / "sanctions" / "un"
    damaged = read(PARSER, real(tmp_path, folder / "un_consolidated_2025-08-16.xml.zst"), recover=True)[0]
    sound = {
        entry.source_id: entry
        for entry in read(PARSER, real(tmp_path, folder / "un_consolidated_2025-04-19.xml.zst"))[0]
    }
    agree = sum(
        values(entry, "name")[0] == values(sound[entry.source_id], "name")[0]
        for entry in damaged
        if entry.source_id in sound
    )
    assert agree >= 0.98 * len(sound)
