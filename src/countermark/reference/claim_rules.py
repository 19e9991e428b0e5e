"""The rules that map what a report says to the question that can test it, and what that question's verdict means.

The first rule that fits decides. `claim_verdicts.csv` is the only place where a question's verdict becomes a claim's:
`negated` is for what a speaker denies, or says is not so.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from countermark.model.errors import FormatError
from countermark.reference.tables import read_table

CLAIM_VERDICTS = (
    "on record",
    "definition differs",
    "contradicted",
    "reproduced",
    "not reproducible",
    "not testable",
    "standing",
    "attribution conflict",
    "same origin or repeated",
    "not contradicted",
    "in tension",
)
KINDS = frozenset(
    ("listing", "list_addition", "trend", "replacement", "trade", "made", "figure", "denial", "promise", "quotation")
) | {"other"}


@dataclass(frozen=True, slots=True)
class ClaimRule:
    """One rule: what it fits, the question it leads to (empty: none), and why it is untested without that question."""

    name: str
    kind: str
    question: str = ""
    events: tuple[str, ...] = ()
    stances: tuple[str, ...] = ()
    hedges: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    standing: bool = False
    patterns: tuple[re.Pattern[str], ...] = ()
    denied: bool = False
    narrator: bool = False
    described: bool = False
    untested: str = ""
    would_change: str = ""

    @property
    def by_claim(self) -> bool:
        """Tell whether the rule looks at what the claim does rather than at what it says."""
        return bool(self.stances or self.hedges or self.standing)

    def says(self, words: str) -> bool:
        """Tell whether all its patterns are found in the words."""
        return all(pattern.search(words) for pattern in self.patterns)


@lru_cache(maxsize=1)
def _given() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("claim_rules.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _attributed() -> re.Pattern[str]:
    return re.compile(_given()["attributed"], re.IGNORECASE)


def attributed(words: str) -> bool:
    """Tell whether words name somebody who says them, so that they are not the outlet's own.

    >>> attributed("According to the institute, it was made in April"), attributed("It was made in April")
    (True, False)
    """
    return bool(_attributed().search(words))


@lru_cache(maxsize=32)
def word_pattern(name: str) -> re.Pattern[str]:
    """Give the pattern of that name under `words`; its letters are compared as they are written.

    >>> bool(word_pattern("ended").search("for three years"))
    True
    """
    return re.compile(_given()["words"][name])


@lru_cache(maxsize=1)
def claim_rules() -> tuple[ClaimRule, ...]:
    """Give the rules in their order.

    Raises:
        FormatError: an unknown key or kind, a rule without a name, or one that neither asks nor says why not.
    """
    rules = []
    for given in _given()["rule"]:
        where = f"reference/claim_rules.toml, {given.get('name')}"
        if (
            not given.get("name")
            or not set(given) <= set(ClaimRule.__dataclass_fields__)
            or given.get("kind") not in KINDS
        ):
            raise FormatError("an unknown key or kind, or no name", where=where)
        if not (given.get("question") or given.get("untested") or given.get("denied")):
            raise FormatError("a rule that neither asks a question nor says why it cannot", where=where)
        patterns = tuple(re.compile(pattern, re.IGNORECASE | re.DOTALL) for pattern in given.get("patterns", ()))
        lists = {key: tuple(given.get(key, ())) for key in ("events", "stances", "hedges", "forms")}
        rules.append(ClaimRule(**{**given, **lists, "patterns": patterns}))
    return tuple(rules)


@lru_cache(maxsize=1)
def _verdicts() -> dict[tuple[str, str], tuple[str, str]]:
    found = {}
    for row in read_table("claim_verdicts.csv", ("question", "its_verdict", "claim", "negated")):
        if not {row["claim"], row["negated"]} <= set(CLAIM_VERDICTS):
            raise FormatError("an unknown verdict", where=f"reference/claim_verdicts.csv, {row['its_verdict']}")
        found[(row["question"], row["its_verdict"])] = (row["claim"], row["negated"])
    return found


def claim_verdict(question: str, its_verdict: str, *, negated: bool = False) -> str:
    """Turn a question's verdict into a claim's; `negated` where the claim says that it is not so.

    >>> claim_verdict("status", "listed otherwise")
    'definition differs'
    """
    return _verdicts()[(question, its_verdict)][1 if negated else 0]
