"""Pairwise support: by how much of the weight one unit stands above another.

The kernel behind every engine's ``compare``; what follows from the comparisons
(Copeland, outranking) is left to ``steelyard.steps.aggregate``.
"""

from __future__ import annotations

import numpy as np

from steelyard.engines import Matrix, Vector

__all__ = ["support"]


def support(values: Matrix, others: Matrix, weights: Vector) -> Matrix:
    """Return the share of the weight on which each unit stands above each other one.

    For units i and j: the weight of the columns where i is above j, plus half
    the weight of the columns where they tie, over the weight of the columns
    that both have (OECD/JRC Handbook 2008, chapter 6, the outranking matrix).

    Parameters
    ----------
    values
        (units, columns), NaN for missing.
    others
        (other units, columns), NaN for missing.
    weights
        (columns,), not negative, in any scale.

    Returns
    -------
    (units, other units) from 0 to 1; NaN where two units share no weighted column.

    Examples
    --------
    >>> import numpy as np
    >>> support(np.array([[3.0, 1.0]]), np.array([[2.0, 1.0]]), np.array([3.0, 1.0]))
    array([[0.875]])
    """
    balance = np.zeros((len(values), len(others)))
    above = np.empty(balance.shape, dtype=np.int8)
    for column, weight in enumerate(weights):
        mine, theirs = values[:, column, None], others[None, :, column]
        np.subtract(mine > theirs, mine < theirs, out=above, dtype=np.int8)
        balance += weight * above
    shared = (~np.isnan(values) * weights) @ (~np.isnan(others)).T.astype(np.float64)
    with np.errstate(invalid="ignore"):
        return (1.0 + balance / shared) / 2.0
