"""Words by which a claim's list, programme, country and trade are known, and what listings rest on.

Each table is a CSV of regular expressions over words; places and trades are also looked for in names as lists write
them. `verified: no` says that we did not read the source ourselves.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from countermark.reference.tables import read_table


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Basis:
    """What a listing rests on: goods that went from a supplier to an acquirer, by an official notice."""

    about: str
    goods: str
    supplier: str
    supplier_country: str
    acquirer: str
    acquirer_country: str
    source: str
    verified: str


@dataclass(frozen=True, slots=True)
class GroupLink:
    """A group as reports call it, and how lists write those it is linked to."""

    said: re.Pattern[str]
    linked: re.Pattern[str]
    why: str
    source: str
    verified: str


@lru_cache(maxsize=1)
def _claimed_lists() -> tuple[tuple[str, re.Pattern[str], re.Pattern[str] | None, tuple[str, ...]], ...]:
    rows = read_table("claimed_lists.csv", ("jurisdiction", "words", "named", "lists"))
    return tuple(
        (
            row["jurisdiction"],
            re.compile(row["words"]),
            _pattern(row["named"]) if row["named"] else None,
            tuple(row["lists"].replace("~", "").split("|")),
        )
        for row in rows
    )


@lru_cache(maxsize=1)
def excerpts() -> frozenset[str]:
    """Give the lists that are excerpts (`~` in the table): what is not on one may be on the list."""
    rows = read_table("claimed_lists.csv", ("jurisdiction", "words", "named", "lists"))
    return frozenset(name[1:] for row in rows for name in row["lists"].split("|") if name.startswith("~"))


def claimed_lists(authority: str, words: str) -> tuple[str | None, tuple[str, ...]]:
    """Give the jurisdiction that words name, and the lists they can mean; a list named beats the sanctions lists.

    `authority` are the words for who lists (`US`); `words` all those in which a list may be named. A row of the table
    without words for who lists is a list known by its name alone (`Entity List`).

    >>> claimed_lists("US", "US sanctions")[1][0], claimed_lists("US", "added to the Entity List")
    ('us_ofac_sdn', ('US', ('us_bis_el',)))
    """
    found: tuple[str | None, tuple[str, ...]] = (None, ())
    for jurisdiction, said, named, lists in _claimed_lists():
        if said.pattern == "" and named is not None:
            if named.search(words):
                return jurisdiction, lists
            continue
        if not said.search(authority):
            continue
        if named is not None and named.search(words):
            return jurisdiction, lists
        if named is None and found[0] is None:
            found = (jurisdiction, lists)
    return found


@lru_cache(maxsize=1)
def _programmes() -> tuple[tuple[re.Pattern[str], re.Pattern[str], str], ...]:
    rows = read_table("programme_words.csv", ("words", "programmes", "about"))
    return tuple((_pattern(row["words"]), _pattern(row["programmes"]), row["about"]) for row in rows)


def claimed_programmes(words: str) -> list[tuple[str, re.Pattern[str]]]:
    """Give what the words say a listing is about, and a pattern for the programmes that are about it."""
    return [(about, programmes) for said, programmes, about in _programmes() if said.search(words)]


@lru_cache(maxsize=1)
def _bases() -> dict[tuple[str, str], Basis]:
    columns = ("list", "entity", *Basis.__dataclass_fields__)
    rows = read_table("listing_bases.csv", columns)
    return {
        (row["list"], row["entity"]): Basis(**{name: row[name] for name in Basis.__dataclass_fields__}) for row in rows
    }


def listing_basis(list_name: str, entity: str) -> Basis | None:
    """Give what a listing rests on, where a notice says it."""
    return _bases().get((list_name, entity))


@lru_cache(maxsize=1)
def _places() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (row["country"], _pattern(row["words"])) for row in read_table("place_words.csv", ("country", "words"))
    )


def countries_in_name(name: str) -> list[tuple[str, str]]:
    """Give the countries whose places or company words stand in a name, each with the word."""
    return [(country, found[0]) for country, pattern in _places() if (found := pattern.search(name))]


@lru_cache(maxsize=1)
def _trades() -> tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...]:
    rows = read_table("trade_words.csv", ("trade", "said", "named"))
    return tuple((row["trade"], _pattern(row["said"]), _pattern(row["named"])) for row in rows)


def trades_said(words: str) -> list[tuple[str, str, re.Pattern[str]]]:
    """Give the trades that words describe: the trade, the word, and a pattern for names of that trade."""
    return [(trade, found[0], named) for trade, said, named in _trades() if (found := said.search(words))]


@lru_cache(maxsize=1)
def _groups() -> tuple[GroupLink, ...]:
    rows = read_table("group_links.csv", ("said", "linked", "why", "source", "verified"))
    return tuple(
        GroupLink(_pattern(row["said"]), _pattern(row["linked"]), row["why"], row["source"], row["verified"])
        for row in rows
    )


def groups_said(words: str) -> list[GroupLink]:
    """Give the groups that words name."""
    return [group for group in _groups() if group.said.search(words)]
