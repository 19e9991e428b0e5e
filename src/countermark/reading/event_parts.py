"""What belongs to an event's trigger: who stands before and behind it, what is denied and what is only possible.

The sentence is taken word by word; there is no parser. A subject is the nearest actor before the trigger that stands
behind no preposition; an object the first behind it; the rest is found behind the prepositions that the pattern names.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import Any, Final

from countermark.reading.terms import Words, pack
from countermark.reading.types import Mention, Span

_STOPS: Final = frozenset({";", ":", "¶", "—", "–", "(", ")"})
_FAR: Final = 9
# Prepositions that open a clause as often: what follows may be its subject.
_CLAUSAL: Final = frozenset({"since", "after", "before", "until", "as", "than"})
_PRONOUNS: Final = frozenset({"we", "they", "he", "she", "it", "i", "you", "who", "there"})


@dataclass(slots=True)
class Clause:
    """A sentence with the mentions in it: number, first word, last word (exclusive), outermost only."""

    words: Words
    first: int
    last: int
    mentions: list[tuple[int, int, int]]
    all_mentions: tuple[Mention, ...]
    lexicon: dict[str, Any]
    left_out: set[int]
    demonyms: dict[int, int]

    def actor(self, number: int) -> Mention:
        """Give a mention."""
        return self.all_mentions[number]

    def led(self, number: int) -> bool:
        """Tell whether a mention stands behind a preposition."""
        return self._led(self.words.at(self.actor(number).span.start))

    def mentioned(self, low: int, high: int) -> list[tuple[int, Mention]]:
        """Give the mentions that begin in a stretch of text, with their numbers, nested ones too."""
        first = bisect_left(self.all_mentions, low, key=lambda one: one.span.start)
        last = bisect_left(self.all_mentions, high, first, key=lambda one: one.span.start)
        return [(number, self.all_mentions[number]) for number in range(first, last)]

    def before(self, at: int, *, leftmost: bool = False) -> list[int]:
        """Give the subject before a trigger: its mentions, more than one where they are joined."""
        words = self.words
        low = self.first
        relative = -1
        for back in range(at - 1, self.first - 1, -1):
            marks = words.gaps[back + 1]
            if marks and any(mark in _STOPS for mark in marks):
                low = back + 1
                break
            if words.lows[back] in {"that", "which", "who"} and relative < 0:
                relative = back
                if not self._between(back + 1, at):
                    return self._antecedent(back)
                if words.lows[back] == "that" and back > self.first and words.gaps[back] == "":
                    earlier = self._ending_near(back)
                    speaks = words.lows[back - 1] in pack().words["verb_after"]
                    if not speaks and earlier is None and self._said(back):
                        low = back + 1
                        break
                    if speaks:
                        low = back + 1
                        break
            if words.lows[back] in {"but", "while", "whereas", "because"}:
                low = back + 1
                break
        fitting = [one for one in self.mentions if low <= one[1] and one[2] <= at and one[0] not in self.left_out]
        fitting = [one for one in fitting if self.actor(one[0]).kind != "document"]
        free = [one for one in fitting if not self._led(one[1]) and not self._object(one, at)]
        if leftmost:
            return self._joined((free or fitting)[0], fitting) if fitting else []
        if free:
            return self._joined(free[-1], fitting)
        return self._joined(fitting[0], fitting) if fitting else []

    def _said(self, at: int) -> bool:
        return any(self.words.lows[back] in pack().words["verb_after"] for back in range(max(at - 4, self.first), at))

    def _between(self, low: int, high: int) -> list[tuple[int, int, int]]:
        return [one for one in self.mentions if low <= one[1] and one[2] <= high and one[0] not in self.left_out]

    def _antecedent(self, at: int) -> list[int]:
        fitting = [one for one in self.mentions if one[2] <= at and one[0] not in self.left_out]
        fitting = [one for one in fitting if at - one[2] <= 2]
        return [fitting[-1][0]] if fitting else []

    def _ending_near(self, at: int) -> int | None:
        return next((one[0] for one in self.mentions if one[2] == at), None)

    def _object(self, one: tuple[int, int, int], at: int) -> bool:
        """Tell whether a mention is the object of a verb before it, in a list of actions (`met A and visited B`)."""
        words = self.words
        linked = any(words.lows[back] == "and" for back in range(one[2], min(at, one[2] + 2)))
        before = one[1] - 1
        verb = (
            before >= self.first
            and words.gaps[one[1]] == ""
            and (words.lows[before] in pack().words["verb_after"] or words.lows[before].endswith("ed"))
        )
        return linked and verb

    def _led(self, at: int) -> bool:
        before = at - 1
        if before < self.first or self.words.gaps[at] != "":
            return False
        low = self.words.lows[before]
        return low in pack().words["preposition"] and low not in _CLAUSAL

    def _joined(self, one: tuple[int, int, int], fitting: list[tuple[int, int, int]]) -> list[int]:
        joined = [one[0]]
        start = one[1]
        for earlier in reversed(fitting[: fitting.index(one)]):
            gap = self.words.lows[earlier[2] : start]
            if (
                gap in (["and"], [])
                and (gap or "," in self.words.gaps[start])
                and self.actor(earlier[0]).kind != "demonym"
            ):
                joined.insert(0, earlier[0])
                start = earlier[1]
            else:
                break
        return joined

    def behind(self, at: int, *, far: int = _FAR) -> list[int]:
        """Give the object behind a trigger: the first actor, no preposition or mark before it, with those joined."""
        words = self.words
        small = pack().words
        for here in range(at, min(at + far, self.last)):
            if words.gaps[here] and any(mark in '.,;:—–()“”"' for mark in words.gaps[here]):
                return []
            starting = [one for one in self.mentions if one[1] == here]
            if starting:
                return self._following(starting[0])
            low = words.lows[here]
            bound = low == "than" and here > at and words.lows[here - 1] in {"more", "less", "fewer"}
            if not bound and (low in small["preposition"] or low in small["conjunction"]):
                return []
        return []

    def _following(self, one: tuple[int, int, int]) -> list[int]:
        joined = [one[0]]
        end = one[2]
        for later in self.mentions[self.mentions.index(one) + 1 :]:
            between = self.words.lows[end : later[1]]
            marks = self.words.gaps[end] if end < self.last else "."
            if between in (["and"], ["and", "the"], []) and (between or marks == ","):
                joined.append(later[0])
                end = later[2]
            else:
                break
        return joined

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
            if end > at and (stop or clause or (low in small["verb_after"] and low not in {"arms", "made"})):
                break
            if end == at and (clause or low == "of" or (stop and low not in {"about", "over"})):
                return None
            end += 1
        while end > at and words.lows[end - 1] in {"and", "or", "the", "a", "of", "its", "their"}:
            end -= 1
        return Span(words.starts[at], words.ends[end - 1]) if end > at else None

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
        }
        end = at
        while end > self.first and words.lows[end - 1] in being:
            end -= 1
        if end > self.first and words.lows[end - 1] in {"that", "which"}:
            end -= 1
        start = end
        while start > self.first and end - start < 8:
            low = words.lows[start - 1]
            ends = low in small["conjunction"] or low in small["preposition"] or low in small["verb_after"]
            if (start < end and words.gaps[start]) or ends:
                break
            start -= 1
        return Span(words.starts[start], words.ends[end - 1]) if end > start else None

    def preposition(self, word: str, low: int, high: int) -> int:
        """Give the place of a preposition, its last word, behind a trigger in the same clause, or -1."""
        words = self.words
        first, *rest = word.split()
        for at in range(low, min(high, self.last)):
            if at > low and any(mark in ";:—" for mark in words.gaps[at]):
                return -1
            if words.lows[at] == first and words.lows[at : at + len(rest) + 1] == [first, *rest]:
                return at + len(rest)
            if words.lows[at] in {"but", "while", "because", "who"} or (
                words.lows[at] == "that" and word != "including"
            ):
                return -1
        return -1

    def negated(self, at: int, *, noun: bool = False) -> bool:
        """Tell whether a trigger stands under a negation of its own clause; a noun only under one right before it."""
        words = self.words
        for back in range(at - 1, max(self.first, at - 9) - 1, -1):
            low = words.lows[back]
            if low in self.lexicon["negations"]:
                return True
            if noun and low not in {"any", "a", "the", "further", "such"} and not low.endswith("ing") and back < at - 2:
                return False
            if any(mark in ",;:—“”" for mark in words.gaps[back + 1]) or low in {"but", "and", "that", "which", "who"}:
                return False
        return False

    def unreal(self, at: int, words_of_doubt: frozenset[str]) -> bool:
        """Tell whether a trigger stands under doubt, fear, a condition or an intention."""
        words = self.words
        for back in range(at - 1, max(self.first, at - 12) - 1, -1):
            if words.lows[back] in words_of_doubt:
                return True
            if any(mark in ";:¶" for mark in words.gaps[back + 1]):
                return False
        return False
