"""The command line: parses, calls, renders, and turns every error into one clear line and its exit code.

Exit codes: 0 ok, 1 internal, 2 usage or bad input, 3 a finding (with --fail-on), 4 source unavailable, stale or
unresolved, 5 integrity failure, 130 interrupted.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, NoReturn

import click

import countermark
from countermark.model.errors import CountermarkError

COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("demo", "Build the demo ledger and run the main job on it."),
    "init": ("ledger", "Make a new, empty ledger."),
    "add": ("ledger", "Add files to the ledger as one sealed batch."),
    "fetch": ("fetch", "Fetch lists from their publishers and add them."),
    "batches": ("ledger", "List the sealed entries of the ledger."),
    "verify": ("ledger", "Check every stored byte against its seal."),
    "export": ("export", "Write the rows of the ledger in open formats."),
    "marking": ("marking", "Read one marking, or one a line."),
    "trace": ("trace", "Trace every part of a table or a specimen into a dossier."),
    "made": ("made", "Tell when parts were made, against a control."),
    "sources": ("lists", "Show the lists held: snapshots, freshness, counts, what was set aside."),
    "status": ("lists", "Tell whether a party was listed on a day, where, and by which clock."),
    "changes": ("lists", "Tell what a list added, removed and altered between two days."),
    "sheet": ("sheet", "Print one page: a marking, a party and a day against every list held."),
    "read": ("read", "Read a report: who says what, in which words."),
    "check": ("check", "Check every claim of a report against the ledger."),
    "timeline": ("check", "Put reports and listings of an actor, or of two, on one axis."),
    "judge": ("judge", "Record a judgement: a reading, repeated rows, two entries that are one party, a claim."),
}


class _ClosedPipe(Exception):  # noqa: N818 - no error: whoever reads the output has read enough
    """Whoever reads what is written has gone."""


class LazyGroup(click.Group):
    """A group that imports a command's module only when the command runs, so that --help stays instant."""

    def make_context(self, *arguments: Any, **more: Any) -> click.Context:
        """Make the context; --help and --version write here."""
        with _pipe():
            return super().make_context(*arguments, **more)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a pipe that closes is told from every other error, which click would end with 1."""
        with _pipe():
            return super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the commands in the order of a day's work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of a command and give it."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"countermark.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Suggest the nearest command for an unknown one."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            import difflib

            near = difflib.get_close_matches(args[0], COMMANDS, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise click.UsageError(f"No such command {args[0]!r}.{hint}")
        return super().resolve_command(ctx, args)


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog="Every answer carries its evidence. Exit codes: 0 ok, 2 bad input, 3 finding, 4 source, 5 integrity.",
)
@click.version_option(countermark.__version__, prog_name="countermark")
def cli() -> None:
    """Read the markings on recovered parts; say when they were made, where they come from, and what that shows."""


@contextmanager
def _pipe() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError as error:
        raise _ClosedPipe from error


def _fail(message: str, code: int) -> NoReturn:
    with suppress(BrokenPipeError):
        sys.stderr.write(f"countermark: {message}\n")
    _exit(code)


def _worded(error: CountermarkError) -> str:
    """Write an error as one line; a hint of several lines (a mapping to fill in) stands below it as it is."""
    if "\n" not in error.hint:
        return f"error: {error}"
    place = f"{error.where}: " if error.where else ""
    return f"error: {place}{error.detail}\n{error.hint.rstrip()}"


def _internal(error: Exception) -> NoReturn:
    if os.environ.get("COUNTERMARK_DEBUG"):
        raise error
    _fail(f"internal error: {type(error).__name__}: {error} (set COUNTERMARK_DEBUG=1 to see where)", 1)


def _end(number: int, _: object) -> NoReturn:
    """End as after Ctrl-C, so that temporary folders are removed."""
    sys.exit(128 + number)


def _exit(code: int) -> NoReturn:
    """End; what nobody reads any more goes nowhere, or the interpreter would end with an exit code of its own."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (BrokenPipeError, ValueError):
            with suppress(OSError, ValueError):
                nowhere = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nowhere, stream.fileno())
                os.close(nowhere)
    sys.exit(code)


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and end the process with its exit code."""
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _end)
    try:
        result: Any = cli.main(args=arguments, prog_name="countermark", standalone_mode=False)
        sys.stdout.flush()
    except CountermarkError as error:
        _fail(_worded(error), error.exit_code)
    except click.exceptions.Exit as stop:
        _exit(stop.exit_code)
    except click.ClickException as error:
        with suppress(BrokenPipeError):
            error.show(file=sys.stderr)
        _exit(2)
    except (click.Abort, KeyboardInterrupt):
        _fail("interrupted", 130)
    except (_ClosedPipe, BrokenPipeError):
        _exit(0)
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        _fail(f"error: {place}{error.strerror or error}", 2)
    except Exception as error:
        _internal(error)
    _exit(result if isinstance(result, int) else 0)
