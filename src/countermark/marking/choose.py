"""Which profiles speak for a marking: by the maker's label, by brand words, by what a part number begins with."""

from __future__ import annotations

import re

from countermark.marking.print_words import PRINT_WORDS
from countermark.marking.tokens import Token
from countermark.reference.makers import find_maker
from countermark.reference.profiles import Profile, profiles

HEAD = re.compile(r"[A-Z]{2,6}(?=[\d-])")


def choose(folded: str, tokens: list[Token], maker: str | None) -> tuple[list[Profile], str | None, bool, bool]:
    """Pick profiles by the maker's label and by brand words in the text.

    Gives them, the maker's id, whether any is more than the default, and whether a word of board prints stands there.
    """
    known = profiles()
    match = find_maker(maker)
    chosen: list[Profile] = []
    if match.maker_id and (profile := known.by_maker.get(match.maker_id)):
        chosen.append(profile)
    by_brand, by_prefix = known.by_brand, known.by_prefix
    words = 0
    prints = False
    for token in tokens:
        kind = token.kind
        if kind == "caps":
            name = token.text.strip(".®™:#")
        elif kind == "word":
            name = token.text.upper().strip(".®™:#")
        else:
            continue
        words += 1
        if name in PRINT_WORDS:
            prints = True
        found = by_brand.get(name)
        if found is not None and found not in chosen:
            chosen.append(found)
    if words > 1:
        upper = folded.upper()
        for brand in known.two_word_brands:
            if brand in upper:
                found = by_brand[brand]
                if found not in chosen:
                    chosen.append(found)
    for token in tokens:
        if token.kind == "code" and (head := HEAD.match(token.text)):
            found = by_prefix.get(head[0])
            if found is not None and found not in chosen:
                chosen.append(found)
    return chosen or [known.default], match.maker_id, bool(chosen), prints
