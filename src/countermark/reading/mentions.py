"""Mentions, and what they point to.

Names are bound here to the names given, to the reference tables or to the document's own cast. Titles, nouns and
pronouns are found here and resolved in a second step, once it is known who speaks where (`speakers`).
"""

from __future__ import annotations

from countermark.reading.around import Phrase, Role
from countermark.reading.cast import GROUPS, PERSON, Cast, Member
from countermark.reading.gender import is_given_name
from countermark.reading.nominals import read_phrases
from countermark.reading.runs import spot_runs, title_case
from countermark.reading.speakers import resolve_all
from countermark.reading.spelling import plain_name
from countermark.reading.spot_ministries import spot_ministries
from countermark.reading.spot_names import spot_given
from countermark.reading.spot_terms import spot_terms
from countermark.reading.spots import Spot, choose
from countermark.reading.terms import Words, pack, words_of
from countermark.reading.text import Page
from countermark.reading.types import Claim, Mention, Names, Span


def find_mentions(page: Page, names: Names | None) -> tuple[Mention, ...]:
    """Find the names, demonyms, titles, nouns and pronouns of a page that point to actors; in order, some nested."""
    words = words_of(page)
    if not len(words):
        return ()
    titled = title_case(words)
    spots = spot_terms(words)
    spots += spot_ministries(words, spots)
    candidates: dict[int, tuple[str, ...]] = {}
    if names is not None:
        given, candidates = spot_given(words, names, titled)
        spots += given
    spots = choose(spots, len(words))
    taken = bytearray(len(words))
    for spot in spots:
        taken[spot.first : spot.last] = b"\1" * (spot.last - spot.first)
    spots = sorted([*spots, *spot_runs(words, taken, titled, spots)], key=lambda one: one.first)
    _reconsider(words, spots)
    phrases, roles = read_phrases(words, spots)
    _bind(words, spots, roles, candidates, names)
    found = [_named(words, spot, by_spot) for spot, by_spot in _with_roles(spots, roles)]
    found += [_pointing(words, phrase, spots) for phrase in phrases]
    return tuple(sorted(found, key=lambda one: (one.span.start, -one.span.end)))


def resolve(
    page: Page,
    mentions: tuple[Mention, ...],
    claims: tuple[Claim, ...],
    names: Names | None,
    *,
    outlet: str | None = None,
) -> tuple[tuple[Mention, ...], tuple[Claim, ...]]:
    """Resolve titles, nouns and pronouns, and the speakers, addressees and sources of claims."""
    del names
    return resolve_all(page, mentions, claims, outlet)


def _reconsider(words: Words, spots: list[Spot]) -> None:
    """Mend guesses of what a name is: a given name is a person, a place once is a place again, `it` said is a body."""
    own = [spot for spot in spots if not spot.entity and spot.kind == "name"]
    places = {words.lows[spot.first] for spot in own if spot.schema == "Place" and spot.last - spot.first == 1}
    alone = {words.lows[spot.first] for spot in own if spot.last - spot.first == 1}
    bodies: set[str] = set()
    for spot in own:
        first = words.words[spot.first]
        if spot.last - spot.first == 1:
            if spot.schema == "Thing" and words.lows[spot.first] in places:
                spot.schema = "Place"
            elif spot.schema == "Thing" and is_given_name(first):
                spot.schema = PERSON
        elif spot.schema == PERSON and not is_given_name(first) and _is_body(words, spot, alone):
            bodies.add(" ".join(words.lows[spot.first : spot.last]))
    for spot in own:
        if spot.schema == PERSON and " ".join(words.lows[spot.first : spot.last]) in bodies:
            spot.schema = "Organization"


def _is_body(words: Words, spot: Spot, alone: set[str]) -> bool:
    """Tell whether a name taken for a person's is a body's: somebody is its head, or its first word stands for it."""
    low, last, before = words.lows[spot.first], words.lows[spot.last - 1], spot.first - 1
    if low in alone and last not in alone and len(low) > 4 and low not in pack().words["family_first"]:
        return True
    if before > 0 and words.lows[before] in {"of", "at"} and not words.gaps[spot.first] and not words.gaps[before]:
        known = pack().titles
        titles = known.get(words.lows[before - 1], ()) + known.get(words.lows[max(before - 2, 0)], ())
        if any(title.sphere == "business" and title.words[-1] == words.lows[before - 1] for title in titles):
            return True
    return _is_it(words, spot.first, spot.last)


def _is_it(words: Words, first: int, behind: int) -> bool:
    """Tell whether what stands behind a name shows that it is no person: `which`, said that it, `Its` right after."""
    if behind + 2 >= len(words):
        return False
    if words.gaps[behind] == "," and words.lows[behind] == "which":
        return True
    here = words.sentence[behind - 1]
    if words.opens(first) or (words.lows[first - 1] == "the" and words.opens(first - 1)):
        following = words.sentence_starts[here + 1] if here + 1 < len(words.sentence_starts) else len(words.text)
        at = words.at(following)
        if at < len(words) and words.lows[at] == "its":
            return True
    at = behind + 1
    if words.gaps[behind] or words.lows[behind] not in pack().words["speech_after"]:
        return False
    at += words.lows[at] == "that"
    return at < len(words) and words.lows[at] in {"it", "its"} and not any(words.gaps[behind : at + 1])


def _with_roles(spots: list[Spot], roles: list[Role]) -> list[tuple[Spot, list[Role]]]:
    told: dict[int, list[Role]] = {}
    for role in roles:
        told.setdefault(role.spot, []).append(role)
    return [(spot, told.get(number, [])) for number, spot in enumerate(spots)]


