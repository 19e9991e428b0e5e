"""`countermark read`, `judge claim` and the exports of reports, as a user meets them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from countermark.cli import cli
from countermark.cli.read_view import show_reading
from countermark.intake import report_reading
from countermark.model.errors import CountermarkError, InputError, UnknownEntity
from countermark.sources.reports import open_report
from countermark.tables.report_view import from_file
from tests.unit.test_reports_ledger import TEXT, _reading

CLAIM_KEYS = "id speaker addressee via cue form stance polarity hedges content rule precision"


@pytest.fixture
def case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder with a report and an empty ledger; the reading is laid down by hand."""
    monkeypatch.setattr(report_reading, "read", _reading)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COUNTERMARK_LEDGER", str(tmp_path / "case"))
    (tmp_path / "report.txt").write_text(TEXT, encoding="utf-8")
    _run("init", "case")
    return tmp_path


def _run(*arguments: str, data: bytes | None = None) -> Result:
    result = CliRunner().invoke(cli, list(arguments), input=data)
    if isinstance(result.exception, Exception):
        raise result.exception
    return result


def _json(*arguments: str, data: bytes | None = None) -> Any:
    return json.loads(_run(*arguments, data=data).stdout)


def test_read_gives_the_contract(case: Path) -> None:
    value = _json("read", "report.txt", "--json")
    assert value["text_sha256"] == value["report"]["text_sha256"]
    assert set(value["claims"][0]) >= set(CLAIM_KEYS.split())
    first, second = value["claims"]
    for piece in [*first["content"], *value["mentions"], *value["dates"], *first["hedges"]]:
        assert value["text"][piece["start"] : piece["end"]] == piece["exact"]
    assert first["speaker"]["text"] == "the inspector"
    assert (second["stance"], second["parent"], second["addressee"]["caption"]) == ("denies", "c1", "a reporter")
    (relation,) = value["relations"]
    assert (relation["type"], relation["status"], relation["claim"]) == ("supply", "claimed", "c2")
    assert (relation["subject"]["text"], relation["object"]["text"]) == ("it had", "a board")
    assert value["links"] == [{"type": "denies", "source": "c2", "target": "c1", "basis": "the same board"}]
    assert (value["published"], value["outlet"]) == ("2023-04-17", "The Harbour Post")
    assert value["report"]["stored"] is False


def test_what_is_given_counts_before_what_the_file_says(case: Path) -> None:
    value = _json("read", "report.txt", "--published", "2023-05-01", "--outlet", "Another")
    assert (value["published"], value["outlet"], value["report"]["published_basis"]) == (
        "2023-05-01",
        "Another",
        "given",
    )


def test_standard_input_is_read(case: Path) -> None:
    value = _json("read", "-", data=TEXT.encode())
    assert (value["report"]["name"], len(value["claims"])) == ("standard input", 2)


def test_reading_beside_a_ledger_stores_nothing_and_add_stores(case: Path) -> None:
    _run("read", "report.txt")
    assert _json("batches") == []
    value = _json("read", "report.txt", "--add")
    assert value["report"]["stored"] is True
    assert [entry["kind"] for entry in _json("batches")] == ["batch", "derived"]
    assert _json("read", value["report"]["id"][:10])["claims"] == value["claims"]
    _run("read", "report.txt", "--add")
    assert len(_json("batches")) == 2
    assert _json("verify")["problems"] == []


