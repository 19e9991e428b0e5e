"""Draw a dossier: one self-contained HTML file from a title and answers.

1. Everything that is printed passes through autoescape, and through `visible` before it.
2. The file asks for nothing: a Content-Security-Policy forbids every request, scripts included; the style sheet is
   named by its hash.
3. The same answers give the same bytes: no clock is read.
"""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from countermark.model.answer import Answer
from countermark.report import words
from countermark.report.view import answer_view, bound_sentence


@lru_cache(maxsize=32)
def _source(name: str) -> str:
    return files(__package__).joinpath("templates", name).read_text(encoding="utf-8").replace("\r\n", "\n")


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Give the one environment every page is drawn in: autoescape, strict, invisible characters shown."""
    made = Environment(
        loader=FunctionLoader(_source),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=words.visible,
    )
    made.filters.update(
        day=words.day_text,
        count=words.count_text,
        share=words.share_text,
        figure_name=words.figure_name,
    )
    made.globals.update(
        span=words.span_text,
        iso=words.iso_span,
        plural=words.plural,
        days_from=words.days_from,
        lag=words.lag_text,
        bound_sentence=bound_sentence,
        tolerance=words.tolerance_text,
        DIMENSIONS=words.DIMENSIONS,
        PARAMETERS=words.PARAMETERS,
        PROPERTIES=words.PROPERTIES,
        UNITS=words.UNITS,
    )
    return made


@lru_cache(maxsize=1)
def style() -> tuple[Markup, str]:
    """Give the style sheet and its hash as a Content-Security-Policy names it."""
    text = _source("dossier.css")
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return Markup(text), f"sha256-{digest}"  # noqa: S704 - our own file, from the package


def render(title: str, answers: list[Answer], *, generated_from: str = "") -> str:
    """Draw a dossier as one HTML file that needs nothing else.

    Args:
        title: what the reader calls it.
        answers: each becomes a section, in order; made for `trace`, whose every detail is drawn.
        generated_from: what the answers were asked of, for a person: a ledger, a file.
    """
    text, style_hash = style()
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
