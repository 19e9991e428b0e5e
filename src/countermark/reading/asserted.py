"""What is told as done, and what only looks so: questions, conditions, wishes, rumours, what nobody said or proved.

1. An event nobody asserts is none, in the outlet's voice as in a claim: asked, supposed, wished for, expected.
2. Under a noun of unproved report (`rumours that`) it is none in the outlet's voice; in a claim it stays that claim's.
3. Denial by content (`it is a lie that`, `the reports that ... are false`) turns the polarity of what it covers.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Final

from msgspec import structs

from countermark.reading.types import Claim, Event, Span

_FAR: Final = 240
_CLOSING: Final = " \t\n.”\"’'»)"
_NEGATION: Final = re.compile(r"\bnot?\b|\bnever\b|n't\b|\bwithout\b", re.IGNORECASE)
# A promise is an act of speech about what is to come; a post is held and an affiliation stands, whatever is wished.
_EXEMPT: Final = frozenset({"promise", "position", "affiliation"})


class Frames:
    """The patterns of the pack, each made to be searched in the words before a trigger or behind it."""

    def __init__(self, data: dict[str, dict[str, list[str]]]) -> None:
        condition, due, unproved = data["condition"], data["due"], data["unproved"]
        unsaid, false = data["unsaid"], data["false"]
        # A clause of time or reason begins anew: `fears grew after X sold` tells that X sold.
        on = rf"(?:(?!{_any(data['scope']['anew'])})[^,;:])*$"
        link = rf"(?:\s+that\b{on}|\s+(?:of|about)\b(?:\s+\w+){{0,5}}\s*$)"
        adverbs = r"(?:\s+(?:\w+ly|not|also|soon|never))?(?:\s+(?:be|get|have\s+been|be\s+being))?(?:\s+\w+ly)?\s*$"
        opening, inverted = _any(condition["opening"]), _any(condition["inverted"])
        self.none = [
            _made(rf"{_any(condition['words'])}[^,;:]*$"),
            _made(rf"(?:^|,)\s*{inverted}[^,;:]*\bto(?:\s+be)?\s*$"),
            _made(rf"{_any(due['modals'])}{adverbs}"),
            _made(rf"{_any(due['wishes'])}[^,;:]*\bto(?:\s+be|\s+\w+ly)?\s*$"),
            _made(rf"{_any(due['wishes'])}\s+(?:that\b[^,;:]*|(?:\w+\s+){{0,2}}(?:be\s+|be\s+being\s+)?)$"),
            _made(rf"{_any(unproved['nouns'])}{link}"),
            _made(
                rf"{_any(unsaid['negations'])}(?!\s+(?:until|only|just|surprising))(?:\s+\w+){{0,3}}?\s+"
                rf"{_any(unsaid['verbs'])}(?!\s+(?:why|how|when|where|which|who|what|by|in|on)){on}"
            ),
            _made(rf"{_any(unsaid['phrases'])}{on}"),
        ]
        self.opening = _made(rf"^\W*{opening}[^,;:]*$")
        self.told = _made(rf"{_any(unproved['told'])}{link}")
        falsehood = _any(false["words"])
        be = r"\b(?:is|are|was|were|be|been|being|as|simply|entirely|all)\b(?:\s+\w+ly)?\s+(?!not\s+false)"
        noun = _any([*unproved["nouns"], *unproved["told"]])
        # `not` before a word of falsehood is two negations: nothing is turned.
        self.false_before = _made(
            rf"(?:(?<!not )(?<!never )(?<!n't ){falsehood}(?:\s+to\s+\w+)?\s+that|{_any(false['before'])})\b"
            r"[^,;:]*$"
        )
        self.false_behind = _made(rf"^[^;:]*?{be}{falsehood}")
        self.reported = _made(rf"(?:{noun}\s+(?:that|of|about)\b|^\W*that\b)[^;:]*$")
        self.false_that = _made(rf"\b(?:is|are|was|were|be|been)\s+(?:\w+ly\s+)?{falsehood}\s+that\b")
        self.false_end = _made(rf"\b{falsehood}\W*$")
        self.rejects = _made(
            rf"(?<!not )(?<!never )(?<!n't )({_any(false['rejecting'])})(?:\s+as\s+\w+)?(?:\s+\w+){{0,3}}\s*$"
        )
        self.calls = _made(rf"(?<!not )(?<!never )(?<!n't )({_any(false['calling'])})(?:\s+\w+){{0,3}}\s*$")
        self.called = _made(rf"{falsehood}\s*$")
        self.nouns = frozenset([*unproved["nouns"], *unproved["told"]])
        self.doubting = frozenset(false["doubting"])
        self.stances = frozenset(due["stances"])


def _any(words: list[str]) -> str:
    ordered = sorted(words, key=len, reverse=True)
    return (
        "(?:" + "|".join((r"" if word[0] in "'n" and "'" in word else r"\b") + _spaced(word) for word in ordered) + ")"
    )


def _spaced(word: str) -> str:
    return re.escape(word).replace(r"\ ", r"\s+") + r"\b"


def _made(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


@lru_cache(maxsize=1)
def frames() -> Frames:
    """Read the pack."""
    return Frames(tomllib.loads(files(__package__).joinpath("en/asserted.toml").read_text(encoding="utf-8")))


def as_asserted(text: str, event: Event, claim: Claim | None, sentence: Span) -> Event | None:
    """Give an event as its sentence asserts it: unchanged, with its polarity turned, or none.

    Args:
        text: the text of the page.
        event: the event, its polarity already that of its own clause and of a denial around it.
        claim: the claim that encloses it.
        sentence: the sentence of its trigger.
    """
    if event.type in _EXEMPT:
        return event
    known = frames()
    low, high = sentence.start, sentence.end
    piece = next((one for one in claim.content if one.covers(event.trigger)), None) if claim is not None else None
    if piece is not None:
        low, high = max(low, piece.start), min(high, piece.end)
    before = _plain(text[max(low, event.trigger.start - _FAR) : event.trigger.start])
    behind = _plain(text[event.trigger.end : min(high, event.trigger.end + _FAR)])
    if behind.rstrip(_CLOSING).endswith("?") or (claim is not None and claim.stance in known.stances):
        return None
    if known.false_before.search(before) or (known.reported.search(before) and known.false_behind.search(behind)):
        return None if claim is None else _turned(event)
    opens = low == sentence.start and event.trigger.start - low <= _FAR
    if any(pattern.search(before) for pattern in known.none) or (opens and known.opening.search(before)):
        return None
    if claim is None and known.told.search(before):
        return None
    return (
        _turned(event)
        if claim is not None and doubts(claim.cue.lemma if claim.cue else "", _cue(text, claim))
        else event
    )


def doubts(lemma: str, cue: str) -> bool:
    """Tell whether a claim is made with a verb of doubt that is not itself negated."""
    return lemma in frames().doubting and not re.search(r"\b(?:not|never|no)\b|n['’]t\b", cue, re.IGNORECASE)


def says_false(clause: str) -> bool:
    """Tell whether a clause says, without a word of negation, that something is not so (`it is a lie that`)."""
    known, plain = frames(), _plain(clause)
    noun = known.reported.search(plain[:_FAR])
    found = known.false_that.search(plain)
    if found is None and noun is not None:
        found = known.false_behind.search(plain[noun.start() :])
    return found is not None and not _NEGATION.search(found.group())


def _turned(event: Event) -> Event:
    return structs.replace(event, polarity="+" if event.polarity == "-" else "-")


def _cue(text: str, claim: Claim) -> str:
    return claim.cue.span.of(text) if claim.cue is not None else ""


def _plain(text: str) -> str:
    return text.replace("’", "'").replace("\n", " ")
