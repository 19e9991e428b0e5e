"""OpenSanctions exports: FollowTheMoney JSON lines, nested targets, statements as CSV or packed, the simplified CSV.

Formats: https://www.opensanctions.org/docs/bulk/ (JSON, simplified CSV, statements). Data: CC BY-NC 4.0; business use
by licence of OpenSanctions. The files hold statements already, so entity ids, schemata, properties, languages and
original values stay as they are.

1. Every entity is an entry of its own (`source_id` = its id), also sanctions, addresses and edges, which name others by
   id. Entities nested in others are taken out; the property by which they hang on the other is said of them.
2. The list is the dataset. Statements name theirs. A JSON line or a row names all datasets that have the entity, and
   not which says what: of one dataset the values are that dataset's; of several, the values go to the list
   `opensanctions` (never whole) and each dataset only gets that it has the entity.
3. An export is whole only where somebody says so: its `index.json` beside it, with the file's name and SHA-1, or
   `dataset`, which the user names; and the simplified CSV of a single dataset. A size or SHA-1 other than the index
   states is an error.
4. A dataset of the simplified CSV is a title; with an index of that title it gets the index's name, else its words
   joined by underscores.
5. Days (`first_seen`, `last_seen`, `last_change`) have no place in an entry; their least and greatest are in the
   decisions. Ids merged into an entity (`referents`) are notes where the schema has notes. Captions are derived, and
   not kept.

Units: lines, rows of the simplified CSV, and runs of statements about one entity. Not verified on a real file:
statement CSV, and lines that hold statements.
"""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import msgspec

from countermark.model.errors import EncodingError, FormatError
from countermark.model.ontology import BASE, is_known, ontology
from countermark.reference.countries import name_key
from countermark.sources.lists.base import ListEntry, ListFile, ListReport, Said, Stream
from countermark.sources.lists.bounded import bounded_lines
from countermark.sources.lists.opensanctions_forms import Reader, Spoken, Unit
from countermark.sources.lists.opensanctions_simple import SIMPLE, read_simple

VIA: Final = "opensanctions"
MERGED: Final = "opensanctions"
PARTS: Final = {
    "entities": "entities",
    "nested": "targets",
    "statements": "statements",
    "pack": "statements",
    "simple": "simple",
}
NOT_VERIFIED: Final = "not verified on a real file"
_AGAIN: Final = "fetch the file again, or add it with --recover to keep what can be read"
_INDEX: Final = "index.json"


class OpenSanctionsParser:
    """Reads any of the forms, telling them apart by the first line."""

    version: str = "1"
    kind: str = "opensanctions"
    streams: tuple[Stream, ...] = tuple(
        Stream(MERGED, part, VIA, whole=False) for part in dict.fromkeys(PARTS.values())
    )

    def __init__(self, dataset: str | None = None) -> None:
        """`dataset` is the one a whole export is of, where the user says so."""
        self.dataset = dataset

    def recognises(self, file: ListFile) -> bool:
        """Tell by the first line."""
        form = form_of(file.head)
        return form is not None and (form != "entities" or b'"datasets"' in file.head)

    def parse(self, file: ListFile, report: ListReport, *, recover: bool = False) -> Iterator[ListEntry]:
        """Give the entries; several for an entity of several datasets.

        Raises:
            FormatError: no form of export, a torn line or row, or another size or hash than the index beside it states.
        """
        form = form_of(file.head)
        if form is None:
            raise FormatError(
                "no OpenSanctions export",
                where=file.name,
                hint="JSON lines, statement CSV or pack, or targets.simple.csv",
            )
        report.decisions["form"] = form
        report.decisions["verified"] = NOT_VERIFIED if form == "statements" else "on a real file"
        export = _Export(file, report, form, dataset=self.dataset, recover=recover)
        yield from export.entries()


