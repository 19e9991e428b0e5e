"""Damaged OFAC CSV files give an error of input or entries, never anything else; for COUNTERMARK_FUZZ_SECONDS (1)."""

from __future__ import annotations

from pathlib import Path

from countermark.sources.lists.ofac_csv import PARSERS
from tests.property.mutation import SECONDS, fuzz
from tests.unit.lists.ofac_files import CUT, FIRM, LI, SHIP, sdn


def test_damaged_lists(tmp_path: Path) -> None:
    seeds = {
        "sdn": sdn(LI, SHIP, FIRM, CUT),
        "add": '36,25,"Calle 23","Havana","Cuba",-0- \r\n173,129,"Ibex House","London EC3N","Malta",-0- \r\n\x1a',
        "alt": '36,12,"aka","AERO-CARIBBEAN",-0- \r\n306,220,"fka","NATIONAL BANK",-0- \r\n\x1a\r\n',
        "comments": "17018,\"07083893 (Russia); Linked To: LAZARUS GROUP; a.k.a. 'ZINC'.\"\r\n\x1a\r\n",
    }
    for parser in PARSERS[:4]:
        data = seeds[parser.part].encode()
        assert fuzz(parser, [(f"{parser.part}.csv", data)], tmp_path, seconds=SECONDS / 4) > 20