def test_reading_works_without_a_ledger(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNTERMARK_LEDGER", str(case / "nowhere"))
    assert len(_json("read", "report.txt")["claims"]) == 2
    for extra in ("--add", "--again"):
        with pytest.raises(InputError, match="no ledger here"):
            _run("read", "report.txt", extra)
    assert not (case / "nowhere").exists()


def test_again_reads_with_a_corrected_day_and_keeps_the_old(case: Path) -> None:
    _run("add", "report.txt", "--as", "report")
    value = _json("read", "report.txt", "--again", "--published", "2023-04-24")
    assert value["published"] == "2023-04-24"
    assert [entry["kind"] for entry in _json("batches")] == ["batch", "derived", "derived"]
    assert _json("read", "report.txt", "--add")["published"] == "2023-04-24"


def test_bad_input_is_told(case: Path) -> None:
    cases: list[tuple[tuple[str, ...], type[CountermarkError], str]] = [
        (("read", "nothing.txt"), UnknownEntity, "no report"),
        (("read", "report.txt", "--published", "soon"), InputError, "no date"),
        (("read", "report.txt", "--published", "2023-04-24", "--add", "--again"), UnknownEntity, "no report"),
        (("export", "--format", "annotation"), InputError, "annotations are of a report"),
        (("judge", "claim", "claim-0", "--promote", "--by", "A", "--why", "b"), UnknownEntity, "no claim"),
    ]
    for arguments, error, said in cases:
        with pytest.raises(error, match=said):
            _run(*arguments)
    assert _run("add", "report.txt", "--outlet", "The Post").exit_code == 2


def test_a_person_reads_blocks_with_places(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = case / "report.txt"
    show_reading(from_file(path, open_report(path), names=None, published=None, outlet=None, source_url=None))
    shown = capsys.readouterr().out
    assert "The Harbour Post (line 2: Source); published 2023-04-17 (line 1: Published)" in shown
    assert "4:1  “We found four boards,”" in shown
    assert "who    the inspector (as written); candidates, none chosen: us-1, us-2" in shown
    assert "via    An agency (credit line)" in shown
    assert "rule   quote-subject-cue, precision 0.95 (n 262)" in shown
    assert "“denied” (deny); wording that presents it as a fact" in shown
    assert "standing: a promise or a not-yet; part of c1" in shown
    assert "claimed in c2" in shown


def _external(statements: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {"t": set(), "f": set()}
    for row in csv.DictReader(io.StringIO(statements)):
        if row["schema"] == "ReportedEvent":
            found[row["external"]].add(row["prop"])
    return found


def test_a_claimed_event_is_external_until_it_is_promoted_and_again_when_that_is_withdrawn(case: Path) -> None:
    _run("add", "report.txt", "--as", "report")
    claim = _json("read", "report.txt", "--add")["claims"][1]["ledger_id"]

    def statements() -> dict[str, set[str]]:
        return _external(_run("export", "--report", "all", "--format", "statements").stdout)

    def entities() -> set[str]:
        lines = _run("export", "--report", "report.txt", "--format", "ftm").stdout.splitlines()
        return {json.loads(line)["schema"] for line in lines if line.startswith("{")}

    before = statements()
    assert before["f"] == set()
    assert {"id", "eventType", "status", "claim"} <= before["t"]
    assert entities() == {"Article", "Claim", "ClaimLink", "ReportMention", "LegalEntity", "Documentation"}
    _run("judge", "claim", claim, "--promote", "--by", "A. Analyst", "--why", "a second source")
    assert statements() == {"t": before["t"], "f": before["t"]}
    assert "ReportedEvent" in entities()
    judged = _json("read", "report.txt", "--add")["claims"][1]["judgement"]
    assert (judged["decision"], judged["by"]) == ("promote", "A. Analyst")
    _run("judge", "claim", claim, "--withdraw", "--by", "A. Analyst", "--why", "the source was the same")
    assert statements() == before
    assert "ReportedEvent" not in entities()
    with pytest.raises(InputError, match="no judgement of that claim stands"):
        _run("judge", "claim", claim, "--withdraw", "--by", "A. Analyst", "--why", "again")


def test_a_rejected_claim_stays_and_says_so(case: Path) -> None:
    value = _json("read", "report.txt", "--add")
    claim = value["claims"][0]["ledger_id"]
    _run("judge", "claim", claim, "--reject", "--by", "A. Analyst", "--why", "not said")
    lines = _run("export", "--report", "all", "--format", "ftm").stdout.splitlines()
    entities = [json.loads(line) for line in lines if line.startswith("{")]
    (found,) = [one for one in entities if one["id"] == claim]
    assert found["properties"]["reviewStatus"] == ["rejected by A. Analyst: not said"]


def test_annotations_have_both_selectors_and_positions_for_a_browser(case: Path) -> None:
    (case / "wide.txt").write_text(TEXT, encoding="utf-8")
    _run("add", "report.txt", "--as", "report", "--source", "https://example.org/a")
    page = json.loads(_run("export", "--report", "all", "--format", "annotation").stdout.splitlines()[0])
    assert page["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert page["type"] == "AnnotationPage"
    assert page["partOf"]["total"] == len(page["items"]) == 4
    for item in page["items"]:
        for target in item["target"]:
            position, quote = target["selector"]
            assert target["source"] == "https://example.org/a"
            assert TEXT[position["start"] : position["end"]] == quote["exact"]
            assert TEXT[: position["start"]].endswith(quote["prefix"])
            assert TEXT[position["end"] :].startswith(quote["suffix"])
            assert len(quote["prefix"]) <= 32
            assert len(TEXT[: position["start"]].encode("utf-16-le")) // 2 == position["utf16Start"]
    assert json.loads(_run("read", "report.txt", "--add", "--format", "annotation").stdout) == page
