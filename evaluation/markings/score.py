"""Score the marking reader on the held-back markings.

`python evaluation/markings/score.py [--data DIR] [--misses]` reads the label files, runs `countermark.marking.read`
over every marking and writes a table. Exit 0: no set fell below its floor, 1: one did, 2: no reader. A floor guards
against regress; where the aim (95 %, no trap dated) is not reached, the last lines say so. Portal rows need the
real data; where it is absent they are left out, and said so.
"""

from __future__ import annotations

import argparse
import csv
import importlib
import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SNAPSHOT = Path("components") / "gur_components_snapshot_2026-06-13.csv"
AIM_RIGHT = 0.95
MOST_WRONG_SINGLES = 0.01
HEADER = ("group", "n", "verdict", "intervals", "precision", "traps", "dated", "wrong1")

COLLECTED = date(2026, 6, 13)  # no candidate after the day the rows were collected


@dataclass(frozen=True, slots=True)
class LabelSet:
    """A label file and the least share of verdicts and intervals that have to be right.

    The aim is 95 % and no trap dated, everywhere. Where a set is below it, its floor is what the last release reached.
    """

    title: str
    file: str
    portal: bool
    least_right: float
    traps_known: int = 0


SETS = (
    LabelSet("other sources", "other_sources.csv", portal=False, least_right=0.95),
    LabelSet("second: other sources", "second_sources.csv", portal=False, least_right=0.95),
    LabelSet("third: other sources", "third_sources.csv", portal=False, least_right=0.95),
    LabelSet("fourth: other sources", "fourth_sources.csv", portal=False, least_right=0.95),
    LabelSet("fifth: other sources", "fifth_sources.csv", portal=False, least_right=0.95),
    LabelSet("sixth: other sources", "sixth_sources.csv", portal=False, least_right=0.95),
    LabelSet("seventh: other sources", "seventh_sources.csv", portal=False, least_right=0.95),
    LabelSet("portal rows", "gur_labels.csv", portal=True, least_right=0.95),
    LabelSet("second: portal rows", "gur_labels_second.csv", portal=True, least_right=0.95),
    LabelSet("third: portal rows", "gur_labels_third.csv", portal=True, least_right=0.95),
)


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled marking."""

    id: str
    text: str
    maker: str | None
    verdict: str
    intervals: frozenset[str]
    precision: str
    trap: str
    group: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the reader said of one case."""

    case: Case
    verdict: str
    intervals: frozenset[str]
    precisions: frozenset[str]

    @property
    def verdict_right(self) -> bool:
        """Tell whether the verdicts agree."""
        return self.verdict == self.case.verdict

    @property
    def intervals_right(self) -> bool:
        """Tell whether the sets of intervals agree."""
        return self.intervals == self.case.intervals

    @property
    def precision_right(self) -> bool:
        """Tell whether the precision agrees; a case without a date asks for none."""
        return self.precisions == (frozenset({self.case.precision}) if self.case.precision else frozenset())

    @property
    def is_trap(self) -> bool:
        """Tell whether the marking only looks dated."""
        return bool(self.case.trap) and self.case.verdict == "none"

    @property
    def trap_dated(self) -> bool:
        """Tell whether the reader dated a marking that only looks dated."""
        return self.is_trap and bool(self.intervals)

    @property
    def wrong_single(self) -> bool:
        """Tell whether the reader gave one date and that date is wrong."""
        return self.verdict == "single" and not (self.verdict_right and self.intervals_right)


def _case(row: dict[str, str], text: str, maker: str, group: str, key: str) -> Case:
    intervals = frozenset(row["intervals"].split("|")) if row["intervals"] else frozenset[str]()
    return Case(row[key], text, maker or None, row["verdict"], intervals, row["precision"], row["trap"], group)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def other_sources(name: str) -> list[Case]:
    """Give the decided cases of a file of markings from public sources, grouped by maker."""
    rows = [row for row in _rows(HERE / name) if row["verdict"] != "?"]
    return [_case(row, row["text"], row["maker"], row["maker"] or "(no maker)", "id") for row in rows]


def portal(data: Path, name: str) -> list[Case]:
    """Give the decided cases of a file of portal labels, with texts from the snapshot, grouped by maker."""
    texts = {row["gur_id"]: row for row in _rows(data / SNAPSHOT)}
    cases = []
    for row in _rows(HERE / name):
        if row["verdict"] == "?":
            continue
        full = texts[row["gur_id"]]
        maker = full["maker_as_published"]
        cases.append(_case(row, full["name_marking"], maker, maker or "(no maker)", "gur_id"))
    return cases


