"""The sheets and headings of Japan's asset-freeze workbook, and how its cells hold names in two scripts."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from countermark.reference.countries import country_code
from countermark.sources.lists.base import short_hash
from countermark.sources.lists.jp_dates import plain
from countermark.sources.lists.listtext import lettered

PROGRAMMES: Final = {
    "ミロシェビッチ前ユーゴ大統領関係者": "milosevic",
    "タリバーン関係者等": "taliban",
    "テロリスト等(1)": "terror-1",
    "テロリスト等(2)": "terror-2",
    "イラク前政権関係者等(I)": "iraq-1",
    "イラク前政権関係者等(II)": "iraq-2",
    "イラク前政権関係者等(III)": "iraq-3",
    "コンゴ民主共和国(個人)": "drc-persons",
    "コンゴ民主共和国(団体)": "drc-bodies",
    "スーダン": "sudan",
    "北朝鮮(決議1695号)": "dprk-1695",
    "北朝鮮(決議1718号等;団体)": "dprk-1718-bodies",
    "北朝鮮(決議1718号等;個人)": "dprk-1718-persons",
    "北朝鮮(協調;団体)": "dprk-bodies",
    "北朝鮮(協調;個人)": "dprk-persons",
    "イラン(個人)": "iran-persons",
    "イラン(団体)": "iran-bodies",
    "ソマリア": "somalia",
    "リビア(I)": "libya-1",
    "リビア(II)": "libya-2",
    "シリア(個人)": "syria-persons",
    "シリア(団体)": "syria-bodies",
    "クリミア等(個人)": "crimea-persons",
    "クリミア等(団体)": "crimea-bodies",
    "ロシア連邦(団体(特定銀行を除く))": "russia-bodies",
    "ロシア連邦(個人)": "russia-persons",
    "ロシア連邦(特定銀行)": "russia-banks",
    "ベラルーシ(個人)": "belarus-persons",
    "ベラルーシ(団体(特定銀行を除く))": "belarus-bodies",
    "ベラルーシ(特定銀行)": "belarus-banks",
    "中央アフリカ共和国(個人)": "car-persons",
    "中央アフリカ共和国(団体)": "car-bodies",
    "イエメン共和国": "yemen",
    "南スーダン": "south-sudan",
    "マリ共和国": "mali",
}

COLUMNS: Final = {
    "告示日付": "notice", "告示番号": "number", "日本語表記": "japanese", "英語表記": "english",
    "別名": "alias", "別名・別称": "alias", "別称・別名": "alias", "確定可能な別名": "alias", "別称": "alias",
    "確定に十分でない別名": "weakAlias", "別称・旧称": "alias",
    "旧称": "previousName", "旧称・以前の呼称": "previousName", "以前の別名": "previousName",
    "過去の別名": "previousName",
    "称号": "title", "役職": "position", "肩書": "position", "肩書等": "position",
    "生年月日": "birthDate", "出生地": "birthPlace", "出生地・出身地": "birthPlace", "生年月日・出生地": "birth",
    "国籍": "nationality", "旅券番号": "passportNumber",
    "id番号": "idNumber", "身分登録番号": "idNumber", "身分証番号": "idNumber",
    "住所": "address", "所在地": "address", "住所・所在地": "address", "活動地域・住所": "address",
    "所在地・住所登録された事務所の住所": "address",
    "電話": "phone", "電話番号": "phone", "fax": "fax",
    "国連制裁員会による指定日": "unDate", "国連制裁委員会による指定日": "unDate",
    "リスト掲載日": "unDate", "指定日": "unDate",
    "その他の情報": "notes", "詳細": "notes", "決議1483上の根拠": "reason", "指定の根拠": "reason",
}  # fmt: skip

COUNTRIES: Final = {
    "コンゴ民主共和国": "cd", "中華人民共和国": "cn", "サウディ・アラビア": "sa", "クウェイト": "kw", "グルジア": "ge",
    "シリア・アラブ共和国": "sy", "パレスチナ": "ps", "トリニダード・トバゴ共和国": "tt", "中央アフリカ共和国": "cf",
    "ソビエト社会主義共和国連邦": "su", "エリトリア国": "er",
}  # fmt: skip

UNKNOWN: Final = frozenset({"不明", "なし", "無し", "-", "―", "−", "該当なし", "別名", "na", "n/a"})
_SHEET_NUMBER = re.compile(r"^\d+\s*\.\s*")
_BODY: Final = re.compile(
    r"信託|銀行|会社|公社|財団|協会|機構|委員会|団体|組織|軍|旅団|運動|戦線|党|基金|公司|カンパニー|コーポレーション|トレーディング"
    r"|LLC|LTD|LIMITED|TRUST|BANK|COMPANY|CORPORATION|FOUNDATION|ORGANI[SZ]ATION|SOCIETY|GROUP|COMMITTEE|FRONT|ARMY"
    r"|BRIGADE|MOVEMENT|ASSOCIATION|RELIEF|TRADING|EXCHANGE|INC\b|CO\.|HAWALA|CHARITY|\bFUND\b|PARTY|INSTITUTE|AGENCY",
    re.IGNORECASE,
)
_SCRIPT_NOTE = re.compile(r"[（(]\s*original\s*scripts?\s*[:：]?\s*([^（）()]+?)\s*[)）]", re.IGNORECASE)
_KNOWN_AS = re.compile(r"[（(]?\s*\b([afn])\.?\s?k\.?\s?a\b\.?\s*[:：]?\s*", re.IGNORECASE)
_PAIR = re.compile(r"[（(]([^（）()]*(?:[（(][^（）()]*[)）][^（）()]*)*)[)）]")
_TAIL = re.compile(
    r"\s*[（(,、]?\s*(?:\b(?:born\b|DOB\b|POB\b|formerly listed|previously listed|appears in|false identity|son of\b"
    r"|nationality\b|issued on|translation\b)|[（(][^（(]*(?:出生|旅券|生年月日|ID番号|息子|偽名|以前掲載)).*",
    re.IGNORECASE | re.DOTALL,
)
_FORMER = re.compile(r"formerly listed|previously listed|以前掲載", re.IGNORECASE)
_ALSO = re.compile(r"^[（(]?\s*(?:also known as|original script|別称|別名|旧称)\s*[:：]?\s*", re.IGNORECASE)
_JAPANESE = re.compile(r"[\u3041-\u30ff\u4e00-\u9fff]")
_LATIN_WORDS = re.compile(r"[A-Za-z\u00c0-\u024f]{2}")
_FORMS = re.compile(r"^(?:co|ltd|inc|llc|jr|sr|ii|iii|limited|s\.a|sa$|corp|plc|gmbh)\b", re.IGNORECASE)
_VARIANT = re.compile(r"\b([^\W\d_][\w'’-]+)\s*[（(]\s*([^\W\d_][\w'’-]+)\s*[)）]")
_ENDS: Final = " \t\r\n、,;；，。　:："


class Named(NamedTuple):
    """A name, its language where the script makes it certain, and whether the cell says it is a former one."""

    text: str
    lang: str | None
    former: bool = False


def sheet_key(title: str) -> str:
    """Fold the title of a sheet: without its number, which moves when sheets are added, and without white space.

    >>> sheet_key("5.イラク前政権関係者等（Ⅰ）"), sheet_key("20.イラン (団体)")
    ('イラク前政権関係者等(I)', 'イラン(団体)')
    """
    return "".join(_SHEET_NUMBER.sub("", plain(title)).split())


def programme_id(title: str) -> str:
    """Give the part of the ids that names the programme of a sheet; a sheet we do not know has a hash of its title."""
    key = sheet_key(title)
    return PROGRAMMES.get(key) or short_hash(key)[:8]


def schema_of(title: str, cells: dict[str, str]) -> str:
    """Tell a person from a body by the sheet, then by what the row says, then by words of its names."""
    key = sheet_key(title)
    if "個人" in key or key.startswith("ミロシェビッチ") or key.endswith("関係者等(I)"):
        return "Person"
    if "団体" in key or "銀行" in key or key.endswith(("関係者等(II)", "関係者等(III)", "リビア(I)")):
        return "Organization"
    if any(value(cells.get(name, "")) for name in ("birthDate", "birthPlace", "title", "position")):
        return "Person"
    if cells.get("birthDate") or cells.get("passportNumber"):
        return "Person"
    names = f"{cells.get('japanese', '')} {cells.get('english', '')}"
    return "Organization" if _BODY.search(plain(names)) else "LegalEntity"


def value(text: str) -> str:
    """Give a cell's text, or nothing where it says that nothing is known."""
    bare = text.strip(_ENDS)
    return "" if plain(bare).lower() in UNKNOWN else bare


