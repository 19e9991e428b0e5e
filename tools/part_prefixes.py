"""Mine the letter prefixes of part numbers from public part catalogues into reference/part_prefixes.csv.

    python tools/part_prefixes.py FOLDER            write the table
    python tools/part_prefixes.py FOLDER --check    exit 1 when the committed table differs

FOLDER holds the catalogues, zstd-compressed: jlcparts (TSV), the Digi-Key KiCad library and KiCad symbols (CSV). A
prefix is the run of two to six capital letters that a part number begins with, before its first digit; it is kept
where one maker has it often enough, and no catalogue text but prefix, maker and count goes into the table.
"""

import argparse
import csv
import io
import re
import sys
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import zstandard

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from countermark.reference.makers import find_maker
from countermark.reference.parts import LABEL_WORDS

TABLE = Path(str(files("countermark.reference"))) / "part_prefixes.csv"
PREFIX = re.compile(r"([A-Z]{2,6})[- ]?\d")
KNOWN_LEAST, UNKNOWN_LEAST, OVERALL_LEAST = 5, 40, 10
PASSIVE_LETTERS = 4  # passive parts are numbered by series, and short runs of their letters mean little
PASSIVE = re.compile(
    r"resistor|capacitor|inductor|connector|ferrite|switch|fuse|crystal|cable|screw|header|terminal|led\b|"
    r"optoelectronics|hardware|tool",
    re.IGNORECASE,
)
# Prefixes of makers that the catalogues hardly carry; each begins part numbers of published rows. Count 0 in the table.
SEEN_IN_ROWS = (
    ("AMIS", "onsemi"),
    ("CAM", "u_blox"),
    ("CMX", "consumer_microcircuits"),
    ("EPCS", "altera"),
    ("FMS", "fairchild_semiconductor"),
    ("FX", "consumer_microcircuits"),
    ("NEO", "u_blox"),
    ("TW", "techwell"),
)


def open_text(path: Path) -> io.TextIOWrapper:
    """Open a compressed text file."""
    return io.TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(path.open("rb")), encoding="utf-8", newline="")


def rows(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Give part number, maker and category of every catalogue row."""
    for path in sorted(folder.glob("jlcparts_*.tsv.zst")):
        with open_text(path) as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                yield row["mpn"] or "", row["manufacturer"] or "", f"{row['category']} {row['subcategory']}"
    for path in sorted(folder.glob("digikey_*.csv.zst")):
        with open_text(path) as file:
            for row in csv.DictReader(file):
                yield row["MPN"] or "", row["Manufacturer"] or "", f"{row['Category']} {row['Family']}"
    for path in sorted(folder.glob("kicad_symbols_*.csv.zst")):
        with open_text(path) as file:
            for row in csv.DictReader(file):
                yield row["part"] or "", "", row["lib"] or ""


def mine(folder: Path) -> list[tuple[str, str, int]]:
    """Count prefixes by maker, and keep those that are frequent enough to mean something."""
    by_maker: Counter[tuple[str, str]] = Counter()
    overall: Counter[str] = Counter()
    for mpn, maker, category in rows(folder):
        found = PREFIX.match(mpn.strip().upper())
        if found is None:
            continue
        letters = found[1]
        if len(letters) < PASSIVE_LETTERS and PASSIVE.search(category):
            continue
        overall[letters] += 1
        by_maker[letters, find_maker(maker).maker_id or ""] += 1
    kept = []
    for (letters, maker_id), count in by_maker.items():
        if letters in LABEL_WORDS and not maker_id:
            continue
        if overall[letters] >= OVERALL_LEAST and count >= (KNOWN_LEAST if maker_id else UNKNOWN_LEAST):
            kept.append((letters, maker_id, count))
    mined = {(letters, maker_id) for letters, maker_id, _ in kept}
    kept += [(*pair, 0) for pair in SEEN_IN_ROWS if pair not in mined]
    return sorted(kept)


def render(kept: list[tuple[str, str, int]]) -> str:
    """Write the table as text."""
    out = io.StringIO()
    out.write(
        "# Letter prefixes of part numbers by maker, with the number of catalogue rows. Mined by\n"
        "# tools/part_prefixes.py from jlcparts (2026-05-21), the Digi-Key KiCad library and the KiCad symbol library\n"
        "# (2020-10). maker_id empty: makers not in makers.csv, together; count 0: seen in published rows only.\n"
        "# Facts about part numbers only; no catalogue text.\n"
    )
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("letters", "maker_id", "count"))
    writer.writerows(kept)
    return out.getvalue()


def main() -> int:
    """Write the table, or compare it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    text = render(mine(arguments.folder))
    if not arguments.check:
        TABLE.write_text(text, encoding="utf-8", newline="\n")
        print(f"{text.count(chr(10)) - 5} prefixes in {TABLE.name}")
        return 0
    if TABLE.read_text(encoding="utf-8") == text:
        return 0
    print(f"{TABLE.name} differs from the catalogues: run tools/part_prefixes.py again", file=sys.stderr)
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
