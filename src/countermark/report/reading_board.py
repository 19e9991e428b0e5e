"""The claim board of a report (said, denied, answered without denying, silent, on record) and the tree of its origins.

A proposition is a group of statements that links of the reading join, or one statement that the check could test.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from countermark.reading.types import Reading
from countermark.report.reading_cards import Card
from countermark.report.reading_units import Unit, outlet_name
from countermark.report.reading_words import ANSWERS, DENIES, SILENT, shortened

MOST_PROPOSITIONS = 40
COLUMNS = ("asserted", "denied", "answered", "silent", "record")
_OFFICIAL = frozenset({"record", "differs", "against"})
_JOINS = frozenset({"denies", "answers", "in_tension", "supports", "same_words", "limits"})
_MOST_WORDS = 150


@dataclass(frozen=True, slots=True)
class Cell:
    """One entry of the board: a statement by its number, who, and the words."""

    number: int
    who: str
    words: str
    style: str = ""


@dataclass(slots=True)
class Proposition:
    """A row of the board."""

    words: str
    cells: dict[str, list[Cell]] = field(default_factory=lambda: defaultdict(list))


@dataclass(slots=True)
class Origin:
    """A node of the tree: a name, the statements that come from it, and what reached the page through it."""

    name: str
    numbers: list[int] = field(default_factory=list)
    sources: dict[str, Origin] = field(default_factory=dict)

    @property
    def roots(self) -> int:
        """Count the origins: the ends of the branches."""
        if not self.sources:
            return 1
        return sum(source.roots for source in self.sources.values()) + (1 if self.numbers else 0)


def board(
    units: Sequence[Unit], cards: dict[int, Card], links: dict[int, list[tuple[str, bool, int, str]]]
) -> tuple[list[Proposition], int]:
    """Lay out the propositions, in the order of the text, and count them all."""
    groups = _groups(units, links)
    found = []
    for numbers in groups:
        members = [cards[number] for number in numbers]
        if len(members) == 1 and not (members[0].style in _OFFICIAL and members[0].findings):
            continue
        found.append(_proposition(members, links))
    return found[:MOST_PROPOSITIONS], len(found)


def _groups(units: Sequence[Unit], links: dict[int, list[tuple[str, bool, int, str]]]) -> list[list[int]]:
    head = {unit.number: unit.number for unit in units}

    def top(number: int) -> int:
        while head[number] != number:
            head[number] = head[head[number]]
            number = head[number]
        return number

    for number, its in links.items():
        for kind, _, other, _ in its:
            if kind in _JOINS:
                first, second = sorted((top(number), top(other)))
                head[second] = first
    groups: dict[int, list[int]] = defaultdict(list)
    for unit in units:
        groups[top(unit.number)].append(unit.number)
    return list(groups.values())


def _proposition(members: list[Card], links: dict[int, list[tuple[str, bool, int, str]]]) -> Proposition:
    asserting = [card for card in members if _column(card, links) == "asserted"]
    first = (asserting or members)[0]
    row = Proposition(shortened(first.words, 2 * _MOST_WORDS))
    for card in members:
        column = _column(card, links)
        words = f"{card.verb} {card.words}" if column == "silent" and card.verb not in card.words else card.words
        row.cells[column].append(Cell(card.unit.number, card.speaker, shortened(words, _MOST_WORDS)))
        for finding in card.findings:
            if finding.style != "quiet":
                words = shortened(finding.why, _MOST_WORDS)
                row.cells["record"].append(Cell(card.unit.number, finding.verdict, words, finding.style))
    return row


def _column(card: Card, links: dict[int, list[tuple[str, bool, int, str]]]) -> str:
    stance = card.unit.claim.stance if card.unit.claim else ""
    outgoing = {kind for kind, out, _, _ in links.get(card.unit.number, ()) if out}
    if stance in SILENT:
        return "silent"
    if stance in DENIES or "denies" in outgoing:
        return "denied"
    if stance in ANSWERS or "answers" in outgoing:
        return "answered"
    return "asserted"


def origins(reading: Reading, cards: dict[int, Card]) -> Origin:
    """Make the tree of a report: the page, what reached it through whom, and where that began."""
    page = Origin(outlet_name(reading))
    for number, card in sorted(cards.items()):
        node = page
        for name in reversed(card.chain[:-1]):
            node = node.sources.setdefault(name, Origin(name))
        node.numbers.append(number)
    return page
