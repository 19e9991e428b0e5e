"""Makers: from a published label to the brand, its home, and the trading parties hidden in the label.

1. The match is exact on normalised names (case, punctuation, legal form and look-alike letters apart); nothing is
   guessed, and an unknown label stays unknown.
2. The country is the brand's home, never the place of manufacture; a brand bought by another stays its own brand.
3. A party found in a label is named there by the publisher; nothing more is said of it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from countermark.model.errors import FormatError
from countermark.reference.lookalikes import fold
from countermark.reference.tables import read_table

Status = Literal["known", "unknown_maker", "not_identified", "missing"]
Role = Literal["supplier", "importer", "foreign_supplier", "involved"]

_COLUMNS = ("id", "brand", "country", "aliases", "source", "verified", "note")
_LEGAL_WORDS: Final = (
    "inc incorporated ltd limited corporation corporaiton corp co comp company llc llp gmbh ag sa sas spa srl plc jsc "
    "ojsc pjsc cjsc kg bv nv oy ab as pty pte the and"
)
_LEGAL: Final = frozenset(_LEGAL_WORDS.split())
_LEGAL_FOLDED: Final = frozenset(fold(word)[0] for word in ("ао", "оао", "пао", "зао", "ооо", "тов", "пат", "прат"))
_WORDS: Final = re.compile(r"[^\W_]+")
_TRAILING_PARENTHESIS: Final = re.compile(r"\s*\(([^()]*)\)[\s.,;]*$")
_PARTY_WORDS: Final = re.compile(r"\s+(Foreign suppliers|Involved companies|Suppliers|Importers)\s+(?=\S)")
_ROLES: Final[dict[str, Role]] = {
    "Suppliers": "supplier",
    "Importers": "importer",
    "Foreign suppliers": "foreign_supplier",
    "Involved companies": "involved",
}
_NOT_IDENTIFIED: Final = (
    "not identified|unidentified|unknown|unk|n a|na|none|not known|not established|not specified|no marking|unmarked|"
    "невідомо|не встановлено|неизвестно|не установлен|не установлено|"
    "electrostatic sensitive device|international standard|brushless fan"  # words of the part, published as a maker
)


@dataclass(frozen=True, slots=True)
class Maker:
    """One brand of the table.

    `verified`: yes (seen in the source), rows (seen in published rows only), no (common knowledge).
    """

    id: str
    brand: str
    country: str | None
    aliases: tuple[str, ...]
    source: str
    verified: str
    note: str


@dataclass(frozen=True, slots=True)
class Party:
    """A trading party that the publisher wrote into the maker's label, and the role it gave it."""

    role: Role
    name: str


@dataclass(frozen=True, slots=True)
class MakerMatch:
    """What a label says: the maker if known, the owner written behind it, the parties hidden in it.

    `brand` is the table's name of a known maker, else the label without owner and parties; `matched` is the alias.
    """

    maker_id: str | None
    brand: str
    country: str | None
    status: Status
    owner_label: str | None = None
    parties: tuple[Party, ...] = ()
    matched: str | None = None


def normalise(name: str) -> str:
    """Write a name as it is compared: look-alikes Latin, lower case, no accents, punctuation or legal form.

    >>> normalise("Peak Еlectronics GmbH"), normalise("XILINX, Inc."), normalise("U-blox")
    ('peak electronics', 'xilinx', 'u blox')
    """
    text = fold(name)[0]
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
        text = fold(text)[0]
    words = _WORDS.findall(text.replace("&", " and ").replace(".", "").replace("'", "").casefold())
    kept = [word for word in words if word not in _LEGAL and word not in _LEGAL_FOLDED]
    return " ".join(kept or words)


@lru_cache(maxsize=1)
def makers() -> dict[str, Maker]:
    """Load the makers by id."""
    found: dict[str, Maker] = {}
    for row in read_table("makers.csv", _COLUMNS):
        if row["id"] in found:
            raise FormatError(f"{row['id']} twice", hint="one row a brand", where="reference/makers.csv")
        aliases = tuple(filter(None, row["aliases"].split("|")))
        found[row["id"]] = Maker(
            row["id"], row["brand"], row["country"] or None, aliases, row["source"], row["verified"], row["note"]
        )
    return found


@lru_cache(maxsize=1)
def _by_name() -> dict[str, tuple[Maker, str]]:
    names: dict[str, tuple[Maker, str]] = {}
    for maker in makers().values():
        for alias in (maker.brand, *maker.aliases):
            key = normalise(alias)
            other = names.setdefault(key, (maker, alias))
            if other[0] is not maker:
                raise FormatError(
                    f"{alias!r} is an alias of {other[0].id} and of {maker.id}",
                    hint="an alias names one brand",
                    where="reference/makers.csv",
                )
    return names


@lru_cache(maxsize=1)
def _nobody() -> frozenset[str]:
    return frozenset(normalise(words) for words in _NOT_IDENTIFIED.split("|"))


def _party_names(text: str) -> list[str]:
    """Cut a list of companies at commas, but not before a legal form (`CO., LTD`)."""
    names: list[str] = []
    for piece in (part.strip() for part in text.split(",")):
        words = _WORDS.findall(piece.casefold())
        if names and words and all(word in _LEGAL for word in words):
            names[-1] = f"{names[-1]}, {piece}"
        elif piece:
            names.append(piece)
    return names


def _split_parties(label: str) -> tuple[str, tuple[Party, ...]]:
    pieces = _PARTY_WORDS.split(label)
    head = pieces[0].strip()
    parties = [
        Party(_ROLES[word], name)
        for word, text in zip(pieces[1::2], pieces[2::2], strict=True)
        for name in _party_names(text)
        if not _LEGAL.issuperset(_WORDS.findall(name.casefold()))
    ]
    return (head, tuple(parties)) if head and parties else (label, ())


@lru_cache(maxsize=65_536)
def find_maker(label: str | None) -> MakerMatch:
    """Find the maker that a published label names; exact on normalised names, never a guess.

    >>> found = find_maker("Maxim Integrated Products (Analog Devices)")
    >>> found.maker_id, found.country, found.owner_label
    ('maxim_integrated', 'US', 'Analog Devices')
    """
    text = " ".join(label.split()) if label else ""
    if not text:
        return MakerMatch(None, "", None, "missing")
    names = _by_name()
    whole = names.get(normalise(text))
    head, parties = (text, ()) if whole else _split_parties(text)
    whole = whole or names.get(normalise(head))
    bracket = _TRAILING_PARENTHESIS.search(head)
    bare = head[: bracket.start()].strip() if bracket else head
    owner = bracket[1].strip() or None if bracket and bare else None
    found = whole or (names.get(normalise(bare)) if bare else None)
    if found is None:
        nobody = normalise(bare) in _nobody()
        return MakerMatch(None, bare or head, None, "not_identified" if nobody else "unknown_maker", owner, parties)
    maker, alias = found
    if owner and (same := names.get(normalise(owner))) and same[0] is maker:
        owner = None
    return MakerMatch(maker.id, maker.brand, maker.country, "known", owner, parties, alias)
