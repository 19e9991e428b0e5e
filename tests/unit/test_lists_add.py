"""Lists into the ledger: whole or set aside, in order of time whatever the order of arrival."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest

from countermark.intake.add import add
from countermark.intake.list_time import time_in
from countermark.ledger import Engine, Ledger, verify
from countermark.model.errors import FormatError, InputError
from countermark.tables.listings import Listings, open_listings
from tests.conftest import TickingClock
from tests.unit.lists.ofac_files import FIRM, LI, SHIP, sdn, write


@pytest.fixture
def ledger(tmp_path: Path, clock: TickingClock) -> Ledger:
    return Ledger.create(tmp_path / "ledger", clock=clock)


def listings_of(ledger: Ledger) -> Listings:
    return open_listings(ledger.view(), Engine)


def shown(ledger: Ledger, entity: str) -> list[tuple[str, str | None]]:
    """Give the spans of an entry's base statement, days only."""
    listings = listings_of(ledger)
    spans = [
        (span.seen_from[:10], span.seen_to[:10] if span.seen_to else None)
        for fact in listings.entry(entity)
        if fact.prop == "id" and fact.entity == entity
        for span in fact.spans
    ]
    listings.close()
    return spans


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (0, 2, 1)])
def test_an_entry_that_vanishes_and_returns_reads_so_in_any_order_of_arrival(
    tmp_path: Path, ledger: Ledger, order: tuple[int, ...]
) -> None:
    texts = [sdn(LI, FIRM), sdn(FIRM), sdn(LI, FIRM)]
    paths = [write(tmp_path, f"sdn_2022-0{at + 1}-01.csv", text) for at, text in enumerate(texts)]
    with ledger:
        for at in order:
            add(ledger, [paths[at]], any_size=True)
        assert shown(ledger, "ofac-24838") == [("2022-01-01", "2022-02-01"), ("2022-03-01", None)]
        assert shown(ledger, "ofac-42075") == [("2022-01-01", None)]
        assert verify(ledger.path).problems == []


def test_an_archive_is_one_original_whose_members_are_snapshots(tmp_path: Path, ledger: Ledger) -> None:
    place = tmp_path / "sdn_history.tar"
    with tarfile.open(place, "w") as archive:
        for name, text in (("sdn_2022-01-01T0900.csv", sdn(LI)), ("sdn_2022-01-01T1800.csv", sdn(LI, SHIP))):
            info = tarfile.TarInfo(f"lists/{name}")
            info.size = len(text.encode())
            archive.addfile(info, io.BytesIO(text.encode()))
    with ledger:
        (file,) = add(ledger, [place], any_size=True).files
        assert (file.snapshots, file.read, file.changed) == (2, 3, {"added": 2, "removed": 0, "altered": 0})
        listings = listings_of(ledger)
        assert [one.seen_at for one in listings.snapshots] == ["2022-01-01T09:00:00Z", "2022-01-01T18:00:00Z"]
        (base,) = [fact for fact in listings.entry("ofac-15036") if fact.prop == "name"]
        assert base.place == "lists/sdn_2022-01-01T1800.csv, line 2"
        listings.close()
        again = add(ledger, [place], any_size=True)
        assert (again.entry, again.already) == (None, ["sdn_history.tar"])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (sdn(LI, SHIP)[:-130], "line 2: .* the file is torn or truncated"),
        (sdn(LI), "1 entries; us_ofac_sdn .* has 5000 to 60000"),
    ],
)
def test_a_broken_list_is_set_aside_and_never_becomes_current(
    tmp_path: Path, ledger: Ledger, text: str, message: str
) -> None:
    path = write(tmp_path, "sdn_2022-01-01.csv", text)
    with ledger:
        with pytest.raises(FormatError, match=message):
            add(ledger, [path])
        view = ledger.view()
        assert view.batches == []
        (aside,) = view.quarantines
        assert (aside["lists"], aside["seen_at"]) == (["us_ofac_sdn"], "2022-01-01T23:59:59Z")
        assert ledger.originals.path(aside["original"]["sha256"]).read_bytes() == path.read_bytes()
        report = verify(ledger.path)
        assert (report.problems, report.orphans) == ([], [])


