"""What every page is made with: the one template environment, and style sheets and scripts.

A style sheet or script comes with the hash by which a Content-Security-Policy names it.
"""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from countermark.report import words
from countermark.report.view import bound_sentence

BASE_STYLE = "dossier.css"


@lru_cache(maxsize=32)
def _source(name: str) -> str:
    """Read a file of `templates/`."""
    return files(__package__).joinpath("templates", name).read_text(encoding="utf-8").replace("\r\n", "\n")


@lru_cache(maxsize=8)
def asset(name: str = BASE_STYLE) -> tuple[Markup, str]:
    """Give a style sheet or script and its hash; a style sheet begins with the one every page has."""
    text = _source(name)
    if name.endswith(".css") and name != BASE_STYLE:
        text = f"{_source(BASE_STYLE)}{text}"
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return Markup(text), f"sha256-{digest}"  # noqa: S704 - our own file, from the package


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
