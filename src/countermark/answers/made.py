"""When was each part made, was that after a control took effect, and when can a specimen have been assembled?

1. `after` only if the whole nominal interval lies on or after the control's day; an open decade is never `after`.
2. A specimen was not assembled before the start of the newest undisputed dating fact; rows with the same maker and
   marking are one fact. The bound without each deciding fact is given beside it.
3. `made after` says the part left its maker after the control, not that anybody broke it.
"""

from __future__ import annotations

from collections import defaultdict
from difflib import get_close_matches
from typing import Any

from countermark.answers.base import sign
from countermark.answers.parts import CONTROL_SQL, lag_days, list_parts, sql_day
from countermark.answers.withheld import CAVEAT, withhold_counts, withhold_figures
from countermark.model.answer import Answer, Citation, Figure, Row
from countermark.model.dates import parse_interval
from countermark.model.errors import InputError
from countermark.reference.controls import Control, control, controls
from countermark.tables.components import prepare
from countermark.tables.duplicates import Duplicates, find_duplicates
from countermark.tables.evidence import Evidence, literal

DEFAULT_CONTROL = "us-2022-02-24"
ROW_LIMIT = 20_000

DEFINITION = (
    "Date of manufacture from the date code on the part: nominal interval of the maker's rule, half-open, UTC days. "
    "After a control: the whole interval on or after its day. Earliest assembly: start of the newest undisputed dating "
    "fact of the specimen; rows with one maker and marking are one fact."
)

CAVEATS = [
    (
        "Made after a control says the part left its maker after that day, not that anybody broke the control; "
        "made before it does not clear a later shipment."
    ),
    "Week numbers differ by maker: a verdict that does not survive one week either way is marked so.",
]

_FACTS = """
WITH dated AS (
  SELECT specimen, maker, marking, made_from, made_to, tolerance_days, row, coalesce(id, row::VARCHAR) AS id
  FROM counted WHERE verdict = 'single' AND bounding AND specimen IS NOT NULL {where}
),
sizes AS (
  SELECT specimen, count(*)::BIGINT AS facts
  FROM (SELECT DISTINCT specimen, maker, marking FROM dated) GROUP BY specimen
),
newest AS (
  SELECT specimen, made_from, row_number() OVER (PARTITION BY specimen ORDER BY made_from DESC) AS place
  FROM (SELECT DISTINCT specimen, made_from FROM dated) QUALIFY place <= 2
)
SELECT specimen, place, any_value(facts) AS facts, maker, marking, made_from, made_to,
       min(tolerance_days)::BIGINT AS tolerance, count(*)::BIGINT AS n, list(id ORDER BY row)[1:10] AS ids
FROM dated JOIN newest USING (specimen, made_from) JOIN sizes USING (specimen)
GROUP BY specimen, place, maker, marking, made_from, made_to
QUALIFY row_number() OVER (PARTITION BY specimen, place ORDER BY marking) <= 20
ORDER BY specimen, place, marking
"""

_COUNTS = """
SELECT specimen, any_value(family), count(*)::BIGINT, count(marking)::BIGINT,
       count(*) FILTER (verdict = 'single')::BIGINT, count(*) FILTER (verdict = 'ambiguous')::BIGINT,
       count(*) FILTER (verdict = 'conflict')::BIGINT,
       count(*) FILTER (({control}) = 'after')::BIGINT, count(*) FILTER (({control}) = 'before')::BIGINT,
       min(recovered), count(DISTINCT recovered)::BIGINT
FROM counted WHERE specimen IS NOT NULL {where} GROUP BY specimen ORDER BY specimen
"""


def select(specimen: str | None) -> str:
    """Write the condition for one specimen, or none."""
    return f"specimen = {literal(specimen)}" if specimen else ""


def _fact(entry: dict[str, Any]) -> dict[str, Any]:
    return {
        "maker": entry["maker"],
        "marking": entry["marking"],
        "made_from": entry["made_from"].isoformat(),
        "made_to": entry["made_to"].isoformat(),
        "tolerance_days": entry["tolerance"],
        "rows": entry["n"],
        "ids": list(entry["ids"]),
    }


