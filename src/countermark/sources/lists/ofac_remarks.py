"""The remarks of OFAC's lists: pieces between semicolons, each with its label, into values.

1. A piece with a label we know becomes a value; any other stays whole, as a note.
2. Remarks in the CSV files are cut after 1,000 characters and go on in the comments file: a text that does not end with
   a full stop was cut, and its last piece is kept as a note and read as nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from countermark.reference.countries import country_code
from countermark.sources.lists.base import Party
from countermark.sources.lists.identifiers import is_imo, registration_property, tax_property

_NUMBER = re.compile(
    r"(?P<number>.+?)(?:\s*\((?P<country>[^()]+)\))?(?:\s+issued\s+(?P<issued>[\w ]+?))?"
    r"(?:\s+expires\s+(?P<expires>[\w ]+?))?"
)
_QUOTED = re.compile(r"(?P<kind>[afn])\.?k\.?a\.?\s+'(?P<name>.+?)'?")
_WALLET = re.compile(r"Digital Currency Address - (?P<currency>[A-Z0-9]+)\s+(?P<key>\S+)")

_ID_LABELS = (
    "National ID No.", "Identification Number", "Cedula No.", "Cedula de Residencia", "D.N.I.", "C.U.R.P.", "I.F.E.",
    "Personal ID Card", "Identity Card", "National Foreign ID Number", "Driver's License No.", "Birth Certificate Number",
    "Residency Number", "Stateless Person ID Card", "Electoral Registry No.", "Turkish Identification Number", "C.U.I.T.",
    "Kenyan ID No.", "Refugee ID Card", "British National Overseas Passport", "Bosnian Personal ID No.", "Numero de Identidad",
    "Tazkira National ID Card", "US FEIN", "Citizen's Card Number", "Moroccan Personal ID No.", "Identification Card",
    "Afghan Money Service Provider License Number", "Diplomatic Passport", "Credencial electoral", "Carnet No.",
)  # fmt: skip
_TAX_LABELS = (
    "Tax ID No.",
    "V.A.T. Number",
    "NIT #",
    "NIT",
    "R.F.C.",
    "RFC",
    "RUC #",
    "RUC",
    "RTN",
    "RIF #",
    "RIF",
    "C.R.",
)
_REGISTRATION_LABELS = (
    "Registration Number", "Registration ID", "Business Registration Number", "Business Registration Document #",
    "Commercial Registry Number", "Company Number", "C.R. No.", "Trade License No.", "Chamber of Commerce Number",
    "Folio Mercantil No.", "Matricula Mercantil No", "Public Registration Number", "Business Number", "Enterprise Number",
    "Legal Entity Number", "License", "UK Company Number", "Company ID", "Certificate of Incorporation Number",
    "Dubai Chamber of Commerce Membership No.", "File Number", "Registered Charity No.", "Tourism License No.",
    "Commercial License", "Membership No.", "Romanian C.R.", "Italian Fiscal Code", "Registro Mercantil Number",
    "Istanbul Chamber of Comm. No.", "Central Registration System Number", "Chinese Commercial Code", "CNPJ", "Fiscal Code",
)  # fmt: skip
_PROVISIONS = (
    "Secondary sanctions risk", "Additional Sanctions Information", "Transactions Prohibited For", "Executive Order",
    "For more information on directives", "NDAA", "Subject to Secondary Sanctions", "CAATSA",
)  # fmt: skip
_PLAIN: Final = {
    "Website": "website",
    "Email Address": "email",
    "Phone Number": "phone",
    "MMSI": "mmsi",
    "SWIFT/BIC": "swiftBic",
    "D-U-N-S Number": "dunsCode",
    "Unified Social Credit Code (USCC)": "uscCode",
    "Aircraft Model": "model",
    "Aircraft Tail Number": "registrationNumber",
    "Previous Aircraft Tail Number": "registrationNumber",
    "Aircraft Construction Number (also called L/N or S/N or F/N)": "serialNumber",
    "Aircraft Manufacturer's Serial Number (MSN)": "serialNumber",
    "Aircraft Mode S Transponder Code": "icaoCode",
    "Vessel Call Sign": "callSign",
    "Vessel Type": "type",
    "Other Vessel Call Sign": "callSign",
    "SSN": "socialSecurityNumber",
    "ISIN": "isinCode",
    "BIK (RU)": "bikCode",
}
_COUNTRIES: Final = {
    "nationality": "nationality",
    "citizen": "citizenship",
    "Vessel Flag": "flag",
    "Former Vessel Flag": "pastFlags",
    "Nationality of Registration": "country",
}
_DATES: Final = {
    "DOB": "birthDate",
    "Organization Established Date": "incorporationDate",
    "Aircraft Manufacture Date": "buildDate",
    "Vessel Year of Build": "buildDate",
    "Date of Death": "deathDate",
}
_TEXTS: Final = {
    "POB": "birthPlace",
    "Organization Type": "sector",
    "Target Type": "classification",
}

Reader = Callable[[Party, str, str], None]


def _number(text: str) -> tuple[str, str | None, str]:
    """Take a number from its country and dates; give number, country code, and the rest in words."""
    found = _NUMBER.fullmatch(text)
    if not found:
        return text, None, ""
    country = country_code(found["country"]) if found["country"] else None
    number = found["number"]
    if found["country"] and country is None:
        number = f"{number} ({found['country']})"
    return number, country, text if found["issued"] or found["expires"] else ""


def _identifier(party: Party, label: str, text: str) -> None:
    number, country, dated = _number(text)
    if label in _TAX_LABELS:
        prop = tax_property(number, country)
    elif label in _REGISTRATION_LABELS:
        prop = registration_property(number, country)
    else:
        prop = "passportNumber" if label in {"Passport", "Diplomatic Passport"} else "idNumber"
    if number.startswith("IMO ") and is_imo(number):
        prop, number = "imoNumber", number[4:]
    party.add(prop, number, original=f"{label} {text}")
    if dated:
        party.note(label, dated)


def _vessel(party: Party, label: str, text: str) -> None:
    number = text.removeprefix("IMO ").strip()
    if text.startswith("IMO") and is_imo(number):
        party.add("imoNumber", number, original=f"{label} {text}")
    else:
        party.add("registrationNumber", text, original=f"{label} {text}")


def _plain(party: Party, label: str, text: str) -> None:
    party.add(_PLAIN[label], _number(text)[0] if label in {"Unified Social Credit Code (USCC)", "SSN"} else text)


def _country(party: Party, label: str, text: str) -> None:
    party.country(_COUNTRIES[label], text)


def _date(party: Party, label: str, text: str) -> None:
    party.date(_DATES[label], text)


def _text(party: Party, label: str, text: str) -> None:
    party.add(_TEXTS[label], text.lstrip(": "))


def _linked(party: Party, _: str, text: str) -> None:
    party.edge("UnknownLink", source=party.id, target=party.named(text.lstrip(": ")), role="Linked To")


def _gender(party: Party, _: str, text: str) -> None:
    party.add("gender", text.lower(), original=text)


def _listing_date(party: Party, label: str, text: str) -> None:
    basis, _, day = text.rpartition(":")
    prop = "listingDate" if label == "Listing Date" else "startDate"
    party.sanction_date(prop, day.strip())
    party.sanction("provisions", basis.strip(" ()"))


def _readers() -> dict[str, Reader]:
    known: dict[str, Reader] = {}
    for labels, reader in (
        (
            (*_ID_LABELS, *_TAX_LABELS, *_REGISTRATION_LABELS, "Passport", "Economic Register Number (CBLS)"),
            _identifier,
        ),
        (tuple(_PLAIN), _plain),
        (tuple(_COUNTRIES), _country),
        (tuple(_DATES), _date),
        (tuple(_TEXTS), _text),
        (("Vessel Registration Identification", "Vessel Registration Number"), _vessel),
        (("Linked To",), _linked),
        (("Gender",), _gender),
        (("Listing Date", "Effective Date"), _listing_date),
    ):
        known |= dict.fromkeys(labels, reader)
    return known


_READERS: Final = _readers()
_LABELS: Final = re.compile(
    "(?P<label>"
    + "|".join(re.escape(label) for label in sorted(_READERS, key=len, reverse=True))
    + r")(?:[:\s]\s*|(?=\())"
)


@lru_cache(maxsize=65536)
def _label(piece: str) -> tuple[str, str] | None:
    bare = piece.removeprefix("alt. ")
    found = _LABELS.match(bare)
    return (found["label"], bare[found.end() :].strip()) if found else None


def read_remarks(party: Party, remarks: str, *, goes_on: bool = False) -> None:
    """Say what the remarks of an entry hold.

    goes_on: the text continues one that was cut, so its first piece is the end of another.
    """
    text = remarks.strip()
    cut = not text.endswith(".")
    pieces = [piece.strip() for piece in text.removesuffix(".").split(";") if piece.strip()]
    for index, piece in enumerate(pieces):
        if (cut and index == len(pieces) - 1) or (goes_on and index == 0):
            party.note("cut off", piece)
        else:
            _read_piece(party, piece)


def _read_piece(party: Party, piece: str) -> None:
    if found := _QUOTED.fullmatch(piece):
        party.add("previousName" if found["kind"] == "f" else "weakAlias", found["name"], original=piece)
        return
    if (found := _WALLET.fullmatch(piece.removeprefix("alt. "))) is not None:
        wallet = f"{party.id}-wallet-{found['key']}"
        party.other(wallet, "CryptoWallet", "id", wallet)
        party.other(wallet, "CryptoWallet", "publicKey", found["key"])
        party.other(wallet, "CryptoWallet", "currency", found["currency"])
        party.other(wallet, "CryptoWallet", "holder", party.id)
        return
    if piece.removeprefix("alt. ").startswith(_PROVISIONS):
        party.sanction("provisions", piece)
        return
    labelled = _label(piece)
    if labelled is None or not labelled[1]:
        party.note("", piece)
        return
    _READERS[labelled[0]](party, *labelled)
