"""Titles, nouns and pronouns that point to actors without naming them, and the roles that stand beside names.

1. A title before a name (`Serbian Defence Minister NAME`) or behind it (`NAME, the Serbian minister`) is its role.
2. A bare title joined to another title before a name (`President and Defence Minister NAME`) is an office whose bearer
   is not named, where both are offices of state.
3. A noun phrase keeps its article: `a ministry official` brings somebody new, `the official` points back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from countermark.reading.spotting import Spot
from countermark.reading.terms import Pack, Title, Words, pack

_ADJECTIVAL: Final = (
    "ian",
    "ese",
    "ish",
    "al",
    "ic",
    "ive",
    "ous",
    "ary",
    "made",
    "based",
    "owned",
    "backed",
    "linked",
    "run",
)
_STATE: Final = frozenset({"state", "military"})
_PRONOUNS: Final = {
    "he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f",
    "they": "p", "them": "p", "their": "p", "themselves": "p", "it": "n", "its": "n", "itself": "n",
    "we": "1", "us": "1", "our": "1", "ours": "1", "i": "1", "my": "1", "me": "1",
}  # fmt: skip
_LONGEST_PHRASE: Final = 7
_LONGEST_POST: Final = 7
_OURS: Final = frozenset({"our", "my", "your"})
_POSTED: Final = frozenset({"to", "in", "at", "for", "of"})
_SCHEMA: Final = {
    "person": "Person",
    "organisation": "Organization",
    "state": "Country",
    "document": "Document",
    "mass_document": "Document",
}


@dataclass(slots=True)
class Phrase:
    """A phrase of the words `first` to `last` about its `head`; `points`: back (definite), new, kind (bare plural)."""

    first: int
    last: int
    head: int
    kind: str
    schema: str
    role: str
    country: str = ""
    points: str = "back"
    gender: str = ""
    target: int = -1
    how: str = ""


@dataclass(slots=True)
class Role:
    """A role told of a name: the name's number among the spots, the role, its country, and a gender or nothing."""

    spot: int
    role: str
    country: str
    gender: str
    place: int


class Around:
    """What stands where: spots by word, and phrases as they are found."""

    def __init__(self, words: Words, spots: list[Spot]) -> None:
        """Index the spots of a text."""
        self.words = words
        self.spots = spots
        self.small: Pack = pack()
        self.over = [-1] * len(words)
        for number, spot in enumerate(spots):
            self.over[spot.first : spot.last] = [number] * (spot.last - spot.first)

    def spot_ending(self, at: int) -> Spot | None:
        """Give the spot whose last word is the one before `at`, nothing between."""
        if at < 1 or at > len(self.words) or self.over[at - 1] < 0:
            return None
        return self.spots[self.over[at - 1]]

    def start(self, head: int) -> tuple[int, str, str]:
        """Walk left from a head to the beginning of its phrase: where it is, its article or the like, its country."""
        words, small = self.words, self.small
        at, country = head, ""
        while head - at < _LONGEST_PHRASE and at > 0 and words.gaps[at] == "" and not words.opens(at):
            low = words.lows[at - 1]
            spot = self.spot_ending(at)
            if spot is not None:
                country = country or spot.country
                at = spot.first
                continue
            if low in small.words["definite"] or low in small.words["indefinite"]:
                counts = low in small.words["indefinite"] and low not in small.words["article"]
                if counts and at > 1 and words.gaps[at - 1] == "" and words.lows[at - 2] in small.words["before_count"]:
                    return at - 2, words.lows[at - 2], country
                return at - 1, low, country
            if not self._belongs(at - 1, at):
                break
            at -= 1
        return at, "", country

    def _belongs(self, at: int, head: int) -> bool:
        words, small = self.words, self.small
        low = words.lows[at]
        if low == "'s":
            return True
        if low in small.words["adjective"] or "-" in low or low.endswith(_ADJECTIVAL):
            return low not in small.words["preposition"] and low not in small.words["conjunction"]
        if words.lows[head] == "'s":
            return low in small.nouns or low in small.titles
        for back in range(at, max(at - 3, -1), -1):
            here = words.lows[back]
            if here in small.words["definite"] or here in small.words["indefinite"]:
                return True
            if here in small.words["preposition"] or here in small.words["conjunction"] or words.gaps[back]:
                return False
            if here in small.words["verb_after"] or here in _PRONOUNS or self.over[back] >= 0:
                return False
        return False

    def country_behind(self, last: int) -> tuple[str, int]:
        """Read `of COUNTRY` behind a title; gives the country and where the phrase then ends."""
        words = self.words
        at = last + 1
        if at < len(words) and words.lows[last] == "of" and words.gaps[last] == "":
            at += words.lows[at] == "the"
            if at < len(words) and self.over[at] >= 0:
                spot = self.spots[self.over[at]]
                if spot.schema == "Country" and spot.first == at:
                    return spot.country, spot.last
        return "", last


