"""An entry of the US Consolidated Screening List, whatever file it came in, into values.

Lists: every source of the file is a list of its own; the word in brackets of its name tells which (`(SDN)`, `(EL)`).

Ids:

1. Where the row gives OFAC's entity number: `ofac-<number>`, as in OFAC's own files.
2. The other sources give no number, and the file's own `_id` is no id: the hash of 2022 has 40 digits, that of 2023 has
   56 or 32, and other files have none; not one of them is the same. So the id is a hash of what identifies an entry:
   of the name, folded by `us_csl_names`, for `us-el`, `us-meu`, `us-uvl` and `us-isn`, whose notices are amended; of
   the name and the first Federal Register citation for `us-dpl` and `us-dtc`, where persons of one name are denied or
   debarred apart. What stands behind a name (a short name, a place) is told as an alias without it. Rows of one
   name on one list are one entry: the lists print a party once for each country.

`federal_register_notice` is the publisher's reference (`authorityId`), one value a citation.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from countermark.reference.countries import country_code, name_key
from countermark.sources.lists.base import Party, Stream, short_hash
from countermark.sources.lists.ofac_remarks import read_remarks
from countermark.sources.lists.us_csl_ids import Identity, IdReader
from countermark.sources.lists.us_csl_names import bare_name, party_key

VIA: Final = "us_csl"
OFAC: Final = "US Department of the Treasury, Office of Foreign Assets Control"
BIS: Final = "US Department of Commerce, Bureau of Industry and Security"
ISN: Final = "US Department of State, Bureau of International Security and Nonproliferation"
DDTC: Final = "US Department of State, Directorate of Defense Trade Controls"

SINGLE: Final = (
    "_id", "source", "entity_number", "type", "name", "title", "federal_register_notice", "start_date", "end_date",
    "standard_order", "license_requirement", "license_policy", "call_sign", "vessel_type", "gross_tonnage",
    "gross_registered_tonnage", "vessel_flag", "vessel_owner", "remarks", "source_list_url", "source_information_url",
)  # fmt: skip
SEVERAL: Final = (
    "programs", "addresses", "alt_names", "citizenships", "dates_of_birth", "nationalities", "places_of_birth",
)  # fmt: skip
_SCHEMATA: Final = {"individual": "Person", "entity": "Organization", "vessel": "Vessel", "aircraft": "Airplane"}

_CODE = re.compile(r"\(([A-Z][A-Z-]*[A-Z])(?: List)?\)")
_CITATION = re.compile(r"(\d+)\s*F\.?\s*R\.?\s*(\d+)")
_COUNTRY_END = re.compile(r"(?:^|,\s*)([A-Z]{2})$")
_OTHER_NAME = re.compile(r"(.*?)[,\s]*[(\[]?\b([af])\.?k\.?a\.?,?\s+([^()\[\]]+)[)\]]?\.?")


class Source(NamedTuple):
    """One list within the file."""

    list: str
    prefix: str
    authority: str
    by_notice: bool = False

    @property
    def is_ofac(self) -> bool:
        """Tell whether the entries carry OFAC's numbers."""
        return self.prefix == "ofac"

    def stream(self, part: str) -> Stream:
        """Name the series of snapshots that a kind of file shows of this list."""
        return Stream(self.list, part, VIA)


SOURCES: Final = {
    "SDN": Source("us_ofac_sdn", "ofac", OFAC),
    "SSI": Source("us_ofac_ssi", "ofac", OFAC),
    "FSE": Source("us_ofac_fse", "ofac", OFAC),
    "CAP": Source("us_ofac_cap", "ofac", OFAC),
    "PLC": Source("us_ofac_plc", "ofac", OFAC),
    "NS-MBS": Source("us_ofac_mbs", "ofac", OFAC),
    "CMIC": Source("us_ofac_cmic", "ofac", OFAC),
    "EL": Source("us_bis_el", "us-el", BIS),
    "MEU": Source("us_bis_meu", "us-meu", BIS),
    "UVL": Source("us_bis_uvl", "us-uvl", BIS),
    "DPL": Source("us_bis_dpl", "us-dpl", BIS, by_notice=True),
    "ISN": Source("us_state_isn", "us-isn", ISN),
    "DTC": Source("us_state_dtc", "us-dtc", DDTC, by_notice=True),
}

