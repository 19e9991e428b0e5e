"""What a claim is tested against, and what a question finds about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from countermark.answers.base import Citations
from countermark.answers.claim_authority import without_group
from countermark.answers.claim_places import Places
from countermark.answers.claim_units import AUTHORITY_ROLES, Unit, arguments, dates_of
from countermark.answers.held import HeldList, held_lists
from countermark.ledger import View
from countermark.model.answer import Answer, Citation, Row
from countermark.model.dates import Interval, parse_interval
from countermark.reading.types import DateMention, Reading
from countermark.reference.claim_words import claimed_lists, excerpts
from countermark.reference.list_sources import list_source
from countermark.reference.listing_notices import Notice
from countermark.tables.listings import Fact, Listings
from countermark.tables.standing import covers

EVIDENCE_SHOWN = 12


@dataclass(frozen=True)
class Case:
    """A report and the ledger it is checked against.

    published: its day of publication, read or given. others: the other reports held. marked: component rows of the
    ledger that bear a text, with their place; None where there is no way to ask. answers: the answers given so far, by
    question and parameters, so that each is asked once; entries and ranked: what was read and ranked so far.
    """

    view: View
    listings: Listings
    reading: Reading
    published: str | None
    others: tuple[Reading, ...] = ()
    latest: date = date.max
    allow_stale: bool = False
    marked: Callable[[str], tuple[list[Row], list[Citation]]] | None = None
    citations: Citations = field(default_factory=Citations)
    answers: dict[str, Answer] = field(default_factory=dict)
    entries: dict[str, list[Fact]] = field(default_factory=dict)
    ranked: dict[tuple[object, ...], object] = field(default_factory=dict)

    @cached_property
    def places(self) -> Places:
        """Where things stand in the report."""
        return Places(self.reading)

    @cached_property
    def held(self) -> list[HeldList]:
        """The lists the ledger holds."""
        return held_lists(self.listings)

    def ask(self, key: str, question: Callable[[], Answer]) -> Answer:
        """Ask a question once, and keep its answer for the detail of the check."""
        if key not in self.answers:
            self.answers[key] = question()
        return self.answers[key]

    def entry(self, main: str) -> list[Fact]:
        """Give the statements of an entry, read once."""
        if main not in self.entries:
            self.entries[main] = self.listings.entry(main)
        return self.entries[main]

    def cite(self, answer: Answer, cites: Any) -> list[int]:
        """Bring citations of another answer into this one."""
        places = cites if isinstance(cites, list) else [cites]
        found = []
        for place in places:
            citation = answer.citations[place]
            if citation.original is not None:
                found.append(self.citations.cite(citation.original, citation.locator, citation.statement))
        return found

    def cite_notice(self, notice: Notice) -> int:
        """Cite an official notice of the reference tables."""
        citation = Citation(table="listing_notices", predicate=f"{notice.title}, {notice.date}", locator=notice.source)
        if citation not in self.citations.places:
            self.citations.places.append(citation)
        return self.citations.places.index(citation)


@dataclass(slots=True)
class Finding:
    """What a question says about a claim: its verdict in its own words, why, and what would change that.

    An empty verdict means that nothing was asked; `why` then says what is missing. `match`: how a party was found.
    """

    verdict: str
    why: str
    asked: dict[str, Any] = field(default_factory=dict)
    definition: str = ""
    would_change: str = ""
    candidates: list[Row] = field(default_factory=list)
    evidence: list[Row] = field(default_factory=list)
    cite: list[int] = field(default_factory=list)
    match: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """Which list a claim speaks of: its jurisdiction, the lists that can be meant, and those of them that are held."""

    jurisdiction: str | None
    lists: tuple[str, ...]
    held: tuple[HeldList, ...]

    @property
    def name(self) -> str:
        """Name what was asked for."""
        return f"{self.jurisdiction} lists ({', '.join(self.lists)})" if self.jurisdiction else "any list held"

    @property
    def wanted(self) -> tuple[str, ...]:
        """The lists to ask."""
        return tuple(dict.fromkeys(one.list for one in self.held))

    def missing(self, day: str) -> list[str]:
        """Name the lists that can be meant and are not held for a day: what is on none of the others may be on one."""
        covered = {one.list for one in self.held if covers(one.timeline, day)}
        wanted = [one for one in self.lists if one not in covered and one not in excerpts()]
        return wanted or ([] if self.lists else ["lists that the words do not name"])


def said_lists(case: Case, unit: Unit) -> Said:
    """Find which lists a claim means: by who lists, else by the words of its sentence; else all that are held."""
    text = case.reading.text
    whole = case.places.sentence(unit.span)
    sentence = whole.of(text)
    own = unit.event.span.of(text) if unit.event else unit.words
    owned = without_group(case.places, unit.event.span if unit.event else unit.span)
    rest = without_group(case.places, whole)
    authorities = [argument.span.of(text) for argument in arguments(unit.event, AUTHORITY_ROLES)]
    countries = [mention.country.upper() for mention in case.places.behind(arguments(unit.event, AUTHORITY_ROLES))]
    for said in (*authorities, *countries, _before_list_word(owned), _before_list_word(rest), owned, rest):
        jurisdiction, lists = claimed_lists(said, f"{own} {sentence}")
        if jurisdiction:
            return Said(jurisdiction, lists, tuple(one for one in case.held if one.list in lists))
    return Said(None, (), tuple(case.held))


def _before_list_word(words: str) -> str:
    """Give the words around the first word for sanctions: they name whose they are."""
    folded = words.casefold()
    places = [at for word in ("sanction", "blacklist", "entity list", "list") if (at := folded.find(word)) >= 0]
    at = min(places, default=-1)
    return words[max(0, at - 60) : at + 40] if at >= 0 else ""


def jurisdiction_of(held: HeldList) -> str:
    """Give whose list it is."""
    source = list_source(held.list, held.timeline[-1].part, held.via)
    return source.jurisdiction if source else ""


@dataclass(frozen=True, slots=True)
class Period:
    """A time that a claim gives, as a half-open interval of days; `open` where it goes on (`since 2018`)."""

    days: Interval
    value: str
    words: str
    open: bool = False


def period_of(found: DateMention, text: str) -> Period | None:
    """Read the value of a date as a period, or None while it has none."""
    value = found.value
    opened = value.endswith("/..")
    days = parse_interval(value.removesuffix("/..")) if value and not value.startswith("..") else None
    return Period(days, value, found.span.of(text), opened) if days else None


def periods(case: Case, unit: Unit) -> list[Period]:
    """Give the times that a claim states, in the order of the text."""
    found = [period_of(one, case.reading.text) for one in dates_of(unit, case.places)]
    return [one for one in found if one is not None]


def undated(case: Case, unit: Unit) -> list[str]:
    """Give the words for time that wait for a day of publication."""
    return [
        one.span.of(case.reading.text) for one in dates_of(unit, case.places) if one.needs_published and not one.value
    ]


def days_before(day: str, days: int) -> str:
    """Give the day so many days before a day."""
    return (date.fromisoformat(day) - timedelta(days=days)).isoformat()
