"""Draw the 300 catalogue rows that `gur_labels.csv` labels: `python evaluation/markings/draw.py --data DIR`.

Stratum `code`: a free-standing group of three or four digits, or at least two tokens mixing capitals and digits.
Stratum `other`: every other row with a marking text. The seed is fixed, so the draw can be repeated.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import sys
from pathlib import Path

SEED = 20260613
SIZES = {"code": 200, "other": 100}
SNAPSHOT = Path("components") / "gur_components_snapshot_2026-06-13.csv"
_DIGITS = re.compile(r"(?<![\w.\-])[#&]?\d{3,4}(?![\w.\-])")
_CODE = re.compile(r"\b(?=\w*\d)(?=\w*[A-Z])[A-Z0-9]{4,}\b")


def stratum(text: str) -> str:
    """Give the stratum of a marking text."""
    return "code" if _DIGITS.search(text) or len(_CODE.findall(text)) >= 2 else "other"


def draw(snapshot: Path) -> list[tuple[str, dict[str, str]]]:
    """Give the drawn rows with their strata, in order of id."""
    with snapshot.open(encoding="utf-8", newline="") as handle:
        rows = [row for row in csv.DictReader(handle) if row["name_marking"].strip()]
    generator = random.Random(SEED)
    drawn: list[tuple[str, dict[str, str]]] = []
    for name, size in SIZES.items():
        members = sorted(
            (row for row in rows if stratum(row["name_marking"]) == name), key=lambda row: int(row["gur_id"])
        )
        drawn += [(name, row) for row in generator.sample(members, size)]
    return sorted(drawn, key=lambda pair: int(pair[1]["gur_id"]))


def main() -> None:
    """Write the drawn ids and strata as CSV."""
    default = Path(__file__).resolve().parents[3] / "shared" / "data"
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--data", type=Path, default=default)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["gur_id", "stratum"])
    writer.writerows((row["gur_id"], name) for name, row in draw(parser.parse_args().data / SNAPSHOT))


if __name__ == "__main__":
    main()
