"""Identity documents of the UN list: two free fields tell the kind, and the number may stand in the second of them."""

from __future__ import annotations

import re
from typing import Final
from xml.etree.ElementTree import Element

from countermark.sources.lists.base import Party
from countermark.sources.lists.xml import squeezed

_PASSPORT: Final = re.compile(r"passe?port|pasaporte", re.IGNORECASE)
_NUMBER_AT_END: Final = re.compile(r"(?:number|no\.?|:)\s*(\S*\d\S*)$", re.IGNORECASE)
_KINDS: Final = (
    (re.compile(r"social security", re.IGNORECASE), "socialSecurityNumber"),
    (re.compile(r"fiscal code", re.IGNORECASE), "taxNumber"),
)
_DETAILS: Final = {
    "ISSUING_COUNTRY": "issuing country",
    "COUNTRY_OF_ISSUE": "country of issue",
    "CITY_OF_ISSUE": "city of issue",
    "DATE_OF_ISSUE": "issued",
    "NOTE": "",
}


def read_document(party: Party, document: Element) -> None:
    """Say the number under the property of its kind, and what else the list says of the document as a note."""
    kind, second = squeezed(document, "TYPE_OF_DOCUMENT"), squeezed(document, "TYPE_OF_DOCUMENT2")
    number = squeezed(document, "NUMBER")
    if not number and (found := _NUMBER_AT_END.search(second)):
        number = found[1]
    said = " ".join(filter(None, (kind, second, squeezed(document, "NUMBER"))))
    prop = next((prop for words, prop in _KINDS if words.search(second)), None)
    if prop is None:
        prop = "passportNumber" if _PASSPORT.search(kind or second) else "idNumber"
    party.add(prop, number, original=said)
    details = [
        f"{label} {text}".strip() for tag, label in _DETAILS.items() if (text := squeezed(document, tag).strip(", "))
    ]
    label = " ".join(dict.fromkeys(filter(None, (kind, second, number if number not in second else ""))))
    if details:
        party.note(label or "document", "; ".join(details))
    elif not number:
        party.note("document", label)
