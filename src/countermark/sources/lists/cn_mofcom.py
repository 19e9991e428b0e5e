"""The lists of China's Ministry of Commerce (商务部), as republished in JSON.

They are the export control list (出口管制管控名单), unreliable entity list (不可靠实体清单), watch list (关注名单).

https://aqygzj.mofcom.gov.cn/ (announcements; there is no consolidated official file). Streams are `cn_mofcom_ecl`,
`cn_mofcom_uel`, `cn_mofcom_watch`.

Units: elements of the array (registry_json). Ids: `cn-<ecl|uel|watch>-<hash>` of the English name, the same in
os_curated; a party listed twice in a list has a sanction for each day. The published day is the newest
`last_verified`, when the republisher last compared the lists.

Trap: some announcements of the unreliable entity list are one element, named as "…等6家实体" (one of six): the one
name in it is taken, with an issue, and the stream does not count as whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from countermark.reference.countries import country_code
from countermark.sources.lists.base import ListEntry, ListFile, ListReport, Party, Stream, short_hash
from countermark.sources.lists.registry_json import VIA, lists_in, read_objects

AUTHORITY: Final = "Ministry of Commerce of the People's Republic of China (商务部)"
LISTS: Final = {
    "cn-export-control-watchlist": "ecl",
    "cn-unreliable-entity-list": "uel",
    "cn-attention-list": "watch",
}
_HAN = re.compile(r"[\u4e00-\u9fff]")
_KANA = re.compile(r"[\u3041-\u30ff]")
_GROUP = re.compile(r"(?P<chinese>.+?)(?:（(?P<english>[A-Za-z][^（）]*)）)?(?:及其分支机构)?等(?:\d+家)?(?:外国)?实体")
_POST_CODE = re.compile(r"（[^（）]*）")


def entity_id(part: str, name: str) -> str:
    """Name the entity of a party of one of China's lists."""
    return f"cn-{part}-{short_hash(' '.join(name.casefold().split()))}"


def chinese(text: str) -> str | None:
    """Tell `zho` for a name in Chinese characters of a list that is published in Chinese."""
    return "zho" if _HAN.search(text) and not _KANA.search(text) else None


class CnMofcomParser:
    """Reads the three lists' JSON."""

    kind: str = "cn_mofcom"
    version: str = "1"
    streams: tuple[Stream, ...] = tuple(
        Stream(f"cn_mofcom_{part}", "list", VIA, whole=part != "uel") for part in LISTS.values()
    )

    def recognises(self, file: ListFile) -> bool:
        """Tell by the lists' ids in the first elements."""
        found = lists_in(file)
        return bool(found) and found <= LISTS.keys()

    def parse(self, file: ListFile, report: ListReport, *, recover: bool = False) -> Iterator[ListEntry]:
        """Give the entries, one for each element.

        Raises:
            FormatError: a torn array or elements of another format.
        """
        streams = dict(zip(LISTS, self.streams, strict=True))
        for number, place, entry in read_objects(file, report, recover=recover):
            stream = streams.get(entry["list_id"] or "")
            name = (entry["entity_name"] or next(iter(entry["aliases"]), "")).strip()
            if stream is None or not name:
                report.quarantined += 1
                report.issue(number, place, raw=str(entry), reason="a list we do not know, or no name", code="list")
                report.unknown[f"list {entry['list_id']}"] += stream is None
                continue
            party = Party(entity_id(LISTS[entry["list_id"]], name), "Organization")
            party.sanction_id = f"{party.id}-sanction-{entry.get('date_added') or 'undated'}"
            _say_name(party, name, number, place, report)
            for alias in entry["aliases"]:
                party.add("name" if chinese(alias) else "alias", alias, lang=chinese(alias))
            for address in entry["addresses"]:
                party.add("address", address, lang=chinese(address) if address[:1] and _HAN.match(address) else None)
                bare = _POST_CODE.sub("", address)
                code = "jp" if bare.startswith("日本") else country_code(bare.rsplit(",", 1)[-1])
                party.add("country", code)
            party.sanction("authority", AUTHORITY)
            party.sanction("country", "cn")
            party.sanction("program", entry.get("source_list_name"))
            party.sanction("reason", entry.get("reason"), lang="jpn")
            party.sanction("sourceUrl", entry["source_url"])
            party.sanction_date("listingDate", entry.get("date_added"))
            report.published = max(report.published or "", entry.get("last_verified") or "") or None
            report.stored += 1
            source_id = party.id.split("-", 2)[2]
            yield ListEntry(stream, source_id, number, place, party.said, party.id)
        report.decisions["published"] = "the newest last_verified of the republisher"


def _say_name(party: Party, name: str, number: int, place: str, report: ListReport) -> None:
    group = _GROUP.fullmatch(name)
    if group is None:
        party.add("name", name, lang=chinese(name))
        return
    party.add("name", group["chinese"], lang=chinese(group["chinese"]), original=name)
    party.add("name", group["english"], original=name)
    party.note("公告", name)
    report.issue(number, place, raw=name, reason="an announcement of several parties that names one", code="group")


PARSERS: Final = (CnMofcomParser(),)
