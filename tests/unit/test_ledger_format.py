"""The documented format is the one that is written, and a stranger can recompute it."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from countermark.ledger import Engine, Ledger, OriginalRecord
from countermark.ledger.catalog import SCHEMA
from countermark.model.facts import TABLES
from tests.fault.ledger_cases import Ticking, add_batch

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "ledger-format.md"
TEXT = DOCUMENT.read_text(encoding="utf-8") if DOCUMENT.is_file() else ""

pytestmark = pytest.mark.skipif(not TEXT, reason="the documents are not beside the tests")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


def said(before: str) -> str:
    found = re.search(before + r"[^`]*`([0-9a-f]{64})`", TEXT)
    assert found, before
    return found[1]


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_the_worked_example_recomputes_with_a_hash_function_alone() -> None:
    first, issues, second = blocks("json")
    charter = blocks("toml")[0]
    assert sha256(charter) == said("Its SHA-256 is") == json.loads(first)["previous"]
    assert sha256(first[:-1]) == said("The SHA-256 of that line is") == json.loads(second)["previous"]
    assert sha256(issues) == json.loads(first)["body"]["issues"]["sha256"]
    assert sha256(second[:-1]) == said("Its seal, and that of this ledger, is")


def test_the_worked_example_is_what_is_written(tmp_path: Path) -> None:
    moments = iter(datetime(2026, 6, 14, 8, tzinfo=UTC) + timedelta(seconds=n) for n in range(9))
    place = tmp_path / "bad.csv"
    place.write_bytes(b'marking\n"torn\n')
    with Ledger.create(tmp_path / "case", clock=lambda: next(moments), name="Worked example") as ledger:
        kept = ledger.originals.keep(place)
        record = OriginalRecord(
            name=kept.name,
            sha256=kept.sha256,
            size_bytes=kept.size_bytes,
            kind="teardown",
            dataset="example",
            parser="table",
            parser_version="1",
            decisions={"encoding": "ascii"},
            read=1,
            stored=0,
            quarantined=1,
        )
        issue = {"original": kept.sha256, "row": 1, "place": "line 2", "reason": "a quote is never closed"}
        ledger.append_batch(originals=[record], segments=[], issues=[issue])
        words = {"about": "reading", "decision": "withdraw", "by": "A. Analyst", "why": "example"}
        ledger.record("judgement", {**words, "original": kept.sha256, "row": 1})
    first, issues, second = blocks("json")
    assert (tmp_path / "case" / "countermark.toml").read_text() == blocks("toml")[0]
    assert [file.read_text() + "\n" for file in sorted((tmp_path / "case" / "chain").iterdir())] == [first, second]
    assert [file.read_text() for file in (tmp_path / "case" / "issues").iterdir()] == [issues]


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="no sha256sum on this machine")
def test_the_documented_commands_recompute_a_chain(tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "case", clock=Ticking()) as ledger, Engine(threads=1) as engine:
        add_batch(ledger, engine, tmp_path, "one")
        entry = ledger.record("judgement", {"about": "x"})
    for expected in (f"seal {entry.seal}\n", "was changed"):
        done = subprocess.run(
            ["sh", "-c", blocks("sh")[0]], cwd=tmp_path / "case", capture_output=True, text=True, check=True
        )
        assert (done.stdout == expected) if expected.startswith("seal") else (expected in done.stdout)
        next((tmp_path / "case" / "originals").iterdir()).write_text("two")


def test_the_documented_tables_are_those_of_the_code() -> None:
    assert blocks("sql")[0].strip() == SCHEMA.strip()
    for table in TABLES.values():
        section = TEXT.split(f"### {table.name}\n\n")[1].split("\n#")[0]
        rows = re.findall(r"^\| `(\w+)` \| (\w+) \| (.*) \|$", section, re.MULTILINE)
        assert rows == [(column.name, column.type, column.about) for column in table.columns]
        assert re.findall(r"`(\w+)`", section.split("\n\n")[0]) == list(table.sort)
