"""Lot-number clocks of the makers whose marks carry a lot beside a printed week, fitted to the rows in view."""

from __future__ import annotations

from countermark.marking import read
from countermark.marking.lot_clock import LotClock, LotPoint, fit, lot_number
from countermark.reference.makers import find_maker
from countermark.tables.evidence import Evidence

CLOCKED_MAKERS = ("analog_devices",)
MAX_MARKINGS = 2_000  # a line needs no more; drawn by hash, so the same rows give the same clock

_LOTS = """
SELECT marking, maker, cite FROM (
  SELECT marking, maker, min(original || ':' || row) AS cite FROM ({source})
  WHERE regexp_matches(marking, '[0-9]{{7}}') GROUP BY marking, maker
) ORDER BY md5(marking), maker LIMIT {limit}
"""


def lot_clocks(evidence: Evidence) -> dict[str, LotClock | str]:
    """Fit a clock per maker; where data are thin the value is the reason there is none."""
    points: dict[str, list[LotPoint]] = {maker: [] for maker in CLOCKED_MAKERS}
    sql = _LOTS.format(source=evidence.source("component"), limit=MAX_MARKINGS)
    if not evidence.paths("component"):
        return dict.fromkeys(CLOCKED_MAKERS, "no rows")
    for marking, maker, cite in evidence.engine.query(sql):
        maker_id = find_maker(maker).maker_id
        if maker_id not in points:
            continue
        lot = lot_number(marking)
        if lot is None:
            continue
        reading = read(marking, maker, latest=evidence.latest)
        if reading.verdict == "single" and reading.readings[0].floor == "printed":
            points[maker_id].append(LotPoint(lot, reading.readings[0].interval, cite))
    return {maker: fit(maker, found) for maker, found in points.items()}
