"""Fixtures of the engine's tests, and the folder of their helpers on the path."""

import sys
from pathlib import Path

import pytest

sys.path += [str(Path(__file__).parent), str(Path(__file__).parent / "index")]

from toy import ToyAnalyzer

from kzsearch import Index


@pytest.fixture
def index(tmp_path):
    return Index.create(tmp_path / "index", ToyAnalyzer())
