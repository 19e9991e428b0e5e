"""Make `reference/stem_counts.csv`: in how many passages of plain English prose each stem occurs.

    python tools/count_stems.py TEXT... > src/countermark/reference/stem_counts.csv

TEXT: files of prose in the public domain, UTF-8. A passage is 100 words; the row with an empty stem counts passages.
Only stems of at least four passages are written: a rarer one counts as seen once. The table shipped was made from
three books of Project Gutenberg whose terms have ended (Julian Street, American Adventures, 1917; Elinor Macartney
Lane, Katrine, 1909; Edward MacDowell, Critical and Historical Essays, 1912) and the text of the US Commerce Control
List (15 CFR part 774, a work of the US government).
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from countermark.reading.stems import stem, words_of

PASSAGE, LEAST = 100, 4


def main(places: list[str]) -> None:
    counts: Counter[str] = Counter()
    passages = 0
    for place in places:
        words = words_of(Path(place).read_text(encoding="utf-8", errors="replace"))
        for at in range(0, len(words) - PASSAGE + 1, PASSAGE):
            passages += 1
            counts.update({stem(word) for word in words[at : at + PASSAGE] if not word[0].isdigit()})
    sys.stdout.write(f"stem,passages\n,{passages}\n")
    for found, count in sorted(counts.items()):
        if count >= LEAST:
            sys.stdout.write(f"{found},{count}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
