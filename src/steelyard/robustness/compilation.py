"""How kernels are compiled: Numba, without the interpreter's lock, kept on disk.

Imported only by modules of kernels, which are loaded where the data are large. Numba
compiles a kernel again when its own file changes, not when that of a kernel which it
calls does: whoever works on ``radix.py`` clears the caches with ``make clean``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

__all__ = ["compiled", "compiled_for_complete"]

F = TypeVar("F", bound=Callable[..., Any])


def compiled(function: F) -> F:
    """Compile a kernel when it is first called."""
    return _compile(function)


def compiled_for_complete(function: F) -> F:
    """Compile a kernel for floats of which none is missing: lowest and highest in any order."""
    return _compile(function, fastmath={"nnan", "nsz"})


def _compile(function: F, **options: Any) -> F:
    try:
        return cast("F", numba.njit(nogil=True, cache=True, **options)(function))
    except RuntimeError:
        # No folder for the cache can be written: compiled again in each process.
        return cast("F", numba.njit(nogil=True, **options)(function))
