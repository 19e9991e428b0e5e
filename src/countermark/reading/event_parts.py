"""What belongs to an event's trigger: who stands before and behind it, what is denied and what is only possible.

The sentence is taken word by word; there is no parser. A subject is the nearest actor before the trigger that stands
behind no preposition; an object the first behind it; the rest is found behind the prepositions that the pattern names.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import Final

from countermark.reading.event_phrases import Phrases
from countermark.reading.terms import pack
from countermark.reading.types import Argument, Claim, Event, Hedge, Mention, Polarity, Span

_STOPS: Final = frozenset({";", ":", "¶", "—", "–", "(", ")"})
_FAR: Final = 9


def make_event(
    kind: str,
    trigger: Span,
    arguments: list[Argument],
    rule: str,
    claim: Claim | None,
    *,
    polarity: Polarity = "+",
    hedges: tuple[Hedge, ...] = (),
) -> Event:
    """Make an event of its parts: claimed where a claim encloses it, its span from the first part to the last."""
    return Event(
        kind,
        trigger,
        tuple(arguments),
        "claimed" if claim is not None else "reported",
        rule,
        Span(
            min([trigger.start, *(one.span.start for one in arguments)]),
            max([trigger.end, *(one.span.end for one in arguments)]),
        ),
        claim.id if claim is not None else None,
        polarity,
        hedges,
    )


@dataclass(slots=True)
class Clause(Phrases):
    """A sentence: who stands before a trigger and behind it, and whether it is denied or only possible."""

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

    def _joined(self, one: tuple[int, int, int], fitting: list[tuple[int, int, int]]) -> list[int]:
        joined = [one[0]]
        start = one[1]
        for earlier in reversed(fitting[: fitting.index(one)]):
            gap = self.words.lows[earlier[2] : start]
            if not gap and self.actor(one[0]).kind == "pronoun":
                break
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
            schemas = {self.actor(one[0]).schema, self.actor(later[0]).schema}
            if marks == "," and not between and "Person" in schemas and schemas & {"Country", "Place"}:
                break
            if between == ["and"] and marks == "," and len(joined) == 1:
                break
            if between in (["and"], ["and", "the"], []) and (between or marks == ","):
                joined.append(later[0])
                end = later[2]
            else:
                break
        return joined

    def person_after_comma(self, at: int) -> list[int]:
        """Give who the sentence goes on with (`On a trip to X, the minister said`)."""
        for number, first, _ in self.mentions:
            if at <= first <= at + 12 and "," in self.words.gaps[first] and self.actor(number).schema == "Person":
                return [number]
        return []

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

    def asked(self) -> bool:
        """Tell whether the sentence is a question."""
        end = self.words.ends[self.last - 1]
        return "?" in self.words.text[end : end + 2]

    def to_come(self, at: int) -> bool:
        """Tell whether what a trigger tells is yet to come (`will ship`, `are to be delivered`)."""
        lows = self.words.lows[max(at - 3, self.first) : at]
        return "will" in lows or lows[-2:] == ["to", "be"] or lows[-1:] == ["ll"]

    def unreal(self, at: int, words_of_doubt: frozenset[str]) -> bool:
        """Tell whether a trigger stands under doubt, fear, a condition or an intention."""
        words = self.words
        for back in range(at - 1, max(self.first, at - 12) - 1, -1):
            if words.lows[back] in words_of_doubt and words.words[back] != "May":
                return True
            if any(mark in ";:¶" for mark in words.gaps[back + 1]):
                return False
        return False
