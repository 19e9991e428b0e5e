"""The remarks of OFAC's lists: pieces between semicolons, each with its label, into values.

Remarks in the CSV files are cut after 1,000 characters and go on in the comments file: a text that does not end with a
full stop was cut, and its last piece is kept as a note and read as nothing else. Those of the XML files are never cut.
"""

from __future__ import annotations

import re

from countermark.sources.lists.base import Party
from countermark.sources.lists.ofac_facts import read_piece

# The full stop that ends the remarks is also that of a name which ends with one.
_ABBREVIATED = re.compile(
    r"Linked To:.*\b(?:LTD|CO|INC|CORP|PTE|PVT|L\.L\.C|S\.A|B\.V|N\.V|S\.P\.A|A\.S)\.", re.IGNORECASE
)


def read_remarks(party: Party, remarks: str, *, goes_on: bool = False, whole: bool = False) -> None:
    """Say what the remarks of an entry hold.

    goes_on: the text continues one that was cut, so its first piece is the end of another.
    whole: the format does not cut remarks, and need not end them with a full stop.
    """
    text = remarks.strip()
    cut = not whole and not text.endswith(".")
    if not _ABBREVIATED.fullmatch(text.rpartition(";")[2].strip()):
        text = text.removesuffix(".")
    pieces = [bare for piece in text.split(";") if (bare := _bare(piece))]
    for index, piece in enumerate(pieces):
        if (cut and index == len(pieces) - 1) or (goes_on and index == 0):
            party.note("cut off", piece)
        else:
            read_piece(party, piece)


def _bare(piece: str) -> str:
    """Take the brackets off `(Linked To: NAME)`, one of which may stand in another piece."""
    piece = piece.strip()
    if piece.startswith("(Linked To"):
        piece = piece[1:]
    if piece.startswith("Linked To") and piece.count(")") > piece.count("("):
        piece = piece.removesuffix(".").removesuffix(")")
    return piece
