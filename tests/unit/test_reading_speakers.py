"""Who speaks, to whom, and how that is known. Every sentence is our own."""

from __future__ import annotations

import pytest

from countermark.reading import read
from countermark.reading.types import Claim

SPEAKERS = [  # text, words in the content, entity or caption of the speaker
    ("Serbian President Ana Ilić said that exports fell.", "exports fell", "Ana Ilić"),
    ("Ana Ilić, the Serbian trade minister, said that exports fell.", "exports fell", "Ana Ilić"),
    ("Belgrade denied that it had sold drones.", "it had sold drones", "country:rs"),
    ("The Kremlin said that nothing was sold.", "nothing was sold", "country:ru"),
    ("An aide in the office of President Ana Ilić said that exports fell.", "exports fell", "An aide"),
    (
        (
            "Serbian President Ana Ilić met Polish President Ewa Lis. "
            "Ilić said that exports fell. Lis listened. The president added that trade grew."
        ),
        "trade grew",
        "Ana Ilić",
    ),
    ("Goran Babić spoke. “Exports fell,” he said.", "Exports fell", "Goran Babić"),
    ("Trade Minister Ewa Lis said that exports fell. She added that imports grew.", "imports grew", "Ewa Lis"),
    (
        "An inspector said that boards were missing. “We found none,” said Goran Babić, an inspector at the depot.",
        "boards were missing",
        "Goran Babić",
    ),
    (
        "The Serbian Foreign Ministry said that exports fell. The ministry added that imports grew.",
        "imports grew",
        "institution:rs-foreign-ministry",
    ),
    ("A trader told Reuters that exports fell.", "exports fell", "A trader"),
    ("“We sold nothing,” a ministry official said.", "We sold nothing", "a ministry official"),
    ("The Chilean defence minister said that exports fell.", "exports fell", "office:cl:defence minister"),
]


def claim_about(text: str, words: str) -> Claim:
    claims = [one for one in read(text).claims if any(words in piece.of(text) for piece in one.content)]
    assert claims, read(text).claims
    return min(claims, key=lambda one: sum(piece.end - piece.start for piece in one.content))


@pytest.mark.parametrize(("text", "words", "speaker"), SPEAKERS)
def test_the_speaker_is_found(text, words, speaker):
    found = claim_about(text, words).speaker
    assert speaker in {found.entity, found.caption} or found.caption.startswith(speaker), found


def test_the_addressee_is_never_the_speaker():
    found = claim_about("A trader told Reuters that exports fell.", "exports fell")
    assert found.addressee is not None
    assert found.addressee.entity == "wire:reuters"
    assert found.speaker.entity != "wire:reuters"


def test_what_is_inferred_says_so():
    text = "An inspector said that boards were missing. “We found none,” said Goran Babić, an inspector at the depot."
    found = claim_about(text, "boards were missing").speaker
    assert found.how == "cataphora"
    assert found.span is not None
    assert found.span.of(text) == "An inspector"


def test_a_named_person_of_another_role_does_not_explain_who_spoke():
    text = "A trader said that boards were missing. “We found none,” said Goran Babić, an inspector at the depot."
    found = claim_about(text, "boards were missing").speaker
    assert found.how == "described"
    assert found.caption == "A trader"


def test_we_are_whoever_speaks():
    text = "Goran Babić came. “We sold nothing,” Babić said."
    (we,) = [one for one in read(text).mentions if one.span.of(text) == "We"]
    assert we.caption == "Goran Babić"
    assert we.how == "whoever speaks the words"


def test_a_described_speaker_stays_described():
    found = claim_about("“We sold nothing,” a ministry official said.", "We sold nothing").speaker
    assert found.how == "described"
    assert str(found.entity).startswith("doc:")
