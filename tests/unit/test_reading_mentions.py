"""What names, titles, nouns and pronouns of a report point to. Every sentence is our own."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countermark.reading import read
from countermark.reading.fold import fold
from countermark.reading.gazetteer import Gazetteer, NameRow
from countermark.reading.spelling import folded_parts, same_name
from countermark.reading.types import Mention, Reading

ROWS = [
    NameRow("ORLOV, Stepan Igorevich", "l-1", "ORLOV, Stepan Igorevich", "Person", "ru"),
    NameRow("WEN, Guofeng", "l-2", "WEN, Guofeng", "Person", "cn"),
    NameRow("MELNYK, Oleksandr", "l-3", "MELNYK, Oleksandr", "Person", "ua"),
    NameRow("Harbour Lights Electronics Co., Ltd.", "l-4", "Harbour Lights Electronics Co., Ltd.", "Company", "cn"),
    NameRow("KESTREL", "l-5", "KESTREL", "Vessel", "pa"),
    NameRow("MONDAY", "l-6", "MONDAY", "Vessel", "pa"),
    NameRow("VARGA", "l-7", "VARGA SECURITY COMPANY", "Organization", "ru"),
    NameRow("THE DOCTOR", "l-8", "PAVLOV, Pavel", "Person", "ru"),
    NameRow("ТОВ Північний Вітер", "l-9", "North Wind", "Company", "ua"),
    NameRow("YASTREB, Ivan", "l-10", "YASTREB, Ivan", "Person", "ru"),
    NameRow("YASTREB, Ivan", "l-11", "YASTREB, Ivan", "Person", "by"),
    NameRow("文国锋", "l-2", "WEN, Guofeng", "Person", "cn"),
]
NAMES = Gazetteer.build(ROWS)


def reading(text: str) -> Reading:
    return read(text, names=NAMES)


def mention(text: str, words: str, nth: int = 0) -> Mention | None:
    places = [one for one in reading(text).mentions if one.span.of(text) == words]
    return places[nth] if len(places) > nth else None


POINTS = [  # text, words, which of them, entity or caption
    ("Stepan Orlov left.", "Stepan Orlov", 0, "l-1"),
    ("Orlov Stepan left.", "Orlov Stepan", 0, "l-1"),
    ("A letter came from STEPAN IGOREVICH ORLOV.", "STEPAN IGOREVICH ORLOV", 0, "l-1"),
    ("Stepan Orlov left. Orlov came back.", "Orlov", 0, "l-1"),
    ("Wen Guofeng signed it, and Guofeng Wen paid.", "Guofeng Wen", 0, "l-2"),
    ("General Wen Guofeng spoke. Wen, who is 60, left.", "Wen", 0, "l-2"),
    ("文国锋将军来了。", "文国锋", 0, "l-2"),
    ("Olexander Melnik was there.", "Olexander Melnik", 0, "l-3"),
    ("The boards came from Harbour Lights Electronics in May.", "Harbour Lights Electronics", 0, "l-4"),
    ("It was bought by harbour lights electronics Co Ltd.", "harbour lights electronics Co Ltd", 0, None),
    ("The tanker Kestrel was seen.", "Kestrel", 0, "l-5"),
    ("They paid the Varga mercenary group.", "Varga", 0, "l-7"),
    ("Заявила ТОВ Північний Вітер.", "ТОВ Північний Вітер", 0, "l-9"),
    ("Serbian exports fell.", "Serbian", 0, "country:rs"),
    ("The Dutch sold none.", "Dutch", 0, "country:nl"),
    ("Exports to the UAE fell.", "UAE", 0, "country:ae"),
    ("The U.S. acted first.", "U.S.", 0, "country:us"),
    ("Swiss-made parts were found.", "Swiss-made", 0, "country:ch"),
    ("The Kremlin denied it.", "Kremlin", 0, "country:ru"),
    ("Ankara rejected the report.", "Ankara", 0, "country:tr"),
    ("He lives in Ankara.", "Ankara", 0, "place:ankara"),
    ("They flew to Ankara and Baku.", "Baku", 0, "place:baku"),
    ("The White House said no.", "White House", 0, "country:us"),
    ("The Serbian Foreign Ministry spoke.", "Foreign Ministry", 0, "institution:rs-foreign-ministry"),
    (
        "The Ministry of Foreign Affairs of Serbia spoke.",
        "Ministry of Foreign Affairs",
        0,
        "institution:rs-foreign-ministry",
    ),
    ("Serbia's Defence Ministry spoke. The ministry denied it.", "The ministry", 0, "institution:rs-defence-ministry"),
    ("The State Department spoke.", "State Department", 0, "institution:us-state"),
    ("The Bureau of Industry and Security spoke.", "Bureau of Industry and Security", 0, "institution:us-bis"),
    ("A trader told Reuters so.", "Reuters", 0, "wire:reuters"),
    ("Mila Kovač, the Croatian trade minister, left. The minister will return.", "The minister", 0, "Mila Kovač"),
    (
        "Croatian President Ante Babić met Polish President Jan Nowak. The Polish president left.",
        "The Polish president",
        0,
        "Jan Nowak",
    ),
    ("The Croatian president, Ante Babić, left.", "The Croatian president", 0, "Ante Babić"),
    ("The Chilean defence minister left.", "The Chilean defence minister", 0, "office:cl:defence minister"),
    ("Ante Babić met Jan Nowak. Babić was late.", "Babić", 0, "Ante Babić"),
    ("Polish Minister of Trade Ewa Lis spoke; Lis was clear.", "Lis", 0, "Ewa Lis"),
    ("Norway and Sweden signed. Both countries will pay.", "Both countries", 0, "Norway and Sweden"),
    ("Norway and Sweden said they would pay.", "they", 0, "Norway and Sweden"),
    ("Norway denied that it had paid.", "it", 0, "country:no"),
    ("For her part, Ewa Lis was silent.", "her", 0, "Ewa Lis"),
    ("Ewa Lis was tired after she arrived.", "she", 0, "Ewa Lis"),
    ("Volt Dynamics Ltd sold boards. The company closed.", "The company", 0, "Volt Dynamics Ltd"),
    ("The Office of Export Review (OER) wrote. OER is new.", "OER", 1, "Office of Export Review"),
    ("The maker, Volt Dynamics, closed.", "The maker", 0, "Volt Dynamics"),
    ("Kenyan officials left. The Chinese government paid for China.", "The Chinese government", 0, "country:cn"),
]


@pytest.mark.parametrize(("text", "words", "nth", "wanted"), POINTS)
def test_words_point_to_whom_they_mean(text, words, nth, wanted):
    found = mention(text, words, nth)
    if wanted is None:
        assert found is None or found.entity != "l-4"
        return
    assert found is not None
    assert wanted in {found.entity, found.caption}, found


NOT_IDENTIFIED = [  # text, entity that must not be found
    ("On Monday nothing came.", "l-6"),
    ("Monday was quiet.", "l-6"),
    ("Varga left the room.", "l-7"),
    ("A kestrel sat on the roof, a Kestrel they said.", "l-5"),
    ("The doctor came at noon.", "l-8"),
    ("Olena Orlova left.", "l-1"),
    ("Pavlo Orlov left.", "l-1"),
    ("Ivan Melnyk left.", "l-3"),
    ("Oleksandr Melnychenko left.", "l-3"),
    ("Ivan Yastreb left.", "l-10"),
    ("Stepan Orlov-Sokolov left.", "l-1"),
    ("North Harbour Lights Electronics Park opened.", "l-4"),
]


@pytest.mark.parametrize(("text", "entity"), NOT_IDENTIFIED)
def test_a_common_word_a_namesake_or_a_lone_alias_is_no_identification(text, entity):
    assert entity not in {one.entity for one in reading(text).mentions}


def test_a_lone_alias_is_kept_as_a_candidate():
    found = mention("They say Varga left the room.", "Varga")
    assert found is not None
    assert found.candidates == ("l-7",)
    assert str(found.entity).startswith("doc:")


def test_a_name_that_several_bear_stays_with_all_of_them():
    found = mention("Ivan Yastreb left.", "Ivan Yastreb")
    assert found is not None
    assert found.candidates == ("l-10", "l-11")


def test_a_shared_surname_is_ambiguous():
    found = mention("Ewa Lis met Jan Lis. Lis was late.", "Lis")
    assert found is not None
    assert len(found.candidates) == 2


def test_a_short_form_before_the_full_name_is_not_bound_in_prose():
    first = mention("Then Babić spoke at noon. Ante Babić left.", "Babić")
    full = mention("Then Babić spoke at noon. Ante Babić left.", "Ante Babić")
    assert first is not None
    assert full is not None
    assert first.entity != full.entity


ROLES = [  # text, name, role, country
    ("Serbian Defence Minister Ana Ilić left.", "Ana Ilić", "defence minister", "rs"),
    ("Ana Ilić, the Serbian defence minister, left.", "Ana Ilić", "defence minister", "rs"),
    ("Serbia's prime minister Ana Ilić left.", "Ana Ilić", "prime minister", "rs"),
    ("Ana Ilić, president of Serbia, left.", "Ana Ilić", "president", "rs"),
    ("Gen. Pavel Ruzicka left.", "Pavel Ruzicka", "general", ""),
    ("Dana Holt, chief executive of Volt Dynamics, left.", "Dana Holt", "chief executive", ""),
    ("An adviser, Pavel Ruzicka, left.", "Pavel Ruzicka", "adviser", ""),
    ("US Secretary of State Dana Holt left.", "Dana Holt", "secretary of state", "us"),
]


@pytest.mark.parametrize(("text", "name", "role", "country"), ROLES)
def test_roles_stand_beside_names(text, name, role, country):
    found = mention(text, name)
    assert found is not None
    assert (found.role, found.country) == (role, country)


def test_a_title_without_its_name_is_an_office_of_its_own():
    text = "Serbian President and Defence Minister Ana Ilić left. Serbian President Goran Babić stayed."
    bare = mention(text, "Serbian President")
    assert bare is not None
    assert bare.caption == "Goran Babić"
    assert bare.how.startswith("inferred")
    named = mention(text, "Ana Ilić")
    assert named is not None
    assert named.role == "defence minister"


def test_two_titles_of_business_are_one_person():
    found = mention("Chairman and Chief Executive Dana Holt left.", "Dana Holt")
    assert found is not None
    assert found.role in {"chair", "chief executive"}
    assert not [one for one in reading("Chairman and Chief Executive Dana Holt left.").mentions if one.kind == "title"]


SAME = [
    ("Volodimir Petrenko", "Volodymyr Petrenko", True),
    ("Sergei Ivanov", "Sergey Ivanov", True),
    ("Dmitriy Zhukov", "Dmitry Zhukov", True),
    ("Yevgeny Khrapov", "Evgeniy Khrapov", True),
    ("Wen Guo-feng", "Guofeng Wen", True),
    ("Mohammed Haddad", "Muhammad Haddad", True),
    ("Ivan Petrenko", "Olga Petrenko", False),
    ("Li Wei", "Lu Wei", False),
    ("Anna Sidorova", "Anna Fedorova", False),
    ("Petrenko", "Petrenko", False),
]


@pytest.mark.parametrize(("one", "other", "same"), SAME)
def test_spelling_variants_need_every_part(one, other, same):
    assert same_name(folded_parts(one), folded_parts(other)) is same


def test_names_are_found_in_the_text_as_written():
    text = "\ufeff😀 Orlov\u00a0 Stepan, ORLOV STEPAN\r\nand Stepán Órlov."
    assert [one.span.of(text) for one in NAMES.find(text)] == ["Orlov\u00a0 Stepan", "ORLOV STEPAN", "Stepán Órlov"]


def test_the_longest_name_at_a_place_wins_and_words_stay_whole():
    names = Gazetteer.build(
        [NameRow("Blue Star", "a", "", "Company"), NameRow("Blue Star Shipping Line", "b", "", "Company")]
    )
    text = "Blue Star Shipping, Blue Star Shipping Line, Blue Starling, xBlue Star"
    assert [(one.span.of(text), one.entities) for one in names.find(text)] == [
        ("Blue Star", ("a",)),
        ("Blue Star Shipping Line", ("b",)),
    ]


def test_a_gazetteer_survives_storing(tmp_path):
    NAMES.save(tmp_path / "names.npz")
    stored = Gazetteer.load(tmp_path / "names.npz")
    assert stored is not None
    text = "Wen Guofeng and Stepan Orlov"
    assert list(stored.find(text)) == list(NAMES.find(text))
    assert stored.known("l-2") == NAMES.known("l-2")
    (tmp_path / "broken.npz").write_bytes(b"PK not a store")
    assert Gazetteer.load(tmp_path / "broken.npz") is None
    with pytest.raises(KeyError):
        NAMES.known("nobody")


def test_an_empty_gazetteer_finds_nothing():
    assert list(Gazetteer.build([]).find("anything")) == []


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_folding_keeps_the_way_back(text):
    folded = fold(text)
    assert len(folded.origin) == len(folded.data)
    assert all(0 <= place < max(len(text), 1) for place in folded.origin.tolist())
    assert sorted(folded.origin.tolist()) == folded.origin.tolist()


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["Stepan Orlov ", "the ministry ", "“", "”", "said ", "\n\n", "it ", ". ", "İ", "\ud800", "文国锋"]
        ),
        max_size=30,
    )
)
def test_no_text_is_refused_and_every_span_lies_in_it(pieces):
    text = "".join(pieces)
    for one in reading(text).mentions:
        assert 0 <= one.span.start < one.span.end <= len(text)
