"""Reading one marking. Pure: no file, no clock, no other part of the board."""

from countermark.marking.reader import read
from countermark.marking.types import Marking, Part, Reading, Rejected

__all__ = ["Marking", "Part", "Reading", "Rejected", "read"]
