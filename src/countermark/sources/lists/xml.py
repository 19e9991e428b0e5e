"""XML lists, element by element: constant memory, the byte of every element, and nothing fetched or expanded.

1. A document type or an entity declaration is refused: no official list has one, and bombs are made of them.
2. Namespaces are taken off tags and attributes; the root's own namespace is kept in `Root.namespace`.
3. With `recover`, what xml_mend.py can mend is mended. Where the XML breaks all the same, the element is given up to
   its last whole child (`Found.torn`) and reading goes on at the next wanted element. The report says what was done and
   that the result is partial. A recovering reader holds the file in memory; bytes named are those of the file as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final, NamedTuple
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from countermark.model.errors import FormatError
from countermark.sources.lists.base import ListFile, ListReport
from countermark.sources.lists.xml_mend import Mended, mend

_CHUNK: Final = 1 << 16
_HINT: Final = "fetch the file again, or add it with --recover to keep what can be read, marked partial"
_ROOT_TAG: Final = re.compile(rb"<[A-Za-z_][^<>]*>")
_BEFORE_ROOT: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*"
    rb"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)(?=[\s/>])",
    re.DOTALL,
)
_MAX_BREAKS: Final = 10_000
_MAX_WORDS: Final = 500


class Found(NamedTuple):
    """An element with all its children, and where it begins; `torn` where the file breaks inside it."""

    element: Element
    number: int
    byte: int
    line: int
    torn: bool = False

    @property
    def place(self) -> str:
        """Say where it is, for a person."""
        return f"element {self.number} at byte {self.byte}"


@dataclass(slots=True)
class Root:
    """The root element's tag, namespace and attributes, known once the first element has come."""

    tag: str = ""
    namespace: str = ""
    attributes: dict[str, str] = field(default_factory=dict)


class _RefusedError(Exception):
    pass


@lru_cache(maxsize=4096)
def _local(name: str) -> str:
    return name.rpartition("}")[2]


class _Builder:
    """Builds the wanted elements and lets everything else go."""

    def __init__(self, wanted: frozenset[str], root: Root, *, number: int = 0, encoding: str | None = None) -> None:
        self.wanted = wanted
        self.root = root
        self.found: list[Found] = []
        self.depth = 0
        self.number = number
        self._tree: TreeBuilder | None = None
        self._level = 0
        self._open_tags: list[str] = []
        self._start = (0, 0)
        self.parser = expat.ParserCreate(encoding, namespace_separator="}")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._open
        self.parser.EndElementHandler = self._close
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.EntityDeclHandler = self._refuse

    def _refuse(self, *_: object) -> None:
        raise _RefusedError

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        tag = _local(name)
        spaced = "}" in "".join(attributes)
        plain = {_local(key): value for key, value in attributes.items()} if spaced else attributes
        if self.depth == 0 and not self.root.tag:
            self.root.tag, self.root.attributes = tag, plain
            self.root.namespace = name.rpartition("}")[0]
        self.depth += 1
        if self._tree is None and tag in self.wanted:
            self._tree, self._level = TreeBuilder(), self.depth
            self._open_tags.clear()
            self._start = (self.parser.CurrentByteIndex, self.parser.CurrentLineNumber)
        if self._tree is not None:
            self._tree.start(tag, plain)
            self._open_tags.append(tag)

    def _text(self, data: str) -> None:
        if self._tree is not None:
            self._tree.data(data)

    def _close(self, name: str) -> None:
        if self._tree is not None:
            self._tree.end(_local(name))
            self._open_tags.pop()
            if self.depth == self._level:
                self.number += 1
                self.found.append(Found(self._tree.close(), self.number, *self._start))
                self._tree = None
        self.depth -= 1

    def take(self) -> list[Found]:
        """Give the elements that have come since the last time."""
        found, self.found = self.found, []
        return found

    def tear(self) -> Found | None:
        """Give the element that was being read up to its last whole child; None where none was, or it has no child."""
        if self._tree is None:
            return None
        for tag in reversed(self._open_tags):
            self._tree.end(tag)
        element = self._tree.close()
        if len(self._open_tags) > 1:
            element.remove(element[-1])
        if not len(element):
            return None
        self.number += 1
        return Found(element, self.number, *self._start, torn=True)


def elements(
    file: ListFile, wanted: frozenset[str], report: ListReport, *, root: Root | None = None, recover: bool = False
) -> Iterator[Found]:
    """Give the outermost elements of the wanted tags in the order of the file.

    Raises:
        FormatError: malformed or torn XML, naming byte and line; a document type or entity declaration.
    """
    root = root or Root()
    if recover:
        yield from _recovered(file, wanted, report, root)
        return
    builder = _Builder(wanted, root)
    with file.path.open("rb") as stream:
        while True:
            chunk = stream.read(_CHUNK)
            broken = _parse(file, builder, chunk, final=not chunk)
            if broken is not None:
                raise FormatError(
                    f"malformed or torn XML: {broken.words} at byte {broken.byte}",
                    where=f"{file.name}, line {broken.line}",
                    hint=_HINT,
                )
            yield from builder.take()
            if not chunk:
                return


