"""Words of a stretch of text, each with what it can be in the grammar: from word lists and shapes, without a model."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import msgspec

from countermark.reading.lexicon import LEXICON, Word
from countermark.reading.types import Quotation, Span

_TOKEN = re.compile(r"[^\W_]+(?:[.’'&/_-](?=[^\W_])[^\W_]+)*|--+|\.{2,}|\S")


class Unit(msgspec.Struct):
    """Words held together by a sentence, in parallel lists; a whole quotation is one word.

    `word` is lower case with straight apostrophes; `flag` is what the word can be (bits of `Word`). `lower_quotes`
    tells of each quotation whether it begins with a small letter: it then goes on with a sentence begun before.
    """

    word: list[str]
    flag: list[int]
    start: list[int]
    end: list[int]
    paragraph: int
    kind: str = "prose"
    lower_quotes: dict[int, bool] = msgspec.field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.word)

    def span(self, first: int, last: int) -> Span:
        """Give the stretch of text from one word to another, both included."""
        return Span(self.start[first], self.end[last])


_IS_WORD, _IS_END = Word.WORD, Word.TERM
_INSIDE = Word.COMMA | Word.DASH | Word.COLON | Word.SEMI


def _mark(raw: str) -> int:
    return Word.MARK | (Word.TERM if raw[0] == "." else 0)


def _shape(text: str, lower: str) -> int:
    if text[0].isdigit():
        return Word.NUM | Word.WORD
    flag = Word.WORD
    if lower.endswith(("'s", "s'")):
        flag |= Word.POSS
    elif len(lower) > 4:
        tail = lower[-3:]
        if tail == "ing":
            flag |= Word.ING
        elif tail[1:] == "ed":
            flag |= Word.ED
        elif tail[1:] == "ly" and not text[0].isupper():
            flag |= Word.ADV
    return flag


@lru_cache(maxsize=1 << 16)
def _word(raw: str) -> tuple[str, int]:
    """Give a word as it is compared, and what it can be."""
    lower = raw.lower().replace("’", "'")
    flag = LEXICON.words.get(lower)
    if flag is None:
        flag = _shape(raw, lower) if raw[0].isalnum() else _mark(raw)
    return lower, flag | Word.CAP if raw[0].isupper() else flag


_SHORT = re.compile(r"(?:[a-z]\.)+[a-z]|[a-z]")
_STARTERS = Word.DET | Word.PRON | Word.SUB | Word.BUT | Word.PREP | Word.AND
_LONGEST = 200
_STRETCH = 20_000


def units(
    text: str, span: Span, paragraph: int, kind: str, quotations: list[Quotation], locks: list[Span]
) -> Iterator[Unit]:
    """Cut a paragraph into units.

    Args:
        text: the whole text.
        span: the paragraph.
        paragraph: its number.
        kind: prose, heading, label or credit.
        quotations: outermost quotations inside it, in order.
        locks: names inside it that are one word, in order and disjoint; inside a quotation they do not count.
    """
    stream = _Stream(text, paragraph, kind)
    blocks = [(quotation.span.start, quotation.span.end, Word.QUOTE) for quotation in quotations]
    blocks += [(lock.start, lock.end, Word.NAME | Word.CAP | Word.WORD) for lock in locks]
    position = span.start
    for start, end, bit in sorted(blocks):
        if start < position:
            continue
        for first, last in _stretches(text, position, start):
            stream.read(first, last)
            yield from stream.take()
        stream.block(start, end, bit)
        position = end
    for first, last in _stretches(text, position, span.end):
        stream.read(first, last)
        yield from stream.take()
    yield from stream.finish()


def _stretches(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut an endless line at white space, so that memory stays small."""
    while end - start > _STRETCH:
        cut = text.find(" ", start + _STRETCH, end)
        if cut < 0:
            break
        yield start, cut
        start = cut
    yield start, end


