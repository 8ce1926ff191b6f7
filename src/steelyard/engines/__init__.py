"""Where blocks run. Steps and kernels see only the four verbs of :class:`Engine`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

__all__ = ["Engine", "Matrix", "Vector"]

Matrix = NDArray[np.float64]
"""Units × indicators, each indicator contiguous, NaN for missing."""
Vector = NDArray[np.float64]

T = TypeVar("T")


class Engine(Protocol):
    """Summarise, map, rank, compare: all that a step may ask of the machine."""

    def summarise(
        self, values: Matrix, part: Callable[[Matrix], T], combine: Callable[[T, T], T]
    ) -> T:
        """Reduce blocks of rows: ``part`` of each block, joined by ``combine`` in order."""
        ...

    def map(self, values: Matrix, kernel: Callable[[Matrix], Matrix]) -> Matrix:
        """Apply a row-wise kernel to blocks of rows; rows in, the same number of rows out."""
        ...

    def sort(self, column: Vector) -> Vector:
        """Return the values that are not missing, ascending."""
        ...

    def compare(self, values: Matrix, weights: Vector) -> Matrix:
        """Return, for units i and j, the share of the weight on which i stands above j.

        The weight of the columns where i is above j plus half the weight of
        ties, over the weight of the columns that both have; (units, units).
        """
        ...
