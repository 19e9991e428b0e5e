"""The identities of an OFAC advanced file: names put together from their parts, in every script given."""

from __future__ import annotations

from typing import Final, NamedTuple
from xml.etree.ElementTree import Element

from countermark.model.ontology import is_known
from countermark.sources.lists.base import ListReport, Party
from countermark.sources.lists.languages import language_of
from countermark.sources.lists.ofac_facts import alias_property
from countermark.sources.lists.ofac_references import References
from countermark.sources.lists.xml import text_of

PARTS: Final = {
    "Last Name": "lastName",
    "First Name": "firstName",
    "Middle Name": "middleName",
    "Patronymic": "fatherName",
    "Matronymic": "motherName",
}
# Scripts of one language; what letters themselves tell, `language_of` tells.
LANGUAGES: Final = {
    "chinese simplified": "zho",
    "chinese traditional": "zho",
    "chinese": "zho",
    "japanese": "jpn",
    "korean": "kor",
    "hebrew": "heb",
    "thai": "tha",
    "georgian": "kat",
    "greek": "ell",
    "armenian": "hye",
    "burmese": "mya",
    "khmer": "khm",
}
UNSPACED: Final = frozenset({"zho", "jpn", "kor"})

_NAME = frozenset({"DocumentedNamePart", "DocumentedNameCountry", "Comment", "IDRegDocumentReference"})


class _Name(NamedTuple):
    parts: list[tuple[str, str]]
    script: str
    acronym: bool


def _language(name: _Name) -> str | None:
    if name.script in {"Latin", ""}:
        return None
    return LANGUAGES.get(name.script.lower()) or language_of(" ".join(value for _, value in name.parts))


def _joined(name: _Name, language: str | None) -> str:
    """Join the parts as OFAC's other files do: `LAST, First Middle`; scripts without blanks without them."""
    values = [value for _, value in name.parts]
    if language in UNSPACED and not any(value.isascii() for value in values):
        return "".join(values)
    if len(values) > 1 and name.parts[0][0] == "Last Name" and name.script in {"Latin", ""}:
        return f"{values[0]}, {' '.join(values[1:])}"
    return " ".join(values)


def _documented(element: Element, groups: dict[str, str], refs: References, report: ListReport) -> _Name:
    parts: list[tuple[str, str]] = []
    script, acronym = "", False
    for child in element:
        if child.tag not in _NAME:
            report.unknown[f"DocumentedName/{child.tag}"] += 1
        for value in child.iterfind("NamePartValue"):
            if text := (value.text or "").strip():
                parts.append((groups.get(value.get("NamePartGroupID", ""), ""), text))
                script = script or refs.word("Script", value.get("ScriptID"))
                acronym = acronym or value.get("Acronym") == "true"
    return _Name(parts, script, acronym)


def read_identity(party: Party, identity: Element, refs: References, report: ListReport) -> None:
    """Say every name of an identity, those in Latin letters first."""
    groups = {
        group.get("ID", ""): refs.word("NamePartType", group.get("NamePartTypeID"))
        for group in identity.iterfind("NamePartGroups/MasterNamePartGroup/NamePartGroup")
    }
    names: list[tuple[Element, _Name]] = []
    for child in identity:
        if child.tag == "Alias":
            for documented in child.iterfind("DocumentedName"):
                names.append((child, _documented(documented, groups, refs, report)))
                party.note("name", text_of(documented, "Comment"))
                for country in documented.iterfind("DocumentedNameCountry"):
                    party.note("name country", refs.country(country.get("CountryID", "")))
        elif child.tag == "Comment":
            party.note("identity", child.text)
        elif child.tag not in {"NamePartGroups", "IDRegDocumentReference"}:
            report.unknown[f"Identity/{child.tag}"] += 1
    names.sort(key=lambda pair: (pair[1].script not in {"Latin", ""}, pair[0].get("Primary") != "true"))
    for alias, name in names:
        if name.parts:
            _say(party, alias, name, refs, false=identity.get("False") == "true")


def _say(party: Party, alias: Element, name: _Name, refs: References, *, false: bool) -> None:
    kind = refs.word("AliasType", alias.get("AliasTypeID"))
    language = _language(name)
    text = _joined(name, language)
    primary = alias.get("Primary") == "true"
    weak = alias.get("LowQuality") == "true" or false
    prop = "name" if primary and not weak else alias_property(kind, weak=weak)
    told = ", ".join(filter(None, (name.script if name.script != "Latin" else "", "weak" * weak, "false" * false)))
    party.add(prop, text, lang=language, original=f"{kind} {text}{f' ({told})' if told else ''}")
    if name.acronym and is_known(party.schema, "abbreviation"):
        party.add("abbreviation", text, lang=language)
    for part, value in name.parts:
        if part == "Nickname" and len(name.parts) > 1:
            party.add("weakAlias", value, lang=language, original=f"Nickname {value}")
        elif part == "Maiden Name":
            party.note("Maiden Name", value)
        elif primary and len(name.parts) > 1 and part in PARTS:
            party.add(PARTS[part], value, lang=language)
