"""Every error a user can meet, and the exit code it ends with.

::

    CountermarkError                                   exit 1, HTTP 500
    |- InputError      file, row, column, remedy       exit 2, HTTP 422
    |  |- FormatError      the file is not what its kind says
    |  |- EncodingError    bytes that are no text in any encoding tried
    |  `- MappingError     headings that cannot be mapped to the documented layout
    |- UnknownEntity   a malformed or missing id       exit 2, HTTP 404
    |- Finding         asked for with --fail-on        exit 3, HTTP 409
    |- Unresolved      a question the operator must settle first   exit 4, HTTP 409
    |- SourceError     unreachable or refused          exit 4, HTTP 502
    |- StaleList, IncompleteList                       exit 4, HTTP 503
    `- IntegrityError  seal, hash, chain               exit 5, HTTP 500
"""

from __future__ import annotations

from typing import ClassVar


class CountermarkError(Exception):
    """An error with a stable code, a hint for the user, an exit code and an HTTP status."""

    code: ClassVar[str] = "internal"
    exit_code: ClassVar[int] = 1
    http_status: ClassVar[int] = 500

    def __init__(self, detail: str, *, hint: str = "", where: str = "") -> None:
        """`detail` says what is wrong, `hint` what to do about it, `where` the file, row and column."""
        super().__init__(detail)
        self.detail = detail
        self.hint = hint
        self.where = where

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{place}{self.detail}{hint}"


class InputError(CountermarkError):
    """What the user handed in cannot be used."""

    code = "input"
    exit_code = 2
    http_status = 422


class FormatError(InputError):
    """A file is not what its kind says: truncated, encrypted, torn, of another format."""

    code = "format"


class EncodingError(InputError):
    """Bytes that are no text in any encoding tried."""

    code = "encoding"


class MappingError(InputError):
    """Headings that cannot be mapped to the documented column layout."""

    code = "mapping"


class UnknownEntity(CountermarkError):  # noqa: N818 - the field's word, kept in the contract
    """A malformed or missing id. An unknown name is an answer, not an error."""

    code = "unknown_entity"
    exit_code = 2
    http_status = 404


class Finding(CountermarkError):  # noqa: N818 - an outcome the user asked to fail on
    """A finding the user asked to fail on."""

    code = "finding"
    exit_code = 3
    http_status = 409


class Unresolved(CountermarkError):  # noqa: N818 - a state of the data, not a fault of the program
    """A figure is withheld until a person settles what is wrong with the rows behind it."""

    code = "unresolved"
    exit_code = 4
    http_status = 409


class SourceError(CountermarkError):
    """A source could not be reached, or refused."""

    code = "source"
    exit_code = 4
    http_status = 502


class StaleList(SourceError):  # noqa: N818 - a state of the list
    """The newest list held is older than the question allows."""

    code = "stale_list"
    http_status = 503


class IncompleteList(SourceError):  # noqa: N818 - a state of the list
    """The newest list held is quarantined or partial."""

    code = "incomplete_list"
    http_status = 503


class LedgerMoved(CountermarkError):  # noqa: N818 - a state of the ledger, met by trying again
    """Somebody else added to the ledger while a batch was computed from what it held before."""

    code = "ledger_moved"
    http_status = 409


class IntegrityError(CountermarkError):
    """Stored bytes do not match their seal, hash or chain."""

    code = "integrity"
    exit_code = 5
