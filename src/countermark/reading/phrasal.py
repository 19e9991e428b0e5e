"""Rules whose cue is not a finite verb of speech: nouns, adjectives, passives, silence."""

from __future__ import annotations

from countermark.reading.cited import quoted_as_saying
from countermark.reading.complements import complement
from countermark.reading.contents import body_end, content_end
from countermark.reading.cues import Cue
from countermark.reading.draft import Draft, Pieces, draft
from countermark.reading.lexicon import LEXICON, Word
from countermark.reading.phrases import Phrase, has_verb, noun_phrase_left
from countermark.reading.subjects import subject_after, subject_before
from countermark.reading.tokens import Unit
from countermark.reading.types import Span

W = Word
_NO_INFINITIVE = W.DET | W.CAP | W.ING | W.ADJ | W.NOUN | W.NUM | W.QUOTE | W.PRON | W.OBJ


def noun_cues(unit: Unit) -> list[Draft]:
    """Draft "the claim that ...", "the ministry's promise to ..."."""
    found: list[Draft] = []
    if LEXICON.nouns.keys().isdisjoint(unit.word):
        return found
    for at, flag in enumerate(unit.flag):
        if not flag & W.NCUE or at + 2 >= len(unit) or (at and unit.flag[at - 1] & (W.PRON | W.TO | W.MODAL)):
            continue
        noun = LEXICON.nouns[unit.word[at]]
        holder = _holder(unit, at)
        first = at + 1
        if unit.word[first] == "by":
            agent = subject_after(unit, first + 1)
            if agent is None:
                continue
            holder, first = agent, agent.last + 1
        if first + 1 >= len(unit):
            continue
        link = unit.word[first]
        framed = "that" in noun.frames or ("held" in noun.frames and holder is not None)
        if link == "that" and framed and _is_stated(unit, first + 1):
            pieces = [(first, content_end(unit, first, _commas(unit, first)) - 1)]
        elif link == "to" and "to" in noun.frames and holder is not None and not unit.flag[first + 1] & _NO_INFINITIVE:
            pieces = [(first, content_end(unit, first, _commas(unit, first), "to") - 1)]
        else:
            continue
        if holder is None and not (at and unit.flag[at - 1] & (W.DET | W.WORD)):
            continue
        if holder is not None and unit.word[holder.first] in LEXICON.first_person:
            continue
        pieces = _before_main_verb(unit, at, pieces, 2 if link == "that" else 1)
        made = draft(unit, f"noun-{link}", (at, at), unit.word[at], noun.stance, pieces, holder)
        if made.speaker and holder and unit.word[holder.last].endswith("'s"):
            made.speaker = Span(made.speaker.start, made.speaker.end - 2)
        found.append(made)
    return found


def _is_stated(unit: Unit, first: int) -> bool:
    """Tell whether a statement follows "that", not a relative clause ("a claim that the maker disputes")."""
    if unit.flag[first] & (W.AUX | W.MODAL | W.VERB | W.ED | W.CUE) and not unit.flag[first] & W.CAP:
        return False
    return has_verb(unit, first, len(unit))


def _before_main_verb(unit: Unit, noun: int, pieces: Pieces, nth: int) -> Pieces:
    """End the content of a noun that is the sentence's subject before the sentence's own verb."""
    finite = W.AUX | W.MODAL | W.VERB | W.ED
    if any(unit.flag[i] & finite and not unit.flag[i] & W.CAP for i in range(noun)):
        return pieces
    (first, last), groups = pieces[0], 0
    for position in range(first + 2, last + 1):
        flag, before = unit.flag[position], unit.flag[position - 1]
        continued = before & (W.AUX | W.MODAL | W.DET | W.PREP | W.TO | W.ADV) and not before & W.ED
        if flag & finite and not flag & (W.CAP | W.ADJ) and not continued:
            groups += 1
            if groups == nth:
                return [(first, position - 1)]
    return pieces


def _commas(unit: Unit, first: int) -> list[int]:
    return [i for i in range(first + 2, len(unit)) if unit.flag[i] & W.COMMA][:1]


def _holder(unit: Unit, at: int) -> Phrase | None:
    """Give whose claim it is: a possessive before the noun ("the ministry's claim", "their claim")."""
    for position in range(at - 1, max(-1, at - 4), -1):
        flag = unit.flag[position]
        if unit.word[position] in LEXICON.possessives:
            return Phrase(position, position, "pronoun")
        if flag & W.POSS:
            first = noun_phrase_left(unit, position)
            return None if first is None else Phrase(first, position)
        if flag & (W.MARK | W.DET | W.PREP | W.AUX | W.VERB):
            return None
    return None


def attitudes(unit: Unit) -> list[Draft]:
    """Draft attitudes that have a holder: "was pleased with ...", "are concerned about ..."."""
    found: list[Draft] = []
    if LEXICON.attitudes.keys().isdisjoint(unit.word):
        return found
    for at, word in enumerate(unit.word):
        links = LEXICON.attitudes.get(word)
        if links is None or at + 2 >= len(unit) or unit.word[at + 1] not in links:
            continue
        first = _be_before(unit, at)
        if first is None:
            continue
        subject = subject_before(unit, first)
        if subject is None:
            subject = _shared_subject(unit, first)
        if subject is None or unit.word[subject.first] in LEXICON.first_person or unit.word[subject.last] == "it":
            continue
        link = unit.word[at + 1]
        start = at + 1 if link == "that" else at + 2
        end = content_end(unit, start, [], "that" if link == "that" else "noun")
        last = at if link == "that" else at + 1
        if start < end:
            pieces = [(start, end - 1)]
            negated = any(w in {"not", "never"} or w.endswith("n't") for w in unit.word[first:at])
            made = draft(unit, "attitude-adjective", (first, last), word, "attitude", pieces, subject)
            made.negated = negated
            found.append(made)
    return found


