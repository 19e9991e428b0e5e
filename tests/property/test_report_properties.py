"""Spans and selectors of any text: they hold their words, survive line ends and wide letters, and read back."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countermark.intake.report_statements import claim_ids, statement_rows
from countermark.intake.selectors import find_quote, selectors
from countermark.model.facts import STATEMENT
from countermark.reading import read
from countermark.reading.contract import read_json
from countermark.reading.pieces import read_any
from countermark.reading.types import Claim, Cue, Reading, Span, Speaker
from countermark.sources.reports import open_report

PIECES = [
    *("“We found four boards,” the inspector said.", "The ministry denied that it had sold any.", "on Monday", "said"),
    *("\n", "\n\n", " ", "“", "”", '"', "«Нет», — сказал он.", "قال المفتش إن اللوحات وجدت.", "😀", "in April 2023"),
    *("ﬁ", "İ", "\u2028", "\u202e", "a\u0301", "According to the port, nothing came."),
    "“First paragraph opens\n\n“and this one closes,” she added.",
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=14).map("".join) | st.text(max_size=120)


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_every_span_of_a_reading_holds_its_words(text: str) -> None:
    value = read_json(read(text, published="2023-04-17"))
    spans = [*value["mentions"], *value["dates"], *value["quotations"], *value["artifacts"], *value["events"]]
    for claim in value["claims"]:
        assert claim["content"]
        spans += [*claim["content"], *claim["hedges"]]
        for part in (claim["speaker"], claim["cue"], claim["addressee"], *claim["via"]):
            if part is not None and part["start"] is not None:
                assert text[part["start"] : part["end"]] == part["text"]
    for span in spans:
        assert 0 <= span["start"] < span["end"] <= len(text)
        assert text[span["start"] : span["end"]] == span["exact"]


@given(TEXTS)
@settings(max_examples=100, deadline=None)
def test_without_a_day_of_publication_no_relative_day_has_a_value(text: str) -> None:
    for found in read_json(read(text))["dates"]:
        assert not (found["needs_published"] and found["value"])


@given(TEXTS, st.data())
@settings(max_examples=200, deadline=None)
def test_selectors_find_their_place_or_none(text: str, data: st.DataObject) -> None:
    if not text:
        return
    start = data.draw(st.integers(0, len(text) - 1))
    span = Span(start, data.draw(st.integers(start + 1, len(text))))
    position, quote = selectors(span, text)
    assert text[position["start"] : position["end"]] == quote["exact"]
    assert text.startswith(quote["prefix"] + quote["exact"] + quote["suffix"], span.start - len(quote["prefix"]))
    assert find_quote(quote, text) in {span, None}
    unique = text.count(quote["exact"]) == 1
    assert not unique or find_quote(quote, text) == span
    moved = f"A line before it.\n{text}"
    assert find_quote(quote, moved) in {Span(span.start + 18, span.end + 18), None}


@given(TEXTS, st.sampled_from(["\n", "\r\n", "\r"]), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
@settings(max_examples=150, deadline=None)
def test_a_stored_text_is_the_text_and_its_bytes_are_found(text: str, line_end: str, codec: str) -> None:
    text = "The yard is closed. " + text.replace("\r", "") + "\nIt is closed.\n"
    if any((ord(letter) < 32 and letter != "\n") or letter == "\x7f" for letter in text):
        return
    data = text.replace("\n", line_end).encode(codec)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "report.txt"
        place.write_bytes(data)
        report = open_report(place)
    assert report.text == text
    assert "".join(report.text[block.start : block.end] for block in report.blocks) == text
    plain = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}.get(codec, codec)
    for block in report.blocks:
        piece = data[block.byte_start : block.byte_end].decode(plain).replace(line_end, "\n")
        assert piece == report.text[block.start : block.end]


@st.composite
def _readings(draw: st.DrawFn) -> Reading:
    text = draw(st.text(min_size=1, max_size=60))
    places = st.integers(0, len(text) - 1).flatmap(
        lambda start: st.integers(start + 1, len(text)).map(lambda end: Span(start, end))
    )
    claims = tuple(
        Claim(
            id=f"c{number}",
            speaker=Speaker(draw(st.none() | places), draw(st.none() | st.sampled_from(["doc:1", "us-1", "a b"]))),
            cue=draw(st.none() | places.map(lambda span: Cue(span, "say"))),
            content=tuple(draw(st.lists(places, min_size=1, max_size=3))),
            form="direct",
            rule="r",
        )
        for number in range(draw(st.integers(0, 5)))
    )
    return Reading(text=text, text_sha256="0" * 64, claims=claims)


@given(_readings())
@settings(max_examples=150, deadline=None)
def test_claims_have_ids_of_their_own_and_no_entity_that_is_none(reading: Reading) -> None:
    original = "ab" * 32
    ids = claim_ids(reading, original)
    assert len(set(ids.values())) == len(reading.claims)
    assert ids == claim_ids(reading, original)
    rows = [dict(zip(STATEMENT.names, row, strict=True)) for row in statement_rows(reading, original=original)]
    assert [row["row"] for row in rows] == list(range(1, len(rows) + 1))
    assert {row["value"] for row in rows if row["prop"] == "speaker"} <= {"us-1"}
    assert all(row["external"] for row in rows if row["prop"] == "speaker")


@given(st.lists(TEXTS, min_size=1, max_size=4), st.integers(40, 400))
@settings(max_examples=60, deadline=None)
def test_a_text_read_in_pieces_keeps_its_spans_and_numbers(texts: list[str], size: int) -> None:
    text = "\n\n".join(["“We found four boards,” the inspector said on Monday. He denied it.", *texts])
    with pytest.MonkeyPatch.context() as short:
        short.setattr("countermark.reading.pieces.LONGEST", size)
        short.setattr("countermark.reading.pieces._PIECE", size)
        reading = read_any(text, published="2023-04-17")
    value = read_json(reading)
    assert reading.text == text
    ids = [claim["id"] for claim in value["claims"]]
    assert len(set(ids)) == len(ids)
    assert {claim["parent"] for claim in value["claims"]} <= {None, *ids}
    assert {event["claim"] for event in value["events"]} <= {None, *ids}
    assert {end for link in value["links"] for end in (link["source"], link["target"])} <= set(ids)
    for part in [
        *value["mentions"],
        *value["dates"],
        *(piece for claim in value["claims"] for piece in claim["content"]),
    ]:
        assert text[part["start"] : part["end"]] == part["exact"] != ""
    for event in reading.events:
        for argument in event.arguments:
            assert argument.mention is None or reading.mentions[argument.mention].span.overlaps(argument.span)
    starts = [sentence.span.start for sentence in reading.sentences]
    assert starts == sorted(starts)
    assert (len(text) > size) == any("pieces" in warning for warning in reading.warnings)
