"""Workbooks that are torn, too large, protected or no workbooks are refused before their cells are read."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from countermark.model.errors import FormatError
from countermark.sources.lists import ole
from countermark.sources.lists.workbook import columns_of, peek_headings, read_workbook
from tests.unit.lists.making import unpacked, workbook, write

SMALL = workbook({"one": [["A", "B"], ["x", 2.0], [None, None], ["y", 2.5]], "two": [["C"]]})


def test_rows_keep_their_numbers_and_numbers_are_text(tmp_path: Path) -> None:
    sheets = read_workbook(write(tmp_path, "a.xlsx", SMALL))
    assert [sheet.title for sheet in sheets] == ["one", "two"]
    assert list(sheets[0].numbered(1)) == [(2, ["x", "2"]), (3, ["", ""]), (4, ["y", "2.5"])]
    assert columns_of(["Name ", "", "NAME", "告示\n番号"]) == {"name": 0, "告示番号": 3}


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04", SMALL[:-40], SMALL[: len(SMALL) // 2], b"<html>", ole.MAGIC, ole.MAGIC + bytes(5000)],
)
def test_what_is_no_whole_workbook_is_refused(tmp_path: Path, content: bytes) -> None:
    file = write(tmp_path, "a.xlsx", content)
    with pytest.raises(FormatError):
        read_workbook(file)
    assert peek_headings(file) == []


def _altered(old: bytes, new: bytes) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(SMALL)) as archive, zipfile.ZipFile(memory, "w") as other:
        for member in archive.infolist():
            other.writestr(member.filename, archive.read(member).replace(old, new))
    return memory.getvalue()


def test_a_stray_cell_at_the_far_corner_is_refused_and_not_allocated(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="1048576 rows"):
        read_workbook(write(tmp_path, "a.xlsx", _altered(b'r="B4"', b'r="XFD1048576"')))


def test_a_damaged_member_is_refused_by_its_check_sum(tmp_path: Path) -> None:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_STORED) as archive, zipfile.ZipFile(io.BytesIO(SMALL)) as small:
        for member in small.infolist():
            archive.writestr(zipfile.ZipInfo(member.filename), small.read(member))
    broken = memory.getvalue().replace(b">x<", b">z<")
    with pytest.raises(FormatError, match="torn or corrupt"):
        read_workbook(write(tmp_path, "a.xlsx", broken))


@pytest.mark.parametrize("keep", [0.1, 0.5, 0.9, 0.999])
def test_a_truncated_xls_is_refused_with_the_byte(data_dir: Path, tmp_path: Path, keep: float) -> None:
    file = unpacked(data_dir / "sanctions/australia/regulation8_consolidated_2022-05.xls.zst", tmp_path)
    raw = file.path.read_bytes()
    torn = write(tmp_path, "torn.xls", raw[: int(len(raw) * keep)])
    with pytest.raises(FormatError, match=r"at byte \d+"):
        read_workbook(torn)


def test_the_records_of_a_whole_xls_end_where_they_should(data_dir: Path, tmp_path: Path) -> None:
    file = unpacked(data_dir / "sanctions/japan/mof_freeze_2022-05-05.xls.zst", tmp_path)
    stream = ole.workbook_stream(file.path.read_bytes())
    ole.check_records(stream)
    with pytest.raises(ole.BrokenOleError, match="without its end"):
        ole.check_records(
            stream[:-4] if stream.endswith(b"\x0a\x00\x00\x00") else stream[: stream.rindex(b"\x0a\x00\x00\x00")]
        )
