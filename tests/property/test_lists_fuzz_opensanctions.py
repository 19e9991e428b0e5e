"""Damaged OpenSanctions exports: entries or an input error, never anything else.

COUNTERMARK_FUZZ_SECONDS sets how long the forms are damaged, all together.
"""

from __future__ import annotations

import io
import json
import os
import random
import time
from pathlib import Path

import pytest

from countermark.model.errors import InputError
from countermark.model.ontology import is_known
from countermark.model.statement import statement, write_statements
from countermark.sources.lists.base import ListFile, ListReport
from countermark.sources.lists.opensanctions import OpenSanctionsParser
from tests.property.test_lists_fuzz_us_csl import damaged
from tests.unit.lists.test_opensanctions import PACK, ROW, simple

SECONDS = float(os.environ.get("COUNTERMARK_FUZZ_SECONDS", "1")) / 5
NESTED = {
    "id": "NK-1",
    "schema": "Person",
    "properties": {
        "name": ["A"],
        "sanctions": [{"id": "s-1", "schema": "Sanction", "properties": {"program": ["P"]}}],
        "familyPerson": [
            {"id": "f-1", "schema": "Family", "properties": {"relative": [{"id": "NK-2", "schema": "Person"}]}}
        ],
    },
    "datasets": ["xx_list"],
    "referents": ["ofac-1"],
    "first_seen": "2024-01-01",
}
PLAIN = [
    {"id": "a", "schema": "Person", "properties": {"name": ["A"]}, "datasets": ["x", "y"], "target": True},
    {
        "id": "b",
        "schema": "Person",
        "properties": {},
        "statements": [{"dataset": "x", "schema": "Person", "prop": "name", "value": "A", "lang": "rus"}],
        "datasets": ["x"],
    },
]


def content(form: str, tmp_path: Path) -> bytes:
    if form == "pack":
        return PACK
    if form == "simple":
        return simple(tmp_path, ROW, {**ROW, "id": "b", "dataset": "Some List;Other"}).path.read_bytes()
    if form == "statements":
        out = io.BytesIO()
        write_statements(
            out, [statement(key, "name", schema="Person", value="А", dataset="x", lang="rus") for key in ("a", "b")]
        )
        return out.getvalue()
    return b"".join(json.dumps(one).encode() + b"\n" for one in ([NESTED] if form == "nested" else PLAIN))


@pytest.mark.parametrize("form", ["entities", "nested", "statements", "pack", "simple"])
def test_damage(tmp_path: Path, form: str) -> None:
    whole = content(form, tmp_path)
    chance, path, end = random.Random(7), tmp_path / "damaged", time.monotonic() + SECONDS
    tried = read = 0
    while time.monotonic() < end or tried < 50:
        tried += 1
        data = damaged(whole, chance)
        path.write_bytes(data)
        file = ListFile(path, path.name, data[: 1 << 16])
        OpenSanctionsParser().recognises(file)
        for recover in (False, True):
            report = ListReport()
            try:
                entries = list(OpenSanctionsParser().parse(file, report, recover=recover))
            except InputError:
                continue
            read += 1
            assert report.reconciles
            assert entries
            assert all(is_known(said.schema, said.prop) for entry in entries for said in entry.said)
    assert read
