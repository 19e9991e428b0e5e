"""One fact of an OFAC list into values, the same way from every format: a piece of text that begins with its label.

`DOB 10 Dec 1948`, `Tax ID No. 7706107510 (Russia)`, `Passport X123 (Iran) issued 1 Jan 2020 expires 1 Jan 2030`,
`Linked To: NAME`. A piece with a label we know becomes a value; any other stays whole, as a note.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Final

from countermark.model.dates import day_text
from countermark.model.ontology import is_known
from countermark.reference.countries import country_code
from countermark.sources.lists.base import Party
from countermark.sources.lists.identifiers import is_imo, is_okpo, registration_property, tax_property
from countermark.sources.lists.ofac_labels import (
    ALIASES,
    AUTHORITY,
    COUNTRIES,
    DATES,
    GAZETTE_LABEL,
    ID_LABELS,
    NO_COUNTRY,
    PASSPORT_LABELS,
    PLAIN,
    PROVISIONS,
    REGISTRATION_LABELS,
    TAX_LABELS,
    TEXTS,
)

_NUMBER = re.compile(
    r"(?P<number>.+?)(?:\s*\((?P<country>[^()]+)\))?(?:\s+issued\s+(?P<issued>[\w ]+?))?"
    r"(?:\s+expires\s+(?P<expires>[\w ]+?))?"
)
_QUOTED = re.compile(r"(?P<kind>[afn])\.?k\.?a\.?\s+'(?P<name>.+?)'?")
_WALLET = re.compile(r"Digital Currency Address - (?P<currency>[A-Z0-9]+)\s+(?P<key>\S+)")
_DATED = re.compile(r"(?:\((?P<basis>[^()]*)\))?[\s:]*(?P<day>.*)")
_GROUPED = re.compile(r"[\d,.]+")

Reader = Callable[[Party, str, str], None]


def entity_id(number: str) -> str:
    """Name the entity of an OFAC number, as OpenSanctions does."""
    return f"ofac-{number.strip()}"


def listed(entity: str, schema: str, number: str) -> Party:
    """Begin a listed party: it is there, and OFAC lists it under its number."""
    party = Party(entity, schema)
    party.sanction("authority", AUTHORITY)
    party.sanction("authorityId", number)
    return party


def alias_property(kind: str, *, weak: bool = False) -> str:
    """Name the property of another name by the list's word for it (`a.k.a.`, `fka`, `Name`) and its quality."""
    return "weakAlias" if weak else ALIASES.get(kind.lower().replace(".", "").strip(), "alias")


def whole_name(last: str, first: str) -> str:
    """Join a name as OFAC's lists write it: `LAST, First`."""
    return f"{last}, {first}" if last and first else last or first


def address_text(parts: Iterable[str], postal_code: str, country: str) -> str:
    """Join an address as OFAC's CSV files do: lines, city, province and postal code, country."""
    place = ", ".join(filter(None, parts))
    return ", ".join(filter(None, (" ".join(filter(None, (place, postal_code))), country)))


def document_piece(label: str, number: str, *, country: str = "", issued: str = "", expires: str = "") -> str:
    """Write a document as OFAC's remarks do, so that it is read the same way from every format."""
    piece = f"{label} {number}"
    if country and country_code(country):
        piece += f" ({country})"
    if issued:
        piece += f" issued {issued}"
    return f"{piece} expires {expires}" if expires else piece


def say_country(party: Party, prop: str, label: str, text: str) -> None:
    """Say a country; `None Identified` is no country and stays a note."""
    if text.strip().lower() in NO_COUNTRY:
        party.note(label, text)
    else:
        party.country(prop, text)


def say_title(party: Party, text: str) -> None:
    """Say a title: of a person, or what describes a firm."""
    party.add("title" if party.schema == "Person" else "description", text)


def say_vessel(party: Party, key: str, text: str) -> None:
    """Say one column of the vessel's own data: call sign, type, tonnages, flag, owner."""
    if not text:
        return
    if key in {"tonnage", "grossRegisteredTonnage"} and _GROUPED.fullmatch(text):
        party.add(key, text.replace(",", ""), original=text)
    elif key == "flag" and party.schema == "Vessel":
        say_country(party, "flag", "vessel flag", text)
    elif key == "owner" and party.schema == "Vessel":
        party.edge("Ownership", source=party.named(text), target=party.id, role="Vessel Owner")
    elif key in {"flag", "owner"}:
        party.note(f"vessel {key}", text)
    else:
        party.add(key, text)


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


def _identifier_property(label: str, number: str, country: str | None) -> str:
    if label in TAX_LABELS:
        return tax_property(number, country)
    if label == GAZETTE_LABEL:
        return "okpoCode" if country in {"ru", None} and is_okpo(number) else "registrationNumber"
    if label in REGISTRATION_LABELS:
        return registration_property(number, country)
    return "passportNumber" if label in PASSPORT_LABELS else "idNumber"


