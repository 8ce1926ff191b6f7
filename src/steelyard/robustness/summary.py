"""What follows from the counts of a tally, unit by unit, in the order of the units.

Counting is left to :mod:`steelyard.robustness.tally`, whose class says these things.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Matrix, Vector
from steelyard.robustness.binned import rank_medians, rank_quantiles, score_quantiles
from steelyard.robustness.counted import Counted, Counts, Integers

__all__ = ["Summary"]

A = TypeVar("A", bound=np.generic)

_SLICE = 4_194_304
"""Counts that are worked on at once: they are many times wider there than where they are kept."""


class Summary:
    """The results of a tally.

    Attributes
    ----------
    counted
        The counts.
    order
        (units,), the units in the order of their nominal ranks, those without one last.
    bin_width
        Ranks in a bin: 1 where every rank is counted by itself, and quantiles are exact.
    added
        Replications folded in.
    top
        The k of exact counts, where ranks are binned.
    score_low, score_high
        (units,), the range of the bins of scores; none if scores are not binned.
    """

    counted: Counted
    order: Integers
    bin_width: int
    added: int
    top: tuple[int, ...]
    score_low: Vector | None
    score_high: Vector | None

    @property
    def ranked(self) -> Vector:
        """(units,), the share of the replications in which a unit has a rank."""
        return self._of_units(_share(self._times_ranked(), self.added))

    @property
    def mean_rank(self) -> Vector:
        """(units,), the mean rank where there is one; NaN for a unit that never has."""
        return self._of_units(_share(self._rank_sums(), self._times_ranked()))

    @property
    def median_rank(self) -> Vector:
        """(units,), the middle rank, the mean of the two middle ones of an even number."""
        medians = self._by_slice(lambda counts: rank_medians(counts, self.bin_width))
        return self._within_extremes(self._of_units(medians))

    def rank_quantiles(self, shares: Vector) -> Matrix:
        """Return the smallest ranks that at least these shares of the ranks reach or beat.

        Parameters
        ----------
        shares
            (quantiles,), from 0 to 1.

        Returns
        -------
        (units, quantiles), NaN for a unit that was never ranked. Bins of several
        ranks are taken as evenly filled, and what they give is wrong by less than
        their width.
        """
        found = self._by_slice(lambda counts: rank_quantiles(counts, shares, self.bin_width))
        return self._within_extremes(self._of_units(found))

    @property
    def min_rank(self) -> Integers:
        """(units,), the best rank; 0 for a unit that was never ranked."""
        if self.bin_width > 1:
            lowest = self.counted.rank_lowest.astype(np.int64)
            return self._of_units(np.where(self._times_ranked() > 0, lowest, 0))
        first = self._by_slice(_first)
        return self._of_units(np.where(self._times_ranked() > 0, first, 0))

    @property
    def max_rank(self) -> Integers:
        """(units,), the worst rank; 0 for a unit that was never ranked."""
        if self.bin_width > 1:
            return self._of_units(self.counted.rank_highest.astype(np.int64))
        bins = self.counted.ranks.shape[1] - 1
        last = self._by_slice(lambda counts: bins - _first(counts[:, ::-1]) + 1)
        return self._of_units(np.where(self._times_ranked() > 0, last, 0))

    def top_share(self, k: int) -> Vector:
        """Return the share of all replications in which a unit is among the first k, (units,).

        Raises
        ------
        ValueError
            If ranks are binned and the k was not stated.
        """
        if self.bin_width == 1:
            times = self.counted.ranks[:, 1 : k + 1].sum(axis=1, dtype=np.int64)
        elif k in self.top:
            times = self.counted.top[self.top.index(k)]
        else:
            raise ValueError(f"the first {k} were not counted, only the first {self.top}")
        return self._of_units(_share(times, self.added))

    @property
    def rank_bins(self) -> Integers:
        """(bins, 2), the first and the last rank of each bin."""
        units = len(self.order)
        first = np.arange(1, units + 1, self.bin_width)
        return np.stack([first, np.minimum(first + self.bin_width - 1, units)], axis=1)

    def acceptability(self, units: slice = slice(None)) -> Matrix:
        """Return the rank acceptability: the share of all replications with a rank in each bin.

        Lahdelma and Salminen (2001), doi:10.1287/opre.49.3.444.11220.

        Parameters
        ----------
        units
            Which units, where the result for all would be large.

        Returns
        -------
        (units, bins).
        """
        places = self._of_units(np.arange(len(self.order)))[units]
        return _share(self.counted.ranks[places, 1:], self.added)

    @property
    def neighbour_share(self) -> Vector:
        """(units with a nominal rank − 1,), how often each is above the next, in that order.

        The share of the replications in which both have ranks; those in which they tie
        count half. NaN where there are none.
        """
        counted = self.counted
        return _share(counted.above + counted.tied / 2.0, counted.both)

    def mean_score(self, score_sum: Vector) -> Vector:
        """Return the mean scores, (units,), from their sums; NaN for a unit that has none."""
        return _share(score_sum, self._of_units(self._times_ranked()))

    @property
    def min_score(self) -> Vector:
        """(units,), the lowest score; NaN for a unit that never has one."""
        return np.where(self.ranked > 0, self.counted.score_lowest, np.nan)

    @property
    def max_score(self) -> Vector:
        """(units,), the highest score; NaN for a unit that never has one."""
        return np.where(self.ranked > 0, self.counted.score_highest, np.nan)

    def score_quantiles(self, shares: Vector) -> Matrix:
        """Return quantiles of the scores, interpolated within their bins.

        Parameters
        ----------
        shares
            (quantiles,), from 0 to 1.

        Returns
        -------
        (units, quantiles), NaN for a unit that never had a score.

        Raises
        ------
        ValueError
            If scores were not binned.
        """
        low, high = self._score_range()
        counted = self.counted
        found = np.empty((len(low), len(shares)))
        for part in _slices(counted.scores):
            found[part] = score_quantiles(
                counted.scores[part, 1:],
                shares,
                low[part],
                high[part],
                counted.score_lowest[part],
                counted.score_highest[part],
            )
        return found

    @property
    def score_bin_width(self) -> Vector:
        """(units,), by how much a quantile of scores may be wrong, but in the open bins."""
        low, high = self._score_range()
        width: Vector = (high - low) / (self.counted.scores.shape[1] - 1)
        return width

    def _score_range(self) -> tuple[Vector, Vector]:
        if self.score_low is None or self.score_high is None:
            raise ValueError("scores were not binned: their ranges were not given")
        return self.score_low, self.score_high

    def _times_ranked(self) -> Integers:
        return self.added - self.counted.ranks[:, 0].astype(np.int64)

    def _rank_sums(self) -> Integers:
        if self.bin_width > 1:
            return self.counted.rank_sum
        ranks = np.arange(1, self.counted.ranks.shape[1])
        return self._by_slice(lambda counts: np.matmul(counts, ranks, dtype=np.int64))

    def _by_slice(self, figure: Callable[[Counts], NDArray[A]]) -> NDArray[A]:
        """Return figures of the counts of ranks, in the nominal order, slice by slice."""
        parts = [figure(self.counted.ranks[part, 1:]) for part in _slices(self.counted.ranks)]
        return np.concatenate(parts)

    def _of_units(self, figures: NDArray[A]) -> NDArray[A]:
        """Return figures that are in the nominal order in the order of the units."""
        found = np.empty_like(figures)
        found[self.order] = figures
        return found

    def _within_extremes(self, ranks: Matrix) -> Matrix:
        if self.bin_width == 1:
            return ranks
        low, high = (
            extreme.reshape(-1, *[1] * (ranks.ndim - 1))
            for extreme in (self.min_rank, self.max_rank)
        )
        return np.clip(ranks, low, high)


def _first(counts: Counts) -> Integers:
    """Return, from 1, the first bin of each unit that is not empty."""
    if counts.size == 0:
        return np.zeros(len(counts), dtype=np.int64)
    found: Integers = (counts > 0).argmax(axis=1) + 1
    return found


def _slices(counts: Counts) -> list[slice]:
    units, bins = counts.shape
    rows = max(_SLICE // bins, 1)
    return [slice(start, start + rows) for start in range(0, units, rows)] or [slice(0, 0)]


def _share(times: NDArray[Any], of: int | Integers) -> Vector:
    with np.errstate(invalid="ignore", divide="ignore"):
        share: Vector = times / np.asarray(of)
    return share
