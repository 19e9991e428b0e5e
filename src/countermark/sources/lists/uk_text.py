"""What the two British lists write in their cells, into values: lists, countries, names, documents, contacts.

1. A cell of several values numbers them: `(1) Tunis (2) Tripoli`, `a) French, b) Tunisian`, `(1)-(2) Algeria`; a dash
   is no value. Numbers count only where they run from one and the cell begins with it.
2. A nationality or country with a remark (`Bahrain (citizenship revoked)`) is said as the country where the remark does
   not take it back, and the remark is a note.
3. Documents in running words: a number is a word of four or more characters with three digits that is no date.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from countermark.model.dates import day_text
from countermark.reference.countries import country_code, name_key
from countermark.sources.lists.base import ListReport, Party
from countermark.sources.lists.identifiers import is_imo, registration_property, tax_property
from countermark.sources.lists.uk_demonyms import DEMONYMS

DASHES: Final = frozenset({"", "-", "–", "—", "n/a", "N/A", "not known", "Not known", "unknown", "Unknown", "None"})

_MARK: Final = re.compile(
    r"(?:(?<=^)|(?<=[\s.,;)\-–]))\(?(?P<mark>\d{1,2}|[a-hA-H])"
    r"(?:\)?\s?[-–]\s?\(?(?P<last>\d{1,2}))?\)|(?<=\w)\((?P<glued>\d{1,2})\)"
)
_REMARK: Final = re.compile(
    r"\s*[(,].*$|\s+as (?:of|at)\b.*$|\s+(?:citizen(?:ship)?|national(?:ity)?|by birth)\b.*$", re.IGNORECASE
)
_NOW: Final = re.compile(r"\(?\bnow (?:the )?([^()]+)\)?")
_SOVIET: Final = re.compile(
    r"\s*(?:Autonomous\s+)?(?:A?SSR|SFSR|Soviet (?:Federative )?Socialist Republic)\b.*", re.IGNORECASE
)
_TAKEN_BACK: Final = re.compile(r"revoked|withdrawn|until|former|renounced|possibly|stripped", re.IGNORECASE)
_DATES: Final = re.compile(
    r"\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b(?:\d{1,2}(?:st|nd|rd|th)?\s*)?"
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
    r"[a-z]*\.?,?\s*\d{4}\b|\b(?:19|20)\d\d\b(?![/-]?\d)",
    re.IGNORECASE,
)
_DOCUMENT: Final = re.compile(
    r"(?<![\w/-])(?:[A-Z]{1,4}[ .-]?)?(?=(?:[A-Z/.-]{0,12}\d){3})[A-Z0-9][A-Z0-9/.-]{3,40}(?!\w)"
)
_IDENTITY: Final = re.compile(
    r"identi(?:ty|fication)|national (?:card|no|id)\b|civil id|tazkira|birth certificate|licen[cs]e", re.IGNORECASE
)
_EMAIL: Final = re.compile(r"\b[\w.+%-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_WEBSITE: Final = re.compile(
    r"(?:https?://|www\.)\S+|\b[\w-]{1,63}(?:\.[\w-]{1,63}){0,6}\.[a-z]{2,10}(?:/\S*)?", re.IGNORECASE
)
_LABELLED: Final = re.compile(
    r"(?P<label>OGRN(?:IP)?|INN|KPP|OKPO|TIN|Tax (?:Identification|ID|Registration)?\s*(?:No\.?|Number)?)"
    r"[\s:.()-]*(?P<number>\d[\d ]{5,}\d)",
    re.IGNORECASE,
)
_COUNTRY_BEHIND: Final = re.compile(r"(?P<number>.+?)\s*\((?P<country>[^()]+)\)\.?")


@lru_cache(maxsize=65536)
def items(cell: str) -> tuple[str, ...]:
    """Give the values of a cell, one where it numbers none; blanks and full stops around them are taken off.

    >>> items("(1) Tunis (2) - (3) Tripoli."), items("a) French, b) Tunisian"), items("Law 75577 (2)")
    (('Tunis', 'Tripoli'), ('French', 'Tunisian'), ('Law 75577 (2)',))
    """
    text = cell.strip()
    if text in DASHES:
        return ()
    marks: list[tuple[int, int]] = []
    expected = 1
    for found in _MARK.finditer(text):
        mark = (found["mark"] or found["glued"]).lower()
        number = int(mark) if mark.isdigit() else ord(mark) - 96
        if number == expected and (marks or found.start() == 0):
            marks.append(found.span())
            expected = int(found["last"] or number) + 1
    if not marks:
        return (text,)
    ends = [start for start, _ in marks[1:]] + [len(text)]
    values = (text[end:stop].strip(" .,;\n\t") for (_, end), stop in zip(marks, ends, strict=True))
    return tuple(dict.fromkeys(value for value in values if value not in DASHES))


@lru_cache(maxsize=8192)
def country_of(text: str) -> tuple[str | None, bool]:
    """Give the code of a country or nationality, and whether the text says more than that.

    >>> country_of("Afghan"), country_of("Bahrain (citizenship revoked in 2015)"), country_of("Kenya (since 2009)")
    (('af', False), (None, True), ('ke', True))
    >>> country_of("Ukrainian SSR (now Ukraine)")
    ('ua', True)
    """
    plain = text.strip(" .,;")
    if code := _plain_country(plain):
        return code, False
    if _TAKEN_BACK.search(plain):
        return None, True
    now = _NOW.search(plain)
    later = now and _plain_country(now[1].strip(" .,"))
    return later or _plain_country(_SOVIET.sub("", plain)) or _plain_country(_REMARK.sub("", plain)), True


def _plain_country(text: str) -> str | None:
    return country_code(text) or DEMONYMS.get(name_key(text))


def say_countries(party: Party, prop: str, cell: str, label: str, report: ListReport, place: str) -> None:
    """Say every country of a cell under a property, and under the label what the cell says beside it."""
    for text in items(cell):
        code, more = country_of(text)
        if code:
            party.add(prop, code, original=text)
        elif not more or not _TAKEN_BACK.search(text):
            party.add(prop, text)
            report.issue(0, place, raw=text, reason=f"{label}: no country of this name is known", code="country")
        if more:
            party.note(label, text)


def full_name(parts: tuple[str, ...]) -> str:
    """Join Name 1 to Name 5 and Name 6, which is the last name or the whole."""
    return " ".join(filter(None, (part.strip() for part in parts)))


def say_name(
    party: Party, prop: str, parts: tuple[str, ...], *, lang: str | None = None, original: str | None = None
) -> None:
    """Say a name given in six parts, the last being Name 6; its parts too where a person has a first and a last."""
    name = " ".join(full_name(parts).split())
    party.add(prop, name, lang=lang, original=original)
    first, second, *rest, last = (part.strip() for part in parts)
    if party.schema == "Person" and prop != "weakAlias" and last and (first or second or any(rest)):
        party.add("firstName", first)
        party.add("secondName", second)
        party.add("middleName", " ".join(filter(None, rest)))
        party.add("lastName", last)


def day_of(text: str) -> str | None:
    """Bring a date into ISO form, with dd and mm for what is not known.

    >>> day_of("dd/mm/1945"), day_of("07/1954"), day_of("02-Oct-2026"), day_of("15/08/19yy")
    ('1945', '1954-07', '2026-10-02', None)
    """
    plain = re.sub(r"^dd?(?=/)|(?<=/)mm?(?=/)|^mm?(?=/\d{4}$)", "00", text.strip(), flags=re.IGNORECASE)
    if re.fullmatch(r"\d{1,2}/\d{4}", plain):
        plain = f"00/{plain}"
    if re.fullmatch(r"\d{1,2}-[A-Za-z]{3,9}-\d{4}", plain):
        plain = plain.replace("-", " ")
    return day_text(plain)


def say_birth_dates(party: Party, cell: str, report: ListReport, place: str) -> None:
    """Say the birth date of a row; one without a year is a note."""
    for text in items(cell):
        day = day_of(text)
        if day is None and not re.search("[1-9A-Za-z]", text):
            party.note("Date of birth", text)
        else:
            party.add("birthDate", day or text, original=text)
        if day is None:
            report.issue(0, place, raw=text, reason="a date of birth nobody understands", code="date")


def say_documents(party: Party, prop: str, numbers: str, details: str, label: str) -> None:
    """Say passports or national identifiers whose numbers stand apart from their details."""
    for number in items(numbers):
        party.add(prop, number)
    if details.strip() and details.strip() not in DASHES:
        party.note(label, f"{numbers.strip()}: {details.strip()}" if numbers.strip() else details)


def say_documents_in_words(party: Party, prop: str, cell: str, label: str) -> None:
    """Say the numbers of documents that a cell describes in words, and the words."""
    if not cell.strip() or cell.strip() in DASHES:
        return
    for text in items(cell) or (cell,):
        words = _DATES.sub(" ", text)
        here = "idNumber" if prop == "idNumber" or _IDENTITY.search(text) else prop
        for found in _DOCUMENT.finditer(words):
            party.add(here, found[0].strip(" .-/"), original=text)
    party.note(label, cell)


def say_phones(party: Party, cell: str) -> None:
    """Say the telephone numbers of a cell."""
    for item in items(cell):
        for number in re.split(r"[.;]\s+|\s*[\n|]\s*", item):
            party.add("phone", number.strip(" .;"), original=cell)


def say_emails(party: Party, cell: str) -> None:
    """Say the e-mail addresses of a cell; what is none of them stays a note."""
    found = _EMAIL.findall(cell)
    for address in found:
        party.add("email", address.strip("."), original=cell)
    rest = _EMAIL.sub(" ", cell).strip(" .;,\n")
    if not found or _WEBSITE.search(rest):
        party.note("Email address", cell)


def say_websites(party: Party, cell: str) -> None:
    """Say the web addresses of a cell; what is none of them stays a note."""
    found = [] if "@" in cell else _WEBSITE.findall(cell)
    for address in found:
        party.add("website", address.rstrip(".,;"), original=cell)
    if "@" in cell:
        say_emails(party, cell)
    elif not found:
        party.note("Website", cell)


def say_registrations(party: Party, cell: str) -> None:
    """Say registration and tax numbers: labelled ones by their label, others by their form and check digits."""
    for item in items(cell):
        labelled = list(_LABELLED.finditer(item))
        for found in labelled:
            number, label = found["number"].replace(" ", ""), found["label"].upper()
            if label == "KPP":
                party.add("kppCode", number, original=item)
            elif label == "OKPO":
                party.add("okpoCode", number, original=item)
            elif label.startswith("OGRN"):
                party.add(registration_property(number, "ru"), number, original=item)
            else:
                party.add(tax_property(number, None), number, original=item)
        rest = _LABELLED.sub(" ", item).strip(" .;,:")
        if not labelled or re.match(r"\d{6,}", rest):
            _say_registration(party, rest, item)
        if labelled:
            party.note("Business registration", item)


def _say_registration(party: Party, text: str, item: str) -> None:
    found = _COUNTRY_BEHIND.match(text)
    code = country_of(found["country"])[0] if found else None
    number = text
    if found and code:
        number = found["number"]
    elif re.match(r"\d{6,} \(", text):
        number = text.partition(" (")[0]
    party.add(registration_property(number, code), number, original=item)


_NO_NAME: Final = re.compile(
    r"\(parent\)|\bsubsidiary\b|^Established by|^\d+$|^Parent and|\bP\.?O\.? Box", re.IGNORECASE
)


def say_owned(party: Party, cell: str, role: str, *, owner: bool) -> None:
    """Say the firms a cell names as owned (`owner`: this party owns them) or as owning; what is no name is a note."""
    for item in items(cell):
        for name in re.split(r"(?<!\bP\.O)(?<!\s[A-Z])\.\s+(?=[A-Z(“\"])", item):
            bare = name.strip(" .;,")
            if not bare or _NO_NAME.search(bare):
                party.note(role, bare)
                continue
            other = party.named(bare, schema="Company" if owner else "LegalEntity")
            ends = (party.id, other) if owner else (other, party.id)
            party.edge("Ownership", source=ends[0], target=ends[1], role=role, summary=cell if bare != cell else None)


def say_imo(party: Party, cell: str) -> None:
    """Say the IMO numbers of a cell; one whose check digit fails is a registration number."""
    for text in items(cell):
        number = re.sub(r"^IMO\s*:?\s*", "", text, flags=re.IGNORECASE)
        party.add("imoNumber" if is_imo(number) else "registrationNumber", number, original=text)


def say_tonnage(party: Party, cell: str) -> None:
    """Say the tonnage of a ship where it is a number, else as a note."""
    for text in items(cell):
        plain = text.replace(",", "")
        if re.fullmatch(r"\d+(?:\.\d+)?", plain):
            party.add("tonnage", plain, original=text)
        else:
            party.note("Tonnage of ship", text)


def say_each(party: Party, prop: str, cell: str) -> None:
    """Say every value of a cell under one property."""
    for text in items(cell):
        party.add(prop, text, original=cell)
