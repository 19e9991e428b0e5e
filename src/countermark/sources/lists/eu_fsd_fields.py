"""Elements and attributes of the EU's XML 1.1: what is known, so that what is not is counted."""

from __future__ import annotations

from typing import Final

_COUNTRY: Final = {"countryIso2Code", "countryDescription"}
_SOURCE: Final = {"regulationLanguage", "logicalId"}

CODES: Final = {
    "person": "Person",
    "enterprise": "Organization",
    "vessel": "Vessel",
    "ship": "Vessel",
    "aircraft": "Airplane",
}
ATTRIBUTES: Final[dict[str, set[str]]] = {
    "sanctionEntity": {
        "designationDate", "designationDetails", "unitedNationId", "euReferenceNumber", "logicalId",
    },
    "remark": set(),
    "subjectType": {"code", "classificationCode"},
    "regulation": {
        "regulationType", "organisationType", "publicationDate", "entryIntoForceDate", "numberTitle", "programme",
        "logicalId",
    },
    "nameAlias": {
        "firstName", "middleName", "lastName", "wholeName", "function", "gender", "title", "nameLanguage", "strong",
        *_SOURCE,
    },
    "citizenship": {"region", *_COUNTRY, *_SOURCE},
    "birthdate": {
        "circa", "calendarType", "city", "zipCode", "birthdate", "dayOfMonth", "monthOfYear", "year", "yearRangeFrom",
        "yearRangeTo", "region", "place", *_COUNTRY, *_SOURCE,
    },
    "address": {"city", "street", "poBox", "zipCode", "region", "place", "asAtListingTime", *_COUNTRY, *_SOURCE},
    "identification": {
        "diplomatic", "knownExpired", "knownFalse", "reportedLost", "revokedByIssuer", "issuedBy", "issueDate",
        "validFrom", "validTo", "latinNumber", "nameOnDocument", "number", "region", "identificationTypeCode",
        "identificationTypeDescription", *_COUNTRY, *_SOURCE,
    },
}  # fmt: skip
CHILDREN: Final[dict[str, set[str]]] = {
    "sanctionEntity": {
        "remark", "regulation", "subjectType", "nameAlias", "citizenship", "birthdate", "address", "identification",
    },
    "regulation": {"publicationUrl", "remark"},
    "nameAlias": {"remark"},
    "citizenship": {"remark"},
    "birthdate": {"remark"},
    "address": {"remark", "contactInfo"},
    "identification": {"remark"},
}  # fmt: skip
FLAGS: Final = {
    "diplomatic": "diplomatic",
    "knownExpired": "known to be expired",
    "knownFalse": "known to be false",
    "reportedLost": "reported lost",
    "revokedByIssuer": "revoked by the issuer",
    "issuedBy": "issued by",
    "issueDate": "issued",
    "validFrom": "valid from",
    "validTo": "valid to",
    "nameOnDocument": "name on the document",
    "region": "in",
}
