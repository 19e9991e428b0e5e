"""The layout of a report: paragraphs, sentences, quotations, and marks that mean nothing."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Literal

import msgspec

from countermark.reading.lexicon import LEXICON
from countermark.reading.quotes import find_quotations
from countermark.reading.sentences import split
from countermark.reading.types import Artifact, Quotation, Sentence, Span

Kind = Literal["prose", "heading", "label", "credit"]

_LINE = re.compile(r"[^\n\r\u2028\u2029\x0b\x0c\x85]+")
_STRAY = re.compile(r"[.!?][”\"’»](?P<stop>[ \t\xa0]+[.,])(?=\s|$)")
_ENDED = re.compile(r"[.!?…:;,][”’\"'»)\]]*$")
_HEADING_WORDS = 25
_WRAPPED = range(50, 101)


class Page(msgspec.Struct, frozen=True):
    """A text laid out."""

    text: str
    paragraphs: tuple[Span, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    artifacts: tuple[Artifact, ...] = ()
    credits: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def _stripped(text: str, start: int, end: int) -> Span | None:
    while start < end and (text[start].isspace() or text[start] == "\ufeff"):
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None


def _is_wrapped(text: str, lines: list[Span]) -> bool:
    """Tell whether lines break where the width ends, not where a paragraph does (e-mail, text of a PDF)."""
    full = [line for line, after in pairwise(lines) if not _blank(text, line.end, after.start)]
    if len(full) < 4:
        return False
    widths = sorted(line.end - line.start for line in full)
    middle = widths[len(widths) // 2]
    broken = sum(1 for line in full if not _ENDED.search(text, max(line.start, line.end - 8), line.end))
    return widths[-1] < _WRAPPED.stop and middle >= _WRAPPED.start and broken * 2 > len(full)


def _blank(text: str, start: int, end: int) -> bool:
    gap = text[start:end]
    return len(gap.replace("\r\n", "\n").strip(" \t")) > 1


def _paragraphs(text: str) -> list[Span]:
    lines = [span for line in _LINE.finditer(text) if (span := _stripped(text, line.start(), line.end()))]
    if not _is_wrapped(text, lines):
        return lines
    joined: list[Span] = []
    for line in lines:
        if joined and not _blank(text, joined[-1].end, line.start):
            joined[-1] = Span(joined[-1].start, line.end)
        else:
            joined.append(line)
    return joined


def _kind(text: str, span: Span, last: bool) -> Kind:
    if span.end - span.start > 400:
        return "prose"
    line = span.of(text)
    label, colon, value = line.partition(":")
    if colon and label.strip().lower() in LEXICON.labels and len(value) < 60:
        return "label"
    if line.lower().strip(" .") in LEXICON.labels:
        return "label"
    words = line.split()
    if _is_credit(line, words, last):
        return "credit"
    if not _ENDED.search(line) and len(words) <= _HEADING_WORDS and any(word.isalpha() for word in words):
        return "heading"
    return "prose"


def _is_credit(line: str, words: list[str], last: bool) -> bool:
    if len(words) > 8 or not words or _ENDED.search(line.rstrip(".)")):
        return False
    first = words[0].strip("(—–-").lower().rstrip(":")
    named = [agency for agency in LEXICON.agencies if agency in line]
    bare = line.strip(" ()—–-.")
    if bare in LEXICON.agencies:
        return True
    if named and (first in LEXICON.credit_words or (last and len(words) <= 4)):
        return True
    if bare.lower().startswith(LEXICON.credit_starts):
        return True
    return first == "by" and len(words) <= 6 and all(word[0].isupper() or word in {"and", "in"} for word in words[1:])


def layout(text: str) -> Page:
    """Lay a text out. Never raises, loses nothing, and takes time linear in the length of the text."""
    paragraphs = _paragraphs(text)
    quotations, artifacts = find_quotations(text, paragraphs)
    sentences: list[Sentence] = []
    found_credits: list[str] = []
    for number, span in enumerate(paragraphs):
        kind = _kind(text, span, number == len(paragraphs) - 1)
        if kind == "prose":
            sentences += [Sentence(part, number) for part in split(text, span)]
            continue
        sentences.append(Sentence(span, number, kind))
        line = span.of(text)
        if kind == "credit":
            found_credits.append(line)
        elif kind == "label" and line.endswith(":"):
            artifacts.append(Artifact(span, "empty_label", "the label has no value"))
    artifacts += [
        Artifact(Span(m.end("stop") - 1, m.end("stop")), "stray_stop", "follows a closed quotation")
        for m in _STRAY.finditer(text)
    ]
    warnings: list[str] = []
    dangling = sum(artifact.kind == "dangling_quote" for artifact in artifacts)
    if dangling:
        marks = "mark opens or closes" if dangling == 1 else "marks open or close"
        warnings.append(f"{dangling} quotation {marks} nothing; no text was taken for quoted because of it.")
    return Page(
        text=text,
        paragraphs=tuple(paragraphs),
        sentences=tuple(sentences),
        quotations=tuple(quotations),
        artifacts=tuple(sorted(artifacts, key=lambda artifact: artifact.span)),
        credits=tuple(found_credits),
        warnings=tuple(warnings),
    )
