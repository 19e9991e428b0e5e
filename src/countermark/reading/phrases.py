"""Noun phrases and clauses in a unit, found from word lists and shapes."""

from __future__ import annotations

from typing import NamedTuple

from countermark.reading.lexicon import LEXICON, Word
from countermark.reading.tokens import Unit

W = Word
_NOT_NOUN = (
    W.PREP
    | W.SUB
    | W.PRON
    | W.OBJ
    | W.AUX
    | W.MODAL
    | W.VERB
    | W.BUT
    | W.AND
    | W.DET
    | W.MARK
    | W.QUOTE
    | W.REL
    | W.WH
    | W.NEG
)
_FINITE = W.AUX | W.MODAL | W.VERB
_BOUNDARY = W.MARK | W.BUT | W.SUB | W.AND | W.QUOTE | W.REL
REACH = 32
NP_START = W.DET | W.CAP | W.NUM | W.POSS | W.NAME


class Phrase(NamedTuple):
    """Words from `first` to `last`, both included; `how` says what was found there."""

    first: int
    last: int
    how: str = "noun"


def nounish(flag: int) -> bool:
    """Tell whether a word can stand inside a noun phrase as its noun."""
    return bool(flag & W.WORD) and not flag & _NOT_NOUN


def is_boundary(unit: Unit, position: int) -> bool:
    """Tell whether a clause can begin at a position."""
    return position <= 0 or bool(unit.flag[position - 1] & _BOUNDARY)


def noun_phrase_left(unit: Unit, last: int) -> int | None:
    """Give the first word of the noun phrase that ends at `last`, or None."""
    position, joined = last, False
    floor = max(0, last - REACH)
    while position >= floor:
        step = _step_left(unit, position, last, joined)
        if step is None:
            break
        joined = joined or bool(unit.flag[position] & W.AND)
        if step < 0:
            position = -step - 2
            break
        position = step
    first = position + 1
    while (
        first <= last and unit.flag[first] & (W.PREP | W.AND | W.BUT | W.SUB | W.COMMA) and not unit.flag[first] & W.DET
    ):
        first += 1
    if first > last or not any(can_head(unit, i) for i in range(first, last + 1)):
        return None
    return first


def can_head(unit: Unit, position: int) -> bool:
    """Tell whether a word can be the head of a noun phrase."""
    flag = unit.flag[position]
    if nounish(flag) or flag & (W.NAME | W.NUM):
        return True
    return bool(flag & W.DET) and not flag & W.REL


def _step_left(unit: Unit, at: int, last: int, joined: bool) -> int | None:
    """Give the next position to the left; -(n+2) stops after position n; None stops before this word."""
    flag, before = unit.flag[at], unit.flag[at - 1] if at else 0
    if flag & W.NAME:
        return at - 1
    if flag & (W.MARK | W.QUOTE):
        return _over_mark(unit, at, last, joined)
    if flag & W.POSS:
        return at - 1
    if flag & W.AND:
        return at - 1 if _joins_nouns(unit, at) else None
    if flag & (W.PRON | W.OBJ | W.BUT | W.REL | W.MODAL | W.WH) and not (flag & W.DET and not flag & W.REL):
        return None
    if flag & W.CAP and at > 0 and not flag & (W.PREP | W.DET | W.TIME | W.SUB):
        return at - 1
    if flag & W.PREP:
        if unit.word[at] == "by" and (before & W.ED or (at and unit.word[at - 1] in LEXICON.documents)):
            return at - 1
        return at - 1 if flag & W.LINK and at > 0 and _can_precede_preposition(unit, at - 1) else None
    if flag & W.SUB:
        return None
    if flag & W.TIME and at < last and unit.word[at] in LEXICON.day_units and flag & W.CAP:
        return None
    if flag & W.DET:
        if before & W.ING and not before & (W.CAP | W.ADJ):
            return at - 1
        return at - 1 if before & (W.PREP | W.DET | W.AND | W.NUM) and not before & W.SUB else -at - 1
    return _verb_or_noun(unit, at, flag, before)


def _can_precede_preposition(unit: Unit, at: int) -> bool:
    flag = unit.flag[at]
    if nounish(flag) or flag & (W.CLOSE | W.NAME | W.AND):
        return True
    return bool(flag & W.DET) and unit.word[at] in LEXICON.quantities


def _verb_or_noun(unit: Unit, at: int, flag: int, before: int) -> int | None:
    adjective_place = bool(before & (W.DET | W.POSS | W.ADJ | W.NUM))
    if flag & _FINITE:
        return at - 1 if adjective_place and not flag & W.AUX else None
    if flag & W.CUE and not flag & (W.ED | W.ING):
        noun = any(form.verb.noun for form in LEXICON.verbs[unit.word[at]])
        return at - 1 if adjective_place or noun or flag & W.CAP else None
    if flag & (W.ED | W.ING) and not flag & (W.ADJ | W.CAP):
        return _participle(unit, at, before, adjective_place)
    if flag & W.ADV and not flag & W.ADJ:
        return at - 1 if before & (W.DET | W.AND) or adjective_place else None
    return at - 1


