"""The component rows in view with everything derived from them: reading, maker, owner, duplicates, judgements.

`prepare` makes two temporary views in the engine: `components` (every row) and `counted` (the rows that count once
repeated rows have been accepted as repetitions). One row in, one row out: nothing is merged.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from countermark.model.dates import Interval
from countermark.model.errors import InputError
from countermark.reference.makers import find_maker
from countermark.tables.evidence import Evidence, literal
from countermark.tables.judgements import accepted_duplicates, overrules
from countermark.tables.readings import KEY_SQL, owner_words, readings_table
from countermark.tables.recoveries import load_recoveries

_OVERRULE_COLUMNS = (
    ("original", "VARCHAR"),
    ("row", "BIGINT"),
    ("judged_from", "DATE"),
    ("judged_to", "DATE"),
    ("judged_by", "VARCHAR"),
    ("judged_why", "VARCHAR"),
    ("judged_at", "VARCHAR"),
    ("judged_owner_state", "VARCHAR"),
    ("judged_owner", "VARCHAR"),
    ("judged_owner_country", "VARCHAR"),
)

# Everything that follows from the date follows from the judged date; what the machine read stays beside it.
_COMPONENTS = """
WITH facts AS (SELECT *, {key} AS reading_key FROM ({source})),
read AS (
  SELECT f.*, r.* EXCLUDE (reading_key),
         r.verdict AS machine_verdict, r.made_from AS machine_from, r.made_to AS machine_to
  FROM facts f LEFT JOIN read_parquet({readings}) r USING (reading_key)
)
SELECT read.* REPLACE (
         CASE WHEN o.original IS NULL THEN read.verdict
              WHEN o.judged_from IS NULL THEN 'none' ELSE 'single' END AS verdict,
         CASE WHEN o.original IS NULL THEN read.made_from ELSE o.judged_from END AS made_from,
         CASE WHEN o.original IS NULL THEN read.made_to ELSE o.judged_to END AS made_to,
         CASE WHEN o.original IS NULL THEN read.hull_from ELSE o.judged_from END AS hull_from,
         CASE WHEN o.original IS NULL THEN read.hull_to ELSE o.judged_to END AS hull_to,
         CASE WHEN o.original IS NULL THEN read.bounding ELSE o.judged_from IS NOT NULL END AS bounding,
         CASE WHEN o.original IS NULL THEN read."precision" END AS "precision",
         CASE WHEN o.original IS NULL THEN read.tolerance_days ELSE 0 END AS tolerance_days,
         CASE WHEN o.original IS NULL THEN read.rule ELSE 'judgement' END AS rule,
         CASE WHEN o.original IS NULL THEN read.candidates
              WHEN o.judged_from IS NULL THEN NULL
              ELSE '[["' || o.judged_from || '","' || o.judged_to || '"]]' END AS candidates,
         CASE WHEN o.original IS NULL THEN read.owner_state ELSE o.judged_owner_state END AS owner_state,
         CASE WHEN o.original IS NULL THEN read.owner ELSE o.judged_owner END AS owner,
         CASE WHEN o.original IS NULL THEN read.owner_country ELSE o.judged_owner_country END AS owner_country
       ),
       o.original IS NOT NULL AS overruled, o.judged_by, o.judged_why, o.judged_at
FROM read LEFT JOIN overrules o ON read.original = o.original AND read.row = o.row
"""

# A row of an accepted original counts once with the rows, of its own file or an earlier one, that have its id and say
# the same; rows that share an id and say something else are other parts and all count.
_COUNTED = """
CREATE OR REPLACE TEMP VIEW counted AS
SELECT * EXCLUDE (repetition) FROM (
  SELECT *, CASE WHEN id IS NULL OR original NOT IN ({accepted}) THEN 1
                 ELSE row_number() OVER (PARTITION BY id, maker, marking, specimen, country
                                         ORDER BY overruled DESC, {order}, row) END AS repetition
  FROM components
) WHERE repetition = 1
"""

_ALL_COUNTED = "CREATE OR REPLACE TEMP VIEW counted AS SELECT * FROM components"


def original_order(evidence: Evidence) -> str:
    """Write the SQL that ranks originals by when they were first added."""
    names = dict.fromkeys(entry["sha256"] for batch in evidence.view.batches for entry in batch.body["originals"])
    cases = " ".join(f"WHEN {literal(name)} THEN {place}" for place, name in enumerate(names))
    return f"CASE original {cases} ELSE 0 END" if cases else "0"


def _judged(evidence: Evidence) -> list[tuple[str | int | None, ...]]:
    """List the overruled rows with the owner at the judged date."""
    rows: list[tuple[str | int | None, ...]] = []
    for o in overrules(evidence):
        state, owner, country = "undated", None, None
        if o.made_from and o.made_to:
            found = evidence.engine.query(
                f"SELECT maker FROM ({evidence.source('component')}) WHERE original = $original AND row = $row",
                {"original": o.original, "row": o.row},
            )
            maker_id = find_maker(found[0][0]).maker_id if found else None
            if maker_id:
                interval = Interval(date.fromisoformat(o.made_from), date.fromisoformat(o.made_to))
                state, owner, country = owner_words(maker_id, interval.start, interval.end)
        rows.append((o.original, o.row, o.made_from, o.made_to, o.by, o.why, o.recorded_at, state, owner, country))
    return rows


def _joined(evidence: Evidence) -> Path:
    """Join facts, readings and judgements once; later questions scan only the columns they ask."""
    judged = _judged(evidence)
    place = evidence.cached("components", "component", overrules=[list(entry) for entry in judged])
    if place.exists():
        return place
    readings = readings_table(evidence)
    engine = evidence.engine
    engine.load_rows("overrules", _OVERRULE_COLUMNS, judged)
    sql = _COMPONENTS.format(key=KEY_SQL, source=evidence.source("component"), readings=literal(str(readings)))
    engine.write_parquet(sql + " ORDER BY read.specimen, read.original, read.row", place)
    return place


def prepare(evidence: Evidence) -> list[dict[str, Any]]:
    """Make the views `components` and `counted` in the engine; tell the specimens whose dates of recovery are not used.

    Raises:
        InputError: no component rows in view.
    """
    if not evidence.paths("component"):
        raise InputError("no component rows in view", hint="add a teardown table: countermark add TABLE.csv")
    untold = load_recoveries(evidence)
    place = _joined(evidence)
    evidence.engine.execute(
        f"CREATE OR REPLACE TEMP VIEW components AS "
        f"SELECT * FROM read_parquet({literal(str(place))}, hive_partitioning=false)"
    )
    original_list = ", ".join(literal(original) for original in sorted(accepted_duplicates(evidence)))
    evidence.engine.execute(
        _COUNTED.format(accepted=original_list, order=original_order(evidence)) if original_list else _ALL_COUNTED
    )
    return untold
