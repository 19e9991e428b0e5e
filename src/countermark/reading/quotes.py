"""Quotation marks: which of them open and close something, and which mean nothing.

Curly, straight, doubled single, low-high and angle marks, nested. A quotation ends with its paragraph unless the next
paragraph re-opens it; a mark that closes nothing is an artifact and swallows no text.
"""

from __future__ import annotations

import re

from countermark.reading.types import Artifact, Quotation, Span

_MARK = re.compile("''|``|[“”„‟\"«»‹›‘’‚']")
_OPENERS = "“„‟«‹‘‚"
_DEEPEST = 8
_DOUBLE = {"“", "”", "„", "‟", '"', "''", "``"}
_ANGLE = {"«", "»", "‹", "›"}
_ELISION = re.compile(r"\d\ds?\b|(?:n|em|til|tis|twas|cause|bout|round)\b", re.IGNORECASE)
_LOOKAHEAD = 8


def _family(mark: str) -> str:
    if mark in _DOUBLE:
        return "double"
    return "angle" if mark in _ANGLE else "single"


class _Paragraph:
    """The marks of one paragraph, paired."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text, self.start, self.end = text, start, end
        self.marks = [(m.start(), m.end(), m.group()) for m in _MARK.finditer(text, start, end)]
        self.open: list[tuple[int, int, str, str]] = []
        self.pairs: list[Span] = []
        self.dangling: list[Span] = []

    def pair(self) -> None:
        for index, (start, end, mark) in enumerate(self.marks):
            family = _family(mark)
            before = self.text[start - 1] if start > self.start else " "
            after = self.text[end] if end < self.end else " "
            if family == "single":
                self._single(index, before, after)
            elif self._closes(mark, family, before, after):
                self._close(start, end, family)
            elif self._stray(mark, before, after):
                if not (mark == '"' and before.isdigit()):
                    self.dangling.append(Span(start, end))
            else:
                self._open(start, end, mark, family)

    def _is_open(self, family: str) -> bool:
        return any(entry[3] == family for entry in self.open)

    def _closes(self, mark: str, family: str, before: str, after: str) -> bool:
        if not self._is_open(family):
            return False
        if mark in "”»›":
            return True
        if mark == "“":
            return any(entry[2] == "„" for entry in self.open)
        if mark in _OPENERS:
            return False
        return not (_opens(before) and not after.isspace())

    def _stray(self, mark: str, before: str, after: str) -> bool:
        if mark in _OPENERS:
            return False
        if mark in "”»›":
            return not (_opens(before) and after.isalnum())
        return not _opens(before) and not after.isalnum()

    def _open(self, start: int, end: int, mark: str, family: str) -> None:
        if mark in {'"', "''", "``"}:
            for entry in [entry for entry in self.open if entry[2] in {'"', "''", "``"}]:
                self.open.remove(entry)
                self.dangling.append(Span(entry[0], entry[1]))
        self._push(start, end, mark, family)

    def _push(self, start: int, end: int, mark: str, family: str) -> None:
        """Hold an opener; no text nests deeper than a few, so the oldest of more than that opens nothing."""
        if len(self.open) == _DEEPEST:
            self._drop(self.open.pop(0))
        self.open.append((start, end, mark, family))

    def _close(self, start: int, end: int, family: str) -> None:
        while self.open:
            opened = self.open.pop()
            if opened[3] == family:
                if opened[1] < start:
                    self.pairs.append(Span(opened[0], end))
                else:
                    self.dangling.append(Span(opened[0], end))
                return
            self._drop(opened)

    def _drop(self, opened: tuple[int, int, str, str]) -> None:
        if opened[2] != "'":
            self.dangling.append(Span(opened[0], opened[1]))

    def _single(self, index: int, before: str, after: str) -> None:
        start, end, mark = self.marks[index]
        if mark in "‘‚":
            if not _ELISION.match(self.text, end):
                self._push(start, end, mark, "single")
            return
        if before.isalnum() and after.isalnum():
            return
        if self.open and self.open[-1][3] == "single" and not before.isspace():
            if not (before == "s" and after == " " and self._closes_later(index)):
                self._close(start, end, "single")
            return
        if mark == "'" and _opens(before) and not after.isspace() and not _ELISION.match(self.text, end):
            self._open_single(index)

    def _open_single(self, index: int) -> None:
        if self._closes_later(index):
            start, end, mark = self.marks[index]
            self._push(start, end, mark, "single")

    def _closes_later(self, index: int) -> bool:
        for start, end, mark in self.marks[index + 1 : index + 1 + _LOOKAHEAD]:
            if mark == "‘":
                return False
            if mark not in "'’":
                continue
            before = self.text[start - 1]
            after = self.text[end] if end < self.end else " "
            if not before.isspace() and not after.isalnum():
                return True
            if mark == "'" and _opens(before) and after.isalnum():
                return False
        return False


def _opens(before: str) -> bool:
    return before.isspace() or before in "([{—–-―/“„\"'‘"


def find_quotations(text: str, paragraphs: list[Span]) -> tuple[list[Quotation], list[Artifact]]:
    """Pair the marks of a text, paragraph by paragraph. Linear in the length of the text."""
    quotations: list[Quotation] = []
    artifacts: list[Artifact] = []
    for number, span in enumerate(paragraphs):
        paragraph = _Paragraph(text, span.start, span.end)
        if not paragraph.marks:
            continue
        paragraph.pair()
        following = paragraphs[number + 1].start if number + 1 < len(paragraphs) else len(text)
        carried = _carried(text, span, paragraph.open, following)
        for opened in paragraph.open:
            if opened[2] != "'" and opened is not carried:
                paragraph.dangling.append(Span(opened[0], opened[1]))
        spans = [(pair, False) for pair in paragraph.pairs]
        if carried:
            spans.append((Span(carried[0], span.end), True))
        quotations += _nest(spans)
        artifacts += [
            Artifact(mark, "dangling_quote", "opens or closes nothing") for mark in sorted(paragraph.dangling)
        ]
    return quotations, artifacts


def _carried(
    text: str, span: Span, left: list[tuple[int, int, str, str]], following: int
) -> tuple[int, int, str, str] | None:
    """Give the mark whose quotation the next paragraph re-opens."""
    for opened in reversed(left):
        if opened[3] != "double" or not text[opened[1] : span.end].strip():
            continue
        if text.startswith(opened[2], following) or (opened[2] == "“" and text.startswith("“", following)):
            return opened
    return None


def _nest(spans: list[tuple[Span, bool]]) -> list[Quotation]:
    found: list[Quotation] = []
    ends: list[int] = []
    for span, carried in sorted(spans, key=lambda item: (item[0].start, -item[0].end)):
        while ends and ends[-1] <= span.start:
            ends.pop()
        found.append(Quotation(span, len(ends), carried))
        ends.append(span.end)
    return found
