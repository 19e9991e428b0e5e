"""The EU's XML 1.1: traps one by one, the real truncated file against a count of its text."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from countermark.model.errors import FormatError
from countermark.sources.lists.base import ListFile, ListReport
from countermark.sources.lists.eu_fsd import PARSERS
from tests.unit.lists.eu_un_help import langs, list_file, made, names_of, read, real, squeeze, values

PARSER = PARSERS[0]
HEAD = (
    '<export xmlns="http://eu.europa.ec/fpi/fsd/export" '
    'generationDate="2024-03-18T14:52:26.947+01:00" globalFileId="7">'
)
ACT = (
    '<regulation regulationType="{}" organisationType="council" publicationDate="{}" entryIntoForceDate="2020-05-30" '
    'numberTitle="2020/1 (OJ L1)" programme="TST" logicalId="5"><publicationUrl>http://a.example/1</publicationUrl>'
    "</regulation>"
)
OLDER = (
    '<regulationSummary regulationType="x" publicationDate="2003-07-08" '
    'numberTitle="12/2003 (OJ L9)" publicationUrl="u"/>'
)
SAME = OLDER.replace("2003-07-08", "2020-05-29").replace("12/2003 (OJ L9)", "2020/1 (OJ L1)")


def entity(
    inner: str, *, kind: str = "person", attributes: str = "", act: str = ACT.format("amendment", "2020-05-29")
) -> str:
    letter = "P" if kind == "person" else "E"
    return (
        f'<sanctionEntity euReferenceNumber="EU.1.2" logicalId="13" {attributes}>{act}'
        f'<subjectType code="{kind}" classificationCode="{letter}"/>{inner}</sanctionEntity>'
    )


def whole(*entries: str) -> str:
    return f"{HEAD}{''.join(entries)}</export>"


def alias(attributes: str, inner: str = "", act: str = SAME) -> str:
    return f'<nameAlias regulationLanguage="en" logicalId="3" {attributes}>{act}{inner}</nameAlias>'


MAIN = alias('firstName="Ada" lastName="Love" wholeName="Ada Love" strong="true"')


@pytest.mark.parametrize(
    ("inner", "prop", "expected"),
    [
        (MAIN, "name", ["Ada Love"]),
        (MAIN, "lastName", ["Love"]),
        (alias('wholeName="Eda" strong="true"') + MAIN, "name", ["Ada Love"]),
        (alias('wholeName="Eda" strong="true"') + MAIN, "alias", ["Eda"]),
        (MAIN + alias('wholeName="Eda" strong="false"'), "weakAlias", ["Eda"]),
        (MAIN + alias('wholeName="Eda" strong="true"', "<remark>low quality alias</remark>"), "weakAlias", ["Eda"]),
        (MAIN + alias('wholeName="Eda" strong="true"', "<remark>formerly listed as</remark>"), "previousName", ["Eda"]),
        (alias('lastName="X" wholeName="X" nameLanguage="SL"') + MAIN, "name", ["Ada Love"]),
        (alias('wholeName="Ada" gender="F" title="Dr" function="Poet"'), "gender", ["female"]),
        (alias('wholeName="Ada" gender="F" title="Dr" function="Poet"'), "position", ["Poet"]),
        ("<remark>Tall</remark>", "notes", ["Tall"]),
        ('<citizenship countryIso2Code="IQ" countryDescription="IRAQ"/>', "citizenship", ["iq"]),
        ('<citizenship countryIso2Code="00" countryDescription="UNKNOWN"/>', "citizenship", []),
        ('<birthdate birthdate="1937-04-28" year="1937"/>', "birthDate", ["1937-04-28"]),
        ('<birthdate circa="true" year="1937"/>', "birthDate", ["1937"]),
        ('<birthdate year="1937" monthOfYear="4"/>', "birthDate", ["1937-04"]),
        ('<birthdate yearRangeFrom="1968" yearRangeTo="1973"/>', "birthDate", ["1968", "1973"]),
        ('<birthdate calendarType="ISLAMIC" year="1402" monthOfYear="6"/>', "birthDate", []),
        ('<birthdate calendarType="ISLAMIC" year="1402" birthdate="1982-04-19"/>', "birthDate", ["1982-04-19"]),
        (
            '<birthdate city="Basra" countryIso2Code="IQ" countryDescription="IRAQ"/>',
            "birthPlace",
            ["Basra, IRAQ"],
        ),
        (
            '<address street="1 St" poBox="7" zipCode="X" city="Bo" countryIso2Code="IQ" countryDescription="IRAQ"/>',
            "address",
            ["1 St, PO Box 7, X, Bo, IRAQ"],
        ),
        (
            '<address><contactInfo key="EMAIL" value="a@ b.com; and c@d.com"/></address>',
            "email",
            ["a@ b.com", "c@d.com"],
        ),
        ('<identification identificationTypeCode="passport" number="A1"/>', "passportNumber", ["A1"]),
        ('<identification identificationTypeCode="ssn" number="1-2"/>', "socialSecurityNumber", ["1-2"]),
        ("", "program", ["TST"]),
        ("", "authorityId", ["EU.1.2"]),
        ("", "provisions", ["2020/1 (OJ L1)"]),
        ("", "sourceUrl", ["http://a.example/1"]),
        ("", "id", ["eu-13", "eu-13-sanction-tst"]),
    ],
)
def test_a_child_becomes_its_property(tmp_path: Path, inner: str, prop: str, expected: list[str]) -> None:
    entries, report = read(PARSER, made(tmp_path, whole(entity(inner))))
    assert values(entries[0], prop) == expected
    assert report.published == "2024-03-18T13:52:26Z"
    assert not report.unknown
    assert not report.issues


@pytest.mark.parametrize(
    ("inner", "attributes", "listed", "start", "modified"),
    [
        (alias('wholeName="A"'), "", ["2020-05-29"], ["2020-05-30"], []),
        (alias('wholeName="A"', act=OLDER), "", ["2003-07-08"], [], ["2020-05-29"]),
        (alias('wholeName="A"', act=OLDER), 'designationDate="2001-01-25"', ["2001-01-25"], [], ["2020-05-29"]),
        ("<remark>Date of listing: 23.6.2008</remark>", "", ["2008-06-23"], [], ["2020-05-29"]),
        ("<remark>Date of listing: 29.5.2020</remark>", "", ["2020-05-29"], ["2020-05-30"], []),
    ],
)
def test_dates_of_the_listing(
    tmp_path: Path, inner: str, attributes: str, listed: list[str], start: list[str], modified: list[str]
) -> None:
    entry = read(PARSER, made(tmp_path, whole(entity(inner, attributes=attributes))))[0][0]
    assert values(entry, "listingDate") == listed
    assert values(entry, "startDate") == start
    assert values(entry, "modifiedAt") == modified


def test_languages_come_from_the_list(tmp_path: Path) -> None:
    text = MAIN + alias('wholeName="Ада" nameLanguage="BG"') + alias('wholeName="Ada" nameLanguage="XX"')
    entries, report = read(PARSER, made(tmp_path, whole(entity(text))))
    assert langs(entries[0], "alias") == {"Ада": "bul", "Ada": None}
    assert [issue.code for issue in report.issues] == ["language"]


def test_firms_have_no_name_parts_or_passports(tmp_path: Path) -> None:
    text = alias('wholeName="Ada Ltd" lastName="Ada Ltd" function="f"') + (
        '<identification identificationTypeCode="passport" number="A1"/>'
        '<identification identificationTypeCode="swiftbic" number="DCBKKPPY"/>'
        '<identification identificationTypeCode="swiftbic" number="DCB"/>'
    )
    entry = read(PARSER, made(tmp_path, whole(entity(text, kind="enterprise"))))[0][0]
    assert entry.said[0].schema == "Organization"
    assert values(entry, "idNumber") == ["A1"]
    assert values(entry, "swiftBic") == ["DCBKKPPY"]
    assert values(entry, "registrationNumber") == ["DCB"]
    assert "position: f" in values(entry, "notes")


def test_one_number_under_two_programmes_has_two_sanctions(tmp_path: Path) -> None:
    other = entity(MAIN, act=ACT.format("amendment", "2008-03-12").replace("TST", "OTH"))
    entries, _ = read(PARSER, made(tmp_path, whole(entity(MAIN), other)))
    assert [entry.source_id for entry in entries] == ["13", "13"]
    assert {said.entity for entry in entries for said in entry.said if said.schema == "Sanction"} == {
        "eu-13-sanction-tst",
        "eu-13-sanction-oth",
    }


def test_what_nobody_knows_is_counted_and_kept(tmp_path: Path) -> None:
    text = '<planet>Mars</planet><address shape="round"><moon/></address>'
    entries, report = read(PARSER, made(tmp_path, whole(entity(text, attributes='colour="red"'))))
    assert dict(report.unknown) == {
        "sanctionEntity/planet": 1,
        "address@shape": 1,
        "address/moon": 1,
        "sanctionEntity@colour": 1,
    }
    assert "planet: Mars" in values(entries[0], "notes")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("<export/>", "no entry"),
        ("", "no element found"),
        (whole(entity(MAIN))[:-60], "at byte"),
        ("<other><sanctionEntity logicalId='1'/></other>", "root element is other"),
    ],
)
def test_foreign_empty_and_torn_files_are_refused(tmp_path: Path, content: str, words: str) -> None:
    with pytest.raises(FormatError, match=words):
        list(PARSER.parse(made(tmp_path, content), ListReport()))


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (HEAD.encode(), True),
        (b"<?xml version='1.0'?><export><sanctionEntity ", True),
        (b"<export xmlns='http://other.example'>", False),
        (b"<WHOLE>", False),
    ],
)
def test_recognises(head: bytes, expected: bool) -> None:
    assert PARSER.recognises(ListFile(Path("x.xml"), "x.xml", head)) is expected


@pytest.fixture(scope="module")
def truncated(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> ListFile:
    packed = data_dir / "sanctions" / "eu" / "eu_fsd_full_2022-03-18_TRUNCATED.xml.zst"
    if not packed.is_file():
        pytest.skip(f"{packed} not there")
    return real(tmp_path_factory.mktemp("fsd"), packed)


def test_the_real_truncated_file_is_refused_with_its_byte(truncated: ListFile) -> None:
    assert PARSER.recognises(truncated)
    with pytest.raises(FormatError, match=r"unclosed token at byte 3932091"):
        list(PARSER.parse(truncated, ListReport()))


def test_the_real_truncated_file_reconciles_with_a_count_of_its_text(truncated: ListFile) -> None:
    entries, report = read(PARSER, truncated, recover=True)
    text = truncated.path.read_text(encoding="utf-8")
    pieces = text.split("<sanctionEntity ")[1:]
    assert len(entries) == len(pieces) == 1045
    assert len({entry.source_id for entry in entries}) == len(
        {piece.split('logicalId="', 1)[1].split('"')[0] for piece in pieces}
    )
    total = 0
    for entry, piece in zip(entries, pieces, strict=True):
        names = {squeeze(html.unescape(name)) for name in re.findall(r'wholeName="([^"]+)"', piece)}
        assert names <= names_of(entry), entry.source_id
        total += len(names)
        for prop, attribute in (("title", "title"), ("position", "function"), ("lastName", "lastName")):
            if entry.said[0].schema == "Person":
                raw = {html.unescape(value).strip() for value in re.findall(rf'\b{attribute}="([^"]+)"', piece)}
                assert raw - {""} == set(values(entry, prop))
    assert total > 4_600
    assert not report.unknown
    assert "3932091" in report.partial
    assert [issue.code for issue in report.issues] == ["torn"]


def test_two_readings_are_equal(truncated: ListFile) -> None:
    assert read(PARSER, truncated, recover=True)[0] == read(PARSER, list_file(truncated.path), recover=True)[0]
