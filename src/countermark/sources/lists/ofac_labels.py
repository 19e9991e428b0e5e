"""The labels of OFAC's lists and what each means.

Those of remarks in the CSV files, of `idType` in the XML files and of features and documents in the advanced files are
the same words.
"""

from __future__ import annotations

from typing import Final

AUTHORITY: Final = "US Department of the Treasury, Office of Foreign Assets Control"
SCHEMATA: Final = {
    "individual": "Person",
    "vessel": "Vessel",
    "aircraft": "Airplane",
    "entity": "Organization",
    "-0-": "Organization",
    "": "Organization",
}
ALIASES: Final = {"aka": "alias", "fka": "previousName", "nka": "alias", "name": "name"}
NO_COUNTRY: Final = frozenset({"none identified", "unknown", "undetermined"})

ID_LABELS: Final = (
    "National ID No.", "Identification Number", "Cedula No.", "Cedula de Residencia", "D.N.I.", "C.U.R.P.",
    "I.F.E.", "Personal ID Card", "Identity Card", "National Foreign ID Number", "Driver's License No.",
    "Birth Certificate Number", "Residency Number", "Stateless Person ID Card", "Electoral Registry No.",
    "Turkish Identification Number", "C.U.I.T.", "Kenyan ID No.", "Refugee ID Card",
    "British National Overseas Passport", "Bosnian Personal ID No.", "Numero de Identidad",
    "Tazkira National ID Card", "US FEIN", "Citizen's Card Number", "Moroccan Personal ID No.",
    "Identification Card", "Afghan Money Service Provider License Number", "Diplomatic Passport",
    "Credencial electoral", "Carnet No.", "Cartilla de Servicio Militar Nacional", "LE Number",
    "Travel Document Number", "SRE Permit No.", "C.U.I.", "Branch Unit Number", "Organization Code",
)  # fmt: skip
TAX_LABELS: Final = (
    "Tax ID No.", "V.A.T. Number", "NIT #", "NIT", "R.F.C.", "RFC", "RUC #", "RUC", "RTN", "RIF #", "RIF", "C.R.",
)  # fmt: skip
REGISTRATION_LABELS: Final = (
    "Registration Number", "Registration ID", "Business Registration Number", "Business Registration Document #",
    "Commercial Registry Number", "Company Number", "C.R. No.", "Trade License No.", "Chamber of Commerce Number",
    "Folio Mercantil No.", "Matricula Mercantil No", "Public Registration Number", "Business Number",
    "Enterprise Number", "Legal Entity Number", "License", "UK Company Number", "Company ID",
    "Certificate of Incorporation Number", "Dubai Chamber of Commerce Membership No.", "File Number",
    "Registered Charity No.", "Tourism License No.", "Commercial License", "Membership No.", "Romanian C.R.",
    "Italian Fiscal Code", "Registro Mercantil Number", "Istanbul Chamber of Comm. No.",
    "Central Registration System Number", "Chinese Commercial Code", "CNPJ", "Fiscal Code",
)  # fmt: skip
GAZETTE_LABEL: Final = "Government Gazette Number"
PASSPORT_LABELS: Final = frozenset({"Passport", "Diplomatic Passport"})
PROVISIONS: Final = (
    "Secondary sanctions risk", "Additional Sanctions Information", "Transactions Prohibited For", "Executive Order",
    "For more information on directives", "NDAA", "Subject to Secondary Sanctions", "CAATSA",
)  # fmt: skip
PLAIN: Final = {
    "Website": "website",
    "Email Address": "email",
    "Phone Number": "phone",
    "Telephone Number": "phone",
    "Telephone No.": "phone",
    "Telephone": "phone",
    "MMSI": "mmsi",
    "SWIFT/BIC": "swiftBic",
    "D-U-N-S Number": "dunsCode",
    "Unified Social Credit Code (USCC)": "uscCode",
    "Aircraft Model": "model",
    "Aircraft Tail Number": "registrationNumber",
    "Previous Aircraft Tail Number": "registrationNumber",
    "Aircraft Construction Number (also called L/N or S/N or F/N)": "serialNumber",
    "Aircraft Manufacturer's Serial Number (MSN)": "serialNumber",
    "Aircraft Manufacturer’s Serial Number (MSN)": "serialNumber",
    "Aircraft Mode S Transponder Code": "icaoCode",
    "Vessel Call Sign": "callSign",
    "Vessel Type": "type",
    "Other Vessel Call Sign": "callSign",
    "Other Vessel Type": "pastTypes",
    "SSN": "socialSecurityNumber",
    "ISIN": "isinCode",
    "BIK (RU)": "bikCode",
    "Equity Ticker": "ticker",
}
COUNTRIES: Final = {
    "nationality": "nationality",
    "citizen": "citizenship",
    "Vessel Flag": "flag",
    "Former Vessel Flag": "pastFlags",
    "Other Vessel Flag": "pastFlags",
    "Nationality of Registration": "country",
}
DATES: Final = {
    "DOB": "birthDate",
    "Organization Established Date": "incorporationDate",
    "Aircraft Manufacture Date": "buildDate",
    "Vessel Year of Build": "buildDate",
    "Date of Death": "deathDate",
}
TEXTS: Final = {
    "POB": "birthPlace",
    "Organization Type": "sector",
    "Target Type": "classification",
}
FEATURES: Final = {
    "Birthdate": "DOB",
    "Place of Birth": "POB",
    "Nationality Country": "nationality",
    "Citizenship Country": "citizen",
}
VESSEL_FEATURES: Final = {
    "vessel call sign": "callSign",
    "vessel type": "type",
    "vessel tonnage": "tonnage",
    "vessel gross registered tonnage": "grossRegisteredTonnage",
    "vessel flag": "flag",
    "vessel owner": "owner",
}
