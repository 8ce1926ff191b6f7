"""What the columns of a block look like: extremes, means and deviations in one pass.

The passes are written for any engine: a part per block of rows, joined in order.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from steelyard.engines import Engine, Matrix, Vector

__all__ = ["Moments", "extremes", "moments", "worst_and_best"]


def extremes(values: Matrix, engine: Engine) -> tuple[Vector, Vector]:
    """Return the least and the greatest figure of each column, NaN where all are missing.

    Parameters
    ----------
    values
        (units, columns).
    engine
        Where the pass runs.

    Returns
    -------
    tuple
        Two vectors, (columns,).
    """
    least, greatest = engine.summarise(values, _part_extremes, _wider)
    empty = least > greatest
    return np.where(empty, np.nan, least), np.where(empty, np.nan, greatest)


def _part_extremes(part: Matrix) -> tuple[Vector, Vector]:
    # fmin and fmax pass over NaN; the initial value stands for “none yet”.
    return (
        np.fmin.reduce(part, axis=0, initial=np.inf),
        np.fmax.reduce(part, axis=0, initial=-np.inf),
    )


def _wider(a: tuple[Vector, Vector], b: tuple[Vector, Vector]) -> tuple[Vector, Vector]:
    return np.minimum(a[0], b[0]), np.maximum(a[1], b[1])


def worst_and_best(
    least: Vector | float, greatest: Vector | float, directions: Vector
) -> tuple[Vector, Vector]:
    """Return the extremes as the worst and the best figure: they swap where less is better."""
    upwards = directions > 0
    return np.where(upwards, least, greatest), np.where(upwards, greatest, least)


@dataclass(frozen=True)
class Moments:
    """Count, mean and sum of squared deviations of each column, (columns,) each."""

    count: Vector
    mean: Vector
    squares: Vector

    def __add__(self, other: Moments) -> Moments:
        """Join the moments of two blocks.

        T. F. Chan, G. H. Golub, R. J. LeVeque (1983), doi:10.1080/00031305.1983.10483115:
        with δ = mean_b − mean_a, the mean is mean_a + δ·n_b/n and the sum of squares
        S_a + S_b + δ²·n_a·n_b/n.
        """
        count = self.count + other.count
        share = other.count / np.maximum(count, 1.0)
        gap = other.mean - self.mean
        return Moments(
            count,
            self.mean + gap * share,
            self.squares + other.squares + gap**2 * self.count * share,
        )

    @property
    def deviation(self) -> Vector:
        """The sample standard deviation √(S/(n − 1)); 0 where there are fewer than two."""
        return np.sqrt(self.squares / np.maximum(self.count - 1.0, 1.0))


def moments(values: Matrix, engine: Engine) -> Moments:
    """Return the moments of each column; the mean is NaN where all are missing.

    Parameters
    ----------
    values
        (units, columns).
    engine
        Where the pass runs.
    """
    found = engine.summarise(values, _part_moments, Moments.__add__)
    return replace(found, mean=np.where(found.count > 0, found.mean, np.nan))


def _part_moments(part: Matrix) -> Moments:
    # Figures are taken from the first one present, so that a column of equal figures has
    # exactly that mean and exactly no deviation, and a great mean costs no digits.
    origin = _first_present(part)
    shifted = part - origin
    missing = np.isnan(shifted)
    shifted[missing] = 0.0
    count = len(part) - missing.sum(axis=0, dtype=np.float64)
    mean = shifted.sum(axis=0) / np.maximum(count, 1.0)
    shifted -= mean
    shifted[missing] = 0.0
    return Moments(count, origin + mean, np.einsum("ij,ij->j", shifted, shifted))


def _first_present(part: Matrix) -> Vector:
    """Return the first figure of each column that is not missing, 0 where all are."""
    if len(part) == 0:
        return np.zeros(part.shape[1])
    first: Vector = part[np.argmin(np.isnan(part), axis=0), np.arange(part.shape[1])]
    return np.nan_to_num(first, nan=0.0)
