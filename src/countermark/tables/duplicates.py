"""Rows that say the same thing more than once: found and reported, never merged here.

Four kinds, because they mean different things: a page repeated by a faulty copy (the same published id again), one
marking on several rows of a specimen (one dating fact), a board catalogued twice (the same parts again under another
translation), and parties hidden in the maker field.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from countermark.tables.evidence import Evidence
from countermark.tables.judgements import accepted_duplicates


@dataclass(frozen=True, slots=True)
class Repetition:
    """Published ids that occur again in one original, with the same content."""

    original: str
    rows: int
    distinct: int
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


_REPEATED = """
WITH per_id AS (
  SELECT original, id, count(*) AS n,
         count(DISTINCT concat_ws(chr(31), marking, maker, specimen, country)) AS contents
  FROM components WHERE id IS NOT NULL GROUP BY ALL
)
SELECT original, sum(n)::BIGINT, count(*)::BIGINT, count(*) FILTER (n > 1)::BIGINT,
       count(*) FILTER (contents > 1)::BIGINT
FROM per_id GROUP BY original HAVING count(*) FILTER (n > 1) > 0 ORDER BY original
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
    for original, rows, distinct, _, conflicting in engine.query(_REPEATED):
        here = {"original": original}
        repetitions.append(
            Repetition(
                original=original,
                rows=rows,
                distinct=distinct,
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
