"""Typed facts: the tables a segment can hold, column by column.

A fact is one observation, identified by (original, row): the SHA-256 of the bytes it was read from and the
1-based number of its data row. All values are stored as text exactly as received unless the column says otherwise;
an empty cell is NULL.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a fact table: its name, its SQL type and what it holds."""

    name: str
    type: str
    about: str


@dataclass(frozen=True, slots=True)
class FactTable:
    """A fact table: its name, its columns and the columns its segments are sorted by.

    row_each: a stored row of an original is one row here, so that the two counts have to agree.
    """

    name: str
    columns: tuple[Column, ...]
    sort: tuple[str, ...]
    row_each: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        """Name the columns in order."""
        return tuple(column.name for column in self.columns)


_LOCATOR = (
    Column("original", "VARCHAR", "SHA-256 of the original file"),
    Column("row", "BIGINT", "1-based data row in the original, headings not counted"),
    Column("place", "VARCHAR", "place for a person: `line 12`, `sheet Parts, row 12`"),
)

COMPONENT = FactTable(
    "component",
    (
        *_LOCATOR,
        Column("id", "VARCHAR", "identifier the publisher gave the row"),
        Column("marking", "VARCHAR", "free text off the part, untouched"),
        Column("maker", "VARCHAR", "maker's label as published"),
        Column("country", "VARCHAR", "country as published; what it means is the publisher's"),
        Column("specimen", "VARCHAR", "recovered unit the part came out of"),
        Column("family", "VARCHAR", "weapon family of the specimen, when the table says so"),
        Column("board", "VARCHAR", "board inside the specimen"),
        Column("designator", "VARCHAR", "position on the board"),
        Column("quantity", "VARCHAR", "pieces"),
        Column("category", "VARCHAR", "kind of part as published"),
        Column("function", "VARCHAR", "function block as published"),
        Column("made_stated", "VARCHAR", "production date as the publisher states it"),
        Column("recovered", "VARCHAR", "date of recovery as stated"),
        Column("published", "VARCHAR", "date of publication as stated"),
        Column("dispatch_country", "VARCHAR", "country a known shipment of the part left from"),
        Column("source_url", "VARCHAR", "public address of the row"),
        Column("extra", "VARCHAR", "JSON object: every other input column, heading to cell"),
    ),
    ("specimen", "maker", "original", "row"),
)

PART = FactTable(
    "part",
    (
        *_LOCATOR,
        Column("mpn", "VARCHAR", "manufacturer's part number as listed"),
        Column("mpn_key", "VARCHAR", "part number, upper case, letters and digits only"),
        Column("maker", "VARCHAR", "maker as listed"),
        Column("package", "VARCHAR", "package as listed"),
        Column("category", "VARCHAR", "category as listed"),
        Column("subcategory", "VARCHAR", "subcategory as listed"),
        Column("description", "VARCHAR", "description as listed"),
        Column("status", "VARCHAR", "life-cycle status as listed"),
        Column("introduced", "VARCHAR", "date of introduction, when the catalogue gives one"),
        Column("extra", "VARCHAR", "JSON object: every other input column"),
    ),
    ("mpn_key", "maker", "original", "row"),
)

LIST_CHANGE = FactTable(
    "list_change",
    (
        *_LOCATOR,
        Column("list", "VARCHAR", "list the statement is of"),
        Column("via", "VARCHAR", "who republishes the list; empty for its authority"),
        Column("part", "VARCHAR", "file or format of the list: sdn, add, xml"),
        Column("seen_at", "VARCHAR", "UTC time of the snapshot, ISO: when the publisher showed it so"),
        Column("sign", "BIGINT", "+1: the statement is there from this snapshot on, -1: it is no longer"),
        Column("source_id", "VARCHAR", "publisher's id of the entry"),
        Column("main", "VARCHAR", "entity that the entry lists"),
        Column("entity", "VARCHAR", "entity the statement is about: the party, its sanction, an edge"),
        Column("schema", "VARCHAR", "FollowTheMoney schema of that entity"),
        Column("prop", "VARCHAR", "property, or `id` for the base statement: the entity is there"),
        Column("value", "VARCHAR", "value"),
        Column("lang", "VARCHAR", "language, when the list says it (ISO 639-3)"),
        Column("original_value", "VARCHAR", "value as written, where it was brought into a form"),
    ),
    ("list", "via", "part", "main", "entity", "prop", "value", "seen_at", "original", "row"),
    row_each=False,
)

