"""Reports as the followthemoney library sees them: valid entities, ids of its own making, nothing shortened."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import msgspec
import pytest

if os.environ.get("COUNTERMARK_REQUIRE") != "ftm":
    pytest.importorskip("followthemoney", reason="needs the extra countermark[ftm]")

from followthemoney.statement import Statement as Theirs
from followthemoney.types import registry

from countermark.intake.report_statements import claim_ids
from countermark.model import ontology
from countermark.sources.reports import open_report
from countermark.tables.report_ftm import report_entities, report_statements
from countermark.tables.report_view import ReadReport, from_file
from countermark.tables.reports import Judgement
from tests.unit.test_reports_ledger import TEXT, _reading


@pytest.fixture(scope="module")
def model() -> Any:
    return ontology.extend_ftm_model()


@pytest.fixture
def found(tmp_path: Path) -> ReadReport:
    path = tmp_path / "report.txt"
    path.write_text(TEXT, encoding="utf-8")
    read = from_file(
        path, open_report(path), names=None, published=None, outlet=None, source_url="https://example.org/a"
    )
    reading = _reading(TEXT, published="2023-04-17")
    return msgspec.structs.replace(read, reading=reading, ids=claim_ids(reading, read.about.id))


def _promoted(found: ReadReport) -> ReadReport:
    judged = {name: Judgement(name, "promote", "A", "b", "2026-06-14", "ef" * 32) for name in found.ids.values()}
    return msgspec.structs.replace(found, judgements=judged)


def test_every_entity_is_valid_and_no_value_is_shortened(model: Any, found: ReadReport) -> None:
    seen: set[str] = set()
    for entity in report_entities(_promoted(found)):
        schema = model.get(entity.schema)
        schema.validate({"properties": entity.properties})
        assert registry.entity.validate(entity.id)
        assert not schema.abstract
        assert all(entity.properties.get(required) for required in schema.required)
        proxy = model.get_proxy({"id": entity.id, "schema": entity.schema, "properties": entity.properties})
        for prop, value in proxy.itervalues():
            if prop.type in (registry.date, registry.entity, registry.url, registry.number, registry.language):
                assert prop.type.clean(value) == value, prop
        seen.add(entity.schema)
    assert seen >= {"Article", "Claim", "ClaimLink", "ReportMention", "ReportedEvent", "Documentation"}


def test_statements_have_the_librarys_ids_and_external_ones_stay_two(model: Any, found: ReadReport) -> None:
    before, after = list(report_statements(found)), list(report_statements(_promoted(found)))
    for one in after:
        theirs = Theirs(
            entity_id=one.entity_id,
            prop=one.prop,
            schema=one.schema,
            value=one.value,
            dataset=one.dataset,
            origin=one.origin,
            external=one.external,
        )
        assert one.id == theirs.id
    claimed = {one.id for one in before if one.external}
    assert claimed <= {one.id for one in after}
    accepted = {(one.entity_id, one.prop, one.value) for one in after if one.dataset == "report_accepted"}
    assert {(one.entity_id, one.prop, one.value) for one in before if one.schema == "ReportedEvent"} <= accepted


def test_no_base_statement_of_a_claimed_event_is_internal(found: ReadReport) -> None:
    assert [one for one in report_statements(found) if one.schema == "ReportedEvent" and not one.external] == []