Cells = Mapping[str, str]
Lists = Mapping[str, Sequence[str]]


@lru_cache(maxsize=256)
def source_of(text: str) -> Source | None:
    """Name the list that a source's name means, or None.

    >>> source_of("Entity List (EL) - Bureau of Industry and Security").list
    'us_bis_el'
    """
    if "Capta List" in text:
        return SOURCES["CAP"]
    found = _CODE.search(text)
    return SOURCES.get(found[1]) if found else None


def entity_id(source: Source, number: str, name: str, notice: str) -> str:
    """Name the entity of an entry."""
    if source.is_ofac:
        return f"ofac-{number}"
    key = party_key(name)
    if not source.by_notice:
        return f"{source.prefix}-{short_hash(key)}"
    cited = _CITATION.search(notice)
    return f"{source.prefix}-{short_hash(key, f'{int(cited[1])} FR {int(cited[2])}' if cited else name_key(notice))}"


def citations(notice: str) -> list[str]:
    """Take the Federal Register citations of a cell apart; a cell that does not begin with one stays whole.

    >>> citations("84 FR 43495, 85 FR 29852")
    ['84 FR 43495', '85 FR 29852']
    """
    starts = [found.start() for found in _CITATION.finditer(notice)]
    if not starts or notice[: starts[0]].strip():
        return [notice.strip()]
    pieces = [notice[start:end] for start, end in zip(starts, [*starts[1:], len(notice)], strict=True)]
    return [piece.removesuffix(" and ").strip(" ,;") for piece in pieces]


def read_entry(
    source: Source, entity: str, cells: Cells, lists: Lists, ids: Sequence[Identity], reader: IdReader
) -> Party:
    """Say everything an entry holds."""
    kind = cells.get("type", "").strip().lower()
    party = Party(entity, _SCHEMATA.get(kind, "LegalEntity"))
    if kind and kind not in _SCHEMATA:
        party.note("type", cells["type"])
    _names(party, source, cells["name"], lists.get("alt_names", ()))
    _listing(party, source, cells, lists.get("programs", ()))
    for text in lists.get("addresses", ()):
        _address(party, text)
    for text in lists.get("nationalities", ()):
        party.country("nationality", text)
    for text in lists.get("citizenships", ()):
        party.country("citizenship", text)
    for text in lists.get("dates_of_birth", ()):
        party.date("birthDate", text)
    for text in lists.get("places_of_birth", ()):
        party.add("birthPlace", text)
    party.add("title" if kind == "individual" else "description", cells.get("title"))
    if kind in {"vessel", "aircraft"} or any(cells.get(key, "").strip() for key in _VESSEL):
        _vessel(party, cells)
    for found in ids:
        reader.say(party, found)
    if remarks := cells.get("remarks", "").strip():
        if source.is_ofac:
            read_remarks(party, _unbracketed(remarks) + ".")
        else:
            party.note("remarks", remarks)
    return party


def _unbracketed(remarks: str) -> str:
    """Take the brackets off `(Linked To: A; Linked To: B (C))`.

    >>> _unbracketed("(Linked To: A; Linked To: B (C)); D")
    'Linked To: A; Linked To: B (C); D'
    """
    if "(Linked To:" not in remarks:
        return remarks
    pieces = []
    for piece in remarks.split(";"):
        bare = piece.strip()
        if bare.startswith("(Linked To:"):
            bare = bare[1:]
        if bare.startswith("Linked To:") and bare.count(")") > bare.count("("):
            bare = bare.removesuffix(")")
        pieces.append(bare)
    return "; ".join(pieces)


