"""What a designation of the UK Sanctions List says, from its blocks of fields, into values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from countermark.sources.lists.base import ListReport, Party, Said
from countermark.sources.lists.languages import language_code, language_of
from countermark.sources.lists.uk_sl_fields import Blocks
from countermark.sources.lists.uk_text import (
    day_of,
    say_birth_dates,
    say_countries,
    say_documents,
    say_each,
    say_emails,
    say_imo,
    say_name,
    say_owned,
    say_phones,
    say_registrations,
    say_tonnage,
    say_websites,
)

AUTHORITY: Final = "Foreign, Commonwealth & Development Office"
SCHEMATA: Final = {"individual": "Person", "entity": "Organization", "ship": "Vessel"}
NAME_PROPS: Final = {"primary name": "name", "primary name variation": "alias", "alias": "alias"}

_READERS: Final[dict[str, Callable[[Party, str], None]]] = {
    "phone": say_phones,
    "website": say_websites,
    "email": say_emails,
    "registration": say_registrations,
    "imo": say_imo,
    "tonnage": say_tonnage,
    "subsidiary": lambda party, cell: say_owned(party, cell, "Subsidiary", owner=True),
    "parent": lambda party, cell: say_owned(party, cell, "Parent company", owner=False),
    "owner": lambda party, cell: say_owned(party, cell, "Current owner/operator", owner=False),
    "previous_owner": lambda party, cell: say_owned(party, cell, "Previous owner/operator", owner=False),
    "title": lambda party, cell: say_each(party, "title", cell),
    "position": lambda party, cell: say_each(party, "position", cell),
    "entity_type": lambda party, cell: say_each(party, "classification", cell),
    "ship_type": lambda party, cell: say_each(party, "type", cell),
    "hull": lambda party, cell: say_each(party, "registrationNumber", cell),
    "gender": lambda party, cell: party.add("gender", cell.strip().lower(), original=cell.strip()),
    "length": lambda party, cell: party.note("Length of ship", cell),
    "built": lambda party, cell: party.date("buildDate", cell),
    "other": lambda party, cell: party.note("", cell),
    "reasons": lambda party, cell: party.sanction("reason", cell),
}
_COUNTRIES: Final = {
    "nationality": ("nationality", "Nationality"),
    "flag": ("flag", "Flag of ship"),
    "previous_flag": ("pastFlags", "Previous flags"),
}


def _given(blocks: Blocks, name: str) -> Iterator[tuple[str, ...]]:
    return (cells for cells in blocks[name] if any(cell.strip() for cell in cells))


def say(unique_id: str, blocks: Blocks, report: ListReport, row: int, place: str) -> list[Said]:
    """Say everything a designation holds."""
    kind = next((cells[0] for cells in _given(blocks, "kind")), "")
    schema = SCHEMATA.get(kind.strip().lower())
    if schema is None:
        report.issue(row, place, raw=kind, reason="neither individual, entity nor ship", code="type")
    party = Party(f"uk-{unique_id}", schema or "LegalEntity")
    _say_names(party, blocks, report, row, place)
    _say_listing(party, unique_id, blocks, report, row, place)
    for *lines, country in _given(blocks, "address"):
        given = [line.strip(" ,") for line in (*lines, country) if line.strip(" ,")]
        if any(line.strip(" ,") for line in lines):
            party.add("address", ", ".join(given))
        say_countries(party, "country", country, "Country", report, place)
    for (birth,) in _given(blocks, "birth"):
        say_birth_dates(party, birth, report, place)
    for town, country in _given(blocks, "birthplace"):
        say_each(party, "birthPlace", town)
        say_countries(party, "birthCountry", country, "Country of birth", report, place)
    for number, details in _given(blocks, "passport"):
        say_documents(party, "passportNumber", number, details, "Passport details")
    for number, details in _given(blocks, "national"):
        say_documents(party, "idNumber", number, details, "National identifier details")
    for name, (prop, label) in _COUNTRIES.items():
        for (text,) in _given(blocks, name):
            say_countries(party, prop, text, label, report, place)
    for name, reader in _READERS.items():
        for (text,) in _given(blocks, name):
            reader(party, text)
    for (text,) in _given(blocks, "wallet"):
        _say_wallet(party, text)
    return party.said


def _say_names(party: Party, blocks: Blocks, report: ListReport, row: int, place: str) -> None:
    for *parts, name_type, strength in _given(blocks, "name"):
        if not any(parts):
            continue
        prop = NAME_PROPS.get(" ".join(name_type.lower().split()))
        if prop is None:
            report.issue(row, place, raw=name_type, reason="a Name type nobody knows", code="name")
            prop = "alias"
        if prop == "alias" and strength.strip().lower().startswith("low"):
            prop = "weakAlias"
        label = f"{name_type}, {strength}: {' '.join(filter(None, parts))}" if strength.strip() else None
        say_name(party, prop, tuple(parts), original=label)
    for script_name, script, language in _given(blocks, "script"):
        lang = language_code(language) or language_of(script_name)
        party.add("alias", " ".join(script_name.split()), lang=lang)
        if language.strip() and not language_code(language):
            party.note("Non-Latin script", f"{script_name}: {script} {language}")


def _say_listing(party: Party, unique_id: str, blocks: Blocks, report: ListReport, row: int, place: str) -> None:
    for regime, source, measures, designated, updated, group, un in _given(blocks, "listing"):
        party.sanction("authority", AUTHORITY)
        party.sanction("authorityId", unique_id)
        party.sanction("authorityId", group, original=f"OFSI Group ID {group.strip()}")
        party.sanction("unscId", un)
        party.sanction("program", regime)
        party.sanction("description", f"Designation source: {source.strip()}" if source.strip() else None)
        for measure in measures.split("|"):
            party.sanction("provisions", measure)
        for prop, text in (("listingDate", designated), ("startDate", designated), ("modifiedAt", updated)):
            party.sanction(prop, day_of(text) or text, original=text.strip())
            if text.strip() and day_of(text) is None:
                report.issue(row, place, raw=text, reason=f"{prop}: no date", code="date")


def _say_wallet(party: Party, text: str) -> None:
    for key in re.split(r"[\s;,|]+", text):
        if len(key) < 20:
            party.note("Crypto wallet", text)
            continue
        wallet = f"{party.id}-wallet-{key}"
        party.other(wallet, "CryptoWallet", "id", wallet)
        party.other(wallet, "CryptoWallet", "publicKey", key)
        party.other(wallet, "CryptoWallet", "holder", party.id)
