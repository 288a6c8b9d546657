"""The command-line reference, from the program itself."""

from __future__ import annotations

from collections.abc import Iterator

import click

_WIDTH = 100


def commands(command: click.Command, name: str = "kzsearch") -> Iterator[tuple[str, click.Command]]:
    """A command and all commands below it, with the words that call each."""
    yield name, command
    if isinstance(command, click.Group):
        for sub in command.list_commands(click.Context(command)):
            found = command.get_command(click.Context(command), sub)
            if found is not None and not found.hidden:
                yield from commands(found, f"{name} {sub}")


def help_text(command: click.Command, name: str) -> str:
    """What ``--help`` prints."""
    context = click.Context(command, info_name=name, terminal_width=_WIDTH, max_content_width=_WIDTH)
    return command.get_help(context)


def render(command: click.Command) -> str:
    """The reference page."""
    parts = [
        "# Command line",
        "Generated from the program: this is what `--help` prints, command by command. Worked examples are in "
        "[Getting started](../getting-started.md).",
    ]
    for name, sub in commands(command):
        parts += [f"## {name}", f"```text\n{help_text(sub, name)}\n```"]
    return "\n\n".join(parts) + "\n"
