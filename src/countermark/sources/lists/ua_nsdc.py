"""Ukraine's sanctions by decrees of its President, as a workbook.

The decrees put decisions of the National Security and Defense Council (РНБО) into force. Sheets: persons (`Фізичні
особи`) and firms (`Юридичні особи`), a row for each party of each decree.

https://www.rnbo.gov.ua/ and https://www.president.gov.ua/documents/decrees (law No. 1644-VII "On Sanctions"); since
2024 the state register of sanctions, https://drs.nsdc.gov.ua/. The layout is that of the council's published table.

Units: rows. The list has no ids: the numbers of rows and of decrees' annexes change when the table is made anew
(3,119 of 3,915 pairs of decree and number stay).

Ids: `ua-<hash>` of what identifies a party: for a person the Ukrainian name (else the original one) and the day of
birth; for a firm its name and the digits of its registration code. Of 3,863 persons of April 2022, 3,853 have the id
they had in August 2021; of 1,719 firms 1,718. A party of several decrees has one id and a sanction for each:
`ua-<hash>-sanction-<decree>-<number>`.

Traps: a code is written with its kind (`ОДРН1027700198635`, `ЄДРПОУ00039002`) and that may be the wrong one (a
Russian number under ЄДРПОУ): its check digits decide. Rows whose last column says that the listing was cancelled
(`Скасовано`, `Виключено`) stay in the table: kept, with the text as `status` and an issue. A firm with a code and no
name is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from countermark.model.dates import day_text
from countermark.model.errors import FormatError
from countermark.sources.lists.base import ListEntry, ListFile, ListReport, Party, Stream, short_hash
from countermark.sources.lists.identifiers import is_imo, registration_property, tax_property
from countermark.sources.lists.languages import language_of
from countermark.sources.lists.listtext import CYRILLIC
from countermark.sources.lists.workbook import columns_of, peek_headings, take_workbook

AUTHORITY: Final = "Рада національної безпеки і оборони України"
SOURCE: Final = "https://www.rnbo.gov.ua/"
NEEDED: Final = frozenset({"noуказу", "датауказу", "типобмеження", "назваукр.", "назваориг."})
PERSON_COLUMN: Final = "датанародження"
_ACT: Final = "діящодооб'єктусанкцій"
_KNOWN: Final = NEEDED | {
    "row", _ACT, "зміни", "п/н", "термінобмеження", "датазакінченняобмеження", "назваальт.",
    "датанародження", "громадянство", "місценародження", "зайнятість", "місцепроживання", "додатково",
    "відповідальнийорган", "окпо/єдрпоу", "іпн", "місцедіяльності", "місцедіяльностідодатково",
}  # fmt: skip
_APPLIES: Final = "застосування"
_LIFTS = re.compile(r"скасув|виключ|припин", re.IGNORECASE)
_CANCELLED = re.compile(r"\b(?:скасован|виключен)[оаи]", re.IGNORECASE)
_PATRONYMIC = re.compile(r"(?:ович|йович|євич|евич|ович|ьович|івна|ївна|овна|евна|ична|ич|огли|кизи)$", re.IGNORECASE)
_SPOKEN = re.compile(r"^(?:[а-яіїєґ]+ою мовою)\s+", re.IGNORECASE)
_PASSPORT = re.compile(
    r"паспорт\w*(?:(?!паспорт|\bІПН|\bідент|\bиндив)[^\d;]){0,80}?"
    r"((?-i:(?<![\w])(?!РФ)[А-ЯІЇЄҐA-Z]{1,2}\s*)?(?:№+\s*|[-–]\s*)?\d[\d ]{4,10}\d(?:,\s*\d{6,9})*)",
    re.IGNORECASE,
)
_TAX = re.compile(
    r"(?:\bІПН|\bРНОКПП|\bИНН|(?:ідентифікаційний|індивідуальний|податковий)[^\d;,]{0,60}?(?:номер|код)[^\d;,]{0,40})"
    r"\s*[:–—-]?\s*(\d{8,12})\b",
    re.IGNORECASE,
)
_OTHER_BIRTH = re.compile(r"альтернативн\w+ дат\w+ народження\s*[-–—:]?\s*(\d{1,2}\.\d{1,2}\.\d{4})", re.IGNORECASE)
_CODES = re.compile(
    r"\b(ОГРН|ОДРН|ОКПО|ЗКПО|ЄДРПОУ|КПП|ИНН|ІПН|ІМО|IMO|REGON|NIP)\s*[:№–—-]?\s*(\d{7,15})\b", re.IGNORECASE
)
_REGISTERED = re.compile(r"дата реєстрації\s*[-–—:]\s*(\d{1,2}\.\d{1,2}\.\d{4})", re.IGNORECASE)
_DIGITS = re.compile(r"\D+")
_NUMBERS = re.compile(r"\d[\d-]{5,}\d")
_QUOTES: Final = str.maketrans({"’": "'", "`": "'", "ʼ": "'", "“": '"', "”": '"', "«": '"', "»": '"'})

Cell = Callable[[str], str]


class UaNsdcParser:
    """Reads the table of decrees."""

    kind: str = "ua_nsdc"
    version: str = "1"
    stream: Stream = Stream("ua_nsdc", "list")
    streams: tuple[Stream, ...] = (stream,)

    def recognises(self, file: ListFile) -> bool:
        """Tell by the Ukrainian headings of a sheet."""
        return any(cells >= NEEDED for _, rows in peek_headings(file) for cells in rows[:3])

    def parse(self, file: ListFile, report: ListReport, *, recover: bool = False) -> Iterator[ListEntry]:
        """Give the entries, a row each; rows of one party share their id.

        Raises:
            FormatError: a torn workbook, other headings, no rows, or a row without a decree or a name.
        """
        headed, kinds, newest = 0, set[str](), ""
        for sheet in take_workbook(file):
            head = next((i for i, row in enumerate(sheet.rows[:3]) if columns_of(row).keys() >= NEEDED), None)
            if head is None:
                if filled := sum(map(any, sheet.rows)):
                    report.unknown[f"sheet {sheet.title}"] += filled
                continue
            headed += 1
            places = columns_of(sheet.rows[head])
            schema = "Person" if PERSON_COLUMN in places else "Organization"
            strange = [(name, place) for name, place in places.items() if name not in _KNOWN]
            for row_number, row in sheet.numbered(head + 1):
                if not any(row):
                    continue
                report.read += 1
                where = f"sheet {sheet.title}, row {row_number}"
                cell = _cell(row, places)
                if _LIFTS.match(cell(_ACT)):
                    report.dropped_reasons[f"the decree lifts: {cell(_ACT)}"] += 1
                    continue
                name = cell("назваукр.") or cell("назваориг.") or cell("назваальт.")
                what = (
                    "no name and no code"
                    if not name and not cell("окпо/єдрпоу")
                    else "no decree"
                    if not cell("noуказу")
                    else ""
                )
                if what:
                    if not recover:
                        raise FormatError(
                            what, where=f"{file.name}, {where}", hint="add it with --recover to leave the row out"
                        )
                    report.quarantined += 1
                    report.partial = f"{where}: {what}"
                    report.issue(row_number, where, raw=" | ".join(row), reason=what, code="row")
                    continue
                party = Party(_entity(schema, name, cell), schema)
                _say(party, cell, row_number, where, report)
                if not name:
                    report.issue(
                        row_number, where, raw=" | ".join(row), reason="a firm with a code and no name", code="name"
                    )
                for label, place in strange:
                    if row[place]:
                        report.unknown[f"column {label}"] += 1
                        party.note(label, row[place])
                kinds.add(schema)
                newest = max(newest, cell("датауказу"))
                report.stored += 1
                yield ListEntry(self.stream, party.id.removeprefix("ua-"), report.read, where, party.said, party.id)
        if not headed:
            raise FormatError(
                "no sheet has the headings of Ukraine's table", where=file.name, hint="check what was fetched"
            )
        if not report.read:
            raise FormatError("headings and no entries", where=file.name, hint="fetch it again")
        report.decisions |= {"sheets": ", ".join(sorted(kinds)), "newest decree": newest}
        report.newest = day_text(newest)


def _cell(row: list[str], places: dict[str, int]) -> Cell:
    def cell(name: str) -> str:
        place = places.get(name)
        return row[place] if place is not None and place < len(row) else ""

    return cell


def _entity(schema: str, name: str, cell: Cell) -> str:
    folded = " ".join(name.translate(_QUOTES).casefold().split())
    if schema == "Person":
        return f"ua-{short_hash('person', folded, cell(PERSON_COLUMN))}"
    return f"ua-{short_hash('firm', folded, _DIGITS.sub('', cell('окпо/єдрпоу')))}"


def _say(party: Party, cell: Cell, row_number: int, where: str, report: ListReport) -> None:
    _say_names(party, cell)
    if party.schema == "Person":
        _say_person(party, cell, row_number, where, report)
    else:
        _say_firm(party, cell)
    more = cell("додатково")
    if more:
        party.other(party.id, party.schema, "notes", more, lang="ukr")
    party.note("відповідальний орган", cell("відповідальнийорган"))
    _say_decree(party, cell)
    if _CANCELLED.search(more):
        party.sanction("status", more, lang="ukr")
        report.issue(
            row_number, where, raw=more, reason="the row says that the listing was cancelled", code="cancelled"
        )


def _say_names(party: Party, cell: Cell) -> None:
    ukrainian = " ".join(cell("назваукр.").split())
    party.add("name", ukrainian, lang="ukr" if CYRILLIC.search(ukrainian) else None)
    words = ukrainian.rstrip(" )(").split()
    if party.schema == "Person" and len(words) == 3 and _PATRONYMIC.search(words[2]) and "(" not in ukrainian:
        for prop, word in zip(("lastName", "firstName", "middleName"), words, strict=True):
            party.add(prop, word, lang="ukr")
    original = " ".join(_SPOKEN.sub("", cell("назваориг.").strip()).split())
    party.add("name", original, lang=language_of(original), original=cell("назваориг."))
    for name in _others(cell("назваальт."), person=party.schema == "Person"):
        party.add("alias", name, lang=language_of(name), original=cell("назваальт."))


def _others(text: str, *, person: bool) -> list[str]:
    pieces = re.split(r"[;\n]+|,(?=\s*[A-ZА-ЯІЇЄҐ])" if person else r"[;\n]+|(?<=[\"”»]),\s*(?=[A-ZА-ЯІЇЄҐ\"“«])", text)
    found: list[str] = []
    for piece in pieces:
        parts = re.split(r"\s{2,}", piece.strip())
        whole = person and len(parts) > 1 and all(" " in part for part in parts)
        found.extend(parts if whole else [" ".join(piece.split())])
    return [name for name in (name.strip(" ,;") for name in found) if any(map(str.isalpha, name))]


def _say_person(party: Party, cell: Cell, row_number: int, where: str, report: ListReport) -> None:
    born = cell(PERSON_COLUMN)
    party.date("birthDate", born)
    if born and not day_text(born):
        report.issue(row_number, where, raw=born, reason="no date is found in it", code="date")
    for code in re.split(r"[,;/\s]+", cell("громадянство")):
        party.country("citizenship", code)
    party.add("birthPlace", cell("місценародження"), lang="ukr")
    party.add("position", cell("зайнятість"), lang="ukr")
    party.add("address", " ".join(cell("місцепроживання").split()).strip(" ,;"), original=cell("місцепроживання"))
    more = cell("додатково")
    for found in _PASSPORT.finditer(more):
        for number in re.split(r",\s*", found[1]):
            party.add("passportNumber", _document(number), original=found[0][:200])
    for found in _TAX.finditer(more):
        party.add("innCode" if len(found[1]) == 12 else "taxNumber", found[1], original=found[0])
    for found in _OTHER_BIRTH.finditer(more):
        party.date("birthDate", found[1])


def _document(text: str) -> str:
    return " ".join(re.sub(r"[№–-]", " ", text).split())


def _say_firm(party: Party, cell: Cell) -> None:
    code, tax = cell("окпо/єдрпоу"), cell("іпн")
    for number in _NUMBERS.findall(code):
        party.add(registration_property(number, None), number, original=code)
    if code and not _NUMBERS.search(code):
        party.note("ОКПО/ЄДРПОУ", code)
    for number in _NUMBERS.findall(tax):
        party.add(tax_property(number, None) if len(number) == 10 else "taxNumber", number, original=tax)
    if tax and not _NUMBERS.search(tax):
        party.note("ІПН", tax)
    for column in ("місцедіяльності", "місцедіяльностідодатково"):
        party.add("address", " ".join(cell(column).split()).strip(" ,;"), original=cell(column))
    more = cell("додатково")
    for found in _CODES.finditer(more):
        _say_code(party, found[1].upper(), found[2], found[0])
    for found in _REGISTERED.finditer(more):
        party.date("incorporationDate", found[1])


def _say_code(party: Party, kind: str, number: str, original: str) -> None:
    if kind in {"ОГРН", "ОДРН", "ЄДРПОУ", "REGON"}:
        party.add(registration_property(number, None), number, original=original)
    elif kind in {"ОКПО", "ЗКПО"}:
        party.add("okpoCode" if kind == "ОКПО" else "registrationNumber", number, original=original)
    elif kind in {"ИНН", "ІПН", "NIP"}:
        party.add(tax_property(number, None), number, original=original)
    elif kind in {"ІМО", "IMO"}:
        party.add("imoNumber" if is_imo(number) else "registrationNumber", number, original=original)
    elif kind == "КПП":
        party.note("КПП", number)


def _say_decree(party: Party, cell: Cell) -> None:
    decree, place = cell("noуказу"), cell("п/н")
    party.sanction_id = f"{party.id}-sanction-{decree}-{place or short_hash(cell('типобмеження'))}"
    party.sanction("authority", AUTHORITY, lang="ukr")
    party.sanction("country", "ua")
    party.sanction("sourceUrl", SOURCE)
    party.sanction("authorityId", f"{decree} п/н {place}" if place else decree)
    party.sanction("program", f"Указ Президента України № {decree}", lang="ukr", original=decree)
    party.sanction("provisions", f"Указ № {decree}", lang="ukr", original=decree)
    party.sanction("description", " ".join(cell("типобмеження").split()), lang="ukr")
    party.sanction("summary", cell("термінобмеження"), lang="ukr")
    party.sanction_date("listingDate", cell("датауказу"))
    party.sanction_date("endDate", cell("датазакінченняобмеження"))
    act = cell(_ACT)
    party.sanction("status", act if act != _APPLIES else "", lang="ukr")
    if cell("зміни").lower() == "так":
        party.sanction("status", "Зміни: Так", lang="ukr")


PARSERS: Final = (UaNsdcParser(),)
