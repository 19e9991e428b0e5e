"""Runs of capitalised words that no table holds: the names that only the text itself gives.

The first word of a sentence is a name where a verb follows and nothing speaks against it, or where it is one elsewhere.
"""

from __future__ import annotations

from typing import Final

from countermark.reading.gender import gender_of_name
from countermark.reading.spelling import folded_parts, same_surname
from countermark.reading.spots import Spot
from countermark.reading.terms import Pack, Words, pack

# A first word of a sentence that ends so is rather a common word.
_PLAIN_ENDS: Final = ("ing", "ly", "ed", "tion", "ions", "ness", "ers", "ies")
_NAMES_OF_MONTHS: Final = frozenset({"jan", "may", "april", "june", "august", "mar"})
_ACRONYM: Final = 6
_MOST_ALIKE: Final = 200


def title_case(words: Words) -> set[int]:
    """Give the sentences written as titles, Where Most Words Are Capital."""
    counts: dict[int, list[int]] = {}
    for word, number in zip(words.words, words.sentence, strict=True):
        if len(word) > 3 and word.isalpha():
            entry = counts.get(number)
            if entry is None:
                entry = counts[number] = [0, 0]
            entry[0] += 1
            entry[1] += word[0].isupper()
    bounds = [*words.sentence_starts[1:], len(words.text)]
    return {
        number
        for number, (whole, capital) in counts.items()
        if whole >= 4
        and capital >= 0.75 * whole
        and not words.text[: bounds[number]].rstrip()[-3:].rstrip('”"’»)').endswith((".", "!", "?"))
    }


def spot_runs(words: Words, taken: bytearray, titled: set[int], named: list[Spot]) -> list[Spot]:
    """Spot runs of capitalised words that no table holds; a first word of a sentence where it is a name elsewhere."""
    small = pack()
    never = small.words["not_name"] | small.words["month_or_day"]
    spots: list[Spot] = []
    doubtful: list[Spot] = []
    openers: list[Spot] = []
    at, count = 0, len(words)
    while at < count:
        if taken[at] or not _begins(words, at, never, small):
            at += 1
            continue
        last = _run_end(words, at, taken, never, small)
        kind = "acronym" if last - at == 1 and words.words[at].isupper() else "name"
        spot = Spot(at, last, kind, schema=schema_of(words, at, last, small))
        if (words.sentence[at] not in titled or _is_titled_person(words, at, last, small)) and _is_run(
            words, at, last, small
        ):
            spots.append(spot)
        elif last - at == 1 or words.sentence[at] in titled:
            doubtful.append(spot)
        elif last - at == 2:
            openers.append(spot)
        at = last
    known = {
        words.lows[at]
        for spot in (*named, *spots)
        if spot.kind in {"name", "acronym"} and spot.schema not in {"Country", "Place", "Event"}
        for at in range(spot.first, spot.last)
    } - small.words["organisation_word"]
    surnames: dict[str, list[str]] = {}
    for low in sorted(known):
        if len(low) > 5 and len(surnames.setdefault(low[0], [])) < _MOST_ALIKE:
            surnames[low[0]].append(low)
    for spot in doubtful:
        if spot.last - spot.first == 1 and _spelt(words.lows[spot.first], surnames, small):
            known.add(words.lows[spot.first])
        spots += [
            Spot(at, at + 1, "name", schema="Thing")
            for at in range(spot.first, spot.last)
            if words.lows[at] in known and words.lows[at] not in small.words["common"] | small.words["not_name"]
        ]
    if openers:
        begun = {tuple(words.lows[spot.first : spot.first + 2]) for spot in spots if spot.last - spot.first > 1}
        spots += [spot for spot in openers if tuple(words.lows[spot.first : spot.last]) in begun]
    return _merged(words, spots, known)


def _spelt(low: str, surnames: dict[str, list[str]], small: Pack) -> bool:
    """Tell whether a word is another spelling of a name that stands elsewhere."""
    if len(low) < 6 or low in small.words["common"] or low in small.words["not_name"]:
        return False
    part = folded_parts(low)
    return len(part) == 1 and any(same_surname(part[0], folded_parts(other)[0]) for other in surnames.get(low[0], ()))


def _merged(words: Words, spots: list[Spot], known: set[str]) -> list[Spot]:
    """Join words of one known name that stand side by side in a title."""
    merged: list[Spot] = []
    for spot in sorted(spots, key=lambda one: one.first):
        last = merged[-1] if merged else None
        if (
            last is not None
            and last.last == spot.first
            and not words.gaps[spot.first]
            and last.schema == "Thing"
            and (spot.schema == "Thing" and words.lows[spot.first] in known and words.lows[last.first] in known)
        ):
            last.last, last.schema = spot.last, "Person"
        else:
            merged.append(spot)
    return merged


def _begins(words: Words, at: int, never: frozenset[str], small: Pack) -> bool:
    word, low = words.words[at], words.lows[at]
    if low in _NAMES_OF_MONTHS and word[0].isupper() and _first_name(words, at, never, small):
        return True
    if not word[0].isupper() or low in never or (len(word) == 1 and not _initial(words, at)):
        return False
    if any(letter.isdigit() for letter in word) and ("-" not in word or not word[0].isalpha()):
        return False
    if low in small.titles or low in small.nouns:
        office = low in small.words["organisation_word"] and at + 2 < len(words) and words.capital(at + 2)
        if office and words.lows[at + 1] in small.words["connector"] and not any(words.gaps[at + 1 : at + 3]):
            return True
        # A title or a noun begins a name only inside a sentence, before another capital: "Party Congress".
        return (
            not words.opens(at)
            and low not in small.titles
            and at + 1 < len(words)
            and words.capital(at + 1)
            and (words.gaps[at + 1] == "")
            and words.lows[at + 1] in small.words["organisation_word"]
        )
    return True


