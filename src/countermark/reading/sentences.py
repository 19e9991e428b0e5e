"""Sentences of a paragraph, with native spans."""

from __future__ import annotations

import re
from collections.abc import Iterator

from countermark.reading.lexicon import LEXICON, Word
from countermark.reading.types import Span

_END = re.compile(r"(?P<stop>[.!?…]+)(?P<close>[”’\"'»)\]]*)(?=\s|$)|[。！？۔](?P<wide>[”’」』]*)")
_WORD_BEFORE = re.compile(r"[^\s(\[“\"‘'—–]*$")
_WORD_AFTER = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_REACH = 40
_LONGEST = 6_000  # characters; long sentences of law have half of it
# "“Where is it?” Petrenko asked": a quotation that ends in a question, a name, a verb of speech, then nothing new.
_ASKED = re.compile(r"(?:[A-Z][\w.’'-]*\s+|the\s+|The\s+){1,5}(?P<cue>[a-z]+)(?=[.,:;]|\s+(?:in|on|at|of|to|about)\b)")
_STARTERS = Word.DET | Word.PRON | Word.SUB | Word.BUT | Word.PREP | Word.AND


def _continues(text: str, position: int, closed: bool, stop: str) -> bool:
    """Tell whether what follows cannot begin a sentence."""
    after = text[position]
    if after.islower() or after in ",;:–—-)":
        return True
    if closed and stop[-1] in "?!":
        asked = _ASKED.match(text, position)
        return bool(asked) and bool(LEXICON.words.get(asked.group("cue"), 0) & Word.CUE) if asked else False
    return False


def _starts_new(text: str, position: int) -> bool:
    """Tell whether a capitalised function word follows: it begins a sentence even after an abbreviation."""
    if text[position] in '“"‘«„':
        return True
    word = _WORD_AFTER.match(text, position)
    if word is None or not word.group()[0].isupper():
        return False
    return bool(LEXICON.words.get(word.group().lower(), 0) & _STARTERS)


def _abbreviated(text: str, start: int, dot: int, position: int) -> bool:
    """Tell whether the full stop belongs to an abbreviation or an initial and ends nothing."""
    word = _WORD_BEFORE.search(text, max(start, dot - _REACH), dot)
    before = word.group() if word else ""
    lower = before.lower().replace("’", "'").rpartition("-")[2]
    if lower in LEXICON.titles:
        return True
    if len(before) == 1 and before.isalpha() and before.isupper():
        return before != "I"
    if lower in LEXICON.abbreviations or re.fullmatch(r"(?:[A-Za-z]\.)+[A-Za-z]", before):
        if lower == "no":
            return text[position].isdigit()
        return not _starts_new(text, position)
    return False


def split(text: str, span: Span) -> list[Span]:
    """Split a paragraph into sentences; white space between them belongs to none.

    What goes on for longer than any sentence of prose is cut at a space, so that no rule meets an endless one.
    """
    found: list[Span] = []
    start = span.start
    for end in _END.finditer(text, span.start, span.end):
        position = end.end()
        while position < span.end and text[position].isspace():
            position += 1
        if position < span.end and end.group("stop"):
            stop, closed = end.group("stop"), bool(end.group("close"))
            if _continues(text, position, closed, stop):
                continue
            if stop == "." and not closed and _abbreviated(text, start, end.start(), position):
                continue
        if end.end() > start:
            found.extend(_cut(text, start, end.end()))
        start = position
    if start < span.end:
        found.extend(_cut(text, start, span.end))
    return found


def _cut(text: str, start: int, end: int) -> Iterator[Span]:
    while end - start > _LONGEST:
        space = text.rfind(" ", start + 1, start + _LONGEST)
        stop = space if space > 0 else start + _LONGEST
        yield Span(start, stop)
        start = stop + (space > 0)
    if start < end:
        yield Span(start, end)