def read_phrases(words: Words, spots: list[Spot]) -> tuple[list[Phrase], list[Role]]:
    """Find titles, nouns and pronouns, and what they say of the names beside them."""
    around = Around(words, spots)
    phrases: list[Phrase] = []
    roles: list[Role] = []
    at, count = 0, len(words)
    while at < count:
        low = words.lows[at]
        title = _title(around, at) if low in around.small.titles or low[-1] == "." else None
        if title is not None:
            at = _read_title(around, at, title, phrases, roles)
            continue
        if around.over[at] < 0:
            if low in _PRONOUNS:
                _read_pronoun(around, at, phrases)
            elif low in around.small.nouns and _is_noun(around, at):
                _read_noun(around, at, phrases)
        at += 1
    _join(around, phrases, roles)
    return phrases, roles


def _is_noun(around: Around, at: int) -> bool:
    """Tell whether a word is the noun it looks like: no verb (`the report states`), no house but a trading house."""
    words, small = around.words, around.small
    low = words.lows[at]
    if at == 0 or words.gaps[at]:
        return low != "house"
    if low == "house":
        return words.lows[at - 1] in small.words["house_kind"]
    if small.nouns[low][2] and words.lows[at - 1] in {"who", "which"}:
        return False
    return not (small.nouns[low][2] and low in small.words["verb_after"] and words.lows[at - 1] in small.nouns)


def _seat_behind(around: Around, noun: str, behind: int) -> str:
    """Give the country of the capital that stands behind `the government in`."""
    words = around.words
    if noun not in around.small.words["government"] | {"ministry"} or behind + 1 >= len(words) or words.gaps[behind]:
        return ""
    seat = around.over[behind + 1]
    return around.spots[seat].country if seat >= 0 and words.lows[behind] == "in" else ""


def _title(around: Around, at: int) -> Title | None:
    words = around.words
    for title in around.small.titles.get(words.lows[at].rstrip("."), ()):
        last = at + len(title.words)
        if last > len(words) or around.over[at] >= 0:
            continue
        if tuple(low.rstrip(".") for low in words.lows[at:last]) == title.words and not any(
            gap not in {"", "."} for gap in words.gaps[at + 1 : last]
        ):
            return title
    return None


def _name_at(around: Around, at: int, *, gaps: tuple[str, ...] = ("", ".")) -> int:
    """Give the number of the name that begins at a word, or -1."""
    words = around.words
    if at >= len(words) or around.over[at] < 0 or words.gaps[at] not in gaps:
        return -1
    spot = around.spots[around.over[at]]
    named = spot.first == at and spot.kind in {"name", "acronym"} and spot.schema in {"Person", "Thing", "Place"}
    return around.over[at] if named else -1


def _read_title(around: Around, at: int, title: Title, phrases: list[Phrase], roles: list[Role]) -> int:
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
        other = _title(around, last + 1)
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
    points = "back" if article in _OURS else _points(article, around, first, at)
    if title.words[-1] in pack().words["loose_title"] and not _stands_alone(around, last):
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


