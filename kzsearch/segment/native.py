"""The C extension ``kzsearch._native``, or None where it was not built.

Everything works without it, more slowly: each function of C has a Python twin that defines what it does
(``..._in_python``), and tests compare the two.
"""

from __future__ import annotations

try:
    import kzsearch._native as native
except ImportError:  # no compiler, and no wheel for the platform
    native = None  # type: ignore[assignment]

COMPILED: bool = native is not None

__all__ = ["COMPILED", "native"]
