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
_AUXILIARY: Final = frozenset({"had", "has", "have", "also", "not", "since", "already", "now", "later", "then", "will"})
_BOUNDS: Final = frozenset({"but", "while", "whereas", "because", "is", "are", "was", "were"})
_BEHIND_NOUNS: Final = frozenset(
    {"that", "which", "where", "and", "or", "had", "has", "have", "was", "were", "is", "are", "made", "built", "shot"}
    | {"found", "sold", "'s"}
)
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
        if not fitting or at - fitting[-1][2] > 2:
            return []
        found = fitting.pop()
        # `a trader in X that`: it is the trader, not the place.
        while fitting and self._led(found[1]) and self.actor(found[0]).schema != "Person":
            between = range(fitting[-1][2], found[1])
            joined = len(between) <= 4 and not any(self.words.gaps[word] for word in (*between, found[1]))
            if not joined or self.words.lows[fitting[-1][2]] not in pack().words["preposition"]:
                break
            found = fitting.pop()
        return [found[0]]

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
            if self.actor(later[0]).kind == "pronoun":
                break
            if between == ["and"] and marks == "," and len(joined) == 1:
                break
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
            if stops or low in _BOUNDS or (low in _AUXILIARY and not nearest) or low in self.lexicon["say"]:
                break
            if low not in wanted and low.rpartition("-")[2] not in wanted:
                continue
            span = self.phrase_before(back + 1)
            if span is None or self._behind_preposition(words.at(span.start)):
                continue
            follows = words.lows[back + 1] if back + 1 < end and not words.gaps[back + 1] else ""
            known = small["preposition"] | small["conjunction"] | _BEHIND_NOUNS
            if follows and follows not in known and not follows.endswith(("ed", "en")):
                continue
            best = span
            if nearest:
                break
        return best

    def _behind_preposition(self, at: int) -> bool:
        return at > self.first and self.words.lows[at - 1] != "of" and self._led(at)

    def quantity(self, at: int) -> Span | None:
        """Give `most` or `some` as the subject before a trigger, where the sentence before speaks of parts."""
        words, quantities = self.words, self.lexicon["quantities"]
        end = at
        while end > self.first and (words.lows[end - 1] in self.lexicon["being"] or words.lows[end - 1] in _AUXILIARY):
            end -= 1
        first = self.first
        aside = end - first <= 6 and "," in words.gaps[end] and first + 1 < end and "," in words.gaps[first + 1]
        place = end - 1 if end > first and words.lows[end - 1] in quantities else first if aside else -1
        if place < 0 or words.lows[place] not in quantities:
            return None
        spoken = words.lows[max(self.first - 40, 0) : place]
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

    def antecedent(self, at: int) -> list[int]:
        """Give whom `that`, `which` or `whom` before a trigger stands for."""
        for back in range(at - 1, max(self.first, at - 9) - 1, -1):
            if self.words.lows[back] in {"that", "which", "whom"}:
                return [one[0] for one in self.mentions if one[2] == back][-1:]
            if any(mark in _STOPS for mark in self.words.gaps[back + 1]):
                return []
        return []

    def past_adverbs(self, at: int) -> list[int]:
        """Give the person behind a trigger past times and places (`received on Friday in X the minister`)."""
        words = self.words
        for here in range(at, min(at + 9, self.last)):
            if words.gaps[here]:
                return []
            if words.lows[here] in pack().words["preposition"] and words.lows[here] not in {"on", "in", "at"}:
                return []
            starting = [one for one in self.mentions if one[1] == here]
            if starting and self.actor(starting[0][0]).schema == "Person":
                return self._following(starting[0])
        return []

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
