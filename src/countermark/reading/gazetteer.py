"""Names to look for in a text, a million of them at once.

1. An automaton (`ahocorasick_rs`) finds where a name may begin, by its first letters; a search among the sorted names
   then decides which whole names stand there. This keeps the automaton small: whole names would take 600 MB.
2. Only whole words match, and at one place the longest name.
3. Names are folded (`fold`): case, accents and punctuation do not count. A person's name is found in either order, and
   without the middle names; that is how lists (`LI, Shangfu`) and reports (`Li Shangfu`) differ.
4. The automaton itself cannot be stored. `save` keeps the sorted names and all tables; `load` builds the
   automaton anew.
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Callable, Iterable, Iterator
from heapq import merge
from itertools import islice
from pathlib import Path
from typing import Any, Final, NamedTuple

import ahocorasick_rs
import numpy as np
from numpy.typing import NDArray

from countermark.reading.fold import fold, fold_names
from countermark.reading.spelling import folded_parts, same_name, skeleton, written_forms
from countermark.reading.types import Found, Known, Span

FORMAT: Final = 1
_CHUNK: Final = 60_000
# Letters of a name in the automaton: more find fewer false beginnings, fewer keep a million names small.
_PREFIX: Final = 28
_PREFIX_OF_MANY: Final = 10
_MANY: Final = 300_000
_LONGEST: Final = 240
_MOST_VARIANTS: Final = 200
_FEWEST: Final = 4
# Behind every name while sorting: a zero, the owner (4 bytes), and whether to index its spelling.
_TAIL: Final = -6


class NameRow(NamedTuple):
    """A name of an entity."""

    name: str
    entity: str
    caption: str
    schema: str
    country: str = ""


class _Strings:
    """Many strings in one buffer."""

    def __init__(self, data: bytes, ends: NDArray[np.uint32]) -> None:
        self.data, self.ends = data, ends

    @classmethod
    def of(cls, strings: list[bytes]) -> _Strings:
        return cls(b"".join(strings), np.cumsum([0, *map(len, strings)], dtype=np.uint64).astype(np.uint32))

    def __len__(self) -> int:
        return len(self.ends) - 1

    def __getitem__(self, at: int) -> bytes:
        return self.data[self.ends[at] : self.ends[at + 1]]

    def after(self, wanted: bytes, low: int, high: int) -> int:
        """Give the place of the first string greater than the one wanted, the strings being sorted."""
        while low < high:
            middle = (low + high) // 2
            if self[middle] <= wanted:
                low = middle + 1
            else:
                high = middle
        return low

    def text(self, at: int) -> str:
        return self[at].decode("utf-8", "replace")


class Gazetteer:
    """Names of many entities, found whole; fulfils `Names`."""

    def __init__(self, tables: dict[str, NDArray[Any]]) -> None:
        """Take the tables of `build` or `load`."""
        self._tables = tables
        self._names = _Strings(tables["names"].tobytes(), tables["name_ends"])
        self._owner_ends, self._owners = tables["owner_ends"], tables["owners"]
        self._entities = _Strings(tables["entities"].tobytes(), tables["entity_ends"])
        self._captions = _Strings(tables["captions"].tobytes(), tables["caption_ends"])
        self._kinds = [tuple(kind.split("\t")) for kind in bytes(tables["kinds"]).decode().split("\n")]
        self._kind_of = tables["kind_of"]
        self._bones, self._bone_name = tables["bones"], tables["bone_name"]
        self._automaton, self._first, self._last = _automaton(self._names)

    def __len__(self) -> int:
        """Count the names, folded, each once."""
        return len(self._names)

    @classmethod
    def build(cls, rows: Iterable[NameRow]) -> Gazetteer:
        """Build from names; rows of one entity may stand anywhere, its first row describes it."""
        return cls(_build(rows))

    def save(self, path: Path) -> None:
        """Store everything but the automaton."""
        store: Callable[..., None] = np.savez
        with path.open("wb") as file:
            store(file, format=np.array([FORMAT]), **self._tables)

    @classmethod
    def load(cls, path: Path) -> Gazetteer | None:
        """Read what `save` stored; None for another format or a damaged file."""
        try:
            with np.load(path, allow_pickle=False) as stored:
                tables = {key: stored[key] for key in stored.files}
            if int(tables.pop("format")[0]) != FORMAT:
                return None
            return cls(tables)
        except (OSError, ValueError, KeyError, zlib.error):
            return None

    def find(self, text: str) -> Iterator[Found]:
        """Find whole names, the longest at a place, leftmost first, none overlapping another."""
        if self._automaton is None:
            return
        folded = fold(text)
        data, origin, names = folded.data, folded.origin, self._names
        done = -1
        hits = self._automaton.find_matches_as_indexes(data, overlapping=True)
        for which, start, _ in hits if _sorted(hits) else sorted(hits, key=lambda hit: hit[1]):
            if start < done:
                continue
            name = _longest(names, data[start : start + _LONGEST], int(self._first[which]), int(self._last[which]))
            if name < 0:
                continue
            done = start + int(names.ends[name + 1] - names.ends[name]) - 1
            span = Span(int(origin[start + 1]), int(origin[done - 1]) + 1)
            yield Found(span, self._borne_by(name))

    def _borne_by(self, name: int) -> tuple[str, ...]:
        owners = self._owners[self._owner_ends[name] : self._owner_ends[name + 1]]
        return tuple(self._entities.text(int(owner)) for owner in owners)

    def known(self, entity: str) -> Known:
        """Describe an entity that `find` or `variants` gave.

        Raises:
            KeyError: an entity these names do not have.
        """
        wanted = entity.encode()
        at = self._entities.after(wanted, 0, len(self._entities)) - 1
        if at < 0 or self._entities[at] != wanted:
            raise KeyError(entity)
        schema, country = self._kinds[int(self._kind_of[at])]
        return Known(entity, self._captions.text(at), schema, country)

    def variants(self, name: str) -> tuple[str, ...]:
        """Give the persons whose name is this one in another spelling; every part of it must match."""
        parts = folded_parts(name)
        if len(parts) < 2:
            return ()
        key = zlib.crc32(skeleton(parts).encode())
        first = int(np.searchsorted(self._bones, key, "left"))
        last = int(np.searchsorted(self._bones, key, "right"))
        found: dict[str, None] = {}
        for at in self._bone_name[first : min(last, first + _MOST_VARIANTS)].tolist():
            if same_name(parts, tuple(self._names.text(at).split())):
                found.update(dict.fromkeys(self._borne_by(at)))
        return tuple(found)


def _sorted(hits: list[tuple[int, int, int]]) -> bool:
    return all(one[1] <= other[1] for one, other in zip(hits, islice(hits, 1, None), strict=False))


def _longest(names: _Strings, here: bytes, low: int, high: int) -> int:
    """Find the longest name that the text begins with, among sorted names; -1 for none."""
    while here:
        at = names.after(here, low, high) - 1
        if at < low:
            return -1
        name = names[at]
        if here.startswith(name):
            return at
        here = here[: _shared(name, here)]
        high = at
    return -1


def _shared(one: bytes, other: bytes) -> int:
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


def _automaton(names: _Strings) -> tuple[Any, NDArray[np.uint32], NDArray[np.uint32]]:
    """Build the automaton of first letters; each finds the names from first to last, which begin with them."""
    prefixes: list[bytes] = []
    length = _PREFIX if len(names) < _MANY else _PREFIX_OF_MANY
    first = array("I")
    for at in range(len(names)):
        start = int(names.ends[at])
        prefix = names.data[start : min(start + length, int(names.ends[at + 1]))]
        # A name that is the beginning of the next ones stands for them all.
        if not prefixes or not prefix.startswith(prefixes[-1]):
            prefixes.append(prefix)
            first.append(at)
    begins = np.array(first, dtype=np.uint32)
    ends = np.append(begins[1:], np.uint32(len(names))).astype(np.uint32)
    if not prefixes:
        return None, begins, ends
    kind = ahocorasick_rs.Implementation.ContiguousNFA
    return ahocorasick_rs.BytesAhoCorasick(prefixes, implementation=kind), begins, ends


class _Run:
    """Lines in order, in one buffer: a million small objects would take three times the room."""

    def __init__(self, lines: list[bytes]) -> None:
        lines.sort()
        self._sizes = array("H", map(len, lines))
        self._data = b"".join(lines)

    def __iter__(self) -> Iterator[bytes]:
        data, at = self._data, 0
        for size in self._sizes:
            yield data[at : at + size]
            at += size


class _Collected:
    """Names and entities as they come in, each name with its owner behind it, so that one sort brings all in order."""

    def __init__(self) -> None:
        self.runs: list[_Run] = []
        self.number: dict[str, int] = {}
        self.captions: list[bytes] = []
        self.kinds: dict[tuple[str, str], int] = {}
        self.kind_of = array("H")

    def take(self, rows: list[NameRow]) -> None:
        written: list[str] = []
        tails: list[bytes] = []
        for row in rows:
            owner = self.number.get(row.entity)
            if owner is None:
                owner = self.number[row.entity] = len(self.number)
                self.captions.append(row.caption.encode("utf-8", "replace"))
                self.kind_of.append(self.kinds.setdefault((row.schema, row.country), len(self.kinds)))
            for form, spelt in written_forms(row.name, row.schema):
                written.append(form)
                tails.append(b"\0" + owner.to_bytes(4, "big") + (b"\1" if spelt else b"\0"))
        folded = zip(fold_names(written), tails, strict=True)
        self.runs.append(_Run([name + tail for name, tail in folded if _FEWEST <= len(name) <= _LONGEST]))


def _build(rows: Iterable[NameRow]) -> dict[str, NDArray[Any]]:
    taken = _Collected()
    stream = iter(rows)
    while chunk := list(islice(stream, _CHUNK)):
        taken.take(chunk)
    order = sorted(taken.number)
    rank = array("I", bytes(4 * len(order)))
    for place, entity in enumerate(order):
        rank[taken.number[entity]] = place
    entities = _Strings.of([entity.encode("utf-8", "replace") for entity in order])
    captions = _Strings.of([taken.captions[taken.number[entity]] for entity in order])
    kind_of = np.array([taken.kind_of[taken.number[entity]] for entity in order], dtype=np.uint16)
    kinds = "\n".join("\t".join(kind) for kind in taken.kinds).encode()
    runs = taken.runs
    del taken, order
    names, owners, bones = _packed(merge(*runs), rank)
    by_bone = np.argsort(bones[0], kind="stable")
    return {
        "names": np.frombuffer(names.data, dtype=np.uint8),
        "name_ends": names.ends,
        "owner_ends": owners[0],
        "owners": owners[1],
        "entities": np.frombuffer(entities.data, dtype=np.uint8),
        "entity_ends": entities.ends,
        "captions": np.frombuffer(captions.data, dtype=np.uint8),
        "caption_ends": captions.ends,
        "kinds": np.frombuffer(kinds, dtype=np.uint8),
        "kind_of": kind_of,
        "bones": bones[0][by_bone],
        "bone_name": bones[1][by_bone],
    }


_Pair = tuple[NDArray[np.uint32], NDArray[np.uint32]]


def _packed(lines: Iterable[bytes], rank: array[int]) -> tuple[_Strings, _Pair, _Pair]:
    data = bytearray()
    ends, owner_ends, owners = array("I", [0]), array("I", [0]), array("I")
    bones, bone_name = array("I"), array("I")
    before, spelt = b"", False
    for line in lines:
        name = line[:_TAIL]
        owner = rank[int.from_bytes(line[_TAIL + 1 : -1], "big")]
        if name != before:
            if before:
                ends.append(len(data))
                owner_ends.append(len(owners))
            data += name
            before, spelt = name, False
        if len(owners) == owner_ends[-1] or owners[-1] != owner:
            owners.append(owner)
        if line[-1] and not spelt:
            spelt = True
            bones.append(zlib.crc32(skeleton(tuple(name.decode().split())).encode()))
            bone_name.append(len(ends) - 1)
    if before:
        ends.append(len(data))
        owner_ends.append(len(owners))
    return (
        _Strings(bytes(data), _numbers(ends)),
        (_numbers(owner_ends), _numbers(owners)),
        (_numbers(bones), _numbers(bone_name)),
    )


def _numbers(values: array[int]) -> NDArray[np.uint32]:
    return np.frombuffer(values, dtype=np.uint32) if len(values) else np.zeros(0, dtype=np.uint32)
