"""Downloads from a server that does everything wrong that servers do; nothing here leaves the machine or sleeps."""

from __future__ import annotations

import base64
import gzip
import hashlib
import itertools
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import countermark
from countermark.model.errors import SourceError
from countermark.sources.http import ATTEMPTS, Downloaded, Request, World, download
from tests.fault.list_server import (
    MODIFIED,
    MODIFIED_ISO,
    Handler,
    Publisher,
    chunked,
    cut_after,
    file,
    publisher,
    redirect,
    send,
)

BODY = b"".join(b'%d,"NAME %d","individual","[RUSSIA-EO14024] "\r\n' % (n, n) for n in range(1, 4000))
XML = b'<?xml version="1.0" encoding="UTF-8"?>\n<CONSOLIDATED_LIST><INDIVIDUALS/></CONSOLIDATED_LIST>\n'
HALF = len(BODY) // 2
NOW = datetime(2024, 5, 4, 8, 0, tzinfo=UTC)
SHA256 = hashlib.sha256(BODY).digest()


@dataclass
class Sleeper:
    """Counts naps instead of taking them."""

    naps: list[float] = field(default_factory=list)

    def __call__(self, seconds: float) -> None:
        self.naps.append(seconds)


@dataclass
class Bench:
    """A server, a folder, and a world without real time."""

    server: Publisher
    folder: Path
    sleeper: Sleeper = field(default_factory=Sleeper)

    def fetch(self, path: str = "/SDN.CSV", *, address: str = "", **options: Any) -> Downloaded:
        settings: dict[str, Any] = {"format": "csv", "max_bytes": 1_000_000, "media_types": ("text/csv",), **options}
        asked = Request(
            address=address or self.server.address + path, name="SDN.CSV", page="https://publisher.example/", **settings
        )
        world = World(now=lambda: NOW, sleep=self.sleeper, chance=lambda: 1.0)
        return download(asked, self.folder, world)

    def refuse(self, *words: str, **options: Any) -> SourceError:
        """Fetch, expect the refusal to name the address and these words, and that nothing of it is kept."""
        before = self.whole.read_bytes() if self.whole.exists() else None
        with pytest.raises(SourceError) as caught:
            self.fetch(**options)
        error = caught.value
        text = str(error)
        assert error.exit_code == 4
        assert error.where
        assert error.hint
        assert "\n" not in text
        for word in words:
            assert word in text, text
        assert (self.whole.read_bytes() if self.whole.exists() else None) == before
        return error

    @property
    def whole(self) -> Path:
        return self.folder / "SDN.CSV"

    @property
    def part(self) -> Path:
        return self.folder / ".SDN.CSV.part"

    def left(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir() if not path.name.endswith(".lock"))


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with publisher() as server:
        yield Bench(server, tmp_path / "lists")


def test_a_file_comes_whole_with_its_note(bench: Bench) -> None:
    bench.server.on("/SDN.CSV", file(BODY))
    done = bench.fetch()
    assert (done.fresh, done.attempts, done.resumed_at, done.warnings) == (True, 1, 0, [])
    assert bench.whole.read_bytes() == BODY
    note = json.loads((bench.folder / "SDN.CSV.json").read_text(encoding="utf-8"))
    assert note["sha256"] == SHA256.hex() == done.note.sha256
    assert (note["size_bytes"], note["etag"], note["last_modified"]) == (len(BODY), '"v1"', MODIFIED)
    assert (note["served_at"], note["served_by"], note["fetched_at"]) == (
        MODIFIED_ISO,
        "Last-Modified",
        "2024-05-04T08:00:00Z",
    )
    assert note["checked"] == ["Content-Length"]
    assert bench.left() == ["SDN.CSV", "SDN.CSV.json"]


def test_we_say_who_we_are_and_hold_no_cookies(bench: Bench) -> None:
    bench.server.on("/SDN.CSV", send(b"", status=503, Set_Cookie="a=b"), file(BODY, Set_Cookie="a=b"))
    bench.fetch()
    for asked in bench.server.asked["/SDN.CSV"]:
        assert asked["User-Agent"] == f"countermark/{countermark.__version__}"
        assert asked["Cookie"] is None


