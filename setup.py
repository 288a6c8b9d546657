"""The optional C extension; everything else is in pyproject.toml."""

import sys

from setuptools import Extension, setup

# Products and sums are not contracted: all kernels must give the same bits. Without traps, for which nobody
# asks, comparisons are done in vectors.
FLAGS = ["-std=c11", "-O3", "-ffp-contract=off", "-fno-trapping-math", "-fvisibility=hidden"]

NAMES = ("dictionary", "field", "invert", "lists", "module", "search")

setup(
    ext_modules=[
        Extension(
            "kzsearch._native",
            sources=[f"native/{name}.c" for name in NAMES],
            depends=[f"native/{name}.h" for name in NAMES if name != "module"],
            define_macros=[("Py_LIMITED_API", "0x030A0000")],
            extra_compile_args=["/O2"] if sys.platform == "win32" else FLAGS,
            py_limited_api=True,
            optional=True,
        )
    ],
    options={"bdist_wheel": {"py_limited_api": "cp310"}},
)
