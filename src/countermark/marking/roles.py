"""Give every token of a marking the role it plays: part number, suffix, date code, lot, country, finish, words."""

from __future__ import annotations

from countermark.marking.tokens import Token
from countermark.marking.types import Part, Reading
from countermark.reference.countries import country_word

_PARTS = frozenset({"part_number", "suffix"})
_PLAIN = {"finish": "finish", "unit": "description", "long": "noise", "mark": "noise"}


def _role(token: Token, *, seen_part: bool, previous: str, dated: bool) -> str:
    kind, text = token.kind, token.text
    if kind == "code":
        if not seen_part and len(text) >= 4:
            return "part_number"
        if dated or (text[0].isdigit() and "." in text):
            return "lot"
        return "suffix" if previous in _PARTS and len(text) <= 6 else "code"
    if kind == "number":
        if not seen_part and not dated and len(text) == 4:
            return "part_number"  # a part number printed short, as small packages do
        return "lot" if len(text) >= 5 or dated else "number"
    if kind == "caps":
        word = country_word(text)
        if word is not None and (word.sure or dated):
            return "country"
        return "suffix" if previous in _PARTS else "description"
    if kind == "word":
        word = country_word(text)
        return "country" if word is not None and word.sure else "description"
    return _PLAIN[kind]


def _date_parts(
    text: str, token: Token, span: tuple[int, int], fields: dict[str, tuple[int, int]], before: int
) -> list[Part]:
    """List the parts of a token that a date code reaches into; `before` is where the part before begins."""
    start, end = span
    parts: list[Part] = []
    if start > token.start:  # the date code is glued to the end of this token
        parts.append(Part(text[token.start : start], token.start, start, "suffix"))
    if parts or before != start:
        parts.append(Part(text[start:end], start, end, "date_code"))
        for role in ("country", "lot"):
            inner = fields.get(role)
            if inner and start <= inner[0] < end:
                parts.append(Part(text[inner[0] : inner[1]], inner[0], inner[1], role))
    return parts


def assign_roles(
    text: str,
    tokens: list[Token],
    readings: list[Reading],
    fields: dict[str, tuple[int, int]],
    joined: tuple[int, int] | None,
) -> list[Part]:
    """List the tokens with their roles, in order; a date code that spans tokens is one part."""
    spans = sorted({(reading.start, reading.end) for reading in readings})
    first = spans[0][0] if spans else -1
    parts: list[Part] = []
    seen_part = False
    previous = ""
    index, count = 0, len(spans)
    for token in tokens:
        begin, end = token.start, token.end
        if joined and joined[0] <= begin < joined[1]:
            if begin == joined[0]:
                parts.append(Part(text[begin : joined[1]], begin, joined[1], "part_number"))
                seen_part, previous = True, "part_number"
            continue
        while index < count and spans[index][1] <= begin:
            index += 1
        if index < count and end > spans[index][0]:
            parts += _date_parts(text, token, spans[index], fields, parts[-1].start if parts else -1)
            previous = "date_code"
            continue
        previous = _role(token, seen_part=seen_part, previous=previous, dated=0 <= first < begin)
        seen_part = seen_part or previous == "part_number"
        parts.append(Part(text[begin:end], begin, end, previous))
    return parts