def _stands_alone(around: Around, last: int) -> bool:
    words, small = around.words, around.small
    if last >= len(words) or words.gaps[last] or not words.lows[last].isalpha():
        return True
    low = words.lows[last]
    known = ("verb_after", "preposition", "conjunction", "not_name")
    return any(low in small.words[name] for name in known) or low.endswith("ed") or around.over[last] >= 0


def _points(article: str, around: Around, first: int, head: int) -> str:
    small = around.small
    if article in small.words["possessive"]:
        return "new"
    if article in small.words["indefinite"] and article not in small.words["indefinite_pair"]:
        return "new"
    if article or (first < head and "'s" in around.words.lows[first:head]):
        return "back"
    return "kind"


def _read_noun(around: Around, at: int, phrases: list[Phrase]) -> None:
    words, small = around.words, around.small
    noun, kind, plural = small.nouns[words.lows[at]]
    behind = at + 1
    if behind < len(words) and words.gaps[behind] == "" and not words.opens(behind):
        low = words.lows[behind]
        if low in small.nouns and low not in small.words["verb_after"] and small.nouns[low][1] != "mass_document":
            return
        if low in small.titles and around.over[behind] < 0:
            return
    first, article, country = around.start(at)
    country = country or _seat_behind(around, noun, behind)
    if article == "that" and plural:
        first, article = first + 1, ""
    points = _points(article, around, first, at)
    if kind in {"document", "mass_document"}:
        told = behind < len(words) and words.lows[behind] in {
            "gathered",
            "obtained",
            "seen",
            "collected",
            "published",
            "compiled",
            "shared",
            "reviewed",
            "released",
            "leaked",
            "prepared",
            "provided",
            "by",
            "from",
        }
        if not told and (kind == "mass_document" or (not article and first == at)):
            return
        points = "new" if points == "kind" else points
        phrases.append(Phrase(first, at + 1, at, "document", "Document", noun, country, points))
        return
    if kind == "state" and words.lows[at] in {"state", "power", "capital", "island"} and not article:
        return
    if not article and not plural and first == at:
        return
    if not article and not plural and points == "kind":
        # A country, an institution or a paper before the noun stands for an article: "State Department spokesman".
        if not country and around.over[first] < 0:
            return
        points = "new"
    if words.lows[at] in pack().words["bare_noun"] and not _stands_alone(around, at + 1):
        return
    mention = "group" if plural else "nominal"
    phrase = Phrase(first, at + 1, at, mention, _SCHEMA[kind], noun, country, points)
    if kind == "organisation" and points == "back" and not plural:
        _own_name(around, phrase)
    if points == "back" and phrase.target < 0 and _of_its_own(around, phrase):
        phrase.points = "new"
    phrases.append(phrase)


def _own_name(around: Around, phrase: Phrase) -> None:
    """Read `the Acme trading company`: the name within the phrase is the name of what it speaks of."""
    for at in range(phrase.first, phrase.head):
        number = around.over[at]
        if number < 0:
            continue
        spot = around.spots[number]
        private = spot.schema in {"Organization", "Company", "LegalEntity", "Thing"}
        wire = spot.entity.startswith("wire:") and phrase.role not in {"agency", "newspaper", "outlet", "broadcaster"}
        if private and not wire and spot.kind in {"name", "acronym"} and around.words.lows[spot.last] != "'s":
            phrase.target, phrase.how = number, "its name stands within"


def _of_its_own(around: Around, phrase: Phrase) -> bool:
    """Tell whether a phrase says itself whose it is (`the ministry's office`, `the office of NAME`): not one before."""
    words = around.words
    named = any(
        around.over[at] >= 0 and around.spots[around.over[at]].schema not in {"Country", "Place"}
        for at in range(phrase.first, phrase.head)
    )
    owned = "'s" in words.lows[phrase.first : phrase.head]
    of = phrase.last < len(words) and words.lows[phrase.last] == "of" and words.gaps[phrase.last] == ""
    return named or owned or of


