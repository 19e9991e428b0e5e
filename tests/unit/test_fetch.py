"""`countermark fetch`: the catalogue, the way into the ledger, the command, with a publisher on this machine."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import zstandard

from countermark.cli import fetch as command
from countermark.cli import main
from countermark.intake.fetch import FetchedList, FetchRequest, fetch, mirror_prefix, plan, wanted_files
from countermark.intake.list_time import ListRequest, snapshot_time
from countermark.ledger import Ledger, verify
from countermark.model.errors import FormatError, InputError
from countermark.reference.list_addresses import ListAddress, _check, addresses_of, list_addresses
from countermark.reference.list_sources import list_sources
from countermark.sources.http import World
from countermark.sources.lists.base import ListFile, ListReport
from tests.conftest import TickingClock
from tests.fault.list_server import MODIFIED_ISO, Handler, Publisher, cut_after, file, publisher, send

NOW = datetime(2024, 5, 4, 8, 0, tzinfo=UTC)
PAGE = b"<!DOCTYPE html><html><title>Hotel WiFi</title></html>"


def sdn(count: int = 6000, *, word: str = "NAME") -> bytes:
    """Make an SDN file of the size the real one has at least."""
    rest = ",".join(["-0- "] * 8)
    return b"".join(f'{1000 + n},"{word} {n}","individual","RUSSIA-EO14024",{rest}\r\n'.encode() for n in range(count))


def addresses(count: int = 5000) -> bytes:
    """Make a file of addresses."""
    return b"".join(f'{1000 + n},{n},"Street {n}","Moscow","Russia",-0- \r\n'.encode() for n in range(count))


@dataclass
class Desk:
    """A publisher, a ledger, and a folder for what comes."""

    server: Publisher
    ledger: Ledger
    folder: Path
    naps: list[float] = field(default_factory=list)

    @property
    def world(self) -> World:
        return World(now=lambda: NOW, sleep=self.naps.append, chance=lambda: 1.0)

    def fetch(self, *wanted: str, add: bool = True, **options: Any) -> list[FetchedList]:
        asked = FetchRequest(folder=self.folder, mirror=self.server.address, timeout_s=5, **options)
        return list(fetch(wanted, asked, self.world, ledger=self.ledger if add else None))

    def seen(self) -> list[str]:
        """List the times of the snapshots in the newest batch."""
        originals = self.ledger.entries()[-1].body["originals"]
        return [original["decisions"]["seen at"] for original in originals]


@pytest.fixture
def desk(tmp_path: Path, clock: TickingClock) -> Iterator[Desk]:
    with publisher() as server, Ledger.create(tmp_path / "case", clock=clock) as ledger:
        yield Desk(server, ledger, tmp_path / "lists")


def test_the_catalogue_is_whole_and_of_official_addresses() -> None:
    found = list_addresses()
    assert list(found) == [
        "us_ofac_sdn", "us_ofac_cons", "us_csl", "un_sc", "eu_fsf", "uk_sl", "ca_sema", "au_dfat",
    ]  # fmt: skip
    hosts = (".treas.gov", ".trade.gov", ".un.org", ".europa.eu", ".gov.uk", ".gc.ca", ".gov.au")
    for files in found.values():
        for row in files:
            assert row.address.startswith("https://")
            assert row.address.split("/")[2].endswith(hosts)
            assert row.page.startswith("https://")
            assert row.media_types
            assert 1_000_000 <= row.max_bytes <= 300_000_000
    assert [row.part for row in found["us_ofac_sdn"]] == ["sdn", "add", "alt", "comments", "xml"]


def test_the_catalogue_and_the_table_of_sources_agree() -> None:
    known = {(name, part): source for (name, part, via), source in list_sources().items() if not via}
    for files in list_addresses().values():
        for row in files:
            source = known.get((row.list, row.part))
            if source and source.address.lower().endswith((".csv", ".xml", ".xlsx")):
                assert source.address == row.address


def test_a_torn_catalogue_says_where() -> None:
    good = addresses_of("un_sc")[0]
    assert isinstance(good, ListAddress)
    for change in (
        {"address": "http://lists.example/a.xml"},
        {"address": "https://a:b@lists.example/a.xml"},
        {"address": "https://lists.example/{token}"},
        {"token": "TOKEN"},
        {"file": "a/b.xml"},
        {"file": "a.doc"},
    ):
        row = ListAddress(**{**{name: getattr(good, name) for name in ListAddress.__slots__}, **change})
        with pytest.raises(FormatError, match="un_sc xml"):
            _check(row, ())
    with pytest.raises(FormatError, match="twice"):
        _check(good, (good,))


def test_lists_and_parts_are_asked_for_once() -> None:
    found = wanted_files(["us_ofac_sdn:sdn", "un_sc", "us_ofac_sdn:add", "us_ofac_sdn:sdn"])
    assert {name: [row.part for row in rows] for name, rows in found.items()} == {
        "us_ofac_sdn": ["sdn", "add"],
        "un_sc": ["xml"],
    }


@pytest.mark.parametrize(
    ("wanted", "words"),
    [("un_s", "un_sc"), ("jp_mof", "by hand"), ("us_ofac_sdn:pdf", "sdn, add, alt"), ("", "by hand")],
)
def test_an_unknown_list_is_bad_input_before_anything_is_asked(desk: Desk, wanted: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        desk.fetch("us_ofac_sdn:sdn", wanted)
    assert not desk.server.asked


@pytest.mark.parametrize(
    "text",
    ["http://lists.example", "lists.example/x", "ftp://lists.example", "https://a:b@lists.example", "https://x?y"],
)
def test_a_mirror_has_to_be_https(text: str) -> None:
    with pytest.raises(InputError, match="mirror"):
        mirror_prefix(text)
    assert mirror_prefix("https://lists.example/countermark/") == "https://lists.example/countermark"


def test_what_comes_is_one_batch_a_list_dated_by_the_server(desk: Desk) -> None:
    desk.server.on("/us_ofac_sdn/SDN.CSV", file(sdn()))
    desk.server.on("/us_ofac_sdn/ADD.CSV", file(addresses(), etag='"a"', Last_Modified="Fri, 03 May 2024 18:40:00 GMT"))
    [result] = desk.fetch("us_ofac_sdn:sdn", "us_ofac_sdn:add")
    assert (result.status, result.failures) == ("added", [])
    assert [entry.kind for entry in desk.ledger.entries()][-1:] == ["batch"]
    assert result.added is not None
    assert {entry.name: entry.decisions["seen at"] for entry in result.added.files} == {
        "SDN.CSV": f"{MODIFIED_ISO} (the server says so)",
        "ADD.CSV": "2024-05-03T18:40:00Z (the server says so)",
    }
    assert not verify(desk.ledger.path).problems


def test_nothing_new_adds_nothing(desk: Desk) -> None:
    desk.server.on("/us_ofac_sdn/SDN.CSV", file(sdn()))
    desk.fetch("us_ofac_sdn:sdn")
    before = desk.ledger.entries()
    [result] = desk.fetch("us_ofac_sdn:sdn")
    assert (result.status, result.failures, result.files[0].status) == ("nothing new", [], "unchanged")
    assert desk.ledger.entries() == before


def test_what_came_without_being_added_is_added_later(desk: Desk) -> None:
    desk.server.on("/us_ofac_sdn/SDN.CSV", file(sdn()))
    [first] = desk.fetch("us_ofac_sdn:sdn", add=False)
    assert (first.status, len(desk.ledger.entries())) == ("downloaded", 0)
    [again] = desk.fetch("us_ofac_sdn:sdn", add=False)
    assert again.status == "nothing new"
    [second] = desk.fetch("us_ofac_sdn:sdn")
    assert (second.files[0].status, second.status) == ("unchanged", "added")
    assert desk.seen() == [f"{MODIFIED_ISO} (the server says so)"]


def test_a_failed_list_does_not_stop_the_others(desk: Desk) -> None:
    desk.server.on("/us_ofac_sdn/SDN.CSV", file(sdn()))
    desk.server.on("/un_sc/consolidated.xml", send(b"", status=403))
    broken, good = desk.fetch("un_sc", "us_ofac_sdn:sdn")
    assert (broken.status, good.status) == ("failed", "added")
    [line] = broken.failures
    assert line.startswith(
        f"un_sc: {desk.server.address}/un_sc/consolidated.xml: the server refuses (403) (open https://"
    )


def test_a_failed_file_does_not_stop_the_rest_of_its_list(desk: Desk) -> None:
    desk.server.on("/us_ofac_sdn/SDN.CSV", file(sdn()))
    [result] = desk.fetch("us_ofac_sdn:sdn", "us_ofac_sdn:add")
    assert result.status == "added"
    assert "ADD.CSV: the server has no such file (404)" in result.failures[0]


def test_a_web_page_never_reaches_the_ledger(desk: Desk) -> None:
    desk.server.on("/us_ofac_sdn/SDN.CSV", send(PAGE))
    [result] = desk.fetch("us_ofac_sdn:sdn")
    assert (result.status, desk.ledger.entries()) == ("failed", [])
    assert "a web page came instead of the list" in result.failures[0]


def test_a_truncated_issue_is_set_aside_once_and_the_others_are_added(desk: Desk) -> None:
    desk.server.on("/us_ofac_sdn/SDN.CSV", file(sdn(100)))
    desk.server.on("/us_ofac_sdn/ADD.CSV", file(addresses()))
    [result] = desk.fetch("us_ofac_sdn:sdn", "us_ofac_sdn:add")
    assert result.status == "added"
    [line] = result.failures
    assert "SDN.CSV: came, was not added and set aside:" in line
    assert "100 entries" in line
    kinds = [entry.kind for entry in desk.ledger.entries()]
    assert kinds == ["quarantine", "batch"]
    [again] = desk.fetch("us_ofac_sdn:sdn", "us_ofac_sdn:add")
    assert "these bytes were set aside when they were added before" in again.failures[0]
    assert [entry.kind for entry in desk.ledger.entries()] == kinds
    desk.server.on("/us_ofac_sdn/SDN.CSV", file(sdn(), etag='"v2"'))
    [mended] = desk.fetch("us_ofac_sdn:sdn")
    assert (mended.status, mended.failures) == ("added", [])


def test_a_file_that_is_not_the_list_is_kept_and_not_added(desk: Desk) -> None:
    desk.server.on("/us_ofac_sdn/SDN.CSV", file(b"name,country\r\nx,y\r\n"))
    [result] = desk.fetch("us_ofac_sdn:sdn")
    assert "not this list in any format known" in result.failures[0]
    assert desk.ledger.entries() == []


def test_a_token_is_asked_for_before_the_publisher_is(desk: Desk) -> None:
    request = FetchRequest(folder=desk.folder)
    [result] = fetch(["eu_fsf"], request, desk.world)
    [line] = result.failures
    assert "asks for a token" in line
    assert "COUNTERMARK_EU_FSF_TOKEN" in line
    planned = plan(["eu_fsf"], request)[0].files[0]
    assert "needs a token" in planned.warnings[0]
    given = FetchRequest(folder=desk.folder, tokens={"COUNTERMARK_EU_FSF_TOKEN": "secret"})
    planned = plan(["eu_fsf"], given)[0].files[0]
    assert (planned.warnings, "secret" in planned.address) == ([], False)


def _file(tmp_path: Path, name: str) -> ListFile:
    return ListFile(tmp_path / name, name, b"")


@pytest.mark.parametrize(
    ("name", "stated", "served", "seen_at"),
    [
        ("list.csv", None, "2024-05-03T10:00:00Z", "2024-05-03T10:00:00Z"),
        ("list.csv", "2024-05-03", "2024-05-03T10:00:00Z", "2024-05-03T10:00:00Z"),
        ("list.csv", "2024-05-02", "2024-05-03T10:00:00Z", "2024-05-02T23:59:59Z"),
        ("list.csv", "2024-05-02T08:00:00Z", "2024-05-02T10:00:00Z", "2024-05-02T08:00:00Z"),
        ("list_2024-05-01.csv", None, "2024-05-03T10:00:00Z", "2024-05-01T23:59:59Z"),
        ("list_2024-05-03T0900.csv", None, "2024-05-03T10:00:00Z", "2024-05-03T09:00:00Z"),
        ("list.csv", "2024-05-02", None, "2024-05-02T23:59:59Z"),
    ],
)
def test_the_servers_time_counts_where_the_file_is_silent_or_says_only_the_day(
    tmp_path: Path, name: str, stated: str | None, served: str | None, seen_at: str
) -> None:
    report = ListReport(published=stated)
    assert snapshot_time(_file(tmp_path, name), ListRequest(None, None), report, name, served) == seen_at


def test_what_is_said_by_hand_goes_before_the_server(tmp_path: Path) -> None:
    request = ListRequest(None, "2024-01-01")
    file_ = _file(tmp_path, "list.csv")
    assert snapshot_time(file_, request, ListReport(), "list.csv", "2024-05-03T10:00:00Z") == "2024-01-01T23:59:59Z"


def _real(data_dir: Path, name: str) -> bytes:
    place = data_dir / "sanctions" / name
    if not place.exists():
        pytest.skip(f"no {name}")
    with place.open("rb") as packed:
        return zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(packed).read()


def test_the_real_lists_come_and_follow_each_other(desk: Desk, data_dir: Path) -> None:
    before = _real(data_dir, "ofac/snapshots/sdn_2024-02-23T1843_19efeec0ac.csv.zst")
    after = _real(data_dir, "ofac/snapshots/sdn_2024-05-03T1843_a5ec3c5ee4.csv.zst")
    desk.server.on(
        "/us_ofac_sdn/SDN.CSV",
        cut_after(before, 1_000_000, Last_Modified="Fri, 23 Feb 2024 18:43:00 GMT"),
        file(before, Last_Modified="Fri, 23 Feb 2024 18:43:00 GMT"),
    )
    [first] = desk.fetch("us_ofac_sdn:sdn")
    assert (first.status, first.files[0].resumed_at) == ("added", 1_000_000)
    desk.server.on("/us_ofac_sdn/SDN.CSV", file(after, etag='"v2"'))
    [second] = desk.fetch("us_ofac_sdn:sdn")
    assert second.added is not None
    assert min(second.added.files[0].changed.values()) > 0
    assert desk.seen() == [f"{MODIFIED_ISO} (the server says so)"]


def test_the_real_un_list_comes_whole(desk: Desk, data_dir: Path) -> None:
    body = _real(data_dir, "un/un_consolidated_2025-08-16.xml.zst")
    desk.server.on("/un_sc/consolidated.xml", cut_after(body, 100_000, media="text/xml"), file(body, media="text/xml"))
    [result] = desk.fetch("un_sc", add=False)
    assert (result.status, result.files[0].warnings) == ("downloaded", [])
    assert (desk.folder / "un_sc" / "consolidated.xml").read_bytes() == body


@dataclass
class Shell:
    """Runs the command in this process, with a world that does not sleep."""

    desk: Desk
    capture: pytest.CaptureFixture[str]

    def run(self, *arguments: str, code: int = 0) -> tuple[str, str]:
        with pytest.raises(SystemExit) as ended:
            main(["fetch", *arguments])
        out, err = self.capture.readouterr()
        assert ended.value.code == code, out + err
        assert "Traceback" not in err
        return out, err

    def json(self, *arguments: str, code: int = 0) -> Any:
        return json.loads(self.run(*arguments, "--to", str(self.desk.folder), code=code)[0])


@pytest.fixture
def shell(desk: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.setattr(command, "_world", lambda: desk.world)
    monkeypatch.setenv("COUNTERMARK_MIRROR", desk.server.address)
    monkeypatch.setenv("COUNTERMARK_LEDGER", str(desk.ledger.path))
    return Shell(desk, capsys)


def test_the_command_tells_what_came_as_json(shell: Shell) -> None:
    shell.desk.server.on("/us_ofac_sdn/SDN.CSV", file(sdn()))
    [told] = shell.json("us_ofac_sdn:sdn")["lists"]
    assert (told["list"], told["status"], told["failures"]) == ("us_ofac_sdn", "added", [])
    [came] = told["files"]
    assert {"part", "status", "address", "path", "sha256", "size_bytes", "served_at", "checked"} <= set(came)
    assert told["added"]["files"][0]["sha256"] == came["sha256"]
    [again] = shell.json("us_ofac_sdn:sdn")["lists"]
    assert (again["status"], again["added"]) == ("nothing new", None)


def test_the_command_ends_with_4_and_names_what_failed(shell: Shell) -> None:
    shell.desk.server.on("/us_ofac_sdn/SDN.CSV", file(sdn()))
    shell.desk.server.on("/un_sc/consolidated.xml", send(b"", status=503))
    out, err = shell.run("un_sc", "us_ofac_sdn:sdn", "--to", str(shell.desk.folder), code=4)
    assert [told["status"] for told in json.loads(out)["lists"]] == ["failed", "added"]
    first, last = err.splitlines()
    assert first.startswith("un_sc: http://127.0.0.1")
    assert "has a fault (503), at the last of 4 attempts (try again later)" in first
    assert last.startswith("countermark: error: 1 of 2 lists failed: un_sc (")
    assert shell.desk.naps == [1.0, 2.0, 4.0]


def test_a_dry_run_asks_nobody(shell: Shell) -> None:
    told = shell.json("us_ofac_sdn", "eu_fsf", "--dry-run")["lists"]
    assert [row["status"] for row in told] == ["planned", "planned"]
    assert [row["part"] for row in told[0]["files"]] == ["sdn", "add", "alt", "comments", "xml"]
    assert told[0]["files"][0]["address"] == f"{shell.desk.server.address}/us_ofac_sdn/SDN.CSV"
    assert not shell.desk.server.asked
    assert not shell.desk.folder.exists()


def test_from_goes_before_the_environment(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNTERMARK_MIRROR", "https://other.example")
    shell.desk.server.on("/m/us_ofac_sdn/SDN.CSV", file(sdn()))
    [told] = shell.json("us_ofac_sdn:sdn", "--from", f"{shell.desk.server.address}/m/", "--no-add")["lists"]
    assert told["status"] == "downloaded"


@pytest.mark.parametrize(
    "arguments",
    [
        ("nosuch",),
        ("un_sc", "--from", "http://lists.example"),
        ("un_sc", "--timeout", "0"),
        ("un_sc", "--ledger", "nowhere"),
        (),
    ],
)
def test_bad_input_ends_with_2_before_anything_is_asked(shell: Shell, arguments: tuple[str, ...]) -> None:
    _, err = shell.run(*arguments, "--to", str(shell.desk.folder), code=2)
    assert err
    assert not shell.desk.server.asked


def _on_a_terminal(arguments: list[str]) -> tuple[int, str, str]:
    """Run the command with a terminal for each of its outputs."""
    ends = [os.openpty(), os.openpty()]
    process = subprocess.Popen(
        [sys.executable, "-m", "countermark", *arguments],
        stdout=ends[0][1],
        stderr=ends[1][1],
        stdin=subprocess.DEVNULL,
    )
    texts = [bytearray(), bytearray()]

    def read(master: int, text: bytearray) -> None:
        with suppress(OSError):  # how a terminal says that nobody writes any more
            while piece := os.read(master, 65536):
                text.extend(piece)

    for _, slave in ends:
        os.close(slave)
    readers = [threading.Thread(target=read, args=(end[0], text)) for end, text in zip(ends, texts, strict=True)]
    for reader in readers:
        reader.start()
    code = process.wait(60)
    for reader, (master, _) in zip(readers, ends, strict=True):
        reader.join()
        os.close(master)
    return code, texts[0].decode(), texts[1].decode()


def test_a_terminal_gets_lines_and_bars(shell: Shell) -> None:
    shell.desk.server.on("/us_ofac_sdn/SDN.CSV", file(sdn()))
    arguments = ["fetch", "us_ofac_sdn:sdn", "--to", str(shell.desk.folder)]
    code, out, err = _on_a_terminal(arguments)
    assert (code, "SDN.CSV" in err) == (0, True), err
    assert f"of {MODIFIED_ISO} (Last-Modified), sha256 " in out
    assert "entries read" in out
    assert "us_ofac_sdn: batch " in out
    code, out, _ = _on_a_terminal(arguments)
    assert code == 0
    assert f"nothing new since {MODIFIED_ISO}" in out
    assert "us_ofac_sdn: nothing new" in out


def test_ctrl_c_ends_with_130_and_the_same_command_goes_on(shell: Shell) -> None:
    body, enough = sdn(), threading.Event()

    def half(handler: Handler) -> None:
        handler.start(200, Content_Type="text/csv", Content_Length=len(body), ETag='"v1"')
        handler.wfile.write(body[:100_000])
        handler.wfile.flush()
        enough.wait(30)
        handler.cut()

    shell.desk.server.on("/us_ofac_sdn/SDN.CSV", half, file(body))
    arguments = ["fetch", "us_ofac_sdn:sdn", "--to", str(shell.desk.folder), "--timeout", "30"]
    process = subprocess.Popen([sys.executable, "-m", "countermark", *arguments], stderr=subprocess.PIPE, text=True)
    part = shell.desk.folder / "us_ofac_sdn" / ".SDN.CSV.part"
    for _ in range(3000):
        if process.poll() is not None or (part.exists() and part.stat().st_size == 100_000):
            break
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    enough.set()
    assert (process.returncode, err.strip()) == (130, "countermark: interrupted")
    assert part.stat().st_size == 100_000
    [told] = shell.json("us_ofac_sdn:sdn")["lists"]
    assert (told["status"], told["files"][0]["resumed_at"]) == ("added", 100_000)
    assert (shell.desk.folder / "us_ofac_sdn" / "SDN.CSV").read_bytes() == body


def test_no_bar_where_stderr_is_no_terminal(shell: Shell) -> None:
    shell.desk.server.on("/us_ofac_sdn/SDN.CSV", file(sdn()))
    _, err = shell.run("us_ofac_sdn:sdn", "--to", str(shell.desk.folder))
    assert err == ""


def test_help_imports_no_client() -> None:
    code = (
        "import sys\nfrom countermark.cli import cli\n"
        "try:\n    cli.main(['fetch', '--help'])\nexcept SystemExit:\n    pass\n"
        "sys.exit('urllib3' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "--dry-run" in done.stdout
