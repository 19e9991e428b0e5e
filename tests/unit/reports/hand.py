"""Readings made by hand: spans are found by their words, so that a test says what was read, not where it stands."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import Any

from countermark.reading.types import (
    Argument,
    Claim,
    Cue,
    DateMention,
    Event,
    Hedge,
    Mention,
    Reading,
    Sentence,
    Span,
    Speaker,
)

_END = re.compile(r"(?<=[.!?”])\s+(?=[A-Z“])")


@dataclass
class Hand:
    """A text, and what is said to have been read from it."""

    text: str
    published: str | None = None
    outlet: str | None = "The Harbour Dispatch"
    credits: tuple[str, ...] = ()
    mentions: list[Mention] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    dates: list[DateMention] = field(default_factory=list)

    def span(self, words: str, nth: int = 0) -> Span:
        at = -1
        for _ in range(nth + 1):
            at = self.text.index(words, at + 1)
        return Span(at, at + len(words))

    def mention(self, words: str, *, kind: str = "name", nth: int = 0, **more: Any) -> int:
        more.setdefault("caption", words)
        self.mentions.append(Mention(self.span(words, nth), kind, **more))
        return len(self.mentions) - 1

    def date(self, words: str, value: str, **more: Any) -> int:
        precision = {4: "year", 7: "month", 10: "day"}.get(len(value.removesuffix("/..")), "")
        self.dates.append(DateMention(self.span(words), value, precision, **more))
        return len(self.dates) - 1

    def claim(self, speaker: str, *content: str, **more: Any) -> Claim:
        entity = more.pop("entity", None)
        cue = more.pop("cue", "said")
        more.setdefault("form", "direct")
        spans = tuple(self.span(words) for words in content)
        named = self.span(speaker) if speaker in self.text else None
        made = Claim(
            f"c{len(self.claims) + 1}",
            Speaker(named, entity, speaker, "named"),
            Cue(self.span(cue), cue) if cue in self.text else None,
            spans,
            rule="by hand",
            **more,
        )
        self.claims.append(made)
        return made

    def event(self, kind: str, words: str, *arguments: tuple[str, str, int | None], **more: Any) -> Event:
        span = self.span(words)
        more.setdefault("status", "claimed" if more.get("claim") else "reported")
        made = Event(
            kind,
            span,
            tuple(Argument(role, self.span(said), mention) for role, said, mention in arguments),
            rule="by hand",
            span=span,
            **more,
        )
        self.events.append(made)
        return made

    def hedge(self, words: str, kind: str) -> Hedge:
        return Hedge(self.span(words), kind)

    def reading(self) -> Reading:
        sentences, at = [], 0
        for paragraph, line in enumerate(self.text.split("\n")):
            start = at
            for piece in _END.split(line):
                if piece.strip():
                    place = self.text.index(piece, start)
                    sentences.append(Sentence(Span(place, place + len(piece)), paragraph))
                    start = place + len(piece)
            at += len(line) + 1
        return Reading(
            text=self.text,
            text_sha256=hashlib.sha256(self.text.encode()).hexdigest(),
            sentences=tuple(sentences),
            mentions=tuple(self.mentions),
            claims=tuple(self.claims),
            events=tuple(self.events),
            dates=tuple(self.dates),
            credits=self.credits,
            published=self.published,
            outlet=self.outlet,
        )
