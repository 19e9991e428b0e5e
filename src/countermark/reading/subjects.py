"""The subject of a verb: before it, or after it where the verb stands first."""

from __future__ import annotations

from countermark.reading.lexicon import LEXICON, Word
from countermark.reading.phrases import (
    REACH,
    Phrase,
    can_head,
    has_verb,
    is_boundary,
    is_occasion,
    noun_phrase_left,
    nounish,
)
from countermark.reading.tokens import Unit

W = Word


def subject_before(unit: Unit, verb: int) -> Phrase | None:
    """Find the subject of the verb group that begins at `verb`, to its left."""
    last = verb - 1
    last = _before_adverbs(unit, last)
    if last < 0:
        return None
    flag = unit.flag[last]
    if flag & (W.COMMA | W.DASH):
        return _set_off(unit, last)
    if flag & W.REL and (not flag & W.DET or unit.word[last] == "that"):
        return _antecedent(unit, last)
    if flag & W.PRON:
        return None if unit.word[last] == "there" else Phrase(last, last, "pronoun")
    if unit.word[last] == "%" and last and unit.flag[last - 1] & W.NUM:
        return Phrase(last - 1, last)
    if flag & (W.MARK | W.QUOTE) and not flag & W.CLOSE:
        return None
    if flag & (W.AND | W.BUT | W.SUB | W.PREP | W.OBJ | W.AUX | W.MODAL) and not flag & W.CAP:
        return None
    first = noun_phrase_left(unit, last)
    return None if first is None else Phrase(first, last)


def _before_adverbs(unit: Unit, last: int) -> int:
    """Step over adverbs and days between a subject and its verb ("the ministry on Friday said")."""
    flags = unit.flag
    while last > 0 and flags[last] & W.ADV and not flags[last] & (W.DET | W.CAP | W.SUB | W.PREP | W.BUT | W.REL):
        last -= 1
    day = last
    while day > 0 and flags[day] & W.TIME and unit.word[day] in LEXICON.day_units and flags[day] & W.CAP:
        day -= 1
    if day < last and day > 0 and flags[day] & W.PREP:
        day -= 1
    return day if nounish(flags[day]) or flags[day] & (W.NAME | W.PRON) else last


def _antecedent(unit: Unit, relative: int) -> Phrase | None:
    last = relative - 1
    if last >= 0 and unit.flag[last] & (W.COMMA | W.DASH):
        last -= 1
    if last < 0 or not (nounish(unit.flag[last]) or unit.flag[last] & (W.CLOSE | W.NAME | W.DET)):
        return None
    first = noun_phrase_left(unit, last)
    return None if first is None else Phrase(first, last, "relative")


def _set_off(unit: Unit, comma: int) -> Phrase | None:
    """Find the subject before an apposition or a relative clause between commas."""
    fallback: Phrase | None = None
    if comma > 2 and unit.word[comma - 1] in LEXICON.connecting and unit.flag[comma - 2] & W.COMMA:
        return subject_before(unit, comma - 2) if not unit.flag[comma - 3] & W.COMMA else None
    mark = unit.flag[comma] & (W.COMMA | W.DASH)
    for position in range(comma - 1, max(0, comma - REACH), -1):
        if unit.flag[position] & (W.TERM | W.SEMI | W.COLON | W.QUOTE):
            break
        if not unit.flag[position] & mark or position + 1 == comma:
            continue
        inner = unit.flag[position + 1]
        if inner & (W.BUT | W.PRON | W.AND) and not inner & W.REL:
            continue
        first = noun_phrase_left(unit, position - 1)
        if first is None:
            continue
        nominal = (bool(inner & (W.DET | W.CAP | W.NUM | W.NOUN | W.NAME)) or nounish(inner)) and not inner & (
            W.REL | W.PREP | W.ING | W.SUB
        )
        if inner & W.ED and not inner & W.ADJ:
            nominal = False
        found = Phrase(_before_apposition(unit, first), comma - 1 if nominal else position - 1)
        if is_boundary(unit, first) and not _verb_inside(unit, position + 1, comma, nominal):
            return found
        fallback = fallback or found
    return fallback


