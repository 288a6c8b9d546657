"""All tests of this folder with Whoosh-Reloaded, the continued Whoosh, which has the same import name."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
def test_whoosh_reloaded_passes_the_same_tests(tmp_path):
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--target", tmp_path, "Whoosh-Reloaded"]
    if subprocess.run(install, check=False, capture_output=True).returncode:
        pytest.skip("Whoosh-Reloaded cannot be installed: no network?")
    path = os.pathsep.join(filter(None, [str(tmp_path), os.environ.get("PYTHONPATH", "")]))
    environment = {**os.environ, "PYTHONPATH": path}

    def run(*arguments):
        return subprocess.run(
            [sys.executable, *arguments], check=False, capture_output=True, text=True, env=environment
        )

    assert str(tmp_path) in run("-c", "import whoosh; print(whoosh.__file__)").stdout
    tests = run("-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "not slow", Path(__file__).parent)
    assert tests.returncode == 0, tests.stdout[-3000:]