def _names(party: Party, source: Source, name: str, others: Sequence[str]) -> None:
    name = name.strip()
    if not source.is_ofac:
        _told_name(party, "name", name)
        if (bare := bare_name(name)) not in {said.value for said in party.said if said.prop == "name"}:
            party.add("alias", bare, original=name)
        for other in others:
            text = other.strip()
            bare = text.removeprefix("and ").strip()
            if bare.startswith("(") and bare.endswith(")"):
                party.note("alt_names", bare)
            else:
                _told_name(party, "alias", bare, text)
        return
    party.add("name", name)
    if party.schema == "Person":
        _parts(party, name)
    for other in others:
        party.add("alias", other)


def _told_name(party: Party, prop: str, name: str, original: str | None = None) -> None:
    """Say a name of a list that prints other names behind it: `X (f.k.a. Y; Z)`."""
    found = _OTHER_NAME.fullmatch(name)
    if not found or (prop == "name" and not found[1]) or found[1].count("(") != found[1].count(")"):
        party.add(prop, name, original=original)
        return
    party.add(prop, found[1], original=original or name)
    for other in found[3].split(";"):
        party.add("previousName" if found[2] == "f" else "alias", other, original=name)


def _parts(party: Party, name: str) -> None:
    """Say the parts of a person's name: `LAST, First`, or `First LAST` with the last name in capitals."""
    if ", " in name:
        last, first = name.split(", ", 1)
    else:
        words = name.split()
        at = len(words)
        while at and len(words[at - 1]) > 2 and words[at - 1].isupper():
            at -= 1
        first, last = " ".join(words[:at]), " ".join(words[at:])
        if first.isupper():
            return
    if first and last:
        party.add("lastName", last)
        party.add("firstName", first)


def _listing(party: Party, source: Source, cells: Cells, programmes: Sequence[str]) -> None:
    party.sanction("authority", source.authority)
    if source.is_ofac:
        party.sanction("authorityId", cells.get("entity_number"))
    for programme in programmes:
        party.sanction("program", programme)
    notice = cells.get("federal_register_notice", "")
    if notice.strip():
        for citation in citations(notice):
            party.sanction("authorityId", citation, original=notice.strip())
    for column, label in (("license_requirement", "License requirement"), ("license_policy", "License policy")):
        if text := cells.get(column, "").strip():
            party.sanction("provisions", f"{label}: {text}", original=text)
    party.sanction_date("listingDate", cells.get("start_date"))
    party.sanction_date("endDate", cells.get("end_date"))
    party.note("standard order", cells.get("standard_order"))
    party.sanction("sourceUrl", cells.get("source_list_url"))
    party.sanction("sourceUrl", cells.get("source_information_url"))


def _address(party: Party, text: str) -> None:
    text = text.strip().removeprefix("and ")
    ending = _COUNTRY_END.search(text)
    code = country_code(ending[1]) if ending else None
    if code is not None:
        party.add("country", code, original=ending[1] if ending else None)
        if text == (ending[1] if ending else ""):
            return
    party.add("address", text)


_VESSEL: Final = (
    "call_sign",
    "vessel_type",
    "gross_tonnage",
    "gross_registered_tonnage",
    "vessel_flag",
    "vessel_owner",
)


def _vessel(party: Party, cells: Cells) -> None:
    party.add("callSign", cells.get("call_sign"))
    party.add("type", cells.get("vessel_type"))
    party.add("tonnage", cells.get("gross_tonnage", "").replace(",", ""), original=cells.get("gross_tonnage"))
    party.add("grossRegisteredTonnage", cells.get("gross_registered_tonnage", "").replace(",", ""))
    if party.schema == "Vessel":
        party.country("flag", cells.get("vessel_flag"))
    else:
        party.note("vessel flag", cells.get("vessel_flag"))
    party.note("vessel owner", cells.get("vessel_owner"))
