"""Rows that say the same thing more than once: found and reported, never merged here.

Four kinds, because they mean different things: a page repeated by a faulty copy (the same published id again), one
marking on several rows of a specimen (one dating fact), a board catalogued twice (the same parts again under another
translation), and parties hidden in the maker field.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from countermark.tables.components import original_order
from countermark.tables.evidence import Evidence
from countermark.tables.judgements import accepted_duplicates


@dataclass(frozen=True, slots=True)
class Repetition:
    """Rows of one original whose published id and content stand before: in the same file, or in one added earlier.

    `surplus` counts them, `shared_rows` those that an earlier file has, `shared_with` names those files;
    `conflicting_ids` are ids of the file that stand for different content: other parts, never counted as repetitions.
    """

    original: str
    rows: int
    distinct: int
    surplus: int
    shared_rows: int
    shared_with: tuple[str, ...]
    times: dict[int, int]
    ids: tuple[str, ...]
    conflicting_ids: int
    accepted: bool


@dataclass(frozen=True, slots=True)
class TwiceCatalogued:
    """Groups of rows of one specimen with the same maker and part number."""

    specimen: str
    rows: int
    groups: int
    surplus: int
    exact_text_groups: int
    board_suspected: bool
    examples: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class HiddenParty:
    """A maker label that also names a supplier or an importer."""

    label: str
    rows: int
    parties: str


@dataclass(frozen=True, slots=True)
class Duplicates:
    """All kinds together."""

    repetitions: tuple[Repetition, ...] = ()
    twice: tuple[TwiceCatalogued, ...] = ()
    hidden_parties: tuple[HiddenParty, ...] = ()
    shares: list[dict[str, Any]] = field(default_factory=list)

    @property
    def blocking(self) -> tuple[Repetition, ...]:
        """The repetitions nobody has accepted yet: published figures are withheld until then."""
        return tuple(repetition for repetition in self.repetitions if not repetition.accepted)


_ANY_REPEATED = "SELECT count(id) > count(DISTINCT id) FROM components"

_REPEATED = """
WITH placed AS (
  SELECT original, row, id, concat_ws(chr(31), marking, maker, specimen, country) AS content, {order} AS place
  FROM components WHERE id IS NOT NULL
),
ranked AS (
  SELECT *, row_number() OVER again AS nth, first_value(original) OVER again AS first_in FROM placed
  WINDOW again AS (PARTITION BY id, content ORDER BY place, row)
),
conflicts AS (
  SELECT original, count(*)::BIGINT AS n FROM (
    SELECT original, id FROM placed GROUP BY original, id HAVING count(DISTINCT content) > 1
  ) GROUP BY original
)
SELECT original, count(*)::BIGINT, count(DISTINCT id)::BIGINT, count(*) FILTER (nth > 1)::BIGINT,
       count(*) FILTER (nth > 1 AND first_in <> original)::BIGINT,
       list(DISTINCT first_in) FILTER (nth > 1 AND first_in <> original), coalesce(any_value(c.n), 0)