def _participle(unit: Unit, at: int, before: int, adjective_place: bool) -> int | None:
    """A participle is an adjective, a gerund, or begins a relative clause without "who" ("parts shared with us")."""
    if adjective_place or before & W.PREP:
        return at - 1
    if at and before & W.AND and unit.flag[at] & W.ED:
        return at - 2 if at > 1 else None
    if at and (nounish(before) or before & (W.NAME | W.ADV)):
        first = noun_phrase_left(unit, at - 1)
        if first is not None and is_boundary(unit, first):
            return -first - 1
        return None
    if at == 0 or before & W.MARK:
        return at - 1 if unit.flag[at] & W.ED and at + 1 < len(unit) and nounish(unit.flag[at + 1]) else None
    return at - 1 if nounish(before) else None


def _over_mark(unit: Unit, at: int, last: int, joined: bool) -> int | None:
    flag = unit.flag[at]
    if flag & W.CLOSE:
        for position in range(at - 1, max(-1, at - 12), -1):
            if unit.flag[position] & W.OPEN:
                return position - 1
        return None
    inner = 0 < at < last
    if flag & W.COMMA and joined and inner:
        return at - 1 if nounish(unit.flag[at - 1]) and unit.flag[at - 1] & W.CAP else None
    if flag & W.QUOTE and inner and unit.flag[at - 1] & (W.CAP | W.DET) and unit.end[at] - unit.start[at] < 40:
        return at - 1
    if unit.word[at] in "&%$€£'" and inner:
        return at - 1
    return None


def _joins_nouns(unit: Unit, at: int) -> bool:
    """Tell whether "and" joins two nouns, not two clauses."""
    if at == 0 or not (nounish(unit.flag[at - 1]) or unit.flag[at - 1] & (W.NAME | W.CLOSE)):
        return bool(at and unit.flag[at - 1] & (W.COMMA | W.ED) and _list_comma(unit, at))
    if unit.word[at] == "nor":
        return False
    for position in range(at - 1, max(-1, at - 14), -1):
        flag = unit.flag[position]
        if flag & (W.COMMA | W.TERM | W.SEMI | W.COLON | W.BUT | W.QUOTE) or (flag & W.REL and not flag & W.DET):
            return True
        if flag & W.CAP and position:
            continue
        before = unit.flag[position - 1] if position else 0
        if flag & (_FINITE | W.ED | W.CUE) and not before & (W.DET | W.POSS | W.ADJ | W.PREP) and position:
            return bool(flag & W.ED and not flag & W.CUE and unit.flag[position + 1] & W.PREP)
    return True


def _list_comma(unit: Unit, at: int) -> bool:
    return at > 1 and bool(unit.flag[at - 1] & W.COMMA) and bool(unit.flag[at - 2] & W.CAP)


def has_verb(unit: Unit, first: int, end: int, *, strict: bool = False) -> bool:
    """Tell whether the words from `first` up to `end` hold a finite verb after something that can be its subject.

    `strict`: before any comma or relative clause, and a participle in -ed is not enough.
    """
    subject = False
    for position in range(first, min(end, first + 45)):
        flag = unit.flag[position]
        if flag & W.PRON and position + 1 < end:
            return True
        if strict and flag & (W.COMMA | W.REL | W.SUB | W.BUT) and position > first:
            return False
        if flag & W.QUOTE:
            if subject:
                return True
            subject = True
        before = unit.flag[position - 1] if position > first else 0
        if subject and flag & (W.AUX | W.MODAL) and not (flag & W.CAP and flag & W.TIME):
            return True
        if subject and flag & (_FINITE | W.ED | W.CUE) and not flag & W.CAP:
            if strict and flag & W.ED:
                continue
            if not before & (W.DET | W.POSS | W.PREP | W.ADJ | W.TO) and not flag & W.ING:
                return True
        if flag & (W.WORD | W.NAME) and not flag & (W.PREP | W.ADV | W.SUB | W.AND | W.BUT):
            subject = True
    return False


def is_occasion(unit: Unit, position: int) -> bool:
    """Tell whether a preposition begins a phrase of where, when or how something was said."""
    for word in range(position + 1, min(position + 7, len(unit))):
        flag = unit.flag[word]
        if unit.word[word] in LEXICON.occasion_nouns or (flag & W.TIME and word <= position + 3):
            return True
        if flag & (W.MARK | W.QUOTE | W.PREP):
            return False
    return False
