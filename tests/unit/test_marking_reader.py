"""Markings as printed, what they say, and what only looks like a date."""

from __future__ import annotations

from datetime import date

import pytest

from countermark.marking import read
from countermark.marking.resolve import Context, resolve
from countermark.model.dates import Interval, parse_interval, week

SINGLE = [  # marking, maker, first day, last day, rule
    ("ADM3202 ARNZ #2135", "Analog Devices", "2021-08-30", "2021-09-05", "adi_hash_yyww"),
    ("WINBOND 2112", "Winbond Electronics Corporation", "2021-03-22", "2021-03-28", "eia_yyww"),
    (
        "IHLP3232CZER4R7M11 4.7uH 2215NA",
        "Vishay Intertechnology, Inc.",
        "2022-04-11",
        "2022-04-17",
        "vishay_yyww_letters",
    ),
    (
        "MORNSUN URB2405S-6SWR3 RoHS 2337",
        "MORNSUN Guangzhou Science & Technology Co., Ltd.",
        "2023-09-11",
        "2023-09-17",
        "eia_yyww",
    ),
    ("CTS23CB3 50M000000 2226 3I3", "CTS Corporation", "2022-06-27", "2022-07-03", "eia_yyww"),
    ("M9140-KB C1000A 08161636 2221A3", "U-blox", "2022-05-23", "2022-05-29", "ublox_chip_yyww"),
    (
        "IS62WV102416BLL-25tli DU6640Y2 2228",
        "Integrated Silicon Solution (Ingenic Semiconductor)",
        "2022-07-11",
        "2022-07-17",
        "eia_yyww",
    ),
    ("LPC1759FBD80 S2N462.1 03 ZSD2210A", "NXP Semiconductors", "2022-03-07", "2022-03-13", "nxp_centres_yyww"),
    ("HRn9744FX", "NXP Semiconductors", "1997-10-27", "1997-11-02", "nxp_centres_yyww"),
    ("XC3S50 PQ208AGQ0525", "Xilinx Inc. (AMD)", "2005-06-20", "2005-06-26", "xilinx_package_yyww"),
    ("5CEFA7F23I7N FBBGAU2231A", "Altera Corporation (Intel)", "2022-08-01", "2022-08-07", "altera_lot_yyww"),
    (
        "LTC2174 UKG-14 BT30267 2018",
        "Linear Technology Corporation (Analog Devices)",
        "2020-04-27",
        "2020-05-03",
        "eia_yyww",
    ),
    (
        "UniStrong SX-6 CXIN0008-AF RC19404PY 2023 G TWN",
        "Beijing Unistrong Science & Technology",
        "2020-06-01",
        "2020-06-07",
        "eia_yyww",
    ),
    (
        "25Q16JVIQ 2023       6004        5J700ZZ",
        "Winbond Electronics Corporation",
        "2020-06-01",
        "2020-06-07",
        "eia_yyww",
    ),
    ("HX1188NL 1740-C CHINA", "Pulse Electronics Corporation", "2017-10-02", "2017-10-08", "pulse_yyww_site"),
    ("PIC16F877 -201/PQ 1738SR6", "Microchip Technology Inc.", "2017-09-11", "2017-09-17", "microchip_yywwnnn"),
    ("MT7612EN 1817-BMAL ETPHRV03", None, "2018-04-23", "2018-04-29", "eia_yyww_hyphen"),
    ("ICL7106CPL H9534", "Harris", "1995-08-21", "1995-08-27", "forms_before_2004_plant"),
    ("N8X305N S8712", "Signetics", "1987-03-16", "1987-03-22", "forms_before_2004_plant"),
    ("MAX691CPE 9312C", "Maxim", "1993-03-22", "1993-03-28", "forms_before_2004_letters"),
    ("AM2901CPC 8634DM", "AMD", "1986-08-18", "1986-08-24", "forms_before_2004_letters"),
    ("D43256AC-12L 8842K9", "NEC", "1988-10-17", "1988-10-23", "forms_before_2004_letters"),
    ("ISL6262CRZ V0834ABC", "Intersil", "2008-08-18", "2008-08-24", "forms_letter_yyww_lot"),
    ("88W8801 NMD2 1534B0P", "Marvell", "2015-08-17", "2015-08-23", "forms_yyww_letters"),
    ("GT4809S 1408-046", "Magcom", "2014-02-17", "2014-02-23", "forms_yyww_hyphen_number"),
    ("CBM9002A-56SCG 9J #2112", "Corebai", "2021-03-22", "2021-03-28", "forms_hash_yyww"),
    ("Hi3516CRBCV300 HP6FH1840 1840-CN 01", "HiSilicon", "2018-10-01", "2018-10-07", "eia_yyww_hyphen"),
    ("SN74LS00N 8448", "Texas Instruments", "1984-11-26", "1984-12-02", "ti_before_2000"),
    ("TL074CN MALAYSIA 9830AK", "Texas Instruments", "1998-07-20", "1998-07-26", "ti_before_2000"),
    ("OPA2604AP BB 9512", "Burr-Brown", "1995-03-20", "1995-03-26", "ti_before_2000"),
    ("DLPC3430CZVB AB1234-01 ABCDEFGH.123 KR 1834", "Texas Instruments", "2018-08-20", "2018-08-26", "ti_dlp_yyww"),
    ("M9012AB NS16450N", "National Semiconductor", "1990-03-19", "1990-03-25", "national_before_2000"),
    ("M27C512-15F1 9A9528 SINGAPORE", "SGS-Thomson", "1995-07-10", "1995-07-16", "st_lot_yyww_country"),
    ("MC68B50P QQ8835", "Motorola", "1988-08-29", "1988-09-04", "motorola_two_letters_yyww"),
    ("TD1145C; 25.175MHz; 8918 NDK JAPAN", "NDK", "1989-05-01", "1989-05-07", "eia_yyww"),
    ("ADM8262 AC0452 HA6A35304.1B", "ADMtek", "2004-12-20", "2004-12-26", "forms_letters_yyww"),
    ("IP175C LF 0822S13 FPU8554.1", "IC+", "2008-05-26", "2008-06-01", "eia_yyww_letters"),
    ("RT5372L TPNT026509 1304STA1", "Ralink", "2013-01-21", "2013-01-27", "forms_yyww_letters_digits"),
    ("ISL3893IK L0536KBBK", "Intersil", "2005-09-05", "2005-09-11", "forms_letter_yyww_lot"),
    ("LVC125A KA33102 TXD15 41D", None, "2015-10-05", "2015-10-11", "forms_nxp_centres_yyww"),
    ("25VQ32BSIG HD2133 P2U292", None, "2021-08-16", "2021-08-22", "forms_letters_yyww"),
    ("QCA9882-BR4A / NK5012 / 1248 / KOREA", None, "2012-11-26", "2012-12-02", "eia_yyww"),
    ("1301", "Comchip", "2012-12-31", "2013-01-06", "eia_yyww"),
    ("1420JB", "Nordic Semiconductor", "2014-05-12", "2014-05-18", "nordic_yywwll"),
    ("1248 KOREA", None, "2012-11-26", "2012-12-02", "eia_yyww"),
    (
        "HCPL-6231 A Q1329 SGP 50434",
        "AVAGO Technologies (Broadcom)",
        "2013-07-15",
        "2013-07-21",
        "avago_hermetic_qyyww",
    ),
]

