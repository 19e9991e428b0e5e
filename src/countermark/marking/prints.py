"""Dates refused after reading because the text is a board print or a label: years, revisions, serials, addresses."""

from __future__ import annotations

import re
from bisect import bisect_left

from countermark.marking.scene import Scene
from countermark.marking.types import Reading

_YEAR = re.compile(r"(?:19[89]|20[0-3])\d")
_YEARS = re.compile(r"(?:19|20)\d\d[-/](?:19|20)\d\d[A-Z]?|(?:0[1-9]|1[0-2])[./](?:19|20)\d\d")
_PRINT = re.compile(
    r"©|\(c\)|\bm\s?c\s+20|\bcop(?:yright|yr)\b|\brights?\b|\b(?:rev|ver|vers|revision|version|hw|fw|sw)\b|"
    r"\b(?:v|r|rev|ver|hw|fw|sw)[.:]?\s?\d(?:\.\d|\b)|"
    r"\b(?:pcb|pcba|board|mainboard|motherboard|assy|firmware|software|hardware|boot|bootloader|design(?:ed)?|patents?|"
    r"pat|class|complies|part\s15|arduino|pixhawk|raspberry|inc|ltd|gmbh|kv|wpa|nokia|hw\d\d)\b|"
    r"\b(?:en|iec|ul|csa|iso|gb|gb/t|ices|nmb|etsi|ieee|ansi|vde|din|mil|std)[-\s/]{0,2}\d|\b\d{2,3}-\d{4,5}-\d\d\b|"
    r"\bunited\sstates\b|\bmade\s(?:in|by)\b",
    re.IGNORECASE,
)
_LABELS = frozenset(
    {"MAC", "MAC:", "IMEI", "IMEI:", "MEID", "MEID:", "ICCID", "ICCID:", "SSID", "SSID:", "WPA", "WPA:", "KV", "Checksum"}
    | {"PASSWORD", "Password:", "Password", "Passwort", "CHECKSUM", "T-MOTOR", "KV:", "IMEI1:", "WLAN-Key"}
)
_ANNOUNCED = frozenset(
    "SN S/N HW FW SW FAB ASSY PCB PCBA PID VID UL EN IEC CE CSA ISO IEEE GB ICES ETSI PAT PATENT CLASS KEY PIN DWG ECO "
    "ECN ITEM CAT REF ID SKU QTY LOT TEL FAX ROOM BOX PO INV CODE MODEL FIRMWARE SOFTWARE HARDWARE BUILD SERIAL".split()
)
_DESIGNATOR = re.compile(r"(?:[CDFJKLPQRTUXY]|CN|FB|IC|JP|SW|TP|TR|VR|RN|LED|CON)\d{1,4}[A-Z]?")
_SAID = frozenset({"labelled_yyww", "labelled_ww_yy", "labelled_week_year", "year_week_labelled"})
_WHOLE_TEXT = "a label or a board print, not a mark: its numbers are no date code"


def refuse_prints(scene: Scene) -> None:
    """Drop the readings of a text that is printed on a board or stuck on it, where they are no date code."""
    whole = any(token.text in _LABELS for token in scene.tokens) or _designators(scene)
    kept: list[Reading] = []
    printed: bool | None = None
    for reading in scene.readings:
        why = ""
        if reading.rule not in _SAID:
            if whole:
                why = _WHOLE_TEXT
            elif _is_year(reading.token):
                if printed is None:
                    printed = _PRINT.search(scene.folded) is not None
                why = "a year on a board print: of its copyright, revision or standard" if printed else ""
            why = why or _announced(scene, reading.start)
        if why:
            scene.reject(reading.start, reading.end, why)
        else:
            kept.append(reading)
    scene.readings = kept


def _is_year(token: str) -> bool:
    """Tell whether a code read as a date is a whole year too, or two of them, or a month and a year."""
    return (token[:2] in {"19", "20"} and _YEAR.fullmatch(token) is not None) or (
        len(token) > 6 and _YEARS.fullmatch(token) is not None
    )


def _announced(scene: Scene, start: int) -> str:
    """Say which word directly before makes a code a number of something, or nothing."""
    index = bisect_left(scene.starts, start) - 1
    if index < 0:
        return ""
    word = scene.tokens[index].text.rstrip(":.#").upper()
    if word == "SN" and scene.profiled:
        return ""  # the package of a Microchip memory
    return f"{word} announces a number, no date" if word in _ANNOUNCED else ""


def _designators(scene: Scene) -> bool:
    """Tell whether a board's places are listed (`U1402 U2102`), and nothing else stands there."""
    return len(scene.tokens) > 1 and all(_DESIGNATOR.fullmatch(token.text) for token in scene.tokens)
