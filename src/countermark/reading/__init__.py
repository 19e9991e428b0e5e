"""Reading a report: who said what of whom, in which words, where it stands in the text. Pure; never sees a ledger."""

from countermark.reading.pipeline import read
from countermark.reading.types import Claim, Event, Link, Mention, Names, Reading, Span

__all__ = ["Claim", "Event", "Link", "Mention", "Names", "Reading", "Span", "read"]
