"""The component rows in view with everything derived from them: reading, maker, owner, duplicates, judgements.

`prepare` makes two temporary views in the engine: `components` (every row) and `counted` (the rows that count once
repeated rows have been accepted as repetitions). One row in, one row out: nothing is merged.
"""

from __future__ import annotations

from pathlib import Path

from countermark.model.errors import InputError
from countermark.tables.evidence import Evidence, literal
from countermark.tables.judgements import accepted_duplicates, overrules
from countermark.tables.readings import KEY_SQL, readings_table

_OVERRULE_COLUMNS = (
    ("original", "VARCHAR"),
    ("row", "BIGINT"),
    ("judged_from", "DATE"),
    ("judged_to", "DATE"),
    ("judged_by", "VARCHAR"),
    ("judged_why", "VARCHAR"),
    ("judged_at", "VARCHAR"),
)

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
         CASE WHEN o.original IS NULL THEN read.bounding ELSE o.judged_from IS NOT NULL END AS bounding
       ),
       o.original IS NOT NULL AS overruled, o.judged_by, o.judged_why, o.judged_at
FROM read LEFT JOIN overrules o ON read.original = o.original AND read.row = o.row
"""

_COUNTED = """
CREATE OR REPLACE TEMP VIEW counted AS
SELECT * EXCLUDE (repetition) FROM (
  SELECT *, CASE WHEN id IS NULL OR original NOT IN ({accepted}) THEN 1
                 ELSE row_number() OVER (PARTITION BY original, id ORDER BY row) END AS repetition
  FROM components
) WHERE repetition = 1
"""

_ALL_COUNTED = "CREATE OR REPLACE TEMP VIEW counted AS SELECT * FROM components"


def _joined(evidence: Evidence) -> Path:
    """Join facts, readings and judgements once; later questions scan only the columns they ask."""
    judged = [(o.original, o.row, o.made_from, o.made_to, o.by, o.why, o.recorded_at) for o in overrules(evidence)]
    place = evidence.cached("components", "component", overrules=[list(entry) for entry in judged])
    if place.exists():
        return place
    readings = readings_table(evidence)
    engine = evidence.engine
    engine.load_rows("overrules", _OVERRULE_COLUMNS, judged)
    sql = _COMPONENTS.format(key=KEY_SQL, source=evidence.source("component"), readings=literal(str(readings)))
    engine.write_parquet(sql + " ORDER BY read.specimen, read.original, read.row", place)
    return place


def prepare(evidence: Evidence) -> Path:
    """Make the views `components` and `counted` in the engine; give the place of the rows behind them.

    Raises:
        InputError: no component rows in view.
    """
    if not evidence.paths("component"):
        raise InputError("no component rows in view", hint="add a teardown table: countermark add TABLE.csv")
    place = _joined(evidence)
    evidence.engine.execute(
        f"CREATE OR REPLACE TEMP VIEW components AS "
        f"SELECT * FROM read_parquet({literal(str(place))}, hive_partitioning=false)"
    )
    original_list = ", ".join(literal(original) for original in sorted(accepted_duplicates(evidence)))
    evidence.engine.execute(_COUNTED.format(accepted=original_list) if original_list else _ALL_COUNTED)
    return place
