"""Makers, parties hidden in labels, countries and look-alike letters."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countermark.model.errors import FormatError
from countermark.reference import tables
from countermark.reference.countries import country_codes, country_name, country_word
from countermark.reference.lookalikes import fold, mixed
from countermark.reference.makers import find_maker, makers, normalise
from countermark.reference.profiles import profiles

SNAPSHOT = "components/gur_components_snapshot_2026-06-13.csv"


@pytest.fixture(scope="module")
def snapshot(data_dir: Path) -> list[dict[str, str]]:
    """Give the rows of the portal's snapshot."""
    with (data_dir / SNAPSHOT).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


LABELS = [  # label, maker, country, status, owner
    ("Texas Instruments", "texas_instruments", "US", "known", None),
    ("XILINX, INC.", "xilinx", "US", "known", None),
    ("Xilinx Inc. (AMD)", "xilinx", "US", "known", "AMD"),
    ("Spansion (Cypress, Infineon)", "spansion", "US", "known", "Cypress, Infineon"),
    ("ON Semiconductor (ONSEMI)", "onsemi", "US", "known", None),
    ("Nihon Dempa Kogyo co., Ltd (NDK)", "ndk", "JP", "known", None),
    ("Peak Electronics", "peak_electronics", "DE", "known", None),
    ("Peak Еlectronics", "peak_electronics", "DE", "known", None),
    ("JST", "jst", "JP", "known", None),
    ("STMicroelectronics", "stmicroelectronics", "CH", "known", None),
    ("NVS Technologies", "nvs_technologies", "CH", "known", None),
    ("ОАО Интеграл", "integral", "BY", "known", None),
    ("TT electronics Semelab", "semelab", "GB", "known", None),
    ("ST(Semtech)", "semtech", "US", "known", None),
    ("Semtech Electonics Limited", "semtech_electronics_cn", "CN", "known", None),
    ("Raspberry Pi Ltd", "raspberry_pi", "GB", "known", None),
    ("Acme Chips Ltd (Holding)", None, None, "unknown_maker", "Holding"),
    ("Analog", None, None, "unknown_maker", None),
    ("Texas Instrument", None, None, "unknown_maker", None),
    ("Not identified", None, None, "not_identified", None),
    ("невідомо", None, None, "not_identified", None),
    ("", None, None, "missing", None),
    ("  ", None, None, "missing", None),
    (None, None, None, "missing", None),
]  # fmt: skip


@pytest.mark.parametrize(("label", "maker", "country", "status", "owner"), LABELS)
def test_a_label_finds_its_maker_or_none(label, maker, country, status, owner):
    found = find_maker(label)
    assert (found.maker_id, found.country, found.status, found.owner_label) == (maker, country, status, owner)


PARTIES = [
    ("Murata Suppliers JSC CHIP AND DIP", "murata", [("supplier", "JSC CHIP AND DIP")]),
    ("Dynamixel (Robotis) Importers TK MIR LLC", "robotis", [("importer", "TK MIR LLC")]),
    (
        "Swiwin Importers LLC IQ COMPONENTS, TREK JSC Foreign suppliers ALIGN TRADING COMPANY LIMITED, HYTERA LIMITED",
        "swiwin",
        [
            ("importer", "LLC IQ COMPONENTS"),
            ("importer", "TREK JSC"),
            ("foreign_supplier", "ALIGN TRADING COMPANY LIMITED"),
            ("foreign_supplier", "HYTERA LIMITED"),
        ],
    ),
    (
        "Shenzhen Hi-Link Electronic Foreign suppliers SHENZHEN HI-LINK ELECTRONIC CO., LTD",
        "hilink",
        [("foreign_supplier", "SHENZHEN HI-LINK ELECTRONIC CO., LTD")],
    ),
    ("Aero Suppliers Inc", None, []),
]


@pytest.mark.parametrize(("label", "maker", "parties"), PARTIES)
def test_parties_hidden_in_a_label_are_split_off(label, maker, parties):
    found = find_maker(label)
    assert found.maker_id == maker
    assert [(party.role, party.name) for party in found.parties] == parties


def test_an_owner_behind_a_brand_stays_apart_from_the_supplier():
    found = find_maker("Maxim Integrated Products (Analog Devices) Suppliers JSC CHIP AND DIP")
    assert (found.maker_id, found.owner_label) == ("maxim_integrated", "Analog Devices")
    assert [party.role for party in found.parties] == ["supplier"]


def test_the_snapshot_hides_parties_in_23_labels_of_25_rows(snapshot):
    traded, chip_and_dip = Counter(), Counter()
    for row in snapshot:
        roles = {party.role for party in find_maker(row["maker_as_published"]).parties}
        if roles & {"supplier", "importer", "foreign_supplier"}:
            traded[row["maker_as_published"]] += 1
        if row["maker_as_published"].endswith("Suppliers JSC CHIP AND DIP"):
            chip_and_dip[row["maker_as_published"]] += 1
    assert (len(traded), traded.total()) == (23, 25)
    assert (len(chip_and_dip), chip_and_dip.total()) == (16, 18)


