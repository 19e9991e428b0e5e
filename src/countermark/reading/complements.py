"""What follows a cue."""

from __future__ import annotations

from typing import NamedTuple

from countermark.reading.contents import begins_clause, body_end
from countermark.reading.cues import Cue
from countermark.reading.lexicon import LEXICON, Verb, Word
from countermark.reading.phrases import NP_START, Phrase, has_verb, is_occasion, nounish
from countermark.reading.tokens import Unit

W = Word
_FRAME_OF = {"clause": "bare", "none": "after"}


class Complement(NamedTuple):
    """What follows a cue: its kind, its first word, and who was told.

    Kinds: quote, that, wh, to, clause, noun, as, of, for, none. `led` is the mark before a quotation.
    """

    kind: str
    first: int
    verb: Verb
    hearer: Phrase | None = None
    led: bool = False


def complement(unit: Unit, cue: Cue) -> Complement:
    """Find what follows a cue."""
    frames = frozenset().union(*(verb.frames for verb in cue.verbs))
    position, end = cue.last + 1, body_end(unit)
    if position + 1 < end and unit.word[position] in {"nor", "or"} and unit.flag[position + 1] & W.CUE:
        position += 2
    hearer: Phrase | None = None
    if ("hearer" in frames or any(v.hearer_to for v in cue.verbs)) and position < end:
        hearer = _hearer(unit, position, end, "of" in frames)
        if hearer:
            position = hearer.last + 1
    limit = position + 40
    while position < min(end, limit):
        flag = unit.flag[position]
        found = _kind_at(unit, position, end, frames, hearer)
        if found is None and flag & W.WH and "wh" in frames and (cue.negated or cue.modal):
            found = "wh", position
        if found:
            kind, first = found
            return Complement(kind, first, _verb_for(cue, kind), hearer, kind == "quote" and first > position)
        step = _skip(unit, position, end, frames)
        if step is None:
            kind = _phrase_kind(unit, position, end, cue.verbs, flag, hearer)
            return Complement(kind, position, _verb_for(cue, kind), hearer)
        if hearer is None and unit.word[position] == "to" and step > position + 1:
            hearer = Phrase(position + 1, step - 1)
        position = step
    return Complement("none", position, _verb_for(cue, "none"), hearer)


def _verb_for(cue: Cue, kind: str) -> Verb:
    frame = _FRAME_OF.get(kind, kind)
    for verb in cue.verbs:
        if frame in verb.frames or (kind == "to" and verb.hearer_to):
            return verb
    return cue.verbs[0]


def _kind_at(
    unit: Unit, position: int, end: int, frames: frozenset[str], hearer: Phrase | None
) -> tuple[str, int] | None:
    flag, word = unit.flag[position], unit.word[position]
    after = unit.flag[position + 1] if position + 1 < end else 0
    if flag & W.QUOTE:
        before = unit.flag[position - 1]
        if (
            "that" in frames
            and before & (W.POSS | W.PREP | W.CAP)
            and unit.word[position + 1 : position + 2] == ["that"]
        ):
            return "that", position + 1
        return "quote", position
    if flag & W.COLON:
        if after & W.QUOTE:
            return "quote", position + 1
        return ("clause", position + 1) if after and frames & {"bare", "quote"} else ("none", position)
    if word == "that" and ("that" in frames or "wh" in frames) and not after & (W.TERM | W.COMMA | W.MARK):
        return "that", position
    if word == "that" and after & W.COMMA and position + 2 < end and unit.flag[position + 2] & W.QUOTE:
        return "quote", position + 2
    if flag & W.COMMA:
        return _after_comma(unit, position, end, frames)
    if flag & W.TO and hearer and after & W.WORD:
        return "to", hearer.first
    if flag & W.TO and "to" in frames and after & W.WORD and not after & (W.DET | W.CAP):
        return "to", position
    if flag & W.WH and "wh" in frames and word not in {"when", "who", "where"}:
        return "wh", position
    if word == "as" and "as" in frames:
        return "as", position
    if (word in {"of", "against"} and "of" in frames) or (word == "for" and "for" in frames):
        return ("of" if word == "against" else word), position
    return None


def _after_comma(unit: Unit, comma: int, end: int, frames: frozenset[str]) -> tuple[str, int] | None:
    after = comma + 1
    if after >= end:
        return "none", comma
    if unit.flag[after] & W.QUOTE:
        return "quote", after
    if unit.word[after] == "that" and "that" in frames:
        return "that", after
    for position in range(after, min(after + 12, end)):
        if unit.flag[position] & W.COMMA and position + 1 < end:
            if unit.flag[position + 1] & W.QUOTE and "quote" in frames:
                return "quote", position + 1
            if unit.word[position + 1] == "that" and "that" in frames:
                return "that", position + 1
            break
    return "none", comma


