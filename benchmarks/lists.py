"""Lists: 308 snapshots into one history, one snapshot beside followthemoney, questions of the whole history.

Targets: the history in under 5 minutes of processor time and 1 GB, stored in under 40 MB; a snapshot at 5 times
followthemoney's statements a second; `status` by id in 5 ms, `changes` of a month in 200 ms, `sheet` in 2 s.
"""

from __future__ import annotations

import argparse
import atexit
import json
import os
import shutil
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from measure import ROOT, data_dir, repeat, run

SDN_HISTORY = "ofac/sdn_csv_history_2021-08-18_2024-05-03.tar.zst"
SDN_LAST = "ofac/snapshots/sdn_2024-05-03T1843_a5ec3c5ee4.csv.zst"
# Every list beside the SDN list, and the day where neither the file nor its name has one.
OTHERS = {
    "un/un_consolidated_2018-08-24.xml.zst": None,
    "un/un_consolidated_2020-12-01.xml.zst": None,
    "un/un_consolidated_2025-04-19.xml.zst": None,
    "un/un_consolidated_2026-02-27.xml.zst": None,
    "uk/conlist_2020-04-27.csv.zst": None,
    "uk/conlist_2022-05-04.xlsx": None,
    "opensanctions_curated/eu_journal_32006R0765.csv.zst": "2026-08-22",
    "opensanctions_curated/eu_journal_32014R0269.csv.zst": "2026-08-22",
    "opensanctions_curated/eu_journal_32014R0833.csv.zst": "2026-08-22",
    "opensanctions_curated/eu_journal_32023R1529.csv.zst": "2026-08-22",
    "canada/sema_2022-05.xml.zst": "2022-05-31",
    "canada/sema_2025-05.xml.zst": "2025-05-31",
    "australia/regulation8_consolidated_2022-05.xls.zst": "2022-05-31",
    "japan/mof_freeze_2022-05-05.xls.zst": None,
    "japan/mof_freeze_2022-11-02.xls.zst": None,
    "ukraine/nsdc_decrees_2021-08-11.xlsx": None,
    "ukraine/nsdc_decrees_2022-04-07.xlsx": None,
    "us_csl/consolidated_2022-04.csv.gz": "2022-05-16",
    "us_csl/csl_condensed_2026-07-31.json.zst": None,
}
WINDOWS = (("2022-02-24", "2022-03-26"), ("2022-02-23", "2022-02-26"), ("2023-01-01", "2024-01-01"))
WHOLE = ("2021-08-17", "2024-05-04")

_made: dict[str, Any] = {}


def lists(options: argparse.Namespace) -> dict[str, object]:
    """The SDN list's history added whole, and one snapshot beside followthemoney."""
    folder = _folder(options)
    if folder is None:
        return {"skipped": "no real data"}
    ledger, added = _history(options, folder)
    said = _statements(ledger)
    one = _one_snapshot(folder / SDN_LAST, options)
    history: dict[str, object] = {
        **added,
        "statements_of_all_snapshots": said,
        "statements_a_second": round(said / added["processor_s"]),
        "stored": _sizes(ledger),
    }
    peer = one["followthemoney"]
    if isinstance(peer, dict) and "statements_a_second" in peer:
        history["times_as_fast_as_followthemoney_on_one"] = round(
            said / added["processor_s"] / peer["statements_a_second"], 1
        )
    return {"history": history, "one_snapshot": one}


def status(options: argparse.Namespace) -> dict[str, object]:
    """Questions of the whole SDN history in one process: `status` by id, `changes` of a window."""
    folder = _folder(options)
    if folder is None:
        return {"skipped": "no real data"}
    from countermark.answers.changes import Window, changes
    from countermark.answers.status import ask
    from countermark.answers.status import status as status_of
    from countermark.ledger import Engine, Ledger
    from countermark.model.clock import system_clock
    from countermark.tables.listings import open_listings

    rounds = 2 if options.smoke else 10
    with Ledger.open(_history(options, folder)[0], clock=system_clock) as ledger:
        view = ledger.view()
        listings = open_listings(view, Engine)
        newest = listings.timelines["us_ofac_sdn", ""][-1]
        ids = sorted(listings.listed(newest.stream, newest.seen_at))[:: 150 if not options.smoke else 3000]
        asked = [ask(main, on="2023-06-30", seen_by=None, today="2024-05-03", allow_stale=True) for main in ids]
        figures: dict[str, object] = {
            "status_by_id": repeat([partial(status_of, view, listings, one) for one in asked], rounds)
        }
        for start, end in (*WINDOWS, WHOLE):
            window = Window("us_ofac_sdn", start, end, allow_stale=True)
            events = len(changes(view, listings, window).rows)
            took = repeat([partial(changes, view, listings, window)], rounds if (start, end) != WHOLE else 3)
            figures[f"changes_{start}_{end}"] = {"events": events, **took}
        listings.close()
    return figures


def sheet(options: argparse.Namespace) -> dict[str, object]:
    """`countermark sheet` as a fresh process, every list loaded."""
    folder = _folder(options)
    if folder is None:
        return {"skipped": "no real data"}
    rounds = 1 if options.smoke else 7
    ledger, added = _every_list(options, folder)
    asked = ("ADM3202 ARNZ #2135 2210", "--on", "2022-08-26", "--maker", "Analog Devices", "--ledger", str(ledger))
    figures: dict[str, object] = {"adding_the_others": added, "stored": _sizes(ledger)}
    for party in ("LLC Onelek", "Rosoboronexport", "nobody of this name")[: 1 if options.smoke else 3]:
        times = [run("sheet", *asked, "--party", party, "--allow-stale", "--json") for _ in range(rounds)]
        walls, used = (sorted(time[name] for time in times) for name in ("wall_s", "processor_s"))
        figures[party] = {
            "median_wall_s": median(walls),
            "least_wall_s": walls[0],
            "most_wall_s": walls[-1],
            "median_processor_s": median(used),
        }
    return figures