def _before_apposition(unit: Unit, first: int) -> int:
    """Give the first word of the name to which the phrase that begins at `first` is an apposition."""
    after_comma = first > 1 and unit.flag[first - 1] & W.COMMA and unit.flag[first] & (W.DET | W.NOUN)
    if not after_comma or not unit.flag[first - 2] & (W.CAP | W.NAME):
        return first
    name = noun_phrase_left(unit, first - 2)
    return name if name is not None and is_boundary(unit, name) else first


def _verb_inside(unit: Unit, first: int, end: int, nominal: bool) -> bool:
    if not nominal:
        return False
    for position in range(first, end):
        if unit.flag[position] & W.REL:
            return False
        if unit.flag[position] & (W.AUX | W.MODAL):
            return True
    return False


def subject_after(unit: Unit, first: int, *, closed: bool = False) -> Phrase | None:
    """Find the subject that follows its verb ("..., said Petrenko, an inspector").

    `closed`: a clause follows after a comma, so that an apposition counts only where a further comma closes it.
    """
    size = len(unit)
    if first >= size:
        return None
    flag = unit.flag[first]
    if flag & W.PRON:
        return Phrase(first, first, "pronoun")
    if not (nounish(flag) or flag & (W.DET | W.CAP | W.NAME)) or flag & (W.TIME | W.REL):
        return None
    position = first
    while position < size and position < first + REACH:
        flag = unit.flag[position]
        if flag & W.NAME:
            position += 1
        elif flag & W.COMMA:
            end = _apposition_end(unit, position)
            if end is None or (closed and not (unit.flag[position + 1] & W.DET and _closes_before_clause(unit, end))):
                break
            position = end
        elif _ends_subject(unit, position, flag, first):
            break
        else:
            position += 1
    last = position - 1
    while last > first and unit.flag[last] & (W.COMMA | W.AND | W.PREP | W.ADV):
        last -= 1
    return Phrase(first, last) if last >= first and any(can_head(unit, i) for i in range(first, last + 1)) else None


def _closes_before_clause(unit: Unit, comma: int) -> bool:
    return comma < len(unit) and bool(unit.flag[comma] & W.COMMA) and has_verb(unit, comma + 1, len(unit))


def _ends_subject(unit: Unit, position: int, flag: int, first: int) -> bool:
    if flag & (W.OPEN | W.CLOSE) or unit.word[position] in "&'":
        return False
    if flag & (W.MARK | W.QUOTE | W.PRON | W.OBJ | W.BUT | W.MODAL | W.AUX):
        return True
    if flag & W.REL and not (flag & W.DET and unit.word[position] != "that"):
        return True
    if flag & W.TIME and unit.word[position] in LEXICON.day_units and position > first:
        return True
    if flag & W.PREP:
        if unit.word[position] == "by" and unit.word[position - 1].endswith(("ed", "en", "wn")):
            return False
        if is_occasion(unit, position):
            return True
        name = unit.flag[position - 1] & W.CAP
        return bool(not flag & W.LINK or (name and unit.word[position] not in {"of", "for", "at", "from"}))
    if flag & W.SUB:
        return True
    if flag & W.AND:
        follow = unit.flag[position + 1] if position + 1 < len(unit) else 0
        return not (follow & (W.CAP | W.NAME) or (nounish(follow) and not follow & W.CUE))
    return bool(flag & (W.ING | W.ADV) and not flag & W.CAP and position > first)


def _apposition_end(unit: Unit, comma: int) -> int | None:
    """Give the position after an apposition that begins after a comma, or None when what follows is none."""
    size = len(unit)
    inner = comma + 1
    if inner >= size:
        return None
    flag = unit.flag[inner]
    starts = flag & (W.DET | W.NUM | W.NOUN | W.ADJ | W.CAP) or nounish(flag) or unit.word[inner] in {"then", "also"}
    if not starts or flag & (W.PREP | W.REL | W.ING | W.TIME) or (flag & W.ED and not flag & W.ADJ):
        return None
    position = inner
    while position < size and position < inner + 28:
        flag = unit.flag[position]
        if flag & (W.COMMA | W.TERM | W.SEMI | W.COLON | W.DASH | W.QUOTE):
            return position
        if flag & (W.REL | W.BUT) and unit.word[position] != "that":
            return position
        if flag & (W.AUX | W.MODAL):
            return None
        if flag & W.PREP and is_occasion(unit, position):
            return position
        position += 1
    return position
