"""Read one marking: every possible date, the role of each token, and a reasoned refusal of what only looks like a date.

1. Pure: text and maker in, the same reading out; no clock, no file, no other part of the board. `latest` bounds the
   years that can have been printed and defaults to the day the profiles were last reviewed.
2. No reading lies outside its token; offsets are code points of the text as handed in.
3. A part number is rejected by what is known of part numbers, never because of who made it.
4. Nothing is repaired: a misread digit is refused and named.
"""

from __future__ import annotations

from datetime import date
from unicodedata import category

from msgspec.structs import replace

from countermark.marking.bare import apply_default
from countermark.marking.prints import may_be_print, refuse_prints
from countermark.marking.roles import assign_roles
from countermark.marking.rules import apply_forms, apply_rules, refuse_near_misses
from countermark.marking.scene import Scene
from countermark.marking.tokens import Token
from countermark.marking.types import Marking, Reading, Verdict
from countermark.reference.lookalikes import mixed
from countermark.reference.profiles import profiles


def _verdict(readings: list[Reading]) -> Verdict:
    if not readings:
        return "none"
    intervals = {(reading.made_from, reading.made_to) for reading in readings}
    if len(intervals) == 1:
        return "single"
    printed = {(r.start, r.made_from, r.made_to) for r in readings if r.floor == "printed" and r.rule != "eia_yyww"}
    if len({entry[0] for entry in printed}) > 1 and len({entry[1:] for entry in printed}) > 1:
        return "conflict"
    return "ambiguous"


def _agree(readings: list[Reading]) -> list[Reading]:
    """Drop the decades that another, fully printed code of the same marking rules out."""
    printed = [reading for reading in readings if reading.floor == "printed"]
    if not printed or len(printed) == len(readings):
        return readings
    kept = [r for r in readings if r.floor == "printed" or any(r.interval.overlaps(p.interval) for p in printed)]
    return kept if {r.start for r in kept} == {r.start for r in readings} else printed


def read(text: str, maker: str | None = None, *, latest: date | None = None) -> Marking:
    """Read a marking.

    Time: intervals of manufacture are half-open, in UTC days; years after `latest` are not considered.

    Args:
        text: the marking as transcribed, any script, any length.
        maker: the maker's label as published; None when unknown.
        latest: last day that can have been printed; the review date of the profiles when not given.
    """
    scene = Scene(text, maker, latest or profiles().reviewed)
    apply_rules(scene)
    apply_default(scene)
    apply_forms(scene)
    if scene.readings and may_be_print(scene):
        refuse_prints(scene)
    refuse_near_misses(scene)
    readings = _agree(scene.readings)
    plain = text is scene.folded
    flags = [] if text.isascii() else _flags(text, scene.tokens)
    if not plain:
        readings = [r if text[r.start : r.end] == r.token else _as_printed(r, text) for r in readings]
    return Marking(
        text=text,
        maker=maker,
        verdict=_verdict(readings),
        readings=readings,
        parts=assign_roles(text, scene.tokens, readings, scene.fields, scene.joined),
        rejected=[r if plain else replace(r, token=text[r.start : r.end]) for r in scene.rejected],
        flags=flags,
        profile="+".join([profile.id for profile in scene.profiles]),
    )


def _flags(text: str, tokens: list[Token]) -> list[str]:
    """Name what wants a second look: letters of two alphabets, letters among digits, invisible signs."""
    flags = []
    for token in tokens:
        span = text[token.start : token.end]
        if span.isascii():
            continue
        if mixed(span):
            flags.append(f"letters of two alphabets in {span!r}")
        elif any(ch.isdigit() for ch in span) and any(ch.isalpha() and not ch.isascii() for ch in span):
            flags.append(f"letters of another alphabet beside digits in {span!r}")
    hidden = sorted({f"U+{ord(ch):04X}" for ch in text if category(ch) == "Cf"})
    if hidden:
        flags.append(f"invisible characters in the text: {', '.join(hidden)}")
    return flags


def _as_printed(reading: Reading, text: str) -> Reading:
    """Give the token back in the letters it was handed in with, and say that look-alikes were folded."""
    token = text[reading.start : reading.end]
    folded = [] if token.isascii() else ["look-alike letters of another alphabet read as Latin"]
    return replace(reading, token=token, reasons=[*reading.reasons, *folded])
