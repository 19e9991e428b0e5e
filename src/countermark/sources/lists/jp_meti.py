"""Japan's Foreign End-User List (外国ユーザーリスト) of its Ministry of Economy, Trade and Industry, in JSON.

https://www.meti.go.jp/policy/anpo/law00.html (the list itself is a PDF; edition of 2025-09-29). It warns of parties
that may be of concern for weapons of mass destruction or, since 2025, conventional weapons; being on it is no
prohibition.

Units: elements of the array (registry_json). Ids: `jp-meti-<hash>` of the name and the country: the numbers of the
list (kept as `authorityId`) begin anew with every edition. The day of the edition stands in the address of the press
release.

Trap: for 37 entries of China the republisher read country and name as one (`People's Republic of China Karat Industry
Co., Ltd.` as the address, no name): they are taken apart, each with an issue.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from countermark.reference.countries import country_code
from countermark.sources.lists.base import ListEntry, ListFile, ListReport, Party, Stream, short_hash
from countermark.sources.lists.languages import language_of
from countermark.sources.lists.registry_json import VIA, lists_in, read_objects

LIST_ID: Final = "jp-end-user-list"
AUTHORITY: Final = "Ministry of Economy, Trade and Industry of Japan (経済産業省)"
_RELEASE = re.compile(r"/(20\d\d)(\d\d)(\d\d)\d{3}/")
_STATE = re.compile(r"^(?:the )?(?:state|(?:arab |islamic )?republic|kingdom) of (?:the )?", re.IGNORECASE)
_HAN = re.compile(r"[\u3041-\u30ff\u4e00-\u9fff]")
_BRACKETED = re.compile(r"\s*[（(]([^（）()]*[\u3041-\u30ff\u4e00-\u9fff][^（）()]*)[)）]")


class JpMetiParser:
    """Reads the end-user list's JSON."""

    kind: str = "jp_meti"
    version: str = "1"
    stream: Stream = Stream("jp_meti", "list", VIA)
    streams: tuple[Stream, ...] = (stream,)

    def recognises(self, file: ListFile) -> bool:
        """Tell by the list's id in the first elements."""
        return lists_in(file) == {LIST_ID}

    def parse(self, file: ListFile, report: ListReport, *, recover: bool = False) -> Iterator[ListEntry]:
        """Give the entries, one for each element.

        Raises:
            FormatError: a torn array or elements of another format.
        """
        for number, place, entry in read_objects(file, report, recover=recover):
            if entry["list_id"] != LIST_ID:
                report.dropped_reasons[f"of another list: {entry['list_id']}"] += 1
                continue
            party = _party(entry, number, place, report)
            if found := _RELEASE.search(entry["source_url"] or ""):
                report.published = max(report.published or "", "-".join(found.groups()))
            report.stored += 1
            yield ListEntry(self.stream, party.id.removeprefix("jp-meti-"), number, place, party.said, party.id)
        if report.published:
            report.decisions["published"] = "day in the address of the press release"


def _code(text: str) -> str | None:
    return country_code(text) or country_code(_STATE.sub("", text))


def _apart(address: str) -> tuple[str, str]:
    """Take a name from the country before it, where the republisher read the two as one; else no name."""
    words = address.split()
    for count in range(min(6, len(words) - 1), 0, -1):
        if _code(" ".join(words[:count])):
            return " ".join(words[:count]), " ".join(words[count:])
    return address, ""


def _party(entry: dict[str, Any], number: int, place: str, report: ListReport) -> Party:
    names = [name.strip() for name in (entry["entity_name"] or "", *entry["aliases"]) if name.strip()]
    addresses = [address.strip() for address in entry["addresses"] if address.strip()]
    if not (entry["entity_name"] or "").strip():
        country, name = _apart(addresses[0]) if addresses and not _code(addresses[0]) else ("", "")
        if name:
            names, addresses = [name, *names], [country, *addresses[1:]]
        said = "the name stood behind the country" if name else "no name; the first alias is taken for it"
        report.issue(number, place, raw=str(entry["addresses"]), reason=said, code="name")
    key = " ".join((names[0] if names else str(entry.get("id"))).casefold().split())
    party = Party(f"jp-meti-{short_hash(key, '|'.join(addresses))}", "Organization")
    for index, name in enumerate(names):
        party.add("alias" if index else "name", name, lang=language_of(name))
        inside = _BRACKETED.findall(name)
        if inside and not _HAN.search(rest := _BRACKETED.sub("", name).strip()):
            party.add("alias", rest, original=name)
            for other in inside:
                party.add("alias", other, lang=language_of(other), original=name)
    for address in addresses:
        code = _code(address)
        party.add("country" if code else "address", code or address, original=address)
        if not code:
            report.issue(number, place, raw=address, reason="no country that is known", code="country")
    party.sanction("authority", AUTHORITY)
    party.sanction("authorityId", (entry.get("id") or "").rsplit("-", 1)[-1], original=entry.get("id"))
    party.sanction("country", "jp")
    party.sanction("program", entry.get("source_list_name"))
    party.sanction("reason", entry.get("reason"), lang="jpn")
    party.sanction("sourceUrl", entry["source_url"])
    party.sanction_date("listingDate", entry.get("date_added"))
    return party


PARSERS: Final = (JpMetiParser(),)
