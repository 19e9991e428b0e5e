"""Every part of a table or a specimen: what it is, when it was made, where it comes from, against which control.

1. Four origins, never mixed: the brand's home, its owner when made, the country marked on the part, the country a
   known shipment left from. A share names its dimension and its unit.
2. Rows repeated by a faulty copy withhold every share until a person accepts that they count once.
3. Nothing is merged: suspected duplicates are listed beside the rows.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from countermark.answers.made import (
    CAVEATS,
    DEFAULT_CONTROL,
    check_specimens,
    control_figures,
    recovery_caveats,
    rows_in_view,
    select,
    sign_parts,
)
from countermark.answers.withheld import REASON
from countermark.marking import read
from countermark.marking.lot_clock import LotClock
from countermark.model.answer import Answer, Row, six_digits
from countermark.reference.controls import control, controls
from countermark.tables.catalogue import catalogue_table
from countermark.tables.components import prepare
from countermark.tables.duplicates import Duplicates, find_duplicates
from countermark.tables.evidence import Evidence, literal
from countermark.tables.lot_clocks import lot_clocks

DEFINITION = (
    "One row a catalogued part (unit: catalogue_row). brand_hq: home of the marked brand; owner: its ultimate owner in "
    "the interval of manufacture; assembly: the country word on the part; dispatch: the country a known shipment left. "
    "'bears the marking of' is what a maker's name here means."
)

DIMENSIONS = {
    "brand_hq": "brand_country",
    "country_as_published": "country",
    "owner": "owner_country",
    "assembly": "assembly_country",
    "dispatch": "dispatch_country",
}

_SHARES = """
SELECT coalesce({column}, 'unknown') AS c, count(*)::BIGINT AS n, count(DISTINCT specimen)::BIGINT
FROM counted {where} GROUP BY 1 ORDER BY n DESC, c LIMIT {limit}
"""


def _origin(evidence: Evidence, where: str, duplicates: Duplicates) -> dict[str, Any]:
    """Count countries by dimension; shares are withheld while repeated rows are unresolved."""
    total = int(evidence.engine.query(f"SELECT count(*) FROM counted {where}")[0][0])
    refused = REASON if duplicates.blocking else ""
    tables: dict[str, Any] = {}
    for dimension, column in DIMENSIONS.items():
        rows = []
        for country, count, specimens in evidence.engine.query(_SHARES.format(column=column, where=where, limit=40)):
            row: dict[str, Any] = {"country": country, "count": count, "n_specimens": specimens}
            row["share"] = None if refused else six_digits(count / total)
            if refused:
                row["refused"] = refused
            rows.append(row)
        tables[dimension] = rows
    return {"unit": "catalogue_row", "n_units": total, "dimensions": tables}


def _with_catalogue(evidence: Evidence, rows: list[Row]) -> str | None:
    """Attach the catalogue match to each row; tell which catalogue, or that none is held."""
    place = catalogue_table(evidence)
    if place is None:
        for row in rows:
            row["catalogue"] = None
        return None
    sql = (
        "SELECT part_key, match, n_parts, mpn, catalogue_makers, category, subcategory, package "
        f"FROM read_parquet({literal(str(place))}) "
        "QUALIFY row_number() OVER (PARTITION BY part_key ORDER BY match, n_parts) = 1"
    )
    found = {key: rest for key, *rest in evidence.engine.query(sql)}
    for row in rows:
        key = "".join(ch for ch in (row["part_number"] or "").upper() if ch.isalnum())
        match = found.get(key)
        row["catalogue"] = (
            {
                "match": match[0],
                "n_parts": match[1],
                "mpn": match[2],
                "makers": match[3],
                "category": match[4],
                "subcategory": match[5],
                "package": match[6],
            }
            if match
            else {"match": "none"}
        )
    return "part catalogue in the ledger"


def _with_tokens(evidence: Evidence, rows: list[Row]) -> None:
    """Attach the roles of the tokens and the refusals, read again from the text: cheaper than storing them."""
    for row in rows:
        marking = read(row["marking"] or "", row["maker"], latest=evidence.latest)
        row["tokens"] = [[part.start, part.end, part.role] for part in marking.parts]
        row["rejected"] = [{"token": r.token, "start": r.start, "end": r.end, "why": r.why} for r in marking.rejected]
        row["readings"] = [
            {
                "token": r.token,
                "start": r.start,
                "end": r.end,
                "made_from": r.made_from.isoformat(),
                "made_to": r.made_to.isoformat(),
                "precision": r.precision,
                "rule": r.rule,
                "reasons": r.reasons,
            }
            for r in marking.readings
        ]


def _clock(clock: LotClock | str) -> dict[str, Any]:
    if isinstance(clock, str):
        return {"refused": clock}
    return {
        "lots": len(clock.points),
        "median_leave_one_out_error_weeks": six_digits(clock.median_error_weeks),
        "largest_leave_one_out_error_weeks": six_digits(clock.largest_error_weeks),
        "lots_a_week": six_digits(clock.lots_a_week),
        "oddities": [
            {
                "lot": odd.point.lot,
                "made_from": odd.point.made.start.isoformat(),
                "off_weeks": six_digits(odd.off_weeks),
                "component": odd.point.cite,
                "note": "an oddity (die bank, re-test, remark, or a misread digit), not a finding of fraud",
            }
            for odd in clock.oddities
        ],
    }


def _duplicate_detail(found: Duplicates) -> dict[str, Any]:
    return {
        "blocking": bool(found.blocking),
        "repetitions": [
            {**asdict(repetition), "times": {str(n): ids for n, ids in repetition.times.items()}}
            for repetition in found.repetitions
        ],
        "shares_before_and_after": [
            {**row, "share_before": six_digits(row["share_before"]), "share_after": six_digits(row["share_after"])}
            for row in found.shares
        ],
        "catalogued_twice": [asdict(entry) for entry in found.twice],
        "parties_in_maker_labels": [asdict(entry) for entry in found.hidden_parties],
    }


def trace(evidence: Evidence, *, specimen: str | None = None, control_id: str = DEFAULT_CONTROL) -> Answer:
    """Trace every part in view.

    Shape: one row a part: reading and its candidates, origin in four dimensions, control, catalogue match, tokens;
    `detail`: specimens, origin counts, duplicates, lot clocks, controls.

    Raises:
        InputError: no component rows in view, or no such control.
    """
    against = control(control_id)
    untold = prepare(evidence)
    check_specimens(evidence, specimen)
    condition = select(specimen)
    where = f"WHERE {condition}" if condition else ""
    duplicates = find_duplicates(evidence)
    figures = control_figures(evidence, against, specimen=specimen)
    caveats = [*CAVEATS, *recovery_caveats(untold)]
    rows, citations = rows_in_view(evidence, (against,), figures, caveats, specimen=specimen)
    catalogue = _with_catalogue(evidence, rows)
    _with_tokens(evidence, rows)
    if catalogue is None:
        caveats.append("No part catalogue is held: catalogue matches were not looked for.")
    return sign_parts(
        "trace",
        evidence,
        against,
        specimen=specimen,
        definition=DEFINITION,
        figures=figures,
        duplicates=duplicates,
        rows=rows,
        citations=citations,
        caveats=caveats,
        detail={
            "controls": [
                {"id": c.id, "effective": c.day.isoformat(), "jurisdiction": c.jurisdiction, "title": c.title}
                for c in controls()
            ],
            "origin": _origin(evidence, where, duplicates),
            "duplicates": _duplicate_detail(duplicates),
            "lot_clocks": {maker: _clock(clock) for maker, clock in lot_clocks(evidence).items()},
            "catalogue": catalogue,
        },
    )
