"""Reading: articles a second for attribution and for everything, a text of 50 MB, a gazetteer of a million names.

Targets on one core: 200 articles a second for attribution, 60 for everything with the names of the US list history; a
million names under 15 s and 300 MB. Articles are the user's own PolNeAR where a path is given, else generated ones of
the same length. Seconds are of the processor, so that a busy machine counts less.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import lists
from measure import run

WORDS = 560  # of a generated article, about what PolNeAR's have
_SENTENCES = (
    "“We found {n} boards in the {thing},” {name}, an inspector of the port of {town}, said on {day}.",
    "The {office} of {country} denied that it had ever sold the {thing} to {firm}.",
    "According to {firm}, {n} ships left {town} in {month} {year}, and none of them carried a {thing}.",
    "“Nobody asked us,” said {name}. “We would have told them that the {thing} was closed.”",
    "{name} promised to publish the list, adding that the {office} had met {firm} on {day}.",
    "The gate stood open, and the {thing} behind it was covered with a sheet of blue plastic.",
    "Trucks had waited since the morning, and drivers passed the time with cards and tea.",
    "In {year} the {office} put {firm} on its list, but {name} did not respond to a request for comment.",
)
_WORDS: dict[str, tuple[str, ...]] = {
    "thing": ("yard", "receiver", "warehouse", "antenna", "workshop", "drone"),
    "name": ("Marta Calder", "Aurel Dobre", "Li Wen", "Oksana Petrenko", "Tomas Halvik", "Farid Nazari"),
    "town": ("Moscow", "Hong Kong", "Rotterdam", "Minsk", "Istanbul", "Odesa"),
    "office": ("Foreign Ministry", "Treasury", "Commerce Department", "Defense Ministry"),
    "country": ("China", "Russia", "Ukraine", "the United States", "Switzerland", "Iran"),
    "firm": ("Tessaly Navigation", "Meridian Wire", "Harbour Electronics Ltd", "Kalder Optics", "Northgate Trading"),
    "day": ("Monday", "Tuesday", "Sunday", "Friday"),
    "month": ("April", "May", "October"),
    "year": ("2018", "2022", "2023"),
    "n": ("four", "12", "two hundred"),
}


def article(chance: random.Random, words: int = WORDS) -> str:
    """Write an article that nobody said."""
    paragraphs: list[str] = []
    count = 0
    while count < words:
        drawn = [
            chance.choice(_SENTENCES).format(**{key: chance.choice(values) for key, values in _WORDS.items()})
            for _ in range(chance.randint(1, 3))
        ]
        paragraphs.append(" ".join(drawn))
        count += paragraphs[-1].count(" ") + 1
    return "\n\n".join(paragraphs) + "\n"


def _articles(options: argparse.Namespace) -> tuple[list[str], str]:
    if options.polnear:
        folder = Path(options.polnear)
        files = sorted(folder.glob("train/text/*"))[: 120 if options.smoke else 400]
        return [file.read_bytes().decode("utf-8", "replace") for file in files], "PolNeAR, train"
    chance = random.Random(7)
    return [article(chance) for _ in range(30 if options.smoke else 300)], "generated"


def reading(options: argparse.Namespace) -> dict[str, object]:
    """Articles a second on one core."""
    from countermark.reading import read
    from countermark.reading.attribution import attribute
    from countermark.reading.text import layout

    texts, kind = _articles(options)
    names, known = _names(options)
    size = sum(len(text.encode()) for text in texts)

    def rate(step: Callable[[str], object]) -> dict[str, float]:
        for text in texts[:10]:
            step(text)
        start = time.process_time()
        for text in texts:
            step(text)
        took = time.process_time() - start
        return {"articles_a_second": round(len(texts) / took, 1), "mb_a_second": round(size / 1e6 / took, 2)}

    return {
        "articles": f"{len(texts)} ({kind}), {size / len(texts):.0f} bytes each",
        "names": known,
        "attribution": rate(lambda text: attribute(layout(text), ())),
        "everything_without_names": rate(lambda text: read(text, published="2023-04-17")),
        "everything": rate(lambda text: read(text, names=names, published="2023-04-17")),
    }


def _names(options: argparse.Namespace) -> tuple[Any, str]:
    """Give the names of the US list history where the data is there, else as many made up."""
    from countermark.ledger import Engine, Ledger
    from countermark.model.clock import system_clock
    from countermark.tables.report_names import report_names

    history = None if options.smoke else lists.history_ledger(options)
    if history is None:
        from countermark.reading.gazetteer import Gazetteer

        return Gazetteer.build(_rows(5_000 if options.smoke else 60_000)), "made up"
    with Ledger.open(history, clock=system_clock) as ledger:
        found, _ = report_names(ledger.view(), Engine)
    return found, f"{len(found):,} of the US list history"


def _rows(count: int) -> Iterator[Any]:
    from countermark.reading.gazetteer import NameRow

    chance = random.Random(11)
    starts = ("Ka", "Be", "Mo", "Ti", "Sha", "Wen", "Zu", "Pro", "Al", "Or", "Li", "Ner", "Gra", "Vol", "Jin", "Hu")
    ends = ("lov", "tec", "rian", "mar", "ding", "kov", "sen", "ta", "nov", "sky", "ming", "zade", "li", "ro")
    kinds = ("LLC", "Ltd", "Trading", "Electronics", "Shipping", "Group", "JSC", "Institute")
    for number in range(count):
        word = "".join(chance.choice(starts) for _ in range(chance.randint(1, 3))) + chance.choice(ends)
        given = chance.choice(starts) + chance.choice(ends)
        person = number % 3 == 0
        name = f"{given} {word}" if person else f"{word} {given} {chance.choice(kinds)}"
        yield NameRow(name, f"e-{number}", name, "Person" if person else "Company")


_CHILD = """
import json, sys
sys.path.insert(0, {folder!r})
import reading
print(json.dumps(reading.{call}))
"""


def _alone(call: str) -> dict[str, Any]:
    """Run a call in a process of its own, so that its peak of memory is its own."""
    code = _CHILD.format(folder=str(Path(__file__).parent), call=call)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=os.environ, check=False)
    if done.returncode:
        raise SystemExit(f"{call}: {done.stderr[-400:]}")
    value: dict[str, Any] = json.loads(done.stdout)
    return value


def gazetteer(options: argparse.Namespace) -> dict[str, object]:
    """Build, store and load the names; the peak is of the whole process."""
    return _alone(f"build_names({20_000 if options.smoke else 1_000_000})")


def _peak_kb() -> int:
    """Give this process's peak; `getrusage` would count its parent's before it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1])


