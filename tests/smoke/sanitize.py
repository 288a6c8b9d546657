"""Builds the extension under ASan and UBSan and runs the tests of segments, kernels and the inverter with it.

    python tests/smoke/sanitize.py

Needs gcc and its sanitizers. Any read outside of a buffer, any overflow that C does not define, any unaligned
load ends the run. Exits non-zero then, and when a test fails.
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TESTS = ("segment", "search/test_kernels.py", "index/test_inverter.py")
WITH_PROCESSES = "jobs or process or interrupt"
"""In names of tests that start others, which would load the extension that is installed."""
FLAGS = ("-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-fno-omit-frame-pointer", "-g", "-O1")
RUN = """
import importlib.util, sys
spec = importlib.util.spec_from_file_location("kzsearch._native", sys.argv[1])
module = sys.modules["kzsearch._native"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
from kzsearch.search import kernel_native as native
assert native._native is module
import pytest
sys.exit(pytest.main(sys.argv[2:]))
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "_native.so"
        include = sysconfig.get_paths()["include"]
        native = ROOT / "kzsearch" / "native"
        sources = map(str, sorted(native.rglob("*.c")))
        flags = ["-std=c11", "-Wall", "-Wextra", "-Werror", "-Wno-cast-function-type", "-ffp-contract=off"]
        flags += ["-Wno-missing-field-initializers", "-DPy_LIMITED_API=0x030A0000", "-fPIC", "-shared"]
        command = ["gcc", *flags, *FLAGS, f"-I{include}", f"-I{native}", *sources, "-o", str(library)]
        subprocess.run(command, check=True)
        asan = subprocess.run(
            ["gcc", "-print-file-name=libasan.so"], text=True, capture_output=True, check=True
        ).stdout.strip()
        environment = {
            **os.environ,
            "LD_PRELOAD": asan,
            "ASAN_OPTIONS": "detect_leaks=0",  # CPython does not give back what it holds to the end
            "PYTHONMALLOC": "malloc",  # so that objects, too, are watched
        }
        tests = [str(ROOT / "tests/kzsearch" / name) for name in TESTS]
        options = [
            "-k",
            f"not ({WITH_PROCESSES})",
            "-q",
            "-p",
            "no:cacheprovider",
            "-x",
            "-s",
        ]  # -s: else a report is lost with the process
        done = subprocess.run(
            [sys.executable, "-c", RUN, str(library), *options, *tests],
            cwd=ROOT,
            env=environment,
            check=False,
        )
        sys.exit(done.returncode)


if __name__ == "__main__":
    main()