def _be_before(unit: Unit, at: int) -> int | None:
    first: int | None = None
    for position in range(at - 1, max(-1, at - 6), -1):
        flag = unit.flag[position]
        if flag & (W.AUX | W.MODAL) and not flag & W.PRON:
            first = position
        elif not flag & (W.ADV | W.NEG) and first is None:
            return None
        elif first is not None:
            break
    return first if first is not None and any(w in LEXICON.be for w in unit.word[first:at]) else None


def _shared_subject(unit: Unit, first: int) -> Phrase | None:
    """Give the subject of the verb before "and" ("officials watch and are concerned about ...")."""
    if not unit.flag[first - 1] & W.AND:
        return None
    for position in range(first - 2, 0, -1):
        flag = unit.flag[position]
        if flag & (W.SEMI | W.TERM | W.QUOTE):
            return None
        if flag & (W.AUX | W.MODAL) and not flag & W.PRON:
            subject = subject_before(unit, position)
            if subject is not None:
                return subject
    return None


def no_comment(unit: Unit) -> list[Draft]:
    """Draft "had no comment", "could not be reached for comment", "has yet to respond"."""
    found: list[Draft] = []
    words = unit.word
    if LEXICON.answers.isdisjoint(words):
        return found
    for at in range(2, len(unit)):
        if words[at] not in LEXICON.answers:
            continue
        if words[at - 1] == "no" and words[at - 2] in LEXICON.have:
            verb, first = at - 2, at - 1
        elif words[at - 2 : at] == ["reached", "for"] and "not" in words[max(0, at - 5) : at]:
            verb, first = at - 2, at
        elif words[at - 2 : at] == ["yet", "to"] and words[at - 3] in LEXICON.have:
            verb, first = at - 3, at
        else:
            continue
        while verb and unit.flag[verb - 1] & (W.AUX | W.MODAL | W.NEG) and not unit.flag[verb - 1] & W.PRON:
            verb -= 1
        subject = subject_before(unit, verb)
        if subject is not None and words[subject.first] not in LEXICON.first_person:
            found.append(draft(unit, "silence", (verb, at), words[at], "declines_comment", [(first, at)], subject))
    return found


def passive(unit: Unit, cue: Cue, subject: Phrase | None) -> Draft | None:
    """Draft "X was accused of Y by Z", "X was told that ...", "X was quoted as saying ...", "X is described as Y"."""
    comp = complement(unit, cue)
    verb, words = comp.verb, unit.word
    after = words[cue.last + 1] if cue.last + 1 < len(unit) else ""
    agent = _agent(unit, cue)
    if verb.lemma == "quote" and subject is not None:
        cited = quoted_as_saying(unit, cue, subject)
        if cited is not None:
            return cited
    if verb.stance == "accuses" and after == "of" and subject is not None:
        start = cue.last + 1
        end = _before_agent(unit, start, content_end(unit, start, [], "of"))
        pieces = [(subject.first, subject.last), (start, end - 1)]
        return draft(unit, "passive", (cue.first, cue.last), verb.lemma, verb.stance, pieces, agent)
    if comp.kind == "that" and "that" in verb.frames and not verb.weak:
        pieces = [(comp.first, content_end(unit, comp.first, []) - 1)]
        made = draft(unit, "passive", (cue.first, cue.last), verb.lemma, verb.stance, pieces, agent)
        if "hearer" in verb.frames and subject is not None:
            made.hearer = unit.span(subject.first, subject.last)
        elif subject is not None and words[subject.first] != "it":
            return None
        return made
    return None


def _agent(unit: Unit, cue: Cue) -> Phrase | None:
    for position in range(cue.last + 1, min(cue.last + 25, len(unit) - 1)):
        if unit.word[position] == "by" and not unit.flag[position + 1] & W.ING:
            return subject_after(unit, position + 1)
        if unit.flag[position] & (W.TERM | W.SEMI) or unit.word[position] == "that":
            return None
    return None


def _before_agent(unit: Unit, start: int, end: int) -> int:
    for position in range(start + 1, end):
        if unit.word[position] == "by" and not unit.flag[position + 1] & W.ING:
            return position
    return end


def silence(unit: Unit, cue: Cue, subject: Phrase | None) -> Draft | None:
    """Draft "did not respond to a request", "declined to comment": no comment, which is not a denial."""
    words = unit.word
    first, at = cue.first, cue.at
    if cue.mode == "infinitive":
        refusal = at - 2
        if refusal < 0 or words[refusal] not in LEXICON.refusals or words[at] not in LEXICON.answers:
            return None
        first = refusal
        while first and unit.flag[first - 1] & (W.AUX | W.ADV) and not unit.flag[first - 1] & W.PRON:
            first -= 1
        subject = subject_before(unit, first)
        if subject is None and first and unit.flag[first - 1] & (W.AND | W.BUT):
            subject = _shared_subject(unit, first)
    elif not (cue.negated or cue.modal) or words[at] not in LEXICON.answers or not cue.negated:
        return None
    if subject is None or words[subject.first] in LEXICON.first_person:
        return None
    start = at + 1
    end = content_end(unit, start, [], "noun") if start < body_end(unit) else start
    if start >= end and cue.mode == "infinitive":
        return draft(unit, "silence", (first, at - 2), words[at - 2], "declines_comment", [(at - 1, at)], subject)
    while start < end and unit.flag[start] & (W.ADV | W.TIME):
        start += 1
    last = at
    if start < end and words[start] in {"to", "on", "about"}:
        last = start
        start += 1
    pieces = [(start, end - 1)] if start < end else [(at, at)]
    return draft(unit, "silence", (first, last), words[at], "declines_comment", pieces, subject)
