"""The libraries of the extra `reports`, imported when a report needs them."""

from __future__ import annotations

import importlib
from typing import Any

from countermark.model.errors import InputError


def library(name: str, what: str) -> Any:
    """Import a library of the extra.

    Raises:
        InputError: it is not installed; names the extra.
    """
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise InputError(
            f"reading {what} needs {name.partition('.')[0]}, which is not installed",
            hint="pip install 'countermark[reports]', or give the text alone",
        ) from error
