"""Reading an opened report: the reader, with what the file says about itself."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from countermark.reading import Names, Reading
from countermark.reading.pieces import read_any as read
from countermark.sources.reports.base import GIVEN, Found, ReportText


@dataclass(frozen=True, slots=True)
class Said:
    """What is taken for the report's day and outlet, and where each was found; empty where nobody says it."""

    published: Found
    outlet: Found


def said_of(report: ReportText, *, published: str | None, outlet: str | None) -> Said:
    """Take what was given; else what the file says."""
    return Said(
        Found(published, GIVEN) if published else report.about.published,
        Found(outlet, GIVEN) if outlet else report.about.outlet,
    )


def read_report(
    text: str, *, names: Names | None, published: str | None, outlet: str | None, translated_from: str | None
) -> Reading:
    """Read a report's text.

    In a translated report words in quotation marks may be a back-translation: every direct or mixed claim is marked,
    and the reading warns.
    """
    reading = read(text, names=names, published=published or None, outlet=outlet or None)
    if not translated_from:
        return reading
    known = "" if translated_from == "unknown" else f" from {translated_from}"
    warning = f"a translation{known}: words in quotation marks may be back-translated and differ from what was said"
    claims = tuple(
        claim if claim.form == "indirect" else msgspec.structs.replace(claim, translated=True)
        for claim in reading.claims
    )
    return msgspec.structs.replace(reading, claims=claims, warnings=(warning, *reading.warnings))