def test_a_list_that_lost_a_fifth_of_its_entries_looks_truncated(tmp_path: Path, ledger: Ledger, monkeypatch) -> None:
    monkeypatch.setattr("countermark.intake.list_sizes.list_source", lambda *_: None)
    rows = [FIRM.replace("42075", str(number)) for number in range(1, 11)]
    with ledger:
        add(ledger, [write(tmp_path, "sdn_2022-01-01.csv", sdn(*rows))])
        add(ledger, [write(tmp_path, "sdn_2022-01-02.csv", sdn(*rows[:8]))])
        with pytest.raises(FormatError, match="6 entries where the snapshot before has 8: the file looks truncated"):
            add(ledger, [write(tmp_path, "sdn_2022-01-03.csv", sdn(*rows[:6]))])
        (file,) = add(ledger, [write(tmp_path, "sdn_2022-01-03.csv", sdn(*rows[:6]))], any_size=True).files
        (warning,) = file.warnings
        assert warning.startswith("us_ofac_sdn (2022-01-03): 2 of the 8 entries of the snapshot before are gone")
        assert shown(ledger, "ofac-8") == [("2022-01-01", "2022-01-03")]


def test_a_recovered_file_is_kept_apart_from_the_history(tmp_path: Path, ledger: Ledger) -> None:
    with ledger:
        add(ledger, [write(tmp_path, "sdn_2022-01-01.csv", sdn(LI, SHIP))], any_size=True)
        (file,) = add(ledger, [write(tmp_path, "sdn_2022-01-02.csv", sdn(LI, SHIP)[:-130])], recover=True).files
        assert file.warnings == ["partial: line 2: 7 cells where the format has 12"]
        listings = listings_of(ledger)
        parts = {(one.part, one.whole) for one in listings.snapshots}
        assert parts == {("sdn", True), ("sdn (partial)", False)}
        assert shown(ledger, "ofac-15036") == [("2022-01-01", None)]
        listings.close()


def test_the_day_of_publication_must_be_known(tmp_path: Path, ledger: Ledger) -> None:
    path = write(tmp_path, "sdn.csv", sdn(LI))
    with ledger:
        with pytest.raises(InputError, match="neither the file nor its name says when"):
            add(ledger, [path], any_size=True)
        add(ledger, [path], any_size=True, published="2018-01-26T14:00:00Z")
        assert [one.seen_at for one in listings_of(ledger).snapshots] == ["2018-01-26T14:00:00Z"]
        with pytest.raises(InputError, match=r"another snapshot of us_ofac_sdn .* is held"):
            add(
                ledger,
                [write(tmp_path, "sdn2.csv", sdn(SHIP))],
                any_size=True,
                published="2018-01-26T14:00:00Z",
                kind="us_ofac_sdn",
            )


def test_lists_and_tables_do_not_mix_in_one_batch(tmp_path: Path, ledger: Ledger) -> None:
    table = write(tmp_path, "parts.csv", "id,marking,maker,specimen\n1,X,TI,u\n2,Y,TI,u\n")
    with ledger, pytest.raises(InputError, match="lists and tables in one batch"):
        add(ledger, [write(tmp_path, "sdn_2022-01-01.csv", sdn(LI)), table])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("sdn_2021-08-18T0939_f2dad11314.csv", "2021-08-18T09:39:00Z"),
        ("conlist_2022-05-04.xlsx", "2022-05-04T23:59:59Z"),
        ("sdn_2018-01.csv", None),
        ("x20220101.csv", None),
    ],
)
def test_the_time_in_a_name(name: str, expected: str | None) -> None:
    assert time_in(name) == expected


def test_an_old_copy_of_a_table_of_decrees_is_warned_of(data_dir: Path, ledger: Ledger) -> None:
    with ledger:
        (file,) = add(ledger, [data_dir / "sanctions" / "ukraine" / "nsdc_decrees_2022-04-07.xlsx"]).files
    assert file.warnings == [
        "the newest decision in it is of 2021-05-21, long before 2022-04-07: it may be an old copy",
    ]
