"""Weighted sums of rows, the same to the last bit however the rows are cut into blocks.

NumPy's ``@`` hands long and short products to different routines of the BLAS and
to a changing number of threads. Adding column after column gives a unit the same
sum alone and among others, and in a block, whose columns are contiguous, is faster.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Vector

__all__ = ["weighted_sums"]


def weighted_sums(values: NDArray[np.float64] | NDArray[np.bool_], weights: Vector) -> Vector:
    """Return Σ w·x of each row.

    Parameters
    ----------
    values
        (units, parts), floats or booleans.
    weights
        (parts,).

    Returns
    -------
    (units,), NaN where a value is.

    Examples
    --------
    >>> import numpy as np
    >>> weighted_sums(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([10.0, 1.0]))
    array([12., 34.])
    """
    sums = np.zeros(len(values))
    for column, weight in zip(values.T, weights, strict=True):
        sums += weight * column
    return sums
