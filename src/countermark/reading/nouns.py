"""Nouns that point to actors: `a ministry official` brings somebody new, `the official` points back."""

from __future__ import annotations

from typing import Final

from countermark.reading.around import Around, Phrase, points_to, stands_alone
from countermark.reading.terms import pack

_SCHEMA: Final = {
    "person": "Person",
    "organisation": "Organization",
    "state": "Country",
    "document": "Document",
    "mass_document": "Document",
}


def is_noun(around: Around, at: int) -> bool:
    """Tell whether a word is the noun it looks like: no verb (`the report states`), no house but a trading house."""
    words, small = around.words, around.small
    low = words.lows[at]
    if at == 0 or words.gaps[at]:
        return low != "house"
    if low == "house":
        return words.lows[at - 1] in small.words["house_kind"]
    if small.nouns[low][2] and words.lows[at - 1] in {"who", "which"}:
        return False
    return not (small.nouns[low][2] and low in small.words["verb_after"] and words.lows[at - 1] in small.nouns)


def read_noun(around: Around, at: int, phrases: list[Phrase]) -> None:
    """Read a noun as a phrase, where it points to somebody or to a document."""
    words, small = around.words, around.small
    noun, kind, plural = small.nouns[words.lows[at]]
    behind = at + 1
    if behind < len(words) and words.gaps[behind] == "" and not words.opens(behind):
        low = words.lows[behind]
        if low in small.nouns and low not in small.words["verb_after"] and small.nouns[low][1] != "mass_document":
            return
        if low in small.titles and around.over[behind] < 0:
            return
    first, article, country = around.start(at)
    country = country or _seat_behind(around, noun, behind)
    if article == "that" and plural:
        first, article = first + 1, ""
    points = points_to(article, around, first, at)
    if kind in {"document", "mass_document"}:
        told = behind < len(words) and words.lows[behind] in {
            "gathered",
            "obtained",
            "seen",
            "collected",
            "published",
            "compiled",
            "shared",
            "reviewed",
            "released",
            "leaked",
            "prepared",
            "provided",
            "by",
            "from",
        }
        if not told and (kind == "mass_document" or (not article and first == at)):
            return
        points = "new" if points == "kind" else points
        phrases.append(Phrase(first, at + 1, at, "document", "Document", noun, country, points))
        return
    if kind == "state" and words.lows[at] in {"state", "power", "capital", "island"} and not article:
        return
    if not article and not plural and first == at:
        return
    if not article and not plural and points == "kind":
        # A country, an institution or a paper before the noun stands for an article: "State Department spokesman".
        if not country and around.over[first] < 0:
            return
        points = "new"
    if words.lows[at] in pack().words["bare_noun"] and not stands_alone(around, at + 1):
        return
    mention = "group" if plural else "nominal"
    phrase = Phrase(first, at + 1, at, mention, _SCHEMA[kind], noun, country, points)
    if kind == "organisation" and points == "back" and not plural:
        _own_name(around, phrase)
    if points == "back" and phrase.target < 0 and _of_its_own(around, phrase):
        phrase.points = "new"
    phrases.append(phrase)


def _seat_behind(around: Around, noun: str, behind: int) -> str:
    """Give the country of the capital that stands behind `the government in`."""
    words = around.words
    if noun not in around.small.words["government"] | {"ministry"} or behind + 1 >= len(words) or words.gaps[behind]:
        return ""
    seat = around.over[behind + 1]
    return around.spots[seat].country if seat >= 0 and words.lows[behind] == "in" else ""


def _own_name(around: Around, phrase: Phrase) -> None:
    """Read `the Acme trading company`: the name within the phrase is the name of what it speaks of."""
    for at in range(phrase.first, phrase.head):
        number = around.over[at]
        if number < 0:
            continue
        spot = around.spots[number]
        private = spot.schema in {"Organization", "Company", "LegalEntity", "Thing"}
        wire = spot.entity.startswith("wire:") and phrase.role not in {"agency", "newspaper", "outlet", "broadcaster"}
        if private and not wire and spot.kind in {"name", "acronym"} and around.words.lows[spot.last] != "'s":
            phrase.target, phrase.how = number, "its name stands within"


def _of_its_own(around: Around, phrase: Phrase) -> bool:
    """Tell whether a phrase says itself whose it is (`the ministry's office`, `the office of NAME`): not one before."""
    words = around.words
    named = any(
        around.over[at] >= 0 and around.spots[around.over[at]].schema not in {"Country", "Place"}
        for at in range(phrase.first, phrase.head)
    )
    owned = "'s" in words.lows[phrase.first : phrase.head]
    of = phrase.last < len(words) and words.lows[phrase.last] == "of" and words.gaps[phrase.last] == ""
    return named or owned or of