def _named(words: Words, spot: Spot, roles: list[Role]) -> Mention:
    told = [role for role in roles if role.role]
    role = told[0].role if told else ""
    country = next((one.country for one in told if one.country), "") or spot.country
    return Mention(
        spot.place(words),
        spot.kind,
        spot.entity or None,
        spot.caption,
        spot.schema,
        spot.how,
        role,
        country,
        spot.candidates,
    )


def _pointing(words: Words, phrase: Phrase, spots: list[Spot]) -> Mention:
    target = spots[phrase.target] if phrase.target >= 0 else None
    return Mention(
        Span(words.starts[phrase.first], words.ends[phrase.last - 1]),
        phrase.kind,
        target.entity if target is not None else None,
        target.caption if target is not None else "",
        phrase.schema or "",
        phrase.how or phrase.points,
        phrase.role,
        phrase.country,
    )


def _bind(
    words: Words, spots: list[Spot], roles: list[Role], candidates: dict[int, tuple[str, ...]], names: Names | None
) -> None:
    """Give every name its entity: short forms after their full name, the document's own cast for the rest."""
    cast = Cast()
    nouns = pack().nouns
    titled = {role.spot for role in roles if role.role not in nouns or nouns[role.role][1] == "person"}
    later: list[Spot] = []
    for number, spot in enumerate(spots):
        written = words.text[words.starts[spot.first] : words.ends[spot.last - 1]]
        if spot.kind in {"demonym", "metonym"} or spot.schema in {"Country", "Place"}:
            if not spot.entity:
                spot.entity, spot.caption, spot.how = f"place:{written.lower()}", written, "a place by its words"
            continue
        if number in titled and spot.schema in {"Thing", "Place"}:
            spot.schema = PERSON
        if spot.entity:
            member = cast.add(
                written,
                entity=spot.entity,
                caption=spot.caption,
                schema=spot.schema,
                country=spot.country,
                at=spot.first,
            )
        else:
            found = _member(cast, spot, written, number in titled, candidates, names)
            if found is None:
                later.append(spot)
                continue
            member = found
            spot.entity, spot.caption, spot.schema = member.entity, member.caption, member.schema
            spot.country = spot.country or member.country
            spot.candidates = spot.candidates or member.candidates
        _short_in_brackets(cast, words, spots, number, member)
    for spot in later:
        _settle(cast, words, spot, candidates)


def _member(
    cast: Cast,
    spot: Spot,
    written: str,
    titled: bool,
    candidates: dict[int, tuple[str, ...]],
    names: Names | None,
) -> Member | None:
    known = cast.full(written)
    if known is not None:
        spot.how = "the same name in the text"
        return known
    single = spot.last - spot.first == 1
    begun = None if single or titled or spot.schema not in {PERSON, "Thing"} else cast.begun(written)
    if begun is not None:
        spot.how = "the beginning of a name before it"
        return begun
    if single:
        fitting = cast.short(written, person=True if titled else None)
        if len(fitting) == 1:
            spot.how = "short form of a full name before it"
            return fitting[0]
        if len(fitting) > 1:
            spot.candidates = tuple(one.entity for one in fitting)
            spot.how = "a short form that several bear"
            return Member("", written, fitting[0].schema, candidates=spot.candidates)
        if spot.kind == "acronym" or not titled:
            return None
    elif spot.schema == PERSON and names is not None:
        variants = names.variants(written)
        if len(variants) == 1:
            entity = names.known(variants[0])
            spot.how = "spelling variant: every part of the name matches"
            return cast.add(
                written,
                entity=entity.entity,
                caption=plain_name(entity.caption, entity.schema),
                schema=entity.schema,
                country=entity.country,
                at=spot.first,
            )
        spot.candidates = variants
    spot.how = spot.how or "named in the text"
    member = cast.add(written, schema=spot.schema, country=spot.country, at=spot.first)
    member.candidates = spot.candidates or candidates.get(spot.first, ())
    return member


def _settle(cast: Cast, words: Words, spot: Spot, candidates: dict[int, tuple[str, ...]]) -> None:
    """Bind a single word that no full name stands before: to the name that follows it, else as its own."""
    written = words.text[words.starts[spot.first] : words.ends[spot.last - 1]]
    heading = words.kinds[words.sentence[spot.first]] != "prose"
    fitting = cast.short(written)
    if len(fitting) == 1 and (heading or fitting[0].first < spot.first or len(fitting[0].parts) == 1):
        member, spot.how = fitting[0], "short form, its full name elsewhere in the text"
    else:
        member = cast.add(written, schema=spot.schema, country=spot.country, at=spot.first)
        spot.how = "named in the text"
        member.candidates = candidates.get(spot.first, ())
    spot.entity, spot.caption, spot.schema = member.entity, member.caption, member.schema
    spot.candidates = member.candidates


def _short_in_brackets(cast: Cast, words: Words, spots: list[Spot], number: int, member: Member) -> None:
    """Read `Full Name (SHORT)`: the short form is another name of the same."""
    if member.schema == PERSON or number + 1 >= len(spots):
        return
    nearest = spots[number + 1]
    between = "".join(words.gaps[spots[number].last : nearest.first + 1])
    closing = words.gaps[nearest.last] if nearest.last < len(words) else ")"
    if (
        nearest.first - spots[number].last <= 1
        and between.strip() == "("
        and closing.startswith(")")
        and not nearest.entity
    ) and (member.schema in GROUPS or member.schema == "Thing"):
        cast.alias(member, words.text[words.starts[nearest.first] : words.ends[nearest.last - 1]])
