"""Read one marking: every possible date, the role of each token, and a reasoned refusal of what only looks like a date.

1. Pure: text and maker in, the same reading out; no clock, no file, no other part of the board. `latest` bounds the
   years that can have been printed and defaults to the day the profiles were last reviewed.
2. No reading lies outside its token; offsets are code points of the text as handed in.
3. A part number is rejected by what is known of part numbers, never because of who made it.
4. Nothing is repaired: a misread digit is refused and named.
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from datetime import date
from unicodedata import category

from msgspec.structs import replace

from countermark.marking.choose import HEAD, choose
from countermark.marking.decode import TOLERANCE_DAYS, Refusal, decode
from countermark.marking.lone import NOTHING_BESIDE, is_case_size, not_a_lone_date
from countermark.marking.roles import assign_roles
from countermark.marking.tokens import MAX_TOKEN, Token, tokenise
from countermark.marking.types import Marking, Reading, Rejected, Verdict
from countermark.reference.countries import country_word
from countermark.reference.lookalikes import fold, mixed
from countermark.reference.parts import known_prefix, own_prefix
from countermark.reference.profiles import Profile, Rule, profiles

_COPYRIGHT = re.compile(r"(?:©|\([cC]\)|\b[cC]opyright)\s*$")
_LABEL = re.compile(
    r"(?:№|\bNo\.?|\bS/N:?|\bSN#?:|\bP/?N:?|\bRS[- ]?|\bPI:|\bp/n|\bpart no\.?|\brev\.?|\bver\.?|\bversion|\btype|"
    r"\bmodel|\bmod\.|"
    r"\bseries|\bCortex|\bRadeon|\bbearing|\bdrawing|\bDIN|\bISO|\bMIL|\bAWM|\bGOST|\bpage|\bdiesel|\bengine|\bRotax)\s*#?\s*$",
    re.IGNORECASE,
)
_UNIT_WORD = re.compile(
    r"[VAWFH]\b|\s*(?:m?Ah|[kMG]?Hz|MHZ|[mkuµμnp]F|mH|[kM]?Ohm|Ω|[кk]?м|мкф|мкФ|mm|nm|kb|Mb|MB|GB|KB|bit|bits|cells|pins?|"
    r"V/[\d.]+|to|x|×|Watts?|rpm|kV|KV)\b",
    re.IGNORECASE,
)
_LEADING_WORDS = frozenset({"date", "adesto", "samsung"})  # words that a rule begins with
_CODES = frozenset({"code", "number"})
_PART_DIGITS = re.compile(r"(?:[A-Za-z]|\d-|[A-Za-z]-)(\d{4})(?!\d)")
_CAN_BE_DATE = re.compile(r"(?:[01]\d|2[0-6])(?:0[1-9]|[1-4]\d|5[0-3])")
_VOLTS = re.compile(r"(?:03|05|09|12|15|24|28|36|48)(?:03|05|06|09|11|12|13|15|24|33|50)")
_CONVERTER = re.compile(  # series, watts, volts in and out, with blanks between
    r"(?<![\w-])([A-Z]{2,5})[ -]{1,3}\d{1,2}\s{0,2}[-– ]\s{0,2}\d{4}(?!\d)[A-Z]*"
)
_PROCESSORS = frozenset({"8031", "8032", "8035", "8039", "8048", "8049", "8050", "8051", "8052"})
_BETWEEN_LINES = re.compile(r"(?<=\s)[/|](?=\s)|[,;](?=\s)")  # how transcribers write the end of a line
_FOUR = re.compile(r"[0-9]{4}\*{1,2}")


def _blanks(match: re.Match[str]) -> str:
    """Give as many blanks as the signs between two lines of a mark take, so that offsets stay."""
    return " " * len(match[0])


def _is_code(token: Token) -> bool:
    """Tell whether a token can be a part number: it holds letters, or digits that no year and week are."""
    return token.kind == "code" or (token.kind == "number" and not _CAN_BE_DATE.fullmatch(token.text))


def _first_code(tokens: list[Token]) -> int | None:
    for index, token in enumerate(tokens):
        if _is_code(token):
            return index
    return None


def _spots(tokens: list[Token]) -> list[int]:
    """List the places a date code can begin at: tokens that are no plain words, and what stands behind a star."""
    spots = []
    for token in tokens:
        if token.kind != "word" or token.text.lower() in _LEADING_WORDS:
            spots.append(token.start)
            if "*" in token.text and (behind := token.text.index("*") + 1) < len(token.text):
                spots.append(token.start + behind)
    return spots


class _Reader:
    """The state of one reading; thrown away after it."""

    def __init__(self, text: str, maker: str | None, latest: date) -> None:
        self.latest = latest
        self.folded, _ = fold(text)
        if "," in text or ";" in text or "/" in text or "|" in text:
            self.folded = _BETWEEN_LINES.sub(_blanks, self.folded)
        self.tokens = tokenise(self.folded)
        self.named = bool(maker)
        self.profiles, self.maker_id, self.profiled = choose(self.folded, self.tokens, maker)
        self.readings: list[Reading] = []
        self.rejected: list[Rejected] = []
        self.starts = [token.start for token in self.tokens]
        self.spots = _spots(self.tokens)
        self.kinds = [token.kind for token in self.tokens]
        self.first_code = _first_code(self.tokens)
        self._part_digits: dict[str, str] | None = None
        self.joined = self._joined_part()
        self.taken: list[tuple[int, int]] = [self.joined] if self.joined else []  # sorted, disjoint
        self.fields: dict[str, tuple[int, int]] = {}

    def _joined_part(self) -> tuple[int, int] | None:
        """Find a part number printed with a blank in it (`ADF 4350`, `TEN 30 - 2412`): known prefix, no code before."""
        if (found := _CONVERTER.search(self.folded)) and known_prefix(found[1], self.maker_id):
            return found.span()
        for left, right in zip(self.tokens, self.tokens[1:], strict=False):
            if left.kind in {"code", "number"}:
                return None
            head = left.text.rstrip("+-")
            if (
                (left.kind == "caps" or head in {"ATMega", "ATmega", "Si", "Max", "csr"})
                and right.text[0].isdigit()
                and right.kind in {"number", "code", "unit"}
                and right.start - left.end <= 3
                and "-e" not in right.text
                and head.upper() not in {"RFMD", "SONY"}
                and head not in profiles().by_brand
                and known_prefix(head.upper(), self.maker_id)
                and not self._fuller_number_behind(right.end)
            ):
                return left.start, right.end
        return None

    def _fuller_number_behind(self, end: int) -> bool:
        """Tell whether a part number of a known family stands further on, so that these digits are no part of it."""
        behind = (token for token in self.tokens if token.start >= end and token.kind == "code")
        heads = (HEAD.match(token.text) for token in behind)
        return any(head is not None and head[0] in profiles().by_prefix for head in heads)

    def _free(self, start: int, end: int) -> bool:
        place = bisect_left(self.taken, (start, start))
        return (place == 0 or self.taken[place - 1][1] <= start) and (
            place == len(self.taken) or self.taken[place][0] >= end
        )

    def _take(self, start: int, end: int) -> None:
        insort(self.taken, (start, end))

    def _reject(self, start: int, end: int, why: str) -> None:
        self.rejected.append(Rejected(self.folded[start:end], start, end, why))

    def _stands_after_code(self, start: int) -> bool:
        """Tell whether a part number, a suffix or its finish sign stands directly before."""
        index = bisect_left(self.starts, start) - 1
        return (
            index >= 0
            and self.first_code is not None
            and self.first_code <= index
            and self.tokens[index].kind in {"code", "caps", "finish", "number"}
        )

    @property
    def part_digits(self) -> dict[str, str]:
        """Four digits that follow the letters of a part number, with the part they belong to."""
        if self._part_digits is None:
            self._part_digits = {}
            for token in self.tokens:
                if token.kind == "code":
                    for digits in _PART_DIGITS.findall(token.text):
                        self._part_digits.setdefault(digits, token.text)
        return self._part_digits

    def _stands_right(self, after: str, match: re.Match[str]) -> bool:
        """Tell whether a match stands where its rule wants it."""
        if after == "code":
            printed = any(reading.floor == "printed" for reading in self.readings)
            before = self.folded[max(0, match.start() - 24) : match.start()]
            return not printed and self._stands_after_code(match.start()) and not _LABEL.search(before)
        if _LABEL.search(self.folded[max(0, match.start() - 24) : match.start()]):
            return False
        if after == "part":
            return self._stands_behind_type(match.start())
        inside = sum(1 for t in self.tokens if t.kind == "code" and match.start() <= t.start < match.end())
        if after == "beside_type" and len(self.tokens) == 1:
            return self.named and match.end() - match.start() == 6
        if after == "beside_type" and match.start() <= self.starts[0] and not self._type_behind(match.end()):
            return False
        beside = self.kinds.count("code") > inside or self.joined is not None or self.kinds.count("caps") > 0
        return beside or (after == "beside_or_alone" and len(self.tokens) == 1)

    def _stands_behind_type(self, start: int) -> bool:
        """Tell whether a part number stands somewhere before, and no maker's word directly before."""
        if self.first_code is None or self.tokens[self.first_code].end > start:
            return False
        before = self.tokens[bisect_left(self.starts, start) - 1]
        return before.kind != "word" or country_word(before.text) is not None

    def _named_behind(self, end: int) -> bool:
        """Tell whether a type number, or the country that closes a mark, stands further on."""
        words = (country_word(token.text) for token in self.tokens if token.start >= end)
        return self._type_behind(end, least=5) or any(word is not None and word.sure for word in words)

    def _type_behind(self, end: int, least: int = 6) -> bool:
        """Tell whether a token long enough for a type number stands further on."""
        return any(token.start >= end and token.kind == "code" and len(token.text) >= least for token in self.tokens)

    def _counts(self, rule: Rule, match: re.Match[str]) -> bool:
        """Tell whether a match has the length and the place that its rule asks for, and nothing has taken it."""
        start, end = match.span()
        length = end - start
        if rule.length and not rule.length[0] <= length <= rule.length[1]:
            return False
        if length > MAX_TOKEN or not self._free(start, end):
            return False
        return not rule.after or self._stands_right(rule.after, match)

    def apply_rules(self) -> None:
        """Apply the rules of the chosen profiles, the first rule to match a place deciding it."""
        self._apply((profiles().said, *self.profiles))

    def apply_forms(self) -> None:
        """Try the forms that makers share, where neither a rule of the maker nor a bare group has read a date."""
        if self.readings or not any(profile.eia for profile in self.profiles):
            return
        if any(profile.volts for profile in self.profiles):
            return
        self._apply((profiles().forms,), first_only=True)

    def _apply(self, chosen: tuple[Profile, ...], *, first_only: bool = False) -> None:
        folded = self.folded
        for profile in chosen:
            if profile.gate is None:
                continue
            gate = profile.gate.match
            spots = [spot for spot in self.spots if gate(folded, spot)]
            if not spots:
                continue
            for rule in profile.rules:
                match_at = rule.pattern.match
                for spot in spots:
                    match = match_at(folded, spot)
                    if match is not None and self._counts(rule, match):
                        self._read_match(profile, rule, match)
                        if first_only and self.readings:
                            return

    def refuse_near_misses(self) -> None:
        """Name the codes that are almost a date of this maker, where no date was read."""
        if self.readings:
            return
        for profile in self.profiles:
            for near in profile.near:
                for spot in self.spots:
                    match = near.pattern.match(self.folded, spot)
                    if match and self._free(match.start(), match.end()):
                        self._reject(match.start(), match.end(), near.why)

    def _read_match(self, profile: Profile, rule: Rule, match: re.Match[str]) -> None:
        fields = match.groupdict()
        start, end = match.span("code") if "code" in fields else match.span()
        part = profile.not_parts is not None and profile.not_parts.fullmatch(match[0]) is not None
        if part or (not rule.whole_mark and self._begins_a_part(profile, match[0])):
            self._reject(start, end, "a part number of this maker")
            self._take(start, end)
            return
        lead_free = rule.lead_free or bool(rule.lead_free_group and fields.get(rule.lead_free_group))
        reasons = [f"rule {rule.id}"]
        if rule.verified != "yes":
            reasons.append(
                "form seen in published rows" if rule.verified == "rows" else "rule not verified against its source"
            )
        if (short := match[0][:4]).isdigit() and short in self.part_digits:
            self._reject(start, end, f"the number of the part {self.part_digits[short]}, printed short")
            self._take(start, end)
            return
        self._take(*match.span())
        if self._emit(start, end, rule.id, fields, rule=rule, lead_free=lead_free, reasons=reasons):
            for name in ("country", "site", "lot", "trace", "die", "finish"):
                if fields.get(name):
                    self.fields[name] = match.span(name)

    def _begins_a_part(self, profile: Profile, token: str) -> bool:
        """Tell whether a token begins as part numbers of the profile's makers do (`PMBT2222A`), so is no date code."""
        head = HEAD.match(token)
        if head is None or profile.id == "said":
            return False
        return any(own_prefix(head[0], maker) for maker in (*profile.makers, self.maker_id) if maker)

    def _emit(
        self,
        start: int,
        end: int,
        rule_id: str,
        fields: dict[str, str | None],
        *,
        rule: Rule | None = None,
        lead_free: bool = False,
        reasons: list[str],
    ) -> bool:
        weeks = rule.weeks if rule else self.profiles[0].weeks
        try:
            intervals, precision, floor, note = decode(fields, weeks, latest=self.latest, lead_free=lead_free)
        except Refusal as refusal:
            self._reject(start, end, str(refusal))
            return False
        if note:
            reasons = [*reasons, note + (", not before 2004 by its lead-free mark" if floor == "sign" else "")]
        token = self.folded[start:end]
        for interval in intervals:
            self.readings.append(
                Reading(
                    token=token,
                    start=start,
                    end=end,
                    made_from=interval.start,
                    made_to=interval.end,
                    precision=precision,
                    tolerance_days=TOLERANCE_DAYS[precision],
                    rule=rule_id,
                    floor=floor,
                    reasons=reasons,
                )
            )
        return True

    def apply_default(self) -> None:
        """Read a free-standing YYWW group where no rule of the maker has read a date."""
        fours = [
            (index, token)
            for index, token in enumerate(self.tokens)
            if (token.kind == "number" and len(token.text) == 4)
            or (token.text[-1] == "*" and _FOUR.fullmatch(token.text))
        ]
        if not fours:
            return
        allowed = any(profile.eia for profile in self.profiles)
        candidates: list[tuple[int, Token]] = []
        for index, token in fours:
            why = self._not_a_date(index, token) if allowed or self.joined else ""
            if why:
                self._reject(token.start, token.end, why)
            elif not self._free(token.start, token.end):
                continue
            elif not allowed:
                self._reject(token.start, token.end, "this maker prints its dates in another form")
            elif self.readings and not self._says_the_same(token):
                self._reject(
                    token.start, token.end, "the date code stands elsewhere in this marking: a lot or type number"
                )
            else:
                candidates.append((index, token))
        self._read_default(candidates)

    def _says_the_same(self, token: Token) -> bool:
        """Tell whether a group repeats, with its decade, the one-digit year and the week of a code already read."""
        if any(reading.floor == "printed" for reading in self.readings):
            return False
        try:
            fields = {"yy": token.text[:2], "ww": token.text[2:4]}
            intervals, *_ = decode(fields, self.profiles[0].weeks, latest=self.latest, lead_free=False)
        except Refusal:
            return False
        return any(reading.interval == intervals[0] for reading in self.readings)

    def _read_default(self, candidates: list[tuple[int, Token]]) -> None:
        valid: list[tuple[int, Token]] = []
        for index, token in candidates:
            digits = token.text[:4]
            try:
                decode({"yy": digits[:2], "ww": digits[2:]}, "iso", latest=self.latest, lead_free=False)
            except Refusal as refusal:
                self._reject(token.start, token.end, str(refusal))
                continue
            if "80" <= digits[:2] <= "89" and not self._plain_eighties(token, digits):
                self._reject(token.start, token.end, "a date of the 1980s only directly behind a part number")
                continue
            valid.append((index, token))
        if len(valid) > 1 and any(profile.first_only for profile in self.profiles):
            for _, token in valid[1:]:
                self._reject(token.start, token.end, "the second group of four is a lot with this maker")
            valid = valid[:1]
        if len(valid) > 1:
            behind = [pair for pair in valid if self._stands_after_code(pair[1].start)]
            modern = [pair for pair in behind if not "80" <= pair[1].text[:2] <= "89"]
            old_first = behind[:1] and behind[0] not in modern and valid[0] is behind[0]
            kept = valid if len(valid) > 2 else behind[:1] if old_first else modern[:1] or valid
            for _, token in valid:
                if all(token is not other for _, other in kept):
                    self._reject(token.start, token.end, "another group stands where the date code does: a lot number")
            valid = kept
        for _, token in valid:
            reasons = ["four digits, year and week (EIA-476, ECIA NIGP 117)"]
            if len(valid) > 1:
                reasons.append("another group of four could be the date as well")
            if not self.profiled:
                reasons.append("no profile for this maker: default rule")
            self._take(token.start, token.end)
            digits = token.text[:4]
            fields: dict[str, str | None] = {"yy": digits[:2], "ww": digits[2:]}
            self._emit(token.start, token.start + 4, "eia_yyww", fields, reasons=reasons)

    def _plain_eighties(self, token: Token, digits: str) -> bool:
        """Tell whether a group that reads as the 1980s stands where a date code does and names no processor."""
        return digits not in _PROCESSORS and self._stands_after_code(token.start)

    def _not_a_date(self, index: int, token: Token) -> str:
        """Say why a group of four digits is no date code, or nothing."""
        if self.joined and self.joined[0] <= token.start < self.joined[1]:
            return f"part number {self.folded[self.joined[0] : self.joined[1]]!r} printed with a blank"
        before = self.folded[max(0, token.start - 24) : token.start]
        if _COPYRIGHT.search(before):
            return "a copyright year"
        if _LABEL.search(before):
            return "the number of a type, series or document"
        if self.folded[token.end : token.end + 1] == ":":
            return "a label, not a mark"
        if _UNIT_WORD.match(self.folded, token.end):
            return "a quantity with its unit"
        digits = token.text[:4]
        if is_case_size(digits, self.folded[token.end : token.end + 12]):
            return "the size of a case, its value behind it"
        if _VOLTS.fullmatch(digits) and any(profile.volts for profile in self.profiles):
            return "may be volts in and out of this maker's type number"
        if digits in self.part_digits:
            return f"the number of the part {self.part_digits[digits]}, printed short"
        if (
            index + 2 < len(self.tokens)
            and all(other.kind == "number" for other in self.tokens[index + 1 : index + 3])
            and len(self.tokens[index + 1].text) == 3
        ):
            return "a group of an order number"
        volts = any(profile.volts for profile in self.profiles)
        if (volts or not self.profiled) and not self.joined and not self._in_a_code_line(index, token):
            return not_a_lone_date(digits, named=self.named) if len(self.tokens) == 1 and not volts else NOTHING_BESIDE
        if index == 0 and not self.profiled and len(self.tokens) > 1 and not self._named_behind(token.end):
            return "stands where the type number does, and nothing else can be one"
        return ""

    def _in_a_code_line(self, index: int, token: Token) -> bool:
        """Tell whether the text holds anything that makes a lone group of digits part of a top mark."""
        own = int(token.kind == "code")
        behind = self.tokens[index + 1].text if index + 1 < len(self.tokens) else ""
        if (word := country_word(behind)) and word.sure:
            return True
        return self.kinds.count("code") > own or (self.kinds.count("caps") > 0 and self.kinds.count("number") > 1 - own)


