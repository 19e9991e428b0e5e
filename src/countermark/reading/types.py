"""What a report is read into. Spans are code points of the immutable text, end exclusive.

A claim is a fact about speech, never about the world. An event is in the world, and carries who says so: the outlet
(`reported`) or the speaker of the smallest claim around it (`claimed`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, Protocol

import msgspec

Form = Literal["direct", "indirect", "mixed"]
Status = Literal["reported", "claimed"]
Polarity = Literal["+", "-"]


class Span(msgspec.Struct, frozen=True, order=True):
    """A stretch of the text."""

    start: int
    end: int

    def covers(self, other: Span) -> bool:
        """Tell whether the other lies inside this one."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Tell whether the two share a character."""
        return self.start < other.end and other.start < self.end

    def of(self, text: str) -> str:
        """Give the words."""
        return text[self.start : self.end]


class Sentence(msgspec.Struct, frozen=True):
    """A sentence: its span, its paragraph (0-based), whether it is a heading, credit line or other line apart."""

    span: Span
    paragraph: int
    kind: Literal["prose", "heading", "label", "credit"] = "prose"


class Quotation(msgspec.Struct, frozen=True):
    """Words inside quotation marks, the marks included; `depth` 0 is outermost.

    `open_ended`: the paragraph ends without a closing mark and the next one re-opens the quotation.
    """

    span: Span
    depth: int = 0
    open_ended: bool = False


class Artifact(msgspec.Struct, frozen=True):
    """A mark that means nothing: a dangling quotation mark, a stray full stop, an empty label."""

    span: Span
    kind: str
    note: str = ""


class Mention(msgspec.Struct, frozen=True):
    """A span that points to an actor or a thing.

    `kind`: name, demonym, metonym, title, nominal, group, pronoun, acronym, document. `entity` is an id of the names
    given, or of the document's own cast (`doc:1`, actors the names do not hold); None stays unresolved. `how` names
    the rule that resolved it; `candidates` are entities that fit equally, never merged by machine.
    """

    span: Span
    kind: str
    entity: str | None = None
    caption: str = ""
    schema: str = ""
    how: str = ""
    role: str = ""
    country: str = ""
    candidates: tuple[str, ...] = ()


class Speaker(msgspec.Struct, frozen=True):
    """Who speaks: the words of the text (None where it names nobody), what they were resolved to, and how."""

    span: Span | None
    entity: str | None = None
    caption: str = ""
    how: str = ""
    candidates: tuple[str, ...] = ()


class Cue(msgspec.Struct, frozen=True):
    """The words that show that somebody speaks, and their entry in the lexicon."""

    span: Span
    lemma: str


class Hedge(msgspec.Struct, frozen=True):
    """Words that weaken or limit: `kind` is reportedly, so_called, may, appears, officially, not_yet, ..."""

    span: Span
    kind: str


class Claim(msgspec.Struct, frozen=True):
    """Somebody says something through a visible cue.

    `content` holds the pieces of what is said, in order; `parent` is the claim it is nested in. `factive`: the verb
    presents the content as a fact; that is the narrator's force, not evidence. `via` is the chain between speaker and
    reader. `translated`: its quotation marks may hold a back-translation. `precision` and `precision_n` are the
    measured precision of the rule.
    """

    id: str
    speaker: Speaker
    cue: Cue | None
    content: tuple[Span, ...]
    form: Form
    rule: str
    stance: str = "asserts"
    polarity: Polarity = "+"
    hedges: tuple[Hedge, ...] = ()
    addressee: Speaker | None = None
    via: tuple[Speaker, ...] = ()
    parent: str | None = None
    factive: bool = False
    standing: bool = False
    translated: bool = False
    precision: float | None = None
    precision_n: int | None = None


class DateMention(msgspec.Struct, frozen=True):
    """Words that give a time.

    `value` is in the manner of EDTF and is empty while the words wait for a publication date or an event; `symbol` is
    the rule that computes it (`published-1M`, `weekday:7`, `event:...`).
    """

    span: Span
    value: str
    precision: str
    symbol: str = ""
    needs_published: bool = False


class Argument(msgspec.Struct, frozen=True):
    """A part somebody or something has in an event; `mention` indexes the mentions of the reading."""

    role: str
    span: Span
    mention: int | None = None


class Event(msgspec.Struct, frozen=True):
    """A typed event or relation between mentions.

    `type`: meeting, visit, exercise, appointment, listing, delisting, supply, component_of, replaced, affiliation,
    ownership, position, purchase, invasion. `claim` is the smallest claim that contains its trigger.
    """

    type: str
    trigger: Span
    arguments: tuple[Argument, ...]
    status: Status
    rule: str
    span: Span
    claim: str | None = None
    polarity: Polarity = "+"
    hedges: tuple[Hedge, ...] = ()
    dates: tuple[int, ...] = ()


class Link(msgspec.Struct, frozen=True):
    """A link between two claims: denies, answers, in_tension, supports, same_words, continues, limits, ..."""

    type: str
    source: str
    target: str
    basis: str


class Reading(msgspec.Struct, frozen=True):
    """A report as read. `warnings` are sentences for the page (a translation, a missing date)."""

    text: str
    text_sha256: str
    sentences: tuple[Sentence, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    artifacts: tuple[Artifact, ...] = ()
    mentions: tuple[Mention, ...] = ()
    claims: tuple[Claim, ...] = ()
    events: tuple[Event, ...] = ()
    dates: tuple[DateMention, ...] = ()
    links: tuple[Link, ...] = ()
    credits: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    published: str | None = None
    outlet: str | None = None


class Found(msgspec.Struct, frozen=True):
    """A name found by the names given: where, and whose it may be (several entities can bear one name)."""

    span: Span
    entities: tuple[str, ...]


class Known(msgspec.Struct, frozen=True):
    """An entity of the names given."""

    entity: str
    caption: str
    schema: str
    country: str = ""


class Names(Protocol):
    """Names to look for: of the ledger, of reference tables. Built outside; reading takes it as it is."""

    def find(self, text: str) -> Iterable[Found]:
        """Find whole names, the longest at a place, in order."""
        ...

    def known(self, entity: str) -> Known:
        """Describe an entity that `find` gave."""
        ...

    def variants(self, name: str) -> tuple[str, ...]:
        """Give the entities whose name is a spelling variant of this one (`Volodimir Zelenskiy`)."""
        ...
