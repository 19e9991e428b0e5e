"""Draw a dossier: one self-contained HTML file from a title and answers.

1. Everything that is printed passes through autoescape, and through `visible` before it.
2. The file asks for nothing: a Content-Security-Policy forbids every request, scripts included; the style sheet is
   named by its hash.
3. The same answers give the same bytes: no clock is read.
"""

from __future__ import annotations

from countermark.model.answer import Answer
from countermark.report.page import asset, environment
from countermark.report.view import answer_view


def render(title: str, answers: list[Answer], *, generated_from: str = "") -> str:
    """Draw a dossier as one HTML file that needs nothing else.

    Args:
        title: what the reader calls it.
        answers: each becomes a section, in order; made for `trace`, whose every detail is drawn.
        generated_from: what the answers were asked of, for a person: a ledger, a file.
    """
    text, style_hash = asset()
    return (
        environment()
        .get_template("dossier.html.j2")
        .render(
            title=title,
            views=[answer_view(answer, number) for number, answer in enumerate(answers, 1)],
            generated_from=generated_from,
            style=text,
            style_hash=style_hash,
        )
    )
