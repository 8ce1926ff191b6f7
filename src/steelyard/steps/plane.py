"""A plane of two scores: where it is cut, in which quadrant a unit lies, and the ellipse of errors.

Rows are replications, columns units, so that one evaluation and many replications of it go the
same way. Which units share a cut is left to whoever asks.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Matrix, Vector

__all__ = ["QUADRANTS", "Ellipses", "chi_squared", "cuts", "ellipses", "inside", "quadrants"]

QUADRANTS = ("high_high", "high_low", "low_high", "low_low")
"""The quadrants by code: high or low on the x axis, then on the y axis."""


def cuts(scores: Matrix, rule: Literal["median", "mean"] | float) -> Vector:
    """Return where an axis is cut in each row.

    Parameters
    ----------
    scores
        (rows, units), NaN for units that are not in the plane.
    rule
        The ``median`` or the ``mean`` of the units, or the score itself.

    Returns
    -------
    (rows,), NaN where a row has no unit.

    Examples
    --------
    >>> cuts(np.array([[1.0, 2.0, 9.0], [4.0, np.nan, 1.0]]), "median")
    array([2. , 2.5])
    """
    if not isinstance(rule, str):
        return np.full(len(scores), float(rule))
    known = scores.shape[1] - np.isnan(scores).sum(axis=1)
    if not known.size or not scores.shape[1]:
        return np.full(len(scores), np.nan)
    with np.errstate(invalid="ignore"):
        if rule == "mean":
            return np.where(known > 0, np.nansum(scores, axis=1) / np.maximum(known, 1), np.nan)
        if (known == scores.shape[1]).all():
            middle: Vector = np.median(scores, axis=1)
            return middle
    # Missing scores are sorted to the end, so that the middle of the others is found by counting.
    ordered = np.sort(scores, axis=1)
    rows = np.arange(len(scores))
    low = ordered[rows, np.maximum(known - 1, 0) // 2]
    high = ordered[rows, known // 2]
    return np.where(known > 0, (low + high) / 2.0, np.nan)


def quadrants(
    x: Matrix, y: Matrix, cut_x: Vector, cut_y: Vector, tolerance: float
) -> NDArray[np.int8]:
    """Return the quadrant of each unit in each row.

    Parameters
    ----------
    x, y
        (rows, units), NaN for missing.
    cut_x, cut_y
        (rows,) where the axes are cut. A unit on a cut is high.
    tolerance
        The relative difference up to which a score is on the cut.

    Returns
    -------
    (rows, units), a place in :data:`QUADRANTS`; -1 where either score is missing.

    Examples
    --------
    >>> x, y = np.array([[1.0, 5.0, np.nan]]), np.array([[9.0, 2.0, 3.0]])
    >>> quadrants(x, y, np.array([5.0]), np.array([3.0]), 0.0)
    array([[ 2,  1, -1]], dtype=int8)
    """
    low_x = x < (cut_x - tolerance * np.abs(cut_x))[:, None]
    low_y = y < (cut_y - tolerance * np.abs(cut_y))[:, None]
    found: NDArray[np.int8] = 2 * low_x.astype(np.int8) + low_y.astype(np.int8)
    found[np.isnan(x) | np.isnan(y)] = -1
    return found


def chi_squared(probability: float) -> float:
    """Return the quantile of the chi-squared distribution with two degrees of freedom.

    That distribution is exponential with mean 2, so P(X ≤ q) = 1 − exp(−q / 2).

    Examples
    --------
    >>> round(chi_squared(0.95), 4)
    5.9915
    """
    return -2.0 * math.log1p(-probability)


@dataclass(frozen=True)
class Ellipses:
    """The ellipse of each unit.

    Parameters
    ----------
    major, minor
        (units,) the semi-axes, the longer first.
    angle
        (units,) the angle of the longer one against the x axis in degrees, -90 to 90.
    """

    major: Vector
    minor: Vector
    angle: Vector


def ellipses(xx: Vector, yy: Vector, xy: Vector, probability: float) -> Ellipses:
    """Return the ellipses that hold a share of a bivariate normal distribution.

    The points z around the mean with zᵀ Σ⁻¹ z ≤ χ²₂(p) hold the share p; the semi-axes are
    √(λ χ²₂(p)) along the eigenvectors of Σ. Johnson & Wichern 2007, *Applied Multivariate
    Statistical Analysis*, 6th edition, section 4.2.

    Parameters
    ----------
    xx, yy, xy
        (units,) the variances and the covariance, NaN where they are not known.
    probability
        The share, above 0 and below 1.

    Examples
    --------
    >>> found = ellipses(np.array([4.0]), np.array([1.0]), np.array([0.0]), 0.95)
    >>> [round(float(each[0]), 3) for each in (found.major, found.minor, found.angle)]
    [4.895, 2.448, 0.0]
    """
    half, middle = (xx - yy) / 2.0, (xx + yy) / 2.0
    spread = np.hypot(half, xy)
    scale = chi_squared(probability)
    # Rounding may leave the lesser root of a straight line a little below 0.
    major, minor = middle + spread, np.maximum(middle - spread, 0.0)
    # Adding 0 makes a -0.0 a 0.0, so that an upright ellipse stands at 90 and not at -90 degrees.
    angle = np.degrees(np.arctan2(xy + 0.0, half) / 2.0)
    return Ellipses(np.sqrt(scale * major), np.sqrt(scale * minor), angle)


def inside(
    x: Matrix, y: Matrix, centre_x: Vector, centre_y: Vector, shape: Ellipses
) -> NDArray[np.bool_]:
    """Return which points lie in their unit's ellipse; an ellipse may be a line or a point.

    Parameters
    ----------
    x, y
        (rows, units).
    centre_x, centre_y
        (units,) the middles of the ellipses.
    shape
        The ellipses of the units.

    Returns
    -------
    (rows, units); a missing point is in none.
    """
    turn = np.radians(shape.angle)
    along = (x - centre_x) * np.cos(turn) + (y - centre_y) * np.sin(turn)
    across = (y - centre_y) * np.cos(turn) - (x - centre_x) * np.sin(turn)
    # What is no wider than rounding counts as wide as rounding.
    least = 1e-9 * np.maximum(np.maximum(np.abs(centre_x), np.abs(centre_y)), 1.0)
    with np.errstate(invalid="ignore"):
        within: NDArray[np.bool_] = (along / np.maximum(shape.major, least)) ** 2 + (
            across / np.maximum(shape.minor, least)
        ) ** 2 <= 1.0
    return within
