"""From bytes to the text of a report: kinds of files, encodings, metadata, and what is refused."""

from __future__ import annotations

import builtins
import gzip
import io
import sys
import zlib
from email.message import EmailMessage
from pathlib import Path

import pytest

from countermark.model.errors import CountermarkError, EncodingError, FormatError, InputError
from countermark.sources.reports import ReportText, open_report
from countermark.sources.reports.base import text_hash
from countermark.sources.reports.hints import about_lines, day_of, translation_hint

PAGE = """<!DOCTYPE html>
<html lang="en-GB"><head><title>Boards at sea | The Post</title>
<meta charset="utf-8">
<meta property="article:published_time" content="2023-04-17T23:30:00+02:00">
<meta property="og:site_name" content="The Post">
<meta name="date" content="2024-01-01">
<link rel="canonical" href="https://example.org/boards">
<script type="application/ld+json">{"@graph": [{"@type": "WebPage"}, {"@type": ["NewsArticle"],
"headline": "Boards &amp; ships", "author": [{"@type": "Person", "name": "A. Writer"}, "B. Reader"]}]}</script>
</head><body><nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ul></nav>
<main><article><h1>Boards at sea</h1>
<p>“We found four boards in the yard,” the inspector said on Monday, and it has been closed for a week since.</p>
<h2>The ministry denies it</h2>
<p>The ministry <b>denied any export</b> of boards to the yard, and said that no licence had been asked for.</p>
<blockquote><p>“Nobody asked us about the boards,” the owner of the yard wrote in a letter to this paper on Friday.</p>
</blockquote>
<ul><li>The yard was built in 1962 and has changed hands three times since then.</li></ul>
</article></main><footer><p>Subscribe to our newsletter. Cookie settings.</p></footer></body></html>
"""


def _open(folder: Path, data: bytes | str, name: str = "report") -> ReportText:
    place = folder / name
    place.write_bytes(data.encode() if isinstance(data, str) else data)
    return open_report(place)


def _read_or_refused(folder: Path, data: bytes) -> bool:
    """Tell whether the words were read, or the file was refused with a hint: anything else raises."""
    try:
        return "yard" in _open(folder, data).text
    except FormatError as error:
        return bool(error.hint)


def _tiles(report: ReportText) -> None:
    assert report.blocks[0].start == 0
    assert report.blocks[-1].end == len(report.text)
    assert all(first.end == second.start for first, second in zip(report.blocks, report.blocks[1:], strict=False))
    assert report.text_sha256 == text_hash(report.text)


# --- plain text


ENCODED = [  # text, codec, how it is written
    ("One line.\nTwo 😀 lines — “quoted”.\n", "utf-8", b""),
    ("One line.\nTwo 😀 lines — “quoted”.\n", "utf-8", b"\xef\xbb\xbf"),
    ("One line.\nTwo 😀 lines — “quoted”.\n", "utf-16-le", b"\xff\xfe"),
    ("One line.\nTwo 😀 lines — “quoted”.\n", "utf-16-be", b"\xfe\xff"),
    ("Завод сообщил, что платы не поставлялись.\nМинистерство отрицает поставки деталей.\n", "cp1251", b""),
    ("Le ministère a déclaré que l’usine était fermée.\nC’est tout.\n", "cp1252", b""),
    ("وقال المفتش إن اللوحات وجدت.\nنفت الوزارة ذلك.\n", "utf-8", b""),
]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(("text", "codec", "mark"), ENCODED)
def test_every_line_keeps_its_bytes(tmp_path: Path, text: str, codec: str, mark: bytes, line_end: str) -> None:
    data = mark + text.replace("\n", line_end).encode(codec)
    report = _open(tmp_path, data)
    assert report.text == text
    assert report.format == "text"
    _tiles(report)
    for block in report.blocks:
        held = data[block.byte_start : block.byte_end].decode(codec).replace(line_end, "\n")
        assert held == report.text[block.start : block.end]
    assert report.blocks[0].byte_start == len(mark)
    assert report.blocks[-1].byte_end == len(data)
    assert report.place(report.text.index("\n") + 1) == "line 2"


