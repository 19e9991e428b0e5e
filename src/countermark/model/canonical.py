"""Canonical JSON and hashes: the same value always gives the same bytes.

1. UTF-8, keys sorted, no white space, no floats (a float has no canonical text): pass strings or integers.
2. Only JSON types; anything else is a TypeError, never a silent `str()`.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

CHUNK_BYTES = 1 << 20


def _no_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("canonical JSON has no floats")
    if isinstance(value, dict):
        for inner in value.values():
            _no_floats(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _no_floats(inner)


def canonical_json(value: Any) -> bytes:
    r"""Write a value as canonical JSON.

    >>> canonical_json({"b": 1, "a": ["ü"]})
    b'{"a":["\xc3\xbc"],"b":1}'
    """
    _no_floats(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def sha256(data: bytes) -> str:
    """Hash bytes; lower-case hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def sha256_file(path: Path) -> str:
    """Hash a file without holding it in memory."""
    digest = hashlib.sha256()
    with path.open("rb", buffering=0) as file:
        while chunk := file.read(CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()