def judge(read: Callable[..., Any], case: Case) -> Outcome:
    """Run the reader on one case."""
    result = read(case.text, case.maker, latest=COLLECTED)
    readings = list(result.readings)
    intervals = frozenset(f"{reading.made_from}/{reading.made_to}" for reading in readings)
    return Outcome(case, str(result.verdict), intervals, frozenset(str(reading.precision) for reading in readings))


def line(name: str, outcomes: list[Outcome]) -> tuple[str, ...]:
    """Give one line of the table."""
    return (
        name[:44],
        str(len(outcomes)),
        str(sum(o.verdict_right for o in outcomes)),
        str(sum(o.intervals_right for o in outcomes)),
        str(sum(o.precision_right for o in outcomes)),
        str(sum(o.is_trap for o in outcomes)),
        str(sum(o.trap_dated for o in outcomes)),
        str(sum(o.wrong_single for o in outcomes)),
    )


def shortfalls(labels: LabelSet, outcomes: list[Outcome]) -> list[str]:
    """Give the bounds of a set that its outcomes miss, in words."""
    name, total = labels.title, len(outcomes)
    words = []
    for what, right in (("verdicts", "verdict_right"), ("intervals", "intervals_right")):
        share = sum(getattr(o, right) for o in outcomes) / total
        if share < labels.least_right:
            words.append(f"{name}: {what} right {share:.1%}, asked {labels.least_right:.0%}")
    if (traps := sum(o.trap_dated for o in outcomes)) > labels.traps_known:
        words.append(f"{name}: {traps} traps dated, asked {labels.traps_known or 'none'}")
    if (wrong := sum(o.wrong_single for o in outcomes) / total) > MOST_WRONG_SINGLES:
        words.append(f"{name}: wrong single dates {wrong:.1%}, asked at most {MOST_WRONG_SINGLES:.0%}")
    return words


def _table(lines: Iterable[tuple[str, ...]]) -> str:
    return "".join(f"{row[0]:<46}" + "".join(f"{cell:>11}" for cell in row[1:]) + "\n" for row in lines)


def _misses(outcomes: list[Outcome]) -> str:
    wrong = [o for o in outcomes if not (o.verdict_right and o.intervals_right and o.precision_right)]
    return "".join(
        f"{o.case.id}\t{o.case.maker or '-'}\t{o.case.text}\n"
        f"\tlabel {o.case.verdict} {sorted(o.case.intervals)} {o.case.precision} {o.case.trap}\n"
        f"\treader {o.verdict} {sorted(o.intervals)} {'/'.join(sorted(o.precisions))}\n"
        for o in wrong
    )


def _reader() -> Callable[..., Any] | None:
    sys.path.insert(0, str(ROOT / "src"))
    try:
        found = getattr(importlib.import_module("countermark.marking"), "read", None)
    except ModuleNotFoundError:
        return None
    return found if callable(found) else None


def main() -> int:
    """Score both sets and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    default = os.environ.get("COUNTERMARK_DATA") or str(ROOT.parent / "shared" / "data")
    parser.add_argument("--data", type=Path, default=Path(default), help="folder of real data; else COUNTERMARK_DATA")
    parser.add_argument("--misses", action="store_true", help="list every disagreement")
    arguments = parser.parse_args()
    if (read := _reader()) is None:
        sys.stderr.write("score: countermark.marking has no read() yet\n")
        return 2
    held = (arguments.data / SNAPSHOT).is_file()
    if not held:
        sys.stderr.write(f"score: {arguments.data / SNAPSHOT} not found; portal rows are left out (give --data)\n")
    below_floor: list[str] = []
    below_aim: list[str] = []
    for labels in SETS:
        if labels.portal and not held:
            continue
        cases = portal(arguments.data, labels.file) if labels.portal else other_sources(labels.file)
        outcomes = [judge(read, case) for case in cases]
        groups = sorted({case.group for case in cases})
        parts = [line(group, [o for o in outcomes if o.case.group == group]) for group in groups]
        sys.stdout.write(_table([HEADER, *parts, line(f"= {labels.title}", outcomes)]) + "\n")
        if arguments.misses:
            sys.stdout.write(_misses(outcomes) + "\n")
        below_floor += shortfalls(labels, outcomes)
        below_aim += shortfalls(replace(labels, least_right=AIM_RIGHT, traps_known=0), outcomes)
    sys.stdout.write("".join(f"below the aim: {word}\n" for word in below_aim))
    sys.stdout.write("".join(f"below its floor: {word}\n" for word in below_floor) or "no set below its floor\n")
    return 1 if below_floor else 0


if __name__ == "__main__":
    raise SystemExit(main())
