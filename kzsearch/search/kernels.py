"""The kernels that can be used here."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from kzsearch.search.kernel_reference import PlainKernel

if TYPE_CHECKING:
    from kzsearch.search.kernel import Kernel


@cache
def fastest_kernel() -> type[Kernel]:
    """Return the kernel in C if it was built, else the reference in Python."""
    return kernels()[0]


@cache
def kernels() -> tuple[type[Kernel], ...]:
    """Return all kernels that can be used, the fastest first."""
    try:
        from kzsearch.search.kernel_native import NativeKernel
    except ImportError:
        return (PlainKernel,)
    return (NativeKernel, PlainKernel)
