"""Small files of lists for tests, and what every parser of a list must keep."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import zstandard

from countermark.model.ontology import BASE, is_known
from countermark.sources.lists.base import ListEntry, ListFile, ListParser, ListReport

Sheets = dict[str, Sequence[Sequence[str | float | None]]]


def as_file(path: Path) -> ListFile:
    """Wrap a file on the disk."""
    with path.open("rb") as stream:
        return ListFile(path, path.name, stream.read(1 << 16))


def write(folder: Path, name: str, content: bytes) -> ListFile:
    """Write a file and wrap it."""
    path = folder / name
    path.write_bytes(content)
    return as_file(path)


def unpacked(packed: Path, folder: Path) -> ListFile:
    """Unpack a zstd file of the real data (or take one that is not packed)."""
    if packed.suffix != ".zst":
        return as_file(packed)
    with packed.open("rb") as stream:
        return write(folder, packed.stem, zstandard.ZstdDecompressor().stream_reader(stream).read())


def _cell(column: int, row: int, value: str | float | None) -> str:
    if value is None or value == "":
        return ""
    where = f"{chr(65 + column)}{row}"
    if isinstance(value, float):
        return f'<c r="{where}"><v>{value}</v></c>'
    return f'<c r="{where}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def workbook(sheets: Sheets) -> bytes:
    """Make an XLSX workbook of texts and numbers."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    numbers = range(1, len(sheets) + 1)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        + "".join(
            f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{kind}.worksheet+xml"/>' for n in numbers
        )
        + "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        + "".join(
            f'<sheet name="{escape(title)}" sheetId="{n}" r:id="rId{n}"/>'
            for n, title in zip(numbers, sheets, strict=True)
        )
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        + "".join(
            f'<Relationship Id="rId{n}" Type="{office}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
        )
        + "</Relationships>",
    }
    for number, rows in zip(numbers, sheets.values(), strict=True):
        body = "".join(
            f'<row r="{r}">' + "".join(_cell(c, r, value) for c, value in enumerate(row)) + "</row>"
            for r, row in enumerate(rows, start=1)
        )
        parts[f"xl/worksheets/sheet{number}.xml"] = (
            f'<worksheet xmlns="{main}"><sheetData>{body}</sheetData></worksheet>'
        )
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name), text)
    return memory.getvalue()


def read(parser: ListParser, file: ListFile, *, recover: bool = False) -> tuple[list[ListEntry], ListReport]:
    """Read a file whole and check what every parser must keep."""
    report = ListReport()
    entries = list(parser.parse(file, report, recover=recover))
    check(parser, entries, report)
    return entries, report


def check(parser: ListParser, entries: Iterable[ListEntry], report: ListReport) -> None:
    """Check counts, streams, properties, base statements and that no entity belongs to two entries of a stream."""
    assert report.reconciles, (report.read, report.stored, report.quarantined, report.dropped)
    owners: dict[tuple[object, str], str] = {}
    for entry in entries:
        assert entry.stream in parser.streams
        bases = {said.entity for said in entry.said if said.prop == BASE}
        assert entry.main in bases
        assert bases == {said.entity for said in entry.said}
        for said in entry.said:
            assert said.prop == BASE or is_known(said.schema, said.prop), said
            assert said.value.strip() == said.value != "", said
            assert said.entity.startswith(entry.main), said
            assert owners.setdefault((entry.stream, said.entity), entry.source_id) == entry.source_id


def values(entries: Iterable[ListEntry], prop: str) -> list[str]:
    """Give the values of a property in the order said."""
    return [said.value for entry in entries for said in entry.said if said.prop == prop]


def of(entry: ListEntry, prop: str) -> list[tuple[str, str | None]]:
    """Give the values of a property of one entry with their languages."""
    return [(said.value, said.lang) for said in entry.said if said.prop == prop]


def names(entries: Iterable[ListEntry]) -> Counter[str]:
    """Count the names of every kind."""
    kinds = {"name", "alias", "weakAlias", "previousName"}
    return Counter(said.prop for entry in entries for said in entry.said if said.prop in kinds)
