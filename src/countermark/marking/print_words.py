"""Words of labels and board prints that say what the numbers beside them are."""

from __future__ import annotations

from typing import Final

LABELS_TEXT: Final = (
    "MAC MAC: IMEI IMEI: IMEI1: MEID MEID: ICCID ICCID: SSID SSID: BSSID BSSID: WPA WPA: KV KV: Checksum CHECKSUM "
    "PASSWORD Password: Password Passwort T-MOTOR WLAN-Key EAN EAN: UPC IMSI IMSI: TAC DevEUI DevEUI: CMEI SIM "
    "User: Pass: BAR-CODE Barcode BARCODE:"
)
LABELS = frozenset(LABELS_TEXT.split())
ANNOUNCED_TEXT: Final = (
    "ASSY BARCODE BOX BUILD CAP CAT CE CLASS CODE CSA DWG ECN ECO EN ETSI FAB FAX FIRMWARE FW GB HARDWARE HW ICES "
    "ID IEC IEEE IND INV ISO ITEM KEY LOT MODEL PAT PATENT PCB PCBA PID PIN PO QTY REF RES ROOM S/N "
    "SERIAL SKU SN SOFTWARE SW TEL UL VID"
)
ANNOUNCED = frozenset(ANNOUNCED_TEXT.split())
PRINT_WORDS = ANNOUNCED | {word.upper().rstrip(":") for word in LABELS} | {"IC"}
