"""Is a party listed as a report says? Asked of `status`, by party, list, time and programme.

1. The party is the one the mention was resolved to, else an entry whose name has the same letters. Several entries are
   shown as candidates and none is chosen.
2. A stated beginning (`since 2018`) is compared with the beginning of the listing on the precision it has; a stated
   state (`was not on the list on 26 August 2022`) with that day.
3. What the listing rests on is shown in its own direction: from the supplier to the acquirer, whatever the report says.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from countermark.answers.claim_authority import describes
from countermark.answers.claim_basis import basis_words, country_of, ground_fits, other_direction, other_programme
from countermark.answers.claim_case import EVIDENCE_SHOWN, Case, Finding, Period, Said, periods, said_lists, undated
from countermark.answers.claim_names import PATRONYMIC
from countermark.answers.claim_parties import SAME_LETTERS, Meant, candidate_of, entries_of, party_of
from countermark.answers.claim_traits import Traits, traits
from countermark.answers.claim_units import AUTHORITY_ROLES, Unit, arguments, dates_of, named_words
from countermark.answers.status import DEFINITION, Asked, status
from countermark.model.answer import Answer, Row
from countermark.model.errors import IncompleteList, StaleList
from countermark.reference.claim_rules import word_pattern
from countermark.reference.claim_words import claimed_lists, excerpts, listing_basis
from countermark.reference.listing_notices import notices_for
from countermark.tables.standing import covers

AS_CLAIMED, OTHERWISE = "listed as claimed", "listed otherwise"
NOT_LISTED, NO_ENTRY, NOT_HELD = "not listed, list held", "no entry found, list held", "list not held"

_STATE_SCHEMAS = frozenset({"Country", "Jurisdiction", "PublicBody"})
_STATE = re.compile(
    r"\b(is|are|was|were|be|been|stood|stands)\s+(?:(?:not|still|already|also|never|then|neither)\s+)*(on|under|subject)\b",
    re.IGNORECASE,
)


def ask_status(case: Case, unit: Unit) -> Finding:
    """Test a listing."""
    said = said_lists(case, unit)
    party = party_of(case, unit)
    if party is None:
        return Finding("", "The words name no party that could be looked up.", would_change="a name")
    name = named_words(party, case.reading.text)
    if not name or describes(case.places, party.span, unit.event.span if unit.event else unit.span):
        return Finding("", "The words describe a party and do not name it.", would_change="a name")
    owners = {one.entity for one in case.places.behind(arguments(unit.event, AUTHORITY_ROLES)) if one.entity}
    if (
        claimed_lists("", name)[0]
        or party.entity in owners
        or (party.schema in _STATE_SCHEMAS and claimed_lists(name, "")[0])
    ):
        return Finding("", f"{name!r} is whose list it is, or the list, and no party.", would_change="a name")
    if word_pattern("ended").search(unit.event.span.of(case.reading.text) if unit.event else unit.words) or (
        unit.event and any(one.value.startswith("..") for one in dates_of(unit, case.places))
    ):
        return Finding("", "The words give an end or a duration, which is not compared.", would_change="a day")
    if not said.held:
        return Finding(
            NOT_HELD,
            f"The ledger holds none of the {said.name}.",
            asked={"party": name, "lists": list(said.lists)},
            definition=DEFINITION,
            would_change=f"adding {' or '.join(said.lists)}",
        )
    stated = periods(case, unit)
    day, day_from = _day(case, unit, stated, said)
    asked: dict[str, Any] = {"party": name, "on": day, "lists": list(said.wanted)}
    meant = entries_of(case, party, name, said)
    entries = meant.entries
    if len(entries) > 1 or meant.candidates:
        return _unidentified(case, meant, name, asked)
    borne = traits(case, unit, party, entries[0]) if entries else Traits()
    if borne.against or (meant.how == PATRONYMIC and not borne.borne):
        why = "; ".join(borne.against) or f"{name!r} lacks the patronymic of the list, and nothing else is borne out"
        return _unidentified(case, meant, name, asked, why)
    key = entries[0] if entries else name
    try:
        answer = case.ask(
            f"status {key} {day} {' '.join(said.wanted)}",
            lambda: status(
                case.view, case.listings, Asked(key, day, "valid", lists=said.wanted, allow_stale=case.allow_stale)
            ),
        )
    except (StaleList, IncompleteList) as refused:
        if day == case.published or not stated:
            raise
        return Finding("", f"{refused}", asked=asked, definition=DEFINITION, would_change=f"a newer list, for {day}")
    rows = [row for row in answer.rows if row["entity"] in entries]
    asked = {**asked, "entity": entries[0] if entries else None, "day_from": day_from}
    finding = _judge(case, unit, said, stated, rows, day=day, name=name)
    if borne.silent and not borne.office and not _agrees(case, unit, stated, rows, finding):
        told = f"the list does not say {', '.join(map(repr, borne.silent))}, as the report does"
        return _unidentified(case, meant, name, asked, told)
    finding.match = meant.how
    if entries:
        finding.why = f"{finding.why} {_borne(borne)}{SAME_LETTERS}"
    finding.asked = asked
    finding.definition = DEFINITION
    finding.evidence = [*(_shown(row) for row in rows), *_searched(answer, rows)][:EVIDENCE_SHOWN]
    finding.cite = [place for row in rows for place in case.cite(answer, row["cite"])]
    finding.cite += [
        case.cite_notice(notice)
        for row in rows
        for notice in notices_for(row["list"], row["entity"])
        if notice.title in (row["basis"] or "")
    ]
    if waiting := undated(case, unit):
        finding.would_change = f"a publication date (--published), for {waiting[0]!r}; {finding.would_change}".rstrip(
            "; "
        )
    return finding


def _unidentified(case: Case, meant: Meant, name: str, asked: dict[str, Any], why: str = "") -> Finding:
    """Show entries as candidates: several with the letters of a name, none but near it, or one that does not fit."""
    reasons = [(main, why or "written with the same letters") for main in meant.entries] or list(meant.candidates)
    shown = [candidate_of(case, main, name, reason) for main, reason in reasons]
    if why:
        told = f"An entry is written with the letters of {name!r}, and is only a candidate: {why}."
    elif meant.entries:
        told = f"{len(meant.entries)} entries are written with the letters of {name!r}, and none is chosen."
    else:
        told = f"No entry found under {name!r}; {len(shown)} near it, none of them identified."
    return Finding(
        "",
        told,
        asked=asked,
        definition=DEFINITION,
        would_change="an identifier, or a person's judgement which entry is meant",
        candidates=sorted(shown, key=lambda one: (-one["score"], one["entity"]))[:EVIDENCE_SHOWN],
    )


def _agrees(case: Case, unit: Unit, stated: list[Period], rows: list[Row], finding: Finding) -> bool:
    """Tell whether the ground or the beginning that the words give for the listing is that of the entry."""
    if ground_fits(case, unit, rows):
        return True
    return bool(stated) and not _is_state(case, unit, stated[0]) and finding.verdict == AS_CLAIMED


def _borne(found: Traits) -> str:
    told = f"The entry bears out {', '.join(found.borne)}. " if found.borne else ""
    return told + (f"It says nothing of {', '.join(map(repr, found.silent))}. " if found.silent else "")


def _day(case: Case, unit: Unit, stated: list[Period], said: Said) -> tuple[str, str]:
    """Choose the day to ask about, and say where it comes from."""
    if stated and _is_state(case, unit, stated[0]):
        last = stated[0].days.last.isoformat()
        if case.published and stated[0].days.start.isoformat() <= case.published < last:
            return case.published, "the day of publication, in the time the report gives"
        return last, "the day the report gives"
    if case.published:
        return case.published, "the day of publication"
    if stated:
        return stated[0].days.last.isoformat(), "the end of the time the report gives: it has no publication date"
    return max(one.timeline[-1].seen_at[:10] for one in said.held), "the newest snapshot: the report has no date"


def _is_state(case: Case, unit: Unit, period: Period) -> bool:
    if period.open:
        return False
    words = unit.event.span.of(case.reading.text) if unit.event else unit.words
    return unit.negated or bool(_STATE.search(words))


def _judge(
    case: Case, unit: Unit, said: Said, stated: list[Period], rows: list[Row], *, day: str, name: str
) -> Finding:
    here = [row for row in rows if row["status"] == "listed"]
    if not rows:
        return _no_entry(case, said, day, name)
    row = (here or rows)[0]
    delisted = unit.event is not None and unit.event.type == "delisting"
    if delisted:
        return _delisting(rows, row, day, stated)
    if not here:
        if any(one["status"] == "unknown" for one in rows):
            return Finding(
                NOT_HELD,
                f"What {row['list']} showed of {row['caption']} on {day} is not known.",
                would_change="a snapshot of the list near that day, or a dated notice",
            )
        if over := _partly(rows, stated, day):
            return Finding(
                NOT_HELD if unit.negated else AS_CLAIMED,
                f"{over['list']} listed {over['caption']} for part of {stated[0].words!r} ({_since(over)}, to "
                f"{over['listed_to']}).",
                would_change="a day instead of a longer time",
            )
        missing = said.missing(day)
        if missing and not unit.negated:
            return Finding(
                NOT_HELD,
                f"{row['list']} did not list {row['caption']} on {day}; not held for that day: {', '.join(missing)}.",
                would_change=f"adding {', '.join(missing)}",
            )
        later = f"; it was listed from {row['listed_from']}" if (row["listed_from"] or "") > day else ""
        return Finding(
            NOT_LISTED,
            f"{row['list']} did not list {row['caption']} on {day}{later}."
            + (f" Not held for that day, and not looked at: {', '.join(missing)}." if missing else ""),
            would_change="a listing under another name or identifier, or on a list that is not held",
        )
    basis = listing_basis(row["list"], row["entity"])
    told = basis_words(basis)
    if why := other_programme(case, unit, rows) or (other_direction(case, unit, basis) if basis else ""):
        return Finding(OTHERWISE, f"{why}{told}", would_change="a notice that says otherwise")
    if stated and not _is_state(case, unit, stated[0]):
        return _beginning(row, stated[0], told)
    return Finding(
        AS_CLAIMED,
        f"{row['list']} listed {row['caption']} on {day} (programme {row['programme'] or 'not given'}; "
        f"{_since(row)}).{told}",
        would_change="a correction of the list for that day",
    )


def _partly(rows: list[Row], stated: list[Period], day: str) -> Row | None:
    """Find a listing that stood in the time a report gives, though not at its end: any day of `in 2022` will do."""
    if not stated or stated[0].open:
        return None
    first, last = stated[0].days.start.isoformat(), min(day, stated[0].days.last.isoformat())
    for row in rows:
        begun, ended = row["listed_from"] or "", row["listed_to"] or ""
        if begun and ended and begun <= last and ended > first and first < last:
            return row
    return None


def _no_entry(case: Case, said: Said, day: str, name: str) -> Finding:
    held = [one for one in said.held if covers(one.timeline, day)]
    if not held:
        return Finding(
            NOT_HELD,
            f"No snapshot of {', '.join(said.wanted)} is held for {day}.",
            would_change=f"snapshots of {', '.join(said.wanted)} around {day}",
        )
    others = sorted({match.list for match in case.listings.find(name)} - set(said.wanted))
    if others:
        missing = said.missing(day)
        return Finding(
            NOT_HELD if missing else OTHERWISE,
            f"{name} has an entry on {', '.join(others)}, and none on {', '.join(said.wanted)}.",
            would_change="an entry on the list named",
        )
    if all(one.list in excerpts() for one in held):
        return Finding(
            NOT_HELD,
            f"{', '.join(one.list for one in held)} is an excerpt: that {name!r} has no entry in it tells nothing.",
            would_change="the whole list",
        )
    return Finding(
        NO_ENTRY,
        f"{', '.join(one.list for one in held)} has no entry under {name!r} for {day}: no entry found under this name; "
        "other spellings and other lists of that authority are not ruled out.",
        would_change="an entry under another spelling, or an identifier",
    )


def _delisting(rows: list[Row], row: Row, day: str, stated: list[Period]) -> Finding:
    ended = next((one for one in rows if one["listed_to"] and one["listed_to"] <= day), None)
    if ended is not None and stated:
        days = stated[0].days
        if not days.start.isoformat() <= ended["listed_to"] <= days.last.isoformat():
            return Finding(
                NOT_HELD,
                f"{ended['list']} has {ended['caption']} no more from {ended['listed_to']}, which is not in "
                f"{stated[0].words!r}; it may have been taken off before, and listed again.",
                would_change="a notice of delisting",
            )
    if ended is not None:
        return Finding(
            AS_CLAIMED,
            f"{ended['list']} has {ended['caption']} no more from {ended['listed_to']}.",
            would_change="a listing again",
        )
    if row["status"] == "listed":
        return Finding(
            NOT_LISTED, f"{row['list']} still listed {row['caption']} on {day}.", would_change="a notice of delisting"
        )
    return Finding(NOT_HELD, f"Whether the listing had ended by {day} is not known.", would_change="newer snapshots")


def _since(row: Row) -> str:
    if row["listed_after"]:
        return f"first shown {row['listed_from']}, not yet on {row['listed_after']}"
    basis = f", by {row['basis']}" if row["basis"] else ""
    return f"from {row['listed_from']}{basis}"


def _beginning(row: Row, stated: Period, told: str) -> Finding:
    """Compare the beginning of a listing with the time a report gives, on the precision the report has."""
    begun = row["listed_from"]
    low = (date.fromisoformat(row["listed_after"]) + timedelta(days=1)).isoformat() if row["listed_after"] else begun
    first, last = stated.days.start.isoformat(), stated.days.last.isoformat()
    precise = begun[: len(begun)]
    shown = f"{row['list']}, programme {row['programme'] or 'not given'}, {_since(row)}"
    if row["clock"] == "seen" and not row["listed_after"]:
        return Finding(
            NOT_HELD,
            f"Listed when the history begins ({row['seen_from'][:10]}): its beginning is not held ({shown}).{told}",
            would_change="older snapshots, or a dated notice",
        )
    if first <= low and precise <= last and (len(begun) == 10 or begun[:4] == first[:4]):
        return Finding(
            AS_CLAIMED,
            f"The listing begins in the time the report gives, {stated.words!r}: {shown}.{told}",
            would_change="a notice with another day",
        )
    if precise < first or low > last:
        return Finding(
            OTHERWISE,
            f"Listed, but not from {stated.words!r}: {shown}.{told}",
            would_change="a notice with another day, or another listing of the same party",
        )
    return Finding(
        NOT_HELD,
        f"The snapshots leave the beginning open between {low} and {begun}; {stated.words!r} is only part of that "
        f"({shown}).{told}",
        would_change="a snapshot in between, or a dated notice",
    )


def _shown(row: Row) -> Row:
    basis = listing_basis(row["list"], row["entity"])
    direction = (
        f"{basis.goods}: from {country_of(basis.supplier_country)} to {country_of(basis.acquirer_country)}"
        if basis
        else None
    )
    keys = ("list", "via", "entity", "caption", "programme", "status", "clock", "listed_from", "listed_after")
    more = ("listed_to", "basis", "source_id")
    return {**{key: row[key] for key in (*keys, *more)}, "rests_on": direction}


def _searched(answer: Answer, rows: list[Row]) -> list[Row]:
    """Show the lists searched in which nothing was found."""
    with_entry = {row["list"] for row in rows}
    return [
        {"list": one["list"], "via": one["via"], "version": one["version"], "status": "searched, no entry"}
        for one in answer.detail["searched"]
        if one["list"] not in with_entry
    ]
