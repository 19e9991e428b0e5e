"""Reports of the ledger, read back: what each says of itself, its text, its claims, and what people judged of them.

1. Claims are the sealed ones of the newest derivation; an older one stays in the ledger and can be asked for.
2. Every claim is checked against the text: its spans must hold the words that were sealed.
3. A judgement is about a claim's id. It stays when a newer reader finds the same claim; where it finds another one,
   the judgement stands among `unmatched`, and nothing is carried over by machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import msgspec

from countermark.intake.report_reading import read_report
from countermark.intake.reports_held import (
    Places,
    derived_of,
    report_batch,
    report_rows,
    report_text,
    said_of_derived,
    text_blocks,
)
from countermark.ledger import Engine, Entry, View
from countermark.ledger.segment import SUFFIX
from countermark.model.errors import IntegrityError, UnknownEntity
from countermark.reading import Claim, Link, Names, Reading, Span
from countermark.reading.types import Cue, Form, Hedge, Speaker
from countermark.reading.version import reader_version

_SHORTEST = 6  # characters of an id that can stand for it


class SaidReport(msgspec.Struct, frozen=True):
    """What a report says of itself. `id` is the SHA-256 of its original."""

    id: str
    name: str
    title: str
    byline: str
    outlet: str
    outlet_basis: str
    published: str
    published_basis: str
    language: str
    translated_from: str
    translated_basis: str
    source_url: str
    format: str
    text_sha256: str


class Report(SaidReport, frozen=True):
    """A report held: what it says of itself, and by whom it was read.

    `published` and `outlet` are what was said when it was read last. `reader` is the version of the newest derivation,
    None where there is none; `stale` tells that this version reads otherwise.
    """

    characters: int
    recorded_at: str
    batch: int
    reader: str | None
    stale: bool


class Judgement(msgspec.Struct, frozen=True):
    """What a person decided on a claim: promoted or rejected, who, why, when, and the seal of the entry."""

    claim: str
    decision: str
    by: str
    why: str
    recorded_at: str
    seal: str


class StoredClaim(msgspec.Struct, frozen=True):
    """A sealed claim of a report: its id in the ledger, the claim as read, its place, and the standing judgement."""

    id: str
    report: str
    claim: Claim
    place: str
    producer: str
    statement: str
    judgement: Judgement | None = None


def open_reports(view: View, engine: Engine) -> Reports:
    """Open the reports of a view."""
    return Reports(view, engine)


class Reports:
    """The reports of a view, read with an engine."""

    def __init__(self, view: View, engine: Engine) -> None:
        """Read from a view."""
        self.view = view
        self._engine = engine
        self._texts: dict[str, str] = {}

    @cached_property
    def _held(self) -> dict[str, Report]:
        return {row["original"]: self._report(row) for row in report_rows(self.view, self._engine)}

    def reports(self) -> list[Report]:
        """List the reports in view, in the order they were added."""
        return list(self._held.values())

    def report(self, name: str) -> Report:
        """Give a report by its id, the start of it, or the name of its file.

        Raises:
            UnknownEntity: none, or several.
        """
        if name in self._held:
            return self._held[name]
        wanted = name.removeprefix("report-")
        found = [
            report
            for report in self._held.values()
            if report.name == name or (len(wanted) >= _SHORTEST and report.id.startswith(wanted))
        ]
        if len(found) != 1:
            what = "several reports" if found else "no report"
            raise UnknownEntity(f"{what} {name!r} in this ledger", hint="countermark batches lists the files held")
        return found[0]

    def text(self, name: str) -> str:
        """Give the text of a report, checked against its hash.

        Raises:
            UnknownEntity: no such report.
            IntegrityError: not the text that was sealed.
        """
        original = self.report(name).id
        if original not in self._texts:
            self._texts[original] = report_text(self.view, self._engine, original)
        return self._texts[original]

    def place(self, name: str, offset: int) -> str:
        """Name the place of a code point of a report's text in its original."""
        return Places(text_blocks(self.view, self._engine, self.report(name).id)).place(offset)

    def reading(self, name: str, names: Names | None = None) -> Reading:
        """Read a report again with the reader of this version; nothing is stored."""
        report = self.report(name)
        return read_report(
            self.text(report.id),
            names=names,
            published=report.published or None,
            outlet=report.outlet or None,
            translated_from=report.translated_from or None,
        )

    def claims(self, name: str, *, derivation: Entry | None = None) -> list[StoredClaim]:
        """Give the sealed claims of a report in the order of the text, with the judgements that stand.

        Args:
            name: the report, as `report` takes it.
            derivation: the derivation to read; the newest where None.

        Raises:
            UnknownEntity: no such report.
            IntegrityError: a span that does not hold its words.
        """
        report = self.report(name)
        entry = derivation or self._newest(report.id)
        if entry is None:
            return []
        judged = self._judged
        claims = [
            _stored(entity, values, report.id, self.text(report.id), judged.get(entity))
            for entity, values in self._entities(entry, report.id, "Claim")
        ]
        local = {stored.id: stored.claim.id for stored in claims}
        found = [
            msgspec.structs.replace(
                stored, claim=msgspec.structs.replace(stored.claim, parent=local.get(stored.claim.parent or ""))
            )
            for stored in claims
        ]
        return sorted(found, key=lambda stored: (_start(stored.claim), stored.id))

    def links(self, name: str) -> list[Link]:
        """Give the sealed links between the claims of a report; ends are the claims' ids in the ledger."""
        report = self.report(name)
        entry = self._newest(report.id)
        if entry is None:
            return []
        found = [
            Link(_one(values, "linkType"), _one(values, "source"), _one(values, "target"), _one(values, "basis"))
            for _, values in self._entities(entry, report.id, "ClaimLink")
        ]
        return sorted(found, key=lambda link: (link.source, link.target, link.type))

    def claim(self, claim_id: str) -> StoredClaim:
        """Find a claim of any report by its id, or the start of it.

        Raises:
            UnknownEntity: none, or several.
        """
        wanted = claim_id if claim_id.startswith("claim-") else f"claim-{claim_id}"
        head = wanted.removeprefix("claim-").partition("-")[0]
        found = [
            stored
            for report in self.reports()
            if report.id.startswith(head[:12]) or head.startswith(report.id[:12])
            for stored in self.claims(report.id)
            if stored.id == wanted or (len(head) >= _SHORTEST and stored.id.startswith(wanted))
        ]
        exact = [stored for stored in found if stored.id == wanted]
        if len(exact or found) != 1:
            what = "several claims" if found else "no claim"
            raise UnknownEntity(f"{what} {claim_id!r} in this ledger", hint="countermark read REPORT shows their ids")
        return (exact or found)[0]

    def judgements(self, name: str) -> list[Judgement]:
        """Give the standing judgements on claims of a report."""
        report = self.report(name)
        return [one for claim, one in self._judged.items() if claim.startswith(f"claim-{report.id[:12]}-")]

    def unmatched(self, name: str) -> list[Judgement]:
        """Give the standing judgements on claims that the newest derivation does not have."""
        there = {stored.id for stored in self.claims(name)}
        return [one for one in self.judgements(name) if one.claim not in there]

    def derivations(self, name: str) -> list[Entry]:
        """Give the derivations of a report, oldest first."""
        return derived_of(self.view, self.report(name).id)

    def statements(self, name: str, *, schema: str | None = None) -> Iterator[dict[str, Any]]:
        """Give the sealed statements of a report's newest derivation, entity by entity."""
        report = self.report(name)
        entry = self._newest(report.id)
        if entry is not None:
            yield from self._statements(entry, report.id, schema)

    @cached_property
    def _judged(self) -> dict[str, Judgement]:
        newest: dict[str, dict[str, Any]] = {}
        for judgement in self.view.judgements:
            if judgement.get("about") == "claim":
                newest[judgement["claim"]] = judgement
        return {
            claim: Judgement(claim, said["decision"], said["by"], said["why"], said["recorded_at"], said["seal"])
            for claim, said in newest.items()
            if said["decision"] != "withdraw"
        }

    def _newest(self, original: str) -> Entry | None:
        entries = derived_of(self.view, original)
        return entries[-1] if entries else None

    def _report(self, row: dict[str, Any]) -> Report:
        original = row["original"]
        batch = report_batch(self.view, original)
        name = next(item["name"] for item in batch.body["originals"] if item["sha256"] == original)
        entry = self._newest(original)
        said = said_of_derived(entry, original) if entry else {}
        outlet = said.get("outlet", row["outlet"]) or ""
        told = {**row, **{key: value for key, value in said.items() if key in row}}
        plain = ("title", "byline", "published", "published_basis", "language", "translated_from", "translated_basis")
        return Report(
            id=original,
            name=name,
            outlet=outlet,
            outlet_basis=(row["outlet_basis"] if outlet == row["outlet"] else "given") or "",
            source_url=row["source_url"] or "",
            format=row["format"],
            characters=row["characters"],
            text_sha256=row["text_sha256"],
            recorded_at=batch.recorded_at,
            batch=batch.seq,
            reader=entry.body["version"] if entry else None,
            stale=entry is None or entry.body["version"] != reader_version(),
            **{key: told[key] or "" for key in plain},
        )

    def _statements(self, entry: Entry, original: str, schema: str | None) -> Iterator[dict[str, Any]]:
        paths = [self.view.folder / "segments" / f"{part['sha256']}{SUFFIX}" for part in entry.body["segments"]]
        for path in paths:
            source = "'" + str(path).replace("'", "''") + "'"
            only = "AND schema = ?" if schema else ""
            yield from self._engine.rows(
                f"SELECT * FROM read_parquet({source}, hive_partitioning=false) WHERE original = ? {only} ORDER BY row",
                [original, *([schema] if schema else [])],
            )

    def _entities(self, entry: Entry, original: str, schema: str) -> Iterator[tuple[str, dict[str, list[str]]]]:
        found: dict[str, dict[str, list[str]]] = {}
        for row in self._statements(entry, original, schema):
            values = found.setdefault(
                row["entity"], {"statement": [f"{original}:{row['row']}"], "at": [row["place"] or ""]}
            )
            if row["prop"] != "id":
                values.setdefault(row["prop"], []).append(row["value"])
        yield from found.items()