def japanese(text: str) -> str | None:
    """Tell `jpn` for a text of this workbook with kana or Chinese characters in it."""
    return "jpn" if _JAPANESE.search(text) else None


def main_names(text: str) -> tuple[list[str], list[str]]:
    r"""Take the English names of an entry from its name in the original script.

    >>> main_names("MOHAMMED OMAR\n(original script: عمر محمد)")
    (['MOHAMMED OMAR'], ['عمر محمد'])
    """
    scripts = [name.strip() for name in _SCRIPT_NOTE.findall(text)]
    rest = _SCRIPT_NOTE.sub(" ", text)
    return [name for name in (" ".join(line.split()) for line in [rest]) if name], scripts


def other_names(text: str) -> list[Named]:
    """Split a cell of other names into its names, Japanese and Latin apart.

    >>> other_names("(a)カコレレ（KAKORERE）、(b)エーグル・ブラン（AIGLE BLANC）")[1:3]
    [Named(text='KAKORERE', lang=None, former=False), Named(text='エーグル・ブラン', lang='jpn', former=False)]
    """
    found: list[Named] = []
    single = len(lettered(text)) > 1
    for piece in lettered(_SCRIPT_NOTE.sub(lambda note: f" ;{note[1]}; ", text)):
        for part in re.split(r"[;；\n]", piece):
            found.extend(_names_of(part, single=single))
    return [name for name in map(_tidy, found) if value(name.text) and not name.text.isdigit()]


