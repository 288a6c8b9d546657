"""Words with a hyphen: pairs (``ата-ана``), an ending after its word (``iphone-ның``), a word cut in two."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kzsearch_analyzers.lookup.foreign_script import is_foreign
from kzsearch_analyzers.lookup.policy import MAX_LEMMAS, LookupPolicy, Resolution, first_resolution
from kzsearch_analyzers.scripts import Script, detect_script

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kzsearch_analyzers.morphology.analyze import Morphology


class HyphenatedWord:
    """Resolves a hyphenated word as a whole, by its parts, and without its hyphens."""

    def __init__(
        self, resolve: Callable[[str], Resolution], cyrillic: Sequence[LookupPolicy], morphology: Morphology
    ) -> None:
        """Take the whole chain, for parts; the policies of Cyrillic words, for the pair; the morphology."""
        self._resolve = resolve
        self._cyrillic = cyrillic
        self._morphology = morphology

    def resolve(self, word: str) -> Resolution | None:
        """Return the pair, whose parts are read back first if they are in another script."""
        if "-" not in word:
            return None
        if is_foreign(word):
            read = "-".join(self._resolve(part).term if part else "" for part in word.split("-"))
            if detect_script(read) is Script.CYRILLIC:
                found = self._pair(read)
                return replace(found, lemmas=tuple(dict.fromkeys((*found.lemmas, word))), typed=word)
        return self._pair(word)

    def _pair(self, word: str) -> Resolution:
        parts = word.split("-")
        pair = first_resolution(self._cyrillic, word)
        if pair.lemmas == (parts[0],) and is_foreign(parts[0]):
            # the ending of iphone-ның is taken off; iphone may be a Kazakh word in another script
            return replace(pair, lemmas=tuple(dict.fromkeys((parts[0], *self._resolve(parts[0]).lemmas))))
        joined = "".join(parts)
        whole = [reading.lemma for reading in self._morphology.known(joined)]
        if not whole:
            return pair
        # мек-теп is мектеп; but both parts of көз-қарас are words, and it keeps its hyphen
        cut = not all(self._morphology.known(part) for part in parts)
        lemmas = tuple(dict.fromkeys((*pair.lemmas, *whole)))[:MAX_LEMMAS]
        return Resolution(joined if cut else pair.term, lemmas, word)
