"""What nobody asserts is no event, and what is called false is denied. Every sentence is our own."""

from __future__ import annotations

import pytest

from countermark.reading import read

NONE = [
    "Gossip that Serbia had supplied drones to Belarus was unfounded.",
    "The auditor failed to show that Serbia had supplied drones to Belarus.",
    "Nobody claimed that Volt Dynamics was sanctioned by Canada.",
    "It remains unclear whether Volt Dynamics was sanctioned by Canada.",
    "There is no proof that Volt Dynamics was sanctioned by Canada.",
    "Was Volt Dynamics sanctioned by Canada?",
    "Volt Dynamics was falsely reported to be under Canadian sanctions.",
    "Volt Dynamics escaped being sanctioned by Canada.",
    "If Volt Dynamics were sanctioned by Canada, its bank would leave.",
    "Were Volt Dynamics to be sanctioned by Canada, its bank would leave.",
    "Had Volt Dynamics been sanctioned by Canada, its bank would have left.",
    "Volt Dynamics is expected to be sanctioned by Canada in May.",
    "The lawyer said Volt Dynamics should be sanctioned by Canada.",
    "The lawyer called on Canada to add Volt Dynamics to its sanctions list.",
    "The report that Volt Dynamics was sanctioned by Canada was wrong.",
    "“Was Volt Dynamics sanctioned by Canada?” the lawyer asked.",
    "It is wrong to say that Volt Dynamics was sanctioned by Canada.",
]


@pytest.mark.parametrize("text", NONE)
def test_what_nobody_asserts_is_no_event(text):
    kinds = {"supply", "listing", "list_addition", "delisting"}
    assert [event for event in read(text).events if event.type in kinds] == []


DENIED = [  # text, who denies
    ("The lawyer said it is a lie that Volt Dynamics was sanctioned by Canada.", "The lawyer"),
    ("The lawyer said it was untrue that Volt Dynamics was sanctioned by Canada.", "The lawyer"),
    ("It was not the case that Volt Dynamics was sanctioned by Canada, the lawyer said.", "the lawyer"),
    ("The lawyer said he had never heard that Volt Dynamics was sanctioned by Canada.", "The lawyer"),
    ("The lawyer doubted that Volt Dynamics was sanctioned by Canada.", "The lawyer"),
    ("The lawyer said the allegations that Volt Dynamics was sanctioned by Canada are false.", "The lawyer"),
    ("The lawyer said reports that Volt Dynamics was sanctioned by Canada were a fabrication.", "The lawyer"),
    ("The lawyer contradicted reports that Volt Dynamics was sanctioned by Canada.", "The lawyer"),
    ("The lawyer rejected claims that Canada had lifted sanctions on Volt Dynamics.", "The lawyer"),
    ("The lawyer dismissed the allegation that Volt Dynamics was sanctioned by Canada.", "The lawyer"),
]


@pytest.mark.parametrize(("text", "who"), DENIED)
def test_what_is_called_false_is_denied_by_who_says_so(text, who):
    report = read(text)
    found = [event for event in report.events if event.type in {"listing", "delisting"}]
    claims = {claim.id: claim for claim in report.claims}
    assert [(event.status, event.polarity) for event in found] == [("claimed", "-")]
    claim = claims[found[0].claim]
    assert claim.speaker.span is not None
    assert claim.speaker.span.of(text) == who
    assert claim.stance == "denies" or claim.polarity == "-"


ASSERTED = [
    "Volt Dynamics was sanctioned by Canada in 2020.",
    "The lawyer said that Volt Dynamics was sanctioned by Canada.",
    "Asked about it, the lawyer said that Volt Dynamics was sanctioned by Canada.",
    "Fears of a halt grew after Volt Dynamics was sanctioned by Canada.",
    "Although reports of theft were false, Volt Dynamics was sanctioned by Canada.",
    "It was not until 2020 that Volt Dynamics was sanctioned by Canada.",
    "The lawyer did not doubt that Volt Dynamics was sanctioned by Canada.",
]


@pytest.mark.parametrize("text", ASSERTED)
def test_what_is_asserted_stays_an_event(text):
    assert [event.polarity for event in read(text).events if event.type == "listing"] == ["+"]


def test_what_the_narrator_calls_false_claims_is_no_claim_of_false():
    text = "Canada fined Goran Babić for false claims that Volt Dynamics was sanctioned by Canada."
    report = read(text)
    assert [(one.polarity, one.status) for one in report.events if one.type == "listing"] == [("-", "claimed")]
    assert [claim.speaker.span for claim in report.claims if claim.stance == "denies"] == [None]


SAID = "The Serbian ministry said that Volt Dynamics sold drones to Belarus. "
UNLINKED = [  # text, the link it must not have
    (SAID + "Omar Haddad denied that he had designed the drone.", "denies"),
    (SAID + "Volt Dynamics did not reply to a request for comment.", "answers"),
    (SAID + "Omar Haddad declined to comment.", "answers"),
]


@pytest.mark.parametrize(("text", "kind"), UNLINKED)
def test_one_shared_word_is_no_denial_and_silence_no_answer(text, kind):
    assert kind not in {link.type for link in read(text).links}


def test_a_reply_to_a_question_is_an_answer():
    text = "“Did you sell drones?” the inspector asked. “Never,” Omar Haddad replied."
    assert "answers" in {link.type for link in read(text).links}
