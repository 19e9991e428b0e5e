"""Events and relations typed for this field, each reported by the outlet or claimed by somebody.

1. Patterns are data (`en/events.toml`): triggers, and the parts that stand around them.
2. The status is `claimed` where a claim's content covers the trigger, with the smallest such claim; a speech act that
   did not happen encloses nothing. Inside a denial the polarity is turned.
3. What is only possible, feared or asked for is no event. Handing goods over is never read out of a doubt, a plan or an
   accusation outside a claim.
"""

from __future__ import annotations

from typing import Any, Final

from countermark.reading.asserted import as_asserted
from countermark.reading.claim_cover import Cover
from countermark.reading.event_arguments import Parts
from countermark.reading.event_fit import fits_place, fits_word, passive
from countermark.reading.event_kinds import enough, lists_sanctions, may_impose, may_promise
from countermark.reading.event_numbers import find_numbers
from countermark.reading.event_parts import Clause, make_event
from countermark.reading.event_posts import affiliations, positions
from countermark.reading.event_triggers import Hit, match_trigger, patterns
from countermark.reading.terms import Words, words_of
from countermark.reading.text import Page
from countermark.reading.types import Claim, DateMention, Event, Hedge, Mention, Span

_TURNED: Final = frozenset({"denies", "refuses"})
_NONE: Final = frozenset({"no", "none", "nothing", "neither"})
_LONGEST_SENTENCE: Final = 400


def find_events(
    page: Page, mentions: tuple[Mention, ...], claims: tuple[Claim, ...], dates: tuple[DateMention, ...]
) -> tuple[Event, ...]:
    """Find the events of a page, in order of their triggers."""
    words = words_of(page)
    if not len(words):
        return ()
    covers = Cover(claims)
    by_id = {claim.id: claim for claim in claims}
    events: list[Event] = []
    clauses = _clauses(words, mentions, patterns()[1])
    for clause in clauses:
        drafts = _in_clause(clause, covers)
        drafts += find_numbers(clause, covers.claim_at)
        within = _dates_in(words, clause, dates)
        sentence = Span(words.starts[clause.first], _end(words, clause))
        asserted = [as_asserted(page.text, event, by_id.get(event.claim or ""), sentence) for event in drafts]
        events += [_dated(event, within, dates) for event in asserted if event is not None]
    events += positions(mentions, covers.claim_at, words)
    events += affiliations(clauses, covers.claim_at)
    return tuple(sorted(events, key=lambda one: (one.trigger.start, one.type, one.trigger.end)))


def _end(words: Words, clause: Clause) -> int:
    """Give where a sentence ends, with the marks behind its last word."""
    return min(
        words.ends[clause.last - 1] + 2, words.starts[clause.last] if clause.last < len(words) else len(words.text)
    )


def _clauses(words: Words, mentions: tuple[Mention, ...], lexicon: dict[str, Any]) -> list[Clause]:
    clauses: list[Clause] = []
    first = 0
    at = 0
    count = len(words)
    while first < count:
        last = first + 1
        while last < count and words.sentence[last] == words.sentence[first] and last - first < _LONGEST_SENTENCE:
            last += 1
        end = words.ends[last - 1]
        inside: list[tuple[int, int, int]] = []
        demonyms: dict[int, int] = {}
        while at < len(mentions) and mentions[at].span.start < end:
            span = mentions[at].span
            if mentions[at].kind == "demonym":
                demonyms[words.at(span.end - 1) + 1] = at
            nested = bool(inside) and span.end <= mentions[inside[-1][0]].span.end
            if not nested and mentions[at].kind != "demonym":
                begin = words.at(span.start)
                stop = begin
                while stop < last and words.starts[stop] < span.end:
                    stop += 1
                inside.append((at, begin, stop))
            at += 1
        clauses.append(Clause(words, first, last, inside, mentions, lexicon, set(), demonyms))
        first = last
    return clauses


def _in_clause(clause: Clause, covers: Cover) -> list[Event]:
    found, lexicon = patterns()
    words = clause.words
    events: list[Event] = []
    at = clause.first
    while at < clause.last:
        step = 1
        second = words.lows[at + 1] if at + 1 < clause.last else ""
        for trigger, pattern in found.get(words.lows[at], ()):
            if len(trigger) > 1 and trigger[1] not in {"*", second}:
                continue
            hit = match_trigger(clause, at, trigger, pattern)
            if hit is None:
                continue
            event = _event(clause, hit, covers, lexicon)
            if event is not None and not _told_already(event, events):
                events.append(event)
                step = max(len([one for one in trigger if one != "*"]) if "*" not in trigger else 1, 1)
                break
        at += step
    return events


def _told_already(event: Event, events: list[Event]) -> bool:
    """Tell whether a trigger lies in that of a listing: `imposed sanctions on` is no control beside it."""
    return event.type in {"control", "listing"} and any(
        one.type in {"listing", "delisting"} and one.trigger.covers(event.trigger) for one in events[-3:]
    )


