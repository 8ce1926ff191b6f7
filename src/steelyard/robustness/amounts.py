"""What is kept of each unit's amounts over replications: money, ratios, whatever is no rank.

Of small data all amounts are kept and quantiles are exact; of large data they are counted in
bins, so that what is kept does not grow with the replications.
"""

from __future__ import annotations

from threading import Lock
from typing import NamedTuple

import numpy as np

from steelyard.engines import Matrix, Vector
from steelyard.robustness.binned import score_quantiles
from steelyard.robustness.counting import count_scores
from steelyard.robustness.intervals import quantiles
from steelyard.robustness.tally import SCORE_BINS

__all__ = ["Amounts", "Sums"]


class Sums(NamedTuple):
    """Sums over replications, to be added up in their order; (units,) each.

    Parameters
    ----------
    known
        In how many there is an amount.
    off, squares
        Σ d and Σ d², d the distance from the nominal amount: so no digits are lost to its size.
    """

    known: Vector
    off: Vector
    squares: Vector

    def plus(self, other: Sums) -> Sums:
        """Return the sums of both."""
        return Sums(*(one + more for one, more in zip(self, other, strict=True)))


class Amounts:
    """The amounts of units over replications; several threads may add blocks.

    Parameters
    ----------
    nominal
        (units,) the amounts without any error, NaN for missing.
    replications
        How many there will be.
    low, high
        (units,) the ranges of the bins; without them all amounts are kept.

    Examples
    --------
    >>> amounts = Amounts(np.array([2.0]), 3)
    >>> sums = amounts.add(0, np.array([[1.0], [2.0], [6.0]]))
    >>> amounts.mean(sums), amounts.deviation(sums).round(6)
    (array([3.]), array([2.645751]))
    >>> amounts.quantiles(np.array([0.5]))
    array([[2.]])
    """

    def __init__(
        self,
        nominal: Vector,
        replications: int,
        low: Vector | None = None,
        high: Vector | None = None,
    ) -> None:
        units = len(nominal)
        self.origin = np.nan_to_num(nominal)
        self.low, self.high = low, high
        self._lock = Lock()
        self._lowest, self._highest = np.full(units, np.inf), np.full(units, -np.inf)
        if low is None or high is None:
            self.kept = np.full((units, replications), np.nan)
            return
        self._counts = np.zeros((units, 1 + SCORE_BINS), np.min_scalar_type(replications))
        with np.errstate(divide="ignore", over="ignore"):
            per = SCORE_BINS / (high - low)
        self._per = np.where((high > low) & np.isfinite(per), per, 0.0)

    @property
    def exact(self) -> bool:
        """Whether all amounts are kept."""
        return self.low is None

    def add(self, first: int, amounts: Matrix) -> Sums:
        """Add a block of replications.

        Parameters
        ----------
        first
            The place of the first of them among all.
        amounts
            (replications, units), NaN where there is none.

        Returns
        -------
        What the block adds to the sums.
        """
        if self.low is None:
            # Blocks keep their amounts in places of their own, so that nothing is joined.
            self.kept[:, first : first + len(amounts)] = amounts.T
        else:
            with self._lock:
                count_scores(self._counts, amounts, self.low, self._per)
                np.fmin(self._lowest, np.fmin.reduce(amounts, axis=0), out=self._lowest)
                np.fmax(self._highest, np.fmax.reduce(amounts, axis=0), out=self._highest)
        off = amounts - self.origin
        absent = np.isnan(off)
        off[absent] = 0.0
        known = len(amounts) - absent.sum(axis=0)
        return Sums(known.astype(np.float64), off.sum(axis=0), np.einsum("ru,ru->u", off, off))

    def mean(self, sums: Sums) -> Vector:
        """Return the mean amounts; (units,), NaN where there was none."""
        with np.errstate(invalid="ignore"):
            found: Vector = self.origin + sums.off / sums.known
        return found

    def deviation(self, sums: Sums) -> Vector:
        """Return the sample standard deviations; (units,), NaN of fewer than two amounts."""
        with np.errstate(invalid="ignore", divide="ignore"):
            centred = sums.squares - sums.off**2 / sums.known
            found: Vector = np.sqrt(np.maximum(centred, 0.0) / (sums.known - 1.0))
        return np.where(sums.known > 1, found, np.nan)

    def quantiles(self, shares: Vector) -> Matrix:
        """Return quantiles of the amounts; (units, shares), NaN where there was none."""
        if self.low is None or self.high is None:
            return quantiles(self.kept, shares)
        return score_quantiles(
            self._counts[:, 1:], shares, self.low, self.high, self._lowest, self._highest
        )
