"""Whom titles, nouns and pronouns mean, and who speaks. The rules in their order, each told in `how`.

1. A speaker is the head of the words that name the source: in `an adviser in the office of President NAME` the adviser.
2. `the president`: the last speaker who holds that role, before the nearest person who does, before the office itself.
3. he, she: the subject of the sentence, else the last speaker. they: the group that spoke or stands nearest. it: the
   subject. we, I: whoever speaks the words.
4. A capital or a seat of government stands for the government. 5. A document may be a source.
6. `an adviser said` followed by a named adviser who speaks: inferred, and called so. 7. Otherwise described.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Final

import msgspec

from countermark.reading.cast import PERSON, Member
from countermark.reading.gender import gender_of_name, gender_told
from countermark.reading.referents import resolve_one
from countermark.reading.state import NAMED, State, seen_as, starts_at
from countermark.reading.terms import Words, fits, pack, words_of
from countermark.reading.text import Page
from countermark.reading.types import Claim, Mention, Span, Speaker

_TOP: Final = 12
_BYLINE: Final = re.compile(r"[Bb]y ([^\W\d_a-z][^\s,|(]+(?: [^\s,|(/]+){1,3}?)\s*(?:$|[,/|(–—])")
_SEVERAL: Final = frozenset({"and", "&", "with"})
_FIRST: Final = frozenset({"i", "me", "my", "we", "us", "our", "ours"})
_THINGS: Final = frozenset({"it", "its", "itself"})
_PLURAL: Final = frozenset({"they", "them", "their", "themselves"})


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
    found = _first_person(found, done, quoted, state, page)
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
        head = _ending_with(span, found)
    if head is None:
        return msgspec.structs.replace(speaker, caption=written, how="described")
    how = {"name": "named", "acronym": "named", "metonym": "metonym", "document": "artifact"}.get(head.kind, head.how)
    caption = head.caption or written
    if head.how in {"described", "new", "kind"}:
        how, caption = "described" if head.kind != "document" else "artifact", written
    return msgspec.structs.replace(speaker, entity=head.entity, caption=caption, how=how, candidates=head.candidates)


def _ending_with(span: Span, found: list[Mention]) -> Mention | None:
    """Give the title or noun whose last words the words of a speaker are."""
    behind = bisect_left(found, span.start, key=starts_at)
    for mention in reversed(found[max(behind - 4, 0) : behind]):
        if mention.span.end == span.end and mention.span.start < span.start and mention.kind in {"nominal", "title"}:
            return mention
    return None


def _outermost(span: Span, found: list[Mention]) -> list[Mention]:
    inside = []
    for at in range(bisect_left(found, span.start, key=starts_at), len(found)):
        if found[at].span.start >= span.end:
            break
        if found[at].span.end <= span.end:
            inside.append(found[at])
    inside.sort(key=lambda one: (one.span.start, -one.span.end))
    top: list[Mention] = []
    for mention in inside:
        if not top or mention.span.start >= top[-1].span.end:
            top.append(mention)
    return top


def head_of(words: Words, span: Span, found: list[Mention]) -> Mention | None:
    """Give the mention that heads a phrase: the first that modifies no other and stands behind no preposition."""
    top = _outermost(span, found)
    first = words.at(span.start)
    while len(top) > 1 and (top[0].kind == "demonym" or _owns(words, top[0])):
        top.pop(0)
    if not top:
        return None
    head = top[0]
    small = pack().words["preposition"]
    for at in range(first, words.at(head.span.start)):
        if words.lows[at] in small and at > first:
            return None
    while len(top) > 1 and _modifies(words, top[0], top[1]):
        top.pop(0)
    head = top[0]
    last = top[-1]
    if len(top) > 1 and head.schema == PERSON == last.schema and head.kind in {"nominal", "title"}:
        at = words.at(last.span.start)
        if last.kind == "name" and words.gaps[at] == "," and last.span.end == span.end:
            return last
    if len(top) > 1 and head.kind in NAMED and head.schema in {"Country", "PublicBody"}:
        behind = words.at(head.span.end)
        if top[1].span.start <= (words.starts[behind] if behind < len(words) else 0) + 2:
            return top[1]
    return head


def _owns(words: Words, mention: Mention) -> bool:
    """Tell whether a mention is the pronoun that says whose somebody is: `its` in `its spokesman NAME`."""
    return mention.kind == "pronoun" and mention.span.of(words.text).lower() in pack().words["possessive"]


def _modifies(words: Words, one: Mention, other: Mention) -> bool:
    """Tell whether a mention only says whose or of what the next one is (`the ministry's office`, `Treasury NAME`)."""
    at, stop = words.at(one.span.end), words.at(other.span.start)
    between = words.lows[at:stop]
    if any(words.gaps[at : stop + 1]) or len(between) > 3:
        return False
    if between[:1] == ["'s"]:
        return True
    body = one.kind in NAMED and one.schema not in {PERSON, "Thing"}
    return body and other.kind == "name" and other.schema == PERSON and not pack().words["preposition"] & set(between)


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


def _own_voice(state: State, page: Page) -> tuple[Member | None, Member | None]:
    """Give whom `I` and `we` mean outside quotations: the one author named in the byline, and the outlet."""
    lines = [one.span.of(page.text) for one in page.sentences[:_TOP] if one.kind != "prose"]
    names = [match.group(1) for line in lines if (match := _BYLINE.match(line)) and not _SEVERAL & set(line.split())]
    author = None
    if len(names) == 1:
        named = (one for one in state.members.values() if one.caption == names[0])
        author = next(named, None) or Member("author", names[0], PERSON)
    outlet = Member("outlet", state.outlet, "Organization") if state.outlet else None
    return author, outlet


def _first_person(
    found: list[Mention], claims: list[Claim], quoted: list[int], state: State, page: Page
) -> list[Mention]:
    """Bind we and I to whoever speaks the words around them, outside quotations to the author or the outlet."""
    author, outlet = _own_voice(state, page)
    pieces = sorted(
        ((piece.start, piece.end, claim) for claim in claims for piece in claim.content), key=lambda one: one[:2]
    )
    done = []
    at = 0
    open_pieces: list[tuple[int, int, Claim]] = []
    for number, mention in enumerate(found):
        while at < len(pieces) and pieces[at][0] <= mention.span.start:
            open_pieces.append(pieces[at])
            at += 1
        if mention.kind == "pronoun" and mention.entity is None:
            open_pieces = [piece for piece in open_pieces if piece[1] >= mention.span.end]
            around = [piece for piece in open_pieces if piece[0] <= mention.span.start]
            low = mention.span.of(page.text).lower()
            first = low in _FIRST
            if around and mention.how == "no antecedent" and (first or quoted[number] < 0) and low not in _PLURAL:
                claim = min(around, key=lambda one: one[1] - one[0])[2]
                speaker = state.members.get(claim.speaker.entity or "")
                person = speaker is None or speaker.schema == PERSON
                if claim.speaker.entity and (first or person == (low not in _THINGS)):
                    done.append(
                        msgspec.structs.replace(
                            mention,
                            entity=claim.speaker.entity,
                            caption=claim.speaker.caption,
                            how="whoever speaks the words",
                        )
                    )
                    continue
            own = author if low in {"i", "me", "my"} else outlet
            if mention.how == "no antecedent" and not around and quoted[number] < 0 and own is not None and first:
                done.append(
                    msgspec.structs.replace(mention, entity=own.entity, caption=own.caption, how="the report itself")
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
