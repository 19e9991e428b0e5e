"""A report file, opened by what it holds: HTML, PDF, e-mail, else plain text."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from countermark.model.errors import FormatError
from countermark.sources.packed import open_bytes
from countermark.sources.reports.base import ReportText
from countermark.sources.reports.mail import looks_like_mail, open_mail
from countermark.sources.reports.page import open_page
from countermark.sources.reports.pdf import open_pdf
from countermark.sources.reports.plain import open_plain

_START: Final = 1 << 16
_MARKUP = re.compile(
    r"\ufeff?\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,4000}?-->\s*)*<(?:!doctype\s+html|html|head|body|article)\b",
    re.IGNORECASE | re.DOTALL,
)
_OTHER: Final = (
    (b"PK\x03\x04", "an archive or an office document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document"),
    (b"{\\rtf", "a rich-text document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"SQLite format 3", "an SQLite database"),
    (b"PAR1", "a Parquet table"),
)


def open_report(path: Path) -> ReportText:
    """Open a report; the kind of file is told from its bytes, never from its name.

    Raises:
        FormatError: no report: empty, binary, a scan without text, or larger than is read.
        EncodingError: bytes that are no text in any encoding tried.
        InputError: a kind that needs the extra `reports`, which is not installed.
    """
    with open_bytes(path) as file:
        start = file.read(_START)
    if not start.strip():
        with open_bytes(path) as file:
            if not any(chunk.strip() for chunk in iter(lambda: file.read(_START), b"")):
                raise FormatError(
                    "the report is empty", where=path.name, hint="check that it was saved or fetched whole"
                )
    for magic, what in _OTHER:
        if start.startswith(magic):
            raise FormatError(
                f"{what}, not a report: binary from byte 0",
                where=path.name,
                hint="save it as text, HTML, PDF or e-mail",
            )
    if b"%PDF-" in start[:1024]:
        return open_pdf(path)
    if _MARKUP.match(_glance(start)):
        return open_page(path)
    if looks_like_mail(start):
        return open_mail(path)
    return open_plain(path)


def _glance(start: bytes) -> str:
    """Read the first characters, whatever their encoding: markup is ASCII."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return start[: len(start) // 2 * 2].decode("utf-16", "replace")
    if b"<\x00" in start[:64] or b"\x00<" in start[:64]:
        return start.replace(b"\x00", b"").decode("latin-1")
    return start.decode("utf-8-sig", "replace")
