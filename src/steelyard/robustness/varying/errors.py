"""Figures known with an error: each cell drawn by the inverse of its distribution function.

Where an error comes from is declared in :mod:`steelyard.scheme.assumptions`; in which
cells it acts, and what a draw gives there, is told here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Matrix, Vector
from steelyard.robustness.draws import LEAST
from steelyard.scheme.assumptions import Error

__all__ = [
    "OPEN",
    "ColumnError",
    "Range",
    "between",
    "held",
    "normal",
    "perturbed",
    "within",
]

Range = tuple[float | None, float | None]
"""The least and the greatest figure allowed, None where a side is open."""
OPEN: Range = (None, None)


@dataclass(frozen=True)
class ColumnError:
    """The error of a column, and where its draws are.

    Parameters
    ----------
    assumption
        The assumption's name.
    column
        The column of the units' table, or derived figure.
    error
        The error as declared.
    cells
        Which of the uniforms are its own: one for each row of the table as read.
    range
        Within which draws are held.
    told
        (rows as read,) each: the columns that the error names.
    """

    assumption: str
    column: str
    error: Error
    cells: slice
    range: Range
    told: tuple[Vector, ...]

    def draw(self, figures: Matrix, uniforms: Matrix, origins: NDArray[np.intp]) -> Matrix:
        """Return the figures with this error.

        Cells that are missing stay missing. Cells of which the table has no standard
        error, or not both bounds, are taken as they stand.

        Parameters
        ----------
        figures
            (rows, replications), or (rows, 1) where they are the same in all.
        uniforms
            (rows, replications).
        origins
            (rows,) the row of the table as read behind each row.
        """
        error = self.error
        told = [column[origins, np.newaxis] for column in self.told]
        if error.relative is not None:
            return normal(figures, error.relative * np.abs(figures), uniforms)
        if error.between is not None:
            return between(figures, told[0], told[1], uniforms)
        if error.half_width is not None:
            return within(figures, error.half_width, uniforms)
        if error.rounding is not None:
            return within(figures, error.rounding / 2, uniforms)
        deviation = error.standard_error
        return normal(figures, deviation if isinstance(deviation, float) else told[0], uniforms)


def normal(figures: Matrix, deviation: Matrix | float, uniforms: Matrix) -> Matrix:
    """Return x + s·Φ⁻¹(u), x itself where s is missing.

    Parameters
    ----------
    figures, deviation, uniforms
        (rows, replications), or what stretches to it.

    Examples
    --------
    >>> normal(np.array([[2.0]]), 3.0, np.array([[0.5]])).tolist()
    [[2.0]]
    """
    from scipy.special import ndtri

    drawn = figures + deviation * ndtri(np.maximum(uniforms, LEAST))
    return np.where(np.isnan(deviation), figures, drawn)


def between(figures: Matrix, lower: Matrix, upper: Matrix, uniforms: Matrix) -> Matrix:
    """Return l + (h − l)·u, x itself where it or a bound is missing.

    Examples
    --------
    >>> low, high = np.array([[1.0]]), np.array([[5.0]])
    >>> between(np.array([[2.0]]), low, high, np.array([[0.5]])).tolist()
    [[3.0]]
    """
    drawn = lower + (upper - lower) * uniforms
    return np.where(np.isnan(figures) | np.isnan(drawn), figures, drawn)


def within(figures: Matrix, half_width: float, uniforms: Matrix) -> Matrix:
    """Return x + h·(2u − 1): uniform, up to h more or less.

    Examples
    --------
    >>> within(np.array([[2.0]]), 0.5, np.array([[0.0, 0.5]])).tolist()
    [[1.5, 2.0]]
    """
    return figures + half_width * (2.0 * uniforms - 1.0)


def perturbed(
    figures: Matrix, errors: Sequence[ColumnError], uniforms: Matrix, origins: NDArray[np.intp]
) -> Matrix:
    """Return the figures of a column with all of its errors, held within its range.

    Several errors of one column add up: a figure may be measured badly and rounded too.

    Parameters
    ----------
    figures
        (rows, replications), or (rows, 1) where they are the same in all.
    errors
        The errors of the column, at least one.
    uniforms
        (replications, width) all uniforms.
    origins
        (rows,) the row of the table as read behind each row.

    Returns
    -------
    (rows, replications), each replication contiguous.
    """
    first, *others = (
        error.draw(figures, uniforms[:, error.cells][:, origins].T, origins) for error in errors
    )
    for other in others:
        first = first + (other - figures)
    return np.asfortranarray(held(first, errors[0].range))


def held(figures: Matrix, within: Range) -> Matrix:
    """Return figures held within a range, missing ones missing."""
    return figures if within == OPEN else np.clip(figures, *within)
