"""The rules of attribution: a cue with its subject and what is around it gives a draft of a claim."""

from __future__ import annotations

from countermark.reading.cited import according_to, as_said, in_words_of, labelled
from countermark.reading.complements import Complement
from countermark.reading.contents import body_end, content_end
from countermark.reading.cues import Cue
from countermark.reading.draft import Draft, Pieces, draft
from countermark.reading.fitting import fits
from countermark.reading.lexicon import LEXICON, Verb, Word
from countermark.reading.phrasal import no_comment, noun_cues, passive, silence
from countermark.reading.phrases import Phrase, has_verb, nounish
from countermark.reading.subjects import subject_after, subject_before
from countermark.reading.surroundings import Surroundings
from countermark.reading.tokens import Unit
from countermark.reading.types import Span

W = Word


class _Reader(Surroundings):
    """Reads one unit."""

    def read(self) -> list[Draft]:
        inside = {at for phrase in self.subjects.values() if phrase for at in range(phrase.first, phrase.last + 1)}
        for cue in self.cues:
            if cue.at in inside:
                continue
            made = self._draft(cue)
            if made is not None:
                self.drafts.append(made)
        found = self.drafts + according_to(self.unit) + in_words_of(self.unit)
        found += no_comment(self.unit)
        found += labelled(self.unit) if not found else []
        cues = [made.cue for made in found if made.cue]
        found += [
            made
            for made in (*noun_cues(self.unit), *self.attitudes)
            if made.cue and not any(cue.covers(made.cue) for cue in cues)
        ]
        return sorted(found, key=lambda made: made.cue or Span(0, 0))

    def _draft(self, cue: Cue) -> Draft | None:
        subject = self.subjects.get(cue.first)
        silent = silence(self.unit, cue, subject)
        if silent is not None:
            return silent
        if cue.mode == "participle":
            return self._participle(cue)
        if cue.mode == "passive":
            return passive(self.unit, cue, subject)
        if cue.mode == "infinitive":
            return None
        if subject is not None and (self._is_nobody(subject) or self._is_irrealis(subject)):
            return None
        set_off = subject is not None and subject.last + 1 != cue.first
        if subject is None or (set_off and not self._opens(subject.first, cue)):
            inverted = self._inverted(cue)
            if inverted is not None:
                return inverted
        if subject is None:
            return self._coordinated(cue)
        if subject.how == "relative":
            return self._relative(cue, subject)
        if subject.first and self._is_relative(subject.first - 1):
            embedded = self._embedded(cue, subject)
            if embedded is not None:
                return embedded
        return self._plain(cue, subject)

    def _opens(self, first: int, cue: Cue) -> bool:
        """Tell whether a subject set off by commas stands first in its clause, right behind a quotation or nothing."""
        flags = self.unit.flag
        if not flags[cue.first - 1] & W.COMMA or flags[cue.first - 2] & W.QUOTE:
            return False
        return first == 0 or bool(flags[first - 1] & (W.QUOTE | W.BUT | W.SUB | W.AND | W.COMMA))

    def _is_relative(self, at: int) -> bool:
        return self.unit.word[at] in {"that", "which", "who", "whom", "what"}

    def _embedded(self, cue: Cue, subject: Phrase) -> Draft | None:
        """A relative clause with an embedded cue: "a broker that the office says shipped boards"."""
        unit, flags = self.unit, self.unit.flag
        after, end = cue.last + 1, body_end(self.unit)
        if after >= end:
            return None
        comp = self.complement(cue)
        verbal = flags[after] & (W.AUX | W.MODAL | W.VERB | W.ED | W.ADV) or (
            flags[after] & W.CUE and not flags[after] & W.ING
        )
        if not verbal and comp.kind not in {"quote", "as"}:
            return None
        start = after if verbal else comp.first
        relative = subject.first - 1
        if comp.kind == "quote" and not verbal:
            stop = start
        else:
            stop = (
                content_end(unit, start, [i for i in range(start + 1, end) if flags[i] & (W.COMMA | W.DASH)][:1], "as")
                - 1
            )
        head = self.head(relative)
        return self._make("relative-embedded", cue, comp.verb, [head, (start, stop)], subject, comp)

    def _is_irrealis(self, subject: Phrase) -> bool:
        before = self.unit.word[subject.first - 1] if subject.first else ""
        return before in LEXICON.irrealis or self.unit.word[subject.first] in LEXICON.first_person

    def _is_nobody(self, subject: Phrase) -> bool:
        words = self.unit.word
        return words[subject.first] in LEXICON.nobody or words[subject.first : subject.first + 2] == ["no", "one"]

    def _make(
        self, rule: str, cue: Cue, verb: Verb, pieces: Pieces, subject: Phrase | None, comp: Complement | None
    ) -> Draft:
        made = draft(self.unit, rule, (cue.first, cue.last), verb.lemma, verb.stance, pieces, subject)
        if comp and comp.hearer:
            made.hearer = self.unit.span(comp.hearer.first, comp.hearer.last)
        made.negated, made.factive = cue.negated, verb.factive
        return made

    def _plain(self, cue: Cue, subject: Phrase) -> Draft | None:
        unit = self.unit
        comp = self.complement(cue)
        cited = as_said(unit, cue, subject, comp)
        if cited is not None:
            return cited
        pieces, kind = self.right(comp, subject)
        left, quoted = (
            self.left(subject.first) if "after" in comp.verb.frames or "quote" in comp.verb.frames else ([], False)
        )
        if comp.kind == "to" and comp.verb.stance == "refuses" and self._is_silence(comp.first):
            return None
        if not fits(self.unit, cue, comp, subject, bool(left) and quoted):
            pieces, kind = [], ""
        adjacent = subject.first > 0 and bool(unit.flag[subject.first - 1] & (W.QUOTE | W.COMMA | W.DASH))
        if left and adjacent and quoted and kind in {"", "quote", "noun", "as", "of", "for", "clause"}:
            left += pieces if kind == "quote" and comp.led else self.after_split(cue.last + 1)
            return self._make("quote-subject-cue", cue, self._after_verb(cue, comp), left, subject, comp)
        if kind == "quote" and comp.led and not left and self.resumed_quote(comp.first, subject.first):
            pieces = self.fronted(subject.first) + pieces
        if kind:
            return self._make(f"subject-cue-{kind}", cue, comp.verb, pieces, subject, comp)
        if adjacent and not quoted and self._can_follow(cue):
            rest = self.resumes(cue)
            left = left or (self.fronted(subject.first) if rest else [])
        if left and adjacent and not quoted and self._can_follow(cue):
            return self._make("content-subject-cue", cue, self._after_verb(cue, comp), left + rest, subject, comp)
        if "quote" in comp.verb.frames and self._ends_after(comp):
            made = self._make("subject-cue-next", cue, comp.verb, [], subject, comp)
            made.waits = True
            return made
        return None

    def _is_silence(self, to: int) -> bool:
        return to + 1 < len(self.unit) and self.unit.word[to + 1] in LEXICON.answers

    def _after_verb(self, cue: Cue, comp: Complement) -> Verb:
        return next((verb for verb in cue.verbs if "after" in verb.frames), comp.verb)

    def _ends_after(self, comp: Complement) -> bool:
        return comp.first >= body_end(self.unit)

    def _can_follow(self, cue: Cue) -> bool:
        return any("after" in verb.frames and not verb.noun for verb in cue.verbs) and not cue.negated

    def _inverted(self, cue: Cue) -> Draft | None:
        flags = self.unit.flag
        if cue.first == 0 or cue.first != cue.at or not any("inverted" in verb.frames for verb in cue.verbs):
            return None
        before = flags[cue.first - 1]
        if not before & (W.QUOTE | W.COMMA | W.DASH):
            return None
        left, quoted = self.left(cue.first)
        if not left or (self._is_followed(cue) and not (quoted and left[0][0] == left[0][1])):
            return None
        subject = subject_after(self.unit, cue.last + 1)
        if subject is None:
            return None
        verb = next(verb for verb in cue.verbs if "inverted" in verb.frames)
        if quoted:
            rest = self.after_split(subject.last + 1)
            return self._make("quote-cue-subject", cue, verb, left + rest, subject, None)
        if verb.weak or has_verb(self.unit, subject.first, self.clause_stop(subject.first)):
            return None
        return self._make("content-cue-subject", cue, verb, left, subject, None)

    def _is_followed(self, cue: Cue) -> bool:
        """Tell whether the content follows the cue, so that nothing before it is content."""
        comp = self.complement(cue)
        if comp.kind == "clause":
            return has_verb(self.unit, comp.first, self.clause_stop(comp.first), strict=True)
        return comp.kind in {"that", "quote"}

    def _coordinated(self, cue: Cue) -> Draft | None:
        """A second verb of the same subject: "said that A and warned that B"."""
        before = self.unit.flag[cue.first - 1] if cue.first else 0
        if not before & (W.AND | W.BUT | W.COMMA) or self.unit.word[cue.first - 1] == "nor":
            return None
        comp = self.complement(cue)
        if cue.first == cue.at and self.unit.word[cue.at] == comp.verb.lemma.partition(" ")[0] and comp.kind != "that":
            return None
        previous = next((made for made in reversed(self.drafts) if made.speaker), None)
        subject = None
        if (
            previous is None
            and comp.kind in {"that", "quote", "clause"}
            and not comp.verb.weak
            and not before & W.COMMA
        ):
            subject = self.main_subject(cue.first - 1)
        if previous is None and subject is None:
            return None
        if comp.kind in {"none", "as"} or not fits(self.unit, cue, comp, Phrase(cue.first, cue.first), False):
            return None
        if comp.verb.weak and comp.kind not in {"that", "quote"}:
            return None
        return self._going_on("coordinated", cue, comp, subject, previous)

    def _participle(self, cue: Cue) -> Draft | None:
        before = self.unit.flag[cue.first - 1] if cue.first else 0
        comp = self.complement(cue)
        adjective = before & (W.DET | W.POSS) and not before & W.REL
        if adjective or comp.kind == "none" or not fits(self.unit, cue, comp, Phrase(cue.first, cue.first), False):
            return None
        subject: Phrase | None = None
        previous: Draft | None = None
        if before & (W.COMMA | W.DASH | W.AND | W.QUOTE):
            previous = next(reversed(self.drafts), None)
            if previous is None:
                subject = self.main_subject(cue.first - 1)
        elif cue.first == 0:
            return None
        elif nounish(before) and comp.kind in {"that", "clause", "quote"}:
            if comp.kind != "that" and (comp.verb.weak or comp.verb.stance == "attitude"):
                return None
            subject = subject_before(self.unit, cue.first)
        elif before & W.PREP and self.drafts and comp.kind in {"that", "clause", "quote"}:
            previous = self.drafts[-1]
        if subject is None and (previous is None or previous.speaker is None):
            return None
        if comp.verb.weak and comp.kind in {"noun", "as"}:
            return None
        return self._going_on("participle", cue, comp, subject, previous)

    def _going_on(self, rule: str, cue: Cue, comp: Complement, subject: Phrase | None, previous: Draft | None) -> Draft:
        """Draft what follows a further verb, said by its own subject or by the speaker of the claim before it."""
        made = self._make(rule, cue, comp.verb, self.right(comp)[0], subject, comp)
        if previous is not None:
            made.speaker = previous.speaker
        return made

    def _relative(self, cue: Cue, subject: Phrase) -> Draft | None:
        """Someone "who said ..."."""
        comp = self.complement(cue)
        if comp.kind not in {"that", "clause", "quote", "to", "wh"} or not fits(self.unit, cue, comp, subject, False):
            return None
        if comp.verb.weak and comp.kind not in {"that", "quote"}:
            return None
        pieces = self.to_comma(self.right(comp)[0])
        return self._make("relative", cue, comp.verb, pieces, subject, comp)


def read_unit(unit: Unit) -> list[Draft]:
    """Draft the claims of a unit."""
    return _Reader(unit).read()
