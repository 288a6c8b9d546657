"""What holds for every text and word: properties, determinism across processes, cost in counted work."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import unicodedata
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from strategies import anything, inflected, kazakh_texts, words

import kzsearch_analyzers
from kzsearch_analyzers import kazakh_analyzer
from kzsearch_analyzers.morphology.analyze import MAX_WORD, morphology
from kzsearch_analyzers.morphology.disambiguation import disambiguation_model
from kzsearch_analyzers.morphology.endings import MAX_ENDING, Endings, TailParse
from kzsearch_analyzers.morphology.generate import forms_of
from kzsearch_analyzers.morphology.grammar import inflection
from kzsearch_analyzers.morphology.lexicon import Lexeme, lexicon
from kzsearch_analyzers.morphology.segmenter import Segmenter
from kzsearch_analyzers.token import Token

PACKAGE = Path(str(kzsearch_analyzers.__file__)).parent
CHUNK = re.compile(r"(?:[^ \n]|(?:(?<=[-\xad\xac])|(?<=[-\xad\xac]\r))\n *)+")
MAX_CHAINS = 100
"""Parses of all endings of one word in all; the worst that repetition gives is 36."""

many = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
few = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def check(text: str) -> list[Token]:
    """Analyses a text and checks what holds whatever it says."""
    tokens = kazakh_analyzer().analyze(text)
    end = 0
    for number, token in enumerate(tokens):
        assert token.position == number
        assert end <= token.start < token.end <= len(text)
        assert token.surface == text[token.start : token.end]
        assert token.term
        assert token.lemmas
        assert token.folds
        for layer in (token.lemmas, token.roots, token.folds):
            assert all(layer)
            assert len(set(layer)) == len(layer)
        end = token.end
    check_words(text, tokens)
    return tokens


def check_words(text: str, tokens: list[Token]) -> None:
    """Word keys have the terms of the tokens, those of single chunks too."""
    analyzer = kazakh_analyzer()
    chunks = [analyzer.chunk_word_keys(chunk) for chunk in CHUNK.findall(text)]
    told = [words for words in chunks if words is not None]
    if len(told) == len(chunks):
        assert list(chain.from_iterable(told)) == analyzer.word_keys(text)
    layers = analyzer.layers(text)
    assert [(word.term, word.lemmas, word.roots, word.folds) for word in layers] == [
        (token.term, token.lemmas, token.roots, token.folds) for token in tokens
    ]
    assert analyzer.layers(text) == layers, "they are equal only if they are the same objects"


@few
@given(anything)
@example("")
@example("\ud800")
@example("İstanbul-ға")
@example("--- '' -'- а-")
@example("бөлін-\n  ген сөз-\r\nдер, АҚШ - \n-\nА")
@example("қ" * 500 + "\u0301" * 500)
def test_any_text_analyses(text: str) -> None:
    check(text)


@few
@given(kazakh_texts())
def test_kazakh_with_odd_signs_analyses(text: str) -> None:
    check(text)


@few
@given(anything | words)
def test_lemmas_are_those_of_the_first_token(text: str) -> None:
    analyzer = kazakh_analyzer()
    assert analyzer.lemmas(text) == next((token.lemmas for token in analyzer.analyze(text)), ())


@few
@given(words)
def test_the_explanation_ends_with_the_readings(word: str) -> None:
    explained = kazakh_analyzer().explain(word)
    for reading in kazakh_analyzer().readings(word):
        assert f"\n  {reading.lemma} {reading.pos} " in explained.partition("readings, best first:")[2]


@few
@given(kazakh_texts())
def test_normal_forms_agree(text: str) -> None:
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    ours, theirs = (
        [(t.term, t.lemmas, t.roots, t.folds) for t in kazakh_analyzer().analyze(form)]
        for form in (composed, decomposed)
    )
    assert ours == theirs


@few
@given(kazakh_texts())
def test_analysing_again_changes_nothing(text: str) -> None:
    assert kazakh_analyzer().analyze(text) == kazakh_analyzer().analyze(text)


@few
@given(words)
def test_a_stem_is_never_empty_and_every_reading_spells_the_word(word: str) -> None:
    for reading in morphology().readings(word):
        assert reading.stem
        assert reading.lemma
        if reading.morphs:
            assert reading.stem + "".join(reading.morphs) == word


@many
@given(inflected())
def test_generated_forms_analyse_back(item: tuple[Lexeme, tuple[str, ...]]) -> None:
    lexeme, tags = item
    forms = list(forms_of(lexeme, tags, inflection()))
    assume(forms)
    for form in forms:
        if len(form) <= MAX_WORD and len(form) - len(lexeme.lemma) < MAX_ENDING - 2:
            assert (lexeme.lemma, lexeme.pos, tags) in readings_of(form), form


def readings_of(word: str) -> set[tuple[str, str, tuple[str, ...]]]:
    """Lemma, part of speech and tags of all that the lexicon vouches for, however unlikely."""
    return {(r.lemma, r.pos, r.tags) for r in (c.reading() for c in morphology().segmenter.known(word))}


def run_python(code: str, *, path: Path = PACKAGE.parent, seed: str = "random") -> str:
    """Output of a program in a process of its own that has this package and no other checkout."""
    environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(path), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


FINGERPRINT = "from kzsearch_analyzers import kazakh_analyzer; print(kazakh_analyzer().fingerprint())"


@pytest.mark.slow
def test_fingerprint_is_the_same_in_every_process() -> None:
    ours = kazakh_analyzer().fingerprint()
    assert [run_python(FINGERPRINT, seed=seed).strip() for seed in ("1", "2")] == [ours, ours]
    int(ours, 16)


@pytest.mark.slow
@pytest.mark.parametrize(
    "table",
    [
        "morphology/grammar/suffixes.tsv",
        "morphology/lexicon/verbs.tsv",
        "morphology/model.tsv",
        "scripts/fold.tsv",
    ],
)
def test_fingerprint_differs_when_a_table_differs(tmp_path: Path, table: str) -> None:
    copy = tmp_path / "kzsearch_analyzers"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    assert run_python(FINGERPRINT, path=tmp_path).strip() == kazakh_analyzer().fingerprint()
    with (copy / table).open("a", encoding="utf-8") as stream:
        stream.write("# one more line\n")
    assert run_python(FINGERPRINT, path=tmp_path).strip() != kazakh_analyzer().fingerprint()


WITHOUT_UNIDECODE = """
import json, sys
sys.modules["unidecode"] = None  # as if it were not installed
from kzsearch_analyzers import kazakh_analyzer
analyzer = kazakh_analyzer()
tokens = analyzer.analyze("Việt ἄνθρωπος 北京 हिन्दी қаңбақ qan'baq \\ud800 ☃ İstanbul")
print(json.dumps([analyzer.fingerprint(), [token.folds for token in tokens]]))
"""


def test_without_unidecode_the_fingerprint_differs_and_every_word_has_fold_keys() -> None:
    fingerprint, folds = json.loads(run_python(WITHOUT_UNIDECODE))
    assert fingerprint != kazakh_analyzer().fingerprint()
    assert len(folds) >= 7
    assert all(key for keys in folds for key in keys)
    assert folds[4][0] == folds[5][0] == "kanbak"


def test_fingerprint_differs_when_a_table_is_renamed(tmp_path: Path) -> None:
    copy = tmp_path / "kzsearch_analyzers"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "morphology/lexicon/verbs.tsv").rename(copy / "morphology/lexicon/verbs2.tsv")
    assert run_python(FINGERPRINT, path=tmp_path).strip() != kazakh_analyzer().fingerprint()


DETERMINISM = """
import json
from kzsearch_analyzers import kazakh_analyzer
words = "атты алма бардың келер жазу оның тарих қазақша ақын-жазушылар ұйымдастырылған белгісізсөз мектебiнде"
words += " kitap-ty дом qalada"
a = kazakh_analyzer()
found = [[w, [[r.lemma, r.pos, r.tags] for r in a.readings(w)], a.lemmas(w)] for w in words.split()]
print(json.dumps(found))
"""


@pytest.mark.slow
def test_readings_do_not_depend_on_hashing() -> None:
    first, *others = (run_python(DETERMINISM, seed=seed) for seed in ("0", "1", "2"))
    assert json.loads(first)
    assert others == [first, first]


class Counter:
    """Counts the endings that are worked out, and their parses."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.endings = self.chains = 0
        work_out = Endings._parse_uncached

        def counted(endings: Endings, tail: str) -> TailParse:
            parse = work_out(endings, tail)
            self.endings += 1
            self.chains += len(parse.chains)
            return parse

        monkeypatch.setattr(Endings, "_parse_uncached", counted)


