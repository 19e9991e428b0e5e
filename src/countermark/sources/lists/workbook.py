"""XLS and XLSX workbooks as sheets of text, for the lists that are published as workbooks.

1. A workbook is whole or refused: the archive or compound file is checked before its cells are read, since the reader
   of cells takes what it finds. A torn workbook cannot be recovered in part (an XLSX has its table of contents at its
   end, an XLS its sectors out of order), so `recover` does not help there; it helps with rows.
2. Rows are counted as a person sees them, from 1, blank rows too. Numbers and dates are text (`2`, `2022-05-05`).
3. A sheet that would take more than 20 million cells is refused: a single cell at the far corner is enough for that.
"""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

from countermark.model.errors import FormatError
from countermark.sources.cells import cell_text
from countermark.sources.lists import ole
from countermark.sources.lists.base import ListFile
from countermark.sources.sheets import check_archive

ZIP: Final = b"PK\x03\x04"
_MAX_CELLS: Final = 20_000_000
_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"')
_SPACE = re.compile(r"\s+")
_HINT: Final = "fetch the file again; a torn workbook cannot be read in part"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its title and its rows, the first at index 0; cells are stripped."""

    title: str
    rows: list[list[str]]

    def numbered(self, after: int) -> Iterator[tuple[int, list[str]]]:
        """Give the rows behind row `after`, with their numbers."""
        return enumerate(self.rows[after:], start=after + 1)


def is_workbook(file: ListFile) -> bool:
    """Tell by its first bytes whether a file may be a workbook."""
    return file.head.startswith((ZIP, ole.MAGIC))


@lru_cache(maxsize=4096)
def heading(text: str) -> str:
    r"""Fold a heading for look-up: no white space, one width, lower case.

    >>> heading("告示\n番号"), heading("Name of  Individual"), heading("ＩＤ番号")
    ('告示番号', 'nameofindividual', 'id番号')
    """
    return _SPACE.sub("", unicodedata.normalize("NFKC", text)).lower()


def read_workbook(file: ListFile) -> list[Sheet]:
    """Read every worksheet of a workbook, hidden ones too.

    Raises:
        FormatError: no workbook, or one that is torn, protected or would not fit into memory.
    """
    _check(file)
    try:
        workbook = CalamineWorkbook.from_path(file.path)
        titles = [meta.name for meta in workbook.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]
        sheets = [
            Sheet(title, [[_text(cell) for cell in row] for row in workbook.get_sheet_by_name(title).iter_rows()])
            for title in titles
        ]
    except CalamineError as error:
        raise FormatError(f"the workbook is corrupt: {error}", where=file.name, hint=_HINT) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise FormatError(f"the workbook is corrupt: {error}", where=file.name, hint=_HINT) from None
    if not any(any(row) for sheet in sheets for row in sheet.rows):
        raise FormatError("the workbook is empty", where=file.name, hint="check the address it was fetched from")
    return sheets


def peek_headings(file: ListFile, rows: int = 6) -> list[tuple[str, list[set[str]]]]:
    """Give the folded cells of the first rows of each sheet, or nothing for what is no workbook.

    A workbook is compressed, so its headings are not in its first bytes; this reads it, and keeps the last one read.
    """
    if not is_workbook(file):
        return []
    try:
        sheets = _cached(file)
    except FormatError:
        return []
    return [(sheet.title, [{heading(cell) for cell in row if cell} for row in sheet.rows[:rows]]) for sheet in sheets]


_last: dict[tuple[str, int, int], list[Sheet]] = {}


def _cached(file: ListFile) -> list[Sheet]:
    stat = file.path.stat()
    key = (str(file.path), stat.st_size, stat.st_mtime_ns)
    if key not in _last:
        sheets = read_workbook(file)
        _last.clear()
        _last[key] = sheets
    return _last[key]


def take_workbook(file: ListFile) -> list[Sheet]:
    """Give the sheets of a workbook that may just have been peeked at, and forget them.

    Raises:
        FormatError: as `read_workbook` does.
    """
    sheets = _cached(file)
    _last.clear()
    return sheets


def columns_of(row: Sequence[str]) -> dict[str, int]:
    """Give the folded headings of a row with their places; the first of two alike counts."""
    places: dict[str, int] = {}
    for place, cell in enumerate(row):
        if cell:
            places.setdefault(heading(cell), place)
    return places


def _text(value: object) -> str:
    return (cell_text(value) or "").strip()


def _check(file: ListFile) -> None:
    if file.head.startswith(ZIP):
        check_archive(file.path, file.name)
        _check_sheets(file)
    elif file.head.startswith(ole.MAGIC):
        try:
            ole.check_records(ole.workbook_stream(file.path.read_bytes()))
        except ole.BrokenOleError as error:
            raise FormatError(f"the workbook is torn or corrupt: {error}", where=file.name, hint=_HINT) from None
    else:
        raise FormatError("no workbook (XLS or XLSX)", where=f"{file.name}, byte 0", hint="check what was fetched")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _check_sheets(file: ListFile) -> None:
    try:
        with zipfile.ZipFile(file.path) as archive:
            for member in archive.infolist():
                cells = member.filename.startswith("xl/worksheets/") and member.filename.endswith(".xml")
                rows = columns = 0
                with archive.open(member) as part:
                    rest = b""
                    while chunk := part.read(1 << 20):
                        found = _CELL.findall(rest + chunk) if cells else []
                        if found:
                            rows = max(rows, *(int(row) for _, row in found))
                            columns = max(columns, *(_column(letters) for letters in {letters for letters, _ in found}))
                        rest = chunk[-200:]
                if rows * columns > _MAX_CELLS:
                    raise FormatError(
                        f"a sheet of {rows} rows and {columns} columns, which no list has",
                        where=f"{file.name}, {member.filename}",
                        hint="delete the stray cell and save the workbook again",
                    )
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError, RuntimeError) as error:
        raise FormatError(f"the workbook is torn or corrupt: {error}", where=file.name, hint=_HINT) from None
    except Exception as error:
        if type(error).__module__ != "zlib":
            raise
        raise FormatError(f"the workbook is torn or corrupt: {error}", where=file.name, hint=_HINT) from None
