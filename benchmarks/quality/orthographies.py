"""Measure transliteration into other orthographies and back into Cyrillic, and detection.

    python benchmarks/quality/orthographies.py [--wrong 20] [--words FILE]

Prints, for every scheme of transliteration:

    round-trip    words written in the scheme and read back: percentage of tokens that are unchanged
    other-hand    the same, with words written by the tables of ../shared/tools/variants.py
    letters       letters of the official drafts, as listed in ../shared/data/translit
    pairs         words that independent sources have in two scripts: percentage written, and read, in the
                  same way
    detection     sentences of 40 letters or more written in the scheme: percentage for which detect() names
                  the scheme, or one that spells the sentence alike

FILE has forms in its first column and counts in its last; ../shared/data/gold/ktb_dev.tsv by default.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kzsearch_analyzers import detect, normalize, schemes, transliterate

SHARED = Path(__file__).resolve().parents[3] / "shared"
WORDS = SHARED / "data" / "gold" / "ktb_dev.tsv"
CORPUS = SHARED / "data" / "corpus" / "kk.jsonl"
PAIRS = SHARED / "data" / "translit"
VARIANTS = SHARED / "tools" / "variants.py"

SCHEMES = [name for name in schemes() if name != "cyrl"]
VARIANT_SCHEMES = {
    "latn-2021": "latn-2021",
    "latn-2018": "latn-2018",
    "latn-2017": "latn-2017",
    "latn-qazaqparat": "latn-qazaqparat",
    "ascii": "latn-ascii",
    "rukb": "cyrl-ru",
    "arab": "arab",
}
"""Scheme of variants.py -> scheme of kzsearch."""

SENTENCES = 500
LETTERS = 40
_WORD = re.compile("[а-яёәғқңөұүһі]+")
_EDGES = re.compile(r"^\W+|[^\w\u0300-\u036f]+$")
_TAGS = re.compile(r"<[^>]*>|&\w+;|\{\{[^}]*\}\}|\[\[[^]]*\]\]|\$\d")


@dataclass(frozen=True)
class Share:
    """The number of right outcomes, the number of all, and the wrong outcomes with their counts."""

    right: int
    total: int
    wrong: Counter[tuple[str, ...]]

    @property
    def percent(self) -> float:
        """Return the percentage of right outcomes, 0 if there are none."""
        return 100 * self.right / max(1, self.total)


def share(outcomes: Iterable[tuple[tuple[str, ...], bool, int]]) -> Share:
    """Return the share of right outcomes, given as (cells to print, whether it is right, count)."""
    right = total = 0
    wrong: Counter[tuple[str, ...]] = Counter()
    for what, good, count in outcomes:
        total += count
        right += good * count
        if not good:
            wrong[what] += count
    return Share(right, total, wrong)


def read_words(path: Path) -> Counter[str]:
    """Return the counts of the words in Kazakh letters in the forms of a table, in lower case."""
    words: Counter[str] = Counter()
    for line in path.read_text("utf-8").splitlines():
        form, *_, count = line.split("\t")
        for word in _WORD.findall(normalize(form).text):
            words[word] += int(count)
    return words


def round_trip(words: Counter[str], scheme: str, write: Callable[[str], str] | None = None) -> Share:
    """Return the share of words that are unchanged when written, by ``write`` if given, and read back."""

    def outcome(word: str, count: int) -> tuple[tuple[str, ...], bool, int]:
        spelling = write(word) if write else transliterate(word, source="cyrl", target=scheme)
        back = transliterate(spelling, source=scheme, target="cyrl")
        return (word, spelling, back), back == word, count

    return share(outcome(word, count) for word, count in words.items())


def variant_writer(scheme: str) -> Callable[[str], str]:
    """Return the function by which variants.py writes a word in a scheme."""
    spec = importlib.util.spec_from_file_location("kzsearch_variants", VARIANTS)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return lambda word: module.word(word, scheme, None)


def pair_sets() -> dict[str, tuple[str, list[tuple[str, str]]]]:
    """Return the scheme and the pairs of words of each set, without texts of different numbers of words."""

    def rows(name: str) -> list[list[str]]:
        return [line.split("\t") for line in (PAIRS / name).read_text("utf-8").splitlines()[1:]]

    latin = rows("pairs_mediawiki_latn_dev.tsv")
    return {
        "mediawiki_latn": (
            "latn-qazaqparat",
            _words((c, o) for m, _, c, o in latin if m in ("mediawiki_kk-latn", "both")),
        ),
        "mediawiki_2021": (
            "latn-2021",
            _words((c, o) for m, _, c, o in latin if m in ("official2021", "both")),
        ),
        "mediawiki_arab": ("arab", _words((c, o) for _, c, o in rows("pairs_mediawiki_arab_dev.tsv"))),
        "sarmay_arab": ("arab", _words((c, o) for c, _, o in rows("pairs_sarmay_names_dev.tsv"))),
        "cldr_bgn": ("latn-bgn", _words((c, o) for c, o in rows("pairs_cldr_bgn.tsv"))),
    }


def _words(texts: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    found = []
    for pair in texts:
        cyrillic, other = ([_EDGES.sub("", word) for word in _TAGS.sub(" ", text).split()] for text in pair)
        if len(cyrillic) == len(other):
            words = [(c, o) for c, o in zip(cyrillic, other, strict=True) if _WORD.search(c.lower())]
            found += [(c, o) for c, o in words if not _WORD.search(o)]  # some are not transliterated
    return found


def letters_as_drafted(year: str) -> Share:
    """Return the share of letters of an official draft written as in an independent list, in both cases."""
    head, *rows = [
        line.split("\t")
        for line in (PAIRS / "alphabets_2017_2018_2019_2021.tsv").read_text("utf-8").split("\n")
    ]
    columns = [(head.index(f"cyr_{case}"), head.index(f"{year}_{case}")) for case in ("upper", "lower")]

    def outcome(cyrillic: str, other: str) -> tuple[tuple[str, ...], bool, int]:
        ours = transliterate(cyrillic, source="cyrl", target=f"latn-{year}")
        return (cyrillic, other, ours), ours == other, 1

    return share(outcome(row[c], row[o]) for row in rows if len(row) == len(head) for c, o in columns)


def pairs_written(pairs: list[tuple[str, str]], scheme: str) -> Share:
    """Return the share of pairs written in the same way; U+0621 and U+0674 count as equal."""

    def outcome(cyrillic: str, other: str) -> tuple[tuple[str, ...], bool, int]:
        ours = transliterate(cyrillic, source="cyrl", target=scheme)
        return (cyrillic, other, ours), ours == other.replace("ء", "ٴ"), 1

    return share(outcome(*pair) for pair in pairs)


def pairs_read(pairs: list[tuple[str, str]], scheme: str) -> Share:
    """Return the share of pairs read in the same way, regardless of case."""

    def outcome(cyrillic: str, other: str) -> tuple[tuple[str, ...], bool, int]:
        ours = transliterate(other, source=scheme, target="cyrl")
        return (cyrillic, other, ours), ours.lower() == cyrillic.lower(), 1

    return share(outcome(*pair) for pair in pairs)


def sentences(path: Path = CORPUS, count: int = SENTENCES) -> list[str]:
    """Return an even sample of the sentences of a corpus with LETTERS or more, all of them Kazakh."""
    found = []
    for line in path.read_text("utf-8").splitlines():
        for sentence in re.split(r"(?<=[.!?])\s+", json.loads(line)["text"]):
            letters = [c for c in sentence.lower() if c.isalpha()]
            if len(letters) >= LETTERS and all(_WORD.match(c) for c in letters):
                found.append(sentence)
    return found[:: max(1, len(found) // count)][:count]


def detected(texts: list[str], scheme: str) -> Share:
    """Return the share of sentences for which their scheme, or one that spells them alike, is detected."""

    def outcome(text: str) -> tuple[tuple[str, ...], bool, int]:
        written = text if scheme == "cyrl" else transliterate(text, source="cyrl", target=scheme)
        named = detect(written).scheme
        good = named == scheme
        if not good and named is not None:
            good = written == (text if named == "cyrl" else transliterate(text, source="cyrl", target=named))
        return (str(named), written), good, 1

    return share(outcome(text) for text in texts)


def tables(words: Counter[str], texts: list[str]) -> Iterator[tuple[str, str, Share]]:
    """Yield every figure: name of the measure, of the row, and the share."""
    for scheme in SCHEMES:
        yield "round-trip", scheme, round_trip(words, scheme)
    for variant, scheme in VARIANT_SCHEMES.items():
        yield "other-hand", scheme, round_trip(words, scheme, variant_writer(variant))
    for year in ("2017", "2018", "2019", "2021"):
        yield "letters", f"latn-{year}", letters_as_drafted(year)
    for name, (scheme, pairs) in pair_sets().items():
        yield "pairs-written", name, pairs_written(pairs, scheme)
        yield "pairs-read", name, pairs_read(pairs, scheme)
    for scheme in schemes():
        yield "detection", scheme, detected(texts, scheme)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--words", type=Path, default=WORDS, metavar="FILE")
    parser.add_argument(
        "--wrong", type=int, default=0, metavar="N", help="print the N most frequent wrong outcomes"
    )
    args = parser.parse_args()
    print(f"{'figure':16}{'of':18}{'%':>8}{'count':>9}")
    for figure, name, found in tables(read_words(args.words), sentences()):
        print(f"{figure:16}{name:18}{found.percent:8.2f}{found.total:9,}", flush=True)
        for what, count in found.wrong.most_common(args.wrong):
            print(f"    {count:4}  {'  '.join(what)}")


if __name__ == "__main__":
    main()
