"""Rules that cite: "according to X", "as X said", "in the words of X", "X was quoted as saying", "X: “...”"."""

from __future__ import annotations

from countermark.reading.complements import Complement, complement
from countermark.reading.contents import body_end, content_end
from countermark.reading.cues import Cue
from countermark.reading.draft import Draft, Pieces, clause_start, draft
from countermark.reading.lexicon import Word
from countermark.reading.phrases import Phrase, has_verb
from countermark.reading.subjects import subject_after
from countermark.reading.tokens import Unit

W = Word
_IN_WORDS = ["in", "the", "words", "of"]


def according_to(unit: Unit) -> list[Draft]:
    """Draft the claims of "according to X", before, after or inside their content."""
    found: list[Draft] = []
    words = unit.word
    if "according" not in words:
        return found
    for at in range(len(words) - 2):
        if words[at] != "according" or words[at + 1] != "to":
            continue
        source = subject_after(unit, at + 2, closed=not has_verb(unit, 0, at))
        source = _up_to_clause(unit, at, source)
        if source is None:
            continue
        pieces = _around(unit, at, source.last + 1)
        if len(pieces) > 1 or any(
            has_verb(unit, first, last + 1) or unit.flag[last] & W.QUOTE for first, last in pieces
        ):
            found.append(draft(unit, "according-to", (at, at + 1), "according to", "asserts", pieces, source))
    return found


def _up_to_clause(unit: Unit, at: int, source: Phrase | None) -> Phrase | None:
    """Let the source of an "according to" that opens the sentence reach up to the comma before the clause."""
    last = source.last if source else at + 1
    if at > 1 and not (at < 5 and unit.flag[at - 1] & W.COMMA):
        return source
    if last + 1 < len(unit) and unit.flag[last + 1] & (W.COMMA | W.DASH | W.COLON):
        return source
    for comma in range(last + 1, min(last + 24, len(unit) - 2)):
        flag = unit.flag[comma]
        if flag & (W.QUOTE | W.SEMI | W.TERM):
            break
        if flag & W.COMMA and has_verb(unit, comma + 1, len(unit)):
            return Phrase(at + 2, comma - 1)
    return source


def _around(unit: Unit, first: int, after: int) -> Pieces:
    """Give the content before and after a parenthesis."""
    flags, end = unit.flag, body_end(unit)
    lead = first - 1
    while lead >= 0 and flags[lead] & (W.COMMA | W.DASH | W.BUT | W.AND):
        lead -= 1
    pieces: Pieces = []
    if lead >= 0:
        start = clause_start(unit, lead, [])
        if flags[lead] & W.QUOTE and start == lead:
            return [(lead, lead)]
        pieces.append((start, lead))
    if after < end and flags[after] & (W.COMMA | W.DASH | W.COLON):
        whole = bool(pieces) and has_verb(unit, pieces[0][0], pieces[0][1] + 1)
        rest = flags[after + 1] if after + 1 < end else W.TERM
        if not whole or rest & (W.AND | W.AUX | W.MODAL | W.VERB):
            stop = content_end(unit, after + 1, []) - 1
            if stop > after:
                pieces.append((after + 1, stop))
    return pieces


def as_said(unit: Unit, cue: Cue, subject: Phrase, comp: Complement) -> Draft | None:
    """Draft "As the ministry said, ...", "..., as the ministry noted": a cue whose "as" stands for its content."""
    at = subject.first - 1
    if at < 0 or unit.word[at] != "as" or comp.kind != "none" or cue.negated or cue.modal:
        return None
    if at and not unit.flag[at - 1] & (W.COMMA | W.DASH | W.BUT | W.AND):
        return None
    verb = next((verb for verb in cue.verbs if verb.frames & {"after", "quote"} and not verb.continues), None)
    after = comp.first
    if verb is None or (after < body_end(unit) and not unit.flag[after] & (W.COMMA | W.DASH | W.COLON)):
        return None
    pieces = _around(unit, at, after)
    if not pieces or not any(has_verb(unit, first, last + 1) for first, last in pieces):
        return None
    made = draft(unit, "as-cue", (cue.first, cue.last), verb.lemma, verb.stance, pieces, subject)
    made.factive = verb.factive
    return made


def in_words_of(unit: Unit) -> list[Draft]:
    """Draft "In the words of X, “...”"."""
    if "words" not in unit.word:
        return []
    for at in range(len(unit) - 5):
        if unit.word[at : at + 4] == _IN_WORDS and (at == 0 or unit.flag[at - 1] & (W.COMMA | W.AND | W.BUT)):
            source = subject_after(unit, at + 4, closed=True)
            pieces = _around(unit, at, source.last + 1) if source else []
            if pieces:
                return [draft(unit, "in-words-of", (at, at + 3), "in the words of", "asserts", pieces, source)]
    return []


def quoted_as_saying(unit: Unit, cue: Cue, subject: Phrase) -> Draft | None:
    """Draft "X is quoted as saying ...", "X was quoted by the agency as saying ...": the agency passes it on."""
    words, first = unit.word, cue.last + 1
    carrier: Phrase | None = None
    if words[first : first + 1] == ["by"]:
        carrier = subject_after(unit, first + 1)
        first = carrier.last + 1 if carrier else first
    if words[first : first + 2] != ["as", "saying"]:
        return None
    said = Cue(cue.first, cue.at, first + 1, cue.verbs, "finite")
    start = complement(unit, said).first
    end = content_end(unit, start, [])
    if start >= end:
        return None
    made = draft(unit, "passive", (cue.first, first + 1), "quote as saying", "asserts", [(start, end - 1)], subject)
    if carrier:
        made.cue, made.via = unit.span(cue.first, cue.last), [unit.span(carrier.first, carrier.last)]
    return made


def labelled(unit: Unit) -> list[Draft]:
    """Draft "Ministry: “Exports have stopped.”": a name, a colon, a quotation."""
    for at in range(1, min(9, len(unit) - 1)):
        flag = unit.flag[at]
        if flag & W.COLON and unit.flag[at + 1] & W.QUOTE:
            subject = Phrase(0, at - 1)
            return [draft(unit, "label-quote", (at, at), ":", "asserts", [(at + 1, at + 1)], subject)]
        if flag & (W.MARK | W.QUOTE | W.CUE | W.AUX | W.MODAL | W.VERB | W.ED | W.PRON) and not flag & W.CAP:
            return []
    return []
