"""Which FollowTheMoney property an identifier belongs to, by its form and check digits.

A number that has the form of a checked identifier and fails its check stays under the general property, as printed.
"""

from __future__ import annotations

import re
from functools import lru_cache

from stdnum import lei
from stdnum.ru import inn, ogrn

_BIC = re.compile(r"[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")
_IMO = re.compile(r"(?:IMO\s*)?(\d{7})")


def is_imo(number: str) -> bool:
    """Tell whether seven digits are a ship's IMO number: the last is the check digit.

    >>> is_imo("7406784"), is_imo("7406785")
    (True, False)
    """
    found = _IMO.fullmatch(number.strip())
    if not found:
        return False
    digits = [int(digit) for digit in found[1]]
    return sum(digit * weight for digit, weight in zip(digits[:6], range(7, 1, -1), strict=True)) % 10 == digits[6]


@lru_cache(maxsize=65536)
def tax_property(number: str, country: str | None) -> str:
    """Name the property of a tax number: `innCode` for a Russian one whose check digits hold, else `taxNumber`."""
    return "innCode" if country in {"ru", None} and inn.is_valid(number.strip()) else "taxNumber"


@lru_cache(maxsize=65536)
def registration_property(number: str, country: str | None) -> str:
    """Name the property of a registration number: `ogrnCode` where Russian check digits hold, `leiCode` for an LEI."""
    text = number.strip()
    if country in {"ru", None} and ogrn.is_valid(text):
        return "ogrnCode"
    if len(text) == 20 and lei.is_valid(text):
        return "leiCode"
    return "registrationNumber"


def is_okpo(number: str) -> bool:
    """Tell whether eight or ten digits are a Russian statistics code (OKPO): the last is the check digit.

    >>> is_okpo("00032520"), is_okpo("00032521")
    (True, False)
    """
    text = number.strip()
    if not (text.isascii() and text.isdigit() and len(text) in {8, 10}):
        return False
    digits = [int(digit) for digit in text[:-1]]
    check = sum(digit * weight for weight, digit in enumerate(digits, start=1)) % 11
    if check == 10:
        check = sum(digit * weight for weight, digit in enumerate(digits, start=3)) % 11 % 10
    return check == int(text[-1])


def is_lei(number: str) -> bool:
    """Tell whether a text is a legal entity identifier whose check digits hold."""
    return bool(lei.is_valid(number.strip()))


def is_swift(code: str) -> bool:
    """Tell whether a text has the form of a SWIFT business identifier code."""
    return _BIC.fullmatch(code.strip()) is not None
