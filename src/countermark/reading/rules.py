"""The rules of attribution: a cue with its subject and what is around it gives a draft of a claim."""

from __future__ import annotations

import msgspec

from countermark.reading.contents import Complement, body_end, complement, content_end
from countermark.reading.cues import Cue, find_cues
from countermark.reading.lexicon import LEXICON, Verb, Word
from countermark.reading.phrases import Phrase, has_verb, nounish, subject_after, subject_before
from countermark.reading.tokens import Unit
from countermark.reading.types import Span

W = Word
Pieces = list[tuple[int, int]]


class Draft(msgspec.Struct):
    """A claim on its way. `quoted` tells for every word of the content whether it is a quotation.

    `waits`: the content is the quotation that follows the sentence. `carried`: the speaker is the one of the claim
    before, whom this sentence does not name.
    """

    unit: Unit
    rule: str
    cue: Span | None
    lemma: str
    stance: str
    content: list[Span] = msgspec.field(default_factory=list)
    quoted: list[bool] = msgspec.field(default_factory=list)
    speaker: Span | None = None
    hearer: Span | None = None
    via: list[Span] = msgspec.field(default_factory=list)
    negated: bool = False
    factive: bool = False
    carried: bool = False
    waits: bool = False
    stop: int = 0


class _Reader:
    """Reads one unit."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self.cues = find_cues(unit)
        self.subjects: dict[int, Phrase | None] = {}
        for cue in self.cues:
            if cue.mode in {"finite", "passive"}:
                self.subjects[cue.first] = subject_before(unit, cue.first)
        self.cuts = self._cuts()
        self.drafts: list[Draft] = []

    def _cuts(self) -> list[int]:
        """Positions where a later clause with its own cue begins."""
        cuts: list[int] = []
        flags = self.unit.flag
        for number, cue in enumerate(self.cues):
            before = flags[cue.first - 1] if cue.first else 0
            subject = self.subjects.get(cue.first)
            if cue.mode == "participle" and before & W.COMMA:
                cuts.append(cue.first - 1)
            elif subject and subject.how != "relative" and subject.first > 0:
                start = subject.first - 1
                if flags[start] & (W.BUT | W.COMMA) and not self._is_parenthesis(cue, subject):
                    cuts.append(start - 1 if start and flags[start - 1] & W.COMMA else start)
                elif flags[start] & W.AND and flags[start - 1] & W.COMMA:
                    cuts.append(start - 1)
            elif number and cue.mode == "finite" and before & (W.AND | W.BUT):
                comp = complement(self.unit, cue)
                if comp.kind in {"that", "quote", "clause"} and cue.verbs[0].stance != "attitude":
                    cuts.append(cue.first - 1)
        return cuts

    def _is_parenthesis(self, cue: Cue, subject: Phrase) -> bool:
        """Tell whether "..., the office says, ..." stands inside the content."""
        del subject
        after = self.unit.flag[cue.last + 1] if cue.last + 1 < len(self.unit) else W.TERM
        return bool(after & (W.COMMA | W.TERM | W.DASH))

    def read(self) -> list[Draft]:
        for cue in self.cues:
            draft = self._draft(cue)
            if draft is not None:
                self.drafts.append(draft)
        return self.drafts

    def _draft(self, cue: Cue) -> Draft | None:
        if cue.mode == "participle":
            return self._participle(cue)
        if cue.mode == "passive":
            return None
        if cue.mode == "infinitive":
            return None
        subject = self.subjects.get(cue.first)
        if subject is not None and self._is_nobody(subject):
            return None
        if subject is None or subject.last + 1 != cue.first:
            inverted = self._inverted(cue)
            if inverted is not None:
                return inverted
        if subject is None:
            return self._coordinated(cue)
        if subject.how == "relative":
            return self._relative(cue, subject)
        return self._plain(cue, subject)

    def _is_nobody(self, subject: Phrase) -> bool:
        words = self.unit.word
        return words[subject.first] in LEXICON.nobody or words[subject.first : subject.first + 2] == ["no", "one"]

    def _make(
        self, rule: str, cue: Cue, verb: Verb, pieces: Pieces, subject: Phrase | None, comp: Complement | None
    ) -> Draft:
        unit = self.unit
        hearer = comp.hearer if comp else None
        return Draft(
            unit=unit,
            rule=rule,
            cue=unit.span(cue.first, cue.last),
            lemma=verb.lemma,
            stance=verb.stance,
            content=[unit.span(first, last) for first, last in pieces],
            quoted=[bool(unit.flag[i] & W.QUOTE) for first, last in pieces for i in range(first, last + 1)],
            speaker=unit.span(subject.first, subject.last) if subject else None,
            hearer=unit.span(hearer.first, hearer.last) if hearer else None,
            negated=cue.negated,
            factive=verb.factive,
            stop=max([cue.last, *(last for _, last in pieces)]),
        )

    def _right(self, comp: Complement) -> tuple[Pieces, str]:
        """Give the pieces of what follows a cue, and the end of its rule's name."""
        unit = self.unit
        if comp.kind == "none":
            return [], ""
        first = comp.first
        end = content_end(unit, first, self.cuts)
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
        first = self._clause_start(last)
        quoted = bool(flags[last] & W.QUOTE)
        if quoted:
            if first < last and flags[last - 1] & (W.COMMA | W.COLON):
                first = last
            return [(first, last)], True
        if not has_verb(unit, first, last + 1):
            return [], False
        return [(first, last)], False

    def _clause_start(self, last: int) -> int:
        flags = self.unit.flag
        first = last
        while first > 0 and not flags[first - 1] & W.SEMI and not (flags[first - 1] & W.TERM and flags[first] & W.CAP):
            first -= 1
        for draft in self.drafts:
            if first <= draft.stop < last:
                first = draft.stop + 1
        while first < last and (flags[first] & (W.COMMA | W.DASH) or self.unit.word[first] in {"and", "or"}):
            first += 1
        return first

    def _plain(self, cue: Cue, subject: Phrase) -> Draft | None:
        unit = self.unit
        comp = complement(unit, cue)
        pieces, kind = self._right(comp)
        left, quoted = (
            self._left(subject.first) if "after" in comp.verb.frames or "quote" in comp.verb.frames else ([], False)
        )
        if not self._fits(cue, comp, subject, bool(left) and quoted):
            pieces, kind = [], ""
        adjacent = subject.first > 0 and bool(unit.flag[subject.first - 1] & (W.QUOTE | W.COMMA | W.DASH))
        if left and adjacent and quoted and kind in {"", "quote", "noun", "as", "of", "for", "clause"}:
            if kind == "quote":
                left += pieces
            return self._make("quote-subject-cue", cue, self._after_verb(cue, comp), left, subject, comp)
        if kind:
            return self._make(f"subject-cue-{kind}", cue, comp.verb, pieces, subject, comp)
        if left and adjacent and not quoted and self._can_follow(cue, subject):
            rest = self._resumes(cue)
            return self._make("content-subject-cue", cue, self._after_verb(cue, comp), left + rest, subject, comp)
        if "quote" in comp.verb.frames and self._ends_after(comp):
            draft = self._make("subject-cue-next", cue, comp.verb, [], subject, comp)
            draft.waits = True
            return draft
        return None

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
        if after + 1 < end and flags[after] & (W.COMMA | W.DASH) and flags[after + 1] & (W.AUX | W.MODAL | W.VERB):
            return [(after + 1, content_end(self.unit, after + 1, self.cuts) - 1)]
        return []

    def _fits(self, cue: Cue, comp: Complement, subject: Phrase, quoted: bool) -> bool:
        """Tell whether what follows can be the content of this verb."""
        frames = comp.verb.frames
        need = {"clause": "bare", "that": "that", "wh": "wh", "quote": "quote"}.get(comp.kind, comp.kind)
        if comp.kind == "quote" and not comp.led and frames & {"noun", "as", "of"}:
            return True
        if comp.kind == "to":
            return "to" in frames or comp.verb.hearer_to
        if (
            need not in frames
            and not (comp.kind == "noun" and "object_to" in frames)
            and not (comp.kind == "clause" and "quote" in frames)
        ):
            return False
        word = self.unit.word[subject.last]
        if comp.verb.weak and comp.kind in {"noun", "clause"}:
            return not quoted and (comp.kind == "clause" or comp.verb.stance in {"criticises", "praises"})
        if comp.verb.weak and comp.verb.factive and word in {"it", "this", "that", "these", "which"}:
            return False
        return not cue.modal or comp.kind in {"quote", "that", "clause"} or cue.negated

    def _inverted(self, cue: Cue) -> Draft | None:
        flags = self.unit.flag
        if cue.first == 0 or cue.first != cue.at or not any("inverted" in verb.frames for verb in cue.verbs):
            return None
        before = flags[cue.first - 1]
        if not before & (W.QUOTE | W.COMMA | W.DASH):
            return None
        left, quoted = self._left(cue.first)
        if not left:
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
        if not before & (W.AND | W.BUT | W.COMMA):
            return None
        previous = next((draft for draft in reversed(self.drafts) if draft.speaker), None)
        if previous is None:
            return None
        comp = complement(self.unit, cue)
        if comp.kind in {"none", "as"} or not self._fits(cue, comp, Phrase(cue.first, cue.first), False):
            return None
        if comp.verb.weak and comp.kind not in {"that", "quote"}:
            return None
        pieces, _ = self._right(comp)
        draft = self._make("coordinated", cue, comp.verb, pieces, None, comp)
        draft.speaker = previous.speaker
        return draft

    def _participle(self, cue: Cue) -> Draft | None:
        before = self.unit.flag[cue.first - 1] if cue.first else 0
        comp = complement(self.unit, cue)
        if comp.kind == "none" or not self._fits(cue, comp, Phrase(cue.first, cue.first), False):
            return None
        subject: Phrase | None = None
        previous: Draft | None = None
        if before & (W.COMMA | W.DASH | W.AND):
            previous = next((draft for draft in reversed(self.drafts)), None)
            if previous is None:
                subject = self._main_subject(cue.first - 1)
        elif cue.first == 0:
            return None
        elif nounish(before) and comp.kind in {"that", "clause", "quote"}:
            subject = subject_before(self.unit, cue.first)
        elif before & W.PREP and self.drafts and comp.kind in {"that", "clause", "quote"}:
            previous = self.drafts[-1]
        if subject is None and (previous is None or previous.speaker is None):
            return None
        if comp.verb.weak and comp.kind in {"noun", "as"}:
            return None
        pieces, _ = self._right(comp)
        draft = self._make("participle", cue, comp.verb, pieces, subject, comp)
        if previous is not None:
            draft.speaker = previous.speaker
        return draft

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

    def _relative(self, cue: Cue, subject: Phrase) -> Draft | None:
        """Someone "who said ..."."""
        comp = complement(self.unit, cue)
        if comp.kind not in {"that", "clause", "quote", "to", "wh"} or not self._fits(cue, comp, subject, False):
            return None
        pieces, _ = self._right(comp)
        return self._make("relative", cue, comp.verb, pieces, subject, comp)


def read_unit(unit: Unit) -> list[Draft]:
    """Draft the claims of a unit."""
    return _Reader(unit).read()
