"""Covariances and Pearson correlations over the units that have both of two columns.

What the correlations mean, and how probable they are by chance, is left to
``correlations``; correlations of ranks to ``rank_correlations``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Engine, Matrix, Vector
from steelyard.engines.local import LocalEngine

__all__ = ["Integers", "Pairwise", "pairwise", "pearson"]

Integers = NDArray[np.int64]

_CONSTANT = 1e-12
_CANCELLED = 1e-4


@dataclass(frozen=True)
class Pairwise:
    """Moments of every two columns over the units that have both.

    Parameters
    ----------
    covariance
        (columns, columns), over n − 1; NaN where fewer than two units have both.
    correlation
        (columns, columns), Pearson's; NaN also where either column does not vary
        over those units.
    units
        (columns, columns), how many units have both.
    """

    covariance: Matrix
    correlation: Matrix
    units: Integers


def pairwise(values: Matrix, engine: Engine | None = None) -> Pairwise:
    """Return covariances and correlations of every two columns, pairwise complete.

    What R's ``cov`` and ``cor`` return with ``use = "pairwise.complete.obs"``.

    Parameters
    ----------
    values
        (units, columns), NaN for missing.
    engine
        Goes through the units in blocks; this machine if absent.

    Examples
    --------
    >>> import numpy as np
    >>> found = pairwise(np.array([[1.0, 2.0], [2.0, 4.0], [3.0, np.nan], [4.0, 8.0]]))
    >>> float(found.correlation[0, 1].round(12)), int(found.units[0, 1])
    (1.0, 3)
    """
    engine = engine or LocalEngine()
    centre, spread = _scale(values)
    varies = spread > 0

    def part(rows: Matrix) -> Matrix:
        there = ~np.isnan(rows)
        present = there.astype(np.float64)
        # Standardised first, so that what is subtracted below is small.
        standard = np.where(there & varies, (rows - centre) / np.where(varies, spread, 1.0), 0.0)
        return np.stack(
            [
                present.T @ present,
                standard.T @ present,
                (standard * standard).T @ present,
                standard.T @ standard,
            ]
        )

    count, sums, squares, products = engine.summarise(values, part, np.add)
    with np.errstate(invalid="ignore", divide="ignore"):
        variation = squares - sums * sums / count
        shared = products - sums * sums.T / count
        covariance = np.outer(spread, spread) * shared / np.where(count > 1, count - 1, np.nan)
        correlation = shared / np.sqrt(variation * variation.T)
    known = (count > 1) & np.outer(varies, varies)
    correlation = np.where(known, np.clip(correlation, -1.0, 1.0), np.nan)
    _recompute(values, correlation, known & (variation <= _CANCELLED * squares))
    np.fill_diagonal(correlation, np.where(np.diagonal(known), 1.0, np.nan))
    return Pairwise(covariance, correlation, count.astype(np.int64))


def pearson(first: Vector, second: Vector) -> float:
    """Return Pearson's correlation of two columns over the units that have both.

    Parameters
    ----------
    first, second
        (units,), NaN for missing.

    Returns
    -------
    Between −1 and 1; NaN for fewer than two units or where a column does not vary.

    Examples
    --------
    >>> import numpy as np
    >>> round(pearson(np.array([1.0, 2.0, 3.0]), np.array([1.0, 3.0, 2.0])), 12)
    0.5
    """
    both = ~(np.isnan(first) | np.isnan(second))
    if np.count_nonzero(both) < 2:
        return np.nan
    (left, left_size), (right, right_size) = _centred(first[both]), _centred(second[both])
    if left_size == 0 or right_size == 0:
        return np.nan
    return float(np.clip((left / left_size) @ (right / right_size), -1.0, 1.0))


def _centred(column: Vector) -> tuple[Vector, float]:
    """Return deviations from the mean and their root sum of squares, 0 if all are rounding."""
    mean = column.mean()
    deviations = column - mean
    size = float(np.sqrt(deviations @ deviations))
    constant = size <= np.sqrt(len(column)) * _CONSTANT * abs(mean)
    return deviations, 0.0 if constant else size


def _scale(values: Matrix) -> tuple[Vector, Vector]:
    """Return each column's mean and standard deviation, 0 where it does not vary."""
    columns = [column[~np.isnan(column)] for column in values.T]
    centre = np.array([column.mean() if len(column) else 0.0 for column in columns])
    sizes = [_centred(column)[1] if len(column) else 0.0 for column in columns]
    counts = np.array([max(len(column), 1) for column in columns])
    return centre, np.asarray(sizes) / np.sqrt(counts)


def _recompute(values: Matrix, correlation: Matrix, cancelled: NDArray[np.bool_]) -> None:
    """Fill in the pairs whose own units vary far less than all units of the column."""
    for i, j in np.argwhere(np.triu(cancelled | cancelled.T, 1)).tolist():
        correlation[i, j] = correlation[j, i] = pearson(values[:, i], values[:, j])
