"""Which profiles speak for a marking: by the maker's label, by brand words, by what a part number begins with."""

from __future__ import annotations

import re

from countermark.marking.tokens import Token
from countermark.reference.makers import find_maker
from countermark.reference.profiles import Profile, profiles

HEAD = re.compile(r"[A-Z]{2,6}(?=[\d-])")


def _add(chosen: list[Profile], found: Profile | None) -> None:
    if found is not None and found not in chosen:
        chosen.append(found)


def choose(folded: str, tokens: list[Token], maker: str | None) -> tuple[list[Profile], str | None, bool]:
    """Pick profiles by the maker's label and by brand words in the text; tell whether any is more than the default."""
    known = profiles()
    match = find_maker(maker)
    chosen: list[Profile] = []
    if match.maker_id and (profile := known.by_maker.get(match.maker_id)):
        chosen.append(profile)
    by_brand, by_prefix = known.by_brand, known.by_prefix
    for token in tokens:
        kind = token.kind
        if kind == "caps":
            _add(chosen, by_brand.get(token.text.strip(".®™:")))
        elif kind == "word":
            _add(chosen, by_brand.get(token.text.upper().strip(".®™:")))
    if len(tokens) > 1:
        upper = folded.upper()
        for brand in known.two_word_brands:
            if brand in upper:
                _add(chosen, by_brand.get(brand))
    for token in tokens:
        if token.kind == "code" and (head := HEAD.match(token.text)):
            _add(chosen, by_prefix.get(head[0]))
    return chosen or [known.default], match.maker_id, bool(chosen)
