"""The language pack of English: verbs with their forms and frames, noun cues, function words, hedges, abbreviations."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from typing import Any

import msgspec


class Word:
    """Bits of what a word can be."""

    DET = 1
    PREP = 1 << 1
    AND = 1 << 2
    BUT = 1 << 3
    SUB = 1 << 4
    PRON = 1 << 5
    OBJ = 1 << 6
    REL = 1 << 7
    WH = 1 << 8
    AUX = 1 << 9
    MODAL = 1 << 10
    NEG = 1 << 11
    TIME = 1 << 12
    ADV = 1 << 13
    VERB = 1 << 14
    TO = 1 << 15
    LINK = 1 << 16
    OCCASION = 1 << 17
    COMMA = 1 << 18
    COLON = 1 << 19
    SEMI = 1 << 20
    DASH = 1 << 21
    OPEN = 1 << 22
    CLOSE = 1 << 23
    TERM = 1 << 24
    MARK = 1 << 25
    QUOTE = 1 << 26
    CAP = 1 << 27
    NUM = 1 << 28
    POSS = 1 << 29
    ED = 1 << 30
    ING = 1 << 31
    WORD = 1 << 32
    CUE = 1 << 33
    NAME = 1 << 34
    ADJ = 1 << 35
    NOUN = 1 << 36
    NCUE = 1 << 37


class Verb(msgspec.Struct, frozen=True):
    """A verb of the lexicon. `rest` holds the words that follow its first one ("out" of "point out")."""

    lemma: str
    stance: str
    frames: frozenset[str]
    rest: tuple[str, ...] = ()
    factive: bool = False
    continues: bool = False
    weak: bool = False
    noun: bool = False
    hearer_to: bool = False
    clausal: bool = False


class Form(msgspec.Struct, frozen=True):
    """One form of a verb: `tense` is base, s, past, part or ing (several, joined by a space)."""

    verb: Verb
    tense: str


class NounCue(msgspec.Struct, frozen=True):
    """A noun that is a cue when its frame follows."""

    stance: str
    frames: frozenset[str]


class Lexicon(msgspec.Struct, frozen=True):
    """Everything the grammar knows of the language."""

    words: dict[str, int]
    verbs: dict[str, tuple[Form, ...]]
    nouns: dict[str, NounCue]
    attitudes: dict[str, frozenset[str]]
    titles: frozenset[str]
    abbreviations: frozenset[str]
    day_units: frozenset[str]
    occasion_nouns: frozenset[str]
    citing: frozenset[str]
    be: frozenset[str]
    have: frozenset[str]
    do: frozenset[str]
    alone: frozenset[str]
    quantities: frozenset[str]
    contractions: frozenset[str]
    first_person: frozenset[str]
    possessives: frozenset[str]
    irrealis: frozenset[str]
    plurals: frozenset[str]
    label_nouns: frozenset[str]
    title_nouns: frozenset[str]
    nobody: frozenset[str]
    answers: frozenset[str]
    refusals: frozenset[str]
    hedges: dict[str, tuple[tuple[tuple[str, ...], str], ...]]
    future: re.Pattern[str]
    negative: re.Pattern[str]
    silent_verbs: frozenset[str]
    presupposed: frozenset[str]
    standing_verbs: frozenset[str]
    documents: frozenset[str]
    connecting: frozenset[str]
    labels: frozenset[str]
    agencies: tuple[str, ...]
    credit_words: frozenset[str]
    credit_starts: tuple[str, ...]
    precision: dict[str, tuple[float, int]]


_VOWELS = "aeiou"


def _third(base: str) -> str:
    if base.endswith(("s", "x", "z", "ch", "sh", "o")):
        return base + "es"
    if base.endswith("y") and base[-2] not in _VOWELS:
        return base[:-1] + "ies"
    return base + "s"


def _past(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    if base.endswith("y") and base[-2] not in _VOWELS:
        return base[:-1] + "ied"
    return base + "ed"


def _ing(base: str) -> str:
    return base[:-1] + "ing" if base.endswith("e") and not base.endswith(("ee", "oe", "ye")) else base + "ing"


def _tense_of(form: str) -> str:
    if form.endswith("ing"):
        return "ing"
    return "past part" if form.endswith("ed") else "s"


def _forms(base: str, row: dict[str, Any]) -> dict[str, str]:
    forms = {base: "base", _third(base): "s", _ing(base): "ing"}
    past = str(row.get("past", "")).split(" ")[0] or _past(base)
    part = str(row.get("part", "")).split(" ")[0] or past
    extra = [form.split(" ")[0] for form in row.get("forms", ())]
    if extra and "past" not in row:
        doubled = [form for form in extra if form.endswith("ed")]
        past = part = doubled[0] if doubled else past
        forms = {form: tense for form, tense in forms.items() if tense != "ing" or not _has_ing(extra)}
    for form, tense in ((past, "past"), (part, "part"), *((form, _tense_of(form)) for form in extra)):
        if tense not in forms.get(form, ""):
            forms[form] = f"{forms[form]} {tense}" if form in forms else tense
    return forms


def _has_ing(forms: list[str]) -> bool:
    return any(form.endswith("ing") for form in forms)


def _verbs(table: dict[str, Any]) -> dict[str, tuple[Form, ...]]:
    aliases: dict[str, list[str]] = table["frames"]
    found: dict[str, list[Form]] = {}
    for row in table["verbs"]:
        frames: set[str] = set()
        for frame in row["frames"]:
            frames.update(aliases.get(frame, (frame,)))
        first, *rest = row["verb"].split(" ")
        verb = Verb(
            lemma=row["verb"],
            stance=row["stance"],
            frames=frozenset(frames),
            rest=tuple(rest),
            factive=row.get("factive", False),
            continues=row.get("continues", False),
            weak=row.get("weak", False),
            clausal=row.get("clausal", False),
            noun=row.get("noun", False),
            hearer_to=row.get("hearer_to", False),
        )
        for form, tense in _forms(first, row).items():
            found.setdefault(form, []).append(Form(verb, tense))
    return {form: tuple(sorted(entries, key=lambda f: -len(f.verb.rest))) for form, entries in found.items()}


_LISTS = {
    "determiner": Word.DET,
    "preposition": Word.PREP,
    "linking_preposition": Word.LINK,
    "occasion": Word.OCCASION,
    "conjunction": Word.AND,
    "adversative": Word.BUT,
    "subordinator": Word.SUB,
    "subject_pronoun": Word.PRON,
    "object_pronoun": Word.OBJ,
    "relative": Word.REL,
    "wh": Word.WH,
    "auxiliary": Word.AUX,
    "modal": Word.MODAL,
    "negation": Word.NEG,
    "time": Word.TIME,
    "adverb": Word.ADV,
    "verb": Word.VERB,
    "ordinal_adjective": Word.ADJ,
    "title_noun": Word.NOUN,
    "speaking_noun": Word.NOUN,
}


def _words(table: dict[str, str], verbs: dict[str, tuple[Form, ...]], nouns: dict[str, NounCue]) -> dict[str, int]:
    words: dict[str, int] = {}
    for name, bit in _LISTS.items():
        for word in table[name].split():
            words[word] = words.get(word, 0) | bit | Word.WORD
    words["to"] |= Word.TO
    for word in table["contraction"].split():
        words[word] = Word.PRON | Word.AUX | Word.WORD
    for form in verbs:
        shape = Word.ING if form.endswith("ing") else Word.ED if form.endswith("ed") else 0
        words[form] = words.get(form, 0) | Word.CUE | Word.WORD | shape
    for noun in nouns:
        words[noun] = words.get(noun, 0) | Word.NCUE | Word.WORD
    for word in ("being", "having"):
        words[word] |= Word.ING
    marks = {",": Word.COMMA, ":": Word.COLON, ";": Word.SEMI, "(": Word.OPEN, ")": Word.CLOSE, "[": Word.OPEN}
    marks |= {"]": Word.CLOSE, "–": Word.DASH, "—": Word.DASH, "―": Word.DASH, "--": Word.DASH, "-": Word.DASH}
    marks |= dict.fromkeys(".!?…。؟۔", Word.TERM)
    for mark, bit in marks.items():
        words[mark] = bit | Word.MARK
    return words


def _phrases(phrases: list[str]) -> re.Pattern[str]:
    ordered = sorted(phrases, key=len, reverse=True)
    parts = [(r"" if p.startswith("n't") else r"\b") + re.escape(p).replace(r"\ ", r"\s+") for p in ordered]
    return re.compile("(?:" + "|".join(parts) + r")\b", re.IGNORECASE)


def _by_first_word(kinds: dict[str, str]) -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """Index phrases by their first word, the longest first."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for phrase, kind in kinds.items():
        first, *rest = phrase.split()
        found.setdefault(first, []).append((tuple(rest), kind))
    return {first: tuple(sorted(rows, key=lambda row: -len(row[0]))) for first, rows in found.items()}


