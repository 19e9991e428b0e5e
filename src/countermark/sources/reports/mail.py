"""An e-mail: its plain part, else its HTML part, with Date, From and Subject. Attachments are named, not read."""

from __future__ import annotations

import email
import email.policy
import email.utils
import re
from collections.abc import Sequence
from email.message import EmailMessage
from pathlib import Path
from typing import Final

from countermark.model.errors import FormatError
from countermark.sources.encoding import Encoding
from countermark.sources.reports.base import About, Block, Found, ReportText, one_line, text_hash
from countermark.sources.reports.hints import about_lines, merge
from countermark.sources.reports.page import page_text
from countermark.sources.reports.plain import decode_lines, read_bytes

MAX_MAIL: Final = 100_000_000  # bytes, attachments included
_MAX_PARTS: Final = 1_000
_MAX_NESTING: Final = 100
_HEADER = re.compile(rb"([A-Za-z][A-Za-z0-9-]{1,60}):[ \t]*\S")
_KNOWN: Final = {b"from", b"date", b"subject", b"to", b"mime-version", b"message-id", b"received", b"return-path",
                 b"delivered-to", b"content-type", b"reply-to", b"cc", b"x-mailer", b"dkim-signature"}  # fmt: skip


def looks_like_mail(start: bytes) -> bool:
    """Tell an e-mail by its head: header lines up to the first empty line, among them From and another known one."""
    if start.startswith(b"From ") and b"\n" in start:
        start = start.partition(b"\n")[2]
    names: list[bytes] = []
    for line in start.replace(b"\r\n", b"\n").split(b"\n"):
        if not line.strip():
            break
        if line[:1] in b" \t" and names:
            continue
        match = _HEADER.match(line)
        if match is None and not re.match(rb"[A-Za-z][A-Za-z0-9-]{1,60}:", line):
            return False
        names.append(line.partition(b":")[0].strip().lower())
    known = set(names) & _KNOWN
    return (
        b"from" in known
        and bool(known & {b"date", b"subject", b"mime-version", b"message-id"})
        and (
            bool(known & {b"mime-version", b"message-id", b"received", b"content-type", b"return-path"})
            or len(known) >= 4
        )
    )


def open_mail(path: Path) -> ReportText:
    """Open an e-mail.

    Raises:
        FormatError: no text in it, or nested deeper than is read.
        InputError: only an HTML part, and the extra `reports` is not installed.
    """
    data = read_bytes(path, MAX_MAIL, "an e-mail")
    try:
        message = email.message_from_bytes(data, policy=email.policy.default)
        plain, page, attachments = _parts(message, path.name)
    except RecursionError:
        raise FormatError("parts nested deeper than is read", where=path.name, hint="save the message's text") from None
    about = _about(message)
    warnings: list[str] = []
    if attachments:
        warnings.append(f"attachments are not read: {', '.join(attachments[:10])}")
    text = ""
    blocks: tuple[Block, ...] = ()
    told: Sequence[str]
    if plain is not None:
        text, blocks, told = _plain(plain, path.name)
        warnings += told
        about = merge(about, About(translated_from=about_lines(text).translated_from))
    elif page is not None:
        text, blocks, inner, told = page_text(_decoded(page), name=path.name)
        warnings += told
        about = merge(about, About(language=inner.language, translated_from=inner.translated_from))
    if not text.strip():
        raise FormatError("no text in the e-mail", where=path.name, hint="save the attachment and give that")
    return ReportText(
        name=path.name,
        format="mail",
        text=text,
        text_sha256=text_hash(text),
        blocks=blocks,
        about=about,
        decisions={"part": "text/plain" if plain is not None else "text/html"},
        warnings=tuple(warnings),
    )


def _parts(message: EmailMessage, name: str) -> tuple[EmailMessage | None, EmailMessage | None, list[str]]:
    plain = page = None
    attachments: list[str] = []
    for count, part in enumerate(message.walk(), start=1):
        if count > _MAX_PARTS:
            raise FormatError(f"more than {_MAX_PARTS:,} parts", where=name, hint="save the message's text")
        if part.is_multipart():
            continue
        kind = part.get_content_type()
        if part.get_content_disposition() == "attachment" or kind not in {"text/plain", "text/html"}:
            attachments.append(part.get_filename() or kind)
        elif kind == "text/plain" and plain is None and _payload(part).strip():
            plain = part
        elif kind == "text/html" and page is None:
            page = part
    return plain, page, attachments


def _payload(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _charset(part: EmailMessage) -> str:
    charset = part.get_content_charset() or "utf-8"
    try:
        b"".decode(charset)
    except LookupError:
        return "utf-8"
    return "utf-8" if charset in {"us-ascii", "ascii"} else charset


def _decoded(part: EmailMessage) -> str:
    return _payload(part).decode(_charset(part), "replace")


def _plain(part: EmailMessage, name: str) -> tuple[str, tuple[Block, ...], list[str]]:
    """Read the plain part; its lines are numbered in the part, their bytes are packed and do not map."""
    charset = _charset(part)
    payload = _payload(part)
    warnings = []
    try:
        payload.decode(charset)
    except UnicodeDecodeError as error:
        warnings.append(f"broken {charset} from byte {error.start} of the part, read with replacement characters")
        payload, charset = payload.decode(charset, "replace").encode(), "utf-8"
    text, blocks, told = decode_lines(payload, Encoding(charset, "stated by the part"), name)
    placed = tuple(Block(block.start, block.end, f"text part, {block.place}") for block in blocks)
    return text, placed, [*warnings, *told]


def _about(message: EmailMessage) -> About:
    """Read the headers; the day of sending is that of the sender's own time zone."""
    published = Found()
    try:
        sent = email.utils.parsedate_to_datetime(str(message.get("Date", "")))
        published = Found(sent.date().isoformat(), "header Date")
    except (ValueError, TypeError, IndexError):
        pass
    sender, address = email.utils.parseaddr(_header(message, "From"))
    domain = address.rpartition("@")[2]
    return About(
        title=Found(_header(message, "Subject"), "header Subject") if _header(message, "Subject") else Found(),
        byline=Found(sender or address, "header From") if sender or address else Found(),
        outlet=Found(sender or domain, "header From") if sender or domain else Found(),
        published=published,
        language=Found(_header(message, "Content-Language"), "header Content-Language")
        if _header(message, "Content-Language")
        else Found(),
    )


def _header(message: EmailMessage, name: str) -> str:
    try:
        return one_line(str(message.get(name) or "")).encode("utf-8", "replace").decode("utf-8")[:400]
    except (ValueError, IndexError, AttributeError):  # headers that the library's parser stumbles over
        return ""
