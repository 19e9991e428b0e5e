"""Whom titles, nouns and pronouns mean, and who speaks. The rules in their order, each told in `how`.

1. A speaker is the head of the words that name the source: in `an adviser in the office of President NAME` the adviser.
2. `the president`: the last speaker who holds that role, before the nearest person who does, before the office itself.
3. he, she: the subject of the sentence, else the last speaker. they: the group that spoke or stands nearest. it: the
   subject. we, I: whoever speaks the words.
4. A capital or a seat of government stands for the government. 5. A document may be a source.
6. `an adviser said` followed by a named adviser who speaks: inferred, and called so. 7. Otherwise described.
"""

from __future__ import annotations

from bisect import bisect_left

import msgspec

from countermark.reading.cast import PERSON, Member
from countermark.reading.first_person import bind_first_person
from countermark.reading.gender import gender_of_name, gender_told
from countermark.reading.heads import head_of, spoken_by
from countermark.reading.referents import resolve_one
from countermark.reading.state import NAMED, State, seen_as, starts_at
from countermark.reading.terms import Words, fits, pack, words_of
from countermark.reading.text import Page
from countermark.reading.types import Claim, Mention, Speaker


def resolve_all(
    page: Page, mentions: tuple[Mention, ...], claims: tuple[Claim, ...], outlet: str | None = None
) -> tuple[tuple[Mention, ...], tuple[Claim, ...]]:
    """Resolve what mentions point to, and who speaks, to whom, through whom."""
    words = words_of(page)
    state = State(words)
    quoted = _quoted(page, mentions)
    state.own = max((_number(one.entity) for one in mentions), default=0)
    for mention in mentions:
        if mention.entity and mention.kind in NAMED:
            member = state.members.setdefault(
                mention.entity,
                Member(mention.entity, mention.caption, mention.schema, mention.country, first=mention.span.start),
            )
            if mention.role:
                member.roles.append((mention.span.start, mention.role, mention.country))
    _told_of(state, mentions, claims, outlet or "")
    found: list[Mention] = []
    order = sorted(range(len(claims)), key=lambda one: _place(claims[one]))
    speakers: dict[int, Speaker] = {}
    waiting = 0
    for number, mention in enumerate(mentions):
        while waiting < len(order) and _place(claims[order[waiting]]) <= mention.span.start:
            _speak(state, claims, order[waiting], found, speakers)
            waiting += 1
        state.quoted = quoted[number]
        resolved, pointed = resolve_one(state, mention, mentions, number)
        found.append(resolved)
        if pointed is not None and pointed.schema == "Place":
            state.places.add(resolved.span.of(words.text).lower())
        if pointed is not None:
            state.seen.append(seen_as(state, resolved, pointed, quoted[number]))
    for left in order[waiting:]:
        _speak(state, claims, left, found, speakers)
    done = _cataphora(words, claims, speakers, found, state)
    found = bind_first_person(found, done, quoted, state, page)
    found, done = _merged(found, done, state)
    return tuple(found), tuple(_with_others(claim, found, words) for claim in done)


def _told_of(state: State, mentions: tuple[Mention, ...], claims: tuple[Claim, ...], outlet: str) -> None:
    """Note what the text tells of its members before any is pointed to: genders, and who is an outlet."""
    words, small = state.words, pack()
    state.outlet = outlet
    hearers = [claim.addressee.span for claim in claims if claim.addressee is not None and claim.addressee.span]
    for mention in mentions:
        member = state.members.get(mention.entity or "")
        if member is None:
            continue
        first, last = words.at(mention.span.start), words.at(mention.span.end - 1) + 1
        if member.schema == PERSON:
            if mention.kind in {"name", "title", "nominal"} and not member.gender:
                member.gender = gender_told(words, first, last if mention.kind != "name" else first)
            continue
        if member.schema not in {"Organization", "Thing"} or mention.kind not in NAMED:
            continue
        lead = first - 1 - (words.lows[first - 1] == "the" if first else 0)
        led = (
            lead > 0
            and words.lows[lead] in small.words["to_media"]
            and (words.lows[lead] == "told" or words.lows[lead - 1] in small.words["media_done"])
        )
        heard = any(span.covers(mention.span) for span in hearers)
        press = not small.words["media_word"].isdisjoint(words.lows[first:last]) and bool(words.gaps[first])
        if led or heard or member.entity.startswith("wire:") or (outlet and member.caption in outlet) or press:
            state.media.add(member.entity)
    for member in state.members.values():
        if member.schema == PERSON and not member.gender:
            member.gender = gender_of_name(member.caption)


