"""The demo report as a reader with a good eye would read and check it, written by hand for tests of its page."""

from __future__ import annotations

import hashlib
import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

from countermark.model.answer import Answer, Citation
from countermark.reading.types import Claim, Cue, Event, Hedge, Link, Reading, Sentence, Span, Speaker

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "report"
LISTS = "5f" * 32
PARTS = "a7" * 32
FILES = {LISTS: "demo_sdn_excerpt_2023-04-12T1843.csv", PARTS: "parts.csv"}


def demo_text() -> str:
    return files("countermark.demo").joinpath("report.txt").read_text(encoding="utf-8")


def find(text: str, words: str, after: str = "") -> Span:
    start = text.index(words, text.index(after) if after else 0)
    return Span(start, start + len(words))


def lay(text: str) -> tuple[Sentence, ...]:
    """Lay a text out by its lines: short lines without a full stop are headings."""
    found = []
    for number, line in enumerate(re.finditer(r"[^\n]+", text)):
        kind = "heading" if len(line[0]) < 90 and line[0][-1] not in ".”" else "prose"
        if number in {0, 1, 2}:
            kind = "label"
        if "reporting by" in line[0]:
            kind = "credit"
        found.append(Sentence(Span(line.start(), line.end()), number, kind))  # type: ignore[arg-type]
    return tuple(found)


