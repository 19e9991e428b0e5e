"""Verbs of the lexicon in a unit, with their verb group: auxiliaries, negation, passive, infinitive, participle."""

from __future__ import annotations

from typing import NamedTuple

from countermark.reading.lexicon import LEXICON, Form, Verb, Word
from countermark.reading.phrases import nounish
from countermark.reading.tokens import Unit

W = Word


class Cue(NamedTuple):
    """A verb group: words `first` to `last` (particles included), the verb itself at `at`.

    `mode` is finite, participle, passive or infinitive. `negated`: the act of speaking is denied.
    """

    first: int
    at: int
    last: int
    verbs: tuple[Verb, ...]
    mode: str
    negated: bool = False
    modal: bool = False


def find_cues(unit: Unit) -> list[Cue]:
    """Find the verb groups of a unit whose verb is in the lexicon, in order."""
    found: list[Cue] = []
    for at, flag in enumerate(unit.flag):
        if flag & W.CUE:
            cue = _cue(unit, at)
            if cue is not None and not (found and cue.first <= found[-1].last):
                found.append(cue)
    return found


def _matching(unit: Unit, at: int) -> tuple[Form, ...]:
    """Give the forms whose particles follow; only those with the most particles."""
    forms = LEXICON.verbs[unit.word[at]]
    best = -1
    kept: list[Form] = []
    for form in forms:
        rest = form.verb.rest
        if len(rest) < best:
            break
        if not rest or tuple(unit.word[at + 1 : at + 1 + len(rest)]) == rest:
            best = len(rest)
            kept.append(form)
    return tuple(kept)


def _cue(unit: Unit, at: int) -> Cue | None:
    forms = _matching(unit, at)
    if not forms:
        return None
    first, words = _group(unit, at)
    mode, kept = _mode(unit, at, first, words, forms)
    if not kept:
        return None
    rest = len(kept[0].verb.rest)
    if mode == "finite" and first == at and _is_noun(unit, at, at + rest, kept):
        return None
    negated = any(word in {"not", "never", "neither"} or word.endswith("n't") for word in words)
    modal = any(unit.flag[i] & W.MODAL for i in range(first, at))
    return Cue(first, at, at + rest, tuple(form.verb for form in kept), mode, negated, modal)


def _group(unit: Unit, at: int) -> tuple[int, list[str]]:
    """Give the first word of the verb group and the words before the verb."""
    first, position = at, at - 1
    words: list[str] = []
    while position >= 0 and at - position < 7:
        flag = unit.flag[position]
        if flag & W.CAP and not flag & (W.AUX | W.MODAL | W.ADV | W.NEG):
            break
        if flag & W.PRON and flag & W.AUX:
            words.append(_contracted(unit.word[position]))
            break
        if flag & (W.AUX | W.MODAL):
            first = position
        elif not (flag & W.ADV or unit.word[position] in {"not", "never", "yet", "neither"}):
            break
        words.append(unit.word[position])
        if (
            not flag & (W.AUX | W.MODAL)
            and position == first - 1
            and unit.word[position] in {"never", "also", "neither"}
        ):
            first = position
        position -= 1
    return first, words


def _contracted(word: str) -> str:
    """Give the auxiliary in "he's" or "they've"."""
    if word.endswith(("'ve", "'d")):
        return "have"
    if word.endswith("'s"):
        return "'s"
    return "will" if word.endswith("'ll") else "is"


def _mode(unit: Unit, at: int, first: int, words: list[str], forms: tuple[Form, ...]) -> tuple[str, tuple[Form, ...]]:
    before = unit.word[at - 1] if at else ""
    be, have = any(w in LEXICON.be for w in words), any(w in LEXICON.have for w in words)
    other = any(w in LEXICON.do for w in words) or any(unit.flag[i] & W.MODAL for i in range(first, at))
    if before == "to" or (at > 1 and unit.word[at - 2] == "to" and unit.flag[at - 1] & W.ADV):
        return "infinitive", tuple(f for f in forms if "base" in f.tense)
    if unit.word[at].endswith("ing") and any("ing" in f.tense for f in forms):
        return ("finite" if be or "'s" in words else "participle"), tuple(f for f in forms if "ing" in f.tense)
    if be:
        return "passive", tuple(f for f in forms if "part" in f.tense)
    if have or "'s" in words:
        return "finite", tuple(f for f in forms if "part" in f.tense)
    if other:
        return "finite", tuple(f for f in forms if "base" in f.tense)
    if "will" in words:
        return "finite", tuple(f for f in forms if "base" in f.tense)
    if unit.word[at + 1 : at + 2] == ["by"] and unit.word[at].endswith("ed"):
        return "passive", tuple(f for f in forms if "part" in f.tense)
    kept = tuple(f for f in forms if set(f.tense.split()) & {"past", "s"})
    if kept:
        return "finite", kept
    plural = tuple(f for f in forms if "base" in f.tense)
    return "finite", plural if _plural_before(unit, first) else ()


def _plural_before(unit: Unit, first: int) -> bool:
    """Tell whether what stands before a verb group is plural: only then its base form is a verb there."""
    at = first - 1
    while at >= 0 and unit.flag[at] & W.ADV:
        at -= 1
    if at < 0:
        return False
    word, flag = unit.word[at], unit.flag[at]
    if flag & (W.COMMA | W.CLOSE | W.DASH | W.QUOTE | W.REL | W.AND):
        return True
    if flag & W.PRON:
        return word not in {"he", "she", "it"}
    if word in LEXICON.plurals or flag & W.NUM or (word.endswith("s") and not word.endswith(("ss", "'s"))):
        return True
    return any(unit.flag[i] & W.AND for i in range(max(0, at - 8), at)) and bool(flag & W.CAP)


def _is_noun(unit: Unit, at: int, last: int, forms: tuple[Form, ...]) -> bool:
    """Tell whether a form that can be a noun or an adjective is one here."""
    before = unit.flag[at - 1] if at else 0
    word = unit.word[at]
    if at and (before & W.DET or (before & (W.POSS | W.ADJ) and not before & W.CAP)) and not before & (W.REL | W.PRON):
        return not (before & W.DET and unit.word[at - 1] in LEXICON.alone)
    if at and before & W.PREP and not before & W.CAP:
        return True
    if word.endswith("ed"):
        return False
    if not any(form.verb.noun for form in forms):
        return False
    after = unit.flag[last + 1] if last + 1 < len(unit) else 0
    if after & W.TO and any("to" in form.verb.frames for form in forms) and nounish(before) and not before & W.POSS:
        return False
    if before & (W.PRON | W.QUOTE) or unit.word[last + 1 : last + 2] == ["that"]:
        return False
    if before & W.COMMA:
        return not (after & (W.CAP | W.DET))
    if at == 0 or (unit.flag[at] & W.CAP and unit.kind != "heading"):
        return True
    if not nounish(before) and not before & W.NAME:
        return True
    if after & (W.DET | W.PRON | W.QUOTE | W.COLON | W.NAME) or (after & W.CAP and not after & W.TIME):
        return False
    return not (after & W.WH and not after & W.REL) and not (nounish(after) and before & (W.CAP | W.NAME) != 0)
