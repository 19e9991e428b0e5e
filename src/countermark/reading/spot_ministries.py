"""Spotting ministries by their portfolio, with the country that stands before or behind."""

from __future__ import annotations

from countermark.reading.spots import Spot
from countermark.reading.terms import Pack, Words, pack


def spot_ministries(words: Words, taken: list[Spot]) -> list[Spot]:
    """Spot ministries by their portfolio, with the country that stands before or behind."""
    small = pack()
    longest = max(map(len, small.ministries))
    by_last = {spot.last: spot for spot in taken if spot.schema == "Country" and spot.kind != "metonym"}
    by_first = {spot.first: spot for spot in taken if spot.schema == "Country"}
    found: list[Spot] = []
    for at, low in enumerate(words.lows):
        if low not in {"ministry", "office"}:
            continue
        for first, last in _ministry_bounds(words, at, small, longest):
            portfolio = small.ministries[tuple(words.lows[first:last])]
            country = by_last.get(first) or by_last.get(first - 1 if words.lows[first - 1] == "'s" else -1)
            if country is None and last + 1 < len(words) and words.lows[last] == "of":
                country = by_first.get(last + 1) or by_first.get(last + 2 if words.lows[last + 1] == "the" else -1)
            if country is not None and country.schema == "Country":
                slug = portfolio.lower().replace(" ", "-")
                found.append(
                    Spot(
                        first,
                        last,
                        "name",
                        f"institution:{country.country}-{slug}",
                        f"{portfolio} of {country.caption}",
                        "PublicBody",
                        country.country,
                        "a ministry with its country",
                    )
                )
            else:
                found.append(Spot(first, last, "name", "", portfolio, "PublicBody", "", "ministry"))
            break
    return found


def _ministry_bounds(words: Words, at: int, small: Pack, longest: int) -> list[tuple[int, int]]:
    bounds = []
    for size in range(longest, 1, -1):
        if tuple(words.lows[at : at + size]) in small.ministries and not any(words.gaps[at + 1 : at + size]):
            bounds.append((at, at + size))
        first = at - size + 1
        if (
            first >= 0
            and tuple(words.lows[first : at + 1]) in small.ministries
            and not any(words.gaps[first + 1 : at + 1])
        ):
            bounds.append((first, at + 1))
    return bounds