def test_an_endless_line_is_kept_in_pieces(tmp_path: Path) -> None:
    line = "word " * 400_000
    report = _open(tmp_path, line)
    assert report.text == line
    assert {block.place for block in report.blocks} == {"line 1"}
    assert max(block.end - block.start for block in report.blocks) <= 64_000
    _tiles(report)


def test_a_packed_text_is_unpacked(tmp_path: Path) -> None:
    assert _open(tmp_path, gzip.compress(b"The yard is closed.\n")).text == "The yard is closed.\n"


REFUSED = [  # data, error, what is said
    (b"", FormatError, "empty"),
    (b" \r\n\t \n", FormatError, "empty"),
    ("  \n".encode("utf-16"), FormatError, "empty"),
    (b"\x89PNG\r\n\x1a\n" + bytes(200), FormatError, "PNG picture, not a report: binary from byte 0"),
    (b"PK\x03\x04" + bytes(200), FormatError, "archive or an office document"),
    (b"a line of text\nand\x00more of it " * 20, FormatError, "control character 0x00 at byte 18"),
    (b"\x01\x02\x03\x04 text that is none \x05\x06" * 20, FormatError, "control character 0x01 at byte 0"),
    (b"good words " * 60 + b"\xff\xfe\xfd\xfc" * 3, EncodingError, "at byte 660"),
    ("cafés and tables, ".encode() * 40 + b"\xe9\x80", EncodingError, "at byte 760"),
]


@pytest.mark.parametrize(("data", "error", "said"), REFUSED)
def test_what_is_no_report_is_refused_with_the_place(
    tmp_path: Path, data: bytes, error: type[CountermarkError], said: str
) -> None:
    with pytest.raises(error, match=said):
        _open(tmp_path, data)


def test_a_few_control_characters_are_kept_and_said(tmp_path: Path) -> None:
    report = _open(tmp_path, "The yard is closed.\n" * 60 + "a\x07b\n")
    assert "\x07" in report.text
    assert report.warnings == ("1 control characters, the first at byte 1201, are kept as they are",)


def test_labels_at_the_head_are_read_and_running_text_is_not() -> None:
    about = about_lines(
        "The Harbour Post\nPublished: Monday, 17 April 2023\nBy Ana de la Cruz\nSource: The Post\n\nBy then\n"
    )
    assert (about.published.value, about.published.basis) == ("2023-04-17", "line 2: Published")
    assert about.byline.value == ""  # `la` is no particle we know: nothing is guessed
    assert (about.outlet.value, about.outlet.basis) == ("The Post", "line 4: Source")
    assert about_lines("First published:\nBy Ana Cruz and Bo Li\n").byline.value == "Ana Cruz and Bo Li"
    assert not about_lines("By Monday the yard was closed.\n").byline
    assert not about_lines("The list was published: 400 names\nDate: soon\n").published


TRANSLATIONS = [
    ("Translated from Spanish by the desk", "es"),
    ("This article was translated from the original French.", "fr"),
    ("Read the original in Ukrainian", "uk"),
    ("This page was machine-translated", "unknown"),
    ("Traducido del inglés", "en"),
    ("Automatically translated", "unknown"),
    ("He translated from Spanish for years, and then stopped.", ""),
    ("The ministry said the manual was in Chinese.", ""),
    ("The report was written by experts.", ""),
]


@pytest.mark.parametrize(("line", "language"), TRANSLATIONS)
def test_credit_lines_tell_a_translation(line: str, language: str) -> None:
    filler = "The yard has been closed since the spring, and nobody knows why.\n" * 40
    assert translation_hint(f"{filler}{line}\n").value == language
    assert translation_hint(f"{line}\n{filler}").value == language
    assert translation_hint(f"{filler}{line}\n{filler}").value == ""


