"""A report with its reading, as the edges show it: from a file beside the ledger, or from the ledger.

A report of the ledger is shown with its sealed claims and links; mentions, events and dates are read from its text by
this version, and what the sealed claims differ from is said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from countermark.intake.report_reading import read_report, said_of
from countermark.intake.report_statements import claim_ids
from countermark.intake.reports_held import Places, text_blocks
from countermark.ledger import Engine, View
from countermark.model.canonical import sha256_file
from countermark.reading import Names, Reading
from countermark.sources.reports import ReportText
from countermark.tables.reports import Judgement, Report, SaidReport, open_reports


class AboutReport(SaidReport, frozen=True):
    """What a report says of itself, as the edges show it. `stored` tells whether the ledger holds it."""

    stored: bool
    decisions: Mapping[str, str] = {}
    warnings: tuple[str, ...] = ()


class ReadReport(msgspec.Struct, frozen=True):
    """A report and its reading; `ids` gives each claim's id in the ledger by its id in the reading."""

    about: AboutReport
    reading: Reading
    ids: Mapping[str, str]
    place: Callable[[int], str]
    judgements: Mapping[str, Judgement] = {}


def from_file(
    path: Path,
    opened: ReportText,
    *,
    names: Names | None,
    published: str | None,
    outlet: str | None,
    source_url: str | None,
) -> ReadReport:
    """Read a report from a file, beside any ledger."""
    said = said_of(opened, published=published, outlet=outlet)
    file = opened.about
    digest = sha256_file(path)
    about = AboutReport(
        id=digest,
        name=opened.name,
        title=file.title.value,
        byline=file.byline.value,
        outlet=said.outlet.value,
        outlet_basis=said.outlet.basis,
        published=said.published.value,
        published_basis=said.published.basis,
        language=file.language.value,
        translated_from=file.translated_from.value,
        translated_basis=file.translated_from.basis,
        source_url=source_url or file.source_url.value,
        format=opened.format,
        text_sha256=opened.text_sha256,
        stored=False,
        decisions=opened.decisions,
        warnings=opened.warnings,
    )
    reading = read_report(
        opened.text,
        names=names,
        published=about.published or None,
        outlet=about.outlet or None,
        translated_from=about.translated_from or None,
    )
    return ReadReport(about, reading, claim_ids(reading, digest), opened.place)


def from_ledger(view: View, engine: Engine, name: str, names: Names | None = None) -> ReadReport:
    """Give a report of the ledger with its sealed claims.

    Raises:
        UnknownEntity: no such report.
        IntegrityError: its text or a span is not what was sealed.
    """
    reports = open_reports(view, engine)
    report = reports.report(name)
    now = reports.reading(report.id, names)
    claims = reports.claims(report.id)
    warnings = list(now.warnings)
    if report.reader is None:
        warnings.append("its claims are not sealed yet: read --again seals them")
    elif report.stale:
        warnings.append(f"its claims were read by version {report.reader}: read --again reads them anew")
    ids = {stored.claim.id: stored.id for stored in claims}
    if report.reader is None:
        ids = claim_ids(now, report.id)
    elif {stored.id for stored in claims} == set(claim_ids(now, report.id).values()):
        now = msgspec.structs.replace(now, claims=tuple(stored.claim for stored in claims))
    else:
        # Events and links of this version speak of claims by their new ids, so the sealed ones stand alone.
        now = msgspec.structs.replace(now, claims=tuple(stored.claim for stored in claims), links=(), events=())
        warnings.append("sealed claims differ from what is read now: events and links are left out until read --again")
    about = _about(report)
    places = Places(text_blocks(view, engine, report.id)).place
    judgements = {one.claim: one for one in reports.judgements(report.id)}
    if lost := reports.unmatched(report.id):
        warnings.append(f"{len(lost)} judgements are about claims that the newest reading does not have")
    return ReadReport(about, msgspec.structs.replace(now, warnings=tuple(warnings)), ids, places, judgements)


def _about(report: Report) -> AboutReport:
    return AboutReport(**{field: getattr(report, field) for field in SaidReport.__struct_fields__}, stored=True)
