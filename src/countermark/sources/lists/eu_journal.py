"""Annexes of EU acts as OpenSanctions transcribes them from the Official Journal: one table an act.

Format: https://github.com/opensanctions/opensanctions/blob/main/datasets/eu/journal_sanctions/data/FORMAT.md; what it
holds is CC BY-NC 4.0 with attribution to OpenSanctions, the acts themselves are free to reuse.

1. Units are rows. A table of an act (column `celex`) shows all its annexes: stream `eu_<celex>`, part `journal`. One of
   an amending act (`amendedCelex`, `amendmentCelex`) shows what that adds or changes: part `amendment`, not whole.
2. The id is `eu-<celex>-<annex>-<recordId>`, with the number printed in the annex; where it prints none, a hash of
   annex, measure, schema and name stands for it. A second row of one number in one table gets the hash behind it.
3. Cells hold printed wording, several values between semicolons. Names in brackets in another script are said apart.
4. The files are Windows-style CSV that ends with a line end; one without it is torn. They state no day.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from typing import Final

from countermark.model.errors import FormatError
from countermark.model.ontology import is_known, ontology
from countermark.sources.encoding import detect
from countermark.sources.lists.base import ListEntry, ListFile, ListReport, Party, Stream, short_hash
from countermark.sources.lists.bounded import bounded_lines
from countermark.sources.lists.eu_journal_rows import REQUIRED, headings_of, no_line_end, rows, tear
from countermark.sources.lists.eu_journal_words import (
    ACTS,
    CELEX,
    act_name,
    countries_of,
    days_of,
    is_imo_company,
    number_of,
    values_of,
)
from countermark.sources.lists.identifiers import is_imo, is_lei, is_swift, registration_property, tax_property
from countermark.sources.lists.languages import language_of, written_otherwise

AUTHORITY: Final = "European Union"
VIA: Final = "opensanctions"
HEADINGS: Final = (
    b"celex,recordId,programKey,annex,measure,",
    b"amendedCelex,amendmentCelex,recordId,programKey,annex,measure,",
)

_PLAIN: Final = (
    "birthPlace", "position", "appearance", "ethnicity", "fatherName", "motherName", "legalForm", "sector", "kppCode",
    "okpoCode", "ticker", "mmsi", "address", "phone", "email", "website",
)  # fmt: skip
_NAMES: Final = ("alias", "weakAlias", "previousName")
_COUNTRIES: Final = ("country", "nationality", "jurisdiction", "flag")
_DATES: Final = ("birthDate", "incorporationDate")
_NUMBERS: Final = (
    "passportNumber", "registrationNumber", "taxNumber", "idNumber", "innCode", "ogrnCode", "leiCode", "swiftBic",
    "imoNumber",
)  # fmt: skip
_ACTS: Final = ("celex", "amendedCelex", "amendmentCelex")
_KNOWN: Final = {*_PLAIN, *_NAMES, *_COUNTRIES, *_DATES, *_NUMBERS, *_ACTS, *REQUIRED, "reason", "gender", "notes"}
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9.]+")
_TAX: Final = re.compile(r"\b(?:INN|TIN|TRN|tax)\b", re.IGNORECASE)
_ELSEWHERE: Final = re.compile(r"Russia|Moscow|Petersburg|Crimea|Sevastopol|Donetsk|Luhansk|Republic of", re.IGNORECASE)
_DIGITS: Final = re.compile(r"\W*(\d{10,15})\b")
_CHECKS: Final[dict[str, Callable[[str], bool]]] = {"leiCode": is_lei, "swiftBic": is_swift, "imoNumber": is_imo}

Row = dict[str, str]


class _Entry:
    """One row on its way into values."""

    def __init__(self, row: Row, number: int, place: str, report: ListReport, entity: str) -> None:
        self.row, self.number, self.place, self.report = row, number, place, report
        schema = row["schema"].strip()
        if schema not in ontology().schemata:
            self.issue(schema, "no schema of FollowTheMoney", "schema")
            schema = "LegalEntity"
        self.party = Party(entity, schema)

    def issue(self, raw: str, reason: str, code: str) -> None:
        self.report.issue(self.number, self.place, raw=raw, reason=reason, code=code)

    def say(self, extra: tuple[str, ...]) -> Party:
        """Read every cell; `extra` are the columns nobody knows."""
        row, party = self.row, self.party
        self._name("name", row["name"].strip())
        for prop, value in self._cells(_NAMES):
            self._name(prop, value)
        self._listing()
        for prop, value in self._cells(_PLAIN):
            party.add(prop, value)
        for prop, value in self._cells(_COUNTRIES):
            self._country(prop, value)
        for prop, value in self._cells(_DATES):
            self._date(prop, value)
        for prop, value in self._cells(_NUMBERS):
            self._identifier(prop, *number_of(value), value)
        for value in values_of(row.get("gender", "")):
            party.add("gender", value.lower().strip(" ."), original=value)
        for value in values_of(row.get("notes", "")):
            party.note("", value)
        for column in extra:
            if value := row[column].strip():
                self.report.unknown[f"column {column}"] += 1
                party.note(column, value)
        return party

    def _cells(self, props: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        for prop in props:
            if cell := self.row.get(prop):
                for value in values_of(cell):
                    yield prop, value

    def _name(self, prop: str, value: str) -> None:
        self.party.add(prop, value, lang=language_of(value))
        for other, language in written_otherwise(value):
            self.party.add("alias" if prop == "name" else prop, other, lang=language, original=value)

    def _listing(self) -> None:
        row, party = self.row, self.party
        party.sanction("authority", AUTHORITY)
        act = row.get("celex") or row.get("amendedCelex") or ""
        annex = row["annex"].strip()
        party.sanction("program", act_name(act.strip()), original=act.strip())
        party.sanction("programId", row["programKey"])
        party.sanction("authorityId", " ".join(filter(None, (annex, row["recordId"].strip()))))
        party.sanction("provisions", row["measure"])
        party.sanction("provisions", f"{act_name(act.strip())}, annex {annex}" if annex else "")
        party.sanction("reason", row.get("reason"))
        for celex in (act, row.get("amendmentCelex") or ""):
            if celex.strip():
                party.sanction(
                    "sourceUrl", f"https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:{celex.strip()}"
                )
        if amendment := (row.get("amendmentCelex") or "").strip():
            party.sanction("provisions", act_name(amendment), original=amendment)
        if text := row["startDate"].strip():
            days = list(days_of(text))
            if len(days) != 1 or days[0] is None:
                self.issue(text, "no date of listing", "date")
            party.sanction("listingDate", (days[0] if len(days) == 1 else None) or text, original=text)

    def _country(self, prop: str, value: str) -> None:
        codes, rest = countries_of(value)
        for code in codes:
            self.party.add(prop, code, original=value)
        if rest and codes:
            self.party.note(prop, rest)
        elif rest:
            self.party.add(prop, rest)

    def _date(self, prop: str, value: str) -> None:
        days = list(days_of(value))
        for day in days:
            if day is not None:
                self.party.add(prop, day, original=value)
        if None in days or not days:
            self.issue(value, f"not a date throughout ({prop})", "date")
            if any(days):
                self.party.note(prop, value)
            else:
                self.party.add(prop, value)

    def _identifier(self, prop: str, number: str, words: str, value: str) -> None:
        address = self.row.get("address") or ""
        country = "ru" if prop in {"innCode", "ogrnCode"} or "INN" in words else None
        if country is None and address and not _ELSEWHERE.search(address):
            country = "zz"
        wanted = prop
        if prop in {"innCode", "ogrnCode"} and (found := _DIGITS.match(number)) and found[1] != number:
            number, words = found[1], words or number
            self.party.note(prop, value)
        if prop == "imoNumber" and self.party.schema != "Vessel" and is_imo_company(number):
            wanted = prop if is_known(self.party.schema, prop) else "registrationNumber"
            self.party.add(wanted, number, original=f"IMO company number {value}")
            return
        if prop in {"taxNumber", "innCode"} or (prop == "registrationNumber" and _TAX.search(words)):
            wanted = tax_property(number, country)
        elif prop in {"registrationNumber", "ogrnCode"}:
            wanted = "uscCode" if words == "USCC" else registration_property(number, country)
        elif (check := _CHECKS.get(prop)) is not None and not check(number):
            wanted = "registrationNumber"
        if prop in {"innCode", "ogrnCode", *_CHECKS} and wanted != prop:
            self.issue(value, f"fails the check of {prop}", "identifier")
        if not is_known(self.party.schema, wanted):
            wanted = prop
        self.party.add(wanted, number, original=value)
        if words and len(words) > 24:
            self.party.note(f"{prop} {number}", words)


class EuJournalParser:
    """Reads a table of one act, or of one amending act."""

    version: str = "1"
    kind: str = "eu_journal"
    streams: tuple[Stream, ...] = tuple(
        Stream(f"eu_{celex}", part, VIA, whole=part == "journal") for part in ("journal", "amendment") for celex in ACTS
    )

    def recognises(self, file: ListFile) -> bool:
        """Tell by the first headings."""
        return file.head.removeprefix(b"\xef\xbb\xbf").startswith(HEADINGS)

    def parse(self, file: ListFile, report: ListReport, *, recover: bool = False) -> Iterator[ListEntry]:
        """Give the entries of the file, a row each.

        Raises:
            FormatError: a row with another number of cells, an open quotation mark, no line end at the end, no row.
        """
        encoding = detect(file.path)
        report.decisions["encoding"] = f"{encoding.codec} ({encoding.why})"
        torn = no_line_end(file)
        if torn:
            tear(file, report, "the last line does not end", recover=recover)
        seen: set[str] = set()
        with io.TextIOWrapper(file.path.open("rb"), encoding=encoding.codec, newline="") as text:
            reader = csv.reader(bounded_lines(text), strict=True)
            headings = headings_of(file, reader)
            extra = tuple(name for name in headings if name not in _KNOWN)
            for name in extra:
                report.decisions[f"column {name}"] = "unknown, kept as a note"
            for number, (line, cells) in enumerate(rows(file, reader, report, recover=recover), start=1):
                report.read += 1
                place = f"line {line}"
                row = dict(zip(headings, cells, strict=False))
                if reason := _refusal(cells, headings, row):
                    if len(cells) != len(headings):
                        tear(file, report, f"{place}: {reason}", recover=recover)
                    report.quarantined += 1
                    report.issue(number, place, raw=",".join(cells), reason=reason, code="row")
                    continue
                act = (row.get("celex") or row.get("amendedCelex") or "").strip()
                stream = Stream(f"eu_{act}", "journal", VIA)
                if "amendedCelex" in row:
                    stream = Stream(f"eu_{act}", "amendment", VIA, whole=False)
                if act not in ACTS:
                    report.unknown[f"act {act}"] += 1
                source_id = _source_id(row, act, seen)
                party = _Entry(row, number, place, report, f"eu-{act}-{source_id}").say(extra)
                report.stored += 1
                yield ListEntry(stream, source_id, number, place, party.said, party.id)
        if not report.read:
            raise FormatError(
                "headings and no row: the annexes of the act list no one, or the file is cut",
                where=file.name,
                hint="leave it out, or fetch the file again",
            )


def _refusal(cells: list[str], headings: list[str], row: Row) -> str:
    if len(cells) != len(headings):
        return f"{len(cells)} cells where the format has {len(headings)}"
    if not row["name"].strip():
        return "no name"
    act = (row.get("celex") or row.get("amendedCelex") or "").strip()
    return "" if CELEX.fullmatch(act) else f"no CELEX number: {act[:40]!r}"


def _source_id(row: Row, act: str, seen: set[str]) -> str:
    annex, record = (_UNSAFE.sub("-", row[name].strip()).strip("-") for name in ("annex", "recordId"))
    digest = short_hash(*(row[name].strip() for name in ("annex", "measure", "schema", "name")))
    found = f"{annex or 'annex'}-{record or digest}"
    if record and f"{act}-{found}" in seen:
        found = f"{found}-{digest}"
    seen.add(f"{act}-{found}")
    return found


PARSERS: Final = (EuJournalParser(),)
