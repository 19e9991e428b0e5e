"""`check` and `timeline` at the command line: what they print, exit codes, bad input."""

from __future__ import annotations

import csv
import io
import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from tests.unit.lists.ofac_files import FIRM, LI, SHIP, sdn, write
from tests.unit.test_cli import run

WORDS = "The boards on this bench came by way of a broker in Porto who never asked where they would fly"
PAGE = f"Published: 10 January 2019\n\n“{WORDS},” said {{}}.\n\nThe inspector counted {{}} boards.\n"
LISTED = "Published: 10 January 2019\n\nGeneral Li Shangfu has been under US sanctions since {} for arms purchases.\n"


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("check-cli")
    run("init", "case", cwd=folder)
    for day, rows in (("2018-01-26", (SHIP, FIRM)), ("2019-01-04", (SHIP, LI, FIRM)), ("2019-01-20", (LI, FIRM))):
        name = write(folder, f"sdn_{day}.csv", sdn(*rows)).name
        run("add", name, "--any-size", "--ledger", "case", cwd=folder)
    write(folder, "other.txt", PAGE.format("Lena Sorel", 46))
    run("add", "other.txt", "--as", "report", "--outlet", "Courier", "--ledger", "case", cwd=folder)
    write(folder, "mine.txt", PAGE.format("Ivo Brandt", 46))
    write(folder, "listed.txt", LISTED.format(2018))
    return folder


def ask(case: Path, *arguments: str, code: int = 0) -> Any:
    return json.loads(run(*arguments, "--ledger", "case", cwd=case, code=code).stdout)


def test_a_conflict_is_loud_and_can_end_with_3(case: Path) -> None:
    answer = ask(case, "check", "mine.txt", "--outlet", "Dispatch")
    (row,) = [row for row in answer["rows"] if row["kind"] == "quotation"]
    assert row["verdict"] == "attribution conflict"
    assert "Courier gives them to Lena Sorel" in row["why"]
    assert (answer["question"], answer["parameters"]["published"]) == ("check", "2019-01-10")
    assert len(answer["detail"]["same_words"]) == 1
    ask(case, "check", "mine.txt", "--fail-on", "conflict", code=3)
    ask(case, "check", "mine.txt", "--fail-on", "contradicted")


def test_standard_input_a_report_of_the_ledger_and_csv(case: Path) -> None:
    text = (case / "mine.txt").read_text(encoding="utf-8")
    piped = run("check", "-", "--ledger", "case", cwd=case, text=text)
    file = ask(case, "check", "mine.txt")
    assert json.loads(piped.stdout)["rows"] == file["rows"]
    held = ask(case, "check", "other.txt")
    assert {row["speaker"] for row in held["rows"] if row["claim"]} == {"Lena Sorel"}
    again = ask(case, "check", "other.txt", "--published", "2019-01-11", "--outlet", "Courier two")
    assert (again["parameters"]["published"], again["parameters"]["outlet"]) == ("2019-01-11", "Courier two")
    rows = list(
        csv.DictReader(io.StringIO(run("check", "mine.txt", "--format", "csv", "--ledger", "case", cwd=case).stdout))
    )
    assert len(rows) == len(file["rows"])


def test_versions_of_a_page(case: Path) -> None:
    write(case, "older.txt", PAGE.format("Ada Holm", 46))
    differences = ask(case, "check", "mine.txt", "--against", "older.txt")["detail"]["versions"]
    assert [(one["change"], one["detail"]) for one in differences] == [("speaker", "Ada Holm -> Ivo Brandt")]
    assert ask(case, "check", "mine.txt", "--against", "mine.txt")["detail"]["versions"] == []


def test_the_page_is_written(case: Path) -> None:
    done = run("check", "mine.txt", "--html", "page.html", "--ledger", "case", cwd=case)
    assert "wrote page.html" in done.stderr
    page = (case / "page.html").read_text(encoding="utf-8")
    assert "attribution conflict" in page
    assert page == run("check", "mine.txt", "--html", "-", "--ledger", "case", cwd=case).stdout


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("check", "nowhere.txt"), 2, "no file 'nowhere.txt'"),
        (("check", "empty.txt"), 2, "empty"),
        (("check", "binary.txt"), 2, "binary.txt"),
        (("check", "mine.txt", "--published", "10.01.2019"), 2, "write YYYY-MM-DD"),
        (("check", "mine.txt", "--against", "nowhere.txt"), 2, "no file 'nowhere.txt'"),
        (("check", "mine.txt", "--fail-on", "lies"), 2, "fail-on"),
        (("timeline", "a", "b", "c"), 2, "one actor or two"),
        (("timeline",), 2, "ACTOR"),
    ],
)
def test_bad_input(case: Path, arguments: tuple[str, ...], code: int, message: str) -> None:
    write(case, "empty.txt", "")
    (case / "binary.txt").write_bytes(bytes(range(256)) * 40)
    assert message in run(*arguments, "--ledger", "case", cwd=case, code=code).stderr


def test_odd_texts_are_bounded(case: Path) -> None:
    for text in (
        "“" * 5000,
        "word " * 20_000,
        "שלום אמר השר. " * 200,
        "a" * 200_000,
        "Under US sanctions since 2018. " * 300,
    ):
        write(case, "odd.txt", text)
        answer = ask(case, "check", "odd.txt", "--published", "2019-01-10")
        assert answer["question"] == "check"


def test_a_timeline(case: Path) -> None:
    answer = ask(case, "timeline", "Li Shangfu")
    assert [(row["kind"], row["date"]) for row in answer["rows"]] == [("listing", "2018-09-20")]
    spoken = ask(case, "timeline", "Lena Sorel")
    assert [(row["status"], row["published"], row["outlet"]) for row in spoken["rows"]] == [
        ("claimed", "2019-01-10", "Courier")
    ]


def test_the_demo_report_ranks_its_reseller_first(tmp_path: Path) -> None:
    run("demo", cwd=tmp_path)
    report = files("countermark.demo").joinpath("report.txt")
    write(tmp_path, "report.txt", report.read_text(encoding="utf-8"))
    answer = json.loads(run("check", "report.txt", "--ledger", "demo/ledger", cwd=tmp_path).stdout)
    (added,) = [row for row in answer["rows"] if row["kind"] == "list_addition"]
    assert added["verdict"] == "on record"
    assert added["candidates"][0]["caption"].startswith("CHINA HEAD")
    assert "CHINA HEAD" in (tmp_path / "demo" / "report.html").read_text(encoding="utf-8")