def _bounds(facts: list[dict[str, Any]]) -> dict[str, Any]:
    """Find the earliest assembly from the newest two dates of the facts of one specimen."""
    if not facts:
        return {"not_before": None, "deciding": [], "without_each": [], "facts": 0}
    deciding = [entry for entry in facts if entry["place"] == 1]
    second = next((entry["made_from"] for entry in facts if entry["place"] == 2), None)
    without = deciding[0]["made_from"] if len(deciding) > 1 else second
    return {
        "not_before": deciding[0]["made_from"].isoformat(),
        "deciding": [_fact(entry) for entry in deciding],
        "without_each": [
            {"marking": entry["marking"], "not_before": without.isoformat() if without else None} for entry in deciding
        ],
        "facts": deciding[0]["facts"],
    }


def specimen_bounds(evidence: Evidence, against: Control, *, specimen: str | None = None) -> list[dict[str, Any]]:
    """Summarise each specimen: counts, earliest assembly with the deciding facts, lag to recovery."""
    where = f"AND {select(specimen)}" if specimen else ""
    facts: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for entry in evidence.engine.rows(_FACTS.format(where=where)):
        facts[entry["specimen"]].append(entry)
    summaries = []
    counts = _COUNTS.format(where=where, control=CONTROL_SQL.format(day=sql_day(against.day)))
    for (
        name,
        family,
        rows,
        marked,
        single,
        open_,
        conflict,
        after,
        before,
        recovered,
        recoveries,
    ) in evidence.engine.query(counts):
        bound = _bounds(facts[name])
        newest = facts[name][0] if facts[name] else None
        day = parse_interval(recovered) if recovered and recoveries == 1 else None
        lag = lag_days(recovered, newest["made_from"], newest["made_to"]) if newest and day else None
        days_after = (newest["made_from"] - against.day).days if newest else None
        summaries.append(
            {
                "specimen": name,
                "family": family,
                "rows": rows,
                "marked": marked,
                "dated": single,
                "open": open_,
                "conflict": conflict,
                "made_after": after,
                "made_before": before,
                "assembly": bound,
                "assembly_not_before_days_after_control": days_after,
                "recovered": recovered if day else None,
                "lag_days_low": lag[0] if lag else None,
                "lag_days_high": lag[1] if lag else None,
            }
        )
    return summaries


def control_predicates(against: Control) -> dict[str, str]:
    """Give, by the name of a figure, the condition on a component row that it counts."""
    day = sql_day(against.day)
    verdict = " ".join(CONTROL_SQL.format(day=day).split())
    return {
        "rows": "true",
        "dated": "verdict = 'single'",
        "open": "verdict = 'ambiguous'",
        "conflict": "verdict = 'conflict'",
        "made_after": f"({verdict}) = 'after'",
        "made_after_by_more_than_tolerance": f"verdict = 'single' AND bounding AND made_from - tolerance_days >= {day}",
        "made_before": f"({verdict}) = 'before'",
        "undetermined": f"({verdict}) = 'undetermined'",
    }


def control_figures(evidence: Evidence, against: Control, *, specimen: str | None = None) -> list[Figure]:
    """Count rows by verdict against the control; the parts that survive a week either way apart."""
    where = f"WHERE {select(specimen)}" if specimen else ""
    predicates = control_predicates(against)
    counts = ", ".join(f"count(*) FILTER ({predicate})::BIGINT" for predicate in predicates.values())
    values = dict(zip(predicates, evidence.engine.query(f"SELECT {counts} FROM counted {where}")[0], strict=True))
    methods = {
        "dated": "one interval left",
        "open": "several intervals possible",
        "conflict": "readings or statements exclude each other",
        "made_after": f"whole interval on or after {against.day}",
        "made_after_by_more_than_tolerance": "and one week more",
        "made_before": f"every possible interval before {against.day}",
        "undetermined": "neither",
    }
    rows = Figure(name="rows", value=values["rows"], unit="rows")
    return [
        rows,
        *(
            Figure(name=name, value=values[name], unit="rows", n=values["rows"], method=method)
            for name, method in methods.items()
        ),
    ]


def figure_predicates(against: Control, specimen: str | None) -> dict[str, str]:
    """Give the conditions with the selection of the question in them."""
    more = f"{select(specimen)} AND " if specimen else ""
    return {name: more + predicate for name, predicate in control_predicates(against).items()}


