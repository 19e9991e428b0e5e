"""Events and relations: their type, their parts, who says so, and what is none. Every sentence is our own."""

from __future__ import annotations

import pytest

from countermark.reading import read
from countermark.reading.types import Event

EVENTS = [  # text, type, {role: words}, status, polarity
    (
        "Ana Ilić met Ewa Lis in Belgrade.",
        "meeting",
        {"participant": "Ana Ilić|Ewa Lis", "place": "Belgrade"},
        "reported",
        "+",
    ),
    ("Ana Ilić held talks with Ewa Lis.", "meeting", {"participant": "Ana Ilić|Ewa Lis"}, "reported", "+"),
    ("Ana Ilić visited Poland in May 2022.", "visit", {"visitor": "Ana Ilić", "place": "Poland"}, "reported", "+"),
    ("Ana Ilić's visit to Warsaw was short.", "visit", {"visitor": "Ana Ilić", "place": "Warsaw"}, "reported", "+"),
    (
        "Poland conducted joint exercises with Norway in Sweden.",
        "exercise",
        {"participant": "Poland|Norway", "place": "Sweden"},
        "reported",
        "+",
    ),
    ("Ana Ilić was appointed in May.", "appointment", {"appointee": "Ana Ilić"}, "reported", "+"),
    (
        "Goran Babić has been under US sanctions since 2019 over the sale of radar parts.",
        "listing",
        {"listed": "Goran Babić", "lister": "US", "over": "the sale of radar parts"},
        "reported",
        "+",
    ),
    (
        "The Treasury sanctioned Volt Dynamics for smuggling chips.",
        "listing",
        {"lister": "Treasury", "listed": "Volt Dynamics"},
        "reported",
        "+",
    ),
    (
        "Volt Dynamics was sanctioned by Canada in 2020.",
        "listing",
        {"lister": "Canada", "listed": "Volt Dynamics"},
        "reported",
        "+",
    ),
    (
        "Canada added Turkish firms to its sanctions list, including a shipper of gearboxes.",
        "list_addition",
        {"actor": "Canada", "group": "Turkish firms", "description": "a shipper"},
        "reported",
        "+",
    ),
    ("Volt Dynamics was added to the Entity List.", "list_addition", {"group": "Volt Dynamics"}, "reported", "+"),
    (
        "Canada removed Volt Dynamics from its sanctions list.",
        "delisting",
        {"lister": "Canada", "delisted": "Volt Dynamics"},
        "reported",
        "+",
    ),
    (
        "Volt Dynamics shipped drone engines to Belarus.",
        "supply",
        {"supplier": "Volt Dynamics", "item": "drone engines", "recipient": "Belarus"},
        "reported",
        "+",
    ),
    (
        "Drone engines were supplied by Volt Dynamics.",
        "supply",
        {"supplier": "Volt Dynamics", "item": "Drone engines"},
        "reported",
        "+",
    ),
    (
        "The ministry said that Volt Dynamics sold chips to Belarus.",
        "supply",
        {"supplier": "Volt Dynamics", "item": "chips", "recipient": "Belarus"},
        "claimed",
        "+",
    ),
    (
        "Goran Babić bought fighter jets from Rosavia.",
        "purchase",
        {"buyer": "Goran Babić", "item": "fighter jets", "seller": "Rosavia"},
        "reported",
        "+",
    ),
    (
        "He was fined over the purchase of radar parts from Rosavia.",
        "purchase",
        {"item": "radar parts", "seller": "Rosavia"},
        "reported",
        "+",
    ),
    (
        "Norwegian components were found in the drone.",
        "component_of",
        {"part": "Norwegian components", "whole": "the drone"},
        "reported",
        "+",
    ),
    (
        "Experts found a memory chip in the missile.",
        "component_of",
        {"part": "a memory chip", "whole": "the missile"},
        "reported",
        "+",
    ),
    (
        "Inspectors said that the drone contained Dutch relays.",
        "component_of",
        {"whole": "the drone", "part": "Dutch relays"},
        "claimed",
        "+",
    ),
    (
        "A Korean unit replaced the Danish receiver.",
        "replaced",
        {"new": "A Korean unit", "old": "the Danish receiver"},
        "reported",
        "+",
    ),
    (
        "The receiver was replaced by a Korean unit.",
        "replaced",
        {"old": "The receiver", "new": "a Korean unit"},
        "reported",
        "+",
    ),
    (
        "It sat in a drone that had previously used a Danish receiver.",
        "replaced",
        {"whole": "a drone", "old": "a Danish receiver"},
        "reported",
        "+",
    ),
    (
        "They paid traders affiliated with Varga.",
        "affiliation",
        {"member": "traders", "organisation": "Varga"},
        "reported",
        "+",
    ),
    ("Volt Dynamics is owned by Goran Babić.", "ownership", {"owner": "Goran Babić"}, "reported", "+"),
    (
        "Serbian Trade Minister Ana Ilić left.",
        "position",
        {"holder": "Ana Ilić", "country": "Serbian"},
        "reported",
        "+",
    ),
    ("There are fewer parts made in Norway.", "trend", {"decreasing": "Norway"}, "reported", "+"),
    ("An adviser said that more chips were coming from Vietnam.", "trend", {"increasing": "Vietnam"}, "claimed", "+"),
    ("Serbia keeps up normal trade with Belarus.", "trade", {"party": "Serbia|Belarus"}, "reported", "+"),
    (
        "Canada imposed export controls on Belarus.",
        "control",
        {"imposer": "Canada", "target": "Belarus"},
        "reported",
        "+",
    ),
    (
        "The minister said that Serbia would not help Belarus with weapons.",
        "promise",
        {"promiser": "Serbia"},
        "claimed",
        "-",
    ),
    ("Inspectors saw a memory chip made in 2021.", "made", {"part": "a memory chip", "made": "2021"}, "reported", "+"),
    (
        "Inside lay a memory chip marked 2130AB.",
        "made",
        {"part": "a memory chip", "marking": "2130AB"},
        "reported",
        "+",
    ),
    ("Of these, 41 % of the chips came by air.", "figure", {"value": "41 %", "of": "the chips"}, "reported", "+"),
    ("They counted 1,204 components in all.", "figure", {"value": "1,204", "of": "components"}, "reported", "+"),
    ("A third of the components had no mark.", "figure", {"value": "A third"}, "reported", "+"),
    ("Russia invaded Ukraine in 2022.", "invasion", {"invader": "Russia", "invaded": "Ukraine"}, "reported", "+"),
    (
        "The Russian invasion of Ukraine began in 2022.",
        "invasion",
        {"invader": "Russian", "invaded": "Ukraine"},
        "reported",
        "+",
    ),
]

