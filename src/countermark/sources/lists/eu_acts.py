"""What the Commission's two XML layouts share: the acts behind an entry, its languages, countries and dates.

1. The act of an entry is the last that touched it, so its day is no day of listing. The day of listing is the one the
   entry states (`designationDate`, `Date of listing: 23.6.2008`; for persons of the UN's lists the UN's day). Else it
   is the publication of the earliest act named anywhere in the entry, and `original` says so.
2. `startDate` is the entry into force of the act of the entry, said only where no earlier act or day is named.
3. `modifiedAt` is the last publication, said only where an earlier one, or an earlier day of listing, is named.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from countermark.model.dates import day_text
from countermark.model.ontology import is_country, is_known
from countermark.sources.lists.base import Party
from countermark.sources.lists.identifiers import is_imo, is_lei, is_swift, registration_property, tax_property
from countermark.sources.lists.languages import language_of, written_otherwise

AUTHORITY: Final = "European Union"
SCHEMATA: Final = {"P": "Person", "E": "Organization"}
LANGUAGES: Final = {
    "BG": "bul", "CS": "ces", "DA": "dan", "DE": "deu", "EL": "ell", "EN": "eng", "ES": "spa", "ET": "est", "FI": "fin",
    "FR": "fra", "GA": "gle", "HR": "hrv", "HU": "hun", "IT": "ita", "LT": "lit", "LV": "lav", "MT": "mlt", "NL": "nld",
    "PL": "pol", "PT": "por", "RO": "ron", "SK": "slk", "SL": "slv", "SV": "swe", "AR": "ara", "RU": "rus", "BE": "bel",
    "UK": "ukr", "FA": "fas", "ZH": "zho", "SR": "srp", "TR": "tur", "KO": "kor", "HY": "hye", "KA": "kat", "MY": "mya",
    "PS": "pus", "UR": "urd", "HE": "heb", "JA": "jpn", "MK": "mkd", "BS": "bos", "SQ": "sqi", "AZ": "aze", "KK": "kaz",
}  # fmt: skip
GENDERS: Final = {"M": "male", "F": "female"}
NO_COUNTRY: Final = {"", "00", "UNKNOWN"}

_LISTED: Final = re.compile(
    r"\bdate of (?:UN )?(?:designation|listing)(?: referred to in [^:]{1,60})?:? ?"
    r"(\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{4})",
    re.IGNORECASE,
)
_WEAK: Final = re.compile(r"low quality|weak alias", re.IGNORECASE)
_FORMER: Final = re.compile(
    r"\bf\.?k\.?a\b|formerly (?:listed as|known as)|previously listed as|former name", re.IGNORECASE
)


@dataclass(slots=True)
class Acts:
    """The acts an entry names: (publication day, number and journal, address)."""

    party: Party
    in_force: str = ""
    main: str = ""
    stated: list[tuple[str, str]] = field(default_factory=list)
    named: list[tuple[str, str]] = field(default_factory=list)
    seen: set[tuple[str, str, str]] = field(default_factory=set)

    def name(self, day: str, number: str, url: str) -> None:
        """Say an act of the entry or of one of its values."""
        if (day, number, url) in self.seen:
            return
        self.seen.add((day, number, url))
        if number or day:
            self.named.append((day, number))
        self.party.sanction("provisions", number)
        self.party.sanction("sourceUrl", url)

    def find_listing(self, text: str) -> None:
        """Keep the days of listing that a remark states."""
        for found in _LISTED.finditer(text):
            if (day := day_text(found[1])) is not None:
                self.stated.append((day, found[0]))

    def say(self) -> None:
        """Say the dates of the listing, once every act of the entry is known."""
        dated = sorted((day, number) for day, number in self.named if day_text(day) == day)
        for day, words in self.stated:
            self.party.sanction("listingDate", day, original=words)
        if not dated:
            return
        (first, number), last = dated[0], dated[-1][0]
        if not self.stated:
            self.party.sanction(
                "listingDate", first, original=f"{first}, publication of {number}, the earliest act named"
            )
        listed_before = any(day < first for day, _ in self.stated)
        if self.in_force and self.main == first and not listed_before:
            self.party.sanction_date("startDate", self.in_force)
        if last != first or listed_before:
            self.party.sanction("modifiedAt", last)


def alias_prop(*, strong: bool, remark: str) -> str:
    """Name the property of a further name, by the flag and the remark of the list."""
    if _FORMER.search(remark):
        return "previousName"
    return "alias" if strong and not _WEAK.search(remark) else "weakAlias"


def say_name(party: Party, prop: str, name: str, language: str | None) -> None:
    """Say a name, and what it holds in brackets in another script as a name of its own."""
    party.add(prop, name, lang=language or language_of(name))
    for other, other_language in written_otherwise(name):
        party.add("alias" if prop == "name" else prop, other, lang=other_language, original=name)


def say_country(party: Party, prop: str, code: str, description: str) -> None:
    """Say a country by the code the list gives, or by its name where the code is none of FollowTheMoney's."""
    if code.upper() in NO_COUNTRY:
        if description.upper() not in NO_COUNTRY:
            party.country(prop, description)
    elif is_country(code.lower()):
        party.add(prop, code.lower(), original=description or code)
    else:
        party.country(prop, description or code)


IDENTIFIERS: Final = {
    "passport": "passportNumber",
    "diplpassport": "passportNumber",
    "id": "idNumber",
    "other": "idNumber",
    "ssn": "socialSecurityNumber",
    "regnumber": "registrationNumber",
    "regcode": "registrationNumber",
    "swiftbic": "swiftBic",
    "imo": "imoNumber",
    "fiscalcode": "taxNumber",
    "tax": "taxNumber",
    "lei": "leiCode",
    "travelcardid": "idNumber",
    "drivinglicence": "idNumber",
    "residentpermit": "idNumber",
    "birthcert": "idNumber",
    "electionid": "idNumber",
}


def identifier_prop(schema: str, kind: str, number: str, country: str | None) -> str:
    """Name the property of an identifier; a checked one that fails its check goes under the general property."""
    prop = IDENTIFIERS.get(kind, "idNumber")
    if prop == "registrationNumber":
        prop = registration_property(number, country)
    elif prop == "taxNumber":
        prop = tax_property(number, country)
    elif (
        (prop == "swiftBic" and not is_swift(number))
        or (prop == "imoNumber" and not is_imo(number))
        or (prop == "leiCode" and not is_lei(number))
    ):
        prop = "registrationNumber"
    return prop if is_known(schema, prop) else "idNumber"
