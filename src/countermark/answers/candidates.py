"""Which additions to a list fit a description? Ranked, each with its reasons; always candidates.

1. Country: from what the list says of the entry (country, citizenship, identifiers, addresses of files beside it), else
   from place words in its names. 2. Trade: words for the trade described, in its names. 3. Links: the entry is linked,
   by the list, to somebody the sentence names. 4. Time: what was added before the window is shown as excluded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from countermark.answers.claim_authority import group_countries
from countermark.answers.claim_case import Case
from countermark.answers.claim_units import LISTED_ROLES, Unit, arguments
from countermark.model.answer import Answer, Row, six_digits
from countermark.names.keys import exact_key
from countermark.reading.types import Mention, Span
from countermark.reference.claim_words import GroupLink, countries_in_name, groups_said, trades_said
from countermark.reference.countries import country_code, country_name
from countermark.tables.listings import Fact

# Hong Kong and Macau firms are spoken of as Chinese.
TOGETHER = {"cn": ("cn", "hk", "mo")}
_COUNTRY_PROPS = {"country", "mainCountry", "jurisdiction", "citizenship", "nationality"}
_NAME_PROPS = {"name", "alias", "weakAlias", "previousName"}
_IDENTIFIER_COUNTRY = {"uscCode": "cn", "innCode": "ru", "ogrnCode": "ru", "kppCode": "ru"}
_WEIGHTS = {"country": 0.3, "place": 0.2, "trade": 0.3, "link": 0.3, "window": 0.1}
_UNNAMED = {"nominal", "group"}
_FIRMS = ("compan", "firm", "entit", "reseller", "trader", "broker", "distributor", "manufactur", "supplier", "maker",
          "provider", "operator", "bank", "corporation", "institute", "group")  # fmt: skip
_LONGEST_NAMED: Final = 60  # of a sentence that stands for a description in an answer


@dataclass(frozen=True, slots=True)
class Description:
    """What a report says of those it does not name.

    firms: it speaks of companies, so people do not fit. by_trade: all of them are described by a trade.
    """

    words: str
    countries: tuple[str, ...]
    trades: tuple[tuple[str, str, re.Pattern[str]], ...]
    groups: tuple[GroupLink, ...]
    named: tuple[str, ...]
    firms: bool
    by_trade: bool = False

    @property
    def unnamed(self) -> bool:
        """Whether somebody is described by more than a country."""
        return bool(self.trades or self.groups)


def describe(case: Case, unit: Unit) -> Description:
    """Gather what the sentence says of the parties added."""
    reading = case.reading
    sentence = case.places.sentence(unit.span)
    span = Span(min(sentence.start, unit.span.start), max(sentence.end, unit.span.end))
    words = span.of(reading.text)
    listed = arguments(unit.event, LISTED_ROLES)
    mentions = case.places.behind(listed)
    said = [argument.span.of(reading.text) for argument in listed]
    countries = _countries(case, mentions, said, span)
    about = " ".join(said) if said else words
    return Description(
        words=said[0] if said else words if len(words) <= _LONGEST_NAMED else "",
        countries=tuple(dict.fromkeys(near for code in countries for near in TOGETHER.get(code, (code,)))),
        trades=tuple(trades_said(words)),
        groups=tuple(groups_said(words)),
        named=tuple(
            mention.caption or mention.span.of(reading.text)
            for mention in case.places.mentions([span])
            if mention.kind in {"name", "acronym"} and mention.schema not in {"Country", "Jurisdiction"}
        ),
        firms=any(word in about.casefold() for word in _FIRMS),
        by_trade=bool(said) and bool(trades_said(said[0])),
    )


def _countries(case: Case, mentions: Iterable[Mention], said: Iterable[str], span: Span) -> list[str]:
    """Give the countries of those listed: of their mentions, else of the words that describe them."""
    found = [mention.country.lower() for mention in mentions if mention.country]
    if not found:
        inside = [place for text in said for place in _country_words(text)]
        found = inside or [
            mention.country.lower()
            for mention in group_countries(case.places, span)
            if mention.kind != "demonym" or mention.country.upper() not in {"US", "GB", "EU"}
        ]
    return list(dict.fromkeys(found))


def _country_words(text: str) -> list[str]:
    words = text.replace(",", " ").split()
    runs = [" ".join(words[at : at + size]) for size in (2, 1) for at in range(len(words) - size + 1)]
    by_name = [code for run in runs if len(run) > 2 and (code := country_code(run))]
    return by_name or [code for code, _ in countries_in_name(text)]


@dataclass
class Shown:
    """An addition that `changes` shows, and how it fits."""

    found: Row
    answer: Answer
    excluded: str | None
    reasons: list[str] = field(default_factory=list)
    score: float = 0.0
    fits: bool = False
    candidate: bool = False
    cite: list[int] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)

    @property
    def entity(self) -> str:
        """The entry's id."""
        return str(self.found["entity"])

    @property
    def caption(self) -> str:
        """The entry's name."""
        return str(self.found["caption"])

    @property
    def seen(self) -> str:
        """The day of the first snapshot that has it."""
        return str(self.found["seen"])[:10]

    @cached_property
    def names(self) -> list[str]:
        """Every name the list has for it, whenever it was given."""
        given = [fact.value for fact in self.facts if fact.entity == self.entity and fact.prop in _NAME_PROPS]
        return list(dict.fromkeys((self.caption, *given)))

    def row(self) -> Row:
        """Give it as a candidate."""
        return {
            "entity": self.entity,
            "caption": self.caption,
            "list": self.answer.parameters["list"],
            "listed": self.seen,
            "score": six_digits(self.score),
            "reasons": self.reasons,
            "excluded": self.excluded,
        }

    def evidence(self) -> Row:
        """Give it as a row of evidence."""
        programmes = self.found["properties"].get("Sanction.program", {}).get("added", [])
        return {
            "list": self.answer.parameters["list"],
            "entity": self.entity,
            "caption": self.caption,
            "programme": ", ".join(programmes) or None,
            "listed_from": self.seen,
            "basis": "; ".join(self.reasons),
            "source_id": self.found["source_id"],
        }