def _tidy(name: Named) -> Named:
    text = _ALSO.sub("", _TAIL.sub("", name.text)).lstrip("-–").strip(_ENDS)
    if text[:1] in "（(" and text[-1:] in "）)" and _PAIR.fullmatch(text):
        text = text[1:-1]
    elif sum(map(text.count, "（(")) > sum(map(text.count, "）)")) and text[:1] not in "（(":
        text += "）" if "（" in text else ")"
    return Named(text.strip(_ENDS), name.lang, name.former or bool(_FORMER.search(name.text)))


def tells_more(text: str) -> bool:
    """Tell whether a cell of names holds births or passports of the names, which its names do not keep."""
    return bool(_TAIL.search(text))


def country_of(text: str) -> str:
    """Bring a country into the form its name is known by: without what stands in brackets, without `共和国`.

    >>> country_of("ルワンダ共和国"), country_of("コンゴ民主共和国"), country_of("インドネシア（2003年12月時点）")
    ('ルワンダ', 'cd', 'インドネシア')
    """
    bare = re.split(r"[（(。\n]", text)[0].strip(_ENDS)
    return COUNTRIES.get(bare) or (bare if country_code(bare) else bare.removesuffix("共和国").removesuffix("国"))


def _names_of(text: str, *, single: bool) -> list[Named]:
    known_as = _KNOWN_AS.search(text)
    former = bool(known_as and known_as[1].lower() == "f") or plain(text).startswith(("旧称", "旧名"))
    text = _KNOWN_AS.sub(" ", text)
    if (whole := _PAIR.fullmatch(text.strip())) is not None:
        text = whole[1]
    inside: list[str] = []
    if _JAPANESE.search(_PAIR.sub("", text)):

        def take(found: re.Match[str]) -> str:
            if _LATIN_WORDS.search(found[1]) and not _JAPANESE.search(found[1]):
                inside.append(found[1])
                return "\n"
            return found[0]

        text = _PAIR.sub(take, text)
    names: list[Named] = []
    outside = [part for part in text.split("\n") if part.strip(_ENDS)]
    for part in outside:
        bare = (
            part.strip(_ENDS + "()（）")
            if part.count("(") + part.count("（") != part.count(")") + part.count("）")
            else part.strip(_ENDS)
        )
        if _JAPANESE.search(bare):
            pieces = [bare] if single else re.split(r"[、，]|(?<=[ァ-ヶー])及び(?=[ァ-ヶ])", bare)
            names.extend(Named(name.strip(_ENDS), "jpn", former) for name in pieces if name.strip(_ENDS))
        else:
            names.extend(Named(name, None, former) for name in _latin(bare, single=single))
    for part in inside:
        names.extend(Named(name, None, former) for name in _latin(part, single=single))
    return names


def _latin(text: str, *, single: bool) -> list[str]:
    pieces: list[str] = []
    for piece in (piece.strip(_ENDS) for piece in re.split(r"[,、，]\s*", text)):
        if pieces and (single or _FORMS.match(piece) or len(piece) < 3):
            pieces[-1] += f", {piece}" if piece else ""
        elif piece:
            pieces.append(piece)
    return [" ".join(piece.split()) for piece in pieces]


def variants(name: str) -> list[str]:
    """Write out a person's name that gives another spelling of a word in brackets.

    >>> variants("Yurii(Yuriy) AFANASEVSKII"), variants("Ri Ho Nam (General)")
    (['Yurii AFANASEVSKII', 'Yuriy AFANASEVSKII'], [])
    """
    found = _VARIANT.findall(name)
    if not found or len(found) > 2 or any(first[0].lower() != other[0].lower() for first, other in found):
        return []
    names = [_VARIANT.sub(r"\1", name), _VARIANT.sub(r"\2", name)]
    if len(found) == 2:
        names.append(_VARIANT.sub(r"\2", _VARIANT.sub(r"\1", name, count=1)))
        names.append(_VARIANT.sub(r"\1", _VARIANT.sub(r"\2", name, count=1)))
    return [" ".join(each.split()) for each in names]


def lines_apart(text: str) -> list[str]:
    r"""Give a text in Japanese and the same in English below it as two; any other as one.

    >>> lines_apart("国防大臣\nMinister of Defence")
    ['国防大臣', 'Minister of Defence']
    """
    lines = [line.strip(_ENDS) for line in text.split("\n") if line.strip(_ENDS)]
    if len(lines) == 2 and _JAPANESE.search(lines[0]) and not _JAPANESE.search(lines[1]):
        return lines
    return [" ".join(lines)] if lines else []