DAYS = [("2023-04-17T23:30:00+02:00", "2023-04-17"), ("17 April 2023", "2023-04-17"), ("April 2023", ""), ("", "")]


@pytest.mark.parametrize(("text", "day"), DAYS)
def test_a_day_is_a_whole_day_or_nothing(text: str, day: str) -> None:
    assert day_of(text) == day


# --- web pages


def test_a_page_gives_headings_and_paragraphs_without_boilerplate(tmp_path: Path) -> None:
    pytest.importorskip("trafilatura", reason="the extra `reports`")
    report = _open(tmp_path, PAGE)
    assert report.text.split("\n") == [
        "Boards at sea",
        "“We found four boards in the yard,” the inspector said on Monday, and it has been closed for a week since.",
        "The ministry denies it",
        "The ministry denied any export of boards to the yard, and said that no licence had been asked for.",
        "“Nobody asked us about the boards,” the owner of the yard wrote in a letter to this paper on Friday.",
        "The yard was built in 1962 and has changed hands three times since then.",
        "",
    ]
    _tiles(report)
    assert [block.place for block in report.blocks] == [
        "<h1>, line 11",
        "<p>, line 12",
        "<h2>, line 13",
        "<p>, line 14",
        "<blockquote>, line 15",
        "<li>, line 17",
    ]


def test_metadata_say_where_they_were_found(tmp_path: Path) -> None:
    pytest.importorskip("trafilatura", reason="the extra `reports`")
    about = _open(tmp_path, PAGE).about
    assert (about.published.value, about.published.basis) == ("2023-04-17", "meta article:published_time")
    assert (about.title.value, about.title.basis) == ("Boards & ships", "JSON-LD headline")
    assert (about.byline.value, about.byline.basis) == ("A. Writer, B. Reader", "JSON-LD author")
    assert (about.outlet.value, about.outlet.basis) == ("The Post", "meta og:site_name")
    assert (about.language.value, about.language.basis) == ("en-GB", "<html lang>")
    assert (about.source_url.value, about.source_url.basis) == ("https://example.org/boards", "link canonical")
    assert not about.translated_from


def test_a_page_says_what_it_is_a_translation_of(tmp_path: Path) -> None:
    pytest.importorskip("trafilatura", reason="the extra `reports`")
    head = '<link rel="alternate" hreflang="es" href="/es"><link rel="alternate" hreflang="en" href="/en"></head>'
    report = _open(tmp_path, PAGE.replace("</head>", head))
    assert report.warnings == ("the page says it exists in: es, en; which one is the original it does not say",)
    work = PAGE.replace('["NewsArticle"],', '["NewsArticle"], "translationOfWork": {"inLanguage": "es"},')
    assert _open(tmp_path, work).about.translated_from.value == "es"


def test_a_page_in_another_encoding_is_read_as_it_declares(tmp_path: Path) -> None:
    pytest.importorskip("trafilatura", reason="the extra `reports`")
    page = PAGE.replace("utf-8", "windows-1251").replace("the inspector", "инспектор")
    report = _open(tmp_path, page.encode("cp1251"))
    assert "инспектор said" in report.text
    assert "declared by the page" in report.decisions["encoding"]


HOSTILE = [
    ("<html><body>" + "<div>" * 5_000 + "deep" + "</div>" * 5_000 + "</body></html>", "nested deeper"),
    ("<html><body>" + "<p>" * 450_000 + "</body></html>", "elements"),
    ("<html><body><script>go()</script></body></html>", "no article"),
    ("<html>", "no article|no HTML"),
]


@pytest.mark.parametrize(("page", "said"), HOSTILE)
def test_a_hostile_page_is_refused(tmp_path: Path, page: str, said: str) -> None:
    pytest.importorskip("trafilatura", reason="the extra `reports`")
    with pytest.raises(FormatError, match=said):
        _open(tmp_path, page)


