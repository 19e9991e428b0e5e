from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from countermark.model.errors import FormatError
from countermark.sources.lists.base import Stream
from countermark.sources.lists.ofac_names import PARSERS
from tests.unit.lists.ofac_samples import check, list_file, names, read, unpacked, values

PARSER = PARSERS[0]
REAL = "sdn_names_2025-11-26.jsonl.zst"


def line(uid: int, *given: tuple[str, str]) -> str:
    rows = [{"full_name": text, "is_primary": kind == "1403", "type_id": kind} for text, kind in given]
    return json.dumps({"entity_id": uid, "names": rows}) + "\n"


FIRST = line(9, ("OLD", "1401"), ("EXAMPLE Otto", "1403"), ("AKA", "1400"), ("NEW", "1402"))
SAMPLE = FIRST + line(8, ("ACME", "1403"))


def test_names_by_kind_the_main_one_first(tmp_path: Path) -> None:
    file = list_file(tmp_path, SAMPLE.encode(), "sdn_names.jsonl")
    assert PARSER.recognises(file)
    entries, report = read(PARSER, file)
    check(entries, report)
    assert entries[0].stream == Stream("us_ofac_sdn", "names", via="keithrozario/sanctions-checker")
    assert values(entries[0]) == {
        "id": ["ofac-9"],
        "name": ["EXAMPLE Otto"],
        "previousName": ["OLD"],
        "alias": ["AKA", "NEW"],
    }
    assert "derived" in report.decisions


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (SAMPLE[:-10], "line 2"),
        (SAMPLE + '{"entity_id": 7}\n', "line 3"),
        (SAMPLE + '{"entity_id": 7, "names": [], "more": 1}\n', "more"),
        ("\n\n", "no entries"),
    ],
)
def test_fails_closed(tmp_path: Path, content: str, words: str) -> None:
    with pytest.raises(FormatError, match=words):
        read(PARSER, list_file(tmp_path, content.encode(), "sdn_names.jsonl"))


def test_a_torn_line_is_left_out(tmp_path: Path) -> None:
    entries, report = read(PARSER, list_file(tmp_path, SAMPLE[:-10].encode(), "x.jsonl"), recover=True)
    check(entries, report)
    assert (len(entries), report.quarantined) == (1, 1)
    assert report.partial.startswith("line 2")


def test_odd_names_are_issues(tmp_path: Path) -> None:
    content = line(9, ("A", "1499")) + line(8)
    entries, report = read(PARSER, list_file(tmp_path, content.encode(), "x.jsonl"))
    check(entries, report)
    assert [issue.code for issue in report.issues] == ["kind", "name"]
    assert values(entries[0])["alias"] == ["A"]


def test_does_not_claim_others(tmp_path: Path) -> None:
    for content in (b'{"id": 1}', b"", b'{"entity_id": "9"}', b"[]"):
        assert not PARSER.recognises(list_file(tmp_path, content, "sdn_names.jsonl"))


def test_the_real_file_reconciles_with_a_dumb_count(data_dir: Path, tmp_path: Path) -> None:
    file = unpacked(data_dir, REAL, tmp_path)
    if file is None:
        pytest.skip(f"{REAL} is not among the real data")
    assert PARSER.recognises(file)
    entries, report = read(PARSER, file)
    check(entries, report)
    assert not report.issues
    text = file.path.read_text("utf-8").splitlines()
    assert [entry.source_id for entry in entries] == [re.search(r"\d+", row)[0] for row in text]  # type: ignore[index]
    assert names(entries) == sum(len(set(re.findall(r'"full_name": .*?"type_id": "\d+"', row))) for row in text)
    assert read(PARSER, file)[0] == entries
    with pytest.raises(FormatError, match="torn or malformed"):
        read(PARSER, list_file(tmp_path, file.path.read_bytes()[:100_001], "torn.jsonl"))
