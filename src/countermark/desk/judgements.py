"""What a person decides about a row or a file: recorded with who, when and why; reversible; never rewritten."""

from __future__ import annotations

from datetime import date

from countermark.ledger import Entry, Ledger
from countermark.model.dates import parse_interval
from countermark.model.errors import InputError

MAX_WORDS = 4000


def _said(by: str, why: str) -> dict[str, str]:
    by, why = by.strip(), why.strip()
    if not by or not why:
        raise InputError("a judgement needs who and why", hint="give --by NAME --why TEXT")
    if len(why) > MAX_WORDS:
        raise InputError(f"--why is longer than {MAX_WORDS} characters")
    return {"by": by, "why": why}


def overrule_reading(ledger: Ledger, *, original: str, row: int, made: str, by: str, why: str, today: date) -> Entry:
    """Record that a person reads the row's date otherwise.

    Args:
        ledger: where it is recorded.
        original: SHA-256 of the file the row was read from.
        row: its data row.
        made: an ISO day, week, month, year or range, or `none` for a marking that carries no date.
        by: who decides.
        why: the reason, kept with it.
        today: a date that begins after it is refused.

    Raises:
        InputError: a date that is none, or no name or reason.
    """
    interval = None
    if made != "none":
        interval = parse_interval(made)
        if interval is None:
            raise InputError(f"{made!r} is no date", hint="write 2022-W28, 2022-07, 2022-07-14, 2021/2023, or none")
        if interval.start > today:
            raise InputError(f"{made!r} lies ahead: nothing was made then yet", hint="check the year")
    return ledger.record(
        "judgement",
        {
            "about": "reading",
            "decision": "overrule",
            "original": original,
            "row": row,
            "made_from": interval.start.isoformat() if interval else None,
            "made_to": interval.end.isoformat() if interval else None,
            **_said(by, why),
        },
    )


def withdraw_reading(ledger: Ledger, *, original: str, row: int, by: str, why: str) -> Entry:
    """Take an overruling back; the machine's reading counts again, and both stay on record.

    Raises:
        InputError: no overruling of that row stands.
    """
    standing = [
        judgement["decision"]
        for judgement in ledger.view().judgements
        if (judgement.get("about"), judgement.get("original"), judgement.get("row")) == ("reading", original, row)
    ]
    if standing[-1:] != ["overrule"]:
        raise InputError("no overruling of that row stands", hint="countermark batches lists the judgements")
    return ledger.record(
        "judgement",
        {"about": "reading", "decision": "withdraw", "original": original, "row": row, **_said(by, why)},
    )


def judge_party(ledger: Ledger, *, entities: tuple[str, str], decision: str, by: str, why: str) -> Entry:
    """Record whether two entries of lists are one party: `same`, `different`, or `withdrawn`.

    Raises:
        InputError: one entry twice, another decision, or nothing to withdraw.
    """
    if entities[0] == entities[1]:
        raise InputError("two different entries are needed", hint="status shows their ids")
    if decision not in {"same", "different", "withdrawn"}:
        raise InputError(f"no decision {decision!r}", hint="same, different or withdrawn")
    pair = sorted(entities)
    if decision == "withdrawn":
        standing = [
            judgement["decision"]
            for judgement in ledger.view().judgements
            if (judgement.get("about"), judgement.get("entities")) == ("party", pair)
        ]
        if standing[-1:] in ([], ["withdrawn"]):
            raise InputError("no judgement of these two stands", hint="countermark batches lists the judgements")
    return ledger.record("judgement", {"about": "party", "decision": decision, "entities": pair, **_said(by, why)})


def judge_duplicates(ledger: Ledger, *, original: str, accept: bool, by: str, why: str) -> Entry:
    """Record whether rows of a file that repeat a published id count once (`accept`) or the figures stay withheld."""
    return ledger.record(
        "judgement",
        {"about": "duplicates", "decision": "accept" if accept else "withdraw", "original": original, **_said(by, why)},
    )


def judge_claim(
    ledger: Ledger, *, claim: str, report: str, text_sha256: str, decision: str, by: str, why: str
) -> Entry:
    """Record whether what a claim says of the world is taken on: `promote`, `reject`, or `withdraw` either.

    Promoting writes no fact: the claimed statement stays as it was, and exports carry an accepted one beside it.

    Args:
        ledger: where it is recorded.
        claim: the claim's id in the ledger.
        report: SHA-256 of the report's original.
        text_sha256: SHA-256 of the text the claim was read in.
        decision: `promote`, `reject` or `withdraw`.
        by: who decides.
        why: the reason, kept with it.

    Raises:
        InputError: another decision, no name or reason, or nothing to withdraw.
    """
    if decision not in {"promote", "reject", "withdraw"}:
        raise InputError(f"no decision {decision!r}", hint="promote, reject or withdraw")
    if decision == "withdraw":
        standing = [
            judgement["decision"]
            for judgement in ledger.view().judgements
            if (judgement.get("about"), judgement.get("claim")) == ("claim", claim)
        ]
        if standing[-1:] in ([], ["withdraw"]):
            raise InputError("no judgement of that claim stands", hint="countermark batches lists the judgements")
    body = {"about": "claim", "decision": decision, "claim": claim, "report": report, "text_sha256": text_sha256}
    return ledger.record("judgement", {**body, **_said(by, why)})
