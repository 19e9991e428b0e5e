"""Dates refused after reading because the text is a board print or a label: years, revisions, serials, addresses."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Final

from countermark.marking.print_words import ANNOUNCED, LABELS
from countermark.marking.scene import Scene

_YEAR = re.compile(r"(?:19[89]|20[0-3])\d(?:-(?:19|20)\d\d)?")
_YEARS = re.compile(r"(?:0[1-9]|1[0-2])[./](?:19|20)\d\d")
_CENTURIES = frozenset({"19", "20"})
_PRINT = re.compile(
    r"©|\(c\)|\bm\s?c\s+20|\bcop(?:yright|yr)\b|\brights?\b|\b(?:rev|ver|vers|revision|version|hw|fw|sw)\b|"
    r"\b(?:v|r|rev|ver|hw|fw|sw)[.:]?\s?\d(?:\.\d|\b)|"
    r"\b(?:pcb|pcba|board|mainboard|motherboard|assy|firmware|software|hardware|boot|bootloader|design(?:ed)?|patents?|"
    r"pat|class|complies|part\s15|arduino|pixhawk|raspberry|nodemcu|wemos|ttgo|devkit|shield|inc|ltd|gmbh|kv|hw\d\d|qc|"
    r"passed|pass|tested|warranty|mah|batt|battery|18650|li-?ion|lipo|94v-?[012]|94hb|[25]\.[48]\s?g|m?w|gy-\d+|hc-0\d|"
    r"dimm|ddr[2-5]?|mhz|xtal|crystal)\b|"
    r"\b(?:en|iec|ul|csa|iso|gb|gb/t|ices|nmb|etsi|ieee|ansi|vde|din|mil|std)[-\s/]{0,2}\d|\b\d{2,3}-\d{4,5}-\d\d\b|"
    r"\bunited\sstates\b|\bmade\s(?:in|by)\b",
    re.IGNORECASE,
)
_DEVICES_TEXT: Final = (
    "abb advantech agilent alinx apple asus autel baofeng beckhoff betaflight caddx cisco cuav dell dji "
    "eachine ebyte emax fluke foxeer foxtech frsky futaba garmin gigabyte hantek hemisphere "
    "hewlett-packard hobbywing holybro hp huawei hubsan hytera icom iflight juniper kenwood keysight "
    "kingston leica lenovo matek mateksys mikrotik mitsubishi motorola netgear nokia novatel omron "
    "phoenix quansheng radiomaster rigol rockwell runcam schneider seagate siemens siglent speedybee "
    "sunnysky supermicro syma t-motor tektronix topcon tp-link trimble ubiquiti ubnt wago yaesu zte zyxel"
)
_DEVICES = frozenset(_DEVICES_TEXT.split())  # makers of devices, whose prints bear years
_ADDRESS = re.compile(r"\b[0-9A-Fa-f]{2}:[0-9A-Fa-f]{2}\b|\bKV\d{3}|\d{3}KV\b|\b\d{1,3}(?:\.\d{1,3}){3}\b|://")
_DESIGNATOR = re.compile(r"(?:[CDFJKLPQRTUXY]|CN|FB|IC|JP|SW|TP|TR|VR|RN|LED|CON)\d{1,4}[A-Z]?")
_SUFFIXES = frozenset(  # ends of type numbers too (25LC256 SN, ADM211 EN), with makers of parts
    {
        "CAP",
        "CAT",
        "CE",
        "CSA",
        "EN",
        "FAB",
        "GB",
        "ID",
        "IND",
        "INV",
        "ISO",
        "KEY",
        "PAT",
        "PO",
        "REF",
        "RES",
        "SN",
        "UL",
    }
)
_NO_WORDS = frozenset({"code", "number", "finish", "unit"})
_LOOKED_AT = frozenset({"month_and_year", "forms_letters_yyww", "forms_lot_hyphen_yyww"})
_STROKES = frozenset("./")
_GOING_ON = frozenset({"S/N", "SERIAL", "SN", "IMEI", "TEL", "FAX", "BARCODE", "CODE"})  # of numbers in several groups
_BANDS = ("2.4G", "5.8G")
_CHANNEL = re.compile(r"2[45]\d\d|5[1-8]\d\d")
_SAID = frozenset({"labelled_yyww", "labelled_ww_yy", "labelled_week_year", "year_week_labelled"})
_WHOLE_TEXT = "a label or a board print, not a mark: its numbers are no date code"


def may_be_print(scene: Scene) -> bool:
    """Tell in little time whether `refuse_prints` has anything to look at."""
    folded = scene.folded
    if scene.print_words or ":" in folded or "KV" in folded or "192.168." in folded or _radio(folded):
        return True
    for reading in scene.readings:  # noqa: SIM110 - half the time of `any`
        if reading.token[:2] in _CENTURIES or reading.rule in _LOOKED_AT:
            return True
    return False


def refuse_prints(scene: Scene) -> None:
    """Drop the readings of a text that is printed on a board or stuck on it, where they are no date code."""
    words = scene.print_words
    label = _is_label(scene, words=words)
    judged = -1
    refused: dict[int, str] = {}
    for reading in scene.readings:
        start, token = reading.start, reading.token
        if start == judged or reading.rule in _SAID:
            continue
        judged = start
        why = ""
        if label:
            why = _WHOLE_TEXT
        elif token[:2] in _CENTURIES and _YEAR.fullmatch(token) and _is_print(scene):
            why = "a year on a board print: of its copyright, revision or standard"
        elif token[2:3] in _STROKES and _YEARS.fullmatch(token) and _is_print(scene):
            why = "a month and year on a board print or label"
        elif _CHANNEL.fullmatch(token) and _radio(scene.folded):
            why = "a channel of a radio band, in megahertz"
        elif words:
            why = _announced(scene, start)
        if why:
            refused[start] = why
            scene.reject(start, reading.end, why)
    if refused:
        scene.readings = [r for r in scene.readings if r.start not in refused or r.rule in _SAID]


def _is_label(scene: Scene, *, words: bool) -> bool:
    """Tell whether the text is a label with addresses or numbers of a device, or names the places of a board."""
    folded = scene.folded
    if words and not LABELS.isdisjoint([token.text for token in scene.tokens]):
        return True
    if (":" in folded or "KV" in folded or "192.168." in folded) and _ADDRESS.search(folded):
        return True
    return not words and scene.readings[0].rule == "forms_letters_yyww" and _designators(scene)


def _is_print(scene: Scene) -> bool:
    """Tell whether a year in the text is likely to be one: of a copyright, a revision, a standard, a device."""
    return scene.maker.casefold() in _DEVICES or _PRINT.search(scene.folded) is not None


def _announced(scene: Scene, start: int) -> str:
    """Say which word directly before makes a code a number of something, or nothing."""
    index = bisect_left(scene.starts, start) - 1
    groups = 0
    while index > 0 and scene.tokens[index].text.isdigit():
        index, groups = index - 1, groups + 1
    if index < 0 or (not groups and scene.kinds[index] in _NO_WORDS):
        return ""
    word = scene.tokens[index].text
    if groups and word.rstrip(":.#").upper() not in _GOING_ON:
        return ""
    if word == "IC:":
        return "the number of an approval"
    word = word.rstrip(":.#").upper()
    if word not in ANNOUNCED or (word in _SUFFIXES and scene.profiled):
        return ""
    return f"{word} announces a number, no date"


def _radio(folded: str) -> bool:
    return any(band in folded for band in _BANDS)


def _designators(scene: Scene) -> bool:
    """Tell whether a board's places are listed (`U1402 U2102`), and nothing else stands there."""
    return len(scene.tokens) > 1 and all(_DESIGNATOR.fullmatch(token.text) for token in scene.tokens)
