"""Table files of every kind read the same; every broken one is refused in words a person can act on."""

from __future__ import annotations

import gzip
import io
import json
import os
import resource
import sys
import threading
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import zstandard

from countermark.ledger.engine import Engine
from countermark.model.errors import CountermarkError, EncodingError, FormatError
from countermark.sources.base import Parsed, Table, TornRow, whole_rows
from countermark.sources.tables import open_table

HEADINGS = ["id", "marking", "maker"]
ROWS = [["1", "ADM3202 #2135", "Analog Devices"], ["2", None, "Würth"], ["3", "=1+1", None]]
CSV = "id,marking,maker\n1,ADM3202 #2135,Analog Devices\n2,,Würth\n3,=1+1,\n"
OBJECTS = [{key: cell for key, cell in zip(HEADINGS, row, strict=True) if cell} for row in ROWS]


def no_parquet(path: Path) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    raise AssertionError(f"{path.name} is no Parquet file")


def opened(path: Path) -> Table:
    return open_table(path, parquet=no_parquet)


def cells(table: Table) -> list[list[str | None]]:
    return [list(record[2]) for record in table.rows()]


def write(folder: Path, name: str, data: bytes | str) -> Path:
    place = folder / name
    place.write_bytes(data.encode() if isinstance(data, str) else data)
    return place


def workbook(rows: list[list[Any]], *, title: str = "Parts") -> bytes:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


SAME = [  # file name, bytes, format, a decision and its value
    ("a.csv", CSV, "CSV", ("delimiter", "comma")),
    ("a.txt", CSV, "CSV", ("heading row", "line 1")),
    ("a.csv", CSV.replace(",", ";"), "separated text", ("delimiter", "semicolon")),
    ("a.csv", CSV.replace(",", "|"), "separated text", ("delimiter", "pipe")),
    ("a.csv", "sep=;\r\n" + CSV.replace(",", ";"), "separated text", ("heading row", "line 2")),
    ("a.tsv", CSV.replace(",", "\t"), "TSV", ("delimiter", "tab")),
    ("a.csv", CSV.replace("\n", "\r\n"), "CSV", ("compression", "none")),
    ("a.csv", "Parts of one unit\n\n" + CSV, "CSV", ("heading row", "line 3")),
    ("a.csv", "\ufeff" + CSV, "CSV", ("encoding", "utf-8-sig (byte-order mark)")),
    ("a.csv", CSV.encode("utf-16"), "CSV", ("encoding", "utf-16 (byte-order mark)")),
    ("a.csv", CSV.encode("utf-16-le"), "CSV", ("encoding", "utf-16-le (zero bytes in every second place)")),
    (
        "a.csv",
        CSV.encode("cp1252"),
        "CSV",
        (
            "encoding",
            "cp1252 (not UTF-8 from line 3, byte 52; every high byte is a Latin letter in a word or a technical sign)",
        ),
    ),
    ("a.csv.gz", gzip.compress(CSV.encode(), mtime=0), "CSV", ("compression", "gzip")),
    ("a.csv.zst", zstandard.compress(CSV.encode()), "CSV", ("compression", "zstandard")),
    ("misnamed.csv", zstandard.compress(b"") + zstandard.compress(CSV.encode()), "CSV", ("compression", "zstandard")),
    ("a.jsonl", "".join(json.dumps(o) + "\n" for o in OBJECTS), "JSON lines", ("compression", "none")),
    (
        "a.ndjson.gz",
        gzip.compress("\n".join(map(json.dumps, OBJECTS)).encode(), mtime=0),
        "JSON lines",
        ("compression", "gzip"),
    ),
    ("a.json", json.dumps(OBJECTS, indent=1), "JSON array", ("encoding", "utf-8 (valid throughout)")),
    ("misnamed.csv", json.dumps(OBJECTS), "JSON array", ("compression", "none")),
    (
        "a.xlsx",
        workbook([HEADINGS, *([c and ("'" * (c[0] == "=") + c) for c in r] for r in ROWS)]),
        "XLSX",
        ("sheet", "Parts"),
    ),
]


