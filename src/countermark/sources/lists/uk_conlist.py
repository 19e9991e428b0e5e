"""The consolidated list of financial sanctions targets in the United Kingdom (OFSI ConList), CSV and XLSX.

Format: https://www.gov.uk/government/publications/financial-sanctions-consolidated-list-of-targets, withdrawn on 28
January 2026, when the UK Sanctions List (`uk_sl`) took its place. Two sets of headings: 29 columns until 2020, 36 since
(names in other scripts, alias quality, numbers apart from details, labelled parts in Other Information).

1. A unit is a row; a target has a row for every name, address and birth date, not next to one another, and is given as
   one entry that stands at its first row. Its id is `uk-<Group ID>`.
2. Name 6 is the last name of a person or the whole name; names read Name 1 to Name 5, then Name 6.
3. A target listed under several regimes has a sanction for each: the earliest is the first.
4. Until 2020 a ship is an `Entity` whose Other Information begins with its IMO number; it is
   read as the vessel it became.
5. `Last Updated` above the headings is the day of publication; 00 in a date stands for a day or month not known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Final

from countermark.model.errors import FormatError
from countermark.sources.lists.base import ListEntry, ListFile, ListReport, Party, Stream, short_hash
from countermark.sources.lists.languages import language_code, language_of
from countermark.sources.lists.uk_other import UK_REF, read_labelled, read_words
from countermark.sources.lists.uk_rows import TORN, Layout, Row, heading_key, looks_like, open_table
from countermark.sources.lists.uk_text import (
    day_of,
    items,
    say_birth_dates,
    say_countries,
    say_documents,
    say_documents_in_words,
    say_each,
    say_name,
)

AUTHORITY: Final = "HM Treasury, Office of Financial Sanctions Implementation"
STREAM: Final = Stream("uk_ofsi", "conlist")
SCHEMATA: Final = {"individual": "Person", "entity": "Organization", "ship": "Vessel"}
NAME_PROPS: Final = {
    "prime alias": "name", "primary name": "name", "primary name variation": "alias", "aka": "alias",
    "fka": "previousName",
}  # fmt: skip
_VESSEL: Final = re.compile(r"\(?IMO(?: number)?\s*:?\s*\d{7}", re.IGNORECASE)

_FIELDS: Final = {
    "Name 6": "name6", "Name 1": "name1", "Name 2": "name2", "Name 3": "name3", "Name 4": "name4", "Name 5": "name5",
    "Title": "title", "Name Non-Latin Script": "script_name", "Non-Latin Script Type": "script",
    "Non-Latin Script Language": "language", "DOB": "birth", "Town of Birth": "town",
    "Country of Birth": "birth_country", "Nationality": "nationality", "Passport Number": "passport",
    "Passport Details": "passport_details", "NI Number": "ni_words", "National Identification Number": "ni",
    "National Identification Details": "ni_details", "Position": "position", "Address 1": "address1",
    "Address 2": "address2", "Address 3": "address3", "Address 4": "address4", "Address 5": "address5",
    "Address 6": "address6", "Post/Zip Code": "postcode", "Country": "country", "Other Information": "other",
    "Group Type": "kind", "Alias Type": "alias_type", "Alias Quality": "quality", "Regime": "regime",
    "Listed On": "listed", "UK Sanctions List Date Designated": "designated", "Last Updated": "updated",
    "Group ID": "group",
}  # fmt: skip
LAYOUT: Final = Layout(
    needs=frozenset({"name6", "name1", "grouptype", "aliastype", "regime", "listedon", "groupid"}),
    never=frozenset({"uniqueid", "ofsigroupid"}),
    columns={heading_key(heading): name for heading, name in _FIELDS.items()},
    text="OFSI's consolidated list",
)
_BLOCKS: Final = {
    "name": (
        "name1", "name2", "name3", "name4", "name5", "name6", "alias_type", "quality", "script_name",
        "script", "language",
    ),
    "title": ("title", "kind"),
    "birth": ("birth", "town", "birth_country"),
    "nationality": ("nationality", "position"),
    "documents": ("passport", "passport_details", "ni", "ni_details", "ni_words"),
    "address": ("address1", "address2", "address3", "address4", "address5", "address6", "postcode", "country"),
    "other": ("other", "kind"),
    "listing": ("regime", "listed", "designated", "updated"),
}  # fmt: skip


@dataclass(slots=True)
class _Group:
    """The rows of one target: the different contents of each block of columns, in the order of the file."""

    row: int
    place: str
    blocks: tuple[dict[tuple[str, ...], None], ...] = field(default_factory=lambda: tuple({} for _ in _BLOCKS))

    def block(self, name: str) -> list[tuple[str, ...]]:
        return [cells for cells in self.blocks[list(_BLOCKS).index(name)] if any(cells)]


class UkConlistParser:
    """Reads a snapshot of OFSI's consolidated list."""

    kind: str = "uk_ofsi_conlist"
    version: str = "1"
    streams: tuple[Stream, ...] = (STREAM,)

    def recognises(self, file: ListFile) -> bool:
        """Tell by the headings."""
        return looks_like(file, LAYOUT)

    def parse(self, file: ListFile, report: ListReport, *, recover: bool = False) -> Iterator[ListEntry]:
        """Give the targets, each with all its rows.

        Raises:
            FormatError: a torn or foreign file, headings alone, a Group ID that is no number.
            EncodingError: bytes that are no text.
        """
        table = open_table(file, LAYOUT, report, recover=recover)
        report.published = next(filter(None, map(day_of, table.above)), None)
        place_of = table.index
        report.decisions["documents"] = (
            "numbers apart from details" if place_of["passport"] < place_of["group"] else "numbers within words"
        )
        readers = tuple(itemgetter(*(place_of[name] for name in names)) for names in _BLOCKS.values())
        number = place_of["group"]
        groups: dict[str, _Group] = {}
        for row in table.rows:
            group_id = row.cells[number].strip()
            if not group_id.isdecimal():
                _refuse(file, report, row, group_id, recover=recover)
                continue
            group = groups.get(group_id)
            if group is None:
                group = groups[group_id] = _Group(row.number, row.place)
            for block, reader in zip(group.blocks, readers, strict=True):
                block[reader(row.cells)] = None
            report.stored += 1
        if not groups:
            raise FormatError("headings and no targets", where=file.name, hint=TORN)
        for group_id, group in groups.items():
            party = _say(group_id, group, report)
            yield ListEntry(STREAM, group_id, group.row, group.place, party.said, party.id)