def test_broken_metadata_do_no_harm(tmp_path: Path) -> None:
    pytest.importorskip("trafilatura", reason="the extra `reports`")
    deep = "[" * 3_000 + "]" * 3_000
    page = PAGE.replace('{"@graph": [{"@type": "WebPage"},', deep)
    about = _open(tmp_path, page).about
    assert about.title.value == "Boards at sea"
    assert about.published.value == "2023-04-17"


@pytest.mark.parametrize(("data", "library"), [(PAGE.encode(), "trafilatura"), (b"%PDF-1.7\n", "pypdf")])
def test_without_the_extra_the_error_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes, library: str
) -> None:
    real = builtins.__import__

    def refuse(name: str, *more: object) -> object:
        if name.partition(".")[0] == library:
            raise ImportError(name)
        return real(name, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", refuse)
    monkeypatch.setattr("importlib.import_module", refuse)
    for name in [name for name in sys.modules if name.partition(".")[0] == library]:
        monkeypatch.delitem(sys.modules, name)
    with pytest.raises(InputError, match=r"countermark\[reports\]"):
        _open(tmp_path, data)


# --- PDF


def _pdf(pages: list[list[str]], *, content: bytes | None = None, info: str = "") -> bytes:
    """Write a PDF by hand: one font, one line of text for each string."""
    objects = ["<< /Type /Catalog /Pages 2 0 R /Lang (en) >>"]
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(len(pages)))
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>")
    objects.append("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    streams: list[bytes] = [b"", b"", b""]
    for at, lines in enumerate(pages):
        shown = "".join(f"({line}) Tj 0 -14 Td " for line in lines)
        data = content if content is not None else f"BT /F1 11 Tf 50 780 Td {shown} ET".encode("cp1252")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * at} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        streams.append(b"")
        packed = zlib.compress(data)
        objects.append(f"<< /Length {len(packed)} /Filter /FlateDecode >>")
        streams.append(b"\nstream\n" + packed + b"\nendstream")
    if info:
        objects.append(info)
        streams.append(b"")
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n")
    places = []
    for number, (body, stream) in enumerate(zip(objects, streams, strict=True), start=1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n{body}".encode() + stream + b"\nendobj\n")
    start = out.tell()
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    out.write("".join(f"{place:010d} 00000 n \n" for place in places).encode())
    named = f" /Info {len(objects)} 0 R" if info else ""
    out.write(f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R{named} >>\nstartxref\n{start}\n%%EOF\n".encode())
    return out.getvalue()


def test_a_pdf_gives_its_text_layer_page_by_page(tmp_path: Path) -> None:
    pytest.importorskip("pypdf", reason="the extra `reports`")
    pages = [
        ["A note on boards", "The inspector said that four boards were found in the yard", "on Monday."],
        ["The ministry denied it."],
    ]
    report = _open(tmp_path, _pdf(pages, info="<< /Title (Boards) /Author (A. Writer) >>"))
    assert report.format == "pdf"
    assert report.text == (
        "A note on boards\nThe inspector said that four boards were found in the yard on Monday.\n"
        "The ministry denied it.\n"
    )
    assert [block.place for block in report.blocks] == ["page 1", "page 1", "page 2"]
    assert (report.about.title.value, report.about.byline.value) == ("Boards", "A. Writer")
    assert not report.about.published, "a PDF says when it was made, not when it was published"
    _tiles(report)


def test_a_scan_says_that_it_needs_ocr(tmp_path: Path) -> None:
    pytest.importorskip("pypdf", reason="the extra `reports`")
    with pytest.raises(FormatError, match="OCR"):
        _open(tmp_path, _pdf([[], []]))


def test_a_page_without_text_among_others_is_said(tmp_path: Path) -> None:
    pytest.importorskip("pypdf", reason="the extra `reports`")
    report = _open(tmp_path, _pdf([["The yard is closed."], []]))
    assert report.warnings == ("no text on 1 of 2 pages (2): pictures need OCR",)


def test_a_pdf_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("pypdf", reason="the extra `reports`")
    with pytest.raises(FormatError, match="unpacks to more"):
        _open(tmp_path, _pdf([["x"]], content=b"BT ET " * 4_000_000))


@pytest.mark.parametrize("cut", [20, 200, 400, 700])
def test_a_torn_pdf_is_refused_or_read(tmp_path: Path, cut: int) -> None:
    pytest.importorskip("pypdf", reason="the extra `reports`")
    data = _pdf([["The yard is closed."]])
    assert _read_or_refused(tmp_path, data[:-cut])


# --- e-mail


def _mail(**headers: str) -> EmailMessage:
    message = EmailMessage()
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    return message


HEADERS = {
    "From": "Press Office of the Port <press@example.org>",
    "To": "desk@example.org",
    "Subject": "Boards in the yard",
    "Date": "Mon, 17 Apr 2023 23:50:00 -0400",
}


def test_a_mail_gives_its_plain_part_and_its_headers(tmp_path: Path) -> None:
    message = _mail(**HEADERS)
    message.set_content("The port says that the yard is closed — “for good”.\n\nMore to come.\n")
    message.add_alternative("<p>other</p>", subtype="html")
    message.add_attachment(b"x", maintype="image", subtype="png", filename="yard.png")
    report = _open(tmp_path, bytes(message))
    assert report.format == "mail"
    assert report.text == "The port says that the yard is closed — “for good”.\n\nMore to come.\n"
    about = report.about
    assert (about.published.value, about.published.basis) == ("2023-04-17", "header Date")
    assert (about.byline.value, about.title.value) == ("Press Office of the Port", "Boards in the yard")
    assert report.warnings == ("attachments are not read: yard.png",)
    assert report.blocks[0].place == "text part, line 1"
    _tiles(report)


def test_a_mail_of_html_alone_is_read_as_a_page(tmp_path: Path) -> None:
    pytest.importorskip("trafilatura", reason="the extra `reports`")
    message = _mail(**HEADERS)
    message.set_content(PAGE, subtype="html")
    report = _open(tmp_path, bytes(message))
    assert "The ministry denied any export of boards" in report.text
    assert report.about.published.basis == "header Date"


def test_a_mail_without_text_or_with_broken_headers_is_told(tmp_path: Path) -> None:
    message = _mail(**HEADERS)
    message.add_attachment(b"x", maintype="image", subtype="png", filename="yard.png")
    with pytest.raises(FormatError, match="no text in the e-mail"):
        _open(tmp_path, bytes(message))
    broken = b"From: <<x\r\nDate: never\r\nMIME-Version: 1.0\r\nSubject: =?bad?q?=\r\n\r\nThe yard is closed.\r\n"
    report = _open(tmp_path, broken)
    assert report.text == "The yard is closed.\n"
    assert not report.about.published


def test_a_mail_of_many_nested_parts_ends(tmp_path: Path) -> None:
    inner = b"Content-Type: text/plain\r\n\r\nThe yard is closed.\r\n"
    for number in range(2_000):
        edge = f"b{number}".encode()
        inner = b'Content-Type: multipart/mixed; boundary="%s"\r\n\r\n--%s\r\n%s\r\n--%s--\r\n' % (
            edge,
            edge,
            inner,
            edge,
        )
    data = b"From: a@example.org\r\nDate: Mon, 17 Apr 2023 10:00:00 +0000\r\nMIME-Version: 1.0\r\n" + inner
    assert _read_or_refused(tmp_path, data)


def test_a_text_that_begins_like_a_mail_is_a_text(tmp_path: Path) -> None:
    report = _open(tmp_path, "From: the yard\nDate: 17 April 2023\n\nThe yard is closed.\n")
    assert report.format == "text"
    assert report.about.published.value == "2023-04-17"
