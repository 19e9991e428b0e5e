"""Every documented command runs, in order, file by file, in a folder of its own; the generated reference is fresh."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tarfile
from importlib.resources import files
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = ["README.md", *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
SKIP = {"make demo", "make test"}  # run by .ci/run itself


def _text(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def commands(page: str) -> list[str]:
    """List the `$ countermark ...` lines of a page."""
    text = _text(page)
    lines = [line[2:] for block in BLOCK.findall(text) for line in block.splitlines() if line.startswith("$ ")]
    return [line for line in lines if line.startswith("countermark ")]


def _prepare(folder: Path) -> None:
    """Lay the files that the pages speak of: a table, a catalogue, a copy with repeated rows, snapshots of a list."""
    table = files("countermark.demo").joinpath("parts.csv").read_text(encoding="utf-8")
    (folder / "parts.csv").write_text(table, encoding="utf-8")
    demo = folder / "src" / "countermark" / "demo"
    demo.mkdir(parents=True)
    (demo / "parts.csv").write_text(table, encoding="utf-8")
    (folder / "catalogue.csv").write_text(
        "mpn,manufacturer,package,category,description\n"
        "ADM3202ARNZ,Analog Devices,SOIC-16,Interface,RS-232 transceiver\n",
        encoding="utf-8",
    )
    (folder / "headings.toml").write_text(
        '[columns]\nmarking = "marking"\n[constants]\ncountry = "CN"\n', encoding="utf-8"
    )
    report = files("countermark.demo").joinpath("report.txt").read_text(encoding="utf-8")
    (folder / "report.txt").write_text(report, encoding="utf-8")
    (demo / "report.txt").write_text(report, encoding="utf-8")
    (folder / "lists").mkdir()
    excerpts = sorted(files("countermark.demo").joinpath("lists").iterdir(), key=lambda place: place.name)
    with tarfile.open(folder / "snapshots.tar", "w") as archive:
        for excerpt in excerpts:
            place = folder / "lists" / excerpt.name
            place.write_bytes(excerpt.read_bytes())
            archive.add(place, excerpt.name)
    lines = table.splitlines(keepends=True)
    (folder / "repeated.csv").write_text("".join(lines) + "".join(lines[1:4]) * 3, encoding="utf-8")


def _run(command: str, folder: Path) -> subprocess.CompletedProcess[bytes]:
    words = shlex.split(command)
    target = None
    if ">" in words:
        at = words.index(">")
        target = folder / words[at + 1]
        words = words[:at]
    environment = {**os.environ, "COUNTERMARK_LEDGER": str(folder / "case")}
    done = subprocess.run(
        [sys.executable, "-m", "countermark", *words[1:]], cwd=folder, env=environment, capture_output=True, check=False
    )
    if target:
        target.write_bytes(done.stdout)
    return done


@pytest.mark.parametrize("page", [page for page in PAGES if commands(page)])
def test_documented_commands_run(page: str, tmp_path: Path) -> None:
    _prepare(tmp_path)
    needs_ledger = page.startswith("docs/") and page != "docs/tutorial.md" and "init case" not in _text(page)
    if needs_ledger:
        table = "repeated.csv" if "repeated" in page else "parts.csv"
        for command in ("countermark init case", f"countermark add {table} --ledger case"):
            assert _run(command, tmp_path).returncode == 0
    for command in commands(page):
        done = _run(command, tmp_path)
        assert done.returncode == 0, f"{page}: {command}\n{done.stderr.decode()}"
        assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("tool", ["command_reference.py", "list_reference.py", "reading_reference.py"])
def test_the_generated_references_are_fresh(tool: str) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / tool), "--check"],
        capture_output=True,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()


def test_every_command_has_a_page_entry_and_every_link_leads_somewhere() -> None:
    for page in PAGES:
        text = _text(page)
        for link in re.findall(r"\]\(([^)#:]+?)(?:#[^)]*)?\)", text):
            assert ((ROOT / page).parent / link).exists(), f"{page} -> {link}"
