"""XML lists, element by element: constant memory, the byte of every element, and nothing fetched or expanded.

1. A document type or an entity declaration is refused: no official list has one, and bombs are made of them.
2. Namespaces are taken off tags and attributes; the root's own namespace is kept in `Root.namespace`.
3. With `recover`, stray ampersands and control bytes are mended and a torn end is left out; the report says what was
   done and that the result is not the whole where the end is missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from countermark.model.errors import FormatError
from countermark.sources.lists.base import ListFile, ListReport

_CHUNK: Final = 1 << 16
_AMPERSAND: Final = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9A-Fa-f]{1,6});)")
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_HINT: Final = "fetch the file again, or add it with --recover to keep what can be read, marked partial"


class Found(NamedTuple):
    """An element with all its children, and where it begins."""

    element: Element
    number: int
    byte: int
    line: int

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


class _Refused(Exception):
    pass


def _local(name: str) -> str:
    return name.rpartition("}")[2]


class _Builder:
    """Builds the wanted elements and lets everything else go."""

    def __init__(self, wanted: frozenset[str], root: Root) -> None:
        self.wanted = wanted
        self.root = root
        self.found: list[Found] = []
        self.depth = 0
        self.number = 0
        self._tree: TreeBuilder | None = None
        self._level = 0
        self._start = (0, 0)
        self.parser = expat.ParserCreate(namespace_separator="}")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._open
        self.parser.EndElementHandler = self._close
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.EntityDeclHandler = self._refuse

    def _refuse(self, *_: object) -> None:
        raise _Refused

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        tag = _local(name)
        plain = {_local(key): value for key, value in attributes.items()}
        if self.depth == 0:
            self.root.tag, self.root.attributes = tag, plain
            self.root.namespace = name.rpartition("}")[0]
        self.depth += 1
        if self._tree is None and tag in self.wanted:
            self._tree, self._level = TreeBuilder(), self.depth
            self._start = (self.parser.CurrentByteIndex, self.parser.CurrentLineNumber)
        if self._tree is not None:
            self._tree.start(tag, plain)

    def _text(self, data: str) -> None:
        if self._tree is not None:
            self._tree.data(data)

    def _close(self, name: str) -> None:
        if self._tree is not None:
            self._tree.end(_local(name))
            if self.depth == self._level:
                self.number += 1
                self.found.append(Found(self._tree.close(), self.number, *self._start))
                self._tree = None
        self.depth -= 1


def elements(
    file: ListFile, wanted: frozenset[str], report: ListReport, *, root: Root | None = None, recover: bool = False
) -> Iterator[Found]:
    """Give the outermost elements of the wanted tags in the order of the file.

    Raises:
        FormatError: malformed or torn XML, naming byte and line; a document type or entity declaration.
    """
    builder = _Builder(wanted, root or Root())
    for chunk in _chunks(file.path, recover=recover, report=report):
        try:
            builder.parser.Parse(chunk, not chunk)
        except _Refused:
            raise FormatError(
                f"a document type or entity declaration at byte {builder.parser.CurrentByteIndex}: refused",
                where=file.name,
                hint="no official list has one; fetch the file from the publisher's address",
            ) from None
        except expat.ExpatError as error:
            byte = builder.parser.ErrorByteIndex
            detail = f"{expat.ErrorString(error.code)} at byte {byte}"
            if not recover:
                raise FormatError(
                    f"malformed or torn XML: {detail}", where=f"{file.name}, line {error.lineno}", hint=_HINT
                ) from None
            report.partial = f"ends at byte {byte} (line {error.lineno}): {detail}"
            yield from builder.found
            return
        yield from builder.found
        builder.found.clear()


def _chunks(path: Path, *, recover: bool, report: ListReport) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            if recover:
                # An ampersand near the end of a chunk needs what follows it.
                chunk += file.readline()
                chunk, stray = _AMPERSAND.subn(b"&amp;", chunk)
                chunk, control = _CONTROL.subn(b"", chunk)
                if stray or control:
                    report.decisions["mended"] = "stray ampersands or control bytes were mended"
                    report.partial = report.partial or "stray ampersands or control bytes were mended"
            yield chunk
        yield b""


def text_of(element: Element, path: str) -> str:
    """Give the text of the first child at a path, without blanks around it; empty where there is none."""
    return (element.findtext(path) or "").strip()


def texts_of(element: Element, path: str) -> list[str]:
    """Give the texts of every child at a path, empty ones left out."""
    return [text for child in element.findall(path) if (text := (child.text or "").strip())]