def test_what_has_not_changed_is_not_sent_again(bench: Bench) -> None:
    bench.server.on("/SDN.CSV", file(BODY))
    first = bench.fetch()
    again = bench.fetch()
    assert (again.fresh, again.note) == (False, first.note)
    assert bench.server.asked["/SDN.CSV"][1]["If-None-Match"] == '"v1"'
    assert bench.server.asked["/SDN.CSV"][1]["If-Modified-Since"] == MODIFIED


def test_a_new_issue_replaces_the_old_one(bench: Bench) -> None:
    bench.server.on("/SDN.CSV", file(BODY))
    bench.fetch()
    bench.server.on("/SDN.CSV", file(BODY * 2, etag='"v2"'))
    assert bench.fetch().fresh
    assert bench.whole.read_bytes() == BODY * 2


@pytest.mark.parametrize("harm", ["file", "note", "gone"])
def test_a_file_that_does_not_fit_its_note_is_fetched_anew(bench: Bench, harm: str) -> None:
    bench.server.on("/SDN.CSV", file(BODY))
    bench.fetch()
    if harm == "file":
        bench.whole.write_bytes(BODY[:-1])
    elif harm == "note":
        (bench.folder / "SDN.CSV.json").write_bytes(b'{"sha256": ')
    else:
        bench.whole.unlink()
    assert bench.fetch().fresh
    assert bench.whole.read_bytes() == BODY


def test_a_304_that_nobody_asked_for_is_no_file(bench: Bench) -> None:
    bench.server.on("/SDN.CSV", send(b"", status=304))
    bench.refuse("answers 304")


def test_what_was_cut_goes_on_where_it_stopped(bench: Bench) -> None:
    bench.server.on("/SDN.CSV", cut_after(BODY, HALF), file(BODY))
    done = bench.fetch()
    assert bench.whole.read_bytes() == BODY
    assert (done.attempts, done.resumed_at) == (2, HALF)
    second = bench.server.asked["/SDN.CSV"][1]
    assert (second["Range"], second["If-Range"]) == (f"bytes={HALF}-", '"v1"')
    assert bench.left() == ["SDN.CSV", "SDN.CSV.json"]


def test_without_a_strong_etag_the_time_of_change_guards_the_rest(bench: Bench) -> None:
    bench.server.on("/SDN.CSV", cut_after(BODY, HALF, etag='W/"v1"'), file(BODY, etag='W/"v1"'))
    assert bench.fetch().resumed_at == HALF
    assert bench.server.asked["/SDN.CSV"][1]["If-Range"] == MODIFIED


def test_without_either_it_starts_over(bench: Bench) -> None:
    bench.server.on("/SDN.CSV", cut_after(BODY, HALF, etag=""), file(BODY))
    assert bench.fetch().resumed_at == 0
    assert bench.server.asked["/SDN.CSV"][1]["Range"] is None
    assert bench.whole.read_bytes() == BODY


def test_the_next_run_goes_on_too(bench: Bench) -> None:
    bench.server.on("/SDN.CSV", *[cut_after(BODY, 1000)] * ATTEMPTS)
    bench.server.answers["/SDN.CSV"][1:] = [send(b"", status=500)] * (ATTEMPTS - 1)
    bench.refuse("has a fault (500)", f"at the last of {ATTEMPTS} attempts")
    assert bench.part.read_bytes() == BODY[:1000]
    bench.server.on("/SDN.CSV", file(BODY))
    assert bench.fetch().resumed_at == 1000
    assert bench.whole.read_bytes() == BODY


def test_a_cut_names_what_came(bench: Bench) -> None:
    bench.server.on("/SDN.CSV", cut_after(BODY, HALF, etag=""))
    error = bench.refuse("the connection was cut")
    assert "goes on where it stopped" in error.hint


def test_another_issue_in_between_starts_over(bench: Bench) -> None:
    other = BODY.replace(b"NAME", b"NAMED")
    bench.server.on("/SDN.CSV", cut_after(BODY, HALF), file(other, etag='"v2"'))
    assert bench.fetch().resumed_at == 0
    assert bench.whole.read_bytes() == other


