"""Quantiles of ranks and scores that were counted in bins.

Ranks counted one by one give the quantiles of the ranks themselves; bins of several
ranks, and bins of scores, are taken as evenly filled. What is counted is left to
:mod:`steelyard.robustness.tally`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Matrix, Vector

__all__ = ["rank_medians", "rank_quantiles", "score_quantiles"]

Counts = NDArray[np.unsignedinteger]
Integers = NDArray[np.int64]


def rank_quantiles(counts: Counts, shares: Vector, width: int = 1) -> Matrix:
    """Return the smallest rank that at least a share of the replications reach or beat.

    The inverse of the empirical distribution: definition 1 of Hyndman and Fan (1996),
    doi:10.1080/00031305.1996.10473566.

    Parameters
    ----------
    counts
        (units, bins), how often a unit's rank was 1 to width, and so on.
    shares
        (quantiles,), from 0 to 1.
    width
        Ranks in a bin.

    Returns
    -------
    (units, quantiles), NaN for a unit that was never ranked.

    Examples
    --------
    >>> import numpy as np
    >>> rank_quantiles(np.array([[1, 2, 0, 1]], dtype=np.uint8), np.array([0.25, 0.5, 1.0]))
    array([[1., 2., 4.]])
    """
    reached = np.cumsum(counts, axis=1, dtype=np.int64)
    ranked = _last(reached)[:, None]
    positions = np.maximum(np.ceil(shares * ranked), 1.0).astype(np.int64)
    return _ranks_at(reached, positions, width)


def rank_medians(counts: Counts, width: int = 1) -> Vector:
    """Return the middle rank of each unit, the mean of the two middle ones of an even number.

    Parameters
    ----------
    counts
        (units, bins), how often a unit's rank was 1 to width, and so on.
    width
        Ranks in a bin.

    Returns
    -------
    (units,), NaN for a unit that was never ranked.

    Examples
    --------
    >>> import numpy as np
    >>> rank_medians(np.array([[2, 0, 2], [0, 1, 0]], dtype=np.uint8))
    array([2., 2.])
    """
    reached = np.cumsum(counts, axis=1, dtype=np.int64)
    ranked = _last(reached)
    middle = np.stack([(ranked + 1) // 2, ranked // 2 + 1], axis=1)
    median: Vector = _ranks_at(reached, middle, width).mean(axis=1)
    return median


def score_quantiles(
    counts: Counts, shares: Vector, low: Vector, high: Vector, lowest: Vector, highest: Vector
) -> Matrix:
    """Return quantiles of scores, interpolated within the bins.

    Parameters
    ----------
    counts
        (units, bins), how often a unit's score lay in each of the equal bins from low to high,
        of which the first and the last are open.
    shares
        (quantiles,), from 0 to 1.
    low, high
        (units,), the range of the bins.
    lowest, highest
        (units,), the lowest and highest score that was counted.

    Returns
    -------
    (units, quantiles), NaN for a unit that never had a score.

    Examples
    --------
    >>> import numpy as np
    >>> low, high = np.array([0.0]), np.array([4.0])
    >>> counts = np.array([[1, 2, 0, 1]], dtype=np.uint8)
    >>> score_quantiles(counts, np.array([0.0, 0.5, 1.0]), low, high, low - 1.0, high)
    array([[-1. ,  1.5,  4. ]])
    """
    reached = np.cumsum(counts, axis=1, dtype=np.int64)
    wanted = shares * _last(reached)[:, None]
    bins, before, inside = _bins_at(reached, wanted)
    width = ((high - low) / counts.shape[1])[:, None]
    first = np.where(bins == 0, lowest[:, None], low[:, None] + bins * width)
    # A range without length keeps all its scores in the first bin.
    last = (bins == counts.shape[1] - 1) | (width <= 0.0)
    end = np.where(last, highest[:, None], low[:, None] + (bins + 1) * width)
    with np.errstate(invalid="ignore"):
        within = first + (wanted - before) / inside * (end - first)
    return np.where(inside > 0, np.clip(within, lowest[:, None], highest[:, None]), np.nan)


def _ranks_at(reached: Integers, positions: Integers, width: int) -> Matrix:
    """Return the ranks at positions, from 1, of each unit's ranks in order."""
    bins, before, inside = _bins_at(reached, positions)
    with np.errstate(invalid="ignore", divide="ignore"):
        within = np.ceil((positions - before) * width / inside)
    return np.where(inside > 0, bins * width + within, np.nan)


def _bins_at(reached: Integers, wanted: Matrix | Integers) -> tuple[Integers, Integers, Integers]:
    """Return the first bins, not empty, by whose ends so many are reached, what they hold, ….

    All (units, quantiles): the bin, the number reached before it, the number inside it.
    """
    shape = wanted.shape
    bins = np.zeros(shape, dtype=np.int64)
    for quantile in range(shape[1]):
        # What was never counted is reached by no bin: the first one, which is empty, stands in.
        least = np.maximum(wanted[:, quantile, None], 1e-300)
        bins[:, quantile] = np.argmax(reached >= least, axis=1) if reached.shape[1] else 0
    padded = np.concatenate([np.zeros((len(reached), 1), dtype=np.int64), reached], axis=1)
    before = np.take_along_axis(padded, bins, axis=1)
    end = np.take_along_axis(padded, np.minimum(bins + 1, reached.shape[1]), axis=1)
    return bins, before, end - before


def _last(reached: Integers) -> Integers:
    return reached[:, -1] if reached.shape[1] else np.zeros(len(reached), dtype=np.int64)