def _one(values: dict[str, list[str]], prop: str) -> str:
    return next(iter(values.get(prop, [])), "")


def _start(claim: Claim) -> int:
    spans = [*claim.content, *([claim.speaker.span] if claim.speaker.span else [])]
    return min((span.start for span in spans), default=0)


def _stored(
    entity: str, values: dict[str, list[str]], report: str, text: str, judgement: Judgement | None
) -> StoredClaim:
    return StoredClaim(
        id=entity,
        report=report,
        claim=_claim(entity, values, text),
        place=_one(values, "at"),
        producer=_one(values, "producer"),
        statement=_one(values, "statement"),
        judgement=judgement,
    )


def _claim(entity: str, values: dict[str, list[str]], text: str) -> Claim:
    """Put a claim together from its statements, checking every span against its words."""
    parts: dict[str, list[dict[str, Any]]] = {}
    for selector in map(msgspec.json.decode, values.get("selector", [])):
        parts.setdefault(selector["role"], []).append(selector)
    for listed in parts.values():
        listed.sort(key=lambda part: part.get("at", 0))

    def span(part: dict[str, Any]) -> Span | None:
        if not part["selector"]:
            return None
        position, quote = part["selector"]
        found = Span(position["start"], position["end"])
        if found.of(text) != quote["exact"]:
            raise IntegrityError(
                "a span of a claim does not hold its words", where=entity, hint="run countermark verify"
            )
        return found

    def speaker(part: dict[str, Any]) -> Speaker:
        return Speaker(span(part), part["entity"], part["caption"], part["how"], tuple(part["candidates"]))

    cue = next(iter(parts.get("cue", [])), None)
    cue_span = span(cue) if cue else None
    addressee = next(iter(parts.get("addressee", [])), None)
    hedges = [(span(part), part["kind"]) for part in parts.get("hedge", [])]
    precision = _one(values, "measuredPrecision")
    measured_on = _one(values, "measuredOn")
    return Claim(
        id=_one(values, "recordId"),
        speaker=speaker(parts["speaker"][0]),
        cue=Cue(cue_span, _one(values, "cueLemma")) if cue_span else None,
        content=tuple(piece for part in parts.get("content", []) if (piece := span(part))),
        form=msgspec.convert(_one(values, "form"), Form),
        rule=_one(values, "rule"),
        stance=_one(values, "stance"),
        polarity="-" if _one(values, "polarity") == "-" else "+",
        hedges=tuple(Hedge(at, kind) for at, kind in hedges if at),
        addressee=speaker(addressee) if addressee else None,
        via=tuple(speaker(part) for part in parts.get("via", [])),
        parent=_one(values, "parent") or None,
        factive=_one(values, "factive") == "true",
        standing=_one(values, "standing") == "true",
        translated=_one(values, "translated") == "true",
        precision=float(precision) if precision else None,
        precision_n=int(measured_on) if measured_on else None,
    )
