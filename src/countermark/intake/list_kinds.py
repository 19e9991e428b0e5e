"""Which parser reads a list: the kind that was named, else the first that knows the file by its first bytes."""

from __future__ import annotations

import importlib
from functools import lru_cache
from typing import Final

from countermark.sources.lists.base import ListFile, ListParser
from countermark.sources.lists.opensanctions import OpenSanctionsParser

_MODULES: Final = (
    "ofac_csv",
    "ofac_xml",
    "ofac_advanced",
    "ofac_names",
    "un_xml",
    "eu_fsd",
    "eu_whole",
    "eu_journal",
    "uk_sl",
    "uk_conlist",
    "ca_sema",
    "au_dfat",
    "jp_mof",
    "jp_meti",
    "jp_meti_ru",
    "ua_nsdc",
    "cn_mofcom",
    "os_curated",
    "us_csl",
    "us_csl_json",
    "opensanctions",
)


@lru_cache(maxsize=1)
def list_parsers() -> tuple[ListParser, ...]:
    """Give every list parser."""
    found: list[ListParser] = []
    for module in _MODULES:
        found += importlib.import_module(f"countermark.sources.lists.{module}").PARSERS
    return tuple(found)


def list_kinds() -> list[str]:
    """Name the kinds that `--as` takes for lists."""
    return list(dict.fromkeys(parser.kind for parser in list_parsers()))


def choose_list_parser(file: ListFile, kind: str | None, dataset: str | None = None) -> ListParser | None:
    """Choose the parser of a list file; a named kind is believed, and the format tells among parsers of one kind.

    dataset: what a whole export of OpenSanctions is of; other formats say themselves which list they are.
    """
    found = _choose(file, kind)
    if dataset and isinstance(found, OpenSanctionsParser):
        return OpenSanctionsParser(dataset)
    return found


def _choose(file: ListFile, kind: str | None) -> ListParser | None:
    named = [parser for parser in list_parsers() if kind is None or parser.kind == kind]
    found = next((parser for parser in named if parser.recognises(file)), None)
    if found is None and kind is not None and named:
        return named[0]
    return found
