"""The JSON of xyna-bpinelab/security-export-control-registry: lists of Japan and China as an array of flat objects.

Fields: id, list_id, source_list_name, country (of the list), entity_name, aliases, addresses, entity_type, reason,
date_added, last_verified, source_url. Its ids are the republisher's own and repeat (238 for 240 entries of China).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from countermark.model.errors import FormatError
from countermark.sources.lists.base import ListFile, ListReport

VIA: Final = "xyna-bpinelab/security-export-control-registry"
FIELDS: Final = frozenset({
    "id", "list_id", "source_list_name", "country", "entity_name", "aliases", "addresses", "entity_type", "reason",
    "date_added", "last_verified", "source_url",
})  # fmt: skip
NEEDED: Final = ("list_id", "entity_name", "aliases", "addresses", "source_url")
_LIST = re.compile(rb'"list_id"\s*:\s*"([a-z-]+)"')
_MAX_BYTES: Final = 256 << 20


def lists_in(file: ListFile) -> set[str]:
    """Give the ids of the lists that the beginning of a file shows, or nothing for another format."""
    if not file.head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"[") or b'"source_list_name"' not in file.head:
        return set()
    return {found.decode() for found in _LIST.findall(file.head)}


def read_objects(file: ListFile, report: ListReport, *, recover: bool) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Give the objects of the array with their number and byte, checked for the fields they need.

    Raises:
        FormatError: bytes that are no UTF-8, a torn array, or an object without the fields.
    """
    text = _text(file, report, recover=recover)
    decoder, at, number = json.JSONDecoder(), _next(text, 0, "["), 0
    while at < len(text) and text[at] != "]":
        try:
            entry, end = decoder.raw_decode(text, at)
            at = _next(text, end, ",")
            torn = at >= len(text)
        except (ValueError, RecursionError):
            entry, torn = None, True
        if torn and not recover:
            byte = len(text[:at].encode())
            raise FormatError(
                "the array is torn or truncated", where=f"{file.name}, byte {byte}",
                hint="fetch the file again, or add it with --recover to keep what can be read",
            )  # fmt: skip
        if torn:
            report.partial = report.partial or f"character {at}: the array is torn"
        if entry is None:
            return
        number += 1
        report.read += 1
        place = f"element {number}"
        if not isinstance(entry, dict) or not all(field in entry for field in NEEDED) or not _sound(entry):
            what = "an element without the fields of this format"
            if not recover:
                raise FormatError(what, where=f"{file.name}, {place}", hint="check what was fetched")
            report.quarantined += 1
            report.partial = report.partial or f"{place}: {what}"
            report.issue(number, place, raw=str(entry), reason=what, code="fields")
            continue
        for field in entry.keys() - FIELDS:
            report.unknown[f"field {field}"] += 1
        yield number, place, entry
    if not number:
        raise FormatError("an array without entries", where=file.name, hint="fetch the file again")
    if text[at + 1 :].strip():
        where = f"{file.name}, character {at + 1}"
        if not recover:
            raise FormatError("text behind the array", where=where, hint="fetch the file again")
        report.partial = f"{where}: text behind the array"


def _text(file: ListFile, report: ListReport, *, recover: bool) -> str:
    raw = file.path.read_bytes()
    if len(raw) > _MAX_BYTES:
        raise FormatError(
            "more than 256 MiB for a list of some hundred", where=file.name, hint="check what was fetched"
        )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if not recover:
            raise FormatError(
                "no UTF-8", where=f"{file.name}, byte {error.start}", hint="fetch the file again"
            ) from None
        report.partial = f"byte {error.start}: no UTF-8"
        return raw[: error.start].decode("utf-8-sig", "ignore")


def _sound(entry: dict[str, Any]) -> bool:
    lists = all(
        isinstance(entry[field], list) and all(isinstance(item, str) for item in entry[field])
        for field in ("aliases", "addresses")
    )
    return lists and all(
        value is None or isinstance(value, str)
        for field, value in entry.items()
        if field not in {"aliases", "addresses"}
    )


def _next(text: str, at: int, skip: str) -> int:
    """Give the place of the next character that is neither white space nor one `skip`."""
    while at < len(text) and text[at] in " \t\r\n\ufeff":
        at += 1
    if at < len(text) and text[at] == skip:
        at += 1
        while at < len(text) and text[at] in " \t\r\n":
            at += 1
    return at
