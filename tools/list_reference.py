"""Write docs/reference/lists.md from reference/list_sources.csv: `python tools/list_reference.py [--check]`."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from countermark.intake.list_kinds import list_parsers  # noqa: E402
from countermark.reference.list_sources import ListSource, list_sources  # noqa: E402
from countermark.reference.listing_notices import all_notices  # noqa: E402

PLACE = ROOT / "docs" / "reference" / "lists.md"
VERIFIED = {"yes": "yes", "part": "in part", "no": "**no**"}
HEAD = """# Lists

Generated from `src/countermark/reference/list_sources.csv` by `tools/list_reference.py`; do not edit.

- The *list* is the name that `--list`, `changes` and `--as` take; the *part* is a file or format of it. Where `--as`
  takes another word, it stands below (*as*).
- *Via* is who republishes the list. Without it the file is the authority's own.
- *Not whole*: a part that adds words to entries, and whose silence says nothing. In all others an entry that is missing
  is not listed.
- *Entries* is the range a file must lie in; outside of it the file is set aside, unless it is added with `--any-size`.
- *Days* is the age at which the newest snapshot no longer says what the list shows.
- *Verified*: whether the reader was run on a real file and every unit of it accounted for. **no**: written from the
  published format alone. *In part*: on a real file that is truncated, partial, or one of several layouts; the fields
  say which.

How the lists are kept and what is concluded from them: [the method page](../method/lists.md). How to add them:
[load sanctions lists](../how-to/load-sanctions-lists.md).
"""
OTHERS = """
## Read without a row

These have no row in the table, so their sizes are not guarded and a snapshot of them counts for 31 days. The parts
`amendment` and `ended` are not whole. An export of OpenSanctions takes the names of its datasets; it is whole only
where its `index.json` is beside it or `--dataset` names the dataset.

| as | part | lists |
|---|---|---|
"""
NOTICES = """
## Notices

Days of listing that come from official notices, from `src/countermark/reference/listing_notices.csv`. *Verified* is
whether the notice itself was read when the row was reviewed; where it says no, open the notice before you rely on the
day.

| list | entry | name | event | day | notice | verified |
|---|---|---|---|---|---|---|
"""


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _address(text: str) -> str:
    return " ".join(f"<{word}>" if word.startswith(("http://", "https://")) else word for word in text.split(" "))


def _kinds() -> dict[tuple[str, str, str], tuple[str, bool]]:
    found: dict[tuple[str, str, str], tuple[str, bool]] = {}
    for parser in list_parsers():
        for stream in parser.streams:
            found.setdefault((stream.list, stream.part, stream.via), (parser.kind, stream.whole))
    return found


def _table(sources: list[ListSource]) -> str:
    kinds = _kinds()
    rows = [
        "| list, part | title | fields read | entries | days | verified |",
        "|---|---|---|---|---|---|",
    ]
    for one in sources:
        kind, whole = kinds.get((one.list, one.part, one.via), ("", True))
        name = [f"`{one.list}`, {one.part}"]
        if kind != one.list:
            name.append(f"as `{kind}`" if kind else "**no reader yet**")
        cells = (
            "<br>".join(name),
            one.title + (f"; via {one.via}" if one.via else "") + ("" if whole else "; not whole"),
            one.fields,
            f"{one.min_entries:,} to {one.max_entries:,}",
            str(one.max_age_days),
            VERIFIED[one.verified],
        )
        rows.append(f"| {' | '.join(map(_cell, cells))} |")
    return "\n".join(rows) + "\n"


def _places(sources: list[ListSource]) -> str:
    places: dict[tuple[str, str], list[str]] = {}
    for one in sources:
        places.setdefault((one.address, one.licence), []).append(f"`{one.list}` {one.part}")
    rows = ["| address | of | licence |", "|---|---|---|"]
    for (address, licence), names in places.items():
        rows.append(f"| {_cell(_address(address))} | {', '.join(names)} | {_cell(licence)} |")
    return "\n".join(rows) + "\n"


def _others() -> str:
    """Name the streams that are read and have no row, so that their sizes are not guarded."""
    found: dict[str, dict[str, set[str]]] = {}
    for (name, part, via), (kind, _) in _kinds().items():
        if (name, part, via) not in list_sources():
            found.setdefault(kind, {}).setdefault(part, set()).add(f"`{name}`")
    rows = [OTHERS]
    for kind, parts in sorted(found.items()):
        for part, names in sorted(parts.items()):
            rows.append(f"| `{kind}` | {part} | {', '.join(sorted(names))} |\n")
    return "".join(rows)


def page() -> str:
    """Give the page."""
    groups: dict[tuple[str, str], list[ListSource]] = {}
    for source in list_sources().values():
        groups.setdefault((source.jurisdiction, source.authority), []).append(source)
    words = {word: sum(one.verified == word for one in list_sources().values()) for word in VERIFIED}
    unseen = [f"`{one.list}` {one.part}" for one in list_sources().values() if one.verified == "no"]
    some = [f"`{one.list}` {one.part}" for one in list_sources().values() if one.verified == "part"]
    parts = [
        HEAD,
        (
            f"\n{len(list_sources())} sources: {words['yes']} verified on real files, {words['part']} in part, "
            f"{words['no']} not verified on a real file.\n\n- **Not verified on a real file:** {', '.join(unseen)}.\n"
            f"- **Verified in part:** {', '.join(some)}.\n"
        ),
    ]
    for (jurisdiction, authority), sources in groups.items():
        parts.append(f"\n## {jurisdiction}: {authority}\n\n{_table(sources)}\n{_places(sources)}")
    parts.append(_others())
    parts.append(NOTICES)
    for one in all_notices():
        cells = (f"`{one.list}`", f"`{one.entity}`", one.name, one.event, one.date)
        parts.append(f"| {' | '.join(map(_cell, cells))} | [{_cell(one.title)}]({one.source}) | {one.verified} |\n")
    return "".join(parts)


if __name__ == "__main__":
    text = page()
    if "--check" in sys.argv:
        if not PLACE.exists() or PLACE.read_text(encoding="utf-8") != text:
            sys.exit("docs/reference/lists.md is stale: run python tools/list_reference.py")
    else:
        PLACE.parent.mkdir(parents=True, exist_ok=True)
        PLACE.write_text(text, encoding="utf-8")