WIDER = [  # text, type, {role: words}
    ("The two ministers sat down with Ana Ilić in Oslo.", "meeting", {"participant": "Ana Ilić", "place": "Oslo"}),
    ("Ana Ilić hosted Ewa Lis in Belgrade.", "meeting", {"participant": "Ana Ilić|Ewa Lis"}),
    ("Ana Ilić received on Monday in Oslo her Polish counterpart, Ewa Lis.", "meeting", {"participant": "Ewa Lis"}),
    ("Ana Ilić toured a factory in Gdansk.", "visit", {"visitor": "Ana Ilić"}),
    ("Ana Ilić spoke during a visit to Oslo.", "visit", {"visitor": "Ana Ilić", "place": "Oslo"}),
    ("On a trip to Oslo, Ana Ilić announced a plan.", "visit", {"visitor": "Ana Ilić", "place": "Oslo"}),
    ("Volt Dynamics hired Ewa Lis as its finance chief.", "appointment", {"appointee": "Ewa Lis"}),
    ("Ewa Lis took office in May.", "appointment", {"appointee": "Ewa Lis"}),
    ("Ewa Lis became chairwoman of Volt Dynamics.", "appointment", {"position": "chairwoman"}),
    ("Its manager, Ewa Lis, appointed in May, left.", "appointment", {"appointee": "Ewa Lis"}),
    (
        "Ewa Lis, managing director of Volt Dynamics, left.",
        "affiliation",
        {"member": "Ewa Lis", "organisation": "Volt Dynamics"},
    ),
    ("Canada listed the firm's former director, Ewa Lis.", "affiliation", {"member": "Ewa Lis"}),
    ("Volt Dynamics spokesman Goran Babić left.", "affiliation", {"organisation": "Volt Dynamics"}),
    ("Ewa Lis, who has worked at Volt Dynamics, left.", "affiliation", {"organisation": "Volt Dynamics"}),
    ("Ewa Lis, who heads Volt Dynamics, left.", "affiliation", {"member": "Ewa Lis"}),
    ("Volt Dynamics was put on the US sanctions list.", "listing", {"listed": "Volt Dynamics"}),
    ("Volt Dynamics, which Canada sanctioned in 2021, is closed.", "listing", {"listed": "Volt Dynamics"}),
    ("The new listings include Volt Dynamics.", "listing", {"listed": "Volt Dynamics"}),
    ("Volt Dynamics appears on the Entity List.", "listing", {"listed": "Volt Dynamics"}),
    ("The sanctioned company Volt Dynamics closed.", "listing", {"listed": "Volt Dynamics"}),
    ("Volt Dynamics, which Canada added to its blacklist, left.", "list_addition", {"group": "Volt Dynamics"}),
    ("Canada added to its latest sanctions a maker of gearboxes.", "list_addition", {"group": "a maker"}),
    ("Canada included two Turkish firms in its sanctions list.", "list_addition", {"group": "Turkish firms"}),
    ("Four companies added to the Canadian sanctions list", "list_addition", {"group": "Four companies"}),
    ("Gearboxes made in Poland were exported to Belarus.", "supply", {"item": "Gearboxes", "recipient": "Belarus"}),
    ("Ewa Lis counted 30 chips. Four of the 30 were exported to Belarus.", "supply", {"recipient": "Belarus"}),
    ("She bought chips. Her firm, Volt Dynamics, resold them to Belarus.", "supply", {"item": "them"}),
    ("The shop held modules which Volt Dynamics had bought.", "purchase", {"item": "modules"}),
    (
        "Ewa Lis held up a circuit board that she said had been pulled from a missile.",
        "component_of",
        {"part": "board"},
    ),
    ("Pressure sensors it made turned up in drones.", "component_of", {"whole": "drones"}),
    ("The motors passed through Dubai.", "supply", {"item": "motors", "via": "Dubai"}),
    ("Sensors sold to Goran Babić by Volt Dynamics were old.", "supply", {"supplier": "Volt Dynamics"}),
    ("Goran Babić got the chips from Volt Dynamics.", "supply", {"recipient": "Goran Babić"}),
    ("The relay ended up in a missile.", "component_of", {"part": "The relay", "whole": "a missile"}),
    ("Relays with a Dutch label appear in the remains of drones.", "component_of", {"whole": "the remains of drones"}),
    ("The drone, shot down in May, had a Dutch relay inside.", "component_of", {"part": "a Dutch relay"}),
    ("Inside the drone was a Dutch relay.", "component_of", {"whole": "the drone"}),
    ("The drone is powered by a Dutch engine.", "component_of", {"part": "a Dutch engine"}),
    (
        "A Korean relay sits where the Dutch one used to be.",
        "replaced",
        {"new": "Korean relay", "old": "the Dutch one"},
    ),
    ("The Dutch relay gave way to a Korean one.", "replaced", {"old": "The Dutch relay"}),
    ("A Dutch relay, which has since been replaced by a Korean one, failed.", "replaced", {"old": "Dutch relay"}),
    ("Volt Dynamics belongs to Goran Babić.", "ownership", {"owned": "Volt Dynamics", "owner": "Goran Babić"}),
    ("The owner of Volt Dynamics, Goran Babić, left.", "ownership", {"owner": "Goran Babić"}),
    ("Canada listed a firm that Goran Babić is believed to own.", "ownership", {"owned": "a firm"}),
    ("The relay was made by Volt Dynamics.", "made", {"part": "The relay", "maker": "Volt Dynamics"}),
    ("A Norwegian-made relay lay there.", "made", {"part": "relay", "maker": "Norwegian"}),
    ("The board carries a chip of Norwegian manufacture.", "made", {"part": "a chip"}),
    ("Serbia vowed to close the route.", "promise", {"promiser": "Serbia"}),
    ("The minister counted chips. Most, she said, had been bought by Ewa Lis.", "purchase", {"buyer": "Ewa Lis"}),
]


