"""The lexicon: lemmas with part of speech, and the stems to which suffixes are attached.

One lemma has several stems (``кітап`` and voiced ``кітаб``, ``орын`` and elided ``орн``, ``оқы`` and ``оқ``
before у): by the rules of ``stems_of``, and by the flags of a word that departs from them. A look-up
applies the rules backwards (``_candidates``) and confirms the result with ``stems_of``, the only definition
of a stem.
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
"""The flags of a lexicon row with their values; None = any text."""


class Lexeme(NamedTuple):
    """A row of the lexicon, in lower case.

    Attributes:
        lemma: Dictionary form; of a verb the bare stem.
        pos: Part of speech, one of POS.
        flags: Where the word departs from the rules, (name, value) as in FLAGS.
        frequency: Class of frequency.tsv: 0 = rare, each class four times as frequent as the one below.
    """

    lemma: str
    pos: str
    flags: tuple[tuple[str, str], ...] = ()
    frequency: int = 0

    def flag(self, name: str) -> str:
        """Return the value of a flag, empty when it is not set."""
        for key, value in self.flags:
            if key == name:
                return value
        return ""


class Stem(NamedTuple):
    """A spelling of a lexeme before suffixes, with the mask of contexts that it is for them."""

    text: str
    lexeme: Lexeme
    contexts: int


_HARMONY = {"front": Harmony.FRONT, "back": Harmony.BACK, "either": Harmony.EITHER}


def stems_of(lexeme: Lexeme) -> list[Stem]:
    """Return all stems of a lexeme, the citation form first.

    Source of the rules: KG2002 (дауыссыздардың өзгеруі; етістік түбірі). classes.tsv lists kinds of stems.
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
    """Return the letter classes of the citation form."""
    text = lexeme.lemma
    if lexeme.pos == "v" and text[-1] in "ыі":
        return ("W",)
    if lexeme.pos == "v" and text[-1] in "ий":
        return ("R", "J") if text[-1] == "и" else ("Y",)
    if text[-1] in VOICED and not lexeme.flag("voice"):
        return ("K", "T") if lexeme.pos in ("np", "abbr") else ("K",)
    own = letter_class(text)
    if own in ("R", "L") and len(text) > 2 and text[-1] in "рл" and text[-2] not in VOWELS:
        return (own, "M")  # театрдың, but also театрның, as if the cluster had a vowel
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
"""Letters before which a stem may differ from its lemma."""


class Lexicon:
    """Lexemes by lemma and by stem."""

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
        """Return the lexemes with this lemma, one for each part of speech."""
        return tuple(self._lexemes.get(lemma, ()))

    def stems(self, text: str, following: str) -> tuple[Stem, ...]:
        """Return the stems spelled ``text``; stems that cannot precede ``following`` may be left out.

        Cost: two look-ups, and up to six more before a vowel, where stems are altered. Hits are cached.
        """
        found = self._stems.get(text)
        if found is not None:
            return found
        listed = text in self._lexemes or text in self._irregular
        # Most strings that are tried are no stems, and most of these precede a consonant: return early.
        if not listed and (following not in _ALTERING or not self._altered(text, following)):
            return ()
        found = tuple(s for lexeme in self._candidates(text) for s in stems_of(lexeme) if s.text == text)
        if found:
            self._stems[text] = found
        return found

    def _altered(self, text: str, following: str) -> bool:
        """Return whether ``text`` may be an altered stem: a cheap filter before ``_candidates``."""
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
        """Return the lexemes that may have the stem ``text``: the rules of ``stems_of`` backwards."""
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
    """Return the lexeme of a row ``lemma<TAB>pos[<TAB>flags]``.

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
    """Return the paths of the lexicon's files, relative to the package."""
    folder = files("kzsearch_analyzers").joinpath(LEXICON)
    return sorted(f"{LEXICON}/{f.name}" for f in folder.iterdir() if f.name.endswith(".tsv"))


def read_frequencies() -> dict[tuple[str, str], int]:
    """Return the table frequency.tsv: (lemma, part of speech) -> class."""
    found = {}
    for line in read_text("morphology/frequency.tsv").splitlines():
        if line[:1] != "#":
            lemma, pos, frequency = line.split("\t")
            found[lemma, pos] = int(frequency)
    return found


def read_lexemes(name: str, frequencies: Mapping[tuple[str, str], int]) -> Iterator[Lexeme]:
    """Yield the lexemes of one file."""
    for number, line in enumerate(read_text(name).splitlines(), 1):
        if line and line[0] != "#":
            yield parse_lexeme(line, f"{name}:{number}", frequencies)


@cache
def lexicon() -> Lexicon:
    """Return the lexicon that ships with the package. Cost: a tenth of a second at the first call."""
    frequencies = read_frequencies()
    return Lexicon(dict.fromkeys(x for name in lexicon_files() for x in read_lexemes(name, frequencies)))