def _is_quantity(unit: Unit, position: int) -> bool:
    """Tell whether "at least four" or "about four" begins here."""
    if not unit.flag[position] & W.PREP or position + 1 >= len(unit):
        return False
    return unit.word[position + 1] in {"least", "most"} or (
        unit.word[position] in {"about", "around", "over", "under"} and bool(unit.flag[position + 1] & W.NUM)
    )


def _skip(unit: Unit, position: int, end: int, frames: frozenset[str]) -> int | None:
    """Give the position after an adverbial, or None when this is none."""
    flag = unit.flag[position]
    if _is_quantity(unit, position):
        return None
    if (
        flag & W.OCCASION
        and position + 1 < end
        and (is_occasion(unit, position) or "bare" in frames or "quote" in frames)
    ):
        if unit.word[position] in {"as", "after", "before", "following"} and not is_occasion(unit, position):
            return None
        return _phrase_end(unit, position + 1, end)
    if flag & W.TIME and not flag & W.PREP:
        return position + 1
    if flag & W.ADV and not flag & (W.DET | W.NEG):
        if flag & W.PRON and position + 1 < end and unit.flag[position + 1] & (W.AUX | W.MODAL | W.ADV):
            return None
        return position + 1
    if flag & W.DET and position + 1 < end and unit.word[position + 1] in LEXICON.day_units:
        return position + 2
    return None


def _phrase_end(unit: Unit, position: int, end: int) -> int:
    first = position
    while position < end:
        flag = unit.flag[position]
        if flag & (W.MARK | W.QUOTE | W.BUT) or unit.word[position] == "that":
            break
        if flag & (W.PRON | W.AUX | W.MODAL | W.PREP | W.WH):
            break
        if flag & W.DET and position > first and not unit.flag[position - 1] & (W.DET | W.AND):
            break
        if position > first and unit.flag[position - 1] & W.TIME and not flag & (W.TIME | W.NUM):
            break
        position += 1
    return max(position, first)


def _hearer(unit: Unit, position: int, end: int, before_of: bool) -> Phrase | None:
    flag = unit.flag[position]
    if flag & W.OBJ or (flag & W.PRON and unit.word[position] in {"you", "it"}):
        return Phrase(position, position)
    if flag & W.PREP and unit.word[position] == "to":
        return None
    if flag & (W.QUOTE | W.MARK | W.REL | W.WH | W.PREP | W.PRON | W.TIME) and not flag & W.DET:
        return None
    if flag & W.DET and unit.word[position] == "that":
        return None
    last = position
    cap = False
    while last < end and last < position + 14:
        here = unit.flag[last]
        if (
            here & (W.QUOTE | W.PRON | W.OBJ | W.AUX | W.MODAL | W.WH | W.BUT | W.TIME | W.TO)
            or unit.word[last] == "that"
        ):
            break
        if here & W.MARK or (here & W.SUB and not here & W.PREP):
            break
        if here & W.PREP and (is_occasion(unit, last) or not here & W.LINK or before_of):
            break
        if here & W.DET and last > position and not unit.flag[last - 1] & (W.PREP | W.AND | W.DET):
            break
        if last > position and _hearer_is_over(unit, last, cap, bool(flag & W.DET)):
            break
        cap = cap or bool(here & (W.CAP | W.NAME))
        last += 1
    return Phrase(position, last - 1) if last > position else None


def _hearer_is_over(unit: Unit, last: int, cap: bool, determined: bool) -> bool:
    here, before = unit.flag[last], unit.flag[last - 1]
    if here & (W.PREP | W.AND) or before & (W.PREP | W.AND | W.DET | W.POSS):
        return False
    if cap:
        return not here & (W.CAP | W.NAME) and not determined
    return unit.word[last - 1].endswith("s") and not determined


def _phrase_kind(unit: Unit, position: int, end: int, verbs: tuple[Verb, ...], flag: int, hearer: Phrase | None) -> str:
    frames = frozenset().union(*(verb.frames for verb in verbs))
    starts = bool(flag & (NP_START | W.PRON) or nounish(flag) or flag & (W.SUB | W.PREP | W.ING | W.ED))
    if not starts:
        return "none"
    if "as" in frames:
        return "as"
    weak = all(verb.weak or verb.noun or "noun" in verb.frames for verb in verbs)
    begins = begins_clause(flag) or _is_quantity(unit, position)
    clause = (
        "bare" in frames
        and begins
        and (has_verb(unit, position, end, strict=weak) or _is_only_clause(verbs, end - position))
    )
    if clause:
        return "clause"
    if (hearer is None and flag & (NP_START | W.OBJ | W.ING)) or nounish(flag):
        if "of" in frames:
            return "of"
        if "object_to" in frames or "noun" in frames:
            return "noun"
    return "none"


def _is_only_clause(verbs: tuple[Verb, ...], size: int) -> bool:
    """Tell whether several words can only be a clause, since the verb takes no noun phrase."""
    return size > 3 and all(verb.clausal for verb in verbs)
