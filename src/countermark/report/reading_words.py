"""The words of a checked report: verdicts, stances, forms, rules, and text that is shown as it was published."""

from __future__ import annotations

import re
from typing import Final

from markupsafe import Markup, escape

# verdict: (style, sign, what it says). The sign is there for those who do not see the colour.
VERDICTS: Final[dict[str, tuple[str, str, str]]] = {
    "on record": ("record", "●", "An official record held here says so."),
    "reproduced": ("record", "●", "The rows held here give the same."),
    "definition differs": (
        "differs",
        "◐",
        "The record or the rows give something near it: another day, list, programme or definition.",
    ),
    "contradicted": ("against", "✕", "The record or the rows held here say otherwise."),
    "in tension": ("against", "◆", "The rows held here fit the opposite better; they do not settle it."),
    "attribution conflict": ("against", "≠", "Another report gives the same words to somebody else."),
    "not contradicted": ("open", "◇", "Nothing held here speaks against it, which is not the same as for it."),
    "not reproducible": ("open", "○", "The public rows do not show it; they do not refute it either."),
    "same origin or repeated": ("open", "↺", "Another report has the same words of the same speaker: one source."),
    "standing": ("standing", "▷", "A promise, or a “not yet”. Later evidence is listed beside it, never as a breach."),
    "not testable": ("quiet", "–", "Nothing held here can test it; the card says why."),
}

NO_VERDICT: Final = ("quiet", "–", "Read, and not put to any question.")

VERDICT_ORDER: Final = tuple(VERDICTS)

# Groups of the claim board.
DENIES: Final = frozenset({"denies", "refuses"})
ANSWERS: Final = frozenset({"answers"})
SILENT: Final = frozenset({"omits", "declines_comment"})

STANCES: Final = {
    "asserts": "says it is so",
    "describes": "describes",
    "tells": "tells",
    "asks": "asks",
    "announces": "announces",
    "alleges": "alleges",
    "accuses": "accuses",
    "denies": "denies it",
    "warns": "warns",
    "promises": "promises",
    "threatens": "threatens",
    "demands": "demands",
    "urges": "urges",
    "criticises": "criticises",
    "praises": "praises",
    "supports": "supports",
    "refuses": "refuses",
    "proposes": "proposes",
    "cites": "cites",
    "attitude": "an attitude, not a statement of fact",
    "answers": "answers, without denying",
    "declines_comment": "gave no comment",
    "omits": "did not say it: silence, neither a denial nor a statement",
}

FORMS: Final = {
    "direct": "wholly in quotation marks",
    "mixed": "partly in quotation marks",
    "indirect": "in the report’s words",
}

LINKS: Final = {
    "denies": ("denies", "denied by"),
    "answers": ("answers, without denying,", "answered, without a denial, by"),
    "in_tension": ("is in tension with", "is in tension with"),
    "supports": ("supports", "supported by"),
    "same_words": ("has the same words as", "has the same words as"),
    "same_origin": ("has the same origin as", "has the same origin as"),
    "attribution_conflict": ("has the words, under another speaker, of", "has the words, under another speaker, of"),
    "continues": ("continues", "continued by"),
    "limits": ("limits", "limited by"),
}

KINDS: Final = {
    "listing": "a listing",
    "list_addition": "additions to a list",
    "trend": "a trend",
    "replacement": "a replacement",
    "trade": "trade",
    "made": "a date of manufacture",
    "figure": "a number",
    "denial": "a denial",
    "promise": "a promise, or a “not yet”",
    "quotation": "a quotation",
    "other": "nothing a question can be put to",
}

# Controls, and characters that turn the direction of a line or end it. Joiners, variation selectors and the two
# directional marks belong to real scripts and stay.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u180e\u200b\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\uffff\ud800-\udfff]"
)
_BLANK = re.compile("[\t\n\r\u2028\u2029 ]+")


def _shown(found: re.Match[str]) -> str:
    code = ord(found[0])
    return chr(0x2400 + code) if code < 0x20 else f"[U+{code:04X}]"


def readable(text: str) -> Markup:
    r"""Write a stretch of a report as HTML: escaped, runs of blanks as one, turners of direction made visible.

    >>> readable("<b>\nA\u202eB")
    Markup('&lt;b&gt; A[U+202E]B')
    """
    return escape(_UNSAFE.sub(_shown, _BLANK.sub(" ", text)))


def clipped(text: str, most: int) -> str:
    """Shorten a text in its middle, and say by how much."""
    if len(text) <= most:
        return text
    half = most // 2
    return f"{text[:half]} […{len(text) - 2 * half:,} characters left out…] {text[-half:]}"


def shortened(text: str, most: int) -> str:
    """Shorten a text at its end, between words.

    >>> shortened("one two three", 9)
    'one two…'
    """
    return (
        text
        if len(text) <= most
        else text[: text.rfind(" ", 0, most) if " " in text[:most] else most].rstrip(",.; ") + "…"
    )


def verdict_style(verdict: str | None) -> tuple[str, str, str]:
    """Give the style, the sign and the meaning of a verdict."""
    return VERDICTS.get(verdict or "", NO_VERDICT)


def precision_text(precision: float | None, n: int | None) -> str:
    """Say how often a rule was right.

    >>> precision_text(0.95, 262)
    'right in 249 of 262 on annotated news'
    """
    if precision is None:
        return "not measured"
    if not n:
        return f"right in {precision:.0%} on annotated news"
    few = ", too few to lean on" if n < 20 else ""
    return f"right in {round(precision * n):,} of {n:,} on annotated news{few}"


def rule_text(rule: str) -> str:
    """Say a rule's id in words."""
    return rule.replace("_", " ").replace("-", " ")