def fresh_segmenter() -> Segmenter:
    """A segmenter that has seen no ending yet."""
    return Segmenter(lexicon(), inflection(), disambiguation_model())


SUFFIX_SPELLINGS = sorted({m.text for morphs in inflection().morphs.values() for m in morphs})


@pytest.mark.parametrize("size", [100, 10_000, 100_000])
@pytest.mark.parametrize("letters", ["а", "ларлар", "дағы", "ын", "қы", "тыр", "-ақ", "сіз", "лы"])
def test_long_words_cost_no_more_than_short_ones(
    monkeypatch: pytest.MonkeyPatch, letters: str, size: int
) -> None:
    word = (letters * size)[:size]
    count = Counter(monkeypatch)
    segmenter = fresh_segmenter()
    segmenter.known(word)
    segmenter.guessed(word)
    assert count.endings <= MAX_ENDING
    assert count.chains <= MAX_CHAINS


@pytest.mark.parametrize("size", [1_000, 20_000])
@pytest.mark.parametrize(
    "letters", ["а", "лар", "дағы", "дә", "а-", "a'", "й\u0306", "ш\u0301", "1,", "a@", "a."]
)
def test_the_chain_survives_endless_words(letters: str, size: int) -> None:
    check((letters * size)[:size])


def test_repeated_suffixes_do_not_explode(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every suffix spelling behind itself, as far as a word is looked at: the worst stays small."""
    worst = {}
    for text in SUFFIX_SPELLINGS:
        count = Counter(monkeypatch)
        fresh_segmenter().known("са" + (text * MAX_ENDING)[: MAX_WORD - 2])
        assert count.endings <= MAX_ENDING
        worst[text] = count.chains
        monkeypatch.undo()
    most = max(worst, key=lambda text: worst[text])
    assert worst[most] <= MAX_CHAINS, f"{most} repeated has {worst[most]} parses"


def test_running_text_works_out_few_endings(monkeypatch: pytest.MonkeyPatch) -> None:
    """The counter without noise: endings worked out for each distinct word of the sample articles."""
    folder = pytest.importorskip("kzsearch").__path__[0]
    text = "\n".join(p.read_text("utf-8") for p in sorted(Path(folder, "data", "articles").glob("*.md")))
    found = {t.term for t in kazakh_analyzer().analyze(text) if t.term.isalpha()}
    assert len(found) > 2_000
    count = Counter(monkeypatch)
    segmenter = fresh_segmenter()
    for word in found:
        segmenter.known(word)
    assert count.endings / len(found) < 2.5
    assert count.chains / len(found) < 1
