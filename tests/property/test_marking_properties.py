"""For every profile: encode a date, read it back. The reader never raises, and no reading lies outside its token."""

from __future__ import annotations

import re
import string
import tomllib
from datetime import date, timedelta
from importlib.resources import files

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

from countermark.marking import read
from countermark.model.dates import week
from countermark.reference.makers import makers
from countermark.reference.profiles import profiles

MAKERS = sorted({maker for profile in profiles().all for maker in profile.makers})
LABELS = {
    "analog_devices": "Analog Devices",
    "maxim_integrated": "Maxim Integrated Products (Analog Devices)",
    "texas_instruments": "Texas Instruments",
    "microchip_technology": "Microchip Technology Inc.",
    "stmicroelectronics": "STMicroelectronics",
    "nxp_semiconductors": "NXP Semiconductors",
    "international_rectifier": "International Rectifier (Infineon Technologies)",
    "cypress_semiconductor": "Cypress Semiconductor (Infineon Technologies)",
    "onsemi": "ON Semiconductor (ONSEMI)",
    "xilinx": "Xilinx Inc. (AMD)",
    "altera": "Altera Corporation (Intel)",
    "vishay": "Vishay Intertechnology, Inc.",
    "kemet": "KEMET",
    "u_blox": "U-blox",
    "winbond": "Winbond Electronics Corporation",
    "pulse_electronics": "Pulse Electronics Corporation",
    "avago_technologies": "AVAGO Technologies (Broadcom)",
    "linear_technology": "Linear Technology Corporation (Analog Devices)",
    "fairchild_semiconductor": "Fairchild Semiconductor (ON Semiconductor)",
    None: "A maker nobody knows",
}

MONTHS = "123456789ABC"


def _week(day: date, rule: str = "iso") -> tuple[int, int]:
    if rule == "iso":
        year, number, _ = day.isocalendar()
        return year, number
    for year in (day.year + 1, day.year):
        first = date(year, 1, 1) - timedelta(days=date(year, 1, 1).weekday())
        if day >= first:
            return year, (day - first).days // 7 + 1
    raise AssertionError


ENCODERS = {  # maker: (how the maker prints a day, week rule)
    "analog_devices": (lambda y, w: f"ADM3202 ARNZ #{y % 100:02d}{w:02d}", "iso"),
    "microchip_technology": (lambda y, w: f"PIC16F877 I/P {y % 100:02d}{w:02d}SR6", "jan1"),
    "nxp_semiconductors": (lambda y, w: f"LPC1759FBD80 ZSD{y % 100:02d}{w:02d}A", "iso"),
    "cypress_semiconductor": (lambda y, w: f"CY7C1381KV33-133AXI TWN{y % 100:02d}{w:02d}", "iso"),
    "onsemi": (lambda y, w: f"ACT244 PXW{y % 100:02d}{w:02d}G", "iso"),
    "xilinx": (lambda y, w: f"XC6SLX16 CSG225DIV{y % 100:02d}{w:02d} D5326423A", "iso"),
    "altera": (lambda y, w: f"EPC2LI20 U HAF48{y % 100:02d}{w:02d}A", "iso"),
    "vishay": (lambda y, w: f"VBT3045CBP {y % 100:02d}{w:02d}E", "iso"),
    "u_blox": (lambda y, w: f"M9140-KB 08161636 {y % 100:02d}{w:02d}A3", "iso"),
    "winbond": (lambda y, w: f"25Q16JVIQ {y % 100:02d}{w:02d} 6203 DL900ZZ", "iso"),
    "pulse_electronics": (lambda y, w: f"HX1188NL {y % 100:02d}{w:02d}-C CHINA", "iso"),
    "avago_technologies": (lambda y, w: f"HCPL-6231 Q{y % 100:02d}{w:02d} SGP", "iso"),
    "linear_technology": (lambda y, w: f"LTM8031V N09320 e4 {y % 100:02d}{w:02d}MY", "iso"),
    None: (lambda y, w: f"TDC-GP22 {y % 100:02d}{w:02d}", "iso"),
}
OPEN_ENCODERS = {
    "analog_devices": lambda y, w: f"1755 ADJ #{y % 10}{w:02d} 24272",
    "maxim_integrated": lambda y, w: f"MAX922 ESA +{y % 10}{w:02d}",
    "stmicroelectronics": lambda y, w: f"STM32F405 RGT6 GQ205 CHN GQ {y % 10}{w:02d}",
    "international_rectifier": lambda y, w: f"IRFB4321 P{y % 10}{w:02d}D 1W43",
    "kemet": lambda y, w: f"107 16K {y % 10}{w:02d}",
}
DAYS = st.dates(date(2005, 1, 10), date(2025, 12, 20))


@given(maker=st.sampled_from(sorted(ENCODERS, key=str)), day=DAYS)
@settings(max_examples=400)
def test_a_printed_week_comes_back(maker: str | None, day: date) -> None:
    encode, rule = ENCODERS[maker]
    year, number = _week(day, rule)
    marking = read(encode(year, number), LABELS[maker])
    assert marking.verdict == "single"
    assert marking.readings[0].interval == week(year, number, rule)  # type: ignore[arg-type]
    assert marking.readings[0].made_from <= day < marking.readings[0].made_to


@given(maker=st.sampled_from(sorted(OPEN_ENCODERS)), day=DAYS)
@settings(max_examples=300)
def test_a_one_digit_year_comes_back_among_its_decades(maker: str, day: date) -> None:
    year, number = _week(day)
    marking = read(OPEN_ENCODERS[maker](year, number), LABELS[maker])
    assert any(reading.interval == week(year, number, "iso") for reading in marking.readings)
    assert len({reading.made_from.year % 10 for reading in marking.readings}) <= 2  # week 1 may begin in December


