"""What every sanctions list shares: entries said as values of FollowTheMoney properties, and counts that reconcile.

1. An entry is what a publisher lists as one: a person, firm, vessel. All it says becomes values (`Said`) of the party,
   of its `Sanction`, and of edges to others; nothing the file holds is left unread without being counted and named.
2. A value is the publisher's text. Where it is brought into a form (a country code, an ISO date), `original` keeps the
   text as written.
3. Every unit read (a row, an element) is stored, quarantined or dropped for a reason:
   `read = stored + quarantined + dropped`.
4. A file that is torn, truncated or malformed raises FormatError with the place (byte or line). With `recover` a parser
   gives what can be read and says in `report.partial` why that is not the whole.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple, Protocol

from countermark.model.dates import day_text
from countermark.model.ontology import BASE, is_known
from countermark.reference.countries import country_code
from countermark.sources.base import Issue

MAX_ISSUES: Final = 1_000


class Said(NamedTuple):
    """One value of one property of one entity, as the list gives it; `original` where it was brought into form."""

    entity: str
    schema: str
    prop: str
    value: str
    lang: str | None = None
    original: str | None = None


class Stream(NamedTuple):
    """One series of snapshots: the list it shows, the part of it, and who republishes it (empty: the authority itself).

    whole: a snapshot names every entry of the list; without it (aliases, addresses, comments, extracts) an entry that
    is missing says nothing about its listing.
    """

    list: str
    part: str
    via: str = ""
    whole: bool = True


@dataclass(slots=True)
class ListEntry:
    """What one entry of a list says, or one row of it where an entry has several: those share their `source_id`.

    source_id: the publisher's own id of the entry; unique within the stream.
    row: counts entries or rows of the file from 1; `place` is for a person (`line 12`, `element 3 at byte 1204`).
    said: every entity in it is of this entry alone, so give edges and sanctions ids that begin with the party's.
    main: the entity that is listed; its base statement in a whole stream is what being listed means here.
    """

    stream: Stream
    source_id: str
    row: int
    place: str
    said: list[Said]
    main: str


@dataclass(frozen=True, slots=True)
class ListFile:
    """A list as bytes on the disk, unpacked, with the name it came under and its first 64 KiB."""

    path: Path
    name: str
    head: bytes


@dataclass(slots=True)
class ListReport:
    """What became of a list file, counted while it is read.

    published: day or time of publication the file itself states (ISO), if any.
    newest: the latest day of a decision that the file holds (ISO), where a list grows by decisions.
    partial: why what was read is not the whole, or empty.
    unknown: columns or elements the parser does not know, with how often each occurred.
    """

    read: int = 0
    stored: int = 0
    quarantined: int = 0
    dropped_reasons: Counter[str] = field(default_factory=Counter)
    issues: list[Issue] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)
    decisions: dict[str, str] = field(default_factory=dict)
    published: str | None = None
    newest: str | None = None
    partial: str = ""
    more_issues: int = 0

    @property
    def dropped(self) -> int:
        """Units that were left out for a reason."""
        return self.dropped_reasons.total()

    @property
    def reconciles(self) -> bool:
        """Tell whether every unit read is accounted for."""
        return self.read == self.stored + self.quarantined + self.dropped

    @property
    def warnings(self) -> list[str]:
        """Say what the parser did not know."""
        return [f"unknown {what}: {count} times, not read" for what, count in sorted(self.unknown.items())]

    def issue(self, row: int, place: str, *, raw: str, reason: str, code: str = "odd value") -> None:
        """Record one thing wrong with one unit; after a thousand they are only counted."""
        if len(self.issues) < MAX_ISSUES:
            self.issues.append(Issue(row, place, raw[:500], reason, code))
        else:
            self.more_issues += 1


class ListParser(Protocol):
    """Reads one official format into entries."""

    @property
    def kind(self) -> str:
        """The word that `--as` takes; the list's own name where the format has one list."""

    @property
    def version(self) -> str:
        """Changes when the same bytes would give other values."""

    @property
    def streams(self) -> tuple[Stream, ...]:
        """Every stream a file of this format can hold."""

    def recognises(self, file: ListFile) -> bool:
        """Tell by name and first bytes whether a file is of this format."""

    def parse(self, file: ListFile, report: ListReport, *, recover: bool = False) -> Iterator[ListEntry]:
        """Give the entries, recording counts, issues and the stated day of publication in `report`.

        Raises:
            FormatError: a file that is torn, truncated or malformed, naming the byte or line, and `recover` is not set.
        """


