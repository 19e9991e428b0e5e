"""Titles: before a name its role, alone a phrase that points to whoever holds the office.

A bare title joined to another title before a name (`President and Defence Minister NAME`) is an office whose bearer is
not named, where both are offices of state.
"""

from __future__ import annotations

from typing import Final

from countermark.reading.around import Around, Phrase, Role, points_to, stands_alone, title_at
from countermark.reading.terms import Title, pack

_STATE: Final = frozenset({"state", "military"})
_OURS: Final = frozenset({"our", "my", "your"})


def read_title(around: Around, at: int, title: Title, phrases: list[Phrase], roles: list[Role]) -> int:
    """Read a title as the role of a name or as a phrase; gives the word to go on with."""
    words = around.words
    last = at + len(title.words)
    first, article, country = around.start(at)
    name = _name_at(around, last)
    if name >= 0 and around.spots[name].schema != "Place":
        roles.append(Role(name, title.role, country, title.gender, words.starts[at]))
        return last
    if not title.role:
        return last
    if last + 1 < len(words) and words.lows[last] == "and" and words.gaps[last] == "":
        other = title_at(around, last + 1)
        if other is not None:
            behind = last + 1 + len(other.words)
            name = _name_at(around, behind)
            if name >= 0 and other.role:
                roles.append(Role(name, other.role, country, other.gender, words.starts[last + 1]))
                if title.sphere in _STATE and other.sphere in _STATE and title.sphere == other.sphere:
                    phrases.append(
                        Phrase(
                            first,
                            last,
                            at,
                            "title",
                            "Person",
                            title.role,
                            country,
                            "back",
                            title.gender,
                            how="a title whose bearer is not named",
                        )
                    )
                else:
                    roles.append(Role(name, title.role, country, title.gender, words.starts[at]))
                return behind
    of, end = around.country_behind(last)
    country = country or of
    points = "back" if article in _OURS else points_to(article, around, first, at)
    if title.words[-1] in pack().words["loose_title"] and not stands_alone(around, last):
        return last
    if not article and not country and points != "back":
        if not (at > 0 and words.gaps[at] == "," and around.over[at - 1] >= 0) and first == at:
            return last
        points = "new"
    elif not article:
        points = "back"
    kind = "nominal" if points == "new" else "title"
    phrases.append(Phrase(first, max(last, end), at, kind, "Person", title.role, country, points, title.gender))
    return last


def _name_at(around: Around, at: int, *, gaps: tuple[str, ...] = ("", ".")) -> int:
    """Give the number of the name that begins at a word, or -1."""
    words = around.words
    if at >= len(words) or around.over[at] < 0 or words.gaps[at] not in gaps:
        return -1
    spot = around.spots[around.over[at]]
    named = spot.first == at and spot.kind in {"name", "acronym"} and spot.schema in {"Person", "Thing", "Place"}
    return around.over[at] if named else -1
