"""One call is one batch: sealed whole, known bytes once, and nothing at all when a file fails."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import msgspec
import pytest

from countermark.intake.add import add
from countermark.ledger import Engine, Ledger, verify
from countermark.model.errors import CountermarkError, EncodingError, FormatError, InputError, MappingError
from tests.conftest import TickingClock

GOOD = (
    "id,marking,maker,specimen,recovered\n1,X1,TI,u-1,2022-03-04\n2,X2,TI,u-1,2205-13-45\n3,X3\n" + "4,X4,TI,u-2,\n" * 5
)


@pytest.fixture
def ledger(tmp_path: Path, clock: TickingClock) -> Ledger:
    return Ledger.create(tmp_path / "ledger", clock=clock)


def write(folder: Path, name: str, data: str | bytes) -> Path:
    place = folder / name
    place.write_bytes(data.encode() if isinstance(data, str) else data)
    return place


def files_of(ledger: Ledger) -> list[str]:
    return sorted(
        str(place.relative_to(ledger.path))
        for place in ledger.path.rglob("*")
        if place.is_file() and "sqlite-" not in place.name
    )


def test_a_batch_reconciles_and_holds_the_rows(tmp_path: Path, ledger: Ledger) -> None:
    path = write(tmp_path, "parts.csv", GOOD)
    with ledger:
        result = add(ledger, [path])
        assert result.entry is not None
        (file,) = result.files
        assert (file.name, file.kind, file.dataset) == ("parts.csv", "teardown", "teardown")
        assert (file.read, file.stored, file.quarantined, file.dropped) == (8, 7, 1, 0)
        assert [(issue.place, issue.code) for issue in file.issues] == [("line 3", "odd value"), ("line 4", "cells")]
        view = ledger.view()
        record = view.original(file.sha256)
        assert (record.read, record.stored, record.quarantined) == (8, 7, 1)
        assert record.decisions["delimiter"] == "comma"
        assert record.decisions["columns"].startswith("id = id; marking = marking; maker = maker")
        with Engine() as engine:
            (segment,) = view.segment_paths("component")
            rows = engine.query(f"SELECT original, row, id, recovered FROM read_parquet('{segment}') ORDER BY row")
        assert rows[:2] == [(file.sha256, 1, "1", "2022-03-04"), (file.sha256, 2, "2", "2205-13-45")]
        assert ledger.originals.path(file.sha256).read_bytes() == path.read_bytes()
        kept = result.entry.body["issues"]
        lines = (ledger.path / "issues" / f"{kept['sha256']}.jsonl").read_text().splitlines()
        assert json.loads(lines[1]) == {
            "code": "cells",
            "original": file.sha256,
            "place": "line 4",
            "raw": '["3","X3"]',
            "reason": "2 cells where the heading has 5",
            "row": 3,
        }
        assert msgspec.to_builtins(result)["files"][0]["issues"][0]["raw"] == "2205-13-45"
    report = verify(ledger.path)
    assert (report.problems, report.orphans) == ([], [])


def test_known_bytes_make_no_batch(tmp_path: Path, ledger: Ledger) -> None:
    path, again = write(tmp_path, "a.csv", GOOD), write(tmp_path, "b.csv", GOOD)
    with ledger:
        first = add(ledger, [path, again])
        assert ([file.name for file in first.files], first.already) == (["a.csv"], ["b.csv"])
        before = files_of(ledger)
        second = add(ledger, [path])
        assert (second.entry, second.files, second.already) == (None, [], ["a.csv"])
        assert files_of(ledger) == before
        assert add(ledger, [path], dataset="another").entry is not None
        assert len(ledger.entries()) == 2


def test_several_files_are_one_batch(tmp_path: Path, ledger: Ledger) -> None:
    parts = write(tmp_path, "catalogue.tsv", "mpn\tmanufacturer\nADM3202\tADI\n")
    with ledger:
        result = add(ledger, [write(tmp_path, "a.csv", GOOD), parts])
        assert [(file.kind, file.stored) for file in result.files] == [("teardown", 7), ("parts", 1)]
        assert len(ledger.entries()) == 1
        assert len(ledger.view().segment_paths("part")) == 1


FAILING = [  # file name, bytes, options, error, words
    ("b.csv", b"", {}, FormatError, "the file is empty"),
    ("b.csv", b"colour,size\nred,7\n", {}, MappingError, "no column for the marking or the maker"),
    ("b.csv", b"maker,specimen\n" + b"TI,u\n" * 50 + b'"TI,u\n', {}, FormatError, "never closed"),
    ("b.csv", b"maker,specimen\n" + b"TI,u\n" * 3 + b"TI\n", {}, FormatError, "torn file"),
    ("b.csv", "maker,specimen\nTI,ü\nTI,".encode() + b"x\xff\n", {}, EncodingError, "0xFF"),
    ("b.csv", b"mpn,maker\n,TI\n-,TI\n", {}, FormatError, "none of 2 rows can be stored"),
    ("b.csv", b"maker,specimen\nTI,u\n", {"kind": "teardwn"}, InputError, "unknown kind 'teardwn'"),
    ("b.csv", b"maker,specimen\nTI,u\n", {"published": "auto"}, InputError, "no date in the file's name"),
    ("b.csv", b"maker,specimen\nTI,u\n", {"published": "June"}, InputError, "'June' is no date"),
    ("b.parquet", b"PAR1" + b"\x15\x04" * 40 + b"\x10\0\0\0PAR1", {}, FormatError, "Parquet"),
]


@pytest.mark.parametrize(("name", "data", "options", "error", "words"), FAILING)
def test_a_file_that_fails_leaves_the_ledger_as_it_was(  # one good file stands before it
    tmp_path: Path,
    ledger: Ledger,
    name: str,
    data: bytes,
    options: dict[str, str],
    error: type[CountermarkError],
    words: str,
) -> None:
    good = write(tmp_path, "parts 2026-06-13.csv", GOOD)
    with ledger:
        before = files_of(ledger)
        with pytest.raises(error) as caught:
            add(ledger, [good, write(tmp_path, name, data)], **options)  # type: ignore[arg-type]
        assert words in caught.value.detail
        assert files_of(ledger) == before
        assert ledger.entries() == []


def test_a_day_of_publication_in_the_name(tmp_path: Path, ledger: Ledger) -> None:
    with ledger:
        result = add(ledger, [write(tmp_path, "parts_2026-06-13.csv", GOOD)], published="auto")
        (segment,) = ledger.view().segment_paths("component")
        with Engine() as engine:
            assert engine.query(f"SELECT DISTINCT published FROM read_parquet('{segment}')") == [("2026-06-13",)]
    assert result.files[0].decisions["published"] == "2026-06-13"


def test_a_mapping_file_goes_with_the_batch(tmp_path: Path, ledger: Ledger) -> None:
    mapping = write(tmp_path, "m.toml", '[columns]\nmpn = "Teil"\n')
    with ledger:
        result = add(ledger, [write(tmp_path, "a.csv", "Teil,maker\nX1,TI\n")], mapping=mapping)
    assert result.files[0].kind == "parts"
    assert result.files[0].decisions["mapping"].startswith("mapping file m.toml (SHA-256 ")


def test_standard_input(tmp_path: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    with ledger, write(tmp_path, "a.csv", GOOD).open() as file:
        monkeypatch.setattr(sys, "stdin", file)
        assert add(ledger, [Path("-")]).files[0].stored == 7


def test_parquet_and_workbooks_go_through_the_same_door(tmp_path: Path, ledger: Ledger) -> None:
    with ledger, Engine() as engine:
        engine.copy(
            "SELECT 'X' || i AS marking, 'u' AS specimen, i AS quantity FROM range(30000) t(i)", tmp_path / "a.parquet"
        )
        result = add(ledger, [tmp_path / "a.parquet"], engine=engine)
    assert result.files[0].stored == 30000


def test_no_file_is_refused(ledger: Ledger) -> None:
    with ledger, pytest.raises(InputError, match="no file to add"):
        add(ledger, [])


def test_the_open_component_rows(data_dir: Path, ledger: Ledger) -> None:
    folder = data_dir / "components"
    with ledger:
        result = add(ledger, [folder / "gur_components_snapshot_2026-06-13.csv", folder / "cognis_components.csv.zst"])
        assert [(file.read, file.stored) for file in result.files] == [(5806, 5806), (8326, 8326)]
        with Engine() as engine:
            counts = [
                engine.query(f"SELECT count(*), count(DISTINCT id) FROM read_parquet('{path}')")[0]
                for path in ledger.view().segment_paths("component")
            ]
    assert counts == [(5806, 5806), (8326, 5806)]
    assert verify(ledger.path).problems == []


@pytest.mark.slow
def test_the_large_catalogue(data_dir: Path, ledger: Ledger) -> None:
    with ledger:
        result = add(ledger, [data_dir / "parts" / "jlcparts_2026-05-21.tsv.zst"])
    file = result.files[0]
    assert (file.kind, file.read, file.stored, file.decisions["format"]) == ("parts", 582280, 582280, "TSV")
