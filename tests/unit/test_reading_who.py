"""Whom he, she, it, the company and a capital mean across sentences. Every sentence is our own."""

from __future__ import annotations

import pytest

from countermark.reading import read
from countermark.reading.types import Claim, Reading

SPEAKERS = [  # text, words in the content, caption of the speaker
    # A pronoun agrees with a given name, with a word of kin, with a courtesy.
    (
        "Olena Marchuk said that it was new. Colonel Petr Havel came. She added that none was burnt.",
        "none was burnt",
        "Olena Marchuk",
    ),
    (
        (
            "Stefan Brandl, an engineer, said that sales fell. His sister Wren Brandl said that prices rose. "
            "He added that stocks were full."
        ),
        "stocks were full",
        "Stefan Brandl",
    ),
    (
        "Mrs Quill Adeyo said that two boats left. Mr Onwe Tarr said that one boat sank. She added that fog was thick.",
        "fog was thick",
        "Quill Adeyo",
    ),
    # Somebody new, about whom the sentence before is, speaks rather than an older speaker.
    (
        "Marek Dolny said that the depot was empty. Tomas Reznik guarded it for ten years. “I saw crates,” he said.",
        "I saw crates",
        "Tomas Reznik",
    ),
    # A group is no he or she.
    (
        "Inge Falk defends the trader. Prosecutors said that he lied. She insisted that nothing was hidden.",
        "nothing was hidden",
        "Inge Falk",
    ),
    # The company is a firm, not the newspaper that asked it.
    (
        (
            "Ostwind Kabel GmbH, a maker of cables, closed in May. Asked by the Harbour Gazette about the cables, "
            "the company replied that it had no comment."
        ),
        "it had no comment",
        "Ostwind Kabel GmbH",
    ),
    (
        "Rivermark Optics, the valley's biggest employer, sold lenses. The company said that the sales were lawful.",
        "the sales were lawful",
        "Rivermark Optics",
    ),
    # It is a body that spoke or was asked, never a person.
    (
        (
            "Lars Holm asked the Danish Foreign Ministry about the visa. The ministry did not answer. "
            "It said later that files were lost."
        ),
        "files were lost",
        "Foreign Ministry of Denmark",
    ),
    (
        (
            "The customs office said that the ship was clean. The State Department acted in June. "
            "It said that the ship had carried shells."
        ),
        "the ship had carried shells",
        "US Department of State",
    ),
    # A role told with the place where it is held, and a courtesy before the name.
    (
        "Norway's ambassador to Chile, Grete Solli, spoke in Santiago. The ambassador said that cod was safe.",
        "cod was safe",
        "Grete Solli",
    ),
    (
        "The Guild of Turners met in Ghent. Its chairwoman, Dr Ilse Maes, spoke last. “Lathes are not arms,” she said.",
        "Lathes are not arms",
        "Ilse Maes",
    ),
    # Other spellings of one surname.
    ("Rustam Yuldashev met reporters. “We sell cotton,” said Yuldashyev.", "We sell cotton", "Rustam Yuldashev"),
    ("Selin Kılıçlar met reporters. “We sell cotton,” said Kiliclar.", "We sell cotton", "Selin Kılıçlar"),
    # A spokeswoman speaks for the body before her.
    (
        "Ostwind Kabel GmbH said that it obeys the law. A spokeswoman declined to say who had ordered the cables.",
        "who had ordered the cables",
        "A spokeswoman of Ostwind Kabel GmbH",
    ),
    # Those the sentence before is about.
    (
        "Inge Falk said that fog was thick. The pilots left the tower. They said that rain would follow.",
        "rain would follow",
        "The pilots",
    ),
    # A name of one word that is a she.
    ("Korvane told the court she was ill. She added that the court was cold.", "the court was cold", "Korvane"),
    # Whose somebody is does not speak; a group named in one word is no person.
    ("Chile spoke. “Cod is safe,” its spokesman Rolf Ibar said.", "Cod is safe", "Rolf Ibar"),
    (
        "Ana Ruz read a study by Harrowgate, a Lisbon group. Harrowgate is new. It said that oil leaked.",
        "oil leaked",
        "Harrowgate",
    ),
    # `NAME, the bureau's chief clerk`: the bureau is not NAME.
    (
        "A miner met Corwin Ashe, the bureau's deputy director. Ashe nodded. “It is late,” he said.",
        "It is late",
        "Corwin Ashe",
    ),
    # A paper that has been named speaks as it.
    (
        "A leaflet handed out at the gate says that the mill is safe. It adds that wages will rise.",
        "wages will rise",
        "A leaflet",
    ),
]

