"""The parts of an event: read around its trigger by the table of its pattern."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from countermark.reading.event_parts import Clause
from countermark.reading.types import Argument, Span

_BEHIND = 26


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


def has_word(clause: Clause, span: Span, wanted: frozenset[str]) -> bool:
    """Tell whether a span has one of some words, alone or as the last part of a compound."""
    words = clause.words
    at = words.at(span.start)
    while at < clause.last and words.starts[at] < span.end:
        if words.lows[at] in wanted or words.lows[at].rpartition("-")[2] in wanted:
            return True
        at += 1
    return False


class Parts:
    """The arguments of one event, in `found`, each mention at most once."""

    def __init__(self, clause: Clause, hit: Hit, *, passive: bool) -> None:
        """Read the parts that the pattern names."""
        self.clause, self.hit, self.table = clause, hit, hit.pattern.table
        self.things = frozenset(self.table.get("things", ()))
        self.voice: dict[str, str] | None = self.table.get("passive") if passive else None
        self.found: list[Argument] = []
        self._used: set[int] = set()
        subject = (self.voice or self.table).get("subject")
        if subject:
            self._subject(subject)
        self._inside()
        if self.voice is None and self.table.get("object"):
            self._object(self.table["object"])
        self._prepositions()

    def _take(self, role: str, numbers: list[int]) -> None:
        for number in numbers:
            if number not in self._used:
                self._used.add(number)
                self.found.append(Argument(role, self.clause.actor(number).span, number))

    def _thing(self, role: str, at: int, *, through: bool = False) -> None:
        span = self.clause.phrase(at, through=through) if at < self.clause.last else None
        if span is not None:
            self.found.append(Argument(role, span, self._only(span)))

    def _only(self, span: Span) -> int | None:
        """Give the mention that a phrase consists of, where one ends it."""
        inside = [one[0] for one in self.clause.mentions if span.covers(self.clause.actor(one[0]).span)]
        return inside[0] if len(inside) == 1 and self.clause.actor(inside[0]).span.end == span.end else None

    def _subject(self, role: str) -> None:
        clause, hit = self.clause, self.hit
        if self.table["kind"] == "noun" and not self.table.get("leftmost"):
            self._owner(role)
            return
        near = [one[0] for one in clause.mentions if one[2] == hit.first]
        if self.table["kind"] == "tail" and near and role not in self.things:
            self._take(role, near)
            return
        if role in self.things or self.table["kind"] == "tail":
            span = clause.phrase_before(hit.first)
            if span is not None:
                self.found.append(Argument(role, span, self._only(span)))
                return
        self._take(role, clause.before(hit.first, leftmost=bool(self.table.get("leftmost"))))

    def _owner(self, role: str) -> None:
        """Read whose a noun is: `X's visit`, `its visit`, `the Russian visit`."""
        clause, hit, words = self.clause, self.hit, self.clause.words
        back = hit.first
        while back > clause.first and hit.first - back < 5 and words.gaps[back] == "":
            if words.lows[back - 1] == "'s":
                self._take(role, [one[0] for one in clause.mentions if one[2] in {back - 1, back}])
                return
            if back in clause.demonyms:
                self._take(role, [clause.demonyms[back]])
                return
            owner = [one[0] for one in clause.mentions if one[2] == back]
            if owner:
                mention = clause.actor(owner[0])
                if mention.kind == "pronoun" or mention.schema == "Country":
                    self._take(role, owner)
                return
            back -= 1

    def _inside(self) -> None:
        first, last = self.hit.inside
        role = self.table.get("inside") or self.table.get("object")
        if self.voice is not None:
            role = self.voice.get("inside", role)
        if first >= last or not role:
            return
        words = self.clause.words
        inside = [one[0] for one in self.clause.mentions if first <= one[1] and one[2] <= last + 1]
        if role in self.things:
            self.found.append(Argument(role, Span(words.starts[first], words.ends[last - 1])))
            return
        free = [number for number in inside if not self.clause.led(number)]
        self._take(role, free or inside)
        if "country" in self.table:
            places = [
                number for number in inside if number not in free and self.clause.actor(number).schema == "Country"
            ]
            self._take(self.table["country"], places)
            near = [number for end, number in self.clause.demonyms.items() if first < end <= last]
            self._take(self.table["country"], near)

    def _object(self, role: str) -> None:
        clause, hit, words = self.clause, self.hit, self.clause.words
        if role not in self.things:
            self._take(role, clause.behind(hit.last))
            return
        behind = clause.behind(hit.last, far=2)
        recipient = self.table.get("preps", {}).get("to")
        if behind and recipient:
            after = words.at(clause.actor(behind[-1]).span.end)
            goods = has_word(clause, clause.actor(behind[0]).span, clause.lexicon["goods"])
            if after < clause.last and words.lows[after] == "with":
                self._take(recipient, behind)
                self._thing(role, after + 1)
                return
            if not goods and after < clause.last and clause.phrase(after) is not None:
                self._take(recipient, behind)
                self._thing(role, after)
                return
        self._thing(role, hit.last)

    def _prepositions(self) -> None:
        clause, hit, words = self.clause, self.hit, self.clause.words
        fronted = self.table.get("fronted")
        if fronted and words.lows[clause.first] == "in" and clause.first < hit.first - 2:
            self._thing(fronted, clause.first + 1)
        named = dict(self.table.get("preps", {}))
        named.update({key: role for key, role in (self.voice or {}).items() if key not in {"subject", "inside"}})
        for word, role in named.items():
            at = (
                hit.last - 1
                if words.lows[hit.last - 1] == word
                else clause.preposition(word, hit.last, hit.last + _BEHIND)
            )
            if at < 0:
                continue
            if role in self.things:
                self._thing(role, at + 1, through=role == "over")
            else:
                self._take(role, clause.behind(at + 1, far=5))