OPEN = [  # marking, maker, every first day, precision
    ("1755 ADJ #150 24272", "Analog Devices", ["2011-12-12", "2021-12-13"], "week"),
    ("ADM3202A #321", "Analog Devices", ["2013-05-20", "2023-05-22"], "week"),
    ("LX245B 19K G4", "Texas Instruments", ["2011-09-01", "2021-09-01"], "month"),
    ("YE08 06KG4 CVK0", "Texas Instruments", ["2010-06-01", "2020-06-01"], "month"),
    ("26AF04M HCT04 G4", "Texas Instruments", ["2012-06-01", "2022-06-01"], "month"),
    ("MAXIM 2769E TI143 +NSBL", "Maxim Integrated Products (Analog Devices)", ["2011-10-24", "2021-10-25"], "week"),
    ("STM32F405 RGT6 GQ205 9R 12 CHN GQ 313", "STMicroelectronics", ["2013-03-25", "2023-03-27"], "week"),
    ("IRFB4321 P239D 1W43", "International Rectifier (Infineon Technologies)", ["2012-09-24", "2022-09-26"], "week"),
    ("107    16K     341", "KEMET", ["2013-10-07", "2023-10-09"], "week"),
    ("H27UCG8T2BTR BC 327A DWKBFR32RG3", "SK hynix", ["2013-07-01", "2023-07-03"], "week"),
    ("LM393 36K AHS8G4", "Texas Instruments", ["2013-06-01", "2023-06-01"], "month"),
    ("MSP430 F2132 TI B36K AH7R G4", "Texas Instruments", ["2013-06-01", "2023-06-01"], "month"),
    ("TPS65217C TI 36 K A7N8 G4", "Texas Instruments", ["2013-06-01", "2023-06-01"], "month"),
    ("HC 4053A 3 20", "Toshiba", ["2013-05-13", "2023-05-15"], "week"),
    ("SPTX B320", "STMicroelectronics", ["2013-05-13", "2023-05-15"], "week"),
    ("1253SX 320ARM", "Microchip Technology Inc.", ["2013-05-13", "2023-05-08"], "week"),
    ("CNY17-3 V 320 H 68", "Vishay Intertechnology, Inc.", ["2013-05-13", "2023-05-15"], "week"),
    ("B82793 S513 N 3205", "EPCOS", ["2013-05-13", "2023-05-15"], "week"),
    ("MOC3021 320Q", "Fairchild Semiconductor", ["2013-05-13", "2023-05-15"], "week"),
]

