"""The optional C extension; everything else is in pyproject.toml."""

import sys

from setuptools import Extension, setup

# Products and sums are not contracted: all kernels must give the same bits.
FLAGS = ["/O2"] if sys.platform == "win32" else ["-std=c11", "-O3", "-ffp-contract=off"]

setup(
    ext_modules=[
        Extension(
            "kzsearch._native",
            sources=["native/invert.c", "native/lists.c", "native/module.c", "native/search.c"],
            depends=["native/invert.h", "native/lists.h", "native/search.h"],
            define_macros=[("Py_LIMITED_API", "0x030A0000")],
            extra_compile_args=FLAGS,
            py_limited_api=True,
            optional=True,
        )
    ],
    options={"bdist_wheel": {"py_limited_api": "cp310"}},
)
