"""The forms OpenSanctions exports come in, each taken apart into the values of one entity and who says them.

A unit is a line, a row or a run of rows about one entity. Whatever the form, a unit gives `Spoken`: values with the
dataset that says each, or no dataset where the form does not tell which of several it was.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO, Final, NamedTuple

import msgspec

from countermark.model.errors import FormatError
from countermark.model.ontology import BASE, is_known, ontology, properties
from countermark.model.statement import Statement, read_statements
from countermark.sources.lists.base import ListReport, Said
from countermark.sources.lists.bounded import bounded_lines

_PACK_WIDTHS: Final = (10, 11)
_DEEPEST: Final = 12


class Spoken(NamedTuple):
    """One entity as one unit of a file shows it.

    datasets: which datasets have it; values: each with the dataset that says it, None where the form does not tell.
    """

    id: str
    schema: str
    datasets: tuple[str, ...]
    values: list[tuple[str | None, Said]]
    seen: tuple[str | None, str | None, str | None] = (None, None, None)
    target: bool = False
    referents: tuple[str, ...] = ()


class Unit(NamedTuple):
    """One unit of a file: its place, and its entities, or what is wrong with it."""

    place: str
    spoken: list[Spoken]
    wrong: str = ""
    raw: str = ""


class _Line(msgspec.Struct):
    id: str
    schema: str
    properties: dict[str, list[Any]] | None = None
    statements: list[dict[str, Any]] | None = None
    datasets: list[str] = []
    referents: list[str] = []
    target: bool | None = None
    first_seen: str | None = None
    last_seen: str | None = None
    last_change: str | None = None
    caption: str | None = None


_LINE_KEYS: Final = frozenset(_Line.__struct_fields__)
_LINE: Final = msgspec.json.Decoder(_Line)


class Reader:
    """Takes the units of one file apart; what the ontology does not know is counted in the report."""

    def __init__(self, report: ListReport) -> None:
        """`report` counts properties and columns nobody knows."""
        self._report = report
        self._keys_looked_at = False

    def lines(self, file: BinaryIO) -> Iterator[Unit]:
        """Read JSON lines: entities, with their statements or without, and entities nested in properties."""
        at = 0
        for number, line in enumerate(file, start=1):
            at += len(line)
            if not line.strip():
                continue
            place = f"line {number}"
            try:
                entity = _LINE.decode(line)
                self._look_at_keys(line)
                yield Unit(place, list(self._entity(entity, depth=0)))
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, FormatError) as error:
                raw = line[:500].decode("utf-8", "replace")
                what = error.detail if isinstance(error, FormatError) else str(error)
                yield Unit(f"{place} at byte {at - len(line)}", [], f"no entity: {what}", raw)

    def statements(self, file: BinaryIO, name: str) -> Iterator[Unit]:
        """Read statement CSV, a run of rows about one entity at a time."""
        rows = read_statements(file, name=name)
        yield from self._runs((f"statement {number}", row) for number, row in enumerate(rows, start=1))

    def pack(self, file: BinaryIO) -> Iterator[Unit]:
        """Read packed statements: no headings, `Schema:property` in the second column."""
        text = io.TextIOWrapper(file, encoding="utf-8", newline="")
        try:
            yield from self._runs(_unpack(text))
        finally:
            text.detach()

    def _look_at_keys(self, line: bytes) -> None:
        """Count keys of the first line that nobody knows; the lines of an export are all of one form."""
        if self._keys_looked_at:
            return
        self._keys_looked_at = True
        for key in msgspec.json.decode(line):
            if key not in _LINE_KEYS:
                self._report.unknown[f"key {key!r} of an entity"] += 1

    def _entity(self, line: _Line, *, depth: int) -> Iterator[Spoken]:
        if depth > _DEEPEST:
            raise FormatError("entities nested too deep")
        if line.schema not in ontology().schemata:
            raise FormatError(f"unknown schema {line.schema!r}")
        dataset = line.datasets[0] if len(line.datasets) == 1 else None
        values: list[tuple[str | None, Said]] = []
        nested: list[Spoken] = []
        for prop, given in (line.properties or {}).items():
            known = properties(line.schema).get(prop)
            for item in given:
                value = item
                if isinstance(item, dict):
                    nested += self._nested(line, known.reverse if known and known.stub else None, item, depth=depth)
                    if known is not None and known.stub:
                        continue
                    value = item.get("id")
                if not isinstance(value, str):
                    raise FormatError(f"{prop} is {type(value).__name__} where a text belongs")
                self._value(values, dataset, line.id, line.schema, prop, value)
        datasets = list(line.datasets)
        for cells in line.statements or ():
            said_by = cells.get("dataset")
            what, text = cells.get("prop"), cells.get("value")
            if not (isinstance(said_by, str) and isinstance(what, str) and isinstance(text, str)):
                raise FormatError("a statement without dataset, prop or value")
            datasets.append(said_by)
            if what != BASE:
                schema, lang, original = (cells.get(key) or None for key in ("schema", "lang", "original_value"))
                self._value(values, said_by, line.id, schema or line.schema, what, text, lang, original)
        seen = (line.first_seen, line.last_seen, line.last_change)
        yield Spoken(
            line.id, line.schema, tuple(dict.fromkeys(datasets)), values, seen, bool(line.target), tuple(line.referents)
        )
        yield from nested

    def _nested(self, parent: _Line, reverse: str | None, value: dict[str, Any], *, depth: int) -> Iterator[Spoken]:
        try:
            inner = msgspec.convert(value, _Line)
        except msgspec.ValidationError as error:
            raise FormatError(f"nested: {error}") from None
        inner.datasets = inner.datasets or parent.datasets
        if reverse and inner.schema in ontology().schemata and is_known(inner.schema, reverse):
            given = inner.properties = dict(inner.properties or {})
            ends = [item.get("id") if isinstance(item, dict) else item for item in given.get(reverse, [])]
            if parent.id not in ends:
                given[reverse] = [*given.get(reverse, []), parent.id]
        yield from self._entity(inner, depth=depth + 1)

    def _value(
        self,
        values: list[tuple[str | None, Said]],
        dataset: str | None,
        entity: str,
        schema: str,
        prop: str,
        value: str,
        lang: str | None = None,
        original: str | None = None,
    ) -> None:
        if not value:
            return
        if schema not in ontology().schemata:
            raise FormatError(f"unknown schema {schema!r}")
        if not is_known(schema, prop):
            self._report.unknown[f"property {schema}:{prop}"] += 1
            if not is_known(schema, "notes"):
                return
            prop, value = "notes", f"{prop}: {value}"
        values.append((dataset, Said(entity, schema, prop, value, lang, original if original != value else None)))

    def _runs(self, rows: Iterable[tuple[str, Statement]]) -> Iterator[Unit]:
        """Put the statements together that follow each other about one entity in one dataset."""
        key, at, found = ("", ""), "", list[Statement]()
        broken: FormatError | None = None
        source = iter(rows)
        while broken is None:
            try:
                place, one = next(source, ("", None))
            except FormatError as error:
                broken, place, one = error, "", None
            if one is None or (one.canonical_id, one.dataset) != key:
                if found:
                    yield self._unit(at, *key, found)
                key, at, found = ((one.canonical_id, one.dataset), place, []) if one else (("", ""), "", [])
            if one is None:
                break
            found.append(one)
        if broken is not None:
            raise broken

    def _unit(self, place: str, entity: str, dataset: str, found: Sequence[Statement]) -> Unit:
        try:
            return Unit(place, [self._run(entity, dataset, found)])
        except FormatError as error:
            return Unit(place, [], error.detail, entity)

    def _run(self, entity: str, dataset: str, found: Sequence[Statement]) -> Spoken:
        schema = next((one.schema for one in found if one.prop == BASE), found[0].schema)
        if schema not in ontology().schemata:
            raise FormatError(f"unknown schema {schema!r}")
        values: list[tuple[str | None, Said]] = []
        for one in found:
            if one.prop != BASE:
                self._value(values, dataset, entity, one.schema, one.prop, one.value, one.lang, one.original_value)
        others = tuple(dict.fromkeys(one.entity_id for one in found if one.entity_id != entity))
        first = min((one.first_seen for one in found if one.first_seen), default=None)
        last = max((one.last_seen for one in found if one.last_seen), default=None)
        change = max((one.first_seen for one in found if one.first_seen), default=None)
        return Spoken(entity, schema, (dataset,), values, (first, last, change), False, others)


def _unpack(text: io.TextIOWrapper) -> Iterator[tuple[str, Statement]]:
    reader = csv.reader(bounded_lines(text), dialect=csv.unix_dialect, strict=True)
    try:
        for row in reader:
            place = f"line {reader.line_num}"
            if not row:
                continue
            schema, colon, prop = row[1].partition(":") if len(row) in _PACK_WIDTHS else ("", "", "")
            if not colon or not row[0] or not row[3]:
                raise FormatError(
                    f"{len(row)} cells, or no `Schema:property`: torn, or another format",
                    where=place,
                    hint="fetch the file again, or add it with --recover to keep what can be read",
                )
            yield place, _packed(row, schema, prop)
    except csv.Error as error:
        raise FormatError(f"the CSV is torn: {error}", where=f"line {reader.line_num}", hint="fetch it again") from None


def _packed(row: list[str], schema: str, prop: str) -> Statement:
    return Statement(
        canonical_id=row[0],
        entity_id=row[0],
        prop=prop,
        prop_type="",
        schema=schema,
        value=row[2],
        dataset=row[3],
        lang=row[4] or None,
        original_value=row[5] or None,
        external=row[7] == "t",
        first_seen=row[8] or None,
        last_seen=row[9] or None,
        id=row[10] if len(row) > 10 else "",
    )
