"""The command-line reference, from the program itself."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

PROGRAM = "kzsearch"
COLUMNS = "80"
"""Width of the terminal that the help is printed for."""


def commands(command: click.Command, name: str = PROGRAM) -> Iterator[tuple[str, click.Command]]:
    """A command and all commands below it, each with the words that call it."""
    yield name, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for below in command.list_commands(context):
            found = command.get_command(context, below)
            if found is not None and not found.hidden:
                yield from commands(found, f"{name} {below}")


@cache
def help_text(name: str) -> str:
    """What ``name --help`` prints. A process, for click wraps lines elsewhere under its own test runner."""
    command = [sys.executable, "-m", *name.split(), "--help"]
    environment = os.environ | {"COLUMNS": COLUMNS}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, encoding="utf-8", check=True)
    return done.stdout


def render(program: click.Command) -> str:
    """The reference page."""
    parts = [
        "# Command line",
        "Generated from the program: this is what `--help` prints, command by command. "
        "Worked examples are in [Getting started](../getting-started.md).",
    ]
    for name, _ in commands(program):
        parts += [f"## {name}", f"```text\n{help_text(name)}```"]
    return "\n\n".join(parts) + "\n"
