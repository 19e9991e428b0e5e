"""The column Other Information of OFSI's consolidated list, into values.

1. Since 2020 its parts are labelled: `(UK Sanctions List Ref):RUS0251 ... (Gender):Male`. A reference is the first word
   of its part; what follows it is a note.
2. Until 2020 it is running words, kept whole as a note; of them are read what has one meaning: the UN's reference,
   gender, IMO and MMSI numbers, addresses of mail and web, telephones, and `Also referred to as`
   and `Low quality aka`, which are weak aliases.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from countermark.sources.lists.base import ListReport, Party
from countermark.sources.lists.uk_text import (
    say_countries,
    say_each,
    say_emails,
    say_imo,
    say_owned,
    say_phones,
    say_registrations,
    say_tonnage,
    say_websites,
)

UK_REF: Final = re.compile(r"\s*\((?:UK Sanctions List Ref|UN Ref|UK Statement of Reasons)\)\s*:")
_LABELS: Final = (
    "UK Sanctions List Ref", "UN Ref", "UK Statement of Reasons", "Gender", "Type of entity", "Phone number", "Website",
    "Email address", "Parent company", "Business Reg No", "Subsidiaries", "IMO number", "Current owners",
    "Previous owners", "Flag of ship", "Previous flags", "Type of ship", "Tonnage of ship", "Length of ship",
    "Year built", "Hull identification number", "Fax", "Tel",
)  # fmt: skip
_LABELLED: Final = re.compile(r"\((" + "|".join(_LABELS) + r")\)\s*:\s*")
_UK_ID: Final = re.compile(r"([A-Z]{3}\d{4})(?:\s+and\s+([A-Z]{3}\d{4}))?\b[.,]?\s*")
_UN_ID: Final = re.compile(
    r"([A-Z]{2}[ei][. ]\d{3}|[A-Z]{1,2}(?:\.[A-Z]{1,3})?\.\d{1,3}\.\d{2}|[A-Z]\.\d{1,2}\.[IVX]{1,4}\.\d{1,2})\b\.?\s*",
    re.IGNORECASE,
)
_UN_WORDS: Final = re.compile(r"(?:\bUN\s+Ref(?:erence)?\.?\s*:?\s*|^)" + _UN_ID.pattern, re.IGNORECASE)
_GENDER: Final = re.compile(r"\bGender:?\s*(male|female)\b", re.IGNORECASE)
_IMO: Final = re.compile(r"\bIMO(?: number)?\s*:?\s*(\d{7})\b", re.IGNORECASE)
_MMSI: Final = re.compile(r"\bMMSI\s*:?\s*(\d{9})\b", re.IGNORECASE)
_EMAIL: Final = re.compile(r"\b[\w.+%-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_WEBSITE: Final = re.compile(r"\b(?:https?://|www\.)[^\s,;)]+", re.IGNORECASE)
_PHONE: Final = re.compile(r"\b(?:Tel(?:ephone)?|Phone(?: number)?)[.: ]+([+(\d][\d ()/-]{5,}\d)", re.IGNORECASE)
_ALSO: Final = re.compile(r"\b(?:Also (?:referred to|known) as|Low quality a\.?k\.?a\.?s?)\s?[-:]? ([^.;()]+)")


def read_labelled(party: Party, text: str, report: ListReport, place: str) -> None:
    """Say the labelled parts of Other Information; what stands before the first is a note."""
    pieces = _LABELLED.split(text)
    party.note("", pieces[0])
    for label, value in zip(pieces[1::2], pieces[2::2], strict=True):
        if value.strip():
            _say_part(party, label, value.strip(), report, place)


def _say_part(party: Party, label: str, value: str, report: ListReport, place: str) -> None:
    if label in {"UK Sanctions List Ref", "UN Ref"}:
        _say_reference(party, label, value)
    elif label == "UK Statement of Reasons":
        party.sanction("reason", value)
    elif label == "Gender":
        party.add("gender", value.lower().strip(" ."), original=value)
    elif label in {"Flag of ship", "Previous flags"}:
        prop = "flag" if label == "Flag of ship" else "pastFlags"
        for flag in re.split(r"\.\s+", value):
            say_countries(party, prop, flag, label, report, place)
    elif label in _READERS:
        _READERS[label](party, value)
    else:
        party.note(label, value)


def _say_reference(party: Party, label: str, value: str) -> None:
    found = _UK_ID.match(value) if label == "UK Sanctions List Ref" else _UN_ID.match(value)
    if found is None:
        party.note(label, value)
        return
    for reference in filter(None, found.groups()):
        prop = "authorityId" if label == "UK Sanctions List Ref" else "unscId"
        party.sanction(prop, reference, original=f"({label}):{reference}")
    party.note("", value[found.end() :])


_READERS: Final[dict[str, Callable[[Party, str], None]]] = {
    "Phone number": say_phones,
    "Tel": say_phones,
    "Website": say_websites,
    "Email address": say_emails,
    "Business Reg No": say_registrations,
    "IMO number": say_imo,
    "Type of entity": lambda party, value: say_each(party, "classification", value),
    "Type of ship": lambda party, value: say_each(party, "type", value),
    "Tonnage of ship": say_tonnage,
    "Year built": lambda party, value: party.date("buildDate", value),
    "Parent company": lambda party, value: say_owned(party, value, "Parent company", owner=False),
    "Subsidiaries": lambda party, value: say_owned(party, value, "Subsidiary", owner=True),
    "Current owners": lambda party, value: say_owned(party, value, "Current owner", owner=False),
    "Previous owners": lambda party, value: say_owned(party, value, "Previous owner", owner=False),
}


def read_words(party: Party, text: str) -> None:
    """Say what running words say without doubt, and keep them whole."""
    party.note("", text)
    for found in _UN_WORDS.finditer(text):
        party.sanction("unscId", found[1].rstrip("."), original=found[0].strip())
    for found in _GENDER.finditer(text):
        party.add("gender", found[1].lower(), original=found[0])
    for found in _EMAIL.finditer(text):
        party.add("email", found[0].strip("."))
    for found in _WEBSITE.finditer(text):
        if "interpol.int" not in found[0].lower():
            party.add("website", re.sub(r"\.(?:[A-Z].*)?$", "", found[0]))
    for found in _PHONE.finditer(text):
        party.add("phone", found[1], original=found[0])
    if party.schema == "Vessel":
        for found in _IMO.finditer(text):
            say_imo(party, found[1])
        for found in _MMSI.finditer(text):
            party.add("mmsi", found[1])
    for found in _ALSO.finditer(text):
        for name in re.split(r",\s*(?:and\s+)?|\s+(?:and|or)\s+", found[1]):
            if name[:1].isupper() and len(name.split()) <= 6:
                party.add("weakAlias", name.strip(" '\"‘’"), original=found[0])