def _read_pronoun(around: Around, at: int, phrases: list[Phrase]) -> None:
    words = around.words
    word, low = words.words[at], words.lows[at]
    if low == "i" and word != "I":
        return
    if low == "us" and word != "us":
        return
    if word.isupper() and len(word) > 1:
        return
    if low == "it" and at + 1 < len(words) and words.gaps[at + 1] == "":
        following = words.lows[at + 1 : at + 3]
        if following[0] in pack().words["being"] and len(following) > 1 and following[1] in pack().words["empty_it"]:
            return
        if following[0] in {"'s", "that", "seems", "appears"}:
            return
    phrases.append(Phrase(at, at + 1, at, "pronoun", "", _PRONOUNS[low]))


def _join(around: Around, phrases: list[Phrase], roles: list[Role]) -> None:
    """Bind phrases to the names beside them: `NAME, the minister`, `the minister, NAME,`, `the exporter NAME`."""
    words = around.words
    for phrase in phrases:
        owns = phrase.last < len(words) and words.lows[phrase.last] == "'s" and not words.gaps[phrase.last]
        if phrase.kind not in {"nominal", "title"} or owns:
            continue
        before = around.spot_ending(phrase.first)
        if before is not None and words.gaps[phrase.first] in {",", ".,"} and _same_kind(before, phrase):
            number = around.over[phrase.first - 1]
            _tell(around, phrase, number, roles)
            continue
        after = _name_behind(around, phrase)
        if after < len(words) and around.over[after] >= 0 and (words.gaps[after] in {"", ","} or after > phrase.last):
            number = around.over[after]
            spot = around.spots[number]
            end = spot.last
            closed = words.gaps[after] == "" or (
                end >= len(words)
                or words.gaps[end] in {",", "."}
                or words.lows[end] in around.small.words["verb_after"]
                or words.gaps[end] != ""
            )
            if spot.first == after and closed and _same_kind(spot, phrase) and spot.kind == "name":
                _tell(around, phrase, number, roles)


def _name_behind(around: Around, phrase: Phrase) -> int:
    """Give where the name in apposition may begin: behind where the office is held, and behind `Mr` or `Dr`."""
    words, at = around.words, phrase.last
    if phrase.schema == "Person" and at < len(words) and words.gaps[at] == "" and words.lows[at] in _POSTED:
        for end in range(at + 1, min(at + _LONGEST_POST, len(words))):
            if words.gaps[end] == ",":
                at = end
                break
            if words.gaps[end] or words.lows[end] in around.small.words["verb_after"]:
                break
            if words.lows[end] in around.small.titles or words.lows[end] in around.small.nouns:
                break
    if at >= len(words) or words.gaps[at] not in {"", ","}:
        return at
    if phrase.schema == "Organization" and words.gaps[at] == "" and words.lows[at] in {"called", "named"}:
        return min(at + 1, len(words) - 1)
    title = _title(around, at)
    if title is not None and (words.gaps[at] == "," or not title.role):
        behind = at + len(title.words)
        if behind < len(words) and around.over[behind] >= 0 and words.gaps[behind] in {"", "."}:
            return behind
    return at


def _tell(around: Around, phrase: Phrase, number: int, roles: list[Role]) -> None:
    phrase.target, phrase.how = number, "apposition"
    if phrase.schema == "Organization" and around.spots[number].schema == "Thing":
        around.spots[number].schema = "Organization"
    roles.append(Role(number, phrase.role, phrase.country, phrase.gender, around.words.starts[phrase.head]))


def _same_kind(spot: Spot, phrase: Phrase) -> bool:
    """Tell whether a name may be what a phrase says; a guess of the name's kind gives way to the phrase."""
    if spot.kind not in {"name", "acronym"} or spot.schema in {"Country", "Place"}:
        return False
    if phrase.schema == "Person":
        return spot.schema in {"Person", "Thing"}
    if phrase.schema == "Organization" and spot.schema == "Person" and not spot.entity:
        spot.schema = "Organization"
    return phrase.schema == "Organization" and spot.schema != "Person"
