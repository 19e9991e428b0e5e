"""The time line of one specimen, as coordinates: the template only draws.

1. One bar a dating fact (rows with the same maker and marking are one), newest first, at least three pixels wide.
2. A part whose date is open gets one hollow bar a candidate, joined by a line; no candidate is left out.
3. Controls inside the axis are thin rules with their number in the list of controls; the one asked about is named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from unicodedata import east_asian_width

from countermark.report.words import day_text, short_span, visible

LABEL, PLOT, NOTE = 262.0, 500.0, 158.0
WIDTH = LABEL + PLOT + NOTE
ROW, HEAD, FOOT = 19.0, 64.0, 26.0
LEAST = 3.0
APART = 24.0
_GLYPHS = 40


@dataclass(frozen=True, slots=True)
class Fact:
    """What is drawn in one row: a dating fact and the intervals that are possible."""

    label: str
    spans: tuple[tuple[str, str], ...]
    state: str
    rows: int
    decides: bool
    bounds: bool
    overruled: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """A vertical rule with its text."""

    x: str
    text: str
    anchor: str = "start"
    text_x: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """One interval as a rectangle."""

    x: str
    width: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the chart."""

    y: str
    bar_y: str
    mid_y: str
    label: str
    title: str
    note: str
    style: str
    bars: tuple[Bar, ...]
    join: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class TimeLine:
    """A chart ready to be drawn."""

    width: int
    height: int
    left: str
    right: str
    top: str
    bottom: str
    lines: tuple[Line, ...]
    years: tuple[Mark, ...]
    rules: tuple[str, ...]
    rule_labels: tuple[Mark, ...]
    control: Mark | None
    bound: Mark | None
    recovered: Mark | None
    has_open: bool


def clip(text: str, glyphs: int = _GLYPHS) -> str:
    """Shorten a text to the width of so many narrow letters."""
    text = visible(text)
    room = glyphs
    for index, letter in enumerate(text):
        room -= 2 if east_asian_width(letter) in "WF" else 1
        if room < 0:
            return text[: max(index - 1, 1)].rstrip() + "…"
    return text


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


@dataclass(frozen=True, slots=True)
class _Axis:
    first: int
    last: int
    years: range

    def x(self, day: date) -> float:
        share = (day.toordinal() - self.first) / (self.last - self.first)
        return LABEL + PLOT * min(max(share, 0.0), 1.0)

    def holds(self, day: date) -> bool:
        return self.first <= day.toordinal() <= self.last


def _axis(days: list[date]) -> _Axis:
    room = timedelta(days=90)
    low, high = (min(days) - room).year, (max(days) + room).year + 1
    if high - low < 3:
        low, high = low - 1, high + 1
    step = next(step for step in (1, 2, 5, 10, 20, 50) if (high - low) / step <= 14)
    return _Axis(
        date(low, 1, 1).toordinal(), date(high, 1, 1).toordinal(), range(-(-low // step) * step, high + 1, step)
    )


def _named(axis: _Axis, iso: str | None, text: str) -> Mark | None:
    if not iso:
        return None
    x = axis.x(date.fromisoformat(iso))
    right = x > LABEL + PLOT * 0.5
    return Mark(_n(x), text, "end" if right else "start", _n(x - 5 if right else x + 5))


def _clusters(axis: _Axis, controls: Sequence[tuple[int, str]], chosen: str | None) -> tuple[list[str], list[Mark]]:
    """Draw every control; number those that lie too near to each other as one range."""
    rules: list[str] = []
    groups: list[list[tuple[int, float]]] = []
    for number, iso in controls:
        day = date.fromisoformat(iso)
        if not axis.holds(day):
            continue
        x = axis.x(day)
        if iso != chosen:
            rules.append(_n(x))
        if groups and x - groups[-1][0][1] < APART:
            groups[-1].append((number, x))
        else:
            groups.append([(number, x)])
    labels = []
    for group in groups:
        numbers = [number for number, _ in group]
        text = str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}–{numbers[-1]}"
        labels.append(Mark(_n((group[0][1] + group[-1][1]) / 2), text))
    return list(dict.fromkeys(rules)), labels


def _line(axis: _Axis, index: int, fact: Fact) -> Line:
    y = HEAD + index * ROW
    bars = []
    for first, end in fact.spans:
        left, right = axis.x(date.fromisoformat(first)), axis.x(date.fromisoformat(end))
        width = max(right - left, LEAST)
        bars.append(Bar(_n(left - max(0.0, LEAST - (right - left)) / 2), _n(width)))
    if len(fact.spans) == 1:
        note = short_span(*fact.spans[0])
    else:
        years = sorted({first[:4] for first, _ in fact.spans})
        note = f"{fact.state}: " + (
            " or ".join(years) if len(years) == len(fact.spans) < 4 else f"{len(fact.spans)} possible"
        )
    style = "deciding" if fact.decides else fact.state
    if fact.state == "dated" and not fact.bounds and not fact.decides:
        style = "weak"
    more = f" ×{fact.rows}" if fact.rows > 1 else ""
    whole = "; or ".join(short_span(first, end) for first, end in fact.spans)
    return Line(
        y=_n(y + 13),
        bar_y=_n(y + 4.5),
        mid_y=_n(y + 9.5),
        label=clip(fact.label, _GLYPHS - len(more)) + more,
        title=f"{fact.label}: {fact.state}, {whole}",
        note=note + (" †" if fact.overruled else ""),
        style=style,
        bars=tuple(bars),
        join=(bars[0].x, bars[-1].x) if len(bars) > 1 else None,
    )


def lay_out(
    facts: Sequence[Fact],
    *,
    controls: Sequence[tuple[int, str]],
    chosen: str | None,
    bound: str | None,
    recovered: tuple[str, str] | None,
) -> TimeLine | None:
    """Place the facts of one specimen on an axis of years; None when nothing is dated.

    Args:
        facts: newest first.
        controls: number in the printed list, and day.
        chosen: day of the control asked about.
        bound: earliest assembly.
        recovered: first day of the recovery interval, and its text.
    """
    if not facts:
        return None
    days = [date.fromisoformat(day) for fact in facts for span in fact.spans for day in span]
    days += [date.fromisoformat(day) for day in (chosen, bound, recovered[0] if recovered else None) if day]
    axis = _axis(days)
    rules, labels = _clusters(axis, controls, chosen)
    bottom = HEAD + len(facts) * ROW + 4
    step_marks = tuple(Mark(_n(axis.x(date(year, 1, 1))), str(year)) for year in axis.years if year < 9999)
    return TimeLine(
        width=int(WIDTH),
        height=int(bottom + FOOT),
        left=_n(LABEL),
        right=_n(LABEL + PLOT),
        top=_n(HEAD),
        bottom=_n(bottom),
        lines=tuple(_line(axis, index, fact) for index, fact in enumerate(facts)),
        years=step_marks,
        rules=tuple(rules),
        rule_labels=tuple(labels),
        control=_named(axis, chosen, f"control asked about, {day_text(chosen)}"),
        bound=_named(axis, bound, f"not assembled before {day_text(bound)}"),
        recovered=_named(axis, recovered[0] if recovered else None, f"recovered {recovered[1]}" if recovered else ""),
        has_open=any(len(fact.spans) > 1 for fact in facts),
    )
