"""The program ``kzsearch``: prints, and maps errors to exit codes; what it does is in the library."""

from kzsearch.cli.entry import main, program

__all__ = ["main", "program"]
