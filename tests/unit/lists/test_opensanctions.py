"""OpenSanctions exports: every form, what each says of whom, and what makes an export whole."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from pathlib import Path

import pytest
import zstandard

from countermark.model.errors import FormatError, InputError
from countermark.model.ontology import is_known
from countermark.model.statement import statement, write_statements
from countermark.sources.lists.base import ListEntry, ListFile, ListReport, Said, Stream
from countermark.sources.lists.opensanctions import PARSERS, OpenSanctionsParser, form_of
from countermark.sources.lists.opensanctions_simple import several

SEEN = {"first_seen": "2024-01-01T00:00:00", "last_seen": "2024-03-09T09:28:18", "last_change": "2024-02-01T00:00:00"}


def written(path: Path, content: bytes) -> ListFile:
    path.write_bytes(content)
    return ListFile(path, path.name, content[: 1 << 16])


def lines(tmp_path: Path, *entities: dict[str, object], name: str = "entities.ftm.json") -> ListFile:
    full = [
        {"properties": {}, "datasets": ["xx_list"], "referents": [], "target": False, **SEEN, **entity}
        for entity in entities
    ]
    return written(tmp_path / name, b"".join(json.dumps(entity).encode() + b"\n" for entity in full))


def read(file: ListFile, *, dataset: str | None = None, recover: bool = False) -> tuple[list[ListEntry], ListReport]:
    report = ListReport()
    entries = list(OpenSanctionsParser(dataset).parse(file, report, recover=recover))
    assert report.reconciles
    assert all(entry.said[0].value == entry.main == entry.source_id for entry in entries)
    return entries, report


def test_entities_keep_ids_properties_and_references(tmp_path: Path) -> None:
    file = lines(
        tmp_path,
        {
            "id": "xx-1",
            "schema": "Company",
            "properties": {"name": ["Alpha", "Альфа"], "country": ["ru"]},
            "target": True,
        },
        {"id": "xx-2", "schema": "Ownership", "properties": {"owner": ["xx-3"], "asset": ["xx-1"]}},
        {"id": "xx-4", "schema": "Sanction", "properties": {"entity": ["xx-1"], "program": ["P"]}},
    )
    assert PARSERS[0].recognises(file)
    entries, report = read(file)
    assert [entry.source_id for entry in entries] == ["xx-1", "xx-2", "xx-4"]
    assert entries[0].said == [
        Said("xx-1", "Company", "id", "xx-1"),
        Said("xx-1", "Company", "name", "Alpha"),
        Said("xx-1", "Company", "name", "Альфа"),
        Said("xx-1", "Company", "country", "ru"),
    ]
    assert Said("xx-2", "Ownership", "owner", "xx-3") in entries[1].said
    assert {entry.stream for entry in entries} == {Stream("xx_list", "entities", "opensanctions", whole=False)}
    assert report.decisions["first seen"] == "2024-01-01T00:00:00 to 2024-01-01T00:00:00"
    assert report.decisions["targets"] == "1"
    assert not report.unknown


def test_values_of_several_datasets_are_nobodys_own(tmp_path: Path) -> None:
    entity = {
        "id": "NK-1",
        "schema": "Person",
        "properties": {"name": ["A"]},
        "datasets": ["us_x", "eu_y"],
        "referents": ["ofac-1"],
    }
    entries, report = read(lines(tmp_path, entity))
    base, name = Said("NK-1", "Person", "id", "NK-1"), Said("NK-1", "Person", "name", "A")
    referent = Said("NK-1", "Person", "notes", "referent: ofac-1")
    assert {entry.stream.list: entry.said for entry in entries} == {
        "us_x": [base],
        "eu_y": [base],
        "opensanctions": [base, name, referent],
    }
    assert report.decisions["merged ids"].startswith("1 (referents), 0 of them")


def test_statements_in_lines_name_their_dataset(tmp_path: Path) -> None:
    entity = {
        "id": "NK-1",
        "schema": "Person",
        "properties": {},
        "datasets": ["us_x", "eu_y"],
        "statements": [
            {
                "dataset": "us_x",
                "schema": "Person",
                "prop": "name",
                "value": "A",
                "lang": "rus",
                "original_value": "A.",
            },
            {"dataset": "eu_y", "schema": "Person", "prop": "id", "value": "hash"},
        ],
    }
    entries, _ = read(lines(tmp_path, entity))
    said = {entry.stream.list: entry.said[1:] for entry in entries}
    assert said == {"us_x": [Said("NK-1", "Person", "name", "A", "rus", "A.")], "eu_y": []}


def test_nested_entities_are_taken_out_and_hang_on_their_parent(tmp_path: Path) -> None:
    nested = {
        "id": "NK-1",
        "schema": "Person",
        "properties": {
            "name": ["A"],
            "sanctions": [{"id": "s-1", "schema": "Sanction", "properties": {"program": ["P"]}}],
            "familyPerson": [
                {
                    "id": "f-1",
                    "schema": "Family",
                    "properties": {
                        "person": ["NK-1"],
                        "relative": [{"id": "NK-2", "schema": "Person", "properties": {"name": ["B"]}}],
                    },
                }
            ],
        },
    }
    file = lines(tmp_path, nested, name="targets.nested.json")
    entries, report = read(file)
    said = {entry.source_id: {(value.prop, value.value) for value in entry.said} for entry in entries}
    assert report.decisions["form"] == "nested"
    assert said["s-1"] == {("id", "s-1"), ("program", "P"), ("entity", "NK-1")}
    assert said["f-1"] == {("id", "f-1"), ("person", "NK-1"), ("relative", "NK-2")}
    assert said["NK-2"] == {("id", "NK-2"), ("name", "B")}
    assert said["NK-1"] == {("id", "NK-1"), ("name", "A")}
    assert {entry.stream.part for entry in entries} == {"targets"}


def test_unknown_properties_are_counted_and_kept_where_there_are_notes(tmp_path: Path) -> None:
    entities = (
        {"id": "a", "schema": "Person", "properties": {"shoeSize": ["44"]}, "extra": 1},
        {"id": "b", "schema": "Sanction", "properties": {"shoeSize": ["45"]}},
    )
    entries, report = read(lines(tmp_path, *entities))
    assert Said("a", "Person", "notes", "shoeSize: 44") in entries[0].said
    assert report.unknown == {
        "property Person:shoeSize": 1,
        "property Sanction:shoeSize": 1,
        "key 'extra' of an entity": 1,
    }


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"schema": "Spaceship"}, "unknown schema"),
        ({"properties": {"name": [5]}}, "int where a text belongs"),
        ({"properties": {"name": "A"}}, "no entity"),
        ({"properties": {"sanctions": [{"schema": "Sanction"}]}}, "nested"),
        ({"statements": [{"prop": "name"}]}, "without dataset"),
    ],
)
def test_odd_lines_fail_closed_and_recover(tmp_path: Path, change: dict[str, object], wrong: str) -> None:
    good = {"id": "a", "schema": "Person", "properties": {"name": ["A"]}}
    file = lines(tmp_path, good, {**good, "id": "b", **change})
    with pytest.raises(FormatError, match=wrong):
        read(file)
    entries, report = read(file, recover=True)
    assert [entry.source_id for entry in entries] == ["a"]
    assert (report.quarantined, bool(report.partial)) == (1, True)


def test_torn_line_names_its_place(tmp_path: Path) -> None:
    whole = lines(tmp_path, {"id": "a", "schema": "Person"}, {"id": "b", "schema": "Person"}).path.read_bytes()
    with pytest.raises(FormatError) as caught:
        read(written(tmp_path / "torn.json", whole[:-9]))
    assert f"line 2 at byte {whole.find(bytes([10])) + 1}" in caught.value.where


def test_entities_without_dataset_need_one_named(tmp_path: Path) -> None:
    file = written(tmp_path / "own.json", b'{"id": "a", "schema": "Person", "properties": {"name": ["A"]}}\n')
    assert not PARSERS[0].recognises(file)
    with pytest.raises(FormatError, match="no dataset"):
        read(file)
    entries, _ = read(file, dataset="own")
    assert entries[0].stream == Stream("own", "entities", "opensanctions")


def test_statement_csv_of_two_datasets(tmp_path: Path) -> None:
    out = io.BytesIO()
    more = {"canonical_id": "NK-1", "first_seen": "2023-01-01", "last_seen": "2024-01-01"}
    write_statements(
        out,
        [
            statement("ofac-1", "id", schema="Person", value="ofac-1", dataset="us_x", **more),
            statement(
                "ofac-1", "name", schema="Person", value="А", dataset="us_x", lang="rus", original_value="А.", **more
            ),
            statement("eu-1", "name", schema="Person", value="B", dataset="eu_y", **more),
        ],
    )
    file = written(tmp_path / "statements.csv", out.getvalue())
    assert form_of(file.head) == "statements"
    entries, report = read(file)
    base = Said("NK-1", "Person", "id", "NK-1")
    assert {entry.stream.list: entry.said for entry in entries} == {
        "us_x": [
            base,
            Said("NK-1", "Person", "name", "А", "rus", "А."),
            Said("NK-1", "Person", "notes", "referent: ofac-1"),
        ],
        "eu_y": [base, Said("NK-1", "Person", "name", "B"), Said("NK-1", "Person", "notes", "referent: eu-1")],
    }
    assert report.decisions["last seen"] == "2024-01-01 to 2024-01-01"
    torn = written(tmp_path / "torn.csv", out.getvalue()[:-20])
    with pytest.raises(FormatError):
        read(torn)
    assert len(read(torn, recover=True)[0]) == 1


PACK = (
    b"a,Person:id,hash,xx,,,t,f,2024-01-01,2024-01-02,1\n"
    b"a,Person:country,ru,xx,rus,Russia,t,f,2024-01-01,2024-01-02,2\n"
    b"b,Sanction:entity,a,xx,,,f,f,2024-01-01,2024-01-02,3\n"
)


def test_packed_statements(tmp_path: Path) -> None:
    file = written(tmp_path / "statements.pack", PACK)
    assert PARSERS[0].recognises(file)
    entries, _ = read(file)
    assert entries[0].said == [Said("a", "Person", "id", "a"), Said("a", "Person", "country", "ru", "rus", "Russia")]
    assert entries[1].said[1] == Said("b", "Sanction", "entity", "a")
    torn = written(tmp_path / "torn.pack", PACK[:-22])
    with pytest.raises(FormatError, match="cells"):
        read(torn)
    assert read(torn, recover=True)[1].partial


def simple(tmp_path: Path, *rows: dict[str, str]) -> ListFile:
    columns = [
        "id",
        "schema",
        "name",
        "aliases",
        "birth_date",
        "countries",
        "addresses",
        "identifiers",
        "sanctions",
        "phones",
        "emails",
        "dataset",
        "first_seen",
        "last_seen",
        "last_change",
    ]
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", dialect=csv.unix_dialect)
    writer.writeheader()
    writer.writerows(rows)
    return written(tmp_path / "targets.simple.csv", out.getvalue().encode())


ROW = {
    "id": "a",
    "schema": "Person",
    "name": "A",
    "aliases": 'B;"C;D"',
    "birth_date": "1966;1967-01-02",
    "countries": "ru;by",
    "identifiers": "X1",
    "sanctions": "Act 5",
    "phones": "1",
    "emails": "a@b.test",
    "dataset": "Some List",
}


def test_simple_csv(tmp_path: Path) -> None:
    entries, report = read(simple(tmp_path, ROW))
    assert entries[0].stream == Stream("some_list", "simple", "opensanctions")
    assert {(said.prop, said.value) for said in entries[0].said if said.entity == "a"} == {
        ("id", "a"),
        ("name", "A"),
        ("alias", "B"),
        ("alias", "C;D"),
        ("birthDate", "1966"),
        ("birthDate", "1967-01-02"),
        ("country", "ru"),
        ("country", "by"),
        ("idNumber", "X1"),
        ("phone", "1"),
        ("email", "a@b.test"),
    }
    assert Said("a-sanction", "Sanction", "program", "Act 5") in entries[0].said
    assert report.decisions["whole"].startswith("some_list")
    assert read(simple(tmp_path, ROW), dataset="xx_some")[0][0].stream == Stream("xx_some", "simple", "opensanctions")


def test_simple_csv_of_several_datasets_is_whole_for_none(tmp_path: Path) -> None:
    entries, _ = read(simple(tmp_path, ROW, {**ROW, "id": "b", "dataset": "Some List;Other List"}))
    assert [(entry.source_id, entry.stream.list) for entry in entries] == [
        ("a", "some_list"),
        ("b", "some_list"),
        ("b", "other_list"),
        ("b", "opensanctions"),
    ]
    assert not any(entry.stream.whole for entry in entries)


def test_several_values_of_a_cell() -> None:
    assert several('a;"b;c";;d') == ["a", "b;c", "d"]
    assert several("") == []


def indexed(tmp_path: Path, file: ListFile, **change: object) -> None:
    content = file.path.read_bytes()
    resource = {"name": file.name, "checksum": hashlib.sha1(content).hexdigest(), "size": len(content), **change}
    index = {"name": "xx_list", "title": "Some List", "last_export": "2024-03-09T09:33:28", "resources": [resource]}
    (tmp_path / "index.json").write_text(json.dumps(index))


def test_an_index_makes_an_export_whole_or_refuses_it(tmp_path: Path) -> None:
    file = lines(tmp_path, {"id": "a", "schema": "Person"})
    assert not read(file)[0][0].stream.whole
    indexed(tmp_path, file)
    entries, report = read(file)
    assert entries[0].stream.whole
    assert report.published == "2024-03-09T09:33:28Z"
    for change in ({"checksum": "0" * 40}, {"size": 5, "checksum": None}):
        indexed(tmp_path, file, **change)
        with pytest.raises(FormatError, match="another file"):
            read(file)
        entries, report = read(file, recover=True)
        assert report.partial
        assert not entries[0].stream.whole


def test_index_names_the_dataset_of_a_title(tmp_path: Path) -> None:
    file = simple(tmp_path, ROW)
    indexed(tmp_path, file)
    assert read(file)[0][0].stream == Stream("xx_list", "simple", "opensanctions")


@pytest.mark.parametrize(
    "content", [b"", b"{}\n", b"a,b,c\n", b"\xff\xfe\x00", b'{"id":"a","schema":"Person","properties":']
)
def test_no_export_is_a_clear_error(tmp_path: Path, content: bytes) -> None:
    file = written(tmp_path / "x", content)
    with pytest.raises(InputError):
        read(file)


def test_headings_only(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="no entities"):
        read(simple(tmp_path))


def real(data_dir: Path, name: str, tmp_path: Path) -> ListFile:
    folder = data_dir / "matching"
    found = [path for path in (folder / name, folder / f"{name}.zst") if path.is_file()]
    if not found:
        pytest.skip(f"no {folder / name}")
    raw = found[0].read_bytes()
    if found[0].suffix == ".zst":
        raw = zstandard.ZstdDecompressor().stream_reader(raw).read()
    return written(tmp_path / Path(name).name, raw)


@pytest.mark.parametrize(
    ("name", "form", "entities"),
    [
        ("opensanctions_export_sample/entities.ftm.json", "entities", 281),
        ("opensanctions_export_sample/targets.nested.json", "nested", 260),
        ("opensanctions_export_sample/statements.pack", "pack", 281),
        ("opensanctions_export_sample/targets.simple.csv", "simple", 20),
        ("ftm_zala.json", "entities", 91),
    ],
)
def test_real_files(data_dir: Path, tmp_path: Path, name: str, form: str, entities: int) -> None:
    file = real(data_dir, name, tmp_path)
    assert PARSERS[0].recognises(file)
    entries, report = read(file)
    assert report.decisions["form"] == form
    assert len({entry.source_id for entry in entries}) == entities
    text = file.path.read_text(encoding="utf-8")
    if form == "pack":
        expected = {row.split(",", 1)[0] for row in text.splitlines()}
        assert sum(len(entry.said) for entry in entries) - len(entries) == len(
            [1 for row in csv.reader(io.StringIO(text)) if not row[1].endswith(":id")]
        )
    elif form == "simple":
        expected = {row.split('"')[1] for row in text.splitlines()[1:]}
    else:
        expected = set(re.findall(r'"id": ?"([^"]+)"', text))
    assert {entry.source_id for entry in entries} == expected
    assert not report.unknown
    assert all(is_known(said.schema, said.prop) for entry in entries for said in entry.said)
    assert read(file)[0] == entries


def test_real_values_are_those_of_the_lines(data_dir: Path, tmp_path: Path) -> None:
    for name in ("opensanctions_export_sample/entities.ftm.json", "ftm_zala.json"):
        file = real(data_dir, name, tmp_path)
        given = {
            (entity["id"], prop, value)
            for entity in map(json.loads, file.path.read_text(encoding="utf-8").splitlines())
            for prop, values in entity["properties"].items()
            for value in values
        }
        entries, _ = read(file)
        said = {(value.entity, value.prop, value.value) for entry in entries for value in entry.said}
        extra = {one for one in said - given if one[1] != "id" and not one[2].startswith("referent: ")}
        assert not given - said
        assert not extra


def test_real_sample_is_whole_by_its_index(data_dir: Path, tmp_path: Path) -> None:
    real(data_dir, "opensanctions_export_sample/index.json", tmp_path)
    for name in ("entities.ftm.json", "targets.nested.json", "targets.simple.csv"):
        entries, report = read(real(data_dir, f"opensanctions_export_sample/{name}", tmp_path))
        assert report.published == "2024-03-09T09:33:28Z"
        assert {(entry.stream.list, entry.stream.whole) for entry in entries} == {("wd_persons", True)}
