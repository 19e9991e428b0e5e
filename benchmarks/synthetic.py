"""Synthetic component rows: markings in the forms makers print, no two rows alike, always the same for a seed."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from pathlib import Path

COLUMNS = ("id", "marking", "maker", "country", "specimen", "family", "function", "category", "published", "source_url")
LETTERS = "ABCDEFGHJKLMNPRSTVWXYZ"
FORMS = (
    (
        "Analog Devices",
        "US",
        lambda r: f"ADM{r.randrange(200, 4000)} ARNZ #{_yyww(r)} {r.randrange(1000000, 6000000)}.1",
    ),
    (
        "Analog Devices",
        "US",
        lambda r: (
            f"AD{r.randrange(500, 9999)}BRZ #{r.randrange(10)}{r.randrange(1, 53):02d} {r.randrange(10000, 99999)}"
        ),
    ),
    (
        "Texas Instruments",
        "US",
        lambda r: f"SN65HVD{r.randrange(200, 300)} {r.randrange(10)}{r.choice('123456789ABC')}K G4 {_code(r, 4)}",
    ),
    (
        "STMicroelectronics",
        "CH",
        lambda r: f"STM32F{r.randrange(100, 500)} RGT6 CHN GQ {r.randrange(10)}{r.randrange(1, 53):02d}",
    ),
    ("NXP Semiconductors", "NL", lambda r: f"LPC{r.randrange(1000, 4000)}FBD100 Z{_code(r, 1)}D{_yyww(r)}A"),
    (
        "Xilinx Inc. (AMD)",
        "US",
        lambda r: f"XC6SLX{r.randrange(4, 150)} FTG256DIV{_yyww(r)} D{r.randrange(1000000, 9999999)}A",
    ),
    ("Vishay Intertechnology, Inc.", "US", lambda r: f"SUM{r.randrange(10, 200)}P06 {_yyww(r)}{_code(r, 2)}"),
    ("Traco Power", "CH", lambda r: f"TEN {r.randrange(3, 60)}-{r.choice(('2411', '2412', '4812', '1212'))}WI"),
    ("Not identified", "", lambda r: f"{_code(r, 3)}{r.randrange(100, 999)} {_yyww(r)}"),
    ("U-blox", "CH", lambda r: f"NEO-M8N M8030-KT {r.randrange(10000000, 99999999)} {_yyww(r)}A3"),
)


def _yyww(random_source: random.Random) -> str:
    return f"{random_source.randrange(8, 25):02d}{random_source.randrange(1, 53):02d}"


def _code(random_source: random.Random, length: int) -> str:
    return "".join(random_source.choice(LETTERS) for _ in range(length))


def rows(count: int, seed: int = 1) -> Iterator[tuple[str, ...]]:
    """Give rows in the documented layout."""
    source = random.Random(seed)
    for number in range(count):
        maker, country, form = FORMS[source.randrange(len(FORMS))]
        specimen = f"specimen-{source.randrange(max(1, count // 60)):06d}"
        yield (
            f"s-{number}",
            form(source),
            maker,
            country,
            specimen,
            f"family-{source.randrange(12)}",
            source.choice(("navigation", "power", "memory", "logic", "radio")),
            "part",
            f"2024-{source.randrange(1, 13):02d}-{source.randrange(1, 29):02d}",
            f"https://example.org/parts/{number}",
        )


def write(place: Path, count: int, seed: int = 1) -> Path:
    """Write a CSV of `count` rows."""
    with place.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows(count, seed))
    return place
