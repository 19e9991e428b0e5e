"""Physical lines of a text file, bounded in length, with what no table holds refused by line."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from countermark.model.errors import EncodingError, FormatError
from countermark.sources.encoding import Encoding
from countermark.sources.packed import open_bytes

MAX_LINE = 1 << 20  # characters; the longest markings known have some thousands


def lines(path: Path, encoding: Encoding) -> Iterator[str]:
    r"""Give the lines of a file with their ends (`\n`, `\r\n`, `\r`).

    Raises:
        FormatError: a line of more than MAX_LINE characters, or a NUL.
        EncodingError: bytes that break the encoding.
    """
    number = 0
    with io.TextIOWrapper(open_bytes(path), encoding=encoding.codec, newline="") as text:
        try:
            for line in iter(partial(text.readline, MAX_LINE), ""):
                number += 1
                if len(line) >= MAX_LINE and not line.endswith(("\n", "\r")):
                    raise FormatError(
                        f"a line of more than {MAX_LINE:,} characters",
                        where=f"{path.name}, line {number}",
                        hint="a table has one row a line: check how the file was saved",
                    )
                if "\0" in line:
                    raise FormatError(
                        "a NUL byte: torn or binary data",
                        where=f"{path.name}, line {number}",
                        hint="fetch or save it again",
                    )
                yield line
        except UnicodeError as error:
            raise EncodingError(
                f"bytes that are no {encoding.codec}: {error.args[-1] if error.args else error}",
                where=f"{path.name}, line {number + 1}",
                hint="save the file as UTF-8 and add it again",
            ) from None
