"""The names a report is read with: those of the ledger's lists and of the reference tables."""

from __future__ import annotations

from countermark.intake.reports import ReportRequest
from countermark.ledger import Engine, View
from countermark.reading import Names
from countermark.tables.report_names import report_names as names_of


def report_names(view: View | None) -> tuple[Names, str]:
    """Give the names, and a key that says which they are; without a ledger those of the reference tables alone."""
    return names_of(view, Engine)


def report_request(
    view: View, *, outlet: str | None = None, source_url: str | None = None, published: str | None = None
) -> ReportRequest:
    """Say how reports are added: with the names that the ledger holds."""
    names, key = report_names(view)
    return ReportRequest(outlet=outlet, source_url=source_url, published=published, names=names, names_key=key)
