"""FollowTheMoney's forms without the library: ids, files, our schemata, and component rows as entities."""

from __future__ import annotations

import io
import time
import tracemalloc
from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec
import pytest

from countermark.model import ontology
from countermark.model.errors import EncodingError, FormatError, InputError
from countermark.model.statement import (
    COLUMNS,
    SIDECAR,
    Entity,
    entity_of,
    entity_statements,
    read_entities,
    read_statements,
    statement,
    statement_id,
    write_entities,
    write_statements,
)
from countermark.tables.ftm import (
    brand_id,
    component_entities,
    component_id,
    component_statements,
    named_id,
    stated_date,
)

ORIGINAL = "ab" * 32
HEAD = ",".join(f'"{column}"' for column in COLUMNS) + "\n"

ID_CASES = [  # dataset, entity, prop, value, external, lang: the library's id, version 4.11.2
    (("hur", "cmk-1", "category", "motor", False, None), "2812bb1568dda9c5609d68c6b3117bad9d809e05"),
    (("hur", "cmk-1", "category", "motor", True, None), "43a691543bc2c9671b95acd4f9da25925ad2acce"),
    (("hur", "cmk-1", "name", "Мотор", False, "ukr"), "640327db7322f9cfe8e8f39ef2678d05c7cf7053"),
    (("hur", "cmk-1", "name", "Мотор", True, "ukr"), "6d9ab701933f903fc112d065634de09715948595"),
    (("hur", "cmk-1", "id", "cmk-1", False, None), "d0ab3bd60f609c837c515ae1572782d91c03eb47"),
]


def row(number: int = 1, **cells: Any) -> dict[str, Any]:
    return {"original": ORIGINAL, "row": number, **cells}


def only(entities: Iterator[Entity], schema: str) -> Entity:
    (found,) = [entity for entity in entities if entity.schema == schema]
    return found


@pytest.mark.parametrize(("key", "expected"), ID_CASES)
def test_statement_ids_are_the_librarys(key: tuple[Any, ...], expected: str) -> None:
    dataset, entity, prop, value, external, lang = key
    assert statement_id(dataset, entity, prop=prop, value=value, external=external, lang=lang) == expected


def test_a_language_is_dropped_where_it_means_nothing() -> None:
    told = statement("cmk-1", "publishedCountry", schema="Component", value="cn", dataset="hur", lang="ukr")
    assert told.lang is None
    assert told.id == statement_id("hur", "cmk-1", prop="publishedCountry", value="cn")
    assert statement("cmk-1", "name", schema="Component", value="x", dataset="hur", lang="ukr").lang == "ukr"


def test_an_original_value_that_adds_nothing_is_dropped_and_last_seen_follows_first() -> None:
    told = statement(
        "a", "name", schema="Company", value="X", dataset="d", original_value="X", first_seen="2024", canonical_id="c"
    )
    assert (told.original_value, told.last_seen, told.canonical_id) == (None, "2024", "c")


@pytest.mark.parametrize(("schema", "prop"), [("Drone", "name"), ("Component", "supplier")])
def test_unknown_words_are_refused(schema: str, prop: str) -> None:
    with pytest.raises(InputError):
        statement("a", prop, schema=schema, value="x", dataset="d")


def test_csv_keeps_every_value_exactly() -> None:
    values = ["=1+1", "a\nb", 'say "x"', "\u00a0 東芝 ", "@cmd", "a\r\nb", "0123"]
    told = [statement("cmk-1", "marking", schema="Component", value=value, dataset="d") for value in values]
    file = io.BytesIO()
    assert write_statements(file, told) == len(values)
    assert file.getvalue().startswith(HEAD.encode())
    assert [one.value for one in read_statements(io.BytesIO(file.getvalue()))] == values


def test_sidecar_columns_are_written_on_request_only() -> None:
    told = statement(
        "a", "name", schema="Company", value="X", dataset="d", valid_from="2022", recorded_at="2026", locator="o:1"
    )
    plain, wide = io.BytesIO(), io.BytesIO()
    write_statements(plain, [told])
    write_statements(wide, [told], sidecar=True)
    assert list(read_statements(io.BytesIO(wide.getvalue()))) == [told]
    (bare,) = read_statements(io.BytesIO(plain.getvalue()))
    assert bare == msgspec.structs.replace(told, valid_from=None, recorded_at=None, locator=None)
    assert wide.getvalue().split(b"\n")[0] == HEAD.encode().strip() + "".join(f',"{c}"' for c in SIDECAR).encode()


