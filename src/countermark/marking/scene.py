"""One text laid out for reading: its tokens, the profiles that speak for it, what is taken, and what stands where."""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from datetime import date

from countermark.marking.choose import HEAD, choose
from countermark.marking.decode import TOLERANCE_DAYS, Dates
from countermark.marking.tokens import Token, tokenise
from countermark.marking.types import Floor, Reading, Rejected
from countermark.reference.countries import country_word
from countermark.reference.lookalikes import fold
from countermark.reference.parts import known_prefix
from countermark.reference.profiles import Profile, profiles

LABEL = re.compile(
    r"(?:№|\bNo\.?|\bS/N:?|\bSN#?:|\bP/?N:?|\bRS[- ]?|\bPI:|\bp/n|\bpart no\.?|\brev\.?|\bver\.?|\bversion|\btype|"
    r"\bmodel|\bmod\.|"
    r"\bseries|\bCortex|\bRadeon|\bbearing|\bdrawing|\bDIN|\bISO|\bMIL|\bAWM|\bGOST|\bpage|\bdiesel|\bengine|\bRotax)\s*#?\s*$",
    re.IGNORECASE,
)
_LEADING_WORDS = frozenset({"date", "adesto", "samsung"})  # words that a rule begins with
_PART_DIGITS = re.compile(r"(?:[A-Za-z]|\d-|[A-Za-z]-)(\d{4})(?!\d)")
_LOT_WITH_DIGITS = re.compile(r"(?=[A-Z]*\d+[A-Z])[A-Z0-9]{3,5}\d{4}")  # a lot that ends with its date
_CAN_BE_DATE = re.compile(r"(?:[01]\d|2[0-6])(?:0[1-9]|[1-4]\d|5[0-3])")
_CONVERTER = re.compile(  # series, watts, volts in and out, with blanks between
    r"(?<![\w-])([A-Z]{2,5})[ -]{1,3}\d{1,2}\s{0,2}[-– ]\s{0,2}\d{4}(?!\d)[A-Z]*"
)
_SPLIT_HEADS = frozenset({"ATMega", "ATmega", "Si", "Max", "csr"})  # heads of part numbers with small letters
_BETWEEN_LINES = re.compile(r"(?<=\s)[/|](?=\s)|[,;](?=\s)")  # how transcribers write the end of a line


def _blanks(match: re.Match[str]) -> str:
    """Give as many blanks as the signs between two lines of a mark take, so that offsets stay."""
    return " " * len(match[0])


def _first_code(tokens: list[Token]) -> int | None:
    """Give the first token that can be a part number: it holds letters, or digits that no year and week are."""
    for index, token in enumerate(tokens):
        kind = token.kind
        if kind == "code" or (kind == "number" and not _CAN_BE_DATE.fullmatch(token.text)):
            return index
    return None


def _spots(tokens: list[Token], *, starred: bool) -> list[int]:
    """List the places a date code can begin at: tokens that are no plain words, and what stands behind a star."""
    spots = [token.start for token in tokens if token.kind != "word" or token.text.lower() in _LEADING_WORDS]
    if starred:
        stars = [(t.start, t.text.index("*") + 1, len(t.text)) for t in tokens if t.kind != "word" and "*" in t.text]
        spots = sorted([*spots, *(start + behind for start, behind, length in stars if behind < length)])
    return spots


