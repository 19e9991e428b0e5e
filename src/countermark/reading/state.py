"""What has been read of a document so far: its members, the mentions in order, who has spoken and where.

What stands in a quotation is no antecedent for what stands outside it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from countermark.reading.cast import GROUPS, PERSON, Member
from countermark.reading.gender import gender_told
from countermark.reading.terms import Words, pack
from countermark.reading.types import Mention

NEAR: Final = 4
BACK: Final = 60
FAR: Final = 300
NAMED: Final = frozenset({"name", "acronym", "metonym", "demonym"})
_TOLD: Final = frozenset({"title", "nominal"})


@dataclass(slots=True)
class Seen:
    """A mention already read, with the member it points to."""

    mention: Mention
    member: Member
    sentence: int
    subject: bool
    quoted: int


@dataclass(slots=True)
class State:
    """What has been read so far: the members, the mentions in order, who has spoken and where."""

    words: Words
    members: dict[str, Member] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)
    spoke: list[tuple[int, Member]] = field(default_factory=list)
    own: int = 0
    quoted: int = -1
    outlet: str = ""
    author: Member | None = None
    media: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)
    merged: dict[str, Member] = field(default_factory=dict)

    def introduce(self, mention: Mention, written: str) -> Member:
        """Take in somebody whom the text describes and does not name."""
        self.own += 1
        member = Member(
            f"doc:{self.own}", written, mention.schema, mention.country, first=mention.span.start, named=False
        )
        member.nouns.add(mention.role)
        member.plural = mention.kind == "group"
        first = self.words.at(mention.span.start)
        if mention.schema == PERSON and not member.plural:
            member.gender = gender_told(self.words, first, self.words.at(mention.span.end - 1) + 1)
        self.members[member.entity] = member
        return member


def starts_at(mention: Mention) -> int:
    """Give where a mention begins, the order mentions are kept in."""
    return mention.span.start


def seen_as(state: State, mention: Mention, member: Member, quoted: int) -> Seen:
    """Note a mention with its sentence, and whether it can be a subject: no preposition leads to it."""
    words = state.words
    first = words.at(mention.span.start)
    before = first - 1
    while (
        before >= max(first - 5, 0)
        and words.gaps[before + 1] == ""
        and (words.lows[before] in pack().titles or words.lows[before] in pack().words["definite"])
    ):
        before -= 1
    led = before >= 0 and words.gaps[before + 1] == "" and not words.opens(before + 1)
    subject = not led or words.lows[before] not in pack().words["preposition"]
    return Seen(mention, member, words.sentence[min(first, len(words) - 1)], subject, quoted)


def near(state: State, sentences: int, at: int) -> list[Seen]:
    """Give what was read in this sentence and so many before it, newest first."""
    found = []
    for seen in reversed(state.seen[-BACK:]):
        if at - seen.sentence > sentences:
            break
        if seen.quoted < 0 or seen.quoted == state.quoted:
            found.append(seen)
    return found


def last_speaker(state: State, here: int) -> Member | None:
    """Give who spoke last, where that was not long before the sentence `here`."""
    for place, member in reversed(state.spoke[-2:]):
        if here - state.words.sentence[state.words.at(place - 1)] <= NEAR:
            return member
    return None


def pair(state: State, around: list[Seen], *, schema: str = "") -> Member | None:
    """Give the two latest different members of one kind, as a group of their own."""
    for kind in (schema,) if schema else ("Country", PERSON):
        distinct: dict[str, Member] = {}
        for seen in around:
            if seen.member.schema == kind and not seen.member.entity.startswith("group:"):
                distinct.setdefault(seen.member.entity, seen.member)
            if len(distinct) == 2:
                break
        if len(distinct) == 2:
            both = sorted(distinct.values(), key=lambda one: one.entity)
            entity = "group:" + "+".join(one.entity for one in both)
            caption = " and ".join(one.caption for one in both)
            return state.members.setdefault(
                entity, Member(entity, caption, "Group", candidates=tuple(one.entity for one in both), named=False)
            )
    return None


def is_firm(state: State, member: Member) -> bool:
    """Tell whether a named organisation may be a firm: no public body, no outlet, no part number."""
    if member.schema not in GROUPS | {"Thing"} or not member.named or member.entity in state.media:
        return False
    public = member.schema == "PublicBody" or member.entity.startswith(("wire:", "institution:"))
    return not public and not any(letter.isdigit() for letter in member.caption)


def _possesses(state: State, mention: Mention) -> bool:
    behind = state.words.at(mention.span.end)
    return behind < len(state.words) and state.words.lows[behind] == "'s" and not state.words.gaps[behind]


def opening_subject(state: State, here: int, place: int, fits_it: Callable[[Seen], bool]) -> Member | None:
    """Give the subject that opens a sentence read after the last speaker spoke; it beats that speaker."""
    for back in range(1, NEAR):
        opening = [seen for seen in near(state, back, here) if seen.sentence == here - back and seen.quoted < 0]
        subjects = [seen for seen in reversed(opening) if seen.subject and seen.mention.kind != "demonym"]
        subjects = [seen for seen in subjects if not _possesses(state, seen.mention)]
        if subjects:
            first = subjects[0]
            named = first.mention.kind in NAMED | {"group"} or (first.mention.kind in _TOLD and first.member.named)
            if first.mention.span.start > place and fits_it(first) and named:
                return first.member
            return None
    return None