@pytest.mark.parametrize(("text", "kind", "parts"), WIDER)
def test_other_wordings_tell_the_same_event(text, kind, parts):
    found = events(text, kind)
    assert found, [(one.type, one.trigger.of(text)) for one in read(text).events]
    told = {(part.role, part.span.of(text)) for one in found for part in one.arguments}
    for role, words in parts.items():
        for one in words.split("|"):
            assert any(role == given and one in spoken for given, spoken in told), told


def events(text: str, kind: str) -> list[Event]:
    return [one for one in read(text).events if one.type == kind]


@pytest.mark.parametrize(("text", "kind", "parts", "status", "polarity"), EVENTS)
def test_an_event_has_its_parts_and_who_says_so(text, kind, parts, status, polarity):
    found = events(text, kind)
    assert found, [(one.type, one.trigger.of(text)) for one in read(text).events]
    event = found[0]
    assert (event.status, event.polarity) == (status, polarity)
    assert (event.claim is not None) == (status == "claimed")
    told: dict[str, list[str]] = {}
    for part in event.arguments:
        told.setdefault(part.role, []).append(part.span.of(text))
    for role, words in parts.items():
        for one in words.split("|"):
            assert any(one in given for given in told.get(role, [])), told


def test_none_of_a_thing_is_a_denial():
    (event,) = events("“Serbia has supplied no drones to Belarus,” Ana Ilić said.", "supply")
    assert (event.polarity, event.status) == ("-", "claimed")