def short_hash(*parts: str) -> str:
    """Hash texts to twelve hexadecimal digits, for ids of things a list gives no id."""
    return hashlib.sha1("\x1f".join(parts).encode(), usedforsecurity=False).hexdigest()[:12]


class Party:
    """Builds the values of one entry; each distinct value once, in the order given.

    The first value of every entity is its base statement (`id`): it says that the entity is there.
    """

    __slots__ = ("_seen", "id", "said", "sanction_id", "schema")

    def __init__(self, entity: str, schema: str) -> None:
        self.id = entity
        self.schema = schema
        self.sanction_id = f"{entity}-sanction"
        self.said: list[Said] = []
        self._seen: set[tuple[str, str, str, str | None]] = set()
        self.other(entity, schema, BASE, entity)

    def other(
        self,
        entity: str,
        schema: str,
        prop: str,
        value: str | None,
        *,
        lang: str | None = None,
        original: str | None = None,
    ) -> None:
        """Say a value of any entity of this entry; empty ones are left out."""
        text = value.strip() if value else ""
        if not text:
            return
        key = (entity, prop, text, lang)
        if key in self._seen:
            return
        self._seen.add(key)
        if original is not None and original == text:
            original = None
        self.said.append(Said(entity, schema, prop, text, lang, original))

    def add(self, prop: str, value: str | None, *, lang: str | None = None, original: str | None = None) -> None:
        """Say a value of the party; one its schema has no property for is kept as a note with its label."""
        if value and value.strip() and not is_known(self.schema, prop):
            self.other(self.id, self.schema, "notes", f"{prop}: {value.strip()}")
            return
        self.other(self.id, self.schema, prop, value, lang=lang, original=original)

    def note(self, label: str, value: str | None) -> None:
        """Keep what no property takes, under the publisher's label."""
        if value and value.strip():
            self.other(self.id, self.schema, "notes", f"{label}: {value.strip()}" if label else value.strip())

    def country(self, prop: str, text: str | None) -> None:
        """Say a country by its code where its name is known; else as the list writes it."""
        if text and text.strip():
            code = country_code(text)
            self.add(prop, code or text, original=text.strip())

    def date(self, prop: str, text: str | None) -> None:
        """Say a date in ISO form as precise as it is written; one nobody understands stays as it is written."""
        if text and text.strip():
            self.add(prop, day_text(text) or text, original=text.strip())

    def sanction(self, prop: str, value: str | None, *, original: str | None = None, lang: str | None = None) -> None:
        """Say a value of the listing itself: programme, legal basis (`provisions`), reason, dates, own id."""
        if value and value.strip():
            self.other(self.sanction_id, "Sanction", BASE, self.sanction_id)
            self.other(self.sanction_id, "Sanction", "entity", self.id)
            self.other(self.sanction_id, "Sanction", prop, value, original=original, lang=lang)

    def sanction_date(self, prop: str, text: str | None) -> None:
        """Say a date of the listing: `listingDate`, `startDate`, `endDate`, `modifiedAt`."""
        if text and text.strip():
            self.sanction(prop, day_text(text) or text, original=text.strip())

    def edge(self, schema: str, *, source: str, target: str, role: str = "", **more: str | None) -> str:
        """Say a relation between two entities (UnknownLink, Ownership, Family, Directorship ...); give its id."""
        ends = EDGES[schema]
        entity = f"{self.id}-{short_hash(schema, source, target, role)}"
        self.other(entity, schema, BASE, entity)
        self.other(entity, schema, ends[0], source)
        self.other(entity, schema, ends[1], target)
        self.other(entity, schema, ends[2], role)
        for prop, value in more.items():
            self.other(entity, schema, prop, value)
        return entity

    def named(self, name: str, *, schema: str = "LegalEntity") -> str:
        """Make an entity known only by its name, the far end of a relation; give its id.

        It belongs to this entry; whether the name is that of an entry of the list is told later.
        """
        entity = f"{self.id}-named-{short_hash(name)}"
        self.other(entity, schema, BASE, entity)
        self.other(entity, schema, "name", name)
        return entity


EDGES: Final[dict[str, tuple[str, str, str]]] = {
    "UnknownLink": ("subject", "object", "role"),
    "Ownership": ("owner", "asset", "role"),
    "Directorship": ("director", "organization", "role"),
    "Employment": ("employee", "employer", "role"),
    "Membership": ("member", "organization", "role"),
    "Family": ("person", "relative", "relationship"),
    "Associate": ("person", "associate", "relationship"),
    "Representation": ("agent", "client", "role"),
    "Succession": ("predecessor", "successor", "role"),
}
