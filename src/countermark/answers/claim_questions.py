"""The questions that can test a claim, by name. A later question joins by one entry here.

A question takes the case and a unit and gives a finding whose verdict is a word of `reference/claim_verdicts.csv` for
that question, or empty where it could not be asked; what the claim then is called is decided there and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable

from countermark.answers.claim_additions import ask_changes
from countermark.answers.claim_case import Case, Finding
from countermark.answers.claim_listing import ask_status
from countermark.answers.claim_made import ask_made
from countermark.answers.claim_reports import ask_later, ask_reports
from countermark.answers.claim_units import Unit

Question = Callable[[Case, Unit], Finding]

QUESTIONS: dict[str, Question] = {
    "status": ask_status,
    "changes": ask_changes,
    "made": ask_made,
    "reports": ask_reports,
    "later": ask_later,
}
