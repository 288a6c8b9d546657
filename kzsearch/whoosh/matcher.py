"""A matcher of Whoosh over the postings of one term."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from whoosh.matching import ListMatcher, ReadTooFar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from whoosh.formats import Format
    from whoosh.reading import TermInfo
    from whoosh.scoring import BaseScorer


class PostingsMatcher(ListMatcher):  # type: ignore[misc]  # Whoosh has no types
    """Steps through decoded postings; positions are decoded when a query asks for them."""

    def __init__(
        self,
        documents: Sequence[int],
        frequencies: Sequence[int],
        positions: Callable[[], Sequence[Sequence[int]]],
        format_: Format,
        scorer: BaseScorer | None,
        term: tuple[str, bytes],
        terminfo: TermInfo,
        start: int = 0,
    ) -> None:
        """Make a matcher.

        Args:
            documents: Ascending.
            frequencies: One for every document.
            positions: Returns the positions of every posting.
            format_: Of the field.
            scorer: Of the search; None if it does not score.
            term: Name of the field, and the term.
            terminfo: Statistics of the term.
            start: The first posting.
        """
        super().__init__(documents, frequencies, None, format_, scorer, start, term=term, terminfo=terminfo)
        self._positions_of_all = positions
        self._positions: Sequence[Sequence[int]] | None = None

    def copy(self) -> PostingsMatcher:
        """Return a second matcher at the same posting."""
        return PostingsMatcher(
            self._ids, self._weights, self._positions_of_all, self._format, self._scorer, self._term,
            self._terminfo, self._i,
        )  # fmt: skip

    def skip_to(self, id: int) -> None:  # noqa: A002  # the name that Whoosh uses
        """Go to the first document that is not before this one."""
        if not self.is_active():
            raise ReadTooFar
        self._i: int = bisect_left(self._ids, id, lo=self._i)

    def value(self) -> bytes:
        """Return the payload as the format of the field encodes it."""
        return self._format.encode(self._positions_here()) if self.supports("positions") else b""

    def value_as(self, astype: str) -> object:
        """Return frequency, weight or positions of this posting."""
        if astype == "frequency":
            return int(self.weight())
        if astype == "weight":
            return float(self.weight())
        return self._positions_here() if astype == "positions" else super().value_as(astype)

    def all_items(self) -> Iterator[tuple[int, bytes]]:
        """Yield all documents with their payloads."""
        here = self.copy()
        here.reset()
        while here.is_active():
            yield here.id(), here.value()
            here.next()

    def _positions_here(self) -> list[int]:
        if self._positions is None:
            self._positions = self._positions_of_all()
        return list(self._positions[self._i])
