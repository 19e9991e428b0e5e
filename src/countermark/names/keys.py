"""The exact key of a name: what is left when case, punctuation, accents and the order of its words do not count.

Two names with one key are written with the same letters; nothing is translated, transliterated or guessed.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

# What the general rule below makes of ASCII, most of what lists hold, in one step.
_ASCII: Final = {code: "" if chr(code) in "'`." else chr(code) if chr(code).isalnum() else " " for code in range(128)}


@lru_cache(maxsize=65536)
def exact_key(name: str) -> str:
    """Fold a name for exact comparison.

    >>> exact_key("LI, Shangfu") == exact_key("Shangfu Li")
    True
    """
    if name.isascii():
        return " ".join(sorted(name.lower().translate(_ASCII).split()))
    folded = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(
        letter if letter.isalnum() else "" if unicodedata.combining(letter) or letter in "'’`ʼ." else " "
        for letter in folded
    )
    return " ".join(sorted(letters.split()))


_LABEL = re.compile(
    r"^\s*(?:IMO|MMSI|INN|ИНН|OGRN|ОГРН|LEI|USCC|SWIFT|BIC|DUNS|D-U-N-S|UID|VAT|Tax ID|Registration)"
    r"(?:\s*(?:No\.?|Number|Nr\.?|№))?\s*[:.]?\s*(?=[A-Z0-9])",
    re.IGNORECASE,
)


def bare_identifier(text: str) -> str:
    """Take the label off an identifier.

    >>> bare_identifier("IMO 9187629"), bare_identifier("ИНН: 7802170553"), bare_identifier("9187629")
    ('9187629', '7802170553', '9187629')
    """
    return _LABEL.sub("", text)


@lru_cache(maxsize=65536)
def identifier_key(text: str) -> str:
    """Fold an identifier: letters and digits only, capital.

    >>> identifier_key("IMO 740-6784")
    'IMO7406784'
    """
    return "".join(letter for letter in text.upper() if letter.isalnum())
