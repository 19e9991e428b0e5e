from __future__ import annotations

import time
from pathlib import Path

import pytest

from countermark.reading.attribution import attribute
from countermark.reading.lexicon import LEXICON
from countermark.reading.text import layout
from countermark.reading.types import Claim, Mention, Span


def claims(text: str, mentions: tuple[Mention, ...] = ()) -> tuple[Claim, ...]:
    return attribute(layout(text), mentions)


def row(text: str, claim: Claim) -> str:
    cells = (
        claim.speaker.span.of(text) if claim.speaker.span else "",
        claim.cue.span.of(text) if claim.cue else "",
        claim.form,
        claim.stance + ("-" if claim.polarity == "-" else ""),
        " ++ ".join(span.of(text) for span in claim.content),
    )
    return " | ".join(cells)


def table() -> list[tuple[str, list[str]]]:
    rows: list[tuple[str, list[str]]] = []
    for line in (Path(__file__).parent / "reading_claims.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("> "):
            rows.append((line[2:], []))
        elif not line.startswith("#"):
            rows[-1][1].append(line)
    return rows


@pytest.mark.parametrize(("text", "expected"), table())
def test_a_sentence_gives_its_claims(text: str, expected: list[str]) -> None:
    assert [row(text, claim) for claim in claims(text)] == expected


def test_the_table_is_not_thinned_out() -> None:
    assert len(table()) >= 250
    assert sum(not expected for _, expected in table()) >= 20


def one(text: str) -> Claim:
    (claim,) = claims(text)
    return claim


def test_a_next_paragraph_that_is_all_quotation_carries_the_speaker_over() -> None:
    text = "“We sold nothing,” the dealer said.\n\n“Nobody asked us.”"
    first, second = claims(text)
    assert first.speaker.how == "named"
    assert (second.speaker.span, second.speaker.caption, second.speaker.how) == (None, "the dealer", "carried")
    assert second.cue is None
    assert second.rule == "carried"


def test_a_quotation_that_the_next_paragraph_reopens_is_one_claim() -> None:
    text = "“We sold nothing,” the dealer said. “Nobody asked us.\n\n“We would have refused.”"
    claim = one(text)
    assert [span.of(text) for span in claim.content] == [
        "“We sold nothing,”",
        "“Nobody asked us.",
        "“We would have refused.”",
    ]


def test_a_new_paragraph_with_its_own_cue_is_its_own_claim() -> None:
    text = "“We sold nothing,” the dealer said.\n\n“Nobody asked us,” he added."
    assert [row(text, claim) for claim in claims(text)] == [
        "the dealer | said | direct | asserts- | “We sold nothing,”",
        "he | added | direct | asserts- | “Nobody asked us,”",
    ]


def test_a_dangling_mark_swallows_no_text() -> None:
    text = "“We check every crate,” a customs officer said. “\nThe harbour closed at night."
    claim = one(text)
    assert [span.of(text) for span in claim.content] == ["“We check every crate,”"]


def test_a_heading_is_read_without_its_full_stop() -> None:
    text = "Latvia denounces the presence of foreign boards in drones\n\nThe ministry published a list on Monday."
    claim = one(text)
    assert (claim.stance, claim.factive) == ("alleges", True)


def test_a_document_is_the_source_and_the_people_behind_it_are_the_chain() -> None:
    text = "Records gathered by Danish inspectors and shared with Kyodo claimed that the boards were copied."
    claim = one(text)
    assert claim.speaker.span is not None
    assert claim.speaker.span.of(text).startswith("Records gathered")
    assert [via.span.of(text) for via in claim.via if via.span] == ["Danish inspectors", "Kyodo"]


def test_who_was_told_is_the_addressee() -> None:
    text = "Prices rose, an aide in the office of President Marta Lind told Kyodo."
    claim = one(text)
    assert claim.addressee is not None
    assert claim.addressee.span is not None
    assert claim.addressee.span.of(text) == "Kyodo"
    assert claim.speaker.span is not None
    assert claim.speaker.span.of(text) == "an aide in the office of President Marta Lind"


@pytest.mark.parametrize(
    ("text", "standing"),
    [
        ("The maker promised to stop the sale.", True),
        ("The envoy said the boards had not yet been found.", True),
        ("The ministry announced that it would close the depot.", True),
        ("The ministry declared that Finland would not sell engines.", True),
        ("The ministry announced a new rule.", False),
        ("The ministry said prices would rise.", False),
        ("The ministry said that the depot was closed.", False),
    ],
)
def test_promises_acts_to_come_and_not_yet_stand_open(text: str, standing: bool) -> None:
    assert one(text).standing is standing


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("The envoy said that the boards were reportedly copied.", ["reportedly"]),
        ("The envoy said the so-called spare parts were sold.", ["so_called"]),
        ("The envoy said the firm is believed to be closed.", ["believed"]),
        ("The envoy said that Oslo had not yet answered.", ["not_yet"]),
        ("The envoy said the firm may have sold boards.", ["may"]),
        ("The envoy said that Oslo is officially neutral.", ["officially"]),
        ("The envoy said that the firm sold boards.", []),
    ],
)
def test_hedges_are_spans_of_the_content(text: str, kinds: list[str]) -> None:
    claim = one(text)
    assert [hedge.kind for hedge in claim.hedges] == kinds
    assert all(claim.content[0].covers(hedge.span) for hedge in claim.hedges)


