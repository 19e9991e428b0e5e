"""Whose list is it? The country of those who are listed never says so.

A state counts as one of the group where it stands after `from`, `in` and the like (`companies from X`), or is an
adjective of anything but a list (`X firms`); what is left of the sentence names the one who lists.
"""

from __future__ import annotations

import re

from countermark.answers.claim_places import Places
from countermark.reading.types import Mention, Span
from countermark.reference.claim_rules import word_pattern


def group_countries(places: Places, span: Span) -> list[Mention]:
    """Give the states by which those listed are described inside a span."""
    text = places.reading.text
    found: list[Mention] = []
    for mention in places.mentions([span]):
        if not mention.country or mention.schema not in {"Country", "Jurisdiction"}:
            continue
        before, after = text[max(0, mention.span.start - 60) : mention.span.start], text[mention.span.end :][:60]
        if mention.kind == "demonym":
            inside = not word_pattern("list_follows").search(after)
        else:
            joined = bool(found) and bool(
                word_pattern("joined").fullmatch(text[found[-1].span.end : mention.span.start])
            )
            inside = joined or (
                bool(word_pattern("group_before").search(before)) and not word_pattern("list_before").search(before)
            )
        if inside:
            found.append(mention)
    return found


def without_group(places: Places, span: Span) -> str:
    """Give the words of a span with the states of the group blanked out."""
    letters = list(span.of(places.reading.text))
    for mention in group_countries(places, span):
        for at in range(max(mention.span.start, span.start), min(mention.span.end, span.end)):
            letters[at - span.start] = " "
    return "".join(letters)


def describes(places: Places, span: Span, event: Span) -> bool:
    """Tell whether a party is described by somebody else who is named, as `the aide of N` and `firms tied to N`."""
    text = places.reading.text
    sentence = places.sentence(span)
    before, after = text[sentence.start : span.start], text[span.end : max(sentence.end, event.end)]
    words = span.of(text)
    if word_pattern("relation_after").match(after) or word_pattern("relation_inside").search(words):
        return True
    return bool(word_pattern("relation_before").search(before))


def name_follows(places: Places, span: Span) -> str:
    """Give the words that go on with a name after its mention, or nothing."""
    found = re.match(r"(?:[ -][A-Z][\w&.'’-]*)+", places.reading.text[span.end : span.end + 80])
    return found[0] if found else ""
