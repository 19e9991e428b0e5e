"""The rows of the two British lists, which are tables in CSV or XLSX with a line of its own above the headings.

1. Columns are found by their headings, whatever their order; a heading nobody knows is counted and its cells are not
   read.
2. A CSV file is UTF-8, or Windows-1252 as OFSI published it. Its last row ends with a line break: a file that ends
   without one, or inside quotation marks, is torn.
3. A row is a unit. Rows without a cell are left out as empty.
"""

from __future__ import annotations

import csv
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

from countermark.model.errors import EncodingError, FormatError
from countermark.sources.cells import cell_text
from countermark.sources.lists.base import ListFile, ListReport
from countermark.sources.sheets import check_archive

TORN: Final = "fetch the file again, or add it with --recover to keep what can be read, marked partial"
_PREAMBLE_ROWS: Final = 6
_HEAD: Final = 1 << 16


class Row(NamedTuple):
    """A row, with an empty cell appended that stands for every column the file does not have."""

    number: int
    place: str
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class Layout:
    """What tells a list's table: the headings it must have, those it must not, and all it may have.

    columns: heading as `heading_key` writes it, to the name of the field; several headings may name one field.
    """

    needs: frozenset[str]
    never: frozenset[str]
    columns: dict[str, str]
    text: str


@dataclass(slots=True)
class OpenTable:
    """The table opened: what stands above its headings, where each field is, and the rows."""

    above: list[str]
    index: dict[str, int]
    rows: Iterator[Row]


def heading_key(heading: str) -> str:
    """Fold a heading: letters and digits alone, lower case.

    >>> heading_key("Nationality(/ies)"), heading_key("Name 6")
    ('nationalityies', 'name6')
    """
    return "".join(letter for letter in heading.lower() if letter.isalnum())


def looks_like(file: ListFile, layout: Layout) -> bool:
    """Tell by its headings whether a file is a table of the layout."""
    head = file.head
    if head.startswith(b"PK\x03\x04"):
        words = _sheet_words(file)
    else:
        words = set()
        lines = head.decode("utf-8-sig", "replace").replace("\x00", "").splitlines()[:_PREAMBLE_ROWS]
        for line in lines:
            found = {heading_key(cell) for cell in line.split(",")}
            if layout.needs <= found:
                words = found
    return layout.needs <= words and not layout.never & words


def _sheet_words(file: ListFile) -> set[str]:
    """Give the folded texts at the beginning of a workbook, without opening it as one."""
    words: set[str] = set()
    try:
        with zipfile.ZipFile(file.path) as archive:
            for member in ("xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"):
                if member in archive.namelist():
                    with archive.open(member) as stream:
                        start = stream.read(_HEAD).decode("utf-8", "replace")
                    words |= {heading_key(text) for text in re.findall(r"<t[^>]*>([^<]{1,80})</t>", start)}
    except (
        zipfile.BadZipFile,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
        EOFError,
        struct.error,
        zlib.error,
    ):
        return set()
    return words


def open_table(file: ListFile, layout: Layout, report: ListReport, *, recover: bool) -> OpenTable:
    """Open a table and find its headings.

    Raises:
        FormatError: empty, foreign, torn, or no row with the headings.
        EncodingError: bytes that are neither UTF-8 nor Windows-1252.
    """
    source = _workbook(file, report) if file.head.startswith(b"PK\x03\x04") else _csv(file, report, recover=recover)
    above: list[str] = []
    for _ in range(_PREAMBLE_ROWS):
        row = next(source, None)
        if row is None:
            break
        keys = [heading_key(cell) for cell in row.cells]
        if layout.needs <= set(keys):
            if layout.never & set(keys):
                break
            return OpenTable(above, *_columns(file, layout, report, row, keys, source, recover=recover))
        above += [cell.strip() for cell in row.cells if cell.strip()]
    raise FormatError(
        f"no row with the headings of {layout.text} in the first {_PREAMBLE_ROWS}",
        where=file.name,
        hint="fetch the file from the publisher's address",
    )


def _columns(
    file: ListFile,
    layout: Layout,
    report: ListReport,
    row: Row,
    keys: list[str],
    source: Iterator[Row],
    *,
    recover: bool,
) -> tuple[dict[str, int], Iterator[Row]]:
    width = len(keys)
    index = dict.fromkeys(layout.columns.values(), width)
    unknown: list[int] = []
    for place, key in enumerate(keys):
        field = layout.columns.get(key)
        if field is None:
            unknown.append(place)
        elif index[field] != width:
            raise FormatError(
                f"two columns are headed {row.cells[place]!r}", where=f"{file.name}, {row.place}", hint=TORN
            )
        else:
            index[field] = place
    for place in unknown:
        if row.cells[place].strip():
            report.unknown[f"column {row.cells[place].strip()!r}"] = 0
    names = {place: f"column {row.cells[place].strip()!r}" for place in unknown}
    report.decisions["layout"] = f"{width} columns, headings on {row.place}"
    return index, _checked(file, report, source, width, names, recover=recover)


