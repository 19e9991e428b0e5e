"""Typed values as the text a person would see: no spurious `.0`, dates as ISO."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

_EXACT = 2.0**63


def cell_text(value: Any) -> str | None:
    """Write a value of a workbook or a Parquet file as text; nothing and the empty text are None.

    >>> cell_text(12.0), cell_text(1.5), cell_text(date(2022, 1, 2)), cell_text(""), cell_text(True)
    ('12', '1.5', '2022-01-02', None, 'TRUE')
    """
    if value is None or isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < _EXACT else repr(value)
    if isinstance(value, datetime):
        midnight = value.time() == time() and value.tzinfo is None
        return value.date().isoformat() if midnight else value.isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        minutes, seconds = divmod(int(value.total_seconds()), 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}"
    return str(value)