@pytest.mark.parametrize(
    "second",
    [
        send(BODY[HALF:], status=206, Content_Range=f"bytes {HALF + 1}-{len(BODY) - 1}/{len(BODY)}", ETag='"v1"'),
        send(BODY[HALF:], status=206, Content_Range=f"bytes {HALF}-{len(BODY) - 1}/{len(BODY)}", ETag='"v2"'),
        send(BODY[HALF:-9], status=206, Content_Range=f"bytes {HALF}-{len(BODY) - 10}/{len(BODY)}", ETag='"v1"'),
        send(BODY[HALF:], status=206, ETag='"v1"'),
        send(b"", status=416),
    ],
    ids=["other place", "other version", "not to the end", "no range told", "nothing left"],
)
def test_a_rest_that_does_not_fit_is_thrown_away(bench: Bench, second: Callable[[Handler], None]) -> None:
    bench.server.on("/SDN.CSV", cut_after(BODY, HALF), second, file(BODY))
    done = bench.fetch()
    assert (done.attempts, done.resumed_at) == (3, 0)
    assert bench.whole.read_bytes() == BODY


def test_part_of_a_file_nobody_asked_a_part_of_is_refused(bench: Bench) -> None:
    bench.server.on("/SDN.CSV", send(BODY, status=206, Content_Range=f"bytes 0-{len(BODY) - 1}/{len(BODY)}"))
    bench.refuse("part of the file came")


def test_ctrl_c_leaves_a_part_that_goes_on(bench: Bench) -> None:
    bench.server.on("/SDN.CSV", file(BODY))
    asked = Request(
        address=bench.server.address + "/SDN.CSV", name="SDN.CSV", format="csv", max_bytes=1_000_000, timeout_s=5
    )

    def interrupt(done: int, _: int | None) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        download(asked, bench.folder, World(now=lambda: NOW), progress=interrupt)
    came = bench.part.stat().st_size
    assert 0 < came <= len(BODY)
    assert not bench.whole.exists()
    if came < len(BODY):
        assert bench.fetch().resumed_at == came
    else:
        bench.fetch()
    assert bench.whole.read_bytes() == BODY


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504, 408])
def test_temporary_faults_are_tried_again(bench: Bench, status: int) -> None:
    bench.server.on("/SDN.CSV", send(b"busy", status=status), send(b"busy", status=status), file(BODY))
    assert bench.fetch().attempts == 3
    assert bench.sleeper.naps == [1.0, 2.0]


@pytest.mark.parametrize(
    ("text", "nap"), [("7", 7.0), ("Sat, 04 May 2024 08:00:09 GMT", 9.0), ("soon", 1.0), ("0", 1.0), ("-5", 1.0)]
)
def test_the_server_says_how_long_to_wait(bench: Bench, text: str, nap: float) -> None:
    bench.server.on("/SDN.CSV", send(b"", status=429, Retry_After=text), file(BODY))
    assert bench.fetch().fresh
    assert bench.sleeper.naps == [nap]


def test_a_server_that_asks_for_an_hour_is_told_to_a_person(bench: Bench) -> None:
    bench.server.on("/SDN.CSV", send(b"", status=429, Retry_After="3600"))
    bench.refuse("slow down (429)", "wait 3,600 s")
    assert bench.sleeper.naps == []
    assert len(bench.server.asked["/SDN.CSV"]) == 1


@pytest.mark.parametrize(
    ("status", "words"),
    [(401, "login"), (403, "refuses (403)"), (404, "no such file"), (410, "any more"), (451, "451"), (418, "418")],
)
def test_a_refusal_is_not_asked_twice_and_says_what_to_do(bench: Bench, status: int, words: str) -> None:
    bench.server.on("/SDN.CSV", file(BODY))
    bench.fetch()
    bench.server.on("/SDN.CSV", send(b"<html>no", status=status, media="text/html"))
    error = bench.refuse(words)
    assert error.where == bench.server.address + "/SDN.CSV"
    assert "https://publisher.example/" in error.hint
    assert len(bench.server.asked["/SDN.CSV"]) == 2


def test_silence_is_a_timeout_and_tried_again(bench: Bench) -> None:
    done = threading.Event()

    def silent(handler: Handler) -> None:
        done.wait(5)
        handler.cut()

    bench.server.on("/SDN.CSV", silent, file(BODY))
    assert bench.fetch(timeout_s=0.05).attempts == 2
    done.set()