def _identifier(party: Party, label: str, text: str) -> None:
    number, country, dated = _number(text)
    prop = _identifier_property(label, number, country)
    if number.startswith("IMO ") and is_imo(number):
        prop, number = "imoNumber", number[4:]
    if is_known(party.schema, prop):
        party.add(prop, number, original=f"{label} {text}")
        if dated:
            party.note(label, dated)
    else:
        party.note(label, text)


def _vessel_number(party: Party, label: str, text: str) -> None:
    number = _number(text)[0]
    if number.startswith("IMO") and is_imo(number) and is_known(party.schema, "imoNumber"):
        party.add("imoNumber", number.removeprefix("IMO").strip(), original=f"{label} {text}")
    else:
        party.add("registrationNumber", number, original=f"{label} {text}")


def _plain(party: Party, label: str, text: str) -> None:
    prop = PLAIN[label]
    if not is_known(party.schema, prop):
        party.note(label, text)
        return
    numbered = label in {"Unified Social Credit Code (USCC)", "SSN", "ISIN", "BIK (RU)"}
    party.add(prop, _number(text)[0] if numbered else text, original=f"{label} {text}" if numbered else None)


def _country(party: Party, label: str, text: str) -> None:
    say_country(party, COUNTRIES[label], label, text)


def _date(party: Party, label: str, text: str) -> None:
    party.date(DATES[label], text)


def _text(party: Party, label: str, text: str) -> None:
    party.add(TEXTS[label], text.lstrip(": "))


def _linked(party: Party, _: str, text: str) -> None:
    party.edge("UnknownLink", source=party.id, target=party.named(text.lstrip(": ")), role="Linked To")


def _operator(party: Party, label: str, text: str) -> None:
    if is_known(party.schema, "operator"):
        party.add("operator", party.named(text))
    else:
        party.note(label, text)


def _gender(party: Party, _: str, text: str) -> None:
    party.add("gender", text.lower(), original=text)


def _measure_date(party: Party, label: str, text: str) -> None:
    found = _DATED.fullmatch(text)
    if not found or not found["day"]:
        party.note(label, text)
        return
    prop = "listingDate" if label == "Listing Date" else "startDate"
    party.sanction(prop, day_text(found["day"]) or found["day"], original=f"{label} {text}")
    party.sanction("provisions", found["basis"])


def _readers() -> dict[str, Reader]:
    known: dict[str, Reader] = {}
    identifiers = (*ID_LABELS, *TAX_LABELS, *REGISTRATION_LABELS, *PASSPORT_LABELS, GAZETTE_LABEL)
    for labels, reader in (
        ((*identifiers, "Economic Register Number (CBLS)"), _identifier),
        (tuple(PLAIN), _plain),
        (tuple(COUNTRIES), _country),
        (tuple(DATES), _date),
        (tuple(TEXTS), _text),
        (("Vessel Registration Identification", "Vessel Registration Number"), _vessel_number),
        (("Linked To",), _linked),
        (("Aircraft Operator",), _operator),
        (("Gender",), _gender),
        (("Listing Date", "Effective Date"), _measure_date),
    ):
        known |= dict.fromkeys(labels, reader)
    return known


_READERS: Final = _readers()
_LONGEST_FIRST: Final = "|".join(re.escape(label) for label in sorted(_READERS, key=len, reverse=True))
_LABELS: Final = re.compile(rf"(?P<label>{_LONGEST_FIRST})(?:[:\s]\s*|(?=\())")


@lru_cache(maxsize=65536)
def _label(bare: str) -> tuple[str, str] | None:
    found = _LABELS.match(bare)
    return (found["label"], bare[found.end() :].strip()) if found else None


def _say_wallet(party: Party, currency: str, key: str) -> None:
    wallet = f"{party.id}-wallet-{key}"
    party.other(wallet, "CryptoWallet", "id", wallet)
    party.other(wallet, "CryptoWallet", "publicKey", key)
    party.other(wallet, "CryptoWallet", "currency", currency)
    party.other(wallet, "CryptoWallet", "holder", party.id)


def read_piece(party: Party, piece: str) -> None:
    """Say what one labelled piece holds; one without a known label is kept whole as a note."""
    if found := _QUOTED.fullmatch(piece):
        party.add(alias_property(f"{found['kind']}ka", weak=True), found["name"], original=piece)
        return
    bare = piece.removeprefix("alt. ")
    if found := _WALLET.fullmatch(bare):
        _say_wallet(party, found["currency"], found["key"])
        return
    if bare.startswith(PROVISIONS):
        party.sanction("provisions", bare, original=piece)
        return
    labelled = _label(bare)
    if labelled is None or not labelled[1]:
        party.note("", piece)
        return
    _READERS[labelled[0]](party, *labelled)
