"""Lists that OpenSanctions keeps by hand as tables, where the authority publishes a PDF, a statute or announcements.

https://github.com/opensanctions/opensanctions (datasets/…; CC BY-NC 4.0: name OpenSanctions, no commercial use). One
CSV file each; its headings say which. What a column says is in os_tables.TABLES.

- us_dod_1260h: us/dod_chinese_milcorps/sanctions.csv; list us_dod_1260h
- us_special_leg: us/special_leg/source_files/*.csv; lists us_dod_1286, us_ndaa_889, us_ndaa_5949, us_ndaa_154,
  us_dos_353, us_dos_isn
- us_bis_mieu: us/bis_mieu/mieu.csv; list us_bis_mieu
- cn_counter: cn/sanctions/sanctions.csv; lists cn_mfa, cn_tao, cn_mofcom_ecl, cn_mofcom_uel, cn_mofcom_watch,
  cn_mofcom_counter

Units: rows. Ids: `<prefix>-<hash>` of the name (1260H: of the name without its abbreviation); the rows of a name are
one party with a sanction for each row, `…-sanction-<hash>` of day, end and source.

Trap: a table keeps what has ended. A row whose end is not after the newest day the table knows (a day of listing, or
the day in the address of a source) goes to the part `ended`, which tells history and is no listing; INKSNA's
`2028-01-22` is an end to come, so those are listed. Not read: us/fcc_covered_list (describes equipment, no parties),
ELF codes.
"""

from __future__ import annotations

import calendar
import csv
import io
import re
from collections.abc import Iterator, Mapping
from typing import Final

from countermark.model.dates import day_text
from countermark.model.errors import FormatError
from countermark.sources.encoding import detect
from countermark.sources.lists.base import ListEntry, ListFile, ListReport, Party, Stream, short_hash
from countermark.sources.lists.bounded import bounded_lines
from countermark.sources.lists.languages import language_of
from countermark.sources.lists.os_tables import TABLES, Table

VIA: Final = "opensanctions"
_URL_DAY = re.compile(r"/(20\d\d)/([01]?\d|[A-Z][a-z]{2})/(?:([0-3]?\d)/)?")
_SHORT_YEAR = re.compile(r"(\d\d\.\d\d)\.(\d\d)")
_MONTHS: Final = {name: number for number, name in enumerate(calendar.month_abbr) if name}
_SCHEMATA: Final = {"person": "Person", "company": "Company", "organization": "Organization", "vessel": "Vessel"}

Row = Mapping[str, str]


class OsCuratedParser:
    """Reads one of the tables."""

    version: str = "1"

    def __init__(self, table: Table) -> None:
        """Read the table that a description describes."""
        self.table = table
        self.kind = table.kind
        self._streams = {
            (name, part): Stream(name, part, VIA, whole=part == "list")
            for name in dict.fromkeys(table.lists.values())
            for part in ("list", "ended")
        }
        self.streams: tuple[Stream, ...] = tuple(self._streams.values())

    def recognises(self, file: ListFile) -> bool:
        """Tell by the whole first line."""
        line = file.head.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].strip(b"\r")
        return line.decode("utf-8", "replace") == ",".join(self.table.headings)

    def parse(self, file: ListFile, report: ListReport, *, recover: bool = False) -> Iterator[ListEntry]:
        """Give the entries, a row each; the rows of a name share their id.

        Raises:
            FormatError: other headings, a row with another number of cells, no name, a list we do not know, no rows.
        """
        rows = list(_rows(file, self.table, report, recover=recover))
        if not rows:
            raise FormatError("headings and no entries", where=file.name, hint="fetch it again")
        newest = max((_newest(row, self.table) for _, row in rows), default="")
        report.decisions["newest day in the table"] = newest
        names = {_fold(row[self.table.key]) for _, row in rows}
        for number, (line, row) in enumerate(rows, start=1):
            where = f"line {line}"
            listed = self.table.lists.get(row.get(self.table.list_column, "").split(" of the ")[0])
            listed = listed or self.table.lists.get("|".join(row.get(name, "") for name in self.table.list_columns))
            if listed is None:
                what = f"a list we do not know: {row.get(self.table.list_column) or row}"
                if not recover:
                    raise FormatError(
                        what[:300], where=f"{file.name}, {where}", hint="add it with --recover to leave it out"
                    )
                report.quarantined += 1
                report.partial = f"{where}: {what[:200]}"
                report.issue(number, where, raw=str(row), reason="a list we do not know", code="list")
                continue
            party = _party(row, listed, self.table, names, number, where, report)
            end = _day(row.get(self.table.end, "")) if self.table.end else ""
            ended = bool(end) and end <= newest
            report.stored += 1
            stream = self._streams[listed, "ended" if ended else "list"]
            yield ListEntry(stream, party.id.rpartition("-")[2], number, where, party.said, party.id)


