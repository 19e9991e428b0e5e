"""Lists from their publishers into a folder, and from there into a ledger: one batch a list.

1. A list that fails does not stop the others, nor a file the other files of its list; every failure says address, what
   happened and what to do.
2. A file that came is kept in the folder as `LIST/FILE`, whether it could be added or not. Such a folder, served by any
   web server, is a mirror.
3. A file whose bytes the ledger holds is not read again; one it set aside is not set aside again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import quote

import msgspec

from countermark.intake.add import add
from countermark.intake.list_kinds import choose_list_parser, list_parsers
from countermark.intake.results import AddResult
from countermark.ledger import Ledger
from countermark.ledger.seal import QUARANTINE
from countermark.model.errors import FormatError, InputError, LedgerMoved, SourceError
from countermark.reference.list_addresses import ListAddress, addresses_of
from countermark.sources.http import Downloaded, Request, World, download
from countermark.sources.http_open import plain_address, refusal
from countermark.sources.lists.base import ListFile, ListParser

_HEAD_BYTES: Final = 1 << 16

FileProgress = Callable[[str, int, int | None], None]


def _silent(_: str, __: int, ___: int | None) -> None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchRequest:
    """Where to put what comes, and how to get it.

    mirror: address before `LIST/FILE`, instead of the publishers'; empty for none.
    tokens: environment variables, of which those that the table of addresses names are read.
    """

    folder: Path
    mirror: str = ""
    timeout_s: float = 30.0
    tokens: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedFile:
    """What became of one file: `fetched`, or `unchanged` since it came; or, unasked, `planned`."""

    part: str
    status: str
    address: str
    path: str
    max_bytes: int
    sha256: str = ""
    size_bytes: int = 0
    served_at: str = ""
    served_by: str = ""
    checked: list[str] = field(default_factory=list)
    resumed_at: int = 0
    warnings: list[str] = field(default_factory=list)


class FetchedList(msgspec.Struct, kw_only=True, rename={"name": "list"}):
    """What became of one list.

    status: `added`, `nothing new`, `downloaded` (not to be added), `failed`; with `failures` beside the first three,
    the rest of the list went well.
    """

    name: str
    status: str = "failed"
    files: list[FetchedFile] = []
    failures: list[str] = []
    added: AddResult | None = None


def wanted_files(wanted: Sequence[str]) -> dict[str, list[ListAddress]]:
    """Give the files of the lists (`LIST`) and parts (`LIST:PART`) asked for, each once.

    Raises:
        InputError: one that no address is known of.
    """
    found: dict[str, list[ListAddress]] = {}
    for name in wanted:
        for address in addresses_of(name):
            rows = found.setdefault(address.list, [])
            if address not in rows:
                rows.append(address)
    return found


def mirror_prefix(text: str) -> str:
    """Check the address of a mirror; give it without a slash at its end.

    Raises:
        InputError: not https (or http to this machine), or with a query.
    """
    why = refusal(text) or ("holds a query" if "?" in text or "#" in text else None)
    if why:
        raise InputError(
            f"the mirror {plain_address(text)} {why}",
            hint="write https://HOST/PATH: LIST/FILE is put behind it (http only to this machine)",
        )
    return text.rstrip("/")


def plan(wanted: Sequence[str], request: FetchRequest) -> list[FetchedList]:
    """Say what would be fetched, asking nobody."""
    return [
        FetchedList(
            name=name,
            status="planned",
            files=[
                FetchedFile(
                    part=row.part,
                    status="planned",
                    address=plain_address(_address(row, request, token="")),
                    path=str(request.folder / row.list / row.file),
                    max_bytes=row.max_bytes,
                    warnings=_token_warning(row, request),
                )
                for row in rows
            ],
        )
        for name, rows in wanted_files(wanted).items()
    ]


def fetch(
    wanted: Sequence[str],
    request: FetchRequest,
    world: World,
    *,
    ledger: Ledger | None = None,
    progress: FileProgress = _silent,
) -> Iterator[FetchedList]:
    """Fetch lists one after the other and add what came; without a ledger only fetch.

    Raises:
        InputError: a list that no address is known of; nothing was asked then.
    """
    for name, rows in wanted_files(wanted).items():
        result = FetchedList(name=name)
        came: list[tuple[ListAddress, Downloaded]] = []
        for row in rows:
            try:
                done = _download(row, request, world, progress)
            except SourceError as error:
                result.failures.append(f"{name}: {error}")
                continue
            came.append((row, done))
            result.files.append(_file(row, done))
        if came and ledger is None:
            result.status = "downloaded" if any(done.fresh for _, done in came) else "nothing new"
        elif came and ledger is not None:
            _add(came, ledger, result)
        yield result


def _token_warning(row: ListAddress, request: FetchRequest) -> list[str]:
    if not row.token or request.mirror or request.tokens.get(row.token):
        return []
    return [f"needs a token: register at {row.page} and put it into {row.token}"]


def _address(row: ListAddress, request: FetchRequest, token: str) -> str:
    if request.mirror:
        return f"{request.mirror}/{row.list}/{row.file}"
    return row.address.replace("{token}", quote(token, safe=""))


def _download(row: ListAddress, request: FetchRequest, world: World, progress: FileProgress) -> Downloaded:
    if _token_warning(row, request):
        raise SourceError(
            "this publisher asks for a token",
            where=plain_address(row.address),
            hint=f"register at {row.page} and put the token into {row.token}",
        )
    asked = Request(
        address=_address(row, request, request.tokens.get(row.token, "")),
        name=row.file,
        format=row.format,
        max_bytes=row.max_bytes,
        media_types=row.media_types,
        page=row.page,
        timeout_s=request.timeout_s,
    )
    folder = request.folder / row.list
    return download(asked, folder, world, progress=lambda done, total: progress(row.file, done, total))


def _file(row: ListAddress, done: Downloaded) -> FetchedFile:
    note = done.note
    return FetchedFile(
        part=row.part,
        status="fetched" if done.fresh else "unchanged",
        address=note.address,
        path=str(done.path),
        max_bytes=row.max_bytes,
        sha256=note.sha256,
        size_bytes=note.size_bytes,
        served_at=note.served_at,
        served_by=note.served_by,
        checked=note.checked,
        resumed_at=done.resumed_at,
        warnings=done.warnings,
    )


def _add(came: Sequence[tuple[ListAddress, Downloaded]], ledger: Ledger, result: FetchedList) -> None:
    """Add the files that the ledger does not hold as one batch, without those that are set aside."""
    held = 0
    new: list[tuple[ListAddress, Downloaded]] = []
    set_aside = _set_aside(ledger)
    for row, done in came:
        try:
            parser = _parser(row, done)
        except SourceError as error:
            result.failures.append(f"{row.list}: {error}")
            continue
        if parser is None:
            continue
        if ledger.holds(done.note.sha256, kind=parser.kind, dataset=parser.streams[0].list):
            held += 1
        elif done.note.sha256 in set_aside:
            result.failures.append(
                f"{row.list}: {done.note.address}: these bytes were set aside when they were added before, and the "
                f"server has no others (see countermark sources, or add {done.path} by hand)"
            )
        else:
            new.append((row, done))
    while new:
        served = {done.path: done.note.served_at for _, done in new}
        try:
            result.added = add(ledger, list(served), served=served)
            result.status = "added" if result.added.entry else "nothing new"
            return
        except (InputError, LedgerMoved) as error:
            result.failures.append(f"{result.name}: {new[0][1].note.address}: came, but was not added: {error}")
            if not isinstance(error, FormatError):
                return
            aside = _set_aside(ledger)
            left = [(row, done) for row, done in new if done.note.sha256 not in aside]
            if len(left) == len(new):
                return
            broken = next(done for _, done in new if done.note.sha256 in aside)
            result.failures[-1] = f"{result.name}: {broken.note.address}: came, was not added and set aside: {error}"
            new = left
    if held:
        result.status = "nothing new"
    elif not result.failures:
        result.failures.append(
            f"{result.name}: this version cannot read the list: what came is kept in {came[0][1].path.parent} and not "
            "added (upgrade, or fetch with --no-add)"
        )


def _set_aside(ledger: Ledger) -> set[str]:
    return {entry.body["original"]["sha256"] for entry in ledger.entries() if entry.kind == QUARANTINE}


def _parser(row: ListAddress, done: Downloaded) -> ListParser | None:
    """Give the parser that knows a file, or None where this version has none for such a file.

    Raises:
        SourceError: there is one, and it does not know the file.
    """
    with done.path.open("rb") as file:
        parser = choose_list_parser(ListFile(done.path, row.file, file.read(_HEAD_BYTES)), None)
    if parser is not None:
        return parser
    streams = [stream for parser in list_parsers() for stream in parser.streams if stream.list == row.list]
    kinds = {parser.kind for parser in list_parsers()}
    if any(stream.part == row.part for stream in streams) or (not streams and row.list in kinds):
        raise SourceError(
            "what came is not this list in any format known: kept and not added",
            where=done.note.address,
            hint=f"look at {done.path} and {row.page}",
        )
    done.warnings.append("this version does not read this file; it is kept and not added")
    return None
