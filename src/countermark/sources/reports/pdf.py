"""The text layer of a PDF, page by page. A scan without text is refused: it needs OCR, which is not done here.

1. A paragraph is a run of lines; a word cut at a line's end by a hyphen stays as it is printed.
2. Bounds: pages, bytes of one page's content, characters in all; pypdf bounds what a stream may unpack to.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from countermark.model.errors import FormatError
from countermark.sources.reports.base import MAX_CHARACTERS, About, Found, ReportText, one_line, paragraphs, text_hash
from countermark.sources.reports.extra import library
from countermark.sources.reports.hints import merge, translation_hint
from countermark.sources.reports.plain import read_bytes

MAX_PDF: Final = 100_000_000  # bytes
MAX_PAGES: Final = 3_000
MAX_PAGE_BYTES: Final = 10_000_000  # of one page's content, unpacked
_PARAGRAPH_END = re.compile(r"[.!?:;\u2026][\"'\u201d\u2019\u00bb)]*\s*$")
_HINT: Final = "print it to PDF again, or give its text"


def open_pdf(path: Path) -> ReportText:
    """Open a PDF.

    Raises:
        FormatError: damaged, encrypted, a scan without a text layer, or larger than is read.
        InputError: the extra `reports` is not installed.
    """
    pypdf = library("pypdf", "a PDF")
    data = read_bytes(path, MAX_PDF, "a PDF")
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise FormatError("the PDF is encrypted", where=path.name, hint="remove its password first")
        count = len(reader.pages)
        if count > MAX_PAGES:
            raise FormatError(f"a PDF of {count:,} pages; {MAX_PAGES:,} are read", where=path.name, hint="split it")
        pages, pictures, failed = _pages(reader, path.name)
        text, blocks = paragraphs(_paragraphs(pages), name=path.name)
        about = _about(reader)
    except FormatError:
        raise
    except Exception as error:  # what a damaged file makes pypdf raise is not bounded
        raise FormatError(
            f"the PDF cannot be read: {type(error).__name__}: {error}"[:300], where=path.name, hint=_HINT
        ) from None
    if not text:
        what = "it holds pictures of pages (a scan)" if pictures else "its pages are empty"
        raise FormatError(
            f"the PDF has no text layer: {what}", where=path.name, hint="run OCR on it first, then give the result"
        )
    warnings = [f"page {number} could not be read" for number in failed]
    bare = [number for number, page in enumerate(pages, start=1) if not page.strip() and number not in failed]
    if bare:
        shown = ", ".join(map(str, bare[:10])) + (" and more" if len(bare) > 10 else "")
        warnings.append(f"no text on {len(bare)} of {count} pages ({shown}): pictures need OCR")
    return ReportText(
        name=path.name,
        format="pdf",
        text=text,
        text_sha256=text_hash(text),
        blocks=blocks,
        about=merge(about, About(translated_from=translation_hint(text))),
        decisions={"text layer": f"pypdf {pypdf.__version__}", "pages": str(count)},
        warnings=tuple(warnings),
    )


def _pages(reader: Any, name: str) -> tuple[list[str], bool, list[int]]:
    """Give the text of each page, whether pictures are on any, and the pages that cannot be read."""
    pages: list[str] = []
    failed: list[int] = []
    pictures = False
    total = 0
    for number, page in enumerate(reader.pages, start=1):
        try:
            contents = page.get_contents()
            if contents is not None and len(contents.get_data()) > MAX_PAGE_BYTES:
                raise FormatError(
                    f"page {number} unpacks to more than {MAX_PAGE_BYTES // 1_000_000} MB", where=name, hint=_HINT
                )
            pictures = pictures or "/XObject" in (page.get("/Resources") or {})
            text = page.extract_text() or ""
        except FormatError:
            raise
        except Exception:  # one damaged page of many is said, not fatal
            failed.append(number)
            text = ""
        total += len(text)
        if total > MAX_CHARACTERS:
            raise FormatError(f"more than {MAX_CHARACTERS:,} characters of text", where=name, hint="split the file")
        pages.append(text.encode("utf-8", "replace").decode("utf-8"))
    if failed and len(failed) == len(pages):
        raise FormatError("no page of the PDF can be read", where=name, hint=_HINT)
    return pages, pictures, failed


def _paragraphs(pages: list[str]) -> Iterator[tuple[str, str]]:
    """Join the lines of a page into paragraphs: one ends at an empty line, or where a short line ends a sentence."""
    for number, page in enumerate(pages, start=1):
        lines = [one_line(line) for line in page.split("\n")]
        widths = sorted(len(line) for line in lines if line)
        wide = widths[min(len(widths) - 1, int(0.9 * len(widths)))] if widths else 0
        gathered: list[str] = []
        for line in lines:
            if not line:
                yield f"page {number}", " ".join(gathered)
                gathered = []
                continue
            gathered.append(line)
            if len(line) < 0.75 * wide and (_PARAGRAPH_END.search(line) or len(gathered) == 1):
                yield f"page {number}", " ".join(gathered)
                gathered = []
        yield f"page {number}", " ".join(gathered)


def _about(reader: Any) -> About:
    info = reader.metadata or {}

    def said(key: str) -> Found:
        value = one_line(str(info.get(key) or ""))
        return Found(value[:400], f"PDF {key}") if value else Found()

    language = reader.trailer.get("/Root", {}).get("/Lang")
    return About(
        title=said("/Title"),
        byline=said("/Author"),
        language=Found(str(language), "PDF /Lang") if language and len(str(language)) < 36 else Found(),
    )
