"""The columns of the UK Sanctions List's CSV and the elements of its XML, brought to the same blocks of fields.

A block is a group of fields that belong to one another (a name and its type, a passport and its details); a designation
holds any number of contents of each.
"""

from __future__ import annotations

from typing import Final

from countermark.sources.lists.uk_rows import Layout, heading_key

Blocks = dict[str, dict[tuple[str, ...], None]]

_HEADINGS: Final = {
    "Last Updated": "updated", "Unique ID": "unique_id", "OFSI Group ID": "group", "UN Reference Number": "un",
    "Name 6": "name6", "Name 1": "name1", "Name 2": "name2", "Name 3": "name3", "Name 4": "name4", "Name 5": "name5",
    "Name type": "name_type", "Alias strength": "strength", "Title": "title", "Name non-latin script": "script_name",
    "Non-latin script type": "script", "Non-latin script language": "language", "Regime Name": "regime",
    "Designation Type": "kind", "Individual, Entity, Ship": "kind", "Designation source": "source",
    "Sanctions Imposed": "measures", "Other Information": "other", "UK Statement of Reasons": "reasons",
    "Address Line 1": "line1", "Address Line 2": "line2", "Address Line 3": "line3", "Address Line 4": "line4",
    "Address Line 5": "line5", "Address Line 6": "line6", "Address Postal Code": "postcode",
    "Address Country": "country", "Phone number": "phone", "Website": "website", "Email address": "email",
    "Date Designated": "designated", "D.O.B": "birth", "Nationality(/ies)": "nationality",
    "National Identifier number": "national", "National Identifier additional information": "national_info",
    "Passport number": "passport", "Passport additional information": "passport_info", "Position": "position",
    "Gender": "gender", "Town of birth": "town", "Country of birth": "birth_country", "Type of entity": "entity_type",
    "Subsidiaries": "subsidiary", "Parent company": "parent", "Business registration number (s)": "registration",
    "IMO number": "imo", "Current owner/operator (s)": "owner", "Previous owner/operator (s)": "previous_owner",
    "Current believed flag of ship": "flag", "Previous flags": "previous_flag", "Type of ship": "ship_type",
    "Tonnage of ship": "tonnage", "Length of ship": "length", "Year Built": "built",
    "Hull identification number (HIN)": "hull", "Crypto wallet address": "wallet",
    "Crypto wallet addresses": "wallet",
}  # fmt: skip
LAYOUT: Final = Layout(
    needs=frozenset({"uniqueid", "ofsigroupid", "name6", "nametype", "regimename"}),
    never=frozenset({"grouptype"}),
    columns={heading_key(heading): field for heading, field in _HEADINGS.items()},
    text="the UK Sanctions List",
)
_ADDRESS: Final = ("line1", "line2", "line3", "line4", "line5", "line6", "postcode", "country")
_ALONE: Final = (
    "title", "kind", "other", "reasons", "phone", "website", "email", "birth", "nationality", "position", "gender",
    "entity_type", "subsidiary", "parent", "registration", "imo", "owner", "previous_owner", "flag", "previous_flag",
    "ship_type", "tonnage", "length", "built", "hull", "wallet",
)  # fmt: skip
BLOCKS: Final[dict[str, tuple[str, ...]]] = {
    "name": ("name1", "name2", "name3", "name4", "name5", "name6", "name_type", "strength"),
    "script": ("script_name", "script", "language"),
    "listing": ("regime", "source", "measures", "designated", "updated", "group", "un"),
    "address": _ADDRESS,
    "national": ("national", "national_info"),
    "passport": ("passport", "passport_info"),
    "birthplace": ("town", "birth_country"),
    **{field: (field,) for field in _ALONE},
}

SCALARS: Final = {
    "LastUpdated": "updated", "DateDesignated": "designated", "UniqueID": "unique_id", "OFSIGroupID": "group",
    "UNReferenceNumber": "un", "RegimeName": "regime", "IndividualEntityShip": "kind", "DesignationType": "kind",
    "DesignationSource": "source", "SanctionsImposed": "measures", "OtherInformation": "other",
    "UKStatementofReasons": "reasons",
}  # fmt: skip
# The box of an element, the element in it, the block it fills, and its children in the order of the block.
_FIELDS_OF: Final = {
    "Names": ("Name", "name", ("Name1", "Name2", "Name3", "Name4", "Name5", "Name6", "NameType", "AliasStrength")),
    "NonLatinNames": ("NonLatinName", "script", ("NameNonLatinScript", "NonLatinScriptType", "NonLatinScriptLanguage")),
    "Addresses": (
        "Address",
        "address",
        (*(f"AddressLine{line}" for line in range(1, 7)), "AddressPostalCode", "AddressCountry"),
    ),
    "BirthDetails": ("Location", "birthplace", ("TownOfBirth", "CountryOfBirth")),
    "PassportDetails": ("Passport", "passport", ("PassportNumber", "PassportAdditionalInformation")),
    "NationalIdentifierDetails": (
        "NationalIdentifier",
        "national",
        ("NationalIdentifierNumber", "NationalIdentifierAdditionalInformation"),
    ),
}
_TEXT_OF: Final = {
    "Titles": ("Title", "title"), "PhoneNumbers": ("PhoneNumber", "phone"), "Websites": ("Website", "website"),
    "EmailAddresses": ("EmailAddress", "email"), "DOBs": ("DOB", "birth"), "Genders": ("Gender", "gender"),
    "Nationalities": ("Nationality", "nationality"), "Positions": ("Position", "position"),
    "TypeOfEntities": ("TypeOfEntity", "entity_type"), "ParentCompanies": ("ParentCompany", "parent"),
    "Subsidiaries": ("Subsidiary", "subsidiary"),
    "BusinessRegistrationNumbers": ("BusinessRegistrationNumber", "registration"), "IMONumbers": ("IMONumber", "imo"),
    "CurrentOwnerOperators": ("CurrentOwnerOperator", "owner"),
    "PreviousOwnerOperators": ("PreviousOwnerOperator", "previous_owner"),
    "CurrentBelievedFlagOfShips": ("CurrentBelievedFlagOfShip", "flag"),
    "PreviousFlags": ("PreviousFlag", "previous_flag"), "TypeOfShipDetails": ("TypeOfShip", "ship_type"),
    "TonnageOfShipDetails": ("TonnageOfShip", "tonnage"), "LengthOfShipDetails": ("LengthOfShip", "length"),
    "YearsBuilt": ("YearBuilt", "built"),
    "HullIdentificationNumbers": ("HullIdentificationNumber", "hull"),
    "CryptoWalletAddresses": ("CryptoWalletAddress", "wallet"),
}  # fmt: skip
BOXES: Final[dict[str, tuple[str, str, tuple[str, ...]]]] = {
    **_FIELDS_OF,
    **{box: (item, block, ()) for box, (item, block) in _TEXT_OF.items()},
}
WRAPPERS: Final = {"IndividualDetails": "Individual", "EntityDetails": "Entity", "ShipDetails": "Ship"}
INDICATORS: Final = "SanctionsImposedIndicators"


def new_blocks() -> Blocks:
    """Make the blocks of a designation, empty."""
    return {name: {} for name in BLOCKS}
