"""Archives of lists: bombs, endless lines, web pages under a list's name, members that are no list."""

from __future__ import annotations

import csv
import gzip
import io
import json
import tarfile
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from countermark.intake.add import add
from countermark.intake.list_kinds import list_parsers
from countermark.ledger import Ledger
from countermark.model.errors import FormatError
from countermark.sources import archives
from countermark.sources.archives import first_file, members
from countermark.sources.lists import bounded
from countermark.sources.lists.base import ListFile, ListReport
from countermark.sources.lists.bounded import bounded_lines
from tests.conftest import TickingClock
from tests.unit.lists.ofac_files import FIRM, LI, sdn

ZEROS = 80 << 20
Place = Callable[[str], Path]


def gzipped(path: Path) -> None:
    with gzip.open(path, "wb") as out:
        for _ in range(ZEROS >> 20):
            out.write(bytes(1 << 20))


def zstandarded(path: Path) -> None:
    with zstandard.open(path, "wb") as out:
        for _ in range(ZEROS >> 20):
            out.write(bytes(1 << 20))


def zipped(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("sdn_2022-01-01.csv", "w") as out:
        for _ in range(ZEROS >> 20):
            out.write(bytes(1 << 20))


def huge_member(path: Path) -> None:
    info = tarfile.TarInfo("sdn_2022-01-01.csv")
    info.size = 3 << 30
    path.write_bytes(info.tobuf() + bytes(1 << 20))


def huge_header(path: Path) -> None:
    info = tarfile.TarInfo("pax")
    info.type, info.size = tarfile.XHDTYPE, 5 << 30
    path.write_bytes(info.tobuf() + bytes(1 << 20))


@pytest.mark.parametrize(
    ("make", "name", "message"),
    [
        (gzipped, "sdn_2022-01-01.csv.gz", "more than 250 times its size"),
        (zstandarded, "sdn_2022-01-01.csv.zst", "more than 250 times its size"),
        (zipped, "lists.zip", "more than 250 times its size"),
        (huge_member, "lists.tar", "more than 2 GiB"),
        (huge_header, "lists.tar", "a header of 5,368,709,120 bytes"),
    ],
)
def test_a_bomb_is_one_clear_error_in_little_memory(
    tmp_path: Path, make: Callable[[Path], None], name: str, message: str
) -> None:
    make(tmp_path / name)
    tracemalloc.start()
    with pytest.raises(FormatError, match=message):
        list(members(tmp_path / name, tmp_path))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 32 << 20
    assert not (tmp_path / "member").exists()


def test_a_member_larger_than_any_list_is_refused_while_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "MAX_MEMBER", 1 << 20)
    monkeypatch.setattr(archives._unpack, "__kwdefaults__", {"packed_size": 0, "most": 1 << 20})
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(bytes(3 << 20)))
    with pytest.raises(FormatError, match="unpacks to more than"):
        list(members(tmp_path / "a.csv.gz", tmp_path))


def test_a_torn_zip_member_is_a_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "lists.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("sdn_2022-01-01.csv", sdn(LI, FIRM) * 50)
    raw = bytearray(path.read_bytes())
    raw[60:80] = bytes(20)
    path.write_bytes(raw)
    with pytest.raises(FormatError, match=r"sdn_2022-01-01\.csv.*cannot be unpacked"):
        list(members(path, tmp_path))


CSV_KINDS = {
    "us_ofac_sdn": ("sdn_2022-01-01.csv", ""),
    "us_csl": ("consolidated.csv", "_id,source,entity_number,type,programs,name,addresses,alt_names\n"),
    "eu_journal": ("32014R0269.csv", ""),
    "us_dod_1260h": ("a.csv", ""),
    "opensanctions": ("targets.simple.csv", "id,schema,name,aliases,countries,identifiers,dataset\n"),
    "uk_conlist": ("ConList.csv", ""),
}


@pytest.mark.parametrize("start", ["", "id,schema,name\n"])
@pytest.mark.parametrize("content", ["1," + '"' + "x" * 300_000 + '",2\n', '1,"' + "x\n" * 200_000])
def test_a_cell_larger_than_the_limit_is_a_clear_error_in_every_list(tmp_path: Path, start: str, content: str) -> None:
    csv.field_size_limit(131_072)
    for parser in list_parsers():
        for kind, (name, headings) in CSV_KINDS.items():
            path = tmp_path / name
            raw = (start or headings) + content
            path.write_text(raw, encoding="utf-8")
            try:
                list(parser.parse(ListFile(path, name, raw.encode()[:65536]), ListReport()))
            except FormatError:
                continue
            except Exception as error:
                pytest.fail(f"{parser.kind} on {kind}: {type(error).__name__}: {error}")


def test_an_endless_line_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "MAX_LINE", 1000)
    text = io.StringIO("a,b\n" + "x" * 5000)
    with pytest.raises(csv.Error, match="a line of more than"):
        list(csv.reader(bounded_lines(text)))
    assert text.tell() < 2000


@pytest.mark.parametrize(
    "page",
    [
        b"<!DOCTYPE html><html><body>Sign in</body></html>",
        b"\xef\xbb\xbf\r\n <html lang='en'>",
        b"<!-- x --><HTML>",
        b'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN">',
    ],
)
@pytest.mark.parametrize("name", ["sdn.csv", "sdn.xml", "consolidated.csv.gz"])
@pytest.mark.parametrize("kind", ["auto", "us_ofac_sdn", "eu_fsf"])
def test_a_web_page_is_refused_as_one(tmp_path: Path, clock: TickingClock, page: bytes, name: str, kind: str) -> None:
    path = tmp_path / name
    path.write_bytes(gzip.compress(page) if name.endswith("gz") else page)
    ledger = Ledger.create(tmp_path / "ledger", clock=clock)
    with pytest.raises(FormatError, match="a web page, not a list: an error or login page saved by mistake"):
        add(ledger, [path], kind=kind, published="2026-01-01")
    assert not ledger.view().quarantines


def test_a_list_in_xml_is_no_web_page(tmp_path: Path) -> None:
    path = tmp_path / "list.xml"
    path.write_bytes(b'<?xml version="1.0"?><sdnList><sdnEntry/></sdnList>')
    assert first_file(path, tmp_path).name == "list.xml"


def test_members_that_are_no_list_are_named(tmp_path: Path, clock: TickingClock) -> None:
    path = tmp_path / "many.tar"
    with tarfile.open(path, "w") as archive:
        for name, content in (
            ("data/eu/x.csv", b"one,two\n1,2\n"),
            ("data/us/sdn_2022-01-01.csv", sdn(LI, FIRM).encode()),
        ):
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    ledger = Ledger.create(tmp_path / "ledger", clock=clock)
    with pytest.raises(FormatError, match=r"data/eu/x\.csv in the archive is no list known.*name the files themselves"):
        add(ledger, [path])


def test_json_lists_are_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"text": "<html>"}), encoding="utf-8")
    assert [member.file.name for member in members(path, tmp_path)] == ["a.json"]