@pytest.mark.parametrize(("name", "data", "kind", "decision"), SAME)
def test_one_table_in_every_form(
    tmp_path: Path, name: str, data: bytes | str, kind: str, decision: tuple[str, str]
) -> None:
    table = opened(write(tmp_path, name, data))
    assert table.columns == HEADINGS
    assert [[cell and cell.lstrip("'") for cell in row] for row in cells(table)] == ROWS
    assert table.decisions["format"] == kind
    assert table.decisions[decision[0]] == decision[1]
    assert [record[0] for record in table.rows()] == [1, 2, 3]


def test_parquet_is_read_by_the_engine(tmp_path: Path) -> None:
    place = tmp_path / "a.parquet"
    with Engine() as engine:
        engine.copy("SELECT '7' AS id, DATE '2022-03-04' AS day, 12 AS quantity, NULL::VARCHAR AS marking", place)
        packed = write(tmp_path, "b.parquet.zst", zstandard.compress(place.read_bytes()))
        for path in (place, packed):
            with open_table(path, parquet=engine.parquet_table) as table:
                assert table.columns == ["id", "day", "quantity", "marking"]
                assert list(table.rows()) == [(1, "row 1", ["7", "2022-03-04", "12", None])]


def test_standard_input_is_a_file_like_any_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with write(tmp_path, "a.csv", CSV).open() as file:
        monkeypatch.setattr(sys, "stdin", file)
        with opened(Path("-")) as table:
            assert cells(table) == ROWS
            assert table.name == "standard input"


def test_a_pipe_is_read_once_and_kept_until_closed(tmp_path: Path) -> None:
    pipe = tmp_path / "a.csv"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=(CSV,), kwargs={"encoding": "utf-8"})
    writer.start()
    with opened(pipe) as table:
        assert cells(table) == cells(table) == ROWS
    writer.join()


def test_cyrillic_code_page_is_read_and_reported(tmp_path: Path) -> None:
    text = "Маркування;Виробник;Зразок\nЇжак 2135;Невідомий виробник;Орлан-10\nПлата живлення;не встановлено;Герань-2\n"
    table = opened(write(tmp_path, "a.csv", text.encode("cp1251")))
    assert table.columns == ["Маркування", "Виробник", "Зразок"]
    assert cells(table)[0] == ["Їжак 2135", "Невідомий виробник", "Орлан-10"]
    assert table.decisions["encoding"] == "cp1251 (not UTF-8 from line 1, byte 0; common Cyrillic letters in words)"


RUSSIAN = (
    "Маркировка;Производитель;Образец\nплата питания;не установлен;Орлан-10\nмодуль связи;завод неизвестен;Герань\n"
)
OTHER = [  # codec, text
    ("koi8-r", RUSSIAN),
    ("cp866", RUSSIAN),
    ("cp1251", RUSSIAN.upper()),
    ("cp1251", "id;marking;specimen\n" + "7;ADM3202 ARNZ;unit\n" * 90 + "8;плата питания;Орлан\n"),
    ("cp1253", "σήμανση;κατασκευαστής;δείγμα\n" + "κάτι άλλο;αυτό το δείγμα;επτά\n" * 20),
    ("gb18030", "型号;制造商;样品\n" + "芯片标记;德州仪器公司;无人机编号\n" * 20),
]


@pytest.mark.parametrize(("codec", "text"), OTHER)
def test_other_encodings_are_read_and_reported(tmp_path: Path, codec: str, text: str) -> None:
    table = opened(write(tmp_path, "a.csv", text.encode(codec)))
    assert [table.columns, *cells(table)] == [line.split(";") for line in text.splitlines()]
    assert table.decisions["encoding"].startswith(f"{codec} (not UTF-8 from line ")


