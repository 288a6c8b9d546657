"""Build the extension with ASan and UBSan and run the tests of segments, kernels and the inverter with it.

    python tests/smoke/sanitize.py

Needs gcc and its sanitizers. An access outside of a buffer, a signed overflow or an unaligned load ends the
run. The exit code is not 0 then, or if a test fails.
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TESTS = ("segment", "search/test_kernels.py", "search/test_threads.py", "index/test_inverter.py")
WITH_PROCESSES = "jobs or process or interrupt"
"""Words in the names of tests that start processes, which would load the installed extension."""
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
            "ASAN_OPTIONS": "detect_leaks=0",  # CPython does not free all memory at exit
            "PYTHONMALLOC": "malloc",  # ASan does not see the blocks of pymalloc
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
        ]  # -s: a report captured by pytest is lost when the process ends
        done = subprocess.run(
            [sys.executable, "-c", RUN, str(library), *options, *tests],
            cwd=ROOT,
            env=environment,
            check=False,
        )
        sys.exit(done.returncode)


if __name__ == "__main__":
    main()
