"""Whether the words of a trigger tell an event where they stand: verbs that are nouns there, lists that are none."""

from __future__ import annotations

from typing import Final

from countermark.reading.event_arguments import has_word
from countermark.reading.event_parts import Clause
from countermark.reading.event_triggers import Hit
from countermark.reading.terms import pack

_NOUN_ENDS: Final = ("s", "ed", "ing", "arms", "supply", "export")
_LISTING: Final = frozenset({"listed", "sanctioned", "blacklisted", "designated", "sanctions", "blacklist"})
_STRICT: Final = frozenset({"sanctions", "blacklist", "entity", "sdn", "designations", "sanctioned", "blacklists"})
_LEADS: Final = frozenset({"the", "a", "an", "two", "three", "of", "by", "from", "with"})
_SHIPPED: Final = frozenset(
    {"consignments", "shipments", "parts", "components", "chips", "deliveries", "crates", "boxes"}
)


def passive(clause: Clause, hit: Hit) -> bool:
    """Tell whether a form of "be" stands before a participle, an adverb between them or not."""
    lows, being = clause.words.lows, clause.lexicon["being"]
    low = lows[hit.first]
    if hit.pattern.table.get("reduced") and "," in clause.words.gaps[hit.first] and hit.last < clause.last:
        named = any(one[2] == hit.first for one in clause.mentions)
        if named and lows[hit.last] in {"in", "by", "as", "last", "on", "to"}:
            return True
    if low.endswith("ing") or not low.endswith(("ed", "t", "n", "d", "old")):
        return False
    before = hit.first - 1
    while before >= clause.first and (lows[before].endswith("ly") or lows[before] in {"also", "not", "later", "first"}):
        before -= 1
    return before >= clause.first and lows[before] in being


def fits_word(clause: Clause, hit: Hit, is_passive: bool) -> bool:
    """Refuse verbs that are nouns or adjectives here."""
    words, table, lexicon = clause.words, hit.pattern.table, clause.lexicon
    low = words.lows[hit.first]
    single = hit.last - hit.first == 1
    before = words.lows[hit.first - 1] if hit.first > clause.first and not words.gaps[hit.first] else ""
    if low in table.get("ambiguous", ()) and single and not is_passive:
        near = any(hit.first - 2 <= one[2] <= hit.first for one in clause.mentions)
        if not near or before in pack().words["preposition"] or before in pack().words["adjective"]:
            return False
    noun = before in lexicon["before_nouns"] and low.endswith(_NOUN_ENDS)
    if noun and table["kind"] == "verb" and "*" not in table["triggers"]:
        return False
    if low in table.get("plain", ()) and single:
        follows = words.lows[hit.last] if hit.last < clause.last else ""
        if not follows or not (words.capital(hit.last) or follows in lexicon["determiners"] or follows.isdigit()):
            return False
        whole = bool(clause.behind(hit.last)) and bool(clause.before(hit.first))
        return whole and before not in lexicon["before_nouns"] and follows not in {"on", "against", "over", "list"}
    if low in table.get("titles", ()) and not is_passive:
        following = clause.behind(hit.last)
        if following and clause.actor(following[0]).kind == "name":
            after = words.at(clause.actor(following[-1]).span.end)
            return after < clause.last and words.lows[after] == "as"
        if not following or clause.actor(following[0]).kind not in {"title", "nominal"}:
            return False
        offices = lexicon["posts"] | lexicon["titles_of_office"]
        return len(following) > 1 or has_word(clause, clause.actor(following[0]).span, offices)
    return not table.get("listword") or _names_list(clause, hit)


def fits_place(clause: Clause, hit: Hit, is_passive: bool) -> bool:
    """Refuse triggers whose neighbours tell that another thing is spoken of."""
    words, table, lexicon = clause.words, hit.pattern.table, clause.lexicon
    lows = words.lows
    if table.get("passive_only") and not is_passive:
        return False
    follows = lows[hit.last] if hit.last < clause.last and not words.gaps[hit.last] else ""
    if table.get("determiner") and follows not in lexicon["determiners"] and hit.last not in _first_demonyms(clause):
        return False
    if table.get("modal") and not lexicon["modals"].isdisjoint(lows[max(hit.first - 6, clause.first) : hit.first]):
        return False
    if table.get("spoken_of") and lexicon["parts"].isdisjoint(lows[max(hit.first - 60, 0) : hit.first]):
        return False
    if table.get("will") and follows in lexicon["stative"]:
        return False
    if not _fits_before(clause, hit):
        return False
    if table.get("counted") and not _counts_goods(clause, hit.first):
        return False
    if table.get("governed") and not lexicon["governs"].isdisjoint(lows[max(hit.first - 5, clause.first) : hit.first]):
        return False
    if table.get("spoken") and lows[hit.last - 1] == "to" and hit.last < clause.last and words.capital(hit.last):
        return False
    if table["type"] == "control":
        title = words.capital(hit.first) and hit.first > clause.first
        return not title and follows not in {"law", "laws", "act", "order", "regulations", "rules"}
    if table.get("listed_before"):
        begin = max(hit.first - 50, 0) if is_passive else clause.first
        return any(low in _LISTING for low in lows[begin : hit.first])
    if table.get("spoken"):
        return not is_passive and (lows[hit.first - 1] != "be" if hit.first > clause.first else False)
    return True


def _fits_before(clause: Clause, hit: Hit) -> bool:
    """Refuse a verb taken for a noun, a list that is none of sanctions, and a participle that no article leads to."""
    lows, table = clause.words.lows, hit.pattern.table
    before = lows[hit.first - 1] if hit.first > clause.first else ""
    if table["type"] == "visit" and table["kind"] == "noun" and before == "to":
        return False
    if table.get("strictlist") and _STRICT.isdisjoint(lows[hit.last : min(hit.last + 6, clause.last)]):
        return False
    return not table.get("adjective") or before in _LEADS


def _counts_goods(clause: Clause, at: int) -> bool:
    """Tell whether `63 of them` stands before a verb and goods were spoken of."""
    lows = clause.words.lows
    if at - 3 < clause.first or lows[at - 2] != "of" or lows[at - 1] not in {"them", "these", "those", "which"}:
        return False
    number = lows[at - 3]
    counted = number[0].isdigit() or number in clause.lexicon["determiners"] | clause.lexicon["quantities"]
    return counted and not _SHIPPED.isdisjoint(lows[max(at - 40, 0) : at])


def _first_demonyms(clause: Clause) -> set[int]:
    return {end - 1 for end in clause.demonyms}


def _names_list(clause: Clause, hit: Hit) -> bool:
    """Tell whether a list of sanctions is spoken of, in the trigger or behind it."""
    lows, listwords = clause.words.lows, clause.lexicon["listwords"]
    if any(low in listwords or low == "delisted" for low in lows[hit.first : hit.last]):
        return True
    return any(low in listwords for low in lows[hit.last : min(hit.last + 8, clause.last)])
