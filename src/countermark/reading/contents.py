"""What follows a cue, and where content ends."""

from __future__ import annotations

from typing import NamedTuple

from countermark.reading.cues import Cue
from countermark.reading.lexicon import LEXICON, Verb, Word
from countermark.reading.phrases import Phrase, has_verb, is_occasion, nounish
from countermark.reading.tokens import Unit

W = Word
_STOPS = W.TERM | W.SEMI
_NP_START = W.DET | W.CAP | W.NUM | W.POSS | W.NAME


class Complement(NamedTuple):
    """What follows a cue: its kind, its first word, and who was told.

    Kinds: quote, that, wh, to, clause, noun, as, of, for, none. `led` is the mark before a quotation.
    """

    kind: str
    first: int
    verb: Verb
    hearer: Phrase | None = None
    led: bool = False


def body_end(unit: Unit) -> int:
    """Give the position after the last word that is not a closing mark."""
    end = len(unit)
    while end and unit.flag[end - 1] & (W.TERM | W.COMMA | W.DASH | W.COLON) and not unit.flag[end - 1] & W.QUOTE:
        end -= 1
    return end


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


_FRAME_OF = {"clause": "bare", "none": "after"}


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
    starts = bool(flag & (_NP_START | W.PRON) or nounish(flag) or flag & (W.SUB | W.PREP | W.ING | W.ED))
    if not starts:
        return "none"
    if "as" in frames:
        return "as"
    weak = all(verb.weak or verb.noun or "noun" in verb.frames for verb in verbs)
    begins = _begins_clause(flag) or _is_quantity(unit, position)
    clause = (
        "bare" in frames
        and begins
        and (has_verb(unit, position, end, strict=weak) or _is_only_clause(verbs, end - position))
    )
    if clause:
        return "clause"
    if (hearer is None and flag & (_NP_START | W.OBJ | W.ING)) or nounish(flag):
        if "of" in frames:
            return "of"
        if "object_to" in frames or "noun" in frames:
            return "noun"
    return "none"


def _is_only_clause(verbs: tuple[Verb, ...], size: int) -> bool:
    """Tell whether several words can only be a clause, since the verb takes no noun phrase."""
    return size > 3 and all(verb.clausal for verb in verbs)


def _begins_clause(flag: int) -> bool:
    return bool(flag & (_NP_START | W.PRON) or nounish(flag)) and not flag & (W.PREP | W.TO | W.REL)


_PHRASES = {"noun", "to", "as", "of", "for"}


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
            end = position
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
    if flag & W.COMMA:
        return unit.word[position + 1] in {"although", "though"}
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
        if flag & W.DASH:
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
        if flags[position] & (W.COMMA | W.QUOTE) and _begins_clause(after) and has_verb(unit, position + 1, end):
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