TRAPS = [  # marking, maker: nothing here is a date of manufacture
    ("TEN 30-2412WIN", "Traco Power"),
    ("THN 15-2412WI", "Traco Power"),
    ("TEN 20-2411", "Traco Power"),
    ("AM2G-2405SZ", "AIMTEC"),
    ("MAX2235", "Maxim Integrated Products (Analog Devices)"),
    ("DS2431", "Maxim Integrated Products (Analog Devices)"),
    ("DS+ 2431", "Analog Devices"),
    ("ADSP-2181", "Analog Devices"),
    ("ADF 4112 BRUZ", "Analog Devices"),
    ("PSD-1215D", "Peak Electronics"),
    ("Inductance coil COILCRAFT 223", "Coilcraft Inc."),
    ("Graphics processor Mobility Radeon 9000", "Advanced Technology International"),
    ("Jabiru 2200", "Jabiru Aircraft Pty Ltd"),
    ("AM29F016D – 70EF © 1999 AMD", "AMD"),
    ("ADR01B #599 5958", "Analog Devices"),
    ("2769E TIT13 +NS8L", "Maxim Integrated Products (Analog Devices)"),
    ("ATMega 2560", "Atmel (Microchip Technology)"),
    ("SX 1276", "Semtech Corporation"),
    ("Starter HEF 95-L24V(0001 241 016)", "Bosch"),
    ("SE10070GG 230718", "SINO-IC Microelectronic Co., Ltd"),
    ("PMBT2222A", "Nexperia"),
    ("PZT2222A", "Nexperia"),
    ("PCF2129AT", "NXP Semiconductors"),
    ("TJA1050", "NXP Semiconductors"),
    ("MUR1540G", "ON Semiconductor (ONSEMI)"),
    ("UA741CP", "Texas Instruments"),
    ("MMBT 2222A", None),
    ("Transistor PN 2222A", None),
    ("TEN 30- 2412 WIN", "Traco Power"),
    ("TEN 5 2411", "Traco Power"),
    ("DC/DC converter TRACO TMR 3 2411", "Traco Power"),
    ("AM1S-2405SZ 2405", "AIMTEC"),
    ("Mornsun B2405S 1W 2405S", "MORNSUN Guangzhou Science & Technology Co., Ltd."),
    ("IHLP-2525CZ 2525", "Vishay Intertechnology, Inc."),
    ("MCP2221 2221", "Microchip Technology Inc."),
    ("power converter 5V DC 2412", None),
    ("LVT162245 P01AD", "Fairchild Semiconductor"),
    ("1206", None),
    ("1302", None),
    ("2222", None),
    ("RMC 1206 680K F N", None),
    ("2016 26M 7PF 10PPM", None),
    ("2406 B11F", "Micro Mobio"),
    ("HYNIX AC23V128111 AGB-AY7E-0 J2 NL0013", "Hynix"),
    ("ZyDAS ZD1201", None),
    ("SiGe 2605L", "SiGe"),
    ("GL850G FU6412HR", "Genesys Logic"),
    ("J3Y S9013", "Jiangsu Changjing Electronics Technology (CJ)"),
    ("DW01A 8205A", None),
    ("FS8205A 9926A", None),
    ("L5120123 P8255A", "Intel"),
    ("Z0853006PSC Z8530", "Zilog"),
    ("MOS 6581R4 8521R0", None),
    ("IPD60R600P7S E8228", "Infineon Technologies"),
    ("EPCS64N 9911E V5", "Altera Corporation (Intel)"),
    ("DS8830N DM8830N", "National Semiconductor"),
    ("OPA2604 2412", "Texas Instruments"),
    ("TPS65217 TI 8912", "Texas Instruments"),
    ("MCP2221 #2221", "Microchip Technology Inc."),
    ("UDA1341TS", "Philips"),
    ("TEA1507P", "NXP Semiconductors"),
    ("K9F1G08 9018A", "Samsung"),
    ("ULN2803A W99FA9522", "STMicroelectronics"),
    ("HC 4052A 9 99", "Toshiba"),
]