MENTIONS = [  # text, the words, what they point to
    ("A trading house in Baku paid. The trading house, named in the files as Caspian Reed Supply, is shut.",
     "The trading house", "Caspian Reed Supply"),
    ("Vilnius said that trucks wait. Riga is still waiting for a reply from Vilnius.", "Vilnius", "Lithuania"),
    ("A note that Warsaw passed to Bratislava lists the trucks.", "Bratislava", "Slovakia"),
    ("Reporters travelled from Warsaw to Bratislava.", "Bratislava", "Bratislava"),
    ("The European Union met on Monday. An envoy said that the bloc could wait.", "the bloc", "European Union"),
    ("Mirna Trade is based in Izmir. Police searched the Izmir firm.", "the Izmir firm", "Mirna Trade"),
    ("The broker hid. The brother-in-law, Kemal Duran, fled.", "The brother-in-law", "Kemal Duran"),
    ("The Austrian Foreign Ministry said that it asked. The government waits.", "The government", "Austria"),
    ("Grey Heron Trading is in Oman. Grey Heron shipped sand.", "Grey Heron", "Grey Heron Trading"),
    ("The guard shouted. A clerk says that his colleague knew the box. The report states nothing.", "his", "A clerk"),
    ("Marisol Prado is chief executive of Kestrel Bahn. The company grew.", "The company", "Kestrel Bahn"),
    ("Mr Onwe Tarr hid. His lawyer, Vera Blum, said that her client was ill.", "her client", "Onwe Tarr"),
    ("A dealer in Split, named in the writ as Bodo Kranj, fled.", "A dealer", "Bodo Kranj"),
    ("Onwe Tarr's lawyer said that his client was ill.", "his client", "Onwe Tarr"),
    ("The government in Skopje waits.", "The government", "North Macedonia"),
    ("Pavel Toman was seen in Brno. Later Tomanova left.", "Tomanova", "Tomanova"),
]  # fmt: skip


def claim_about(reading: Reading, words: str) -> Claim:
    claims = [one for one in reading.claims if any(words in piece.of(reading.text) for piece in one.content)]
    assert claims, reading.claims
    return min(claims, key=lambda one: sum(piece.end - piece.start for piece in one.content))


@pytest.mark.parametrize(("text", "words", "speaker"), SPEAKERS)
def test_who_speaks_across_sentences(text, words, speaker):
    found = claim_about(read(text), words).speaker
    assert found.caption == speaker or found.caption.startswith(speaker), found


@pytest.mark.parametrize(("text", "words", "caption"), MENTIONS)
def test_what_is_meant(text, words, caption):
    found = [one for one in read(text).mentions if one.span.of(text) == words]
    assert found
    assert found[-1].caption == caption, found


def test_this_magazine_is_the_outlet_and_me_is_its_author():
    text = "By Ada Lorne\n\nThe owner wrote to this magazine and told me that he was sorry.\n"
    reading = read(text, outlet="The Quarry Review")
    meant = {one.span.of(text): one.caption for one in reading.mentions}
    assert meant["this magazine"] == "The Quarry Review"
    assert meant["me"] == "Ada Lorne"
    assert "The Quarry Review" not in {one.caption for one in read(text).mentions}


@pytest.mark.parametrize(
    ("byline", "author"),
    [
        ("by Ada Lorne / Quarry Weekly", "Ada Lorne"),
        ("By Ada Lorne and Bo Tress", ""),
        ("By Ada Lorne, Quarry Weekly", "Ada Lorne"),
    ],
)
def test_me_is_the_one_author_of_the_byline(byline, author):
    text = f"{byline}\n\nThe owner of the mill met me in March and showed me the furnace.\n"
    assert {one.caption for one in read(text).mentions if one.span.of(text) == "me"} == {author}


def test_she_is_rather_one_known_to_be_a_woman_than_one_of_unknown_gender():
    text = "Nuria Prat keeps the books. A buyer from Tver wrote to the mill. “It was odd,” she said."
    assert claim_about(read(text), "It was odd").speaker.caption == "Nuria Prat"


def test_we_in_a_quotation_is_the_speaker_and_not_the_outlet():
    text = "“We sold no engines,” Petra Lind said."
    reading = read(text, outlet="The Quarry Review")
    assert {one.caption for one in reading.mentions if one.span.of(text) == "We"} == {"Petra Lind"}


def test_she_is_nobody_where_only_a_man_has_been_named():
    text = "Mr Ruben Aslan said that nothing moved. She left."
    found = next(one for one in read(text).mentions if one.span.of(text) == "She")
    assert found.entity is None


def test_a_line_of_a_transcript_belongs_to_the_person_of_that_surname():
    text = "Councillor Maud Ferris met the workers.\n\nFerris: The mill will stay open.\n"
    found = [one for one in read(text).mentions if one.span.of(text) == "Ferris"]
    assert found
    assert {one.caption for one in found} == {"Maud Ferris"}
