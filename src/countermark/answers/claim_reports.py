"""What other reports held say of a claim: the same words and their speaker; and what came after a promise.

1. The same words under another speaker are an attribution conflict, whatever else the reports share.
2. Later evidence stands beside a promise: later claims of the same speaker in other reports, and later additions to
   lists from the country it is about. None of it is a breach, and none of it is an act of the speaker.
"""

from __future__ import annotations

from datetime import date, timedelta

from countermark.answers.candidates import Description, Shown, rank
from countermark.answers.changes import Window, changes
from countermark.answers.claim_case import EVIDENCE_SHOWN, Case, Finding
from countermark.answers.claim_units import Unit
from countermark.model.answer import Row
from countermark.reading.compare import SameWords, compare_claims, same_speaker, speaker_name
from countermark.reading.origins import origins
from countermark.reading.types import Mention
from countermark.reference.countries import country_name

OTHER_SPEAKER, SAME_SPEAKER, NO_REPORT = "same words, other speaker", "same words, same speaker", "no other report"
NOTHING_LATER, LATER = "nothing later", "later evidence"
DEFINITION = (
    "Same words: overlap of stems weighted by rarity, at least .55 of the shorter text. Origins: reports joined by "
    "credit, paragraph, document or quotation count as one."
)
STANDING = (
    "A promise stands until somebody who may judge it does. Later evidence is listed beside it: later statements of "
    "the same speaker in other reports, and additions to lists from the country it is about; never as a breach."
)
LATER_DAYS = 366
_OWN = frozenset({"promises", "threatens", "refuses", "announces"})


def matches(case: Case) -> dict[str, list[SameWords]]:
    """Find, for each claim of the report, the claims of other reports with the same words."""
    found: dict[str, list[SameWords]] = {}
    for other in case.others:
        for pair in compare_claims(case.reading, other):
            found.setdefault(pair.first, []).append(pair)
    return found


def ask_reports(case: Case, unit: Unit, same: list[SameWords] | None = None) -> Finding:
    """Test a quotation against the other reports."""
    pairs = same if same is not None else matches(case).get(unit.claim.id if unit.claim else "", [])
    asked = {"reports": len(case.others)}
    if not pairs:
        held = (
            f"None of the {len(case.others)} other reports held has" if case.others else "No other report is held with"
        )
        return Finding(
            NO_REPORT,
            f"{held} these words.",
            asked=asked,
            definition=DEFINITION,
            would_change="another report of the same speech (countermark add FILE --as report)",
        )
    conflicts = [pair for pair in pairs if pair.conflict]
    reports = {pair.report for pair in pairs}
    roots = origins([case.reading, *(one for one in case.others if one.text_sha256 in reports)])
    outlets = {one.text_sha256: one.outlet or one.text_sha256[:12] for one in case.others}
    counted = (
        f"{len(reports) + 1} reports have these words; they come from "
        f"{len(roots)} {'origin' if len(roots) == 1 else 'origins'}."
    )
    note = " The words may be a back-translation." if any(pair.translated for pair in pairs) else ""
    evidence: list[Row] = [
        {
            "report": pair.report,
            "outlet": outlets[pair.report],
            "claim": pair.second,
            "speaker": pair.second_speaker,
            "speakers": pair.speakers,
            "words": pair.second_words,
            "score": pair.score,
            "translated": pair.translated,
            "source_id": pair.report[:12],
        }
        for pair in sorted(pairs, key=lambda one: (not one.conflict, -one.score, one.report, one.second))
    ]
    asked["origins"] = len(roots)
    if conflicts:
        first = max(conflicts, key=lambda one: one.score)
        mine = speaker_name(unit.claim.speaker, case.reading.text) if unit.claim else "the outlet"
        return Finding(
            OTHER_SPEAKER,
            f"This report gives the words to {mine}; {outlets[first.report]} gives them to {first.second_speaker}. "
            f"{counted}{note}",
            asked=asked,
            definition=DEFINITION,
            evidence=evidence[:EVIDENCE_SHOWN],
            would_change="a recording or transcript of the speech",
        )
    silent = " One of them names no speaker." if any(pair.speakers == "not named" for pair in pairs) else ""
    return Finding(
        SAME_SPEAKER,
        f"{counted}{silent}{note}",
        asked=asked,
        definition=DEFINITION,
        evidence=evidence[:EVIDENCE_SHOWN],
        would_change="a report of other origin, or one that names another speaker",
    )


