"""Make the command-line reference from the program itself."""

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
"""Width of the terminal for which the help is printed."""


def commands(command: click.Command, name: str = PROGRAM) -> Iterator[tuple[str, click.Command]]:
    """Yield a command and all its subcommands, each with its full name such as ``kzsearch index``."""
    yield name, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for below in command.list_commands(context):
            found = command.get_command(context, below)
            if found is not None and not found.hidden:
                yield from commands(found, f"{name} {below}")


@cache
def help_text(name: str) -> str:
    """Return the output of ``name --help`` from a subprocess, as click's test runner wraps differently."""
    command = [sys.executable, "-m", *name.split(), "--help"]
    environment = os.environ | {"COLUMNS": COLUMNS}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, encoding="utf-8", check=True)
    return done.stdout


def render(program: click.Command) -> str:
    """Return the reference page as Markdown."""
    parts = [
        "# Command line",
        "Generated from the program: the output of `--help` for each command. "
        "Worked examples are in [Getting started](../getting-started.md).",
    ]
    for name, _ in commands(program):
        parts += [f"## {name}", f"```text\n{help_text(name)}```"]
    return "\n\n".join(parts) + "\n"
