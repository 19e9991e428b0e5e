"""Which catalogued part a marking names: exact, family and no match kept apart.

exact: the part number as printed, with or without the suffix behind it, is an order number of the catalogue.
family: the catalogue has order numbers that begin with the printed number, or an order number that begins it; a number
never continues (MAX471 is no MAX4714).
none: neither; it says nothing but that this catalogue does not list it.
"""

from __future__ import annotations

from pathlib import Path

from countermark.tables.evidence import Evidence

MIN_KEY = 5  # shorter keys begin too many unrelated order numbers

_KEYS = """
CREATE OR REPLACE TEMP TABLE part_keys AS
SELECT DISTINCT part_key, part_key_long FROM components
WHERE part_key IS NOT NULL AND length(part_key) >= {min_key} AND regexp_matches(part_key, '[0-9]')
"""

_MATCHES = """
WITH cat AS (
  SELECT mpn_key, mpn, maker, category, subcategory, package FROM ({parts}) WHERE length(mpn_key) >= {min_key}
),
exact AS (
  SELECT k.part_key, k.part_key_long, 1 AS rank, c.* FROM part_keys k JOIN cat c ON c.mpn_key = k.part_key_long
  UNION ALL
  SELECT k.part_key, k.part_key_long, 2 AS rank, c.* FROM part_keys k JOIN cat c ON c.mpn_key = k.part_key
  WHERE k.part_key <> k.part_key_long
),
open_keys AS (SELECT * FROM part_keys k WHERE NOT EXISTS (
  SELECT 1 FROM exact e WHERE e.part_key = k.part_key AND e.part_key_long = k.part_key_long)),
family AS (
  {family}
),
every AS (SELECT *, 'exact' AS match FROM exact UNION ALL BY NAME SELECT *, 'family' AS match FROM family),
best AS (SELECT *, min(rank) OVER (PARTITION BY part_key, part_key_long) AS best FROM every)
SELECT part_key, part_key_long, match,
       count(DISTINCT mpn_key)::BIGINT AS n_parts,
       min(mpn) AS mpn,
       list_sort(list_distinct(list(maker)))[1:4] AS catalogue_makers,
       mode(category) AS category, mode(subcategory) AS subcategory,
       CASE WHEN count(DISTINCT package) = 1 THEN min(package) END AS package
FROM best WHERE rank = best GROUP BY ALL ORDER BY part_key, part_key_long
"""


# The printed number with any separators inside it and a digit directly behind: another number, not a longer one.
_GOES_ON = r"'^' || regexp_replace(left(k.part_key, -1), '(.)', '\1[^A-Z0-9]*', 'g') || right(k.part_key, 1) || '[0-9]'"


def _family(lengths: list[int]) -> str:
    """Write one hash join per key length: a prefix join without a nested loop."""
    blocks = []
    for length in lengths:
        blocks.append(
            f"SELECT k.part_key, k.part_key_long, 3 AS rank, c.* FROM open_keys k "
            f"JOIN cat c ON substr(c.mpn_key, 1, {length}) = k.part_key "
            f"WHERE length(k.part_key) = {length} AND length(c.mpn_key) > {length} "
            f"AND NOT (substr(c.mpn_key, {length}, 2) SIMILAR TO '[0-9][0-9]' "
            f"AND regexp_matches(upper(c.mpn), {_GOES_ON}))"
        )
        blocks.append(
            f"SELECT k.part_key, k.part_key_long, 4 AS rank, c.* FROM open_keys k "
            f"JOIN cat c ON c.mpn_key = substr(k.part_key_long, 1, {length}) "
            f"WHERE length(k.part_key_long) > {length} AND length(c.mpn_key) = {length} AND {length} >= 6"
        )
    return " UNION ALL ".join(blocks)


def catalogue_table(evidence: Evidence) -> Path | None:
    """Give the Parquet file of catalogue matches for the rows in view; None where no catalogue is held.

    Needs `components.prepare` first.
    """
    paths = evidence.paths("part")
    if not paths:
        return None
    place = evidence.cached("catalogue", "component", parts=sorted(path.name for path in paths))
    if place.exists():
        return place
    engine = evidence.engine
    engine.execute(_KEYS.format(min_key=MIN_KEY))
    lengths = sorted(
        {int(row[0]) for row in engine.query("SELECT DISTINCT length(part_key) FROM part_keys")} | set(range(6, 16))
    )
    sql = _MATCHES.format(parts=evidence.source("part"), min_key=MIN_KEY, family=_family(lengths))
    engine.write_parquet(sql, place)
    return place