def test_a_trader_in_a_place_is_meant_and_not_the_place():
    text = "Canada listed a trader in Hong Kong that, the ministry says, supplied sensors to Belarus."
    (event,) = events(text, "supply")
    assert [one.span.of(text) for one in event.arguments if one.role == "supplier"] == ["a trader"]
    assert event.status == "claimed"


def test_goods_that_left_a_place_do_not_make_it_the_supplier():
    text = "The ministry says that 40 engines left from Dubai."
    (event,) = events(text, "supply")
    assert {one.role for one in event.arguments} == {"item", "source"}


NO_SUPPLY = [
    "Serbia may supply drones to Belarus.",
    "They feared that Serbia would supply drones to Belarus.",
    "If Serbia supplied drones to Belarus, it would be listed.",
    "Serbia is considering supplying drones to Belarus.",
    "Canada warned against supplying drones to Belarus.",
    "There is no evidence that Serbia supplied drones to Belarus.",
    "Serbia was accused of supplying drones to Belarus.",
    "Serbia denied that it had supplied drones to Belarus.",
    "The ministry denied supplying drones to Belarus.",
    "The minister said that Serbia had not supplied drones to Belarus.",
    "Serbia never supplied drones to Belarus.",
    "The spokesman did not say that Serbia supplied drones to Belarus.",
    "Exports of drones were not the subject.",
    "Canada wants to stop firms selling chips to Belarus.",
    "The company helped the police.",
    "Has Serbia supplied drones to Belarus?",
    "Serbia will ship drones to Belarus in May.",
    "The drones are to be delivered to Belarus.",
    "No drones were delivered to Belarus.",
    "None of the drones were exported to Belarus.",
    "Neither Serbia nor Norway supplied drones to Belarus.",
    "The minister asked whether Serbia had sold drones to Belarus.",
    "Serbia dismissed claims that it had sold drones to Belarus.",
    "Nothing shows that Volt Dynamics shipped motors to Belarus.",
]


