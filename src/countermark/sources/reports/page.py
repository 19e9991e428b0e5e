"""A web page: its headings and paragraphs without the boilerplate, and what its metadata say.

1. trafilatura (Apache-2.0) decides what is boilerplate. Every piece it keeps is a paragraph of the text, its place the
   element and the line of the page where the same words stand.
2. Metadata are read from the page's own elements, in a fixed order, each with the name of the element. A date that is
   only guessed from the running text or the address is not taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from countermark.model.errors import EncodingError, FormatError
from countermark.sources.encoding import detect
from countermark.sources.reports.base import About, Block, ReportText, one_line, paragraphs, text_hash
from countermark.sources.reports.extra import library
from countermark.sources.reports.hints import merge, translation_hint
from countermark.sources.reports.metadata import other_languages, page_about
from countermark.sources.reports.plain import read_bytes

MAX_PAGE: Final = 20_000_000  # bytes; a page of an article has at most a few
_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_MAX_ELEMENTS: Final = 400_000
_MAX_DEPTH: Final = 200
_PIECES: Final = {"head", "p", "item", "quote", "code", "cell", "ab"}
_NAMES: Final = {"item": "li", "quote": "blockquote", "head": "heading"}
_BLOCK_TAGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6", "p", "li", "blockquote", "figcaption", "td", "div")
_NO_TEXT: Final = "no article was found on the page: it may be an index, a script, or behind a wall"


def open_page(path: Path) -> ReportText:
    """Open a saved web page.

    Raises:
        FormatError: no article on it, too large or too deep.
        InputError: the extra `reports` is not installed.
    """
    data = read_bytes(path, MAX_PAGE, "a web page")
    markup, encoding = _decode(path, data)
    text, blocks, about, warnings = page_text(markup, name=path.name)
    return ReportText(
        name=path.name,
        format="html",
        text=text,
        text_sha256=text_hash(text),
        blocks=blocks,
        about=about,
        decisions={
            "encoding": encoding,
            "boilerplate": f"removed by trafilatura {library('trafilatura', 'a web page').__version__}",
        },
        warnings=warnings,
    )


def page_text(markup: str, *, name: str) -> tuple[str, tuple[Block, ...], About, tuple[str, ...]]:
    """Extract text, blocks, metadata and warnings of a page.

    Raises:
        FormatError, InputError: as `open_page`.
    """
    trafilatura = library("trafilatura", "a web page")
    tree = _tree(markup, name)
    about = page_about(tree)
    try:
        found = trafilatura.bare_extraction(
            markup, include_comments=False, include_tables=True, favor_recall=True, deduplicate=False
        )
    except (RecursionError, ValueError, AssertionError) as error:
        raise FormatError(
            f"the page cannot be read: {type(error).__name__}", where=name, hint="give its text"
        ) from None
    body = getattr(found, "body", None)
    pieces = list(_pieces(body)) if body is not None else []
    if not pieces:
        raise FormatError(_NO_TEXT, where=name, hint="save the article's page, or give its text")
    lines = _source_lines(tree)
    if not _headed(pieces, tree) and about.title:
        pieces.insert(0, ("title", about.title.value))
    text, blocks = paragraphs([(_place(tag, piece, lines), piece) for tag, piece in pieces], name=name)
    hinted = translation_hint(text)
    return text, blocks, merge(about, About(translated_from=hinted)), _languages(tree)


def _languages(tree: Any) -> tuple[str, ...]:
    others = other_languages(tree)
    if len(others) < 2:
        return ()
    return (f"the page says it exists in: {', '.join(others[:12])}; which one is the original it does not say",)


def _decode(path: Path, data: bytes) -> tuple[str, str]:
    """Decode by byte-order mark, by the page's declaration, else as any text; broken bytes are replaced, and said."""
    declared = _DECLARED.search(data[:8192])
    if declared and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        codec = declared[1].decode("ascii")
        try:
            return data.decode(codec), f"{codec} (declared by the page)"
        except LookupError:
            pass
        except UnicodeDecodeError as error:
            if data.count(b"\x00") > 0.05 * len(data):
                raise EncodingError(f"binary data at byte {error.start}", where=path.name) from None
            return data.decode(codec, "replace"), f"{codec} (declared by the page; broken from byte {error.start})"
    encoding = detect(path)
    return data.decode(encoding.codec), f"{encoding.codec} ({encoding.why})"


def _tree(markup: str, name: str) -> Any:
    html = library("lxml.html", "a web page")
    etree = library("lxml.etree", "a web page")
    parser = html.HTMLParser(remove_comments=False, recover=True, huge_tree=False)
    try:
        tree = html.document_fromstring(re.sub(r"^\ufeff?\s*<\?xml[^>]*\?>", "", markup), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise FormatError(f"no HTML: {error}", where=name, hint="save the page again") from None
    elements = depth = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        elements += event == "start"
        depth += 1 if event == "start" else -1
        if elements > _MAX_ELEMENTS or depth > _MAX_DEPTH:
            what = (
                f"more than {_MAX_ELEMENTS:,} elements"
                if elements > _MAX_ELEMENTS
                else f"elements nested deeper than {_MAX_DEPTH}"
            )
            raise FormatError(f"a page with {what}", where=name, hint="give the article's text")
    return tree


def _pieces(body: Any) -> Iterator[tuple[str, str]]:
    """Give what trafilatura kept, in order: each heading, paragraph, list item or cell once, with its tag."""
    kept: Sequence[Any] = [element for element in body.iter() if element.tag in _PIECES]
    inside: set[Any] = set()
    for element in kept:
        if element in inside:
            continue
        if any(child.tag in _PIECES for child in element.iterdescendants()):
            if words := one_line(element.text or ""):
                yield element.tag, words
            continue
        inside.update(element.iterdescendants())
        yield element.tag, "".join(_words(element))


def _headed(pieces: Sequence[tuple[str, str]], tree: Any) -> bool:
    """Tell whether what was kept begins with the page's headline."""
    headlines = {one_line(element.text_content()) for element in tree.iter("h1")}
    return any(one_line(piece) in headlines for _, piece in pieces[:3])


def _words(element: Any) -> Iterator[str]:
    if element.text:
        yield element.text
    for child in element:
        if child.tag == "lb":
            yield " "
        else:
            yield from _words(child)
        if child.tail:
            yield child.tail


def _source_lines(tree: Any) -> dict[str, tuple[str, int]]:
    """Map the words of each block of the page to its tag and line, the innermost block first."""
    lines: dict[str, tuple[str, int]] = {}
    for element in tree.iter(*_BLOCK_TAGS):
        if element.tag == "div" and len(element) > 6:
            continue
        words = one_line(element.text_content())
        if words:
            lines.setdefault(words[:120], (element.tag, element.sourceline or 0))
    return lines


def _place(tag: str, piece: str, lines: dict[str, tuple[str, int]]) -> str:
    if tag == "title":
        return "title of the page"
    found = lines.get(one_line(piece)[:120])
    return f"<{found[0]}>, line {found[1]}" if found else f"<{_NAMES.get(tag, tag)}>"
