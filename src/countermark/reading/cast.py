"""The cast of a document: who is named in it, by which names, in which roles.

1. A short form (`Li`) points to a full name only after that name has stood, and only if it is the only one that fits.
2. Actors that the names given do not hold are the document's own: `doc:1`, `doc:2`, in order.
3. A different person with the same surname is a different member, always.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from countermark.reading.spelling import folded_parts, same_name, same_surname
from countermark.reading.terms import fits

PERSON: Final = "Person"
_MOST_ALIKE: Final = 200
GROUPS: Final = {"Organization", "Company", "PublicBody", "LegalEntity"}


@dataclass(slots=True)
class Member:
    """Somebody or something of the document; `roles` holds (place, role, country) as they are told."""

    entity: str
    caption: str
    schema: str
    country: str = ""
    parts: tuple[str, ...] = ()
    first: int = 0
    gender: str = ""
    roles: list[tuple[int, str, str]] = field(default_factory=list)
    nouns: set[str] = field(default_factory=set)
    candidates: tuple[str, ...] = ()
    named: bool = True
    plural: bool = False

    def holds(self, asked: str, country: str = "") -> bool:
        """Tell whether a title may mean this member."""
        return any(fits(asked, role) and (not country or not of or of == country) for _, role, of in self.roles)


class Cast:
    """The members of a document."""

    def __init__(self) -> None:
        """Start with nobody."""
        self.members: dict[str, Member] = {}
        self._by_parts: dict[tuple[str, ...], Member] = {}
        self._by_part: dict[str, list[Member]] = {}
        self._by_initial: dict[str, list[Member]] = {}
        self._by_surname: dict[str, list[Member]] = {}
        self._own = 0

    def add(self, name: str, *, entity: str = "", caption: str = "", schema: str, country: str = "", at: int) -> Member:
        """Take a member in, or give the one that bears the entity already; without an entity it is the document's."""
        if entity and (known := self.members.get(entity)) is not None:
            self._bind(known, folded_parts(name))
            return known
        if not entity:
            self._own += 1
            entity = f"doc:{self._own}"
        member = Member(entity, caption or name, schema, country, folded_parts(name), at)
        self.members[entity] = member
        self._bind(member, member.parts)
        return member

    def _bind(self, member: Member, parts: tuple[str, ...]) -> None:
        if not parts:
            return
        self._by_parts.setdefault(parts, member)
        ends = {parts[0], parts[-1]} if len(parts) > 1 else {parts[0]}
        if member.schema == PERSON and len(parts) > 2:
            ends.add(parts[-2] if len(parts[-2]) > 3 else parts[-1])
        for part in ends:
            some = self._by_part.setdefault(part, [])
            if member not in some:
                some.append(member)
        if member.schema == PERSON:
            some = self._by_initial.setdefault(parts[0][:1], [])
            if member not in some:
                some.append(member)
            if len(member.parts) > 1:
                alike = self._by_surname.setdefault(member.parts[-1][:1], [])
                if not alike or alike[-1] is not member:
                    alike.append(member)

    def alias(self, member: Member, name: str) -> None:
        """Give a member another name, such as the short form in brackets behind its full name."""
        parts = folded_parts(name)
        if parts:
            self._by_parts[parts] = member

    def full(self, name: str) -> Member | None:
        """Find the member with this full name, or with a spelling variant of it where it is a person's."""
        parts = folded_parts(name)
        if (known := self._by_parts.get(parts)) is not None:
            return known
        if len(parts) < 2:
            return None
        fitting = [
            member
            for member in self._by_initial.get(parts[0][:1], ())
            if len(member.parts) > 1 and same_name(parts, member.parts)
        ]
        return fitting[0] if len(fitting) == 1 else None

    def begun(self, name: str) -> Member | None:
        """Find the one organisation whose name begins with these two words or more (`Al Zahra` of `Al Zahra Pumps`)."""
        parts = folded_parts(name)
        if len(parts) < 2:
            return None
        fitting = [
            member
            for member in self._by_part.get(parts[0], ())
            if member.schema in GROUPS and member.schema != "PublicBody" and member.parts[: len(parts)] == parts
        ]
        return fitting[0] if len(fitting) == 1 else None

    def short(self, name: str, *, person: bool | None = None) -> list[Member]:
        """Give the members that a short form may mean: its first or last name, a firm's first word."""
        parts = folded_parts(name)
        if len(parts) != 1:
            return []
        if (known := self._by_parts.get(parts)) is not None:
            return [known]
        fitting = self._by_part.get(parts[0], []) or self._spelt(parts[0])
        if person is not None:
            fitting = [one for one in fitting if (one.schema == PERSON) == person]
        return fitting

    def _spelt(self, part: str) -> list[Member]:
        """Give the persons whose surname is another spelling of a word."""
        alike = self._by_surname.get(part[:1], [])
        return [member for member in alike[-_MOST_ALIKE:] if same_surname(part, member.parts[-1])]
