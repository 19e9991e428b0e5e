"""The words of a text, and the terms of the reference tables and of the English pack that name actors.

Terms are data: countries and institutions from `reference`, nouns, titles and small words from `en/`.
"""

from __future__ import annotations

import csv
import io
import re
import tomllib
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final

from countermark.reading.gazetteer import Gazetteer, NameRow
from countermark.reading.text import Page
from countermark.reference.tables import read_table

_WORD: Final = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:(?:[-‐‑]|['’](?!s\b)|\.(?=\d)|,(?=\d{3}))[^\W_]+)*|['’]s\b")
_FULL_STOP: Final = re.compile(r"(?<=[.!?])[”\"’»]?\s+(?=[“\"‘«A-ZÀ-Þ])|\n\s*\n|\n")
PARAGRAPH: Final = "¶"
_LONGEST_WORD: Final = 120
_OPENING: Final = frozenset('“"‘«„:¶•')


@dataclass(slots=True)
class Words:
    """The words of a text: where each starts and ends, as written and in lower case; `gaps` is what stands before it.

    A gap is "" for white space alone, the marks otherwise, and ¶ where a paragraph ends.
    """

    text: str
    starts: list[int]
    ends: list[int]
    words: list[str]
    lows: list[str]
    gaps: list[str]
    sentence: list[int]
    sentence_starts: list[int]
    kinds: list[str]

    def __len__(self) -> int:
        """Count the words."""
        return len(self.starts)

    def capital(self, at: int) -> bool:
        """Tell whether a word begins with a capital letter."""
        return self.words[at][0].isupper()

    def opens(self, at: int) -> bool:
        """Tell whether a word is the first of its sentence, or of a quotation."""
        if at == 0 or self.sentence[at] != self.sentence[at - 1]:
            return True
        return bool(self.gaps[at]) and not _OPENING.isdisjoint(self.gaps[at])

    def at(self, place: int) -> int:
        """Give the word at or after a place of the text."""
        return bisect_right(self.ends, place)


@lru_cache(maxsize=1)
def words_of(page: Page) -> Words:
    """Take a page apart into words, each with the number of its sentence."""
    text = page.text
    matches = [match for match in _WORD.finditer(text) if match.end() - match.start() <= _LONGEST_WORD]
    starts = [match.start() for match in matches]
    ends = [match.end() for match in matches]
    written = [match.group() for match in matches]
    lows = [word.lower().replace("’", "'") for word in written]
    gaps = [_gap(text, before, start) for before, start in zip([0, *ends], starts, strict=False)]
    bounds = sentence_spans(page)
    sentence: list[int] = []
    for number, (_, following) in enumerate(zip(bounds, [*bounds[1:], (len(text) + 1, 0)], strict=True)):
        stop = bisect_left(starts, following[0], len(sentence))
        sentence += [number] * (stop - len(sentence))
    kinds: list[str] = [one.kind for one in page.sentences] or ["prose"] * len(bounds)
    return Words(text, starts, ends, written, lows, gaps, sentence, [start for start, _ in bounds], kinds)


def _gap(text: str, before: int, start: int) -> str:
    if start - before == 1 and text[before] == " ":
        return ""
    gap = text[before:start] if start - before < 40 else text[before : before + 20] + text[start - 20 : start]
    marks = gap.strip()
    return marks if marks or gap.count("\n") < 2 else PARAGRAPH


def sentence_spans(page: Page) -> list[tuple[int, int]]:
    """Give the sentences of a page, or, where it was not laid out, a plain cut at full stops."""
    if page.sentences:
        return [(one.span.start, one.span.end) for one in page.sentences]
    spans, start = [], 0
    for match in _FULL_STOP.finditer(page.text):
        spans.append((start, match.start()))
        start = match.end()
    return [*spans, (start, len(page.text))]


@dataclass(frozen=True, slots=True)
class Title:
    """A title: its words, the role it gives (empty for a mere courtesy), its sphere and gender (m, f or empty)."""

    words: tuple[str, ...]
    role: str
    sphere: str
    gender: str


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the reference tables. `kind`: name, demonym, capital, seat, institution, wire."""

    kind: str
    entity: str
    caption: str
    schema: str
    country: str
    acronym: bool


@dataclass(frozen=True, slots=True)
class Pack:
    """The nouns and small words of English."""

    nouns: dict[str, tuple[str, str, bool]]
    words: dict[str, frozenset[str]]
    ministries: dict[tuple[str, ...], str]
    fits: dict[str, frozenset[str]]
    spheres: dict[str, str]
    titles: dict[str, tuple[Title, ...]]
    genders: dict[str, str]


@lru_cache(maxsize=1)
def pack() -> Pack:
    """Read the English pack: nouns as word to (noun, class, whether plural), titles by their first word."""
    folder = files(__package__).joinpath("en")
    data = tomllib.loads(folder.joinpath("actors.toml").read_text(encoding="utf-8"))
    nouns: dict[str, tuple[str, str, bool]] = {}
    for kind, listed in data["nouns"].items():
        for noun in listed.split():
            nouns.setdefault(noun, (noun, kind, False))
            if kind != "mass_document":
                nouns.setdefault(noun + "s", (noun, kind, True))
    for plural, noun in data["plurals"].items():
        if noun in nouns:
            nouns[plural] = (noun, nouns[noun][1], True)
    ministries: dict[tuple[str, ...], str] = {}
    for portfolio, wordings in data["ministries"].items():
        for wording in wordings:
            words = tuple(wording.split())
            ministries[(*words, "ministry")] = portfolio
            ministries[("ministry", "of", *words)] = portfolio
            ministries[("ministry", "for", *words)] = portfolio
            ministries[("ministry", "of", "the", *words)] = portfolio
    ministries[("foreign", "office")] = "Foreign Ministry"
    titles = _titles(folder.joinpath("titles.csv").read_text(encoding="utf-8"))
    for listed in titles.values():
        for title in listed:
            if len(title.words) == 1 and title.role and title.words[0].isalpha():
                nouns.setdefault(title.words[0] + "s", (title.words[0], "person", True))
    return Pack(
        nouns,
        {key: frozenset(value.split()) for key, value in data["words"].items()},
        ministries,
        {key: frozenset(value) for key, value in data["fits"].items()},
        {title.role: title.sphere for listed in titles.values() for title in listed},
        titles,
        _genders(data["genders"], titles),
    )


def _genders(told: dict[str, str], titles: dict[str, tuple[Title, ...]]) -> dict[str, str]:
    """Give the words that tell a gender: kin, man and woman, titles that only one gender bears."""
    found = {word: gender for gender, listed in told.items() for word in listed.split()}
    for listed in titles.values():
        found |= {title.words[0]: title.gender for title in listed if title.gender and len(title.words) == 1}
    return found


def _titles(text: str) -> dict[str, tuple[Title, ...]]:
    found: dict[str, list[Title]] = {}
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    for row in csv.DictReader(io.StringIO("\n".join(lines), newline=""), strict=True):
        for wording in row["titles"].split("|"):
            words = tuple(wording.rstrip(".").split())
            found.setdefault(words[0], []).append(Title(words, row["role"], row["sphere"], row["gender"]))
    return {first: tuple(sorted(some, key=lambda one: -len(one.words))) for first, some in found.items()}


def fits(asked: str, held: str) -> bool:
    """Tell whether the bearer of a role may be spoken of by a title.

    >>> fits("minister", "defence minister"), fits("leader", "president"), fits("president", "vice president")
    (True, True, False)
    """
    if asked == held:
        return True
    if not asked or not held or held.startswith(("vice ", "deputy ")):
        return False
    return held in pack().fits.get(asked, ()) or held.rpartition(" ")[2] == asked


@lru_cache(maxsize=1)
def reference_terms() -> tuple[Gazetteer, dict[str, Term]]:
    """Give the countries, institutions and news wires: names to look for, and what each stands for."""
    rows: list[NameRow] = []
    terms: dict[str, Term] = {}

    def add(wording: str, term: Term) -> None:
        key = f"{len(rows):05}"
        rows.append(NameRow(wording, key, term.caption, "Term"))
        terms[key] = term

    columns = ("code", "name", "other_names", "demonyms", "capitals", "seats", "source", "verified")
    for row in read_table("places.csv", columns):
        code, name = row["code"], row["name"]
        for kind, wordings in (
            ("name", [name, *_listed(row["other_names"])]),
            ("demonym", _listed(row["demonyms"])),
            ("capital", _listed(row["capitals"])),
            ("seat", _listed(row["seats"])),
        ):
            for wording in wordings:
                add(wording, Term(kind, f"country:{code}", name, "Country", code, _is_acronym(wording)))
    for row in read_table("institutions.csv", ("id", "name", "country", "wordings", "schema", "source", "verified")):
        for wording in _listed(row["wordings"]):
            entity = f"institution:{row['id']}"
            add(wording, Term("institution", entity, row["name"], row["schema"], row["country"], _is_acronym(wording)))
    for row in read_table("news_wires.csv", ("id", "name", "country", "wordings", "source", "verified")):
        for wording in _listed(row["wordings"]):
            entity = f"wire:{row['id']}"
            add(wording, Term("wire", entity, row["name"], "Organization", row["country"], _is_acronym(wording)))
    return Gazetteer.build(rows), terms


@lru_cache(maxsize=1)
def country_names() -> dict[str, str]:
    """Give the countries' names by their codes."""
    return {term.country: term.caption for term in reference_terms()[1].values() if term.schema == "Country"}


def _listed(cell: str) -> list[str]:
    return [one for one in cell.split("|") if one]


def _is_acronym(wording: str) -> bool:
    return wording.replace(".", "").isupper()
