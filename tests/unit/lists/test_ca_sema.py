from __future__ import annotations

import re

import pytest

from countermark.model.errors import FormatError
from countermark.sources.lists.ca_names import aliases, entity_names
from countermark.sources.lists.ca_sema import CaSemaParser
from tests.unit.lists.reading import check_contract, read, said, unpacked, values, written


def record(**fields: str) -> str:
    body = {"Country": "Russia / Russie", "Schedule": "1, Part 1", "Item": "7"} | fields
    return "<record>" + "".join(f"<{tag}>{text}</{tag}>" for tag, text in body.items() if text) + "</record>"


def document(*records: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<data-set>{"".join(records)}</data-set>'


def one(tmp_path, *records: str):
    file = written(tmp_path, document(*records), "sema.xml")
    entries, report = read(CaSemaParser(), file)
    check_contract(entries)
    return entries, report


def test_a_person(tmp_path):
    text = record(
        LastName="DOE", GivenName="Jane Maria", TitleOrShip="General/général", DateOfBirthOrShipBuildDate="1958-03-01",
        DateOfListing="2022-02-24", Aliases="Яна Доэ; J. DOE",
    )  # fmt: skip
    entries, _ = one(tmp_path, text)
    expected = {
        "name": ["Jane Maria DOE"], "firstName": ["Jane Maria"], "lastName": ["DOE"], "birthDate": ["1958-03-01"],
        "alias": ["Яна Доэ", "J. DOE"], "title": ["General", "général"], "program": ["Russia"],
        "listingDate": ["2022-02-24"], "authorityId": ["Russia, Schedule 1, Part 1, item 7"],
        "authority": ["Global Affairs Canada"],
    }  # fmt: skip
    assert {prop: values(entries, prop) for prop in expected} == expected
    assert [one.lang for one in said(entries, "title")] == ["eng", "fra"]
    assert entries[0].main == f"ca-{entries[0].source_id}"


def test_a_ship(tmp_path):
    text = record(
        EntityOrShip="Mermaid", TitleOrShip="Oil Tanker", ShipIMONumber="9562233", DateOfBirthOrShipBuildDate="2011"
    )
    entries, _ = one(tmp_path, text)
    assert entries[0].said[0].schema == "Vessel"
    expected = {"name": ["Mermaid"], "type": ["Oil Tanker"], "imoNumber": ["9562233"], "buildDate": ["2011"]}
    assert {prop: values(entries, prop) for prop in expected} == expected


SAME = [
    ("relabelled schedule, renumbered item", {"Schedule": "1", "Item": "9"}, True),
    ("accents and case", {"LastName": "Doé"}, True),
    ("listing date and aliases", {"DateOfListing": "2022-01-01", "Aliases": "X Y"}, True),
    ("corrected spelling", {"LastName": "DOEE"}, False),
    ("another regulation", {"Country": "Belarus / Bélarus"}, False),
]


@pytest.mark.parametrize(("_what", "change", "same"), SAME)
def test_what_an_id_outlives(tmp_path, _what, change, same):
    base = {"LastName": "DOE", "GivenName": "Jane"}
    first, _ = one(tmp_path, record(**base))
    second, _ = one(tmp_path, record(**base | change))
    assert (first[0].source_id == second[0].source_id) is same


def test_a_renamed_regulation_and_a_renamed_ship_keep_their_ids(tmp_path):
    pairs = [
        (record(LastName="Oo", GivenName="A", Country="Burma / Birmanie"),
         record(LastName="Oo", GivenName="A", Country="Myanmar (Burma) / Myanmar (Birmanie)")),
        (record(EntityOrShip="Old", ShipIMONumber="9562233"), record(EntityOrShip="New", ShipIMONumber="9562233")),
    ]  # fmt: skip
    for old, new in pairs:
        assert one(tmp_path, old)[0][0].source_id == one(tmp_path, new)[0][0].source_id


def test_a_person_and_a_firm_of_one_name_are_two(tmp_path):
    entries, _ = one(tmp_path, record(LastName="Wagner", GivenName="Group"), record(EntityOrShip="Wagner Group"))
    assert len({entry.source_id for entry in entries}) == 2


def test_one_name_in_two_schedules_is_one_entry(tmp_path):
    entries, report = one(
        tmp_path,
        record(LastName="DOE", GivenName="J"),
        record(LastName="DOE", GivenName="J", Schedule="1, Part 1.1", Item="6"),
    )
    assert len({entry.source_id for entry in entries}) == 1
    assert report.stored == 2


ALIASES = [
    (True, "Игорь Халепа / Iгор Халепа", [("alias", "Игорь Халепа"), ("alias", "Iгор Халепа")]),
    (True, "Ana BAN, Belarusian: Ана БАН", [("alias", "Ana BAN"), ("alias", "Ана БАН")]),
    (True, "Баранов, Олег Анатольевич", [("alias", "Баранов, Олег Анатольевич")]),
    (True, "Alexei, Aleksei", [("weakAlias", "Alexei"), ("weakAlias", "Aleksei")]),
    (True, "Tedi, Ali Ham, Ali Dag", [("weakAlias", "Tedi"), ("alias", "Ali Ham"), ("alias", "Ali Dag")]),
    (True, "Алексей Александров or Фролов", [("alias", "Алексей Александров or Фролов")]),
    (True, "Анна Пушкарева or Анна Шейман", [("alias", "Анна Пушкарева"), ("alias", "Анна Шейман")]),
    (True, "Aleksandr/ Alexander or Alex /Alexandr Korol", [("alias", "Aleksandr/ Alexander or Alex /Alexandr Korol")]),
    (False, "КВЗ-Ремсервис, АО", [("alias", "КВЗ-Ремсервис, АО")]),
    (False, "ОАО, БЭТО", [("alias", "ОАО, БЭТО")]),
    (False, "Общество содействия армии, авиации и флоту", [("alias", "Общество содействия армии, авиации и флоту")]),
    (False, "BSZ, BSW, Metal Holding", [("alias", "BSZ"), ("alias", "BSW"), ("alias", "Metal Holding")]),
    (False, "Институт (ЦНИИМаш, АО)", [("alias", "Институт (ЦНИИМаш, АО)")]),
    (False, "РЕСО-Гарантия, САО or Страховое РЕСО", [("alias", "РЕСО-Гарантия, САО"), ("alias", "Страховое РЕСО")]),
    (False, "GORT/ORTAS", [("alias", "GORT"), ("alias", "ORTAS")]),
    (False, "Следственный Комитет or СКР)", [("alias", "Следственный Комитет"), ("alias", "СКР")]),
]  # fmt: skip


@pytest.mark.parametrize(("person", "text", "expected"), ALIASES)
def test_aliases(person, text, expected):
    assert [(name.prop, name.text) for name in aliases(text, person=person)] == expected


def test_aliases_with_their_language():
    assert [name.lang for name in aliases("Ana BAN, Belarussian: Ана БАН; Arabic:اسم", person=True)] == [
        None,
        "bel",
        "ara",
    ]


ENTITIES = [
    ("Iranian Army/Armée iranienne", [("name", "Iranian Army", "eng"), ("name", "Armée iranienne", "fra")]),
    ("MEC Steel Mills (Hmaw Bi/Pyi/Ywama)", [("name", "MEC Steel Mills (Hmaw Bi/Pyi/Ywama)", None)]),
    ("Dux JSC (also known as Duks)", [("name", "Dux JSC", None), ("alias", "Duks", None)]),
    (
        "PO Sever (also known as Mash, PA Sever and JSC One)",
        [("name", "PO Sever", None), ("alias", "Mash", None), ("alias", "PA Sever", None), ("alias", "JSC One", None)],
    ),
    ("Omsk Plant (also known as Omsktransmash", [("name", "Omsk Plant", None), ("alias", "Omsktransmash", None)]),
    ("L & C Ltd. (also known as L and C Ltd.)", [("name", "L & C Ltd.", None), ("alias", "L and C Ltd.", None)]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), ENTITIES)
def test_names_of_entities(text, expected):
    assert [(name.prop, name.text, name.lang) for name in entity_names(text)] == expected


DATES = [
    ("1963 or 1964", ["1963", "1964"], 0),
    ("1965-07-15 OR 1969-09-28", ["1965-07-15", "1969-09-28"], 0),
    ("1963-1964", ["1963", "1964"], 0),
    ("1955-11", ["1955-11"], 0),
    ("Sep-99", ["Sep-99"], 1),
]


@pytest.mark.parametrize(("text", "expected", "issues"), DATES)
def test_dates(tmp_path, text, expected, issues):
    entries, report = one(tmp_path, record(LastName="DOE", GivenName="J", DateOfBirthOrShipBuildDate=text))
    assert values(entries, "birthDate") == expected
    assert len(report.issues) == issues


def test_the_layout_of_2022_and_an_unknown_element(tmp_path):
    entries, report = one(tmp_path, record(Entity="Some Plant", Schedule="N/A", DateOfBirth="1999", Novelty="x"))
    assert values(entries, "name") == ["Some Plant"]
    assert values(entries, "authorityId") == ["Russia, item 7"]
    assert report.unknown == {"element Novelty": 1}


WHOLE = document(record(LastName="DOE", GivenName="J"), record(EntityOrShip="Some Plant"))
BROKEN = [
    ("torn", WHOLE[: WHOLE.index("Some") + 2], 1),
    ("a record without a name", document(record(LastName="DOE"), record()), 1),
    ("a stray ampersand", WHOLE.replace("Some Plant", "Some & Plant"), 2),
]


@pytest.mark.parametrize(("_what", "text", "left"), BROKEN)
def test_torn_files_are_refused_and_recovered(tmp_path, _what, text, left):
    file = written(tmp_path, text, "sema.xml")
    with pytest.raises(FormatError):
        read(CaSemaParser(), file)
    entries, report = read(CaSemaParser(), file, recover=True)
    assert len(entries) == left
    assert report.partial


FOREIGN = [
    "",
    document(),
    "<other>" + record(LastName="A") + "</other>",
    "a,b\n",
    "<CONSOLIDATED_LIST></CONSOLIDATED_LIST>",
]


@pytest.mark.parametrize("text", FOREIGN)
def test_foreign_and_empty(tmp_path, text):
    file = written(tmp_path, text, "sema.xml")
    assert not CaSemaParser().recognises(file)
    with pytest.raises(FormatError):
        read(CaSemaParser(), file)


REAL = [("sema_2022-05.xml.zst", 2_606, 2_605, ""), ("sema_2025-05.xml.zst", 4_759, 4_758, "2025-03-20")]


@pytest.mark.parametrize(("name", "records", "distinct", "newest"), REAL)
def test_real_lists_reconcile_with_a_plain_count(data_dir, tmp_path, name, records, distinct, newest):
    file = unpacked(data_dir / "sanctions" / "canada" / name, tmp_path)
    parser = CaSemaParser()
    assert parser.recognises(file)
    entries, report = read(parser, file)
    check_contract(entries)
    text = file.path.read_text("utf-8")
    count = {tag: len(re.findall(f"<{tag}>[^<]*\\S[^<]*</{tag}>", text)) for tag in (
        "record", "LastName", "Entity", "EntityOrShip", "Aliases", "DateOfListing", "ShipIMONumber", "Item",
    )}  # fmt: skip
    assert text.count("<record>") == records == report.read == len(entries)
    assert len({entry.source_id for entry in entries}) == distinct
    assert len(said(entries, "lastName")) == count["LastName"]
    assert sum(entry.said[0].schema != "Person" for entry in entries) == count["Entity"] + count["EntityOrShip"]
    assert len(said(entries, "imoNumber")) == count["ShipIMONumber"]
    assert len(said(entries, "listingDate")) == count["DateOfListing"]
    assert len(said(entries, "authorityId")) == count["Item"]
    aliased = sum(any(one.prop in {"alias", "weakAlias", "previousName"} for one in entry.said) for entry in entries)
    assert aliased >= count["Aliases"]
    if newest:
        assert report.decisions["newest date of listing"] == newest
    assert not report.unknown
    assert read(parser, file)[0] == entries


def test_ids_over_three_years(data_dir, tmp_path):
    ids = []
    for name, *_ in REAL:
        entries, _ = read(CaSemaParser(), unpacked(data_dir / "sanctions" / "canada" / name, tmp_path))
        ids.append({entry.source_id for entry in entries})
    old, new = ids
    assert (len(old & new), len(old - new), len(new - old)) == (2_492, 113, 2_266)


def test_a_torn_real_list(data_dir, tmp_path):
    whole = unpacked(data_dir / "sanctions" / "canada" / "sema_2025-05.xml.zst", tmp_path).path.read_bytes()
    file = written(tmp_path, whole[: len(whole) // 2], "sema.xml")
    with pytest.raises(FormatError) as caught:
        read(CaSemaParser(), file)
    assert "byte" in str(caught.value)
    entries, report = read(CaSemaParser(), file, recover=True)
    assert 2_000 < len(entries) < 2_700
    assert report.partial