def test_values_longer_than_the_csv_module_likes_are_read() -> None:
    told = statement("a", "marking", schema="Component", value="x" * 200_000, dataset="d")
    file = io.BytesIO()
    write_statements(file, [told])
    assert list(read_statements(io.BytesIO(file.getvalue()))) == [told]


TORN = [
    (b"entity_id,prop\na,b\n", FormatError, "dataset, schema, value"),
    ((HEAD + '"a","a","name"\n').encode(), FormatError, "line 2"),
    (
        (HEAD + '"a","a","name","name","Company","","d","","","","f","","",""\n').encode(),
        FormatError,
        "empty cell: value",
    ),
    (
        (HEAD + '"a","a","nose","","Company","x","d","","","","f","","",""\n').encode(),
        FormatError,
        "no property 'nose'",
    ),
    ((HEAD + '"a","a","name').encode(), FormatError, "no CSV"),
    (HEAD.encode() + b'"\xff"', EncodingError, "UTF-8"),
]


@pytest.mark.parametrize(("data", "error", "said"), TORN)
def test_a_torn_statement_file_is_refused_with_the_place(data: bytes, error: type[InputError], said: str) -> None:
    with pytest.raises(error, match=r"bad\.csv") as refused:
        list(read_statements(io.BytesIO(data), name="bad.csv"))
    assert said in str(refused.value)


def test_a_schema_we_do_not_know_is_read_when_the_file_says_its_types() -> None:
    data = (HEAD + '"c","a","hull","string","Submarine","x","d","","","","true","","","77"\n').encode()
    (told,) = read_statements(io.BytesIO(data))
    assert (told.schema, told.prop_type, told.external, told.id) == ("Submarine", "string", True, "77")


def test_json_lines_keep_what_we_do_not_know() -> None:
    line = b'{"id":"a","schema":"Company","properties":{"name":["X"]},"datasets":["d"],"target":true}\n\n'
    (entity,) = read_entities(io.BytesIO(line))
    file = io.BytesIO()
    assert write_entities(file, [entity]) == 1
    assert msgspec.json.decode(file.getvalue()) == {**msgspec.json.decode(line), "referents": []}
    assert file.getvalue().startswith(b'{"id":"a"')


def test_nested_statements_and_values_are_put_together() -> None:
    nested = {"entity_id": "old", "prop": "name", "schema": "Company", "value": "X", "dataset": "d", "external": False}
    line = {"id": "new", "schema": "LegalEntity", "statements": [nested], "properties": {"name": ["X", "Y"]}}
    (entity,) = read_entities(io.BytesIO(msgspec.json.encode(line)))
    assert (entity.id, entity.schema, entity.referents) == ("new", "Company", ("old",))
    assert entity.properties == {"name": ["X", "Y"]}


@pytest.mark.parametrize(
    "line", [b"{", b'{"id": "a"}', b'{"id":"a","schema":"Company","statements":[{"prop":"name"}]}']
)
def test_a_broken_json_line_is_refused_with_the_place(line: bytes) -> None:
    good = b'{"id":"a","schema":"Company","properties":{}}\n'
    with pytest.raises(FormatError, match=r"in\.json, line 2"):
        list(read_entities(io.BytesIO(good + line), name="in.json"))


def test_an_entity_comes_apart_and_together() -> None:
    entity = Entity(id="a", schema="Company", properties={"name": ["X", "Y"], "country": ["ch"]})
    told = list(entity_statements(entity, dataset="d", first_seen="2024-01-01"))
    assert [one.prop for one in told] == ["id", "name", "name", "country"]
    back = entity_of(told)
    assert (back.properties, back.last_change, back.caption) == (entity.properties, "2024-01-01", "X")


def test_one_entity_cannot_be_two_things() -> None:
    told = [statement("a", "name", schema=name, value="X", dataset="d") for name in ("Person", "Component")]
    with pytest.raises(InputError, match="both Person and Component"):
        entity_of(told)


def test_the_ontology_loads_within_10_ms() -> None:
    def once() -> float:
        for cached in (ontology.ontology, ontology.ancestry, ontology.properties, ontology.prop_type):
            cached.cache_clear()
        start = time.perf_counter()
        assert ontology.prop_type("Component", "brandMarked") == "entity"
        return time.perf_counter() - start

    assert min(once() for _ in range(5)) < 0.010


