"""One list file from its bytes to the disk, ours or followthemoney's: `python one_snapshot.py ours|ftm FILE FOLDER`.

Both read the file with the same parser of ours and end with every statement on the disk; one JSON line tells how many,
and the processor seconds from the file's bytes on, without imports.

ours: `add` into an empty ledger: parsed, compared by value, sorted, written as a segment, hashed, sealed, durable.
ftm: a proxy of the library for every entity (`model.make_entity`), every value added and cleaned by the library
(`proxy.add`), then its own statements of it (`Statement.from_entity`) through its own writer of the pack format, the
smaller and faster of its two. No sort, no seal, no fsync.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any


def ours(path: Path, folder: Path) -> dict[str, Any]:
    """Add the file to a new ledger."""
    from countermark.intake.add import add
    from countermark.intake.list_kinds import list_parsers
    from countermark.ledger import Ledger
    from countermark.model.clock import system_clock

    list_parsers()
    with Ledger.create(folder / "ledger", clock=system_clock) as ledger:
        start, wall = time.process_time(), time.perf_counter()
        result = add(ledger, [path])
        took, walled = time.process_time() - start, time.perf_counter() - wall
    if result.entry is None:
        raise SystemExit("nothing was added")
    rows = {segment["table"]: segment["rows"] for segment in result.entry.body["segments"]}
    return {"statements": rows["list_change"], "processor_s": took, "wall_s": walled}


def ftm(path: Path, folder: Path) -> dict[str, Any]:
    """Make proxies of what our parser reads, and write their statements, all with the library."""
    from followthemoney.statement import PACK, Statement
    from followthemoney.statement.serialize import get_statement_writer

    from countermark.model.ontology import extend_ftm_model
    from countermark.sources.archives import members
    from countermark.sources.lists.base import ListReport
    from countermark.sources.lists.ofac_csv import PARSERS

    model = extend_ftm_model()
    clock = time.process_time
    for entity in (model.make_entity("Person"), model.make_entity("Sanction")):  # tables of names, read on first use
        entity.id = "warm"
        entity.add("country", "Russia", quiet=True)
        list(Statement.from_entity(entity, "warm"))
    start, wall = clock(), time.perf_counter()
    entries = []
    for member in members(path, folder):
        parser = next(one for one in PARSERS if one.recognises(member.file))
        entries += parser.parse(member.file, ListReport())
    parsed = clock()
    proxies, values = [], 0
    for entry in entries:
        mine: dict[str, Any] = {}
        for said in entry.said:
            values += 1
            proxy = mine.get(said.entity)
            if proxy is None:
                proxy = mine[said.entity] = model.make_entity(said.schema)
                proxy.id = said.entity
            if said.prop != "id":
                proxy.add(said.prop, said.value, quiet=True)
        proxies += mine.values()
    cleaned = clock()
    count = 0
    with (folder / "statements.pack").open("wb") as file, get_statement_writer(file, PACK) as writer:
        for proxy in proxies:
            for statement in Statement.from_entity(proxy, entries[0].stream.list):
                writer.write(statement)
                count += 1
    done = clock()
    return {
        "statements": count,
        "values_given": values,
        "processor_s": done - start,
        "wall_s": time.perf_counter() - wall,
        "our_parser_s": parsed - start,
        "proxies_s": cleaned - parsed,
        "statements_written_s": done - cleaned,
    }


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(dir=sys.argv[3]) as inside:
        print(json.dumps({"ours": ours, "ftm": ftm}[sys.argv[1]](Path(sys.argv[2]), Path(inside))))
