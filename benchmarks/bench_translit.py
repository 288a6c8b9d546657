"""Measure transliteration in both directions and detection, with caches emptied before each round."""

from __future__ import annotations

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from kzsearch_analyzers import detect, transliterate
from kzsearch_analyzers.scripts import detection, from_cyrillic, to_cyrillic

SCHEMES = ("latn-2021", "latn-qazaqparat", "arab")


def clear_caches() -> None:
    for cached in (
        detection._kazakh_score,
        to_cyrillic._read_back,
        from_cyrillic.spell,
        from_cyrillic.spell_segments,
    ):
        cached.cache_clear()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_cold_writing(benchmark: BenchmarkFixture, running_text: str, scheme: str) -> None:
    written = benchmark.pedantic(
        lambda: transliterate(running_text[:50_000], source="cyrl", target=scheme),
        setup=clear_caches,
        rounds=3,
    )
    assert written != running_text[:50_000]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_cold_reading(benchmark: BenchmarkFixture, running_text: str, scheme: str) -> None:
    written = transliterate(running_text[:50_000], source="cyrl", target=scheme)
    transliterate(written, source=scheme, target="cyrl")  # loads the lexicon
    read = benchmark.pedantic(
        lambda: transliterate(written, source=scheme, target="cyrl"), setup=clear_caches, rounds=3
    )
    assert read != written


def test_cold_detection(benchmark: BenchmarkFixture, running_text: str) -> None:
    sentence = transliterate(running_text[:80], source="cyrl", target="latn-2021")
    detect(sentence)
    found = benchmark.pedantic(lambda: detect(sentence), setup=clear_caches, rounds=10)
    assert found.scheme == "latn-2021"