LIST_SNAPSHOT = FactTable(
    "list_snapshot",
    (
        *_LOCATOR,
        Column(
            "sha256", "VARCHAR", "SHA-256 of the bytes parsed: of the file unpacked, or of the member of an archive"
        ),
        Column("list", "VARCHAR", "list the snapshot shows"),
        Column("via", "VARCHAR", "who republishes the list; empty for its authority"),
        Column("part", "VARCHAR", "file or format of the list"),
        Column("whole", "BOOLEAN", "whether every entry of the list is named, so that an absent one is not listed"),
        Column("seen_at", "VARCHAR", "UTC time of the snapshot, ISO"),
        Column("stated", "VARCHAR", "day or time of publication that the file itself states"),
        Column("entries", "BIGINT", "entries in the snapshot"),
        Column("entities", "BIGINT", "entities: parties, sanctions, edges, ends of edges"),
        Column("names", "BIGINT", "names of parties, in every script"),
        Column("said", "BIGINT", "statements in the snapshot"),
        Column("added", "BIGINT", "entries that the snapshot before did not have"),
        Column("removed", "BIGINT", "entries of the snapshot before that are gone"),
        Column("altered", "BIGINT", "entries that say something else than before"),
        Column("partial", "VARCHAR", "why the snapshot is not the whole, or empty"),
    ),
    ("list", "via", "part", "seen_at", "original", "row"),
    row_each=False,
)

REPORT = FactTable(
    "report",
    (
        *_LOCATOR,
        Column("title", "VARCHAR", "headline, as the file gives it"),
        Column("byline", "VARCHAR", "who wrote it, as the file gives it"),
        Column("outlet", "VARCHAR", "who publishes it"),
        Column("outlet_basis", "VARCHAR", "where the outlet was found: `given`, `meta og:site_name`"),
        Column("published", "VARCHAR", "day of publication, ISO; empty when nobody says it"),
        Column("published_basis", "VARCHAR", "where the day was found: `given`, `meta article:published_time`"),
        Column("language", "VARCHAR", "language the file states (BCP 47)"),
        Column("language_basis", "VARCHAR", "where the language was found"),
        Column("translated_from", "VARCHAR", "language it was translated from, or `unknown`, where the file says so"),
        Column("translated_basis", "VARCHAR", "the words or the element that say so"),
        Column("source_url", "VARCHAR", "address of the page, as given or as the page states it"),
        Column("format", "VARCHAR", "text, html, pdf or mail"),
        Column("characters", "BIGINT", "code points of the text"),
        Column("text_sha256", "VARCHAR", "SHA-256 of the extracted text in UTF-8, which all spans count in"),
    ),
    ("published", "original", "row"),
)

REPORT_TEXT = FactTable(
    "report_text",
    (
        *_LOCATOR,
        Column("text_sha256", "VARCHAR", "SHA-256 of the whole text the piece is of"),
        Column("start", "BIGINT", "first code point of the piece in the text; the pieces tile it"),
        Column("byte_start", "BIGINT", "first byte of the piece in the original; empty where bytes do not map"),
        Column("byte_end", "BIGINT", "byte after it"),
        Column("text", "VARCHAR", "the piece, its line end included"),
    ),
    ("original", "start", "row"),
    row_each=False,
)

STATEMENT = FactTable(
    "statement",
    (
        *_LOCATOR,
        Column("dataset", "VARCHAR", "who says it, as a dataset"),
        Column("entity", "VARCHAR", "entity the statement is about"),
        Column("schema", "VARCHAR", "schema of that entity: FollowTheMoney's, or ours"),
        Column("prop", "VARCHAR", "property, or `id` for the base statement: the entity is there"),
        Column("value", "VARCHAR", "value"),
        Column("origin", "VARCHAR", "what it comes from: `outlet:<report>`, `claim:<id>`"),
        Column("external", "BOOLEAN", "said by somebody and promoted by nobody"),
    ),
    ("original", "entity", "prop", "row"),
    row_each=False,
)

TABLES: dict[str, FactTable] = {
    table.name: table for table in (COMPONENT, PART, LIST_CHANGE, LIST_SNAPSHOT, REPORT, REPORT_TEXT, STATEMENT)
}
