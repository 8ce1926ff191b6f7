"""Winsorising: the most extreme figure is brought to the next one, until the column passes.

The rule is that of the COIN Tool and of COINr's ``winsorise``; since it keeps the order of
figures, all that has to be learned is the least and the greatest figure that are left.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from steelyard.engines import Matrix, Vector
from steelyard.steps.treat.shape import Limits, kurtosis, skewness

__all__ = ["Winsorised", "winsorise"]


@dataclass(frozen=True)
class Winsorised:
    """The least and the greatest figure left (infinite if none was moved), and how many moved."""

    lower: float
    upper: float
    points: int


def winsorise(ordered: Vector, most: float, limits: Limits, *, force: bool = False) -> Winsorised:
    """Bring in extreme figures one by one, at the end to which the column is skewed.

    Equal figures move together, each of them counting, so the last step may take the number
    beyond ``most``. A step that would make all figures equal is not taken: such an indicator
    would tell nobody apart.

    Parameters
    ----------
    ordered
        (figures,) ascending, none missing.
    most
        No step is taken once this many figures have moved; may be infinite.
    limits
        When the column passes.
    force
        Whether to go on to ``most`` though it passes.

    Examples
    --------
    >>> winsorise(np.array([1.0, 2, 3, 4, 5, 6, 7, 8, 9, 100]), 5, Limits(2, 3.5))
    Winsorised(lower=-inf, upper=9.0, points=1)
    """
    count = len(ordered)
    low, high = 0, count  # figures before `low` and from `high` on have moved
    if count > 3 and ordered[0] != ordered[-1]:
        sums = _PowerSums.of(ordered)
        while low + count - high < most:
            skew, kurt = sums.shape(low, high)
            if limits.passed(skew, kurt) and not force:
                break
            next_low, next_high = low, high
            if skew >= 0:
                next_high = int(ordered.searchsorted(ordered[high - 1], side="left"))
            else:
                next_low = int(ordered.searchsorted(ordered[low], side="right"))
            if next_low >= next_high or ordered[next_low] == ordered[next_high - 1]:
                break
            low, high = next_low, next_high
    return Winsorised(
        float(ordered[low]) if low else -np.inf,
        float(ordered[high - 1]) if high < count else np.inf,
        low + count - high,
    )


@dataclass(frozen=True)
class _PowerSums:
    """Sums of the first four powers of winsorised figures, at the cost of a look-up.

    Deviations are from the median, which lies within a standard deviation of the mean, and
    are added up outwards from it, so that an enormous outlier that has been brought in leaves
    no rounding error behind. Rows are powers, columns figures (``below`` and ``above``: places
    between them).
    """

    powers: Matrix
    below: Matrix
    above: Matrix

    @classmethod
    def of(cls, ordered: Vector) -> _PowerSums:
        count = len(ordered)
        middle = count // 2
        powers = np.empty((4, count))
        powers[0] = (ordered - ordered[middle]) / (ordered[-1] - ordered[0])
        for power in (1, 2, 3):
            np.multiply(powers[power - 1], powers[0], out=powers[power])
        below = np.zeros((4, middle + 1))
        below[:, :middle] = powers[:, :middle][:, ::-1].cumsum(axis=1)[:, ::-1]
        above = np.zeros((4, count + 1))
        powers[:, middle:].cumsum(axis=1, out=above[:, middle + 1 :])
        return cls(powers, below, above)

    def shape(self, low: int, high: int) -> tuple[float, float]:
        """Return skewness and kurtosis with figures before ``low`` and from ``high`` moved."""
        count = self.powers.shape[1]
        terms = zip(
            self.below[:, low].tolist(),
            self.above[:, high].tolist(),
            self.powers[:, low].tolist(),
            self.powers[:, high - 1].tolist(),
            strict=True,
        )
        s1, s2, s3, s4 = (
            (below + above + low * least + (count - high) * greatest) / count
            for below, above, least, greatest in terms
        )
        m2 = s2 - s1 * s1
        m3 = s3 - 3 * s1 * s2 + 2 * s1**3
        m4 = s4 - 4 * s1 * s3 + 6 * s1 * s1 * s2 - 3 * s1**4
        return skewness(count, m2, m3), kurtosis(count, m2, m4)
