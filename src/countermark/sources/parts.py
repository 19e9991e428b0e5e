"""Part catalogues (kind `parts`): order numbers with maker, package and category, into `part` facts.

`mpn_key` is the number in upper case with letters and digits only; look-alike letters are not folded here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from countermark.model.facts import PART, FactTable
from countermark.sources.base import Parsed, Table, whole_rows
from countermark.sources.mapping import plan_columns, read_mapping, say_columns, unmapped
from countermark.sources.rows import fact_rows
from countermark.sources.synonyms import PART_WORDS

_NOT_KEY = re.compile(r"[\W_]+")


def part_key(mpn: str) -> str:
    """Write a part number as its key.

    >>> part_key("adm3202-arnz/r7 ")
    'ADM3202ARNZR7'
    """
    return _NOT_KEY.sub("", mpn.upper())


class PartsParser:
    """Reads catalogues of order numbers."""

    kind: str = "parts"
    version: str = "1"
    table: FactTable = PART

    def recognises(self, columns: list[str]) -> bool:
        """Tell whether the headings name an order number and what a catalogue says of it."""
        known = plan_columns(columns, PART_WORDS).index
        return "mpn" in known and bool(known.keys() & {"description", "package", "category", "maker"})

    def parse(
        self, table: Table, *, original: str, parsed: Parsed, mapping: Path | None = None, published: str | None = None
    ) -> Iterator[tuple[str | int | None, ...]]:
        """Give catalogue rows, recording counts and issues; rows without a part number are dropped.

        Raises:
            MappingError: no column for the part number; found before the first row.
            FormatError: a file that turns out torn.
        """
        user = read_mapping(mapping, PART) if mapping else None
        plan = plan_columns(table.columns, PART_WORDS, user=user)
        if "mpn" not in plan.index:
            raise unmapped(table.columns, plan, PART_WORDS, missing="no column for the part number", where=table.name)
        table.decisions.update(say_columns(table.columns, plan))
        if published:
            table.decisions["published"] = published
        rows = fact_rows(whole_rows(table, parsed), table.columns, plan, table=PART, original=original, placeholders={})
        return _keyed(rows, parsed)


def _keyed(rows: Iterator[list[str | int | None]], parsed: Parsed) -> Iterator[tuple[str | int | None, ...]]:
    mpn_at, key_at = PART.names.index("mpn"), PART.names.index("mpn_key")
    for row in rows:
        mpn = row[mpn_at]
        key = part_key(mpn) if isinstance(mpn, str) else ""
        if not key:
            parsed.dropped_reasons["no part number"] += 1
            continue
        row[key_at] = key
        parsed.stored += 1
        yield tuple(row)
