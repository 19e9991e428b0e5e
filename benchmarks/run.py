"""Measure what the product promises: `python benchmarks/run.py [--rows 1000000] [--data DIR] [--only NAME,...]`.

Each figure is a whole process or a loop in this one, with its peer in the same run where there is one (a naive
date-code pattern, pandas on the same summary, followthemoney on the same list). Seconds depend on the machine; ratios
travel better.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import lists
import reading
import synthetic
from measure import data_dir, run

NAIVE = re.compile(r"(?<!\d)(\d\d)(0[1-9]|[1-4]\d|5[0-3])(?!\d)")


def markings(_: argparse.Namespace) -> dict[str, object]:
    """Readings a second on one core, their growth with length, beside the naive pattern."""
    from countermark.marking import read

    texts = [(row[1], row[2]) for row in synthetic.rows(20_000)]
    for text, maker in texts[:500]:
        read(text, maker)
    start = time.process_time()
    for text, maker in texts:
        read(text, maker)
    ours = time.process_time() - start
    start = time.process_time()
    for text, _maker in texts:
        NAIVE.findall(text)
    naive = time.process_time() - start
    lengths = {}
    for size in (1_000, 10_000, 100_000):
        long = ("ADM3202 ARNZ #2135 word " * (size // 24 + 1))[:size]
        start = time.process_time()
        read(long, "Analog Devices")
        lengths[size] = round(time.process_time() - start, 5)
    return {
        "readings_a_second": round(len(texts) / ours),
        "naive_pattern_a_second": round(len(texts) / naive),
        "seconds_by_length_in_characters": lengths,
    }


def real_table(options: argparse.Namespace) -> dict[str, object]:
    """The 5,806 rows: add, trace and dossier in one ledger."""
    data = data_dir(options)
    if data is None:
        return {"skipped": "no real data"}
    table = data / "components" / "gur_components_snapshot_2026-06-13.csv"
    with tempfile.TemporaryDirectory() as folder:
        ledger = str(Path(folder) / "case")
        figures = {
            "init": run("init", ledger),
            "add": run("add", str(table), "--ledger", ledger),
            "trace_and_dossier": run("trace", "--ledger", ledger, "--html", str(Path(folder) / "d.html"), "--json"),
            "trace_again": run("trace", "--ledger", ledger, "--json"),
        }
        size = (Path(folder) / "d.html").stat().st_size
    total = figures["add"]["processor_s"] + figures["trace_and_dossier"]["processor_s"]
    return {**figures, "add_trace_dossier_processor_s": round(total, 2), "dossier_mb": round(size / 1e6, 2)}


def million(options: argparse.Namespace) -> dict[str, object]:
    """Synthetic rows: add, first summary, the summary again, and pandas on the same summary."""
    with tempfile.TemporaryDirectory() as folder:
        table = synthetic.write(Path(folder) / "rows.csv", options.rows)
        ledger = str(Path(folder) / "case")
        run("init", ledger)
        figures: dict[str, object] = {
            "rows": options.rows,
            "add": run("add", str(table), "--ledger", ledger),
            "first_trace": run("trace", "--ledger", ledger, "--json"),
            "trace_again": run("trace", "--ledger", ledger, "--json"),
        }
        size = sum(
            path.stat().st_size for path in Path(ledger).rglob("*") if path.is_file() and "cache" not in path.parts
        )
        checked = run("verify", "--ledger", ledger)
        figures["verify"] = {**checked, "mb": round(size / 1e6)}
        figures["pandas_naive_summary"] = _pandas(table)
    return figures


def _pandas(table: Path) -> dict[str, object]:
    try:
        import pandas as pd
    except ImportError:
        return {"skipped": "pandas is not installed"}
    start = time.perf_counter()
    frame = pd.read_csv(table, dtype=str)
    code = frame["marking"].str.extract(r"(?<!\d)(\d\d(?:0[1-9]|[1-4]\d|5[0-3]))(?!\d)")[0]
    summary = (
        frame.assign(after=code.fillna("0000") >= "2208")
        .groupby("specimen")
        .agg(n=("id", "size"), after=("after", "sum"))
    )
    return {"wall_s": round(time.perf_counter() - start, 2), "specimens": len(summary)}


def verify_rate(_: argparse.Namespace) -> dict[str, object]:
    """Megabytes a second of verify on one large original."""
    with tempfile.TemporaryDirectory() as folder:
        ledger = Path(folder) / "case"
        run("init", str(ledger))
        table = synthetic.write(Path(folder) / "rows.csv", 400_000)
        run("add", str(table), "--ledger", str(ledger))
        for number in range(12):  # more bytes under seal, without more rows to read
            copy = Path(folder) / f"c{number}.csv"
            copy.write_bytes(table.read_bytes() + f"s-x{number},,Traco Power,CH,x,,,,,\n".encode())
            run("add", str(copy), "--ledger", str(ledger), "--dataset", f"c{number}")
        size = sum(path.stat().st_size for path in ledger.rglob("*") if path.is_file() and "cache" not in path.parts)
        empty = Path(folder) / "empty"
        run("init", str(empty))
        base = run("verify", "--ledger", str(empty))["wall_s"]
        took = run("verify", "--ledger", str(ledger))["wall_s"]
    return {
        "mb": round(size / 1e6),
        "wall_s": took,
        "start_up_s": base,
        "mb_a_second": round(size / 1e6 / max(took - base, 1e-6)),
    }


def start_up(_: argparse.Namespace) -> dict[str, object]:
    """`countermark --help`, median of eleven."""
    times = sorted(run("--help")["wall_s"] for _ in range(11))
    return {"median_s": times[5], "least_s": times[0]}


def accuracy(options: argparse.Namespace) -> dict[str, object]:
    """Post-control rows of the real table: the reader beside the naive pattern."""
    data = data_dir(options)
    if data is None:
        return {"skipped": "no real data"}
    from countermark.marking import read

    hits = {"naive": 0, "reader": 0, "both": 0}
    with (data / "components" / "gur_components_snapshot_2026-06-13.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            text = row["name_marking"]
            naive = any("2208" <= "".join(pair) <= "2626" for pair in NAIVE.findall(text))
            marking = read(text, row["maker_as_published"])
            ours = marking.verdict == "single" and marking.readings[0].made_from.isoformat() >= "2022-02-24"
            hits["naive"] += naive
            hits["reader"] += ours
            hits["both"] += naive and ours
    return {"rows_dated_after_control": hits, "false_by_the_naive_pattern": hits["naive"] - hits["both"]}


PARTS: dict[str, Callable[[argparse.Namespace], dict[str, object]]] = {
    "start_up": start_up,
    "markings": markings,
    "accuracy": accuracy,
    "real_table": real_table,
    "million": million,
    "verify_rate": verify_rate,
    "lists": lists.lists,
    "status": lists.status,
    "sheet": lists.sheet,
    "reading": reading.reading,
    "gazetteer": reading.gazetteer,
    "large_text": reading.large_text,
}


def main() -> None:
    """Run the parts asked for and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--data")
    parser.add_argument("--polnear", metavar="DIR", help="PolNeAR's data folder, fetched by whoever measures")
    parser.add_argument("--ftm", metavar="PYTHON", help="a Python that has followthemoney; else that of `env ftm`")
    parser.add_argument("--only", default=",".join(PARTS))
    parser.add_argument("--smoke", action="store_true", help="small sizes: shows that every part still runs")
    options = parser.parse_args()
    if options.smoke:
        options.rows = 5_000
        options.only = "start_up,markings,accuracy,real_table,million,lists,status,sheet,reading,gazetteer,large_text"
    report = {}
    for name in options.only.split(","):
        report[name] = PARTS[name](options)
        print(json.dumps({name: report[name]}), flush=True)


if __name__ == "__main__":
    main()
