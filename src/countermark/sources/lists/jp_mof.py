"""Japan's workbook of the parties whose assets are frozen, by its Ministry of Finance.

Under the Foreign Exchange Act (外為法):
https://www.mof.go.jp/policy/international_policy/gaitame_kawase/gaitame/economic_sanctions/list.html

Units: rows below the headings of a sheet; a sheet without headings (the title page, programmes that were lifted) is
one unit, dropped. One programme a sheet, each with headings of its own.

Ids: `jp-<programme>-<number>` (`jp-taliban-186`): number is the number of the notice (告示番号) without its marks
(`*`, `#`, `(*290)` for "listed elsewhere too"), programme a word for the sheet's title without the sheet's number
(jp_labels.PROGRAMMES), since the numbers of sheets move. Of the 1,954 parties of May 2022, 1,948 have their id in
November and six were removed; three had their name amended. A row that has no number (12 blank ones in Somalia's
sheet) is dropped.

Traps: a party that was removed stays as a row with number and day (`2011.11.18削除`): dropped and counted. Years of
eras and dates in words (jp_dates); 不明 for unknown; a cell holds names in kana and in Latin, lettered or in
brackets. The day the UN listed a party is in its own column; it is no act of Japan's and is kept as a note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from countermark.model.errors import FormatError
from countermark.reference.countries import country_code
from countermark.sources.lists.base import ListEntry, ListFile, ListReport, Party, Stream
from countermark.sources.lists.identifiers import is_imo
from countermark.sources.lists.jp_dates import Notice, japanese_dates, notices, plain
from countermark.sources.lists.jp_labels import (
    COLUMNS,
    country_of,
    japanese,
    lines_apart,
    main_names,
    other_names,
    programme_id,
    schema_of,
    tells_more,
    value,
    variants,
)  # fmt: skip
from countermark.sources.lists.languages import language_of
from countermark.sources.lists.listtext import lettered
from countermark.sources.lists.workbook import Sheet, heading, peek_headings, take_workbook

AUTHORITY: Final = "Ministry of Finance of Japan (財務省)"
SOURCE: Final = "https://www.mof.go.jp/policy/international_policy/gaitame_kawase/gaitame/economic_sanctions/list.html"
NEEDED: Final = frozenset({"告示日付", "告示番号", "日本語表記", "英語表記"})
_LOOK: Final = 8
_NUMBER = re.compile(r"[*#\s]*(\d{1,5})(?:-(\d{1,3}))?\s*(?:\([^()]*\))?\s*")
_DOCUMENT = re.compile(r"[A-Z]{0,4}[- /]?\d[\dA-Z]*(?:[-/ ]?[\dA-Z]+)*")
_IMO = re.compile(r"IMO\D{0,8}(\d{7})\b")


class JpMofParser:
    """Reads the asset-freeze workbook."""

    kind: str = "jp_mof"
    version: str = "1"
    stream: Stream = Stream("jp_mof", "list")
    streams: tuple[Stream, ...] = (stream,)

    def recognises(self, file: ListFile) -> bool:
        """Tell by the Japanese headings of one of the first sheets."""
        return any(cells >= NEEDED for _, rows in peek_headings(file, _LOOK) for cells in rows)

    def parse(self, file: ListFile, report: ListReport, *, recover: bool = False) -> Iterator[ListEntry]:
        """Give the entries, one for each row that lists somebody.

        Raises:
            FormatError: a torn workbook, or one without any sheet of this list's headings.
        """
        sheets = take_workbook(file)
        headed = [(sheet, _head(sheet)) for sheet in sheets]
        if all(head is None for _, head in headed):
            raise FormatError(
                "no sheet has the headings of Japan's list", where=file.name, hint="check what was fetched"
            )
        filled, seen = 0, set[str]()
        for sheet, head in headed:
            if head is None:
                report.read += 1
                lifted = any("廃止" in cell for row in sheet.rows for cell in row) or "解除" in sheet.title
                report.dropped_reasons["programme lifted" if lifted else "title page or note"] += 1
                continue
            filled += 1
            yield from self._sheet(file, sheet, head, seen, report, recover=recover)
        report.decisions["sheets"] = f"{filled} programmes of {len(sheets)} sheets"
        if not seen:
            raise FormatError("headings and no entries", where=file.name, hint="fetch it again")

    def _sheet(
        self, file: ListFile, sheet: Sheet, head: int, seen: set[str], report: ListReport, *, recover: bool
    ) -> Iterator[ListEntry]:
        names = [heading(cell) for cell in sheet.rows[head]]
        title = " ".join(next((cell for row in sheet.rows[:head] for cell in row if cell), sheet.title).split())
        for row_number, row in sheet.numbered(head + 1):
            report.read += 1
            if not any(row):
                report.dropped_reasons["blank row"] += 1
                continue
            cells, strange = _cells(names, row, report)
            where = f"sheet {sheet.title}, row {row_number}"
            acts = notices(cells.get("notice", ""))
            named = value(cells.get("japanese", "")) or value(cells.get("english", ""))
            if not named and any(act.did in {"削除", "解除"} for act in acts):
                report.dropped_reasons["removed from the list, its number kept"] += 1
                continue
            if not named and acts and cells.keys() <= {"notice", "number"}:
                report.dropped_reasons["a number and a day with nobody, as after a removal"] += 1
                continue
            number = _NUMBER.fullmatch(plain(cells.get("number", "")))
            if number is None or not named:
                if not number and not named:
                    report.dropped_reasons["note"] += 1
                    continue
                what = "no number" if named else "no name"
                if not recover:
                    raise FormatError(
                        what, where=f"{file.name}, {where}", hint="add it with --recover to leave the row out"
                    )
                report.quarantined += 1
                report.partial = f"{where}: {what}"
                report.issue(row_number, where, raw=" | ".join(row), reason=what, code="row")
                continue
            key = f"{programme_id(sheet.title)}-{number[1]}" + (f"-{number[2]}" if number[2] else "")
            if key in seen:
                report.issue(
                    row_number, where, raw=key, reason="a number that occurs twice in its sheet", code="number"
                )
            seen.add(key)
            party = Party(f"jp-{key}", schema_of(sheet.title, cells))
            _say(party, cells, row_number, where, report)
            for label, text in strange:
                party.note(label, text)
            _say_listing(party, cells, title, acts, row_number, where, report)
            report.stored += 1
            yield ListEntry(self.stream, key, report.stored, where, party.said, party.id)


def _head(sheet: Sheet) -> int | None:
    for index, row in enumerate(sheet.rows[:_LOOK]):
        if {heading(cell) for cell in row} >= NEEDED:
            return index
    return None


def _cells(names: list[str], row: list[str], report: ListReport) -> tuple[dict[str, str], list[tuple[str, str]]]:
    cells: dict[str, str] = {}
    strange: list[tuple[str, str]] = []
    for name, text in zip(names, row, strict=False):
        if not text:
            continue
        column = COLUMNS.get(name)
        if column is None:
            report.unknown[f"column {name or '(no heading)'}"] += 1
            strange.append((name, text))
        else:
            cells[column] = f"{cells[column]}\n{text}" if column in cells else text
    return cells, strange


def _say(party: Party, cells: dict[str, str], row_number: int, where: str, report: ListReport) -> None:
    party.add("name", value(cells.get("japanese", "")).replace("\n", " "), lang="jpn")
    english, scripts = main_names(value(cells.get("english", "")))
    for name in english:
        party.add("name", name)
        for spelling in variants(name) if party.schema == "Person" else ():
            party.add("alias", spelling, original=name)
    for name in scripts:
        party.add("name", name, lang=language_of(name), original=f"original script: {name}")
    for column in ("alias", "weakAlias", "previousName"):
        text = value(cells.get(column, ""))
        for other in other_names(text):
            party.add("previousName" if other.former else column, other.text, lang=other.lang, original=text[:300])
        if tells_more(text):
            party.note(column, text)
    _say_birth(party, cells, row_number, where, report)
    for column in ("title", "position", "birthPlace", "address"):
        for text in lettered(value(cells.get(column, ""))):
            for line in lines_apart(value(text)):
                party.add(column, line, lang=japanese(line) if column != "address" else None)
    for text in lettered(value(cells.get("nationality", ""))):
        known = country_code(country_of(value(text)))
        party.add("nationality" if party.schema == "Person" else "country", known or value(text), original=text)
    for column in ("passportNumber", "idNumber"):
        _say_documents(party, column, value(cells.get(column, "")))
    for number in re.split(r"[、,\n]", value(cells.get("phone", ""))):
        party.add("phone", number)
    party.note("FAX", value(cells.get("fax", "")))
    party.note("国連制裁委員会による指定日", value(cells.get("unDate", "")))
    notes = value(cells.get("notes", ""))
    if notes:
        party.other(party.id, party.schema, "notes", notes, lang="jpn")
        _say_hints(party, notes)


def _say_birth(party: Party, cells: dict[str, str], row_number: int, where: str, report: ListReport) -> None:
    both = value(cells.get("birth", ""))
    for text in lettered(value(cells.get("birthDate", ""))) + ([both] if both else []):
        days = japanese_dates(text)
        prop = "birthDate" if party.schema == "Person" else "incorporationDate"
        for day in days or ([text] if value(text) else []):
            party.add(prop, day, original=text)
        if not days and value(text):
            report.issue(row_number, where, raw=text, reason="no date is found in it", code="date")
    for line in both.splitlines():
        if found := re.fullmatch(r"[Bb]orn at (.+?)(?:,? on .+)?", line.strip()):
            party.add("birthPlace", found[1], original=line)
        elif found := re.fullmatch(r".*[年日頃](.+?)生(?:まれ)?", line.strip()):
            party.add("birthPlace", found[1], lang="jpn", original=line)


def _say_documents(party: Party, column: str, text: str) -> None:
    for piece in lettered(text):
        if not value(piece):
            continue
        flat = plain(piece)
        numbers = _DOCUMENT.findall(flat if "旅券、" in piece else flat.split("、")[0])
        best = next((number.strip() for number in numbers if sum(map(str.isdigit, number)) >= 4), None)
        prop = column if party.schema == "Person" or column == "idNumber" else "idNumber"
        if best:
            party.add(prop, best, original=piece)
            if flat != best:
                party.note("旅券番号" if column == "passportNumber" else "身分登録番号", piece)
        else:
            party.note("旅券番号" if column == "passportNumber" else "身分登録番号", piece)


def _say_hints(party: Party, notes: str) -> None:
    flat = plain(notes)
    if party.schema == "Person" and (found := re.search(r"性別[・:]?\s*(男性|女性)", flat)):
        party.add("gender", "male" if found[1] == "男性" else "female", original=found[0])
    for number in _IMO.findall(flat):
        if is_imo(number):
            party.add("imoNumber", number)


def _say_listing(
    party: Party, cells: dict[str, str], title: str, acts: list[Notice], row_number: int, where: str, report: ListReport
) -> None:
    party.sanction("authority", AUTHORITY)
    party.sanction("authorityId", plain(cells.get("number", "")))
    party.sanction("country", "jp")
    party.sanction("sourceUrl", SOURCE)
    party.sanction("program", title, lang="jpn")
    party.sanction("reason", value(cells.get("reason", "")), lang="jpn")
    for act in acts:
        if not act.day:
            party.sanction("status", act.text, lang="jpn")
            if "同一" not in act.text:
                report.issue(
                    row_number, where, raw=act.text, reason="a notice whose day is not understood", code="date"
                )
        elif act.did in {"改訂", "改正"}:
            party.sanction("modifiedAt", act.day, original=act.text)
        elif act.did:
            party.sanction("endDate", act.day, original=act.text)
        else:
            party.sanction("listingDate", act.day, original=act.text)


PARSERS: Final = (JpMofParser(),)
