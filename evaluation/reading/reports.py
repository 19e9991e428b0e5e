"""Score the reader on reports written for it: `python evaluation/reading/reports.py [--misses] [NAME ...]`.

A labelled claim is found where the overlap of contents (characters in either, marks at the ends left out) is half or
more, or, for contents of less than 30 characters, where a claim with its cue in that sentence touches it. A speaker is
right where the name it was resolved to, or any name the report gives the same actor, holds the labelled one's words.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from countermark.reading import Claim, Reading, Span, read

FOLDER = Path(__file__).with_name("reports")
SHORT = 30
_SMALL = (
    "the a an of s government republic mr mrs ms dr and in for its his her their office spokesman spokeswoman "
    "spokesperson"
)
SMALL = frozenset(_SMALL.split())
# Names of one office are written both ways: the Chinese ministry, the ministry of China.
_DEMONYMS = (
    "chinese china ukrainian ukraine russian russia estonian estonia swiss switzerland german germany turkish turkey "
    "kyrgyz kyrgyzstan dutch netherlands"
)
DEMONYMS = dict(zip(_DEMONYMS.split()[::2], _DEMONYMS.split()[1::2], strict=True))


@dataclass
class Score:
    """What was counted, over all reports or one."""

    counts: Counter[str] = field(default_factory=Counter)
    misses: list[str] = field(default_factory=list)

    def add(self, name: str, right: bool, miss: str = "") -> None:
        """Count one case, right or not."""
        self.counts[f"{name} n"] += 1
        self.counts[name] += right
        if not right and miss:
            self.misses.append(f"{name}: {miss}")

    def share(self, name: str) -> float:
        """Give the share that is right."""
        return self.counts[name] / max(1, self.counts[f"{name} n"])


NAMES = ("claims found", "speakers right", "stances right", "forms right", "mentions resolved", "overlaps a claim",
         "events found", "event status right")  # fmt: skip


def words(text: str) -> frozenset[str]:
    """Give the words of a name that tell it from others."""
    found = re.findall(r"\w+", text.replace("’s", "").replace("'s", "").lower())
    return frozenset(DEMONYMS.get(word, word) for word in found if word not in SMALL)


def same(one: str, names: list[str]) -> bool:
    """Tell whether a name holds all words of one of those wanted, or the other way round."""
    mine = words(one)
    return any(mine and theirs and (mine <= theirs or theirs <= mine) for theirs in map(words, names))


def characters(text: str, spans: list[Span]) -> set[int]:
    """Give the places of letters and digits."""
    return {at for span in spans for at in range(span.start, span.end) if text[at].isalnum()}


class Page:
    """A report as read, with what its actors are called."""

    def __init__(self, text: str, reading: Reading) -> None:
        self.text, self.reading = text, reading
        self.called: dict[str, set[str]] = {}
        for mention in reading.mentions:
            if mention.entity:
                known = self.called.setdefault(mention.entity, set())
                known.add(mention.caption)
                if mention.kind not in {"pronoun", "nominal", "group"}:
                    known.add(mention.span.of(text))
        self.letters = {claim.id: characters(text, list(claim.content)) for claim in reading.claims}

    def is_called(self, entity: str | None, caption: str, names: list[str]) -> bool:
        """Tell whether an actor bears one of the names."""
        return any(same(one, names) for one in (*self.called.get(entity or "", ()), caption) if one)

    def sentence(self, at: int) -> Span:
        """Give the sentence at a place."""
        for sentence in self.reading.sentences:
            if sentence.span.start <= at < sentence.span.end:
                return sentence.span
        return Span(at, at + 1)

    def found(self, gold: dict[str, Any]) -> Claim | None:
        """Give the claim that best fits a labelled one."""
        best, best_share = None, 0.0
        wanted = [[Span(*span) for span in gold["content_spans"]]]
        for pieces in gold.get("acceptable_content", ()):
            begin = min(span[0] for span in gold["content_spans"]) - 80
            places = [self.text.find(piece, max(0, begin)) for piece in pieces]
            wanted.append([Span(at, at + len(piece)) for at, piece in zip(places, pieces, strict=True) if at >= 0])
        for spans in wanted:
            mine = characters(self.text, spans)
            if not mine:
                continue
            near = self.sentence(min(mine))
            for claim in self.reading.claims:
                theirs = self.letters[claim.id]
                both = len(mine & theirs)
                share = both / len(mine | theirs)
                inside = len(spans) > 1 and both > 0.8 * len(theirs) and both > 20
                cue = claim.cue is not None and near.overlaps(claim.cue.span)
                short = len(mine) < SHORT and both > 0 and cue
                if (share >= 0.5 or inside or short) and share + short > best_share:
                    best, best_share = claim, share + short
        return best


def score(name: str, total: Score) -> Score:
    """Score one report."""
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    gold = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    page = Page(text, read(text, published=gold["published"], outlet=gold["outlet"]))
    mine = Score()

    def add(what: str, right: bool, miss: str = "") -> None:
        for one in (mine, total):
            one.add(what, right, f"{name} {miss}")

    for claim in gold["claims"]:
        shown = f"{claim['id']} {claim['speaker']!r} {claim['stance']} {' ... '.join(claim['content'])[:110]!r}"
        found = page.found(claim)
        if claim["required"]:
            add("claims found", found is not None, shown)
        if found is None or not claim["required"]:
            continue
        names = [claim["speaker"], *claim.get("acceptable_speakers", ())]
        told = found.speaker
        add("speakers right", page.is_called(told.entity, told.caption, names), f"{shown} <- {told.caption!r}")
        stances = {claim["stance"], *claim["acceptable_stances"]}
        add("stances right", found.stance in stances, f"{shown} <- {found.stance}")
        forms = {claim["form"], *claim.get("acceptable_forms", ()), *(["indirect"] if claim.get("transcript") else ())}
        add("forms right", found.form in forms, f"{shown} <- {found.form}")
    labelled = set().union(*(characters(text, [Span(*s) for s in c["content_spans"]]) for c in gold["claims"]))
    cued = [page.sentence(claim["content_spans"][0][0]) for claim in gold["claims"]]
    for claim in page.reading.claims:
        theirs = page.letters[claim.id]
        near = claim.cue is not None and any(span.overlaps(claim.cue.span) for span in cued)
        right = len(theirs & labelled) >= 0.5 * len(theirs) or (near and bool(theirs & labelled))
        add("overlaps a claim", right, f"[{claim.rule}] {' '.join(s.of(text) for s in claim.content)[:110]!r}")
    for mention in gold["mentions"]:
        span = Span(mention["start"], mention["end"])
        over = [one for one in page.reading.mentions if one.span.overlaps(span)]
        names = [mention["refers_to"], *mention.get("acceptable", ())]
        right = any(page.is_called(one.entity, one.caption, names) for one in over)
        got = [(one.span.of(text), one.caption, one.how) for one in over]
        add("mentions resolved", right, f"{mention['exact']!r} -> {mention['refers_to']!r} <- {got}")
    for event in gold["events"]:
        if not event.get("required", True):
            continue
        span = Span(event["start"], event["end"])
        kinds = {event["type"], *event.get("acceptable_types", ())}
        kinds |= {"position"} if "affiliation" in kinds else set()
        hits = [one for one in page.reading.events if one.span.overlaps(span) and one.type in kinds]
        add("events found", bool(hits), f"{event['type']} {event['words']!r}")
        if hits:
            states = {event["status"], *event.get("acceptable_status", ())}
            add("event status right", any(one.status in states for one in hits), f"{event['type']} {event['words']!r}")
    return mine


def main() -> int:
    """Print a line for each report and one for all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=sorted(path.stem for path in FOLDER.glob("*.txt")))
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args()
    total = Score()
    print(f"{'':8}" + "".join(f"{name:>22}" for name in NAMES))
    for name in options.names:
        mine = score(name, total)
        print(f"{name:8}" + "".join(f"{mine.share(one):>14.0%} of {mine.counts[f'{one} n']:>4}" for one in NAMES))
    print(f"{'all':8}" + "".join(f"{total.share(one):>14.0%} of {total.counts[f'{one} n']:>4}" for one in NAMES))
    if options.misses:
        print("\n".join(total.misses))
    return 0


if __name__ == "__main__":
    sys.exit(main())
