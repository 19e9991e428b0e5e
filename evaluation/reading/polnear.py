"""Score the attribution grammar against PolNeAR, which whoever evaluates fetches; nothing of it is kept here.

    python evaluation/reading/polnear.py PATH [--split dev] [--misses N] [--wrong N] [--write]

PATH holds `data/{train,dev,test}/{text,attributions}` in brat stand-off. The first annotator's file is taken. Exact
scores ignore a final comma or full stop; an attribution is found when its content overlaps a gold content with
intersection over union of at least .5 (greedy, best first). `--write` measures every rule on train and dev and
regenerates `src/countermark/reading/en/precision.toml`. Run `--split test` once per release, with the code frozen.
"""

from __future__ import annotations

import argparse
import math
import random
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from countermark.reading.attribution import attribute
from countermark.reading.lexicon import LEXICON
from countermark.reading.text import layout

PRECISION = Path(__file__).parents[2] / "src/countermark/reading/en/precision.toml"
MARKS = '“”"«»„'
Spans = tuple[tuple[int, int], ...]


@dataclass
class Attribution:
    """One attribution, of the gold or of the grammar."""

    source: Spans
    cue: Spans
    content: Spans
    rule: str = ""
    form: str = ""
    speech: bool = False
    matched: Attribution | None = field(default=None, repr=False)


def merge(text: str, spans: list[tuple[int, int]]) -> Spans:
    """Join pieces that only white space separates."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and not text[merged[-1][1] : start].strip():
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def form_of(text: str, content: Spans) -> str:
    """Tell direct (all inside quotation marks), mixed and indirect content apart."""
    pieces = [text[a:b].strip(" ,.") for a, b in content]
    quoted = [p[:1] in MARKS + "'‘" or p.startswith("''") for p in pieces]
    ended = [p[-1:] in MARKS + "'’" for p in pieces]
    if all(quoted) and all(ended):
        return "direct"
    return "mixed" if any(m in p for p in pieces for m in (*MARKS, "''")) else "indirect"


def read_gold(text: str, path: Path) -> list[Attribution]:
    """Read a brat stand-off file."""
    spans: dict[str, list[tuple[int, int]]] = {}
    found: list[Attribution] = []
    for line in path.read_text(encoding="utf-8").split("\n"):
        cells = line.split("\t")
        if line.startswith("T") and len(cells) > 1:
            _, places = cells[1].split(" ", 1)
            spans[cells[0]] = [(int(a), int(b)) for a, b in (place.split(" ") for place in places.split(";"))]
        elif line.startswith("E") and len(cells) > 1:
            roles: dict[str, list[tuple[int, int]]] = defaultdict(list)
            for part in cells[1].split():
                role, key = part.split(":")
                roles[role.rstrip("0123456789")] += spans.get(key, [])
            source, cue, content = (merge(text, roles[role]) for role in ("Source", "Cue", "Content"))
            words = " ".join(text[a:b] for a, b in cue).lower().replace("’", "'").split()
            speech = any(
                form.verb.stance != "attitude" for word in words for form in LEXICON.verbs.get(word.strip(":,"), ())
            ) or words[:2] == ["according", "to"]
            if content:
                found.append(Attribution(source, cue, content, "", form_of(text, content), speech))
    return found


def predict(text: str) -> list[Attribution]:
    """Read a text; only outermost claims count, since PolNeAR gives a token to one attribution."""
    found = []
    for claim in attribute(layout(text), ()):
        if claim.parent is not None or not claim.content:
            continue
        source = merge(text, [(claim.speaker.span.start, claim.speaker.span.end)] if claim.speaker.span else [])
        cue = merge(text, [(claim.cue.span.start, claim.cue.span.end)] if claim.cue else [])
        content = merge(text, [(s.start, s.end) for s in claim.content])
        found.append(Attribution(source, cue, content, claim.rule, claim.form))
    return found


def chars(spans: Spans) -> set[int]:
    """Give the characters of some spans."""
    return {at for start, end in spans for at in range(start, end)}


def trimmed(text: str, spans: Spans) -> Spans:
    """Leave a final comma or full stop away."""
    out = []
    for start, end in spans:
        stop = end
        while stop > start and text[stop - 1] in ",. ":
            stop -= 1
        out.append((start, stop))
    return tuple(out)


def match(gold: list[Attribution], predicted: list[Attribution]) -> None:
    """Pair greedily, the best overlap first."""
    pairs = []
    sets = [chars(g.content) for g in gold]
    for at, p in enumerate(predicted):
        mine = chars(p.content)
        lo, hi = min(mine, default=0), max(mine, default=0)
        for g, theirs in zip(gold, sets, strict=True):
            if g.content[-1][1] < lo or g.content[0][0] > hi:
                continue
            shared = len(mine & theirs)
            if shared and (iou := shared / (len(mine) + len(theirs) - shared)) >= 0.5:
                pairs.append((iou, at, p, g))
    for _, _, p, g in sorted(pairs, key=lambda pair: (-pair[0], pair[1])):
        if p.matched is None and g.matched is None:
            p.matched, g.matched = g, p


def wilson(good: int, n: int) -> tuple[float, float]:
    """Wilson's interval at 95 %."""
    if not n:
        return 0.0, 1.0
    z, share = 1.96, good / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return middle - half, middle + half


