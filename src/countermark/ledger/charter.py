"""`countermark.toml`: what a ledger says of itself, written once, last when it is made.

Its SHA-256 stands in the first entry where later ones carry the seal before, so no entry fits another ledger.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path

from countermark.ledger.seal import FORMAT
from countermark.model.canonical import canonical_json, sha256
from countermark.model.errors import InputError, IntegrityError

NAME = "countermark.toml"

_TEXT = """\
# A Countermark ledger. This file is part of the first seal: do not edit it.
format = {format}
id = "{id}"
name = {name}
created_at = "{created_at}"
"""


@dataclass(frozen=True, slots=True)
class Charter:
    """Name, identifier and time of making, and the hash of the file that says so."""

    id: str
    name: str
    created_at: str
    sha256: str


def charter_bytes(*, name: str, created_at: str) -> bytes:
    """Write the charter of a new ledger.

    Raises:
        InputError: a name with control characters.
    """
    if not name.isprintable():
        raise InputError(f"the name {name!r} holds control characters", hint="give a plain one-line name")
    identifier = sha256(canonical_json({"name": name, "created_at": created_at}))[:32]
    text = _TEXT.format(format=FORMAT, id=identifier, name=json.dumps(name, ensure_ascii=False), created_at=created_at)
    return text.encode()


def read_charter(folder: Path) -> Charter:
    """Read the charter of a ledger folder.

    Raises:
        InputError: no ledger, or one of another format.
        IntegrityError: a charter that cannot be read.
    """
    place = folder / NAME
    try:
        data = place.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise InputError("no ledger here", hint="make one with countermark init DIR", where=str(folder)) from error
    except OSError as error:
        raise InputError(
            f"cannot read the ledger: {error.strerror}", hint="check its rights", where=str(place)
        ) from error
    try:
        told = tomllib.loads(data.decode())
        stated = told["format"]
        charter = Charter(
            id=str(told["id"]), name=str(told["name"]), created_at=str(told["created_at"]), sha256=sha256(data)
        )
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError) as error:
        raise IntegrityError(f"damaged: {error}", hint="restore it from a copy", where=str(place)) from error
    if stated != FORMAT:
        raise InputError(
            f"a ledger of format {stated}; this version reads {FORMAT}",
            hint="use a newer Countermark",
            where=str(place),
        )
    return charter
