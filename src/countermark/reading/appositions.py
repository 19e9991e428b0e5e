"""Names beside phrases: `NAME, the minister`, `the minister, NAME,`, `the exporter NAME`."""

from __future__ import annotations

from typing import Final

from countermark.reading.around import Around, Phrase, Role, title_at
from countermark.reading.spots import Spot

_LONGEST_POST: Final = 7
_POSTED: Final = frozenset({"to", "in", "at", "for", "of"})


def join_names(around: Around, phrases: list[Phrase], roles: list[Role]) -> None:
    """Bind phrases to the names beside them: `NAME, the minister`, `the minister, NAME,`, `the exporter NAME`."""
    words = around.words
    for phrase in phrases:
        owns = phrase.last < len(words) and words.lows[phrase.last] == "'s" and not words.gaps[phrase.last]
        if phrase.kind not in {"nominal", "title"} or owns:
            continue
        before = around.spot_ending(phrase.first)
        if before is not None and words.gaps[phrase.first] in {",", ".,"} and _same_kind(before, phrase):
            number = around.over[phrase.first - 1]
            _tell(around, phrase, number, roles)
            continue
        after = _name_behind(around, phrase)
        if after < len(words) and around.over[after] >= 0 and (words.gaps[after] in {"", ","} or after > phrase.last):
            number = around.over[after]
            spot = around.spots[number]
            end = spot.last
            closed = words.gaps[after] == "" or (
                end >= len(words)
                or words.gaps[end] in {",", "."}
                or words.lows[end] in around.small.words["verb_after"]
                or words.gaps[end] != ""
            )
            if spot.first == after and closed and _same_kind(spot, phrase) and spot.kind == "name":
                _tell(around, phrase, number, roles)


def _name_behind(around: Around, phrase: Phrase) -> int:
    """Give where the name in apposition may begin: behind where the office is held, and behind `Mr` or `Dr`."""
    words, at = around.words, phrase.last
    if phrase.schema == "Person" and at < len(words) and words.gaps[at] == "" and words.lows[at] in _POSTED:
        for end in range(at + 1, min(at + _LONGEST_POST, len(words))):
            if words.gaps[end] == ",":
                at = end
                break
            if words.gaps[end] or words.lows[end] in around.small.words["verb_after"]:
                break
            if words.lows[end] in around.small.titles or words.lows[end] in around.small.nouns:
                break
    if at >= len(words) or words.gaps[at] not in {"", ","}:
        return at
    if phrase.schema == "Organization" and words.gaps[at] == "" and words.lows[at] in {"called", "named"}:
        return min(at + 1, len(words) - 1)
    title = title_at(around, at)
    if title is not None and (words.gaps[at] == "," or not title.role):
        behind = at + len(title.words)
        if behind < len(words) and around.over[behind] >= 0 and words.gaps[behind] in {"", "."}:
            return behind
    return at


def _tell(around: Around, phrase: Phrase, number: int, roles: list[Role]) -> None:
    phrase.target, phrase.how = number, "apposition"
    if phrase.schema == "Organization" and around.spots[number].schema == "Thing":
        around.spots[number].schema = "Organization"
    roles.append(Role(number, phrase.role, phrase.country, phrase.gender, around.words.starts[phrase.head]))


def _same_kind(spot: Spot, phrase: Phrase) -> bool:
    """Tell whether a name may be what a phrase says; a guess of the name's kind gives way to the phrase."""
    if spot.kind not in {"name", "acronym"} or spot.schema in {"Country", "Place"}:
        return False
    if phrase.schema == "Person":
        return spot.schema in {"Person", "Thing"}
    if phrase.schema == "Organization" and spot.schema == "Person" and not spot.entity:
        spot.schema = "Organization"
    return phrase.schema == "Organization" and spot.schema != "Person"
