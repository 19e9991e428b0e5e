"""Component rows as FollowTheMoney entities and statements: a view, made row by row.

1. Ids are stable: a component by (original, row); specimen and maker by dataset and normalised name.
2. What the publisher says is said by the publisher's dataset, origin `published`; what was read out of a marking or
   looked up is said by `derived`, and the origin names the reading. No reading becomes a value of the component.
3. A maker is linked by `brandMarked`: the part bears its marking. Nothing here says who supplied it.
4. Memory is bounded: rows are not held. Specimens and makers are told once, and again when a row adds to them; beyond
   `REMEMBERED` of them some may be told twice, word for word.

Values are kept exactly, except names, whose white space is squashed (`original_value` keeps the name as received).
Cells that fit no property (`extra`, a source address that is no http(s) address) are not exported.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import msgspec

from countermark.model.canonical import sha256
from countermark.model.dates import parse_interval
from countermark.model.errors import InputError
from countermark.model.ontology import BASE, is_country
from countermark.model.statement import Entity, Statement, caption, statement

Row = Mapping[str, Any]

DERIVED = "countermark"
PUBLISHED = "published"
REMEMBERED = 1 << 16

NO_MAKER = frozenset({"", "-", "?", "n/a", "na", "none", "not identified", "unidentified", "unknown", "не встановлено"})

_DATASET = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)*")
_ENTITY_ID = re.compile(r"[0-9a-zA-Z](?:[0-9a-zA-Z.\-]*[0-9a-zA-Z])?")
_URL = re.compile(r"https?://[^\s/]\S*")

_AS_PUBLISHED = (
    ("marking", "marking"),
    ("id", "recordId"),
    ("maker", "makerLabel"),
    ("category", "category"),
    ("function", "function"),
    ("board", "board"),
    ("designator", "designator"),
    ("quantity", "quantity"),
)


@dataclass(frozen=True, slots=True)
class _Value:
    """One value of a draft; `origin` is `published`, or names the reading that gave it."""

    prop: str
    value: str
    original: str | None
    origin: str


@dataclass(frozen=True, slots=True)
class _Draft:
    """An entity before it is written either way; `origin` is what its values have when they name none."""

    id: str
    schema: str
    locator: str
    origin: str = PUBLISHED
    values: list[_Value] = field(default_factory=list)

    def add(self, prop: str, value: str | None, *, original: str | None = None, origin: str = "") -> None:
        if value is not None and value.strip():
            self.values.append(_Value(prop, value, original, origin or self.origin))


class _Told:
    """Remembers, within a bound, what has been told already of specimens and makers."""

    def __init__(self) -> None:
        self._seen: OrderedDict[bytes, None] = OrderedDict()

    def is_news(self, draft: _Draft) -> bool:
        said = "\x1f".join((draft.id, *(f"{v.prop}={v.value}={v.origin}" for v in draft.values)))
        key = hashlib.blake2b(said.encode(), digest_size=16).digest()
        if key in self._seen:
            self._seen.move_to_end(key)
            return False
        self._seen[key] = None
        if len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        return True


def component_id(original: str, row: int) -> str:
    """Name the component of one row.

    >>> component_id("ab" * 32, 1)
    'cmk-e6c3f97776adcc50fbec'
    """
    return f"cmk-{sha256(f'{original}:{row}'.encode())[:20]}"


def normalised(name: str) -> str:
    """Fold compatibility forms, case and white space of a name; nothing else, so `1-2` stays unlike `12`."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def named_id(kind: str, name: str, *, dataset: str) -> str:
    """Name a specimen (`specimen`) or a maker (`maker`) of a dataset by its normalised name."""
    return f"cmk-{kind}-{sha256(f'{kind}:{dataset}:{normalised(name)}'.encode())[:20]}"


def brand_id(maker_id: str) -> str:
    """Name a maker of the reference tables, the same in every dataset.

    Raises:
        InputError: an id that FollowTheMoney could not carry.
    """
    made = f"cmk-brand-{maker_id.replace('_', '-')}"
    if not _ENTITY_ID.fullmatch(made):
        raise InputError(
            f"maker id {maker_id!r} cannot be written as a FollowTheMoney id", hint="use letters, digits, - and _"
        )
    return made


