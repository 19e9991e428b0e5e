"""Identifiers of the US Consolidated Screening List: number, document, country and days in one text, into values.

1. Two orders are in use: `CA, BC166787, Passport` (country, days, number, document; seen in 2022) and
   `Passport, BC166787, CA` (document, number, country, days; seen in 2023). The document decides, piece by piece; where
   both ends or neither look like one, the order of the piece before holds.
2. Two days are issue and expiry, in the order of the calendar; of one day nobody says which it is. Days stay in a note.
3. What OFAC's remarks know by the same label is read as they read it.
4. A document nobody knows is counted and kept as a note.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final, NamedTuple

from countermark.reference.countries import country_code
from countermark.sources.lists.base import ListReport, Party
from countermark.sources.lists.ofac_remarks import read_remarks

_OWN: Final = {
    "Branch Unit Number": "registrationNumber",
    "C.I.F.": "taxNumber",
    "C.U.I.": "idNumber",
    "C.U.I.P.": "idNumber",
    "CNP (Personal Numerical Code)": "idNumber",
    "Cartilla de Servicio Militar Nacional": "idNumber",
    "Immigration No.": "idNumber",
    "LE Number": "idNumber",
    "MSB Registration Number": "registrationNumber",
    "N.I.E.": "idNumber",
    "Numero Unico de Identificacao Tributaria (NUIT)": "taxNumber",
    "Paraguayan tax identification number": "taxNumber",
    "Pilot License Number": "idNumber",
    "Public Security and Immigration No.": "idNumber",
    "RSIN": "taxNumber",
    "Romanian Permanent Resident": "idNumber",
    "Romanian Tax Registration": "taxNumber",
    "SRE Permit No.": "idNumber",
    "Seafarer's Identification Document": "idNumber",
    "Serial No.": "idNumber",
    "Stateless Person Passport": "passportNumber",
    "Travel Document Number": "passportNumber",
    "UAE Identification": "idNumber",
    "United Social Credit Code Certificate (USCCC)": "uscCode",
    "VisaNumberID": "idNumber",
    "Aircraft Serial Identification": "serialNumber",
    "Other Vessel Type": "type",
}
_COUNTRIES: Final = {
    "Nationality Country": "nationality",
    "Registration Country": "country",
    "Other Vessel Flag": "flag",
}
_NOTES: Final = frozenset(
    {"Equity Ticker", "Issuer Name", "MICEX Code", "UN/LOCODE", "Purchase/Sales For Divestment Date (CMIC)"}
)
_PROVISIONS: Final = (
    "IFCA Determination",
    "PEESA Information",
    "Executive Order",
    "CAATSA",
    "Transactions Prohibited For",
)
_DATED: Final = ("Listing Date", "Effective Date")
_OPERATOR: Final = "Aircraft Operator"
_GAZETTE: Final = "Government Gazette Number"
_REMARKS: Final = frozenset(
    (
        "Afghan Money Service Provider License Number", "Aircraft Construction Number (also called L/N or S/N or F/N)",
        "Aircraft Manufacture Date", "Aircraft Manufacturer's Serial Number (MSN)", "Aircraft Mode S Transponder Code",
        "Aircraft Model", "Aircraft Tail Number", "BIK (RU)", "Birth Certificate Number", "Bosnian Personal ID No.",
        "British National Overseas Passport", "Business Number", "Business Registration Document #",
        "Business Registration Number", "C.R. No.", "C.U.I.T.", "C.U.R.P.", "Cedula No.", "Cedula de Residencia",
        "Central Registration System Number", "Certificate of Incorporation Number", "Chamber of Commerce Number",
        "Chinese Commercial Code", "Citizen's Card Number", "Commercial Registry Number", "Company ID",
        "Company Number", "Credencial electoral", "D-U-N-S Number", "D.N.I.", "Date of Death", "Diplomatic Passport",
        "Driver's License No.", "Dubai Chamber of Commerce Membership No.", "Economic Register Number (CBLS)",
        "Electoral Registry No.", "Email Address", "Enterprise Number", "File Number", "Fiscal Code",
        "Folio Mercantil No.", "Former Vessel Flag", "Gender", "I.F.E.", "ISIN", "Identification Card",
        "Identification Number", "Identity Card", "Istanbul Chamber of Comm. No.", "Italian Fiscal Code",
        "Kenyan ID No.", "Legal Entity Number", "License", "MMSI", "Matricula Mercantil No", "Moroccan Personal ID No.",
        "NIT", "NIT #", "National Foreign ID Number", "National ID No.", "Nationality of Registration",
        "Numero de Identidad", "Organization Established Date", "Organization Type", "Other Vessel Call Sign",
        "Passport", "Personal ID Card", "Phone Number", "Previous Aircraft Tail Number", "Public Registration Number",
        "R.F.C.", "RFC", "RIF #", "RTN", "RUC #", "Refugee ID Card", "Registered Charity No.", "Registration ID",
        "Registration Number", "Residency Number", "Romanian C.R.", "SSN", "SWIFT/BIC", "Stateless Person ID Card",
        "Target Type", "Tax ID No.", "Tazkira National ID Card", "Tourism License No.", "Trade License No.",
        "Turkish Identification Number", "UK Company Number", "US FEIN", "Unified Social Credit Code (USCC)",
        "V.A.T. Number", "Vessel Registration Identification", "Vessel Registration Number", "Vessel Year of Build",
        "Website",
    )
)  # fmt: skip
_FAMILIES: Final = (
    *_PROVISIONS,
    *_DATED,
    "Additional Sanctions Information",
    "Digital Currency Address - ",
    "Secondary sanctions risk",
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2} [A-Z][a-z]{2} \d{4}|(?:19|20)\d{2}")
_EDGES: Final = 2

Order = bool


class Identity(NamedTuple):
    """One identifier: the document, its number, the country that gave it, days of issue and expiry."""

    label: str
    number: str
    country: str = ""
    days: tuple[str, ...] = ()


@lru_cache(maxsize=4096)
def is_label(text: str) -> bool:
    """Tell whether a text names a kind of document or of statement."""
    bare = text.rstrip(": ")
    return (
        bare in _REMARKS or bare in _OWN or bare in _COUNTRIES or bare in _NOTES or bare in {_OPERATOR, _GAZETTE}
        or text.startswith(_FAMILIES)
    )  # fmt: skip


def is_okpo(number: str) -> bool:
    """Tell whether eight digits are a Russian OKPO code: the last is the check digit.

    >>> is_okpo("00032520"), is_okpo("00032521")
    (True, False)
    """
    if len(number) != 8 or not (number.isascii() and number.isdigit()):
        return False
    digits = [int(digit) for digit in number]
    check = sum(weight * digit for weight, digit in enumerate(digits[:7], start=1)) % 11
    if check == 10:
        check = sum(weight * digit for weight, digit in enumerate(digits[:7], start=3)) % 11 % 10
    return check == digits[7]


class IdReader:
    """Reads the identifiers of one file, remembering in which order it writes them."""

    def __init__(self, report: ListReport) -> None:
        """`report` counts documents nobody knows and says which orders were seen."""
        self._report = report
        self._label_first = True
        self._seen: set[bool] = set()

    def split(self, text: str) -> list[Identity]:
        """Take the identifiers of a cell apart."""
        return [self._take(piece.strip()) for piece in text.split("; ") if piece.strip()]

    def _take(self, piece: str) -> Identity:
        parts = [part.strip() for part in piece.split(", ")]
        first, last = is_label(parts[0]), len(parts) > 1 and is_label(parts[-1])
        if first != last:
            self._label_first = first
            if first not in self._seen:
                self._seen.add(first)
                names = {True: "document first", False: "document last"}
                self._report.decisions["identifiers"] = " and ".join(names[seen] for seen in sorted(self._seen))
        return _document_first(parts) if self._label_first else _document_last(parts)

    def say(self, party: Party, found: Identity) -> None:
        """Say one identifier of a party."""
        label = found.label.strip()
        if not is_label(label):
            self._report.unknown[f"identifier {label[:60]!r} (kept as a note)"] += 1
            party.note(label, _told(found))
            return
        if found.days:
            party.note(label, _told(found))
        bare = label.rstrip(": ")
        saying = _SAYINGS.get(bare)
        if saying is not None:
            saying(party, bare, found)
        elif bare in _NOTES:
            party.note(bare, found.number)
        elif label.startswith(_PROVISIONS):
            party.sanction("provisions", f"{label} {found.number}".strip())
        else:
            _as_remark(party, label, found)


def _document_first(parts: list[str]) -> Identity:
    label, rest = parts[0], parts[1:]
    days: list[str] = []
    while len(rest) > 1 and _DAY.fullmatch(rest[-1]):
        days.insert(0, rest.pop())
    country = rest.pop() if len(rest) > 1 and _is_country(rest[-1]) else ""
    return Identity(label, ", ".join(rest), country, tuple(days))


def _document_last(parts: list[str]) -> Identity:
    label, rest = parts[-1], parts[:-1]
    country = rest.pop(0) if len(rest) > 1 and _is_country(rest[0]) else ""
    days: list[str] = []
    while len(rest) > 1 and _DAY.fullmatch(rest[0]):
        days.append(rest.pop(0))
    return Identity(label, ", ".join(rest), country, tuple(days))


def _is_country(text: str) -> bool:
    return len(text) == _EDGES and text.isupper() and country_code(text) is not None


def _told(found: Identity) -> str:
    words = f"{found.number} ({found.country})" if found.country else found.number
    days = sorted(found.days)
    if len(days) == _EDGES:
        return f"{words} issued {days[0]} expires {days[1]}"
    return f"{words} dated {', '.join(days)}" if days else words


def _as_remark(party: Party, label: str, found: Identity) -> None:
    if label.startswith(_DATED):
        text = f"{label.rstrip(': ')}: {found.number}"
    else:
        text = f"{label} {found.number} ({found.country})" if found.country else f"{label} {found.number}"
    read_remarks(party, text + ".")


def _own(party: Party, label: str, found: Identity) -> None:
    party.add(_OWN[label], found.number, original=f"{label} {_told(found)}")


def _country(party: Party, label: str, found: Identity) -> None:
    party.country(_COUNTRIES[label], found.number)


def _operator(party: Party, label: str, found: Identity) -> None:
    party.edge("UnknownLink", source=party.id, target=party.named(found.number), role=label)


def _gazette(party: Party, label: str, found: Identity) -> None:
    if is_okpo(found.number) and found.country in {"RU", ""}:
        party.add("okpoCode", found.number, original=f"{label} {_told(found)}")
    else:
        party.note(label, _told(found))


_SAYINGS: Final[dict[str, Callable[[Party, str, Identity], None]]] = {
    **dict.fromkeys(_OWN, _own),
    **dict.fromkeys(_COUNTRIES, _country),
    _OPERATOR: _operator,
    _GAZETTE: _gazette,
}
