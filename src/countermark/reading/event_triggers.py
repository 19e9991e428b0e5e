"""The triggers of events: the patterns of the pack, and where the words of one stand in a sentence."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

from countermark.reading.event_parts import Clause

_WILD: Final = 5
_TIGHT: Final = frozenset({"", "“", '"'})
_LOOSE: Final = _TIGHT | {",", "”", ",”"}


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern of an event: its type, and the table it was written as."""

    type: str
    table: dict[str, Any]


@dataclass(slots=True)
class Hit:
    """A trigger found: its words, its pattern, and the words that stand for `*` inside it."""

    first: int
    last: int
    pattern: Pattern
    inside: tuple[int, int]


@lru_cache(maxsize=1)
def patterns() -> tuple[dict[str, list[tuple[tuple[str, ...], Pattern]]], dict[str, Any]]:
    """Read the patterns by the first word of their triggers, and the words that go with them."""
    data = tomllib.loads(files(__package__).joinpath("en/events.toml").read_text(encoding="utf-8"))
    found: dict[str, list[tuple[tuple[str, ...], Pattern]]] = {}
    for table in data["event"]:
        pattern = Pattern(table["type"], table)
        for trigger in table["triggers"]:
            words = tuple(trigger.split())
            found.setdefault(words[0], []).append((words, pattern))
    for some in found.values():
        some.sort(key=lambda one: -len(one[0]))
    lexicon = {
        key: frozenset(value.split()) if isinstance(value, str) else value for key, value in data["words"].items()
    }
    return found, lexicon


def match_trigger(clause: Clause, at: int, trigger: tuple[str, ...], pattern: Pattern) -> Hit | None:
    """Match the words of a trigger from a word on; `*` stands for a few words up to the next one."""
    words = clause.words
    here = at
    inside = (at, at)
    for place, word in enumerate(trigger):
        if word == "*":
            following = trigger[place + 1]
            stop = next(
                (one for one in range(here, min(here + _WILD + 5, clause.last)) if words.lows[one] == following), -1
            )
            if stop < 0:
                return None
            inside = (here, stop) if inside == (at, at) else inside
            here = stop
            continue
        loose = _LOOSE if place and trigger[place - 1] == "*" else _TIGHT
        if here >= clause.last or words.lows[here] != word or (here > at and words.gaps[here] not in loose):
            return None
        here += 1
    return Hit(at, here, pattern, inside)
