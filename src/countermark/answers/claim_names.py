"""How does a name in a report stand to a name on a list? Same letters, same but for a legal form, or a patronymic."""

from __future__ import annotations

from collections.abc import Iterable

from countermark.names.keys import exact_key
from countermark.reference.claim_rules import word_pattern
from countermark.reference.legal_forms import without_form

LETTERS = "by the same letters of the whole name"
FORM = "by the same letters of the whole name, but for the legal form"
PATRONYMIC = "by the same letters of the name, without the patronymic of the list"
LEAST_WORDS = 2


def name_match(written: str, listed: Iterable[str], *, person: bool) -> str:
    """Tell how a written name matches an entry with these names, or nothing.

    A person written without a patronymic that the entry has matches without it, even where the list has that short
    form too: many people share one.

    >>> name_match("Ada Holm", ["HOLM, Ada Petrovna", "HOLM, Ada"], person=True) == PATRONYMIC
    True
    """
    own = exact_key(written)
    names = list(listed)
    same = any(exact_key(name) == own for name in names)
    if person:
        short = any(_but_patronymic(own.split(), exact_key(name).split()) for name in names)
        return PATRONYMIC if short else LETTERS if same else ""
    if same:
        return LETTERS
    bare, form = without_form(written)
    for name in names:
        other, its = without_form(name)
        if exact_key(other) == exact_key(bare) and (not form or not its or form == its):
            return FORM
    return ""


def _but_patronymic(written: list[str], listed: list[str]) -> bool:
    more = [word for word in listed if word not in written]
    return (
        len(written) >= LEAST_WORDS
        and set(written) < set(listed)
        and all(word_pattern("patronymic").search(word) for word in more)
    )
