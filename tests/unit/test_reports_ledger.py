"""Reports in the ledger: facts, text, derived claims, judgements, and what re-adding does."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from countermark.intake import report_reading
from countermark.intake.add import add
from countermark.intake.reports import ReportRequest, derive
from countermark.intake.reports_held import stored_report
from countermark.ledger import Engine, Ledger, verify
from countermark.model.errors import FormatError, InputError, UnknownEntity
from countermark.reading.pipeline import read as real_read
from countermark.reading.types import (
    Argument,
    Claim,
    Cue,
    DateMention,
    Event,
    Hedge,
    Link,
    Mention,
    Reading,
    Span,
    Speaker,
)
from countermark.tables.reports import open_reports

TEXT = (
    "Published: 17 April 2023\nSource: The Harbour Post\n\n"
    "“We found four boards,” the inspector said on Monday.\n"
    "The ministry denied that it had ever sold a board.\n"
)


def _span(words: str) -> Span:
    at = TEXT.index(words)
    return Span(at, at + len(words))


def _reading(text: str, **given: object) -> Reading:
    """A reading laid down by hand, so that what is stored does not hang on the rules of reading."""
    first = Claim(
        id="c1",
        speaker=Speaker(_span("the inspector"), "doc:1", "the inspector", "as written", ("us-1", "us-2")),
        cue=Cue(_span("said"), "say"),
        content=(_span("“We found four boards,”"),),
        form="direct",
        rule="quote-subject-cue",
        hedges=(Hedge(_span("four"), "number"),),
        via=(Speaker(None, "agency", "An agency", "credit line"),),
        precision=0.9487,
        precision_n=262,
    )
    second = Claim(
        id="c2",
        speaker=Speaker(_span("The ministry"), "us-3", "Ministry of Boards", "name"),
        cue=Cue(_span("denied"), "deny"),
        content=(_span("it had ever sold a board"),),
        form="indirect",
        rule="subject-cue-that",
        stance="denies",
        parent="c1",
        addressee=Speaker(None, None, "a reporter", "described"),
        standing=True,
        factive=True,
    )
    return msgspec.structs.replace(
        real_read(text),
        claims=(first, second),
        mentions=(
            Mention(_span("The ministry"), "title", "us-3", "Ministry of Boards", "Organization", "name"),
            Mention(_span("the inspector"), "nominal", "doc:1"),
        ),
        dates=(DateMention(_span("on Monday"), "2023-04-17", "day", "weekday:1"),),
        events=(
            Event(
                "supply",
                _span("sold"),
                (Argument("supplier", _span("it had"), 0), Argument("thing", _span("a board"))),
                "claimed",
                "supply-verb",
                _span("it had ever sold a board"),
                claim="c2",
                dates=(0,),
            ),
        ),
        links=(Link("denies", "c2", "c1", "the same board"),),
        published=given.get("published"),
        outlet=given.get("outlet"),
    )


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report_reading, "read", _reading)


@pytest.fixture
def ledger(tmp_path: Path, clock):
    with Ledger.create(tmp_path / "case", clock=clock) as opened:
        yield opened


def _file(folder: Path, text: str = TEXT, name: str = "report.txt") -> Path:
    place = folder / name
    place.write_text(text, encoding="utf-8")
    return place


def test_a_report_is_a_batch_of_facts_and_a_derived_entry_that_names_it(ledger, tmp_path, reader) -> None:
    result = add(ledger, [_file(tmp_path)], kind="report", published="2023-04-18")
    batch, derived = ledger.entries()
    assert (result.entry.seal, [entry.seal for entry in result.derived]) == (batch.seal, [derived.seal])
    assert (batch.kind, derived.kind) == ("batch", "derived")
    assert derived.body["input_seal"] == batch.seal
    assert derived.body["producer"] == "countermark.reading"
    assert derived.body["inputs"][0]["said"]["published"] == "2023-04-18"
    assert verify(ledger.path).problems == []


def test_a_report_reads_back_as_it_was_read(ledger, tmp_path, reader) -> None:
    add(ledger, [_file(tmp_path)], kind="report")
    with Engine() as engine:
        reports = open_reports(ledger.view(), engine)
        report = reports.report("report.txt")
        assert (report.published, report.published_basis) == ("2023-04-17", "line 1: Published")
        assert (report.outlet, report.outlet_basis) == ("The Harbour Post", "line 2: Source")
        assert reports.text(report.id) == TEXT
        claims = reports.claims(report.id)
        assert [stored.claim for stored in claims] == [
            msgspec.structs.replace(claim, precision=claim.precision and float(f"{claim.precision:.6g}"))
            for claim in _reading(TEXT).claims
        ]
        assert [stored.place for stored in claims] == ["line 4", "line 5"]
        links = reports.links(report.id)
        assert [(link.type, link.source, link.target) for link in links] == [("denies", claims[1].id, claims[0].id)]
        assert reports.claim(claims[1].id).claim.stance == "denies"


def test_what_is_claimed_of_the_world_is_external_and_what_was_said_is_not(ledger, tmp_path, reader) -> None:
    add(ledger, [_file(tmp_path)], kind="report")
    with Engine() as engine:
        rows = list(open_reports(ledger.view(), engine).statements("report.txt"))
    external = {(row["schema"], row["prop"]) for row in rows if row["external"]}
    assert {prop for schema, prop in external if schema == "Claim"} == {"speaker"}
    assert {prop for schema, prop in external if schema == "ReportMention"} == {"resolved"}
    assert all(
        row["external"] and row["dataset"] == "report_events" for row in rows if row["schema"] == "ReportedEvent"
    )
    claim = next(row["entity"] for row in rows if row["schema"] == "Claim" and row["value"] == "c2")
    assert {row["origin"] for row in rows if row["schema"] == "ReportedEvent" and row["prop"] != "id"} == {
        f"claim:{claim}"
    }


def test_known_bytes_add_nothing_and_other_bytes_are_another_report(ledger, tmp_path, reader) -> None:
    place = _file(tmp_path)
    request = ReportRequest(source_url="https://example.org/a")
    add(ledger, [place], kind="report", report=request)
    again = add(ledger, [place], kind="report", report=request)
    assert (again.entry, again.already, again.derived) == (None, ["report.txt"], [])
    assert len(ledger.entries()) == 2
    add(ledger, [_file(tmp_path, TEXT + "A line more.\n", "newer.txt")], kind="report", report=request)
    with Engine() as engine:
        held = open_reports(ledger.view(), engine).reports()
    assert [report.source_url for report in held] == ["https://example.org/a"] * 2
    assert len({report.id for report in held}) == 2


def test_a_report_whose_derivation_is_missing_gets_it_when_it_is_added_again(
    ledger, tmp_path, reader, monkeypatch
) -> None:
    place = _file(tmp_path)

    def crash(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr("countermark.ledger.store.Ledger.append_derived", crash)
        with pytest.raises(KeyboardInterrupt):
            add(ledger, [place], kind="report")
    assert [entry.kind for entry in ledger.entries()] == ["batch"]
    with Engine() as engine:
        reports = open_reports(ledger.view(), engine)
        assert reports.text("report.txt") == TEXT
        assert (reports.claims("report.txt"), reports.report("report.txt").stale) == ([], True)
    again = add(ledger, [place], kind="report")
    assert (again.entry, len(again.derived)) == (None, 1)
    with Engine() as engine:
        assert len(open_reports(ledger.view(), engine).claims("report.txt")) == 2


def test_deriving_again_keeps_the_older_entry_and_what_was_said_last_counts(ledger, tmp_path, reader) -> None:
    add(ledger, [_file(tmp_path)], kind="report")
    with Engine() as engine:
        stored = stored_report(ledger.view(), engine, open_reports(ledger.view(), engine).report("report.txt").id)
        said = {**stored.said, "published": "2023-04-24", "published_basis": "given"}
        derive(ledger, [msgspec.structs.replace(stored, said=said)], ReportRequest(), engine)
        reports = open_reports(ledger.view(), engine)
        report = reports.report("report.txt")
        assert (report.published, report.published_basis) == ("2023-04-24", "given")
        first, second = reports.derivations(report.id)
        assert first.body["inputs"][0]["said"]["published"] == "2023-04-17"
        assert reports.claims(report.id, derivation=first) == reports.claims(report.id, derivation=second)


def test_a_failing_file_leaves_the_ledger_as_it_was(ledger, tmp_path, reader) -> None:
    empty = _file(tmp_path, "  \n", "empty.txt")
    with pytest.raises(FormatError, match="empty"):
        add(ledger, [_file(tmp_path), empty], kind="report")
    assert ledger.entries() == []


def test_auto_takes_the_day_of_the_file_then_of_its_name_and_refuses_without_one(ledger, tmp_path, reader) -> None:
    bare = TEXT.partition("\n")[2]
    named = _file(tmp_path, TEXT, "post_2023-04-20.txt")
    add(ledger, [named], kind="report", published="auto")
    with Engine() as engine:
        assert open_reports(ledger.view(), engine).report(named.name).published == "2023-04-17"
    with pytest.raises(InputError, match="no date of publication"):
        add(ledger, [_file(tmp_path, bare, "bare.txt")], kind="report", published="auto")


def test_an_unknown_report_or_claim_is_told(ledger, tmp_path, reader) -> None:
    add(ledger, [_file(tmp_path)], kind="report")
    with Engine() as engine:
        reports = open_reports(ledger.view(), engine)
        with pytest.raises(UnknownEntity):
            reports.report("nobody.txt")
        with pytest.raises(UnknownEntity):
            reports.claim("claim-000000000000-1")
