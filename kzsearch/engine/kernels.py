"""Which kernels there are here. Nothing is imported before it is asked for: numpy takes its time."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from kzsearch.engine.plain import PlainKernel

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kzsearch.engine.kernel import Kernel


@cache
def fastest_kernel() -> type[Kernel]:
    """The kernel in C if it was built, else that with numpy if it is installed, else that in Python."""
    return next(_available())


@cache
def kernels() -> tuple[type[Kernel], ...]:
    """All kernels that can be used, fastest first."""
    return tuple(_available())


def _available() -> Iterator[type[Kernel]]:
    try:
        from kzsearch.engine.native import NativeKernel
    except ImportError:
        pass
    else:
        yield NativeKernel
    try:
        from kzsearch.engine.vectors import VectorKernel
    except ImportError:
        pass
    else:
        yield VectorKernel
    yield PlainKernel