def build_names(count: int) -> dict[str, object]:
    """Build a gazetteer and search with it."""
    from countermark.reading.gazetteer import Gazetteer

    rows, chance = _rows(count), random.Random(3)
    start = time.process_time()
    for _ in _rows(count):
        pass
    made = time.process_time() - start
    before = _peak_kb()
    start = time.process_time()
    names = Gazetteer.build(rows)
    built = time.process_time() - start - made
    peak = _peak_kb()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "names"
        names.save(place)
        stored = place.stat().st_size
        start = time.process_time()
        Gazetteer.load(place)
        loaded = time.process_time() - start
    spoken = [row.name for row in islice(_rows(count), 2_000)]
    text = " said ".join(
        f"{paragraph} {name}" for paragraph, name in zip(article(chance, 60_000).split("\n\n"), spoken, strict=False)
    )
    start = time.process_time()
    found = sum(1 for _ in names.find(text))
    took = time.process_time() - start
    return {
        "names": count,
        "build_s": round(built, 1),
        "peak_mb": round(peak / 1024),
        "before_mb": round(before / 1024),
        "stored_mb": round(stored / 1e6, 1),
        "load_s": round(loaded, 2),
        "search_mb_a_second": round(len(text.encode()) / 1e6 / took, 1),
        "found": found,
    }


def large_text(options: argparse.Namespace) -> dict[str, object]:
    """Texts of 50 MB through `countermark read`: an article after another, one endless line, no sentence marks."""
    size = 500_000 if options.smoke else 50_000_000
    chance = random.Random(5)
    piece = "".join(article(chance) + "\n" for _ in range(40))
    kinds = {
        "articles": piece,
        "one_line": piece.replace("\n", " "),
        "no_marks": "".join(letter for letter in piece if letter.isalnum() or letter.isspace()).replace("\n", " "),
    }
    figures: dict[str, object] = {"mb": size / 1e6}
    with tempfile.TemporaryDirectory() as folder:
        for kind, text in kinds.items():
            place = Path(folder) / f"{kind}.txt"
            place.write_text((text * (size // len(text.encode()) + 1))[:size], encoding="utf-8")
            figures[kind] = run("read", str(place), "--json", env={"COUNTERMARK_LEDGER": str(Path(folder) / "none")})
            place.unlink()
    return figures
