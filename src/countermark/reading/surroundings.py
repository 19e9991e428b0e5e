"""What stands around a cue: content to its left and right, and where the next claim begins."""

from __future__ import annotations

from countermark.reading.complements import Complement, complement
from countermark.reading.contents import body_end, content_end
from countermark.reading.cues import Cue, find_cues
from countermark.reading.draft import Draft, Pieces, clause_start
from countermark.reading.lexicon import Word
from countermark.reading.phrasal import attitudes
from countermark.reading.phrases import Phrase, has_verb, noun_phrase_left
from countermark.reading.subjects import subject_before
from countermark.reading.tokens import Unit

W = Word


class Surroundings:
    """The cues of a unit with their subjects, and the stretches of text around each."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self._complements: dict[int, Complement] = {}
        self.cues = find_cues(unit)
        self.subjects: dict[int, Phrase | None] = {}
        for cue in self.cues:
            if cue.mode in {"finite", "passive"}:
                self.subjects[cue.first] = subject_before(unit, cue.first)
        self.attitudes = attitudes(unit)
        self.cuts = self._cuts()
        self.drafts: list[Draft] = []

    def complement(self, cue: Cue) -> Complement:
        """Give what follows a cue; found once."""
        known = self._complements.get(cue.first)
        if known is None:
            known = self._complements[cue.first] = complement(self.unit, cue)
        return known

    def _cuts(self) -> list[int]:
        """Positions where a later clause with its own cue begins."""
        cuts: list[int] = []
        if len(self.cues) < 2 and not self.attitudes:
            return cuts
        flags = self.unit.flag
        for number, cue in enumerate(self.cues):
            before = flags[cue.first - 1] if cue.first else 0
            subject = self.subjects.get(cue.first)
            if cue.mode == "participle" and before & (W.COMMA | W.QUOTE):
                cuts.append(cue.first - 1 if before & W.COMMA else cue.first)
            elif (
                cue.mode == "participle" and before & W.AND and self.complement(cue).kind in {"that", "clause", "quote"}
            ):
                cuts.append(cue.first - 1)
            elif subject and subject.how != "relative" and subject.first > 0:
                start = subject.first - 1
                if flags[start] & (W.BUT | W.COMMA) and not self._is_parenthesis(cue):
                    cuts.append(start - 1 if start and flags[start - 1] & W.COMMA else start)
                elif flags[start] & W.AND and flags[start - 1] & W.COMMA:
                    cuts.append(start - 1)
                elif flags[start] & W.AND and (flags[start - 1] & W.QUOTE or self._is_new_speech(cue, subject)):
                    cuts.append(start)
            elif number and cue.mode == "finite" and before & (W.AND | W.BUT):
                comp = self.complement(cue)
                strong = {"that", "quote", "clause", "wh", "of", "noun", "as"}
                sure = comp.kind in {"that", "quote"} or (comp.kind in strong and not comp.verb.weak)
                if sure and comp.verb.stance != "attitude":
                    cuts.append(cue.first - 1)
        for made in self.attitudes:
            start = (
                next((i for i, at in enumerate(self.unit.start) if made.speaker and at == made.speaker.start), 0) - 1
            )
            if start > 0 and flags[start] & (W.BUT | W.COMMA):
                cuts.append(start - 1 if flags[start - 1] & W.COMMA else start)
        return sorted(cuts)

    def _is_new_speech(self, cue: Cue, subject: Phrase) -> bool:
        """Tell whether another speaker's words follow ("and others have said that ...")."""
        comp = self.complement(cue)
        if subject.how == "pronoun" or comp.verb.weak or comp.verb.stance == "attitude":
            return False
        return comp.kind in {"that", "quote", "clause"}

    def _is_parenthesis(self, cue: Cue) -> bool:
        """Tell whether "..., the office says, ..." stands inside the content."""
        after = self.unit.flag[cue.last + 1] if cue.last + 1 < len(self.unit) else W.TERM
        return bool(after & (W.COMMA | W.TERM | W.DASH))

    def _is_subordinate(self, subject: Phrase | None) -> bool:
        """Tell whether the subject's clause begins with a conjunction and stands before its main clause."""
        if subject is None or subject.first == 0:
            return False
        if self._opens_subordinate(subject.first):
            return True
        at = subject.first - 1
        while at > 0 and self.unit.flag[at] & W.ADV and not self.unit.flag[at] & (W.SUB | W.BUT):
            at -= 1
        flag = self.unit.flag[at]
        if not flag & (W.SUB | W.BUT) or self.unit.word[at] in {"but", "yet", "however", "than"}:
            return False
        return at <= 1 or bool(self.unit.flag[at - 1] & (W.COMMA | W.AND | W.BUT))

    def _opens_subordinate(self, first: int) -> bool:
        """Tell whether the unit begins with a conjunction, up to the subject ("Although in May she said ...")."""
        flags = self.unit.flag
        opens = flags[0] & (W.SUB | W.BUT) and self.unit.word[0] not in {"but", "yet", "however", "so"}
        return bool(opens) and not any(flags[i] & (W.COMMA | W.AUX | W.MODAL | W.VERB) for i in range(first))

    def head(self, relative: int) -> tuple[int, int]:
        """Give the noun phrase that a relative pronoun stands for."""
        if self.unit.word[relative] == "what":
            return relative, relative
        last = relative - 1
        if last >= 0 and self.unit.flag[last] & W.COMMA:
            last -= 1
        first = noun_phrase_left(self.unit, last) if last >= 0 else None
        return (first, last) if first is not None else (relative, relative)

    def right(self, comp: Complement, subject: Phrase | None = None) -> tuple[Pieces, str]:
        """Give the pieces of what follows a cue, and the end of its rule's name."""
        unit = self.unit
        if comp.kind == "none":
            return [], ""
        first = comp.first
        end = content_end(unit, first, self.cuts, comp.kind, subordinate=self._is_subordinate(subject))
        if comp.kind == "quote":
            after = unit.flag[first + 1] if first + 1 < end else 0
            if comp.led or not after or after & (W.COMMA | W.SUB | W.BUT):
                return [(first, first)], "quote"
            return [(first, end - 1)], "quote"
        return [(first, end - 1)], comp.kind

    def left(self, stop: int) -> tuple[Pieces, bool]:
        """Give the content that ends before position `stop`, and whether it is a quotation next to it."""
        unit, flags = self.unit, self.unit.flag
        last = stop - 1
        while last >= 0 and flags[last] & (W.COMMA | W.DASH):
            last -= 1
        if last < 0 or (last == stop - 1 and not flags[last] & W.QUOTE):
            return [], False
        if flags[last] & W.TERM and last == 0:
            return [], False
        first = clause_start(self.unit, last, self.drafts)
        quoted = bool(flags[last] & W.QUOTE)
        if quoted:
            if first < last and flags[last - 1] & (W.COMMA | W.COLON):
                first = last
            title = not unit.lower_quotes.get(last, False)
            if title and first < last and flags[first] & W.PREP and not has_verb(unit, first, last):
                return [], False
            return [(first, last)], True
        if flags[first] & W.SUB and not any(flags[i] & W.COMMA for i in range(first, last)):
            return [], False
        if not has_verb(unit, first, last + 1) and not any(flags[i] & W.QUOTE for i in range(first, last)):
            return [], False
        return [(first, last)], False

    def resumes(self, cue: Cue) -> Pieces:
        """Give what of the content follows a parenthesis ("The step, the office says, will cost much")."""
        flags = self.unit.flag
        after = cue.last + 1
        end = body_end(self.unit)
        if after + 1 >= end or not flags[after] & (W.COMMA | W.DASH):
            return []
        follow = flags[after + 1]
        if (follow & W.ING and follow & W.CUE) or (follow & W.REL and not follow & W.DET) or after in self.cuts:
            return []
        stop = content_end(self.unit, after + 1, self.cuts) - 1
        return [(after + 1, stop)] if stop > after else []

    def fronted(self, stop: int) -> Pieces:
        """Give the beginning of a content that a parenthesis interrupts ("In the long run, they say, it works")."""
        last = stop - 2
        if last < 0 or not self.unit.flag[stop - 1] & (W.COMMA | W.DASH):
            return []
        return [(clause_start(self.unit, last, self.drafts), last)]

    def after_split(self, position: int) -> Pieces:
        """Give the second part of a quotation that its speaker interrupts."""
        flags = self.unit.flag
        for at in range(position, min(position + 14, len(flags))):
            if flags[at] & W.QUOTE and flags[at - 1] & (W.COMMA | W.COLON):
                return [(at, at)]
            if flags[at] & (W.CUE | W.TERM | W.SEMI):
                break
        return []

    def resumed_quote(self, quote: int, subject: int) -> bool:
        """Tell whether a quotation ends a sentence that began before the subject ("In May, it said, “we ...”")."""
        return self.unit.lower_quotes.get(quote, False) and subject > 1 and bool(self.unit.flag[subject - 1] & W.COMMA)

    def main_subject(self, stop: int) -> Phrase | None:
        """Give the subject of the unit's first verb."""
        flags = self.unit.flag
        for position in range(1, stop):
            flag = flags[position]
            if (
                flag & (W.AUX | W.MODAL | W.VERB | W.ED)
                and not flag & W.CAP
                and not flags[position - 1] & (W.DET | W.ADJ)
            ):
                found = subject_before(self.unit, position)
                if found and found.how in {"noun", "pronoun"}:
                    return found
        return None

    def to_comma(self, pieces: Pieces) -> Pieces:
        """End a content inside a relative clause where the sentence's own verb follows a comma."""
        flags = self.unit.flag
        first, last = pieces[0]
        for at in range(first + 1, last):
            after = flags[at + 1]
            if (
                flags[at] & W.COMMA
                and after & (W.AUX | W.MODAL | W.VERB | W.ED | W.CUE)
                and not after & (W.ING | W.CAP)
            ):
                return [(first, at - 1)]
            if flags[at] & W.COMMA and not after & W.CAP and self._is_verb_ahead(at + 1, last):
                return [(first, at - 1)]
        return pieces

    def _is_verb_ahead(self, at: int, last: int) -> bool:
        """Tell whether a past form without auxiliary stands right after a comma ("..., left the room")."""
        flag = self.unit.flag[at]
        return at < last and bool(flag & W.ADV) and bool(self.unit.flag[at + 1] & (W.VERB | W.ED | W.CUE))

    def clause_stop(self, first: int) -> int:
        """Give where the phrase that begins at `first` ends."""
        flags = self.unit.flag
        stop = first
        while stop < len(flags) and not flags[stop] & (W.COMMA | W.TERM | W.SEMI | W.REL | W.SUB | W.PREP):
            stop += 1
        return stop
