"""Several reports: the same words, their speakers, their origins; two versions of a page."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from msgspec.structs import replace

from countermark.reading.compare import THRESHOLD, compare_claims, same_words
from countermark.reading.origins import agencies, origins, shared_paragraphs
from countermark.reading.stems import overlap, rarity, stem, stems_of
from countermark.reading.types import Hedge, Reading, Span, Speaker
from countermark.reading.versions import compare_versions
from tests.unit.reports.hand import Hand

# Two outlets' wordings of one utterance; ours, with the changes that editors and translators make.
SAME = [
    (
        "We hold joint drills at sea and on land and trade useful findings between our staffs every month",
        "Every month our staffs exchange useful findings, and we hold joint drills on land and at sea",
    ),
    (
        "The factory stopped buying foreign receivers in spring and builds its own antennas now",
        "In spring the factory stopped buying receivers from abroad; it now builds its own antennas",
    ),
    (
        "Nobody at the port asked who would collect the forty crates of circuit boards",
        "nobody asked at the port who was going to collect the 40 crates with circuit boards",
    ),
    (
        "Our inspectors found the same serial numbers on three motors from three different seas",
        "The inspectors found three motors from different seas bearing the same serial numbers",
    ),
]
OTHERS = [
    "We will publish every invoice that the ministry of trade hands over to our commission",
    "The receivers came in through a harbour on the other side of the gulf",
    "No company registered here has shipped a single weapon to either side of this war",
    "Our trade with every neighbour is normal and follows the laws of both countries",
    "The general inspected the joint drills and praised the officers of both navies",
    "They stopped the shipment of motors after the inspectors asked for the invoices",
    "In our country nobody asks a factory where its antennas fly to",
    "Circuit boards with ground-off numbers are found in every second drone",
    "The partnership between the two countries has no limits and harms nobody",
    "It is not hard to guess where the new parts come from",
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_utterance_in_two_wordings_is_found(one: str, other: str) -> None:
    score = same_words([one], [other])
    assert score is not None
    assert score >= THRESHOLD
    assert same_words([other], [one]) == score


def test_other_utterances_of_one_subject_are_not() -> None:
    texts = [*(one for one, _ in SAME), *OTHERS]
    found = {pair for pair in combinations(texts, 2) if same_words([pair[0]], [pair[1]]) is not None}
    assert found == set()


def test_short_and_everyday_words_prove_nothing() -> None:
    assert same_words(["very well"], ["it went very well and we are pleased with it"]) is None
    assert same_words(["we will see what it is and what it is not"], ["what it is not, we will see"]) is None


def test_rare_words_weigh_more_and_endings_do_not_matter() -> None:
    assert rarity(stem("the")) < rarity(stem("country")) < rarity(stem("rosoboronexport"))
    assert stem("receivers") == stem("receiver")
    assert stem("2,215") == "2215"
    assert overlap(stems_of(["jets"]), frozenset()) == 0.0


WORDS = SAME[0]


def report(name: str, speaker: str, words: str, *, more: str = "", **given: Any) -> Reading:
    entity = given.pop("entity", None)
    country, kind, schema = given.pop("country", ""), given.pop("kind", "name"), given.pop("schema", "Person")
    translated = given.pop("translated", False)
    hand = Hand(f"“{words},” {speaker} said.\n{more}".strip(), outlet=name, **given)
    hand.mention(speaker, kind=kind, schema=schema, entity=entity, country=country)
    hand.claim(speaker, words, entity=entity, translated=translated)
    return hand.reading()


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ({"speaker": "Ivo Brandt"}, {"speaker": "Lena Sorel"}, "other"),
        ({"speaker": "Ivo Brandt"}, {"speaker": "Brandt"}, "same"),
        ({"speaker": "Brandt, Ivo"}, {"speaker": "Ivo Brandt"}, "same"),
        ({"speaker": "Brandt", "entity": "Q1"}, {"speaker": "the envoy", "entity": "Q1", "kind": "title"}, "same"),
        ({"speaker": "Ivo Brandt"}, {"speaker": "a ministry official", "kind": "nominal", "schema": ""}, "not named"),
        (
            {"speaker": "Norland", "schema": "Country", "country": "NO"},
            {"speaker": "Sudland", "schema": "Country", "country": "SD"},
            "other",
        ),
        ({"speaker": "Norland", "schema": "Country", "country": "NO"}, {"speaker": "Ivo Brandt"}, "not named"),
        ({"speaker": "Ivo Brandt", "entity": "doc:1"}, {"speaker": "Lena Sorel", "entity": "doc:1"}, "other"),
    ],
)
def test_speakers_conflict_only_where_both_are_known(first: Any, second: Any, said: str) -> None:
    one = report("A", words=WORDS[0], **first)
    two = report("B", words=WORDS[1], **second)
    (pair,) = compare_claims(one, two)
    assert pair.speakers == said
    assert pair.conflict == (said == "other")
    (back,) = compare_claims(two, one)
    assert back.speakers == said


def test_a_back_translation_is_marked() -> None:
    (pair,) = compare_claims(report("A", "Ivo Brandt", WORDS[0]), report("B", "Ivo Brandt", WORDS[1], translated=True))
    assert pair.translated


def test_silence_has_no_words() -> None:
    one = report("A", "Ivo Brandt", WORDS[0])
    silent = replace(one, claims=tuple(replace(claim, stance="omits") for claim in one.claims))
    assert compare_claims(silent, report("B", "Ivo Brandt", WORDS[1])) == []


@pytest.mark.parametrize(
    ("lines", "named"),
    [
        (("with Meridian Wire",), ("Meridian Wire",)),
        (("Additional reporting by Meridian Wire",), ("Meridian Wire",)),
        (("(Meridian Wire)",), ("Meridian Wire",)),
        (("By Meridian Wire and Northpoint",), ("Meridian Wire", "Northpoint")),
        ((), ()),
    ],
)
def test_agencies_of_credit_lines(lines: tuple[str, ...], named: tuple[str, ...]) -> None:
    assert agencies(Reading(text="", text_sha256="", credits=lines)) == named


PARAGRAPH = (
    "Four drones lie opened on a bench in the hangar, and the woman who opens them has counted their parts for nine "
    "years without a break, as her notebooks show."
)


def test_outlets_that_print_one_agency_are_one_origin() -> None:
    one = report("A", "Ivo Brandt", SAME[0][0], credits=("with Meridian Wire",))
    two = report("B", "Lena Sorel", SAME[1][0], credits=("Meridian Wire",))
    three = report("C", "Ada Holm", SAME[2][0])
    found = origins([one, two, three, one])
    assert [len(origin.reports) for origin in found] == [2, 1]
    assert found[0].root == "agency: Meridian Wire"
    assert {join.kind for join in found[0].joins} == {"credit"}
    assert found[1].root == "report: C"


def test_a_shared_paragraph_or_quotation_joins() -> None:
    one = report("A", "Ivo Brandt", SAME[0][0], more=PARAGRAPH)
    two = report("B", "Lena Sorel", SAME[1][0], more=PARAGRAPH.replace("hangar", "cold hangar"))
    assert len(shared_paragraphs(one, two)) == 1
    assert [origin.root for origin in origins([one, two])] == ["one text"]
    three = report("C", "Ivo Brandt", SAME[0][1])
    (group,) = origins([one, three])
    assert (group.root, {join.kind for join in group.joins}) == ("one speech", {"quotation"})
    assert len(origins([two, three])) == 2


def test_a_shared_document_joins() -> None:
    def with_paper(reading: Reading) -> Reading:
        source = Speaker(None, None, "Institute for Recovered Arms", "via")
        return replace(reading, claims=tuple(replace(claim, via=(source,)) for claim in reading.claims))

    one = with_paper(report("A", "Ivo Brandt", SAME[0][0]))
    two = with_paper(report("B", "Lena Sorel", SAME[1][0]))
    (group,) = origins([one, two])
    assert group.root == "document: Institute for Recovered Arms"


def test_origins_do_not_depend_on_the_order() -> None:
    reports = [report(name, "Ivo Brandt", words) for name, words in zip("ABCD", [*SAME[0], *SAME[1]], strict=True)]
    assert origins(reports) == origins(reversed(reports))
    assert [len(origin.reports) for origin in origins(reports)] == [2, 2]


def page(*said: tuple[str, str], **more: Any) -> Reading:
    text = "\n".join(f"“{words},” {speaker} said." for speaker, words in said)
    hand = Hand(text)
    for speaker, words in said:
        if not any(mention.caption == speaker for mention in hand.mentions):
            hand.mention(speaker, schema="Person")
        hand.claim(speaker, words, **more)
    return hand.reading()


def changes(old: Reading, new: Reading) -> list[tuple[str, str]]:
    return [(one.change, one.detail) for one in compare_versions(old, new)]


def test_versions_claim_by_claim() -> None:
    first, second, third = SAME[0][0], SAME[1][0], SAME[2][0]
    old = page(("Ivo Brandt", first), ("Lena Sorel", second))
    assert changes(old, old) == []
    assert changes(old, page(("Ivo Brandt", first), ("Lena Sorel", second), ("Ada Holm", third))) == [
        ("added", "Ada Holm")
    ]
    assert changes(old, page(("Lena Sorel", second))) == [("removed", "Ivo Brandt")]
    assert changes(old, page(("Ada Holm", first), ("Lena Sorel", second))) == [("speaker", "Ivo Brandt -> Ada Holm")]
    assert changes(old, page(("Ivo Brandt", first.replace("every month", "every week")), ("Lena Sorel", second))) == [
        ("words", "the wording changed")
    ]


def test_versions_see_numbers_stance_polarity_and_hedges() -> None:
    old = page(("Ivo Brandt", "we counted 46 foreign boards in the drone last spring"))
    assert changes(old, page(("Ivo Brandt", "we counted 64 foreign boards in the drone last spring"))) == [
        ("number", "46 -> 64")
    ]
    said = old.claims[0]
    assert changes(old, replace(old, claims=(replace(said, stance="denies"),))) == [("stance", "asserts -> denies")]
    assert changes(old, replace(old, claims=(replace(said, polarity="-"),))) == [("polarity", "+ -> -")]
    hedged = replace(said, hedges=(Hedge(Span(1, 3), "reportedly"),))
    assert changes(old, replace(old, claims=(hedged,))) == [("hedge", "none -> reportedly")]
