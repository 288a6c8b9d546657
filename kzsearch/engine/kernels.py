"""Which kernels there are here."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING

from kzsearch.engine.plain import PlainKernel

if TYPE_CHECKING:
    from kzsearch.engine.kernel import Kernel


@cache
def kernels() -> tuple[type[Kernel], ...]:
    """The kernels that can be used, fastest first: C if it was built, numpy if it is installed, Python."""
    found: list[type[Kernel]] = [PlainKernel]
    with suppress(ImportError):
        from kzsearch.engine.vectors import VectorKernel

        found.insert(0, VectorKernel)
    with suppress(ImportError):
        from kzsearch.engine.native import NativeKernel

        found.insert(0, NativeKernel)
    return tuple(found)
