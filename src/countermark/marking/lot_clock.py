"""The lot-number clock: a robust line through the lots whose week is printed, to date those whose decade is open.

1. Only lots of one numbering series belong together; nothing misread is repaired into the fit.
2. The fit is Theil-Sen, taken locally (nearest lots), and its own leave-one-out error is its tolerance.
3. Refused where data are thin (fewer than eight lots) and outside the range of the lots seen.
4. A disagreement of lot and date is an oddity to look at (die bank, re-test, remark), never a finding of fraud.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from countermark.model.dates import Interval

MIN_LOTS = 8
NEAREST = 9
ODDITY_WEEKS = 78
MAX_LOTS = 400  # leave-one-out grows with the square; more lots are thinned evenly
_SEVEN = re.compile(r"(?<![\d.])(\d{7})(?:[.,]\d)?(?![\d])")

Floats = npt.NDArray[np.float64]


def lot_number(text: str) -> int | None:
    """Find the one seven-digit lot of a marking; None when there is none or more than one."""
    found = {match[1] for match in _SEVEN.finditer(text)}
    return int(found.pop()) if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class LotPoint:
    """A lot whose week of manufacture is printed beside it; `cite` says in which row."""

    lot: int
    made: Interval
    cite: str


@dataclass(frozen=True, slots=True)
class LotOddity:
    """A lot that lies far from its maker's line: reported as an oddity."""

    point: LotPoint
    off_weeks: float


def _theil_sen(lots: Floats, days: Floats) -> tuple[float, float]:
    """Slope (days a lot) and intercept of the median line."""
    left, right = np.triu_indices(len(lots), k=1)
    run = lots[right] - lots[left]
    slopes = (days[right] - days[left])[run != 0] / run[run != 0]
    slope = float(np.median(slopes))
    return slope, float(np.median(days - slope * lots))


def _local(lots: Floats, days: Floats, lot: float) -> float:
    """Predict the day of a lot from the lots nearest to it (`lots` are sorted)."""
    place = int(np.searchsorted(lots, lot))
    window = slice(max(0, place - NEAREST), place + NEAREST)
    lots, days = lots[window], days[window]
    near = np.argsort(np.abs(lots - lot), kind="stable")[:NEAREST]
    slope, intercept = _theil_sen(lots[near], days[near])
    return slope * lot + intercept


@dataclass(frozen=True, slots=True)
class LotClock:
    """A fitted clock. Errors are leave-one-out, in weeks; `lots_a_week` is the global slope."""

    maker_id: str
    points: tuple[LotPoint, ...]
    median_error_weeks: float
    largest_error_weeks: float
    lots_a_week: float
    oddities: tuple[LotOddity, ...]
    _lots: Floats
    _days: Floats

    def predict(self, lot: int) -> Interval | None:
        """Give the days a lot was made in, with the largest leave-one-out error on both sides; None out of range."""
        if not self._lots[0] <= lot <= self._lots[-1]:
            return None
        day = date.fromordinal(round(_local(self._lots, self._days, lot)))
        slack = timedelta(weeks=max(26, math.ceil(self.largest_error_weeks)))
        return Interval(day - slack, day + slack)


def _day(interval: Interval) -> float:
    return (interval.start.toordinal() + interval.end.toordinal()) / 2


def fit(maker_id: str, points: list[LotPoint]) -> LotClock | str:
    """Fit a clock to lots with printed weeks, or say why there is none."""
    unique = sorted({(p.lot, p.made): p for p in points}.values(), key=lambda p: (p.lot, p.made))
    if len(unique) < MIN_LOTS:
        return f"{len(unique)} lots with a printed week; at least {MIN_LOTS} are needed"
    if len(unique) > MAX_LOTS:
        step = len(unique) / MAX_LOTS
        unique = [unique[int(index * step)] for index in range(MAX_LOTS)]
    lots = np.array([p.lot for p in unique], dtype=np.float64)
    days = np.array([_day(p.made) for p in unique], dtype=np.float64)
    keep = np.ones(len(unique), dtype=bool)
    errors = np.zeros(len(unique))
    for index in range(len(unique)):
        keep[index] = False
        errors[index] = (days[index] - _local(lots[keep], days[keep], lots[index])) / 7
        keep[index] = True
    odd = np.abs(errors) > ODDITY_WEEKS
    if (~odd).sum() < MIN_LOTS:
        return "the lots do not lie near one line"
    good = ~odd
    slope, _ = _theil_sen(lots[good], days[good])
    if slope <= 0:
        return "the lots do not grow with time"
    return LotClock(
        maker_id=maker_id,
        points=tuple(p for p, ok in zip(unique, good, strict=True) if ok),
        median_error_weeks=float(np.median(np.abs(errors[good]))),
        largest_error_weeks=float(np.max(np.abs(errors[good]))),
        lots_a_week=7 / slope,
        oddities=tuple(LotOddity(p, float(e)) for p, e, bad in zip(unique, errors, odd, strict=True) if bad),
        _lots=lots[good],
        _days=days[good],
    )
