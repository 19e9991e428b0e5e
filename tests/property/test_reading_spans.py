from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from countermark.reading.attribution import attribute
from countermark.reading.text import layout
from countermark.reading.types import Span

WORDS = """the ministry|said|that|exports|had stopped|Koval|told Kyodo|and|according to|who|an adviser|denied|any sale
which|he|they|added|in a statement|on Monday|not|did|did not|respond|to|claim|is accused of|was pleased with|but
while|adding|U.S.|Mr.|“yes”|𝄞|السفينة|会议。|the claim that|promised|’s|told Kyodo"""
MARKS = [*",.“”\"'‘’?!…:;()—«»„", "''", "\n", "\n\n", "\r\n"]
PIECES = st.sampled_from([*WORDS.replace("\n", "|").split("|"), *MARKS])
NEWS = st.lists(PIECES, max_size=40).map(" ".join)
ANY = st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=300)


def check(text: str) -> None:
    page = layout(text)
    claims = attribute(page, ())
    spans = [*page.paragraphs, *(s.span for s in page.sentences), *(q.span for q in page.quotations)]
    spans += [artifact.span for artifact in page.artifacts]
    for claim in claims:
        spans += claim.content
        spans += [claim.cue.span] if claim.cue else []
        spans += [s.span for s in (claim.speaker, claim.addressee, *claim.via) if s is not None and s.span is not None]
        spans += [hedge.span for hedge in claim.hedges]
    for span in spans:
        assert 0 <= span.start < span.end <= len(text)
        assert not text[span.start].isspace()
        assert not text[span.end - 1].isspace()
    assert len({claim.id for claim in claims}) == len(claims)
    dangling = [artifact.span for artifact in page.artifacts if artifact.kind == "dangling_quote"]
    direct = [span for claim in claims if claim.form == "direct" for span in claim.content]
    quoted = [quotation.span for quotation in page.quotations]
    assert all(span in quoted for span in direct)
    assert not any(span in quoted for span in dangling)


@settings(max_examples=400, deadline=None)
@given(NEWS)
def test_spans_of_news_like_text_are_exact(text: str) -> None:
    check(text)


@settings(max_examples=200, deadline=None)
@given(ANY)
def test_spans_of_any_text_are_exact(text: str) -> None:
    check(text)


@settings(max_examples=200, deadline=None)
@given(NEWS)
def test_every_letter_stands_in_a_paragraph(text: str) -> None:
    inside = set()
    for span in layout(text).paragraphs:
        inside.update(range(span.start, span.end))
    assert all(at in inside for at, letter in enumerate(text) if letter.isalnum())


@settings(max_examples=200, deadline=None)
@given(NEWS)
def test_sentences_neither_overlap_nor_leave_their_paragraph(text: str) -> None:
    page = layout(text)
    before = 0
    for sentence in page.sentences:
        assert sentence.span.start >= before
        assert page.paragraphs[sentence.paragraph].covers(sentence.span)
        before = sentence.span.end


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(["“We sold nothing,” the dealer said.", "The office said it was closed."]), max_size=6))
def test_line_ends_move_spans_and_nothing_else(lines: list[str]) -> None:
    def read(newline: str) -> list[list[str]]:
        text = (newline * 2).join(lines)
        return [[span.of(text) for span in claim.content] for claim in attribute(layout(text), ())]

    assert read("\n") == read("\r\n")


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="𝄞😀\u200f قا", min_size=1, max_size=10))
def test_astral_and_right_to_left_letters_before_a_claim_move_its_spans(prefix: str) -> None:
    sentence = "“We sold nothing,” the dealer said."
    text = f"{prefix}\n\n{sentence}"
    claim = attribute(layout(text), ())[-1]
    assert claim.content == (Span(len(prefix) + 2, len(prefix) + 2 + len("“We sold nothing,”")),)
