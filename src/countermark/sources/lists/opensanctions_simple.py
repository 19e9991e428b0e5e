"""OpenSanctions' `targets.simple.csv`: a row for each target, several values of a cell between semicolons.

Format: https://www.opensanctions.org/docs/bulk/csv/. The row does not say whether a country is a nationality or where
an address is, nor of which kind an identifier is: they go to `country` and `idNumber`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import BinaryIO, Final

from countermark.model.errors import FormatError
from countermark.model.ontology import BASE, is_known, ontology
from countermark.sources.lists.base import ListReport, Party
from countermark.sources.lists.bounded import bounded_lines
from countermark.sources.lists.opensanctions_forms import Spoken, Unit

SIMPLE: Final = frozenset({"id", "schema", "name", "aliases", "countries", "identifiers", "dataset"})
_SIMPLE_KNOWN: Final = SIMPLE | {
    "birth_date", "addresses", "sanctions", "program_ids", "phones", "emails", "first_seen", "last_seen", "last_change",
}  # fmt: skip


def read_simple(file: BinaryIO, report: ListReport) -> Iterator[Unit]:
    """Read `targets.simple.csv`, a row each."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    reader = csv.reader(bounded_lines(text), dialect=csv.unix_dialect, strict=True)
    try:
        try:
            columns = next(reader, [])
        except csv.Error:
            columns = []
        if missing := SIMPLE - set(columns):
            raise FormatError(
                f"no column {', '.join(sorted(missing))}", where="line 1", hint="the first line names the columns"
            )
        for column in columns:
            if column not in _SIMPLE_KNOWN:
                report.unknown[f"column {column}"] += 1
        while True:
            try:
                cells = next(reader, None)
            except csv.Error as error:
                yield Unit(f"line {reader.line_num}", [], f"the CSV is torn: {error}")
                continue
            if cells is None:
                return
            place = f"line {reader.line_num}"
            if not cells:
                continue
            if len(cells) != len(columns):
                what = f"{len(cells)} cells where the headings have {len(columns)}: torn there"
                yield Unit(place, [], what, ",".join(cells)[:500])
                continue
            row = dict(zip(columns, cells, strict=True))
            if not row["id"] or row["schema"] not in ontology().schemata:
                yield Unit(place, [], f"no id, or unknown schema {row['schema']!r}", ",".join(cells)[:500])
                continue
            yield Unit(place, [_row(row)])
    finally:
        text.detach()


def several(cell: str) -> list[str]:
    """Take the values of a cell of `targets.simple.csv` apart: between semicolons, quoted where they hold one.

    >>> several('a;"b;c";d')
    ['a', 'b;c', 'd']
    """
    if ";" not in cell:
        return [cell] if cell else []
    if '"' not in cell:
        return [value for value in cell.split(";") if value]
    try:
        return [value for row in csv.reader([cell], delimiter=";") for value in row if value]
    except csv.Error:
        return [cell]


def _row(row: dict[str, str]) -> Spoken:
    party = Party(row["id"], row["schema"])
    party.add("name", row["name"])
    for column, prop in (("aliases", "alias"), ("addresses", "address"), ("phones", "phone"), ("emails", "email")):
        for value in several(row.get(column, "")):
            party.add(prop, value)
    for value in several(row.get("birth_date", "")):
        party.date("birthDate", value)
    for value in several(row["countries"]):
        party.add("country", value)
    for value in several(row["identifiers"]):
        party.add("idNumber" if is_known(party.schema, "idNumber") else "registrationNumber", value)
    for value in several(row.get("sanctions", "")):
        party.sanction("program", value)
    for value in several(row.get("program_ids", "")):
        party.sanction("programId", value)
    datasets = tuple(several(row["dataset"]))
    dataset = datasets[0] if len(datasets) == 1 else None
    seen = (row.get("first_seen") or None, row.get("last_seen") or None, row.get("last_change") or None)
    values = [(dataset, said) for said in party.said if not (said.entity == party.id and said.prop == BASE)]
    return Spoken(party.id, party.schema, datasets, values, seen, target=True)
