"""Marking profiles: the date-code rules of each maker, compiled once.

The data is `profiles.toml`; this module checks it and gives compiled patterns. It decides nothing about a text.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any

from countermark.model.dates import WeekRule

_LEFT = r"(?<![^\s(,;\[\"“*])"
_RIGHT = r"(?![^\s),;\]\"”*.])(?!\.\w)"


@dataclass(frozen=True, slots=True)
class Rule:
    """One form of date code: a pattern with named fields, how weeks count, and where it is public.

    `dates` are its date fields, `parts` the others; `has_code` tells that a field bounds the code; `reasons` are what
    a reading by this rule begins with.
    """

    id: str
    pattern: re.Pattern[str]
    weeks: WeekRule
    lead_free: bool
    lead_free_group: str
    after: str
    length: tuple[int, int] | None
    whole_mark: bool
    source: str
    verified: str
    dates: tuple[str, ...]
    parts: tuple[str, ...]
    has_code: bool
    reasons: list[str]


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A form that looks like a date code of the maker and is refused, with the reason."""

    pattern: re.Pattern[str]
    why: str


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of one maker family's marks; `gate` matches where any of the rules might, and nowhere else."""

    id: str
    makers: tuple[str, ...]
    brands: tuple[str, ...]
    prefixes: tuple[str, ...]
    eia: bool
    first_only: bool
    volts: bool
    weeks: WeekRule
    not_parts: re.Pattern[str] | None
    rules: tuple[Rule, ...]
    near: tuple[NearMiss, ...]
    gate: re.Pattern[str] | None


_NAMED = re.compile(r"\(\?P<\w+>")
_DATES = frozenset({"yyyy", "yy", "y", "yl", "ww", "mm", "m", "ml", "p6", "p1"})
_PARTS = frozenset({"country", "site", "lot", "trace", "die", "finish"})
_NOT_SEEN = {"yes": [], "rows": ["form seen in published rows"], "no": ["rule not verified against its source"]}


def _rule(raw: dict[str, Any], default_weeks: WeekRule) -> Rule:
    length = raw.get("length")
    pattern = re.compile(_LEFT + "(?:" + raw["pattern"] + ")" + _RIGHT)
    return Rule(
        id=raw["id"],
        pattern=pattern,
        weeks=raw.get("weeks", default_weeks),
        lead_free=raw.get("lead_free", False),
        lead_free_group=raw.get("lead_free_group", ""),
        after=raw.get("after", ""),
        length=(length[0], length[1]) if length else None,
        whole_mark=raw.get("whole_mark", False),
        source=raw["source"],
        verified=raw["verified"],
        dates=tuple(name for name in pattern.groupindex if name in _DATES),
        parts=tuple(name for name in pattern.groupindex if name in _PARTS),
        has_code="code" in pattern.groupindex,
        reasons=[f"rule {raw['id']}", *_NOT_SEEN[raw["verified"]]],
    )


def _gate(forms: list[str]) -> re.Pattern[str] | None:
    """Compile one pattern that matches where any of the forms does; the number of its group is the first that does.

    It is asked only where a token begins, so it does not look to the left.
    """
    plain = [_NAMED.sub("(?:", form) for form in forms]
    return re.compile("(?:" + "|".join(f"({form})" for form in plain) + ")" + _RIGHT) if forms else None


def _profile(raw: dict[str, Any], shared: dict[str, tuple[dict[str, Any], WeekRule]]) -> Profile:
    """Compile a profile; `shared` holds the rules of every profile by id, with the way their makers count weeks."""
    weeks: WeekRule = raw.get("weeks", "iso")
    not_parts = raw.get("not_parts", [])
    rules = [(rule, weeks) for rule in raw.get("rule", [])] + [shared[name] for name in raw.get("shares", [])]
    return Profile(
        id=raw["id"],
        makers=tuple(raw["makers"]),
        brands=tuple(raw["brands"]),
        prefixes=tuple(raw.get("prefixes", [])),
        eia=raw["eia"],
        first_only=raw.get("first_only", False),
        volts=raw.get("volts", False),
        weeks=weeks,
        not_parts=re.compile("|".join(f"(?:{part})" for part in not_parts)) if not_parts else None,
        rules=tuple(_rule(rule, counted) for rule, counted in rules),
        near=tuple(
            NearMiss(re.compile(_LEFT + "(?:" + near["pattern"] + ")" + _RIGHT), near["why"])
            for near in raw.get("near", [])
        ),
        gate=_gate([rule["pattern"] for rule, _ in rules]),
    )


@dataclass(frozen=True, slots=True)
class Profiles:
    """All profiles, found by maker id or by a brand word in the text."""

    reviewed: date
    all: tuple[Profile, ...]
    default: Profile
    by_maker: dict[str, Profile]
    by_brand: dict[str, Profile]
    by_prefix: dict[str, Profile]
    said: Profile
    forms: Profile
    two_word_brands: tuple[str, ...]


@lru_cache(maxsize=1)
def profiles() -> Profiles:
    """Load and compile the profiles."""
    raw = tomllib.loads(files(__package__).joinpath("profiles.toml").read_text(encoding="utf-8"))
    shared = {
        rule["id"]: (rule, entry.get("weeks", "iso")) for entry in raw["profile"] for rule in entry.get("rule", [])
    }
    every = tuple(_profile(entry, shared) for entry in raw["profile"])
    by_maker = {maker: profile for profile in every for maker in profile.makers}
    by_brand = {brand: profile for profile in every for brand in profile.brands}
    return Profiles(
        reviewed=raw["reviewed"],
        all=every,
        default=every[0],
        by_maker=by_maker,
        by_brand=by_brand,
        by_prefix={prefix: profile for profile in every for prefix in profile.prefixes},
        said=next(profile for profile in every if profile.id == "said"),
        forms=next(profile for profile in every if profile.id == "eia_forms"),
        two_word_brands=tuple(brand for brand in by_brand if " " in brand),
    )