def rank(case: Case, additions: list[Shown], described: Description) -> list[Shown]:
    """Score additions against a description; best first, then by day and id."""
    for one in additions:
        if described.firms and "firstName" in one.found["properties"]:
            continue
        one.facts = case.entry(one.entity)
        _score(one, described)
        if one.fits or one.candidate:
            one.cite = case.cite(one.answer, one.found["cite"])
    return sorted(additions, key=lambda one: (-one.score, one.seen, one.entity))


def _score(one: Shown, described: Description) -> None:
    person = any(fact.schema == "Person" for fact in one.facts)
    vessel = any(fact.schema in {"Vessel", "Airplane"} for fact in one.facts)
    kind_fits = not (described.firms and (person or vessel))
    country = _by_country(one, described)
    trade = _by_trade(one, described)
    link = _by_link(one, described)
    if one.excluded is None:
        one.reasons.append(f"added {one.seen}, inside the window")
        one.score += _WEIGHTS["window"]
    else:
        one.reasons.append(f"added {one.seen}")
        one.excluded = f"{one.excluded}: first shown {one.seen}"
    country_fits = country or not described.countries
    one.fits = kind_fits and country_fits
    one.candidate = kind_fits and country_fits and (trade or link)


def countries_of(facts: Iterable[Fact]) -> dict[str, Fact]:
    """Give the countries that a list, or a file beside it, has for an entry, each with the statement that says so."""
    found: dict[str, Fact] = {}
    for fact in facts:
        if fact.entity == fact.main:
            code = fact.value.lower() if fact.prop in _COUNTRY_PROPS else _IDENTIFIER_COUNTRY.get(fact.prop, "")
            if code:
                found.setdefault(code, fact)
    return found


def _by_country(one: Shown, described: Description) -> bool:
    for code, fact in countries_of(one.facts).items():
        if code in described.countries:
            later = "" if fact.spans[0].seen_from[:10] <= one.seen else f" of {fact.spans[0].seen_from[:10]}"
            what = fact.prop if fact.prop in _COUNTRY_PROPS else f"identifier {fact.prop}"
            one.reasons.append(f"country {country_name(code.upper()) or code}: {what}, file {fact.part}{later}")
            one.score += _WEIGHTS["country"]
            return True
    for name in one.names:
        for code, word in countries_in_name(name):
            if code in described.countries:
                one.reasons.append(f"country {country_name(code.upper()) or code}: the word {word} in its name")
                one.score += _WEIGHTS["place"]
                return True
    return False


def _by_trade(one: Shown, described: Description) -> bool:
    for trade, said, pattern in described.trades:
        for name in one.names:
            found = pattern.search(name)
            if found:
                one.reasons.append(f"trade {trade}: {said!r} in the report, {found[0]} in its name")
                one.score += _WEIGHTS["trade"]
                return True
    return False


def _by_link(one: Shown, described: Description) -> bool:
    linked = [fact.value for fact in one.facts if fact.entity != one.entity and fact.prop == "name"]
    for name in linked:
        for group in described.groups:
            if group.linked.search(name):
                read = "" if group.verified == "yes" else "; source not read by us"
                one.reasons.append(f"linked by the list to {name}: {group.why} ({group.source}{read})")
                one.score += _WEIGHTS["link"]
                return True
        for said in described.named:
            if len(said) > 3 and set(exact_key(said).split()) <= set(exact_key(name).split()):
                one.reasons.append(f"linked by the list to {name}, whom the sentence names")
                one.score += _WEIGHTS["link"]
                return True
    return False
