"""From an answer to what the dossier's template prints: parts, specimens, the order and the words of each.

Nothing is computed here that the answer does not say, but for the grouping of rows that are one dating fact.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from countermark.model.answer import NO_MALPRACTICE, Answer, Citation, Row
from countermark.model.dates import parse_interval
from countermark.report.timeline import Fact, TimeLine, lay_out
from countermark.report.words import CONTROL_VERDICTS, ROLES, VERDICTS, plural, tolerance_text

FEW_SPECIMENS = 3
NO_SPECIMEN = "No specimen named"

Piece = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class PartView:
    """One catalogued part: its row, and what is worked out for print."""

    row: Row
    anchor: str
    pieces: tuple[Piece, ...]
    verdict: str
    spans: tuple[tuple[str, str], ...]
    controls: tuple[tuple[str, str, str, str], ...]
    notes: tuple[str, ...]
    citations: tuple[Citation, ...]
    link: str


@dataclass(frozen=True, slots=True)
class SpecimenView:
    """One recovered unit: its summary, chart and parts."""

    anchor: str
    name: str
    summary: dict[str, Any] | None
    facts: tuple[Fact, ...]
    timeline: TimeLine | None
    parts: tuple[PartView, ...]


@dataclass(frozen=True, slots=True)
class AnswerView:
    """An answer and its specimens, in the order of print."""

    answer: Answer
    anchor: str
    specimens: tuple[SpecimenView, ...]
    glance: tuple[SpecimenView, ...]
    is_parts: bool
    controls: tuple[dict[str, Any], ...]
    caveats: tuple[str, ...]
    few: bool
    blocked: bool
    columns: tuple[str, ...] = ()
    notice: str = NO_MALPRACTICE
    chosen: dict[str, Any] = field(default_factory=dict)


def pieces(text: str, tokens: Iterable[Any]) -> tuple[Piece, ...]:
    """Cut a marking into (style letter, role, text); where tokens overlap the shorter one is shown."""
    known = [
        (start, end, *ROLES[role]) for start, end, role in tokens if role in ROLES and 0 <= start < end <= len(text)
    ]
    if not known:
        return (("", "", text),) if text else ()
    edges = sorted({0, len(text), *(token[0] for token in known), *(token[1] for token in known)})
    found: list[Piece] = []
    for start, end in pairwise(edges):
        over = [token for token in known if token[0] <= start and end <= token[1]]
        letter, role = min(over, key=lambda token: token[1] - token[0])[2:] if over else ("", "")
        if found and found[-1][0] == letter and (letter == "" or _same(over, start)):
            found[-1] = (letter, role, found[-1][2] + text[start:end])
        else:
            found.append((letter, role, text[start:end]))
    return tuple(found)


def _same(over: list[Any], start: int) -> bool:
    return bool(min(over, key=lambda token: token[1] - token[0])[0] < start)


def _spans(row: Row) -> tuple[tuple[str, str], ...]:
    if row["verdict"] == "single" and row["made_from"] and row["made_to"]:
        return ((row["made_from"], row["made_to"]),)
    if row["verdict"] in {"ambiguous", "conflict"}:
        return tuple((first, end) for first, end in row["candidates"])
    return ()


def _controls(row: Row) -> tuple[tuple[str, str, str, str], ...]:
    found = []
    for name, entry in sorted(row["controls"].items()):
        sign, word = CONTROL_VERDICTS.get(entry["verdict"], ("", str(entry["verdict"])))
        weak = entry["verdict"] != "undetermined" and not entry["survives_tolerance"]
        found.append(
            (name, sign, word, f"does not survive {tolerance_text(row['tolerance_days'])} either way" if weak else "")
        )
    return tuple(found)


def _link(url: str | None) -> str:
    return url if url and url.startswith(("https://", "http://")) else ""


def _cited(answer: Answer, row: Row) -> tuple[Citation, ...]:
    cite = row.get("cite")
    indexes = cite if isinstance(cite, list) else [] if cite is None else [cite]
    return tuple(answer.citations[index] for index in indexes if 0 <= index < len(answer.citations))


def _twice(answer: Answer) -> dict[tuple[Any, str], str]:
    """Say of each row listed in a group of repeated parts which other rows it goes with."""
    found: dict[tuple[Any, str], str] = {}
    for entry in answer.detail.get("duplicates", {}).get("catalogued_twice", []):
        for ids in entry["examples"]:
            for one in ids:
                others = ", ".join(other for other in ids if other != one)
                found[entry["specimen"], one] = f"same maker and part number as row {others}" if others else ""
    return found


class _Notes:
    """What is said beside a part: repetition and parties."""

    def __init__(self, answer: Answer) -> None:
        self._twice = _twice(answer)
        duplicates = answer.detail.get("duplicates", {})
        self._repeated = {one for entry in duplicates.get("repetitions", []) for one in entry["ids"]}

    def of(self, row: Row, same: int) -> tuple[str, ...]:
        found = []
        if same > 1:
            found.append(f"one of {same} rows with this maker and marking: one dating fact")
        if note := self._twice.get((row["specimen"], str(row["id"]))):
            found.append(note)
        if row["id"] in self._repeated:
            found.append("this id is repeated in the file")
        for role, name in row["parties_in_label"]:
            found.append(f"the maker label also names {name} ({role}, as published)")
        return tuple(found)


def _facts(rows: list[Row], deciding: set[tuple[Any, Any]]) -> tuple[Fact, ...]:
    groups: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in rows:
        if spans := _spans(row):
            groups[row["maker"], row["marking"], row["verdict"], spans].append(row)
    facts = []
    for (maker, marking, verdict, spans), members in groups.items():
        first = members[0]
        label = " ".join(filter(None, (first["brand"] or maker, first["part_number"] or marking)))
        facts.append(
            Fact(
                label=label or str(first["id"] or first["component"]),
                spans=spans,
                state=VERDICTS[verdict],
                rows=len(members),
                decides=verdict == "single" and (maker, marking) in deciding,
                bounds=bool(first["bounds_assembly"]),
                overruled=any(member["overruled"] for member in members),
            )
        )
    order = {"dated": 0, "open": 1, "conflict": 2}
    facts.sort(key=lambda fact: (fact.spans[-1][0], fact.label), reverse=True)
    facts.sort(key=lambda fact: order.get(fact.state, 3))
    return tuple(facts)


_STATES = {"single": 0, "ambiguous": 1, "conflict": 2}


def _in_order(rows: list[Row]) -> list[Row]:
    """Put the dated parts first, newest first; then open, in conflict, undated, and those without a marking."""
    newest = sorted(rows, key=lambda row: max((end for _, end in _spans(row)), default=""), reverse=True)
    return sorted(newest, key=lambda row: (_STATES.get(row["verdict"], 3), not row["marking"]))


def _recovered(summary: dict[str, Any] | None) -> tuple[str, str] | None:
    stated = summary["recovered"] if summary else None
    interval = parse_interval(stated) if stated else None
    return (interval.start.isoformat(), str(stated)) if interval else None


def _specimen(
    answer: Answer, rows: list[Row], summary: dict[str, Any] | None, notes: _Notes, anchor: str
) -> SpecimenView:
    bound = summary["assembly"] if summary else {"not_before": None, "deciding": []}
    deciding = {(fact["maker"], fact["marking"]) for fact in bound["deciding"]}
    facts = _facts(rows, deciding)
    same: dict[tuple[Any, Any], int] = defaultdict(int)
    for row in rows:
        if row["marking"]:
            same[row["maker"], row["marking"]] += 1
    chosen = answer.detail.get("control", {}).get("effective")
    numbered = [(number, entry["effective"]) for number, entry in enumerate(answer.detail.get("controls", []), 1)]
    return SpecimenView(
        anchor=anchor,
        name=summary["specimen"] if summary else (rows[0]["specimen"] if rows else None) or NO_SPECIMEN,
        summary=summary,
        facts=facts,
        timeline=lay_out(
            facts, controls=numbered, chosen=chosen, bound=bound["not_before"], recovered=_recovered(summary)
        ),
        parts=tuple(
            PartView(
                row=row,
                anchor=f"{anchor}-{index}",
                pieces=pieces(row["marking"] or "", row.get("tokens") or ()),
                verdict=VERDICTS.get(row["verdict"], str(row["verdict"])),
                spans=_spans(row),
                controls=_controls(row),
                notes=notes.of(row, same.get((row["maker"], row["marking"]), 0)),
                citations=_cited(answer, row),
                link=_link(row["source_url"]),
            )
            for index, row in enumerate(_in_order(rows), 1)
        ),
    )


def _newest_first(specimens: tuple[SpecimenView, ...]) -> tuple[SpecimenView, ...]:
    def bound(specimen: SpecimenView) -> str:
        return str((specimen.summary or {}).get("assembly", {}).get("not_before") or "")

    return tuple(sorted(sorted(specimens, key=lambda one: one.name), key=bound, reverse=True))


def answer_view(answer: Answer, number: int) -> AnswerView:
    """Arrange an answer for print."""
    anchor = f"a{number}"
    is_parts = answer.question in {"trace", "made"}
    by_specimen: dict[Any, list[Row]] = defaultdict(list)
    for row in answer.rows if is_parts else ():
        by_specimen[row["specimen"]].append(row)
    summaries = {entry["specimen"]: entry for entry in answer.detail.get("specimens", [])} if is_parts else {}
    notes = _Notes(answer)
    names = list(dict.fromkeys([*summaries, *by_specimen]))
    specimens = tuple(
        _specimen(answer, by_specimen.get(name, []), summaries.get(name), notes, f"{anchor}-s{index}")
        for index, name in enumerate(names, 1)
    )
    columns = () if is_parts or not answer.rows else tuple(name for name in answer.rows[0] if name != "cite")
    return AnswerView(
        answer=answer,
        anchor=anchor,
        specimens=specimens,
        glance=_newest_first(specimens),
        is_parts=is_parts,
        controls=tuple(answer.detail.get("controls", [])),
        caveats=tuple(caveat for caveat in answer.caveats if caveat != NO_MALPRACTICE),
        few=len(specimens) <= FEW_SPECIMENS,
        blocked=bool(answer.detail.get("duplicates", {}).get("blocking")),
        columns=columns,
        chosen=answer.detail.get("control", {}),
    )


def bound_sentence(assembly: dict[str, Any]) -> str:
    """Say how many facts decide the earliest assembly."""
    deciding = len(assembly["deciding"])
    if deciding == 1:
        return "one dating fact decides"
    return f"{plural(deciding, 'dating fact')} begin on that day, and each alone would give it"
