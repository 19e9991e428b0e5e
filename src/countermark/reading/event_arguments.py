"""The parts of an event: read around its trigger by the table of its pattern."""

from __future__ import annotations

from countermark.reading.event_parts import Clause
from countermark.reading.event_triggers import Hit
from countermark.reading.terms import pack
from countermark.reading.types import Argument, Span

_BEHIND = 26
_WHEN = frozenset({"today", "yesterday", "last", "there", "here", "again", "twice", "once", "this", "that", "who"})
_STANDS = frozenset({"sits", "sat", "stands", "stood", "now", "is"})


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
        self._starts = {one[1] for one in clause.mentions}
        subject = (self.voice or self.table).get("subject")
        if subject:
            self._subject(subject)
        self._inside()
        if self.voice is None and self.table.get("object"):
            self._object(self.table["object"])
        self._prepositions()
        self._elsewhere()

    def _take(self, role: str, numbers: list[int]) -> None:
        for number in numbers:
            if role == "participant" and self.clause.actor(number).kind == "pronoun":
                counted = self._counterpart(number)
                if counted or self._owns(number):
                    continue
            if number not in self._used:
                self._used.add(number)
                self.found.append(Argument(role, self.clause.actor(number).span, number))

    def _owns(self, number: int) -> bool:
        """Tell whether a pronoun belongs to a noun behind it: `his health care` is nobody who was met."""
        clause, words = self.clause, self.clause.words
        at = words.at(clause.actor(number).span.start)
        behind = words.lows[at + 1] if at + 1 < clause.last and not words.gaps[at + 1] else ""
        small = pack().words
        noun = bool(behind) and behind not in small["preposition"] | small["conjunction"] and not behind.endswith("ly")
        hers = words.lows[at] == "her" and noun and at + 1 not in self._starts and behind not in _WHEN
        return at > self.hit.first and (hers or words.lows[at] in {"his", "its", "my", "our", "their", "your"})

    def _counterpart(self, number: int) -> bool:
        """Read `her Dutch counterpart, X` as X, else as these words: whose counterpart it is takes no part by it."""
        clause, words = self.clause, self.clause.words
        begin = words.at(clause.actor(number).span.start)
        for at in range(begin + 1, min(begin + 4, clause.last)):
            if words.gaps[at]:
                return False
            if words.lows[at] in {"counterpart", "counterparts"}:
                named = [
                    one
                    for one, first, _ in clause.mentions
                    if first == at + 1 and words.gaps[first] in {"", ","} and clause.actor(one).schema == "Person"
                ]
                span = clause.actor(named[0]).span if named else Span(words.starts[begin], words.ends[at])
                self._used.update(named)
                self.found.append(Argument("participant", span, named[0] if named else None))
                return True
        return False

    def _thing(self, role: str, at: int, *, through: bool = False) -> None:
        span = self.clause.phrase(at, through=through) if at < self.clause.last else None
        if span is not None and role == self.table.get("capital"):
            span = self.clause.cut_at_verb(span)
        if span is not None and role == "whole":
            span = self.clause.without_last(span, self.clause.lexicon["cut_off"])
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
            span = self._fitting(role, clause.phrase_before(hit.first))
            span = clause.without_last(span, _STANDS) if span is not None and role == "new" else span
            if span is not None:
                self.found.append(Argument(role, span, self._only(span)))
                return
        self._take(role, clause.before(hit.first, leftmost=bool(self.table.get("leftmost"))))

    def _fitting(self, role: str, near: Span | None) -> Span | None:
        """Give what stands before a trigger or, where that is not of the kind wanted, the words that are."""
        clause = self.clause
        if role not in self.things or not self.table.get("goods"):
            return near
        strict = self.table.get("strict") and role == "part"
        wanted = clause.lexicon["wholes" if role == "whole" else "parts" if strict else "goods"]
        if near is not None and has_word(clause, near, wanted):
            return near
        found = clause.phrase_with(wanted, self.hit.first, nearest=bool(self.table.get("nearest")))
        return found or clause.quantity(self.hit.first) or near

    def _elsewhere(self) -> None:
        """Find who is missing: before `that` or `which`, behind the list, or as plain words of parties."""
        clause, table, hit = self.clause, self.table, self.hit
        role = table.get("gap")
        if role and not self._has(role):
            self._take(role, [number for number in clause.antecedent(hit.first) if number not in self._used])
        if table.get("goods") and self.voice is None and "item" in self.things:
            self._item_before()
        role = table.get("ahead")
        if role and not self._has(role):
            self._take(role, clause.person_after_comma(hit.last))
        role = table.get("after")
        if role and not self._has(role):
            self._behind_list(role)
        role = table.get("parties")
        mine = (self.voice or table).get("subject") == role
        if role and mine and not self._has(role) and hit.first > clause.first:
            span = clause.phrase_before(hit.first)
            if span is not None and has_word(clause, span, clause.lexicon["parties_words"]):
                self.found.append(Argument(role, span))

    def _item_before(self) -> None:
        """Read `modules which the firm had bought`: what stands before `which`, where nothing behind is goods."""
        clause, goods = self.clause, self.clause.lexicon["goods"] | {"them"}
        if self.table["kind"] != "verb" or any(
            one.role == "item" and has_word(clause, one.span, goods) for one in self.found
        ):
            return
        for back in range(self.hit.first - 1, max(clause.first, self.hit.first - 9) - 1, -1):
            if clause.words.lows[back] in {"that", "which"}:
                span = clause.phrase_before(back)
                if span is not None and back < self.hit.first - 1 and has_word(clause, span, goods):
                    self.found = [one for one in self.found if one.role != "item"]
                    self.found.append(Argument("item", span))
                return

    def _behind_list(self, role: str) -> None:
        """Read `added to its register a maker of engines`: whom behind the list, after an article or a number."""
        clause, hit, words = self.clause, self.hit, self.clause.words
        for number, first, _ in clause.mentions:
            near = hit.last < first <= hit.last + 7 and not any(words.gaps[hit.last : first + 1])
            if near and words.lows[first] in clause.lexicon["determiners"] and self._party(number):
                cut = words.ends[first - 1]
                self.found = [
                    Argument(one.role, Span(one.span.start, min(cut, one.span.end))) if one.role == "list" else one
                    for one in self.found
                ]
                self._take(role, [number])
                return

    def _has(self, role: str) -> bool:
        return any(one.role == role for one in self.found)

    def _party(self, number: int) -> bool:
        return self.clause.actor(number).schema not in {"Country", "Document", "Place", "Event"}

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
                country = mention.schema == "Country" and role != "visitor"
                if mention.kind == "pronoun" or country:
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
            self._take(
                role, clause.behind(hit.last) or (clause.past_adverbs(hit.last) if self.table.get("adverbs") else [])
            )
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
        if hit.last < clause.last and words.lows[hit.last] == "to" and recipient and self.table.get("goods"):
            self._inverted(role, recipient)
            return
        self._thing(role, hit.last)

    def _inverted(self, role: str, recipient: str) -> None:
        """Read `sold to a factory of X engines`: to whom before what."""
        clause = self.clause
        self._take(recipient, clause.behind(self.hit.last + 1, far=5))
        span = clause.phrase_after(clause.lexicon["goods"], self.hit.last + 1)
        if span is not None:
            self.found.append(Argument(role, span, self._only(span)))

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
