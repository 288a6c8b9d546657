"""The program and its exit codes. Commands import what they need when they run: ``--help`` must not wait."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any, NoReturn

import click

from kzsearch.cli.analyze import analyze
from kzsearch.cli.demo import demo
from kzsearch.cli.indexing import delete, index, info
from kzsearch.cli.search import search
from kzsearch.cli.terminal import examples, use_utf8
from kzsearch.cli.translit import translit
from kzsearch.errors import KzsearchError

if TYPE_CHECKING:
    from collections.abc import Sequence

_INTERRUPTED = 130


class _Program(click.Group):
    """A group whose commands end quietly when nobody reads on, and without a traceback on errors of ours."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - as click has it
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:  # `kzsearch search ... | head`
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)
        except KzsearchError as error:
            raise click.ClickException(str(error)) from error
        except OSError as error:
            raise click.ClickException(_system_message(error)) from error
        return result


@click.group(
    cls=_Program,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=examples("index articles.kz articles/", "search articles.kz мектептеріміздегі кітапханалар"),
)
@click.version_option(package_name="kzsearch", message="%(prog)s %(version)s")
def program() -> None:
    """Full-text search for Kazakh, in any script and on any keyboard.

    Exit codes: 0 fine (also when nothing is found), 1 an error, 2 wrong usage, 130 interrupted.
    """


for _command in (index, search, analyze, translit, info, delete, demo):
    program.add_command(_command)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the program and exit.

    Args:
        arguments: Without the program's name; those of the process unless given.
    """
    use_utf8()
    sys.exit(_exit_code(arguments))


def _exit_code(arguments: Sequence[str] | None) -> int:
    try:
        code = program.main(arguments, prog_name="kzsearch", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return _INTERRUPTED
    return code if isinstance(code, int) else 0


def _system_message(error: OSError) -> str:
    reason = error.strerror or str(error)
    return f"{error.filename}: {reason}" if error.filename else reason