def test_our_schemata_are_in_the_ontology_and_inherit() -> None:
    own = {path.stem for path in ontology.OWN_SCHEMATA.glob("*.yaml")}
    of_reports = {"Claim", "ClaimLink", "ReportMention", "ReportedEvent"}
    assert own == {"Component", "MarkingReading", "WeaponSpecimen", *of_reports}
    assert own <= ontology.ontology().schemata.keys()
    assert ontology.is_a("Component", "Thing")
    assert not ontology.is_a("Component", "Asset")
    assert ontology.properties("Company")["markedComponents"].stub
    assert ontology.properties("Component")["brandMarked"].range == "LegalEntity"
    assert ontology.is_a("Claim", "Interval")
    assert ontology.is_a("ReportMention", "Mention")
    assert ontology.is_a("ReportedEvent", "Event")


def test_no_property_of_ours_speaks_of_supply() -> None:
    for path in ontology.OWN_SCHEMATA.glob("*.yaml"):
        assert not [name for name in ontology.properties(path.stem) if "suppl" in name.lower()]


DATES = [
    ("2022", "2022"),
    ("2022-02", "2022-02"),
    ("2022-12", "2022-12"),
    ("2022-02-24", "2022-02-24"),
    ("19 August 2023", "2023-08-19"),
    ("August 2023", "2023-08"),
    ("2021~", None),
    ("2022-W28", None),
    ("20th week (May) of 2022", None),
    ("2021/2023", None),
    ("2018/..", None),
    ("last spring", None),
]


@pytest.mark.parametrize(("text", "expected"), DATES)
def test_a_stated_date_is_never_shortened(text: str, expected: str | None) -> None:
    assert stated_date(text) == expected


def test_ids_are_stable_and_fold_only_case_and_space() -> None:
    assert component_id(ORIGINAL, 1) == "cmk-e6c3f97776adcc50fbec"
    assert named_id("maker", " Texas  INSTRUMENTS", dataset="d") == named_id("maker", "texas instruments", dataset="d")
    assert named_id("specimen", "1-2", dataset="d") != named_id("specimen", "12", dataset="d")
    assert named_id("maker", "X", dataset="d") != named_id("maker", "X", dataset="e")
    assert named_id("maker", "X", dataset="d") != named_id("specimen", "X", dataset="d")
    assert brand_id("analog_devices") == "cmk-brand-analog-devices"
    with pytest.raises(InputError, match="maker id"):
        brand_id("Ünlü")


def test_a_bare_row_is_a_component_and_nothing_else() -> None:
    (entity,) = component_entities([row(maker="Not identified", country="UNK")], dataset="d")
    assert entity.properties == {"makerLabel": ["Not identified"], "publishedCountryLabel": ["UNK"]}


def test_the_published_country_is_the_publishers_label_and_a_code_where_there_is_one() -> None:
    rows = [row(country="CN", dispatch_country="Hong Kong")]
    entity = only(component_entities(rows, dataset="d", countries={"Hong Kong": "HK"}), "Component")
    assert entity.properties["publishedCountry"] == ["cn"]
    assert entity.properties["dispatchCountry"] == ["hk"]
    assert "country" not in entity.properties
    code = [s for s in component_statements(rows, dataset="d") if s.prop == "publishedCountry"]
    assert [(s.value, s.original_value, s.dataset, s.origin) for s in code] == [("cn", "CN", "d", "published")]


def test_a_reading_is_said_by_us_and_stays_beside_the_component() -> None:
    rows = [
        row(
            marking="X 2215NA",
            maker="TI",
            made_from=date(2022, 4, 11),
            made_to=date(2022, 4, 18),
            rule="yyww",
            precision="week",
            tolerance_days=0,
            verdict="single",
            part_number="X",
        )
    ]
    told = list(component_statements(rows, dataset="hur"))
    component = component_id(ORIGINAL, 1)
    assert {s.prop for s in told if s.entity_id == component} == {
        "id",
        "marking",
        "makerLabel",
        "partNumber",
        "brandMarked",
    }
    reading = {s.prop: s for s in told if s.schema == "MarkingReading"}
    assert {s.dataset for s in reading.values()} == {"countermark"}
    assert {s.origin for s in reading.values()} == {"reading:yyww"}
    assert (reading["madeFrom"].value, reading["madeBefore"].value) == ("2022-04-11", "2022-04-18")
    assert reading["component"].value == component
    assert {s.origin for s in told if s.prop == "partNumber"} == {"reading:part_number"}
    assert {s.locator for s in told} == {f"{ORIGINAL}:1"}


