"""Groups of four digits with nothing else of a mark beside them: what else they may be than year and week."""

from __future__ import annotations

import re
from typing import Final

NOTHING_BESIDE: Final = "no part number beside it: as likely a type or order number"
_CASES: Final = "0201 0402 0603 0612 0805 1008 1206 1210 1612 1812 1825 2010 2016 2220 2410 2512 2520"
_VALUE_BEHIND: Final = re.compile(r"\s+(?:±|[RF]?\d[\d.]*(?:[kKMRΩ]|mA|A\b|[pP]F))")
_VALUE_BEFORE: Final = re.compile(r"(?:^|\s)(?:R\d{2,3}|\d+[kKM]\d?|\d+(?:[unp][FH]|[RΩ]))\s+$")
_SMALL_TYPES: Final = (
    "1117 2003 2004 2102 2113 2147 2148 2149 2222 2301 2302 2303 2304 2305 2306 2307 2308 2309 2310 2312 9410 9435 9926"
)
_VALUES: Final = (
    "100 102 105 107 110 113 115 118 120 121 124 127 130 133 137 140 143 147 150 154 158 160 162 165 169 174 178 180 "
    "182 187 191 196 200 205 210 215 220 221 226 232 237 240 243 249 255 261 267"
)
CASE_SIZES: Final = frozenset(_CASES.split())  # chip resistors, capacitors, fuses (inches) and crystals (millimetres)
_TYPES: Final = frozenset(_SMALL_TYPES.split())  # transistors, regulators, memories printed without their letters
_RESISTORS: Final = frozenset(_VALUES.split())  # IEC 60063, E96 and E24: the first three of four digits on a resistor


def is_case_size(digits: str, behind: str, before: str = "") -> bool:
    """Tell whether four digits are the size of a case: one of the sizes, and a value directly behind or before.

    >>> is_case_size("1206", " 4K7"), is_case_size("1206", " ABC")
    (True, False)
    """
    return digits in CASE_SIZES and (
        _VALUE_BEHIND.match(behind) is not None or _VALUE_BEFORE.search(before) is not None
    )


def not_a_lone_date(digits: str, *, named: bool) -> str:
    """Say why four digits that are the whole mark are no date code, or nothing.

    Where the maker is named they are read: it is a mark of his, and his type numbers have letters.

    >>> not_a_lone_date("0805", named=False), not_a_lone_date("2138", named=False)
    ('may be the size of a case', '')
    """
    if named:
        return ""
    if digits in CASE_SIZES:
        return "may be the size of a case"
    if digits[:3] in _RESISTORS:
        return "may be the value of a resistor"
    return NOTHING_BESIDE if digits in _TYPES else ""
