"""The designations of the UK Sanctions List's XML, element by element, as blocks of fields.

Schema: `Designations/DateGenerated`, then `Designations/Designation`. An element that `uk_sl_fields` does not name is
counted under its path and not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from countermark.model.errors import FormatError
from countermark.sources.lists.base import ListFile, ListReport
from countermark.sources.lists.uk_rows import TORN
from countermark.sources.lists.uk_sl_fields import BLOCKS, BOXES, INDICATORS, SCALARS, WRAPPERS, Blocks, new_blocks
from countermark.sources.lists.uk_text import day_of
from countermark.sources.lists.xml import Found, Root, elements

_WORDS: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")


def read_xml(file: ListFile, report: ListReport, *, recover: bool) -> Iterator[tuple[str, Blocks, Found]]:
    """Give each designation's Unique ID, its blocks, and where it stands.

    Raises:
        FormatError: malformed or torn XML, no designations, or one without Unique ID.
    """
    root = Root()
    wanted = frozenset({"Designation", "DateGenerated"})
    for found in elements(file, wanted, report, root=root, recover=recover):
        if found.element.tag == "DateGenerated":
            text = (found.element.text or "").strip()
            report.published = report.published or day_of(text)
            continue
        report.read += 1
        blocks = new_blocks()
        scalars = _read(found.element, blocks, report)
        unique_id = scalars.get("unique_id", "")
        if not unique_id or len(unique_id) > 20 or not unique_id.isalnum():
            what = f"a designation whose Unique ID is {unique_id[:40]!r}"
            if not recover:
                raise FormatError(what, where=f"{file.name}, {found.place}", hint=TORN)
            report.quarantined += 1
            report.partial = report.partial or f"{found.place}: {what}"
            report.issue(found.number, found.place, raw=unique_id, reason=what, code="id")
            continue
        for name in ("kind", "other", "reasons"):
            blocks[name][(scalars.get(name, ""),)] = None
        blocks["listing"][tuple(scalars.get(field, "") for field in BLOCKS["listing"])] = None
        report.stored += 1
        yield unique_id, blocks, found
    if root.tag and root.tag != "Designations":
        raise FormatError(f"the root element is {root.tag}, not Designations", where=file.name, hint=TORN)
    if not report.read and not report.partial:
        raise FormatError("no designations", where=file.name, hint=TORN)


def _read(designation: Element, blocks: Blocks, report: ListReport) -> dict[str, str]:
    scalars: dict[str, str] = {}
    for child in designation:
        if child.tag in SCALARS:
            scalars[SCALARS[child.tag]] = (child.text or "").strip()
        elif child.tag in WRAPPERS:
            for inner in child:
                if inner.tag != WRAPPERS[child.tag]:
                    report.unknown[f"element {child.tag}/{inner.tag}"] += 1
                    continue
                for box in inner:
                    _box(box, blocks, report, f"{child.tag}/")
        elif child.tag == INDICATORS:
            indicated = [_WORDS.sub(" ", flag.tag) for flag in child if (flag.text or "").strip().lower() == "true"]
            scalars["indicated"] = "|".join(indicated)
        else:
            _box(child, blocks, report, "")
    scalars["measures"] = _measures(scalars.get("measures", ""), scalars.pop("indicated", ""))
    return scalars


def _measures(stated: str, indicated: str) -> str:
    """Add to the measures in words those that only an indicator tells."""
    known = {"".join(measure.lower().split()) for measure in stated.split("|")}
    more = [text for text in indicated.split("|") if text and "".join(text.lower().split()) not in known]
    return "|".join(filter(None, (stated, *(text.capitalize() for text in more))))


def _box(box: Element, blocks: Blocks, report: ListReport, path: str) -> None:
    known = BOXES.get(box.tag)
    if known is None:
        report.unknown[f"element {path}{box.tag}"] += 1
        return
    tag, block, fields = known
    for item in box:
        if item.tag != tag:
            report.unknown[f"element {path}{box.tag}/{item.tag}"] += 1
        elif fields:
            texts = {child.tag: (child.text or "").strip() for child in item}
            for other in texts.keys() - set(fields):
                report.unknown[f"element {path}{box.tag}/{tag}/{other}"] += 1
            blocks[block][tuple(texts.get(field, "") for field in fields)] = None
        else:
            blocks[block][(" ".join(item.itertext()).strip(),)] = None
