"""Attributed claims: speaker, cue and content, by the grammar of English news."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import structs

from countermark.reading.draft import Draft
from countermark.reading.lexicon import LEXICON, Word
from countermark.reading.rejections import called_false, rejected
from countermark.reading.rules import read_unit
from countermark.reading.stance import SPOKEN, hedges_of, polarity_of, stance_of, stands
from countermark.reading.text import Page
from countermark.reading.tokens import Unit, units
from countermark.reading.types import Claim, Cue, Form, Mention, Quotation, Span, Speaker

_NAMES = {"name", "acronym"}


def attribute(page: Page, mentions: tuple[Mention, ...]) -> tuple[Claim, ...]:
    """Find the claims of a page. Mentions are locked: no boundary of a claim falls inside one."""
    drafts: list[Draft] = []
    thread = _Thread(page)
    for unit in _units(page, mentions):
        drafts += thread.follow(unit, read_unit(unit))
    spoken = _spoken(drafts)
    for draft in spoken:
        rejected(page.text, draft, spoken)
    claims = list(_nested([_claim(page.text, number, draft) for number, draft in enumerate(spoken, 1)]))
    by_id = {claim.id: claim for claim in claims}
    return tuple(called_false(page.text, one, by_id[one.parent]) if one.parent else one for one in claims)


def _spoken(drafts: list[Draft]) -> list[Draft]:
    return [draft for draft in drafts if draft.content]


def _nested(claims: list[Claim]) -> Iterator[Claim]:
    """Give every claim the smallest claim whose content its cue stands in."""
    for at, claim in enumerate(claims):
        parent: Claim | None = None
        for other in claims[max(0, at - 6) : at + 7]:
            if other is claim or claim.cue is None or not any(span.covers(claim.cue.span) for span in other.content):
                continue
            if parent is None or _size(other) < _size(parent):
                parent = other
        yield structs.replace(claim, parent=parent.id) if parent else claim


def _size(claim: Claim) -> int:
    return sum(span.end - span.start for span in claim.content)


class _Thread:
    """Follows a quotation from sentence to sentence and from paragraph to paragraph."""

    def __init__(self, page: Page) -> None:
        self.last: Draft | None = None
        self.waiting: Draft | None = None
        self.open_ended = {q.span.end for q in page.quotations if q.open_ended}

    def follow(self, unit: Unit, drafts: list[Draft]) -> list[Draft]:
        """Join a unit to the claims before it; give the drafts to keep."""
        if not drafts:
            return self._quotations(unit)
        waiting = drafts[-1] if drafts[-1].waits else None
        spoken = [made for made in drafts if made.quoted and all(made.quoted)]
        spoken = spoken or [made for made in drafts if any(made.quoted)]
        self.last, self.waiting = (spoken or drafts)[-1], waiting
        return [draft for draft in drafts if draft.content or draft is waiting]

    def _quotations(self, unit: Unit) -> list[Draft]:
        quoted = [i for i, flag in enumerate(unit.flag) if flag & Word.QUOTE]
        bare = all(flag & (Word.QUOTE | Word.MARK) for flag in unit.flag)
        last, waiting = self.last, self.waiting
        self.waiting = None
        if not quoted or not bare or last is None or unit.paragraph - last.unit.paragraph > 1:
            self.last = None if unit.paragraph != (last.unit.paragraph if last else -1) else last
            return []
        spans = [unit.span(i, i) for i in quoted]
        if waiting is not None:
            waiting.content += spans
            waiting.quoted += [True] * len(spans)
            waiting.unit = unit
            return []
        if not any(last.quoted) and (unit.paragraph != last.unit.paragraph or last.stance not in SPOKEN):
            return []
        if unit.paragraph == last.unit.paragraph or last.content[-1].end in self.open_ended:
            last.content += spans
            last.quoted += [True] * len(spans)
            last.unit = unit
            return []
        carried = Draft(unit, "carried", None, "", last.stance, content=spans, quoted=[True] * len(spans))
        carried.speaker, carried.carried = last.speaker, True
        self.last = carried
        return [carried]


def _units(page: Page, mentions: tuple[Mention, ...]) -> Iterator[Unit]:
    quotations = [quotation for quotation in page.quotations if quotation.depth == 0]
    locks = [m.span for m in mentions if m.kind in _NAMES and " " in m.span.of(page.text)]
    kinds = {sentence.paragraph: sentence.kind for sentence in page.sentences}
    quoted = locked = 0
    for number, span in enumerate(page.paragraphs):
        inside: list[Quotation] = []
        while quoted < len(quotations) and quotations[quoted].span.start < span.end:
            inside.append(quotations[quoted])
            quoted += 1
        names: list[Span] = []
        while locked < len(locks) and locks[locked].start < span.end:
            names.append(locks[locked])
            locked += 1
        kind = kinds.get(number, "prose")
        if kind in {"prose", "heading"}:
            yield from units(page.text, span, number, kind, inside, names)


def _claim(text: str, number: int, draft: Draft) -> Claim:
    measured = LEXICON.precision.get(draft.rule)
    hedges, stance = hedges_of(text, draft.content), stance_of(text, draft)
    return Claim(
        id=f"c{number}",
        speaker=_speaker(text, draft),
        cue=Cue(draft.cue, draft.lemma) if draft.cue else None,
        content=tuple(draft.content),
        form=_form(draft),
        rule=draft.rule,
        stance=stance,
        polarity=polarity_of(text, draft),
        hedges=hedges,
        standing=stands(text, draft, stance, hedges),
        via=tuple(Speaker(span, caption=span.of(text)) for span in draft.via),
        addressee=Speaker(draft.hearer, caption=draft.hearer.of(text)) if draft.hearer else None,
        factive=draft.factive,
        precision=measured[0] if measured else None,
        precision_n=measured[1] if measured else None,
    )


def _speaker(text: str, draft: Draft) -> Speaker:
    if draft.speaker is None:
        return Speaker(None, how="unnamed")
    caption = draft.speaker.of(text)
    if draft.carried:
        return Speaker(None, caption=caption, how="carried")
    return Speaker(draft.speaker, caption=caption, how="named")


def _form(draft: Draft) -> Form:
    if draft.quoted and all(draft.quoted):
        return "direct"
    return "mixed" if any(draft.quoted) else "indirect"
