"""Linear algebra on one thread, so that its last bit does not depend on how many there are.

Two pools of threads at once, the library's and our own, were also measured three
times slower than ours alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

__all__ = ["one_thread"]


@contextmanager
def one_thread() -> Iterator[None]:
    """Hold the libraries of linear algebra to one thread."""
    with _libraries().limit(limits=1, user_api="blas"):
        yield


@cache
def _libraries() -> Any:
    """Find the libraries once: looking for them takes longer than a small analysis."""
    import numpy  # noqa: F401, ICN001  # it loads the library that is looked for
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()
