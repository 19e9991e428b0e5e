"""The same words in several reports: who is said to have spoken them, and how many origins they have.

1. Two texts have the same words when the rarer half of the shorter one's stems is in the other (`THRESHOLD`), and they
   share enough of them; paraphrase is not found.
2. The same words under two speakers are an attribution conflict. A speaker that one report only describes conflicts
   with nobody.
3. Words in quotation marks that may be back-translated are marked: they are compared all the same, and need not be
   verbatim.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from countermark.names.keys import exact_key
from countermark.reading.stems import rarity, stems_of, weight, words_of
from countermark.reading.types import Claim, Reading, Speaker

THRESHOLD = 0.55
LEAST_WEIGHT = 14.0  # about four words that are neither function words nor everyday ones
LEAST_SHARED = 4
TELLING = 2.0  # rarity of a stem that is no function word
LEAST_TELLING = 2

Agreement = Literal["same", "other", "not named"]


class SameWords(msgspec.Struct, frozen=True):
    """Two claims with the same words: `score` 0 to 1, how their speakers compare, whether one may be translated."""

    first: str
    second: str
    report: str
    score: float
    speakers: Agreement
    translated: bool
    second_speaker: str
    second_words: str

    @property
    def conflict(self) -> bool:
        """Whether the two name different speakers."""
        return self.speakers == "other"


def content(claim: Claim, text: str) -> tuple[str, ...]:
    """Give the pieces of what is said."""
    return tuple(span.of(text) for span in claim.content)


def same_words(first: Sequence[str], second: Sequence[str]) -> float | None:
    """Give the overlap of two texts if they have the same words, else None.

    >>> same_words(["the boards were bought by a broker in Lisbon"], ["Boards bought by Lisbon brokers"])
    1.0
    """
    return _alike(_weighed(first), _weighed(second))


def _weighed(texts: Sequence[str]) -> tuple[frozenset[str], float]:
    stems = stems_of(texts)
    return stems, weight(stems)


def _alike(first: tuple[frozenset[str], float], second: tuple[frozenset[str], float]) -> float | None:
    shared = first[0] & second[0]
    least = min(first[1], second[1])
    if len(shared) < LEAST_SHARED or least < LEAST_WEIGHT:
        return None
    score = weight(shared) / least
    return round(score, 3) if score >= THRESHOLD else None


def compare_claims(reading: Reading, other: Reading) -> list[SameWords]:
    """Find the claims of another report that have the words of a claim of this one; best first for each claim."""
    theirs = [(claim, _weighed(content(claim, other.text))) for claim in other.claims if _speaks(claim)]
    bearing: dict[str, list[int]] = {}
    for place, (_, (stems, _)) in enumerate(theirs):
        for one in stems:
            if rarity(one) >= TELLING:
                bearing.setdefault(one, []).append(place)
    found = []
    for claim in reading.claims:
        if not _speaks(claim):
            continue
        mine = _weighed(content(claim, reading.text))
        shared = Counter(place for one in mine[0] for place in bearing.get(one, ()))
        for place in sorted(place for place, count in shared.items() if count >= LEAST_TELLING):
            second, words = theirs[place]
            if (score := _alike(mine, words)) is not None:
                found.append(
                    SameWords(
                        claim.id,
                        second.id,
                        other.text_sha256,
                        score,
                        same_speaker(claim.speaker, reading, second.speaker, other),
                        claim.translated or second.translated,
                        speaker_name(second.speaker, other.text),
                        " [...] ".join(content(second, other.text)),
                    )
                )
    return sorted(found, key=lambda one: (one.first, -one.score, one.second))


def _speaks(claim: Claim) -> bool:
    return bool(claim.content) and claim.stance not in {"omits", "declines_comment"}


def speaker_name(speaker: Speaker, text: str) -> str:
    """Name a speaker: as resolved, else as written, else as nobody."""
    return speaker.caption or (speaker.span.of(text) if speaker.span else "not named")


def same_speaker(first: Speaker, reading: Reading, second: Speaker, other: Reading) -> Agreement:
    """Tell whether two reports name one speaker, two, or whether one of them names none.

    Ids of a report's own cast are not compared across reports. A person and the office or country the person speaks
    for do not exclude each other.
    """
    one, two = _identity(first, reading), _identity(second, other)
    if one.ids & two.ids or one.keys & two.keys:
        return "same"
    if one.person and two.person:
        return "same" if _short_form(one.names, two.names) else "other"
    if one.country and two.country and one.country != two.country and (one.named and two.named):
        return "other"
    return "not named"


# Two capitalised words or more, up to a comma: a name as it is written, where no mention was read behind it.
_NAME = re.compile(r"([^\W\d_a-z][\w'’-]+(?:\s+[^\W\d_a-z][\w.'’-]*)+)\s*(?:,|$)")


def _text(speaker: Speaker, reading: Reading) -> str:
    return speaker.span.of(reading.text) if speaker.span else ""


class _Identity(msgspec.Struct, frozen=True):
    ids: frozenset[str]
    keys: frozenset[str]
    names: tuple[str, ...]
    person: bool
    country: str
    named: bool


def _identity(speaker: Speaker, reading: Reading) -> _Identity:
    behind = [
        mention
        for mention in reading.mentions
        if (speaker.entity and mention.entity == speaker.entity) or (speaker.span and mention.span == speaker.span)
    ]
    named = [mention for mention in behind if mention.kind in {"name", "acronym"}]
    names = tuple(dict.fromkeys(filter(None, (speaker.caption, *(mention.caption for mention in named),
                                              *(mention.span.of(reading.text) for mention in named)))))  # fmt: skip
    if not behind and not speaker.entity and (written := _NAME.match(names[0] if names else _text(speaker, reading))):
        return _Identity(frozenset(), frozenset({exact_key(written[1])}), (written[1],), True, "", True)
    schemata = {mention.schema for mention in behind}
    ids = {speaker.entity} if speaker.entity and not speaker.entity.startswith("doc:") else set()
    person = "Person" in schemata or (not schemata and len((speaker.caption or "").split()) > 1 and bool(named))
    country = next((mention.country.casefold() for mention in behind if mention.country), "")
    return _Identity(
        frozenset(ids), frozenset(filter(None, map(exact_key, names))), names, person, country, bool(named or ids)
    )


def _short_form(first: Iterable[str], second: Iterable[str]) -> bool:
    """Tell whether one name may be the other's short form: all its words are in it."""
    ones = [frozenset(words_of(name)) for name in first]
    twos = [frozenset(words_of(name)) for name in second]
    return any(one and two and (one <= two or two <= one) for one in ones for two in twos)
