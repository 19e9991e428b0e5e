"""No order number of a catalogue is read as a date: 150,000 part numbers of the makers that have a profile."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
import zstandard

from countermark.marking import read
from countermark.reference.makers import find_maker
from countermark.reference.profiles import profiles


@pytest.mark.slow
def test_no_order_number_of_a_profiled_maker_is_dated(data_dir: Path) -> None:
    known = profiles().by_maker
    dated: list[tuple[str, str, str]] = []
    read_count = 0
    with (data_dir / "parts" / "jlcparts_2026-05-21.tsv.zst").open("rb") as packed:
        unpacked = io.TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(packed), encoding="utf-8")
        for row in csv.DictReader(unpacked, delimiter="\t", quoting=csv.QUOTE_NONE):
            if find_maker(row["manufacturer"]).maker_id not in known:
                continue
            read_count += 1
            marking = read(row["mpn"], row["manufacturer"])
            dated += [(row["mpn"], row["manufacturer"], reading.rule) for reading in marking.readings]
    assert read_count > 150_000
    assert dated == []