@pytest.mark.parametrize(("text", "maker", "first", "last", "rule"), SINGLE)
def test_a_printed_date_is_read(text: str, maker: str, first: str, last: str, rule: str) -> None:
    marking = read(text, maker)
    assert marking.verdict == "single"
    reading = marking.readings[0]
    assert (reading.made_from.isoformat(), reading.interval.last.isoformat(), reading.rule) == (first, last, rule)
    assert text[reading.start : reading.end] == reading.token
    assert reading.reasons


@pytest.mark.parametrize(("text", "maker", "starts", "precision"), OPEN)
def test_an_open_decade_keeps_every_candidate(text: str, maker: str, starts: list[str], precision: str) -> None:
    marking = read(text, maker)
    assert marking.verdict == "ambiguous"
    assert [reading.made_from.isoformat() for reading in marking.readings] == starts
    assert {reading.precision for reading in marking.readings} == {precision}


@pytest.mark.parametrize(("text", "maker"), TRAPS)
def test_what_only_looks_like_a_date_is_not_dated(text: str, maker: str | None) -> None:
    marking = read(text, maker)
    assert marking.verdict == "none", marking.readings


def test_a_refusal_says_why() -> None:
    refused = {r.token: r.why for r in read("ADR01B #599 5958", "Analog Devices").rejected}
    assert refused["#599"] == "week 99 does not exist"
    assert "copyright" in read("AM29F016D © 1999 AMD", "AMD").rejected[0].why
    assert "printed with a blank" in read("ADF 4350 BCPZ", "Analog Devices").rejected[0].why


def test_the_code_beside_a_part_number_that_looks_like_one_is_read() -> None:
    for text, day in (
        ("MMA8452Q 2215", "2022-04-11"),
        ("PCF2129AT nSD2235A", "2022-08-29"),
        ("QEM1135 MPC8313", "2011-08-29"),
    ):
        assert [r.made_from.isoformat() for r in read(text, "NXP Semiconductors").readings] == [day]


def test_week_53_of_a_year_without_one_ends_that_year() -> None:
    reading = read("NE555 2253", None).readings[0]
    assert reading.made_from.isoformat() == "2022-12-26"
    assert read("NE555 2053", None).readings[0].made_from.isoformat() == "2020-12-28"


def test_a_group_that_repeats_a_one_digit_code_settles_its_decade() -> None:
    marking = read("SKY85728-11 552LU 1552 MY", "Skyworks")
    assert marking.verdict == "single"
    assert {r.made_from.isoformat() for r in marking.readings} == {"2015-12-21"}


def test_the_signs_between_transcribed_lines_do_not_matter() -> None:
    lines = ["T272C", "54M", "CEF5"]
    read_so = {tuple(r.made_from for r in read(sign.join(lines)).readings) for sign in (" ", " / ", ", ", " | ", "; ")}
    assert len(read_so) == 1
    assert len(read_so.pop()) == 3


def test_a_lot_of_digits_beside_a_year_and_month_is_no_year_and_week() -> None:
    for text in ("YE08 89KG4 8912", "YE08 98KG4 8934", "VP230 29M 8934"):
        readings = read(text, "Texas Instruments").readings
        assert readings
        assert {r.precision for r in readings} == {"month"}


def test_two_groups_that_both_could_be_the_date_stay_open() -> None:
    assert read("microcircuit 1733 DCMO 1027", "SMC Corporation").verdict == "ambiguous"


def test_invisible_and_foreign_letters_are_flagged() -> None:
    assert "U+202E" in read("ADM3202 \u202e#2135", "Analog Devices").flags[0]
    assert "another alphabet" in read("ADM3202 #21З5", "Analog Devices").flags[0]