def _folder(options: argparse.Namespace) -> Path | None:
    data = data_dir(options)
    return data / "sanctions" if data is not None and (data / "sanctions" / SDN_HISTORY).is_file() else None


def history_ledger(options: argparse.Namespace) -> Path | None:
    """Give a ledger with the SDN list's history, or None where there is no real data."""
    folder = _folder(options)
    return None if folder is None else _history(options, folder)[0]


def _history(options: argparse.Namespace, folder: Path) -> tuple[Path, dict[str, float]]:
    """Make the ledger with the SDN list's history once; a quick run takes one snapshot."""
    if "history" not in _made:
        place = tempfile.mkdtemp(prefix="countermark-benchmark-")
        atexit.register(shutil.rmtree, place, ignore_errors=True)
        ledger = Path(place) / "sdn"
        run("init", str(ledger))
        file = folder / (SDN_LAST if options.smoke else SDN_HISTORY)
        _made["history"] = ledger, run("add", str(file), "--ledger", str(ledger))
    made: tuple[Path, dict[str, float]] = _made["history"]
    return made


def _every_list(options: argparse.Namespace, folder: Path) -> tuple[Path, dict[str, float]]:
    """Make a ledger with every list: the SDN list's history, then the others, a command each."""
    ledger = _history(options, folder)[0].with_name("every")
    shutil.copytree(ledger.with_name("sdn"), ledger)
    total = {"files": 0.0, "wall_s": 0.0, "processor_s": 0.0}
    for name, day in {} if options.smoke else OTHERS.items():
        took = run("add", str(folder / name), "--ledger", str(ledger), *(["--published", day] if day else []))
        total["files"] += 1
        for key in ("wall_s", "processor_s"):
            total[key] = round(total[key] + took[key], 2)
    return ledger, total


def _sizes(ledger: Path) -> dict[str, float]:
    sizes: dict[str, float] = {}
    for path in ledger.rglob("*"):
        if path.is_file():
            part = path.relative_to(ledger).parts[0].replace("catalog.sqlite", "catalog")
            sizes[part] = sizes.get(part, 0) + path.stat().st_size / 1e6
    kept = sum(size for part, size in sizes.items() if part != "cache")
    named = {f"{part}_mb": round(sizes.get(part, 0), 2) for part in ("originals", "segments", "catalog", "cache")}
    return {"without_cache_mb": round(kept, 2), **named}


def _statements(ledger: Path) -> int:
    """Count what all snapshots say, each whole: what a tool without histories would write."""
    from countermark.ledger import Engine, Ledger
    from countermark.model.clock import system_clock

    with Ledger.open(ledger, clock=system_clock) as opened, Engine() as engine:
        segments = [str(path) for path in opened.view().segment_paths("list_snapshot")]
        rows = engine.query("SELECT sum(said) FROM read_parquet(?, hive_partitioning=false)", [segments])
    return int(rows[0][0])


def _one_snapshot(file: Path, options: argparse.Namespace) -> dict[str, object]:
    theirs = ftm_python(options)
    ours: list[dict[str, Any]] = []
    peer: list[dict[str, Any]] = []
    for _ in range(1 if options.smoke else 5):  # one after the other, so that a busy machine is busy for both
        ours.append(_alone(sys.executable, "ours", file))
        if theirs:
            peer.append(_alone(theirs, "ftm", file))
    figures: dict[str, object] = {"ours": _rates(ours)}
    if not peer:
        return {**figures, "followthemoney": {"skipped": "no environment of it: python3 tools/bootstrap.py env ftm"}}
    pairs = [_rate(one) / _rate(two) for one, two in zip(ours, peer, strict=True)]
    alone = [_rate(one) / _rate(two, less="our_parser_s") for one, two in zip(ours, peer, strict=True)]
    return {
        **figures,
        "followthemoney": _rates(peer),
        "times_as_fast": round(median(pairs), 2),
        "times_as_fast_least_most": [round(min(pairs), 2), round(max(pairs), 2)],
        "times_as_fast_were_their_parsing_free": round(median(alone), 2),
    }


def _rate(one: dict[str, Any], less: str = "") -> float:
    return float(one["statements"] / (one["processor_s"] - (one[less] if less else 0)))


def _rates(all_of_them: list[dict[str, Any]]) -> dict[str, Any]:
    rates = sorted(_rate(one) for one in all_of_them)
    return {
        "statements_a_second": round(median(rates)),
        "least_most": [round(rates[0]), round(rates[-1])],
        "median_run": sorted(all_of_them, key=_rate)[len(rates) // 2],
    }


def _alone(python: str, which: str, file: Path) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [python, str(Path(__file__).with_name("one_snapshot.py")), which, str(file), folder],
            capture_output=True,
            env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
            check=False,
        )
    if done.returncode:
        raise SystemExit(f"one_snapshot {which}: {done.stderr.decode()[-400:]}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def ftm_python(options: argparse.Namespace) -> str | None:
    """Find a Python that has followthemoney: named with --ftm, or of the environment that the bootstrap makes."""
    venv = os.environ.get("COUNTERMARK_VENV") or str(ROOT / ".venv")
    python = options.ftm or f"{venv}-ftm/bin/python"
    try:
        done = subprocess.run([python, "-c", "import followthemoney, icu"], capture_output=True, check=False)
    except OSError:
        return None
    return python if done.returncode == 0 else None
