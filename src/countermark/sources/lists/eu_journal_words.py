"""Words of the EU's annexes: the acts that have lists, peoples' names for countries, dates and numbers with remarks."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from countermark.model.dates import day_text
from countermark.reference.countries import country_code

ACTS: Final = (
    "32001R2580", "32002R0881", "32003R1210", "32004R0314", "32005R1183", "32006R0305", "32006R0765", "32009R1284",
    "32010D0573", "32010R0356", "32011D0173", "32011R0101", "32011R0359", "32011R0753", "32012R0036", "32012R0267",
    "32012R0377", "32013R0401", "32014R0208", "32014R0224", "32014R0269", "32014R0747", "32014R0833", "32014R1352",
    "32015R0735", "32015R1755", "32016R0044", "32016R1686", "32017R1509", "32017R1770", "32017R2063", "32018R1542",
    "32019R0796", "32019R1716", "32019R1890", "32020R1998", "32022R2309", "32023R0888", "32023R1529", "32023R2147",
    "32023R2406", "32024R0287", "32024R0386", "32024R1485", "32024R2642",
)  # fmt: skip
CELEX: Final = re.compile(r"3(?P<year>\d{4})(?P<kind>[RD])(?P<number>\d{4})")

_PEOPLES: Final = {
    "afghan": "af", "afgan": "af", "algerian": "dz", "american": "us", "us": "us", "armenian": "am",
    "australian": "au", "azerbaijani": "az", "belarusian": "by", "belarussian": "by", "belgian": "be", "british": "gb",
    "burkinabe": "bf", "cameroonian": "cm", "canadian": "ca", "chinese": "cn", "croatian": "hr", "cypriot": "cy",
    "drc": "cd", "dprk": "kp", "north korean": "kp", "democratic people’s republic of korea (dprk)": "kp",
    "egyptian": "eg", "estonian": "ee", "finnish": "fi", "french": "fr", "georgian": "ge", "german": "de",
    "guatemalan": "gt", "haitian": "ht", "honduran": "hn", "indian": "in", "indonesian": "id", "iranian": "ir",
    "iraqi": "iq", "israeli": "il", "italian": "it", "ivorian": "ci", "jordanian": "jo", "kuwaiti": "kw",
    "latvian": "lv", "lebanese": "lb", "libyan": "ly", "lithuanian": "lt", "malaysian": "my", "malian": "ml",
    "mauritanian": "mr", "moldovan": "md", "montenegrin": "me", "moroccan": "ma", "nicaraguan": "ni", "nigerian": "ng",
    "norwegian": "no", "pakistani": "pk", "palestinian": "ps", "qatari": "qa", "romanian": "ro", "russian": "ru",
    "rwandan": "rw", "saudi arabian": "sa", "senegalese": "sn", "serbian": "rs", "somali": "so",
    "south sudanese": "ss", "sudanese": "sd", "swiss": "ch", "syrian": "sy", "tanzanian": "tz", "togolese": "tg",
    "tunisian": "tn", "turkish": "tr", "ugandan": "ug", "ukrainian": "ua", "uzbek": "uz", "uzbekistani": "uz",
    "venezuelan": "ve", "yemeni": "ye", "filipino": "ph", "burmese": "mm", "cambodian": "kh", "cuban": "cu",
    "emirati": "ae", "kazakh": "kz", "kazakhstani": "kz", "kyrgyz": "kg", "mongolian": "mn", "polish": "pl",
    "portuguese": "pt", "south african": "za", "south korean": "kr", "spanish": "es", "tajik": "tj", "vietnamese": "vn",
    "bahraini": "bh", "omani": "om", "bosnian": "ba", "bulgarian": "bg", "czech": "cz", "hungarian": "hu",
    "greek": "gr", "kenyan": "ke", "ethiopian": "et", "eritrean": "er", "chadian": "td", "central african": "cf",
    "burundian": "bi", "ghanaian": "gh", "maltese": "mt", "slovak": "sk", "slovenian": "si", "swedish": "se",
    "austrian": "at", "dutch": "nl", "danish": "dk", "irish": "ie", "japanese": "jp", "zimbabwean": "zw",
}  # fmt: skip
_MARKS: Final = re.compile(r"\(?\b(?:[a-f]|i{1,3}|iv)\)\s*")
_BETWEEN: Final = re.compile(r",|;|/| and/or | and | or | to |(?<=\d{4})[-–](?=\d{4})", re.IGNORECASE)
_CALENDAR: Final = re.compile(r"\((?:Gregorian calendar|approximately|probably) ?\)", re.IGNORECASE)
_AROUND: Final = re.compile(
    r"^(?:between|circa|(?:on or )?around|approximately|possibly|probably|established|before) |^\(|\)$| circa$",
    re.IGNORECASE,
)
_DAY_MONTH: Final = re.compile(r"\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\.(?=\d)")
_SPACED: Final = re.compile(r"\b\d{1,2}\.\d{1,2}\.? \d{4}\b")
_LEADING: Final = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}(?= )")
_BRACKET: Final = re.compile(r"(?P<number>[^()]*[^()\s])\s*\((?P<words>[^()]*)\)")


def act_name(celex: str) -> str:
    """Name an act by its CELEX number as the journal does, without the letters of the community.

    >>> act_name("32014R0269"), act_name("32023R1529")
    ('Regulation 269/2014', 'Regulation 2023/1529')
    """
    found = CELEX.fullmatch(celex)
    if found is None:
        return celex
    kind = "Regulation" if found["kind"] == "R" else "Decision"
    year, number = int(found["year"]), int(found["number"])
    first_by_year = year >= 2015 or found["kind"] == "D"
    return f"{kind} {year}/{number}" if first_by_year else f"{kind} {number}/{year}"


def values_of(cell: str) -> list[str]:
    """Take a cell of several values apart: semicolons, with double quotes around values that hold one.

    >>> values_of('Foo; "Bar; Baz"')
    ['Foo', 'Bar; Baz']
    """
    if '"' not in cell:
        return [piece for value in cell.split(";") if (piece := value.strip())]
    try:
        rows = list(csv.reader([cell.replace("\n", " ")], delimiter=";", skipinitialspace=True, strict=True))
    except csv.Error:
        return [cell.strip()]
    return [piece for row in rows for value in row if (piece := value.strip())]


@lru_cache(maxsize=4096)
def countries_of(text: str) -> tuple[tuple[str, ...], str]:
    """Read country codes out of a nationality; give them and the text where it says more than countries.

    >>> countries_of("Ukrainian, Russian"), countries_of("Iranian"), countries_of("allegedly Russian")
    ((('ua', 'ru'), ''), (('ir',), ''), ((), 'allegedly Russian'))
    """
    if code := _PEOPLES.get(text.lower()) or country_code(text):
        return (code,), ""
    codes: list[str] = []
    rest = ""
    for piece in _BETWEEN.split(_MARKS.sub(",", text)):
        bare = piece.strip(" .").removeprefix("of the ")
        code = _PEOPLES.get(bare.lower()) or country_code(bare) if bare else None
        if code and code not in codes:
            codes.append(code)
        elif bare and not code:
            rest = text
    return tuple(codes), rest


def days_of(text: str) -> Iterator[str | None]:
    """Give the days a cell names, each as precise as it is; None for a piece that is no date."""
    if day := day_text(text):
        yield day
        return
    plain = _CALENDAR.sub("", text).replace("(or ", "or ").replace("(presumed)", "")
    plain = _DAY_MONTH.sub(r"\1. ", re.sub(r"(?<=\d)\.? (?=\d{4}\b)", ".", plain) if _SPACED.search(plain) else plain)
    for piece in _BETWEEN.split(_MARKS.sub(",", plain)):
        bare = piece.strip(" .")
        while bare != (bare := _AROUND.sub("", bare).strip(" .")):
            pass
        if bare and (day := day_text(bare)) is None and (found := _LEADING.match(bare)):
            yield day_text(found[0])
        if bare:
            yield day


def number_of(text: str) -> tuple[str, str]:
    """Give the number of a cell and what stands behind it in brackets.

    >>> number_of("7704730655 (Tax ID/INN)"), number_of("series VA No 262981")
    (('7704730655', 'Tax ID/INN'), ('series VA No 262981', ''))
    """
    found = _BRACKET.fullmatch(text)
    return (found["number"].strip(), found["words"].strip()) if found else (text, "")


def is_imo_company(number: str) -> bool:
    """Tell whether seven digits are the IMO number of a company or owner: the last is the check digit.

    >>> is_imo_company("1745868"), is_imo_company("1745869")
    (True, False)
    """
    if re.fullmatch(r"\d{7}", number) is None:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, (8, 6, 4, 2, 9, 7), strict=False))
    return (11 - total % 11) % 10 == int(number[6])