def test_the_second_group_of_four_is_a_lot_with_winbond() -> None:
    marking = read("25Q16JVIQ 2217 2203 DL900ZZ", "Winbond Electronics Corporation")
    assert [r.token for r in marking.readings] == ["2217"]
    assert marking.rejected[0].token == "2203"


def test_microchip_counts_weeks_from_the_first_of_january() -> None:
    reading = read("MCP3001 I/P 2102ABC", "Microchip Technology Inc.").readings[0]
    assert reading.interval == week(2021, 2, "jan1")
    assert reading.interval != week(2021, 2, "iso")


def test_letters_of_two_alphabets_are_flagged_and_the_text_is_kept() -> None:
    marking = read("АD828A #1140 36156", "Analog Devices")  # the first letter is Cyrillic
    assert marking.flags == ["letters of two alphabets in 'АD828A'"]
    assert marking.text[0] == "А"
    assert marking.verdict == "single"


def test_the_country_word_is_a_part_of_its_own() -> None:
    roles = {part.token: part.role for part in read("ADAU1961WB #2225 5847236 PHIL", "Analog Devices").parts}
    assert roles == {"ADAU1961WB": "part_number", "#2225": "date_code", "5847236": "lot", "PHIL": "country"}


def test_fairchild_codes_are_six_weeks_long() -> None:
    reading = read("A1624AB FDS4435", "Fairchild Semiconductor (ON Semiconductor)").readings[0]
    assert reading.precision == "six_weeks"
    assert reading.interval == Interval(date.fromisocalendar(2016, 24, 1), date.fromisocalendar(2016, 30, 1))


def test_recovery_resolves_a_decade() -> None:
    marking = read("1755 ADJ #150 24272", "Analog Devices")
    resolution = resolve(marking.readings, Context(recovered=parse_interval("2015-06-01")))
    assert resolution.verdict == "single"
    assert resolution.interval == week(2011, 50, "iso")
    assert "after recovery" in resolution.dropped[0].why


def test_a_decade_nothing_excludes_does_not_bound_an_assembly() -> None:
    marking = read("VP230 29M A3DK", "Texas Instruments")  # no lead-free sign
    resolution = resolve(marking.readings, Context(recovered=parse_interval("2015")))
    assert resolution.verdict == "single"
    assert not resolution.bounding
    signed = read("VP230 29M G4 A3DK", "Texas Instruments")
    assert resolve(signed.readings, Context(recovered=parse_interval("2015"))).bounding


def test_a_stated_date_that_contradicts_the_marking_keeps_both() -> None:
    marking = read("РП15-50ШВ-В / 0501", "Not identified")
    resolution = resolve(marking.readings, Context(stated=parse_interval("1st week (January) of 2025")))
    assert marking.verdict == "single"
    assert resolution.verdict == "conflict"
    assert resolution.readings == marking.readings
    assert "2024-12-30" in resolution.reasons[0]


def test_evidence_that_excludes_everything_is_a_conflict() -> None:
    marking = read("ADM3202 ARNZ #2135", "Analog Devices")
    resolution = resolve(marking.readings, Context(recovered=parse_interval("2020-01-01")))
    assert resolution.verdict == "conflict"
    assert resolution.readings == marking.readings


def test_a_marking_of_ten_thousand_characters_is_read() -> None:
    text = "ADM3202 ARNZ #2135 " + "Q" * 5000 + " " + "x1 " * 1700
    marking = read(text, "Analog Devices")
    assert [r.token for r in marking.readings] == ["#2135"]


@pytest.mark.parametrize(
    "text",
    [
        "2.4G 2412 5G 5180",
        "S/N 1845 0221",
        "BAR CODE 1812 2012",
        "PANO LOGIC, INC. REV 1.6 COPYRIGHT 2010",
        "RB750GL (C) 2008-2012",
        "(c) 2008, 2010, 2012 MIKROTIK RB450G",
        "PCB REV 1.3 2018",
        "Rev. B 10/2013",
        "EN 60950 2001",
        "MAC 0015 6D12 1840",
        "Q1-A1234 SN 2105",
        "U1402 U2102",
        "FCC ID: 2AXXX-1812 2012 REV A",
        "10K 0805 ABC12",
    ],
)
def test_board_prints_and_labels_are_not_dated(text: str) -> None:
    assert read(text).readings == []


def test_the_end_of_a_type_number_is_no_word_of_a_label() -> None:
    assert read("ADM211 EN #906 4497059", "Analog Devices").readings
    assert read("25AA512I SN 0728 1L7", "Microchip Technology Inc.").readings
