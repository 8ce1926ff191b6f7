"""The engine of one machine: NumPy on blocks of rows, in threads where that pays.

Blocks have a fixed size and are joined in their order, so that the number of
threads never shows in a result.
"""

from __future__ import annotations

import contextvars
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import reduce
from typing import TypeVar

import numpy as np

from steelyard.engines import Matrix, Vector
from steelyard.engines.pairs import support

__all__ = ["BLOCK_ROWS", "PAIR_ROWS", "LocalEngine"]

BLOCK_ROWS = 16_384
"""Rows of a block; part of what a result depends on, so never a setting."""
PAIR_ROWS = 256
"""Rows of a block of pairwise comparisons."""
_MOST_THREADS = 8
_LEAST_WORK = 20_000_000
"""Figures from which on threads save more than it takes to start them."""

S = TypeVar("S")
T = TypeVar("T")


def _default_threads() -> int:
    return min(_MOST_THREADS, os.cpu_count() or 1)


@dataclass(frozen=True)
class LocalEngine:
    """Runs blocks on this machine.

    Parameters
    ----------
    threads
        How many blocks are worked on at once; by default one per processor, at most 8.

    Examples
    --------
    >>> import numpy as np
    >>> engine = LocalEngine()
    >>> float(engine.summarise(np.ones((3, 2)), np.sum, np.add))
    6.0
    """

    threads: int | None = None

    def summarise(
        self, values: Matrix, part: Callable[[Matrix], T], combine: Callable[[T, T], T]
    ) -> T:
        """Reduce blocks of rows: ``part`` of each block, joined by ``combine`` in order."""
        blocks = [values[rows] for rows in _spans(len(values), BLOCK_ROWS)]
        return reduce(combine, self._each(part, blocks, values.size))

    def map(self, values: Matrix, kernel: Callable[[Matrix], Matrix]) -> Matrix:
        """Apply a row-wise kernel to blocks of rows; rows in, the same number of rows out."""
        return self._rows(len(values), BLOCK_ROWS, lambda rows: kernel(values[rows]), values.size)

    def sort(self, column: Vector) -> Vector:
        """Return the values that are not missing, ascending."""
        return np.sort(column[~np.isnan(column)])

    def compare(self, values: Matrix, weights: Vector) -> Matrix:
        """Return, for units i and j, the share of the weight on which i is above j.

        See :func:`steelyard.engines.pairs.support`.
        """
        return self._rows(
            len(values),
            PAIR_ROWS,
            lambda rows: support(values[rows], values, weights),
            len(values) * values.size,
        )

    def _rows(self, count: int, size: int, kernel: Callable[[slice], Matrix], work: int) -> Matrix:
        """Stack what ``kernel`` gives for each span, written in place as it comes."""
        first, *others = _spans(count, size)
        head = kernel(first)
        if not others:
            return head
        stacked = np.empty((count, *head.shape[1:]), order="F")
        stacked[first] = head

        def fill(rows: slice) -> None:
            stacked[rows] = kernel(rows)

        self._each(fill, others, work)
        return stacked

    def _each(self, function: Callable[[S], T], items: list[S], work: int) -> list[T]:
        """Apply a function to each item, in threads where ``work``, in figures, is worth it."""
        threads = min(_default_threads() if self.threads is None else self.threads, len(items))
        threads = 1 if work < _LEAST_WORK else threads
        if threads <= 1:
            return [function(item) for item in items]
        with ThreadPoolExecutor(threads) as pool:
            # A context per task: NumPy's error state and the language are the caller's.
            tasks = [pool.submit(contextvars.copy_context().run, function, item) for item in items]
            return [task.result() for task in tasks]


def _spans(count: int, size: int) -> Iterator[slice]:
    """Yield consecutive slices of ``size`` rows; one empty slice if there are no rows."""
    for start in range(0, max(count, 1), size):
        yield slice(start, min(start + size, count))
