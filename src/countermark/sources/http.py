"""Files over HTTPS: whole and checked, or not at all.

1. A file is renamed into place only when it came to its end, every length and digest the server stated fits, it
   unpacked within its limit, and its first bytes are those of its format. Before that, what was there stays.
2. What was cut, timed out or answered 429 or 5xx is tried again, a few times, later each time and never sooner than
   the server asks; bytes that came are kept and the next attempt, or the next run, goes on behind them.
3. A file that has not changed (304) is not sent again.
4. Clock, sleep and chance are handed in. Nothing here knows what a list is.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Final

import urllib3

import countermark
from countermark.model.canonical import sha256_file
from countermark.model.clock import Clock
from countermark.model.errors import SourceError
from countermark.sources.http_check import check_digests, check_looks, gunzip, web_page
from countermark.sources.http_open import Again, Client, plain_address
from countermark.sources.http_store import Note, PartNote, Store

ATTEMPTS: Final = 4
LONGEST_WAIT_S: Final = 60.0  # a server that asks for more is told to a person instead
FIRST_WAIT_S: Final = 1.0
LEAST_SPEED: Final = 1024  # bytes a second on average, after ten timeouts
_CHUNK: Final = 1 << 16
_TEMPORARY: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
_WORDS: Final = {
    401: ("asks for a login (401)", "look at {page} for how to get in"),
    403: ("refuses (403)", "open {page} in a browser; some publishers refuse some networks or countries"),
    404: ("has no such file (404)", "look at {page} for the new address"),
    407: ("is behind a proxy that asks for a login (407)", "put name and password into HTTPS_PROXY"),
    410: ("has no such file any more (410)", "look at {page} for the new address"),
    451: ("may not show the file here (451)", "look at {page}"),
}

Progress = Callable[[int, int | None], None]


def _silent(_: int, __: int | None) -> None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What a download needs from outside and tests hand in: the time of day, a stopwatch, sleep, and chance in 0-1."""

    now: Clock
    stopwatch: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A file to fetch.

    address: with its token, if it needs one; only scheme, host and path of it are ever shown or kept.
    format: `csv`, `xml` or `xlsx`; max_bytes: of the file unpacked; page: where a person finds it.
    """

    address: str
    name: str
    format: str
    max_bytes: int
    media_types: tuple[str, ...] = ()
    page: str = ""
    timeout_s: float = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Downloaded:
    """A whole file in its place.

    fresh: false where the server said that nothing has changed since it came.
    resumed_at: the byte at which this run went on with what an earlier attempt had left; 0 for none.
    """

    path: Path
    note: Note
    fresh: bool
    attempts: int
    resumed_at: int = 0
    warnings: list[str] = field(default_factory=list)


def download(request: Request, folder: Path, world: World, *, progress: Progress = _silent) -> Downloaded:
    """Fetch a file into a folder, unless the one there is still what the server has.

    Raises:
        SourceError: it did not come whole, or is not what was asked for; `where` names the address.
    """
    store = Store(folder, request.name, plain_address(request.address))
    client = Client(request.timeout_s)
    try:
        with store.alone():
            return _persist(request, store, client, world, progress)
    except SourceError as error:
        raise SourceError(error.detail, hint=error.hint, where=store.address) from None
    finally:
        client.close()


def _persist(request: Request, store: Store, client: Client, world: World, progress: Progress) -> Downloaded:
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return _Attempt(request, store, client, world, progress, attempt).run()
        except Again as again:
            if again.after_s is not None and again.after_s > LONGEST_WAIT_S:
                raise SourceError(
                    f"{again.what}; the server asks to wait {again.after_s:,.0f} s", hint="try again after that"
                ) from None
            if attempt == ATTEMPTS:
                raise SourceError(f"{again.what}, at the last of {ATTEMPTS} attempts", hint=again.hint) from None
            wait = FIRST_WAIT_S * 2 ** (attempt - 1) * (0.5 + world.chance() / 2)
            world.sleep(max(wait, again.after_s or 0.0))
    raise AssertionError("unreachable")


class _Attempt:
    """One try: ask, read, check, settle."""

    def __init__(
        self, request: Request, store: Store, client: Client, world: World, progress: Progress, number: int
    ) -> None:
        self.request, self.store, self.client, self.world = request, store, client, world
        self.progress, self.number = progress, number
        self.begun = store.begun()
        self.held = store.held()

    def run(self) -> Downloaded:
        response, address = self.client.get(self.request.address, self._headers())
        try:
            return self._take(response, plain_address(address))
        finally:
            response.close()

    def _headers(self) -> dict[str, str]:
        headers = {
            "User-Agent": f"countermark/{countermark.__version__}",
            "Accept": ", ".join((*self.request.media_types, "*/*;q=0.5")),
            "Accept-Encoding": "gzip",
        }
        if self.begun:
            size, note = self.begun
            return {**headers, "Range": f"bytes={size}-", "If-Range": note.validator}
        if self.held and self.held.etag:
            headers["If-None-Match"] = self.held.etag
        if self.held and self.held.last_modified:
            headers["If-Modified-Since"] = self.held.last_modified
        return headers

    def _take(self, response: urllib3.BaseHTTPResponse, came_from: str) -> Downloaded:
        status = response.status
        if status == 304 and self.held and not self.begun:
            return Downloaded(path=self.store.whole, note=self.held, fresh=False, attempts=self.number)
        if status in {304, 412, 416} and self.begun:
            self._start_over(f"the server would not go on with the file ({status})")
        if status in _TEMPORARY:
            what = "asks us to slow down (429)" if status == 429 else f"has a fault ({status})"
            raise Again(
                f"the server {what}", after_s=_retry_after(response.headers.get("Retry-After"), self.world.now())
            )
        if status not in {200, 206}:
            what, hint = _WORDS.get(status, (f"answers {status}", "look at {page}"))
            raise SourceError(f"the server {what}", hint=hint.format(page=self._page))
        self._refuse_pages(response)
        start = self._continue(response) if status == 206 else self._anew(response)
        self._read(response, start)
        return self._settle(response, came_from, start)

    @property
    def _page(self) -> str:
        return self.request.page or "the publisher's page"

    def _start_over(self, what: str) -> None:
        self.store.forget()
        raise Again(what)

    def _refuse_pages(self, response: urllib3.BaseHTTPResponse) -> None:
        media_type = _media_type(response)
        if media_type in {"text/html", "application/xhtml+xml"} and media_type not in self.request.media_types:
            raise web_page(media_type, self._page)

    def _continue(self, response: urllib3.BaseHTTPResponse) -> int:
        """Check that an answer goes on exactly behind what is there; give where."""
        if self.begun is None:
            raise SourceError("part of the file came where the whole was asked for", hint=f"look at {self._page}")
        size, note = self.begun
        first, last, total = _content_range(response.headers.get("Content-Range") or "")
        same = _encoding(response) == note.encoding and response.headers.get("ETag", note.etag) == note.etag
        if first != size or last is None or not same or (total is not None and last != total - 1):
            self._start_over("the server goes on with something else")
        self._refuse_size(total)
        return size

    def _anew(self, response: urllib3.BaseHTTPResponse) -> int:
        encoding = _encoding(response)
        if encoding not in {"", "gzip"}:
            raise SourceError(f"it came in the encoding {encoding!r}, which was not asked for", hint="try again later")
        self._refuse_size(_length(response))
        if response.headers.get("Accept-Ranges", "").strip().lower() == "none":
            etag = last_modified = ""
        else:
            etag, last_modified = response.headers.get("ETag", ""), response.headers.get("Last-Modified", "")
        self.store.begin(
            PartNote(address=self.store.address, etag=etag, last_modified=last_modified, encoding=encoding)
        )
        return 0

    def _refuse_size(self, size: int | None) -> None:
        if size is not None and size > self.request.max_bytes:
            self.store.forget()
            raise SourceError(
                f"{size:,} bytes or more, where this list has at most {self.request.max_bytes:,}",
                hint=f"nothing was kept; look at {self._page}",
            )

    def _read(self, response: urllib3.BaseHTTPResponse, start: int) -> None:
        length = _length(response)
        total = None if length is None else start + length
        size, began = start, self.world.stopwatch()
        grace = 10 * self.request.timeout_s
        self.progress(size, total)
        with self.store.part.open("ab", buffering=0) as out:
            while chunk := self.client.read(response, _CHUNK):
                out.write(chunk)
                size += len(chunk)
                self._refuse_size(size)
                self.progress(size, total)
                passed = self.world.stopwatch() - began
                if passed > grace and size - start < passed * LEAST_SPEED:
                    raise Again(
                        f"slower than {LEAST_SPEED} bytes a second", hint="run it again: it goes on where it stopped"
                    )
        if total is not None and size < total:
            raise Again(f"cut after {size:,} of {total:,} bytes", hint="run it again: it goes on where it stopped")

    def _settle(self, response: urllib3.BaseHTTPResponse, came_from: str, start: int) -> Downloaded:
        headers, store = response.headers, self.store
        checked = ["chunks"] if _is_chunked(response) else ["Content-Length"] * (_length(response) is not None)
        try:
            checked += check_digests(store.part, start, headers)
        except ValueError as error:
            self._start_over(f"what came does not fit the server's {error}")
        ready = store.part
        try:
            if _encoding(response) == "gzip":
                ready = store.unpacked
                gunzip(store.part, ready, self.request.max_bytes)
                checked.append("gzip CRC-32")
            check_looks(ready, self.request.format, self._page)
        except SourceError:
            store.forget()
            raise
        served_at, served_by = _served_at(headers, self.world.now())
        media_type = _media_type(response)
        note = Note(
            address=store.address,
            came_from=came_from,
            sha256=sha256_file(ready),
            size_bytes=ready.stat().st_size,
            etag=headers.get("ETag", ""),
            last_modified=headers.get("Last-Modified", ""),
            media_type=media_type,
            served_at=served_at,
            served_by=served_by,
            fetched_at=_iso(self.world.now()),
            checked=checked,
        )
        store.settle(ready, note)
        warnings = []
        if not checked:
            warnings.append("the server stated neither length nor digest: that the file is whole rests on its content")
        if self.request.media_types and media_type not in self.request.media_types:
            warnings.append(f"the media type {media_type or 'none'} is not one expected for this file")
        return Downloaded(
            path=store.whole, note=note, fresh=True, attempts=self.number, resumed_at=start, warnings=warnings
        )


def _media_type(response: urllib3.BaseHTTPResponse) -> str:
    return response.headers.get("Content-Type", "").partition(";")[0].strip().lower()


def _encoding(response: urllib3.BaseHTTPResponse) -> str:
    encoding = response.headers.get("Content-Encoding", "").strip().lower()
    return {"identity": "", "x-gzip": "gzip"}.get(encoding, encoding)


def _is_chunked(response: urllib3.BaseHTTPResponse) -> bool:
    return "chunked" in response.headers.get("Transfer-Encoding", "").lower()


def _length(response: urllib3.BaseHTTPResponse) -> int | None:
    """Give the length of a body; a chunked one says its end itself."""
    text = response.headers.get("Content-Length", "").strip()
    if _is_chunked(response) or not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Again(f"the server states a length that is none: {text[:40]!r}")
    return int(text)


def _content_range(text: str) -> tuple[int | None, int | None, int | None]:
    unit, _, rest = text.strip().partition(" ")
    span, _, total = rest.partition("/")
    first, _, last = span.partition("-")
    if unit.lower() != "bytes" or not (first.isdecimal() and last.isdecimal()):
        return None, None, None
    return int(first), int(last), int(total) if total.isdecimal() else None


def _http_date(text: str | None) -> datetime | None:
    try:
        found = parsedate_to_datetime(text or "")
    except (TypeError, ValueError):
        return None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)


def _retry_after(text: str | None, now: datetime) -> float | None:
    if text and text.strip().isascii() and text.strip().isdigit():
        return float(text.strip()[:9])
    when = _http_date(text)
    return None if when is None else max(0.0, (when - now).total_seconds())


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _served_at(headers: Any, now: datetime) -> tuple[str, str]:
    """Say when the server showed the file so: since its last change, else at its answer; never in the future."""
    answered = _http_date(headers.get("Date"))
    if answered is None or abs(answered - now) > timedelta(days=1):
        answered, by = now, "the clock of this machine"
    else:
        by = "Date"
    changed = _http_date(headers.get("Last-Modified"))
    if changed is not None and datetime(1995, 1, 1, tzinfo=UTC) < changed <= answered:
        return _iso(changed), "Last-Modified"
    return _iso(answered), by
