"""The units of a report that a check tests: its claims, and what the outlet says in its own voice.

1. A claim gives one row for each event in it that a rule maps, else one row; a promise, a denial and silence are told
   by what the claim does, before any event in it.
2. The outlet's own voice: each event it reports, and sentences that a narrator's rule fits and no event was read in.
3. What is denied is found by the rule its words fit; two negations are one assertion.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import accumulate

from countermark.answers.claim_authority import describes
from countermark.answers.claim_places import Places
from countermark.reading.types import Argument, Claim, DateMention, Event, Hedge, Mention, Span
from countermark.reference.claim_rules import ClaimRule, attributed, claim_rules, word_pattern
from countermark.reference.claim_words import claimed_lists

LISTED_ROLES = ("listed", "delisted", "group", "description")
AUTHORITY_ROLES = ("lister", "actor", "list")
_NAMED = frozenset({"name", "acronym", "title", "pronoun"})
_UNNAMED = frozenset({"nominal", "group", "demonym"})
_OWN_CAST = ("doc:", "group:")
_REST = re.compile(r"(?:\s+[A-Z][\w&.'’-]*)+")
_NOT = re.compile(r"\b(not|never|neither|nor|no longer)\b|n['’]t\b", re.IGNORECASE)
LISTING_TYPES = frozenset({"listing", "list_addition", "delisting"})
OUTLET = "the outlet"


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing to test: who says it, in which words, the rule that fits, and the rule for what is denied.

    `words` are what the rule was matched on; `spans` where they stand. `party` is the argument a listing is about.
    `minus`: words without an event or a claim that say that something is not so.
    """

    rule: ClaimRule
    spans: tuple[Span, ...]
    words: str
    claim: Claim | None = None
    event: Event | None = None
    index: int | None = None
    inner: ClaimRule | None = None
    party: Argument | None = None
    minus: bool = False

    @property
    def asks(self) -> ClaimRule:
        """The rule whose question is asked: of the content, where the claim is a denial."""
        return self.inner or self.rule

    @property
    def negated(self) -> bool:
        """Whether it is said that something is not so."""
        if self.event is None and self.claim is None:
            return self.minus
        if self.rule.denied and self.claim is not None:
            # An event inside a denial has the denial's own minus already; the claim's polarity is that of its content.
            return self.claim.polarity == "+"
        said = self.event.polarity if self.event else self.claim.polarity if self.claim else "+"
        return said == "-"

    @property
    def span(self) -> Span:
        """From the first to the last of its words."""
        return Span(min(span.start for span in self.spans), max(span.end for span in self.spans))

    @property
    def hedges(self) -> tuple[Hedge, ...]:
        """What weakens or limits it."""
        return (*(self.claim.hedges if self.claim else ()), *(self.event.hedges if self.event else ()))


def statement(unit: Unit, text: str) -> str:
    """Give the exact words; pieces that stand apart are joined by an ellipsis in brackets."""
    return " [...] ".join(span.of(text) for span in unit.spans)


def units(places: Places) -> list[Unit]:
    """Give the units of a report in the order of the text."""
    reading = places.reading
    inside: dict[str, list[tuple[int, Event]]] = {}
    for index, event in enumerate(reading.events):
        if event.claim is not None:
            inside.setdefault(event.claim, []).append((index, event))
    nested: dict[str, list[Span]] = {}
    for claim in reading.claims:
        if claim.parent:
            nested.setdefault(claim.parent, []).extend(claim.content)
    found = [
        unit
        for claim in reading.claims
        for unit in _of_claim(claim, inside.get(claim.id, []), nested.get(claim.id, []), places)
    ]
    found += _of_outlet(places)
    return sorted(found, key=lambda unit: (unit.span, unit.claim.id if unit.claim else "", unit.index or 0))


def arguments(event: Event | None, roles: Iterable[str]) -> list[Argument]:
    """Give the arguments of an event that have one of these roles, in the order of the roles."""
    wanted = list(roles)
    if event is None:
        return []
    return sorted(
        (argument for argument in event.arguments if argument.role in wanted),
        key=lambda argument: (wanted.index(argument.role), argument.span),
    )


def dates_of(unit: Unit, places: Places) -> list[DateMention]:
    """Give the dates of a unit: its event's own, else those inside its words."""
    known = places.reading.dates
    if unit.event is not None and unit.event.dates:
        return [known[index] for index in unit.event.dates if 0 <= index < len(known)]
    return places.dates(unit.spans)


def _of_claim(claim: Claim, inside: list[tuple[int, Event]], nested: list[Span], places: Places) -> Iterator[Unit]:
    spare = [claim.cue.span if claim.cue else None, claim.speaker.span]
    spans = claim.content or tuple(span for span in spare if span)[:1]
    if not spans:
        return
    words = _words(spans, nested, places.reading.text)
    by_act = next((rule for rule in claim_rules() if rule.by_claim and _acts(rule, claim)), None)
    if by_act is not None and not by_act.denied:
        if by_act.says(words):
            yield Unit(by_act, spans, words, claim)
            return
        by_act = None
    mapped = [
        unit
        for index, event in inside
        for rule in [_by_event(event)]
        if rule is not None and rule.question
        for unit in _parties(Unit(rule, spans, words, claim, event, index), places)
    ]
    by_words = _by_words(words, claim.form)
    if not mapped:
        if not by_words.patterns and not by_words.forms:
            by_words = next((rule for _, event in inside if (rule := _by_event(event)) is not None), by_words)
        mapped = list(_by_sentence(Unit(by_words, spans, words, claim), places))
    elif by_words.patterns and by_words.kind not in {unit.rule.kind for unit in mapped}:
        mapped.append(Unit(by_words, spans, words, claim))
    for unit in mapped:
        yield replace(unit, rule=by_act, inner=unit.rule) if by_act else unit


