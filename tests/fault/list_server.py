"""A publisher on this machine: a server in a thread that answers each path by a script, and keeps what was asked."""

from __future__ import annotations

import sys
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

DATE = "Fri, 03 May 2024 19:00:00 GMT"
MODIFIED = "Fri, 03 May 2024 18:43:00 GMT"
MODIFIED_ISO = "2024-05-03T18:43:00Z"

Answer = Callable[["Handler"], None]


@dataclass
class Publisher:
    """What each path answers, in order (the last again and again), and the headers of every question."""

    port: int = 0
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    asked: dict[str, list[Message]] = field(default_factory=lambda: defaultdict(list))

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def on(self, path: str, *answers: Answer) -> str:
        self.answers[path] = list(answers)
        return self.address + path


class Handler(BaseHTTPRequestHandler):
    """Plays the answers."""

    protocol_version = "HTTP/1.1"
    publisher: Publisher

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        self.publisher.asked[path].append(self.headers)
        answers = self.publisher.answers.get(path)
        if not answers:
            send(b"nothing here", status=404, media="text/plain")(self)
            return
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        with suppress(ConnectionError):
            answer(self)

    def start(self, status: int, **headers: str | int) -> None:
        """Begin an answer; underscores in names become hyphens."""
        self.send_response_only(status)
        for name, value in {"Date": DATE, **headers}.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()

    def cut(self) -> None:
        """Hang up."""
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class _Quiet(ThreadingHTTPServer):
    """Does not mind when we hang up."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def publisher() -> Iterator[Publisher]:
    """Run a publisher on a free port of 127.0.0.1."""
    place = Publisher()
    handler = type("Bound", (Handler,), {"publisher": place})
    server = _Quiet(("127.0.0.1", 0), handler)
    place.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield place
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def send(body: bytes, *, status: int = 200, media: str = "text/csv", **headers: str | int) -> Answer:
    """Answer with a body of a stated length."""

    def answer(handler: Handler) -> None:
        length = {} if status == 304 else {"Content_Type": media, "Content_Length": len(body)}
        handler.start(status, **{**length, **headers})
        handler.wfile.write(body)

    return answer


def file(body: bytes, *, etag: str = '"v1"', media: str = "text/csv", **headers: str | int) -> Answer:
    """Answer as a good server does: conditions and ranges are honoured."""

    def answer(handler: Handler) -> None:
        asked = handler.headers
        known = {"ETag": etag, "Last_Modified": MODIFIED, **headers}
        if asked.get("If-None-Match") == etag:
            send(b"", status=304, **known)(handler)
        elif (span := asked.get("Range")) and asked.get("If-Range") in {None, etag, MODIFIED}:
            start = int(span.removeprefix("bytes=").rstrip("-"))
            if start >= len(body):
                send(b"", status=416, Content_Range=f"bytes */{len(body)}")(handler)
                return
            told = f"bytes {start}-{len(body) - 1}/{len(body)}"
            send(body[start:], status=206, media=media, Content_Range=told, **known)(handler)
        else:
            send(body, media=media, **known)(handler)

    return answer


def cut_after(body: bytes, size: int, *, etag: str = '"v1"', media: str = "text/csv", **headers: str | int) -> Answer:
    """Promise a whole body, send the first bytes, hang up."""

    def answer(handler: Handler) -> None:
        known = {"ETag": etag, "Last_Modified": MODIFIED} if etag else {}
        handler.start(200, Content_Type=media, Content_Length=len(body), **{**known, **headers})
        handler.wfile.write(body[:size])
        handler.cut()

    return answer


def chunked(pieces: Iterator[bytes], *, whole: bool = True, **headers: str | int) -> Answer:
    """Answer in chunks; without `whole` the last chunk never comes."""

    def answer(handler: Handler) -> None:
        handler.start(200, Content_Type="text/csv", Transfer_Encoding="chunked", **headers)
        for piece in pieces:
            handler.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        if whole:
            handler.wfile.write(b"0\r\n\r\n")
        else:
            handler.cut()

    return answer


def redirect(to: str, status: int = 302) -> Answer:
    """Send on."""
    return lambda handler: handler.start(status, Location=to, Content_Length=0)
