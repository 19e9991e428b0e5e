"""Free-standing groups of four digits, read as year and week (EIA-476) unless something says what else they are."""

from __future__ import annotations

import re

from countermark.marking.decode import YEAR_AND_WEEK, Dates, Refusal, decode
from countermark.marking.lone import CASE_SIZES, NOTHING_BESIDE, is_case_size, not_a_lone_date
from countermark.marking.scene import Scene, reads_bare_groups
from countermark.marking.tokens import Token
from countermark.model.dates import WeekRule

_FOUR = re.compile(r"[0-9]{4}\*{1,2}")
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|\bcopyright|\bcopyr\.?)(?:[\s,;&'-]|\band\b|\b(?:19|20)\d\d\b|©|\(c\))*$", re.IGNORECASE
)
_UNIT_WORD = re.compile(
    r"[VAWFH]\b|\s*(?:m?Ah|[kMG]?Hz|MHZ|[mkuµμnp]F|mH|[kM]?Ohm|Ω|[кk]?м|мкф|мкФ|mm|nm|kb|Mb|MB|GB|KB|bit|bits|cells|pins?|"
    r"V/[\d.]+|to(?=\s*\d)|x(?=\s*\d)|×|Watts?|rpm|kV|KV)\b",
    re.IGNORECASE,
)
_VOLTS = re.compile(r"(?:03|05|09|12|15|24|28|36|48)(?:03|05|06|09|11|12|13|15|24|33|50)")
_FREQUENCY = re.compile(r"\d[kKM]?H[zZ][\s,;]*$")
_PROCESSORS = frozenset({"8031", "8032", "8035", "8039", "8048", "8049", "8050", "8051", "8052"})


def apply_default(scene: Scene) -> None:
    """Read a free-standing YYWW group where no rule of the maker has read a date."""
    starred = "*" in scene.folded
    fours = [
        (index, token)
        for index, token in enumerate(scene.tokens)
        if (token.kind == "number" and len(token.text) == 4) or (starred and _FOUR.fullmatch(token.text))
    ]
    if not fours:
        return
    allowed = reads_bare_groups(scene.profiles)
    candidates: list[Token] = []
    for index, token in fours:
        why = _not_a_date(scene, index, token) if allowed or scene.joined else ""
        if not why and not scene.free(token.start, token.end):
            continue
        if not why and not allowed:
            why = "this maker prints its dates in another form"
        elif not why and scene.readings and not _says_the_same(scene, token):
            why = "the date code stands elsewhere in this marking: a lot or type number"
        if why:
            scene.reject(token.start, token.end, why)
        else:
            candidates.append(token)
    _read(scene, _choose(scene, _valid(scene, candidates)))


def _says_the_same(scene: Scene, token: Token) -> bool:
    """Tell whether a group repeats, with its decade, the one-digit year and the week of a code already read."""
    if any(reading.floor == "printed" for reading in scene.readings):
        return False
    try:
        first = _dates(scene, token, scene.profiles[0].weeks).intervals[0]
    except Refusal:
        return False
    return any(reading.interval == first for reading in scene.readings)


def _dates(scene: Scene, token: Token, weeks: WeekRule) -> Dates:
    """Read a group as year and week."""
    return decode(YEAR_AND_WEEK, (token.text[:2], token.text[2:4]), weeks, scene.latest)


def _is_eighties(token: Token) -> bool:
    return "80" <= token.text[:2] <= "89"


def _behind_a_part(scene: Scene, token: Token) -> bool:
    """Tell whether a part number, or the frequency of a crystal, stands directly before."""
    before = scene.folded[max(0, token.start - 24) : token.start]
    return scene.stands_after_code(token.start) or _FREQUENCY.search(before) is not None


def _valid(scene: Scene, candidates: list[Token]) -> list[Token]:
    """Keep the groups whose year and week exist."""
    valid: list[Token] = []
    for token in candidates:
        try:
            _dates(scene, token, "iso")
        except Refusal as refusal:
            scene.reject(token.start, token.end, str(refusal))
            continue
        if _is_eighties(token) and (token.text[:4] in _PROCESSORS or not _behind_a_part(scene, token)):
            scene.reject(token.start, token.end, "a date of the 1980s only directly behind a part number")
            continue
        valid.append(token)
    return valid


def _choose(scene: Scene, valid: list[Token]) -> list[Token]:
    """Of several groups keep the one that stands where date codes do; all of them where nothing tells."""
    if len(valid) < 2:
        return valid
    if any(profile.first_only for profile in scene.profiles):
        kept, why = valid[:1], "the second group of four is a lot with this maker"
    else:
        behind = [token for token in valid if scene.stands_after_code(token.start)]
        modern = [token for token in behind if not _is_eighties(token)]
        old_first = bool(behind) and _is_eighties(behind[0]) and valid[0] is behind[0]
        kept = valid if len(valid) > 2 else behind[:1] if old_first else modern[:1] or valid
        why = "another group stands where the date code does: a lot number"
    for token in valid:
        if all(token is not other for other in kept):
            scene.reject(token.start, token.end, why)
    return kept


def _read(scene: Scene, chosen: list[Token]) -> None:
    for token in chosen:
        reasons = ["four digits, year and week (EIA-476, ECIA NIGP 117)"]
        if len(chosen) > 1:
            reasons.append("another group of four could be the date as well")
        if not scene.profiled:
            reasons.append("no profile for this maker: default rule")
        scene.take(token.start, token.end)
        try:
            dates = _dates(scene, token, scene.profiles[0].weeks)
        except Refusal as refusal:
            scene.reject(token.start, token.start + 4, str(refusal))
            continue
        scene.emit((token.start, token.start + 4), "eia_yyww", reasons, dates)


def _not_a_date(scene: Scene, index: int, token: Token) -> str:
    """Say why a group of four digits is no date code, or nothing."""
    folded, start, end, digits = scene.folded, token.start, token.end, token.text[:4]
    if scene.joined and scene.joined[0] <= start < scene.joined[1]:
        return f"part number {folded[scene.joined[0] : scene.joined[1]]!r} printed with a blank"
    before = folded[max(0, start - 40) : start]
    if ("©" in before or ")" in before or "opyr" in before or "OPYR" in before) and _COPYRIGHT.search(before):
        return "a copyright year"
    if scene.labelled(start):
        return "the number of a type, series or document"
    if folded[end : end + 1] == ":":
        return "a label, not a mark"
    if _UNIT_WORD.match(folded, end):
        return "a quantity with its unit"
    if digits in CASE_SIZES and is_case_size(digits, folded[end : end + 12], before):
        return "the size of a case, its value beside it"
    if scene.volts and _VOLTS.fullmatch(digits):
        return "may be volts in and out of this maker's type number"
    if digits in scene.part_digits:
        return f"the number of the part {scene.part_digits[digits]}, printed short"
    if _in_an_order_number(scene, index):
        return "a group of an order number"
    return _stands_wrong(scene, index, token)


def _in_an_order_number(scene: Scene, index: int) -> bool:
    """Tell whether a group of three digits and another number follow."""
    behind = scene.tokens[index + 1 : index + 3]
    return len(behind) == 2 and all(other.kind == "number" for other in behind) and len(behind[0].text) == 3


def _stands_wrong(scene: Scene, index: int, token: Token) -> str:
    """Say why the place of a group of four digits makes it no date code, or nothing."""
    alone = len(scene.tokens) == 1
    if not scene.volts and _behind_a_named_number(scene, index):
        return ""
    if (scene.volts or not scene.profiled) and not scene.joined and not scene.in_a_code_line(index, token):
        return not_a_lone_date(token.text[:4], named=scene.named) if alone and not scene.volts else NOTHING_BESIDE
    if index == 0 and not scene.profiled and not alone and not scene.named_behind(token.end):
        return "stands where the type number does, and nothing else can be one"
    return ""


def _behind_a_named_number(scene: Scene, index: int) -> bool:
    """Tell whether the mark is the name of its maker, a type number of five digits and this group."""
    tokens = scene.tokens
    return (
        index == 2
        and len(tokens) == 3
        and scene.named
        and tokens[0].kind in {"word", "caps"}
        and tokens[0].text.casefold() == scene.maker.casefold()
        and tokens[1].kind == "number"
        and len(tokens[1].text) == 5
    )