class Tally:
    """Counts over articles."""

    def __init__(self) -> None:
        self.exact: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
        self.overlap: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
        self.rules: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
        self.forms: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
        self.kinds: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
        self.articles, self.seconds, self.size = 0, 0.0, 0

    def add(self, text: str, gold: list[Attribution], predicted: list[Attribution]) -> None:
        """Count one article."""
        for role in ("source", "cue", "content"):
            mine = {trimmed(text, getattr(p, role)) for p in predicted if getattr(p, role)}
            theirs = {trimmed(text, getattr(g, role)) for g in gold if getattr(g, role)}
            for counts, values in (
                (self.exact[role], (len(mine & theirs), len(mine), len(theirs))),
                (self.overlap[role], _character_counts(predicted, gold, role)),
            ):
                for at, value in enumerate(values):
                    counts[at] += value
        match(gold, predicted)
        for p in predicted:
            good = p.matched is not None
            speaker = good and _same_speaker(p)
            for counts in (self.rules[p.rule], self.forms[p.form], self.forms["all"]):
                counts[0] += good
                counts[1] += speaker
                counts[2] += 1
        for g in gold:
            kind = f"{g.form}, {'speech cue' if g.speech else 'other cue'}"
            for key in (kind, f"{g.form}, any cue", "all"):
                self.kinds[key][0] += g.matched is not None
                self.kinds[key][1] += g.matched is not None and _same_speaker(g)
                self.kinds[key][2] += 1

    def report(self) -> str:
        """Write the scores."""
        lines = ["exact (P, R, F1), then characters (P, R, F1)"]
        roles = ("source", "cue", "content")
        lines += [f"  {role:8} {_scores(self.exact[role])}   {_scores(self.overlap[role])}" for role in roles]
        lines.append("precision by predicted form (content right, speaker too, n)")
        lines += [f"  {name:32} {_row(counts)}" for name, counts in sorted(self.forms.items())]
        lines.append("recall by gold kind (content found, with speaker, n)")
        lines += [f"  {name:32} {_row(counts)}" for name, counts in sorted(self.kinds.items())]
        lines.append("precision by rule (content right, speaker too, n)")
        lines += [f"  {name:32} {_row(counts)}" for name, counts in sorted(self.rules.items(), key=lambda r: -r[1][2])]
        lines.append(
            f"{self.articles} articles, {self.seconds:.2f} s, {self.articles / self.seconds:.0f} articles/s, "
            f"{self.size / self.seconds / 1e6:.2f} MB/s"
        )
        return "\n".join(lines)


def _character_counts(predicted: list[Attribution], gold: list[Attribution], role: str) -> tuple[int, int, int]:
    mine = set().union(*(chars(getattr(p, role)) for p in predicted)) if predicted else set()
    theirs = set().union(*(chars(getattr(g, role)) for g in gold)) if gold else set()
    return len(mine & theirs), len(mine), len(theirs)


