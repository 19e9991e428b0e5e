"""Where reports come from: outlets that print one text, one agency or one speech are one origin.

Two reports are joined by a credit line to the same agency, by paragraphs they share word for word, by a document both
rest on, or by a quotation both carry. Corroboration is the number of groups that are left, never the number of outlets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import msgspec

from countermark.names.keys import exact_key
from countermark.reading.compare import SameWords, compare_claims, speaker_name
from countermark.reading.stems import words_of
from countermark.reading.types import Reading

SHINGLE = 8  # words in a row
SHARED_SHINGLES = 0.6  # of the shorter paragraph's
LEAST_WORDS = 20

_CREDIT = re.compile(
    r"^(?:\W*(?:with|and|by|from|source|sources|additional reporting by|reporting by|material from|via|con|avec|mit)\b"
    r"[\s:]*)+",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*(?:,|;|/|\||\band\b|\bwith\b|&)\s*", re.IGNORECASE)


class Join(msgspec.Struct, frozen=True, order=True):
    """Why two reports count as one origin: `kind` is credit, paragraph, document or quotation."""

    first: str
    second: str
    kind: str
    basis: str


class Origin(msgspec.Struct, frozen=True):
    """A root of the tree: what the reports under it rest on, those reports by their hash, and what joins them."""

    root: str
    reports: tuple[str, ...]
    joins: tuple[Join, ...]


def agencies(reading: Reading) -> tuple[str, ...]:
    """Give the agencies that the credit lines name.

    >>> agencies(Reading(text="", text_sha256="", credits=("With Meridian Wire and Northpoint",)))
    ('Meridian Wire', 'Northpoint')
    """
    named = []
    for credit in reading.credits:
        rest = _CREDIT.sub("", credit.strip()).strip(" .()[]")
        named += [part.strip(" .()") for part in _BETWEEN.split(rest) if part.strip(" .()")]
    return tuple(dict.fromkeys(name for name in named if len(name.split()) <= 5))


def documents(reading: Reading) -> dict[str, str]:
    """Give what claims rest on, by its key: the named sources in the chain between speaker and reader."""
    found: dict[str, str] = {}
    for claim in reading.claims:
        for source in claim.via:
            name = speaker_name(source, reading.text)
            if (key := exact_key(name)) and name[:1].isupper():
                found.setdefault(key, name)
    return found


def joins(first: Reading, second: Reading, same: Sequence[SameWords] | None = None) -> list[Join]:
    """Give everything that makes two reports one origin; `same` are their claims with the same words, if known."""
    ends = (first.text_sha256, second.text_sha256)
    found = []
    theirs = {exact_key(name) for name in agencies(second)}
    found += [Join(*ends, "credit", name) for name in agencies(first) if exact_key(name) in theirs]
    found += [Join(*ends, "paragraph", basis) for basis in shared_paragraphs(first, second)]
    others = documents(second)
    found += [Join(*ends, "document", name) for key, name in sorted(documents(first).items()) if key in others]
    pairs = compare_claims(first, second) if same is None else same
    quoted = {claim.id for claim in first.claims if claim.form != "indirect"}
    found += [Join(*ends, "quotation", pair.second_words) for pair in pairs if pair.first in quoted]
    return found


def shared_paragraphs(first: Reading, second: Reading) -> list[str]:
    """Give the beginnings of the paragraphs of a report that another one has in the same words."""
    theirs: set[tuple[str, ...]] = set()
    for words in _paragraphs(second):
        theirs |= _shingles(words)
    found = []
    for words in _paragraphs(first):
        mine = _shingles(words)
        if mine and len(mine & theirs) >= SHARED_SHINGLES * len(mine):
            found.append(" ".join(words[:12]))
    return found


def origins(readings: Iterable[Reading]) -> list[Origin]:
    """Group reports by origin. The number of groups is what corroborates; the largest group comes first."""
    reports = sorted({reading.text_sha256: reading for reading in readings}.values(), key=lambda one: one.text_sha256)
    root = {one.text_sha256: one.text_sha256 for one in reports}

    def top(one: str) -> str:
        while root[one] != one:
            one = root[one]
        return one

    found: list[Join] = []
    for place, first in enumerate(reports):
        for second in reports[place + 1 :]:
            if between := joins(first, second):
                found += between
                low, high = sorted((top(first.text_sha256), top(second.text_sha256)))
                root[high] = low
    groups: dict[str, list[Reading]] = {}
    for one in reports:
        groups.setdefault(top(one.text_sha256), []).append(one)
    made = []
    for members in groups.values():
        hashes = tuple(one.text_sha256 for one in members)
        inside = tuple(sorted({join for join in found if join.first in hashes}))
        made.append(Origin(_root(members, inside), hashes, inside))
    return sorted(made, key=lambda one: (-len(one.reports), one.reports))


def _root(members: Sequence[Reading], inside: Sequence[Join]) -> str:
    """Name what a group rests on: a credit before a document, that before a text or speech they share."""
    for kind, words in (("credit", "agency"), ("document", "document")):
        if found := next((join for join in inside if join.kind == kind), None):
            return f"{words}: {found.basis}"
    if len(members) == 1:
        credited = agencies(members[0])
        return f"agency: {credited[0]}" if credited else f"report: {members[0].outlet or members[0].text_sha256[:12]}"
    if any(join.kind == "paragraph" for join in inside):
        return "one text"
    return "one speech"


def _paragraphs(reading: Reading) -> list[list[str]]:
    stretches: dict[int, list[int]] = {}
    for sentence in reading.sentences:
        if sentence.kind == "prose":
            ends = stretches.setdefault(sentence.paragraph, [sentence.span.start, sentence.span.end])
            ends[1] = max(ends[1], sentence.span.end)
    texts = [reading.text[start:end] for start, end in stretches.values()] or reading.text.splitlines()
    return [words for text in texts if len(words := words_of(text)) >= LEAST_WORDS]


def _shingles(words: Sequence[str]) -> set[tuple[str, ...]]:
    return {tuple(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1)}