def stated_date(text: str) -> str | None:
    """Give a stated date as FollowTheMoney writes one, when it is exactly a day, a month or a year.

    Anything else (a week, a range, a date with a doubt) gives None: the library would shorten it to its year.

    >>> stated_date("19 August 2023"), stated_date("2022-W28"), stated_date("2021~")
    ('2023-08-19', None, None)
    """
    interval = None if text.strip().endswith(("~", "?")) else parse_interval(text)
    if interval is None:
        return None
    start, days = interval.start, (interval.end - interval.start).days
    if days == 1:
        return start.isoformat()
    if start.day == 1 and interval.end == date(start.year + start.month // 12, start.month % 12 + 1, 1):
        return start.isoformat()[:7]
    if (start.month, start.day) == (1, 1) and interval.end == date(start.year + 1, 1, 1):
        return start.isoformat()[:4]
    return None


def _add_dated(draft: _Draft, stated: str | None, *, words: str, day: str) -> None:
    if stated:
        draft.add(words, stated)
        draft.add(day, stated_date(stated), original=stated)


def _add_country(draft: _Draft, label: str | None, *, words: str, code: str, countries: Mapping[str, str]) -> None:
    if not label:
        return
    draft.add(words, label)
    folded = countries.get(label, label).strip().lower()
    if is_country(folded):
        draft.add(code, folded, original=label)


def _add_name(draft: _Draft, name: str) -> None:
    draft.add("name", " ".join(name.split()), original=name)


def _specimen(row: Row, *, dataset: str, locator: str) -> _Draft | None:
    name = row.get("specimen")
    if not name or not name.strip():
        return None
    draft = _Draft(named_id("specimen", name, dataset=dataset), "WeaponSpecimen", locator)
    _add_name(draft, name)
    draft.add("family", row.get("family"))
    draft.add("serialNumber", row.get("serial"))
    _add_dated(draft, row.get("recovered"), words="recoveredStated", day="recoveredAt")
    return draft


def _maker(row: Row, *, dataset: str, locator: str) -> _Draft | None:
    label, brand, maker_id = row.get("maker") or "", row.get("brand"), row.get("maker_id")
    if maker_id or brand:
        found = brand_id(maker_id) if maker_id else named_id("maker", brand or "", dataset=dataset)
        draft = _Draft(found, "LegalEntity", locator, "reading:maker")
        draft.add("name", brand or label)
        return draft
    if normalised(label) in NO_MAKER:
        return None
    draft = _Draft(named_id("maker", label, dataset=dataset), "LegalEntity", locator)
    _add_name(draft, label)
    return draft


def _component(row: Row, *, locator: str, countries: Mapping[str, str]) -> _Draft:
    draft = _Draft(component_id(row["original"], row["row"]), "Component", locator)
    for key, prop in _AS_PUBLISHED:
        draft.add(prop, row.get(key))
    draft.add("partNumber", row.get("part_number"), origin="reading:part_number")
    _add_country(draft, row.get("country"), words="publishedCountryLabel", code="publishedCountry", countries=countries)
    _add_country(
        draft, row.get("dispatch_country"), words="dispatchCountryLabel", code="dispatchCountry", countries=countries
    )
    _add_dated(draft, row.get("made_stated"), words="madeStated", day="madeStatedDate")
    _add_dated(draft, row.get("published"), words="publishedStated", day="publishedAt")
    if (url := row.get("source_url")) and _URL.fullmatch(url):
        draft.add("sourceUrl", url)
    return draft


def _found_readings(row: Row) -> list[Mapping[str, Any]]:
    """List the readings of a row: as `marking` gives them, or as the components table holds the resolved one.

    A person's judgement stands alone: what the rules had read is not listed beside it.
    """
    low, high = row.get("made_from"), row.get("made_to")
    if row.get("overruled"):
        return [{"made_from": low, "made_to": high, "origin": "judgement"}] if low and high else []
    if given := row.get("readings"):
        listed = msgspec.json.decode(given) if isinstance(given, str | bytes) else given
        return [reading for reading in listed if reading.get("kind", "date_code") == "date_code"]
    if low and high:
        keys = ("made_from", "made_to", "rule", "precision", "tolerance_days")
        return [{key: row.get(key) for key in keys}]
    if given := row.get("candidates"):
        pairs = msgspec.json.decode(given) if isinstance(given, str | bytes) else given
        return [{"made_from": pair[0], "made_to": pair[1]} for pair in pairs]
    return []


def _readings(row: Row, component: _Draft) -> Iterator[_Draft]:
    for reading in _found_readings(row):
        low, high = str(reading["made_from"]), str(reading["made_to"])
        rule, token = reading.get("rule") or "", reading.get("token") or ""
        origin = reading.get("origin") or (f"reading:{rule}" if rule else "reading")
        key = sha256(f"{token}\x1f{rule}\x1f{low}\x1f{high}".encode())[:8]
        draft = _Draft(f"{component.id}-{key}", "MarkingReading", component.locator, origin)
        draft.add("component", component.id)
        draft.add("token", token)
        draft.add("rule", rule)
        draft.add("madeFrom", low)
        draft.add("madeBefore", high)
        draft.add("precision", reading.get("precision"))
        if (tolerance := reading.get("tolerance_days")) is not None:
            draft.add("toleranceDays", str(tolerance))
        draft.add("verdict", row.get("verdict"))
        yield draft


def _drafts(rows: Iterable[Row], *, dataset: str, countries: Mapping[str, str]) -> Iterator[_Draft]:
    if not _DATASET.fullmatch(dataset):
        raise InputError(
            f"dataset {dataset!r} is no FollowTheMoney dataset name", hint="lower case letters, digits and single _"
        )
    told = _Told()
    for row in rows:
        locator = f"{row['original']}:{row['row']}"
        component = _component(row, locator=locator, countries=countries)
        if specimen := _specimen(row, dataset=dataset, locator=locator):
            component.add("specimen", specimen.id)
            if told.is_news(specimen):
                yield specimen
        if maker := _maker(row, dataset=dataset, locator=locator):
            component.add("brandMarked", maker.id, origin=maker.origin)
            if told.is_news(maker):
                yield maker
        yield component
        yield from _readings(row, component)


def component_entities(
    rows: Iterable[Row], *, dataset: str, derived: str = DERIVED, countries: Mapping[str, str] | None = None
) -> Iterator[Entity]:
    """Give specimens, makers, components and readings of markings, row by row.

    Shape: entities of one id may come in several pieces; `ftm sorted-aggregate` joins them.

    Args:
        rows: Component facts, with or without the columns that the components table adds.
        dataset: The publisher's dataset, who says what is published.
        derived: The dataset that says what was read or looked up.
        countries: Country codes by published label; a label that is a code needs none.

    Raises:
        InputError: a dataset name or maker id that FollowTheMoney could not carry.
    """
    for draft in _drafts(rows, dataset=dataset, countries=countries or {}):
        values: dict[str, list[str]] = {}
        for one in draft.values:
            known = values.setdefault(one.prop, [])
            if one.value not in known:
                known.append(one.value)
        said_by = {
            dataset if origin == PUBLISHED else derived
            for origin in (draft.origin, *(one.origin for one in draft.values))
        }
        yield Entity(
            id=draft.id,
            schema=draft.schema,
            properties=values,
            caption=caption(draft.schema, values),
            datasets=tuple(sorted(said_by)),
        )


def component_statements(
    rows: Iterable[Row],
    *,
    dataset: str,
    derived: str = DERIVED,
    countries: Mapping[str, str] | None = None,
    seen: tuple[str | None, str | None] = (None, None),
    recorded_at: str | None = None,
) -> Iterator[Statement]:
    """Give the statements of the same entities: of each, the base statement and one for each value.

    Time: `seen` is first and last, in the source's clock; `recorded_at` is the ledger's.

    Raises:
        InputError: as `component_entities`.
    """
    for draft in _drafts(rows, dataset=dataset, countries=countries or {}):
        for one in (_Value(BASE, draft.id, None, draft.origin), *draft.values):
            yield statement(
                draft.id,
                one.prop,
                schema=draft.schema,
                value=one.value,
                dataset=dataset if one.origin == PUBLISHED else derived,
                origin=one.origin,
                original_value=one.original,
                first_seen=seen[0],
                last_seen=seen[1],
                recorded_at=recorded_at,
                locator=draft.locator,
            )