def form_of(head: bytes) -> str | None:
    """Name the form of an export by its beginning, or None."""
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    line = text.split(b"\n", 1)[0]
    if line.startswith(b"{"):
        if not (b'"id"' in line and b'"schema"' in line and (b'"properties"' in line or b'"statements"' in line)):
            return None
        return "nested" if _is_nested(text) else "entities"
    try:
        cells = next(csv.reader([line.decode("utf-8").strip()], dialect=csv.unix_dialect), [])
    except (UnicodeDecodeError, csv.Error):
        return None
    names = set(cells)
    if names >= SIMPLE:
        return "simple"
    if names >= {"canonical_id", "entity_id", "prop", "schema", "value", "dataset"}:
        return "statements"
    if len(cells) in {10, 11} and cells[1].partition(":")[0] in ontology().schemata and cells[7] in {"t", "f"}:
        return "pack"
    return None


def _is_nested(head: bytes) -> bool:
    """Tell whether one of the first entities has another in a property."""
    plain = head.replace(b": [{", b":[{").replace(b'"statements":[{', b"")
    return b':[{"id":' in plain


class _Export:
    """One file being read."""

    def __init__(self, file: ListFile, report: ListReport, form: str, *, dataset: str | None, recover: bool) -> None:
        self._file, self._report, self._form, self._recover = file, report, form, recover
        self._part = PARTS[form]
        self._index = _index_beside(file)
        self._whole: str | None = dataset
        self._dataset = dataset
        if dataset:
            report.decisions["whole"] = f"{dataset}, as the user says"
        self._seen: list[list[str]] = [[], [], []]
        self._entries: Counter[str] = Counter()
        self._targets = self._referents = self._noteless = 0

    def entries(self) -> Iterator[ListEntry]:
        self._check_index()
        if self._form == "simple":
            self._single_dataset()
        number = 0
        for unit in self._units():
            number += 1
            self._report.read += 1
            if unit.wrong:
                self._set_aside(unit, number)
                continue
            self._report.stored += 1
            self._targets += unit.spoken[0].target
            for spoken in unit.spoken:
                yield from self._spoken(spoken, number, unit.place)
        if not self._report.stored:
            raise FormatError("no entities", where=self._file.name, hint=_AGAIN)
        self._decide()

    def _units(self) -> Iterator[Unit]:
        reader = Reader(self._report)
        with self._file.path.open("rb") as file:
            try:
                if self._form == "statements":
                    yield from reader.statements(file, self._file.name)
                elif self._form == "pack":
                    yield from reader.pack(file)
                elif self._form == "simple":
                    yield from read_simple(file, self._report)
                else:
                    yield from reader.lines(file)
            except UnicodeDecodeError as error:
                raise EncodingError(f"not UTF-8: {error.reason}", where=self._file.name, hint=_AGAIN) from None
            except FormatError as error:
                if not self._recover or not self._report.stored:
                    where = (
                        error.where if error.where.startswith(self._file.name) else f"{self._file.name}, {error.where}"
                    )
                    raise FormatError(error.detail, where=where, hint=error.hint) from None
                yield Unit(error.where, [], error.detail)

    def _spoken(self, spoken: Spoken, number: int, place: str) -> Iterator[ListEntry]:
        for held, day in zip(self._seen, spoken.seen, strict=True):
            if day:
                held[:] = [min(day, held[0]), max(day, held[1])] if held else [day, day]
        datasets = tuple(self._name(dataset) for dataset in spoken.datasets) or (
            (self._dataset,) if self._dataset else ()
        )
        if not datasets:
            raise FormatError(
                "an entity of no dataset", where=f"{self._file.name}, {place}", hint="name the dataset with --dataset"
            )
        base = Said(spoken.id, spoken.schema, BASE, spoken.id)
        said: dict[str, list[Said]] = {dataset: [base] for dataset in datasets}
        fallback = datasets[0] if len(datasets) == 1 else MERGED
        for dataset, value in spoken.values:
            said.setdefault(self._name(dataset) if dataset else fallback, [base]).append(value)
        if notes := self._merged_ids(spoken):
            said.setdefault(fallback, [base]).extend(notes)
        for dataset, values in said.items():
            self._entries[dataset] += 1
            stream = Stream(dataset, self._part, VIA, whole=dataset == self._whole)
            yield ListEntry(stream, spoken.id, number, place, values, spoken.id)

    def _merged_ids(self, spoken: Spoken) -> list[Said]:
        """Keep the ids that OpenSanctions merged into this one, where the schema has room for a note."""
        self._referents += len(spoken.referents)
        if not is_known(spoken.schema, "notes"):
            self._noteless += len(spoken.referents)
            return []
        return [Said(spoken.id, spoken.schema, "notes", f"referent: {other}") for other in spoken.referents]

    def _name(self, dataset: str) -> str:
        """Name a dataset; the simplified CSV gives its title."""
        if self._form != "simple":
            return dataset
        if self._dataset and dataset == self._title:
            return self._dataset
        if self._index and self._index.get("title") == dataset:
            return str(self._index.get("name") or dataset)
        return name_key(dataset).replace(" ", "_") or dataset

    _title: str | None = None

    def _single_dataset(self) -> None:
        """See whether all rows are of one dataset: then the file is all of it."""
        titles: set[str] = set()
        with self._file.path.open(encoding="utf-8-sig", newline="") as text:
            try:
                reader = csv.DictReader(bounded_lines(text), dialect=csv.unix_dialect)
                for row in reader:
                    titles.add(row.get("dataset") or "")
                    if len(titles) > 1:
                        return
            except (csv.Error, UnicodeDecodeError):
                return
        title = next(iter(titles), "")
        if title and ";" not in title:
            self._title = title
            self._whole = self._name(title)
            self._report.decisions["whole"] = f"{self._whole}: every row is of {title}"

    def _check_index(self) -> None:
        index = self._index
        if index is None:
            return
        resource = next(
            (
                one
                for one in index.get("resources", ())
                if isinstance(one, dict) and one.get("name") == self._file.path.name
            ),
            None,
        )
        if resource is None:
            return
        checksum, size = resource.get("checksum"), resource.get("size")
        found = _sha1(self._file.path) if checksum else None
        if (checksum and found != checksum) or (size is not None and size != self._file.path.stat().st_size):
            what = f"another file than the {_INDEX} beside it states (SHA-1 {checksum}, {size} bytes)"
            if not self._recover:
                raise FormatError(what, where=self._file.name, hint=_AGAIN)
            self._report.partial = what
            return
        self._whole = self._whole or str(index.get("name") or "") or None
        self._report.decisions["whole"] = f"{self._whole}: name, size and SHA-1 are those in {_INDEX}"
        published = index.get("last_export") or index.get("updated_at")
        if isinstance(published, str) and len(published) == 19:
            self._report.published = f"{published}Z"

    def _set_aside(self, unit: Unit, number: int) -> None:
        where = f"{self._file.name}, {unit.place}"
        if not self._recover:
            raise FormatError(unit.wrong, where=where, hint=_AGAIN)
        self._report.quarantined += 1
        self._report.partial = self._report.partial or f"{unit.place}: {unit.wrong}"
        self._report.issue(number, unit.place, raw=unit.raw, reason=unit.wrong, code="no entity")

    def _decide(self) -> None:
        decisions = self._report.decisions
        for name, held in zip(("first seen", "last seen", "last change"), self._seen, strict=True):
            if held:
                decisions[name] = f"{held[0]} to {held[1]}"
        decisions["entries"] = ", ".join(f"{name} {count}" for name, count in sorted(self._entries.items()))
        decisions["targets"] = str(self._targets)
        if self._referents:
            decisions["merged ids"] = (
                f"{self._referents} (referents), {self._noteless} of them on entities without notes, left out"
            )


def _index_beside(file: ListFile) -> dict[str, Any] | None:
    path = file.path.with_name(_INDEX)
    if not path.is_file() or path == file.path:
        return None
    try:
        index = msgspec.json.decode(path.read_bytes())
    except (msgspec.DecodeError, OSError, UnicodeDecodeError):
        return None
    return index if isinstance(index, dict) else None


def _sha1(path: Path) -> str:
    digest = hashlib.sha1(usedforsecurity=False)
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


PARSERS: Final = (OpenSanctionsParser(),)
