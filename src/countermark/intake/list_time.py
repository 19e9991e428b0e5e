"""The time at which a list's snapshot was seen.

1. `--published` counts before all, then what the file states, then the day (and time) in its name, then the server's.
2. Where file and name disagree by more than a day, neither is believed.
3. A day without a time means its end, in UTC.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from countermark.model.dates import date_argument
from countermark.model.errors import InputError
from countermark.sources.archives import STAMP
from countermark.sources.lists.base import ListFile, ListReport

_FULL = re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:\.\d+)?Z")
_END_OF_DAY = "T23:59:59Z"


@dataclass(frozen=True, slots=True)
class ListRequest:
    """What was asked for: kind, day of publication, whether to read what can be read of a broken file, any size.

    served: UTC times at which a server showed files so, for those that say no time, or a day alone, themselves.
    """

    kind: str | None
    published: str | None
    recover: bool = False
    any_size: bool = False
    dataset: str | None = None
    served: Mapping[Path, str] = field(default_factory=dict)


def time_in(text: str) -> str | None:
    """Read the day, and the time if there is one, out of a file's name.

    >>> time_in("sdn_2021-08-18T0939_f2dad11314.csv"), time_in("conlist_2022-05-04.xlsx"), time_in("sdn_2018-01.csv")
    ('2021-08-18T09:39:00Z', '2022-05-04T23:59:59Z', None)
    """
    found = STAMP.search(text)
    if found is None:
        return None
    day = date_argument(found[1], text).isoformat()
    if found[2] is None:
        return day + _END_OF_DAY
    return f"{day}T{found[2]}:{found[3]}:{found[4] or '00'}Z"


def as_time(text: str, name: str) -> str:
    """Read a day or a UTC time as the time of a snapshot.

    Raises:
        InputError: neither.
    """
    if found := _FULL.fullmatch(text):
        date_argument(found[1], name)
        return f"{found[1]}T{found[2]}Z"
    return date_argument(text, name).isoformat() + _END_OF_DAY


def first_time(path: Path, request: ListRequest) -> str:
    """Give what to sort a file by before it is read: the time in its name."""
    if request.published not in {None, "auto"}:
        return ""
    return time_in(path.name) or ""


def named_time(file: ListFile, request: ListRequest) -> str | None:
    """Give the time asked for, else that in the file's name."""
    if request.published and request.published != "auto":
        return as_time(request.published, "--published")
    return time_in(file.name)


def snapshot_time(
    file: ListFile, request: ListRequest, report: ListReport, where: str, served: str | None = None
) -> str:
    """Choose the time of a snapshot and record in the report why.

    Raises:
        InputError: nobody says the day, or file and name disagree.
    """
    named = named_time(file, request)
    if request.published and request.published != "auto" and named:
        report.decisions["seen at"] = f"{named} (said with --published)"
        return named
    stated = as_time(report.published, where) if report.published else None
    if stated and named and days_apart(stated, named) > 1:  # a day apart: the publisher's own time zone
        raise InputError(
            f"the file says it was published on {report.published}, its name {named[:10]}",
            where=where,
            hint="say which with --published YYYY-MM-DD",
        )
    if served is not None and (stated or named or served) in {served, served[:10] + _END_OF_DAY}:
        # Two issues of one day would otherwise both be of its end.
        what = "the day is the file's, the time the server's" if stated or named else "the server says so"
        report.decisions["seen at"] = f"{served} ({what})"
        return served
    if stated is None and named is None:
        raise InputError(
            "neither the file nor its name says when it was published", where=where, hint="say --published YYYY-MM-DD"
        )
    report.decisions["seen at"] = f"{stated} (the file states it)" if stated else f"{named} (the file's name)"
    return stated or named or ""


def days_apart(first: str, second: str) -> int:
    """Count the days between two times."""
    return abs((date.fromisoformat(second[:10]) - date.fromisoformat(first[:10])).days)
