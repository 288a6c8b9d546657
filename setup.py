"""The optional C extension; everything else is in pyproject.toml."""

import sys
from pathlib import Path

from setuptools import Extension, setup

# Products and sums are not contracted: all kernels must give the same bits. Without traps, for which nobody
# asks, comparisons are done in vectors.
FLAGS = ["-std=c11", "-O3", "-ffp-contract=off", "-fno-trapping-math", "-fvisibility=hidden"]

setup(
    ext_modules=[
        Extension(
            "kzsearch._native",
            sources=sorted(map(str, Path("kzsearch/native").glob("*.c"))),
            depends=sorted(map(str, Path("kzsearch/native").glob("*.h"))),
            define_macros=[("Py_LIMITED_API", "0x030A0000")],
            extra_compile_args=["/O2"] if sys.platform == "win32" else FLAGS,
            py_limited_api=True,
            optional=True,
        )
    ],
    options={"bdist_wheel": {"py_limited_api": "cp310"}},
)
