"""Markings of makers met on boards of drones, radios, routers and cars: what they say, and what only looks like a date.

`seen` rows were read off a part by the source named in the profile or beside the row; the others are of the printed
form its data sheet describes.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from countermark.marking import Marking, read

SINGLE = [  # marking, maker, Monday of the week, rule
    ("NRF51822 QFAA G1 1529AM", "Nordic Semiconductor", "2015-07-13", "nordic_yywwll"),  # seen
    ("1420JB", "Nordic Semiconductor", "2014-05-12", "nordic_yywwll"),  # seen, quoted alone
    ("NRF52832 QFAAB0 1707AB", None, "2017-02-13", "nordic_yywwll"),  # called in by the part number
    ("hynix 0231A HY62WT081ED70C KOREA", "Hynix", "2002-07-29", "hynix_yyww_letters"),  # seen
    ("HYUNDAI GM76C256CLLFW70 0046 KOREA", "Hyundai", "2000-11-13", "eia_yyww"),  # seen
    ("ISSI 1345 IS61WV51232BLL 10BLI 8146 D57141X3", "ISSI", "2013-11-04", "memory_brand_yyww"),  # seen
    ("NANYA 1804 NT5AD1024M8A3-GZ", "Nanya", "2018-01-22", "memory_brand_yyww"),  # seen
    ("AMIC LP62S16128BW-70LLTF P4060473FB 0540A", "AMIC", "2005-10-03", "memory_yyww_letters"),  # seen
    ("MT7628NN 2503-AF34", "MediaTek", "2025-01-13", "mediatek_yyww_letters"),  # seen
    ("MT7620A 1413-AMSL CTP6B7", "MediaTek", "2014-03-24", "mediatek_yyww_letters"),
    ("RT5350F 1206STA TP0K45012", "Ralink", "2012-02-06", "mediatek_yyww_letters"),
    ("FT231XS 1120 -B", "FTDI", "2011-05-16", "ftdi_yyww_revision"),  # example of the data sheet
    ("FT232RL 1445-C AUF12345", "FTDI", "2014-11-03", "ftdi_yyww_revision"),
    ("LTV817 1632W C", "Lite-On Technology Corporation", "2016-08-08", "lite_on_yyww_factory"),
    ("LITEON 817C 1632 W", None, "2016-08-08", "lite_on_yyww_factory"),
    ("TOSHIBA 9249EAI TC531001CF DMG-CWE-0 C1 J566 JAPAN", "Toshiba", "1992-11-30", "toshiba_yyww_letters"),  # seen
    ("T 9722HB 8521AM", "Toshiba", "1997-05-26", "toshiba_yyww_letters"),  # seen
    ("G47816 1809 MAE JAPAN THGBMDG5D1LBAIL", "Toshiba", "2018-02-26", "eia_yyww"),  # seen
    ("5V9885PFGI #0825Y TAIWAN", "IDT", "2008-06-16", "idt_hash_yyww"),
    ("525-01R1LF P96027Y 1844", "IDT", "2018-10-29", "eia_yyww"),  # seen
    ("570AILF 3236126 1311", "Integrated Device Technology", "2013-03-11", "eia_yyww"),  # seen
    ("MP92/U601A1/2148", "InvenSense", "2021-11-29", "invensense_slashes"),  # seen
    ("MP92 899LA1 1811", "InvenSense", "2018-03-12", "eia_yyww"),  # seen
    ("TH3122.4 1935", "Melexis", "2019-08-26", "eia_yyww"),  # seen
    ("90393 123456 1234", "Melexis", "2012-08-20", "eia_yyww"),
    ("25VQ32BSIG HD2133 P2U292", "Zbit Semi", "2021-08-16", "zbit_letters_yyww"),  # seen
    ("AB1819CK1Y11.1-87", "JieLi", "2018-05-07", "jieli_yyww_lot"),  # seen
    ("AC1631D97294-04A", "JieLi", "2016-08-01", "jieli_yyww_lot"),  # seen
    ("AS1707AP0Y11Q-5A8", "Zhuhai Jieli Technology", "2017-02-13", "jieli_yyww_lot"),  # seen
    ("T34 2124K8WYN X00LEB", "Beken", "2021-06-14", "beken_yyww_lot"),  # seen
    ("IT8728F 1218-DXS L7T21", "ITE", "2012-04-30", "ite_yyww_revision"),
    ("STC12C5A60S2 35I-LQFP44 1237HKV123.X90C", "STC Micro", "2012-09-10", "stc_yyww_lot"),
    ("RP2-B2 20/29 P64M15.00 TTT", "Raspberry Pi", "2020-07-13", "raspberry_pi_yy_ww"),
    ("RTL8812AU H8U18P1 GH39", "Realtek", "2017-09-25", "realtek_lot_year_letter_week"),  # seen
    ("RTL8201N EAF74Q6 GF07", "Realtek", "2015-02-09", "realtek_lot_year_letter_week"),  # seen, board of 2015
    ("RTL8309SB 96R33A1 L930C TAIWAN", "Realtek", "2009-07-20", "realtek_lot_year_letter_week"),  # seen
    ("RTL8125B L9H23H1 GL40", None, "2021-10-04", "realtek_lot_later_letters"),
    ("CP2102 DCL00X1612+", "Silicon Labs", "2016-03-21", "silabs_lot_yyww_plus"),  # seen
    ("AL2230 200851J GK74999.1", "Airoha", "2008-12-15", "forms_yyyyww_letter"),
    ("MCP4921 E/SN0412 256", "Microchip", "2004-03-15", "microchip_sn_yyww"),  # example of the data sheet
    ("1-6605834-1 18111", "TE Connectivity", "2018-03-12", "te_yyww_day"),  # seen
    ("AP34063 05285L", "Diodes Incorporated", "2005-07-11", "diodes_yyww_internal"),  # seen
    ("1303m LF-H90S-C", None, "2013-01-14", "eia_yyww_small_letter"),  # seen
    ("NEO-M8N-0-10 21170000090 2145", "u-blox", "2021-11-08", "ublox_module_yyww"),
    ("SE2436L 1503DF", "Skyworks", "2015-01-12", "skyworks_silabs_yyww_letters"),  # not week 50 of a digit
    ("IDT71V124 SA12PH H0911P", "IDT", "2009-03-09", "idt_letter_yyww_letter"),
]

WEEK_OF_A_DIGIT = [  # marking, maker, Mondays, rule
    ("hynix H5TQ2G63BFR 12C 209A KOR", "SK Hynix", {"2012-02-27", "2022-02-28"}, "hynix_yww_process"),
    ("H5PS5162FFR Y5C 926A", "Hynix", {"2009-06-22", "2019-06-24"}, "hynix_yww_process"),
    ("EL817 C 345 V", "Everlight", {"2013-11-04", "2023-11-06"}, "everlight_device_rank_yww"),
    ("EL 817 C345V", "Everlight", {"2013-11-04", "2023-11-06"}, "everlight_rank_yww"),
    ("LTV-817 B 512X", "Lite-On Technology Corporation", {"2005-03-21", "2015-03-16", "2025-03-17"}, None),
    (
        "TLP2361 High-speed optocoupler 309 P2361",
        "Toshiba",
        {"2013-02-25", "2023-02-27"},
        "toshiba_coupler_yww",
    ),  # seen
    ("Component 149 P126", "Toshiba", {"2011-12-05", "2021-12-06"}, "toshiba_coupler_yww"),  # seen
    ("NCT6776F 25272570-ZX 128GDA", "Nuvoton", {"2011-07-11", "2021-07-12"}, "nuvoton_yww_house_revision"),
    ("Q QCA9886 0VV NK749LVL K074904", "Qualcomm Atheros", {"2007-12-03", "2017-12-04"}, "qualcomm_trace_yww"),  # seen
    ("QCN5502 000 PK809WJ4", "Qualcomm", {"2008-02-25", "2018-02-26"}, "qualcomm_lot_yww"),  # seen
    ("CSR 8811 A12U K733MT10", "CSR", {"2007-08-13", "2017-08-14"}, "csr_yww"),
    ("883 6673 A810", "RichWave", {"2008-03-03", "2018-03-05"}, "richwave_yww"),  # seen
    ("701 691H 749", "RichWave", {"2007-12-03", "2017-12-04"}, "richwave_yww"),  # seen
    ("GL850G HH1GB03G21 119SR37791", "Genesys Logic", {"2011-05-09", "2021-05-10"}, "genesys_yww_lot"),  # seen
    ("MSC 5530 128B", "Microsemi", {"2011-07-11", "2021-07-12"}, "microsemi_msc_yww"),  # seen
    ("PSB83524M S7354L26 SLLQJ", "Intel (Lantiq)", {"2007-08-27", "2017-08-28"}, "intel_fpo_lot_letters"),  # seen
    ("SiGe 2525L 7154C", "Skyworks", {"2007-04-09", "2017-04-10"}, "sige_yww_digit_letters"),
    ("STM32 FR17 VET6 HPABT VQ KOR HP801", "STMicroelectronics", {"2007-12-31", "2018-01-01"}, "st_country_site_yww"),
    ("G071GB GQ20017 VQCHN2 804", "STMicroelectronics", {"2008-01-21", "2018-01-22"}, "st_country_site_yww"),
    ("ATMEL830 24C02BN", "Atmel", {"2008-07-21", "2018-07-23"}, "atmel_word_yww"),
    ("837", "Samsung", {"2008-09-08", "2018-09-10"}, "samsung_yww_alone"),
    ("MITSUMI JAPAN 722B PM B3", "Mitsumi", {"2007-05-28", "2017-05-29"}, "mitsumi_yww"),  # seen
    ("AGB-BKMP-0 I2 R27V6416M-0KD 7295BAWJ", "OKI", {"2007-07-16", "2017-07-17"}, "oki_yww_lot"),  # seen
    ("TQ2-5V 831B", "Panasonic", {"2008-07-28", "2018-07-30"}, "panasonic_relay_series_yww"),
]

LONGER = [  # marking, maker, intervals as half-open pairs, precision
    ("AC19AP26102-25E4", "JieLi", {("2019-01-01", "2020-01-01")}, "year"),  # seen
    ("AC20BP05193-65A4", "JieLi", {("2020-01-01", "2021-01-01")}, "year"),  # seen
    ("D2F-01 1791R1", "OMRON", {("2011-09-01", "2011-10-01"), ("2021-09-01", "2021-10-01")}, "month"),
    ("ICR18650-26F 813", "Samsung SDI", {("2008-01-01", "2008-02-01"), ("2018-01-01", "2018-02-01")}, "month"),
    ("4194 KSS 8CF", "Kinseki", {("2008-03-01", "2008-04-01"), ("2018-03-01", "2018-04-01")}, "month"),
    ("KDS8K", "KDS", {("2008-10-01", "2008-11-01"), ("2018-10-01", "2018-11-01")}, "month"),  # seen, no I
    ("9853 8912", "ROHM", {("2008-09-01", "2008-10-01"), ("2018-09-01", "2018-10-01")}, "month"),
    ("PD538 88K 04 C020", "Texas Instruments", {("2008-08-01", "2008-09-01"), ("2018-08-01", "2018-09-01")}, "month"),
    ("YJ612 TI 84K CL7", "KYOCERA AVX", {("2008-04-01", "2008-05-01"), ("2018-04-01", "2018-05-01")}, "month"),  # seen
]

TRAPS = [  # marking, maker
    ("N51822 CEAAD0", "Nordic Semiconductor"),  # hardware version, seen
    ("NRF24L01+", "Nordic Semiconductor"),
    ("HYNIX AC23V32101 AGB-BPTP-0 H2 ZBR3115", "SK Hynix"),  # a lot, seen
    ("H5AN8G8NCJR", "SK Hynix"),
    ("HYNIX HY57V641620 512MB", "SK Hynix"),  # a size
    ("HYNIX HY57V641620 512M 133V", "SK Hynix"),
    ("IS42S16160D-7TLI 128MB", "ISSI"),
    ("IS25LP128 IS62WV1288", "ISSI"),
    ("25Q64-104HIP", "EON"),
    ("MT7621AT MT7612EN", "MediaTek"),
    ("RT3070L RT5350F", "Ralink"),
    ("FT2232H FT232BM", "FTDI"),
    ("EL816 EL817", "Everlight"),
    ("EL 814", "Everlight"),  # not the fourteenth week of 2018
    ("EL357N-C", "Everlight"),
    ("17-21SURC/S530-A3 0805", "Everlight"),  # the size of a diode
    ("19-217 1206", "Everlight"),
    ("LTV-847S", "Lite-On Technology Corporation"),
    ("X1 LTV 1003", "Lite-On Technology Corporation"),  # a type printed with a blank
    ("X1 LTL 307Y", "Lite-On"),
    ("LTST-C170 0805", "Lite-On Technology Corporation"),
    ("TLP627-4", "Toshiba"),
    ("4-channel optocoupler 1242: TLP627-4", "Toshiba"),  # seen
    ("2SC1815 2SK2232", "Toshiba"),
    ("P521 GB", "Toshiba"),
    ("2305A-1HDCG 2308A", "IDT"),  # zero-delay buffers, not 2023
    ("79R3081E-40DL X4C0537P SCD7171", "IDT"),  # seen; nothing public says what 0537 is
    ("MPU-6050 M925", "InvenSense"),
    ("MLX90614ESF-BAA", "Melexis"),
    ("W83627 128KB 256MB", "Nuvoton"),
    ("W83627HG 128PIN 100QFP", "Nuvoton"),
    ("ZB25VQ128", "Zbit Semi"),
    ("BP09766-26A4", "JieLi"),  # lot only, seen
    ("ADDEF438-01B", "JieLi"),  # seen
    ("BK7231TQN32", "Beken"),
    ("BK7231N 2124KWYN1X", "Beken"),  # six behind the digits
    ("RP2040 2711", "Raspberry Pi"),
    ("ITE IT6802E IT6801FN", "ITE"),  # seen
    ("STC15W408AS 35I-SOP16", "STC Micro"),
    ("G5V-1 DC5 1531M", "OMRON"),  # day first: not the 31st week of 2015
    ("G6E-134P-ST-US-DC5 1338", "OMRON"),
    ("INR18650-25R SAMSUNG SDI 2F85", "Samsung SDI"),  # the year is a letter
    ("ICR18650 1128 4E1C5", "Samsung SDI"),  # line, model and year digit
    ("INR18650MJ1 1521", "LG Chem"),
    ("INR-18650-P28A 2118", "Molicel"),
    ("H3 G2141CA 1231", "Allwinner Technology Co., Ltd."),  # date code XXX1: its form is not public
    ("G8080BA 69W1", "Allwinner Technology Co., Ltd."),  # seen
    ("AXP223 J126OBC 0211", "X-Powers"),  # seen
    ("RTL8211F RTL8201N", "Realtek"),
    ("RTL8125B L9H23H1 GM40", "Realtek"),  # lot and code name two years, in letters nobody has seen
    ("RTL8197FN J5L38P3", "Realtek"),  # lot only, seen
    ("QCA9882-BR4A v2", "Qualcomm Atheros"),
    ("QCN5502 000 PK889WJ4", "Qualcomm"),  # no week 89: a digit misread, seen
    ("716 49EX 3644", "RichWave"),  # seen; nothing public says what it is
    ("GL3233-OIY04 GL850G", "Genesys Logic"),
    ("PSB 50702 E V1.5 SLLQH", "Lantiq"),
    ("SKY85703 703X4", "Skyworks"),  # seen
    ("4194 KSS", "Kinseki"),
    ("1-6605834-1 18990", "TE Connectivity"),
    ("AP1501 AZ1117", "Diodes Incorporated"),
    ("NEO-M8N-0-10 21170000090", "u-blox"),
    ("106", "Samsung"),  # a capacitor of 10 uF
]


def _weeks(marking: Marking) -> set[str]:
    for reading in marking.readings:
        assert reading.precision == "week"
        assert reading.made_to - reading.made_from == timedelta(days=7)
    return {reading.made_from.isoformat() for reading in marking.readings}


@pytest.mark.parametrize(("text", "maker", "monday", "rule"), SINGLE)
def test_year_and_week_in_the_form_of_the_maker(text: str, maker: str | None, monday: str, rule: str) -> None:
    marking = read(text, maker)
    assert marking.verdict == "single"
    assert _weeks(marking) == {monday}
    assert {reading.rule for reading in marking.readings} == {rule}
    assert {reading.floor for reading in marking.readings} == {"printed"}


@pytest.mark.parametrize(("text", "maker", "mondays", "rule"), WEEK_OF_A_DIGIT)
def test_one_digit_of_the_year_keeps_every_decade(text: str, maker: str, mondays: set[str], rule: str | None) -> None:
    marking = read(text, maker)
    assert marking.verdict == "ambiguous"
    assert _weeks(marking) == mondays
    assert rule is None or {reading.rule for reading in marking.readings} == {rule}
    assert {reading.floor for reading in marking.readings} == {"assumed"}


@pytest.mark.parametrize(("text", "maker", "intervals", "precision"), LONGER)
def test_codes_of_a_month_or_a_year(text: str, maker: str, intervals: set[tuple[str, str]], precision: str) -> None:
    readings = read(text, maker).readings
    assert {(reading.made_from.isoformat(), reading.made_to.isoformat()) for reading in readings} == intervals
    assert {reading.precision for reading in readings} == {precision}


@pytest.mark.parametrize(("text", "maker"), TRAPS)
def test_a_type_a_size_or_a_lot_is_never_a_date(text: str, maker: str) -> None:
    marking = read(text, maker)
    assert marking.readings == []
    assert marking.verdict == "none"


def test_the_refusal_of_a_form_that_is_not_public_says_so() -> None:
    whys = [rejected.why for rejected in read("G8080BA 69W1", "Allwinner Technology Co., Ltd.").rejected]
    assert whys == ["a date code of this maker, whose form is not public: not read"]
