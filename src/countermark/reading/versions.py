"""Two versions of a page, claim by claim: what was added, removed, or changed under the same words."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from countermark.reading.compare import content, same_speaker, speaker_name
from countermark.reading.stems import overlap, stems_of
from countermark.reading.types import Claim, Reading

SAME_CLAIM = 0.55
_NUMBER = re.compile(r"\d[\d.,:]*")
_WRITTEN = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion half "
    "dozen dozens hundreds thousands"
)
_NUMBER_WORDS = frozenset(_WRITTEN.split())


class Difference(msgspec.Struct, frozen=True):
    """One difference: `change` is added, removed, speaker, number, stance, polarity, hedge or words."""

    change: str
    old: str | None
    new: str | None
    old_words: str
    new_words: str
    detail: str


def compare_versions(old: Reading, new: Reading) -> list[Difference]:
    """Compare two versions of a page claim by claim, in the order of the new one; what was removed comes last."""
    pairs = _pair(old, new)
    found: list[Difference] = []
    for place, claim in enumerate(new.claims):
        if place not in pairs:
            found.append(
                Difference("added", None, claim.id, "", _words(claim, new), speaker_name(claim.speaker, new.text))
            )
        else:
            found += _changed(old.claims[pairs[place]], old, claim, new)
    kept = set(pairs.values())
    found += [
        Difference("removed", claim.id, None, _words(claim, old), "", speaker_name(claim.speaker, old.text))
        for place, claim in enumerate(old.claims)
        if place not in kept
    ]
    return found


def _pair(old: Reading, new: Reading) -> dict[int, int]:
    """Pair claims: the same words of the same speaker first, in order; then the most alike, the nearer ones first."""
    unmatched: dict[tuple[str, str], list[int]] = {}
    for place, claim in enumerate(old.claims):
        unmatched.setdefault(_key(claim, old), []).append(place)
    pairs: dict[int, int] = {}
    for place, claim in enumerate(new.claims):
        if same := unmatched.get(_key(claim, new)):
            pairs[place] = same.pop(0)
    taken = set(pairs.values())
    before = {b: stems_of(content(old.claims[b], old.text)) for b in range(len(old.claims)) if b not in taken}
    after = {a: stems_of(content(new.claims[a], new.text)) for a in range(len(new.claims)) if a not in pairs}
    scored = []
    for a, one in after.items():
        for b, other in before.items():
            score = max(_alike(one, other), float(_words(new.claims[a], new) == _words(old.claims[b], old)))
            if score >= SAME_CLAIM:
                scored.append((-score, abs(a - b), a, b))
    for _, _, a, b in sorted(scored):
        if a not in pairs and b not in taken:
            pairs[a] = b
            taken.add(b)
    return pairs


def _key(claim: Claim, reading: Reading) -> tuple[str, str]:
    return _words(claim, reading), speaker_name(claim.speaker, reading.text).casefold()


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    """Give how much two claims share; a short one inside a long one is not the same claim."""
    if not one or not other:
        return 0.0
    return overlap(one, other) * (0.5 + 0.5 * min(len(one), len(other)) / max(len(one), len(other)))


def _changed(before: Claim, old: Reading, after: Claim, new: Reading) -> list[Difference]:
    old_words, new_words = _words(before, old), _words(after, new)
    told: list[tuple[str, str]] = []
    first, second = speaker_name(before.speaker, old.text), speaker_name(after.speaker, new.text)
    if first.casefold() != second.casefold() and same_speaker(before.speaker, old, after.speaker, new) != "same":
        told.append(("speaker", f"{first} -> {second}"))
    numbers = _numbers(old_words), _numbers(new_words)
    if numbers[0] != numbers[1]:
        told.append(("number", f"{', '.join(numbers[0]) or 'none'} -> {', '.join(numbers[1]) or 'none'}"))
    if before.stance != after.stance:
        told.append(("stance", f"{before.stance} -> {after.stance}"))
    if before.polarity != after.polarity:
        told.append(("polarity", f"{before.polarity} -> {after.polarity}"))
    hedges = [sorted({hedge.kind for hedge in claim.hedges}) for claim in (before, after)]
    if hedges[0] != hedges[1]:
        told.append(("hedge", f"{', '.join(hedges[0]) or 'none'} -> {', '.join(hedges[1]) or 'none'}"))
    if not told and " ".join(old_words.split()) != " ".join(new_words.split()):
        told.append(("words", "the wording changed"))
    return [Difference(change, before.id, after.id, old_words, new_words, detail) for change, detail in told]


def _words(claim: Claim, reading: Reading) -> str:
    return " [...] ".join(content(claim, reading.text))


def _numbers(words: str) -> list[str]:
    found = [number.rstrip(".,:") for number in _NUMBER.findall(words)]
    return sorted(found + [word for word in re.findall(r"[a-z]+", words.casefold()) if word in _NUMBER_WORDS])


def as_rows(differences: list[Difference]) -> list[dict[str, Any]]:
    """Write differences as rows."""
    return [msgspec.to_builtins(difference) for difference in differences]
