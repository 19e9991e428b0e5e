"""What the columns of OpenSanctions' tables say (os_curated)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True)
class Table:
    """One table.

    headings: its first line, whole. lists: the list of a row, by `list_column`, or by `list_columns` joined with `|`.
    prefixes: the beginning of the ids of each list. key: the column whose text identifies a party.
    columns: what a column says (a property, `sanction:<property>`, `note:<label>`, `country`, `zho:<property>`), and
    whether it holds several values between semicolons. dates, days: days of the listing, and
    those that tell how new the table is.
    """

    kind: str
    headings: tuple[str, ...]
    lists: Mapping[str, str]
    prefixes: Mapping[str, str]
    key: str
    columns: Mapping[str, tuple[str, bool]]
    dates: Mapping[str, str]
    days: tuple[str, ...]
    source: str
    end: str = ""
    schema: str = ""
    parent: str = ""
    list_column: str = ""
    list_columns: tuple[str, ...] = ()
    constants: tuple[tuple[str, str], ...] = field(default=())


DOD_1260H: Final = Table(
    kind="us_dod_1260h",
    headings=(
        "Name", "Clean Name", "Alias", "Previous Name", "Parent Name", "Note", "Start date", "End date", "Source Url",
    ),
    lists={"": "us_dod_1260h"},
    prefixes={"us_dod_1260h": "us-1260h"},
    key="Clean Name",
    columns={
        "Clean Name": ("name", False), "Name": ("note:name as printed", False), "Alias": ("alias", True),
        "Previous Name": ("previousName", True), "Note": ("sanction:reason", False),
        "Source Url": ("sanction:sourceUrl", False),
    },
    dates={"Start date": "listingDate", "End date": "endDate"},
    days=("Start date",),
    source="Source Url",
    end="End date",
    parent="Parent Name",
    constants=(
        ("authority", "US Department of Defense"), ("country", "us"),
        ("program", "Chinese military companies (section 1260H of the NDAA for fiscal year 2021)"),
        ("provisions", "Public Law 116-283, section 1260H"),
    ),
)  # fmt: skip

SPECIAL_LEG: Final = Table(
    kind="us_special_leg",
    headings=(
        "schema", "name", "aliases", "topics", "program", "authority", "reason", "report-date", "start-date",
        "end-date", "country", "notes", "source_url",
    ),
    lists={
        "Section 1286": "us_dod_1286",
        "Section 889": "us_ndaa_889",
        "Section 5949": "us_ndaa_5949",
        "Section 154": "us_ndaa_154",
        "Section 353(b)": "us_dos_353",
        "Nonproliferation Sanctions (ISN) - State Department": "us_dos_isn",
    },
    prefixes={
        "us_dod_1286": "us-1286", "us_ndaa_889": "us-889", "us_ndaa_5949": "us-5949", "us_ndaa_154": "us-154",
        "us_dos_353": "us-353", "us_dos_isn": "us-isn",
    },
    key="name",
    columns={
        "name": ("name", False), "aliases": ("alias", True), "topics": ("note:topics", False),
        "program": ("sanction:program", False), "authority": ("sanction:authority", False),
        "reason": ("sanction:reason", False), "country": ("country", True), "notes": ("note:notes", False),
        "source_url": ("sanction:sourceUrl", False),
    },
    dates={"report-date": "listingDate", "start-date": "startDate", "end-date": "endDate"},
    days=("report-date",),
    source="source_url",
    end="end-date",
    schema="schema",
    list_column="program",
    constants=(("country", "us"),),
)  # fmt: skip

BIS_MIEU: Final = Table(
    kind="us_bis_mieu",
    headings=("Type", "Name", "Alias", "Country", "Topics", "Program", "Date", "End date", "Source URL"),
    lists={"US-BIS-MIEU": "us_bis_mieu"},
    prefixes={"us_bis_mieu": "us-mieu"},
    key="Name",
    columns={
        "Name": ("name", False), "Alias": ("alias", True), "Country": ("country", True),
        "Topics": ("note:topics", False), "Program": ("sanction:programId", False),
        "Source URL": ("sanction:sourceUrl", False),
    },
    dates={"Date": "listingDate", "End date": "endDate"},
    days=("Date",),
    source="Source URL",
    end="End date",
    schema="Type",
    list_column="Program",
    constants=(
        ("authority", "US Department of Commerce, Bureau of Industry and Security"), ("country", "us"),
        ("program", "Military-intelligence end users (15 CFR 744.22)"),
    ),
)  # fmt: skip

_MFA: Final = "Ministry of Foreign Affairs"
_MOFCOM: Final = "Ministry of Commerce"
_TAO: Final = "Taiwan Affairs Office of the State Council"
_INDUSTRY: Final = "Decision on Countermeasures against U.S. "

CN_COUNTER: Final = Table(
    kind="cn_counter",
    headings=(
        "Type", "QID", "Name", "Alias", "Chinese name", "Country", "Topics", "Summary", "Chinese summary", "Body",
        "List", "Date", "End date", "Source URL", "Address",
    ),
    lists={
        "|": "cn_mfa",
        f"{_MFA}|": "cn_mfa",
        f"{_MFA}|AFSL": "cn_mfa",
        f"{_MFA}|List of Targets of Countermeasures": "cn_mfa",
        f"{_MFA}|{_INDUSTRY}military-industry enterprises and senior managers": "cn_mfa",
        f"{_MFA}|{_INDUSTRY}Military-industry Enterprises": "cn_mfa",
        f"{_TAO}|": "cn_tao",
        f'{_TAO}|Diehard "Taiwan Independence" Separatists': "cn_tao",
        f'{_TAO}|Henchmen and Accomplices of "Taiwan Independence"': "cn_tao",
        'Taiwan Work Office of the CPC Central Committee|Diehard "Taiwan Independence" Separatists': "cn_tao",
        f"{_MOFCOM}|List of Export Controls": "cn_mofcom_ecl",
        f"{_MOFCOM}|UEL": "cn_mofcom_uel",
        f"{_MOFCOM}|Export Control Watch List": "cn_mofcom_watch",
        f"{_MOFCOM}|List of Targets of Countermeasures": "cn_mofcom_counter",
    },
    prefixes={
        "cn_mfa": "cn-mfa", "cn_tao": "cn-tao", "cn_mofcom_ecl": "cn-ecl", "cn_mofcom_uel": "cn-uel",
        "cn_mofcom_watch": "cn-watch", "cn_mofcom_counter": "cn-counter",
    },
    key="Name",
    columns={
        "Name": ("name", False), "Alias": ("alias", True), "Chinese name": ("zho:name", True),
        "QID": ("wikidataId", False), "Country": ("country", True), "Topics": ("note:topics", False),
        "Summary": ("notes", False),
        "Chinese summary": ("zho:notes", False), "Body": ("sanction:authority", False),
        "List": ("sanction:program", False), "Source URL": ("sanction:sourceUrl", False), "Address": ("address", False),
    },
    dates={"Date": "listingDate", "End date": "endDate"},
    days=("Date",),
    source="Source URL",
    end="End date",
    schema="Type",
    list_columns=("Body", "List"),
    constants=(("country", "cn"),),
)  # fmt: skip

TABLES: Final = (DOD_1260H, SPECIAL_LEG, BIS_MIEU, CN_COUNTER)