class _Stream:
    def __init__(self, text: str, paragraph: int, kind: str) -> None:
        self.text, self.paragraph, self.kind = text, paragraph, kind
        self.done: list[Unit] = []
        self.pending = False
        self._new()

    def _new(self) -> None:
        self.word: list[str] = []
        self.flag: list[int] = []
        self.start: list[int] = []
        self.end: list[int] = []
        self.lower: dict[int, bool] = {}

    def _close(self) -> None:
        if self.word:
            made = Unit(self.word, self.flag, self.start, self.end, self.paragraph, self.kind, self.lower)
            self.done.append(made)
            self._new()
        self.pending = False

    def _push(self, word: str, flag: int, start: int, end: int) -> None:
        self.word.append(word)
        self.flag.append(flag)
        self.start.append(start)
        self.end.append(end)

    def read(self, start: int, end: int) -> None:
        """Read the words of a stretch without quotations."""
        text, pending, stop = self.text, self.pending, start
        word, flags, starts, ends = self.word, self.flag, self.start, self.end
        for match in _TOKEN.finditer(text, start, end):
            at, stop_at = match.span()
            if at < stop:
                continue
            raw = match[0]
            lower, flag = _word(raw)
            if pending:
                pending = False
                if not raw[0].islower() and not flag & _INSIDE:
                    self._close()
                    word, flags, starts, ends = self.word, self.flag, self.start, self.end
            if stop_at < end and text[stop_at] == "." and flag & _IS_WORD and self._is_short(lower, raw, stop_at + 1):
                stop_at += 1
            stop = stop_at
            word.append(lower)
            flags.append(flag)
            starts.append(at)
            ends.append(stop_at)
            if flag & _IS_END and lower != ".":
                pending = True
            elif flag & _IS_END or len(word) > _LONGEST:
                self._close()
                word, flags, starts, ends = self.word, self.flag, self.start, self.end
        self.pending = pending

    def _is_short(self, lower: str, raw: str, after: int) -> bool:
        """Tell whether the full stop after a word belongs to it."""
        lower = lower.rpartition("-")[2]
        short = lower in LEXICON.titles or (
            (lower in LEXICON.abbreviations or (_SHORT.fullmatch(lower) is not None and raw[0].isupper()))
            and (lower not in {"i", "a"} or self._follows_name())
        )
        if not short:
            return False
        follow = _TOKEN.search(self.text, after, after + 40)
        if follow is None or self.text[after : follow.start()].find("\n") >= 0:
            return False
        word = follow.group()
        if lower == "no":
            return word[0].isdigit()
        if lower in LEXICON.titles:
            return True
        return not (word[0].isupper() and LEXICON.words.get(word.lower(), 0) & _STARTERS and lower[0].islower())

    def _follows_name(self) -> bool:
        return bool(self.word) and (self.word[-1] in LEXICON.titles or bool(self.flag[-1] & Word.CAP))

    def block(self, start: int, end: int, bit: int) -> None:
        """Read a quotation or a locked name as one word."""
        text = self.text
        if self.pending:
            self._close()
        self._push("“”" if bit & Word.QUOTE else text[start:end].lower(), bit, start, end)
        if not bit & Word.QUOTE:
            return
        self.lower[len(self.word) - 1] = text[start:end].lstrip("“\"'‘«„`")[:1].islower()
        inner = text[start:end].rstrip("”\"'’»“‘« ")
        if inner.endswith((".", "…")):
            self.pending = True
        elif inner.endswith(("?", "!")):
            self.pending = not _is_asked(text, end)

    def take(self) -> list[Unit]:
        """Give the units that are finished, and forget them."""
        done, self.done = self.done, []
        return done

    def finish(self) -> list[Unit]:
        """Give the rest."""
        self._close()
        return self.take()


_ASKED = re.compile(
    r"\s+(?:[A-Z][\w.’'-]*\s+|the\s+){1,5}?(?P<cue>[a-z]+)(?=[.,:;]|\s+(?:in|on|at|of|to|about|during)\b|$)"
)
_INVERTED = re.compile(r"\s+(?P<cue>[a-z]+)\s")


def _is_asked(text: str, end: int) -> bool:
    """Tell whether a name and a verb of speech follow a quotation that ends in a question."""
    for pattern in (_ASKED, _INVERTED):
        match = pattern.match(text, end, end + 160)
        if match and LEXICON.words.get(match.group("cue"), 0) & Word.CUE:
            return True
    return False