def _verdict(readings: list[Reading]) -> Verdict:
    if not readings:
        return "none"
    intervals = {(reading.made_from, reading.made_to) for reading in readings}
    if len(intervals) == 1:
        return "single"
    printed = {(r.start, r.made_from, r.made_to) for r in readings if r.floor == "printed" and r.rule != "eia_yyww"}
    if len({entry[0] for entry in printed}) > 1 and len({entry[1:] for entry in printed}) > 1:
        return "conflict"
    return "ambiguous"


def _agree(readings: list[Reading]) -> list[Reading]:
    """Drop the decades that another, fully printed code of the same marking rules out."""
    printed = [reading for reading in readings if reading.floor == "printed"]
    if not printed or len(printed) == len(readings):
        return readings
    kept = [r for r in readings if r.floor == "printed" or any(r.interval.overlaps(p.interval) for p in printed)]
    return kept if {r.start for r in kept} == {r.start for r in readings} else printed


def read(text: str, maker: str | None = None, *, latest: date | None = None) -> Marking:
    """Read a marking.

    Time: intervals of manufacture are half-open, in UTC days; years after `latest` are not considered.

    Args:
        text: the marking as transcribed, any script, any length.
        maker: the maker's label as published; None when unknown.
        latest: last day that can have been printed; the review date of the profiles when not given.
    """
    reader = _Reader(text, maker, latest or profiles().reviewed)
    reader.apply_rules()
    reader.apply_default()
    reader.apply_forms()
    reader.refuse_near_misses()
    readings = _agree(reader.readings)
    plain = text is reader.folded
    flags = [] if text.isascii() else _flags(text, reader.tokens)
    if not plain:
        readings = [r if text[r.start : r.end] == r.token else _as_printed(r, text) for r in readings]
    return Marking(
        text=text,
        maker=maker,
        verdict=_verdict(readings),
        readings=readings,
        parts=assign_roles(text, reader.tokens, readings, reader.fields, reader.joined),
        rejected=[r if plain else replace(r, token=text[r.start : r.end]) for r in reader.rejected],
        flags=flags,
        profile="+".join([profile.id for profile in reader.profiles]),
    )


def _flags(text: str, tokens: list[Token]) -> list[str]:
    """Name what wants a second look: letters of two alphabets, letters among digits, invisible signs."""
    flags = []
    for token in tokens:
        span = text[token.start : token.end]
        if span.isascii():
            continue
        if mixed(span):
            flags.append(f"letters of two alphabets in {span!r}")
        elif any(ch.isdigit() for ch in span) and any(ch.isalpha() and not ch.isascii() for ch in span):
            flags.append(f"letters of another alphabet beside digits in {span!r}")
    hidden = sorted({f"U+{ord(ch):04X}" for ch in text if category(ch) == "Cf"})
    if hidden:
        flags.append(f"invisible characters in the text: {', '.join(hidden)}")
    return flags


def _as_printed(reading: Reading, text: str) -> Reading:
    """Give the token back in the letters it was handed in with, and say that look-alikes were folded."""
    token = text[reading.start : reading.end]
    folded = [] if token.isascii() else ["look-alike letters of another alphabet read as Latin"]
    return replace(reading, token=token, reasons=[*reading.reasons, *folded])
