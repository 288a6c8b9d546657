"""What the engine needs of an analyzer, and the default one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from kzsearch_analyzers.token import Token


class Analyzer(Protocol):
    """Turns text into tokens; the same one must write an index and read it."""

    def analyze(self, text: str) -> list[Token]:
        """Tokens in the order of the text; any string is accepted."""
        ...

    def respelled(self, term: str) -> tuple[str, ...]:
        """Words that one typing error turns into a term, whether a text has them or not; may be empty.

        Asked for only where no section has the term, and its token is not ``known``.
        """
        ...

    def fingerprint(self) -> str:
        """Hex digest that changes whenever the output for some text may change."""
        ...

    def describe(self) -> str:
        """One readable line, e.g. ``kazakh-1``."""
        ...


def default_analyzer() -> Analyzer:
    """The Kazakh analyzer; imported here because its tables take longer to load than the whole engine."""
    from kzsearch_analyzers import kazakh_analyzer

    return kazakh_analyzer()
