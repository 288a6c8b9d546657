"""The program ``kzsearch``: parses arguments, prints results, and maps errors to exit codes."""

from kzsearch.cli.entry import main, program

__all__ = ["main", "program"]
