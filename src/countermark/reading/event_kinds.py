"""Whether the parts of an event are enough of it, and of the kinds that its pattern asks for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from countermark.reading.event_arguments import has_word
from countermark.reading.event_parts import Clause
from countermark.reading.event_triggers import Hit
from countermark.reading.types import Argument

_TRADE_CONTROLS: Final = frozenset({"export", "exports", "embargo", "sanctions"})
_SANCTIONS: Final = frozenset({"sanctions", "sanctioned", "treasury", "blacklist", "embargo", "ofac", "measures"})
_TRADERS: Final = frozenset({"Country", "Company", "PublicBody", "Organization"})
_TRADED: Final = frozenset(
    {"trade", "export", "exports", "import", "imports", "sales", "supply", "timber", "grain", "banks"}
)
_PERSONS: Final = frozenset({"he", "she", "who", "they"})


def enough(arguments: list[Argument], table: dict[str, Any], clause: Clause, lexicon: dict[str, Any]) -> bool:
    """Tell whether an event has the parts that its pattern needs, of the kinds it asks for."""
    roles = [one.role for one in arguments]
    for role in set(table["need"]):
        if roles.count(role) < table["need"].count(role):
            return False
    if not arguments:
        return False
    if table.get("goods"):
        wanted = {"item", "part", "old", "new"}
        if not any(
            one.role in wanted and has_word(clause, one.span, _goods_of(clause, one, lexicon)) for one in arguments
        ):
            return False
    if not _right_kinds(arguments, table, clause, lexicon):
        return False
    if table["type"] == "component_of" and not any(
        one.role == "whole" and has_word(clause, one.span, lexicon["wholes"]) for one in arguments
    ):
        return False
    said = not _TRADE_CONTROLS.isdisjoint(clause.words.lows[clause.first : clause.last])
    if table["type"] == "control" and not said and not any(_controlled(clause, one, lexicon) for one in arguments):
        return False
    if table.get("organisations"):
        kinds = [
            clause.actor(one.mention).schema for one in arguments if one.mention is not None and one.role == "owned"
        ]
        return any(kind in {"Organization", "Company", "PublicBody", "LegalEntity", "Thing"} for kind in kinds)
    return not (table.get("party") and not {"supplier", "recipient"} & set(roles))


def _controlled(clause: Clause, one: Argument, lexicon: dict[str, Any]) -> bool:
    """Tell a control of trade from restrictions on voters."""
    if one.role != "imposer" and one.mention is not None and clause.actor(one.mention).schema in _TRADERS:
        return True
    return has_word(clause, one.span, lexicon["goods"] | _TRADED)


def may_promise(clause: Clause, hit: Hit, arguments: list[Argument]) -> bool:
    """Tell whether `will not` binds somebody: `we`, a state or a body; a person as others report it (`would not`)."""
    promiser = next((one for one in arguments if one.role == "promiser"), None)
    if promiser is None:
        return False
    spoken = promiser.span.of(clause.words.text).lower()
    low = clause.words.lows[hit.first]
    if _schema(clause, promiser) in {"Country", "Organization", "PublicBody", "Company"} or spoken == "we":
        return True
    if spoken == "i":
        return low in {"will", "won't", "won’t"}
    return low == "would" and (spoken in {"he", "she", "it"} or _schema(clause, promiser) in {"Person", "Thing"})


def lists_sanctions(clause: Clause, arguments: list[Argument]) -> bool:
    """Tell whether `listed` means a list of sanctions: by who lists, or by what the text speaks of near it."""
    lister = [one for one in arguments if one.role == "lister" and one.mention is not None]
    if any(_schema(clause, one) in {"Country", "PublicBody"} for one in lister):
        return True
    return not _SANCTIONS.isdisjoint(clause.words.lows[max(clause.first - 60, 0) : clause.last + 20])


def may_impose(clause: Clause, one: Argument) -> bool:
    """Tell whether somebody can impose a control: a state or a body."""
    return one.mention is None or clause.actor(one.mention).schema in {"Country", "PublicBody", "Organization"}


def _goods_of(clause: Clause, one: Argument, lexicon: dict[str, Any]) -> frozenset[str]:
    """Give the words for goods, and `most` or `some` alone where the reader took them for goods told before."""
    spoken = one.span.of(clause.words.text).lower()
    alone = spoken in lexicon["quantities"] or spoken == "them" or spoken.isdigit()
    told = alone and not lexicon["parts"].isdisjoint(clause.words.lows[max(clause.first - 70, 0) : clause.last])
    wanted: frozenset[str] = frozenset({spoken}) if told else lexicon["goods"]
    return wanted


def _right_kinds(arguments: list[Argument], table: dict[str, Any], clause: Clause, lexicon: dict[str, Any]) -> bool:
    """Tell whether the parts are of the kinds that the pattern asks for."""
    by_role: dict[str, list[Argument]] = {}
    for one in arguments:
        by_role.setdefault(one.role, []).append(one)
    return all(check(by_role, table, clause, lexicon) for name, check in _KINDS.items() if name in table) and not (
        table["type"] == "visit" and any(_schema(clause, one) == "Person" for one in by_role.get("place", ()))
    )


_ByRole = dict[str, list[Argument]]
_Check = Callable[[_ByRole, dict[str, Any], Clause, dict[str, Any]], bool]


def _schema(clause: Clause, one: Argument) -> str:
    return clause.actor(one.mention).schema if one.mention is not None else ""


def _is_person(by_role: _ByRole, table: dict[str, Any], clause: Clause, _: dict[str, Any]) -> bool:
    last = by_role[table["person"]][-1]
    return _schema(clause, last) == "Person" or has_word(clause, last.span, _PERSONS)


def _is_body(by_role: _ByRole, _: dict[str, Any], clause: Clause, __: dict[str, Any]) -> bool:
    return _schema(clause, by_role["organisation"][0]) not in {"Country", "Place", "Person", "Document"}


def _is_part(by_role: _ByRole, _: dict[str, Any], clause: Clause, lexicon: dict[str, Any]) -> bool:
    return any(has_word(clause, one.span, lexicon["parts"]) for one in by_role["part"])


def _is_post(by_role: _ByRole, _: dict[str, Any], clause: Clause, lexicon: dict[str, Any]) -> bool:
    return has_word(clause, by_role["position"][0].span, lexicon["posts"] | lexicon["titles_of_office"])


def _moved(by_role: _ByRole, _: dict[str, Any], __: Clause, ___: dict[str, Any]) -> bool:
    return not by_role.keys().isdisjoint({"source", "recipient", "via"})


def _are_parties(by_role: _ByRole, table: dict[str, Any], clause: Clause, _: dict[str, Any]) -> bool:
    wrong = {"Country", "Document", "Place", "Event"}
    return not any(_schema(clause, one) in wrong for one in by_role[table["parties"]])


def _is_maker(by_role: _ByRole, table: dict[str, Any], clause: Clause, _: dict[str, Any]) -> bool:
    text = by_role[table["capital"]][0].span.of(clause.words.text)
    return text != text.lower() and not any(letter.isdigit() or letter == "," for letter in text)


def _are_goods(by_role: _ByRole, _: dict[str, Any], clause: Clause, lexicon: dict[str, Any]) -> bool:
    """Refuse people who replace people."""
    persons = [one for role in ("old", "new") for one in by_role.get(role, ()) if _schema(clause, one) == "Person"]
    return not persons and not (lexicon["parts"] | lexicon["wholes"]).isdisjoint(
        clause.words.lows[clause.first : clause.last]
    )


_KINDS: Final[dict[str, _Check]] = {
    "person": _is_person,
    "bodies": _is_body,
    "strict": _is_part,
    "posts": _is_post,
    "moved": _moved,
    "parties": _are_parties,
    "capital": _is_maker,
    "replaced": _are_goods,
}