def test_a_server_that_falls_silent_in_the_middle_is_left_and_gone_on_with(bench: Bench) -> None:
    done = threading.Event()

    def half(handler: Handler) -> None:
        handler.start(200, Content_Type="text/csv", Content_Length=len(BODY), ETag='"v1"')
        handler.wfile.write(BODY[:HALF])
        handler.wfile.flush()
        done.wait(5)
        handler.cut()

    bench.server.on("/SDN.CSV", half, file(BODY))
    assert bench.fetch(timeout_s=0.05).resumed_at == HALF
    done.set()


def test_a_server_that_drips_is_left(bench: Bench) -> None:
    hours = itertools.count(step=3600)

    def drip(handler: Handler) -> None:
        handler.start(200, Content_Type="text/csv", Content_Length=len(BODY), ETag='"v1"')
        handler.wfile.write(BODY[:10])
        handler.wfile.flush()

    bench.server.on("/SDN.CSV", drip)
    asked = Request(
        address=bench.server.address + "/SDN.CSV", name="SDN.CSV", format="csv", max_bytes=1_000_000, timeout_s=5
    )
    world = World(now=lambda: NOW, sleep=bench.sleeper, stopwatch=lambda: float(next(hours)))
    with pytest.raises(SourceError, match="slower than 1024 bytes a second"):
        download(asked, bench.folder, world)
    assert bench.part.stat().st_size >= 10


def test_nobody_there_is_one_line(bench: Bench) -> None:
    bench.refuse("no connection", address="http://127.0.0.1:9/SDN.CSV")
    assert len(bench.sleeper.naps) == ATTEMPTS - 1


def test_gzip_is_unpacked_and_checked(bench: Bench) -> None:
    bench.server.on("/SDN.CSV", file(gzip.compress(BODY), Content_Encoding="gzip"))
    done = bench.fetch()
    assert bench.whole.read_bytes() == BODY
    assert (done.note.sha256, done.note.size_bytes) == (SHA256.hex(), len(BODY))
    assert done.note.checked == ["Content-Length", "gzip CRC-32"]
    assert bench.left() == ["SDN.CSV", "SDN.CSV.json"]


def test_gzip_in_two_members_is_one_file(bench: Bench) -> None:
    body = gzip.compress(BODY[:HALF]) + gzip.compress(BODY[HALF:])
    bench.server.on("/SDN.CSV", file(body, Content_Encoding="gzip"))
    bench.fetch()
    assert bench.whole.read_bytes() == BODY


def test_gzip_that_was_cut_goes_on_as_sent(bench: Bench) -> None:
    packed = gzip.compress(BODY)
    bench.server.on("/SDN.CSV", cut_after(packed, 500, Content_Encoding="gzip"), file(packed, Content_Encoding="gzip"))
    assert bench.fetch().resumed_at == 500
    assert bench.whole.read_bytes() == BODY


PACKED = gzip.compress(BODY)


@pytest.mark.parametrize(
    "packed",
    [
        PACKED[:-12],
        PACKED[:200] + bytes(byte ^ 0xFF for byte in PACKED[200:260]) + PACKED[260:],
        PACKED[:-8] + b"\0" * 8,
        PACKED + b"behind",
        BODY,
    ],
    ids=["torn", "flipped", "wrong check sum", "more behind", "not packed"],
)
def test_broken_gzip_is_an_error_and_nothing_is_kept(bench: Bench, packed: bytes) -> None:
    bench.server.on("/SDN.CSV", send(packed, Content_Encoding="gzip"))
    bench.refuse("the gzip encoding of the answer is broken")
    assert bench.left() == []


def test_a_gzip_bomb_is_stopped_at_the_limit(bench: Bench) -> None:
    bench.server.on("/SDN.CSV", send(gzip.compress(b"a" * 50_000_000), Content_Encoding="gzip"))
    bench.refuse("unpacks to more than the 1,000,000 bytes")
    assert bench.left() == []


def test_an_encoding_nobody_asked_for_is_refused(bench: Bench) -> None:
    bench.server.on("/SDN.CSV", send(BODY, Content_Encoding="br"))
    bench.refuse("'br'")


def test_ten_gigabytes_are_refused_as_soon_as_they_are_said(bench: Bench) -> None:
    def huge(handler: Handler) -> None:
        handler.start(200, Content_Type="text/csv", Content_Length=10_000_000_000)
        handler.wfile.write(BODY)
        handler.cut()

    bench.server.on("/SDN.CSV", huge)
    bench.refuse("10,000,000,000 bytes or more", "at most 1,000,000")
    assert bench.left() == []


