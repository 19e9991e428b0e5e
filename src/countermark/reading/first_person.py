"""Whom `we` and `I` mean: whoever speaks the words around them, outside quotations the author or the outlet."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from countermark.reading.cast import PERSON, Member
from countermark.reading.state import State
from countermark.reading.text import Page
from countermark.reading.types import Claim, Mention

_TOP: Final = 12
_BYLINE: Final = re.compile(r"[Bb]y ([^\W\d_a-z][^\s,|(]+(?: [^\s,|(/]+){1,3}?)\s*(?:$|[,/|(–—])")
_SEVERAL: Final = frozenset({"and", "&", "with"})
_FIRST: Final = frozenset({"i", "me", "my", "we", "us", "our", "ours"})
_THINGS: Final = frozenset({"it", "its", "itself"})
_PLURAL: Final = frozenset({"they", "them", "their", "themselves"})


def bind_first_person(
    found: list[Mention], claims: list[Claim], quoted: list[int], state: State, page: Page
) -> list[Mention]:
    """Bind we and I to whoever speaks the words around them, outside quotations to the author or the outlet."""
    author, outlet = _own_voice(state, page)
    pieces = sorted(
        ((piece.start, piece.end, claim) for claim in claims for piece in claim.content), key=lambda one: one[:2]
    )
    done = []
    at = 0
    open_pieces: list[tuple[int, int, Claim]] = []
    for number, mention in enumerate(found):
        while at < len(pieces) and pieces[at][0] <= mention.span.start:
            open_pieces.append(pieces[at])
            at += 1
        if mention.kind == "pronoun" and mention.entity is None:
            open_pieces = [piece for piece in open_pieces if piece[1] >= mention.span.end]
            around = [piece for piece in open_pieces if piece[0] <= mention.span.start]
            low = mention.span.of(page.text).lower()
            first = low in _FIRST
            if around and mention.how == "no antecedent" and (first or quoted[number] < 0) and low not in _PLURAL:
                claim = min(around, key=lambda one: one[1] - one[0])[2]
                speaker = state.members.get(claim.speaker.entity or "")
                person = speaker is None or speaker.schema == PERSON
                if claim.speaker.entity and (first or person == (low not in _THINGS)):
                    done.append(
                        msgspec.structs.replace(
                            mention,
                            entity=claim.speaker.entity,
                            caption=claim.speaker.caption,
                            how="whoever speaks the words",
                        )
                    )
                    continue
            own = author if low in {"i", "me", "my"} else outlet
            if mention.how == "no antecedent" and not around and quoted[number] < 0 and own is not None and first:
                done.append(
                    msgspec.structs.replace(mention, entity=own.entity, caption=own.caption, how="the report itself")
                )
                continue
        done.append(mention)
    return done


def _own_voice(state: State, page: Page) -> tuple[Member | None, Member | None]:
    """Give whom `I` and `we` mean outside quotations: the one author named in the byline, and the outlet."""
    lines = [one.span.of(page.text) for one in page.sentences[:_TOP] if one.kind != "prose"]
    names = [match.group(1) for line in lines if (match := _BYLINE.match(line)) and not _SEVERAL & set(line.split())]
    author = None
    if len(names) == 1:
        named = (one for one in state.members.values() if one.caption == names[0])
        author = next(named, None) or Member("author", names[0], PERSON)
    outlet = Member("outlet", state.outlet, "Organization") if state.outlet else None
    return author, outlet