def _same_speaker(one: Attribution) -> bool:
    other = one.matched
    if other is None:
        return False
    if not one.source and not other.source:
        return True
    return bool(chars(one.source) & chars(other.source))


def _scores(counts: list[int]) -> str:
    good, mine, theirs = counts
    p, r = good / max(1, mine), good / max(1, theirs)
    return f"{p:.3f} {r:.3f} {2 * p * r / max(1e-9, p + r):.3f}"


def _row(counts: list[int]) -> str:
    good, speaker, n = counts
    low, high = wilson(good, n)
    return f"{good / max(1, n):.2f} [{low:.2f}-{high:.2f}]  {speaker / max(1, n):.2f}  n={n}"


def articles(path: Path, split: str) -> list[tuple[str, Path]]:
    """List the texts of a split with their first annotator's file."""
    base = path / "data" / split
    found = []
    for text in sorted((base / "text").glob("*.txt")):
        annotated = sorted((base / "attributions").glob(f"{text.stem}*.ann"))
        if annotated:
            found.append((text.open(encoding="utf-8", newline="").read(), annotated[0]))
    return found


def show(text: str, one: Attribution) -> str:
    """Write an attribution for reading."""

    def words(spans: Spans) -> str:
        return " ++ ".join(text[a:b] for a, b in spans)

    return f"S[{words(one.source)}] Q[{words(one.cue)}] C[{words(one.content)}]".replace("\n", "⏎")[:420]


def main() -> None:
    """Run the harness."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("path", type=Path)
    parser.add_argument("--split", default="dev")
    parser.add_argument("--limit", type=int, default=0, help="read only so many articles")
    parser.add_argument("--misses", type=int, default=0, help="show so many gold attributions that were not found")
    parser.add_argument("--wrong", type=int, default=0, help="show so many claims that match nothing")
    parser.add_argument("--rule", default="", help="show only claims of this rule, or gold of this form")
    parser.add_argument(
        "--write", action="store_true", help="measure rules on train and dev; regenerate precision.toml"
    )
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    tally, missed, wrong, cues = Tally(), [], [], Counter()
    for split in ("train", "dev") if options.write else options.split.split(","):
        for text, path in articles(options.path, split)[: options.limit or None]:
            gold = read_gold(text, path)
            begun = time.process_time()
            predicted = predict(text)
            tally.seconds += time.process_time() - begun
            tally.articles += 1
            tally.size += len(text)
            tally.add(text, gold, predicted)
            missed += [(text, g) for g in gold if g.matched is None and options.rule in {"", g.form}]
            wrong += [(text, p, gold) for p in predicted if p.matched is None and p.rule.startswith(options.rule)]
            cues.update(" ".join(text[a:b] for a, b in g.cue).lower() for g in gold if g.matched is None)
    print(tally.report())
    chance = random.Random(options.seed)
    for text, one in chance.sample(missed, min(options.misses, len(missed))):
        before, after = one.content[0][0], one.content[-1][1]
        print(f"- MISSED {one.form} {show(text, one)}\n      in: …{text[max(0, before - 90) : after + 90]!r}"[:900])
    for text, one, gold in chance.sample(wrong, min(options.wrong, len(wrong))):
        near = [g for g in gold if chars(g.content) & chars(one.content) or chars(g.cue) & chars(one.cue)]
        print(f"- WRONG {one.rule} {show(text, one)}")
        for g in near[:2]:
            print(f"      gold {show(text, g)}")
    if options.misses:
        print(cues.most_common(60))
    if options.write:
        write(tally)


def write(tally: Tally) -> None:
    """Regenerate the precision a card shows."""
    lines = [
        "# Measured precision of each rule: regenerated by evaluation/reading/polnear.py --write, never typed by hand."
    ]
    lines.append("# precision: share of n claims of the rule whose content overlaps an annotated one (IoU >= .5).")
    for name, (good, _, n) in sorted(tally.rules.items()):
        lines.append(f'\n[rules."{name}"]\nprecision = {good / n:.2f}\nn = {n}')
    PRECISION.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
