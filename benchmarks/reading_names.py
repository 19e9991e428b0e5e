"""Names to find in reports: building from a million names, storing, loading, finding. Targets: 15 s, 300 MB, 50 MB/s.

The build runs in a process of its own, so that its peak is its own; the names come from a generator, as from a ledger.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from countermark.reading.gazetteer import NameRow

PARTS = (
    *("ka", "li", "shan", "fu", "vla", "di", "mir", "pet", "ro", "ven", "tech", "nol", "elek", "tro", "zhang", "wei"),
    *("ivan", "ov", "al", "ibn", "co", "kor", "po", "ra", "si", "on", "mar", "bek", "ul", "gor"),
)


def word(chance: random.Random) -> str:
    return "".join(chance.choices(PARTS, k=chance.randint(2, 4))).capitalize()


def rows(count: int) -> Iterator[NameRow]:
    """Names of persons and firms, five names to every two entities."""
    from countermark.reading.gazetteer import NameRow

    chance = random.Random(1)
    for number in range(count):
        entity = number * 2 // 5
        person = entity % 2
        words = [word(chance) for _ in range(chance.randint(2, 3))]
        name = f"{words[0].upper()}, {' '.join(words[1:])}" if person else " ".join(words) + " Co., Ltd."
        yield NameRow(name, f"e-{entity:07}", name, "Person" if person else "Company", "ru")


def build(count: int) -> dict[str, Any]:
    from countermark.reading.gazetteer import Gazetteer

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    names = Gazetteer.build(rows(count))
    built = time.process_time() - start
    making = time.process_time()
    for _ in rows(count):
        pass
    making = time.process_time() - making
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    text = (
        "The ministry said that Karov Ivanmar and Lishan Fuvla of Petroven Technol had shipped boards to the depot, "
        "“nothing more”, an official told a newspaper in the town. Exports fell by a third between March and May.\n"
    ) * 25_000
    start = time.process_time()
    found = sum(1 for _ in names.find(text))
    finding = time.process_time() - start
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "names.npz"
        start = time.process_time()
        names.save(path)
        saving = time.process_time() - start
        size = path.stat().st_size
        start = time.process_time()
        assert Gazetteer.load(path) is not None
        loading = time.process_time() - start
    return {
        "rows": count,
        "written_forms": len(names),
        "build_s": round(built - making, 2),
        "making_the_rows_s": round(making, 2),
        "peak_mb": round(peak / 1024),
        "peak_before_mb": round(before / 1024),
        "find_mb_per_s": round(len(text.encode()) / 1e6 / finding, 1),
        "found": found,
        "save_s": round(saving, 2),
        "load_s": round(loading, 2),
        "stored_mb": round(size / 1e6, 1),
    }


def reading_names(options: argparse.Namespace) -> dict[str, object]:
    """A million names, built, stored, loaded and found."""
    count = 20_000 if options.smoke else 1_000_000
    done = subprocess.run(
        [sys.executable, __file__, str(count)], capture_output=True, text=True, check=True, env=os.environ
    )
    return dict(json.loads(done.stdout))


if __name__ == "__main__":
    print(json.dumps(build(int(sys.argv[1]))))
