"""The counts of a tally: their arrays, how wide they are, and how two of them are joined.

What is counted, and what follows from it, is left to :mod:`steelyard.robustness.tally`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Vector

__all__ = ["Counted", "Counts", "Integers", "Ranks"]

Counts = NDArray[np.unsignedinteger]
Integers = NDArray[np.int64]
Ranks = NDArray[np.int32]


@dataclass(frozen=True)
class Counted:
    """Accumulators: those of ranks and pairs in the nominal order, those of scores in the units'.

    Parameters
    ----------
    ranks
        (units, 1 + bins), how often a unit had no rank, a rank of the first bin, and so on.
    rank_sum, rank_lowest, rank_highest
        (units,), of more units than are counted rank by rank; else empty.
    top
        (stated k, units), how often a unit was among the first k; empty likewise.
    above, tied, both
        (pairs,), how often a unit was above the next, tied with it, and both had ranks.
    scores
        (units, 1 + bins), how often a unit had no score, one of the first bin, and so on;
        empty where scores are not binned.
    score_lowest, score_highest
        (units,), infinite where there was no score.
    """

    ranks: Counts
    rank_sum: Integers
    rank_lowest: Ranks
    rank_highest: Ranks
    top: Integers
    above: Integers
    tied: Integers
    both: Integers
    scores: Counts
    score_lowest: Vector
    score_highest: Vector

    @classmethod
    def nothing(
        cls,
        units: int,
        *,
        replications: int,
        rank_bins: int,
        score_bins: int,
        pairs: int,
        tops: int,
        exact: bool,
    ) -> Counted:
        """Return counts of no replication yet, wide enough for so many."""
        width = np.min_scalar_type(replications)
        binned, scored = (0 if exact else units), (units if score_bins else 0)
        return cls(
            ranks=np.zeros((units, 1 + rank_bins), dtype=width),
            rank_sum=np.zeros(binned, dtype=np.int64),
            rank_lowest=np.full(binned, np.iinfo(np.int32).max, dtype=np.int32),
            rank_highest=np.zeros(binned, dtype=np.int32),
            top=np.zeros((tops, binned), dtype=np.int64),
            above=np.zeros(pairs, dtype=np.int64),
            tied=np.zeros(pairs, dtype=np.int64),
            both=np.zeros(pairs, dtype=np.int64),
            scores=np.zeros((scored, 1 + score_bins), dtype=width),
            score_lowest=np.full(units, np.inf),
            score_highest=np.full(units, -np.inf),
        )

    def merge(self, other: Counted) -> None:
        """Add other counts of the same units; the order of merging does not matter."""
        for name in ("ranks", "rank_sum", "top", "above", "tied", "both", "scores"):
            mine = getattr(self, name)
            mine += getattr(other, name)
        for name in ("rank_lowest", "score_lowest"):
            mine = getattr(self, name)
            np.minimum(mine, getattr(other, name), out=mine)
        for name in ("rank_highest", "score_highest"):
            mine = getattr(self, name)
            np.maximum(mine, getattr(other, name), out=mine)