def _number(entity: str | None) -> int:
    return int(entity[4:]) if entity and entity.startswith("doc:") and entity[4:].isdigit() else 0


def _place(claim: Claim) -> int:
    span = claim.speaker.span
    if span is not None:
        return span.end
    return claim.cue.span.end if claim.cue is not None else claim.content[0].start if claim.content else 0


def _quoted(page: Page, mentions: tuple[Mention, ...]) -> list[int]:
    """Give for each mention the outermost quotation it stands in, or -1."""
    outer = [one.span for one in page.quotations if one.depth == 0]
    found, at = [], 0
    for mention in mentions:
        while at < len(outer) and outer[at].end <= mention.span.start:
            at += 1
        found.append(at if at < len(outer) and outer[at].start <= mention.span.start else -1)
    return found


def _speak(
    state: State, claims: tuple[Claim, ...], number: int, found: list[Mention], speakers: dict[int, Speaker]
) -> None:
    claim = claims[number]
    speaker = claim.speaker
    if speaker.span is None and state.spoke and speaker.how.startswith(("carried", "the speaker before")):
        member = state.spoke[-1][1]
        speakers[number] = msgspec.structs.replace(speaker, entity=member.entity, caption=member.caption)
        return
    resolved = spoken_by(state.words, speaker, found)
    speakers[number] = resolved
    spoken = state.members.get(resolved.entity or "")
    if spoken is not None and not spoken.entity.startswith("wire:"):
        state.spoke.append((_place(claim), spoken))


def _cataphora(
    words: Words, claims: tuple[Claim, ...], speakers: dict[int, Speaker], found: list[Mention], state: State
) -> list[Claim]:
    """Bind a described speaker to the one named right after in the same role, and say that this is inferred."""
    order = sorted(speakers, key=lambda one: _place(claims[one]))
    heads = {number: _head(words, speakers[number], found) for number in order}
    for index, number in enumerate(order):
        head = heads[number]
        if head is None or head.kind != "nominal" or speakers[number].how != "described" or head.schema != PERSON:
            continue
        here = words.sentence[words.at(head.span.start)]
        for other in order[index + 1 : index + 4]:
            named = heads[other]
            if named is None or words.sentence[words.at(named.span.start)] - here > 2:
                break
            member = state.members.get(named.entity or "")
            if named.kind != "name" or member is None or not named.role or not fits(head.role, named.role):
                continue
            if member.first > head.span.start:
                speakers[number] = msgspec.structs.replace(
                    speakers[number], entity=member.entity, caption=member.caption, how="cataphora"
                )
                at = found.index(head, bisect_left(found, head.span.start, key=starts_at))
                found[at] = msgspec.structs.replace(
                    head, entity=member.entity, caption=member.caption, how="cataphora: inferred from what follows"
                )
                break
    return [
        msgspec.structs.replace(claim, speaker=speakers.get(number, claim.speaker))
        for number, claim in enumerate(claims)
    ]


def _head(words: Words, speaker: Speaker, found: list[Mention]) -> Mention | None:
    return head_of(words, speaker.span, found) if speaker.span is not None else None


def _merged(found: list[Mention], claims: list[Claim], state: State) -> tuple[list[Mention], list[Claim]]:
    """Give what was only described, and is named later, its name wherever it stands."""
    if not state.merged:
        return found, claims
    for number, mention in enumerate(found):
        member = state.merged.get(mention.entity or "")
        if member is not None:
            found[number] = msgspec.structs.replace(mention, entity=member.entity, caption=member.caption)
    for number, claim in enumerate(claims):
        member = state.merged.get(claim.speaker.entity or "")
        if member is not None:
            speaker = msgspec.structs.replace(claim.speaker, entity=member.entity, caption=member.caption)
            claims[number] = msgspec.structs.replace(claim, speaker=speaker)
    return found, claims


def _with_others(claim: Claim, found: list[Mention], words: Words) -> Claim:
    addressee = None if claim.addressee is None else spoken_by(words, claim.addressee, found)
    via = tuple(spoken_by(words, one, found) for one in claim.via)
    if addressee == claim.addressee and via == claim.via:
        return claim
    return msgspec.structs.replace(claim, addressee=addressee, via=via)
