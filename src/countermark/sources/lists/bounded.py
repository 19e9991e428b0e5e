"""Lines of a CSV list, bounded in length, so that a file without line ends does not fill the memory."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import partial
from typing import Final, TextIO

MAX_LINE: Final = 1 << 24  # characters; the longest rows known have some hundred thousand


def bounded_lines(text: TextIO) -> Iterator[str]:
    """Give the lines with their ends, for `csv.reader`, whose errors every reader of lists words.

    Raises:
        csv.Error: a line longer than any list has.
    """
    for line in iter(partial(text.readline, MAX_LINE), ""):
        if len(line) >= MAX_LINE and not line.endswith(("\n", "\r")):
            raise csv.Error(f"a line of more than {MAX_LINE:,} characters")
        yield line
