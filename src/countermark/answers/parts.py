"""Parts of a selection, one row a part, with what each question needs of it; shared by `made` and `trace`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import msgspec

from countermark.model.answer import Citation, Row
from countermark.model.dates import Interval, parse_interval
from countermark.reference.controls import Control
from countermark.tables.evidence import Evidence

CONTROL_SQL = """
CASE WHEN verdict = 'single' AND bounding AND made_from >= {day} THEN 'after'
     WHEN verdict = 'single' AND made_to <= {day} THEN 'before'
     WHEN verdict = 'ambiguous' AND hull_to <= {day} THEN 'before'
     ELSE 'undetermined' END
"""

_SQL = """
SELECT original, row, place, id, marking, maker, country, specimen, family, category, "function",
       made_stated, recovered, published, dispatch_country, source_url,
       maker_id, brand, brand_country, maker_status, parties, text_verdict, verdict, made_from, made_to,
       "precision", tolerance_days, bounding, rule, candidates, reasons, flags, assembly_country, assembly_word,
       part_number, lot, owner_state, owner, owner_country, overruled, judged_by, judged_why, judged_at,
       machine_verdict, machine_from, machine_to, {controls}
FROM counted {where} ORDER BY specimen NULLS LAST, original, row
"""


def sql_day(day: date) -> str:
    """Write a day for SQL."""
    return f"DATE '{day.isoformat()}'"


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _decoded(text: str | None) -> Any:
    return msgspec.json.decode(text) if text else None


def lag_days(recovered: str | None, made_from: date | None, made_to: date | None) -> tuple[int, int] | None:
    """Give the least and the most days from manufacture to recovery, both dates taken as intervals; never negative."""
    interval = parse_interval(recovered) if recovered else None
    if interval is None or made_from is None or made_to is None:
        return None
    made = Interval(made_from, made_to)
    most = (interval.last - made.start).days
    return (max(0, (interval.start - made.last).days), most) if most >= 0 else None


def _part(raw: dict[str, Any], controls: tuple[Control, ...]) -> Row:
    candidates = _decoded(raw["candidates"]) or []
    lag = lag_days(raw["recovered"], raw["made_from"], raw["made_to"])
    slack = timedelta(days=raw["tolerance_days"] or 0)
    against = {}
    for index, control in enumerate(controls):
        verdict = raw[f"control_{index}"]
        sure = verdict == "undetermined" or (
            raw["made_from"] - slack >= control.day
            if verdict == "after"
            else (raw["made_to"] or date.fromisoformat(candidates[-1][1])) + slack <= control.day
        )
        against[control.id] = {"verdict": verdict, "survives_tolerance": bool(sure)}
    row: Row = {
        "component": f"{raw['original'][:12]}:{raw['row']}",
        "id": raw["id"],
        "specimen": raw["specimen"],
        "family": raw["family"],
        "marking": raw["marking"],
        "maker": raw["maker"],
        "brand": raw["brand"],
        "maker_id": raw["maker_id"],
        "maker_status": raw["maker_status"],
        "part_number": raw["part_number"],
        "lot": raw["lot"],
        "category": raw["category"],
        "function": raw["function"],
        "verdict": raw["verdict"],
        "text_verdict": raw["text_verdict"],
        "made_from": _iso(raw["made_from"]),
        "made_to": _iso(raw["made_to"]),
        "precision": raw["precision"],
        "tolerance_days": raw["tolerance_days"],
        "rule": raw["rule"],
        "candidates": candidates,
        "reasons": _decoded(raw["reasons"]) or [],
        "flags": _decoded(raw["flags"]) or [],
        "bounds_assembly": bool(raw["bounding"]),
        "made_stated": raw["made_stated"],
        "recovered": raw["recovered"],
        "lag_days_low": lag[0] if lag else None,
        "lag_days_high": lag[1] if lag else None,
        "controls": against,
        "origin": {
            "brand_hq": raw["brand_country"],
            "owner": raw["owner_country"],
            "owner_name": raw["owner"],
            "owner_state": raw["owner_state"],
            "assembly": raw["assembly_country"],
            "assembly_word": raw["assembly_word"],
            "dispatch": raw["dispatch_country"],
            "country_as_published": raw["country"],
        },
        "parties_in_label": _decoded(raw["parties"]) or [],
        "source_url": raw["source_url"],
        "overruled": None,
    }
    if raw["overruled"]:
        row["overruled"] = {
            "by": raw["judged_by"],
            "why": raw["judged_why"],
            "recorded_at": raw["judged_at"],
            "machine_verdict": raw["machine_verdict"],
            "machine_made_from": _iso(raw["machine_from"]),
            "machine_made_to": _iso(raw["machine_to"]),
        }
    return row


def stream_parts(
    evidence: Evidence, controls: tuple[Control, ...], *, where: str = ""
) -> Iterator[tuple[Row, Citation]]:
    """Give the parts in view one by one, each with the place it was read from; needs `components.prepare` first."""
    columns = ", ".join(
        f"{CONTROL_SQL.format(day=sql_day(control.day))} AS control_{index}" for index, control in enumerate(controls)
    )
    sql = _SQL.format(controls=columns or "NULL AS no_control", where=where)
    names = evidence.engine.columns(sql)
    for values in evidence.engine.stream(sql):
        raw = dict(zip(names, values, strict=True))
        yield _part(raw, controls), Citation(original=raw["original"], locator=raw["place"])


def list_parts(
    evidence: Evidence, controls: tuple[Control, ...], *, where: str = ""
) -> tuple[list[Row], list[Citation]]:
    """List the parts in view with their citations; `cite` of a row indexes the citations."""
    rows: list[Row] = []
    citations: list[Citation] = []
    for row, citation in stream_parts(evidence, controls, where=where):
        row["cite"] = len(citations)
        citations.append(citation)
        rows.append(row)
    return rows, citations
