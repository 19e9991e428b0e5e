"""Whom titles, nouns and pronouns mean, and who speaks. The rules in their order, each told in `how`.

1. A speaker is the head of the words that name the source: in `an adviser in the office of President NAME` the adviser.
2. `the president`: the last speaker who holds that role, before the nearest person who does, before the office itself.
3. he, she: the subject of the sentence, else the last speaker. they: the group that spoke or stands nearest. it: the
   subject. we, I: whoever speaks the words.
4. A capital or a seat of government stands for the government. 5. A document may be a source.
6. `an adviser said` followed by a named adviser who speaks: inferred, and called so. 7. Otherwise described.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import Final

import msgspec

from countermark.reading.cast import GROUPS, PERSON, Member
from countermark.reading.terms import Words, fits, pack, words_of
from countermark.reading.text import Page
from countermark.reading.types import Claim, Mention, Span, Speaker

_NEAR: Final = 4
_BACK: Final = 60
_FAR: Final = 300
_NAMED: Final = frozenset({"name", "acronym", "metonym", "demonym"})
_BOTH: Final = frozenset({"both", "two"})


@dataclass(slots=True)
class _Seen:
    """A mention already read, with the member it points to."""

    mention: Mention
    member: Member
    sentence: int
    subject: bool
    quoted: int


@dataclass(slots=True)
class _State:
    words: Words
    members: dict[str, Member] = field(default_factory=dict)
    seen: list[_Seen] = field(default_factory=list)
    spoke: list[tuple[int, Member]] = field(default_factory=list)
    own: int = 0
    quoted: int = -1

    def introduce(self, mention: Mention, written: str) -> Member:
        self.own += 1
        member = Member(
            f"doc:{self.own}", written, mention.schema, mention.country, first=mention.span.start, named=False
        )
        member.nouns.add(mention.role)
        self.members[member.entity] = member
        return member


def resolve_all(
    page: Page, mentions: tuple[Mention, ...], claims: tuple[Claim, ...]
) -> tuple[tuple[Mention, ...], tuple[Claim, ...]]:
    """Resolve what mentions point to, and who speaks, to whom, through whom."""
    words = words_of(page)
    state = _State(words)
    quoted = _quoted(page, mentions)
    state.own = max((_number(one.entity) for one in mentions), default=0)
    for mention in mentions:
        if mention.entity and mention.kind in _NAMED:
            member = state.members.setdefault(
                mention.entity,
                Member(mention.entity, mention.caption, mention.schema, mention.country, first=mention.span.start),
            )
            if mention.role:
                member.roles.append((mention.span.start, mention.role, mention.country))
    found: list[Mention] = []
    order = sorted(range(len(claims)), key=lambda one: _place(claims[one]))
    speakers: dict[int, Speaker] = {}
    waiting = 0
    for number, mention in enumerate(mentions):
        while waiting < len(order) and _place(claims[order[waiting]]) <= mention.span.start:
            _speak(state, claims, order[waiting], found, speakers)
            waiting += 1
        state.quoted = quoted[number]
        resolved, pointed = _resolve(state, mention, mentions, number)
        found.append(resolved)
        if pointed is not None:
            state.seen.append(_seen(state, resolved, pointed, quoted[number]))
    for left in order[waiting:]:
        _speak(state, claims, left, found, speakers)
    done = _cataphora(words, claims, speakers, found, state)
    found = _first_person(found, done)
    return tuple(found), tuple(_with_others(claim, found, words) for claim in done)


def _starts(mention: Mention) -> int:
    return mention.span.start


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


def _seen(state: _State, mention: Mention, member: Member, quoted: int) -> _Seen:
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
    return _Seen(mention, member, words.sentence[min(first, len(words) - 1)], subject, quoted)


def _resolve(
    state: _State, mention: Mention, mentions: tuple[Mention, ...], number: int
) -> tuple[Mention, Member | None]:
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


def _title(state: _State, mention: Mention, mentions: tuple[Mention, ...]) -> tuple[Member | None, str]:
    role, country = mention.role, mention.country
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
        return _office(state, mention)
    following = bisect_right(mentions, mention.span.end, key=_starts)
    for later in mentions[following : following + _FAR]:
        if later.kind == "name" and later.entity and fits(role, later.role):
            return state.members.get(later.entity), "inferred: the first person named with the role"
    return None, ""


def _holds_before(member: Member, asked: str, country: str, place: int) -> bool:
    return any(
        told <= place and fits(asked, role) and (not country or not of or of == country)
        for told, role, of in member.roles
    )


def _office(state: _State, mention: Mention) -> tuple[Member | None, str]:
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


def _near(state: _State, sentences: int, at: int) -> list[_Seen]:
    """Give what was read in this sentence and so many before it, newest first."""
    near = []
    for seen in reversed(state.seen[-_BACK:]):
        if at - seen.sentence > sentences:
            break
        if seen.quoted < 0 or seen.quoted == state.quoted:
            near.append(seen)
    return near


def _pronoun(state: _State, mention: Mention, mentions: tuple[Mention, ...], number: int) -> tuple[Member | None, str]:
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
        return _they(state, same, here)
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


def _it(state: _State, mention: Mention, same: list[_Seen], here: int) -> tuple[Member | None, str]:
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


def _they(state: _State, same: list[_Seen], here: int) -> tuple[Member | None, str]:
    for seen in same:
        if _is_plural(seen.member, seen.mention):
            return seen.member, "the nearest group in the sentence"
    pair = _pair(state, same)
    if pair is not None:
        return pair, "two named together in the sentence"
    for place, member in reversed(state.spoke[-2:]):
        if here - state.words.sentence[state.words.at(place - 1)] <= _NEAR:
            return member, "the last speaker"
    before = _near(state, 2, here)
    for seen in before:
        if _is_plural(seen.member, seen.mention):
            return seen.member, "the nearest group"
    pair = _pair(state, before)
    return (pair, "two named together") if pair is not None else (None, "")


def _pair(state: _State, near: list[_Seen], *, schema: str = "") -> Member | None:
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


def _group(state: _State, mention: Mention) -> tuple[Member | None, str]:
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


def _noun(state: _State, mention: Mention) -> tuple[Member | None, str]:
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
    agreeing = [one for one in near if not country or one.member.country in {"", country}]
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
            if member.named and member.schema in GROUPS | {"Thing"} and not (firm and public):
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


def _speak(
    state: _State, claims: tuple[Claim, ...], number: int, found: list[Mention], speakers: dict[int, Speaker]
) -> None:
    claim = claims[number]
    speaker = claim.speaker
    if speaker.span is None and state.spoke and speaker.how.startswith(("carried", "the speaker before")):
        member = state.spoke[-1][1]
        speakers[number] = msgspec.structs.replace(speaker, entity=member.entity, caption=member.caption)
        return
    resolved = _spoken_by(state.words, speaker, found)
    speakers[number] = resolved
    spoken = state.members.get(resolved.entity or "")
    if spoken is not None and not spoken.entity.startswith("wire:"):
        state.spoke.append((_place(claim), spoken))


def _spoken_by(words: Words, speaker: Speaker, found: list[Mention]) -> Speaker:
    """Resolve the words that name a speaker by their head."""
    if speaker.span is None or speaker.entity:
        return speaker
    span = speaker.span
    written = span.of(words.text)
    head = head_of(words, span, found)
    if head is None:
        return msgspec.structs.replace(speaker, caption=written, how="described")
    how = {"name": "named", "acronym": "named", "metonym": "metonym", "document": "artifact"}.get(head.kind, head.how)
    caption = head.caption or written
    if head.how in {"described", "new", "kind"}:
        how, caption = "described" if head.kind != "document" else "artifact", written
    return msgspec.structs.replace(speaker, entity=head.entity, caption=caption, how=how, candidates=head.candidates)


def head_of(words: Words, span: Span, found: list[Mention]) -> Mention | None:
    """Give the mention that heads a phrase: the first that modifies no other and stands behind no preposition."""
    inside = []
    for at in range(bisect_left(found, span.start, key=_starts), len(found)):
        if found[at].span.start >= span.end:
            break
        if found[at].span.end <= span.end:
            inside.append(found[at])
    inside.sort(key=lambda one: (one.span.start, -one.span.end))
    top: list[Mention] = []
    for mention in inside:
        if not top or mention.span.start >= top[-1].span.end:
            top.append(mention)
    first = words.at(span.start)
    while top and top[0].kind == "demonym" and len(top) > 1:
        top.pop(0)
    if not top:
        return None
    head = top[0]
    small = pack().words["preposition"]
    for at in range(first, words.at(head.span.start)):
        if words.lows[at] in small and at > first:
            return None
    if len(top) > 1 and head.kind in _NAMED and head.schema in {"Country", "PublicBody"}:
        behind = words.at(head.span.end)
        if top[1].span.start <= (words.starts[behind] if behind < len(words) else 0) + 2:
            return top[1]
    return head


def _cataphora(
    words: Words, claims: tuple[Claim, ...], speakers: dict[int, Speaker], found: list[Mention], state: _State
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
                at = found.index(head, bisect_left(found, head.span.start, key=_starts))
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


def _first_person(found: list[Mention], claims: list[Claim]) -> list[Mention]:
    """Bind we and I to whoever speaks the words around them."""
    pieces = sorted(
        ((piece.start, piece.end, claim) for claim in claims for piece in claim.content), key=lambda one: one[:2]
    )
    done = []
    at = 0
    open_pieces: list[tuple[int, int, Claim]] = []
    for mention in found:
        while at < len(pieces) and pieces[at][0] <= mention.span.start:
            open_pieces.append(pieces[at])
            at += 1
        if mention.kind == "pronoun" and mention.entity is None:
            open_pieces = [piece for piece in open_pieces if piece[1] >= mention.span.end]
            around = [piece for piece in open_pieces if piece[0] <= mention.span.start]
            if around and mention.how == "no antecedent":
                claim = min(around, key=lambda one: one[1] - one[0])[2]
                if claim.speaker.entity:
                    done.append(
                        msgspec.structs.replace(
                            mention,
                            entity=claim.speaker.entity,
                            caption=claim.speaker.caption,
                            how="whoever speaks the words",
                        )
                    )
                    continue
        done.append(mention)
    return done


def _with_others(claim: Claim, found: list[Mention], words: Words) -> Claim:
    addressee = None if claim.addressee is None else _spoken_by(words, claim.addressee, found)
    via = tuple(_spoken_by(words, one, found) for one in claim.via)
    if addressee == claim.addressee and via == claim.via:
        return claim
    return msgspec.structs.replace(claim, addressee=addressee, via=via)