@given(day=DAYS, site=st.sampled_from("KMTAZ"), lot=st.text("ABCDEF123456789", min_size=4, max_size=4))
def test_a_texas_instruments_month_comes_back(day: date, site: str, lot: str) -> None:
    marking = read(f"YE08 {day.year % 10}{MONTHS[day.month - 1]}{site}G4 {lot}", "Texas Instruments")
    assert any(reading.made_from <= day < reading.made_to for reading in marking.readings)
    assert {reading.precision for reading in marking.readings} == {"month"}


@given(
    text=st.text(
        st.one_of(st.sampled_from(string.ascii_uppercase + string.digits + " #+-/.,()[]©№*"), st.characters()),
        max_size=80,
    ),
    maker=st.sampled_from([None, *LABELS.values()]),
)
@settings(max_examples=600)
def test_the_reader_never_raises_and_stays_inside_the_text(text: str, maker: str | None) -> None:
    marking = read(text, maker)
    for reading in marking.readings:
        assert 0 <= reading.start < reading.end <= len(text)
        assert text[reading.start : reading.end] == reading.token
        assert reading.made_from < reading.made_to
        assert any(ch.isdigit() for ch in reading.token)
    for part in marking.parts:
        assert text[part.start : part.end] == part.token
    for rejected in marking.rejected:
        assert text[rejected.start : rejected.end] == rejected.token
        assert rejected.why
    assert (marking.verdict == "none") == (not marking.readings)


FIXED = {  # a field of a rule: what a part made in week 17 of 2021 carries there
    "yyyy": "2021",
    "yy": "21",
    "y": "1",
    "ww": "17",
    "mm": "07",
    "m": "7",
    "ml": "G",
    "yl": "L",
    "p6": "18",
    "p1": "3",
}
PLACES = (
    "{}",
    "QX4711ZK {}",
    "QX4711ZK {} 1L7",
    "QX4711ZK ARN {} AB12",
    "{} LM2937",
    "QX4711ZK {} 4T",
    "{} TAIWAN QX4711ZK",
    "AQV412EH {}",
    "TPS548D22 {}",
    "{} K4S511632D",
    "QX4711ZK {} P11",
    "{} LF-H90S-C",
    "QX4711ZK {} 04 C020",
    "MSC 5530 {}",
    "CSR 8811 A12U {}",
    "883 6673 {}",
    "SiGe 2525L {}",
    "{} B530C",
    "B530C {}",
    "W29N01HVSINA 6543C68002 {}",
    "{} BSK",
    "HR911105A {}",
    "QX4711ZK H9C {} DWKBBH2SH3",
    "HC 4052A {}",
    "QX4711ZK {} AH7R G4",
    "QX4711ZK {} 68",
    "QX4711ZK {} MALAYSIA",
    "QX4711ZK {} TW",
)


def _without(pattern: str, openings: tuple[str, ...]) -> str:
    """Take groups that begin in one of these ways out of a pattern, their nested groups with them."""
    kept, index = "", 0
    while index < len(pattern):
        opening = next((o for o in openings if pattern.startswith(o, index)), None)
        if opening is None:
            kept += pattern[index]
            index += 1
            continue
        depth, inside = 0, False  # inside a class of characters, where brackets stand for themselves
        while True:
            letter = pattern[index]
            if letter == "\\":
                index += 2
                continue
            inside = letter == "[" or (inside and letter != "]")
            depth += 0 if inside else (letter == "(") - (letter == ")")
            index += 1
            if depth == 0:
                break
    return kept


def _printable(rule: dict[str, str]) -> st.SearchStrategy[str]:
    """Give texts of a rule's form in which the date fields are fixed."""
    pattern = _without(rule["pattern"], ("(?=", "(?<=", "(?!", "(?<!"))
    fixed = {**FIXED, "yl": "J"} if "[4-9A-J]" in pattern else FIXED  # letters that end with 2019
    if "(?P<yy>[89]" in pattern:
        fixed = {**fixed, "yy": "95"}  # forms of parts made before 2000
    for name, value in fixed.items():
        start = pattern.find(f"(?P<{name}>")
        if start >= 0:
            inner = _without(pattern[start:], (f"(?P<{name}>",))
            pattern = pattern[:start] + value + inner
    return st.from_regex(re.compile(pattern.lstrip("^").rstrip("$"), re.ASCII), fullmatch=True)


RULES = [
    (entry["id"], rule)
    for entry in tomllib.loads(files("countermark.reference").joinpath("profiles.toml").read_text(encoding="utf-8"))[
        "profile"
    ]
    for rule in entry.get("rule", [])
]
MAKER_OF = {profile.id: (makers()[profile.makers[0]].brand if profile.makers else None) for profile in profiles().all}


@pytest.mark.parametrize(("profile", "rule"), RULES, ids=[f"{profile}-{rule['id']}" for profile, rule in RULES])
def test_every_rule_of_every_profile_reads_what_it_describes(profile: str, rule: dict[str, str]) -> None:
    entry = next(entry for entry in profiles().all if entry.id == profile)
    brand = f"{entry.brands[0]} " if entry.brands and not entry.makers else ""

    def read_back(text: str) -> bool:
        return any(
            reading.rule == rule["id"] and reading.made_from.year in {1995, 2019, 2020, 2021}
            for place in PLACES
            for reading in read(brand + place.format(text), MAKER_OF[profile]).readings
        )

    find(_printable(rule), read_back, settings=settings(max_examples=400, deadline=None, database=None))
