"""What we write by ourselves, the followthemoney library reads and writes the same way.

Needs the extra `ftm`; skipped without it, and failing instead when COUNTERMARK_REQUIRE names `ftm`.
"""

from __future__ import annotations

import csv
import importlib.metadata
import importlib.util
import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from countermark.model import ontology as ours
from countermark.model.statement import (
    COLUMNS,
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
from countermark.tables.ftm import component_entities, component_id, component_statements

ROOT = Path(__file__).resolve().parents[2]
REQUIRED = "ftm" in os.environ.get("COUNTERMARK_REQUIRE", "").split(",")
PRESENT = importlib.util.find_spec("followthemoney") is not None

if PRESENT or REQUIRED:
    import followthemoney.statement as library
    from followthemoney.cli.util import binary_entities, write_entity
    from followthemoney.dataset import Dataset
    from followthemoney.entity import ValueEntity
    from followthemoney.types import registry
else:
    pytest.skip("followthemoney is not installed: pip install 'countermark[ftm]'", allow_module_level=True)

DATASET = "hur_war_sanctions"
ROWS: list[dict[str, Any]] = [
    {
        "original": "ab" * 32,
        "row": 1,
        "place": "line 2",
        "id": "gur-7187",
        "marking": 'STM32F103\n"2215NA", =1+1',
        "maker": " STMicroelectronics  N.V.",
        "maker_id": "stmicroelectronics",
        "brand": "STMicroelectronics",
        "country": "CH",
        "specimen": "Shahed-136  No. 7",
        "family": "Shahed-136",
        "category": "microcontroller",
        "function": "flight control",
        "board": "B1",
        "designator": "U3",
        "quantity": "2",
        "made_stated": "20th week (May) of 2022",
        "recovered": "19.08.2023",
        "published": "2024-06-01",
        "dispatch_country": "Hong Kong",
        "source_url": "https://war-sanctions.gur.gov.ua/en/components/7187",
        "part_number": "STM32F103",
        "verdict": "single",
        "made_from": "2022-04-11",
        "made_to": "2022-04-18",
        "rule": "yyww",
        "precision": "week",
        "tolerance_days": 7,
    },
    {
        "original": "ab" * 32,
        "row": 2,
        "marking": "Сервопривід 東芝 \u00a0é",
        "maker": "Toshiba",
        "country": "UNK",
        "specimen": "Shahed-136 No. 7",
        "verdict": "ambiguous",
        "readings": [
            {"kind": "date_code", "token": "217", "made_from": "2012-04-23", "made_to": "2012-04-30", "rule": "yww"},
            {"kind": "date_code", "token": "217", "made_from": "2022-04-25", "made_to": "2022-05-02", "rule": "yww"},
        ],
    },
    {"original": "ab" * 32, "row": 3, "maker": "Not identified"},
]


@pytest.fixture
def model() -> Any:
    """Give the library's global model with our schemata in it."""
    return ours.extend_ftm_model()


@pytest.fixture
def same_version() -> None:
    """Skip where the library is not the one that ontology.json was made with; never skip where it is required."""
    made_with = ours.ontology().followthemoney
    if importlib.metadata.version("followthemoney") != made_with and not REQUIRED:
        pytest.skip(f"ontology.json was made with followthemoney {made_with}")


def theirs(**cells: Any) -> Any:
    return library.Statement(**cells)


def in_library(file: bytes) -> list[Any]:
    return list(library.read_statements(io.BytesIO(file), library.CSV))


unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


class Kept(io.BytesIO):
    """A file that outlives the library's text wrapper, which closes it."""

    def close(self) -> None:
        pass


TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
KEY = st.from_regex(r"[0-9a-zA-Z]([0-9a-zA-Z.\-]{0,20}[0-9a-zA-Z])?", fullmatch=True)
PLACES = st.sampled_from(
    [
        (name, prop)
        for name in ("Component", "WeaponSpecimen", "Company", "Sanction")
        for prop in sorted(ours.extend_ftm_model().get(name).properties.keys() & ours.properties(name).keys())
    ]
    + [("Component", "id"), ("Person", "id")]
)
SEEN = st.none() | st.dates().map(str)
LANG = st.none() | st.sampled_from(["eng", "ukr", "zho"])
CELLS = st.fixed_dictionaries(
    {
        "place": PLACES,
        "entity_id": KEY,
        "value": TEXT,
        "dataset": st.sampled_from(["hur", "us_ofac_sdn"]),
        "lang": LANG,
        "original_value": st.none() | TEXT,
        "external": st.booleans(),
        "first_seen": SEEN,
        "last_seen": SEEN,
        "canonical_id": st.none() | KEY,
        "origin": st.none() | TEXT,
    }
)


def named(cells: dict[str, Any]) -> dict[str, Any]:
    cells = dict(cells)
    cells["schema"], cells["prop"] = cells.pop("place")
    if cells["original_value"] == cells["value"]:  # dropped by newer versions only: see the test of it
        cells["original_value"] = None
    return cells


def make(cells: dict[str, Any]) -> Any:
    cells = named(cells)
    return statement(cells.pop("entity_id"), cells.pop("prop"), **cells)


@unhurried
@given(cells=CELLS)
def test_a_statement_is_the_librarys_field_by_field(cells: dict[str, Any]) -> None:
    other = theirs(**named(cells))
    one = make(cells)
    assert {column: getattr(one, column) for column in COLUMNS} == {
        column: getattr(other, column) for column in COLUMNS
    }


def test_an_original_value_that_says_nothing_new_is_dropped(same_version: None) -> None:
    cells = {"schema": "Company", "value": "X", "dataset": "d", "original_value": "X"}
    one, other = statement("a", "name", **cells), theirs(entity_id="a", prop="name", **cells)
    assert one.original_value is other.original_value is None


@unhurried
@given(dataset=TEXT, entity=TEXT, prop=TEXT, value=TEXT, external=st.booleans(), lang=LANG)
def test_ids_hash_the_same_for_any_text(
    dataset: str, entity: str, prop: str, value: str, external: bool, lang: str | None
) -> None:
    expected = library.Statement.make_key(dataset, entity, prop, value, external, lang=lang)
    assert statement_id(dataset, entity, prop=prop, value=value, external=external, lang=lang) == expected


@unhurried
@given(listed=st.lists(CELLS, max_size=6))
def test_statement_csv_is_the_librarys_byte_for_byte_and_reads_back(listed: list[dict[str, Any]]) -> None:
    one, other = io.BytesIO(), Kept()
    known = [make(cells) for cells in listed]
    assert write_statements(one, known) == len(known)
    library.write_statements(other, library.CSV, [theirs(**named(cells)) for cells in listed])
    assert one.getvalue() == other.getvalue()
    assert list(read_statements(io.BytesIO(one.getvalue()))) == known
    back = in_library(one.getvalue())
    assert [(s.id, s.value, s.external, s.lang, s.original_value) for s in back] == [
        (s.id, s.value, s.external, s.lang, s.original_value) for s in known
    ]


def test_the_library_ignores_our_sidecar_columns() -> None:
    file = io.BytesIO()
    told = list(component_statements(ROWS, dataset=DATASET, recorded_at="2026-06-14T08:00:00.000000Z"))
    write_statements(file, told, sidecar=True)
    assert [s.id for s in in_library(file.getvalue())] == [s.id for s in told]
    assert list(read_statements(io.BytesIO(file.getvalue()))) == told


def test_an_entity_comes_apart_as_in_the_library(model: Any) -> None:
    for entity in component_entities(ROWS, dataset=DATASET):
        proxy = model.get_proxy({"id": entity.id, "schema": entity.schema, "properties": entity.properties})
        expected = {s.id: s.to_dict() for s in library.Statement.from_entity(proxy, DATASET, first_seen="2026-06-13")}
        found = list(entity_statements(entity, dataset=DATASET, first_seen="2026-06-13"))
        assert {s.id: {key: getattr(s, key) for key in expected[s.id]} for s in found} == expected


def unordered(line: dict[str, Any]) -> dict[str, Any]:
    line = {key: sorted(value) if isinstance(value, list | tuple) else value for key, value in line.items()}
    line["properties"] = {key: sorted(values) for key, values in line["properties"].items()}
    return line


@unhurried
@given(listed=st.lists(CELLS, min_size=1, max_size=8), canonical=KEY)
def test_statements_come_together_as_in_the_library(listed: list[dict[str, Any]], canonical: str) -> None:
    listed = [cells | {"canonical_id": canonical} for cells in listed if cells["place"][0] == listed[0]["place"][0]]
    whole = Dataset.make({"name": "whole"})
    other = library.StatementEntity.from_statements(whole, [theirs(**named(cells)) for cells in listed])
    one = entity_of([make(cells) for cells in listed])
    file = io.BytesIO()
    write_entities(file, [one])
    line, expected = msgspec.json.decode(file.getvalue()), other.to_dict()
    for each in (line, expected):  # which of several names is the best is a matter of taste
        each.pop("caption")
    assert unordered(line) == unordered(expected)


@pytest.mark.parametrize("nested", [False, True])
def test_the_librarys_json_is_read_as_it_was_meant(nested: bool) -> None:
    whole = Dataset.make({"name": "whole"})
    for entity in component_entities(ROWS, dataset=DATASET):
        mine = list(entity_statements(entity, dataset=DATASET, first_seen="2024", origin="published"))
        cells = [{c: getattr(s, c) for c in COLUMNS if c != "prop_type"} for s in mine]
        other = library.StatementEntity.from_statements(whole, [theirs(**row) for row in cells])
        line = msgspec.json.encode(other.to_statement_dict() if nested else other.to_dict())
        (back,) = read_entities(io.BytesIO(line))
        assert back.id == entity.id
        assert back.schema == entity.schema
        assert {key: sorted(values) for key, values in back.properties.items()} == {
            key: sorted(values) for key, values in entity.properties.items()
        }
        assert back.datasets == (DATASET,)
        assert (back.first_seen, back.context["origin"]) == ("2024", ["published"])


def test_our_json_goes_through_the_library_unchanged() -> None:
    first, second = io.BytesIO(), io.BytesIO()
    write_entities(first, component_entities(ROWS, dataset=DATASET))
    for proxy in binary_entities(io.BytesIO(first.getvalue()), ValueEntity):
        write_entity(second, proxy)

    def plain(entity: Entity) -> dict[str, Any]:
        return unordered(msgspec.to_builtins(entity))

    assert list(map(plain, read_entities(io.BytesIO(second.getvalue())))) == list(
        map(plain, read_entities(io.BytesIO(first.getvalue())))
    )


def test_exported_entities_are_valid_and_no_date_is_shortened(model: Any) -> None:
    seen: set[str] = set()
    for entity in component_entities(ROWS, dataset=DATASET):
        proxy = model.get_proxy({"id": entity.id, "schema": entity.schema, "properties": entity.properties})
        proxy.schema.validate({"properties": entity.properties})
        assert registry.entity.validate(entity.id)
        assert not proxy.schema.abstract
        assert all(entity.properties.get(required) for required in proxy.schema.required)
        for prop, value in proxy.itervalues():
            if prop.type in (registry.date, registry.country, registry.entity, registry.url, registry.number):
                assert prop.type.clean(value) == value, prop
        seen.add(entity.schema)
    assert seen == {"Component", "WeaponSpecimen", "LegalEntity", "MarkingReading"}


def test_published_rows_export_as_valid_entities(data_dir: Path, model: Any) -> None:
    source = data_dir / "components" / "cognis_components.csv.zst"
    if not source.exists():
        pytest.skip(f"needs {source}")
    heads = {
        "component_id": "id",
        "name_marking": "marking",
        "manufacturer": "maker",
        "manufacturer_country": "country",
        "production_date": "made_stated",
        "oem_part_number": "part_number",
        "found_in_drones": "specimen",
    }
    with zstandard.open(source, "rt", encoding="utf-8", newline="") as file:
        rows = [
            {heads.get(key, key): value or None for key, value in cells.items()}
            | {"original": "cd" * 32, "row": number}
            for number, cells in enumerate(csv.DictReader(file), start=1)
        ]
    found = list(component_entities(rows, dataset="cognis"))
    for entity in found:
        model.get(entity.schema).validate({"properties": entity.properties})
    assert sum(entity.schema == "Component" for entity in found) == len(rows) > 8_000


def shape(prop: Any) -> tuple[str, str | None, bool]:
    return prop.type.name, prop.range.name if prop.range else None, bool(prop.stub)


def test_every_type_range_and_parent_is_the_librarys(model: Any, same_version: None) -> None:
    known = ours.ontology().schemata
    assert sorted(known) == sorted(schema.name for schema in model)
    for schema in model:
        assert ours.ancestry(schema.name) == schema.names
        mine = {name: (p.type, p.range, p.stub) for name, p in ours.properties(schema.name).items()}
        assert mine == {name: shape(prop) for name, prop in schema.properties.items()}, schema.name


def test_the_reverse_of_a_marking_is_no_supply(model: Any) -> None:
    prop = model.get("Component").get("brandMarked")
    assert prop.label == "Bears the marking of"
    assert prop.reverse.name == "markedComponents"
    assert model.get("Company").get("markedComponents").stub


def test_the_committed_ontology_is_the_generated_one(same_version: None) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "ontology.py"), "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def ftm(*words: str, model: Path, stdin: bytes) -> bytes:
    """Run the library's command line with the merged model."""
    done = subprocess.run(
        [str(Path(sys.executable).with_name("ftm")), *words],
        input=stdin,
        capture_output=True,
        env=os.environ | {"FTM_MODEL_PATH": str(model)},
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def test_the_ftm_command_reads_our_exports_with_the_merged_model(tmp_path: Path) -> None:
    folder = ours.write_ftm_model(tmp_path / "model")
    entities, statements = io.BytesIO(), io.BytesIO()
    write_entities(entities, component_entities(ROWS, dataset=DATASET))
    told = list(component_statements(ROWS, dataset=DATASET))
    write_statements(statements, told)

    whole = ftm("aggregate", model=folder, stdin=entities.getvalue())
    checked = list(read_entities(io.BytesIO(ftm("validate", model=folder, stdin=whole))))
    exact = {entity.id: unordered({"properties": entity.properties}) for entity in read_entities(io.BytesIO(whole))}
    maker = exact[component_id("ab" * 32, 1)]["properties"]["makerLabel"]
    maker[:] = [label.strip() for label in maker]  # the only thing that the library's cleaning takes away
    assert {entity.id: unordered({"properties": entity.properties}) for entity in checked} == exact
    assert set(exact) == {s.entity_id for s in told}

    lines = ftm("format-statements", "-f", "csv", "-x", "json", model=folder, stdin=statements.getvalue())
    ordered = b"".join(sorted(lines.splitlines(keepends=True)))
    rolled = list(read_entities(io.BytesIO(ftm("aggregate-statements", "-f", "json", model=folder, stdin=ordered))))
    expected: dict[str, list[Any]] = {}
    for one in told:
        expected.setdefault(one.canonical_id, []).append(one)
    assert {e.id: {k: sorted(v) for k, v in e.properties.items()} for e in rolled} == {
        key: {k: sorted(v) for k, v in entity_of(group).properties.items()} for key, group in expected.items()
    }