@pytest.mark.parametrize("verb", ["denounced", "revealed", "admitted", "acknowledged", "confirmed", "pointed out"])
def test_a_verb_that_presents_its_content_as_fact_says_so(verb: str) -> None:
    assert one(f"The minister {verb} that the boards were sold.").factive


@pytest.mark.parametrize("verb", ["said", "claimed", "alleged", "denied"])
def test_a_verb_without_that_force_does_not(verb: str) -> None:
    assert not one(f"The minister {verb} that the boards were sold.").factive


def test_what_is_not_said_is_neither_denied_nor_asserted() -> None:
    stances = {
        "The minister did not mention the seizure.": "omits",
        "The minister denied the seizure.": "denies",
        "The minister declined to comment on the seizure.": "declines_comment",
        "The minister responded to Kyodo: “Trade is normal.”": "answers",
    }
    assert {text: one(text).stance for text in stances} == stances


def test_a_nested_claim_names_its_parent() -> None:
    outer, inner = claims("The officer said the minister had denied the sale.")
    assert (outer.parent, inner.parent) == (None, outer.id)


def test_a_locked_name_is_one_word() -> None:
    text = "Licences were refused, the group Those Who Said No told Kyodo."
    name = Span(text.index("Those"), text.index(" told"))
    (claim,) = claims(text, (Mention(name, "name"),))
    assert claim.speaker.span == Span(text.index("the group"), name.end)
    assert [row(text, other) for other in claims(text)] != [row(text, claim)]


def test_ids_are_unique_and_in_the_order_of_the_text() -> None:
    found = claims("The envoy said A was sold. The envoy said B was sold. According to Koval, C was sold.")
    assert [claim.id for claim in found] == ["c1", "c2", "c3"]


def test_claims_carry_the_measured_precision_of_their_rule() -> None:
    claim = one("“We sold nothing,” the dealer said.")
    assert (claim.precision, claim.precision_n) == LEXICON.precision[claim.rule]
    assert claim.precision is not None
    assert claim.precision > 0.9
    assert claim.precision_n is not None
    assert claim.precision_n > 1000


@pytest.mark.parametrize(
    "text",
    [
        "the ministry said " * 4_000,
        "“" * 50_000,
        "'s " * 50_000,
        "said that " * 10_000,
        "a, " * 60_000,
        "A and " * 40_000,
        "according to " * 4_000,
        "(" * 60_000,
        "the claim that " * 20_000,
    ],
)
def test_no_text_makes_it_slow(text: str) -> None:
    def seconds(part: str) -> float:
        begun = time.process_time()
        claims(part)
        return time.process_time() - begun

    small, large = seconds(text[: len(text) // 4]), seconds(text)
    assert large < 12 * small + 0.2, (small, large)