def _checked(
    file: ListFile,
    report: ListReport,
    source: Iterator[Row],
    width: int,
    unknown: dict[int, str],
    *,
    recover: bool,
) -> Iterator[Row]:
    for row in source:
        cells = row.cells
        report.read += 1
        if not any(cells):
            report.dropped_reasons["empty row"] += 1
            continue
        if len(cells) != width and (len(cells) < width or any(cells[width:])):
            what = f"{len(cells)} cells where the headings are {width}"
            if not recover:
                raise FormatError(
                    f"{what}: the file is torn or truncated there", where=f"{file.name}, {row.place}", hint=TORN
                )
            report.quarantined += 1
            report.partial = report.partial or f"{row.place}: {what}"
            report.issue(row.number, row.place, raw=",".join(cells), reason=what, code="cells")
            continue
        for place, name in unknown.items():
            if cells[place].strip():
                report.unknown[name] += 1
        yield Row(row.number, row.place, [*cells[:width], ""])


def _workbook(file: ListFile, report: ListReport) -> Iterator[Row]:
    check_archive(file.path, file.name)
    try:
        workbook = CalamineWorkbook.from_path(file.path)
        titles = [m.name for m in workbook.sheets_metadata if m.typ == SheetTypeEnum.WorkSheet]
        sheets = [(title, workbook.get_sheet_by_name(title)) for title in titles]
        title, sheet = next(((title, sheet) for title, sheet in sheets if sheet.height > 0), ("", None))
        rows = sheet.to_python(skip_empty_area=False) if sheet is not None else []
    except (CalamineError, ValueError, OSError, OverflowError, MemoryError) as error:
        raise FormatError(f"the workbook is corrupt: {error}", where=file.name, hint=TORN) from None
    others = [name for name, other in sheets if name != title and other.height > 0]
    report.decisions["sheet"] = f"{title} (others not read: {', '.join(others)})" if others else title
    for number, row in enumerate(rows, start=1):
        yield Row(number, f"sheet {title}, row {number}", [cell_text(value) or "" for value in row])


def _csv(file: ListFile, report: ListReport, *, recover: bool) -> Iterator[Row]:
    text = _decode(file, report)
    if not text.strip():
        raise FormatError("the file is empty", where=file.name, hint=TORN)
    torn_end = not text.endswith(("\n", "\r"))
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    number = 0
    pending: Row | None = None
    try:
        for number, cells in enumerate(reader, start=1):
            if pending is not None:
                yield pending
            pending = Row(number, f"line {reader.line_num}", cells)
    except csv.Error as error:
        if pending is not None:
            yield pending
        if not recover:
            raise FormatError(
                f"the file is torn or malformed: {error}", where=f"{file.name}, line {reader.line_num}", hint=TORN
            ) from None
        report.partial = f"ends at line {reader.line_num}: {error}"
        return
    if pending is not None and not torn_end:
        yield pending
    elif pending is not None:
        what = "the last row has no line break: the file is torn or truncated there"
        if not recover:
            raise FormatError(what, where=f"{file.name}, {pending.place}", hint=TORN)
        report.partial = f"{pending.place}: {what}"
        report.read += 1
        report.quarantined += 1
        report.issue(pending.number, pending.place, raw=",".join(pending.cells), reason=what, code="cells")


def _decode(file: ListFile, report: ListReport) -> str:
    data = file.path.read_bytes()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        codec, why = "utf-16", "byte-order mark"
    elif data.startswith(b"\xef\xbb\xbf"):
        codec, why = "utf-8-sig", "byte-order mark"
    else:
        codec, why = "utf-8", "valid throughout"
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as error:
        text, codec, why = _older(file, data, codec, error)
    report.decisions["encoding"] = f"{codec} ({why})"
    return text


def _older(file: ListFile, data: bytes, codec: str, error: UnicodeDecodeError) -> tuple[str, str, str]:
    """Read Windows-1252, unless the file is UTF-8 with damage."""
    line = data.count(b"\n", 0, error.start) + 1
    damaged = codec != "utf-8"
    if not damaged:
        loose = data.decode("utf-8", "surrogateescape")
        broken = sum(1 for letter in loose if "\udc80" <= letter <= "\udcff")
        wide = sum(1 for letter in loose if letter > "\x7f") - broken
        damaged = wide * 4 >= broken
    if not damaged:
        try:
            return data.decode("cp1252"), "cp1252", f"not UTF-8 from byte {error.start}; as OFSI published it"
        except UnicodeDecodeError as second:
            error = second
    raise EncodingError(
        f"a byte that is no text: 0x{data[error.start]:02X} at byte {error.start}",
        where=f"{file.name}, line {line}",
        hint=TORN,
    ) from None
