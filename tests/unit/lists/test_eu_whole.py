"""The EU's old layout: traps one by one, the real copy against a count of its text."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from countermark.model.errors import FormatError
from countermark.sources.lists.base import ListFile, ListReport
from countermark.sources.lists.eu_fsd import PARSERS as FSD
from countermark.sources.lists.eu_whole import PARSERS
from tests.unit.lists.eu_un_help import list_file, made, names_of, read, real, squeeze, values

PARSER = PARSERS[0]
ACT = 'legal_basis="9/2012 (OJ L49)" reg_date="2012-02-22" pdf_link="http://a.example/9" programme="TST"'
OLDER = ACT.replace("2012-02-22", "2005-06-16").replace("9/2012 (OJ L49)", "8/2005 (OJ L1)")


def entity(inner: str, *, kind: str = "P", remark: str = "") -> str:
    act = ACT.replace("2012-02-22", "2012-02-21")
    return f'<ENTITY Id="1" Type="{kind}" {act} remark="{remark}">{inner}</ENTITY>'


def whole(*entries: str) -> str:
    return f'<?xml version="1.0"?>\n<!-- GENERATED -->\n<WHOLE Date="11/02/2016">{"".join(entries)}</WHOLE>'


def child(tag: str, inner: str, act: str = ACT) -> str:
    return f'<{tag} Id="3" Entity_id="1" {act}>{inner}</{tag}>'


NAME = child("NAME", "<LASTNAME>Love</LASTNAME><FIRSTNAME>Ada</FIRSTNAME><WHOLENAME>Ada Love</WHOLENAME>")


@pytest.mark.parametrize(
    ("inner", "prop", "expected"),
    [
        (NAME, "name", ["Ada Love"]),
        (NAME, "firstName", ["Ada"]),
        (child("NAME", "<WHOLENAME>Eda</WHOLENAME><LANGUAGE>FR</LANGUAGE>") + NAME, "alias", ["Eda"]),
        (child("NAME", "<WHOLENAME>A</WHOLENAME><GENDER>F</GENDER>"), "gender", ["female"]),
        (child("NAME", "<WHOLENAME>A</WHOLENAME><FUNCTION>Poet</FUNCTION>"), "position", ["Poet"]),
        (child("BIRTH", "<DATE>1963 (approximative)</DATE>"), "birthDate", ["1963"]),
        (child("BIRTH", "<DATE>1968 - 1973 (approximative)</DATE>"), "birthDate", ["1968", "1973"]),
        (child("BIRTH", "<PLACE>Basra</PLACE><COUNTRY>IRQ</COUNTRY>"), "birthPlace", ["Basra, IRQ"]),
        (child("BIRTH", "<PLACE>Basra</PLACE><COUNTRY>IRQ</COUNTRY>"), "birthCountry", ["iq"]),
        (child("CITIZEN", "<COUNTRY>AFG</COUNTRY>"), "citizenship", ["af"]),
        (child("ADDRESS", "<STREET>1 St</STREET><COUNTRY>DEU</COUNTRY>"), "address", ["1 St, DEU"]),
        (child("ADDRESS", "<OTHER>PHONE[1 2, 3]\nFAX[4]\n(old)</OTHER>"), "phone", ["1 2, 3"]),
        (child("PASSPORT", "<NUMBER>A 1 (passport-National passport) ((x))</NUMBER>"), "passportNumber", ["A 1"]),
        (child("PASSPORT", "<NUMBER>7 (id-National identification card)</NUMBER>"), "idNumber", ["7"]),
        (child("PASSPORT", "<NUMBER>UNKNOWN (other-Other identification number)</NUMBER>"), "idNumber", []),
        (NAME, "listingDate", ["2012-02-22"]),
        (NAME, "startDate", ["2012-02-21"]),
        (child("NAME", "<WHOLENAME>A</WHOLENAME>", OLDER), "listingDate", ["2005-06-16"]),
        (child("NAME", "<WHOLENAME>A</WHOLENAME>", OLDER), "startDate", []),
        (NAME, "id", ["eu-1", "eu-1-sanction-tst"]),
    ],
)
def test_a_child_becomes_its_property(tmp_path: Path, inner: str, prop: str, expected: list[str]) -> None:
    entries, report = read(PARSER, made(tmp_path, whole(entity(inner))))
    assert values(entries[0], prop) == expected
    assert report.published == "2016-02-11"
    assert not report.unknown
    assert not report.issues


def test_the_day_of_listing_in_a_remark_wins(tmp_path: Path) -> None:
    entries, _ = read(PARSER, made(tmp_path, whole(entity(NAME, remark="(Date of UN designation: 2002-07-25) (Old)"))))
    assert values(entries[0], "listingDate") == ["2002-07-25"]


def test_what_nobody_knows_is_counted_and_kept(tmp_path: Path) -> None:
    text = "<PLANET>Mars</PLANET>" + child("BIRTH", "<MOON>Io</MOON>")
    entries, report = read(PARSER, made(tmp_path, whole(entity(text))))
    assert dict(report.unknown) == {"ENTITY/PLANET": 1, "BIRTH/MOON": 1}
    assert "PLANET: Mars" in values(entries[0], "notes")


@pytest.mark.parametrize("content", ["<WHOLE/>", "", whole(entity(NAME))[:-30], "<a><ENTITY Id='1'/></a>"])
def test_foreign_empty_and_torn_files_are_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(FormatError):
        list(PARSER.parse(made(tmp_path, content), ListReport()))


@pytest.fixture(scope="module")
def old(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> ListFile:
    packed = data_dir / "sanctions" / "eu" / "eu_fsd_whole_2016-02-11.xml.zst"
    if not packed.is_file():
        pytest.skip(f"{packed} not there")
    return real(tmp_path_factory.mktemp("whole"), packed)


def test_the_real_copy_reconciles_with_a_count_of_its_text(old: ListFile) -> None:
    assert PARSER.recognises(old)
    assert not FSD[0].recognises(old)
    entries, report = read(PARSER, old)
    pieces = old.path.read_text(encoding="utf-8").split("<ENTITY ")[1:]
    assert len(entries) == len(pieces) == len({entry.source_id for entry in entries}) == 595
    total = 0
    for entry, piece in zip(entries, pieces, strict=True):
        raw = {squeeze(html.unescape(name)) for name in re.findall(r"<WHOLENAME>([^<]+)<", piece)}
        assert raw <= names_of(entry)
        total += len(raw)
    assert total == 2697
    assert not report.unknown
    assert not report.issues


def test_two_readings_are_equal(old: ListFile) -> None:
    assert read(PARSER, old)[0] == read(PARSER, list_file(old.path))[0]
