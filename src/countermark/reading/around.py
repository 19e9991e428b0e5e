"""What stands around a word: the spots by word, where a phrase begins, its article, its country."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from countermark.reading.spots import Spot
from countermark.reading.terms import Pack, Title, Words, pack

_ADJECTIVAL: Final = (
    "ian",
    "ese",
    "ish",
    "al",
    "ic",
    "ive",
    "ous",
    "ary",
    "made",
    "based",
    "owned",
    "backed",
    "linked",
    "run",
)
PRONOUNS: Final = {
    "he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f",
    "they": "p", "them": "p", "their": "p", "themselves": "p", "it": "n", "its": "n", "itself": "n",
    "we": "1", "us": "1", "our": "1", "ours": "1", "i": "1", "my": "1", "me": "1",
}  # fmt: skip
_LONGEST_PHRASE: Final = 7


@dataclass(slots=True)
class Phrase:
    """A phrase of the words `first` to `last` about its `head`; `points`: back (definite), new, kind (bare plural)."""

    first: int
    last: int
    head: int
    kind: str
    schema: str
    role: str
    country: str = ""
    points: str = "back"
    gender: str = ""
    target: int = -1
    how: str = ""


@dataclass(slots=True)
class Role:
    """A role told of a name: the name's number among the spots, the role, its country, and a gender or nothing."""

    spot: int
    role: str
    country: str
    gender: str
    place: int


class Around:
    """What stands where: spots by word, and phrases as they are found."""

    def __init__(self, words: Words, spots: list[Spot]) -> None:
        """Index the spots of a text."""
        self.words = words
        self.spots = spots
        self.small: Pack = pack()
        self.over = [-1] * len(words)
        for number, spot in enumerate(spots):
            self.over[spot.first : spot.last] = [number] * (spot.last - spot.first)

    def spot_ending(self, at: int) -> Spot | None:
        """Give the spot whose last word is the one before `at`, nothing between."""
        if at < 1 or at > len(self.words) or self.over[at - 1] < 0:
            return None
        return self.spots[self.over[at - 1]]

    def start(self, head: int) -> tuple[int, str, str]:
        """Walk left from a head to the beginning of its phrase: where it is, its article or the like, its country."""
        words, small = self.words, self.small
        at, country = head, ""
        while head - at < _LONGEST_PHRASE and at > 0 and words.gaps[at] == "" and not words.opens(at):
            low = words.lows[at - 1]
            spot = self.spot_ending(at)
            if spot is not None:
                country = country or spot.country
                at = spot.first
                continue
            if low in small.words["definite"] or low in small.words["indefinite"]:
                counts = low in small.words["indefinite"] and low not in small.words["article"]
                if counts and at > 1 and words.gaps[at - 1] == "" and words.lows[at - 2] in small.words["before_count"]:
                    return at - 2, words.lows[at - 2], country
                return at - 1, low, country
            if not self._belongs(at - 1, at):
                break
            at -= 1
        return at, "", country

    def _belongs(self, at: int, head: int) -> bool:
        words, small = self.words, self.small
        low = words.lows[at]
        if low == "'s":
            return True
        if low in small.words["adjective"] or "-" in low or low.endswith(_ADJECTIVAL):
            return low not in small.words["preposition"] and low not in small.words["conjunction"]
        if words.lows[head] == "'s":
            return low in small.nouns or low in small.titles
        for back in range(at, max(at - 3, -1), -1):
            here = words.lows[back]
            if here in small.words["definite"] or here in small.words["indefinite"]:
                return True
            if here in small.words["preposition"] or here in small.words["conjunction"] or words.gaps[back]:
                return False
            if here in small.words["verb_after"] or here in PRONOUNS or self.over[back] >= 0:
                return False
        return False

    def country_behind(self, last: int) -> tuple[str, int]:
        """Read `of COUNTRY` behind a title; gives the country and where the phrase then ends."""
        words = self.words
        at = last + 1
        if at < len(words) and words.lows[last] == "of" and words.gaps[last] == "":
            at += words.lows[at] == "the"
            if at < len(words) and self.over[at] >= 0:
                spot = self.spots[self.over[at]]
                if spot.schema == "Country" and spot.first == at:
                    return spot.country, spot.last
        return "", last


def title_at(around: Around, at: int) -> Title | None:
    """Give the longest title whose words begin at a word outside any spot."""
    words = around.words
    for title in around.small.titles.get(words.lows[at].rstrip("."), ()):
        last = at + len(title.words)
        if last > len(words) or around.over[at] >= 0:
            continue
        if tuple(low.rstrip(".") for low in words.lows[at:last]) == title.words and not any(
            gap not in {"", "."} for gap in words.gaps[at + 1 : last]
        ):
            return title
    return None


def stands_alone(around: Around, last: int) -> bool:
    """Tell whether a noun that ends before a word is no part of a longer one (`the head`, not `the head office`)."""
    words, small = around.words, around.small
    if last >= len(words) or words.gaps[last] or not words.lows[last].isalpha():
        return True
    low = words.lows[last]
    known = ("verb_after", "preposition", "conjunction", "not_name")
    return any(low in small.words[name] for name in known) or low.endswith("ed") or around.over[last] >= 0


def points_to(article: str, around: Around, first: int, head: int) -> str:
    """Give whether a phrase points back, brings somebody new, or speaks of a kind: by its article or possessor."""
    small = around.small
    if article in small.words["possessive"]:
        return "new"
    if article in small.words["indefinite"] and article not in small.words["indefinite_pair"]:
        return "new"
    if article or (first < head and "'s" in around.words.lows[first:head]):
        return "back"
    return "kind"