def _rows(file: ListFile, table: Table, report: ListReport, *, recover: bool) -> Iterator[tuple[int, Row]]:
    encoding = detect(file.path)
    report.decisions["encoding"] = f"{encoding.codec} ({encoding.why})"
    with io.TextIOWrapper(file.path.open("rb"), encoding=encoding.codec, newline="") as text:
        reader = csv.reader(bounded_lines(text), strict=True)
        try:
            first = next(reader, [])
            if tuple(first) != table.headings:
                raise FormatError(
                    "the headings are others", where=f"{file.name}, line 1", hint="check what was fetched"
                )
            for cells in reader:
                if not any(cells):
                    continue
                report.read += 1
                what = "" if len(cells) == len(first) else f"{len(cells)} cells where the table has {len(first)}"
                row = dict(zip(first, (cell.strip() for cell in cells), strict=False))
                what = what or ("" if row.get(table.key) else "no name")
                if not what:
                    yield reader.line_num, row
                    continue
                if not recover:
                    raise FormatError(
                        what, where=f"{file.name}, line {reader.line_num}",
                        hint="fetch it again, or add it with --recover to keep what can be read",
                    )  # fmt: skip
                report.quarantined += 1
                report.partial = f"line {reader.line_num}: {what}"
                report.issue(report.read, f"line {reader.line_num}", raw=",".join(cells), reason=what, code="cells")
        except csv.Error as error:
            where = f"line {reader.line_num}"
            if not recover:
                raise FormatError(
                    f"no CSV from here: {error}", where=f"{file.name}, {where}", hint="fetch the file again"
                ) from None
            report.partial = f"{where}: {error}"


def _fold(name: str) -> str:
    return " ".join(name.casefold().split())


def _day(text: str) -> str:
    """Bring a day of a table into ISO form: `13.07.20` is 2020-07-13; what is no day stays as it is."""
    found = _SHORT_YEAR.fullmatch(text.strip())
    return day_text(f"{found[1]}.20{found[2]}" if found else text) or text.strip()


def _newest(row: Row, table: Table) -> str:
    days = [
        f"{day}-12-31"[:10] if len(day) == 4 else day
        for name in table.days
        if (day := _day(row.get(name, "")))[:2] == "20"
    ]
    for year, month, day in _URL_DAY.findall(row.get(table.source, "")):
        number = _MONTHS.get(month) or (int(month) if month.isdigit() and 1 <= int(month) <= 12 else 0)
        if number:
            last = int(day) if day and 1 <= int(day) <= 31 else calendar.monthrange(int(year), number)[1]
            days.append(f"{year}-{number:02d}-{last:02d}")
    return max(days, default="")


def _party(row: Row, listed: str, table: Table, names: set[str], number: int, where: str, report: ListReport) -> Party:
    prefix = table.prefixes[listed]
    name = row[table.key]
    schema = _SCHEMATA.get(row.get(table.schema, "").lower(), "Organization") if table.schema else "Company"
    party = Party(f"{prefix}-{short_hash(_fold(name))}", schema)
    party.sanction_id = (
        f"{party.id}-sanction-{short_hash(*(row.get(c, '') for c in (*table.days, table.end, table.source)))}"
    )
    for column, (prop, split) in table.columns.items():
        text = row.get(column, "")
        for piece in (re.split(r"\s*;\s*", text) if split else [text]) if text else []:
            _say(party, prop, piece)
    for column, prop in table.dates.items():
        if text := row.get(column, ""):
            iso = _day(text)
            party.sanction(prop, iso, original=text)
            if not iso[:4].isdigit():
                report.issue(number, where, raw=text, reason="no date is found in it", code="date")
    for prop, value in table.constants:
        party.sanction(prop, value)
    if table.parent and (parent := row.get(table.parent, "")):
        known = _fold(parent) in names
        end = f"{prefix}-{short_hash(_fold(parent))}" if known else party.named(parent, schema="Company")
        party.edge("Ownership", source=end, target=party.id, role="Parent Name")
    return party


def _say(party: Party, prop: str, text: str) -> None:
    kind, _, name = prop.partition(":")
    if kind == "sanction":
        party.sanction(name, text)
    elif kind == "note":
        party.note(name, text)
    elif kind == "country":
        party.country("country" if party.schema != "Person" else "nationality", text)
    elif kind == "zho":
        party.add(name, text, lang="zho")
    else:
        party.add(prop, text, lang=language_of(text) if prop in {"name", "alias"} else None)


PARSERS: Final = tuple(OsCuratedParser(table) for table in TABLES)
