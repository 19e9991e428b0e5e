"""The makers' own rules on one scene: where a rule matches, whether it stands where it must, what it reads."""

from __future__ import annotations

import re

from countermark.marking.choose import HEAD
from countermark.marking.decode import Refusal, decode
from countermark.marking.scene import Scene, reads_bare_groups
from countermark.marking.tokens import MAX_TOKEN
from countermark.reference.parts import own_prefix
from countermark.reference.profiles import Profile, Rule, profiles


def apply_rules(scene: Scene) -> None:
    """Apply the rules of the chosen profiles, the first rule to match a place deciding it."""
    _apply(scene, profiles().said)
    for profile in scene.profiles:
        _apply(scene, profile)


def apply_forms(scene: Scene) -> None:
    """Try the forms that makers share, where neither a rule of the maker nor a bare group has read a date."""
    if not scene.readings and not scene.volts and reads_bare_groups(scene.profiles):
        _apply(scene, profiles().forms, first_only=True)


def refuse_near_misses(scene: Scene) -> None:
    """Name the codes that are almost a date of this maker, where no date was read."""
    if scene.readings:
        return
    for profile in scene.profiles:
        for near in profile.near:
            for spot in scene.spots:
                match = near.pattern.match(scene.folded, spot)
                if match and scene.free(match.start(), match.end()):
                    scene.reject(match.start(), match.end(), near.why)


def _apply(scene: Scene, profile: Profile, *, first_only: bool = False) -> None:
    if profile.gate is None:
        return
    folded = scene.folded
    gate = profile.gate.match
    spots: list[int] = []
    first = len(profile.rules)
    for spot in scene.spots:
        if (passed := gate(folded, spot)) is not None:
            spots.append(spot)
            first = min(first, (passed.lastindex or 1) - 1)  # no rule before this one matches there
    for rule in profile.rules[first:] if spots else ():
        match_at = rule.pattern.match
        read = False
        for spot in spots:
            match = match_at(folded, spot)
            if match is not None and _counts(scene, rule, match):
                _read(scene, profile, rule, match)
                read = True
                if first_only and scene.readings:
                    return
        if read:
            spots = [spot for spot in spots if scene.free(spot, spot + 1)]
            if not spots:
                return


def _counts(scene: Scene, rule: Rule, match: re.Match[str]) -> bool:
    """Tell whether a match has the length and the place that its rule asks for, and nothing has taken it."""
    start, end = match.span()
    length = end - start
    if rule.length and not rule.length[0] <= length <= rule.length[1]:
        return False
    if length > MAX_TOKEN or not scene.free(start, end):
        return False
    return not rule.after or _stands_right(scene, rule.after, start, end)


def _stands_right(scene: Scene, after: str, start: int, end: int) -> bool:
    """Tell whether a match stands where its rule wants it."""
    if after == "code":
        printed = any(reading.floor == "printed" for reading in scene.readings)
        return not printed and scene.stands_after_code(start) and not scene.labelled(start)
    if scene.labelled(start):
        return False
    if after == "part":
        return scene.stands_behind_type(start)
    if after == "undated_part":
        return not scene.readings and scene.stands_behind_type(start)
    if after == "beside_type" and len(scene.tokens) == 1:
        return scene.named and end - start == 6
    if after == "beside_type" and start <= scene.starts[0] and not scene.type_behind(end):
        return False
    inside = sum(1 for t in scene.tokens if t.kind == "code" and start <= t.start < end)
    beside = scene.kinds.count("code") > inside or scene.joined is not None or scene.kinds.count("caps") > 0
    return beside or (after == "beside_or_alone" and len(scene.tokens) == 1)


def _refusal(scene: Scene, profile: Profile, rule: Rule, matched: str) -> str:
    """Say why a match is a part number and no date code, or nothing."""
    if (profile.not_parts is not None and profile.not_parts.fullmatch(matched)) or (
        not rule.whole_mark and _begins_a_part(scene, profile, matched)
    ):
        return "a part number of this maker"
    short = matched[1:5] if matched[0] == "#" else matched[:4]
    if short.isdigit() and short in scene.part_digits:
        return f"the number of the part {scene.part_digits[short]}, printed short"
    return ""


def _read(scene: Scene, profile: Profile, rule: Rule, match: re.Match[str]) -> None:
    span = match.span("code") if rule.has_code else match.span()
    if why := _refusal(scene, profile, rule, match[0]):
        scene.reject(*span, why)
        scene.take(*span)
        return
    scene.take(*match.span())
    try:
        dates = decode(rule.dates, match.group(0, *rule.dates)[1:], rule.weeks, scene.latest)
    except Refusal as refusal:
        scene.reject(*span, str(refusal))
        return
    lead_free = rule.lead_free or bool(rule.lead_free_group and match[rule.lead_free_group])
    scene.emit(span, rule.id, rule.reasons, dates, lead_free=lead_free)
    for name in rule.parts:
        if match[name]:
            scene.fields[name] = match.span(name)


def _begins_a_part(scene: Scene, profile: Profile, token: str) -> bool:
    """Tell whether a token begins as part numbers of the profile's makers do (`PMBT2222A`), so is no date code."""
    head = HEAD.match(token) if token[:2].isalpha() else None
    if head is None or profile.id == "said":
        return False
    return any(own_prefix(head[0], maker) for maker in (*profile.makers, scene.maker_id) if maker)
