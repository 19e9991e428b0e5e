"""Reports: articles, statements, letters. From bytes to an immutable text and what the file says about itself."""

from countermark.sources.reports.base import Block, ReportText
from countermark.sources.reports.opening import open_report

__all__ = ["Block", "ReportText", "open_report"]
