"""Give every token of a marking the role it plays: part number, suffix, date code, lot, country, finish, words."""

from __future__ import annotations

from countermark.marking.tokens import Token
from countermark.marking.types import Part, Reading
from countermark.reference.countries import country_word

_FIELD_ROLES = {"country": "country", "lot": "lot", "trace": "lot", "die": "die_revision", "finish": "finish"}


def _role(token: Token, *, seen_part: bool, previous: str, dated: bool) -> str:
    kind = token.kind
    if kind == "finish":
        return "finish"
    if kind in {"unit", "long", "mark"}:
        return "description" if kind == "unit" else "noise"
    if kind == "caps":
        word = country_word(token.text)
        if word is not None and (word.sure or dated):
            return "country"
        return "suffix" if previous in {"part_number", "suffix"} else "description"
    if kind == "word":
        word = country_word(token.text)
        return "country" if word is not None and word.sure else "description"
    if kind == "number":
        if not seen_part and not dated and len(token.text) == 4:
            return "part_number"  # a part number printed short, as small packages do
        return "lot" if len(token.text) >= 5 or dated else "number"
    if not seen_part and len(token.text) >= 4:
        return "part_number"
    if dated or (token.text[0].isdigit() and "." in token.text):
        return "lot"
    return "suffix" if previous in {"part_number", "suffix"} and len(token.text) <= 6 else "code"


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
    country = fields.get("country")
    lot = fields.get("lot")
    parts: list[Part] = []
    seen_part = False
    previous = ""
    index = 0
    for token in tokens:
        if joined and joined[0] <= token.start < joined[1]:
            if token.start == joined[0]:
                parts.append(Part(text[joined[0] : joined[1]], joined[0], joined[1], "part_number"))
                seen_part, previous = True, "part_number"
            continue
        while index < len(spans) and spans[index][1] <= token.start:
            index += 1
        if index < len(spans) and token.end > spans[index][0]:
            start, end = spans[index]
            if start <= token.start:
                role = "date_code"
                span = (start, end)
            else:  # the date code is glued to the end of this token
                parts.append(Part(text[token.start : start], token.start, start, "suffix"))
                role, span = "date_code", (start, end)
            if not parts or parts[-1].start != span[0]:
                parts.append(Part(text[span[0] : span[1]], span[0], span[1], role))
                if country and start <= country[0] < end:
                    parts.append(Part(text[country[0] : country[1]], country[0], country[1], "country"))
                if lot and start <= lot[0] < end:
                    parts.append(Part(text[lot[0] : lot[1]], lot[0], lot[1], "lot"))
            previous = "date_code"
            continue
        begin, end = token.start, token.end
        role = _role(token, seen_part=seen_part, previous=previous, dated=0 <= first < begin)
        seen_part = seen_part or role == "part_number"
        parts.append(Part(text[begin:end], begin, end, role))
        previous = role
    return parts
