"""Links between the claims of one report, each with its basis in words.

denies: a denial of what another said, of the same event or in at least two of its words. answers: a reply to what was
said before it, never silence. in_tension: one says
that something happened, another that it did not. supports: two speakers say the same of the same. continues: the same
speaker goes on. limits: a `not yet`, or a `but` of the same speaker, about what was said just before.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from countermark.reading.terms import pack
from countermark.reading.text import Page
from countermark.reading.types import Claim, Event, Link, Mention, Span

_WORD: Final = re.compile(r"[^\W\d_]{4,}")
_NEAR: Final = 8
_SILENT: Final = frozenset({"omits", "declines_comment", "asks"})
_NOT_DENIED: Final = frozenset({"denies", "omits", "declines_comment"})
# A word that more than this share of the claims hold, in a report of some length, tells nothing of what one is about.
_COMMON: Final = 0.4
_SOME: Final = 6
_LIMITS: Final = re.compile(r"^(?:\W*)(?:but|however|although|though)\b", re.IGNORECASE)


def link_claims(
    page: Page, claims: tuple[Claim, ...], events: tuple[Event, ...], mentions: tuple[Mention, ...] = ()
) -> tuple[Link, ...]:
    """Link denials, answers and continuations to what they speak of; every link looks back a few claims at most."""
    text = page.text
    order = sorted(claims, key=_begin)
    bags = {claim.id: _words(text, claim) for claim in order}
    by_claim: dict[str, list[Event]] = {}
    actors = [mention.entity for mention in mentions]
    for event in events:
        if event.claim is not None:
            by_claim.setdefault(event.claim, []).append(event)
    common = _common(bags)
    links: list[Link] = []
    for number, claim in enumerate(order):
        before = order[max(number - _NEAR, 0) : number]
        links += _linked(text, claim, before, bags, by_claim, common, actors)
    return tuple(links)


def _begin(claim: Claim) -> tuple[int, str]:
    spans = [*claim.content, *([claim.speaker.span] if claim.speaker.span is not None else [])]
    return min((span.start for span in spans), default=0), claim.id


def _linked(
    text: str,
    claim: Claim,
    before: list[Claim],
    bags: dict[str, set[str]],
    events: dict[str, list[Event]],
    common: set[str],
    actors: list[str | None],
) -> list[Link]:
    links: list[Link] = []
    others = [one for one in reversed(before) if not _same(one, claim)]
    if claim.stance == "denies":
        spoken = [one for one in others if one.stance not in _NOT_DENIED and one.parent != claim.id]
        shared = [(one, (bags[one.id] & bags[claim.id]) - common) for one in spoken]
        shared = [(one, words) for one, words in shared if _denied(one, claim, words, events, actors)]
        if shared:
            best, words = max(shared, key=lambda pair: len(pair[1]))
            links.append(Link("denies", claim.id, best.id, f"shared words: {', '.join(sorted(words)[:6])}"))
    if claim.stance == "answers" or (others[:1] and others[0] is before[-1] and others[0].stance == "asks"):
        near = [one for one in others[:4] if one.stance == "asks"][:1] or others[:4]
        if near and claim.stance not in _SILENT:
            best = max(near, key=lambda one: len(bags[one.id] & bags[claim.id]))
            links.append(Link("answers", claim.id, best.id, _quote(text, claim)))
    last = before[-1] if before else None
    if last is not None and _same(last, claim) and claim.parent is None:
        links.append(Link("continues", claim.id, last.id, "the same speaker in the next claim"))
        opening = claim.content[0].of(text) if claim.content else ""
        if any(hedge.kind == "not_yet" for hedge in claim.hedges) or _LIMITS.match(opening):
            links.append(Link("limits", claim.id, last.id, "a limit told by the same speaker"))
    elif any(hedge.kind == "not_yet" for hedge in claim.hedges):
        limited = [one for one in others if len(bags[one.id] & bags[claim.id]) >= 2]
        if limited:
            links.append(Link("limits", claim.id, limited[0].id, "not yet"))
    links += _by_events(claim, others, events)
    return links


def _common(bags: dict[str, set[str]]) -> set[str]:
    """Give the words that so many claims of a report hold that they tell none from another."""
    if len(bags) < _SOME:
        return set()
    counts = Counter(word for bag in bags.values() for word in bag)
    return {word for word, count in counts.items() if count > _COMMON * len(bags)}


def _denied(
    one: Claim, claim: Claim, words: set[str], events: dict[str, list[Event]], actors: list[str | None]
) -> bool:
    """Tell whether a denial is of a claim: of an event of its type and actors, or, where either has none, by words."""
    mine, theirs = events.get(claim.id, []), events.get(one.id, [])
    if mine and theirs:
        alike = [(first, second) for first in mine for second in theirs if first.type == second.type]
        return any(_compatible(first, second, actors) for first, second in alike)
    return len(words) >= 2


def _compatible(one: Event, other: Event, actors: list[str | None]) -> bool:
    """Tell whether no part that both events have is played by different actors."""
    for role in {part.role for part in one.arguments} & {part.role for part in other.arguments}:
        mine, others = _playing(one, role, actors), _playing(other, role, actors)
        if mine and others and not mine & others:
            return False
    return True


def _playing(event: Event, role: str, actors: list[str | None]) -> set[str]:
    found = {part.mention for part in event.arguments if part.role == role and part.mention is not None}
    return {actor for number in found if number < len(actors) and (actor := actors[number])}


def _by_events(claim: Claim, others: list[Claim], events: dict[str, list[Event]]) -> list[Link]:
    links = []
    for other in others:
        for mine in events.get(claim.id, ()):
            match = next((one for one in events.get(other.id, ()) if _same_event(mine, one)), None)
            if match is not None:
                kind = "supports" if match.polarity == mine.polarity else "in_tension"
                links.append(
                    Link(kind, claim.id, other.id, f"{mine.type} of the same: {mine.polarity} and {match.polarity}")
                )
                break
    return links


def _same_event(one: Event, other: Event) -> bool:
    if one.type != other.type:
        return False
    actors = {part.mention for part in one.arguments if part.mention is not None}
    others = {part.mention for part in other.arguments if part.mention is not None}
    return bool(actors & others)


def _same(one: Claim, other: Claim) -> bool:
    return one.speaker.entity is not None and one.speaker.entity == other.speaker.entity


def _words(text: str, claim: Claim) -> set[str]:
    return {
        word
        for piece in claim.content
        for word in (match.group().lower().rstrip("s") for match in _WORD.finditer(piece.of(text)[:2000]))
        if word not in pack().words["unlinking"]
    }


def _quote(text: str, claim: Claim) -> str:
    span = claim.cue.span if claim.cue is not None else Span(0, 0)
    return span.of(text) or "a reply"