UNSURE = [  # codec, text: a guess would put letters on the part that nobody wrote
    ("cp1250", "urządzenie;producent;napis\n" + "łąka;źródło;żółć\n" * 9),
    ("cp1253", "id;marking\n1;Ω\n"),
]


@pytest.mark.parametrize(("codec", "text"), UNSURE)
def test_an_encoding_nobody_can_be_sure_of_is_refused(tmp_path: Path, codec: str, text: str) -> None:
    with pytest.raises(EncodingError, match="no text in any encoding tried"):
        opened(write(tmp_path, "a.csv", text.encode(codec)))


def test_a_json_array_on_one_long_line(tmp_path: Path) -> None:
    objects = [{"id": str(n), "marking": "x" * 90} for n in range(20_000)]
    assert len(cells(opened(write(tmp_path, "a.json", json.dumps(objects))))) == 20_000


def test_places_are_physical_lines(tmp_path: Path) -> None:
    table = opened(write(tmp_path, "a.csv", 'id,marking\r\n1,"two\r\nlines"\r\n2,b\r\n\r\n3,c\r\n'))
    assert [(row, place, cells) for row, place, cells in table.rows()] == [
        (1, "line 2", ["1", "two\r\nlines"]),
        (2, "line 4", ["2", "b"]),
        (3, "line 5", []),
        (4, "line 6", ["3", "c"]),
    ]


def test_workbook_values_are_text(tmp_path: Path) -> None:
    rows = [
        ["Parts of unit 7"],
        [],
        ["n", "x", "day", "moment", "yes"],
        [12, 1.5, date(2022, 1, 2), datetime(2022, 1, 2, 3, 4), True],  # noqa: DTZ001 - sheets know no zone
    ]
    table = opened(write(tmp_path, "a.xlsx", workbook(rows)))
    assert list(table.rows()) == [(1, "sheet Parts, row 4", ["12", "1.5", "2022-01-02", "2022-01-02T03:04:00", "TRUE"])]
    assert table.decisions["heading row"] == "row 3"


def test_json_keys_come_from_all_lines_and_numbers_stay_as_written(tmp_path: Path) -> None:
    table = opened(write(tmp_path, "a.jsonl", '{"a": 1.50, "b": null}\n\n{"c": {"x": [1, 2.0]}, "a": "t"}\n'))
    assert table.columns == ["a", "b", "c"]
    assert list(table.rows()) == [(1, "line 1", ["1.50", None, None]), (2, "line 3", ["t", None, '{"x": [1, 2.0]}'])]


def test_rows_with_other_numbers_of_cells_are_set_aside(tmp_path: Path) -> None:
    lines = ["a,b,c"] + ["1,2,3"] * 17 + ["1,2", "1,2,3,4", '1,"2"x,3', "1,2,3,,", "", ",,"]
    parsed = Parsed()
    kept = list(whole_rows(opened(write(tmp_path, "a.csv", "\n".join(lines) + "\n")), parsed))
    assert [cells for _, _, cells in kept] == [["1", "2", "3"]] * 18
    assert (parsed.read, parsed.quarantined, parsed.dropped_reasons) == (23, 3, {"blank row": 2})
    assert [(i.row, i.place, i.code, i.reason) for i in parsed.issues] == [
        (18, "line 19", "cells", "2 cells where the heading has 3"),
        (19, "line 20", "cells", "4 cells where the heading has 3"),
        (20, "line 21", "quote", "text behind a closing quote"),
    ]
    assert parsed.issues[2].raw == '1,"2"x,3'


def test_a_torn_file_is_refused(tmp_path: Path) -> None:
    text = "a,b,c\n" + "1,2,3\n" * 7 + "1,2\n" * 2
    with pytest.raises(FormatError, match="2 of 9 rows do not have 3 cells: wrong delimiter or torn file") as caught:
        list(whole_rows(opened(write(tmp_path, "a.csv", text)), Parsed()))
    assert caught.value.where == "a.csv, line 9"


