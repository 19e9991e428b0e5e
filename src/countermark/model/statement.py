"""Statements and entities in FollowTheMoney's forms: their ids, CSV and JSON lines.

1. Ids, columns, quoting and line ends are those of the followthemoney library 4.11, which is not imported; the ids are
   those of 4.5 and later.
2. Values are kept exactly: a statement file is for programs, and no cell is escaped against spreadsheets.
3. `valid_from, valid_to, recorded_at, locator` are ours; they stand behind the library's columns, where it ignores
   them, and only on request.

Cleaning of values is no part of it: what is handed in is what is written.
"""

from __future__ import annotations

import csv
import hashlib
import io
import operator
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, TypedDict, Unpack

import msgspec

from countermark.model.errors import EncodingError, FormatError, InputError
from countermark.model.ontology import BASE, narrower, ontology, prop_type
from countermark.model.ontology import schema as look_up

COLUMNS = (
    "canonical_id",
    "entity_id",
    "prop",
    "prop_type",
    "schema",
    "value",
    "dataset",
    "origin",
    "lang",
    "original_value",
    "external",
    "first_seen",
    "last_seen",
    "id",
)
SIDECAR = ("valid_from", "valid_to", "recorded_at", "locator")

_NEEDED = frozenset({"entity_id", "prop", "schema", "value", "dataset"})
_CELL_LIMIT = 30 << 20  # the library's limit of one value; csv alone stops at 128 KiB


