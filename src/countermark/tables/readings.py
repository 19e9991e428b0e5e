"""Readings of every distinct marking in view, resolved by what is known beside the text; derived and cached.

One row per distinct (marking, maker, recovered, stated date). A better rule needs no new import: the cache key holds
the code and the profiles.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import islice
from pathlib import Path

import msgspec

from countermark.marking import Marking, read
from countermark.marking.lot_clock import LotClock, lot_number
from countermark.marking.resolve import Context, Resolution, resolve
from countermark.model.dates import Interval, parse_interval
from countermark.reference.countries import country_word
from countermark.reference.makers import MakerMatch, find_maker, makers
from countermark.reference.ownership import groups, owner_at, owners
from countermark.tables.evidence import Evidence
from countermark.tables.lot_clocks import lot_clocks
from countermark.tables.workers import map_in_order

Key = tuple[str | None, str | None, str | None, str | None]
Cell = str | int | bool | None

COLUMNS: tuple[tuple[str, str], ...] = (
    ("reading_key", "VARCHAR"),
    ("maker_id", "VARCHAR"),
    ("brand", "VARCHAR"),
    ("brand_country", "VARCHAR"),
    ("maker_status", "VARCHAR"),
    ("parties", "VARCHAR"),
    ("text_verdict", "VARCHAR"),
    ("verdict", "VARCHAR"),
    ("made_from", "DATE"),
    ("made_to", "DATE"),
    ("precision", "VARCHAR"),
    ("tolerance_days", "INTEGER"),
    ("bounding", "BOOLEAN"),
    ("rule", "VARCHAR"),
    ("candidates", "VARCHAR"),
    ("hull_from", "DATE"),
    ("hull_to", "DATE"),
    ("reasons", "VARCHAR"),
    ("flags", "VARCHAR"),
    ("assembly_country", "VARCHAR"),
    ("assembly_word", "VARCHAR"),
    ("part_number", "VARCHAR"),
    ("part_key", "VARCHAR"),
    ("part_key_long", "VARCHAR"),
    ("lot", "VARCHAR"),
    ("owner_state", "VARCHAR"),
    ("owner", "VARCHAR"),
    ("owner_country", "VARCHAR"),
)

KEY_SQL = (
    "concat_ws(chr(31), coalesce(marking, ''), coalesce(maker, ''), coalesce(recovered, ''), coalesce(made_stated, ''))"
)

_NOT_ALNUM = re.compile(r"[\W_]+")

PARALLEL_FROM = 40_000
CHUNK = 4_000


def reading_key(key: Key) -> str:
    """Join the fields that decide a reading, as `KEY_SQL` does."""
    return "\x1f".join(field or "" for field in key)


@lru_cache(maxsize=20_000)
def owner_words(maker_id: str, start: date, end: date) -> tuple[str, str | None, str | None]:
    """Give state, names and country of the owners of a maker in an interval; a maker that owns others owns itself."""
    ownership = owner_at(maker_id, Interval(start, end))
    if ownership.state == "unknown" and maker_id in groups() and not owners(maker_id):
        return "known", makers()[maker_id].brand, makers()[maker_id].country
    names = " / ".join(entry.owner for entry in ownership.owners) or None
    return ownership.state, names, ownership.country


def _part_numbers(marking: Marking) -> tuple[str | None, str | None]:
    """Give the part number, and the part number with the suffix printed behind it."""
    for index, part in enumerate(marking.parts):
        if part.role != "part_number":
            continue
        long = part.token
        for behind in marking.parts[index + 1 :]:
            if behind.role != "suffix":
                break
            long += behind.token
        return part.token, long
    return None, None


def _alnum(text: str | None) -> str | None:
    return _NOT_ALNUM.sub("", text.upper()) or None if text else None


def _assembly(marking: Marking) -> tuple[str | None, str | None]:
    """Give the country whose word is printed on the part; only a word that is sure counts."""
    for part in marking.parts:
        if part.role == "country" and (word := country_word(part.token)):
            return word.code, part.token
    return None, None


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def resolved(key: Key, clocks: dict[str, LotClock | str], latest: date) -> tuple[Marking, MakerMatch, Resolution]:
    """Read one marking and resolve it by the recovery date, the stated date and the lot clock of its maker."""
    marking_text, maker, recovered, stated = key
    match = find_maker(maker)
    marking = read(marking_text or "", maker, latest=latest)
    clock = clocks.get(match.maker_id or "")
    predicted = None
    if isinstance(clock, LotClock) and len(marking.readings) > 1 and marking_text:
        lot = lot_number(marking_text)
        predicted = clock.predict(lot) if lot is not None else None
    context = Context(
        recovered=parse_interval(recovered) if recovered else None,
        clock=predicted,
        stated=parse_interval(stated) if stated else None,
        today=latest,
    )
    return marking, match, resolve(marking.readings, context, verdict=marking.verdict)


def _row(key: Key, clocks: dict[str, LotClock | str], latest: date) -> tuple[Cell, ...]:
    marking, match, resolution = resolved(key, clocks, latest)
    one = resolution.interval
    part, part_long = _part_numbers(marking)
    country, word = _assembly(marking)
    candidates = sorted({(r.made_from.isoformat(), r.made_to.isoformat()) for r in resolution.readings})
    state, owner, owner_country = "undated", None, None
    if match.maker_id and resolution.readings:
        hull = (min(r.made_from for r in resolution.readings), max(r.made_to for r in resolution.readings))
        state, owner, owner_country = owner_words(match.maker_id, *hull)
    first = resolution.readings[0] if resolution.readings else None
    reasons = list(
        dict.fromkeys([*(r for reading in resolution.readings for r in reading.reasons), *resolution.reasons])
    )
    return (
        reading_key(key),
        match.maker_id,
        match.brand,
        match.country,
        match.status,
        _json([[party.role, party.name] for party in match.parties]) if match.parties else None,
        marking.verdict,
        resolution.verdict,
        one.start.isoformat() if one else None,
        one.end.isoformat() if one else None,
        first.precision if first else None,
        first.tolerance_days if first else None,
        resolution.bounding,
        first.rule if first else None,
        _json(candidates) if candidates else None,
        candidates[0][0] if candidates else None,
        max(end for _, end in candidates) if candidates else None,
        _json(reasons) if reasons else None,
        _json(marking.flags) if marking.flags else None,
        country,
        word,
        part,
        _alnum(part),
        _alnum(part_long),
        next((p.token for p in marking.parts if p.role == "lot"), None),
        state,
        owner,
        owner_country,
    )


@dataclass(frozen=True, slots=True)
class _Work:
    """What a worker needs beside the keys."""

    clocks: dict[str, LotClock | str]
    latest: date

    def __call__(self, keys: list[Key]) -> list[tuple[Cell, ...]]:
        return [_row(key, self.clocks, self.latest) for key in keys]


def _chunks(keys: Iterable[Key]) -> Iterator[list[Key]]:
    iterator = iter(keys)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk


def _read_all(keys: Iterable[Key], work: _Work, *, count: int) -> Iterator[tuple[Cell, ...]]:
    if count < PARALLEL_FROM:
        for chunk in _chunks(keys):
            yield from work(chunk)
        return
    for rows in map_in_order(work, _chunks(keys), workers=max(1, min(8, os.cpu_count() or 1))):
        yield from rows


def readings_table(evidence: Evidence) -> Path:
    """Give the Parquet file of readings for the component rows in view, computing it when it is not cached."""
    place = evidence.cached("readings", "component")
    if place.exists():
        return place
    engine = evidence.engine
    source = evidence.source("component")
    distinct = f"SELECT DISTINCT marking, maker, recovered, made_stated FROM ({source})"
    engine.execute(f"CREATE OR REPLACE TEMP TABLE reading_keys AS {distinct} ORDER BY ALL")
    count = int(engine.query("SELECT count(*) FROM reading_keys")[0][0])
    work = _Work(lot_clocks(evidence), evidence.latest)
    keys = engine.query("SELECT marking, maker, recovered, made_stated FROM reading_keys ORDER BY ALL")
    engine.execute("DROP TABLE reading_keys")
    engine.load_rows("readings_new", COLUMNS, _read_all(keys, work, count=count))
    engine.write_parquet("SELECT * FROM readings_new ORDER BY reading_key", place)
    engine.execute("DROP TABLE readings_new")
    return place