def test_a_stream_without_an_end_is_stopped_at_the_limit(bench: Bench) -> None:
    sent = []

    def endless() -> Iterator[bytes]:
        while True:
            sent.append(1)
            yield b"x" * 65536

    bench.server.on("/SDN.CSV", chunked(endless()))
    bench.refuse("bytes or more", "at most 1,000,000")
    assert bench.left() == []


def test_a_rest_that_grows_past_the_limit_is_refused(bench: Bench) -> None:
    more = send(b"x", status=206, Content_Range=f"bytes {HALF}-9999999999/10000000000", ETag='"v1"')
    bench.server.on("/SDN.CSV", cut_after(BODY, HALF), more)
    bench.refuse("10,000,000,000 bytes or more")
    assert bench.left() == []


@pytest.mark.parametrize("length", ["12x", "-1", "9" * 30])
def test_a_length_that_is_none_is_no_answer(bench: Bench, length: str) -> None:
    def odd(handler: Handler) -> None:
        handler.start(200, Content_Type="text/csv", Content_Length=length)
        handler.wfile.write(BODY)
        handler.cut()

    bench.server.on("/SDN.CSV", odd)
    bench.refuse()
    assert bench.left() == []


def test_a_body_shorter_than_its_length_never_becomes_a_file(bench: Bench) -> None:
    bench.server.on("/SDN.CSV", cut_after(BODY, len(BODY) - 1, etag=""))
    bench.refuse("cut")
    assert not bench.whole.exists()


def test_chunks_without_an_end_never_become_a_file(bench: Bench) -> None:
    bench.server.on("/SDN.CSV", chunked(iter([BODY[:HALF]]), whole=False))
    bench.refuse("cut")
    bench.server.on("/SDN.CSV", chunked(iter([BODY[:HALF], BODY[HALF:]])))
    assert bench.fetch().note.checked == ["chunks"]
    assert bench.whole.read_bytes() == BODY


def test_a_file_of_no_stated_length_is_taken_with_a_warning(bench: Bench) -> None:
    def bare(handler: Handler) -> None:
        handler.start(200, Content_Type="text/csv")
        handler.wfile.write(BODY)
        handler.cut()

    bench.server.on("/SDN.CSV", bare)
    done = bench.fetch()
    assert "neither length nor digest" in done.warnings[0]
    assert (done.note.served_at, done.note.served_by) == ("2024-05-03T19:00:00Z", "Date")


B64 = base64.b64encode(SHA256).decode()
MD5 = base64.b64encode(hashlib.md5(BODY, usedforsecurity=False).digest()).decode()
WRONG = base64.b64encode(bytes(32)).decode()


@pytest.mark.parametrize(
    ("header", "good", "bad"),
    [
        ("Repr-Digest", f"sha-256=:{B64}:", f"sha-256=:{WRONG}:"),
        ("Content-Digest", f"md5=:xx:, SHA-256=:{B64}:", f"sha-256=:{WRONG}:"),
        ("Digest", f"sha-256={B64}", f"unixsum=1,sha-256={WRONG}"),
        ("Content-MD5", MD5, base64.b64encode(bytes(16)).decode()),
    ],
)
def test_a_digest_that_does_not_fit_is_an_error(bench: Bench, header: str, good: str, bad: str) -> None:
    bench.server.on("/SDN.CSV", send(BODY, **{header: bad}))
    bench.refuse(f"does not fit the server's {header}")
    assert bench.left() == []
    bench.server.on("/SDN.CSV", send(BODY, **{header: bad}), send(BODY, **{header: good}))
    done = bench.fetch()
    assert done.attempts == 2
    assert any(entry.startswith(header) for entry in done.note.checked)


def test_digests_of_a_rest_are_of_the_rest_or_of_the_whole_as_their_header_says(bench: Bench) -> None:
    rest = base64.b64encode(hashlib.sha256(BODY[HALF:]).digest()).decode()
    second = file(BODY, Repr_Digest=f"sha-256=:{B64}:", Content_Digest=f"sha-256=:{rest}:")
    bench.server.on("/SDN.CSV", cut_after(BODY, HALF), second)
    done = bench.fetch()
    assert done.attempts == 2
    assert done.note.checked == ["Content-Length", "Repr-Digest (sha256)", "Content-Digest (sha256)"]