class Statement(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One value that one dataset gives for one property of one entity. Make it with `statement`."""

    canonical_id: str
    entity_id: str
    prop: str
    prop_type: str
    schema: str
    value: str
    dataset: str
    origin: str | None = None
    lang: str | None = None
    original_value: str | None = None
    external: bool = False
    first_seen: str | None = None
    last_seen: str | None = None
    id: str
    valid_from: str | None = None
    valid_to: str | None = None
    recorded_at: str | None = None
    locator: str | None = None


class Entity(msgspec.Struct, frozen=True, kw_only=True):
    """An entity as a JSON line holds it: values by property, and what is known of their sources.

    `context` holds every other key of the line.
    """

    id: str
    schema: str
    properties: dict[str, list[str]]
    caption: str | None = None
    datasets: tuple[str, ...] = ()
    referents: tuple[str, ...] = ()
    first_seen: str | None = None
    last_seen: str | None = None
    last_change: str | None = None
    context: dict[str, Any] = {}


class _Line(msgspec.Struct):
    id: str
    schema: str
    properties: dict[str, list[str]] | None = None
    statements: list[dict[str, Any]] | None = None
    caption: str | None = None
    datasets: tuple[str, ...] = ()
    referents: tuple[str, ...] = ()
    first_seen: str | None = None
    last_seen: str | None = None
    last_change: str | None = None


_LINE_KEYS = frozenset(_Line.__struct_fields__)


def statement_id(
    dataset: str, entity_id: str, *, prop: str, value: str, external: bool = False, lang: str | None = None
) -> str:
    """Hash what makes a statement the same one. Schema, origin and dates are no part of it; `external` is.

    >>> statement_id("hur", "cmk-1", prop="category", value="motor")
    '2812bb1568dda9c5609d68c6b3117bad9d809e05'
    """
    key = f"{dataset}.{entity_id}.{prop}.{value}"
    if lang is not None:
        key = f"{key}@{lang}"
    if external:
        key = f"{key}.ext"
    return hashlib.sha1(key.encode(), usedforsecurity=False).hexdigest()


class More(TypedDict, total=False):
    """What a statement may carry besides its key."""

    canonical_id: str | None
    origin: str | None
    lang: str | None
    original_value: str | None
    external: bool
    first_seen: str | None
    last_seen: str | None
    id: str | None
    valid_from: str | None
    valid_to: str | None
    recorded_at: str | None
    locator: str | None


def statement(entity_id: str, prop: str, *, schema: str, value: str, dataset: str, **more: Unpack[More]) -> Statement:
    """Make a statement as the library would: type looked up, language dropped where it means nothing, id computed.

    Args:
        entity_id: Entity the statement is about, and its `canonical_id` when none is given.
        prop: Property, or `id` for the base statement, which says that the entity is there.
        schema: Schema of the entity.
        value: The value, written as given.
        dataset: Who says so.
        more: Any other field of `Statement`.

    Raises:
        InputError: no such schema or property.
    """
    kind = prop_type(schema, prop)
    lang = None if kind in ontology().types_without_language else more.get("lang")
    external = more.get("external", False)
    original, first = more.get("original_value"), more.get("first_seen")
    given = more.get("id")
    return Statement(
        canonical_id=more.get("canonical_id") or entity_id,
        entity_id=entity_id,
        prop=prop,
        prop_type=kind,
        schema=schema,
        value=value,
        dataset=dataset,
        origin=more.get("origin"),
        lang=lang,
        original_value=None if not original or original == value else original,
        external=external,
        first_seen=first,
        last_seen=more.get("last_seen") or first,
        id=given or statement_id(dataset, entity_id, prop=prop, value=value, external=external, lang=lang),
        valid_from=more.get("valid_from"),
        valid_to=more.get("valid_to"),
        recorded_at=more.get("recorded_at"),
        locator=more.get("locator"),
    )


def entity_statements(entity: Entity, *, dataset: str, **more: Unpack[More]) -> Iterator[Statement]:
    """Take an entity apart: the base statement first, then one for each value, all of one dataset."""
    yield statement(entity.id, BASE, schema=entity.schema, value=entity.id, dataset=dataset, **more)
    for prop, values in entity.properties.items():
        for value in values:
            yield statement(entity.id, prop, schema=entity.schema, value=value, dataset=dataset, **more)


def entity_of(statements: Iterable[Statement]) -> Entity:
    """Put the statements of one canonical id together.

    Raises:
        InputError: no statement at all, or schemata of which none is the narrowest.
    """
    merged: dict[str, dict[str, None]] = {}
    canonical = kind = ""
    known: list[Statement] = []
    for one in statements:
        canonical = one.canonical_id
        kind = narrower(kind, one.schema) if kind else one.schema
        known.append(one)
        if one.prop != BASE:
            merged.setdefault(one.prop, {})[one.value] = None
    if not known:
        raise InputError("an entity needs at least one statement")
    told = [one for one in known if one.prop != BASE]
    values = {prop: list(found) for prop, found in merged.items()}
    origins = sorted({one.origin for one in told if one.origin})
    return Entity(
        id=canonical,
        schema=kind,
        properties=values,
        caption=caption(kind, values),
        datasets=tuple(sorted({one.dataset for one in told})),
        referents=tuple(sorted({one.entity_id for one in told if one.entity_id != canonical})),
        first_seen=min((one.first_seen for one in told if one.first_seen), default=None),
        last_seen=max((one.last_seen for one in told if one.last_seen), default=None),
        last_change=max((one.first_seen for one in known if one.prop == BASE and one.first_seen), default=None),
        context={"origin": origins} if origins else {},
    )


def caption(schema_name: str, values: dict[str, list[str]]) -> str:
    """Name an entity by the first value its schema offers for it, or by the schema."""
    found = look_up(schema_name)
    for prop in found.caption:
        if values.get(prop):
            return values[prop][0]
    return found.label or schema_name


def write_statements(file: BinaryIO, statements: Iterable[Statement], *, sidecar: bool = False) -> int:
    """Write statement CSV, byte for byte as the library does; with `sidecar`, our four columns behind its own.

    Returns the number of statements.
    """
    columns = (*COLUMNS, *SIDECAR) if sidecar else COLUMNS
    cells, external = operator.attrgetter(*columns), columns.index("external")
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    count = 0
    try:
        writer = csv.writer(text, dialect=csv.unix_dialect)
        writer.writerow(columns)
        for one in statements:
            row = list(cells(one))
            row[external] = "t" if one.external else "f"
            writer.writerow(row)
            count += 1
    finally:
        text.flush()
        text.detach()
    return count


def read_statements(file: BinaryIO, *, name: str = "statements") -> Iterator[Statement]:
    """Read statement CSV; columns in any order, unknown ones ignored, ids kept as they are.

    Raises:
        FormatError: a needed column or cell is missing, or the CSV is torn; names file and line.
        EncodingError: not UTF-8.
    """
    csv.field_size_limit(max(csv.field_size_limit(), _CELL_LIMIT))
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    try:
        reader = csv.DictReader(text, dialect=csv.unix_dialect, strict=True)
        if missing := _NEEDED - set(reader.fieldnames or ()):
            raise FormatError(
                f"no column {', '.join(sorted(missing))}", hint="a statement CSV names its columns first", where=name
            )
        for row in reader:
            yield _from_row(row, where=f"{name}, line {reader.line_num}")
    except csv.Error as error:
        raise FormatError(f"no CSV: {error}", hint="the file is torn or of another format", where=name) from error
    except UnicodeDecodeError as error:
        raise EncodingError("not UTF-8", hint="statement CSV is UTF-8", where=name) from error
    finally:
        text.detach()


def _from_row(row: dict[str, str], *, where: str) -> Statement:
    if None in row or None in row.values():
        raise FormatError("a row longer or shorter than the headings", hint="the file is torn", where=where)
    cells: dict[str, Any] = {key: row.get(key) or None for key in (*COLUMNS, *SIDECAR)}
    if bare := sorted(key for key in _NEEDED if cells[key] is None):
        raise FormatError(f"empty cell: {', '.join(bare)}", hint="every statement needs one", where=where)
    cells["external"] = (row.get("external") or "").lower().startswith(("t", "y", "1"))
    return _of_known(cells, where=where)


def _of_known(cells: dict[str, Any], *, where: str) -> Statement:
    """Make a statement of cells whose type the file may have said already, so that foreign schemata can be read."""
    if cells.get("prop_type") and cells.get("id"):
        cells["canonical_id"] = cells["canonical_id"] or cells["entity_id"]
        return Statement(**cells)
    cells.pop("prop_type", None)
    try:
        return statement(**cells)
    except InputError as error:
        raise FormatError(error.detail, hint=error.hint, where=where) from error


def write_entities(file: BinaryIO, entities: Iterable[Entity]) -> int:
    """Write JSON lines as the library does, `id` first; give the number of lines."""
    count = 0
    for one in entities:
        line: dict[str, Any] = {"id": one.id}
        if one.caption is not None:
            line["caption"] = one.caption
        line |= {"schema": one.schema, "properties": one.properties}
        line |= {"referents": one.referents, "datasets": one.datasets}
        for key in ("first_seen", "last_seen", "last_change"):
            if (value := getattr(one, key)) is not None:
                line[key] = value
        file.write(msgspec.json.encode(line | one.context) + b"\n")
        count += 1
    return count


def read_entities(file: BinaryIO, *, name: str = "entities") -> Iterator[Entity]:
    """Read JSON lines, with values (`properties`) or with statements nested in them (`statements`).

    Raises:
        FormatError: a line that is no entity; names file and line.
    """
    for number, line in enumerate(file, start=1):
        if not line.strip():
            continue
        where = f"{name}, line {number}"
        try:
            raw = msgspec.json.decode(line, type=dict[str, Any])
            entity = msgspec.convert(raw, _Line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise FormatError(
                f"no entity: {error}", hint="one JSON object a line, with id, schema and properties", where=where
            ) from error
        context = {key: value for key, value in raw.items() if key not in _LINE_KEYS}
        yield (
            _with_statements(entity, context, where=where) if entity.statements is not None else _plain(entity, context)
        )


def _plain(line: _Line, context: dict[str, Any]) -> Entity:
    return Entity(
        id=line.id,
        schema=line.schema,
        properties=line.properties or {},
        caption=line.caption,
        datasets=line.datasets,
        referents=line.referents,
        first_seen=line.first_seen,
        last_seen=line.last_seen,
        last_change=line.last_change,
        context=context,
    )


def _with_statements(line: _Line, context: dict[str, Any], *, where: str) -> Entity:
    nested = []
    for cells in line.statements or []:
        if bare := sorted(key for key in _NEEDED if not isinstance(cells.get(key), str)):
            raise FormatError(f"a statement without {', '.join(bare)}", hint="every statement needs one", where=where)
        known = {key: value for key, value in cells.items() if key in (*COLUMNS, *SIDECAR)}
        nested.append(_of_known({**known, "canonical_id": line.id}, where=where))
    if not nested:
        return _plain(line, context)
    made = entity_of(nested)
    for prop, values in (line.properties or {}).items():
        known_values = made.properties.setdefault(prop, [])
        known_values += [value for value in values if value not in known_values]
    return msgspec.structs.replace(made, caption=line.caption or made.caption, context={**made.context, **context})
