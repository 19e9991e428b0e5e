"""Whom titles, nouns and pronouns mean, with what has been read and who has spoken before them.

Every answer tells its rule.
"""

from __future__ import annotations

from bisect import bisect_right

import msgspec

from countermark.reading.cast import GROUPS, PERSON, Member
from countermark.reading.definites import group, named_later, noun, outlet_itself, unnamed_voice, whose_lawyer
from countermark.reading.state import (
    BACK,
    FAR,
    NAMED,
    NEAR,
    Seen,
    State,
    last_speaker,
    near,
    opening_subject,
    pair,
    starts_at,
)
from countermark.reading.terms import fits, pack
from countermark.reading.types import Mention


def resolve_one(
    state: State, mention: Mention, mentions: tuple[Mention, ...], number: int
) -> tuple[Mention, Member | None]:
    """Resolve one mention with what stands before it; the member is None where nothing fits."""
    written = mention.span.of(state.words.text)
    if mention.kind in NAMED:
        return mention, state.members.get(mention.entity or "")
    if mention.entity:
        held = state.members.get(mention.entity)
        if held is not None and mention.schema != PERSON:
            held.nouns.add(mention.role)
        return mention, held
    if mention.kind == "pronoun":
        member, how = _pronoun(state, mention, mentions, number)
    elif (told := _told_by_words(state, mention)) is not None:
        member, how = told
    elif mention.how == "new" or (mention.how == "kind" and mention.kind != "title"):
        member, how = state.introduce(mention, written), "described"
    elif mention.kind == "title":
        member, how = _title(state, mention, mentions)
    elif mention.kind == "group":
        member, how = group(state, mention)
    else:
        member, how = noun(state, mention)
    if member is None and mention.kind != "pronoun":
        member, how = state.introduce(mention, written), "described"
    if member is None:
        return msgspec.structs.replace(mention, how="no antecedent", role=""), None
    if mention.kind == "nominal" and mention.schema in GROUPS | {PERSON}:
        member, how = _by_its_name(state, mention, mentions, number, member, how)
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


def _told_by_words(state: State, mention: Mention) -> tuple[Member, str] | None:
    """Give whom `this magazine`, `her client` or `a spokeswoman` mean by their own words."""
    if (ours := outlet_itself(state, mention)) is not None:
        return ours, "the outlet itself"
    if mention.role == "client" and (client := whose_lawyer(state, mention)) is not None:
        return client, "whose lawyer speaks"
    voice = unnamed_voice(state, mention)
    return None if voice is None else (voice, "inferred: speaks for the organisation before it")


def _by_its_name(
    state: State, mention: Mention, mentions: tuple[Mention, ...], number: int, member: Member, how: str
) -> tuple[Member, str]:
    """Give a described actor the name that the text says it bears, here and wherever it was described before."""
    if mention.schema != PERSON:
        member.nouns.add(mention.role)
    named = named_later(state, mention, mentions, number)
    if named is None or named is member or member.named or (named.schema == PERSON) != (mention.schema == PERSON):
        return member, how
    state.merged[member.entity] = named
    return named, "the name that the text gives it"


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

    for _, member in reversed(state.spoke[-BACK:]):
        if fitting(member):
            return member, "the last speaker who holds the role"
    for seen in reversed(state.seen[-FAR:]):
        if fitting(seen.member):
            return seen.member, "the nearest person before it who holds the role"
    if country:
        return _office(state, msgspec.structs.replace(mention, country=country))
    following = bisect_right(mentions, mention.span.end, key=starts_at)
    for later in mentions[following : following + FAR]:
        if later.kind == "name" and later.entity and fits(role, later.role):
            return state.members.get(later.entity), "inferred: the first person named with the role"
    return None, ""


