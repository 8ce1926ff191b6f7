"""Fold a tile of replications into counts and sums, in NumPy.

The same names, arguments and results as :mod:`steelyard.robustness.counting_kernels`, which
serves large data. All arrays named first in a call are accumulators and are changed.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Matrix, Vector

__all__ = [
    "add_scores",
    "compare_neighbours",
    "count_ranks",
    "count_scores",
    "extend_ranks",
    "leaders",
    "shifts",
]

Counts = NDArray[np.unsignedinteger]
Integers = NDArray[np.int64]
Ranks = NDArray[np.int32]


def count_ranks(counts: Counts, ranks: Ranks, width: int) -> None:
    """Count how often each unit has a rank in each bin.

    Parameters
    ----------
    counts
        (units, 1 + bins): no rank, then ranks 1 to width, and so on.
    ranks
        (replications, units), 0 for no rank.
    width
        Ranks in a bin.
    """
    bins = (ranks.astype(np.int64) + (width - 1)) // width
    _count(counts, bins)


def extend_ranks(total: Integers, lowest: Ranks, highest: Ranks, ranks: Ranks) -> None:
    """Add ranks, (replications, units), to totals, lowest and highest, each (units,)."""
    total += ranks.sum(axis=0, dtype=np.int64)
    ranked = np.where(ranks > 0, ranks, np.iinfo(np.int32).max)
    np.minimum(lowest, ranked.min(axis=0), out=lowest)
    np.maximum(highest, ranks.max(axis=0), out=highest)


def compare_neighbours(above: Integers, tied: Integers, both: Integers, ranks: Ranks) -> None:
    """Count how often a unit is above, and ties with, the one in the next column.

    Parameters
    ----------
    above, tied, both
        (pairs,), for the first columns; ``both`` counts the replications in which both
        have a rank.
    ranks
        (replications, units), 0 for no rank.
    """
    pairs = len(both)
    one, other = ranks[:, :pairs], ranks[:, 1 : pairs + 1]
    ranked = (one > 0) & (other > 0)
    above += np.count_nonzero(ranked & (one < other), axis=0)
    tied += np.count_nonzero(ranked & (one == other), axis=0)
    both += np.count_nonzero(ranked, axis=0)


def shifts(ranks: Ranks, nominal: Ranks) -> Vector:
    """Return the mean distance of ranks from nominal ones over the units that have both.

    Parameters
    ----------
    ranks
        (replications, units), 0 for no rank.
    nominal
        (units with a nominal rank,), those of the first columns, each at least 1.

    Returns
    -------
    (replications,), NaN where no unit has both.
    """
    ranks = ranks[:, : len(nominal)]
    ranked = ranks > 0
    distance = np.where(ranked, np.abs(ranks - nominal), 0).sum(axis=1, dtype=np.int64)
    with np.errstate(invalid="ignore"):
        mean: Vector = distance / np.count_nonzero(ranked, axis=1)
    return mean


def add_scores(total: Vector, lowest: Vector, highest: Vector, scores: Matrix) -> None:
    """Add scores, (replications, units), to totals, lowest and highest, each (units,)."""
    present = np.where(np.isnan(scores), 0.0, scores)
    # One replication after the other, as the kernel does: a sum by pairs differs in the last bit.
    running = np.concatenate([total[None], present])
    total[:] = np.add.accumulate(running, axis=0)[-1]
    np.fmin(lowest, np.fmin.reduce(scores, axis=0), out=lowest)
    np.fmax(highest, np.fmax.reduce(scores, axis=0), out=highest)


def count_scores(counts: Counts, scores: Matrix, low: Vector, bins_per_score: Vector) -> None:
    """Count how often each unit's score lies in each bin of its range, whose ends are open.

    Parameters
    ----------
    counts
        (units, 1 + bins): no score, then the bins from the low end up.
    scores
        (replications, units), NaN for missing.
    low, bins_per_score
        (units,), the low end of the range; the number of bins over its length.
    """
    last = counts.shape[1] - 2
    missing = np.isnan(scores)
    at = np.clip((np.where(missing, low, scores) - low) * bins_per_score, 0.0, last)
    _count(counts, np.where(missing, 0, at.astype(np.int64) + 1))


def leaders(ranks: Ranks, within: Integers, most: int) -> tuple[Integers, Integers]:
    """Return the replications and the columns with a rank of at most ``most``, in order.

    Parameters
    ----------
    ranks
        (replications, units), 0 for no rank.
    within
        (replications,), how many there are.
    most
        A rank, at least 1.
    """
    replications, columns = np.nonzero((ranks > 0) & (ranks <= most))
    return replications, columns


def _count(counts: Counts, bins: Integers) -> None:
    cells = bins + np.arange(len(counts)) * counts.shape[1]
    np.add.at(counts.reshape(-1), cells.ravel(), counts.dtype.type(1))
