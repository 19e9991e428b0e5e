"""The page of a report: nothing of the text is lost, nothing of it runs, each card says what was read and found."""

from __future__ import annotations

import base64
import hashlib
import html
import os
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from countermark.reading.types import Claim, Cue, Event, Link, Reading, Sentence, Span, Speaker
from countermark.report.reading import headline, render_report
from countermark.report.reading_text import blocks
from countermark.report.reading_units import Unit, units
from countermark.report.reading_words import VERDICTS, readable
from tests.unit.report_sample import FILES, demo_answer, demo_reading, row

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "report" / "demo.txt"
BLOCK_TAGS = {"p", "h1", "h2", "h3", "li", "dt", "dd", "tr", "div", "summary", "blockquote", "caption", "article"}


class Words(HTMLParser):
    """The words of a page, a line a block; style and script left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = [""]
        self.skip = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.skip += tag in {"style", "script", "title"}
        if tag in BLOCK_TAGS:
            self.lines.append("")

    def handle_endtag(self, tag: str) -> None:
        self.skip -= tag in {"style", "script", "title"}
        if tag in BLOCK_TAGS:
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        if not self.skip:
            self.lines[-1] += data


def words(page: str) -> str:
    parser = Words()
    parser.feed(page)
    return "\n".join(line for part in parser.lines if (line := " ".join(part.split()))) + "\n"


def shown(reading: Reading, given_units: list[Unit]) -> str:
    return " ".join(
        "".join(html.unescape(piece.html) for piece in block.pieces) for block in blocks(reading, given_units)
    )


def bare(text: str, *claims: Claim, **more: object) -> Reading:
    return msgspec.structs.replace(Reading(text=text, text_sha256="0" * 64, claims=claims), **more)


def said(name: str, start: int, end: int, **more: object) -> Claim:
    made = Claim(name, Speaker(None, None, "A. Speaker", "named"), None, (Span(start, end),), "indirect", "subject_cue")
    return msgspec.structs.replace(made, **more)


def empty_answer(reading: Reading, *rows: dict[str, object]) -> object:
    return msgspec.structs.replace(demo_answer(demo_reading()), rows=list(rows), citations=[], detail={})


@pytest.fixture(scope="module")
def page() -> str:
    reading = demo_reading()
    return render_report(reading, demo_answer(reading), generated_from="demo case", files=FILES)


def test_the_page_reads_as_the_golden_text(page: str) -> None:
    told = words(page)
    if os.environ.get("COUNTERMARK_UPDATE_GOLDEN"):
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(told, encoding="utf-8")
    assert told == GOLDEN.read_text(encoding="utf-8")


def test_the_same_reading_and_answer_give_the_same_bytes(page: str) -> None:
    reading = demo_reading()
    assert render_report(reading, demo_answer(reading), generated_from="demo case", files=FILES) == page


def test_every_word_of_the_report_is_on_the_page_in_order() -> None:
    reading = demo_reading()
    numbered, total = units(reading, demo_answer(reading).rows)
    assert total == 15
    assert shown(reading, numbered).split() == reading.text.split()


def test_cards_follow_the_paragraph_of_their_words(page: str) -> None:
    places = [page.index(f'id="t{number}"') for number in range(1, 16)]
    cards = [page.index(f'id="k{number}"') for number in range(1, 16)]
    assert places == sorted(places)
    assert cards == sorted(cards)
    assert all(place < card for place, card in zip(places, cards, strict=True))
    between = page[page.index('id="k1"') : page.index('id="t3"')]
    assert 'id="k2"' in between
    assert 'id="k3"' not in between


def test_a_card_says_who_how_it_was_read_and_how_often_the_rule_is_right(page: str) -> None:
    card = words(page[page.index('id="k13"') : page.index('id="k14"')])
    assert "13Aurel Dobre added" in card
    assert "“The president”, taken for Aurel Dobre (the last speaker whose role fits)" in card
    assert "subject cue that: right in 155 of 174 on annotated news" in card
    assert "standing" in card


def test_a_verb_that_claims_too_much_is_flagged(page: str) -> None:
    card = words(page[page.index('id="k2"') : page.index('id="k3"')])
    assert "“reveals” presents what follows as a fact. That is the report’s wording, not evidence." in card


def test_not_yet_limits_a_denial(page: str) -> None:
    card = words(page[page.index('id="k14"') : page.index('id="k15"')])
    assert "“Not yet” limits the denial to its day; it promises nothing." in card


def test_candidates_are_ranked_and_the_excluded_ones_say_why(page: str) -> None:
    card = words(page[page.index('id="k10"') : page.index('id="k11"')])
    assert "Candidates, never an identification" in card
    first, second, third = (card.index(name) for name in ("CHINA HEAD", "KING-PAI", "SPACETY"))
    assert first < second < third
    assert "excluded: added by 26 January 2023, before the window begins" in card


def test_what_the_outlet_says_itself_is_marked_as_reported(page: str) -> None:
    card = page[page.index('id="k9"') : page.index('id="k10"')]
    assert '<span class="tag">reported</span>' in card
    assert "the outlet’s own, so it stands as reported by it" in card
    assert '<span class="tag">reported</span>' not in page[page.index('id="k3"') : page.index('id="k4"')]


def test_the_board_keeps_denial_answer_and_silence_apart(page: str) -> None:
    table = page[page.index('<table class="board">') : page.index("</table>")]
    row_of = next(part for part in table.split("<tr>") if "replaced the Swiss receiver" in part)
    cells = [words(cell) for cell in re.findall(r"<td.*?</td>", row_of, re.DOTALL)]
    assert [cell.split("\n")[0] for cell in cells] == [
        "3experts of the Institute for Recovered Arms",
        "5Tessaly Navigation that it had ever supplied the builder of the drone",
        "7the commerce ministry “Our companies carry on normal trade with all countries, and they follow the law.”",
        "8the commerce ministry did not mention the drone",
        "·",
    ]


def test_the_tree_goes_from_the_page_through_the_agency_to_the_origin(page: str) -> None:
    tree = words(page[page.index('<ul class="tree">') :])
    lines = tree.split("\n")
    at = lines.index("Meridian Wire")
    assert lines[at : at + 3] == [
        "Meridian Wire",
        "the institute’s paper",
        "experts of the Institute for Recovered Arms 3",
    ]
    assert "9 origins on this page" in tree


def test_the_page_asks_for_nothing_and_runs_only_its_own_script(page: str) -> None:
    policy = html.unescape(re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)[1])  # type: ignore[index]
    for tag, directive in (("style", "style-src"), ("script", "script-src")):
        body = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        assert len(body) == 1
        digest = base64.b64encode(hashlib.sha256(body[0].encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")
    assert not re.search(r"""<[^>]+\s(?:src|style|on\w+)\s*=""", page)
    assert not re.search(r'href="(?!#)', page)


HOSTILE = (
    "<script>alert(1)</script> said the “<img src=x onerror=alert(2)>” minister.\n"
    "</script></style><svg onload=alert(3)> {{ 7*7 }} &lt;b&gt; \u202edesrever\u202c \x00\x1b[31m javascript:alert(4)"
)


def test_a_report_that_holds_markup_stays_text() -> None:
    reading = bare(
        HOSTILE,
        said(
            "c1", 0, 25, speaker=Speaker(Span(0, 25), None, "<b>bold</b>", "<i>how</i>"), cue=Cue(Span(26, 30), "say")
        ),
        outlet="<u>outlet</u>",
        warnings=("<em>warning</em>",),
        credits=("<s>credit</s>",),
    )
    evil = row(
        demo_reading(), "c1", why="<script>x</script>", candidates=[{"caption": "<b>c</b>", "reasons": ["<b>r</b>"]}]
    )
    page = render_report(reading, empty_answer(reading, evil), title="<title>")  # type: ignore[arg-type]
    assert len(re.findall("<script", page)) == 1
    assert not re.search(r"<(?:img|svg|b>bold|u>|em>warning|s>credit|i>how|b>c<|b>r<)", page)
    assert "{{ 7*7 }}" in page
    assert "&amp;lt;b&amp;gt;" in page
    assert "[U+202E]desrever" in page
    assert "␀" in page


def test_joiners_and_marks_of_real_scripts_stay() -> None:
    persian = "می\u200cخواهد \u200fשלום 🇺🇦 👨\u200d👩\u200d👧 ❤\ufe0f"
    assert str(readable(persian)) == persian


def test_right_to_left_paragraphs_turn_by_themselves() -> None:
    text = "«لم نبع شيئا» قال المتحدث.\nThe ministry said nothing."
    page = render_report(bare(text, said("c1", 0, 13)), empty_answer(bare(text)))  # type: ignore[arg-type]
    assert page.count('class="para prose" dir="auto"') == 2


@pytest.mark.parametrize("text", ["", " \n\n ", "\ufeff", "x"])
def test_a_report_of_almost_nothing_is_still_a_page(text: str) -> None:
    page = render_report(bare(text), empty_answer(bare(text)))  # type: ignore[arg-type]
    assert "</html>" in page


def test_a_long_text_is_shown_around_its_claims_and_the_gaps_are_counted() -> None:
    filler = "word " * 400_000
    text = filler + "The broker shipped boards, the ministry said." + filler + "It denied all. " + filler
    first = text.index("The broker")
    second = text.index("It denied")
    reading = bare(text, said("c1", first, first + 25), said("c2", second, second + 13))
    page = render_report(reading, empty_answer(reading))  # type: ignore[arg-type]
    assert len(page) < 120_000
    assert "The broker shipped boards" in page
    assert set(shown(reading, units(reading, [])[0]).split()) <= set(text.split())
    gaps = [int(found.replace(",", "")) for found in re.findall(r"([\d,]+) characters without a statement", page)]
    assert len(gaps) == 3
    assert sum(gaps) == pytest.approx(len(text), rel=0.001)


def test_fifty_megabytes_on_one_line_make_a_small_page() -> None:
    text = "a" * 25_000_000 + " b " + "c" * 25_000_000
    reading = bare(text, said("c1", 10, 40_000_000))
    page = render_report(reading, empty_answer(reading))  # type: ignore[arg-type]
    assert len(page) < 100_000


def test_a_report_of_very_many_claims_shows_the_first_and_says_so() -> None:
    text = "The ministry said no. " * 5_000
    claims = tuple(said(f"c{index}", index * 22, index * 22 + 20) for index in range(5_000))
    page = render_report(bare(text, *claims), empty_answer(bare(text)))  # type: ignore[arg-type]
    assert "shows the first 1,200 of 5,000 statements" in page
    assert page.count('<article class="card') == 1_200
    assert len(page) < 6_000_000


def test_a_verdict_of_a_claim_that_the_reading_does_not_know_is_not_lost() -> None:
    reading = demo_reading()
    stray = {**row(reading, "c1", why="Stray."), "claim": "c99"}
    numbered, total = units(reading, [stray])
    assert total == 13
    assert [unit.rows for unit in numbered if unit.rows] == [(stray,)]
    page = render_report(reading, empty_answer(reading, stray))  # type: ignore[arg-type]
    card = page[page.index('id="k2"') : page.index('id="k3"')]
    assert "Daryna Holub" in card
    assert '<span class="tag">reported</span>' not in card


def test_nested_and_interleaved_claims_keep_their_words_and_their_links() -> None:
    text = "He said she denied that it was so."
    reading = bare(text, said("c1", 8, 33), said("c2", 19, 33, parent="c1"), links=(Link("denies", "c2", "c1", "why"),))
    page = render_report(reading, empty_answer(reading))  # type: ignore[arg-type]
    assert 'data-c="1 2"' in page
    assert "Within</dt><dd><bdi>statement 1" in page
    assert 'denies <a href="#k1">statement 1</a>' in page


def test_the_headline_is_the_first_heading_else_the_first_line() -> None:
    assert headline(demo_reading()).startswith("Small parts, long journeys")
    named = bare(
        "The Post\nA find", sentences=(Sentence(Span(0, 8), 0, "heading"), Sentence(Span(9, 15), 1, "heading"))
    )
    assert headline(named) == "The Post"
    assert headline(msgspec.structs.replace(named, outlet="the post")) == "A find"
    assert headline(bare("\n First line\nsecond")) == "First line"
    assert headline(bare("")) == "An empty report"


def test_every_verdict_of_the_table_has_its_words_and_another_one_is_shown_as_it_is() -> None:
    reading = demo_reading()
    rows = [row(reading, "c1", verdict=verdict) for verdict in [*VERDICTS, "unheard of"]]
    page = render_report(reading, empty_answer(reading, *rows))  # type: ignore[arg-type]
    for verdict in [*VERDICTS, "unheard of"]:
        assert f"</span>{verdict}</p>" in page


def _luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(2 * one for one in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", [0, 1])
def test_every_colour_of_words_stands_out_from_its_ground(page: str, scheme: int) -> None:
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)[1]  # type: ignore[index]
    style = re.sub(r"@media print\{.*?\n\}\n", "", style, flags=re.DOTALL)
    colours: dict[str, str] = {}
    for media, block in re.findall(r"(@media [^{]*\{)?:root\{([^}]*)\}", style):
        if not media or (scheme and media == "@media (prefers-color-scheme:dark){"):
            colours |= dict(re.findall(r"--([\w-]+):(#[0-9a-f]{3,6})", block))
    for name in ("ink", "muted", "accent", "record", "differs", "against", "open", "standing", "quiet"):
        for ground in ("bg", "panel", "tint"):
            light, deep = sorted((_luminance(colours[name]), _luminance(colours[ground])), reverse=True)
            assert (light + 0.05) / (deep + 0.05) >= 4.5, (name, ground)


@st.composite
def marked(draw: st.DrawFn) -> Reading:
    text = draw(st.text(alphabet=st.sampled_from("ab “”.\n\t<&é漢א"), max_size=120))
    claims = []
    for number in range(draw(st.integers(0, 6)) if text else 0):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        claims.append(said(f"c{number}", start, end))
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=5)))
    edges = [0, *cuts, len(text)]
    sentences = tuple(
        Sentence(Span(first, last), paragraph)
        for paragraph, (first, last) in enumerate(pairwise(edges))
        if first < last
    )
    return bare(text, *claims, sentences=sentences)


@given(marked())
def test_no_word_is_lost_or_doubled_whatever_the_places(reading: Reading) -> None:
    numbered, _ = units(reading, [])
    assert "".join(shown(reading, numbered).split()) == "".join(reading.text.split())
    made = blocks(reading, numbered)
    opened = [number for block in made for piece in block.pieces for number in piece.opens]
    assert len(opened) == len(set(opened))
    held = [unit.number for block in made for unit in block.units]
    assert held == [unit.number for unit in numbered] or not made


def test_events_without_a_place_are_left_out() -> None:
    reading = bare("Words.", events=(Event("listing", Span(0, 5), (), "reported", "rule", Span(0, 5)),))
    outside = {**row(demo_reading(), event=0, kind="listing"), "start": 4, "end": 99}
    inside = {**row(demo_reading(), event=0, kind="listing"), "start": 0, "end": 5}
    numbered, total = units(reading, [outside, inside])
    assert total == 1
    assert numbered[0].event is reading.events[0]


def test_what_the_outlet_only_mentions_gets_no_card_and_is_counted() -> None:
    reading = demo_reading()
    idle = row(reading, event=0, kind="other", why="Nothing asks.")
    page = render_report(reading, empty_answer(reading, idle, idle))  # type: ignore[arg-type]
    assert "2 more mentions of visits" in page
    assert '<span class="tag">reported</span>' not in page


def test_a_long_reason_is_short_on_the_card_and_whole_behind_it() -> None:
    reading = demo_reading()
    why = "It is so. " * 60
    page = render_report(reading, empty_answer(reading, row(reading, "c1", why=why)))  # type: ignore[arg-type]
    card = page[page.index('id="k1"') : page.index('id="k2"')]
    face, behind = card.split("<details")
    assert len(re.search(r'<p class="why">([^<]*)', face)[1]) < 262  # type: ignore[index]
    assert why.strip() in behind
