"""Is what came what was sent, and what was asked for? Digests, unpacking within a limit, a look at the first bytes."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from countermark.model.errors import SourceError

_CHUNK: Final = 1 << 16
_LOOK: Final = 1 << 14
_ALGORITHMS: Final = {"sha-256": "sha256", "sha-512": "sha512", "md5": "md5"}
_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|script|meta)\b", re.DOTALL
)
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)\b", re.IGNORECASE)
_BOMS: Final = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def _stated(headers: Mapping[str, str], names: tuple[str, ...]) -> Iterator[tuple[str, str, bytes]]:
    """Give header, algorithm and digest of all that can be read; `sha-256=:...:` and `sha-256=...` are both in use."""
    for name in names:
        text = headers.get(name) or ""
        for entry in [f"md5={text}"] if name == "Content-MD5" else text.split(","):
            algorithm, _, value = entry.strip().partition("=")
            known = _ALGORITHMS.get(algorithm.strip().lower())
            if known and value:
                try:
                    yield name, known, base64.b64decode(value.strip().strip(":"), validate=True)
                except binascii.Error:
                    continue


def check_digests(path: Path, start: int, headers: Mapping[str, str]) -> list[str]:
    """Compare the bytes as sent with every digest the server stated; give the names of the headers that fit.

    start: where in the file the bytes of this answer begin; `Content-...` headers speak of these alone.

    Raises:
        ValueError: a digest does not fit.
    """
    fitting = []
    whole, sent = ("Repr-Digest", "Digest"), ("Content-Digest", "Content-MD5")
    for names, offset in ((whole, 0), (sent, start)):
        for name, algorithm, wanted in _stated(headers, names):
            digest = hashlib.new(algorithm, usedforsecurity=False)
            with path.open("rb") as file:
                file.seek(offset)
                while chunk := file.read(1 << 20):
                    digest.update(chunk)
            if digest.digest() != wanted:
                raise ValueError(name)
            fitting.append(f"{name} ({algorithm})")
    return fitting


def gunzip(source: Path, target: Path, max_bytes: int) -> None:
    """Unpack a body sent as gzip, never more than `max_bytes`.

    Raises:
        SourceError: torn or broken, or larger than that.
    """
    total = 0
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    with source.open("rb") as packed, target.open("wb") as out:
        try:
            left = b""
            while chunk := left or packed.read(_CHUNK):
                if unpacker.eof:
                    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
                piece = unpacker.decompress(chunk, _CHUNK)
                left = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
                total += len(piece)
                if total > max_bytes:
                    raise SourceError(
                        f"it unpacks to more than the {max_bytes:,} bytes this list can have",
                        hint="nothing was kept; look at the publisher's page",
                    )
                out.write(piece)
            if not unpacker.eof:
                # A piece that filled the buffer to the byte may leave output behind.
                out.write(unpacker.flush())
        except zlib.error as error:
            raise _broken(str(error)) from None
    if not unpacker.eof:
        raise _broken("it ends before its end")


def _broken(why: str) -> SourceError:
    return SourceError(f"the gzip encoding of the answer is broken: {why}", hint="try again later; nothing was kept")


def web_page(how: str, page: str) -> SourceError:
    """Word the most common surprise; `how` says how it was told."""
    return SourceError(
        f"a web page came instead of the list ({how})",
        hint=f"a sign-in page of this network, or the publisher refuses or moved the file: open {page} in a browser",
    )


def check_looks(path: Path, wanted: str, page: str) -> None:
    """Tell by the first bytes whether a file can be of a format: `csv`, `xml`, `xlsx`.

    Raises:
        SourceError: a web page, a document type, another format, nothing.
    """
    with path.open("rb") as file:
        head = file.read(_LOOK)
    for bom in _BOMS:
        head = head.removeprefix(bom)
    if b"\0" in head[:2]:
        head = head.replace(b"\0", b"")  # UTF-16: plain enough for a look
    text = head.lstrip()
    if not text:
        raise SourceError("an empty file came", hint=f"try again later, or look at {page}")
    if _PAGE.match(text.lower()):
        raise web_page("by its first bytes", page)
    begins = {"csv": not text.startswith((b"<", b"{", b"PK\x03\x04")), "xml": text.startswith(b"<")}
    if not begins.get(wanted, text.startswith(b"PK\x03\x04")):
        raise SourceError(f"what came is no {wanted.upper()} file", hint=f"look at {page} for another address")
    if wanted == "xml" and _DOCTYPE.search(head):
        raise SourceError(
            "the XML declares a document type or entities: refused", hint=f"no official list does so; look at {page}"
        )
