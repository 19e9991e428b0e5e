"""Figures, trends of origin, and dates of making: what a sentence says in numbers about parts.

A figure is a number with what it counts. A trend tells of which origin there are more and of which fewer. `made` is a
part with the time it was made, or a marking that may tell it.
"""

from __future__ import annotations

import re
from typing import Final

from countermark.reading.claim_cover import ClaimAt
from countermark.reading.event_parts import Clause, make_event
from countermark.reading.types import Argument, Claim, Event, Span

_NUMBER: Final = re.compile(
    r"(?<![\w.-])(?:(?:US ?)?[$€£] ?)?\d{1,3}(?:[,.\u00a0\u202f]\d{3})*(?:\.\d+)?"
    r"(?: ?(?:%|per cent\b|percent\b|million\b|billion\b))?"
    r"|(?<![\w.])\d+(?:\.\d+)?(?: ?(?:%|per cent\b|percent\b|million\b|billion\b))"
)
_DIGIT: Final = re.compile(r"\d")
_SHARE: Final = re.compile(r"%|per cent|percent", re.IGNORECASE)
_SPELT: Final = re.compile(
    r"\b(?:a (?:quarter|third|half)|two[- ]thirds|three[- ]quarters|one in (?:two|three|four|five|ten)|half|most|"
    r"the majority|nearly all|almost all) of\b",
    re.IGNORECASE,
)
_MADE: Final = re.compile(
    r"\b(?P<verb>made|manufactured|produced|built|assembled)(?: (?:in|on|between|around|after|before|since))? "
    r"(?P<when>(?:(?:early|mid|late)[ -])?(?:[A-Z][a-z]+ )?(?:\d{1,2},? )?(?:19|20)\d\d|week \d{1,2} of (?:19|20)\d\d)"
)
_DATED: Final = re.compile(r"\b(?P<verb>dated|date code|date codes) (?P<when>(?:[A-Z][a-z]+ )?(?:19|20)\d\d|\d{4})")
_MARKED: Final = re.compile(
    r"\b(?P<verb>marked|marking|markings|stamped|labelled|labeled|printed with|bearing the (?:code|marking)|the code)"
    r"(?: with| as)?:? [“\"‘']?"
    r"(?P<code>(?=[A-Z0-9/ .-]*\d)[A-Z0-9][A-Z0-9/.-]{2,}(?: (?=\S*\d)[A-Za-z0-9/.-]*[A-Za-z0-9]){0,5})"
)
_MADE_THERE: Final = re.compile(r"\b([A-Z][A-Za-z]+)-(made|built|manufactured|produced)\b")
_ORIGIN: Final = re.compile(
    r"\b(?:made|manufactured|produced|coming|originating)(?: mostly| mainly)? (?:in|from)\b|\bfrom\b|-made\b"
)
_PART: Final = re.compile(r"\b(?:components?|parts?|chips?|microchips?|electronics|semiconductors?|microelectronics)\b")


def find_numbers(clause: Clause, claim_at: ClaimAt) -> list[Event]:
    """Find the figures, trends and dates of making of a sentence."""
    words = clause.words
    low, high = words.starts[clause.first], words.ends[clause.last - 1]
    high = min(len(words.text), high + 2)
    text = words.text[low:high]
    events: list[Event] = []
    if _DIGIT.search(text):
        events += _figures(clause, text, low, claim_at)
        events += _made(clause, text, low, claim_at)
    elif _SPELT.search(text):
        events += _spelt(clause, text, low, claim_at)
    if "-" in text:
        events += _made_there(clause, text, low, claim_at)
    events += _trend(clause, text, claim_at)
    return events


def _event(kind: str, trigger: Span, arguments: list[Argument], rule: str, claim_at: ClaimAt) -> Event:
    claim = claim_at(trigger)
    denied = claim is not None and claim.stance == "denies"
    return make_event(kind, trigger, arguments, rule, claim, polarity="-" if denied else "+")


def _figures(clause: Clause, text: str, low: int, claim_at: ClaimAt) -> list[Event]:
    words = clause.words
    events = []
    for match in _NUMBER.finditer(text):
        written = match.group().strip()
        span = Span(low + match.start(), low + match.start() + len(written))
        at = words.at(span.end)
        share = bool(_SHARE.search(written))
        if at < clause.last and words.lows[at] == "of":
            at += 1
        elif not share and (at >= clause.last or words.gaps[at] != "" or _year_like(written)):
            continue
        counted = clause.phrase(at) if at < clause.last else None
        if not share and (counted is None or not _counts(clause, counted)):
            continue
        arguments = [Argument("value", span)]
        if counted is not None:
            arguments.append(Argument("of", counted))
        events.append(_event("figure", span, arguments, "figure: a share" if share else "figure: a count", claim_at))
    return events


def _year_like(written: str) -> bool:
    return len(written) == 4 and written.isdigit() and written[:2] in {"19", "20"}


def _counts(clause: Clause, span: Span) -> bool:
    words = clause.words
    at = words.at(span.start)
    last = at
    while last < clause.last and words.starts[last] < span.end and last - at < 6:
        if words.lows[last] in clause.lexicon["numbers_of"]:
            return True
        last += 1
    return False


