"""The seal of an entry: SHA-256 over its manifest in canonical JSON.

1. A manifest holds `format`, `kind`, `previous`, `recorded_at` and `body`, nothing else.
2. `previous` is the seal before; the first entry carries the SHA-256 of `countermark.toml` instead.
3. The stored manifest is the very text that was hashed: `sha256sum` recomputes a seal.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import msgspec

from countermark.model.canonical import canonical_json, sha256
from countermark.model.errors import IntegrityError

FORMAT = 1
BATCH = "batch"
DERIVED = "derived"
JUDGEMENT = "judgement"
QUARANTINE = "quarantine"
_KEYS = {"format", "kind", "previous", "recorded_at", "body"}


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginalRecord:
    """What a batch says of one original; read = stored + quarantined + dropped.

    units: what is counted: `rows`, each of which is a row of a segment, or `entries` of a list.
    decisions: what was found out or chosen while reading: encoding, delimiter, sheet, mapping.
    dropped_reasons: reason to number of rows.
    """

    name: str
    sha256: str
    size_bytes: int
    kind: str
    dataset: str
    parser: str
    parser_version: str
    decisions: Mapping[str, str] = field(default_factory=dict)
    read: int
    stored: int
    quarantined: int = 0
    dropped: int = 0
    dropped_reasons: Mapping[str, int] = field(default_factory=dict)
    units: str = "rows"


@dataclass(frozen=True, slots=True)
class Segment:
    """One immutable Parquet file of a fact table, named by its hash."""

    table: str
    sha256: str
    rows: int


@dataclass(frozen=True, slots=True)
class _Issues:
    sha256: str
    count: int


@dataclass(frozen=True, slots=True)
class _Batch:
    originals: list[OriginalRecord]
    segments: list[Segment]
    issues: _Issues | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One sealed entry of the chain: a batch, what was derived from one, a judgement, or another record."""

    seq: int
    kind: str
    seal: str
    previous: str
    recorded_at: str
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class DerivedInput:
    """What a derivation read: an original, the text taken from it, and what was said beside it."""

    original: str
    text_sha256: str
    said: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Derived:
    producer: str
    version: str
    input_seal: str
    inputs: list[DerivedInput]
    parameters: dict[str, str]
    segments: list[Segment]


def derived_body(
    segments: Sequence[Segment],
    *,
    producer: str,
    version: str,
    input_seal: str,
    inputs: Sequence[DerivedInput],
    parameters: Mapping[str, str],
) -> dict[str, Any]:
    """Write the body of a derived entry."""
    return {
        "producer": producer,
        "version": version,
        "input_seal": input_seal,
        "inputs": [{**asdict(given), "said": dict(given.said)} for given in inputs],
        "parameters": dict(parameters),
        "segments": [asdict(segment) for segment in segments],
    }


def batch_body(
    originals: Sequence[OriginalRecord], segments: Sequence[Segment], issues: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Write the body of a batch; `issues` is `{"sha256", "count"}` of its issues file, or None."""
    return {
        "originals": [_plain(record) for record in originals],
        "segments": [asdict(segment) for segment in segments],
        "issues": dict(issues) if issues else None,
    }


def _plain(record: OriginalRecord) -> dict[str, Any]:
    plain = {**asdict(record), "decisions": dict(record.decisions), "dropped_reasons": dict(record.dropped_reasons)}
    if record.units == "rows":
        del plain["units"]
    return plain


def write_manifest(kind: str, body: Mapping[str, Any], *, previous: str, recorded_at: str) -> bytes:
    """Write the manifest of an entry: the bytes its seal is the hash of."""
    return canonical_json(
        {"format": FORMAT, "kind": kind, "previous": previous, "recorded_at": recorded_at, "body": dict(body)}
    )


def read_manifest(seq: int, manifest: bytes) -> Entry:
    """Read a manifest back.

    Raises:
        IntegrityError: not canonical JSON, not a manifest, or of another format.
    """
    try:
        value = json.loads(manifest)
        canonical = canonical_json(value)
    except (ValueError, TypeError) as error:
        raise IntegrityError(f"entry {seq} is no canonical JSON: {error}") from error
    if canonical != manifest or not isinstance(value, dict) or set(value) != _KEYS:
        raise IntegrityError(f"entry {seq} is no manifest in canonical JSON")
    if value["format"] != FORMAT:
        raise IntegrityError(f"entry {seq} has format {value['format']!r}; this version reads {FORMAT}")
    if not all(isinstance(value[key], str) for key in ("kind", "previous", "recorded_at")) or not isinstance(
        value["body"], dict
    ):
        raise IntegrityError(f"entry {seq} has a manifest of the wrong shape")
    shape = {BATCH: _Batch, DERIVED: _Derived}.get(value["kind"])
    if shape is not None:
        try:
            msgspec.convert(value["body"], shape)
        except msgspec.ValidationError as error:
            raise IntegrityError(f"entry {seq} is no {value['kind']}: {error}") from error
    return Entry(
        seq=seq,
        kind=value["kind"],
        seal=sha256(manifest),
        previous=value["previous"],
        recorded_at=value["recorded_at"],
        body=value["body"],
    )


def chain_name(seq: int, seal: str) -> str:
    """Name the file of an entry in `chain/`."""
    return f"{seq:06d}-{seal}.json"