def _speaks_for(state: State, mention: Mention) -> str:
    """Give the country for which a spokesperson or a public body speaks in the same sentence, before a title."""
    here = state.words.sentence[state.words.at(mention.span.start)]
    for seen in near(state, 0, here):
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
    same = [
        seen
        for seen in near(state, 0, here)
        if _agrees(seen.member, kind) and not seen.mention.span.covers(mention.span)
    ]
    if kind == "p":
        speaks = at + 1 < len(words) and words.lows[at + 1] in pack().words["speech_after"]
        return _they(state, same, here, speaks=speaks)
    if kind in {"m", "f"}:
        people = [seen for seen in same if _is_person(seen.member, seen.mention)]
        subjects = [seen for seen in people if seen.subject] or people
        if subjects:
            return _gendered(subjects[0].member, kind), "the person named before it in the sentence"
        named = next((seen.member for seen in reversed(same) if _may_be_person(seen)), None)
        if named is not None:
            named.schema = PERSON
            return _gendered(named, kind), "the one named before it in the sentence"
        last = state.spoke[-1][0] if state.spoke else -1
        fresh = opening_subject(
            state, here, last, lambda seen: _is_person(seen.member, seen.mention) and _agrees(seen.member, kind)
        )
        if fresh is not None and state.quoted < 0:
            return _gendered(fresh, kind), "the person the sentence before is about"
        for place, member in reversed(state.spoke[-6:]):
            if (
                member.schema == PERSON
                and not member.plural
                and _agrees(member, kind)
                and here - words.sentence[words.at(place - 1)] <= NEAR
            ):
                return _gendered(member, kind), "the last speaker"
        before = [seen.member for seen in near(state, NEAR, here) if _is_person(seen.member, seen.mention)]
        known = [member for member in before if member.gender == kind] or [one for one in before if not one.gender]
        return (_gendered(known[0], kind), "the last person named") if known else (None, "")
    return _it(state, mention, same, here)


def _it(state: State, mention: Mention, same: list[Seen], here: int) -> tuple[Member | None, str]:
    things = [seen for seen in same if _is_thing(seen.member, seen.mention) and seen.mention.kind != "demonym"]
    if things:
        if mention.span.of(state.words.text).lower() == "its":
            return things[0].member, "the nearest that can own it"
        subjects = [seen for seen in things if seen.subject] or things
        return subjects[-1].member, "the subject of the sentence"
    last = state.spoke[-1][0] if state.spoke else -1
    fresh = opening_subject(state, here, last, lambda seen: seen.member.schema in GROUPS and not seen.member.plural)
    if fresh is not None and fresh.entity not in state.media:
        return fresh, "the body the sentence before is about"
    for place, member in reversed(state.spoke[-3:]):
        if (
            member.schema != PERSON
            and not member.plural
            and here - state.words.sentence[state.words.at(place - 1)] <= NEAR
        ):
            return member, "the last speaker"
    for back in (1, 2):
        before = [
            seen
            for seen in near(state, back, here)
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
    both = pair(state, same)
    if both is not None:
        return both, "two named together in the sentence"
    last = state.spoke[-1][0] if state.spoke else -1
    fresh = opening_subject(state, here, last, lambda seen: _is_plural(seen.member, seen.mention))
    if fresh is not None and state.quoted < 0:
        return fresh, "those the sentence before is about"
    spoke = None if state.quoted >= 0 else last_speaker(state, here)
    if spoke is not None and (speaks or spoke.schema != PERSON):
        return spoke, "the last speaker"
    before = near(state, 2, here)
    for seen in before:
        if _is_plural(seen.member, seen.mention):
            return seen.member, "the nearest group"
    both = pair(state, before)
    if both is not None:
        return both, "two named together"
    return None, ""


def _is_person(member: Member, mention: Mention) -> bool:
    return member.schema == PERSON and mention.kind != "group" and not member.plural


def _may_be_person(seen: Seen) -> bool:
    """Tell whether a single name of an unknown kind is the subject of its sentence, and so may be he or she."""
    written = seen.member.caption
    return (
        seen.member.schema == "Thing"
        and seen.subject
        and seen.mention.kind == "name"
        and written.istitle()
        and written.isalpha()
    )


def _is_plural(member: Member, mention: Mention) -> bool:
    return mention.kind == "group" or member.schema == "Group"


def _is_thing(member: Member, mention: Mention) -> bool:
    return member.schema not in {PERSON, "Group", "Document", "Event", "Place"} and mention.kind != "group"


def _agrees(member: Member, kind: str) -> bool:
    return kind not in {"m", "f"} or member.gender in {"", kind}


def _gendered(member: Member, kind: str) -> Member:
    member.gender = member.gender or kind
    return member
