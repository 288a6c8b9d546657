"""Build the optional C extension and tag the wheel by what was built; the rest is in pyproject.toml."""

import sys
from pathlib import Path

from setuptools import Extension, setup
from setuptools.command.bdist_wheel import bdist_wheel
from setuptools.command.build_ext import build_ext

# -ffp-contract=off: the C kernel must give the same bits as the Python reference, and a fused multiply-add
# rounds once where Python rounds twice. -fno-trapping-math: comparisons of floats are vectorised.
FLAGS = ["-std=c11", "-O3", "-ffp-contract=off", "-fno-trapping-math", "-fvisibility=hidden"]
MSVC_FLAGS = ["/std:c11", "/O2", "/fp:precise"]


class BuildOptionalExtension(build_ext):
    """A build_ext that leaves in the distribution only the extensions that could be compiled."""

    def run(self) -> None:
        """Compile, then drop what has no output file."""
        super().run()
        built = [ext for ext in self.extensions if Path(self.get_ext_fullpath(ext.name)).exists()]
        self.distribution.ext_modules = built or None


class TagByContent(bdist_wheel):
    """A bdist_wheel whose tag is cp310-abi3-PLATFORM with the extension and py3-none-any without."""

    def run(self) -> None:
        """Build first, then choose the tag and pack."""
        if not self.skip_build:
            self.run_command("build")  # before the superclass decides where modules go
        self.root_is_pure = not self.distribution.has_ext_modules()
        super().run()


setup(
    ext_modules=[
        Extension(
            "kzsearch._native",
            sources=sorted(map(str, Path("kzsearch/native").rglob("*.c"))),
            depends=sorted(map(str, Path("kzsearch/native").rglob("*.h"))),
            include_dirs=["kzsearch/native"],
            define_macros=[("Py_LIMITED_API", "0x030A0000")],
            extra_compile_args=MSVC_FLAGS if sys.platform == "win32" else FLAGS,
            py_limited_api=True,
            optional=True,
        )
    ],
    cmdclass={"build_ext": BuildOptionalExtension, "bdist_wheel": TagByContent},
    options={"bdist_wheel": {"py_limited_api": "cp310"}},
)
