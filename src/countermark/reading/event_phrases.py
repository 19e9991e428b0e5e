"""The noun phrases of a sentence: before a trigger, behind it, and the one that holds goods.

The sentence is taken word by word; a phrase ends at a mark, a conjunction, most prepositions, and at its article.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from countermark.reading.terms import Words, pack
from countermark.reading.types import Mention, Span

_STOPS: Final = frozenset({";", ":", "¶", "—", "–", "(", ")"})
# Prepositions that open a clause as often: what follows may be its subject.
_CLAUSAL: Final = frozenset({"since", "after", "before", "until", "as", "than"})
_AUXILIARY: Final = frozenset({"had", "has", "have", "also", "not", "since", "already", "now", "later", "then", "will"})
_BOUNDS: Final = frozenset({"but", "while", "whereas", "because", "is", "are", "was", "were"})
_PARTICLES: Final = frozenset({"of", "up", "out", "off", "down"})
_BEHIND_NOUNS: Final = frozenset(
    {"that", "which", "where", "and", "or", "had", "has", "have", "was", "were", "is", "are", "made", "built", "shot"}
    | {"found", "sold", "'s"}
)
_PRONOUNS: Final = frozenset({"we", "they", "he", "she", "it", "i", "you", "who", "there"})


@dataclass(slots=True)
class Phrases:
    """A sentence with the mentions in it: number, first word, last word (exclusive), outermost only."""

    words: Words
    first: int
    last: int
    mentions: list[tuple[int, int, int]]
    all_mentions: tuple[Mention, ...]
    lexicon: dict[str, Any]
    left_out: set[int]
    demonyms: dict[int, int]

    def _led(self, at: int) -> bool:
        before = at - 1
        if before < self.first or self.words.gaps[at] != "":
            return False
        low = self.words.lows[before]
        return low in pack().words["preposition"] and low not in _CLAUSAL

    def phrase(self, at: int, *, through: bool = False) -> Span | None:
        """Give the words behind a trigger up to the next mark, conjunction or preposition: what is spoken of."""
        words = self.words
        small = pack().words
        end = at
        while end < self.last and end - at < 14:
            if end > at and words.gaps[end] and words.gaps[end] not in {"'", "’", "“", "”", '"'}:
                break
            low = words.lows[end]
            stop = low in small["preposition"] and low != "of" and not through
            clause = low in small["conjunction"] and low not in {"and", "or"}
            if end > at and (low in _PRONOUNS or (low in {"and", "or"} and self._turns(end + 1))):
                break
            if end > at and (stop or clause or self._verb(end)):
                break
            if end == at and (clause or low == "of" or (stop and low not in {"about", "over"})):
                return None
            end += 1
        while end > at and words.lows[end - 1] in {"and", "or", "the", "a", "of", "its", "their"}:
            end -= 1
        return Span(words.starts[at], words.ends[end - 1]) if end > at else None

    def phrase_with(self, wanted: frozenset[str], at: int, *, nearest: bool = False) -> Span | None:
        """Give the words before a trigger that hold one of those wanted and stand behind no preposition: the subject.

        The first in the clause is taken (`modules made in X and found in drones were shipped`), or the nearest.
        """
        words, small = self.words, pack().words
        end = at
        while end > self.first and (words.lows[end - 1] in self.lexicon["being"] or words.lows[end - 1] in _AUXILIARY):
            end -= 1
        best: Span | None = None
        for back in range(end - 1, max(self.first, end - 30) - 1, -1):
            low = words.lows[back]
            stops = any(mark in _STOPS for mark in words.gaps[back + 1]) if back + 1 < end else False
            if stops or low in _BOUNDS or (low in _AUXILIARY and not nearest) or self._bounds(back):
                break
            if low not in wanted and low.rpartition("-")[2] not in wanted:
                continue
            span = self.phrase_before(back + 1)
            if span is None or self._behind_preposition(words.at(span.start)):
                continue
            follows = words.lows[back + 1] if back + 1 < end and not words.gaps[back + 1] else ""
            known = small["preposition"] | small["conjunction"] | _BEHIND_NOUNS | _PRONOUNS
            if follows and follows not in known and not follows.endswith(("ed", "en")):
                continue
            best = span
            if nearest:
                break
        return best

    def _bounds(self, at: int) -> bool:
        """Tell whether a verb of saying begins a new clause: not inside `a board that he said had been found`."""
        lows = self.words.lows
        inside = {"that", "which"} & set(lows[max(at - 3, self.first) : at])
        return lows[at] in self.lexicon["say"] and not inside

    def _behind_preposition(self, at: int) -> bool:
        return at > self.first and self.words.lows[at - 1] not in _PARTICLES and self._led(at)

    def quantity(self, at: int) -> Span | None:
        """Give `most` or `some` as the subject before a trigger, where the sentence before speaks of parts."""
        words, quantities = self.words, self.lexicon["quantities"]
        end = at
        while end > self.first and (words.lows[end - 1] in self.lexicon["being"] or words.lows[end - 1] in _AUXILIARY):
            end -= 1
        first = self.first
        aside = end - first <= 6 and "," in words.gaps[end] and first + 1 < end and "," in words.gaps[first + 1]
        place = end - 1 if end > first and words.lows[end - 1] in quantities else first if aside else -1
        counted = end - 1 > first and words.lows[end - 1].isdigit() and words.lows[end - 2] in {"the", "these", "those"}
        place = end - 1 if counted else place
        if place < 0 or not (counted or words.lows[place] in quantities):
            return None
        spoken = words.lows[max(self.first - 70, 0) : place]
        if self.lexicon["parts"].isdisjoint(spoken):
            return None
        return Span(words.starts[place], words.ends[place])

    def cut_at_verb(self, span: Span) -> Span:
        """Cut a phrase before `and` or a verb behind its names."""
        words = self.words
        first = at = words.at(span.start)
        while at < self.last and words.starts[at] < span.end:
            verb = words.lows[at].endswith("ed") and not words.capital(at)
            if at > first and (verb or words.lows[at] in {"and", "or"}):
                return Span(span.start, words.ends[at - 1])
            at += 1
        return span

    def without_last(self, span: Span, words_off: frozenset[str]) -> Span:
        """Cut words at the end of a phrase that begin what comes next, or take in all of it (`a drone lost in X`)."""
        words = self.words
        last = words.at(span.end - 1)
        place = last + 1 + (last + 1 < self.last and words.lows[last + 1] == "down")
        if words.lows[last] in words_off and place + 1 < self.last and words.lows[place] in {"in", "over", "near"}:
            where = self.phrase(place + 1)
            return Span(span.start, where.end) if where is not None else span
        first = words.at(span.start)
        while last > first and words.lows[last] in words_off:
            last -= 1
        return Span(span.start, words.ends[last])

    def phrase_after(self, wanted: frozenset[str], at: int) -> Span | None:
        """Give the noun phrase behind a place, before any mark, that ends with one of the words wanted."""
        for here in range(at, min(at + 12, self.last)):
            if here > at and self.words.gaps[here]:
                return None
            if self.words.lows[here] in wanted:
                return self.phrase_before(here + 1)
        return None

    def _verb(self, at: int) -> bool:
        """Tell whether a word that may be a verb of speaking is one: behind an article it is a noun (`the remains`)."""
        low = self.words.lows[at]
        noun = low in {"arms", "made"} or self.words.lows[at - 1] in {"the", "a", "an", "its", "their"}
        return low in pack().words["verb_after"] and not noun

    def _turns(self, at: int) -> bool:
        return at < self.last and self.words.lows[at] in self.lexicon["up"] | self.lexicon["down"]

    def phrase_before(self, at: int) -> Span | None:
        """Give the noun phrase before a trigger, without the verbs that lead to it."""
        words = self.words
        small = pack().words
        being = self.lexicon["being"] | {
            "had",
            "has",
            "have",
            "also",
            "not",
            "recently",
            "still",
            "previously",
            "later",
            "since",
            "already",
            "now",
            "keep",
            "keeps",
            "kept",
        }
        end = at
        while end > self.first and words.lows[end - 1] in being:
            end -= 1
        if end > self.first and words.lows[end - 1] in {"that", "which"}:
            end -= 1
        start = end
        if end > self.first and words.lows[end - 1] in _PRONOUNS:
            return Span(words.starts[end - 1], words.ends[end - 1])
        while start > self.first and end - start < 8:
            low = words.lows[start - 1]
            ends = low in small["conjunction"] or low in small["preposition"] or low in small["verb_after"]
            if (start < end and words.gaps[start]) or ends:
                break
            start -= 1
            if low in {"the", "a", "an"} and start < end - 1:
                break
        return Span(words.starts[start], words.ends[end - 1]) if end > start else None