def ask_later(case: Case, unit: Unit) -> Finding:
    """List what came after a promise or a `not yet`."""
    country, others = _countries(case, unit)
    asked = {"country": country or None, "with": others, "after": case.published}
    if not case.published:
        return Finding(
            NOTHING_LATER,
            "A standing statement. Without a publication date nothing can be called later.",
            asked=asked,
            definition=STANDING,
            would_change="a publication date (--published)",
        )
    evidence, cite = _later_additions(case, country, others) if country else ([], [])
    evidence = [*_later_reports(case, unit), *evidence]
    if not evidence:
        return Finding(
            NOTHING_LATER,
            f"A standing statement; nothing later than {case.published} is held about it.",
            asked=asked,
            definition=STANDING,
            would_change="later lists or later reports",
        )
    return Finding(
        LATER,
        f"A standing statement; {len(evidence)} later rows are listed beside it. None is a breach, and a listing is no "
        "act of the speaker.",
        asked=asked,
        definition=STANDING,
        evidence=evidence[:EVIDENCE_SHOWN],
        cite=cite[:EVIDENCE_SHOWN],
        would_change="a later statement of the speaker that withdraws or repeats it",
    )


def _behind(case: Case, unit: Unit) -> list[Mention]:
    speaker = unit.claim.speaker if unit.claim else None
    if speaker is None:
        return []
    return [
        mention
        for mention in case.reading.mentions
        if (speaker.entity and mention.entity == speaker.entity)
        or (speaker.span and (mention.span == speaker.span or speaker.span.covers(mention.span)))
    ]


def _countries(case: Case, unit: Unit) -> tuple[str, list[str]]:
    """Give the country whose conduct the statement is about, and the other countries it names.

    Of a promise it is the speaker's; of what is said of somebody else's conduct, the first that the words name.
    """
    spoken = {mention.country.casefold() for mention in _behind(case, unit) if mention.country}
    speaker = spoken.pop() if len(spoken) == 1 else ""
    inside = case.places.mentions(unit.spans)
    named = list(dict.fromkeys(mention.country.casefold() for mention in inside if mention.country))
    own = unit.claim is not None and unit.claim.stance in _OWN
    country = speaker if own or not named else named[0]
    return country, [one for one in named if one != country]


def _later_additions(case: Case, country: str, others: list[str]) -> tuple[list[Row], list[int]]:
    """Give the first additions to each list after publication whose entries are of a country.

    Where the statement names other countries too, only those of programmes that name one of them.
    """
    evidence: list[Row] = []
    cite: list[int] = []
    day = case.published or ""
    wanted = Description("", ("cn", "hk", "mo") if country == "cn" else (country,), (), (), (), firms=True)
    for held in case.held:
        newest = held.timeline[-1].seen_at[:10]
        if held.via or newest <= day or held.timeline[0].seen_at[:10] > day:
            continue
        end = min(newest, (date.fromisoformat(day) + timedelta(days=LATER_DAYS)).isoformat())
        key = f"changes {held.list} {day} {end}"
        window = Window(held.list, day, end, allow_stale=True)
        answer = case.ask(key, lambda window=window: changes(case.view, case.listings, window))  # type: ignore[misc]
        shown = [Shown(row, answer, excluded=None) for row in answer.rows if row["change"] == "added"]
        fitting = [one for one in rank(case, shown, wanted) if one.fits and _programme_names(one, others)]
        fitting.sort(key=lambda one: (one.seen, one.entity))
        if fitting:
            name = country_name(country.upper()) or country
            name += " (Hong Kong and Macau included)" if country == "cn" else ""
            evidence.append(
                {
                    "list": held.list,
                    "caption": f"{len(fitting)} entries of {name} added after {day} and by {end}{_with(others)}",
                    "listed_from": fitting[0].seen,
                    "basis": "the first of them in the rows below",
                    "source_id": None,
                }
            )
        for one in fitting[: EVIDENCE_SHOWN // 2]:
            evidence.append(one.evidence())
            cite += one.cite
    return evidence, cite


def _programme_names(one: Shown, countries: list[str]) -> bool:
    programmes = " ".join(one.found["properties"].get("Sanction.program", {}).get("added", [])).upper()
    names = [(country_name(country.upper()) or country).upper() for country in countries]
    return not names or any(name in programmes for name in names)


def _with(countries: list[str]) -> str:
    names = [country_name(country.upper()) or country for country in countries]
    return f", under programmes that name {' or '.join(names)}" if names else ""


def _later_reports(case: Case, unit: Unit) -> list[Row]:
    """Give what the same speaker says in reports published later."""
    if unit.claim is None:
        return []
    rows = []
    for other in case.others:
        if not other.published or other.published <= (case.published or ""):
            continue
        rows += [
            {
                "report": other.text_sha256,
                "outlet": other.outlet or other.text_sha256[:12],
                "published": other.published,
                "claim": claim.id,
                "speaker": speaker_name(claim.speaker, other.text),
                "words": " [...] ".join(span.of(other.text) for span in claim.content),
                "source_id": other.text_sha256[:12],
            }
            for claim in other.claims
            if claim.content and same_speaker(unit.claim.speaker, case.reading, claim.speaker, other) == "same"
        ]
    return sorted(rows, key=lambda row: (row["published"], row["report"], row["claim"]))