def test_readings_that_exclude_each_other_stay_apart() -> None:
    one = {"kind": "date_code", "token": "217", "made_to": "2022-05-02", "rule": "yww"}
    rows = [row(readings=[one | {"made_from": "2022-04-25"}, one | {"made_from": "2012-04-23"}, {"kind": "other"}])]
    found = [e for e in component_entities(rows, dataset="d") if e.schema == "MarkingReading"]
    assert len({entity.id for entity in found}) == 2
    candidates = [row(candidates='[["2012-04-23","2012-04-30"],["2022-04-25","2022-05-02"]]', rule="yww")]
    told = [s for s in component_statements(candidates, dataset="d") if s.schema == "MarkingReading"]
    assert {s.origin for s in told} == {"reading"}, "the rule of the first candidate is not the rule of all"


def test_a_judgement_stands_alone() -> None:
    machine = {"rule": "yww", "candidates": '[["2012-04-23","2012-04-30"]]', "overruled": True}
    judged = [row(made_from="2022-01-01", made_to="2023-01-01", **machine)]
    told = [s for s in component_statements(judged, dataset="d") if s.schema == "MarkingReading"]
    assert {s.origin for s in told} == {"judgement"}
    assert "rule" not in {s.prop for s in told}
    refused = [row(made_from=None, made_to=None, **machine)]
    assert [e.schema for e in component_entities(refused, dataset="d")] == ["Component"]


def test_a_maker_we_looked_up_is_the_same_in_every_dataset_and_said_by_us() -> None:
    cells = {"maker": "Maxim", "maker_id": "analog_devices", "brand": "Analog Devices"}
    told = list(component_statements([row(**cells)], dataset="hur"))
    assert [(s.value, s.dataset) for s in told if s.prop == "name"] == [("Analog Devices", "countermark")]
    assert [(s.value, s.dataset) for s in told if s.prop == "makerLabel"] == [("Maxim", "hur")]
    assert [(s.dataset, s.origin) for s in told if s.prop == "brandMarked"] == [("countermark", "reading:maker")]
    maker = only(component_entities([row(**cells)], dataset="hur"), "LegalEntity")
    assert (maker.id, maker.datasets) == ("cmk-brand-analog-devices", ("countermark",))


def test_specimens_and_makers_are_told_once_and_again_when_a_row_adds_to_them() -> None:
    rows = [
        row(1, specimen="S 7", maker="TI"),
        row(2, specimen="s  7", maker="TI", family="Shahed"),
        row(3, specimen="S 7", maker="TI"),
    ]
    found = list(component_entities(rows, dataset="d"))
    specimens = [entity for entity in found if entity.schema == "WeaponSpecimen"]
    assert [entity.properties.get("family") for entity in specimens] == [None, ["Shahed"]]
    assert len({entity.id for entity in specimens}) == 1
    assert sum(entity.schema == "LegalEntity" for entity in found) == 1
    assert {entity.properties["specimen"][0] for entity in found if entity.schema == "Component"} == {specimens[0].id}


def test_entities_and_statements_tell_the_same() -> None:
    rows = [row(n, specimen=f"S{n % 3}", maker=f"M{n % 2}", marking=f"m{n}", made_stated="2021") for n in range(1, 9)]
    groups: dict[str, list[Any]] = {}
    for one in component_statements(rows, dataset="d"):
        groups.setdefault(one.entity_id, []).append(one)
    merged: dict[str, dict[str, set[str]]] = {}
    for entity in component_entities(rows, dataset="d"):
        for prop, values in entity.properties.items():
            merged.setdefault(entity.id, {}).setdefault(prop, set()).update(values)
    assert merged == {key: {p: set(v) for p, v in entity_of(group).properties.items()} for key, group in groups.items()}


@pytest.mark.parametrize("name", ["HUR", "a b", "_a", "a__b", "", "a.b"])
def test_a_dataset_name_the_library_would_refuse_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="dataset"):
        list(component_entities([row()], dataset=name))


def test_source_addresses_that_are_none_are_left_out() -> None:
    rows = [row(1, source_url="see file"), row(2, source_url="https://x.org/1")]
    found = [entity.properties.get("sourceUrl") for entity in component_entities(rows, dataset="d")]
    assert found == [None, ["https://x.org/1"]]


def test_rows_stream_in_bounded_memory() -> None:
    def rows(count: int) -> Iterator[dict[str, Any]]:
        return (row(n, marking=f"m{n}", specimen=f"S{n // 50}", maker=f"M{n % 90}") for n in range(count))

    class Sink(io.RawIOBase):
        def writable(self) -> bool:
            return True

        def write(self, data: Any) -> int:
            return len(data)

    def peak(count: int) -> int:
        tracemalloc.start()
        try:
            with io.BufferedWriter(Sink()) as file:
                write_statements(file, component_statements(rows(count), dataset="d"))
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(50)
    assert peak(6_000) < peak(1_000) + 300_000
