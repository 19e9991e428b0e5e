"""Codes of languages: two letters, as pages write them, and three, as FollowTheMoney does."""

from __future__ import annotations

from functools import lru_cache

from countermark.reference.tables import read_table


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    return {row["code"]: row["code3"] for row in read_table("languages.csv", ("code", "code3", "name"))}


def three_letters(tag: str) -> str | None:
    """Give the three-letter code of a language tag, or None where it is not in the table.

    >>> three_letters("en-GB"), three_letters("uk"), three_letters("x-klingon")
    ('eng', 'ukr', None)
    """
    return _codes().get(tag.replace("_", "-").partition("-")[0].lower())
