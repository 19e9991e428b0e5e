"""Legal forms of firms in names: what is left of a name without them, and which form it gives.

Tables: `legal_forms.csv` (the forms) and `legal_form_groups.csv` (forms that are one in several writings).
"""

from __future__ import annotations

import re
from functools import lru_cache

from countermark.reference.tables import read_table

_WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=1)
def _forms() -> tuple[tuple[tuple[str, ...], str], ...]:
    """Give each form as its words, with the form it is a writing of; those of more words first."""
    found: dict[tuple[str, ...], str] = {}
    for row in read_table("legal_form_groups.csv", ("forms",)):
        writings = row["forms"].split("|")
        found |= {tuple(_WORD.findall(one)): writings[0] for one in writings}
    for row in read_table("legal_forms.csv", ("form", "countries", "source", "verified")):
        found.setdefault((row["form"],), row["form"])
    return tuple(sorted(found.items(), key=lambda one: (-len(one[0]), one[0])))


@lru_cache(maxsize=4096)
def without_form(name: str) -> tuple[str, str]:
    """Give a name without the legal forms at its beginning and end, and those forms; a name is never taken away whole.

    >>> without_form("OOO Lantern"), without_form("Lantern Limited Liability Company"), without_form("Lantern")
    (('lantern', 'llc'), ('lantern', 'llc'), ('lantern', ''))
    """
    words = _WORD.findall(re.sub(r"[.'’`]", "", name.casefold()))
    given: set[str] = set()
    found = True
    while found:
        found = False
        for form, group in _forms():
            size = len(form)
            if len(words) <= size:
                continue
            if tuple(words[-size:]) == form:
                words, found = words[:-size], True
            elif tuple(words[:size]) == form:
                words, found = words[size:], True
            if found:
                given.add(group)
                break
    return " ".join(words), " ".join(sorted(given))
