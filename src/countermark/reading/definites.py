"""What definite nouns mean: the company, the government, the bloc, this magazine, a spokeswoman without a body.

1. The one that has just spoken, before one spoken of by the same noun, before the organisation named last.
2. An outlet is never the company. `the government` alone is that of the country whose body was last a subject.
"""

from __future__ import annotations

from typing import Final

from countermark.reading.cast import GROUPS, PERSON, Member
from countermark.reading.state import FAR, NAMED, NEAR, Seen, State, is_firm, last_speaker, near, pair
from countermark.reading.terms import country_names, fits, pack
from countermark.reading.types import Mention

_NAMING: Final = 8
_BOTH: Final = frozenset({"both", "two"})
_LAWYERS: Final = frozenset({"lawyer", "attorney", "counsel", "solicitor", "barrister"})
_ANY_FIRM: Final = frozenset({"company", "firm", "employer"})
_BLOCS: Final = frozenset({"country:eu", "institution:nato", "institution:asean", "institution:african-union"})


def outlet_itself(state: State, mention: Mention) -> Member | None:
    """Give the outlet for `this magazine`, `this newspaper`; where it is named in the text, as it is named."""
    words = state.words
    first, last = words.at(mention.span.start), words.at(mention.span.end - 1)
    if words.lows[first] not in {"this", "our"} or state.quoted >= 0 or last != first + 1:
        return None
    if words.lows[last] not in pack().words["media_word"] or mention.kind != "nominal":
        return None
    named = [one for one in state.members.values() if one.entity in state.media and one.named]
    if state.outlet:
        named = [one for one in named if one.caption.casefold() in state.outlet.casefold()]
        if not named:
            return state.members.setdefault("outlet", Member("outlet", state.outlet, "Organization"))
    return named[0] if len(named) == 1 else None


def unnamed_voice(state: State, mention: Mention) -> Member | None:
    """Give `a spokeswoman`, whose body is not named beside her, the organisation that spoke or was named last."""
    words = state.words
    last = words.at(mention.span.end)
    if pack().spheres.get(mention.role) != "voice" or mention.role == "adviser" or mention.country:
        return None
    if mention.how != "new" or words.at(mention.span.end - 1) - words.at(mention.span.start) > 1:
        return None
    if last < len(words) and words.gaps[last] == "" and words.lows[last] in {"of", "for", "at", "from", "in"}:
        return None
    here = words.sentence[words.at(mention.span.start)]
    body = next((one for _, one in reversed(state.spoke[-3:]) if one.schema in GROUPS | {"Thing"}), None)
    if body is None or body.entity in state.media:
        around = [seen.member for seen in near(state, NEAR, here)]
        body = next((one for one in around if is_firm(state, one)), None)
    if body is None:
        return None
    written = mention.span.of(words.text)
    return state.introduce(mention, f"{written} of {body.caption}")


def whose_lawyer(state: State, mention: Mention) -> Member | None:
    """Give whom `her client` means: the one whose lawyer stands before it in the sentence."""
    words = state.words
    first = words.at(mention.span.start)
    if words.lows[first] not in {"his", "her", "their"} or words.at(mention.span.end - 1) != first + 1:
        return None
    for seen in near(state, 0, words.sentence[first]):
        behind = words.at(seen.mention.span.end)
        behind += behind < first and words.lows[behind] == "'s"
        possessor = seen.mention.kind == "pronoun" or words.lows[behind - 1] == "'s"
        if possessor and seen.member.schema == PERSON and words.lows[behind] in _LAWYERS:
            return seen.member
    return None


def named_later(state: State, mention: Mention, mentions: tuple[Mention, ...], number: int) -> Member | None:
    """Give the name that the text says a described body bears: `the broker, identified in a filing as NAME`."""
    words = state.words
    at = words.at(mention.span.end)
    if at < len(words) and words.lows[at] in {"at", "of", "in", "for", "from"} and not words.gaps[at]:
        at = next((later for later in range(at, min(at + _NAMING, len(words))) if words.gaps[later]), at)
    if at >= len(words) or words.gaps[at] not in {"", ","} or words.lows[at] not in pack().words["naming"]:
        return None
    for later in mentions[number + 1 : number + 6]:
        first = words.at(later.span.start)
        if first - at > _NAMING or words.sentence[first] != words.sentence[at]:
            return None
        if later.kind == "name" and (words.lows[first - 1] == "as" or first == at + 1):
            return state.members.get(later.entity or "")
    return None


def group(state: State, mention: Mention) -> tuple[Member | None, str]:
    """Give whom a plural noun means, and by which rule: the two named last, else the same noun before it."""
    words = state.words
    first, last = words.at(mention.span.start), words.at(mention.span.end - 1)
    lows = words.lows[first : last + 1]
    here = words.sentence[first]
    if _BOTH & set(lows) and "of" not in lows:
        schema = "Country" if mention.schema == "Country" or lows[-1] in {"sides", "parties", "governments"} else PERSON
        both = pair(state, near(state, NEAR, here), schema=schema)
        if both is not None:
            return both, "the two named last"
    for seen in near(state, 6, here):
        if mention.role in seen.member.nouns and (not mention.country or seen.member.country in {"", mention.country}):
            return seen.member, "the same noun before it"
    return None, ""