class _Break(NamedTuple):
    byte: int
    line: int
    words: str


def _parse(file: ListFile, builder: _Builder, chunk: bytes, *, final: bool) -> _Break | None:
    parser = builder.parser
    try:
        parser.Parse(chunk, final)
    except _RefusedError:
        raise FormatError(
            f"a document type or entity declaration at byte {parser.CurrentByteIndex}: refused",
            where=file.name,
            hint="no official list has one; fetch the file from the publisher's address",
        ) from None
    except expat.ExpatError as error:
        return _Break(parser.ErrorByteIndex, error.lineno, expat.ErrorString(error.code))
    except (ValueError, LookupError) as error:
        # An encoding that the declaration names and nobody has.
        return _Break(max(parser.CurrentByteIndex, 0), parser.CurrentLineNumber, str(error))
    return None


def _recovered(file: ListFile, wanted: frozenset[str], report: ListReport, root: Root) -> Iterator[Found]:
    """Read on after every break, at the next wanted element, inside a copy of the root's tag."""
    mended = mend(file.path.read_bytes())
    report.decisions |= mended.decisions
    notes = [mended.words] if mended.words else []
    tags = b"|".join(re.escape(tag.encode()) for tag in sorted(wanted))
    begins = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?(?:" + tags + rb")(?=[\s/>])")
    opening = _ROOT_TAG.search(mended.data)
    head, start, number = b"", 0, 0
    for _ in range(_MAX_BREAKS):
        builder = _Builder(wanted, root, number=number, encoding=None if mended.wide else "utf-8")
        lines = mended.data.count(b"\n", 0, start)
        broken = _parse(file, builder, head, final=False) if head else None
        for at in range(start, len(mended.data) + 1, _CHUNK):
            if broken is None:
                end = at + _CHUNK
                broken = _parse(file, builder, mended.data[at:end], final=end > len(mended.data))
            for found in builder.take():
                yield _placed(found, mended, start - len(head), lines)
            if broken is not None:
                break
        _partial(report, notes)
        if broken is None:
            return
        at = start - len(head) + broken.byte
        note = f"breaks at byte {mended.original(at)} (line {lines + broken.line}): {broken.words}"
        if (torn := builder.tear()) is not None:
            torn = _placed(torn, mended, start - len(head), lines)
            report.issue(torn.number, torn.place, raw="", reason=note, code="torn")
            yield torn
        number = builder.number
        again = begins.search(mended.data, max(at, start + 1))
        if sum(map(len, notes)) < _MAX_WORDS:
            notes.append(note if again is None else f"{note}, read on at byte {mended.original(again.start())}")
        _partial(report, notes)
        if again is None or opening is None:
            return
        head, start = opening[0].removesuffix(b"/>").removesuffix(b">") + b">", again.start()


def _partial(report: ListReport, notes: list[str]) -> None:
    """Say what was mended or lost, beside what the parser itself set aside."""
    own = [text for text in report.partial.split("; ") if text and text not in notes and not text.startswith("breaks ")]
    report.partial = "; ".join([*own, *notes])


def _placed(found: Found, mended: Mended, shift: int, lines: int) -> Found:
    return found._replace(byte=mended.original(found.byte + shift), line=found.line + lines)


def text_of(element: Element, path: str) -> str:
    """Give the text of the first child at a path, without blanks around it; empty where there is none."""
    return (element.findtext(path) or "").strip()


def texts_of(element: Element, path: str) -> list[str]:
    """Give the texts of every child at a path, empty ones left out."""
    return [text for child in element.findall(path) if (text := (child.text or "").strip())]


def is_rooted(head: bytes, tag: str) -> bool:
    """Tell whether a file that begins so is XML with this root element."""
    found = _BEFORE_ROOT.match(head)
    return found is not None and found[1].decode() == tag


def stated_time(text: str) -> str | None:
    """Bring the time a file says it was made at into UTC (`2016-02-11T19:50:41Z`); a time without zone leaves its day.

    >>> stated_time("2016-02-11T14:50:41.559-05:00"), stated_time("2016-02-11"), stated_time("soon")
    ('2016-02-11T19:50:41Z', '2016-02-11', None)
    """
    try:
        moment = datetime.fromisoformat(text.strip())
        if moment.tzinfo is None:
            return moment.date().isoformat()
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError):
        return None


def squeezed(element: Element, path: str) -> str:
    """Give the text of the first child at a path with every run of blanks and line ends made one blank."""
    return " ".join((element.findtext(path) or "").split())


def require_entries(file: ListFile, root: Root, report: ListReport, *, tag: str, what: str) -> None:
    """Refuse a file that has gone by without an entry.

    Raises:
        FormatError: another root element, or none of the entries the format has.
    """
    if root.tag and root.tag != tag:
        raise FormatError(f"the root element is {root.tag}, not {tag}", where=file.name, hint=f"this is not {what}")
    if not report.read:
        raise FormatError(
            f"no entry in {what}", where=file.name, hint="fetch the file again: an empty list is never a list"
        )