@pytest.mark.parametrize("text", NO_SUPPLY)
def test_nothing_is_supplied_by_a_doubt_a_denial_or_an_accusation(text):
    assert [one for one in events(text, "supply") if one.polarity == "+" and one.status == "reported"] == []
    if "accused" not in text:
        assert [one for one in events(text, "supply") if one.polarity == "+"] == []


NONE = [  # text, type
    ("They met the deadline.", "meeting"),
    ("Canada added Turkish firms to its guest list of partners on Friday, at the latest.", "delisting"),
    ("The minister added salt to the soup.", "list_addition"),
    ("Chips used in kitchens sell well.", "component_of"),
    ("He replaced.", "replaced"),
    ("It was normal.", "trade"),
    ("In 2022 it rained.", "figure"),
    ("They would not.", "promise"),
    ("She said that it would not be easy.", "promise"),
    ("She fears that the generals will not keep the peace.", "promise"),
    ("Their Poland trip was short.", "visit"),
    ("The delegates are pledged to Goran Babić.", "promise"),
    ("Ana Ilić received her pay in Oslo.", "meeting"),
    ("The state went to Ewa Lis in the vote.", "visit"),
    ("If Ana Ilić is elected, taxes will fall.", "appointment"),
    ("Those who named a candidate voted.", "appointment"),
    ("Voters in Poland head to the polls.", "affiliation"),
    ("The President of Poland left.", "affiliation"),
    ("Canada spoke of sanctions coordinator Ewa Lis.", "listing"),
    ("Canada could put Volt Dynamics on its sanctions list.", "list_addition"),
    ("Canada prepares to add Volt Dynamics to its sanctions list.", "list_addition"),
    ("The party wants to bring Volt Dynamics under sanctions.", "listing"),
    ("Volt Dynamics is on the draft list of guests.", "listing"),
    ("Canada controls strictly the export of chips to Belarus.", "supply"),
    ("Ewa Lis went from Ana Ilić to Goran Babić.", "supply"),
    ("Volt Dynamics had a good year with its aircraft.", "component_of"),
    ("Ana Ilić replaced Ewa Lis as head of the drone unit.", "replaced"),
    ("Canada lifted restrictions on voting.", "control"),
    ("A decision was made by the Polish board.", "made"),
]


@pytest.mark.parametrize(("text", "kind"), NONE)
def test_words_alone_make_no_event(text, kind):
    assert events(text, kind) == []


def test_an_unsaid_thing_is_no_event():
    assert events("The ministry did not mention any meeting with Ewa Lis.", "meeting") == []


def test_the_speaker_inside_a_relative_clause_is_not_the_supplier():
    text = "Canada listed a broker that the ministry says supplied chips to Belarus."
    for event in events(text, "supply"):
        assert [part.span.of(text) for part in event.arguments if part.role == "supplier"] == ["a broker"]
        assert event.status == "claimed"


def test_a_dated_event_points_to_its_dates():
    text = "Goran Babić has been under US sanctions since 2019."
    report = read(text)
    (event,) = [one for one in report.events if one.type == "listing"]
    assert [report.dates[number].value for number in event.dates] == ["2019/.."]


LINKS = [  # text, type
    (
        (
            "The Serbian ministry said that Volt Dynamics sold drones to Belarus. "
            "Belarus denied that Volt Dynamics had sold it drones."
        ),
        "denies",
    ),
    ("Ana Ilić said that exports fell. “Imports grew,” Ilić added.", "continues"),
]


@pytest.mark.parametrize(("text", "kind"), LINKS)
def test_claims_are_linked_with_a_basis(text, kind):
    found = [one for one in read(text).links if one.type == kind]
    assert found, read(text).claims
    assert all(one.basis for one in found)
    ids = {one.id for one in read(text).claims}
    assert all({one.source, one.target} <= ids for one in found)
