"""Lists at the command line: JSON when piped, one clear line and the right exit code when something is wrong."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
from pathlib import Path

import pytest

from countermark.cli import session
from tests.unit.lists.ofac_files import FIRM, LI, SHIP, sdn, write
from tests.unit.test_cli import MAIN, run


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli")
    run("init", "дело", cwd=folder)
    for day, rows in (("2018-01-26", (SHIP, FIRM)), ("2019-01-04", (SHIP, LI, FIRM)), ("2019-01-20", (LI, FIRM))):
        name = write(folder, f"sdn_{day}.csv", sdn(*rows)).name
        run("add", name, "--any-size", "--ledger", "дело", cwd=folder)
    return folder


def ask(case: Path, *arguments: str, code: int = 0) -> dict:
    done = run(*arguments, "--ledger", "дело", cwd=case, code=code)
    return json.loads(done.stdout) if code in {0, 3} else {"stderr": done.stderr}


def test_add_says_what_became_of_a_list(case: Path, tmp_path: Path) -> None:
    write(tmp_path, "sdn_2019-01-22.csv", sdn(LI))
    run("init", "other", cwd=tmp_path)
    value = json.loads(run("add", "sdn_2019-01-22.csv", "--any-size", "--ledger", "other", cwd=tmp_path).stdout)
    (file,) = value["files"]
    assert (file["kind"], file["units"], file["snapshots"]) == ("us_ofac_sdn", "entries", 1)
    assert file["changed"] == {"added": 1, "altered": 0, "removed": 0}


def test_sources_show_freshness_and_counts(case: Path) -> None:
    (row,) = ask(case, "sources")["rows"]
    assert (row["list"], row["snapshots"], row["entries"], row["stale"]) == ("us_ofac_sdn", 3, 2, True)


def test_status_by_both_clocks_and_fail_on(case: Path) -> None:
    assert ask(case, "status", "Li Shangfu", "--on", "2018-09-19")["verdict"] == "not_listed"
    assert ask(case, "status", "Li Shangfu", "--seen-by", "2018-09-19")["verdict"] == "unknown"
    assert ask(case, "status", "Li Shangfu", "--on", "2019-01-10", "--fail-on", "listed", code=3)["verdict"] == "listed"
    rows = run("status", "Li Shangfu", "--on", "2019-01-10", "--format", "csv", "--ledger", "дело", cwd=case).stdout
    assert next(csv.DictReader(io.StringIO(rows)))["status"] == "listed"


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("status", "Li Shangfu"), 4, "too old to speak of"),
        (("status", "Li Shangfu", "--on", "21.09.2018"), 2, "write YYYY-MM-DD"),
        (("status", "Li Shangfu", "--on", "2019-01-10", "--seen-by", "2019-01-10"), 2, "two clocks"),
        (("status", "Li Shangfu", "--on", "2019-01-10", "--list", "un_sc"), 2, "no snapshot of 'un_sc'"),
        (("changes", "us_ofac_sdn", "--from", "2019-01-10", "--to", "2019-01-10"), 2, "--to must lie after --from"),
        (("sheet", "X", "--party", " ", "--on", "2019-01-10"), 2, "a sheet needs"),
        (("judge", "party", "ofac-1", "ofac-2", "--same", "--by", "A", "--why", "B"), 2, "no entry 'ofac-1'"),
        (("export", "--seen-by", "2019-01-10"), 2, "name one with --list"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(case: Path, arguments: tuple[str, ...], code: int, message: str) -> None:
    stderr = ask(case, *arguments, code=code)["stderr"]
    assert message in stderr
    assert "Traceback" not in stderr
    assert len(stderr.strip().splitlines()) == 1


def test_changes_and_their_table(case: Path) -> None:
    rows = ask(case, "changes", "us_ofac_sdn", "--from", "2018-01-26", "--to", "2019-01-20")["rows"]
    assert [(row["change"], row["source_id"]) for row in rows] == [("added", "24838"), ("removed", "15036")]


def test_a_sheet_is_one_page_that_asks_for_nothing(case: Path) -> None:
    run(
        "sheet", "IHLP3232 2215NA", "--party", "Li <b>Shangfu</b>", "--on", "2019-01-10",
        "--html", "лист.html", "--ledger", "дело", cwd=case,
    )  # fmt: skip
    page = (case / "лист.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "<b>Shangfu" not in page
    assert 'http-equiv="Content-Security-Policy" content="default-src \'none\'' in page
    assert "No listing of “Li &lt;b&gt;Shangfu&lt;/b&gt;” was found for 10\u00a0January\u00a02019" in page


def test_a_judgement_on_two_entries_is_recorded_and_shown(case: Path) -> None:
    run("judge", "party", "ofac-24838", "ofac-42075", "--same", "--by", "A. Analyst", "--why", "a test",
        "--ledger", "дело", cwd=case)  # fmt: skip
    rows = ask(case, "status", "HEAD AEROSPACE", "--on", "2019-01-10")["rows"]
    assert {row["entity"] for row in rows} == {"ofac-24838", "ofac-42075"}
    assert any("judged the same as ofac-42075 by A. Analyst: a test" in why for row in rows for why in row["why"])
    run("judge", "party", "ofac-24838", "ofac-42075", "--withdraw", "--by", "A. Analyst", "--why", "over",
        "--ledger", "дело", cwd=case)  # fmt: skip
    assert len(ask(case, "status", "HEAD AEROSPACE", "--on", "2019-01-10")["rows"]) == 1


def test_lists_are_exported_as_they_stood(case: Path) -> None:
    def exported(*more: str) -> list[dict]:
        done = run("export", "--list", "us_ofac_sdn", *more, "--ledger", "дело", cwd=case)
        return [json.loads(line) for line in done.stdout.splitlines()]

    then = {entity["id"]: entity for entity in exported("--seen-by", "2019-01-10")}
    assert then["ofac-15036"]["schema"] == "Vessel"
    assert then["ofac-24838"]["properties"]["name"] == ["LI, Shangfu"]
    assert (then["ofac-15036"]["first_seen"][:10], then["ofac-15036"]["last_seen"][:10]) == ("2018-01-26", "2019-01-04")
    assert "ofac-15036" not in {entity["id"] for entity in exported()}
    statements = run("export", "--list", "us_ofac_sdn", "--format", "statements", "--ledger", "дело", cwd=case).stdout
    (row,) = [row for row in csv.DictReader(io.StringIO(statements)) if row["value"] == "LI, Shangfu"]
    assert row["locator"].endswith(": line 2")


@pytest.mark.parametrize("what", ["cache", "cache/lists.sqlite", "catalog.sqlite", "chain", "."])
def test_a_ledger_whose_cache_may_not_be_written_is_asked_all_the_same(
    case: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    ledger = case / "дело"
    (ledger / "cache" / "lists.sqlite").touch()
    closed = (ledger / what).resolve()
    really = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path).resolve() != closed and really(path, mode))
    assert session._protected(ledger)
    before = sorted((ledger / "cache").rglob("*"))
    with session.open_lists(str(ledger)) as lists:
        assert lists.view.scratch is not None
        assert lists.listings.find("LI, Shangfu")
    assert sorted((ledger / "cache").rglob("*")) == before


def test_a_ledger_that_may_be_written_uses_its_own_cache(case: Path) -> None:
    assert not session._protected(case / "дело")


@pytest.mark.parametrize(
    "command",
    [
        "changes us_ofac_sdn --from 2018-01-26 --to 2019-01-20 --format csv --ledger дело",
        "changes us_ofac_sdn --from 2018-01-26 --to 2019-01-20 --ledger дело",
        "add sdn_2019-01-20.csv --any-size --ledger дело",
        "sources --ledger дело",
        "export --list us_ofac_sdn --ledger дело",
        "--help",
        "--version",
        "changes --help",
    ],
)
def test_a_closed_pipe_ends_with_0_and_says_nothing(case: Path, command: str) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = subprocess.run(
            [*MAIN, *command.split()], cwd=case, stdout=writer, stderr=subprocess.PIPE, text=True, check=False
        )
    finally:
        os.close(writer)
    assert done.returncode == 0, done.stderr
    assert "Error" not in done.stderr
    assert "Exception" not in done.stderr


def test_an_error_that_nobody_reads_keeps_its_exit_code(case: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [*MAIN, "sources", "--ledger", "nowhere"]
    done = subprocess.run(command, cwd=case, stdout=writer, stderr=writer, check=False)
    os.close(writer)
    assert done.returncode == 2