def test_every_label_of_the_snapshot_is_known_or_not_identified(snapshot):
    labels = {row["maker_as_published"] for row in snapshot}
    unknown = {label for label in labels if find_maker(label).status not in {"known", "not_identified"}}
    assert unknown == set()


def test_rows_without_country_that_name_a_maker_get_it_back(snapshot):
    named = [row["maker_as_published"] for row in snapshot if row["hq_country_iso2_or_UNK"] == "UNK"]
    named = [label for label in named if find_maker(label).status != "not_identified"]
    homes = Counter(find_maker(label).country for label in named)
    assert len(named) == 53
    assert homes == {"GB": 11 + 8 + 6 + 5 + 2 + 4, "SG": 7, "BE": 4, "AM": 2, "AU": 1, "TW": 1, None: 2}
    assert {label for label in named if find_maker(label).country is None} == {"ОКБ Фотон", "Easy World Automation LLC"}


def test_the_home_departs_from_the_portal_only_where_a_note_says_so(snapshot):
    table = makers()
    for row in snapshot:
        found = find_maker(row["maker_as_published"])
        if found.maker_id and found.country != row["hq_country_iso2_or_UNK"]:
            assert table[found.maker_id].note, row["maker_as_published"]


def test_makers_are_complete_and_cite_something():
    codes = country_codes()
    for maker in makers().values():
        assert maker.country is None or maker.country in codes, maker.id
        assert maker.verified in {"yes", "rows", "no"}, maker.id
        assert maker.source or maker.note, maker.id
        assert find_maker(maker.brand).maker_id == maker.id
        assert all(find_maker(alias).maker_id == maker.id for alias in maker.aliases), maker.id


def test_every_maker_of_a_marking_profile_has_a_home():
    assert {maker for profile in profiles().all for maker in profile.makers} - makers().keys() == set()


@given(st.text())
def test_any_text_gets_a_status_and_a_normal_form(text):
    assert find_maker(text).status in {"known", "unknown_maker", "not_identified", "missing"}
    assert normalise(normalise(text)) == normalise(text)


WORDS = [
    ("PHIL", "PH", True),
    ("Malaysia", "MY", True),
    ("MAL", "MY", True),
    ("TWN", "TW", True),
    ("TW", "TW", False),
    ("CHINA", "CN", True),
    ("CN", "CN", False),
    ("MEX", "MX", True),
    ("MAR", "MA", False),
    ("ELS", "SV", False),
    ("EL SALVADOR", "SV", True),
    ("CAN", "CA", False),
    ("IRL", "IE", False),
    ("Korea.", "KR", True),
]


@pytest.mark.parametrize(("token", "code", "sure"), WORDS)
def test_country_words_and_how_sure_they_are(token, code, sure):
    word = country_word(token)
    assert word is not None
    assert (word.code, word.sure) == (code, sure)


@pytest.mark.parametrize("token", ["", "X", "ARM", "LOT", "PHILIPS", "TAIWAN SEMICONDUCTOR MANUFACTURING"])
def test_other_words_are_no_country(token):
    assert country_word(token) is None


def test_countries_have_names():
    assert country_name("PH") == "Philippines"
    assert country_name("XX") is None
    assert country_name(None) is None


FOLDS = [
    ("ЕР4CGX110", "EP4CGX110", ("cyrillic",)),
    ("ＡＤ９３６１", "AD9361", ("full_width",)),
    ("ΑTmega", "ATmega", ("greek",)),
    ("Ⅹ7R", "X7R", ("roman_numeral",)),
    ("SN74\u2011LS", "SN74-LS", ("hyphen",)),
    ("10µF №5 Ω", "10µF №5 Ω", ()),
    ("plain", "plain", ()),
]


@pytest.mark.parametrize(("text", "folded", "scripts"), FOLDS)
def test_lookalikes_become_latin(text, folded, scripts):
    assert fold(text) == (folded, scripts)


@given(st.text())
def test_folding_keeps_every_offset_and_is_stable(text):
    folded, _ = fold(text)
    assert len(folded) == len(text)
    assert fold(folded) == (folded, ())


@pytest.mark.parametrize("token", ["STМ32F405", "LM317-Т", "FurgoСar", "Micro-В", "Еlectronics"])
def test_tokens_of_two_alphabets_are_mixed(token):
    assert mixed(token)


@pytest.mark.parametrize("token", ["Радіореле", "РП15-50ШВ-В", "USB-кабель", "µA741", "μA741", "STM32", "ЕР4", "10Ω"])
def test_tokens_of_one_alphabet_are_not(token):
    assert not mixed(token)


def test_a_table_with_other_columns_is_refused():
    with pytest.raises(FormatError, match=r"countries\.csv"):
        tables.read_table("countries.csv", ("code",))
