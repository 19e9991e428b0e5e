from __future__ import annotations

from countermark.sources.lists.ca_sema import CaSemaParser
from tests.property.mutation import fuzz
from tests.unit.lists.test_ca_sema import ALIASES, ENTITIES, document, record


def test_damaged_lists(tmp_path):
    people = [
        record(LastName="DOE", GivenName="J", Aliases=text, Item=str(at)) for at, (_, text, _) in enumerate(ALIASES)
    ]
    firms = [
        record(EntityOrShip=text, DateOfListing="2022-02-24", Item=str(at)) for at, (text, _) in enumerate(ENTITIES)
    ]
    ship = record(
        EntityOrShip="Mermaid", TitleOrShip="Oil Tanker", ShipIMONumber="9562233", DateOfBirthOrShipBuildDate="2011"
    )
    seeds = [("sema.xml", document(*people, *firms, ship).encode())]
    assert fuzz(CaSemaParser(), seeds, tmp_path) > 50