def _of_outlet(places: Places) -> Iterator[Unit]:
    reading = places.reading
    taken: list[Span] = []
    for index, event in enumerate(reading.events):
        if event.status != "reported" or event.claim is not None:
            continue
        rule = _by_event(event) or _by_words(event.span.of(reading.text), None)
        if rule.question:
            taken.append(event.span)
        if rule.described or (event.type == "promise" and _is_act(event, reading.claims)):
            continue
        yield from _parties(Unit(rule, (event.span,), event.span.of(reading.text), None, event, index), places)
    taken = sorted([*taken, *(span for claim in reading.claims for span in claim.content)])
    starts = [span.start for span in taken]
    reach = list(accumulate((span.end for span in taken), max))
    for sentence in reading.sentences:
        before = bisect_left(starts, sentence.span.end)
        if sentence.kind != "prose" or (before and reach[before - 1] > sentence.span.start):
            continue
        words = sentence.span.of(reading.text)
        if attributed(words):
            continue
        found = next((one for one in claim_rules() if one.narrator and one.says(words)), None)
        if found is not None:
            yield from _by_sentence(Unit(found, (sentence.span,), words, minus=bool(_NOT.search(words))), places)


def _parties(unit: Unit, places: Places) -> Iterator[Unit]:
    """Give a listing once for each party it names; one that is only described was added by somebody at some time."""
    listed = [one for one in arguments(unit.event, LISTED_ROLES) if one.mention is not None]
    if unit.event is None or unit.event.type not in LISTING_TYPES or not listed:
        yield unit
        return
    seen: set[str | Span] = set()
    for argument in listed:
        mention = next(iter(places.behind([argument])), None)
        key = (mention.entity if mention else None) or argument.span
        if key in seen:
            continue
        seen.add(key)
        named = mention is not None and bool(named_words(mention, places.reading.text))
        if unit.event.type == "list_addition":
            yield replace(unit, rule=_rule_of("listing"), party=argument) if named else unit
        elif (
            unit.event.type == "listing"
            and mention is not None
            and not named
            and not _by_another(unit, mention, places)
        ):
            yield replace(unit, rule=_rule_of("list_addition"))
        else:
            yield replace(unit, party=argument)


def _by_another(unit: Unit, mention: Mention, places: Places) -> bool:
    """Tell whether a party is no class of parties that a list could have added: a state, or one known by another."""
    if mention.schema in {"Country", "Jurisdiction"} or word_pattern("owned").search(
        mention.span.of(places.reading.text)
    ):
        return True
    return unit.event is not None and describes(places, mention.span, unit.event.span)


def named_words(mention: Mention, text: str) -> str:
    """Give the name of a party, or nothing where it is only described: a state's name may begin a company's."""
    if mention.schema in {"Country", "Jurisdiction"}:
        behind = _REST.match(text, mention.span.end)
        return f"{mention.span.of(text)}{behind[0]}" if behind and mention.kind == "name" else ""
    if mention.kind in _UNNAMED and (not mention.entity or mention.entity.startswith(_OWN_CAST)):
        return ""
    name = mention.caption or mention.span.of(text)
    return "" if word_pattern("no_name").search(name) else name


def _rule_of(event: str) -> ClaimRule:
    return next(rule for rule in claim_rules() if event in rule.events)


def _by_sentence(unit: Unit, places: Places) -> Iterator[Unit]:
    """Give a listing that was found by its words once for each party named there; who lists is no party."""
    if unit.rule.question != "status":
        yield unit
        return
    reading = places.reading
    parties = [
        Argument("listed", mention.span, index)
        for index, mention in places.indexed(unit.spans)
        if mention.kind in _NAMED
        and mention.schema not in {"Country", "Jurisdiction"}
        and claimed_lists(mention.span.of(reading.text), "")[0] is None
    ]
    if not parties:
        yield unit
        return
    seen = set()
    for party in parties:
        key = reading.mentions[party.mention or 0].entity or party.span.of(reading.text)
        if key not in seen:
            seen.add(key)
            yield replace(unit, party=party)


def _acts(rule: ClaimRule, claim: Claim) -> bool:
    return (
        claim.stance in rule.stances
        or any(hedge.kind in rule.hedges for hedge in claim.hedges)
        or (rule.standing and claim.standing)
    )


def _words(spans: Iterable[Span], nested: Iterable[Span], text: str) -> str:
    """Give the words of a claim without what it reports others to say."""
    parts = []
    for span in spans:
        letters = list(span.of(text))
        for inner in nested:
            for place in range(max(inner.start, span.start), min(inner.end, span.end)):
                letters[place - span.start] = " "
        parts.append("".join(letters))
    return " ".join(parts)


def _is_act(event: Event, claims: Iterable[Claim]) -> bool:
    """Tell whether the words of an event are those a claim is made with, which has its own row."""
    return any(claim.cue is not None and claim.cue.span.overlaps(event.trigger) for claim in claims)


def _by_event(event: Event) -> ClaimRule | None:
    undated = event.type == "made" and not any(one.role in {"made", "marking"} for one in event.arguments)
    kind = "undated" if undated else event.type
    return next((rule for rule in claim_rules() if kind in rule.events), None)


def _by_words(words: str, form: str | None) -> ClaimRule:
    for rule in claim_rules():
        if rule.by_claim or rule.events:
            continue
        if rule.forms and form not in rule.forms:
            continue
        if rule.says(words):
            return rule
    return claim_rules()[-1]
