"""Names of the Consolidated Screening List as one party's: files years apart write one name in several ways.

What goes for an id, in this order:

1. `Y. Affiliated Entity: X` is X; `X, and its sub-units and successors` is X.
2. Other names behind a name: `X (a.k.a. Y)`, `X [aka Y]`, `X (f.k.a. Y; Z)`.
3. A short name or a remark in brackets at the end, `X Institute (XI)`; a place stays, for `X (HK)` is not `X (Macau)`.
4. A place behind a legal form: `X Co., Ltd., Shenzhen, Guangdong`.
5. Case, accents, punctuation, spaces, apostrophes (and the question marks that some files have for them); `&` is
   `and`; `Jr.` stands at the end, wherever a file has it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from countermark.reference.countries import country_code, name_key

_PREFIX = re.compile(
    r"^(?:.*\.\s+)?(?:Affiliated|Subordinate|Department of Atomic Energy) (?:entit(?:y|ies)|facilit(?:y|ies)):\s*",
    re.IGNORECASE,
)
_SUCCESSORS = re.compile(
    r"[\s,;]*\b(?:and|including) (?:any|its|all) (?:successors?|sub-?units?|subsidiar(?:y|ies))\b.*",
    re.IGNORECASE | re.DOTALL,
)
_OTHER_NAME = re.compile(r"[\s,;]*[(\[]?\s*\b[afn]\.?\s?k\.?\s?a\b.*", re.IGNORECASE | re.DOTALL)
_BRACKET = re.compile(r"(.*\S)\s*(?:\(([^()\[\]]*)\)|\[([^()\[\]]*)\])[\s.,;]*", re.DOTALL)
_FORM: Final = r"(?:Ltd|Limited|LLC|L\.L\.C|Inc|Corp|GmbH|AG|OOO|FZE|FZC|FZCO|S\.A|B\.V|JSC|PLC|LLP|Pte|Pvt)"
_PLACE = re.compile(rf"(.*\b{_FORM}\.?(?:\s*\([^()]*\))?),\s+([^\W\d][^()&;\d]*)", re.DOTALL)
_NO_PLACE = re.compile(
    rf"\b(?:{_FORM}|Co|Company|Sdn|Bhd|branch|institute|factory|plant|division|department|office|group|centre|center|lab"
    r"|a|the|and|OAO|ZAO|PAO|AO|subsidiary|works|academy|laboratory)\b",
    re.IGNORECASE,
)
_PLACES: Final = frozenset(
    (
        "hk", "hong", "kong", "macau", "macao", "shanghai", "beijing", "shenzhen", "guangzhou", "suzhou", "tianjin",
        "wuhan", "nanjing", "chengdu", "dubai", "uae", "uk", "usa", "europe", "asia",
    )
)  # fmt: skip
_LATER = frozenset({"jr", "sr", "ii", "iii"})


@lru_cache(maxsize=1 << 14)
def bare_name(name: str) -> str:
    """Take off what is told beside a name.

    >>> bare_name("Huawei Technologies Co., Ltd. (Huawei)"), bare_name("Alpha Works Ltd., Shenzhen, Guangdong")
    ('Huawei Technologies Co., Ltd.', 'Alpha Works Ltd.')
    >>> bare_name("ACE Electronic (HK)"), bare_name("Alpha, OOO (f.k.a., Old Alpha OAO)"), bare_name("Maka Trading")
    ('ACE Electronic (HK)', 'Alpha, OOO', 'Maka Trading')
    """
    bare = " ".join(name.split())
    for told in (_PREFIX, _SUCCESSORS, _OTHER_NAME):
        bare = told.sub("", bare, count=1)
    bare = _unbracketed(bare)
    if (found := _PLACE.fullmatch(bare)) and not _NO_PLACE.search(found[2]):
        bare = _unbracketed(found[1])
    return bare.strip(" ,;-") or name.strip()


def _unbracketed(name: str) -> str:
    while (found := _BRACKET.fullmatch(name)) and not _is_place(found[2] or found[3] or ""):
        name = found[1]
    return name


def _is_place(text: str) -> bool:
    words = name_key(text).split()
    return country_code(text) is not None or bool(words and set(words) <= _PLACES) or text.strip().isdigit()


@lru_cache(maxsize=1 << 14)
def party_key(name: str) -> str:
    """Fold a name to what its id is made of.

    >>> party_key("Akhtar & Munir") == party_key("Akhtar  and Munir"), party_key("Arnold See, Jr.")
    (True, 'arnoldseejr')
    >>> party_key("Xi?an Works") == party_key("Xi'an Works") == party_key("Xian Works")
    True
    """
    words = (name_key(bare_name(name).replace("&", " and ")) or name_key(name)).split()
    return "".join(sorted(words, key=_LATER.__contains__)) or name