class Scene:
    """The state of one reading; thrown away after it."""

    __slots__ = (
        "_part_digits",
        "fields",
        "first_code",
        "folded",
        "joined",
        "kinds",
        "latest",
        "maker",
        "maker_id",
        "named",
        "print_words",
        "profiled",
        "profiles",
        "readings",
        "rejected",
        "spots",
        "starts",
        "taken",
        "tokens",
        "volts",
    )

    def __init__(self, text: str, maker: str | None, latest: date) -> None:
        folded, _ = fold(text)
        if "," in folded or "/" in folded or ";" in folded or "|" in folded:
            folded = _BETWEEN_LINES.sub(_blanks, folded)
        tokens = tokenise(folded)
        self.latest = latest
        self.folded = folded
        self.tokens = tokens
        self.named = bool(maker)
        self.maker = maker or ""
        self.profiles, self.maker_id, self.profiled, self.print_words = choose(folded, tokens, maker)
        self.volts = any(profile.volts for profile in self.profiles)
        self.readings: list[Reading] = []
        self.rejected: list[Rejected] = []
        self.starts = [token.start for token in tokens]
        self.spots = _spots(tokens, starred="*" in folded)
        self.kinds = [token.kind for token in tokens]
        self.first_code = _first_code(tokens)
        self._part_digits: dict[str, str] | None = None
        self.joined = self._joined_part()
        self.taken: list[tuple[int, int]] = [self.joined] if self.joined else []  # sorted, disjoint
        self.fields: dict[str, tuple[int, int]] = {}

    def _joined_part(self) -> tuple[int, int] | None:
        """Find a part number printed with a blank in it (`ADF 4350`, `TEN 30 - 2412`): known prefix, no code before."""
        if (found := _CONVERTER.search(self.folded)) and known_prefix(found[1], self.maker_id):
            return found.span()
        tokens = self.tokens
        for index in range(len(tokens) - 1):
            left = tokens[index]
            if left.kind in {"code", "number"}:
                return None
            if left.kind != "caps" and left.text.rstrip("+-") not in _SPLIT_HEADS:
                continue
            if self._joins(left, tokens[index + 1]):
                return left.start, tokens[index + 1].end
        return None

    def _joins(self, left: Token, right: Token) -> bool:
        """Tell whether letters and the digits behind them are one part number."""
        if right.kind not in {"number", "code", "unit"} or not right.text[0].isdigit() or right.start - left.end > 3:
            return False
        head = left.text.rstrip("+-")
        return (
            "-e" not in right.text
            and head.upper() not in {"RFMD", "SONY"}
            and head not in profiles().by_brand
            and known_prefix(head.upper(), self.maker_id)
            and not self._fuller_number_behind(right.end)
        )

    def _fuller_number_behind(self, end: int) -> bool:
        """Tell whether a part number of a known family stands further on, so that these digits are no part of it."""
        behind = (token for token in self.tokens if token.start >= end and token.kind == "code")
        heads = (HEAD.match(token.text) for token in behind)
        return any(head is not None and head[0] in profiles().by_prefix for head in heads)

    def free(self, start: int, end: int) -> bool:
        """Tell whether nothing has been read or refused between two places."""
        place = bisect_left(self.taken, (start, start))
        return (place == 0 or self.taken[place - 1][1] <= start) and (
            place == len(self.taken) or self.taken[place][0] >= end
        )

    def take(self, start: int, end: int) -> None:
        """Keep other rules off what stands between two places."""
        insort(self.taken, (start, end))

    def reject(self, start: int, end: int, why: str) -> None:
        """Refuse what stands between two places, with the reason."""
        self.rejected.append(Rejected(self.folded[start:end], start, end, why))

    def emit(
        self, span: tuple[int, int], rule_id: str, reasons: list[str], dates: Dates, *, lead_free: bool = False
    ) -> None:
        """Add every date that a code can mean, as `decode` gives them."""
        start, end = span
        intervals, precision, note = dates
        floor: Floor = "printed"
        if note:
            floor = "sign" if lead_free else "assumed"
            reasons = [*reasons, note + (", not before 2004 by its lead-free mark" if lead_free else "")]
        token = self.folded[start:end]
        tolerance = TOLERANCE_DAYS[precision]
        for interval in intervals:
            self.readings.append(
                Reading(
                    token=token,
                    start=start,
                    end=end,
                    made_from=interval.start,
                    made_to=interval.end,
                    precision=precision,
                    tolerance_days=tolerance,
                    rule=rule_id,
                    floor=floor,
                    reasons=reasons,
                )
            )

    @property
    def part_digits(self) -> dict[str, str]:
        """Four digits that follow the letters of a part number, with the part they belong to."""
        if self._part_digits is None:
            self._part_digits = {}
            for index, token in enumerate(self.tokens):
                if token.kind != "code":
                    continue
                for digits in _PART_DIGITS.findall(token.text):
                    if index == self.first_code or not _LOT_WITH_DIGITS.fullmatch(token.text):
                        self._part_digits.setdefault(digits, token.text)
        return self._part_digits

    def labelled(self, start: int) -> bool:
        """Tell whether a word that announces a type, serial or version number stands directly before."""
        return LABEL.search(self.folded[max(0, start - 24) : start]) is not None

    def stands_after_code(self, start: int) -> bool:
        """Tell whether a part number, a suffix or its finish sign stands directly before."""
        index = bisect_left(self.starts, start) - 1
        return (
            index >= 0
            and self.first_code is not None
            and self.first_code <= index
            and self.kinds[index] in {"code", "caps", "finish", "number"}
        )

    def stands_behind_type(self, start: int) -> bool:
        """Tell whether a part number stands somewhere before, and no maker's word directly before."""
        if self.first_code is None or self.tokens[self.first_code].end > start:
            return False
        before = self.tokens[bisect_left(self.starts, start) - 1]
        return before.kind != "word" or country_word(before.text) is not None

    def type_behind(self, end: int, least: int = 6) -> bool:
        """Tell whether a token long enough for a type number stands further on."""
        return any(token.start >= end and token.kind == "code" and len(token.text) >= least for token in self.tokens)

    def named_behind(self, end: int) -> bool:
        """Tell whether a type number, or the country that closes a mark, stands further on."""
        words = (country_word(token.text) for token in self.tokens if token.start >= end)
        return self.type_behind(end, least=5) or any(word is not None and word.sure for word in words)

    def in_a_code_line(self, index: int, token: Token) -> bool:
        """Tell whether the text holds anything that makes a lone group of digits part of a top mark."""
        own = int(token.kind == "code")
        behind = self.tokens[index + 1].text if index + 1 < len(self.tokens) else ""
        if (word := country_word(behind)) and word.sure:
            return True
        return self.kinds.count("code") > own or (self.kinds.count("caps") > 0 and self.kinds.count("number") > 1 - own)


def reads_bare_groups(chosen: list[Profile]) -> bool:
    """Tell whether any of the makers prints year and week as four plain digits."""
    return any(profile.eia for profile in chosen)
