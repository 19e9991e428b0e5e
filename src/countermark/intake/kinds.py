"""Which parser reads a table: the kind that was named, else what its headings say."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Final

from countermark.intake.list_kinds import list_kinds
from countermark.model.errors import InputError, MappingError
from countermark.model.facts import PART
from countermark.sources.base import Parser, Table
from countermark.sources.mapping import read_mapping
from countermark.sources.parts import PartsParser
from countermark.sources.teardown import TeardownParser

AUTO: Final = "auto"
REPORT: Final = "report"
PARSERS: Final[tuple[Parser, ...]] = (TeardownParser(), PartsParser())


def check_kind(kind: str) -> None:
    """Refuse a kind nobody reads.

    Raises:
        InputError: unknown kind.
    """
    kinds = [AUTO, *(parser.kind for parser in PARSERS), REPORT, *list_kinds()]
    if kind not in kinds:
        near = difflib.get_close_matches(kind, kinds, n=1)
        hint = f"did you mean {near[0]}?" if near else f"one of: {', '.join(kinds)}"
        raise InputError(f"unknown kind {kind!r}", hint=hint)


def choose_parser(kind: str, table: Table, mapping: Path | None) -> Parser:
    """Choose the parser: as named, else by the mapping file, else the first that knows the headings.

    Where none does, the teardown parser is chosen: its error lists the headings and a mapping to fill in.
    """
    for parser in PARSERS:
        if parser.kind == kind or (kind == AUTO and mapping is None and parser.recognises(table.columns)):
            return parser
    return PARSERS[1] if mapping and _maps_parts(mapping) else PARSERS[0]


def _maps_parts(mapping: Path) -> bool:
    try:
        return "mpn" in read_mapping(mapping, PART).columns
    except MappingError:
        return False