PAGES = [
    b"<!DOCTYPE html><html><body>Sign in to Hotel WiFi</body></html>",
    b"\xef\xbb\xbf\n <HTML><head><meta http-equiv=refresh></head></html>",
    b'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x"><html/>',
    b"<!-- portal --><!doctype HTML><title>Welcome</title>",
    "<html>".encode("utf-16"),
]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("media", "form"), [("text/html; charset=utf-8", "csv"), ("text/csv", "csv"), ("text/xml", "xml")]
)
def test_a_web_page_is_never_a_list(bench: Bench, page: bytes, media: str, form: str) -> None:
    bench.server.on("/SDN.CSV", file(BODY))
    bench.fetch()
    bench.server.on("/SDN.CSV", send(page, media=media))
    bench.refuse("a web page came instead of the list", "sign-in page", "https://publisher.example/", format=form)
    assert bench.whole.read_bytes() == BODY


@pytest.mark.parametrize(
    ("body", "form", "words"),
    [
        (b"", "csv", "an empty file"),
        (b" \r\n", "csv", "an empty file"),
        (XML, "csv", "no CSV file"),
        (b'{"error": "quota"}', "csv", "no CSV file"),
        (BODY, "xml", "no XML file"),
        (BODY, "xlsx", "no XLSX file"),
    ],
)
def test_another_format_is_refused(bench: Bench, body: bytes, form: str, words: str) -> None:
    bench.server.on("/SDN.CSV", send(body))
    bench.refuse(words, format=form)
    assert bench.left() == []


BOMB = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><l>&b;</l>'
OUTSIDE = b'<?xml version="1.0"?>\n<!-- x -->\n<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]><l>&x;</l>'


@pytest.mark.parametrize("body", [BOMB, OUTSIDE, BOMB.decode().encode("utf-16")])
def test_xml_with_entities_is_refused(bench: Bench, body: bytes) -> None:
    bench.server.on("/SDN.CSV", send(body, media="text/xml"))
    bench.refuse("document type or entities", format="xml", media_types=("text/xml",))
    assert bench.left() == []


def test_an_unexpected_media_type_is_told(bench: Bench) -> None:
    bench.server.on("/SDN.CSV", send(BODY, media="application/pdf"))
    assert bench.fetch().warnings == ["the media type application/pdf is not one expected for this file"]


def test_redirects_are_followed_and_their_queries_not_kept(bench: Bench) -> None:
    bench.server.on("/SDN.CSV", redirect("/store/SDN.CSV?X-Signature=secret"))
    bench.server.on("/store/SDN.CSV", file(BODY))
    bench.fetch()
    note = (bench.folder / "SDN.CSV.json").read_text(encoding="utf-8")
    assert f'"came_from": "{bench.server.address}/store/SDN.CSV"' in note
    assert "secret" not in note
    assert not bench.fetch().fresh


def test_conditions_and_ranges_travel_along(bench: Bench) -> None:
    bench.server.on("/SDN.CSV", redirect("/store"))
    bench.server.on("/store", cut_after(BODY, HALF), file(BODY))
    assert bench.fetch().resumed_at == HALF


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_circle_of_redirects_is_refused(bench: Bench, status: int) -> None:
    bench.server.on("/SDN.CSV", redirect("/b", status))
    bench.server.on("/b", redirect("/SDN.CSV", status))
    bench.refuse("in a circle")
    assert len(bench.server.asked["/SDN.CSV"]) == 1


def test_a_long_way_is_refused(bench: Bench) -> None:
    for number in range(10):
        bench.server.on(f"/{number}", redirect(f"/{number + 1}"))
    bench.refuse("more than 5 times", path="/0")


@pytest.mark.parametrize(
    ("to", "words"),
    [
        ("ftp://lists.example/SDN.CSV", "'ftp'"),
        ("file:///etc/passwd", "names no host"),
        ("http://lists.example/SDN.CSV", "is http, not https"),
        ("https://user:secret@lists.example/SDN.CSV", "holds a name and password"),
        ("data:text/csv,1", "names no host"),
        ("https://[oops/", "is no address"),
    ],
)
def test_a_redirect_to_elsewhere_is_refused(bench: Bench, to: str, words: str) -> None:
    bench.server.on("/SDN.CSV", redirect(to))
    error = bench.refuse("it sends us on to", words)
    assert "secret" not in str(error)


