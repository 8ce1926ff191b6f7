"""Correlations of ranks: Spearman's rho and Kendall's tau-b.

Over the units that have both columns, which are ranked among themselves.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Matrix, Vector
from steelyard.robustness.coherence.pairwise import Integers, pairwise, pearson
from steelyard.steps.rank import rank

__all__ = ["Kendall", "kendall", "spearman"]


@dataclass(frozen=True)
class Kendall:
    """Kendall's correlation of two columns.

    Parameters
    ----------
    tau
        Tau-b, between −1 and 1; NaN where a column has no two different figures.
    p_value
        Two-sided, of the normal approximation; NaN where ``tau`` is.
    units
        How many units have both.
    """

    tau: float
    p_value: float
    units: int


def spearman(values: Matrix, pairs: Integers) -> Vector:
    """Return Spearman's rho: Pearson's correlation of ranks, ties at their average.

    Parameters
    ----------
    values
        (units, columns), NaN for missing.
    pairs
        (pairs, 2), the columns to correlate.

    Returns
    -------
    (pairs,), NaN where a column does not vary over the units that have both.

    Examples
    --------
    >>> import numpy as np
    >>> values = np.array([[1.0, 10.0], [2.0, 1000.0], [3.0, 100.0]])
    >>> spearman(values, np.array([[0, 1]])).round(12)
    array([0.5])
    """
    ranks = np.column_stack([_ranks(column) for column in values.T])
    found = pairwise(ranks).correlation[pairs[:, 0], pairs[:, 1]]
    # Ranks hold among the units that have both: who lacks one changes them.
    gaps = np.isnan(values)
    for at in np.flatnonzero((gaps[:, pairs[:, 0]] != gaps[:, pairs[:, 1]]).any(axis=0)).tolist():
        one, other = values[:, pairs[at, 0]], values[:, pairs[at, 1]]
        both = ~(np.isnan(one) | np.isnan(other))
        found[at] = pearson(_ranks(one[both]), _ranks(other[both]))
    return found


def kendall(first: Vector, second: Vector) -> Kendall:
    """Return Kendall's tau-b of two columns, in n log n steps (Knight 1966).

    tau-b = (concordant − discordant) / √((pairs − ties in first)(pairs − ties in
    second)). The p-value is that of a normal variable with the variance of
    concordant − discordant under independence, corrected for ties (Kendall 1970,
    *Rank correlation methods*, chapter 4).

    Parameters
    ----------
    first, second
        (units,), NaN for missing.

    References
    ----------
    Knight 1966, doi:10.1080/01621459.1966.10480879.

    Examples
    --------
    >>> import numpy as np
    >>> found = kendall(np.array([1.0, 2.0, 3.0, 4.0]), np.array([1.0, 3.0, 2.0, 4.0]))
    >>> round(found.tau, 12)
    0.666666666667
    """
    both = ~(np.isnan(first) | np.isnan(second))
    left, right = _dense(first[both]), _dense(second[both])
    units = len(left)
    order = np.lexsort((right, left))
    left, right = left[order], right[order]
    ties, other_ties = _tied(left), _tied(right)
    shared = _tied(left * (units + 1) + right)
    pairs = units * (units - 1) // 2
    untied = float(pairs - _pairs(ties)) * float(pairs - _pairs(other_ties))
    if untied <= 0:
        return Kendall(np.nan, np.nan, units)
    ranked = pairs - _pairs(ties) - _pairs(other_ties) + _pairs(shared)
    surplus = ranked - 2 * _inversions(right)
    p_value = _normal_p_value(surplus, units, ties.astype(float), other_ties.astype(float))
    return Kendall(max(-1.0, min(1.0, surplus / math.sqrt(untied))), p_value, units)


def _ranks(column: Vector) -> Vector:
    return rank(column, ties="average", tolerance=0.0, descending=False)


def _dense(column: Vector) -> Integers:
    """Return ranks 0, 1, 2 … without gaps, ties alike."""
    return np.unique(column, return_inverse=True)[1].astype(np.int64)


def _tied(labels: Integers) -> Integers:
    """Return the sizes of the groups of equal labels."""
    return np.unique(labels, return_counts=True)[1].astype(np.int64)


def _pairs(sizes: Integers) -> int:
    return int((sizes * (sizes - 1) // 2).sum())


def _inversions(ranks: Integers) -> int:
    """Count the pairs i < j with ranks[i] > ranks[j], one binary digit after the other.

    Two ranks differ first in some digit: the pair is out of order where the earlier
    has 1 and the later 0. Ranks that share the digits before stay together, in order.
    """
    found = 0
    for digit in range(int(ranks.max()).bit_length() - 1, -1, -1):
        ones = (ranks >> digit) & 1
        group = ranks >> (digit + 1)
        starts = np.flatnonzero(np.diff(group, prepend=-1))
        sizes = np.diff(np.append(starts, len(ranks)))
        before = np.cumsum(ones) - ones
        before -= np.repeat(before[starts], sizes)
        found += int(before[ones == 0].sum())
        ranks = ranks[np.argsort(2 * group + ones, kind="stable")]
    return found


def _normal_p_value(
    surplus: int, units: int, ties: NDArray[np.float64], other_ties: NDArray[np.float64]
) -> float:
    def falling(sizes: Vector) -> tuple[float, float, float]:
        twice = sizes * (sizes - 1)
        return (
            float(twice.sum()),
            float((twice * (sizes - 2)).sum()),
            float((twice * (2 * sizes + 5)).sum()),
        )

    all_pairs, all_triples, untied = falling(np.array([float(units)]))
    pairs, triples, loss = falling(ties)
    other_pairs, other_triples, other_loss = falling(other_ties)
    variance = (untied - loss - other_loss) / 18 + pairs * other_pairs / (2 * all_pairs)
    if all_triples > 0:
        variance += triples * other_triples / (9 * all_triples)
    return math.erfc(abs(surplus) / math.sqrt(2 * variance)) if variance > 0 else np.nan
