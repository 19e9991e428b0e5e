"""Elements of the UN list: which property they become, and what is known inside them, so that the rest is counted."""

from __future__ import annotations

from typing import Final

SCHEMATA: Final = {"INDIVIDUAL": "Person", "ENTITY": "Organization"}
NAME_PARTS: Final = {
    "FIRST_NAME": "firstName",
    "SECOND_NAME": "secondName",
    "THIRD_NAME": "middleName",
    "FOURTH_NAME": "lastName",
}
ALIAS_PROPS: Final = {"good": "alias", "low": "weakAlias", "a.k.a.": "alias", "f.k.a.": "previousName"}

ADDRESS: Final = ("STREET", "CITY", "ZIP_CODE", "STATE_PROVINCE", "COUNTRY")
BIRTH_PLACE: Final = ("STREET", "CITY", "STATE_PROVINCE", "COUNTRY")
CHILDREN: Final = {
    "ALIAS": {"QUALITY", "ALIAS_NAME", "DATE_OF_BIRTH", "CITY_OF_BIRTH", "COUNTRY_OF_BIRTH", "NOTE"},
    "ADDRESS": {*ADDRESS, "NOTE"},
    "DATE_OF_BIRTH": {"TYPE_OF_DATE", "DATE", "YEAR", "FROM_YEAR", "TO_YEAR", "NOTE"},
    "PLACE_OF_BIRTH": {*BIRTH_PLACE, "NOTE"},
    "DOCUMENT": {
        "TYPE_OF_DOCUMENT", "TYPE_OF_DOCUMENT2", "NUMBER", "ISSUING_COUNTRY", "DATE_OF_ISSUE", "CITY_OF_ISSUE",
        "COUNTRY_OF_ISSUE", "NOTE",
    },
    "VALUES": {"VALUE"},
}  # fmt: skip