def _refuse(file: ListFile, report: ListReport, row: Row, group_id: str, *, recover: bool) -> None:
    what = f"the Group ID {group_id[:40]!r} is no number"
    if not recover:
        raise FormatError(f"{what}: the row is torn or shifted", where=f"{file.name}, {row.place}", hint=TORN)
    report.quarantined += 1
    report.partial = report.partial or f"{row.place}: {what}"
    report.issue(row.number, row.place, raw=",".join(row.cells), reason=what, code="id")


def _schema(group: _Group, report: ListReport) -> str:
    other, kind = (group.block("other") or [("", "")])[0]
    schema = SCHEMATA.get(kind.strip().lower())
    if schema is None:
        report.issue(group.row, group.place, raw=kind, reason="a Group Type nobody knows", code="type")
        return "LegalEntity"
    return "Vessel" if schema == "Organization" and _VESSEL.match(other) else schema


def _say(group_id: str, group: _Group, report: ListReport) -> Party:
    party = Party(f"uk-{group_id}", _schema(group, report))
    _say_names(party, group, report)
    for title, _ in group.block("title"):
        say_each(party, "title", title)
    for birth, town, country in group.block("birth"):
        say_birth_dates(party, birth, report, group.place)
        say_each(party, "birthPlace", town)
        say_countries(party, "birthCountry", country, "Country of birth", report, group.place)
    for nationality, position in group.block("nationality"):
        say_countries(party, "nationality", nationality, "Nationality", report, group.place)
        say_each(party, "position", position)
    for passport, passport_details, ni, ni_details, ni_words in group.block("documents"):
        if passport:
            say_documents(party, "passportNumber", passport, passport_details, "Passport details")
        else:
            say_documents_in_words(party, "passportNumber", passport_details, "Passport details")
        say_documents(party, "idNumber", ni, ni_details, "National identification details")
        say_documents_in_words(party, "idNumber", ni_words, "National identification")
    for *lines, country in group.block("address"):
        given = [line.strip(" ,") for line in (*lines, country) if line.strip(" ,")]
        if any(lines):
            party.add("address", ", ".join(given))
        say_countries(party, "country", country, "Country", report, group.place)
    _say_listing(party, group_id, group, report)
    return party


def _say_names(party: Party, group: _Group, report: ListReport) -> None:
    names = group.block("name")
    if names and not any(NAME_PROPS.get(cells[6].strip().lower()) == "name" for cells in names):
        report.issue(group.row, group.place, raw=party.id, reason="no primary name: the first is taken", code="name")
        names.sort(key=lambda cells: (not cells[6].lower().startswith("primary"), bool(cells[7])))
        first, *_ = names
        say_name(party, "name", first[:6], original=f"{first[6]}: {' '.join(filter(None, first[:6]))}")
    for *parts, alias_type, quality, script_name, script, language in names:
        prop = NAME_PROPS.get(alias_type.strip().lower())
        if prop is None:
            report.issue(group.row, group.place, raw=alias_type, reason="an Alias Type nobody knows", code="name")
            prop = "alias"
        elif prop == "alias" and quality.lower().startswith("low"):
            prop = "weakAlias"
        label = f"{alias_type}, {quality}" if quality else None
        say_name(party, prop, tuple(parts), original=label and f"{label}: {' '.join(filter(None, parts))}")
        for text in items(script_name):
            party.add(prop, text, lang=language_code(language) or language_of(text))
        if script and not language_code(language):
            party.note("Non-Latin script", f"{script_name}: {script} {language}".strip())


def _say_listing(party: Party, group_id: str, group: _Group, report: ListReport) -> None:
    first = party.sanction_id
    listings = sorted(group.block("listing"), key=lambda cells: (day_of(cells[1]) or "9999", cells[0]))
    for order, (regime, listed, designated, updated) in enumerate(listings):
        party.sanction_id = first if order == 0 or regime == listings[0][0] else f"{first}-{short_hash(regime)}"
        party.sanction("authority", AUTHORITY)
        party.sanction("authorityId", group_id)
        party.sanction("program", regime)
        for prop, text in (("listingDate", listed), ("startDate", designated), ("modifiedAt", updated)):
            party.sanction(prop, day_of(text) or text, original=text.strip())
            if text.strip() and day_of(text) is None:
                report.issue(group.row, group.place, raw=text, reason=f"{prop}: no date", code="date")
    party.sanction_id = first
    for text, _ in group.block("other"):
        if UK_REF.match(text):
            read_labelled(party, text, report, group.place)
        else:
            read_words(party, text)


PARSERS: Final = (UkConlistParser(),)