def _spelt(clause: Clause, text: str, low: int, claim_at: ClaimAt) -> list[Event]:
    words = clause.words
    events = []
    for match in _SPELT.finditer(text):
        span = Span(low + match.start(), low + match.end() - 3)
        at = words.at(low + match.end())
        counted = clause.phrase(at) if at < clause.last else None
        if counted is not None and _counts(clause, counted):
            arguments = [Argument("value", span), Argument("of", counted)]
            events.append(_event("figure", span, arguments, "figure: a share in words", claim_at))
    return events


def _made(clause: Clause, text: str, low: int, claim_at: ClaimAt) -> list[Event]:
    words = clause.words
    events = []
    for pattern, rule in ((_MADE, "made: a year"), (_DATED, "made: a date"), (_MARKED, "made: a marking")):
        for match in pattern.finditer(text):
            trigger = Span(low + match.start("verb"), low + match.end("verb"))
            group = "code" if pattern is _MARKED else "when"
            noun = pattern is _MARKED and match["verb"] in {"marking", "markings", "the code"}
            part = clause.phrase(clause.first) if noun else clause.phrase_before(words.at(trigger.start))
            arguments = [] if part is None else [Argument("part", part)]
            if pattern is not _MARKED and (part is None or not _has_goods(clause, part)):
                continue
            role = "marking" if pattern is _MARKED else "made"
            arguments.append(Argument(role, Span(low + match.start(group), low + match.end(group))))
            events.append(_event("made", trigger, arguments, rule, claim_at))
    return events


def _made_there(clause: Clause, text: str, low: int, claim_at: ClaimAt) -> list[Event]:
    """Read `Norwegian-made relays`."""
    events = []
    for match in _MADE_THERE.finditer(text):
        at = clause.words.at(low + match.end() - 1) + 1
        goods = clause.phrase(at) if at < clause.last else None
        if goods is not None and not clause.words.gaps[at] and _has_goods(clause, goods):
            maker = Span(low + match.start(1), low + match.end(1))
            arguments = [Argument("part", goods), Argument("maker", maker)]
            trigger = Span(low + match.start(2), low + match.end(2))
            events.append(_event("made", trigger, arguments, "made: of an origin", claim_at))
    return events


def _has_goods(clause: Clause, span: Span) -> bool:
    words = clause.words
    at = words.at(span.start)
    while at < clause.last and words.starts[at] < span.end:
        if words.lows[at] in clause.lexicon["goods"]:
            return True
        at += 1
    return False


def _trend(clause: Clause, text: str, claim_at: ClaimAt) -> list[Event]:
    """Read a trend of origin: more or fewer parts, and from where."""
    words = clause.words
    if not _PART.search(text):
        return []
    turns = [
        (at, "increasing" if words.lows[at] in clause.lexicon["up"] else "decreasing")
        for at in range(clause.first, clause.last)
        if words.lows[at] in clause.lexicon["up"] or words.lows[at] in clause.lexicon["down"]
    ]
    turns = [one for one in turns if not _number_follows(clause, one[0])]
    if not turns:
        return []
    arguments: list[Argument] = []
    bare = ""
    for number, (at, way) in enumerate(turns):
        until = turns[number + 1][0] if number + 1 < len(turns) else clause.last
        span = Span(words.starts[at], words.ends[until - 1])
        origin = _origin(clause, span)
        if origin is not None:
            arguments.append(Argument(way, origin[0], origin[1]))
        else:
            bare = way
    if not arguments:
        return []
    first = turns[0][0]
    trigger = Span(words.starts[first], words.ends[first])
    told = _told_after(clause, claim_at(trigger), {one.mention for one in arguments}) if bare else None
    if told is not None:
        arguments.append(Argument(bare, clause.actor(told).span, told))
    return [_event("trend", trigger, arguments, "trend: more or fewer of an origin", claim_at)]


def _told_after(clause: Clause, claim: Claim | None, known: set[int | None]) -> int | None:
    """Find the origin that a speaker gives after the sentence, in the same words: the one country named there."""
    if claim is None:
        return None
    end = clause.words.ends[clause.last - 1]
    last = max(piece.end for piece in claim.content)
    countries = {
        mention.entity: number
        for number, mention in clause.mentioned(end, last)
        if mention.schema == "Country"
        and number not in known
        and any(piece.covers(mention.span) for piece in claim.content)
    }
    return next(iter(countries.values())) if len(countries) == 1 else None


def _number_follows(clause: Clause, at: int) -> bool:
    """Refuse `more than 30 drones`, which is a count."""
    words = clause.words
    return at + 1 < clause.last and words.lows[at + 1] == "than"


def _origin(clause: Clause, span: Span) -> tuple[Span, int | None] | None:
    """Find the origin told behind a word of more or fewer: a country behind `made in`, a demonym before the parts."""
    text = clause.words.text
    for match in _ORIGIN.finditer(text, span.start, span.end):
        for number, mention in clause.mentioned(match.end() - 8, match.end() + 13):
            if mention.schema in {"Country", "Place"}:
                return mention.span, number
        at = clause.words.at(match.end())
        phrase = clause.phrase(at) if at < clause.last else None
        if phrase is not None and phrase.of(text)[:1].isalpha() and any(letter.isupper() for letter in phrase.of(text)):
            return phrase, None
    for match in _PART.finditer(text, span.start, span.end):
        for number, mention in clause.mentioned(span.start, match.start()):
            near = match.start() - mention.span.end <= 12
            if near and mention.kind == "demonym":
                return mention.span, number
    return None
