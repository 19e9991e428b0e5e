"""Letter prefixes of part numbers, to tell `ADF 4350` from a word with a date code behind it.

Mined from public catalogues by `tools/part_prefixes.py`; nothing here reads a text.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from countermark.reference.countries import country_word
from countermark.reference.tables import read_table

_COLUMNS = ("letters", "maker_id", "count")

_LABEL_WORDS: Final = (
    "BATCH CODE CODES DATE DC EAN FAB FCC HW ID IN LOT MADE MFG MODEL NO NR PART PN PCB QC QTY REV ROHS SER SN SW TEL "
    "TYPE UPC VER WEEK WK YEAR "
    "ADC BGA CAN CPU DAC DDR DIMM DIP EMI ESD FLASH FPGA GPS HDMI IC LAN LED LQFP MCU NAND NOR PCI PLD PWM QFN QFP RAM "
    "RF ROM SIMM SMA SMB SMC SMD SOD SOIC SOP SOT SPI SRAM SSD SSOP TO TQFP TVS UART USB"
)
LABEL_WORDS: Final = frozenset(_LABEL_WORDS.split())


@lru_cache(maxsize=1)
def _table() -> tuple[frozenset[str], dict[str, frozenset[str]]]:
    every: set[str] = set()
    by_maker: dict[str, set[str]] = {}
    for row in read_table("part_prefixes.csv", _COLUMNS):
        every.add(row["letters"])
        if row["maker_id"]:
            by_maker.setdefault(row["maker_id"], set()).add(row["letters"])
    return frozenset(every), {maker: frozenset(letters) for maker, letters in by_maker.items()}


def known_prefix(letters: str, maker_id: str | None = None) -> bool:
    """Tell whether letters begin part numbers: of this maker first, of any other maker else.

    A word that labels or descriptions use (`LOT`, `REV`, `DDR`) counts only as a prefix of the maker named; a country
    word (`TW`, `CN`) does so too, unless the catalogues know nothing of that maker.

    >>> known_prefix("ADF", "analog_devices"), known_prefix("LOT"), known_prefix("TAIWAN")
    (True, False, False)
    """
    every, by_maker = _table()
    own = by_maker.get(maker_id) if maker_id else None
    if own is not None and letters in own:
        return True
    if letters in LABEL_WORDS:
        return False
    word = country_word(letters)
    if word is not None and (word.sure or maker_id is None or own is not None):
        return False
    return letters in every


def own_prefix(letters: str, maker_id: str) -> bool:
    """Tell whether letters begin part numbers of this maker itself.

    >>> own_prefix("PMBT", "nexperia"), own_prefix("PMBT", "altera")
    (True, False)
    """
    return letters in _table()[1].get(maker_id, frozenset())


def __getattr__(name: str) -> frozenset[str]:
    """Load `PREFIXES`, every prefix of the table, on first use."""
    if name == "PREFIXES":
        return _table()[0]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
