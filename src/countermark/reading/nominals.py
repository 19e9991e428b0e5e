"""Titles, nouns and pronouns that point to actors without naming them, and the roles that stand beside names.

1. A title before a name (`Serbian Defence Minister NAME`) or behind it (`NAME, the Serbian minister`) is its role.
2. A bare title joined to another title before a name (`President and Defence Minister NAME`) is an office whose bearer
   is not named, where both are offices of state.
3. A noun phrase keeps its article: `a ministry official` brings somebody new, `the official` points back.
"""

from __future__ import annotations

from countermark.reading.appositions import join_names
from countermark.reading.around import PRONOUNS, Around, Phrase, Role, title_at
from countermark.reading.nouns import is_noun, read_noun
from countermark.reading.spots import Spot
from countermark.reading.terms import Words, pack
from countermark.reading.titles import read_title


def read_phrases(words: Words, spots: list[Spot]) -> tuple[list[Phrase], list[Role]]:
    """Find titles, nouns and pronouns, and what they say of the names beside them."""
    around = Around(words, spots)
    phrases: list[Phrase] = []
    roles: list[Role] = []
    at, count = 0, len(words)
    while at < count:
        low = words.lows[at]
        title = title_at(around, at) if low in around.small.titles or low[-1] == "." else None
        if title is not None:
            at = read_title(around, at, title, phrases, roles)
            continue
        if around.over[at] < 0:
            if low in PRONOUNS:
                _read_pronoun(around, at, phrases)
            elif low in around.small.nouns and is_noun(around, at):
                read_noun(around, at, phrases)
        at += 1
    join_names(around, phrases, roles)
    return phrases, roles


def _read_pronoun(around: Around, at: int, phrases: list[Phrase]) -> None:
    words = around.words
    word, low = words.words[at], words.lows[at]
    if low == "i" and word != "I":
        return
    if low == "us" and word != "us":
        return
    if word.isupper() and len(word) > 1:
        return
    if low == "it" and at + 1 < len(words) and words.gaps[at + 1] == "":
        following = words.lows[at + 1 : at + 3]
        if following[0] in pack().words["being"] and len(following) > 1 and following[1] in pack().words["empty_it"]:
            return
        if following[0] in {"'s", "that", "seems", "appears"}:
            return
    phrases.append(Phrase(at, at + 1, at, "pronoun", "", PRONOUNS[low]))
