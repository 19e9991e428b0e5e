"""Links between the claims of one report, each with its basis in words.

denies: a denial of what another said. answers: a reply, or silence, to what was said before it. in_tension: one says
that something happened, another that it did not. supports: two speakers say the same of the same. continues: the same
speaker goes on. limits: a `not yet`, or a `but` of the same speaker, about what was said just before.
"""

from __future__ import annotations

import re
from typing import Final

from countermark.reading.terms import pack
from countermark.reading.text import Page
from countermark.reading.types import Claim, Event, Link, Span

_WORD: Final = re.compile(r"[^\W\d_]{4,}")
_NEAR: Final = 8
_ANSWERS: Final = frozenset({"answers", "declines_comment"})
_LIMITS: Final = re.compile(r"^(?:\W*)(?:but|however|although|though)\b", re.IGNORECASE)


def link_claims(page: Page, claims: tuple[Claim, ...], events: tuple[Event, ...]) -> tuple[Link, ...]:
    """Link denials, answers and continuations to what they speak of; every link looks back a few claims at most."""
    text = page.text
    order = sorted(claims, key=_begin)
    bags = {claim.id: _words(text, claim) for claim in order}
    by_claim: dict[str, list[Event]] = {}
    for event in events:
        if event.claim is not None:
            by_claim.setdefault(event.claim, []).append(event)
    links: list[Link] = []
    for number, claim in enumerate(order):
        before = order[max(number - _NEAR, 0) : number]
        links += _linked(text, claim, before, bags, by_claim)
    return tuple(links)


def _begin(claim: Claim) -> tuple[int, str]:
    spans = [*claim.content, *([claim.speaker.span] if claim.speaker.span is not None else [])]
    return min((span.start for span in spans), default=0), claim.id


def _linked(
    text: str, claim: Claim, before: list[Claim], bags: dict[str, set[str]], events: dict[str, list[Event]]
) -> list[Link]:
    links: list[Link] = []
    others = [one for one in reversed(before) if not _same(one, claim)]
    if claim.stance == "denies":
        shared = [(one, bags[one.id] & bags[claim.id]) for one in others if one.stance != "denies"]
        shared = [(one, words) for one, words in shared if words]
        if shared:
            best, words = max(shared, key=lambda pair: len(pair[1]))
            links.append(Link("denies", claim.id, best.id, f"shared words: {', '.join(sorted(words)[:6])}"))
    if claim.stance in _ANSWERS and others:
        best = max(others[:4], key=lambda one: len(bags[one.id] & bags[claim.id]))
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
