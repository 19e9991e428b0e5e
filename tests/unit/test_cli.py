"""The command line as a user meets it: real processes, every exit code, wrong files, a closed pipe, Ctrl-C."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from importlib.resources import files
from pathlib import Path

import pytest

MAIN = [sys.executable, "-m", "countermark"]


def run(*arguments: str, cwd: Path, text: str | None = None, code: int = 0) -> subprocess.CompletedProcess[str]:
    """Run a command, check its exit code, and that no traceback shows."""
    done = subprocess.run(
        [*MAIN, *arguments], cwd=cwd, input=text, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == code, done.stderr + done.stdout
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture
def parts(tmp_path: Path) -> Path:
    """The demo table under a Cyrillic name."""
    place = tmp_path / "деталі зразка.csv"
    place.write_text(files("countermark.demo").joinpath("parts.csv").read_text(encoding="utf-8"), encoding="utf-8")
    return place


@pytest.fixture
def case(tmp_path: Path, parts: Path) -> Path:
    """A ledger with the demo table."""
    run("init", "case", cwd=tmp_path)
    run("add", parts.name, "--ledger", "case", cwd=tmp_path)
    return tmp_path / "case"


def test_help_lists_every_command(tmp_path: Path) -> None:
    text = run("--help", cwd=tmp_path).stdout
    for command in ("demo", "init", "add", "batches", "verify", "export", "marking", "trace", "made", "judge"):
        assert f"\n  {command}" in text


def test_an_unknown_command_gets_a_suggestion_and_exit_2(tmp_path: Path) -> None:
    assert "Did you mean 'trace'" in run("trce", cwd=tmp_path, code=2).stderr


def test_marking_prints_the_contract(tmp_path: Path) -> None:
    value = json.loads(run("marking", "1755 ADJ #150 24272", "--maker", "Analog Devices", cwd=tmp_path).stdout)
    assert {"text", "maker", "verdict", "readings", "parts", "rejected"} <= set(value)
    assert value["verdict"] == "ambiguous"
    reading = value["readings"][0]
    assert {"kind", "token", "start", "end", "made_from", "made_to", "precision", "rule", "reasons"} <= set(reading)
    assert (reading["kind"], reading["made_from"], reading["made_to"]) == ("date_code", "2011-12-12", "2011-12-19")
    recovered = run("marking", "1755 ADJ #150", "--maker", "Analog Devices", "--recovered", "2015-06-01", cwd=tmp_path)
    assert json.loads(recovered.stdout)["verdict"] == "single"


def test_marking_reads_lines_with_makers(tmp_path: Path) -> None:
    text = "ADM3202 #2135\tAnalog Devices\nTEN 30-2412WIN\tTraco Power\n\nнічого\n"
    lines = [json.loads(line) for line in run("marking", "-", cwd=tmp_path, text=text).stdout.splitlines()]
    assert [line["verdict"] for line in lines] == ["single", "none", "none", "none"]
    assert lines[3]["text"] == "нічого"


def test_adding_the_same_bytes_again_adds_nothing(case: Path, parts: Path, tmp_path: Path) -> None:
    before = json.loads(run("batches", "--ledger", "case", cwd=tmp_path).stdout)
    result = json.loads(run("add", parts.name, "--ledger", "case", cwd=tmp_path).stdout)
    assert result["entry"] is None
    assert json.loads(run("batches", "--ledger", "case", cwd=tmp_path).stdout) == before


def test_a_trace_of_a_file_stores_nothing_and_has_no_seal(parts: Path, tmp_path: Path) -> None:
    answer = json.loads(run("trace", parts.name, cwd=tmp_path).stdout)
    assert answer["seal"] is None
    assert len(answer["rows"]) == 50
    assert sorted(path.name for path in tmp_path.iterdir()) == [parts.name]


def test_a_file_is_read_beside_the_ledger_whose_catalogue_counts(case: Path, tmp_path: Path) -> None:
    (tmp_path / "catalogue.csv").write_text("mpn,manufacturer\nADM3202ARNZ,Analog Devices\n", encoding="utf-8")
    run("add", "catalogue.csv", "--as", "parts", "--ledger", "case", cwd=tmp_path)
    (tmp_path / "one.csv").write_text(
        "id,specimen,marking,maker\n1,x,ADM3202 ARNZ #2135,Analog Devices\n", encoding="utf-8"
    )
    answer = json.loads(run("trace", "one.csv", "--ledger", "case", cwd=tmp_path).stdout)
    assert [row["catalogue"]["match"] for row in answer["rows"]] == ["exact"]
    assert answer["seal"] is None
    kept = json.loads(run("trace", "one.csv", "--add", "--ledger", "case", cwd=tmp_path).stdout)
    assert kept["seal"]
    assert len(kept["rows"]) == 51


def test_trace_writes_a_dossier_csv_and_entities(case: Path, tmp_path: Path) -> None:
    run("trace", "--ledger", "case", "--html", "d.html", cwd=tmp_path)
    page = (tmp_path / "d.html").read_text(encoding="utf-8").replace("\u00a0", " ")
    assert "11 April 2022" in page
    assert "<script src" not in page
    table = run("trace", "--ledger", "case", "--format", "csv", cwd=tmp_path).stdout
    assert table.count("\n") >= 51
    entities = [
        json.loads(line)
        for line in run("trace", "--ledger", "case", "--format", "ftm", cwd=tmp_path).stdout.splitlines()
    ]
    assert {"Component", "WeaponSpecimen"} <= {entity["schema"] for entity in entities}


def test_csv_cells_never_start_a_formula(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text('id,specimen,marking,maker\n1,=cmd(),"+849 MAX3490",@SUM(A1)\n2,x,-1+1,\n', encoding="utf-8")
    out = run("trace", "t.csv", "--format", "csv", cwd=tmp_path).stdout
    for row in csv.reader(out.splitlines()):
        assert not [cell for cell in row if cell[:1] in "=+-@" and cell]
    assert "'=cmd()" in out


def test_fail_on_ends_with_3(case: Path, tmp_path: Path) -> None:
    assert "made-after" in run("trace", "--ledger", "case", "--fail-on", "made-after", cwd=tmp_path, code=3).stderr


def test_verify_finds_a_flipped_byte_and_ends_with_5(case: Path, tmp_path: Path) -> None:
    run("verify", "--ledger", "case", cwd=tmp_path)
    original = next((case / "originals").iterdir())
    original.chmod(0o644)
    data = bytearray(original.read_bytes())
    data[len(data) // 2] ^= 1
    original.write_bytes(data)
    assert original.name[:12] in run("verify", "--ledger", "case", cwd=tmp_path, code=5).stderr


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("empty.csv", b"", "empty"),
        ("headings.csv", b"id,specimen,marking,maker\n", "heading"),
        ("binary.csv", bytes(range(256)) * 20, ""),
        ("broken.xlsx", b"PK\x03\x04 this is no workbook", ""),
        ("other.csv", b"colour,size\nred,3\n", "mapping"),
        ("nul.csv", b"id,specimen,marking,maker\n1,x,AB\x00C,y\n", "NUL"),
    ],
)
def test_wrong_files_get_one_line_naming_the_file(
    case: Path, tmp_path: Path, name: str, content: bytes, word: str
) -> None:
    (tmp_path / name).write_bytes(content)
    before = json.loads(run("batches", "--ledger", "case", cwd=tmp_path).stdout)
    message = run("add", name, "--ledger", "case", cwd=tmp_path, code=2).stderr
    assert name in message
    assert word.lower() in message.lower()
    assert json.loads(run("batches", "--ledger", "case", cwd=tmp_path).stdout) == before
    run("verify", "--ledger", "case", cwd=tmp_path)


def test_a_missing_ledger_and_a_missing_file_are_bad_input(tmp_path: Path) -> None:
    assert "nowhere" in run("trace", "--ledger", "nowhere", cwd=tmp_path, code=2).stderr
    assert "missing.csv" in run("trace", "missing.csv", cwd=tmp_path, code=2).stderr


def test_a_closed_pipe_ends_quietly(case: Path, tmp_path: Path) -> None:
    command = " ".join(MAIN) + " trace --ledger case --format csv | head -n 1"
    done = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout.startswith("component,")


def test_ctrl_c_ends_with_130(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [*MAIN, "marking", "-"], cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    time.sleep(5)
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=20)
    assert process.returncode == 130
    assert b"Traceback" not in error


def test_judging_is_recorded_reversible_and_refuses_nonsense(case: Path, tmp_path: Path) -> None:
    who = ("--by", "A. Analyst", "--why", "reel label", "--ledger", "case")
    run("judge", "reading", "gur-5266", "--made", "2021-W50", *who, cwd=tmp_path)
    rows = json.loads(run("made", "--ledger", "case", cwd=tmp_path).stdout)["rows"]
    row = next(row for row in rows if row["id"] == "gur-5266")
    assert (row["verdict"], row["made_from"]) == ("single", "2021-12-13")
    assert row["overruled"]["machine_verdict"] == "ambiguous"
    run("judge", "reading", "gur-5266", "--withdraw", *who, cwd=tmp_path)
    rows = json.loads(run("made", "--ledger", "case", cwd=tmp_path).stdout)["rows"]
    assert next(row for row in rows if row["id"] == "gur-5266")["verdict"] == "ambiguous"
    assert "no date" in run("judge", "reading", "gur-5266", "--made", "soon", *who, cwd=tmp_path, code=2).stderr
    assert "gur-0" in run("judge", "reading", "gur-0", "--made", "none", *who, cwd=tmp_path, code=2).stderr
    kinds = [entry["kind"] for entry in json.loads(run("batches", "--ledger", "case", cwd=tmp_path).stdout)]
    assert kinds == ["batch", "judgement", "judgement"]


def test_recorded_by_shows_the_ledger_as_it_stood(case: Path, tmp_path: Path) -> None:
    done = run("trace", "--ledger", "case", "--recorded-by", "2001-01-01", cwd=tmp_path, code=2)
    assert "no component rows in view" in done.stderr


def test_the_demo_twice_changes_nothing(tmp_path: Path) -> None:
    first = json.loads(run("demo", cwd=tmp_path).stdout)
    page = (tmp_path / first["dossier"]).read_bytes()
    story = (tmp_path / first["report"]).read_text(encoding="utf-8")
    assert "Small parts, long journeys" in story
    stamps = {
        path: path.stat().st_mtime_ns for path in (tmp_path / "demo").rglob("*") if path.suffix in {".html", ".parquet"}
    }
    second = json.loads(run("demo", cwd=tmp_path).stdout)
    assert second == first
    assert (tmp_path / first["dossier"]).read_bytes() == page
    assert (tmp_path / first["report"]).read_text(encoding="utf-8") == story
    assert stamps == {path: path.stat().st_mtime_ns for path in stamps}


def test_a_debug_run_shows_where(tmp_path: Path) -> None:
    environment = {**os.environ, "COUNTERMARK_DEBUG": "1"}
    done = subprocess.run(
        [*MAIN, "trace", "nothing.csv"], cwd=tmp_path, env=environment, capture_output=True, check=False
    )
    assert done.returncode == 2


def test_check_writes_the_page_of_a_report(case: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text("“We sold nothing,” the ministry said. It is <b>late</b>.\n", encoding="utf-8")
    done = run("check", "report.txt", "--html", "page.html", "--ledger", "case", cwd=tmp_path)
    assert done.stdout == ""
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "&lt;b&gt;late&lt;/b&gt;" in page
    assert run("check", "-", "--html", "-", "--ledger", "case", cwd=tmp_path, text=report.read_text()).stdout == page
    both = run("check", "report.txt", "--html", "page.html", "--json", "--ledger", "case", cwd=tmp_path)
    assert json.loads(both.stdout)["question"] == "check"
