"""The US Consolidated Screening List as JSON: the official download, and a condensed copy of it.

1. Official: https://data.trade.gov/downloadable_consolidated_screening_list/v1/consolidated.json, an object whose
   `results` hold the columns of the CSV, lists as lists, addresses and identifiers as objects (search API:
   https://developer.trade.gov/consolidated-screening-list.html). Not verified on a real file.
2. Condensed: the same list without addresses, days, nationalities and identifiers; texts that repeat stand in `tables`
   and entries name them by number (`fieldKey` says which key is which). It states the time of the official file
   (`sourceGeneratedAt`) and how many entries each source has; another number is an error. What its maker says of the
   lists' effect (`listAuthority`) is not the authorities' and is left out.

Units: elements of `results` or `entries`. Lists and ids: `us_csl_entry`. A torn file, with `recover`, gives the
elements before the break.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from countermark.model.errors import FormatError
from countermark.sources.lists.base import ListEntry, ListFile, ListReport
from countermark.sources.lists.us_csl_entry import SEVERAL, SINGLE, SOURCES, entity_id, read_entry, source_of
from countermark.sources.lists.us_csl_ids import Identity, IdReader

KIND: Final = "us_csl"
PART: Final = "json"
NOT_VERIFIED: Final = "not verified on a real file"
_AGAIN: Final = "fetch the file again, or add it with --recover to keep what can be read"
_CONDENSED: Final = {
    "n": "name", "a": "alt_names", "s": "source", "t": "type", "c": "countries", "e": "entity_number",
    "lr": "license_requirement", "lp": "license_policy", "pg": "programs", "fr": "federal_register_notice",
    "u": "source_list_url",
}  # fmt: skip
_TABLES: Final = {
    "s": "sources", "lr": "licenceRequirements", "lp": "licencePolicies", "pg": "programmes", "u": "urls",
}  # fmt: skip
_HEADER: Final = frozenset(
    (
        "$comment", "citation", "source", "sourceGeneratedAt", "retrievedAt", "entryCount", "countsBySource",
        "listAuthority", "fieldKey", "tables", "entries",
        "results", "total", "offset", "sources", "sources_used", "search_performed_at", "generated_at",
    )
)  # fmt: skip
_ADDRESS: Final = ("address", "city", "state", "state_or_province", "postal_code", "country")
_IDENTITY: Final = ("type", "number", "country", "issue_date", "expiration_date")
_FIELDS: Final = frozenset((*SINGLE, *SEVERAL, "ids", "id", "country", "score"))

Element = dict[str, Any]


class UsCslJsonParser:
    """Reads either JSON file."""

    version: str = "2"
    kind: str = KIND
    streams = tuple(source.stream(PART) for source in SOURCES.values())

    def recognises(self, file: ListFile) -> bool:
        """Tell by the keys at the beginning."""
        head = file.head.removeprefix(b"\xef\xbb\xbf").lstrip()
        if not head.startswith(b"{"):
            return False
        if b'"Consolidated Screening List' in head or b"Consolidated Screening List" in head[:2000]:
            return b'"countsBySource"' in head or b'"results"' in head
        return b'"results"' in head and b'"source_list_url"' in head and b'"federal_register_notice"' in head

    def parse(self, file: ListFile, report: ListReport, *, recover: bool = False) -> Iterator[ListEntry]:
        """Give the entries, one for each element.

        Raises:
            FormatError: no JSON, no list of entries in it, or another number of entries than the file states.
        """
        header, elements, torn = _open(file, recover=recover)
        for key in header:
            if key not in _HEADER:
                report.unknown[f"key {key!r}"] += 1
        if torn:
            report.partial = torn
        condensed = "tables" in header
        report.decisions["layout"] = "condensed copy" if condensed else "official"
        report.published = _published(header)
        report.decisions["verified"] = "on a real file" if condensed else NOT_VERIFIED
        if "listAuthority" in header:
            report.decisions["left out"] = (
                "listAuthority, what the maker of the condensed copy says of each list's effect"
            )
        yield from _Elements(file, report, header, recover=recover).read(elements, condensed=condensed)


def _open(file: ListFile, *, recover: bool) -> tuple[Element, list[Any], str]:
    raw = file.path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    torn = ""
    try:
        whole = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        if not recover:
            raise FormatError(f"no JSON, or torn: {error}", where=file.name, hint=_AGAIN) from None
        whole, torn = _mend(raw.decode("utf-8", "replace"), file), f"the JSON is torn: {error}"
    elements = whole.get("entries", whole.get("results")) if isinstance(whole, dict) else None
    if not isinstance(elements, list) or not elements:
        raise FormatError(
            "no list of entries",
            where=file.name,
            hint="the official JSON has them in `results`, a condensed copy in `entries`",
        )
    header = {key: value for key, value in whole.items() if key not in {"entries", "results"}}
    return header, elements, torn


def _mend(text: str, file: ListFile) -> Element:
    """Take the whole elements before a break."""
    for key in ("entries", "results"):
        at = text.find(f'"{key}"')
        start = text.find("[", at) if at >= 0 else -1
        if start < 0:
            continue
        try:
            header = json.loads(text[:start] + "[]}")
        except (json.JSONDecodeError, RecursionError):
            continue
        if not isinstance(header, dict):
            continue
        decoder, elements, place = json.JSONDecoder(), [], start + 1
        try:
            while True:
                element, end = decoder.raw_decode(text, place)
                elements.append(element)
                place = end + 1
                while text[place : place + 1].isspace():
                    place += 1
        except (json.JSONDecodeError, RecursionError):
            pass
        return {**header, key: elements}
    raise FormatError("nothing can be read before the break", where=file.name, hint="fetch the file again")


def _published(header: Element) -> str | None:
    stated = header.get("sourceGeneratedAt") or header.get("generated_at")
    if not isinstance(stated, str):
        return None
    try:
        time = datetime.fromisoformat(stated)
    except ValueError:
        return None
    return time.replace(tzinfo=time.tzinfo or UTC).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class _Elements:
    """The elements of one file."""

    def __init__(self, file: ListFile, report: ListReport, header: Element, *, recover: bool) -> None:
        self._file, self._report, self._header, self._recover = file, report, header, recover
        self._ids = IdReader(report)
        self._counts: Counter[str] = Counter()
        tables = header.get("tables")
        self._tables: Element = tables if isinstance(tables, dict) else {}

    def read(self, elements: list[Any], *, condensed: bool) -> Iterator[ListEntry]:
        take = self._condensed if condensed else self._official
        for number, element in enumerate(elements, start=1):
            self._report.read += 1
            place = f"element {number}"
            try:
                cells, lists, ids = take(element)
            except (LookupError, TypeError, AttributeError, ValueError) as error:
                self._odd(number, place, element, f"an element of another form ({type(error).__name__}: {error})")
                continue
            entry = self._entry(cells, lists, ids, number, place)
            if entry is not None:
                self._report.stored += 1
                yield entry
        self._check(len(elements))

    def _entry(
        self, cells: dict[str, str], lists: dict[str, list[str]], ids: list[Identity], number: int, place: str
    ) -> ListEntry | None:
        source = source_of(cells.get("source", ""))
        name, uid = cells.get("name", ""), cells.get("entity_number", "").strip()
        if source is None or not name.strip() or (source.is_ofac and not uid.isdigit()):
            if source is None:
                self._report.unknown[f"source {cells.get('source', '')!r}"] += 1
            self._report.quarantined += 1
            reason = "a source nobody knows" if source is None else "no name, or no OFAC number"
            self._report.issue(number, place, raw=str(cells), reason=reason, code="odd entry")
            return None
        self._counts[cells["source"]] += 1
        entity = entity_id(source, uid, name, cells.get("federal_register_notice", ""))
        party = read_entry(source, entity, cells, lists, ids, self._ids)
        for code in lists.get("countries", ()):
            party.country("country", code)
        return ListEntry(source.stream(PART), uid if source.is_ofac else entity, number, place, party.said, entity)

    def _condensed(self, element: Element) -> tuple[dict[str, str], dict[str, list[str]], list[Identity]]:
        cells: dict[str, str] = {}
        lists: dict[str, list[str]] = {}
        for key, given in element.items():
            value, name = given, _CONDENSED.get(key)
            if name is None:
                self._report.unknown[f"key {key!r} of an entry"] += 1
                continue
            if key in _TABLES:
                if value < 0:
                    raise LookupError(f"{key} is {value}")
                value = self._tables[_TABLES[key]][value]
            if name == "programs":
                lists[name] = _text(value).split(";")
            elif isinstance(value, list):
                lists[name] = [piece for item in value for piece in _text(item).split(";")]
            else:
                cells[name] = _text(value)
        return cells, lists, []

    def _official(self, element: Element) -> tuple[dict[str, str], dict[str, list[str]], list[Identity]]:
        for key, value in element.items():
            if key not in _FIELDS and value:
                self._report.unknown[f"key {key!r} of an entry"] += 1
        cells = {key: _text(value) for key in SINGLE if (value := element.get(key)) is not None}
        lists = {key: [self._part(item) for item in _items(element.get(key))] for key in SEVERAL}
        lists["countries"] = [_text(item) for item in _items(element.get("country"))]
        ids = [self._identity(item) for item in _items(element.get("ids"))]
        return cells, lists, ids

    def _part(self, item: Any) -> str:
        """Write an address in one line, as the CSV does; any other item is a text."""
        if not isinstance(item, Mapping):
            return _text(item)
        self._strange(item, _ADDRESS, "an address")
        return ", ".join(_text(item[key]).strip() for key in _ADDRESS if item.get(key))

    def _identity(self, item: Mapping[str, Any]) -> Identity:
        self._strange(item, _IDENTITY, "an identifier")
        label, number, country, *days = (_text(item.get(key) or "").strip() for key in _IDENTITY)
        return Identity(label, number, country, tuple(filter(None, days)))

    def _strange(self, item: Mapping[str, Any], known: tuple[str, ...], what: str) -> None:
        for key in item:
            if key not in known:
                self._report.unknown[f"key {key!r} of {what}"] += 1

    def _odd(self, number: int, place: str, element: Any, what: str) -> None:
        if not self._recover:
            raise FormatError(what, where=f"{self._file.name}, {place}", hint=_AGAIN)
        self._report.quarantined += 1
        self._report.partial = self._report.partial or f"{place}: {what}"
        self._report.issue(number, place, raw=str(element), reason=what, code="odd entry")

    def _check(self, count: int) -> None:
        if not self._report.stored:
            raise FormatError("no entry that can be read", where=self._file.name, hint=_AGAIN)
        self._report.decisions["sources"] = ", ".join(f"{name} {n}" for name, n in sorted(self._counts.items()))
        stated = {"all": self._header.get("entryCount"), **(self._header.get("countsBySource") or {})}
        found: dict[str, int] = {"all": count, **self._counts}
        for name, number in stated.items():
            if number is None or number == found.get(name, 0):
                continue
            what = f"the file states {number} entries ({name}) and has {found.get(name, 0)}"
            if not self._recover:
                raise FormatError(what, where=self._file.name, hint=_AGAIN)
            self._report.partial = self._report.partial or what


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{type(value).__name__} where a text belongs")
    return str(value)


def _items(value: Any) -> list[Any]:
    if value is None or value == "":
        return []
    return value if isinstance(value, list) else [value]


PARSERS: Final = (UsCslJsonParser(),)
