"""Who holds which post: out of the roles beside names, and out of the names of posts in a body.

A `position` is what a name is called; an `affiliation` ties somebody to a body (`the firm's former director, X`;
`X, head of Y`). The posts of states are positions alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from countermark.reading.claim_cover import ClaimAt
from countermark.reading.event_parts import Clause, make_event
from countermark.reading.terms import Words, pack
from countermark.reading.types import Argument, Event, Mention, Span

_OF: Final = frozenset({"of", "at", "for", "with"})
_ITS: Final = frozenset({"its", "their", "whose"})
_ARTICLES: Final = frozenset({"the", "a", "an", "then"})
_NO_BODY: Final = frozenset({"Country", "Document", "Event", "Jurisdiction"})
_NAMED: Final = frozenset({"name", "acronym"})


def positions(mentions: tuple[Mention, ...], claim_at: ClaimAt, words: Words) -> list[Event]:
    """Read who holds which position out of the roles beside names; each once."""
    told: set[tuple[str, str, str]] = set()
    events = []
    for number, mention in enumerate(mentions):
        if mention.kind != "name" or not mention.role or not mention.entity or mention.schema != "Person":
            continue
        key = (mention.entity, mention.role, mention.country)
        if key in told:
            continue
        told.add(key)
        arguments = [Argument("holder", mention.span, number)]
        for other in range(max(number - 3, 0), number):
            near = mentions[other]
            beside = words.at(mention.span.start) - words.at(near.span.end - 1) <= 6
            if beside and near.country and near.country == mention.country and near.kind in {"demonym", "acronym"}:
                arguments.append(Argument("country", near.span, other))
        rule = f"position: {mention.role}"
        events.append(make_event("position", mention.span, arguments, rule, claim_at(mention.span)))
    return events


def affiliations(clauses: Iterable[Clause], claim_at: ClaimAt) -> list[Event]:
    """Read who holds a post in which body, or holds one while the body is not told there; each pair once."""
    told: set[tuple[str, str]] = set()
    events = []
    for clause in clauses:
        posts = clause.lexicon["posts"]
        for at in range(clause.first, clause.last):
            if clause.words.lows[at] not in posts:
                continue
            found = _Post(clause, at)
            if not found.tells:
                continue
            key = (found.key(found.member), found.key(found.body))
            if all(key) and key in told:
                continue
            told.add(key)
            kind = "ownership" if found.owns else "affiliation"
            rule = f"{kind}: a post"
            events.append(make_event(kind, found.trigger, found.arguments(), rule, claim_at(found.trigger)))
    return events


class _Post:
    """The name of a post, with who holds it and where."""

    def __init__(self, clause: Clause, at: int) -> None:
        self.clause = clause
        words, lexicon = clause.words, clause.lexicon
        self.first, self.last = at, at + 1
        if at + 1 < clause.last and words.lows[at] == "executive" and words.lows[at + 1] in {"officer", "director"}:
            self.last += 1
        while (
            self.first > clause.first
            and words.lows[self.first - 1] in lexicon["post_before"]
            and not words.gaps[self.first]
        ):
            self.first -= 1
        self.trigger = Span(words.starts[self.first], words.ends[self.last - 1])
        self._behind = self.last
        self.owns = words.lows[at] in lexicon["owner_posts"]
        self.state = False
        self.named_only = False
        self.body = self._body()
        self.member = self._member()

    @property
    def tells(self) -> bool:
        """Whether somebody is tied to a body, or a name to a post in a body not told."""
        bare = self.clause.words.lows[self.first : self.last]
        if self.state or bare == ["executive"] or (bare[0] == "executive" and len(bare) == 1):
            return False
        if bare == ["head"] and self._behind == self.last:
            return False
        if self.body is not None:
            named = self.member is not None and self.clause.actor(self.member).kind in _NAMED
            if self.owns and (self.clause.actor(self.body).schema == "Person" or not named):
                return False
            return named or (not self._of_more() and self.member is not None and not self.named_only)
        return self.member is not None and self._inside_firm(bare)

    def _of_more(self) -> bool:
        """Tell whether the post is the first part of another noun: `the firm's employee benefits`."""
        clause, at, small = self.clause, self.last, pack().words
        if at >= clause.last or clause.words.gaps[at]:
            return False
        known = small["preposition"] | small["conjunction"] | small["verb_after"] | clause.lexicon["being"]
        return clause.words.lows[at] not in known | {"who", "that", "had", "has", "have", "will", "would", "'s"}

    def _inside_firm(self, bare: list[str]) -> bool:
        article = self.first > self.clause.first and self.clause.words.lows[self.first - 1] in _ARTICLES
        named = self.member is not None and self.clause.actor(self.member).kind in _NAMED
        return (
            named and article and bool({"director", "manager", "ceo"} & set(bare) or bare[:2] == ["chief", "executive"])
        )

    def key(self, number: int | None) -> str:
        """Give who a mention is."""
        return (self.clause.actor(number).entity or "") if number is not None else ""

    def arguments(self) -> list[Argument]:
        """Give the member and the body."""
        roles = ("owner", "owned") if self.owns else ("member", "organisation")
        pairs = zip(roles, (self.member, self.body), strict=True)
        return [Argument(role, self.clause.actor(one).span, one) for role, one in pairs if one is not None]

    def _body(self) -> int | None:
        clause, words = self.clause, self.clause.words
        before = self.first - 1
        inner = clause.mentioned(words.starts[max(self.first - 8, clause.first)], words.starts[self.first])
        if before >= clause.first and not words.gaps[self.first]:
            owns = words.lows[before] in _ITS or words.lows[before] == "'s"
            end = words.starts[before] if words.lows[before] == "'s" else words.ends[before]
            for number, mention in inner:
                ends = mention.span.end in {end, words.ends[before]}
                if not ends or mention.schema == "Person":
                    continue
                beside = mention.kind in _NAMED and mention.schema != "Place"
                self.named_only = not owns
                if owns or beside or mention.kind == "demonym":
                    if mention.schema in _NO_BODY and words.lows[before] not in _ITS:
                        self.state = True
                        return None
                    return number
        if self.last < clause.last and words.lows[self.last] in _OF and not words.gaps[self.last]:
            for number, first, last in clause.mentions:
                if first in {self.last + 1, self.last + 2} and not words.gaps[first]:
                    mention = clause.actor(number)
                    if mention.schema in _NO_BODY:
                        self.state = True
                        return None
                    if (
                        mention.kind in {"pronoun", "demonym"}
                        or words.text[mention.span.end : mention.span.end + 1] == "-"
                    ):
                        return None
                    self._behind = last
                    return number
        return None

    def _member(self) -> int | None:
        clause, words = self.clause, self.clause.words
        for at in {self.last, self._behind}:
            for number, first, _ in clause.mentions:
                if first in {at, at + 1} and self._person(number) and first < clause.last:
                    told = at == self.last and first == at and not words.gaps[first]
                    dr = first == at + 1 and words.lows[at] in {"dr", "mr", "ms", "mrs", "prof", "professor"}
                    if (told and self._behind == self.last) or ("," in words.gaps[at] and (first == at or dr)):
                        return number
        start = self.first
        while start > clause.first and start > self.first - 8:
            ended = [one[0] for one in clause.mentions if one[2] == start and self._person(one[0])]
            if ended and "," in words.gaps[start]:
                return ended[0]
            being = words.lows[start - 1] in {"is", "was"} and not words.gaps[start]
            joined = [one[0] for one in clause.mentions if one[2] == start - 1 and self._person(one[0])]
            if being and joined and start >= self.first - 1:
                return joined[0]
            if words.gaps[start]:
                break
            start -= 1
        covering = [
            number
            for number, mention in clause.mentioned(words.starts[max(self.first - 6, clause.first)], self.trigger.end)
            if mention.span.end >= self.trigger.end
            and mention.span.start <= self.trigger.start
            and mention.kind in {"title", "nominal", "group"}
        ]
        return covering[0] if covering else None

    def _person(self, number: int) -> bool:
        mention = self.clause.actor(number)
        return mention.schema == "Person" and mention.kind in _NAMED
