"""How far apart several methods put the same quantity, and which input it is that parts them.

Rows are units, columns methods or inputs. What a unit's values would be with an input at its
typical value is computed elsewhere; here it is only told what that leaves of the spread. One
factor at a time, the others as they are: Saltelli et al. 2008, Global Sensitivity Analysis,
chapter 2, https://doi.org/10.1002/9780470725184.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Matrix, Vector

__all__ = ["FEWEST", "Spread", "driver", "spread", "typical"]

FEWEST = 3
"""A group of fewer units has no median of its own worth the name."""
_SAME = 1e-9
"""A change of the ratio's logarithm that is rounding."""

Places = NDArray[np.intp]


@dataclass(frozen=True)
class Spread:
    """What several values of one quantity have in common, a row each.

    Parameters
    ----------
    values
        (units,) how many methods give a value.
    median
        (units,) the median of these; NaN where there is none.
    lowest, highest
        (units,) the lowest and the highest value above 0; NaN where none is.
    lowest_at, highest_at
        (units,) which methods give them, the first of several; −1 where none does.
    ratio
        (units,) highest / lowest; NaN where fewer than two values are above 0.
    size
        (units,) the logarithm of the ratio of all values that are there: infinite where some are
        above 0 and others are not, NaN where that cannot be told: fewer than two values, or none
        above 0.
    """

    values: Places
    median: Vector
    lowest: Vector
    highest: Vector
    lowest_at: Places
    highest_at: Places
    ratio: Vector
    size: Vector

    def beyond(self, factor: float) -> NDArray[np.bool_]:
        """Return where the values are apart by more than a factor; (units,).

        Values on both sides of 0 are apart by more than any.
        """
        with np.errstate(invalid="ignore"):
            found: NDArray[np.bool_] = (self.ratio > factor) | np.isposinf(self.size)
        return found


def spread(values: Matrix) -> Spread:
    """Return how far apart the values of each row are.

    Parameters
    ----------
    values
        (units, methods), NaN where a method gives none.

    Examples
    --------
    >>> found = spread(np.array([[2.0, 6.0, np.nan], [-1.0, 4.0, 8.0]]))
    >>> found.median, found.ratio, found.size
    (array([4., 4.]), array([3., 2.]), array([1.09861229,        inf]))
    """
    known = ~np.isnan(values)
    above = known & (values > 0)
    count, positive = known.sum(axis=1), above.sum(axis=1)
    low = np.where(above, values, np.inf)
    high = np.where(above, values, -np.inf)
    lowest, highest = low.min(axis=1, initial=np.inf), high.max(axis=1, initial=-np.inf)
    some = positive > 0
    lowest, highest = np.where(some, lowest, np.nan), np.where(some, highest, np.nan)
    with np.errstate(over="ignore"):
        ratio = np.where(positive > 1, highest / lowest, np.nan)
    size = np.where((positive > 0) & (positive < count), np.inf, np.log(ratio))
    return Spread(
        values=count,
        median=_median(values, count),
        lowest=lowest,
        highest=highest,
        lowest_at=np.where(some, low.argmin(axis=1), -1),
        highest_at=np.where(some, high.argmax(axis=1), -1),
        ratio=ratio,
        size=size,
    )


def _median(values: Matrix, count: Places) -> Vector:
    """Return the median of the known values of each row, NaN where there is none."""
    # NaN is sorted to the end, so that the middle of the others is found by counting.
    ordered = np.sort(values, axis=1)
    rows = np.arange(len(values))
    low = ordered[rows, np.maximum(count - 1, 0) // 2]
    high = ordered[rows, np.minimum(count // 2, values.shape[1] - 1)]
    middle: Vector = np.where(count > 0, low + (high - low) / 2.0, np.nan)
    return middle


def driver(size: Vector, left: Matrix) -> Places:
    """Return which input parts the methods of each unit most: the one whose setting leaves least.

    Parameters
    ----------
    size
        (units,) the spread as it is; see :attr:`Spread.size`.
    left
        (units, inputs) what is left of it with each input at its typical value; NaN where that
        cannot be told.

    Returns
    -------
    (units,) the input, the first of several that leave as little; −1 where none leaves less.

    Examples
    --------
    >>> driver(np.array([1.0, 0.5]), np.array([[0.2, 0.9], [0.5, 0.7]]))
    array([ 0, -1])
    """
    if not left.shape[1]:
        return np.full(len(size), -1)
    known = np.where(np.isnan(left), np.inf, left)
    # What differs by no more than rounding counts as the same, so that the first declared is named.
    least = known.min(axis=1)
    with np.errstate(invalid="ignore"):
        first = (known <= least[:, None] + _SAME).argmax(axis=1)
        less = least < size - _SAME
    return np.where(less & np.isfinite(least), first, -1)


def typical(
    figures: Matrix, groups: NDArray[np.generic], lists: NDArray[np.generic]
) -> tuple[Matrix, NDArray[np.bool_]]:
    """Return the median of each figure among the units of a unit's group.

    Parameters
    ----------
    figures
        (units, figures), NaN for missing.
    groups
        (units,) the group of each unit.
    lists
        (units,) which units there are to choose from: those of the same period.

    Returns
    -------
    medians
        (units, figures): the median of the known figures of the group; of all units of the list
        where the group knows fewer than three; NaN where nobody knows one.
    own
        (units, figures): whether it is that of the group.

    Examples
    --------
    >>> figures = np.array([[1.0], [2.0], [4.0], [100.0]])
    >>> medians, own = typical(figures, np.array(["a", "a", "a", "b"]), np.zeros(4))
    >>> medians[:, 0], own[:, 0]
    (array([2., 2., 2., 3.]), array([ True,  True,  True, False]))
    """
    medians, own = np.full(figures.shape, np.nan), np.zeros(figures.shape, dtype=np.bool_)
    for members in _members(lists):
        whole = _medians(figures[members])
        for group in _members(groups[members]):
            rows = members[group]
            enough = (~np.isnan(figures[rows])).sum(axis=0) >= FEWEST
            medians[rows] = np.where(enough, _medians(figures[rows]), whole)
            own[rows] = enough
    return medians, own


def _members(labels: NDArray[np.generic]) -> list[Places]:
    """Return the rows of each label."""
    if not len(labels):
        return []
    _known, code = np.unique(labels, return_inverse=True)
    order = np.argsort(code, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(code[order])) + 1)


def _medians(figures: Matrix) -> Vector:
    return _median(figures.T, (~np.isnan(figures)).sum(axis=0))
