"""The margin cards of a checked report: who says what, how it was read, and what the check found, ready to print."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from countermark.model.answer import Answer, Row
from countermark.reading.types import Claim, Reading, Speaker
from countermark.report.reading_units import Unit, outlet_name, speaker_name, voice
from countermark.report.reading_words import (
    FORMS,
    KINDS,
    LINKS,
    STANCES,
    clipped,
    precision_text,
    rule_text,
    shortened,
    verdict_style,
)

MOST_WORDS = 900
MOST_EVIDENCE = 12
MOST_WHY = 260
_HIDDEN = frozenset({"cite", "entity", "source_id", "part", "via", "clock", "why", "legal_basis", "properties"})
_FIRST = (
    "caption",
    "list",
    "status",
    "change",
    "programme",
    "listed_from",
    "listed_after",
    "listed_to",
    "seen",
    "basis",
)

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A row behind a verdict: what it is of, its values, and the numbers of its citations."""

    title: str
    values: tuple[Pair, ...]
    cites: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody the words may mean; `excluded` says why it cannot be."""

    name: str
    where: str
    reasons: tuple[str, ...]
    excluded: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One verdict on a unit."""

    verdict: str
    style: str
    sign: str
    meaning: str
    why: str
    whole: str
    asked: tuple[Pair, ...]
    question: str
    definition: str
    would_change: str
    rule: str
    evidence: tuple[Evidence, ...]
    more: int
    candidates: tuple[Candidate, ...]
    excluded: tuple[Candidate, ...]
    cites: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A card: `notes` are warnings, `chain` goes from the origin to the page."""

    unit: Unit
    style: str
    speaker: str
    verb: str
    verb_first: bool
    addressee: str
    words: str
    stance: str
    facts: tuple[Pair, ...]
    notes: tuple[str, ...]
    chain: tuple[str, ...]
    links: tuple[tuple[str, int, str], ...]
    findings: tuple[Finding, ...]


def cards(
    reading: Reading, answer: Answer, units: Sequence[Unit], links: dict[int, list[tuple[str, bool, int, str]]]
) -> dict[int, Card]:
    """Make the card of every unit."""
    numbers = {unit.claim.id: unit.number for unit in units if unit.claim}
    return {
        unit.number: Card(
            unit=unit,
            style=unit.style,
            speaker=voice(unit, reading),
            verb=_verb(unit, reading),
            verb_first=bool(unit.claim and unit.claim.rule.startswith("according")),
            addressee=_name(unit.claim.addressee, reading) if unit.claim and unit.claim.addressee else "",
            words=clipped(" … ".join(span.of(reading.text) for span in unit.said), MOST_WORDS),
            stance=STANCES.get(unit.claim.stance, unit.claim.stance) if unit.claim else "",
            facts=tuple(_facts(unit, reading, numbers)),
            notes=tuple(_notes(unit.claim, reading, unit.verdict)) if unit.claim else (),
            chain=chain(unit, reading),
            links=tuple(
                (LINKS.get(kind, (rule_text(kind), rule_text(kind)))[0 if out else 1], number, basis)
                for kind, out, number, basis in links.get(unit.number, ())
            ),
            findings=tuple(_finding(row, answer) for row in unit.rows),
        )
        for unit in units
    }


def chain(unit: Unit, reading: Reading) -> tuple[str, ...]:
    """Give the way of the words from their speaker to the page."""
    via = unit.claim.via if unit.claim else ()
    steps = [voice(unit, reading), *(_name(one, reading) for one in via), outlet_name(reading)]
    return tuple(dict.fromkeys(steps))


def _verb(unit: Unit, reading: Reading) -> str:
    if unit.claim is None or unit.claim.cue is None:
        return ""
    words = clipped(unit.claim.cue.span.of(reading.text), 60)
    return words[:1].lower() + words[1:]


def _name(speaker: Speaker, reading: Reading) -> str:
    return speaker_name(speaker, reading.text)


def _facts(unit: Unit, reading: Reading, numbers: dict[str, int]) -> Iterable[Pair]:
    claim, text = unit.claim, reading.text
    if claim is None:
        yield "Voice", "the outlet’s own, so it stands as reported by it" if unit.reported else "claimed"
        if unit.event:
            yield "Read as", f"{rule_text(unit.event.type)}{', negated' if unit.event.polarity == '-' else ''}"
            yield "Rule", rule_text(unit.event.rule)
        return
    yield "Form", FORMS.get(claim.form, claim.form)
    yield (
        "Stance",
        STANCES.get(claim.stance, claim.stance) + ("; what is said is negated" if claim.polarity == "-" else ""),
    )
    if claim.hedges:
        yield "Hedges", "; ".join(f"“{hedge.span.of(text)}”" for hedge in claim.hedges)
    yield "Speaker", _resolved(claim.speaker, text)
    if claim.addressee:
        yield "To", _resolved(claim.addressee, text)
    if claim.via:
        yield "Through", ", then ".join(_name(via, reading) for via in claim.via)
    if claim.parent in numbers:
        yield "Within", f"statement {numbers[claim.parent]}"
    yield "Rule", f"{rule_text(claim.rule)}: {precision_text(claim.precision, claim.precision_n)}"


def _resolved(speaker: Speaker, text: str) -> str:
    written = f"“{clipped(speaker.span.of(text), 160)}”" if speaker.span else "not named in the sentence"
    if speaker.caption and not (speaker.span and speaker.caption == speaker.span.of(text)):
        written += f", taken for {speaker.caption}"
    if speaker.how:
        written += f" ({rule_text(speaker.how)})"
    if speaker.candidates:
        written += f"; may be {', '.join(speaker.candidates)}: not decided"
    return written


def _notes(claim: Claim, reading: Reading, verdict: str | None) -> Iterable[str]:
    if claim.factive:
        verb = claim.cue.span.of(reading.text) if claim.cue else claim.stance
        yield f"“{clipped(verb, 60)}” presents what follows as a fact. That is the report’s wording, not evidence."
    if claim.translated:
        yield "The words in quotation marks may be a translation back: do not quote them as the speaker’s own."
    if any(hedge.kind == "not_yet" for hedge in claim.hedges):
        yield "“Not yet” limits the denial to its day; it promises nothing."
    elif claim.standing and verdict != "standing":
        yield "A promise, or a “not yet”: it stands from its day on, and what came later does not make it false."


def _finding(row: Row, answer: Answer) -> Finding:
    style, sign, meaning = verdict_style(row["verdict"])
    given = list(row.get("candidates") or ())
    evidence = list(row.get("evidence") or ())
    why = str(row.get("why") or "")
    return Finding(
        verdict=str(row["verdict"]),
        style=style,
        sign=sign,
        meaning=meaning,
        why=shortened(why, MOST_WHY),
        whole=why if len(why) > MOST_WHY else "",
        asked=tuple(
            (rule_text(key), value_text(value)) for key, value in (row.get("asked") or {}).items() if value_text(value)
        ),
        question=" ".join(
            filter(None, (row.get("question"), row.get("question_verdict") and f"→ {row['question_verdict']}"))
        ),
        definition=str(row.get("definition") or ""),
        would_change=str(row.get("would_change") or ""),
        rule=" / ".join(filter(None, (KINDS.get(str(row.get("kind"))), str(row.get("rule") or "")))),
        evidence=tuple(_evidence(one) for one in evidence[:MOST_EVIDENCE]),
        more=max(len(evidence) - MOST_EVIDENCE, 0),
        candidates=tuple(_candidate(one) for one in given if not one.get("excluded")),
        excluded=tuple(_candidate(one) for one in given if one.get("excluded")),
        cites=_cites(row, len(answer.citations)),
    )


def _cites(row: Row, known: int) -> tuple[int, ...]:
    cite = row.get("cite")
    indexes = cite if isinstance(cite, list) else [] if cite is None else [cite]
    return tuple(index + 1 for index in indexes if isinstance(index, int) and 0 <= index < known)


def _candidate(one: dict[str, Any]) -> Candidate:
    where = ", ".join(filter(None, (one.get("list"), one.get("listed") and f"listed {value_text(one['listed'])}")))
    return Candidate(
        name=str(one.get("caption") or one.get("entity") or ""),
        where=where,
        reasons=tuple(str(reason) for reason in one.get("reasons") or ()),
        excluded=str(one.get("excluded") or ""),
    )


def _evidence(one: Any) -> Evidence:
    if not isinstance(one, dict):
        return Evidence(value_text(one), (), ())
    names = sorted(one, key=lambda name: _FIRST.index(name) if name in _FIRST else len(_FIRST))
    values = [
        (rule_text(name), value)
        for name in names
        if name not in _HIDDEN and name != "caption" and (value := value_text(one[name]))
    ]
    title = one.get("caption") or one.get("title") or one.get("marking") or one.get("list") or ""
    return Evidence(str(title), tuple(values), ())


def value_text(value: Any) -> str:
    """Write a value of a row for a person: nothing for nothing, a list joined, an object as its pairs."""
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return "; ".join(f"{rule_text(str(key))}: {told}" for key, one in value.items() if (told := value_text(one)))
    if isinstance(value, list | tuple):
        return "; ".join(told for one in value if (told := value_text(one)))
    return clipped(str(value), 400)