@pytest.mark.parametrize("address", ["http://lists.example/a.csv", "ftp://lists.example/a.csv", "https:///a.csv"])
def test_an_address_that_is_not_https_is_never_asked(bench: Bench, address: str) -> None:
    bench.refuse("the address", address=address)
    assert bench.sleeper.naps == []


def test_the_proxy_of_the_environment_is_used_but_not_for_this_machine(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "no_proxy", "NO_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("https_proxy", f"http://user:secret@127.0.0.1:{bench.server.port}")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    bench.server.on("/SDN.CSV", file(BODY))
    assert bench.fetch().fresh
    # The server knows no CONNECT and refuses it: proof enough that the proxy was asked.
    error = bench.refuse("proxy", address="https://lists.example/SDN.CSV")
    assert "secret" not in str(error)
    monkeypatch.setenv("https_proxy", "socks5://127.0.0.1:9")
    bench.refuse("a proxy of the kind socks5", address="https://lists.example/SDN.CSV")


def test_a_token_never_shows(bench: Bench) -> None:
    bench.server.on("/SDN.CSV", send(b"", status=403))
    error = bench.refuse("refuses", address=f"{bench.server.address}/SDN.CSV?token=secret")
    assert "secret" not in f"{error} {error.hint} {error.where}"
    bench.server.on("/SDN.CSV", cut_after(BODY, HALF), file(BODY))
    bench.fetch(address=f"{bench.server.address}/SDN.CSV?token=secret")
    assert all(b"secret" not in path.read_bytes() for path in bench.folder.iterdir())


def test_two_at_once_do_not_mix(bench: Bench) -> None:
    bench.server.on("/SDN.CSV", file(BODY))
    asked = Request(address=bench.server.address + "/SDN.CSV", name="SDN.CSV", format="csv", max_bytes=1_000_000)

    def meanwhile(_: int, __: int | None) -> None:
        with pytest.raises(SourceError, match="another fetch is at work"):
            bench.fetch()

    download(asked, bench.folder, World(now=lambda: NOW), progress=meanwhile)
    assert bench.whole.read_bytes() == BODY


@pytest.mark.parametrize(
    ("headers", "served"),
    [
        ({"Last_Modified": MODIFIED}, (MODIFIED_ISO, "Last-Modified")),
        ({"Last_Modified": "Fri, 03 May 2024 20:43:00 +0200"}, (MODIFIED_ISO, "Last-Modified")),
        ({"Last_Modified": "Thu, 01 Jan 1970 00:00:00 GMT"}, ("2024-05-03T19:00:00Z", "Date")),
        ({"Last_Modified": "Fri, 03 May 2034 18:43:00 GMT"}, ("2024-05-03T19:00:00Z", "Date")),
        ({"Last_Modified": "yesterday"}, ("2024-05-03T19:00:00Z", "Date")),
        ({"Date": "Mon, 03 May 2004 19:00:00 GMT"}, ("2024-05-04T08:00:00Z", "the clock of this machine")),
        ({"Date": "never"}, ("2024-05-04T08:00:00Z", "the clock of this machine")),
    ],
)
def test_the_time_of_an_issue_is_the_servers_and_never_in_the_future(
    bench: Bench, headers: dict[str, str], served: tuple[str, str]
) -> None:
    bench.server.on("/SDN.CSV", send(BODY, **headers))
    note = bench.fetch().note
    assert (note.served_at, note.served_by) == served


def test_no_file_stays_open(bench: Bench) -> None:
    open_files = Path("/proc/self/fd")
    if not open_files.exists():
        pytest.skip("no /proc: the files open cannot be counted")
    bench.server.on("/SDN.CSV", *[send(b"", status=500), cut_after(BODY, HALF), file(BODY)] * 11)
    bench.fetch()
    before = len(list(open_files.iterdir()))
    for _ in range(10):
        bench.whole.unlink()
        bench.fetch()
    assert len(list(open_files.iterdir())) <= before + 2
