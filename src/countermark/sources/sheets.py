"""XLSX workbooks: the first sheet with rows, its numbers and dates as text.

The workbook's values are read, not its formulas; a formula that was never calculated is an empty cell.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum

from countermark.model.errors import FormatError
from countermark.sources.base import Record, Table
from countermark.sources.cells import cell_text
from countermark.sources.headings import column_names, heading_index

_MAX_UNPACKED = 2 << 30
_SAMPLE_ROWS = 50


def open_sheet(path: Path, name: str) -> Table:
    """Open the first sheet of a workbook that has rows.

    Raises:
        FormatError: a corrupt workbook, another kind of archive, or no sheet with rows.
    """
    check_archive(path, name)
    try:
        workbook = CalamineWorkbook.from_path(path)
        titles = [m.name for m in workbook.sheets_metadata if m.typ == SheetTypeEnum.WorkSheet]
        sheets = [(title, workbook.get_sheet_by_name(title)) for title in titles]
    except CalamineError as error:
        raise FormatError(f"the workbook is corrupt: {error}", where=name, hint="open it and save it again") from None
    filled = [(title, sheet) for title, sheet in sheets if sheet.height > 0]
    if not filled:
        raise FormatError("the workbook is empty", where=name, hint="check that it was saved with its rows")
    title, sheet = next(((title, sheet) for title, sheet in filled if sheet.height > 1), filled[0])
    sample = [[cell_text(value) for value in row] for row in islice(sheet.iter_rows(), _SAMPLE_ROWS)]
    heading = heading_index(sample)
    if heading is None:
        raise FormatError(
            "no heading in the first rows", where=f"{name}, sheet {title}", hint="put the headings on top"
        )
    columns = column_names(sample[heading], where=f"{name}, sheet {title}, row {heading + 1}")

    def rows() -> Iterator[Record]:
        return _rows(sheet, title, heading)

    others = [other for other, _ in filled if other != title]
    chosen = f"{title} (others not read: {', '.join(others)})" if others else title
    return Table(name, columns, {"sheet": chosen, "heading row": f"row {heading + 1}"}, rows)


def _rows(sheet: CalamineSheet, title: str, heading: int) -> Iterator[Record]:
    for number, row in enumerate(islice(sheet.iter_rows(), heading + 1, None), start=1):
        yield number, f"sheet {title}, row {heading + 1 + number}", [cell_text(value) for value in row]


def check_archive(path: Path, name: str) -> None:
    """Refuse an archive that is torn, is no workbook, or unpacks to more than 2 GiB.

    Raises:
        FormatError: any of these.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise FormatError(
            f"a workbook or zip archive that is torn or corrupt: {error}", where=name, hint="fetch or save it again"
        ) from None
    if not any(member.filename == "xl/workbook.xml" for member in members):
        raise FormatError(
            "a zip archive that is no XLSX workbook", where=name, hint="unpack it and add the tables in it"
        )
    if sum(member.file_size for member in members) > _MAX_UNPACKED:
        raise FormatError("the workbook unpacks to more than 2 GiB", where=name, hint="save the sheet as CSV")
