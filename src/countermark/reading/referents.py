"""Whom titles, nouns and pronouns mean, with what has been read and who has spoken before them.

What stands in a quotation is no antecedent for what stands outside it. Every answer tells its rule.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Final

import msgspec

from countermark.reading.cast import GROUPS, PERSON, Member
from countermark.reading.terms import Words, fits, pack
from countermark.reading.types import Mention

_NEAR: Final = 4
_BACK: Final = 60
_FAR: Final = 300
_NAMED: Final = frozenset({"name", "acronym", "metonym", "demonym"})
_BOTH: Final = frozenset({"both", "two"})


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

    def introduce(self, mention: Mention, written: str) -> Member:
        """Take in somebody whom the text describes and does not name."""
        self.own += 1
        member = Member(
            f"doc:{self.own}", written, mention.schema, mention.country, first=mention.span.start, named=False
        )
        member.nouns.add(mention.role)
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


def resolve_one(
    state: State, mention: Mention, mentions: tuple[Mention, ...], number: int
) -> tuple[Mention, Member | None]:
    """Resolve one mention with what stands before it; the member is None where nothing fits."""
    written = mention.span.of(state.words.text)
    if mention.kind in _NAMED:
        return mention, state.members.get(mention.entity or "")
    if mention.entity:
        return mention, state.members.get(mention.entity)
    if mention.kind == "pronoun":
        member, how = _pronoun(state, mention, mentions, number)
    elif mention.how == "new" or (mention.how == "kind" and mention.kind != "title"):
        member, how = state.introduce(mention, written), "described"
    elif mention.kind == "title":
        member, how = _title(state, mention, mentions)
    elif mention.kind == "group":
        member, how = _group(state, mention)
    else:
        member, how = _noun(state, mention)
    if member is None and mention.kind != "pronoun":
        member, how = state.introduce(mention, written), "described"
    if member is None:
        return msgspec.structs.replace(mention, how="no antecedent", role=""), None
    changed = msgspec.structs.replace(
        mention,
        entity=member.entity,
        caption=member.caption,
        schema=member.schema or mention.schema,
        how=how,
        role="" if mention.kind == "pronoun" else mention.role,
        candidates=member.candidates,
    )
    return changed, member


def _title(state: State, mention: Mention, mentions: tuple[Mention, ...]) -> tuple[Member | None, str]:
    role, country = mention.role, mention.country or _speaks_for(state, mention)
    if "not named" in mention.how:
        for member in state.members.values():
            if member.schema == PERSON and any(fits(role, held) and of == country for _, held, of in member.roles):
                return member, "inferred: a title without its name; the text names one bearer of it"
        return _office(state, mention)

    def fitting(member: Member) -> bool:
        held = _holds_before(member, role, country, mention.span.start)
        return member.schema == PERSON and (held or (role in member.nouns and not member.named))

    for _, member in reversed(state.spoke[-_BACK:]):
        if fitting(member):
            return member, "the last speaker who holds the role"
    for seen in reversed(state.seen[-_FAR:]):
        if fitting(seen.member):
            return seen.member, "the nearest person before it who holds the role"
    if country:
        return _office(state, msgspec.structs.replace(mention, country=country))
    following = bisect_right(mentions, mention.span.end, key=starts_at)
    for later in mentions[following : following + _FAR]:
        if later.kind == "name" and later.entity and fits(role, later.role):
            return state.members.get(later.entity), "inferred: the first person named with the role"
    return None, ""


def _speaks_for(state: State, mention: Mention) -> str:
    """Give the country for which a spokesperson or a public body speaks in the same sentence, before a title."""
    here = state.words.sentence[state.words.at(mention.span.start)]
    for seen in _near(state, 0, here):
        voice = pack().spheres.get(seen.mention.role) == "voice"
        named = seen.subject and seen.mention.kind in {"name", "title", "acronym"}
        if named and seen.mention.country and (voice or seen.member.schema == "PublicBody"):
            return seen.mention.country
    return ""


def _holds_before(member: Member, asked: str, country: str, place: int) -> bool:
    return any(
        told <= place and fits(asked, role) and (not country or not of or of == country)
        for told, role, of in member.roles
    )


def _office(state: State, mention: Mention) -> tuple[Member | None, str]:
    if not mention.country or pack().spheres.get(mention.role) != "state":
        return None, ""
    entity = f"office:{mention.country}:{mention.role}"
    country = state.members.get(f"country:{mention.country}")
    place = country.caption if country is not None else mention.country.upper()
    member = state.members.setdefault(
        entity, Member(entity, f"{mention.role} of {place}", PERSON, mention.country, named=False)
    )
    if not member.roles:
        member.roles.append((mention.span.start, mention.role, mention.country))
    return member, "an office; the text names no bearer"


def _near(state: State, sentences: int, at: int) -> list[Seen]:
    """Give what was read in this sentence and so many before it, newest first."""
    near = []
    for seen in reversed(state.seen[-_BACK:]):
        if at - seen.sentence > sentences:
            break
        if seen.quoted < 0 or seen.quoted == state.quoted:
            near.append(seen)
    return near


def _pronoun(state: State, mention: Mention, mentions: tuple[Mention, ...], number: int) -> tuple[Member | None, str]:
    words = state.words
    at = words.at(mention.span.start)
    here = words.sentence[at]
    kind = mention.role
    if kind == "1":
        return None, ""
    wanted = _is_person if kind in {"m", "f"} else _is_plural if kind == "p" else _is_thing
    if at and words.lows[at - 1] == "for" and at + 1 < len(words) and words.lows[at + 1] == "part":
        for later in mentions[number + 1 : number + 4]:
            member = state.members.get(later.entity or "")
            if member is not None and later.kind != "demonym" and wanted(member, later) and _agrees(member, kind):
                return member, "the subject that follows"
    same = [seen for seen in _near(state, 0, here) if _agrees(seen.member, kind)]
    if kind == "p":
        speaks = at + 1 < len(words) and words.lows[at + 1] in pack().words["speech_after"]
        return _they(state, same, here, speaks=speaks)
    if kind in {"m", "f"}:
        people = [seen for seen in same if _is_person(seen.member, seen.mention)]
        subjects = [seen for seen in people if seen.subject] or people
        if subjects:
            return _gendered(subjects[0].member, kind), "the person named before it in the sentence"
        for place, member in reversed(state.spoke[-6:]):
            if (
                member.schema == PERSON
                and _agrees(member, kind)
                and here - words.sentence[words.at(place - 1)] <= _NEAR
            ):
                return _gendered(member, kind), "the last speaker"
        for seen in _near(state, _NEAR, here):
            if _is_person(seen.member, seen.mention) and _agrees(seen.member, kind):
                return _gendered(seen.member, kind), "the last person named"
        return None, ""
    return _it(state, mention, same, here)


def _it(state: State, mention: Mention, same: list[Seen], here: int) -> tuple[Member | None, str]:
    things = [seen for seen in same if _is_thing(seen.member, seen.mention) and seen.mention.kind != "demonym"]
    if things:
        if mention.span.of(state.words.text).lower() == "its":
            return things[0].member, "the nearest that can own it"
        subjects = [seen for seen in things if seen.subject] or things
        return subjects[-1].member, "the subject of the sentence"
    for place, member in reversed(state.spoke[-3:]):
        if member.schema != PERSON and here - state.words.sentence[state.words.at(place - 1)] <= _NEAR:
            return member, "the last speaker"
    for back in (1, 2):
        before = [
            seen
            for seen in _near(state, back, here)
            if seen.sentence == here - back and _is_thing(seen.member, seen.mention) and seen.mention.kind != "demonym"
        ]
        subjects = [seen for seen in before if seen.subject] or before
        if subjects:
            return subjects[-1].member, "the subject of a sentence before"
    return None, ""


def _they(state: State, same: list[Seen], here: int, *, speaks: bool) -> tuple[Member | None, str]:
    for seen in same:
        if _is_plural(seen.member, seen.mention):
            return seen.member, "the nearest group in the sentence"
    pair = _pair(state, same)
    if pair is not None:
        return pair, "two named together in the sentence"
    spoke = None if state.quoted >= 0 else _last_speaker(state, here)
    if spoke is not None and (speaks or spoke.schema != PERSON):
        return spoke, "the last speaker"
    before = _near(state, 2, here)
    for seen in before:
        if _is_plural(seen.member, seen.mention):
            return seen.member, "the nearest group"
    pair = _pair(state, before)
    if pair is not None:
        return pair, "two named together"
    return spoke, "the last speaker" if spoke is not None else ""


def _last_speaker(state: State, here: int) -> Member | None:
    for place, member in reversed(state.spoke[-2:]):
        if here - state.words.sentence[state.words.at(place - 1)] <= _NEAR:
            return member
    return None


def _pair(state: State, near: list[Seen], *, schema: str = "") -> Member | None:
    """Give the two latest different members of one kind, as a group of their own."""
    for kind in (schema,) if schema else ("Country", PERSON):
        distinct: dict[str, Member] = {}
        for seen in near:
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


def _group(state: State, mention: Mention) -> tuple[Member | None, str]:
    words = state.words
    first, last = words.at(mention.span.start), words.at(mention.span.end - 1)
    lows = words.lows[first : last + 1]
    here = words.sentence[first]
    if _BOTH & set(lows) and "of" not in lows:
        schema = "Country" if mention.schema == "Country" or lows[-1] in {"sides", "parties", "governments"} else PERSON
        pair = _pair(state, _near(state, _NEAR, here), schema=schema)
        if pair is not None:
            return pair, "the two named last"
    for seen in _near(state, 6, here):
        if mention.role in seen.member.nouns and (not mention.country or seen.member.country in {"", mention.country}):
            return seen.member, "the same noun before it"
    return None, ""


def _may_be(member: Member, role: str, country: str) -> bool:
    """Tell whether an organisation that spoke may be meant by a noun."""
    if member.schema not in GROUPS:
        return False
    public = member.schema == "PublicBody" or member.entity.startswith("wire:")
    kinds = {*member.caption.lower().split(), *member.nouns}
    return role in kinds or (role in pack().words["firm"] and not public and not country)


def _noun(state: State, mention: Mention) -> tuple[Member | None, str]:
    role, country = mention.role, mention.country
    here = state.words.sentence[state.words.at(mention.span.start)]
    near = _near(state, 12, here)
    if mention.schema == "Country":
        for seen in near:
            if seen.member.schema == "Country" and seen.mention.kind != "demonym":
                return seen.member, "the country named last"
        return None, ""
    if role in {"government", "administration", "regime"} and country:
        return state.members.get(f"country:{country}"), "the government for its country"
    spoke = _last_speaker(state, here)
    if spoke is not None and mention.schema != PERSON and _may_be(spoke, role, country):
        return spoke, "the last speaker"
    agreeing = [one for one in near if not country or one.member.country in {"", country}]
    agreeing = [one for one in agreeing if one.mention.kind != "group" and one.member.schema != "Group"]
    for seen in agreeing:
        if role in seen.member.nouns or any(fits(role, held) for _, held, _ in seen.member.roles):
            return seen.member, "the same noun before it"
    if mention.schema == PERSON:
        return None, ""
    for seen in agreeing:
        member = seen.member
        if member.schema in GROUPS and role in member.caption.lower().split():
            return member, "its kind is in the name"
    if role in pack().words["firm"] | {"group", "agency", "organisation", "organization"}:
        firm = role in pack().words["firm"]
        for seen in agreeing:
            member = seen.member
            public = member.schema == "PublicBody" or member.entity.startswith("wire:")
            digits = any(letter.isdigit() for letter in member.caption)
            if member.named and member.schema in GROUPS | {"Thing"} and not (firm and public) and not digits:
                return member, "the organisation named last"
    return None, ""


def _is_person(member: Member, mention: Mention) -> bool:
    return member.schema == PERSON and mention.kind != "group"


def _is_plural(member: Member, mention: Mention) -> bool:
    return mention.kind == "group" or member.schema == "Group"


def _is_thing(member: Member, mention: Mention) -> bool:
    return member.schema not in {PERSON, "Group", "Document", "Event"} and mention.kind != "group"


def _agrees(member: Member, kind: str) -> bool:
    return kind not in {"m", "f"} or member.gender in {"", kind}


def _gendered(member: Member, kind: str) -> Member:
    member.gender = member.gender or kind
    return member