def _may_be(member: Member, role: str, country: str) -> bool:
    """Tell whether an organisation that spoke may be meant by a noun."""
    if member.schema not in GROUPS or member.plural:
        return False
    firms = pack().words["firm"]
    if role in firms and not member.named and firms.isdisjoint(member.nouns):
        return False
    public = member.schema == "PublicBody" or member.entity.startswith("wire:")
    kinds = {*member.caption.lower().split(), *member.nouns}
    return role in kinds or (role in pack().words["firm"] and not public and not country)


def noun(state: State, mention: Mention) -> tuple[Member | None, str]:
    """Give whom a definite noun means, and by which rule; nobody where it describes somebody new."""
    role, country = mention.role, mention.country
    here = state.words.sentence[state.words.at(mention.span.start)]
    around = near(state, 12, here)
    if mention.schema == "Country":
        countries = (one.member for one in around if one.member.schema == "Country" and one.mention.kind != "demonym")
        return next(countries, None), "the country named last"
    if role in {"government", "administration", "regime"} and country:
        name = country_names().get(country, "")
        state.members.setdefault(f"country:{country}", Member(f"country:{country}", name, "Country", country))
        return state.members[f"country:{country}"], "the government for its country"
    if mention.schema != PERSON and (places := _places_within(state, mention)):
        return _placed(state, places), "the body named with the place"
    spoke = last_speaker(state, here)
    telling = role in pack().words["firm"] and role not in _ANY_FIRM
    if telling and (told := next((one.member for one in around if role in one.member.nouns), None)) is not None:
        return told, "the same noun before it"
    if spoke is not None and mention.schema != PERSON and _may_be(spoke, role, country):
        return spoke, "the last speaker"
    agreeing = [one for one in around if not country or one.member.country in {"", country}]
    agreeing = [one for one in agreeing if one.mention.kind != "group" and one.member.schema != "Group"]
    for seen in agreeing:
        if role in seen.member.nouns or any(fits(role, held) for _, held, _ in seen.member.roles):
            return seen.member, "the same noun before it"
    if mention.schema == PERSON:
        return None, ""
    if role == "bloc":
        return next((one.member for one in around if one.member.entity in _BLOCS), None), "the bloc named last"
    if role in pack().words["government"] and not country:
        return _government(state, around)
    return _organisation(state, role, country, agreeing)


def _organisation(state: State, role: str, country: str, agreeing: list[Seen]) -> tuple[Member | None, str]:
    for seen in agreeing:
        if seen.member.schema in GROUPS and role in seen.member.caption.lower().split():
            return seen.member, "its kind is in the name"
    firms = pack().words["firm"]
    firm = role in firms
    if not firm and role not in {"group", "agency", "organisation", "organization"}:
        return None, ""
    if firm and not country:
        wanted = _ANY_FIRM if role in _ANY_FIRM else {role}
        for seen in reversed(state.seen[-FAR:]):
            if not wanted.isdisjoint(seen.member.nouns) and is_firm(state, seen.member):
                return seen.member, "the firm spoken of so before"
    for schemas in (GROUPS, {"Thing"}):
        for seen in agreeing:
            member = seen.member
            body = is_firm(state, member) if firm else member.named and member.entity not in state.media
            body = body and (member.schema != "Thing" or seen.subject)
            if body and member.schema in schemas and seen.mention.kind in NAMED:
                return member, "the organisation named last"
    if role in _ANY_FIRM and not country:
        for seen in reversed(state.seen[-FAR:]):
            if not firms.isdisjoint(seen.member.nouns) and is_firm(state, seen.member):
                return seen.member, "the firm named last"
    return None, ""


def _places_within(state: State, mention: Mention) -> set[str]:
    """Give the names of towns that stand in a phrase: `the Izmir wholesaler`."""
    words = state.words
    first, last = words.at(mention.span.start), words.at(mention.span.end - 1)
    if not any(words.capital(at) for at in range(first + 1, last)):
        return set()
    return state.places & set(words.lows[first + 1 : last])


def _placed(state: State, places: set[str]) -> Member | None:
    """Give the firm that one of these places stood beside, the latest."""
    words = state.words
    for seen in reversed(state.seen[-FAR:]):
        if is_firm(state, seen.member) and seen.mention.kind in NAMED:
            first, behind = words.at(seen.mention.span.start), words.at(seen.mention.span.end)
            if not places.isdisjoint(words.lows[max(first - 3, 0) : behind + 5]):
                return seen.member
    return None


def _government(state: State, around: list[Seen]) -> tuple[Member | None, str]:
    """Give the country whose body, office or government was last a subject, for `the government` alone."""
    for seen in around:
        member = seen.member
        official = any(pack().spheres.get(role) == "state" for _, role, _ in member.roles)
        speaks = (
            member.schema == "PublicBody" or official or (member.schema == "Country" and seen.mention.kind != "demonym")
        )
        if seen.subject and speaks and member.country and member.country != "eu":
            country = state.members.get(f"country:{member.country}")
            if country is not None:
                return country, "the government of the country whose body stands before it"
    return None, ""
