"""OFAC's CSV files: the SDN list or the consolidated non-SDN list, and beside each its addresses, names and comments.

Format: https://ofac.treasury.gov/media/29976/download (data specification). No headings (some copies have one), `-0- `
for empty, programmes joined as `CAR] [RUSSIA-EO14024`, a lone 0x1A at the end. The four files are joined by the number
in the first column; a snapshot of one says nothing of the day of another.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from countermark.model.errors import FormatError
from countermark.sources.encoding import detect
from countermark.sources.lists.base import ListEntry, ListFile, ListReport, Party, Said, Stream
from countermark.sources.lists.bounded import bounded_lines
from countermark.sources.lists.ofac_facts import alias_property, entity_id, listed, say_title, say_vessel
from countermark.sources.lists.ofac_labels import SCHEMATA
from countermark.sources.lists.ofac_remarks import read_remarks

EMPTY: Final = "-0-"
END: Final = "\x1a"
BY_CONTENT: Final = "us_ofac_sdn"
WIDTHS: Final = {"sdn": 12, "add": 6, "alt": 5, "comments": 2}

_ROW = re.compile(rb'(?:[^\r\n]{0,300}\r?\n)??"?\d{1,6}"?,')
_SAMPLE_ROWS: Final = 20
_FIRST_BELOW: Final = 1000
_OTHER_NAMES: Final = frozenset({"aka", "fka", "nka"})
_PROGRAMMES = re.compile(r"\]\s*\[|;\s*")

Cells = Sequence[str]


@dataclass(frozen=True, slots=True)
class _Memo:
    """What a row said when it was read before: most rows of a snapshot are those of the one before."""

    said: dict[tuple[str, ...], tuple[list[Said], str]] = field(default_factory=dict)


class OfacCsvParser:
    """Reads one of the four files of one of OFAC's two lists."""

    version: str = "1"

    def __init__(self, ofac_list: str, part: str) -> None:
        """Read `part` (`sdn`, `add`, `alt`, `comments`) of one of its lists."""
        self.part = part
        self.kind = ofac_list if part == "sdn" else f"{ofac_list}_{part}"
        self.stream = Stream(ofac_list, part, whole=part == "sdn")
        self.streams: tuple[Stream, ...] = (self.stream,)
        self._prefix = _NAMES[ofac_list, part]
        self._memo = _Memo()

    def recognises(self, file: ListFile) -> bool:
        """Tell by the publisher's file name and a first row that begins with a number, else by what the rows hold.

        A name of the other list's files is believed: the rows of both look alike.
        """
        name = file.name.lower()
        if _named(self._prefix, name):
            return _ROW.match(file.head) is not None
        if self.stream.list != BY_CONTENT or any(_named(prefix, name) for prefix in _NAMES.values()):
            return False
        return self.part == _part_of(file.head)

    def parse(self, file: ListFile, report: ListReport, *, recover: bool = False) -> Iterator[ListEntry]:
        """Give the entries of the file, a row each.

        Raises:
            FormatError: a row with another number of cells, which a torn file has at its end.
        """
        encoding = detect(file.path)
        report.decisions["encoding"] = f"{encoding.codec} ({encoding.why})"
        known, fresh = self._memo.said, {}
        width = WIDTHS[self.part]
        ended = False
        with io.TextIOWrapper(file.path.open("rb"), encoding=encoding.codec, newline="") as text:
            reader = csv.reader(bounded_lines(text), strict=True)
            for number, cells in enumerate(_whole(reader, file, recover=recover, report=report), start=1):
                if not any(cells[1:]) and cells[:1] in ([], [END]):
                    ended = ended or bool(cells)
                    continue
                if number == 1 and cells and not cells[0].strip().isdigit():
                    report.decisions["headings"] = "a first row of headings, added by whoever copied the file"
                    continue
                report.read += 1
                if len(cells) != width or not cells[0].strip().isdigit():
                    place = f"line {reader.line_num}"
                    what = f"{len(cells)} cells where the format has {width}"
                    if not recover:
                        raise FormatError(
                            f"{what}: the file is torn or truncated there",
                            where=f"{file.name}, {place}",
                            hint="fetch the file again, or add it with --recover to keep what can be read",
                        )
                    report.quarantined += 1
                    report.partial = f"{place}: {what}"
                    report.issue(number, place, raw=",".join(cells), reason=what, code="cells")
                    continue
                key = tuple(cells)
                found = known.get(key)
                if found is None:
                    found = self._say(cells)
                fresh[key] = found
                report.stored += 1
                yield ListEntry(self.stream, cells[0].strip(), number, f"line {reader.line_num}", *found)
        report.decisions["end mark"] = "0x1A, the file is whole" if ended else "none: copied without it, or cut"
        self._memo = _Memo(fresh)

    def _say(self, cells: Cells) -> tuple[list[Said], str]:
        values = ["" if cell.strip() == EMPTY else cell.strip() for cell in cells]
        entity = entity_id(values[0])
        party = {"sdn": _primary, "add": _address, "alt": _other_name, "comments": _comment}[self.part](entity, values)
        return party.said, entity


