"""Measure analysis: cold, with empty caches and distinct words, and warm, on running text."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from sizes import FORMS, TOKENS

from kzsearch_analyzers import Analyzer, kazakh_analyzer, transliterate
from kzsearch_analyzers.morphology.analyze import Morphology
from kzsearch_analyzers.morphology.disambiguation import DisambiguationModel, disambiguation_model
from kzsearch_analyzers.morphology.endings import Endings
from kzsearch_analyzers.morphology.grammar import inflection
from kzsearch_analyzers.morphology.lexicon import lexicon
from kzsearch_analyzers.morphology.segmenter import Segmenter

COLD_OVER_WARM = 10
"""Minimum ratio of the time of a new word to that of a token of warm text; 38 measured."""
LAYERS_OVER_TOKENS = 0.8
"""Maximum ratio of the time of layers alone to that of full tokens; 0.45 measured."""
COUNTED_FORMS = 20_000
"""How many of the most frequent forms of real text are analyzed."""
ENDINGS_A_WORD = 3.0
"""Maximum endings parsed for each new word, a count that does not depend on the machine; 1.9 measured."""


def test_cold_distinct_words(
    benchmark: BenchmarkFixture, forms: list[str], fresh_analyzer: Callable[[], Analyzer]
) -> None:
    def analyze_all(analyzer: Analyzer) -> int:
        return sum(len(analyzer.analyze(form)) for form in forms)

    assert benchmark.pedantic(analyze_all, setup=lambda: ((fresh_analyzer(),), {}), rounds=3) == FORMS


def test_cold_running_text(
    benchmark: BenchmarkFixture, running_text: str, fresh_analyzer: Callable[[], Analyzer]
) -> None:
    tokens = benchmark.pedantic(
        lambda analyzer: analyzer.analyze(running_text), setup=lambda: ((fresh_analyzer(),), {}), rounds=3
    )
    assert len(tokens) == TOKENS


def test_warm_layers_of_running_text(benchmark: BenchmarkFixture, running_text: str) -> None:
    assert len(benchmark(kazakh_analyzer().layers, running_text)) == TOKENS


def test_layers_cost_less_than_tokens(running_text: str, seconds: Callable[..., float]) -> None:
    analyzer = kazakh_analyzer()
    analyzer.analyze(running_text)
    ratio = seconds(lambda: analyzer.layers(running_text), rounds=9) / seconds(
        lambda: analyzer.analyze(running_text), rounds=9
    )
    assert ratio < LAYERS_OVER_TOKENS, f"layers take {ratio:.2f} of the time of tokens"


def test_warm_running_text(benchmark: BenchmarkFixture, running_text: str) -> None:
    assert len(benchmark(kazakh_analyzer().analyze, running_text)) == TOKENS


def test_cold_latin_words(
    benchmark: BenchmarkFixture, forms: list[str], fresh_analyzer: Callable[[], Analyzer]
) -> None:
    latin = [transliterate(form, target="latn-2021") for form in forms[:1000]]

    def analyze_all(analyzer: Analyzer) -> int:
        return sum(bool(analyzer.analyze(word)) for word in latin)

    assert benchmark.pedantic(analyze_all, setup=lambda: ((fresh_analyzer(),), {}), rounds=3) == len(latin)


@pytest.fixture
def real_forms(shared: Callable[[str], Path]) -> list[str]:
    lines = shared("data/corpus/wordfreq.tsv").read_text("utf-8").splitlines()[:COUNTED_FORMS]
    forms = [line.split("\t")[0] for line in lines]
    return [form for form in forms if any(c.isalpha() for c in form)]


def test_cold_forms_of_real_text(
    real_forms: list[str], benchmark: BenchmarkFixture, fresh_analyzer: Callable[[], Analyzer]
) -> None:
    def analyze_all(analyzer: Analyzer) -> int:
        return sum(bool(analyzer.analyze(form)) for form in real_forms)

    answered = benchmark.pedantic(analyze_all, setup=lambda: ((fresh_analyzer(),), {}), rounds=1)
    assert answered == len(real_forms) > 0.98 * COUNTED_FORMS


def fresh_morphology() -> tuple[tuple[Morphology], dict[str, object]]:
    """Return the arguments of a round: a morphology with empty caches and loaded tables."""
    lexicon.cache_clear()
    return (
        Morphology(
            Segmenter(lexicon(), inflection(), DisambiguationModel(disambiguation_model().weights)),
            DisambiguationModel(disambiguation_model().weights),
        ),
    ), {}


def test_distinct_words_of_the_whole_list(shared: Callable[[str], Path], benchmark: BenchmarkFixture) -> None:
    """Measure the lemmas of 85,000 distinct forms with empty caches; the median gives the words a second."""
    lines = shared("data/corpus/wordfreq.tsv").read_text("utf-8").splitlines()
    forms = [line.split("\t")[0] for line in lines]

    def lemmas_of_all(morphology: Morphology) -> int:
        return sum(bool(morphology.lemmas(form).lemmas) for form in forms)

    answered = benchmark.pedantic(lemmas_of_all, setup=fresh_morphology, rounds=3)
    benchmark.extra_info["words_a_second"] = round(len(forms) / benchmark.stats.stats.median)
    print(f"\n{len(forms)} forms, {benchmark.extra_info['words_a_second']} a second")
    assert 0.9 * len(forms) < answered <= len(forms)  # the rest is Latin, or single letters


def test_gate_warm_text_is_cheap(
    forms: list[str], running_text: str, fresh_analyzer: Callable[[], Analyzer], seconds: Callable[..., float]
) -> None:
    analyzer = fresh_analyzer()
    cold = seconds(lambda: [analyzer.analyze(form) for form in forms], rounds=1) / FORMS
    analyzer.analyze(running_text)
    warm = seconds(lambda: analyzer.analyze(running_text)) / TOKENS
    assert cold / warm > COLD_OVER_WARM, (
        f"a new word {cold * 1e6:.0f} us, a token of warm text {warm * 1e6:.1f} us"
    )


def test_gate_new_words_work_out_few_endings(
    forms: list[str], fresh_analyzer: Callable[[], Analyzer], monkeypatch
) -> None:
    analyzer = fresh_analyzer()
    parsed = 0
    parse = Endings._parse_uncached

    def counted(endings: Endings, tail: str):
        nonlocal parsed
        parsed += 1
        return parse(endings, tail)

    monkeypatch.setattr(Endings, "_parse_uncached", counted)
    for form in forms:
        analyzer.readings(form)
    assert parsed / FORMS < ENDINGS_A_WORD, f"{parsed / FORMS:.2f} endings a word"
