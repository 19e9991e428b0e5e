"""Write docs/reference/commands.md from the commands' own help: `python tools/command_reference.py [--check]`."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from countermark.cli import COMMANDS, cli  # noqa: E402

PLACE = ROOT / "docs" / "reference" / "commands.md"
HEAD = "# Commands\n\nGenerated from the commands' help by `tools/command_reference.py`; do not edit.\n"


def _help(command: click.Command, name: str, parent: click.Context | None = None) -> str:
    context = click.Context(command, info_name=name, parent=parent, max_content_width=100, terminal_width=100)
    return command.get_help(context)


def page() -> str:
    """Give the page."""
    root = click.Context(cli, info_name="countermark", max_content_width=100, terminal_width=100)
    parts = [HEAD, "```text\n" + cli.get_help(root) + "\n```\n"]
    for name, (module, _) in COMMANDS.items():
        command = getattr(importlib.import_module(f"countermark.cli.{module}"), name)
        parts.append(f"\n## {name}\n\n```text\n{_help(command, name, root)}\n```\n")
        if isinstance(command, click.Group):
            here = click.Context(command, info_name=name, parent=root)
            for sub, subcommand in command.commands.items():
                parts.append(f"\n### {name} {sub}\n\n```text\n{_help(subcommand, sub, here)}\n```\n")
    return "".join(parts)


if __name__ == "__main__":
    text = page()
    if "--check" in sys.argv:
        if not PLACE.exists() or PLACE.read_text(encoding="utf-8") != text:
            sys.exit("docs/reference/commands.md is stale: run python tools/command_reference.py")
    else:
        PLACE.parent.mkdir(parents=True, exist_ok=True)
        PLACE.write_text(text, encoding="utf-8")
