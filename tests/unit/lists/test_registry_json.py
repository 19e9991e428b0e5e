"""METI's end-user list and MOFCOM's lists in the republisher's JSON."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from countermark.model.errors import FormatError, InputError
from countermark.sources.lists.base import ListFile, ListParser
from countermark.sources.lists.cn_mofcom import CnMofcomParser
from countermark.sources.lists.jp_meti import JpMetiParser
from tests.unit.lists.making import of, read, unpacked, values, write

METI, MOFCOM = JpMetiParser(), CnMofcomParser()


def element(**cells: Any) -> dict[str, Any]:
    return {
        "addresses": ["Islamic Republic of Iran"], "aliases": ["Probe Co."], "country": "jp", "date_added": None,
        "entity_name": "Probe", "entity_type": "organization", "id": "jp-eul-10", "last_verified": "2026-07-20",
        "list_id": "jp-end-user-list", "reason": "核 N", "source_list_name": "外国ユーザーリスト",
        "source_url": "https://www.meti.go.jp/press/2025/09/20250929006/20250929006.html", **cells,
    }  # fmt: skip


def chinese(**cells: Any) -> dict[str, Any]:
    return element(
        **{
            "list_id": "cn-unreliable-entity-list",
            "id": "cn-uel-1",
            "addresses": [],
            "date_added": "2025-01-02",
            **cells,
        }
    )


def array(folder: Path, *elements: dict[str, Any], name: str = "list.json") -> ListFile:
    text = "[\n" + ",\n".join(json.dumps(each, ensure_ascii=False) for each in elements) + "\n]\n"
    return write(folder, name, text.encode())


def test_an_entry_of_the_end_user_list(tmp_path: Path) -> None:
    file = array(tmp_path, element(aliases=["CETC 10 (中国電子科技集団公司第十研究所)"]), element(entity_name="Other"))
    assert METI.recognises(file)
    assert not MOFCOM.recognises(file)
    entries, report = read(METI, file)
    assert report.published == "2025-09-29"
    assert of(entries[0], "alias") == [
        ("CETC 10 (中国電子科技集団公司第十研究所)", None), ("CETC 10", None), ("中国電子科技集団公司第十研究所", None),
    ]  # fmt: skip
    assert (values(entries[:1], "country"), values(entries[:1], "authorityId")) == (["ir", "jp"], ["10"])


@pytest.mark.parametrize(
    ("name", "address", "said", "country"),
    [
        ("", "People's Republic of China Karat Industry Co., Ltd.", "Karat Industry Co., Ltd.", "cn"),
        ("Negev Centre", "State of Israel", "Negev Centre", "il"),
        ("", "Islamic Republic of Iran", "Probe Co.", "ir"),
    ],
)
def test_a_name_fused_with_its_country_is_taken_apart(
    tmp_path: Path, name: str, address: str, said: str, country: str
) -> None:
    entries, report = read(METI, array(tmp_path, element(entity_name=name, addresses=[address])))
    assert (values(entries, "name"), values(entries, "country")[0]) == ([said], country)
    assert len(report.issues) == (name == "")


def test_china_has_a_stream_for_each_list_and_a_sanction_for_each_day(tmp_path: Path) -> None:
    file = array(
        tmp_path, chinese(aliases=["探针公司"]), chinese(date_added="2025-03-04"),
        chinese(list_id="cn-attention-list", addresses=["日本东京都中央区（邮编：104-0045）"]),
    )  # fmt: skip
    assert MOFCOM.recognises(file)
    assert not METI.recognises(file)
    entries, _ = read(MOFCOM, file)
    assert [entry.stream.list for entry in entries] == ["cn_mofcom_uel", "cn_mofcom_uel", "cn_mofcom_watch"]
    assert entries[0].main == entries[1].main != entries[2].main
    assert of(entries[0], "name") == [("Probe", None), ("探针公司", "zho")]
    assert values(entries, "listingDate") == ["2025-01-02", "2025-03-04", "2025-01-02"]
    assert of(entries[2], "country")[0] == ("jp", None)


def test_an_announcement_of_several_names_one(tmp_path: Path) -> None:
    name = "哈德森技术公司（Hudson Probe Co.）等6家实体"
    entries, report = read(MOFCOM, array(tmp_path, chinese(entity_name=name, aliases=[])))
    assert of(entries[0], "name") == [("哈德森技术公司", "zho"), ("Hudson Probe Co.", None)]
    assert [issue.code for issue in report.issues] == ["group"]


@pytest.mark.parametrize("parser", [METI, MOFCOM])
@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b"[\n", b'[{"a": 1}]', b"\xff\xfe[", b"[1, 2]", b"[[[[", b'[{"list_id": "x"}']
)
def test_what_is_no_list_is_refused(tmp_path: Path, parser: ListParser, content: bytes) -> None:
    with pytest.raises(InputError):
        read(parser, write(tmp_path, "a.json", content))


def test_a_torn_array_fails_closed_and_recovers_in_part(tmp_path: Path) -> None:
    whole = array(tmp_path, element(), element(entity_name="Second"), element(entity_name="Third")).path.read_bytes()
    torn = write(tmp_path, "torn.json", whole[: whole.index(b"Third")])
    with pytest.raises(FormatError, match=r"byte \d+"):
        read(METI, torn)
    entries, report = read(METI, torn, recover=True)
    assert (values(entries, "name"), bool(report.partial)) == (["Probe", "Second"], True)


def test_an_unknown_field_is_counted(tmp_path: Path) -> None:
    _, report = read(METI, array(tmp_path, element(colour="blue")))
    assert report.unknown == Counter({"field colour": 1})


@pytest.mark.parametrize(
    ("name", "parser", "count"),
    [("xyna_jp_entities_2026-07.json.zst", METI, 835), ("xyna_cn_entities_2026-07.json.zst", MOFCOM, 240)],
)
def test_the_real_files_reconcile_with_a_dumb_count(
    data_dir: Path, tmp_path: Path, name: str, parser: ListParser, count: int
) -> None:
    file = unpacked(data_dir / "export_control" / name, tmp_path)
    text = file.path.read_text("utf-8")
    assert parser.recognises(file)
    entries, report = read(parser, file)
    assert (len(entries), len(re.findall(r'^\{"addresses"', text, re.MULTILINE))) == (count, count)
    assert len({(entry.stream, entry.source_id) for entry in entries}) == count
    raw = json.loads(text)
    dumb = {each["entity_name"].strip() for each in raw} | {alias.strip() for each in raw for alias in each["aliases"]}
    dumb = {name for name in dumb if name and not re.search("等(?:6家|3家|外国)", name)}
    assert dumb <= set(values(entries, "name")) | set(values(entries, "alias"))
    assert not report.unknown
    assert read(parser, file)[0] == entries