def _event(clause: Clause, hit: Hit, covers: Cover, lexicon: dict[str, Any]) -> Event | None:
    words, table = clause.words, hit.pattern.table
    is_passive = passive(clause, hit)
    if not fits_word(clause, hit, is_passive) or not fits_place(clause, hit, is_passive):
        return None
    begins = hit.last - table["narrow"] if "narrow" in table else hit.first
    trigger = Span(words.starts[begins], words.ends[hit.last - 1])
    claim = covers.claim_at(Span(trigger.start, words.ends[begins]))
    if covers.unsaid(trigger):
        return None
    if table.get("claimed") and claim is None:
        return None
    clause.left_out = _speakers_inside(clause, covers, trigger)
    lows = words.lows
    if _only_said(clause, hit, claim, trigger, lexicon):
        return None
    if table.get("real") and not _happened(clause, hit, claim, lexicon):
        return None
    arguments = Parts(clause, hit, passive=is_passive).found
    if lows[hit.first] == "listed" and not lists_sanctions(clause, arguments):
        return None
    if table.get("will") and not may_promise(clause, hit, arguments):
        return None
    if hit.pattern.type == "control":
        arguments = [one for one in arguments if one.role != "imposer" or may_impose(clause, one)]
    if not enough(arguments, table, clause, lexicon):
        return None
    if lows[hit.first] in table.get("habit", ()) and "recipient" not in {one.role for one in arguments}:
        return None
    turned = claim is not None and claim.stance in _TURNED and claim.content[0].start <= trigger.start
    negative = _negative(clause, hit)
    if (
        negative
        and table["kind"] == "noun"
        and any(low in lexicon["mentioning"] for low in lows[max(hit.first - 4, clause.first) : hit.first])
    ):
        return None
    if table.get("real") and not turned and clause.unreal(hit.first, lexicon["dismissals"]):
        turned = True
    written = "" if "*" in table["triggers"] else f": {' '.join(lows[hit.first : hit.last])}"
    return make_event(
        hit.pattern.type,
        trigger,
        arguments,
        f"{hit.pattern.type}{written}",
        claim,
        polarity="-" if negative != turned else "+",
        hedges=_hedges(clause, hit, lexicon, claim),
    )


def _only_said(clause: Clause, hit: Hit, claim: Claim | None, trigger: Span, lexicon: dict[str, Any]) -> bool:
    """Tell whether a verb of saying leads to a trigger, and no claim has its speaker right before that verb."""
    words, before = clause.words, hit.first - 1
    if words.lows[before] not in lexicon["say"] or hit.first <= clause.first or words.gaps[hit.first]:
        return False
    speaker = claim.speaker.span if claim is not None else None
    if speaker is None or not words.starts[clause.first] <= speaker.start < trigger.start:
        return True
    return speaker.end + 2 < words.starts[before]


def _happened(clause: Clause, hit: Hit, claim: Claim | None, lexicon: dict[str, Any]) -> bool:
    """Tell what is told as done from what is doubted, asked, yet to come or, by the outlet, only alleged."""
    if clause.unreal(hit.first, lexicon["unreal"]) or clause.asked() or clause.to_come(hit.first):
        return False
    return claim is not None or not clause.unreal(hit.first, lexicon["alleged"])


def _negative(clause: Clause, hit: Hit) -> bool:
    """Tell whether a trigger, or what stands right behind it, is negated; a `will not` is by itself."""
    lows, table = clause.words.lows, hit.pattern.table
    if hit.pattern.type == "promise":
        if table.get("spoken"):
            return "not" in lows[hit.first : hit.last] or clause.negated(hit.first)
        return "stop" not in lows[hit.first : hit.last] or clause.negated(hit.first)
    none = hit.last < clause.last and lows[hit.last] in _NONE
    return none or clause.negated(hit.first, noun=table["kind"] == "noun")


def _speakers_inside(clause: Clause, covers: Cover, trigger: Span) -> set[int]:
    """Leave out who speaks inside a sentence (`a firm that the ministry says sold boards`)."""
    left = set()
    low, high = clause.words.starts[clause.first], clause.words.ends[clause.last - 1]
    for span, claim in covers.speakers_in(low, high):
        if any(piece.start <= trigger.start and trigger.end <= piece.end for piece in claim.content):
            for number, _, _ in clause.mentions:
                if span.covers(clause.actor(number).span):
                    left.add(number)
    return left


def _hedges(clause: Clause, hit: Hit, lexicon: dict[str, Any], claim: Claim | None) -> tuple[Hedge, ...]:
    words = clause.words
    low = max(clause.first, hit.first - 6)
    found = [
        Hedge(Span(words.starts[at], words.ends[at]), lexicon["hedge_words"][words.lows[at]])
        for at in range(low, min(hit.last + 1, clause.last))
        if words.lows[at] in lexicon["hedge_words"]
        and not (hit.pattern.type == "promise" and words.lows[at] == "would")
    ]
    found += [
        Hedge(Span(words.starts[at], words.ends[at + 1]), "not_yet")
        for at in range(low, hit.first)
        if at + 1 < clause.last and words.lows[at] == "not" and words.lows[at + 1] == "yet"
    ]
    if claim is not None:
        found += [
            one for one in claim.hedges if one not in found and clause.words.starts[clause.first] <= one.span.start
        ]
    return tuple(sorted(set(found), key=lambda one: (one.span, one.kind)))


def _dates_in(words: Words, clause: Clause, dates: tuple[DateMention, ...]) -> list[int]:
    low, high = words.starts[clause.first], words.ends[clause.last - 1]
    first, last = 0, len(dates)
    while first < last:
        middle = (first + last) // 2
        if dates[middle].span.start < low:
            first = middle + 1
        else:
            last = middle
    found = []
    for number in range(first, len(dates)):
        if dates[number].span.start >= high:
            break
        found.append(number)
    return found


def _dated(event: Event, within: list[int], dates: tuple[DateMention, ...]) -> Event:
    """Give an event the dates of its sentence: after the trigger up to the next, else those before it."""
    if not within:
        return event
    kept = [number for number in within if dates[number].precision != "length" or event.type == "visit"]
    return Event(
        event.type, event.trigger, event.arguments, event.status, event.rule, event.span, event.claim, event.polarity,
        event.hedges, tuple(kept),
    )  # fmt: skip