def test_a_torn_row_of_a_table_with_one_column(tmp_path: Path) -> None:
    table = opened(write(tmp_path, "a.csv", 'marking\n"a"b\n' + "c\n" * 9))
    assert isinstance(next(table.rows())[2], TornRow)
    parsed = Parsed()
    assert len(list(whole_rows(table, parsed))) == 9
    assert parsed.quarantined == 1


LONG = "id,marking\n1," + "x" * 1_100_000 + "\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
XLSX = workbook([HEADINGS, *ROWS[:1]])
BIG = "".join(f"{n},{n * 7919 % 1009}\n" for n in range(20000)).encode()

BAD = [  # file name, bytes, error, words in the message, where
    ("a.csv", b"", FormatError, "the file is empty", "a.csv"),
    ("a.csv", b"\xef\xbb\xbf\r\n\n", FormatError, "the file is empty", "a.csv"),
    ("a.csv.gz", gzip.compress(b"", mtime=0), FormatError, "the file is empty", "a.csv.gz"),
    ("a.csv", b",,\n,,\n", FormatError, "the file is empty", "a.csv"),
    ("a.csv", b"id,marking\n", FormatError, "headings but no rows", "a.csv"),
    ("a.xlsx", workbook([HEADINGS]), FormatError, "headings but no rows", "a.xlsx"),
    ("a.xlsx", workbook([]), FormatError, "the workbook is empty", "a.xlsx"),
    ("a.json", b"[]", FormatError, "no rows", "a.json"),
    ("a.csv", b"id:marking:maker\n1:2:3\n", FormatError, "wrong delimiter", "a.csv, line 1"),
    ("a.csv", b"id^marking^maker\n1^2^3\n", FormatError, "wrong delimiter", "a.csv, line 1"),
    ("a.csv", b'"id,marking,maker"\n"1,2,3"\n', FormatError, "wrong delimiter", "a.csv, line 1"),
    ("a.csv", b"id,marking,id\n1,2,3\n", FormatError, "duplicate headings: 'id'", "a.csv, line 1"),
    ("a.xlsx", workbook([["id", "x", "id"], [1]]), FormatError, "duplicate headings", "a.xlsx, sheet Parts, row 1"),
    ("a.csv", LONG, FormatError, "a line of more than 1,048,576", "a.csv, line 2"),
    ("a.jsonl", '{"a": "' + "x" * 1_100_000 + '"}\n', FormatError, "a line of more than", "a.jsonl, line 1"),
    ("a.json", '[{"a": "' + "x" * 1_200_000 + '"}]', FormatError, "longer than any row", "a.json, item 1"),
    ("a.xlsx", OLE, FormatError, "a password-protected workbook", "a.xlsx"),
    ("a.xlsx", XLSX[:-40], FormatError, "torn or corrupt", "a.xlsx"),
    ("a.xlsx", b"PK\x03\x04" + b"junk" * 9, FormatError, "torn or corrupt", "a.xlsx"),
    ("a.csv.gz", gzip.compress(BIG, mtime=0)[:-20], FormatError, "the gzip archive is torn", "a.csv.gz"),
    ("a.csv.gz", gzip.compress(BIG, mtime=0)[:-8] + b"\0" * 8, FormatError, "the gzip archive is torn", "a.csv.gz"),
    ("a.csv.zst", zstandard.compress(BIG)[:-9], FormatError, "the zstandard archive is torn", "a.csv.zst"),
    ("a.csv.zst", zstandard.compress(BIG)[:30] + b"\xff" * 90, FormatError, "zstandard archive is", "a.csv.zst"),
    ("a.parquet", b"PAR1" + b"\x15\x04" * 40, FormatError, "the Parquet file is torn", "a.parquet"),
    ("a.csv", b"id,marking\n1,a\n2,b\0c\n", FormatError, "a NUL byte", "a.csv, line 3"),
    ("a.jsonl", b'{"id": "1"}\n{"id": "2"}\n{"id": \n', FormatError, "no JSON object", "a.jsonl, line 3"),
    ("a.jsonl", b'{"id": "1"}\n[1, 2]\n', FormatError, "no JSON object", "a.jsonl, line 2"),
    ("a.jsonl", b"id,marking\n1,2\n", FormatError, "no JSON objects", "a.jsonl, line 1"),
    ("a.json", b'[{"id": "1"}, {"id": "2"', FormatError, "not JSON, or the file is torn", "a.json, item 2"),
    ("a.json", b'[{"id": "1"} {"id": "2"}]', FormatError, "no comma", "a.json, item 2"),
    ("a.csv", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", FormatError, "a PDF document, not a table", "a.csv"),
    ("a.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", FormatError, "a PNG picture, not a table", "a.csv"),
    ("a.csv", b"<!DOCTYPE html><html><body>502</body></html>", FormatError, "a web page", "a.csv"),
    ("a.csv", b'id,marking\n1,a\n2,"open\n3,c\n4,d\n', FormatError, "a quote opened here is never", "a.csv, line 3"),
    ("a.csv", b'id,marking,x\n1,"a\nb","c\nd\n', FormatError, "a quote opened here is never", "a.csv, line 3"),
    ("a.csv", b'id,marking\n1,"a ""b"" c\n2,d\n', FormatError, "a quote opened here is never", "a.csv, line 2"),
    ("a.csv", 'id,marking\n1,"' + "longline\n" * 200_000, FormatError, "a quote opened here is never", "a.csv, line 2"),
    ("a.csv", "id,marking\n1,ü\n2,".encode() + b"x\xffy\n", EncodingError, "0xFF at byte 19", "a.csv, line 3"),
    ("a.csv", b"id,marking\n1,ab\xffc\n", EncodingError, "0xFF at byte 15", "a.csv, line 2"),
    ("a.csv", "\ufeffid,marking\n1,".encode() + b"\xe9t\xe9\n", EncodingError, "0xE9 at byte 16", "a.csv, line 2"),
    ("a.csv", b"\xff\xfei\0d\0,\0", EncodingError, "no utf-16", "a.csv, line 1"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "error", "words", "where"), BAD)
def test_bad_files_are_refused_in_words(
    tmp_path: Path, name: str, data: bytes | str, error: type[CountermarkError], words: str, where: str
) -> None:
    path = write(tmp_path, name, data)
    if (name, words) == ("a.csv", "no utf-16"):
        path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(error) as caught:
        list(opened(path).rows())
    assert words in caught.value.detail
    assert caught.value.where == where
    assert caught.value.hint


def test_a_zip_of_tables_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.csv", CSV)
    with pytest.raises(FormatError, match=r"a\.zip: a zip archive that is no XLSX workbook"):
        opened(tmp_path / "a.zip")


def test_folders_and_missing_files(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="a folder, not a file"):
        opened(tmp_path)
    with pytest.raises(FormatError, match="no such file"):
        opened(tmp_path / "none.csv")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable_file(tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", CSV)
    path.chmod(0)
    with pytest.raises(FormatError, match="cannot be read: Permission denied"):
        opened(path)


def test_a_corrupt_parquet_is_refused_by_the_engine(tmp_path: Path) -> None:
    path = write(tmp_path, "a.parquet", b"PAR1" + b"\x15\x04" * 40 + b"\x10\0\0\0PAR1")
    with Engine() as engine, pytest.raises(FormatError, match="Parquet"):
        open_table(path, parquet=engine.parquet_table)


def test_two_hundred_megabytes_on_one_line_take_little_memory(tmp_path: Path) -> None:
    packed = zstandard.ZstdCompressor(level=1)
    with (tmp_path / "a.csv.zst").open("wb") as out, packed.stream_writer(out) as writer:
        writer.write(b"id,marking\n1,")
        for _ in range(200):
            writer.write(b"x" * 1_000_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(FormatError, match=r"line 2: a line of more than 1,048,576 characters"):
        list(opened(tmp_path / "a.csv.zst").rows())
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60_000
