"""What reading one marking gives. Offsets are code points of the text as handed in; `made_to` is exclusive."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from countermark.model.dates import Interval

Verdict = Literal["single", "ambiguous", "none", "conflict"]
Precision = Literal["week", "six_weeks", "month", "year"]
Floor = Literal["printed", "sign", "assumed"]


class Reading(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One possible reading of a token as a date of manufacture.

    `floor` says what excludes decades before the ones listed: `printed` (the code has two year digits), `sign` (a
    lead-free mark, so not before 2004), or `assumed` (nothing in the text: decades before 2004 are merely not listed).
    """

    kind: Literal["date_code"] = "date_code"
    token: str
    start: int
    end: int
    made_from: date
    made_to: date
    precision: Precision
    tolerance_days: int
    rule: str
    floor: Floor
    reasons: list[str]

    @property
    def interval(self) -> Interval:
        """The nominal days of manufacture."""
        return Interval(self.made_from, self.made_to)


class Part(msgspec.Struct, frozen=True, gc=False):
    """A token and the role it plays in the marking."""

    token: str
    start: int
    end: int
    role: str


class Rejected(msgspec.Struct, frozen=True, gc=False):
    """A token that looks like a date code and is none, or none that can be read, and why."""

    token: str
    start: int
    end: int
    why: str


class Marking(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A marking as read: every reading kept, every refusal reasoned."""

    text: str
    maker: str | None
    verdict: Verdict
    readings: list[Reading]
    parts: list[Part]
    rejected: list[Rejected]
    flags: list[str]
    profile: str
