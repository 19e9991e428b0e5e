"""The real SDN history, its older and newer files around it: every first and last day, every return, every event."""

from __future__ import annotations

import csv
import io
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import zstandard

from countermark.answers.changes import Window, changes
from countermark.answers.status import ask, status
from countermark.intake.add import add
from countermark.intake.list_time import time_in
from countermark.ledger import Engine, Ledger, verify
from countermark.model.canonical import sha256_file
from countermark.tables.listings import Listings, open_listings
from tests.conftest import TickingClock

pytestmark = pytest.mark.slow

AROUND = (
    ("sdn_2018-01.csv.zst", "2018-01-26"),
    ("sdn_2019-01.csv.zst", "2019-01-04"),
    ("sdn_2021-01.csv.zst", "2021-01-14"),
    ("sdn_2021-04.csv.zst", "2021-04-25"),
    ("sdn_2021-07.csv.zst", "2021-07-07"),
)


@pytest.fixture(scope="module")
def ledger(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """The history first, the older files afterwards: they arrive late."""
    folder = data_dir / "sanctions" / "ofac"
    with Ledger.create(tmp_path_factory.mktemp("sdn") / "ledger", clock=TickingClock()) as made:
        add(made, [folder / "sdn_csv_history_2021-08-18_2024-05-03.tar.zst"])
        for name, day in reversed(AROUND):
            add(made, [folder / "snapshots" / name], published=day)
        yield made


@pytest.fixture(scope="module")
def listings(ledger: Ledger) -> Iterator[Listings]:
    made = open_listings(ledger.view(), Engine)
    yield made
    made.close()


def dumb_truth(data_dir: Path) -> dict[str, list[tuple[str, str | None]]]:
    """Read the first column of every file with nothing of ours but the time in its name; give the spans of each id."""
    folder = data_dir / "sanctions" / "ofac"
    seen: list[tuple[str, set[str]]] = []

    def take(when: str, data: bytes) -> None:
        rows = csv.reader(io.StringIO(data.decode()))
        seen.append((when, {row[0] for row in rows if row and row[0].strip().isdigit()}))

    for name, day in AROUND:
        with (folder / "snapshots" / name).open("rb") as packed:
            take(f"{day}T23:59:59Z", zstandard.ZstdDecompressor().stream_reader(packed).read())
    with (folder / "sdn_csv_history_2021-08-18_2024-05-03.tar.zst").open("rb") as packed:
        unpacked = zstandard.ZstdDecompressor(max_window_size=1 << 31).stream_reader(packed)
        with tarfile.open(fileobj=unpacked, mode="r|") as archive:
            for info in archive:
                member = archive.extractfile(info)
                assert member is not None
                take(str(time_in(info.name)), member.read())
    spans: dict[str, list[tuple[str, str | None]]] = {}
    before: set[str] = set()
    for when, ids in sorted(seen):
        for number in ids - before:
            spans.setdefault(number, []).append((when, None))
        for number in before - ids:
            spans[number][-1] = (spans[number][-1][0], when)
        before = ids
    return spans


def test_first_and_last_seen_agree_on_every_id(data_dir: Path, listings: Listings) -> None:
    truth = dumb_truth(data_dir)
    assert len(truth) > 16_000
    wrong = {}
    for number, spans in truth.items():
        (base,) = [fact for fact in listings.entry(f"ofac-{number}") if fact.prop == "id" and fact.entity == fact.main]
        if list(base.spans) != spans:
            wrong[number] = (spans, base.spans)
    assert wrong == {}
    assert list(truth["30889"]) == [
        ("2021-01-14T23:59:59Z", "2021-04-25T23:59:59Z"),
        ("2021-12-16T01:42:00Z", None),
    ]


def test_the_index_counts_the_same_events(data_dir: Path, ledger: Ledger, listings: Listings) -> None:
    with (data_dir / "sanctions" / "ofac" / "sdn_history_index.csv").open(encoding="utf-8") as handle:
        index = list(csv.DictReader(handle))
    timeline = {one.place: one for one in listings.timelines[("us_ofac_sdn", "")]}
    assert len(timeline) == 308 + 1
    assert [timeline[row["file"]].entries for row in index] == [int(row["entries"]) for row in index]
    answer = changes(ledger.view(), listings, Window("us_ofac_sdn", "2021-08-18", "2024-05-03"))
    figures = {figure.name: figure.value for figure in answer.figures}
    assert figures == {word: sum(int(row[column]) for row in index) for word, column in
                       (("added", "added"), ("removed", "removed"), ("altered", "changed"))}  # fmt: skip


def test_the_windows_of_the_wagner_and_head_listings(ledger: Ledger, listings: Listings) -> None:
    wagner = changes(ledger.view(), listings, Window("us_ofac_sdn", "2023-01-24", "2023-01-26"))
    names = {row["caption"] for row in wagner.rows if row["change"] == "added"}
    assert "CHANGSHA TIANYI SPACE SCIENCE AND TECHNOLOGY RESEARCH INSTITUTE CO. LTD" in names
    assert "SPACETY LUXEMBOURG S.A." in names
    head = changes(ledger.view(), listings, Window("us_ofac_sdn", "2023-04-11", "2023-04-12"))
    added = {row["source_id"]: row for row in head.rows if row["change"] == "added"}
    assert len(added) == 144
    assert added["42075"]["caption"] == "CHINA HEAD AEROSPACE TECHNOLOGY COMPANY"
    assert added["42075"]["properties"]["LegalEntity.name"]["added"] == ["PRIGOZHIN, Yevgeniy Viktorovich"]


@pytest.mark.parametrize(
    ("party", "day", "verdict"),
    [
        ("Li Shangfu", "2018-09-19", "not_listed"),
        ("Li Shangfu", "2018-09-21", "listed"),
        ("Equipment Development Department", "2018-09-19", "not_listed"),
        ("ofac-24837", "2018-09-21", "listed"),
    ],
)
def test_september_2018_with_the_notice(ledger: Ledger, listings: Listings, party: str, day: str, verdict: str) -> None:
    answer = status(ledger.view(), listings, ask(party, on=day, seen_by=None, today="2024-05-04"))
    by_id = [row for row in answer.rows if row["entity"] in {"ofac-24837", "ofac-24838"}]
    if party.startswith("ofac") or by_id:
        assert {row["status"] for row in by_id} == {verdict}
        assert all("CAATSA section 231" in row["basis"] for row in by_id)
    lists_alone = status(ledger.view(), listings, ask(party, on=None, seen_by=day, today="2024-05-04"))
    assert {row["status"] for row in lists_alone.rows if row["entity"] in {"ofac-24837", "ofac-24838"}} <= {"unknown"}


def test_the_ledger_is_small_and_whole(ledger: Ledger, listings: Listings) -> None:
    assert listings.timelines
    assert verify(ledger.path).problems == []
    cache = ledger.view().cache
    files = [place for place in ledger.path.rglob("*") if place.is_file()]
    stored = sum(place.stat().st_size for place in files if not place.is_relative_to(cache))
    assert stored < 40_000_000
    # The index is made again from what is stored. Files that come in the reverse order of their days, each with
    # corrections of what came before it, are its worst case.
    assert sum(place.stat().st_size for place in files if place.is_relative_to(cache)) < 150_000_000


def test_a_known_file_in_the_history_adds_nothing(data_dir: Path, ledger: Ledger) -> None:
    packed = data_dir / "sanctions" / "ofac" / "snapshots" / "sdn_2023-04-12T1843_5200646a39.csv.zst"
    before = sha256_file(ledger.path / "catalog.sqlite")
    assert add(ledger, [packed]).entry is None
    assert sha256_file(ledger.path / "catalog.sqlite") == before
