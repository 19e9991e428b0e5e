"""A report against the ledger: each rule and each verdict, on readings made by hand and small lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from countermark.answers import claim_questions
from countermark.answers.check import CheckOptions, check
from countermark.answers.claim_case import Case, Finding
from countermark.answers.claim_units import Unit
from countermark.intake.add import add
from countermark.ledger import Engine, Ledger
from countermark.model.answer import Answer, Row, encode
from countermark.model.errors import StaleList
from countermark.reading.types import Reading
from countermark.reference.claim_rules import CLAIM_VERDICTS, claim_rules, claim_verdict
from countermark.reference.claim_words import claimed_lists
from countermark.tables.listings import Listings, open_listings
from tests.conftest import TickingClock
from tests.unit.lists.ofac_files import LI, SHIP, sdn, write
from tests.unit.reports.hand import Hand

_BLANK = ",-0- " * 7


def firm(number: int, name: str, programme: str = "RUSSIA-EO14024", remarks: str = "-0- ") -> str:
    return f'{number},"{name}","-0- ","{programme}"{_BLANK},"{remarks}"'


NOISE = firm(50001, "OOO STALMASH")
SKY = firm(50002, "SHENZHEN SKYLINE AEROSPACE CO LTD", remarks="(Linked To: PRIGOZHIN, Yevgeniy Viktorovich).")
CHIPS = firm(50003, "WUHAN LANTERN ELECTRONICS CO LTD")
OLDER = firm(50004, "BEIJING ORBIT SPACE INSTITUTE")
DRUGS = firm(50005, "CALLE NUEVE LABORATORIOS", "SDNTK")


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """Li from the second snapshot; an older space firm in March 2023, two Chinese firms in May; a firm gone in June."""
    folder = tmp_path_factory.mktemp("check")
    with Ledger.create(folder / "ledger", clock=TickingClock()) as made:
        for day, rows in (
            ("2018-01-26", (SHIP,)),
            ("2019-01-04", (SHIP, LI)),
            ("2023-03-01", (SHIP, LI, OLDER, DRUGS)),
            ("2023-05-01", (SHIP, LI, OLDER, DRUGS)),
            ("2023-05-10", (SHIP, LI, OLDER, DRUGS, NOISE, SKY, CHIPS)),
            ("2023-06-01", (SHIP, LI, DRUGS, NOISE, SKY, CHIPS)),
        ):
            add(made, [write(folder, f"sdn_{day}.csv", sdn(*rows))], any_size=True)
        yield made


@pytest.fixture(scope="module")
def listings(ledger: Ledger) -> Iterator[Listings]:
    made = open_listings(ledger.view(), Engine)
    yield made
    made.close()


@pytest.fixture
def ask(ledger: Ledger, listings: Listings) -> Any:
    def answer(reading: Reading, **more: Any) -> Answer:
        more.setdefault("latest", date(2026, 6, 30))
        return check(ledger.view(), listings, reading, CheckOptions(**more))

    return answer


def only(answer: Answer) -> Row:
    (row,) = answer.rows
    assert row["verdict"] in CLAIM_VERDICTS
    return row


def listing(
    words: str, party: str, *, value: str = "", said: str = "", published: str | None = "2023-05-12", **more: Any
):
    hand = Hand(words, published=published)
    schema = more.pop("schema", "Person")
    mention = hand.mention(party, schema=schema, entity="doc:1")
    dates = (hand.date(said, value),) if said else ()
    hand.event("listing", words.rstrip("."), ("listed", party, mention), dates=dates, **more)
    return hand


SINCE = "General Li Shangfu has been under US sanctions since 2018 for buying fighter jets from Russia."


def test_a_listing_with_its_year_is_on_record_and_keeps_the_direction_of_the_purchase(ask: Any) -> None:
    row = only(ask(listing(SINCE, "Li Shangfu", value="2018/..", said="since 2018").reading()))
    assert (row["verdict"], row["question"], row["question_verdict"]) == ("on record", "status", "listed as claimed")
    assert (row["kind"], row["voice"], row["speaker"]) == ("listing", "reported", "The Harbour Dispatch")
    assert row["asked"]["entity"] == "ofac-24838"
    (evidence,) = row["evidence"]
    assert (evidence["programme"], evidence["listed_from"]) == ("CAATSA - RUSSIA", "2018-09-20")
    assert "CAATSA section 231" in evidence["basis"]
    assert evidence["rests_on"].endswith("from Russia to China")
    assert "from Rosoboronexport (Russia) to Equipment Development Department (China)" in row["why"]
    assert row["cite"]


@pytest.mark.parametrize(
    ("value", "said", "verdict"),
    [
        ("2018-09/..", "since 2018", "on record"),
        ("2018-09-20/..", "since 2018", "on record"),
        ("2018-10/..", "since 2018", "definition differs"),
        ("2017/..", "since 2018", "definition differs"),
    ],
)
def test_the_date_is_compared_on_the_precision_it_has(ask: Any, value: str, said: str, verdict: str) -> None:
    assert only(ask(listing(SINCE, "Li Shangfu", value=value, said=said).reading()))["verdict"] == verdict


def test_another_ground_is_another_definition(ask: Any) -> None:
    words = "General Li Shangfu has been under US sanctions since 2018 for trading in narcotics."
    row = only(ask(listing(words, "Li Shangfu", value="2018/..", said="since 2018").reading()))
    assert row["verdict"] == "definition differs"
    assert "CAATSA - RUSSIA, which is not about narcotics" in row["why"]


def test_a_purchase_told_the_wrong_way_round_is_not_on_record(ask: Any) -> None:
    hand = listing(SINCE.replace("Russia", "China"), "Li Shangfu", value="2018/..", said="since 2018")
    hand.mention("China", schema="Country", country="CN")
    row = only(ask(hand.reading()))
    assert row["verdict"] == "definition differs"
    assert "the goods did not come from China" in row["why"]


def test_not_listed_though_the_list_is_held_is_contradicted(ask: Any) -> None:
    words = "Shenzhen Skyline Aerospace was on the SDN list on 1 May 2023."
    hand = listing(words, "Shenzhen Skyline Aerospace", value="2023-05-01", said="1 May 2023", schema="Company")
    hand.mentions[0] = hand.mentions[0].__class__(hand.mentions[0].span, "name", "ofac-50002", "SKY", "Company")
    row = only(ask(hand.reading()))
    assert (row["verdict"], row["question_verdict"]) == ("contradicted", "not listed, list held")
    assert row["asked"]["on"] == "2023-05-01"
    words = "Shenzhen Skyline Aerospace was on the US sanctions list on 1 May 2023."
    hand = listing(words, "Shenzhen Skyline Aerospace", value="2023-05-01", said="1 May 2023", schema="Company")
    hand.mentions[0] = hand.mentions[0].__class__(hand.mentions[0].span, "name", "ofac-50002", "SKY", "Company")
    row = only(ask(hand.reading()))
    assert (row["verdict"], row["question_verdict"]) == ("not testable", "list not held")
    assert "us_ofac_cons" in row["why"]


def test_said_not_to_be_listed_on_a_day_is_on_record_when_it_was_not(ask: Any) -> None:
    words = "Li Shangfu was not on the US sanctions list on 3 May 2018."
    hand = listing(words, "Li Shangfu", value="2018-05-03", said="3 May 2018", polarity="-")
    row = only(ask(hand.reading()))
    assert (row["verdict"], row["negated"]) == ("on record", True)
    assert "listed from 2018-09-20" in row["why"]
    assert row["why"].startswith("The report says that it is not so.")


def test_a_name_without_entry_is_never_contradicted(ask: Any) -> None:
    words = "Marta Holm has been under US sanctions since 2018."
    row = only(ask(listing(words, "Marta Holm", value="2018/..", said="since 2018").reading()))
    assert (row["verdict"], row["question_verdict"]) == ("not testable", "no entry found, list held")
    assert "other spellings" in row["why"]
    words = "Marta Holm has been under EU sanctions since 2018."
    row = only(ask(listing(words, "Marta Holm", value="2018/..", said="since 2018").reading()))
    assert (row["verdict"], row["question_verdict"]) == ("not testable", "list not held")
    assert "eu_fsf" in row["would_change"]


def test_a_beginning_before_the_history_is_not_testable(ask: Any) -> None:
    words = "The tanker Artavil has been under US sanctions since 2016."
    row = only(ask(listing(words, "Artavil", value="2016/..", said="since 2016", schema="Vessel").reading()))
    assert row["verdict"] == "not testable"
    assert "older snapshots" in row["would_change"]


def test_a_stale_list_refuses_unless_that_is_allowed(ask: Any) -> None:
    reading = listing(SINCE, "Li Shangfu", value="2018/..", said="since 2018", published="2024-02-01").reading()
    with pytest.raises(StaleList):
        ask(reading)
    row = only(ask(reading, allow_stale=True))
    assert row["verdict"] == "not testable"


ADDED = (
    "This week Washington put firms from China under sanctions; one of them, a seller of satellite pictures, had "
    "worked for people near Wagner."
)


def added(published: str | None = "2023-05-12", words: str = ADDED, country: str = "CN") -> Hand:
    hand = Hand(words, published=published)
    group = hand.mention("firms from China", kind="group", country=country)
    one = hand.mention("a seller of satellite pictures", kind="nominal")
    lister = hand.mention("Washington", schema="Country", country="US")
    hand.event(
        "list_addition",
        words.rstrip("."),
        ("actor", "Washington", lister),
        ("group", "firms from China", group),
        ("description", "a seller of satellite pictures", one),
    )
    return hand


def test_additions_of_the_window_with_ranked_candidates(ask: Any) -> None:
    row = only(ask(added().reading()))
    assert (row["verdict"], row["question"]) == ("on record", "changes")
    assert row["asked"] == {
        "list": "us_ofac_sdn",
        "from": "2023-05-01",
        "to": "2023-05-12",
        "window": "the 7 days up to publication (2023-05-12)",
    }
    assert [one["source_id"] for one in row["evidence"]] == ["50002", "50003"]
    first, second = row["candidates"]
    assert (first["entity"], first["excluded"]) == ("ofac-50002", None)
    assert any("PRIGOZHIN" in reason for reason in first["reasons"])
    assert any("AEROSPACE" in reason for reason in first["reasons"])
    assert second["entity"] == "ofac-50004"
    assert "first shown 2023-03-01" in second["excluded"]
    assert "(candidate)" in row["why"]


def test_without_a_publication_date_no_window_is_made_up(ask: Any) -> None:
    row = only(ask(added(None).reading()))
    assert (row["verdict"], row["question_verdict"], row["candidates"]) == ("not testable", None, [])
    assert "--published" in row["would_change"]


def test_a_window_without_fitting_additions(ask: Any) -> None:
    assert only(ask(added("2023-06-05").reading()))["verdict"] == "definition differs"
    before = only(ask(added("2017-05-05").reading()))
    assert (before["verdict"], before["question_verdict"]) == ("not testable", "list not held")
    norse = added(words=ADDED, country="NO")
    assert only(ask(norse.reading()))["verdict"] == "not testable"


def claimed(words: str, content: str, **more: Any) -> Hand:
    hand = Hand(words, published="2023-05-12")
    hand.claim("Ivo Brandt", content, **more)
    return hand


@pytest.mark.parametrize(
    ("content", "kind", "question"),
    [
        (
            "there are fewer Western chips and more from elsewhere in these drones, the trend is plain",
            "trend",
            "origin",
        ),
        ("a new receiver replaced the unit that flew before", "replacement", "substitution"),
        ("we carry on normal trade with everybody", "trade", "flows"),
        ("we counted 46 components in one missile", "figure", "figures"),
    ],
)
def test_questions_that_do_not_exist_yet_are_named(ask: Any, content: str, kind: str, question: str) -> None:
    row = only(ask(claimed(f"“{content},” said Ivo Brandt.", content).reading()))
    assert (row["kind"], row["verdict"], row["question"]) == (kind, "not testable", question)
    assert "does not exist yet" in row["why"]
    assert row["would_change"]


def test_a_later_question_joins_by_one_entry(ask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def flows(case: Case, unit: Unit) -> Finding:
        return Finding("consistent with diversion", "a test")

    monkeypatch.setitem(claim_questions.QUESTIONS, "flows", flows)
    content = "we carry on normal trade with everybody"
    row = only(ask(claimed(f"“{content},” said Ivo Brandt.", content).reading()))
    assert (row["verdict"], row["question_verdict"]) == ("in tension", "consistent with diversion")


def test_a_promise_stands_and_later_evidence_is_no_breach(ask: Any) -> None:
    hand = claimed("Ivo Brandt promised that no arms would be sold.", "no arms would be sold", stance="promises",
                   form="indirect", entity="doc:9")  # fmt: skip
    hand.mention("Ivo Brandt", schema="Person", country="CN", entity="doc:9")
    reading = hand.reading()
    row = only(
        ask(Reading(**{f: getattr(reading, f) for f in reading.__struct_fields__} | {"published": "2023-05-02"}))
    )
    assert (row["kind"], row["verdict"], row["question_verdict"]) == ("promise", "standing", "later evidence")
    assert {"50002", "50003"} <= {one.get("source_id") for one in row["evidence"]}
    assert "None is a breach" in row["why"]
    late = only(ask(reading, allow_stale=True))
    assert (late["verdict"], late["question_verdict"]) == ("standing", "nothing later")


def test_not_yet_is_a_standing_statement(ask: Any) -> None:
    hand = Hand("Ivo Brandt said the line was not yet crossed.", published="2023-05-12")
    hand.claim(
        "Ivo Brandt",
        "the line was not yet crossed",
        form="indirect",
        polarity="-",
        hedges=(hand.hedge("not yet", "not_yet"),),
    )
    assert only(ask(hand.reading()))["verdict"] == "standing"


def test_what_is_denied_is_tested_and_the_denial_is_no_fact(ask: Any) -> None:
    hand = Hand("Ivo Brandt denied that Li Shangfu was under US sanctions.", published="2023-05-12")
    mention = hand.mention("Li Shangfu", schema="Person", entity="doc:1")
    made = hand.claim("Ivo Brandt", "Li Shangfu was under US sanctions", stance="denies", form="indirect", cue="denied")
    hand.event("listing", "Li Shangfu was under US sanctions", ("listed", "Li Shangfu", mention), claim=made.id)
    row = only(ask(hand.reading()))
    assert (row["kind"], row["rule"], row["question"]) == ("denial", "denial: listing", "status")
    assert (row["verdict"], row["question_verdict"], row["negated"]) == ("contradicted", "listed as claimed", True)
    assert row["why"].startswith("What is denied was looked up, not the denial:")


def test_a_denial_nothing_can_test(ask: Any) -> None:
    hand = claimed("Ivo Brandt denied any wrongdoing.", "any wrongdoing", stance="denies", form="indirect")
    row = only(ask(hand.reading()))
    assert (row["kind"], row["verdict"], row["question"]) == ("denial", "not testable", None)


def test_silence_is_neither_denial_nor_assertion(ask: Any) -> None:
    content = "US sanctions on Li Shangfu"
    hand = claimed(f"Ivo Brandt did not mention {content}.", content, stance="omits", form="indirect")
    row = only(ask(hand.reading()))
    assert (row["rule"], row["verdict"], row["question"]) == ("silence", "not testable", None)


MADE = "A coil in the drone is marked IHLP3232CZER4R7M11 4.7uH 2215NA. Brandt said it was made {}."


@pytest.mark.parametrize(
    ("time", "value", "said", "verdict"),
    [
        ("in April 2022", "2022-04", "April 2022", "reproduced"),
        ("after 24 February 2022", "2022-02-24", "24 February 2022", "reproduced"),
        ("in March 2021", "2021-03", "March 2021", "contradicted"),
        ("before 24 February 2022", "2022-02-24", "24 February 2022", "contradicted"),
        ("after 13 April 2022", "2022-04-13", "13 April 2022", "not testable"),
    ],
)
def test_a_marking_tests_when_a_part_was_made(ask: Any, time: str, value: str, said: str, verdict: str) -> None:
    words = MADE.format(time)
    hand = Hand(words, published="2023-05-12")
    hand.date(said, value)
    made = hand.claim("Brandt", f"it was made {time}", form="indirect")
    hand.event("made", f"it was made {time}", claim=made.id)
    row = only(ask(hand.reading()))
    assert (row["kind"], row["question"], row["verdict"]) == ("made", "made", verdict)
    assert row["evidence"][0]["made_from"] == "2022-04-11"


def test_made_after_the_controls_names_the_control(ask: Any) -> None:
    hand = Hand(MADE.format("after the US export controls"), published="2023-05-12")
    made = hand.claim("Brandt", "it was made after the US export controls", form="indirect")
    hand.event("made", "it was made after the US export controls", claim=made.id)
    row = only(ask(hand.reading()))
    assert row["verdict"] == "reproduced"
    assert "2022-02-24" in row["asked"]["claimed"][0]


def test_made_without_a_marking_is_not_testable(ask: Any) -> None:
    content = "the chips were made after the controls"
    row = only(ask(claimed(f"Ivo Brandt said {content}.", content, form="indirect").reading()))
    assert (row["kind"], row["verdict"], row["question_verdict"]) == ("made", "not testable", None)


WORDS = "The boards on this bench came by way of a broker in Porto who never asked where they would fly"


def quoted(speaker: str, outlet: str, **more: Any) -> Hand:
    hand = Hand(f"“{WORDS},” {speaker} said in the hall.", published="2023-05-12", outlet=outlet, **more)
    hand.mention(speaker, schema="Person")
    hand.claim(speaker, WORDS)
    return hand


def test_the_same_words_under_another_speaker_are_a_conflict(ask: Any) -> None:
    mine, other = quoted("Ivo Brandt", "Dispatch").reading(), quoted("Lena Sorel", "Courier").reading()
    row = only(ask(mine, others=(other,)))
    assert (row["kind"], row["verdict"]) == ("quotation", "attribution conflict")
    assert "Courier gives them to Lena Sorel" in row["why"]
    again = only(ask(mine, others=(quoted("Brandt", "Courier").reading(),)))
    assert (again["verdict"], again["question_verdict"]) == ("same origin or repeated", "same words, same speaker")
    alone = only(ask(mine, others=(mine,)))
    assert (alone["verdict"], alone["question_verdict"]) == ("not testable", "no other report")


def test_a_claim_with_its_own_question_gets_a_row_for_its_words_too(ask: Any) -> None:
    content = "we carry on normal trade with every one of our neighbours and have done so for sixty years"
    mine = claimed(f"“{content},” said Ivo Brandt.", content)
    other = Hand(f"“{content},” said Lena Sorel.", outlet="Courier")
    for hand, name in ((mine, "Ivo Brandt"), (other, "Lena Sorel")):
        hand.mention(name, schema="Person")
    other.claim("Lena Sorel", content)
    rows = ask(mine.reading(), others=(other.reading(),)).rows
    assert [(row["kind"], row["verdict"]) for row in rows] == [
        ("quotation", "attribution conflict"),
        ("trade", "not testable"),
    ]


def test_the_answer_counts_cites_and_repeats_itself_byte_for_byte(ask: Any) -> None:
    answer = ask(added().reading())
    assert {figure.name for figure in answer.figures} == set(CLAIM_VERDICTS)
    assert sum(figure.value or 0 for figure in answer.figures) == len(answer.rows)
    assert all(0 <= place < len(answer.citations) for row in answer.rows for place in row["cite"])
    assert answer.parameters["report"] == answer.detail["reading"]["text_sha256"]
    assert encode(answer) == encode(ask(added().reading()))
    text = encode(answer).decode().casefold()
    assert "truth score" not in text
    assert "proven" not in text


def test_every_claim_has_a_row_and_every_row_its_exact_words(ask: Any) -> None:
    hand = added()
    hand.claim("Washington", "a seller of satellite pictures", form="indirect")
    reading = hand.reading()
    rows = ask(reading).rows
    assert {row["claim"] for row in rows} == {"c1", None}
    for row in rows:
        assert reading.text[row["start"] : row["end"]] == row["statement"]


def test_rules_have_one_name_each_and_end_with_the_one_that_fits_all() -> None:
    rules = claim_rules()
    assert len({rule.name for rule in rules}) == len(rules)
    assert rules[-1].name == "other"
    assert not rules[-1].patterns
    for rule in rules:
        assert rule.question or rule.untested or rule.denied
        if rule.question and rule.question not in claim_questions.QUESTIONS:
            assert "does not exist yet" in rule.untested
            assert rule.would_change


def test_verdicts_are_mapped_in_one_place() -> None:
    assert claim_verdict("flows", "consistent with ordinary trade") == "not contradicted"
    assert claim_verdict("flows", "consistent with ordinary trade", negated=True) == "in tension"
    sources = Path(claim_questions.__file__).parent.glob("claim_*.py")
    words = [word for word in CLAIM_VERDICTS if word not in {"contradicted", "standing"}]
    for source in sources:
        if source.name == "claim_rules.py":
            continue
        found = [word for word in words if re.search(rf'"{word}"', source.read_text(encoding="utf-8"))]
        assert found == [], source.name


@pytest.mark.parametrize(
    ("authority", "words", "jurisdiction", "first"),
    [
        ("US", "under US sanctions", "US", "us_ofac_sdn"),
        ("Commerce Department", "added to the Entity List", "US", "us_bis_el"),
        ("Brussels", "EU sanctions", "EU", "eu_fsf"),
        ("Security Council", "UN sanctions", "UN", "un_sc"),
        ("Nowhere", "sanctions", None, None),
    ],
)
def test_whose_list_is_meant(authority: str, words: str, jurisdiction: str | None, first: str | None) -> None:
    found, lists = claimed_lists(authority, words)
    assert found == jurisdiction
    assert (lists[0] if lists else None) == first


def test_an_excerpt_tells_nothing_by_what_it_lacks(tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "ledger", clock=TickingClock()) as made:
        for day in ("2023-05-01", "2023-05-10"):
            add(made, [write(tmp_path, f"demo_sdn_excerpt_{day}.csv", sdn(LI))], kind="demo_sdn_excerpt", any_size=True)
        opened = open_listings(made.view(), Engine)
        words = "Marta Holm was under US sanctions in May 2023."
        reading = listing(words, "Marta Holm", value="2023-05", said="May 2023", published="2023-05-12").reading()
        row = only(check(made.view(), opened, reading))
        assert (row["verdict"], row["question_verdict"]) == ("not testable", "list not held")
        assert "is an excerpt" in row["why"]
        row = only(check(made.view(), opened, added().reading()))
        assert row["verdict"] == "not testable"
        opened.close()


def test_a_report_of_very_many_statements_is_cut_and_says_so(ask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("countermark.answers.check.MOST_UNITS", 3)
    hand = Hand("\n".join(f"“{number} chips of that kind,” said Ivo Brandt." for number in range(9)))
    for number in range(9):
        hand.claim("Ivo Brandt", f"{number} chips of that kind")
    answer = ask(hand.reading())
    assert len(answer.rows) == 3
    assert "9 statements: the first 3 were checked, 6 were not." in answer.caveats