def _load() -> Lexicon:
    pack = files("countermark.reading") / "en"

    def table(name: str) -> dict[str, Any]:
        return tomllib.loads((pack / f"{name}.toml").read_text(encoding="utf-8"))

    words, nouns, hedges = table("words"), table("nouns"), table("hedges")
    verbs = _verbs(table("verbs"))
    cues = {noun: NounCue(row["stance"], frozenset(row["frames"])) for row in nouns["nouns"] for noun in row["nouns"]}
    attitudes: dict[str, set[str]] = {}
    for link, adjectives in nouns["attitudes"].items():
        for adjective in adjectives:
            attitudes.setdefault(adjective, set()).add(link)
    kinds = {
        " ".join(phrase.split()): kind
        for kind, phrases in hedges["hedges"].items()
        if kind not in hedges["skip"]["kinds"]
        for phrase in phrases
    }
    measured = table("precision").get("rules", {})
    return Lexicon(
        words=_words(words, verbs, cues),
        verbs=verbs,
        nouns=cues,
        attitudes={adjective: frozenset(links) for adjective, links in attitudes.items()},
        titles=frozenset(words["title_abbreviation"].split()),
        abbreviations=frozenset(words["abbreviation"].split()),
        day_units=frozenset(words["day_unit"].split()),
        occasion_nouns=frozenset(words["occasion_noun"].split()),
        citing=frozenset(words["citing_participle"].split()),
        be=frozenset(words["be"].split()),
        have=frozenset(words["have"].split()),
        do=frozenset(words["do"].split()),
        alone=frozenset(words["alone"].split()),
        quantities=frozenset(words["quantity"].split()),
        contractions=frozenset(words["contraction"].split()),
        first_person=frozenset(words["first_person"].split()),
        possessives=frozenset(words["possessive"].split()),
        irrealis=frozenset(words["irrealis"].split()),
        plurals=frozenset(words["plural"].split()),
        label_nouns=frozenset(words["label_noun"].split()),
        title_nouns=frozenset(words["title_noun"].split()),
        nobody=frozenset(words["nobody"].split()),
        answers=frozenset(nouns["silence"]["answer"]),
        refusals=frozenset(nouns["silence"]["refuse"]),
        hedges=_by_first_word(kinds),
        future=_phrases(hedges["future"]["phrases"]),
        negative=_phrases(hedges["negative"]["phrases"]),
        presupposed=frozenset(nouns["presupposed"]["nouns"]),
        silent_verbs=frozenset(nouns["silence"]["withhold"]),
        standing_verbs=frozenset(hedges["future"]["verbs"]),
        documents=frozenset(words["document_noun"].split()),
        connecting=frozenset(words["connecting"].split()),
        labels=frozenset(words["label"].split(",")),
        agencies=tuple(words["agency"].split(",")),
        credit_words=frozenset(words["credit"].split()),
        credit_starts=tuple(words["credit_start"].split(",")),
        precision={rule: (row["precision"], row["n"]) for rule, row in measured.items()},
    )


LEXICON = _load()