class Hand:
    """Writes claims over a text by the words they are made of."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.claims: list[Claim] = []

    def claim(
        self, who: str, cue: str, *content: str, caption: str = "", how: str = "named", after: str = "", **more: Any
    ) -> str:
        name = f"c{len(self.claims) + 1}"
        speaker = find(self.text, who, after) if who else None
        self.claims.append(
            Claim(
                id=name,
                speaker=Speaker(speaker, f"doc:{caption or who}", caption or who, how),
                cue=Cue(find(self.text, cue, after), cue.split(maxsplit=1)[0]) if cue else None,
                content=tuple(find(self.text, words, after) for words in content),
                form=more.pop("form", "indirect"),
                rule=more.pop("rule", "subject_cue_that"),
                precision=more.pop("precision", 0.89),
                precision_n=more.pop("precision_n", 174),
                **more,
            )
        )
        return name


def demo_reading() -> Reading:
    """Give the reading of the demo report."""
    text = demo_text()
    hand = Hand(text)
    direct = {"form": "direct", "rule": "quote_subject_cue", "precision": 0.95, "precision_n": 262}
    trend = hand.claim(
        "Holub, an adviser on sanctions at the Institute for Recovered Arms",
        "said",
        "“A year ago most of the boards we opened came from Western brands,”",
        "“Today we count fewer Western parts and more parts with Chinese brands, month after month.”",
        caption="Daryna Holub",
        how="short_form_of_a_full_name",
        after="“A year ago",
        **direct,
    )
    del trend
    hand.claim(
        "Institute",
        "reveals",
        "that the navigation unit has changed",
        caption="Institute for Recovered Arms",
        how="heading",
        after="Institute reveals",
        factive=True,
        stance="alleges",
        rule="heading",
        precision=0.7,
        precision_n=86,
    )
    unit = hand.claim(
        "its experts",
        "claimed",
        "that a Chinese navigation unit had replaced the Swiss receiver which earlier drones of this type carried",
        caption="experts of the Institute for Recovered Arms",
        how="group_of_an_organisation",
        stance="alleges",
        via=(
            Speaker(find(text, "a paper"), None, "the institute’s paper"),
            Speaker(find(text, "Meridian Wire"), "doc:w", "Meridian Wire"),
        ),
    )
    hand.claim(
        "the institute",
        "According to",
        "it was made in April 2022, after the United States tightened its export rules on 24 February 2022",
        caption="Institute for Recovered Arms",
        how="the_organisation_named_last",
        after="According to",
        rule="according_to",
        precision=0.87,
        precision_n=30,
    )
    denial = hand.claim(
        "Tessaly Navigation",
        "denied",
        "that it had ever supplied the builder of the drone",
        stance="denies",
        rule="subject_cue_that",
    )
    silent = hand.claim(
        "A distributor of its products",
        "did not respond to a request for comment",
        stance="declines_comment",
        rule="no_comment",
    )
    answer = hand.claim(
        "the commerce ministry",
        "replied",
        "“Our companies carry on normal trade with all countries, and they follow the law.”",
        stance="answers",
        addressee=Speaker(find(text, "Meridian Wire", "Asked by"), "doc:w", "Meridian Wire", "asked_by"),
        **{**direct, "rule": "subject_cue_quote", "precision": 0.93, "precision_n": 43},
    )
    omitted = hand.claim(
        "The ministry’s answer",
        "did not mention",
        "the drone",
        caption="the commerce ministry",
        how="owner_of_a_document",
        after="The ministry’s",
        stance="omits",
    )
    hand.claim(
        "Dobre",
        "said",
        "“No firm under our law has sent finished weapons to this war,”",
        caption="Aurel Dobre",
        how="short_form_of_a_full_name",
        after="“No firm",
        stance="asserts",
        polarity="-",
        **direct,
    )
    hand.claim(
        "The president",
        "added",
        "that customs officers would open every crate of navigation parts from May",
        caption="Aurel Dobre",
        how="the_last_speaker_whose_role_fits",
        after="The president added",
        stance="announces",
        standing=True,
    )
    hand.claim(
        "Halvik",
        "told",
        "that the suppliers had “not yet” crossed into finished weapons",
        caption="Tomas Halvik",
        how="short_form_of_a_full_name",
        after="Halvik told",
        form="mixed",
        polarity="-",
        hedges=(Hedge(find(text, "“not yet”"), "not_yet"),),
        addressee=Speaker(find(text, "reporters"), None, "reporters"),
        standing=True,
    )
    hand.claim(
        "He",
        "promised",
        "to publish the findings of his inspectors",
        caption="Tomas Halvik",
        how="the_last_speaker",
        after="He promised",
        stance="promises",
        standing=True,
        rule="subject_cue_infinitive",
        precision=0.62,
        precision_n=47,
    )
    listing = find(
        text,
        "General Li Shangfu, the defence minister of China, has been under US sanctions since 2018 because of the "
        "purchase of combat aircraft and air-defence missiles from Russia",
    )
    added = find(
        text,
        "In April 2023 the United States added companies from China and Hong Kong to its sanctions list, one of them "
        "a reseller of satellite images",
    )
    shipped = find(text, "LLC Onelek was not on the US sanctions list on 26 August 2022")
    return Reading(
        text=text,
        text_sha256=hashlib.sha256(text.encode()).hexdigest(),
        sentences=lay(text),
        claims=tuple(hand.claims),
        events=tuple(
            Event("listing", span, (), "reported", "listing_passive", span) for span in (listing, added, shipped)
        ),
        links=(
            Link("denies", denial, unit, "the maker named beside it"),
            Link("answers", answer, unit, "asked about the navigation unit"),
            Link("limits", omitted, answer, "a silence inside the answer"),
            Link("answers", silent, denial, "asked beside it"),
        )[:3],
        credits=("Additional reporting by Meridian Wire",),
        published="2023-04-20",
        outlet="The Harbour Dispatch",
    )


def row(reading: Reading, claim: str | None = None, event: int | None = None, **more: Any) -> dict[str, Any]:
    if claim:
        one = next(one for one in reading.claims if one.id == claim)
        span = one.content[0] if one.content else one.cue.span if one.cue else Span(0, 1)
        speaker, kind = one.speaker.caption, "claimed"
    else:
        span = reading.events[event or 0].span
        speaker, kind = reading.outlet or "", "reported"
    return {
        "claim": claim,
        "event": event,
        "kind": "other",
        "speaker": speaker,
        "voice": kind,
        "statement": span.of(reading.text),
        "start": span.start,
        "end": span.end,
        "verdict": "not testable",
        "question": None,
        "asked": {},
        "question_verdict": None,
        "rule": "nothing_to_ask",
        "why": "No question can be put to this statement.",
        "definition": "",
        "would_change": "",
        "candidates": [],
        "evidence": [],
        "cite": [],
        **more,
    }


def demo_answer(reading: Reading) -> Answer:
    """Give the check of the demo report; what each row finds is in a file."""
    found = json.loads((GOLDEN / "demo_check.json").read_text(encoding="utf-8"))
    rows = [row(reading, **one) for one in found]
    return Answer(
        question="check",
        parameters={"published": reading.published, "outlet": reading.outlet},
        definition="Each statement is put, by the rule its card names, to the question that can test it.",
        verdict=None,
        figures=[],
        rows=rows,
        citations=[
            Citation(original=LISTS, locator="line 4"),
            Citation(original=LISTS, locator="line 8"),
            Citation(original=PARTS, locator="row 2"),
            Citation(original=LISTS, locator="line 9"),
        ],
        caveats=["Lists held: an excerpt. Who is not in it may be on the list."],
        as_of={"recorded": "2026-11-24T12:00:00Z"},
        seal="3b" * 32,
        code_version="0.1.0",
        config_sha256="c1" * 32,
    )
