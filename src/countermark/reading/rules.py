"""The rules of attribution: a cue with its subject and what is around it gives a draft of a claim."""

from __future__ import annotations

from countermark.reading.cited import according_to, as_said, in_words_of, labelled
from countermark.reading.contents import Complement, body_end, complement, content_end
from countermark.reading.cues import Cue, find_cues
from countermark.reading.draft import Draft, Pieces, clause_start, draft
from countermark.reading.lexicon import LEXICON, Verb, Word
from countermark.reading.phrasal import attitudes, no_comment, noun_cues, passive, silence
from countermark.reading.phrases import Phrase, has_verb, noun_phrase_left, nounish
from countermark.reading.subjects import subject_after, subject_before
from countermark.reading.tokens import Unit
from countermark.reading.types import Span

W = Word


class _Reader:
    """Reads one unit."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self.cues = find_cues(unit)
        self.subjects: dict[int, Phrase | None] = {}
        for cue in self.cues:
            if cue.mode in {"finite", "passive"}:
                self.subjects[cue.first] = subject_before(unit, cue.first)
        self.attitudes = attitudes(unit)
        self.cuts = self._cuts()
        self.drafts: list[Draft] = []

    def _cuts(self) -> list[int]:
        """Positions where a later clause with its own cue begins."""
        cuts: list[int] = []
        flags = self.unit.flag
        for number, cue in enumerate(self.cues):
            before = flags[cue.first - 1] if cue.first else 0
            subject = self.subjects.get(cue.first)
            if cue.mode == "participle" and before & (W.COMMA | W.QUOTE):
                cuts.append(cue.first - 1 if before & W.COMMA else cue.first)
            elif subject and subject.how != "relative" and subject.first > 0:
                start = subject.first - 1
                if flags[start] & (W.BUT | W.COMMA) and not self._is_parenthesis(cue, subject):
                    cuts.append(start - 1 if start and flags[start - 1] & W.COMMA else start)
                elif flags[start] & W.AND and flags[start - 1] & W.COMMA:
                    cuts.append(start - 1)
                elif flags[start] & W.AND and (flags[start - 1] & W.QUOTE or self._is_new_speech(cue, subject)):
                    cuts.append(start)
            elif number and cue.mode == "finite" and before & (W.AND | W.BUT):
                comp = complement(self.unit, cue)
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
        comp = complement(self.unit, cue)
        if subject.how == "pronoun" or comp.verb.weak or comp.verb.stance == "attitude":
            return False
        return comp.kind in {"that", "quote", "clause"}

    def _is_parenthesis(self, cue: Cue, subject: Phrase) -> bool:
        """Tell whether "..., the office says, ..." stands inside the content."""
        del subject
        after = self.unit.flag[cue.last + 1] if cue.last + 1 < len(self.unit) else W.TERM
        return bool(after & (W.COMMA | W.TERM | W.DASH))

    def read(self) -> list[Draft]:
        for cue in self.cues:
            if any(other and other.first <= cue.at <= other.last for other in self.subjects.values()):
                continue
            made = self._draft(cue)
            if made is not None:
                self.drafts.append(made)
        found = self.drafts + according_to(self.unit) + in_words_of(self.unit)
        found += no_comment(self.unit)
        found += labelled(self.unit) if not found else []
        cues = {made.cue for made in found}
        found += [made for made in (*noun_cues(self.unit), *self.attitudes) if made.cue not in cues]
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
        comp = complement(unit, cue)
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
        head = self._head(relative)
        return self._make("relative-embedded", cue, comp.verb, [head, (start, stop)], subject, comp)

    def _head(self, relative: int) -> tuple[int, int]:
        """Give the noun phrase that a relative pronoun stands for."""
        if self.unit.word[relative] == "what":
            return relative, relative
        last = relative - 1
        if last >= 0 and self.unit.flag[last] & W.COMMA:
            last -= 1
        first = noun_phrase_left(self.unit, last) if last >= 0 else None
        return (first, last) if first is not None else (relative, relative)

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

    def _right(self, comp: Complement, subject: Phrase | None = None) -> tuple[Pieces, str]:
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

    def _left(self, stop: int) -> tuple[Pieces, bool]:
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

    def _plain(self, cue: Cue, subject: Phrase) -> Draft | None:
        unit = self.unit
        comp = complement(unit, cue)
        cited = as_said(unit, cue, subject, comp)
        if cited is not None:
            return cited
        pieces, kind = self._right(comp, subject)
        left, quoted = (
            self._left(subject.first) if "after" in comp.verb.frames or "quote" in comp.verb.frames else ([], False)
        )
        if comp.kind == "to" and comp.verb.stance == "refuses" and self._is_silence(comp.first):
            return None
        if not self._fits(cue, comp, subject, bool(left) and quoted):
            pieces, kind = [], ""
        adjacent = subject.first > 0 and bool(unit.flag[subject.first - 1] & (W.QUOTE | W.COMMA | W.DASH))
        if left and adjacent and quoted and kind in {"", "quote", "noun", "as", "of", "for", "clause"}:
            left += pieces if kind == "quote" and comp.led else self._after_split(cue.last + 1)
            return self._make("quote-subject-cue", cue, self._after_verb(cue, comp), left, subject, comp)
        if kind == "quote" and comp.led and not left and self._resumed_quote(comp.first, subject.first):
            pieces = self._fronted(subject.first) + pieces
        if kind:
            return self._make(f"subject-cue-{kind}", cue, comp.verb, pieces, subject, comp)
        if adjacent and not quoted and self._can_follow(cue, subject):
            rest = self._resumes(cue)
            left = left or (self._fronted(subject.first) if rest else [])
        if left and adjacent and not quoted and self._can_follow(cue, subject):
            return self._make("content-subject-cue", cue, self._after_verb(cue, comp), left + rest, subject, comp)
        if "quote" in comp.verb.frames and self._ends_after(comp):
            made = self._make("subject-cue-next", cue, comp.verb, [], subject, comp)
            made.waits = True
            return made
        return None

    def _is_silence(self, to: int) -> bool:
        return to + 1 < len(self.unit) and self.unit.word[to + 1] in LEXICON.answers

    def _resumed_quote(self, quote: int, subject: int) -> bool:
        """Tell whether a quotation ends a sentence that began before the subject ("In May, it said, “we ...”")."""
        return self.unit.lower_quotes.get(quote, False) and subject > 1 and bool(self.unit.flag[subject - 1] & W.COMMA)

    def _after_verb(self, cue: Cue, comp: Complement) -> Verb:
        return next((verb for verb in cue.verbs if "after" in verb.frames), comp.verb)

    def _ends_after(self, comp: Complement) -> bool:
        return comp.first >= body_end(self.unit)

    def _can_follow(self, cue: Cue, subject: Phrase) -> bool:
        del subject
        return any("after" in verb.frames and not verb.noun for verb in cue.verbs) and not cue.negated

    def _resumes(self, cue: Cue) -> Pieces:
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

    def _fronted(self, stop: int) -> Pieces:
        """Give the beginning of a content that a parenthesis interrupts ("In the long run, they say, it works")."""
        last = stop - 2
        if last < 0 or not self.unit.flag[stop - 1] & (W.COMMA | W.DASH):
            return []
        return [(clause_start(self.unit, last, self.drafts), last)]

    def _fits(self, cue: Cue, comp: Complement, subject: Phrase, quoted: bool) -> bool:
        """Tell whether what follows can be the content of this verb."""
        frames = comp.verb.frames
        need = {"clause": "bare", "that": "that", "wh": "wh", "quote": "quote"}.get(comp.kind, comp.kind)
        if comp.kind == "quote" and not comp.led and frames & {"noun", "as", "of"}:
            return True
        if comp.kind == "as":
            return self._is_description(comp.first)
        if comp.kind == "to":
            return "to" in frames or comp.verb.hearer_to
        if (
            need not in frames
            and not (comp.kind == "noun" and "object_to" in frames)
            and not (comp.kind == "clause" and "quote" in frames)
        ):
            return False
        word = self.unit.word[subject.last]
        if cue.negated and comp.kind == "noun":
            return comp.verb.stance not in {"criticises", "praises"}
        if comp.verb.weak and comp.kind in {"noun", "clause"}:
            sure = (
                comp.kind == "clause" or comp.verb.stance in {"criticises", "praises"} or self._names_speech(comp.first)
            )
            return not quoted and sure
        if comp.verb.weak and comp.verb.factive and word in {"it", "this", "that", "these", "which"}:
            return False
        return not cue.modal or comp.kind in {"quote", "that", "clause"} or cue.negated

    def _is_description(self, first: int) -> bool:
        """Tell whether somebody is called something: "as", a quotation or a second noun phrase follows."""
        unit = self.unit
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

    def _names_speech(self, first: int) -> bool:
        """Tell whether the object is itself something said ("dismissed the report")."""
        said = self.unit.word[first : first + 4]
        return any(w in LEXICON.label_nouns or w in LEXICON.nouns or w in LEXICON.documents for w in said)

    def _inverted(self, cue: Cue) -> Draft | None:
        flags = self.unit.flag
        if cue.first == 0 or cue.first != cue.at or not any("inverted" in verb.frames for verb in cue.verbs):
            return None
        before = flags[cue.first - 1]
        if not before & (W.QUOTE | W.COMMA | W.DASH):
            return None
        left, quoted = self._left(cue.first)
        if not left or (self._is_followed(cue) and not (quoted and left[0][0] == left[0][1])):
            return None
        subject = subject_after(self.unit, cue.last + 1)
        if subject is None:
            return None
        verb = next(verb for verb in cue.verbs if "inverted" in verb.frames)
        if quoted:
            rest = self._after_split(subject.last + 1)
            return self._make("quote-cue-subject", cue, verb, left + rest, subject, None)
        if verb.weak or has_verb(self.unit, subject.first, self._clause_stop(subject.first)):
            return None
        return self._make("content-cue-subject", cue, verb, left, subject, None)

    def _is_followed(self, cue: Cue) -> bool:
        """Tell whether the content follows the cue, so that nothing before it is content."""
        comp = complement(self.unit, cue)
        if comp.kind == "clause":
            return has_verb(self.unit, comp.first, self._clause_stop(comp.first), strict=True)
        return comp.kind in {"that", "quote"}

    def _clause_stop(self, first: int) -> int:
        flags = self.unit.flag
        stop = first
        while stop < len(flags) and not flags[stop] & (W.COMMA | W.TERM | W.SEMI | W.REL | W.SUB | W.PREP):
            stop += 1
        return stop

    def _after_split(self, position: int) -> Pieces:
        flags = self.unit.flag
        for at in range(position, min(position + 14, len(flags))):
            if flags[at] & W.QUOTE and flags[at - 1] & (W.COMMA | W.COLON):
                return [(at, at)]
            if flags[at] & (W.CUE | W.TERM | W.SEMI):
                break
        return []

    def _coordinated(self, cue: Cue) -> Draft | None:
        """A second verb of the same subject: "said that A and warned that B"."""
        before = self.unit.flag[cue.first - 1] if cue.first else 0
        if not before & (W.AND | W.BUT | W.COMMA) or self.unit.word[cue.first - 1] == "nor":
            return None
        comp = complement(self.unit, cue)
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
            subject = self._main_subject(cue.first - 1)
        if previous is None and subject is None:
            return None
        if comp.kind in {"none", "as"} or not self._fits(cue, comp, Phrase(cue.first, cue.first), False):
            return None
        if comp.verb.weak and comp.kind not in {"that", "quote"}:
            return None
        pieces, _ = self._right(comp)
        made = self._make("coordinated", cue, comp.verb, pieces, subject, comp)
        if previous is not None:
            made.speaker = previous.speaker
        return made

    def _participle(self, cue: Cue) -> Draft | None:
        before = self.unit.flag[cue.first - 1] if cue.first else 0
        comp = complement(self.unit, cue)
        adjective = before & (W.DET | W.POSS) and not before & W.REL
        if adjective or comp.kind == "none" or not self._fits(cue, comp, Phrase(cue.first, cue.first), False):
            return None
        subject: Phrase | None = None
        previous: Draft | None = None
        if before & (W.COMMA | W.DASH | W.AND | W.QUOTE):
            previous = next(reversed(self.drafts), None)
            if previous is None:
                subject = self._main_subject(cue.first - 1)
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
        pieces, _ = self._right(comp)
        made = self._make("participle", cue, comp.verb, pieces, subject, comp)
        if previous is not None:
            made.speaker = previous.speaker
        return made

    def _main_subject(self, stop: int) -> Phrase | None:
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

    def _to_comma(self, pieces: Pieces) -> Pieces:
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

    def _relative(self, cue: Cue, subject: Phrase) -> Draft | None:
        """Someone "who said ..."."""
        comp = complement(self.unit, cue)
        if comp.kind not in {"that", "clause", "quote", "to", "wh"} or not self._fits(cue, comp, subject, False):
            return None
        if comp.verb.weak and comp.kind not in {"that", "quote"}:
            return None
        pieces = self._to_comma(self._right(comp)[0])
        return self._make("relative", cue, comp.verb, pieces, subject, comp)


def read_unit(unit: Unit) -> list[Draft]:
    """Draft the claims of a unit."""
    return _Reader(unit).read()