def _named(prefix: str, name: str) -> bool:
    return re.match(rf"{prefix}(?![a-z])(?!_comments)", name) is not None


def _part_of(head: bytes) -> str:
    """Tell by the first rows which of the SDN list's files a file under any name is, or nothing: all must look so.

    The files go by number, and only the SDN list's begin below a thousand: the other list's begin with 9639.
    """
    if not _ROW.match(head.removeprefix(b"\xef\xbb\xbf")):
        return ""
    text = head.decode("latin-1")
    lines = text.splitlines(keepends=True)[: _SAMPLE_ROWS + 1]
    if len(lines) <= _SAMPLE_ROWS and not text.endswith(("\n", END)):
        lines.pop()
    try:
        rows = [cells for cells in csv.reader(lines, strict=True) if cells not in ([], [END])]
    except csv.Error:
        return ""
    rows = rows if rows and _is_number(rows[0][0]) else rows[1:]
    widths = {len(cells) for cells in rows}
    if (
        len(widths) != 1
        or widths.isdisjoint(WIDTHS.values())
        or not _is_number(rows[0][0])
        or int(rows[0][0]) >= _FIRST_BELOW
        or not all(_is_number(cells[0]) for cells in rows)
    ):
        return ""
    empty = sum(any(cell.strip() == EMPTY for cell in cells) for cells in rows)
    if widths == {WIDTHS["sdn"]}:
        named = all(cells[1].strip() not in {"", EMPTY} and not _is_number(cells[1]) for cells in rows)
        return "sdn" if named and empty == len(rows) else ""
    if not all(_is_number(cells[1]) for cells in rows):
        return ""
    if widths == {WIDTHS["add"]}:
        return "add" if empty == len(rows) else ""
    told = widths == {WIDTHS["alt"]} and all(cells[2].strip() in _OTHER_NAMES for cells in rows)
    return "alt" if told and empty else ""


def _is_number(cell: str) -> bool:
    return re.fullmatch(r"\s*[0-9]{1,6}\s*", cell) is not None


def _whole(reader: Iterator[list[str]], file: ListFile, *, recover: bool, report: ListReport) -> Iterator[list[str]]:
    """Give the rows of a reader; one that ends inside a quoted cell was cut there."""
    try:
        yield from reader
    except csv.Error as error:
        place = f"line {getattr(reader, 'line_num', 0)}"
        if not recover:
            raise FormatError(
                f"torn or truncated: {error}",
                where=f"{file.name}, {place}",
                hint="fetch the file again, or add it with --recover to keep what can be read",
            ) from None
        report.read += 1
        report.quarantined += 1
        report.partial = f"{place}: {error}"
        report.issue(report.read, place, raw="", reason=str(error), code="quote")


def _primary(entity: str, values: Cells) -> Party:
    number, name, kind, programmes, title, call_sign, vessel_type, tonnage, gross, flag, owner, remarks = values
    party = listed(entity, SCHEMATA.get(kind.lower(), "LegalEntity"), number)
    party.add("name", name)
    if kind == "individual" and ", " in name:
        last, first = name.split(", ", 1)
        party.add("lastName", last)
        party.add("firstName", first)
    say_title(party, title)
    for key, text in (
        ("callSign", call_sign),
        ("type", vessel_type),
        ("tonnage", tonnage),
        ("grossRegisteredTonnage", gross),
        ("flag", flag),
        ("owner", owner),
    ):
        say_vessel(party, key, text)
    for programme in _PROGRAMMES.split(programmes):
        party.sanction("program", programme.strip("[] "))
    if remarks:
        read_remarks(party, remarks)
    return party


def _address(entity: str, values: Cells) -> Party:
    _, _, street, city, country, remarks = values
    party = Party(entity, "Thing")
    party.add("address", ", ".join(filter(None, (street, city, country))))
    party.country("country", country)
    party.note("address", remarks)
    return party


def _other_name(entity: str, values: Cells) -> Party:
    _, _, kind, name, remarks = values
    party = Party(entity, "Thing")
    party.add(alias_property(kind), name, original=f"{kind} {name}" if kind else None)
    party.note("other name", remarks)
    return party


def _comment(entity: str, values: Cells) -> Party:
    party = Party(entity, "LegalEntity")
    read_remarks(party, values[1], goes_on=True)
    return party


# How OFAC names the files; the last is the excerpt that the demo case brings, which is not the list.
_NAMES: Final = {
    ("us_ofac_sdn", "sdn"): "sdn",
    ("us_ofac_sdn", "add"): "add",
    ("us_ofac_sdn", "alt"): "alt",
    ("us_ofac_sdn", "comments"): "sdn_comments",
    ("us_ofac_cons", "sdn"): "cons_prim",
    ("us_ofac_cons", "add"): "cons_add",
    ("us_ofac_cons", "alt"): "cons_alt",
    ("us_ofac_cons", "comments"): "cons_comments",
    ("demo_sdn_excerpt", "sdn"): "demo_sdn_excerpt",
}

PARSERS: Final = tuple(OfacCsvParser(ofac_list, part) for ofac_list, part in _NAMES)
