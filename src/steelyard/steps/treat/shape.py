"""Skewness and kurtosis: how far the figures of an indicator are from a bell curve.

Both are the sample statistics G1 and G2 of D. N. Joanes and C. A. Gill (1998), Comparing
measures of sample skewness and kurtosis, doi:10.1111/1467-9884.00122, as spreadsheets and
COINr compute them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Engine, Matrix, Vector
from steelyard.steps.summary import moments

__all__ = ["Limits", "Shape", "kurtosis", "shape", "shape_of_figures", "skewness"]

Number = TypeVar("Number", float, Vector)


def skewness(count: Number, m2: Number, m3: Number) -> Number:
    """Return G1 = √(n(n − 1))/(n − 2) · m3/m2^1.5, for three figures or more.

    Parameters
    ----------
    count
        How many figures there are.
    m2, m3
        The mean of the squares and of the cubes of their deviations from their mean.
    """
    g1: Number = (count * (count - 1)) ** 0.5 / (count - 2) * m3 / m2**1.5
    return g1


def kurtosis(count: Number, m2: Number, m4: Number) -> Number:
    """Return G2 = (n − 1)/((n − 2)(n − 3)) · ((n + 1)(m4/m2² − 3) + 6), for four figures or more.

    Parameters
    ----------
    count
        How many figures there are.
    m2, m4
        The mean of the squares and of the fourth powers of their deviations from their mean.
    """
    return (count - 1) / ((count - 2) * (count - 3)) * ((count + 1) * (m4 / m2**2 - 3) + 6)


@dataclass(frozen=True)
class Shape:
    """Skewness and kurtosis of each column, NaN where too few figures or all equal ones."""

    skewness: Vector
    kurtosis: Vector


@dataclass(frozen=True)
class Limits:
    """Beyond which skewness and kurtosis an indicator is flagged."""

    skewness: float
    kurtosis: float

    def flags(self, skewness: Vector, kurtosis: Vector) -> NDArray[np.bool_]:
        """Return where both are beyond; what cannot be computed is not flagged."""
        return (np.abs(skewness) > self.skewness) & (kurtosis > self.kurtosis)

    def passed(self, skewness: float, kurtosis: float) -> bool:
        """Return whether one column is not flagged."""
        return not (abs(skewness) > self.skewness and kurtosis > self.kurtosis)


def shape(values: Matrix, engine: Engine) -> Shape:
    """Return the skewness (of three figures or more) and kurtosis (of four) of each column.

    Parameters
    ----------
    values
        (units, columns).
    engine
        Where the passes run.
    """
    found = moments(values, engine)
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = 1.0 / found.deviation
        cubes, fourths = engine.summarise(
            values, lambda part: _powers(part, found.mean, scale), _added
        )
        # The deviations are in standard deviations with n − 1, so their squares' mean is:
        m2 = (found.count - 1) / found.count
        g1 = skewness(found.count, m2, cubes / found.count)
        g2 = kurtosis(found.count, m2, fourths / found.count)
    return Shape(np.where(found.count > 2, g1, np.nan), np.where(found.count > 3, g2, np.nan))


def shape_of_figures(figures: Vector) -> tuple[float, float]:
    """Return skewness and kurtosis of one column.

    Parameters
    ----------
    figures
        (figures,) finite, in order.
    """
    count = len(figures)
    if count < 3 or figures[0] == figures[-1]:
        return float("nan"), float("nan")
    deviations = (figures - figures.sum() / count) / (figures[-1] - figures[0])
    squares = deviations * deviations
    m2 = float(squares.sum()) / count
    g1 = skewness(count, m2, float((squares * deviations).sum()) / count)
    if count < 4:
        return g1, float("nan")
    return g1, kurtosis(count, m2, float((squares * squares).sum()) / count)


def _powers(part: Matrix, mean: Vector, scale: Vector) -> tuple[Vector, Vector]:
    """Return the sums of the third and fourth powers of the scaled deviations."""
    deviations = (part - mean) * scale
    squares = deviations * deviations
    fourths = np.einsum("ij,ij->j", squares, squares)
    if np.isnan(fourths).any():
        deviations[np.isnan(part)] = 0.0
        squares[np.isnan(part)] = 0.0
        fourths = np.einsum("ij,ij->j", squares, squares)
    return np.einsum("ij,ij->j", squares, deviations), fourths


def _added(a: tuple[Vector, Vector], b: tuple[Vector, Vector]) -> tuple[Vector, Vector]:
    return a[0] + b[0], a[1] + b[1]
