"""Quantiles of kept scores, and comparisons of two units, in few passes.

The same results to the last bit as :mod:`steelyard.robustness.intervals` gives in
NumPy, which sorts; for large data.
"""

from __future__ import annotations

import numpy as np

from steelyard.engines import Matrix, Vector
from steelyard.robustness.compilation import compiled

__all__ = ["compare", "select"]

BINS = 1024


@compiled
def select(scores: Matrix, shares: Vector, found: Matrix) -> None:  # noqa: PLR0912  # a kernel calls no closures
    """Find quantiles of each row, the missing left out, without sorting it.

    Values are counted in bins between the least and the greatest; only those of the bins
    that hold a quantile are sorted.

    Parameters
    ----------
    scores
        (units, replications), NaN for missing.
    shares
        (shares,) from 0 to 1.
    found
        (units, shares), written; NaN where all are missing.
    """
    counts = np.empty(BINS, np.int64)
    before = np.empty(BINS, np.int64)
    wanted = np.empty(BINS, np.bool_)
    chosen = np.empty(scores.shape[1])
    bins = np.empty(scores.shape[1], np.int32)
    ranks = np.empty(2 * len(shares), np.int64)
    for unit in range(len(scores)):
        row = scores[unit]
        known, low, high = 0, np.inf, -np.inf
        for score in row:
            if not np.isnan(score):
                known += 1
                low = min(low, score)
                high = max(high, score)
        if known == 0:
            found[unit] = np.nan
            continue
        for at in range(len(shares)):
            below = int(np.floor((known - 1) * shares[at]))
            ranks[2 * at] = below
            ranks[2 * at + 1] = min(below + 1, known - 1)
        scale = BINS / (high - low) if high > low else 0.0
        counts[:] = 0
        for place in range(len(row)):
            score = row[place]
            bins[place] = -1
            if not np.isnan(score):
                bins[place] = min(int((score - low) * scale), BINS - 1)
                counts[bins[place]] += 1
        wanted[:] = False
        total = 0
        for one in range(BINS):
            for rank in ranks:
                if total <= rank < total + counts[one]:
                    wanted[one] = True
            before[one] = total
            total += counts[one]
        size = 0
        for place in range(len(row)):
            if bins[place] >= 0 and wanted[bins[place]]:
                chosen[size] = row[place]
                size += 1
        ordered = np.sort(chosen[:size])
        for at in range(len(shares)):
            ends = (0.0, 0.0)
            for side in range(2):
                rank = ranks[2 * at + side]
                place = 0
                for one in range(BINS):
                    if before[one] + counts[one] > rank:
                        place += rank - before[one]
                        break
                    if wanted[one]:
                        place += counts[one]
                ends = (ends[1], ordered[place])
            share = (known - 1) * shares[at]
            found[unit, at] = ends[0] + (share - np.floor(share)) * (ends[1] - ends[0])


@compiled
def compare(first: Vector, second: Vector, tolerance: float) -> tuple[int, int, int]:
    """Return how often the first is above and below the second, and both are there."""
    above, below, known = 0, 0, 0
    for place in range(len(first)):
        apart = first[place] - second[place]
        near = max(abs(first[place]), abs(second[place])) * tolerance
        above += apart > near
        below += apart < -near
        known += not np.isnan(apart)
    return above, below, known
