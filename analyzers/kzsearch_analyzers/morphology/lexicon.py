"""The lexicon: lemmas with part of speech, and the stems under which suffixes know them.

One lemma has several stems (``кітап`` and voiced ``кітаб``, ``орын`` and elided ``орн``, ``оқы`` and ``оқ``
before у). The rules of ``stems_of`` say which, the flags of a lexicon row where a word departs from them.
Looking up runs the rules backwards (``_candidates``) and asks ``stems_of`` to confirm, so there is one
definition of a stem.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from kzsearch_analyzers.errors import GrammarError
from kzsearch_analyzers.morphology.phonology import (
    UNVOICED,
    VOICED,
    VOWELS,
    Harmony,
    context_mask,
    harmony_of,
    letter_class,
)
from kzsearch_analyzers.tables import read_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

LEXICON = "morphology/lexicon"
POS = frozenset(
    ["n", "np", "v", "adj", "adv", "num", "prn", "det", "post", "cnj", "part", "ij", "mod", "ono", "abbr"]
)
FLAGS = {
    "harmony": frozenset({"front", "back", "either"}),
    "voice": frozenset({"no"}),
    "elide": frozenset({"yes"}),
    "kind": frozenset(["top", "ant", "cog", "org", "oth"]),
    "alt": None,
}
"""Known flags with their values; None = any text."""


class Lexeme(NamedTuple):
    """A row of the lexicon; lower case. ``flags`` only where the word departs from the rules.

    ``frequency`` is the class of frequency.tsv: how common the lexeme is in running text, 0 for rare, each
    class four times the one before.
    """

    lemma: str
    pos: str
    flags: tuple[tuple[str, str], ...] = ()
    frequency: int = 0

    def flag(self, name: str) -> str:
        """The value of a flag, empty when it is not set."""
        for key, value in self.flags:
            if key == name:
                return value
        return ""


class Stem(NamedTuple):
    """A spelling of a lexeme with the mask of contexts that it leaves to suffixes."""

    text: str
    lexeme: Lexeme
    contexts: int


_HARMONY = {"front": Harmony.FRONT, "back": Harmony.BACK, "either": Harmony.EITHER}


def stems_of(lexeme: Lexeme) -> list[Stem]:
    """All stems of a lexeme, the citation form first.

    Source of the rules: KG2002 (дауыссыздардың өзгеруі; етістік түбірі); classes.tsv names each kind of stem.
    """
    text = lexeme.lemma
    harmony = _HARMONY.get(lexeme.flag("harmony")) or harmony_of(text)
    alternatives = [(text, name) for name in citation_classes(lexeme)]
    alternatives += _verb_stems(lexeme) if lexeme.pos == "v" else _nominal_stems(lexeme)
    stems: dict[str, int] = {}
    for form, name in alternatives:
        stems[form] = stems.get(form, 0) | context_mask(name, harmony)
    return [Stem(form, lexeme, contexts) for form, contexts in stems.items()]


def citation_classes(lexeme: Lexeme) -> tuple[str, ...]:
    """Classes of the citation form itself."""
    text = lexeme.lemma
    if lexeme.pos == "v" and text[-1] in "ыі":
        return ("W",)
    if lexeme.pos == "v" and text[-1] in "ий":
        return ("R", "J") if text[-1] == "и" else ("Y",)
    if text[-1] in VOICED and not lexeme.flag("voice"):
        return ("K", "T") if lexeme.pos in ("np", "abbr") else ("K",)
    own = letter_class(text)
    if own in ("R", "L") and len(text) > 2 and text[-1] in "рл" and text[-2] not in VOWELS:
        return (own, "M")  # театрдың, but also театрның, as if a vowel stood in the cluster
    return (own,)


def _verb_stems(lexeme: Lexeme) -> list[tuple[str, str]]:
    text = lexeme.lemma
    last, rest = text[-1], text[:-1]
    if last in "ыі" and rest:
        return [(rest, "I")]
    if last == "й" and rest:
        return [(rest, "J")]
    stems = []
    if lexeme.flag("elide"):
        stems.append((text[:-2] + last, "E"))
    if last in VOICED and not lexeme.flag("voice"):
        stems.append((rest + VOICED[last], "S"))
    if last == "п":
        stems.append((rest + "у", "U"))
    return stems


def _nominal_stems(lexeme: Lexeme) -> list[tuple[str, str]]:
    text = lexeme.lemma
    stems = []
    if text[-1] in VOICED and not lexeme.flag("voice"):
        stems.append((text[:-1] + VOICED[text[-1]], "S"))
    if lexeme.flag("elide"):
        stems.append((text[:-2] + text[-1], "E"))
    if text[-1] == "ь" or (len(text) > 3 and text[-1] == text[-2] and text[-1] not in VOWELS):
        stems.append((text[:-1], "E"))
    alt = lexeme.flag("alt")
    if alt:
        stems.append((alt, letter_class(alt)))
    return stems


_ALTERING = frozenset(VOWELS)
"""Letters before which stems are altered."""


class Lexicon:
    """Lemmas by spelling, and the search from a stem back to its lexemes."""

    def __init__(self, lexemes: Iterable[Lexeme]) -> None:
        self._lexemes: dict[str, list[Lexeme]] = {}
        self._irregular: dict[str, list[Lexeme]] = {}
        for lexeme in lexemes:
            self._lexemes.setdefault(lexeme.lemma, []).append(lexeme)
            if lexeme.flags and (lexeme.flag("elide") or lexeme.flag("alt")):
                for stem in stems_of(lexeme)[1:]:
                    self._irregular.setdefault(stem.text, []).append(lexeme)
        self._stems: dict[str, tuple[Stem, ...]] = {}

    def __contains__(self, lemma: str) -> bool:
        return lemma in self._lexemes

    def __iter__(self) -> Iterator[Lexeme]:
        for lexemes in self._lexemes.values():
            yield from lexemes

    def __len__(self) -> int:
        return sum(map(len, self._lexemes.values()))

    def lexemes(self, lemma: str) -> tuple[Lexeme, ...]:
        """The lexemes with this lemma, one for each part of speech."""
        return tuple(self._lexemes.get(lemma, ()))

    def stems(self, text: str, following: str) -> tuple[Stem, ...]:
        """The stems spelled ``text``; empty when there is none that stands before the letter ``following``.

        Cost: two look-ups, and up to six more before a vowel, where stems are altered. Hits are remembered.
        """
        found = self._stems.get(text)
        if found is not None:
            return found
        listed = text in self._lexemes or text in self._irregular
        # most spellings that are tried are no stems, and most of those stand before a consonant
        if not listed and (following not in _ALTERING or not self._altered(text, following)):
            return ()
        found = tuple(s for lexeme in self._candidates(text) for s in stems_of(lexeme) if s.text == text)
        if found:
            self._stems[text] = found
        return found

    def _altered(self, text: str, following: str) -> bool:
        """Whether ``text`` may be an altered stem before a vowel: a cheap sieve before ``_candidates``."""
        if not text:
            return False
        words, last = self._lexemes, text[-1]
        if following in "иу":
            if text + "ы" in words or text + "і" in words:
                return True
        elif following in "яю" and text + "й" in words:
            return True
        if last in UNVOICED and text[:-1] + UNVOICED[last] in words:
            return True
        if last == "у":
            return text[:-1] + "п" in words
        return last not in VOWELS and (text + "ь" in words or text + last in words)

    def _candidates(self, text: str) -> list[Lexeme]:
        """Lexemes that may have ``text`` among their stems: the rules of ``stems_of`` backwards."""
        get = self._lexemes.get
        last = text[-1:]
        found = list(get(text, ()))
        found += self._irregular.get(text, ())
        for ending in ("ы", "і", "й"):
            found += [x for x in get(text + ending, ()) if x.pos == "v"]
        found += get(text + "ь", ())
        if last in UNVOICED:
            found += get(text[:-1] + UNVOICED[last], ())
        if last == "у":
            found += [x for x in get(text[:-1] + "п", ()) if x.pos == "v"]
        if len(text) > 2 and last not in VOWELS:
            found += get(text + last, ())
        return list(dict.fromkeys(found)) if len(found) > 1 else found


def parse_lexeme(line: str, where: str, frequencies: Mapping[tuple[str, str], int]) -> Lexeme:
    """Reads ``lemma<TAB>pos[<TAB>flags]``.

    Raises:
        GrammarError: Unknown part of speech or flag; ``where`` (``file:line``) leads the message.
    """
    lemma, pos, *rest = line.lower().split("\t")
    if pos not in POS or len(rest) > 1:
        expected = f"expected lemma<TAB>pos[<TAB>flags] with pos of {' '.join(sorted(POS))}"
        raise GrammarError(f"{where}:2: {expected}; found {line!r}")
    flags = tuple(_flag(item, where) for item in rest[0].split()) if rest else ()
    return Lexeme(lemma, pos, flags, frequencies.get((lemma, pos), 0))


def _flag(item: str, where: str) -> tuple[str, str]:
    key, _, value = item.partition("=")
    known = FLAGS.get(key, frozenset())
    if not value or (known is not None and value not in known):
        raise GrammarError(f"{where}:3: unknown flag {item!r}; known: {', '.join(FLAGS)}")
    return key, value


def lexicon_files() -> list[str]:
    """Names of the lexicon's files, relative to the package."""
    folder = files("kzsearch_analyzers").joinpath(LEXICON)
    return sorted(f"{LEXICON}/{f.name}" for f in folder.iterdir() if f.name.endswith(".tsv"))


def read_frequencies() -> dict[tuple[str, str], int]:
    """frequency.tsv: (lemma, part of speech) -> class.

    Written by benchmarks/quality/estimate_frequencies.py.
    """
    found = {}
    for line in read_text("morphology/frequency.tsv").splitlines():
        if line[:1] != "#":
            lemma, pos, frequency = line.split("\t")
            found[lemma, pos] = int(frequency)
    return found


def read_lexemes(name: str, frequencies: Mapping[tuple[str, str], int]) -> Iterator[Lexeme]:
    """The lexemes of one file."""
    for number, line in enumerate(read_text(name).splitlines(), 1):
        if line and line[0] != "#":
            yield parse_lexeme(line, f"{name}:{number}", frequencies)


@cache
def lexicon() -> Lexicon:
    """The lexicon that ships with the package, read once; about a tenth of a second."""
    frequencies = read_frequencies()
    return Lexicon(dict.fromkeys(x for name in lexicon_files() for x in read_lexemes(name, frequencies)))
