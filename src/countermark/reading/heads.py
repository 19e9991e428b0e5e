"""The head of the words that name a speaker: in `an adviser in the office of President NAME` the adviser."""

from __future__ import annotations

from bisect import bisect_left

import msgspec

from countermark.reading.cast import PERSON
from countermark.reading.state import NAMED, starts_at
from countermark.reading.terms import Words, pack
from countermark.reading.types import Mention, Span, Speaker


def spoken_by(words: Words, speaker: Speaker, found: list[Mention]) -> Speaker:
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
