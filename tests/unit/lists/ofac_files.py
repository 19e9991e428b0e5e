"""Small OFAC files written for tests, in the format of the official ones."""

from __future__ import annotations

from pathlib import Path

LI = ('24838,"LI, Shangfu","individual","CAATSA - RUSSIA",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,'
      '"DOB Feb 1958; nationality China; Gender Male; Linked To: EQUIPMENT DEVELOPMENT DEPARTMENT."')  # fmt: skip
SHIP = ('15036,"ARTAVIL","vessel","IRAN] [SDGT",-0- ,"5IM316",Crude Oil Tanker,"99,144","56,068",Malta,-0- ,'
        '"Vessel Registration Identification IMO 9187629; MMSI 572469210; Former Vessel Flag Tuvalu."')  # fmt: skip
FIRM = ('42075,"HEAD AEROSPACE","-0- ","RUSSIA-EO14024",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,'
        '"a.k.a. \'HEAD\'; Tax ID No. 7707083893 (Russia); Registration Number 1027700132195 (Russia); Trade tools."')  # fmt: skip
CUT = ('17018,"SBERBANK","-0- ","RUSSIA-EO14024",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"SWIFT/BIC SABRRUMM; Tax ID No. 77"')  # fmt: skip


def sdn(*rows: str, end: bool = True) -> str:
    """Write a primary file."""
    return "\r\n".join([*rows, "\x1a" if end else ""]) + ("\r\n" if end else "")


def write(folder: Path, name: str, text: str) -> Path:
    """Write a file byte for byte."""
    place = folder / name
    place.write_bytes(text.encode())
    return place
