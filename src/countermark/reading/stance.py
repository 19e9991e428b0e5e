"""What a draft means: its stance after negation, the polarity of its content, hedges, whether it stands open."""

from __future__ import annotations

import re
from itertools import islice
from typing import Literal

from countermark.reading.asserted import doubts, says_false
from countermark.reading.draft import Draft
from countermark.reading.lexicon import LEXICON
from countermark.reading.types import Hedge, Span

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_FIRST_CLAUSE = re.compile(r"[^,;:.!?–—(]{0,160}")
SPOKEN = {"asserts", "tells", "announces", "answers", "cites", "describes", "alleges", "warns", "denies", "proposes"}
_OPEN = {"promises", "threatens"}
_LONGEST = 6


def hedges_of(text: str, spans: list[Span]) -> tuple[Hedge, ...]:
    """Find the hedges in some stretches of text."""
    found: list[Hedge] = []
    for span in spans:
        stop = span.start
        for word in _WORD.finditer(text, span.start, span.end):
            rows = LEXICON.hedges.get(word[0].lower())
            if rows and word.start() >= stop:
                hedge = _hedge_at(text, word.start(), word.end(), span.end, rows)
                if hedge is not None:
                    found.append(hedge)
                    stop = hedge.span.end
    return tuple(found)


def _hedge_at(
    text: str, start: int, end: int, limit: int, rows: tuple[tuple[tuple[str, ...], str], ...]
) -> Hedge | None:
    """Give the longest hedge whose first word stands at a place."""
    following = list(islice(_WORD.finditer(text, end, limit), _LONGEST))
    words = tuple(word[0].lower().replace("’", "'") for word in following)
    for rest, kind in rows:
        if words[: len(rest)] == rest:
            return Hedge(Span(start, following[len(rest) - 1].end() if rest else end), kind)
    return None


def stance_of(text: str, draft: Draft) -> str:
    """Give what the speech act does: an act that was not performed is an omission, not a denial."""
    if draft.negated and draft.stance in SPOKEN:
        return "omits"
    if draft.factive and draft.stance == "criticises" and draft.content and _presupposes(draft.content[0].of(text)):
        return "alleges"
    if draft.stance == "refuses" and draft.content:
        words = draft.content[0].of(text).split(maxsplit=2)
        if words[:1] == ["to"] and len(words) > 1:
            if words[1] == "comment":
                return "declines_comment"
            if words[1].strip(",.") in LEXICON.silent_verbs:
                return "omits"
    return draft.stance


def _presupposes(content: str) -> bool:
    """Tell whether what is denounced is a state of affairs, and not an act everybody knows of."""
    words = content.split(maxsplit=3)
    return words[:1] == ["that"] or (words[:1] == ["the"] and words[2:3] == ["of"] and words[1] in LEXICON.presupposed)


def polarity_of(text: str, draft: Draft) -> Literal["+", "-"]:
    """Give the polarity of the content alone, from its first clause."""
    if draft.negated and draft.stance in {"attitude", "supports", "accuses", "demands", "urges"}:
        return "-"
    if not draft.content:
        return "+"
    span = draft.content[-1] if draft.rule in {"passive", "relative-embedded"} else draft.content[0]
    clause = _FIRST_CLAUSE.match(text, span.start, span.end)
    if clause is None:
        return "+"
    first = clause.group().partition(" and that ")[0]
    turns = len(LEXICON.negative.findall(first)) + says_false(first)
    turns += first.startswith(("that ", "whether ")) and doubts(draft.lemma, _cue(text, draft))
    return "-" if turns % 2 else "+"


def _cue(text: str, draft: Draft) -> str:
    return draft.cue.of(text) if draft.cue is not None else ""


def stands(text: str, draft: Draft, stance: str, hedges: tuple[Hedge, ...]) -> bool:
    """Tell whether the claim stands open: a promise, an announcement of an act to come, a "not yet"."""
    if stance in _OPEN or any(hedge.kind == "not_yet" for hedge in hedges):
        return True
    if draft.negated or not draft.content or draft.lemma not in LEXICON.standing_verbs:
        return False
    clause = _FIRST_CLAUSE.match(text, draft.content[0].start, draft.content[0].end)
    return clause is not None and LEXICON.future.search(clause.group()) is not None