def _first_name(words: Words, at: int, never: frozenset[str], small: Pack) -> bool:
    """Tell whether a month's word is a first name: another name behind it, nothing before it that leads to a date."""
    behind = at + 1
    if behind >= len(words) or words.gaps[behind] or not words.capital(behind) or words.lows[behind] in never:
        return False
    led = at > 0 and not words.gaps[at] and words.lows[at - 1] in small.words["preposition"] | {"last", "next", "this"}
    return not led


def _is_titled_person(words: Words, at: int, last: int, small: Pack) -> bool:
    """Tell whether a name of two or three words stands behind a title, in a heading as anywhere."""
    return 2 <= last - at <= 3 and at > 0 and words.gaps[at] in {"", "."} and words.lows[at - 1] in small.titles


def _initial(words: Words, at: int) -> bool:
    return at + 1 < len(words) and words.gaps[at + 1] == "." and words.capital(at + 1)


def _run_end(words: Words, at: int, taken: bytearray, never: frozenset[str], small: Pack) -> int:
    last = at + 1
    organisation = words.lows[at] in small.words["organisation_word"]
    while last < len(words) and last - at < 10 and not taken[last]:
        gap, word, low = words.gaps[last], words.words[last], words.lows[last]
        joined = gap in {"", "&"} or (gap == "." and len(words.words[last - 1]) == 1)
        if gap in {".", ",", ".,"} and low in small.words["legal_word"] and word[0].isupper():
            joined, organisation = True, True
        if not joined or (words.opens(last) and gap != "."):
            break
        if word[0].isupper() and (
            low not in never or (low in small.words["organisation_tail"] and not words.gaps[last])
        ):
            if (
                low in small.titles
                and len(word) > 3
                and not organisation
                and low not in small.words["organisation_word"]
            ):
                break
            organisation = organisation or low in small.words["organisation_word"]
            last += 1
            continue
        skip = _link(words, last, organisation, small)
        if skip and last + skip < len(words) and not taken[last + skip] and words.capital(last + skip):
            following = words.lows[last + skip]
            plain = following in never and following not in small.words["organisation_tail"]
            if any(words.gaps[last + 1 : last + skip + 1]) or plain:
                break
            last += skip + 1
            continue
        break
    return last


def _link(words: Words, at: int, organisation: bool, small: Pack) -> int:
    low = words.lows[at]
    if low in small.words["particle"]:
        return 1
    if low == "and" and at + 1 < len(words) and words.lows[at + 1] in small.words["joined_word"]:
        return 1
    if organisation and low in small.words["connector"]:
        return 2 if at + 1 < len(words) and words.lows[at + 1] == "the" else 1
    return 0


def _is_run(words: Words, at: int, last: int, small: Pack) -> bool:
    if last - at > 1:
        return not (
            words.opens(at) and last - at == 2 and words.lows[at] in small.words["common"] | small.words["adjective"]
        )
    word, low = words.words[at], words.lows[at]
    if low in small.words["common"] and words.opens(at):
        return False
    if word.isupper() and len(word) <= _ACRONYM:
        return True
    if not words.opens(at):
        plain = small.words["organisation_word"] | small.words["place_word"] | small.words["adjective"]
        return low not in plain
    behind = last < len(words) and words.gaps[last] in {"", ","}
    follows = behind and (words.lows[last] in small.words["verb_after"] or words.lows[last] == "'s")
    return follows and not low.endswith(_PLAIN_ENDS) and low not in small.words["adjective"]


def schema_of(words: Words, first: int, last: int, small: Pack) -> str:
    """Guess what a run names: by its words, else a person where it is two or three words long."""
    lows = words.lows[first:last]
    ends = lows[-1]
    joint = next((at for at, low in enumerate(lows) if low in small.words["connector"]), 0)
    if not small.words["organisation_word"].isdisjoint(lows[:joint]):
        return "Organization"
    if any(low in small.words["event_word"] for low in lows):
        return "Event"
    legal = lows[-1] in small.words["legal_word"] and last - first > 1
    formed = last - first > 1 and ends.endswith(tuple(small.words["organisation_end"]))
    if (
        legal
        or formed
        or any(low in small.words["organisation_word"] for low in lows)
        or "&" in words.gaps[first + 1 : last]
    ):
        return "Organization"
    if last - first == 1 and ends in small.words["region_name"]:
        return "Place"
    if ends in small.words["place_word"] or lows[0] in {"lake", "mount", "cape", "port", "fort", "new"}:
        return "Place"
    if ends.endswith(("-based", "-born")):
        return "Place"
    if any(letter.isdigit() for low in lows for letter in low):
        return "Thing"
    compass = lows[0] in {"north", "south", "east", "west", "northern", "southern", "eastern", "western", "upper"}
    if compass and first and words.lows[first - 1] in small.words["place_preposition"]:
        return "Place"
    behind_article = first and words.lows[first - 1] == "the" and not words.gaps[first]
    if behind_article and last - first > 1 and not gender_of_name(words.words[first]):
        return "Organization"
    if 2 <= last - first <= 4 and not any(word.isupper() and len(word) > 2 for word in words.words[first:last]):
        return "Person"
    if first and not words.gaps[first] and words.lows[first - 1] in {"in", "near", "at", "outside", "around"}:
        return "Place"
    return "Thing"
