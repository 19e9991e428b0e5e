"""Names of the SDN list, derived by others: one line of JSON an entry, `sdn_names` of keithrozario/sanctions-checker.

DERIVED, not official: that project reads OFAC's SDN_ADVANCED.XML and keeps the names alone. What an entry is (person,
firm, ship), its script, its programmes and the mark of a weak name are lost, so every entry is a `Thing` and no name is
weak here; nothing but being listed and being named follows from it. The file states no day.
Format: `{"entity_id": 36, "names": [{"full_name": "...", "is_primary": true, "type_id": "1403"}]}`; `type_id` is OFAC's
AliasType (1400 A.K.A., 1401 F.K.A., 1402 N.K.A., 1403 Name). Names are joined `LAST First`, without the comma of OFAC's
own files.
Units: lines. Entity ids: `ofac-<entity_id>`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import msgspec

from countermark.model.errors import FormatError
from countermark.sources.lists.base import ListEntry, ListFile, ListReport, Stream
from countermark.sources.lists.ofac_facts import alias_property, entity_id, listed

VIA: Final = "keithrozario/sanctions-checker"
TYPES: Final = {"1400": "aka", "1401": "fka", "1402": "nka", "1403": "name"}
HINT: Final = "fetch the file again, or add it with --recover to keep the lines that can be read"

_LINE = re.compile(rb'\s*\{"entity_id":\s*\d+,\s*"names":\s*\[\s*(?:\]|\{"full_name":)')


class _Name(msgspec.Struct, forbid_unknown_fields=True):
    full_name: str
    is_primary: bool
    type_id: str


class _Line(msgspec.Struct, forbid_unknown_fields=True):
    entity_id: int
    names: list[_Name]


class OfacNamesParser:
    """Reads the derived names of the SDN list."""

    version: str = "1"
    kind: str = "us_ofac_sdn_names"
    streams: tuple[Stream, ...] = (Stream("us_ofac_sdn", "names", via=VIA),)

    def __init__(self) -> None:
        """Make a decoder once."""
        self._decode = msgspec.json.Decoder(_Line).decode

    def recognises(self, file: ListFile) -> bool:
        """Tell by the first line: no other file begins like it."""
        return _LINE.match(file.head) is not None

    def parse(self, file: ListFile, report: ListReport, *, recover: bool = False) -> Iterator[ListEntry]:
        """Give the entries of the file, a line each.

        Raises:
            FormatError: a line that is torn, no JSON or of another shape, and `recover` is not set; no lines.
        """
        report.decisions["encoding"] = "utf-8 (JSON)"
        report.decisions["derived"] = f"from SDN_ADVANCED.XML by {VIA}: kinds, scripts and weak names are lost"
        with file.path.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                if not line.strip():
                    continue
                report.read += 1
                place = f"line {number}"
                try:
                    entry = self._entry(line, number, place, report)
                except (msgspec.MsgspecError, UnicodeDecodeError) as error:
                    if not recover:
                        raise FormatError(
                            f"torn or malformed: {error}", where=f"{file.name}, {place}", hint=HINT
                        ) from None
                    report.quarantined += 1
                    report.partial = report.partial or f"{place}: {error}"
                    report.issue(number, place, raw=line.decode("utf-8", "replace"), reason=str(error), code="json")
                    continue
                report.stored += 1
                yield entry
        if not report.read and not recover:
            raise FormatError("no entries", where=file.name, hint=HINT)

    def _entry(self, line: bytes, number: int, place: str, report: ListReport) -> ListEntry:
        read = self._decode(line)
        uid = str(read.entity_id)
        party = listed(entity_id(uid), "Thing", uid)
        for name in sorted(read.names, key=lambda name: not name.is_primary):
            kind = TYPES.get(name.type_id)
            if kind is None:
                report.issue(number, place, raw=name.type_id, reason="a type of name nobody knows", code="kind")
            prop = "name" if name.is_primary else alias_property(kind or "aka")
            party.add(prop, name.full_name, original=f"{kind or name.type_id} {name.full_name}")
        if not read.names:
            report.issue(number, place, raw=uid, reason="an entry without a name", code="name")
        return ListEntry(self.streams[0], uid, number, place, party.said, party.id)


PARSERS: Final = (OfacNamesParser(),)
