"""Whether what follows a cue can be the content of its verb."""

from __future__ import annotations

from countermark.reading.complements import Complement
from countermark.reading.cues import Cue
from countermark.reading.lexicon import LEXICON, Word
from countermark.reading.phrases import Phrase
from countermark.reading.tokens import Unit

W = Word


def fits(unit: Unit, cue: Cue, comp: Complement, subject: Phrase, quoted: bool) -> bool:
    """Tell whether what follows can be the content of this verb."""
    frames = comp.verb.frames
    need = {"clause": "bare", "that": "that", "wh": "wh", "quote": "quote"}.get(comp.kind, comp.kind)
    if comp.kind == "quote" and not comp.led and frames & {"noun", "as", "of"}:
        return True
    if comp.kind == "as":
        return _is_description(unit, comp.first)
    if comp.kind == "to":
        return "to" in frames or comp.verb.hearer_to
    if (
        need not in frames
        and not (comp.kind == "noun" and "object_to" in frames)
        and not (comp.kind == "clause" and "quote" in frames)
    ):
        return False
    word = unit.word[subject.last]
    if cue.negated and comp.kind == "noun":
        return comp.verb.stance not in {"criticises", "praises"}
    if comp.verb.weak and comp.kind in {"noun", "clause"}:
        sure = comp.kind == "clause" or comp.verb.stance in {"criticises", "praises"} or _names_speech(unit, comp.first)
        return not quoted and sure
    if comp.verb.weak and comp.verb.factive and word in {"it", "this", "that", "these", "which"}:
        return False
    return not cue.modal or comp.kind in {"quote", "that", "clause"} or cue.negated


def _is_description(unit: Unit, first: int) -> bool:
    """Tell whether somebody is called something: "as", a quotation or a second noun phrase follows."""
    if unit.flag[first] & W.PREP and unit.word[first] != "as":
        return False
    for at in range(first, min(first + 24, len(unit))):
        if unit.flag[at] & (W.QUOTE | W.ADJ) or unit.word[at] == "as":
            return True
        if (
            at > first
            and unit.word[at] in {"a", "an", "the", "one"}
            and not unit.flag[at - 1] & (W.PREP | W.COMMA | W.AND)
        ):
            return True
        if unit.flag[at] & (W.TERM | W.SEMI | W.BUT):
            break
    return False


def _names_speech(unit: Unit, first: int) -> bool:
    """Tell whether the object is itself something said ("dismissed the report")."""
    said = unit.word[first : first + 4]
    return any(w in LEXICON.label_nouns or w in LEXICON.nouns or w in LEXICON.documents for w in said)
