"""The folder of evidence: originals, segments, a sealed chain of entries, and the engine that reads them."""

from countermark.ledger.engine import Engine
from countermark.ledger.list_projection import Projection, open_projection
from countermark.ledger.originals import Original, Originals
from countermark.ledger.read_only import read_view
from countermark.ledger.seal import DerivedInput, Entry, OriginalRecord, Segment
from countermark.ledger.segment import write_segment
from countermark.ledger.store import Ledger
from countermark.ledger.verify import Problem, VerifyReport, verify
from countermark.ledger.view import View

__all__ = [
    "DerivedInput",
    "Engine",
    "Entry",
    "Ledger",
    "Original",
    "OriginalRecord",
    "Originals",
    "Problem",
    "Projection",
    "Segment",
    "VerifyReport",
    "View",
    "open_projection",
    "read_view",
    "verify",
    "write_segment",
]