FROM ranked LEFT JOIN conflicts c USING (original)
GROUP BY original, place HAVING count(*) FILTER (nth > 1) > 0 ORDER BY place, original
"""

_TIMES = """
SELECT n::BIGINT, count(*)::BIGINT FROM (
  SELECT count(*) AS n FROM components WHERE original = $original AND id IS NOT NULL GROUP BY id HAVING count(*) > 1
) GROUP BY n ORDER BY n
"""

_IDS = """
SELECT id FROM components WHERE original = $original AND id IS NOT NULL GROUP BY id HAVING count(*) > 1
ORDER BY count(*) DESC, length(id), id LIMIT 12
"""

_TWICE = r"""
WITH named AS (
  SELECT specimen, coalesce(id, row::VARCHAR) AS id, row, marking, coalesce(maker_id, maker) AS by_maker, part_key
  FROM counted WHERE specimen IS NOT NULL AND length(part_key) >= 4
),
worded AS (
  SELECT specimen, coalesce(id, row::VARCHAR) AS id, row, marking, coalesce(maker_id, maker) AS by_maker,
         array_to_string(list_sort(list_filter(
           string_split(lower(regexp_replace(marking, '[^\pL\pN]+', ' ', 'g')), ' '), word -> word <> '')), ' ')
         AS part_key
  FROM counted WHERE specimen IS NOT NULL AND marking IS NOT NULL AND (part_key IS NULL OR length(part_key) < 4)
),
parts AS (SELECT * FROM named UNION ALL SELECT * FROM worded),
repeated AS (SELECT specimen, by_maker, part_key FROM parts GROUP BY ALL HAVING count(*) > 1),
grouped AS (
  SELECT specimen, by_maker, part_key, count(*) AS n, count(DISTINCT marking) AS texts,
         list(id ORDER BY row) AS ids, list(row ORDER BY row) AS at_rows
  FROM parts SEMI JOIN repeated USING (specimen, by_maker, part_key) GROUP BY ALL
),
sizes AS (SELECT specimen, count(*) AS size FROM counted GROUP BY specimen)
SELECT g.specimen, any_value(s.size)::BIGINT, count(*)::BIGINT, sum(g.n - 1)::BIGINT,
       count(*) FILTER (g.texts < g.n)::BIGINT,
       (stddev_pop(g.at_rows[2] - g.at_rows[1]) <= any_value(s.size) * 0.15
        AND avg(g.at_rows[2] - g.at_rows[1]) >= 5 AND count(*) >= 5
        AND count(*) * 2.0 >= any_value(s.size) * 0.3)::BOOLEAN,
       list(g.ids ORDER BY g.at_rows[1])[1:6]
FROM grouped g JOIN sizes s USING (specimen) GROUP BY g.specimen ORDER BY sum(g.n - 1) DESC, g.specimen
"""

_PARTIES = """
SELECT maker, count(*)::BIGINT, any_value(parties) FROM counted WHERE parties IS NOT NULL GROUP BY maker ORDER BY maker
"""

_SHARES = """
WITH every AS (
  SELECT coalesce(country, 'unknown') AS c, count(*) AS n FROM components WHERE original = $original GROUP BY 1
),
once AS (SELECT coalesce(country, 'unknown') AS c, count(*) AS n FROM (
  SELECT DISTINCT ON (id) id, country FROM components WHERE original = $original AND id IS NOT NULL ORDER BY id, row
) GROUP BY 1)
SELECT e.c, e.n::BIGINT, e.n / (SELECT sum(n) FROM every), coalesce(o.n, 0)::BIGINT,
       coalesce(o.n, 0) / (SELECT sum(n) FROM once)
FROM every e LEFT JOIN once o USING (c) ORDER BY e.n DESC, e.c LIMIT 10
"""


def find_duplicates(evidence: Evidence) -> Duplicates:
    """Look for every kind of repetition in the rows in view; needs `components.prepare` first."""
    engine = evidence.engine
    accepted = accepted_duplicates(evidence)
    repetitions = []
    shares: list[dict[str, Any]] = []
    repeated = engine.query(_ANY_REPEATED)[0][0]
    found = engine.query(_REPEATED.format(order=original_order(evidence))) if repeated else []
    for original, rows, distinct, surplus, shared, shared_with, conflicting in found:
        here = {"original": original}
        repetitions.append(
            Repetition(
                original=original,
                rows=rows,
                distinct=distinct,
                surplus=surplus,
                shared_rows=shared,
                shared_with=tuple(sorted(shared_with or ())),
                times={int(n): int(ids) for n, ids in engine.query(_TIMES, here)},
                ids=tuple(row[0] for row in engine.query(_IDS, here)),
                conflicting_ids=conflicting,
                accepted=original in accepted,
            )
        )
        shares += [
            {
                "original": original,
                "country_as_published": country,
                "rows_before": before,
                "share_before": share_before,
                "rows_after": after,
                "share_after": share_after,
            }
            for country, before, share_before, after, share_after in engine.query(_SHARES, here)
        ]
    twice = [
        TwiceCatalogued(specimen, size, groups, surplus, exact, bool(board), tuple(tuple(ids) for ids in examples))
        for specimen, size, groups, surplus, exact, board, examples in engine.query(_TWICE)
    ]
    parties = [HiddenParty(*row) for row in engine.query(_PARTIES)]
    return Duplicates(tuple(repetitions), tuple(twice), tuple(parties), shares)
