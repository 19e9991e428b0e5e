"""Where content ends."""

from __future__ import annotations

from countermark.reading.lexicon import LEXICON, Word
from countermark.reading.phrases import NP_START, has_verb, nounish
from countermark.reading.tokens import Unit

W = Word
_PHRASES = {"noun", "to", "as", "of", "for"}


def body_end(unit: Unit) -> int:
    """Give the position after the last word that is not a closing mark."""
    end = len(unit)
    while end and unit.flag[end - 1] & (W.TERM | W.COMMA | W.DASH | W.COLON) and not unit.flag[end - 1] & W.QUOTE:
        end -= 1
    return end


def content_end(unit: Unit, first: int, cuts: list[int], kind: str = "that", *, subordinate: bool = False) -> int:
    """Give the position after the content that begins at `first`.

    Args:
        unit: the unit.
        first: first word of the content.
        cuts: positions where a later cue's clause begins, each after a comma or a conjunction.
        kind: what the content is; a phrase ends where a further verb of the same subject begins.
        subordinate: the cue stands in a subordinate clause, which the main clause ends.
    """
    end = body_end(unit)
    if kind in _PHRASES:
        end = _phrase_stop(unit, first, end)
    if subordinate:
        end = _main_clause(unit, first, end)
    for cut in cuts:
        if first + 1 < cut < end and not _is_fronted(unit, first, cut):
            end = cut
            break
    for position in range(first + 1, end):
        flag = unit.flag[position]
        if flag & W.SEMI or (unit.word[position] == "according" and unit.word[position + 1 : position + 2] == ["to"]):
            end = position
            break
        if position + 2 < end and _is_aside(unit, position, end):
            end = position + 1 if flag & W.QUOTE else position
            break
        if flag & W.COMMA and position + 1 < end and _is_label(unit, position + 1, end):
            end = position
            break
    while end > first + 1 and unit.flag[end - 1] & (W.COMMA | W.DASH | W.AND | W.BUT | W.COLON | W.TERM):
        end -= 1
    return end


def _is_aside(unit: Unit, position: int, end: int) -> bool:
    """Tell whether the narrator's aside begins here (" - a first for the firm", ", although it may take months")."""
    flag, after = unit.flag[position], unit.flag[position + 1]
    if flag & (W.COMMA | W.QUOTE):
        word = unit.word[position + 1]
        return word in {"although", "though"} or (word == "while" and bool(unit.flag[position + 2] & W.ING))
    if not flag & W.DASH or not after & W.DET or after & W.REL:
        return False
    return not any(unit.flag[i] & W.DASH for i in range(position + 1, end))


def _is_fronted(unit: Unit, first: int, cut: int) -> bool:
    """Tell whether only an adverbial stands between the beginning of a content and a comma ("that in May, ...")."""
    if unit.word[first] == "that":
        first += 1
    flag = unit.flag[first]
    if flag & W.DET or not flag & (W.PREP | W.SUB) or not unit.flag[cut] & W.COMMA:
        return False
    return not any(unit.flag[i] & W.COMMA for i in range(first, cut))


def _phrase_stop(unit: Unit, first: int, end: int) -> int:
    """Give where a phrase ends: before "and accused ...", ", but ...", ", after ..."."""
    flags = unit.flag
    for position in range(first + 1, end - 1):
        flag, after = flags[position], flags[position + 1]
        if flag & W.AND and _is_further_verb(unit, position + 1):
            return position
        if flag & W.BUT and (unit.word[position] not in {"but", "yet"} or _is_further_verb(unit, position + 1)):
            return position
        if flag & (W.DASH | W.COLON):
            return position
        if not flag & W.COMMA:
            continue
        if after & W.ING and not after & (W.CAP | W.ADJ):
            return position
        if after & (W.BUT | W.SUB | W.PRON) or (after & W.AND and _is_further_verb(unit, position + 2)):
            return position
        if after & (W.CUE | W.VERB | W.AUX) and not after & (W.ING | W.CAP):
            return position
        if after & W.REL and any(flags[i] & W.CUE for i in range(position + 2, min(position + 7, end))):
            return position
    return end


def _is_further_verb(unit: Unit, position: int) -> bool:
    if position >= len(unit):
        return False
    flag = unit.flag[position]
    if flag & W.ADV and position + 1 < len(unit):
        position += 1
        flag = unit.flag[position]
    if flag & W.CAP or flag & W.ADJ:
        return False
    after = unit.flag[position + 1] if position + 1 < len(unit) else W.TERM
    if flag & (W.AUX | W.MODAL):
        return True
    finite = flag & W.ED or (flag & (W.CUE | W.VERB) and not flag & W.ING)
    return bool(finite and after & (W.DET | W.PREP | W.OBJ | W.CAP | W.QUOTE | W.PRON | W.POSS | W.NAME | W.NUM | W.TO))


def _main_clause(unit: Unit, first: int, end: int) -> int:
    """Give the comma after which the main clause begins."""
    flags = unit.flag
    for position in range(first + 1, end - 2):
        after = flags[position + 1]
        if flags[position] & (W.COMMA | W.QUOTE) and begins_clause(after) and has_verb(unit, position + 1, end):
            return position
    return end


def _is_label(unit: Unit, position: int, end: int) -> bool:
    """Tell whether the narrator's own label begins here ("a charge the maker rejects"), or a participle that cites."""
    if unit.word[position] in LEXICON.citing and unit.flag[position] & W.CUE:
        return True
    if not unit.flag[position] & W.DET:
        return False
    for word in range(position + 1, min(position + 4, end)):
        if unit.word[word] in LEXICON.label_nouns:
            if unit.word[position] in {"a", "an"} and unit.word[word + 1 : word + 2] in (
                ["for"],
                ["of"],
                ["among"],
                ["in"],
            ):
                return True
            return any(unit.flag[later] & W.CUE for later in range(word + 1, min(word + 9, end)))
    return False


def begins_clause(flag: int) -> bool:
    """Tell whether a clause can begin with a word."""
    return bool(flag & (NP_START | W.PRON) or nounish(flag)) and not flag & (W.PREP | W.TO | W.REL)
