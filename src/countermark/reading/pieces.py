"""A very long text, read in pieces: time and memory stay in proportion to its length.

1. A text up to `LONGEST` characters is read whole. A longer one is cut behind line ends, and says so in a warning.
2. Spans, numbers of claims and of mentions are those of the whole text. Pronouns, roles and actors of the document are
   resolved within a piece; an actor of a later piece is another one until a person says otherwise.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any, Final, TypeVar, cast

import msgspec

from countermark.reading.pipeline import read
from countermark.reading.types import Argument, Claim, Event, Link, Names, Reading, Sentence, Span

LONGEST: Final = 1_000_000  # characters; a book has half of it
_PIECE: Final = 500_000
_CAST: Final = "doc:"
_KEPT: Final = ("sentences", "quotations", "artifacts", "mentions", "claims", "events", "dates", "links")

Part = TypeVar("Part")


def read_any(
    text: str, *, names: Names | None = None, published: str | None = None, outlet: str | None = None
) -> Reading:
    """Read a report of any length; the arguments are those of `read`."""
    if len(text) <= LONGEST:
        return read(text, names=names, published=published, outlet=outlet)
    whole: dict[str, list[Any]] = {field: [] for field in _KEPT}
    said: dict[str, None] = {}
    credited: dict[str, None] = {}
    count = 0
    for start, end in _pieces(text):
        piece = read(text[start:end], names=names, published=published, outlet=outlet)
        _take(piece, whole, start, count)
        credited.update(dict.fromkeys(piece.credits))
        said.update(dict.fromkeys(piece.warnings))
        count += 1
    warning = f"a text of {len(text):,} characters, read in {count} pieces: pronouns and roles are resolved within each"
    return Reading(
        text=text,
        text_sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        credits=tuple(credited),
        warnings=(warning, *said),
        published=published,
        outlet=outlet,
        **{field: tuple(values) for field, values in whole.items()},
    )


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Cut behind an empty line, else a line end, else a space, else where the piece ends."""
    start = 0
    while start < len(text):
        end = min(start + _PIECE, len(text))
        if end < len(text):
            for mark in ("\n\n", "\n", " "):
                at = text.rfind(mark, start + _PIECE // 2, end)
                if at > 0:
                    end = at + len(mark)
                    break
        yield start, end
        start = end


def _take(piece: Reading, whole: dict[str, list[Any]], start: int, number: int) -> None:
    """Add a piece's reading, brought to the places and numbers of the whole."""
    mentions, dates = len(whole["mentions"]), len(whole["dates"])
    paragraphs = whole["sentences"][-1].paragraph + 1 if whole["sentences"] else 0
    ids = {claim.id: f"c{len(whole['claims']) + at}" for at, claim in enumerate(piece.claims, start=1)}

    def moved(part: Part) -> Part:
        return cast("Part", _moved(part, start, number))

    for field in ("quotations", "artifacts", "mentions", "dates"):
        whole[field] += map(moved, getattr(piece, field))
    for sentence in map(moved, piece.sentences):
        whole["sentences"].append(_replace(sentence, paragraph=sentence.paragraph + paragraphs))
    for claim in map(moved, piece.claims):
        whole["claims"].append(_replace(claim, id=ids[claim.id], parent=ids.get(claim.parent or "")))
    for event in map(moved, piece.events):
        arguments = tuple(_renumbered(argument, mentions) for argument in event.arguments)
        told = tuple(index + dates for index in event.dates)
        whole["events"].append(_replace(event, arguments=arguments, dates=told, claim=ids.get(event.claim or "")))
    for link in piece.links:
        whole["links"].append(
            _replace(link, source=ids.get(link.source, link.source), target=ids.get(link.target, link.target))
        )


_Struct = TypeVar("_Struct", Sentence, Claim, Event, Link, Argument)


def _replace(struct: _Struct, **values: Any) -> _Struct:
    return msgspec.structs.replace(struct, **values)


def _renumbered(argument: Argument, mentions: int) -> Argument:
    return argument if argument.mention is None else _replace(argument, mention=argument.mention + mentions)


def _moved(part: Any, start: int, number: int) -> Any:
    """Move every span in a part, and give actors of the document the number of the piece."""
    if isinstance(part, Span):
        return Span(part.start + start, part.end + start)
    if isinstance(part, tuple):
        return tuple(_moved(one, start, number) for one in part)
    if isinstance(part, str):
        return f"{_CAST}{number}.{part.removeprefix(_CAST)}" if number and part.startswith(_CAST) else part
    if isinstance(part, msgspec.Struct):
        values = {field: _moved(getattr(part, field), start, number) for field in part.__struct_fields__}
        return type(part)(**values)
    return part