def recovery_caveats(untold: list[dict[str, Any]]) -> list[str]:
    """Say for which specimens a stated date of recovery was not used, and why."""
    return [
        f"{entry['specimen']}: {entry['why']} ({', '.join(entry['said'][:4])}); no date of recovery was used"
        for entry in untold[:20]
    ]


def unnamed_rows(evidence: Evidence) -> int:
    """Count the rows that name no specimen: they are in no specimen's line."""
    return int(evidence.engine.query("SELECT count(*) FROM counted WHERE specimen IS NULL")[0][0])


def check_specimens(evidence: Evidence, specimen: str | None) -> None:
    """Refuse a question about specimens that no row in view names.

    Raises:
        InputError: with the nearest names in view.
    """
    for name in sorted({*evidence.recovered, *([specimen] if specimen else [])}):
        if evidence.engine.query("SELECT 1 FROM counted WHERE specimen = $name LIMIT 1", {"name": name}):
            continue
        rows = evidence.engine.query("SELECT DISTINCT specimen FROM counted WHERE specimen IS NOT NULL ORDER BY 1")
        near = get_close_matches(name, [row[0] for row in rows], n=3, cutoff=0.4)
        hint = "nearest: " + ", ".join(near) if near else f"{len(rows)} specimens are in view"
        raise InputError(f"no specimen {name!r} in these rows", hint=hint)


def rows_in_view(
    evidence: Evidence,
    against: tuple[Control, ...],
    figures: list[Figure],
    caveats: list[str],
    *,
    specimen: str | None,
) -> tuple[list[Row], list[Citation]]:
    """List the parts in view, each against the controls; too many for one answer gives none, and says so."""
    count = int(figures[0].value or 0)
    if count <= ROW_LIMIT:
        where = f"WHERE {select(specimen)}" if specimen else ""
        return list_parts(evidence, against, where=where)
    caveats.append(f"{count} rows: the rows are left out of this answer; ask for one specimen, or stream them.")
    return [], []


def sign_parts(  # noqa: PLR0913 - the fields of an answer
    question: str,
    evidence: Evidence,
    against: Control,
    *,
    specimen: str | None,
    definition: str,
    figures: list[Figure],
    duplicates: Duplicates,
    rows: list[Row],
    citations: list[Citation],
    caveats: list[str],
    detail: dict[str, Any],
) -> Answer:
    """Sign an answer about parts against one control, its counts withheld while repeated rows are unresolved."""
    return sign(
        question,
        evidence,
        parameters={
            "specimen": specimen,
            "control": against.id,
            "recovered": dict(evidence.recovered),
            "latest": evidence.latest.isoformat(),
        },
        definition=definition,
        figures=withhold_figures(figures, duplicates),
        rows=rows,
        citations=citations,
        caveats=[*caveats, CAVEAT] if duplicates.blocking else caveats,
        predicates=figure_predicates(against, specimen),
        detail={
            "control": {"id": against.id, "effective": against.day.isoformat(), "title": against.title},
            "rows_without_specimen": unnamed_rows(evidence),
            "specimens": withhold_counts(specimen_bounds(evidence, against, specimen=specimen), duplicates),
            **detail,
        },
    )


def made(evidence: Evidence, *, specimen: str | None = None, control_id: str = DEFAULT_CONTROL) -> Answer:
    """Tell when the parts in view were made: figures against one control, each part against every control.

    Shape: one row a part (see `answers.parts`); `detail.specimens` one entry a specimen.
    Time: intervals of manufacture [from, to); the control's day is the UTC day it took effect.

    Raises:
        InputError: no component rows in view, no such control, or a specimen that no row names.
    """
    against = control(control_id)
    untold = prepare(evidence)
    check_specimens(evidence, specimen)
    duplicates = find_duplicates(evidence)
    figures = control_figures(evidence, against, specimen=specimen)
    caveats = [*CAVEATS, *recovery_caveats(untold)]
    others = tuple(other for other in controls() if other.id != against.id)
    rows, citations = rows_in_view(evidence, (against, *others), figures, caveats, specimen=specimen)
    return sign_parts(
        "made",
        evidence,
        against,
        specimen=specimen,
        definition=DEFINITION,
        figures=figures,
        duplicates=duplicates,
        rows=rows,
        citations=citations,
        caveats=caveats,
        detail={},
    )
