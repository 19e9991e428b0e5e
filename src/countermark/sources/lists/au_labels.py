"""What the Additional Information of Australia's list says under a label, and its adjectives of nationality.

The whole text is kept as a note; what stands under a label we know is said as a value besides.
"""

from __future__ import annotations

import re
from typing import Final

from countermark.sources.lists.base import Party
from countermark.sources.lists.identifiers import is_imo, is_swift, registration_property
from countermark.sources.lists.listtext import lettered

DEMONYMS: Final = {
    "afghan": "af", "afghani": "af", "algerian": "dz", "american": "us", "australian": "au", "belarusian": "by",
    "british": "gb", "burmese": "mm", "chinese": "cn", "congolese": "cd", "egyptian": "eg", "eritrean": "er",
    "ethiopian": "et", "filipino": "ph", "french": "fr", "georgian": "ge", "german": "de", "great britain": "gb",
    "indian": "in", "indonesian": "id", "iranian": "ir", "iraqi": "iq", "jordanian": "jo", "kuwaiti": "kw",
    "lebanese": "lb", "libyan": "ly", "malaysian": "my", "malian": "ml", "mauritanian": "mr", "mauritian": "mu",
    "moldovan": "md", "moroccan": "ma", "nigerian": "ng", "north korean": "kp", "norwegian": "no", "pakistani": "pk",
    "qatari": "qa", "russian": "ru", "rwandan": "rw", "saudi": "sa", "saudi arabian": "sa", "senegalese": "sn",
    "serbian": "rs", "somali": "so", "sudanese": "sd", "swedish": "se", "syrian": "sy", "tajik": "tj",
    "tunisian": "tn", "turkish": "tr", "ugandan": "ug", "ukrainian": "ua", "uzbek": "uz", "yemeni": "ye",
    "zimbabwean": "zw", "ussr": "su", "united kingdom of great britain": "gb",
}  # fmt: skip

_OF: Final = r"(?:[A-Z][A-Za-z]+ ){0,3}"
_NO: Final = r"(?: ?[Nn]umbers?| [Nn]os?\.?)?"
_LABELS: Final = (
    ("title", r"Titles?"),
    ("position", r"Designations?|Last known positions?|Positions?|Function"),
    ("passportNumber", _OF + r"(?:national |travel )?[Pp](?:assport|ASSPORT)(?: [Dd]etails| [Ii]nformation)?s?" + _NO),
    ("idNumber", _OF + r"[Nn]ational [Ii]d(?:entification|entity)?(?: [Cc]ard)?" + _NO),
    ("idNumber", _OF + r"[Ii]dentification (?:[Cc]ard )?[Nn]umbers?"),
    ("idNumber", r"(?:[A-Z][a-z]+ )?Identity Card No\.?"),
    ("registration", r"Registration (?:ID|[Nn]umber|[Nn]o\.?)|Tax (?:ID|Registration)[A-Za-z .]*"),
    ("imoNumber", r"IMO(?: [Nn]umbers?| [Nn]o\.?)?"),
    ("swiftBic", r"SWIFT(?:/BIC)?(?: [Cc]odes?)?"),
    ("gender", r"Gender|Sex"),
    ("fatherName", r"Father['’]s name(?: is)?|Name of father"),
    ("motherName", r"Mother['’]s name(?: is)?|Name of mother"),
    ("phone", r"Tel(?:ephone)?(?: [Nn]umbers?| [Nn]o\.?)?|Phone(?: [Nn]umbers?)?"),
    ("", r"Other information|Websites?|E-?mails?(?: [Aa]ddress(?:es)?)?|Fax(?: [Nn]umber)?|Facsimile numbers?"),
    ("", r"Description|Physical description|Family background|Address|Location|Nationality|Citizenship|Height"),
    ("", r"Ration card number|[A-Z][a-z]+ number|Founder|Listing"),
)  # fmt: skip
_MARK = re.compile(
    r"(?:^|(?<=[.;,)\n])\s*|(?<=\s))(?:"
    + "|".join(f"(?P<L{i}>{pattern})" for i, (_, pattern) in enumerate(_LABELS))
    + r")\s*[:：]\s*"
)
_NUMBER = re.compile(r"\b[A-Z]{0,4}[-/ ]?\d[\dA-Z]*(?:[-/][\dA-Z]+)*\b")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_SITE = re.compile(r"\b(?:https?://|www\.)[^\s,;)<>]+[^\s,;)<>.]")
_PHONE = re.compile(r"\+?\(?\d[\d ()/-]{5,}\d")
_BIC = re.compile(r"\b[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?\b")
_SENTENCE = re.compile(r"(?<=[a-z)]{2})\.\s+(?=[A-Z])")
_GENDERS: Final = {"male": "male", "female": "female", "man": "male", "woman": "female"}
_DATED = re.compile(r"\b(?:issued|valid|expire|date|until|from)\b", re.IGNORECASE)


def say_additional(party: Party, text: str) -> None:
    """Say the text as a note, and what it holds under the labels we know."""
    if not text:
        return
    party.note("", text)
    for address in _EMAIL.findall(text):
        party.add("email", address)
    for site in _SITE.findall(text):
        if "interpol.int" not in site:
            party.add("website", site)
    marks = list(_MARK.finditer(text))
    for index, mark in enumerate(marks):
        value = text[mark.end() : marks[index + 1].start() if index + 1 < len(marks) else len(text)].strip(" .;,\n")
        _say(party, _LABELS[int(mark.lastgroup[1:])][0] if mark.lastgroup else "", value, f"{mark[0]}{value}")


def _numbers(text: str) -> list[str]:
    """Give the numbers of documents, each before the days of its issue and expiry."""
    found: list[str] = []
    for piece in lettered(text):
        part = _DATED.split(_SENTENCE.split(piece)[0])[0]
        first = _NUMBER.search(part)
        if first and sum(letter.isdigit() for letter in first[0]) >= 4:
            found.append(first[0].strip())
    return found


def _say(party: Party, prop: str, value: str, original: str) -> None:
    for number in _found(prop, value):
        party.add(prop, number, original=original)
    if prop == "registration":
        _say_registered(party, value, original)
    elif prop == "gender":
        word = re.split(r"\W", value.lower())[0]
        if party.schema == "Person" and word in _GENDERS:
            party.add("gender", _GENDERS[word], original=value)
    elif prop in {"title", "position", "fatherName", "motherName"}:
        _say_words(party, prop, value)


def _found(prop: str, value: str) -> list[str]:
    """Give the identifiers under a label."""
    if prop in {"passportNumber", "idNumber"}:
        return _numbers(value)
    if prop == "imoNumber":
        return [number for number in re.findall(r"\b\d{7}\b", value) if is_imo(number)]
    if prop == "swiftBic":
        return [code for code in _BIC.findall(value) if is_swift(code)]
    return [number.strip() for number in _PHONE.findall(value)] if prop == "phone" else []


def _say_registered(party: Party, value: str, original: str) -> None:
    for number in _numbers(value):
        party.add(registration_property(number, None), number, original=original)


def _say_words(party: Party, prop: str, value: str) -> None:
    for piece in lettered(value):
        short = _SENTENCE.split(piece)[0].strip(" .;")
        if len(short) > 300 or short.lower() in {"na", "n/a"}:
            continue
        if party.schema == "Person":
            party.add(prop, short)
        elif prop == "position":
            party.add("description", short)
