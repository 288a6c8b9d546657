"""The program and its exit codes. Commands import the library when they run, so that ``--help`` is fast."""

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
    """Prints kzsearch errors without a traceback, and ends quietly when the reader of a pipe is gone."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - the signature of click
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except BrokenPipeError:  # `kzsearch search ... | head`
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)
        except Exception as error:
            message = _message(error)
            if message is None:
                raise
            raise click.ClickException(message) from error
        return result


def _message(error: Exception) -> str | None:
    """Return the message for the user; None for errors that are bugs, which need a traceback."""
    from kzsearch_analyzers.errors import AnalyzerError

    if isinstance(error, (KzsearchError, AnalyzerError)):
        return str(error)
    if isinstance(error, OSError):
        reason = error.strerror or str(error)
        return f"{error.filename}: {reason}" if error.filename else reason
    return None


@click.group(
    cls=_Program,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=examples("index articles.kz articles/", "search articles.kz мектептеріміздегі кітапханалар"),
)
@click.version_option(package_name="kzsearch", message="%(prog)s %(version)s")
def program() -> None:
    """Full-text search for Kazakh, in any script and on any keyboard.

    Exit codes: 0 success (even if nothing is found), 1 error, 2 wrong usage, 130 interrupted.
    """


for _command in (index, search, analyze, translit, info, delete, demo):
    program.add_command(_command)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the program and exit.

    Args:
        arguments: Without the name of the program; by default those of the process.
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
