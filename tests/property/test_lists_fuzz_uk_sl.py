from __future__ import annotations

from countermark.sources.lists.uk_sl import UkSlParser
from tests.property.mutation import fuzz
from tests.unit.lists.test_uk_sl import PERSON_XML, PRODUCT, SHIP_XML, table


def test_damaged_lists(tmp_path):
    seeds = [
        ("uk.csv", table(*PRODUCT[:3], PRODUCT[0] | {"Unique ID": "RUS9902"}).encode()),
        ("uk.xml", PERSON_XML.encode()),
        ("ship.xml", SHIP_XML.encode()),
    ]
    assert fuzz(UkSlParser(), seeds, tmp_path) > 50
