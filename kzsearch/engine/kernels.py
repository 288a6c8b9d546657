"""Which kernels there are here."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from kzsearch.engine.plain import PlainKernel

if TYPE_CHECKING:
    from kzsearch.engine.kernel import Kernel

_OPTIONAL = (("kzsearch.engine.native", "NativeKernel"), ("kzsearch.engine.vectors", "VectorKernel"))


@cache
def kernels() -> tuple[type[Kernel], ...]:
    """The kernels that can be used, fastest first: C if it was built, numpy if it is installed, Python."""
    found: list[type[Kernel]] = []
    for module, name in _OPTIONAL:
        try:
            found.append(getattr(import_module(module), name))
        except ImportError:
            continue
    return (*found, PlainKernel)
