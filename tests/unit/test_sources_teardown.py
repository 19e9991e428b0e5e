"""Component tables and part catalogues: what is mapped, what is kept beside, what is said about it."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from countermark.intake.kinds import PARSERS, choose_parser
from countermark.ledger.engine import Engine
from countermark.model.errors import MappingError
from countermark.model.facts import COMPONENT, PART
from countermark.sources.base import Parsed, Parser
from countermark.sources.parts import PartsParser, part_key
from countermark.sources.tables import open_table
from countermark.sources.teardown import TeardownParser

Row = dict[str, Any]


def read(path: Path, parser: Parser | None = None, **options: Any) -> tuple[list[Row], Parsed]:
    """Read a file with the parser its headings choose."""
    parsed = Parsed()
    with Engine() as engine, open_table(path, parquet=engine.parquet_table) as table:
        chosen = parser or choose_parser("auto", table, options.get("mapping"))
        names = chosen.table.names
        rows = [
            dict(zip(names, row, strict=True))
            for row in chosen.parse(table, original="ab" * 32, parsed=parsed, **options)
        ]
    assert parsed.reconciles
    return rows, parsed


def table(folder: Path, text: str, name: str = "a.csv") -> Path:
    place = folder / name
    place.write_text(text, encoding="utf-8")
    return place


def filled(row: Row) -> Row:
    return {key: value for key, value in row.items() if value is not None and key not in {"original", "row", "place"}}


OWN = [column for column in COMPONENT.names if column not in {"original", "row", "place", "extra"}]


def test_the_documented_layout_maps_itself(tmp_path: Path) -> None:
    rows, _ = read(table(tmp_path, ",".join(OWN) + "\n" + ",".join(f"<{name}>" for name in OWN) + "\n"))
    assert filled(rows[0]) == {name: f"<{name}>" for name in OWN}
    assert (rows[0]["original"], rows[0]["row"], rows[0]["place"]) == ("ab" * 32, 1, "line 2")


HEADINGS = [  # headings, what they map to in order (None: kept in extra)
    ("Part marking;Manufacturer;Found in;Qty", ["marking", "maker", "specimen", "quantity"]),
    ("Маркировка;Производитель;Образец;Кол-во", ["marking", "maker", "specimen", "quantity"]),
    ("Маркування;Виробник;Зразок;Країна виробника", ["marking", "maker", "specimen", "country"]),
    ("PART_NO.;Brand;UAV;Country of origin", ["marking", "maker", "specimen", "country"]),
    ("name;marking;maker;specimen", [None, "marking", "maker", "specimen"]),
    ("part number;Top mark;specimen;colour", [None, "marking", "specimen", None]),
    ("Ref. Des.;maker;weapon family;specimen", ["designator", "maker", "family", "specimen"]),
    ("Production date;date of recovery;maker;drone", ["made_stated", "recovered", "maker", "specimen"]),
]


@pytest.mark.parametrize(("headings", "columns"), HEADINGS)
def test_synonyms(tmp_path: Path, headings: str, columns: list[str | None]) -> None:
    rows, _ = read(table(tmp_path, headings + "\n2021;2022;2023;2024\n"))
    expected: Row = {column: str(2021 + at) for at, column in enumerate(columns) if column}
    rest = {heading: str(2021 + at) for at, heading in enumerate(headings.split(";")) if columns[at] is None}
    row = filled(rows[0])
    assert json.loads(row.pop("extra", "{}")) == rest
    assert row == expected


def test_a_second_heading_for_the_marking_is_kept_and_said(tmp_path: Path) -> None:
    _, parsed = read(table(tmp_path, "name,marking,maker,specimen\na,b,c,d\n"))
    assert parsed.warnings == ["marking is read from 'marking'; 'name' is kept in extra"]


def test_placeholders_are_no_text_and_stay_in_extra(tmp_path: Path) -> None:
    rows, _ = read(
        table(tmp_path, "marking,maker,country,specimen,note\n(unspecified),TI,UNK,u-1,UNK\nUNK 7,TI,US,u-1,\n")
    )
    assert filled(rows[0]) == {
        "maker": "TI",
        "specimen": "u-1",
        "extra": '{"note":"UNK","marking":"(unspecified)","country":"UNK"}',
    }
    assert filled(rows[1]) == {"marking": "UNK 7", "maker": "TI", "country": "US", "specimen": "u-1"}


def test_odd_dates_are_stored_and_recorded(tmp_path: Path) -> None:
    days = [
        "2205-13-45",
        "0000-01-01",
        "2022-02-30",
        "2022-W08",
        "2022-02",
        "2022-02-24T10:00:00Z",
        "19.08.2023",
        "soon",
    ]
    rows, parsed = read(table(tmp_path, "maker,specimen,recovered\n" + "".join(f"TI,u,{day}\n" for day in days)))
    assert [row["recovered"] for row in rows] == days
    assert parsed.stored == len(days)
    assert [(issue.raw, issue.place, issue.code) for issue in parsed.issues] == [
        ("2205-13-45", "line 2", "odd value"),
        ("0000-01-01", "line 3", "odd value"),
        ("2022-02-30", "line 4", "odd value"),
        ("soon", "line 9", "odd value"),
    ]


def test_a_column_of_odd_dates_is_summed_up(tmp_path: Path) -> None:
    _, parsed = read(table(tmp_path, "maker,specimen,recovered\n" + "TI,u,soon\n" * 1200))
    assert len(parsed.issues) == 1000
    assert parsed.warnings == ["recovered: 1200 dates no calendar knows; the first 1000 are listed"]


def test_long_and_formula_like_cells_are_untouched(tmp_path: Path) -> None:
    cells = ["=HYPERLINK(1)", "+49", "-1+1", "@SUM(A1)", " padded ", "x" * 10_000]
    rows, _ = read(table(tmp_path, "marking,specimen\n" + "".join(f"{cell},u\n" for cell in cells)))
    assert [row["marking"] for row in rows] == cells


def test_a_mapping_file_maps_fills_and_replaces(tmp_path: Path) -> None:
    mapping = table(
        tmp_path,
        '[columns]\nmarking = "Inscription A"\nmaker = ""\n[constants]\nspecimen = "unit 7"\n'
        '[values]\n"n/a" = ""\n[values.country]\nRoC = "TW"\n',
        "m.toml",
    )
    rows, _ = read(table(tmp_path, "Inscription A,maker,country,b\nX1,TI,RoC,RoC\nn/a,,n/a,n/a\n"), mapping=mapping)
    first, second = map(filled, rows)
    assert json.loads(first.pop("extra")) == {"maker": "TI", "country": "RoC", "b": "RoC"}
    assert first == {"marking": "X1", "specimen": "unit 7", "country": "TW"}
    assert json.loads(second.pop("extra")) == {"b": "n/a", "Inscription A": "n/a", "country": "n/a"}
    assert second == {"specimen": "unit 7"}


BAD_MAPPINGS = [  # mapping file, words, words of the hint
    ('[columns]\nmarkin = "a"\n', "unknown column 'markin'", "nearest: marking"),
    ('[column]\nmarking = "a"\n', "unknown section 'column'", "nearest: columns"),
    ('[columns]\nmarking = "Inscriptoin"\n', "no heading 'Inscriptoin' in the table", "nearest: 'Inscription'"),
    ("[columns]\nmarking = 7\n", "[columns]: every entry is a text in quotes", "write"),
    ('[columns]\nspecimen = "u"\n[constants]\nspecimen = "x"\n', "specimen: both a heading and a constant", "keep one"),
    ("[columns\n", "the mapping file is no TOML", "write"),
    ('[values.colour]\nred = ""\n', "unknown column 'colour'", ""),
]


@pytest.mark.parametrize(("text", "words", "hint"), BAD_MAPPINGS)
def test_bad_mapping_files(tmp_path: Path, text: str, words: str, hint: str) -> None:
    mapping = table(tmp_path, text, "m.toml")
    with pytest.raises(MappingError) as caught:
        read(table(tmp_path, "Inscription,u\nX1,u-1\n"), TeardownParser(), mapping=mapping)
    assert words in caught.value.detail
    assert hint in caught.value.hint
    assert "m.toml" in caught.value.where


def test_a_missing_mapping_file(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match="the mapping file cannot be read: No such file"):
        read(table(tmp_path, "a,b\n1,2\n"), TeardownParser(), mapping=tmp_path / "none.toml")


def test_unknown_headings_print_a_mapping_that_works_when_filled_in(tmp_path: Path) -> None:
    path = table(tmp_path, "Markinng,Kiste,Ort\nX1,TI,u-1\n")
    with pytest.raises(MappingError) as caught:
        read(path)
    assert "no column for the marking or the maker" in caught.value.detail
    assert "'Markinng', 'Kiste', 'Ort'" in caught.value.detail
    assert "marking: perhaps 'Markinng'" in caught.value.detail
    text = caught.value.hint.split("\n", 1)[1]
    assert '# marking = "Markinng"   # a guess' in text  # a guess is never taken unless a person says so
    taken = text.replace("# marking =", "marking =").replace('# specimen = ""', 'specimen = "Ort"')
    mapping = table(tmp_path, taken, "m.toml")
    rows, _ = read(path, mapping=mapping)
    assert filled(rows[0]) == {"marking": "X1", "specimen": "u-1", "extra": '{"Kiste":"TI"}'}


def test_a_table_without_specimen_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match="no column for the specimen"):
        read(table(tmp_path, "marking,maker\nX1,TI\n"), TeardownParser())


def test_published_fills_rows_that_state_no_day(tmp_path: Path) -> None:
    rows, _ = read(table(tmp_path, "maker,specimen,published\nTI,u,\nTI,u,2023-01-02\n"), published="2026-06-13")
    assert [row["published"] for row in rows] == ["2026-06-13", "2023-01-02"]


def test_the_open_snapshot(data_dir: Path) -> None:
    rows, parsed = read(data_dir / "components" / "gur_components_snapshot_2026-06-13.csv")
    assert (parsed.read, parsed.stored, parsed.quarantined, parsed.dropped, parsed.issues) == (5806, 5806, 0, 0, [])
    assert sum(1 for row in rows if row["marking"] is None) == 3071
    assert sum(1 for row in rows if row["country"] is None) == sum(1 for row in rows if '"UNK"' in row["extra"]) > 0
    assert filled(rows[0]) == {
        "id": "gur-5",
        "maker": "Texas Instruments",
        "country": "US",
        "specimen": "uav-shahed-131",
        "source_url": "https://war-sanctions.gur.gov.ua/en/components/5",
        "extra": '{"gur_id":"5"}',
    }


def test_the_faulty_copy_agrees_with_the_snapshot(data_dir: Path) -> None:
    copy, parsed = read(data_dir / "components" / "cognis_components.csv.zst")
    assert (parsed.read, parsed.stored, parsed.quarantined, parsed.dropped, parsed.issues) == (8326, 8326, 0, 0, [])
    assert Counter(Counter(row["id"] for row in copy).values()) == {1: 5798, 316: 8}
    snapshot, _ = read(data_dir / "components" / "gur_components_snapshot_2026-06-13.csv")
    shared = ("marking", "maker", "country", "specimen", "source_url")
    assert {row["id"]: [row[name] for name in shared] for row in copy} == {
        row["id"]: [row[name] for name in shared] for row in snapshot
    }


CATALOGUES = [  # file, rows, first row
    (
        "digikey_kicad_library.csv.zst",
        1073,
        ("COM-12999", "COM12999", "SparkFun Electronics", "Addressable, Specialty"),
    ),
    ("kicad_symbols_2020-10.csv.zst", 16783, ("14528", "14528", None, None)),
]


@pytest.mark.parametrize(("name", "count", "first"), CATALOGUES)
def test_part_catalogues(data_dir: Path, name: str, count: int, first: tuple[str | None, ...]) -> None:
    rows, parsed = read(data_dir / "parts" / name)
    assert (parsed.read, parsed.stored) == (count, count)
    assert tuple(rows[0][column] for column in ("mpn", "mpn_key", "maker", "subcategory")) == first
    assert all(row["mpn_key"] == part_key(row["mpn"]) for row in rows)


def test_catalogue_rows_without_a_number_are_dropped(tmp_path: Path) -> None:
    rows, parsed = read(table(tmp_path, "mpn,manufacturer,stock\nadm-3202/x,ADI,7\n,ADI,8\n--,ADI,9\n"))
    assert [filled(row) for row in rows] == [
        {"mpn": "adm-3202/x", "mpn_key": "ADM3202X", "maker": "ADI", "extra": '{"stock":"7"}'}
    ]
    assert parsed.dropped_reasons == {"no part number": 2}


def test_look_alike_letters_are_not_folded_in_the_key() -> None:
    assert part_key("аdm-3202") == "АDM3202"


def test_a_catalogue_needs_a_part_number(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match="no column for the part number"):
        read(table(tmp_path, "manufacturer,stock\nADI,8\n"), PartsParser())


def test_headings_choose_the_parser(tmp_path: Path) -> None:
    assert [parser.kind for parser in PARSERS] == ["teardown", "parts"]
    for headings, kind in (
        ("marking,specimen", "teardown"),
        ("mpn,manufacturer", "parts"),
        ("part number,maker,uav", "teardown"),
    ):
        width = headings.count(",")
        with open_table(
            table(tmp_path, headings + "\n1" + ",2" * width + "\n"), parquet=Engine.parquet_table
        ) as opened:  # type: ignore[arg-type]
            assert choose_parser("auto", opened, None).kind == kind
    assert PART.names[:4] == ("original", "row", "place", "mpn")
