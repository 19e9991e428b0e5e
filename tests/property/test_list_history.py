"""Any order of arrival gives every snapshot back, and folding changes from one snapshot to another gives that other."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from countermark.intake.add import add
from countermark.intake.history import Changes, Held, Known, State, StreamHistory, Taken
from countermark.ledger import Engine, Ledger
from countermark.sources.lists.base import Said, Stream
from countermark.tables.listings import open_listings
from tests.conftest import TickingClock

STREAM = Stream("us_test", "csv")
VALUES = st.frozensets(st.sampled_from(["a", "b", "c", "d"]), max_size=3)
SNAPSHOT = st.dictionaries(st.sampled_from(["1", "2", "3", "4", "5"]), VALUES, max_size=5)


def state_of(entries: dict[str, frozenset[str]]) -> dict[str, Held]:
    state = {}
    for number, (entry, values) in enumerate(sorted(entries.items()), start=1):
        main = f"t-{entry}"
        said = [Said(main, "Person", "id", main), *(Said(main, "Person", "alias", value) for value in sorted(values))]
        state[entry] = Held(main, said, number, f"line {number}")
    return state


class Memory:
    """A ledger's rows in memory, folded by hand."""

    def __init__(self) -> None:
        self.rows: list[tuple[object, ...]] = []
        self.known: list[Known] = []

    def state_at(self, seen_at: str) -> State:
        sums: Counter[tuple[object, ...]] = Counter()
        for row in self.rows:
            if str(row[6]) <= seen_at:
                sums[row[8:15]] += int(str(row[7]))
        assert set(sums.values()) <= {0, 1}, "a statement is there once or not at all"
        state: dict[str, Held] = {}
        for (source_id, main, *said), there in sums.items():
            if there:
                held = state.setdefault(str(source_id), Held(str(main), [], 0, ""))
                held.said.append(Said(*said))  # type: ignore[arg-type]
        return state

    def add(self, batch: list[tuple[str, dict[str, frozenset[str]]]]) -> None:
        out = Changes()
        history = StreamHistory(STREAM, list(self.known), self.state_at, out)
        for seen_at, entries in sorted(batch):
            history.take(
                Taken(
                    stream=STREAM,
                    seen_at=seen_at,
                    original=seen_at,
                    row=1,
                    place="",
                    sha256=seen_at,
                    stated=None,
                    partial="",
                    state=state_of(entries),
                )
            )
        history.finish()
        self.rows += out.change_rows
        self.known = sorted([*self.known, *(Known(seen_at, seen_at, "") for seen_at, _ in batch)])


def plain(state: State) -> dict[str, set[Said]]:
    return {entry: set(held.said) for entry, held in state.items()}


@settings(max_examples=200, deadline=None)
@given(st.lists(SNAPSHOT, min_size=1, max_size=8), st.randoms(use_true_random=False), st.integers(1, 4))
def test_any_order_of_arrival_gives_every_snapshot_back(
    snapshots: list[dict[str, frozenset[str]]], order: random.Random, size: int
) -> None:
    dated = [(f"2022-01-{day:02d}T00:00:00Z", entries) for day, entries in enumerate(snapshots, start=1)]
    arriving = dated[:]
    order.shuffle(arriving)
    memory = Memory()
    for at in range(0, len(arriving), size):
        memory.add(arriving[at : at + size])
        for seen_at, entries in arriving[: at + size]:
            assert plain(memory.state_at(seen_at)) == plain(state_of(entries))


def _csv(entries: dict[str, frozenset[str]]) -> str:
    empty = ",-0- " * 7
    lines = [
        f'{number},"FIRM {number}",-0- ,"SDGT"{empty},"{"; ".join(f"a.k.a. {chr(39)}{v}{chr(39)}" for v in sorted(values)) or "x"}."'
        for number, values in sorted(entries.items())
    ]
    return "\r\n".join([*lines, "\x1a"]) + "\r\n"


@settings(max_examples=8, deadline=None)
@given(
    st.lists(st.dictionaries(st.sampled_from(["1", "2", "3"]), VALUES, min_size=1), min_size=2, max_size=5),
    st.randoms(use_true_random=False),
)
def test_folding_the_changes_between_two_snapshots_gives_the_second(
    tmp_path_factory, snapshots: list[dict[str, frozenset[str]]], order: random.Random
) -> None:
    folder: Path = tmp_path_factory.mktemp("history")
    paths = []
    for day, entries in enumerate(snapshots, start=1):
        path = folder / f"sdn_2022-01-{day:02d}.csv"
        path.write_text(_csv(entries), encoding="utf-8", newline="")
        paths.append(path)
    order.shuffle(paths)
    with Ledger.create(folder / "ledger", clock=TickingClock()) as ledger:
        for path in paths:
            add(ledger, [path], any_size=True)
        listings = open_listings(ledger.view(), Engine)
    timeline = listings.timelines[("us_ofac_sdn", "")]
    states = [_names(listings, snapshot.seen_at, entries) for snapshot, entries in zip(timeline, snapshots, strict=True)]
    for first in range(len(timeline)):
        for second in range(first + 1, len(timeline)):
            state = set(states[first])
            changed = listings.net_changes(timeline[0].stream, timeline[first].seen_at, timeline[second].seen_at)
            for found in changed.values():
                for change in found:
                    key = (change.entity, change.prop, change.value)
                    if change.sign > 0:
                        assert key not in state
                        state.add(key)
                    else:
                        state.remove(key)
            assert state == states[second]
    listings.close()


def _names(listings, seen_at: str, entries: dict[str, frozenset[str]]) -> set[tuple[str, str, str]]:
    found = set()
    for number in ("1", "2", "3"):
        for fact in listings.entry(f"ofac-{number}"):
            if fact.there(seen_at):
                found.add((fact.entity, fact.prop, fact.value))
    aliases = {(entity, value) for entity, prop, value in found if prop == "weakAlias"}
    assert aliases == {(f"ofac-{number}", value) for number, values in entries.items() for value in values}
    return found
