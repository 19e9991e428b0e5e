"""Japan's lists of parties to whom exports are prohibited over the war against Ukraine.

They (特定団体) are in Russia, in Belarus and in third countries. The ministries publish PDFs; read here is their text
as OpenSanctions keeps it.

https://www.meti.go.jp/policy/external_economy/trade_control/01_seido/04_seisai/crimea.html; text files in
opensanctions/opensanctions datasets/jp/meti_ru (CC BY-NC 4.0 for the copy).

Units: numbered entries. Ids: `jp-<ru|by|third>-<number>`, the number of the notice (告示), to whose end parties are
added.

Form of an entry: `12 日本語名（別称、A及びB）`, the Latin name with `a.k.a., the following two aliases:` and a line
for each, `所在地：` and the address. Traps: a page break joins an entry to the one before (`Russia.36
公開株式会社…`), so the next number is looked for with a Japanese word behind it; digits of full width; `別称：` on a
line of its own in later entries.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from countermark.model.errors import FormatError
from countermark.reference.countries import country_code
from countermark.sources.encoding import detect
from countermark.sources.lists.base import ListEntry, ListFile, ListReport, Party, Stream
from countermark.sources.lists.jp_dates import japanese_dates, plain

VIA: Final = "opensanctions"
AUTHORITY: Final = "Ministry of Economy, Trade and Industry of Japan (経済産業省)"
PARTS: Final = {
    "ロシア連邦の団体": ("ru", "jp_meti_ru"),
    "ベラルーシ共和国の団体": ("by", "jp_meti_by"),
    "以外の国の団体": ("third", "jp_meti_third"),
}
_NOTICE = re.compile(r"[（(](令和[^（）()]*告示[^（）()]*)[）)]")
_ADDRESS = re.compile(r"\s*所\s*在\s*地\s*[:：]\s*")
_JAPANESE = re.compile(r"[\u3041-\u30ff\u4e00-\u9fff]")
_GLUED = re.compile(r"(?<=[\u3041-\u30ff\u4e00-\u9fff)」])(?=[A-Z][A-Za-z-]+[ ,][A-Za-z]|[A-Z][A-Za-z-]+\n所)")
_LATIN_LINE = re.compile(
    r"[^\u3041-\u30ff\u4e00-\u9fff]*[A-Za-z]{2}[^\u3041-\u30ff\u4e00-\u9fff]*(?:\([^()]*\))?\s*$|[A-Z][^\u3041-\u30ff\u4e00-\u9fff]{6,}\("
)
_HAN_BRACKETS = re.compile(r"\(([^()]*[\u4e00-\u9fff][^()]*)\)")
_OTHER = re.compile(r"別[称名]\s*[:：、]\s*")
_KNOWN_AS = re.compile(
    r",?\s*(?:\ba\.?\s*k\.?\s*a\.?,?\s*)?the\s*follow(?:ing)?\s*[\w-]+?\s*alias(?:es)?\s*:?\s*"
    r"|,?\s*\ba\.?\s?k\.?\s?a\.?[,:]?\s+",
    re.IGNORECASE,
)
_DASHES: Final = "-–—― "
_SHORT = re.compile(r"\b(?:Ltd|Co|Inc|Corp|LLC|L\.L\.C|S\.A|Sti|Ști|Şti|San|Tic|Bros|Jr|[A-Z])\.$", re.IGNORECASE)
_POST_CODE = re.compile(r"[,\s]+(?:[A-Z]{0,2}[-\d]{4,})$")
_BEGINS = re.compile(r" *(?![年月日])[^\n]{0,12}?[\u3041-\u30ff\u4e00-\u9fff]")
_DIGITS_AND_BLANKS: Final = "0123456789 \t"
_ENDS: Final = " \t\n;,.:、；。"
_NAME_ENDS: Final = " \t\n;,:、；。"


class JpMetiRuParser:
    """Reads the text of one of the three lists."""

    kind: str = "jp_meti_ru"
    version: str = "1"
    streams: tuple[Stream, ...] = tuple(Stream(name, "list", VIA) for _, name in PARTS.values())

    def recognises(self, file: ListFile) -> bool:
        """Tell by the title of the notice and the word for addresses."""
        head = file.head[:4096].decode("utf-8", "replace")
        return head.lstrip("\ufeff\n ").startswith("○") and _part(head) is not None and "所在地" in head

    def parse(self, file: ListFile, report: ListReport, *, recover: bool = False) -> Iterator[ListEntry]:
        """Give the entries in the order of their numbers.

        Raises:
            FormatError: no title of these lists, no entries, or a text that breaks off within one.
        """
        encoding = detect(file.path)
        text = plain(file.path.read_text(encoding.codec)).replace("\r\n", "\n")
        part = _part(text[:2000])
        if part is None:
            raise FormatError("no title of these lists", where=f"{file.name}, line 1", hint="check what was fetched")
        word, name = part
        stream = next(stream for stream in self.streams if stream.list == name)
        entries = _entries(text)
        if not entries:
            raise FormatError("a title and no entries", where=file.name, hint="fetch it again")
        dates = {
            label: japanese_dates(found[1])
            for label in ("指定日", "最終更新日")
            if (found := re.search(rf"{label}\s*:\s*([^\n]+)", text[: entries[0][1]]))
        }
        report.published = next(iter(dates.get("最終更新日", [])), None)
        report.decisions |= {"encoding": f"{encoding.codec} ({encoding.why})", "list": name}
        title = "".join(text[: entries[0][1]].split("指定日")[0].split()).lstrip("○")
        for number, start, body in entries:
            report.read += 1
            where = f"entry {number}, line {text.count(chr(10), 0, start) + 1}"
            names, *addresses = _ADDRESS.split(body)
            if not addresses or not names.strip():
                what = "an entry without an address: the text breaks off in it"
                if not recover and number == entries[-1][0]:
                    raise FormatError(
                        what, where=f"{file.name}, {where}", hint="fetch it again, or add it with --recover"
                    )
                if number == entries[-1][0]:
                    report.partial = f"{where}: {what}"
                report.issue(number, where, raw=body, reason="no address", code="address")
            party = Party(f"jp-{word}-{number}", "Organization")
            _say_names(party, names)
            for address in _places(" ".join(addresses)):
                party.add("address", address)
                party.add("country", _country(address))
            party.sanction("authority", AUTHORITY)
            party.sanction("authorityId", str(number))
            party.sanction("country", "jp")
            party.sanction("program", title, lang="jpn")
            if found := _NOTICE.search(title):
                party.sanction("provisions", found[1], lang="jpn")
            report.stored += 1
            yield ListEntry(stream, str(number), number, where, party.said, party.id)
        report.decisions["dates"] = (
            f"the notice is of {', '.join(dates.get('指定日', []))}; no entry says when it was added"
        )


def _country(address: str) -> str | None:
    """Give the country at the end of an address, before or behind the post code."""
    bare = _POST_CODE.sub("", address.strip(_ENDS)).strip(_ENDS)
    tail = bare.rsplit(",", 1)[-1].strip()
    return country_code(tail) or country_code(tail.rsplit(" ", 1)[-1])


def _bare(alias: str) -> str:
    """Take the dash and the full stop from an alias that stood on a line of its own; `Ltd.` keeps its own."""
    text = alias.strip(_NAME_ENDS).lstrip(_DASHES)
    return text if _SHORT.search(text) else text.rstrip(".").strip()


def _part(text: str) -> tuple[str, str] | None:
    flat = "".join(plain(text)[:600].split())
    return next((part for words, part in reversed(PARTS.items()) if words in flat), None)


def _entries(text: str) -> list[tuple[int, int, str]]:
    """Find the entries: number, place and text of each."""
    marks: list[tuple[int, int, int]] = []
    at = 0
    while True:
        wanted = f"{len(marks) + 1} "
        at = text.find(wanted, at)
        if at < 0:
            break
        stop = at + len(wanted)
        if not text[at - 1 : at].strip(_DIGITS_AND_BLANKS) and text[at - 1 : at] not in {"", "\n"}:
            at = stop
        elif _BEGINS.match(text, stop):
            marks.append((len(marks) + 1, at, stop))
            at = stop
        else:
            at += 1
    if not marks:
        return []
    ends = [start for _, start, _ in marks[1:]] + [len(text)]
    return [(number, start, text[stop:end]) for (number, start, stop), end in zip(marks, ends, strict=True)]


def _say_names(party: Party, text: str) -> None:
    lines: list[str] = []
    for line in _GLUED.sub("\n", text).split("\n"):
        lines.extend([line.strip()] if line.strip() else [])
    japanese, latin, others = "", "", ""
    for line in lines:
        if found := _OTHER.match(line):
            others = line[found.end() :]
        elif others and not latin.endswith("\x00"):
            others += f"; {line}"
        elif not latin and (not japanese or japanese.count("(") > japanese.count(")") or not _LATIN_LINE.match(line)):
            japanese += line
        else:
            latin += f" {line}"
    name, _, rest = re.sub(r"\(別名", "(別称", japanese).partition("(別称")
    party.add("name", name.strip(_NAME_ENDS), lang="jpn")
    for alias in re.split(r"[、;]|(?<=[^\s])及び", rest.rstrip(")").lstrip("、:")):
        party.add("alias", alias.strip(_NAME_ENDS), lang="jpn" if _JAPANESE.search(alias) else None)
    for brackets in _HAN_BRACKETS.findall(latin):
        for alias in brackets.split("、"):
            party.add("alias", alias.strip(_NAME_ENDS))
    latin = _HAN_BRACKETS.sub(" ", latin)
    first, *aliases = _KNOWN_AS.split(latin.strip(), maxsplit=1)
    party.add("name", first.strip(_NAME_ENDS))
    for alias in re.split(r"\s*;\s*(?:and\b)?\s*|\s+[-–—―]\s*(?=[A-Z\d])", aliases[0] if aliases else ""):
        party.add("alias", _bare(alias))
    for alias in re.split(r"\s*[;、]\s*", others):
        party.add("alias", alias.strip(_NAME_ENDS), lang="jpn" if _JAPANESE.search(alias) else None)


def _places(text: str) -> list[str]:
    flat = " ".join(text.split())
    return [place for place in (piece.strip(_ENDS) for piece in re.split(r";\s*(?:and\s+)?", flat)) if place]


PARSERS: Final = (JpMetiRuParser(),)
